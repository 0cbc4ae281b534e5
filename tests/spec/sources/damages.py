# ruff: noqa: E501, PLW0108 - a row of the table is a line
"""The table of damage: what may be wrong with a delivery, and what becomes of it. A test runs it, docs print it."""

import bz2
import csv
import gzip
import io
import lzma
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

ACCEPTED = "accepted"
SET_ASIDE = "accepted, the field set aside"

Change = dict[str, str]


@dataclass(frozen=True)
class Row:
    """One damaged row: columns and what stands in them, and what becomes of the row."""

    change: Change
    outcome: str


def rows(column: str, outcome: str, *texts: str) -> list[Row]:
    return [Row({column: text}, outcome) for text in texts]


ROWS = [
    # keys
    *rows("melding_id", "missing:melding_id", "", " ", "   "),
    *rows("melding_id", ACCEPTED, "M 1", "m-1", "123", "É-1", "a" * 200, "'; DROP TABLE x; --"),
    *rows("melding_id", "too_long:melding_id", "a" * 201),
    *rows("melding_id", "strange_character:melding_id", "a\tb", "a\x07b", "a\x1fb"),
    *rows("melding_id", "strange_character:melding_id", "a\u200bb", "\ufeffa", "a\u00adb", "a\u00a0b", "a\u202eb", "a\u2028b", "a\ue000"),
    *rows("melding_id", "spreadsheet_error:melding_id", "#N/A", "#N/B", "#REF!"),
    # the day by which a row counts
    *rows("meld_datum", "missing:meld_datum", "", " "),
    *rows("meld_datum", ACCEPTED, "2024-03-01", "2024-12-31", "2024-02-29", " 2024-03-01 "),
    *rows(
        *("meld_datum", "not_a_date:meld_datum"),
        *("2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "2024-3-1", "01-03-2024", "03/01/2024"),
        *("20240301", "45352", "2024-03-01 10:00", "2024-03-01T00:00:00", "1 maart 2024", "gisteren", "0", "-"),
        *("2024-W09-5", "24-03-01", "2024- 3- 1", "-024-03-01", "2024-03-01Z", "infinity", "today", "epoch", "２０２４-03-01", "NULL", "onbekend"),
    ),
    Row({"meld_datum": "2022-12-31", "pleegperiode_van": "", "pleegperiode_tot": ""}, "outside_period:meld_datum"),
    Row({"meld_datum": "0001-01-01", "pleegperiode_van": "", "pleegperiode_tot": ""}, "too_low:meld_datum outside_period:meld_datum"),
    Row({"meld_datum": "2025-01-01"}, "outside_period:meld_datum"),
    Row({"meld_datum": "2025-03-01"}, "after_extraction:meld_datum outside_period:meld_datum"),
    Row({"meld_datum": "9999-12-31"}, "after_extraction:meld_datum outside_period:meld_datum"),
    # whole numbers
    *rows("leeftijd_bij_melding", ACCEPTED, "", "0", "17", "120", " 24 "),
    *rows("leeftijd_bij_melding", "too_low:leeftijd_bij_melding", "-1", "-99"),
    *rows("leeftijd_bij_melding", "too_high:leeftijd_bij_melding", "121", "999", "2024"),
    *rows(
        *("leeftijd_bij_melding", "not_a_whole_number:leeftijd_bij_melding"),
        *("24.0", "24,0", "24.5", "1e1", "0x18", "024", "+24", "24 jaar", "vierentwintig", "18-22", ">23", "?"),
        *("99999999999", "1 000", "1.000", "２４", "٢٤", "NaN", "inf", "-0", "--1", "NULL", "#N/B"),
    ),
    # one code of a list
    *rows("melder_type", ACCEPTED, "politie", " politie ", "politie\u00a0", "ngo", "zelf"),
    *rows("melder_type", "missing:melder_type", "", " "),
    *rows(
        *("melder_type", "unknown_code:melder_type"),
        *("Politie", "POLITIE", "politie;ngo", "politie,", "onbekend", "1", "pol", "politié", "NULL"),
    ),
    *rows("geslacht", ACCEPTED, "v", "m", "onbekend"),
    *rows("geslacht", "unknown_code:geslacht", "V", "f", "vrouw", "x", "1", "v m"),
    *rows("toestemming", ACCEPTED, "ja", "nee", "onbekend"),
    *rows("toestemming", "unknown_code:toestemming", "Ja", "yes", "0", "n", "misschien"),
    *rows("toestemming", "missing:toestemming", ""),
    *rows("nationaliteit", ACCEPTED, "NLD", "ROU", "onbekend"),
    *rows("nationaliteit", "unknown_code:nationaliteit", "NL", "nld", "Nederlandse", "XXX", "528", "NLD;ROU"),
    *rows("dublin", "missing:dublin", ""),
    *rows("aangifte", "unknown_code:aangifte", "true", "1", "JA"),
    # several codes of a list
    *rows("sector", ACCEPTED, "hotel", "hotel;online", "online;hotel", "hotel; online", "hotel ;online", "onbekend"),
    *rows("sector", "repeated_code:sector", "hotel;hotel", "hotel;online;hotel", "hotel; hotel"),
    *rows(
        *("sector", "unknown_code:sector"),
        *("hotel;", ";hotel", "hotel;;online", "hotel, online", "hotel|online", "motel", "hotel;motel", "Hotel"),
    ),
    *rows("sector", "unknown_code:sector repeated_code:sector", ";", ";;", "motel;motel"),
    *rows("sector", "missing:sector", ""),
    *rows("uitbuitingsvorm", ACCEPTED, "BSU", "AU;CU", "AU; CU", "AU ; CU", "onbekend"),
    *rows("uitbuitingsvorm", "rule:vorm_onbekend_staat_alleen", "AU;onbekend", "onbekend;AU"),
    *rows("uitbuitingsvorm", "unknown_code:uitbuitingsvorm", "au", "XX", "BSU/CU", "AU en CU"),
    # areas
    *rows("gemeente_verblijf", ACCEPTED, "VB0001", "VB0005", "onbekend"),
    *rows(
        *("gemeente_verblijf", "unknown_area:gemeente_verblijf"),
        *("VB9999", "VP01", "VL", "vb0001", "0001", "1", "Dorp 1", "GM0363", "VB0001;VB0002", "VB 0001"),
    ),
    *rows("gemeente_verblijf", "missing:gemeente_verblijf", ""),
    # dates that need not be there, and rules between columns
    *rows("pleegperiode_van", ACCEPTED, "", "2023-05-01", "1950-01-01"),
    *rows("pleegperiode_van", "too_low:pleegperiode_van", "1949-12-31", "1900-01-01"),
    *rows("pleegperiode_van", "not_a_date:pleegperiode_van", "2023", "2023-05", "mei 2023", "2023-05-32"),
    *rows("pleegperiode_van", "rule:pleegperiode_in_volgorde", "2024-02-02"),
    Row({"pleegperiode_van": "2024-04-01", "pleegperiode_tot": "2024-05-01"}, "rule:pleegperiode_voor_melding"),
    Row({"pleegperiode_van": "2024-04-01", "pleegperiode_tot": "2024-03-01"}, "rule:pleegperiode_in_volgorde rule:pleegperiode_voor_melding"),
    Row({"pleegperiode_van": "", "pleegperiode_tot": ""}, ACCEPTED),
    *rows("pleegperiode_tot", "after_extraction:pleegperiode_tot", "2025-02-02", "2099-01-01"),
    # link fields: names
    *rows("achternaam", ACCEPTED, "", "O'Neil", "van 't Hof", "Ñandú", "王", "محمد", "Иванов", "Null", "x" * 200, "-", '<script>alert("x")</script>'),
    *rows("achternaam", SET_ASIDE, "x" * 201, "y" * 5000, "a\tb", "a\x01b", "a\x7fb"),
    *rows("achternaam", SET_ASIDE, "a\u202eb", "\ufeffa", "#N/A", "#N/B", "#VERW!", "#REF!"),
    *rows("achternaam", ACCEPTED, "\u0645\u06cc\u200c\u062e", "a\u00adb", "N/A"),
    *rows("achternaam", SET_ASIDE, "onbekend", "ONBEKEND", "NN", " n.n. "),
    *rows("voornamen", SET_ASIDE, "Onbekend", "nn"),
    *rows("voornamen", ACCEPTED, "", "A.B.", "Anna-Maria", "Zoë 🙂"),
    # link fields: birth date
    *rows("geboortedatum", ACCEPTED, "", "1999", "1999-04", "1999-04-03", "1900", "2024-03-01"),
    *rows(
        *("geboortedatum", SET_ASIDE),
        *("99", "03-04-1999", "1999-13", "1999-00", "1999-02-30", "1999/04/03", "19990403", "april 1999", "onbekend", "1999-4-3"),
        *("-100", "-001-01-01", "199 ", "1999- 1", "1999-04-03 ?", "19 99", "١٩٩٩"),
    ),
    *rows("geboortedatum", SET_ASIDE, "1899", "1899-12-31", "0000", "2025-03", "2026", "2025-02-02", "2024-03-02"),
    *rows("geboortedatum", SET_ASIDE, "1900-01-01", "1990-01-01"),
    # link fields: the national number
    *rows("bsn", ACCEPTED, "", "123456782", "111222333"),
    *rows("bsn", SET_ASIDE, "123456789", "000000000", "111111111", "999999999"),
    *rows("bsn", ACCEPTED, "123.456.782"),
    *rows("bsn", SET_ASIDE, "12345678", "1234567820", "geen", "onbekend", "12345678X", "#N/A", "1.23E+08"),
    # link fields: sex, nationality, municipality
    *rows("link_geslacht", ACCEPTED, "", "v", "m", "onbekend"),
    *rows("link_geslacht", SET_ASIDE, "V", "x", "vrouw"),
    *rows("link_nationaliteit", SET_ASIDE, "NL", "Dutch"),
    *rows("link_gemeente", SET_ASIDE, "VB9999", "Dorp 1"),
]  # fmt: skip


@dataclass(frozen=True)
class File:
    """One damaged file: what was done to good bytes, under which name, and words of the refusal; none where it is read."""

    what: str
    change: Callable[[bytes], bytes]
    refusal: str = ""
    name: str = "a.csv"
    letter: Mapping[str, object] = field(default_factory=dict)


def _zipped(good: bytes, *names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, good)
    return buffer.getvalue()


def _link_in_an_archive() -> bytes:
    """Write an archive whose entry is a link to a file of the system; what it holds is the path."""
    entry = zipfile.ZipInfo("b.csv")
    entry.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr(entry, "/etc/passwd")
    return buffer.getvalue()


def _lines(good: bytes) -> list[bytes]:
    return good.splitlines(keepends=True)


def _rows(good: bytes) -> list[list[str]]:
    return [*csv.reader(io.StringIO(good.decode()))]


def _workbook(
    rows: list[list[str]],
    change: Callable[[Any, Any], object] | None = None,
    **options: object,
) -> bytes:
    """Write a workbook with one sheet of texts, and change it."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet("data")
        for place, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(place, column, text)
        if change:
            change(book, sheet)
    return buffer.getvalue()


def _part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Change one part of an archive."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w") as new,
    ):
        for entry in old.namelist():
            part = old.read(entry)
            new.writestr(entry, change(part) if entry == name else part)
    return buffer.getvalue()


def _document(good: bytes, after: str = "") -> bytes:
    """Write an OpenDocument spreadsheet with one sheet of texts."""
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = "".join(
        f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>"
        for row in _rows(good)
    )
    content = f'<office:document-content{names}><office:body><office:spreadsheet><table:table table:name="a">{body}{after}</table:table></office:spreadsheet></office:body></office:document-content>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    names = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("mimetype", kind)
        packed.writestr("content.xml", content)
        packed.writestr("META-INF/manifest.xml", f"<manifest:manifest {names}/>")
    return buffer.getvalue()


def _repeated(good: bytes, times: int) -> bytes:
    """Write a spreadsheet of OpenDocument whose last row stands in it many times, by a number alone."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_document(good))) as before,
        zipfile.ZipFile(buffer, "w") as packed,
    ):
        for name in before.namelist():
            first, row, rest = before.read(name).decode().rpartition("<table:table-row")
            more = f' table:number-rows-repeated="{times}"' if row else ""
            packed.writestr(name, f"{first}{row}{more}{rest}")
    return buffer.getvalue()


SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


NOT_TEXT = "not text in the encoding"
FILES = [
    File("nothing was done", lambda good: good),
    File("line ends of Windows", lambda good: good.replace(b"\n", b"\r\n")),
    File("line ends of an old Macintosh", lambda good: good.replace(b"\n", b"\r")),
    File("line ends of both kinds", lambda good: good.replace(b"\n", b"\r\n", 2)),
    File("empty lines between rows", lambda good: good.replace(b"\n", b"\n\n")),
    File("a byte order mark", lambda good: b"\xef\xbb\xbf" + good),
    File("UTF-16 with a mark", lambda good: good.decode().encode("utf-16")),
    File("semicolons between fields", lambda good: good.replace(b";", b"/").replace(b",", b";").replace(b"/", b"")),
    File("tabs between fields", lambda good: good.replace(b",", b"\t"), name="a.txt"),
    File("bars between fields", lambda good: good.replace(b",", b"|")),
    File("every field within quotes", lambda good: b"\n".join(b'"' + line.replace(b",", b'","') + b'"' for line in good.splitlines()) + b"\n"),
    File("columns in another order", lambda good: b"".join(b",".join(reversed(line.rstrip(b"\n").split(b","))) + b"\n" for line in _lines(good))),
    File("spaces around names in the header", lambda good: good.replace(b",", b" , ", 3)),
    File("no end to the last line", lambda good: good.rstrip(b"\n")),
    File("a first line that states the delimiter", lambda good: b"sep=,\n" + good),
    File("a delimiter too many on every line", lambda good: good.replace(b"\n", b",\n")),
    File("lines with delimiters alone", lambda good: good + b"," * (good.count(b",") // 3) + b"\n"),
    File("a title above the header, which the letter states", lambda good: b"Export\n" + good, letter={"header_row": 2}),
    File("cp1252 that the letter states", lambda good: good.replace(b"Duin", b"D\xfcin"), letter={"encoding": "cp1252"}),
    File("packed with gzip", gzip.compress, name="a.csv.gz"),
    File("alone in a zip archive", lambda good: _zipped(good, "b.csv"), name="a.zip"),
    File("in a zip archive of a Macintosh", lambda good: _zipped(good, "b.csv", "__MACOSX/._b.csv", ".DS_Store"), name="a.zip"),
    File("the name in capitals", lambda good: good, name="A.CSV"),
    File("empty", lambda _: b"", "is missing"),
    File("one line end", lambda _: b"\n", "is missing"),
    File("a header alone", lambda good: _lines(good)[0], "has no rows"),
    File("no header", lambda good: b"".join(_lines(good)[1:]), "is missing"),
    File("a column missing", lambda good: good.replace(b"sector,", b"", 1), "column `sector` is missing"),
    File("a column too many", lambda good: good.replace(b"sector,", b"sector,extra,", 1), "1 column is not in form"),
    File("a column twice", lambda good: good.replace(b"dublin", b"sector", 1), "stands twice"),
    File("a column in capitals", lambda good: good.replace(b"sector", b"SECTOR", 1), "column `sector` is missing"),
    File("a title above the header", lambda good: b"Export\n" + good, "is missing"),
    File("cut off within a row", lambda good: good[:-60], "middle of a row"),
    File("cp1252 that nobody declared", lambda good: good.replace(b"Duin", b"D\xfcin"), NOT_TEXT),
    File("UTF-8 cut within a letter", lambda good: good.replace(b"Duin", b"D\xc3"), NOT_TEXT),
    File("a byte of nothing", lambda good: good.replace(b"Duin", b"D\0in"), NOT_TEXT),
    File("random bytes", lambda _: bytes(range(256)) * 40, "or is no text"),
    File("a quote that is not closed", lambda good: good.replace(b"Duin", b'"Duin', 1), "quotes do not match"),
    File("a line end within quotes", lambda good: good.replace(b"Fenna Maria", b'"Fenna\nMaria"', 1), "goes on over several lines"),
    File("a workbook named csv", lambda good: _zipped(good, "xl/workbook.xml"), "the file is xlsx"),
    File("an archive named csv", lambda good: _zipped(good, "b.csv"), "the file is zip"),
    File("gzip named csv", gzip.compress, "the file is gz"),
    File("CSV named xlsx", lambda good: good, "the file is csv", name="a.xlsx"),
    File("CSV named gz", lambda good: good, "the file is csv", name="a.csv.gz"),
    File("gzip cut off", lambda good: gzip.compress(good)[:-12], "damaged", name="a.csv.gz"),
    File("gzip with damage inside", lambda good: gzip.compress(good)[:40] + b"x" * 40 + gzip.compress(good)[80:], "damaged", name="a.csv.gz"),
    File("two files in an archive", lambda good: _zipped(good, "b.csv", "c.csv"), "holds 2 files", name="a.zip"),
    File("an archive without files", lambda good: _zipped(good), "holds 0 files", name="a.zip"),
    File("an archive cut off", lambda good: _zipped(good, "b.csv")[:100], "damaged", name="a.zip"),
    File("a PDF document", lambda _: b"%PDF-1.7 x", "a PDF document"),
    File("a picture", lambda _: b"\x89PNG\r\n\x1a\n", "a picture"),
    File("a Parquet file named csv", lambda _: b"PAR1xxxx", "the file is parquet"),
    File("a damaged Parquet file", lambda _: b"PAR1xxxxPAR1", "is damaged", name="a.parquet"),
    File("a database", lambda _: b"SQLite format 3\0", "a database"),
    File("an old workbook", lambda _: b"\xd0\xcf\x11\xe0xxxx", "an old or password-protected workbook"),
    File("the header once more in the middle", lambda good: good + good, "two files were joined"),
    File("a second header with columns in another order", lambda good: good + good.replace(b"voornamen,tussenvoegsel", b"tussenvoegsel,voornamen"), "two files were joined"),
    File("two gzip files joined", lambda good: gzip.compress(good) + gzip.compress(good), "two files were joined", name="a.csv.gz"),
    File("UTF-8 that the letter calls cp1252", lambda good: good.replace(b"Duin", b"D\xc3\xbcin"), "the file is written in utf-8", letter={"encoding": "cp1252"}),
    File("another delimiter than the letter states", lambda good: b"sep=,\n" + good, "states another delimiter", letter={"delimiter": ";"}),
    *(File(f"an encoding of no file: {name}", lambda good: good, "encoding is not known", letter={"encoding": name}) for name in ("unicode_escape", "utf-7", "idna", "rot13", "undefined", "zip", "no such")),
    *(File(f"a letter with {name} = {value}", lambda good: good, name, letter={name: value}) for name, value in (("header_row", 10**9), ("correction", 10**20), ("rows", 10**30))),
    File("a part with a line end", lambda good: good, "cannot be printed", letter={"part": "a\\nb"}),
    File("a period of three centuries", lambda good: good, "longer than 150 years", letter={"period": "1800-2100"}),
    File("a million empty lines, packed", lambda good: gzip.compress(good + b"\n" * 1_100_000), "empty lines", name="a.csv.gz"),
    File("gzip within gzip", lambda good: gzip.compress(gzip.compress(good)), "packed once more", name="a.csv.gz"),
    File("a workbook in an archive", lambda good: _zipped(_zipped(good, "xl/workbook.xml"), "b.xlsx"), "an archive or a workbook", name="a.zip"),
    File("a page of the web", lambda _: b"<!DOCTYPE html><html></html>", "a page of the web"),
    File("a line of three million signs", lambda good: good + b"x" * 3_000_000, "more than 1,000,000 characters"),
    File("a header of ten million signs", lambda _: b"a" * 10_000_000, "more than 1,000,000 characters"),
    File("a header of five thousand columns", lambda _: b"a," * 5_000 + b"\n", "at most 2,000 are read"),
    # formats and encodings of other kinds
    File("packed with bzip2", bz2.compress, "packed with bzip2"),
    File("packed with xz", lzma.compress, "packed with xz"),
    File("packed with zstd", lambda _: b"\x28\xb5\x2f\xfdxxxx", "packed with zstd"),
    File("an encrypted message", lambda _: b"-----BEGIN PGP MESSAGE-----\n", "an encrypted message"),
    File("XML", lambda _: b'<?xml version="1.0"?><a/>', "an XML document"),
    File("a web page that a program calls xls", lambda _: b"<HTML><table>", "a page of the web", name="a.xls"),
    File("a text document", lambda good: b"{\\rtf1 " + good, "a text document"),
    File("an Arrow file", lambda _: b"ARROW1\0\0", "an Arrow file"),
    File("an encrypted Parquet file", lambda _: b"PARExxxxPARE", "an encrypted Parquet file", name="a.parquet"),
    File("a file of SPSS", lambda _: b"$FL2@(#) ", "a file of SPSS", name="a.sav"),
    File("a pointer to a large file", lambda _: b"version https://git-lfs.github.com/spec/v1\n", "a pointer"),
    File("JSON", lambda _: b'[{"melding_id": "M-1"}]', "is missing"),
    File("UTF-16 without a mark", lambda good: good.decode().encode("utf-16-le"), "without a mark"),
    File("UTF-16 without a mark, which the letter states", lambda good: good.decode().encode("utf-16-le"), letter={"encoding": "utf-16-le"}),
    File("UTF-32 with a mark", lambda good: good.decode().encode("utf-32")),
    File("EBCDIC", lambda good: good.decode().encode("cp500"), "is missing"),
    File("EBCDIC that the letter states", lambda good: good.decode().encode("cp500"), letter={"encoding": "cp500"}),
    File("a mark twice", lambda good: b"\xef\xbb\xbf" * 2 + good),
    File("line ends in the wrong order", lambda good: good.replace(b"\n", b"\n\r")),
    File("line ends doubled by a transfer", lambda good: good.replace(b"\n", b"\r\r\n")),
    File("line ends of Unicode", lambda good: good.replace(b"\n", "\u2028".encode()), "is missing"),
    File("the sign by which DOS ends a file", lambda good: good + b"\x1a", "middle of a row"),
    File("filled up with bytes of nothing", lambda good: good + b"\0" * 4096, NOT_TEXT),
    File("a line below the table that has no end", lambda good: good + b"Source: nobody", "middle of a row"),
    File("apostrophes around the fields", lambda good: good.replace(b",", b"','"), "is missing"),
    File("carets between fields", lambda good: good.replace(b",", b"^"), "is missing"),
    File("two bars between fields", lambda good: good.replace(b",", b"||"), "are not in form"),
    File("an index before the first column", lambda good: b"".join(str(n).encode() + b"," + line for n, line in enumerate(_lines(good))), "1 column is not in form"),
    File("a joiner that nobody sees in the header", lambda good: good.replace(b"sector", "sec\u200btor".encode(), 1), "column `sector` is missing"),
    File("a Cyrillic letter in the header", lambda good: good.replace(b"sector", "se\u0441tor".encode(), 1), "column `sector` is missing"),
    # packed files
    File("stored in an archive without packing", lambda good: _part(_zipped(good, "b.csv"), "b.csv", bytes), name="a.zip"),
    File("in an archive under a path that leads out", lambda good: _zipped(good, "../../b.csv"), name="a.zip"),
    File("in an archive beside what Windows leaves", lambda good: _zipped(good, "b.csv", "Thumbs.db", "desktop.ini"), name="a.zip"),
    File("an archive that unpacks itself", lambda good: b"MZ" + _zipped(good, "b.csv"), "the file is csv", name="a.zip"),
    File("bytes after the end of a gzip file", lambda good: gzip.compress(good) + b"more", "damaged", name="a.csv.gz"),
    File("zeros after the end of a gzip file", lambda good: gzip.compress(good) + b"\0" * 512, name="a.csv.gz"),
    File("a wrong checksum in a gzip file", lambda good: gzip.compress(good)[:-8] + b"\0" * 8, "damaged", name="a.csv.gz"),
    File("300 MB of blanks in an archive", lambda good: _zipped(good + b" " * 300_000_000, "b.csv"), "more than 1,000,000 characters", name="a.zip"),
    # workbooks
    File("a workbook", lambda good: _workbook(_rows(good)), name="a.xlsx"),
    File("a workbook with macros by its name", lambda good: _workbook(_rows(good)), name="a.xlsm"),
    File("a workbook named ods", lambda good: _workbook(_rows(good)), "the file is xlsx", name="a.ods"),
    File("a workbook with a header alone", lambda good: _workbook(_rows(good)[:1]), "no rows below a header", name="a.xlsx"),
    File("a workbook with nothing", lambda _: _workbook([]), "no rows below a header", name="a.xlsx"),
    File("the table on a hidden sheet", lambda good: _workbook(_rows(good), lambda book, sheet: (sheet.hide(), book.add_worksheet("front").activate())), name="a.xlsx"),
    File("two sheets with rows", lambda good: _workbook(_rows(good), lambda book, _: book.add_worksheet("more").write_column(0, 0, ["a", "b"])), "2 sheets with rows", name="a.xlsx"),
    File("a title above the header of a sheet", lambda good: _workbook([["Export"], *_rows(good)]), "is missing", name="a.xlsx"),
    File("a title above the header of a sheet, which the letter states", lambda good: _workbook([["Export"], *_rows(good)]), name="a.xlsx", letter={"header_row": 2}),
    File("a sheet that the workbook lacks", lambda good: _workbook(_rows(good)), "does not have the declared sheet", name="a.xlsx", letter={"sheet": "Data"}),
    File("a cell in the far corner", lambda good: _workbook(_rows(good), lambda _, sheet: sheet.write(1_048_575, 16_383, "x")), "memory", name="a.xlsx"),
    File("days counted from 1904", lambda good: _workbook(_rows(good), date_1904=True), name="a.xlsx"),
    File("a sheet cut in two", lambda good: _part(_workbook(_rows(good)), SHEET, lambda part: part[: len(part) // 2]), "damaged", name="a.xlsx"),
    File("an entity that reads a file", lambda good: _part(_workbook(_rows(good)), TEXTS, lambda part: part.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/hostname">]>', 1).replace(b"<t>hotel</t>", b"<t>&a;</t>")), "damaged", name="a.xlsx"),
    File("a text that the workbook lacks", lambda good: _part(_workbook(_rows(good)), SHEET, lambda part: part.replace(b"<v>0</v>", b"<v>99999</v>", 1)), "damaged", name="a.xlsx"),
    File("a sheet that states a size it has not", lambda good: _part(_workbook(_rows(good)), SHEET, lambda part: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', part)), name="a.xlsx"),
    File("a spreadsheet of OpenDocument", _document, name="a.ods"),
    File("a million empty rows of OpenDocument", lambda good: _document(good, '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'), name="a.ods"),
    File("a row of OpenDocument repeated a million times", lambda good: _repeated(good, 1_000_000), "as copies of the row above", name="a.ods"),
    File("columns of OpenDocument repeated less than never", lambda good: _document(good, '<table:table-row><table:table-cell table:number-columns-repeated="-1"/></table:table-row>'), "damaged", name="a.ods"),
    File("a sheet that the letter states of a text", lambda good: good, "states a sheet", letter={"sheet": "data"}),
    File("an encoding that the letter states of a workbook", lambda good: _workbook(_rows(good)), "states an encoding", name="a.xlsx", letter={"encoding": "cp1252"}),
    File("names of columns that go on over two lines of a sheet", lambda good: _workbook([[name.replace("link_", "link_\n") for name in _rows(good)[0]], *_rows(good)[1:]]), "column `link_geslacht` is missing", name="a.xlsx"),
    File("a quote opened among the names of columns", lambda good: good.replace(b"sector", b'"sector', 1), "among the names of columns"),
    File("a title above the header, in as many cells", lambda good: b",".join([b"x"] * (good.partition(b"\n")[0].count(b",") + 1)) + b"\n" + good, "row 2 holds the names of its columns"),
    File("two empty rows above the header of a sheet", lambda good: _workbook([[], [], *_rows(good)]), "row 3 holds the names of its columns", name="a.xlsx"),
    File("a binary workbook", lambda good: _zipped(good, "xl/workbook.bin"), "a binary workbook (XLSB)", name="a.xlsx"),
    File("a text document named xlsx", lambda good: _zipped(good, "word/document.xml"), "a text document", name="a.xlsx"),
    File("a presentation in the place of an archive", lambda good: _zipped(good, "ppt/presentation.xml"), "a presentation", name="a.zip"),
    File("a spreadsheet of Numbers", lambda good: _zipped(good, "Index/Document.iwa"), "a spreadsheet of Numbers", name="a.zip"),
    File("a web page that a program saved as an archive of mails", lambda _: b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n", "a page of the web"),
    File("a web page below an empty line", lambda _: b"\r\n <html><table></table></html>", "a page of the web"),
    File("XML behind a mark", lambda _: b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "an XML document"),
    File("a link in an archive", lambda _: _link_in_an_archive(), "is missing", name="a.zip"),
    File("two entries of one name in an archive", lambda good: _zipped(good, "b.csv", "c.csv").replace(b"c.csv", b"b.csv"), "holds 2 files", name="a.zip"),
    # letters
    *(File(f"a letter with {name} = {shown}", lambda good: good, words, letter={name: value}) for name, value, shown, words in (
        ("extracted_on", 0, "0", "extracted_on in the letter is not a date"),
        ("extracted_on", "2025-W05-1", "a week", "extracted_on in the letter is not a date"),
        ("extracted_on", "01-02-2025", "01-02-2025", "extracted_on in the letter is not a date"),
        ("period", "\u0662\u0660\u0662\u0664", "digits of another script", "period in the letter is not"),
        ("period", "2024-Q5", "2024-Q5", "period in the letter is not"),
        ("period", ["2024"], "a list", "period in the letter is not"),
        ("counts", {"sector": 1}, "a number for a column", "counts in the letter is not"),
        ("counts", {"sector": {"hotel": "2"}}, "a text for a code", "counts in the letter is not"),
        ("sums", {"sector": {"hotel": 2}}, "a number for a code", "sums in the letter is not"),
        ("legal_basis", 1, "a number", "legal_basis in the letter is not a text"),
        ("consent", ["a"], "a list", "consent in the letter is not a text"),
        ("source", True, "true", "source in the letter is not a text"),
        ("correction", 1.5, "1.5", "correction in the letter is not a whole number"),
        ("form_version", "1", "a text", "form_version in the letter is not a whole number"),
        ("correction", -1, "-1", "correction in the letter is not a whole number"),
        ("header_row", 0, "0", "header_row in the letter is not a whole number"),
        ("header_row", 1.0, "1.0", "header_row in the letter is not a whole number"),
        ("form_version", 0, "0", "form_version in the letter is not a whole number"),
        ("rows", -2, "-2", "rows in the letter is not a whole number"),
        ("rows", 2.0, "2.0", "rows in the letter is not a whole number"),
        ("delimiter", "e", "e", "delimiter in the letter is not one of"),
        ("counts", {}, "an empty table", "counts in the letter states nothing"),
        ("counts", {"sector": {}}, "a column without any code", "counts in the letter names a column without any code"),
        ("counts", {"sector": {"hotel": 1.0}}, "1.0 for a code", "counts in the letter is not"),
        ("counts", {"sector": {"hotel": -1}}, "-1 for a code", "counts in the letter is not"),
        ("counts", {"sector": {"hotel": True}}, "true for a code", "counts in the letter is not"),
        ("sums", {}, "an empty table", "sums in the letter states nothing"),
        ("sums", {"sector": "2"}, "a text for a column", "sums in the letter is not"),
        ("sums", {"sector": False}, "false for a column", "sums in the letter is not"),
        ("with_totals", "true", "a text", "with_totals in the letter is not true or false"),
        ("with_totals", 1, "1", "with_totals in the letter is not true or false"),
        ("with_totals", True, "true, of a form without totals", "form 1 declares no totals"),
        ("part", "", "an empty text", "part in the letter is empty"),
        ("part", " ", "a blank", "part in the letter is empty"),
        ("part", "Fill in", "Fill in", "part in the letter is still to be filled in"),
        ("encoding", "", "an empty text", "encoding in the letter is empty"),
        ("sheet", "", "an empty text", "sheet in the letter is empty"),
        ("checksum", "", "an empty text", "checksum in the letter is empty"),
        ("checksum", "abc", "three digits", "checksum in the letter is not a SHA-256"),
        ("legal_basis", "-", "a dash", "legal_basis in the letter has no words"),
        ("legal_basis", "<fill in: article and law>", "words of a proposal", "legal_basis in the letter is still to be filled in"),
        ("consent", "...", "dots", "consent in the letter has no words"),
    )),
]  # fmt: skip
