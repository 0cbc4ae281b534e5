# ruff: noqa: E501, PLW0108 - a row of the table is a line
"""The table of damage: what may be wrong with a delivery, and what becomes of it. A test runs it, docs print it."""

import gzip
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

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
    Row({"meld_datum": "0001-01-01", "pleegperiode_van": "", "pleegperiode_tot": ""}, "outside_period:meld_datum"),
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
    *rows("sector", ACCEPTED, "hotel", "hotel;online", "online;hotel", "onbekend"),
    *rows("sector", "repeated_code:sector", "hotel;hotel", "hotel;online;hotel"),
    *rows(
        *("sector", "unknown_code:sector"),
        *("hotel;", ";hotel", "hotel;;online", "hotel, online", "hotel|online", "motel", "hotel;motel", "Hotel", "hotel; online"),
    ),
    *rows("sector", "unknown_code:sector repeated_code:sector", ";", ";;", "motel;motel"),
    *rows("sector", "missing:sector", ""),
    *rows("uitbuitingsvorm", ACCEPTED, "BSU", "AU;CU", "onbekend"),
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
    *rows("voornamen", ACCEPTED, "", "A.B.", "Anna-Maria", "Zoë 🙂"),
    # link fields: birth date
    *rows("geboortedatum", ACCEPTED, "", "1999", "1999-04", "1999-04-03", "1900", "2024-03-01"),
    *rows(
        *("geboortedatum", SET_ASIDE),
        *("99", "03-04-1999", "1999-13", "1999-00", "1999-02-30", "1999/04/03", "19990403", "april 1999", "onbekend", "1999-4-3"),
        *("-100", "-001-01-01", "199 ", "1999- 1", "1999-04-03 ?", "19 99", "١٩٩٩"),
    ),
    *rows("geboortedatum", SET_ASIDE, "1899", "1899-12-31", "0000", "2025-03", "2026", "2025-02-02", "2024-03-02"),
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


def _lines(good: bytes) -> list[bytes]:
    return good.splitlines(keepends=True)


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
    File("a column too many", lambda good: good.replace(b"sector,", b"sector,extra,", 1), "1 columns are not in form"),
    File("a column twice", lambda good: good.replace(b"dublin", b"sector", 1), "stand twice"),
    File("a column in capitals", lambda good: good.replace(b"sector", b"SECTOR", 1), "column `sector` is missing"),
    File("a title above the header", lambda good: b"Export\n" + good, "is missing"),
    File("cut off within a row", lambda good: good[:-60], "middle of a row"),
    File("cp1252 that nobody declared", lambda good: good.replace(b"Duin", b"D\xfcin"), NOT_TEXT),
    File("UTF-8 cut within a letter", lambda good: good.replace(b"Duin", b"D\xc3"), NOT_TEXT),
    File("a byte of nothing", lambda good: good.replace(b"Duin", b"D\0in"), NOT_TEXT),
    File("random bytes", lambda _: bytes(range(256)) * 40, "is missing"),
    File("a quote that is not closed", lambda good: good.replace(b"Duin", b'"Duin', 1), "quotes do not match"),
    File("a line end within quotes", lambda good: good.replace(b"Fenna Maria", b'"Fenna\nMaria"', 1), "go on over several lines"),
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
    File("a page of the web", lambda _: b"<!DOCTYPE html><html></html>", "is missing"),
    File("a line of three million signs", lambda good: good + b"x" * 3_000_000, "more than 1,000,000 characters"),
    File("a header of ten million signs", lambda _: b"a" * 10_000_000, "more than 1,000,000 characters"),
    File("a header of five thousand columns", lambda _: b"a," * 5_000 + b"\n", "at most 2,000 are read"),
]  # fmt: skip
