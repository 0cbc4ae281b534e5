"""Workbooks that ask for too much or hide something, and packed files that unpack to more than they should."""

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import odfdo
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from tests.spec.sources.making import MELDING, melding, write_letter

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.sources import formats
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.errors import DeliveryError

Check = Callable[..., Delivery]
Change = Callable[[xlsxwriter.Workbook, xlsxwriter.workbook.Worksheet], object]
HEADER = list(MELDING)


def column(name: str) -> int:
    return HEADER.index(name)


def workbook(
    path: Path, change: Change = lambda *_: None, **options: object
) -> tuple[Path, Path]:
    """Two good notifications in a workbook, with one change."""
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("data")
        sheet.write_row(0, 0, HEADER)
        for number in (1, 2):
            sheet.write_row(number, 0, list(melding(number).values()))
        change(book, sheet)
    return path, write_letter(path.with_suffix(".toml"))


def refusal(checked: Check, delivered: tuple[Path, Path]) -> str:
    with pytest.raises(DeliveryError) as raised:
        checked(*delivered)
    assert raised.value.now
    return str(raised.value)


def test_a_cell_in_the_far_corner_ends_nothing_but_the_delivery(
    checked: Check, tmp_path: Path
) -> None:
    """Seventeen thousand million cells lie between the two corners: reading them took half a terabyte."""
    delivered = workbook(
        tmp_path / "a.xlsx", lambda _, sheet: sheet.write(1_048_575, 16_383, "x")
    )
    assert "perhaps a cell lies far below or beside" in refusal(checked, delivered)


def test_numbers_that_a_workbook_rounded_make_the_file_unfit(
    checked: Check, tmp_path: Path
) -> None:
    delivered = workbook(
        tmp_path / "a.xlsx",
        lambda _, sheet: sheet.write_number(1, 0, 12345678901234567890),
    )
    assert "1 cell is a number of more than fifteen digits" in refusal(
        checked, delivered
    )


def test_formulas_without_a_value_make_the_file_unfit(
    checked: Check, tmp_path: Path
) -> None:
    file, letter = workbook(
        tmp_path / "a.xlsx",
        lambda _, sheet: sheet.write_formula(1, column("aangifte"), "=A1", None, "ja"),
    )
    change_part(file, "xl/worksheets/sheet1.xml", b"<v>ja</v>", b"")
    assert "1 formula has no value" in refusal(checked, (file, letter))


def change_part(file: Path, name: str, old: bytes, new: bytes) -> None:
    """Write a workbook anew, with one of its parts changed."""
    parts = {}
    with zipfile.ZipFile(file) as packed:
        for entry in packed.namelist():
            parts[entry] = packed.read(entry)
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry, content in parts.items():
            packed.writestr(entry, content)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda _, s: s.write_formula(
                1, column("achternaam"), "=NA()", None, "#N/A"
            ),
            "1 cell holds an error of the spreadsheet program",
        ),
        (lambda _, s: s.set_row(2, None, None, {"hidden": True}), "1 row is hidden"),
        (
            lambda _, s: s.set_column(3, 3, None, None, {"hidden": True}),
            "1 column is hidden",
        ),
        (
            lambda _, s: s.write_formula(1, column("aangifte"), "=B1", None, "ja"),
            "1 cell is a formula; its last value was read",
        ),
        (
            lambda _, s: s.write_number(1, column("bsn"), 123456782),
            "column bsn: 1 cell is a number; zeros in front may be lost",
        ),
        (
            lambda _, s: s.write_number(1, column("meld_datum"), 45352),
            "serial numbers of days are no dates",
        ),
    ],
)
def test_what_a_workbook_hides_is_said(
    checked: Check, tmp_path: Path, change: Change, words: str
) -> None:
    delivery = checked(*workbook(tmp_path / "a.xlsx", change))
    assert words in "; ".join(delivery.found)
    assert delivery.receipt.rows == 2


@pytest.mark.parametrize("is_1904", [False, True])
def test_days_of_a_workbook_are_days_whatever_its_calendar(
    checked: Check, session: Session, tmp_path: Path, is_1904: bool
) -> None:
    def write_day(book: xlsxwriter.Workbook, sheet: object) -> None:
        day = book.add_format({"num_format": "d mmm yyyy"})
        sheet.write_datetime(1, column("meld_datum"), datetime(2024, 3, 10), day)

    delivery = checked(*workbook(tmp_path / "a.xlsx", write_day, date_1904=is_1904))
    days = session.rows(
        sql("SELECT meld_datum::VARCHAR FROM {t} ORDER BY ALL", t=delivery.accepted)
    )
    assert days == [("2024-03-01",), ("2024-03-10",)]


def test_a_packed_file_may_unpack_to_some_hundred_times_its_size(
    checked: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "_SMALL", 10_000)
    monkeypatch.setattr(formats, "_MOST_TIMES_PACKED", 5)
    file = tmp_path / "a.csv.gz"
    header = ",".join(HEADER).encode() + b"\n"
    file.write_bytes(gzip.compress(header + b"0\n" * 50_000))
    letter = write_letter(tmp_path / "a.toml")
    assert "unpacks to more than" in refusal(checked, (file, letter))


def open_document(
    path: Path,
    change: Callable[[odfdo.Table], object] = lambda _: None,
    sheet: str = "",
) -> tuple[Path, Path]:
    """Two good notifications in an OpenDocument spreadsheet, with one change."""
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    table = odfdo.Table("data")
    for place, values in enumerate(
        [HEADER, *(list(melding(number).values()) for number in (1, 2))]
    ):
        table.set_row_values(place, values)
    change(table)
    document.body.append(table)
    if sheet:
        other = odfdo.Table("notes")
        other.set_row_values(0, ["a", "b"])
        other.set_row_values(1, ["c", "d"])
        document.body.append(other)
    document.save(str(path))
    stated = {"sheet": sheet} if sheet else {}
    return path, write_letter(path.with_suffix(".toml"), **stated)


def test_an_open_document_is_read(
    checked: Check, session: Session, tmp_path: Path
) -> None:
    def typed(table: odfdo.Table) -> None:
        table.set_value((column("meld_datum"), 1), datetime(2024, 3, 10).date())
        table.set_value((column("leeftijd_bij_melding"), 1), 31)

    delivery = checked(*open_document(tmp_path / "a.ods", typed, sheet="data"))
    assert delivery.receipt.accepted == 2
    query = "SELECT meld_datum::VARCHAR, leeftijd_bij_melding FROM {t} ORDER BY 1"
    assert session.rows(sql(query, t=delivery.accepted)) == [
        ("2024-03-01", 24),
        ("2024-03-10", 31),
    ]


def test_an_open_document_with_two_sheets_says_which(
    checked: Check, tmp_path: Path
) -> None:
    file, letter = open_document(tmp_path / "a.ods", sheet="data")
    write_letter(letter)
    assert "2 sheets with rows" in refusal(checked, (file, letter))
    write_letter(letter, sheet="other")
    assert "does not have the declared sheet" in refusal(checked, (file, letter))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda row: row.set_attribute("table:visibility", "collapse"),
            "1 row is hidden",
        ),
        (
            lambda row: row.set_attribute("table:visibility", "filter"),
            "1 row is hidden",
        ),
        (
            lambda row: row.get_cell(3).set_attribute("table:formula", "of:=[.A1]"),
            "1 cell is a formula",
        ),
        (
            lambda row: row.set_value(column("bsn"), 123456782),
            "column bsn: 1 cell is a number; zeros in front may be lost",
        ),
        (
            lambda row: row.set_value(column("meld_datum"), 45352),
            "serial numbers of days are no dates",
        ),
    ],
)
def test_what_an_open_document_hides_is_said(
    checked: Check, tmp_path: Path, change: Callable[[odfdo.Row], object], words: str
) -> None:
    def change_row(table: odfdo.Table) -> None:
        row = table.get_row(2)
        cell = row.get_cell(3)
        row.set_cell(3, cell)
        change(row)
        if "formula" in words:
            cell.set_attribute("table:formula", "of:=[.A1]")
            row.set_cell(3, cell)
        table.set_row(2, row)

    delivery = checked(*open_document(tmp_path / "a.ods", change_row))
    assert words in "; ".join(delivery.found)
    assert delivery.receipt.rows == 2


def test_an_open_document_of_endless_repeats_ends_nothing_but_the_delivery(
    checked: Check, tmp_path: Path
) -> None:
    file, letter = open_document(tmp_path / "a.ods")
    buffer = io.BytesIO()
    with zipfile.ZipFile(file) as packed:
        buffer.write(packed.read("content.xml"))
    assert b"</table:table>" in buffer.getvalue()
    change_part(
        file,
        "content.xml",
        b"</table:table>",
        b'<table:table-row table:number-rows-repeated="1048000"><table:table-cell office:value-type="string"'
        b' table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell></table:table-row></table:table>',
    )
    assert "as copies of the row above" in refusal(checked, (file, letter))


def parquet(path: Path, table: pa.Table) -> tuple[Path, Path]:
    """A Parquet file with its letter."""
    pq.write_table(table, path)
    return path, write_letter(path.with_suffix(".toml"))


def notifications(**changed: list[object]) -> pa.Table:
    columns = {name: [melding(n)[name] for n in (1, 2)] for name in HEADER}
    return pa.table({**columns, **changed})


def test_a_parquet_file_is_read_with_its_types(
    checked: Check, session: Session, tmp_path: Path
) -> None:
    table = notifications(
        meld_datum=[date(2024, 3, 10), date(2024, 4, 1)],
        leeftijd_bij_melding=[31, None],
    )
    delivery = checked(*parquet(tmp_path / "a.parquet", table))
    query = "SELECT meld_datum::VARCHAR, leeftijd_bij_melding FROM {t} ORDER BY 1"
    assert session.rows(sql(query, t=delivery.accepted)) == [
        ("2024-03-10", 31),
        ("2024-04-01", None),
    ]
    assert delivery.found == ("parquet",)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"sector": [["hotel"], []]}, "hold lists or records"),
        ({"sector": [b"\xff", b"x"]}, "is damaged"),
    ],
)
def test_parquet_files_that_are_no_table_of_texts_are_refused(
    checked: Check, tmp_path: Path, changed: dict[str, list[object]], words: str
) -> None:
    delivered = parquet(tmp_path / "a.parquet", notifications(**changed))
    assert words in refusal(checked, delivered)


def test_a_parquet_file_of_endless_repeats_is_bounded(
    checked: Check, tmp_path: Path
) -> None:
    """Forty thousand times a text of a million signs take a megabyte on disk."""
    texts = pa.DictionaryArray.from_arrays(
        pa.array([0] * 40_000, pa.int32()), pa.array(["x" * 1_000_000])
    )
    table = pa.table(dict.fromkeys(HEADER, texts))
    delivered = parquet(tmp_path / "a.parquet", table)
    assert delivered[0].stat().st_size < 40_000_000
    assert "takes more than" in refusal(checked, delivered)
