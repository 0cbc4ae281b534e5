"""Files as suppliers write them: what is read, and what is refused with words that say why."""

import datetime
import gzip
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from tests.spec.sources.making import MELDING, melding, write_delivery, write_letter

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.sources import delivery_digest
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.errors import DeliveryError

Check = Callable[..., Delivery]
ROWS = [melding(1, achternaam="Muñoz"), melding(2, achternaam="Łukasz, d'Él")]


def as_text(delimiter: str = ",", end: str = "\n") -> str:
    lines = [list(ROWS[0]), *(list(row.values()) for row in ROWS)]
    quoted = [
        [f'"{cell}"' if delimiter in cell or "," in cell else cell for cell in line]
        for line in lines
    ]
    return "".join(delimiter.join(line) + end for line in quoted)


def workbook(rows: list[list[object]], *sheets: str) -> bytes:
    """An XLSX workbook with these rows on its first sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name in sheets or ("meldingen",):
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return buffer.getvalue()


def cells() -> list[list[object]]:
    """The rows as a workbook holds them: dates as dates, numbers as numbers."""
    dates = {"meld_datum", "pleegperiode_van", "pleegperiode_tot"}
    table: list[list[object]] = [list(ROWS[0])]
    for row in ROWS:
        line: list[object] = []
        for name, text in row.items():
            if name in dates:
                line.append(datetime.date.fromisoformat(text))
            elif name == "leeftijd_bij_melding":
                line.append(int(text))
            else:
                line.append(text)
        table.append(line)
    return table


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, as_text())
    return buffer.getvalue()


READ = [
    ("a.csv", as_text().encode(), {}),
    ("a.CSV", as_text().encode(), {}),
    ("a.txt", as_text("\t").encode(), {}),
    ("a.tsv", as_text("\t").encode(), {}),
    ("a.csv", as_text(";").encode("utf-8-sig"), {}),
    ("a.csv", as_text("|", "\r\n").encode(), {}),
    ("a.csv", as_text(end="\r").encode(), {}),
    ("a.csv", as_text().replace("\n", "\r\n", 2).encode(), {}),
    ("a.csv", as_text().encode("utf-16"), {}),
    ("a.csv", as_text().encode("utf-8"), {"encoding": "utf-8"}),
    ("a.csv", as_text(";").encode("iso8859-2", "replace"), {"encoding": "iso8859-2"}),
    ("a.csv", ("Title of the export\n" + as_text()).encode(), {"header_row": 2}),
    ("a.csv.gz", gzip.compress(as_text().encode()), {}),
    ("a.zip", zipped("b.csv"), {}),
    ("a.xlsx", workbook(cells()), {}),
    ("a.xlsx", workbook(cells(), "een", "twee"), {"sheet": "twee"}),
]


@pytest.mark.parametrize(("name", "content", "stated"), READ)
def test_files_that_are_read(  # noqa: PLR0917
    checked: Check,
    session: Session,
    tmp_path: Path,
    name: str,
    content: bytes,
    stated: dict[str, object],
) -> None:
    file, letter = tmp_path / name, write_letter(tmp_path / "a.toml", **stated)
    file.write_bytes(content)
    delivery = checked(file, letter)
    assert (delivery.receipt.accepted, delivery.receipt.quarantined) == (2, 0)
    assert delivery.receipt.digest == delivery_digest(file, letter)
    rows = session.rows(
        sql(
            "SELECT melding_id, leeftijd_bij_melding, meld_datum::VARCHAR FROM {t} ORDER BY melding_id",
            t=delivery.accepted,
        )
    )
    assert rows == [("M-00001", 24, "2024-03-01"), ("M-00002", 24, "2024-03-01")]


def test_letters_of_every_alphabet_come_through(
    checked: Check, session: Session, tmp_path: Path
) -> None:
    file, letter = (
        tmp_path / "a.csv",
        write_letter(tmp_path / "a.toml", encoding="cp1252"),
    )
    file.write_bytes(as_text().replace("Łukasz", "Åsa").encode("cp1252"))
    delivery = checked(file, letter)
    names = session.rows(
        sql("SELECT achternaam FROM {t} ORDER BY melding_id", t=delivery.accepted)
    )
    assert names == [("Muñoz",), ("Åsa, d'Él",)]


OLD = b"\xd0\xcf\x11\xe0" + b"\0" * 600
REFUSED = [
    (
        "a.csv",
        as_text().encode("cp1252", "replace"),
        {},
        "not text in the encoding utf-8",
    ),
    (
        "a.csv",
        as_text().encode("utf-16"),
        {"encoding": "utf-8"},
        "utf-16-le, not in the declared",
    ),
    ("a.csv", as_text().encode(), {"encoding": "utf-99"}, "encoding is not known"),
    ("a.csv", as_text().encode(), {"delimiter": "x"}, "is not one of"),
    ("a.csv", workbook(cells()), {}, "the file is xlsx, and its name ends in .csv"),
    ("a.xlsx", as_text().encode(), {}, "the file is csv, and its name ends in .xlsx"),
    ("a.csv", gzip.compress(as_text().encode()), {}, "the file is gz"),
    ("a.csv", b"PAR1" + b"\0" * 60, {}, "the file is parquet"),
    ("a.xlsx", OLD, {}, "an old or password-protected workbook"),
    ("a.csv", b"%PDF-1.7\n", {}, "a PDF document"),
    ("a.csv", b"\x89PNG\r\n\x1a\n", {}, "a picture"),
    ("a.xlsx", workbook(cells())[:900], {}, "damaged"),
    ("a.xlsx", workbook(cells(), "een", "twee"), {}, "2 sheets with rows"),
    (
        "a.xlsx",
        workbook(cells()),
        {"sheet": "drie"},
        "does not have the declared sheet",
    ),
    (
        "a.csv.gz",
        gzip.compress(as_text().encode())[:-20],
        {},
        "damaged, or was cut off",
    ),
    ("a.csv.gz", b"\x1f\x8b" + b"x" * 50, {}, "damaged, or was cut off"),
    ("a.zip", zipped("a.csv", "b.csv"), {}, "the archive holds 2 files"),
    ("a.zip", zipped("a.csv")[:200], {}, "damaged"),
    ("a.csv", b"x" * 3_000_000, {}, "line 1 has more than 1,000,000 characters"),
    ("a.csv", b"," * 5_000 + b"\n", {}, "at most 2,000 are read"),
    (
        "a.csv",
        (as_text() + '"' + "x\n" * 5_000).encode(),
        {},
        "a quote is opened there and not closed",
    ),
    ("a.csv", b"", {}, "`melding_id` is missing"),
    ("a.csv", b"\n\n\n", {}, "`melding_id` is missing"),
    (
        "a.csv",
        as_text().encode(),
        {"rows": 3},
        "the letter states 3 rows, and the file has 2",
    ),
    ("a.csv", as_text().encode(), {"checksum": "00"}, "checksum"),
    (
        "a.csv",
        as_text().partition("\n")[0].encode(),
        {},
        "has no rows; if there was nothing",
    ),
]


@pytest.mark.parametrize(("name", "content", "stated", "words"), REFUSED)
def test_files_that_are_refused(  # noqa: PLR0917
    checked: Check,
    tmp_path: Path,
    name: str,
    content: bytes,
    stated: dict[str, object],
    words: str,
) -> None:
    file, letter = tmp_path / name, write_letter(tmp_path / "a.toml", **stated)
    file.write_bytes(content)
    with pytest.raises(DeliveryError) as raised:
        checked(file, letter)
    assert words in str(raised.value)


def test_nothing_to_report_is_a_delivery_when_the_letter_says_so(
    checked: Check, tmp_path: Path
) -> None:
    file, letter = write_delivery(tmp_path, [MELDING])
    write_letter(letter, rows=0)
    file.write_text(",".join(MELDING) + "\n")
    assert checked(file, letter).receipt.rows == 0


def write_totals(letter: Path, words: str) -> None:
    letter.write_text(f"{letter.read_text()}\n{words}\n")


@pytest.mark.parametrize(
    ("totals", "words"),
    [
        ("[sums]\nleeftijd_bij_melding = 48", ""),
        ("[sums]\nleeftijd_bij_melding = 47", "sum of column leeftijd_bij_melding"),
        ("[sums]\nmelder_type = 1", "sum of column melder_type"),
        (f"[sums]\nleeftijd_bij_melding = {10**400}", "sums in the letter is not"),
        ("[counts.melder_type]\npolitie = 2\nngo = 0", ""),
        ("[counts.melder_type]\npolitie = 3", "in column melder_type, 1 code stands"),
        ("[counts.kleur]\nrood = 3", "1 column that the file does not have"),
    ],
)
def test_control_totals_are_compared(
    checked: Check, tmp_path: Path, totals: str, words: str
) -> None:
    file, letter = write_delivery(tmp_path, ROWS)
    write_letter(letter, rows=2)
    write_totals(letter, totals)
    if not words:
        assert checked(file, letter).receipt.accepted == 2
        return
    with pytest.raises(DeliveryError) as raised:
        checked(file, letter)
    assert words in str(raised.value)


def test_the_named_file_is_read_and_no_other(
    checked: Check, session: Session, tmp_path: Path
) -> None:
    """Signs that a database takes for patterns or partitions are letters of a name here."""
    folder = tmp_path / "geslacht=m"
    file, letter = write_delivery(folder, [melding(1)], name="2024[1]")
    write_delivery(folder, [melding(1), melding(2)], name="20241")
    delivery = checked(file, letter)
    assert delivery.receipt.rows == 1
    assert delivery.receipt.digest == delivery_digest(file, letter)
    assert (
        session.value(sql("SELECT geslacht::VARCHAR FROM {t}", t=delivery.accepted))
        == "v"
    )


@pytest.mark.parametrize("kind", ["link", "dangling", "pipe", "folder", "device"])
def test_only_regular_files_are_opened(
    checked: Check, tmp_path: Path, kind: str
) -> None:
    good, letter = write_delivery(tmp_path, [melding(1)])
    file = tmp_path / "other.csv"
    if kind == "link":
        file.symlink_to(good)
    elif kind == "dangling":
        file.symlink_to(tmp_path / "none.csv")
    elif kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    else:
        file.symlink_to("/dev/zero")
    with pytest.raises(DeliveryError, match=r"link to another file|not a regular file"):
        checked(file, letter)


def test_an_extraction_in_the_future_is_refused(checked: Check, tmp_path: Path) -> None:
    file, letter = write_delivery(tmp_path, [melding(1)], extracted_on="2999-01-01")
    with pytest.raises(DeliveryError, match="refused as a whole") as raised:
        checked(file, letter)
    assert "lies in the future" in str(raised.value)


def test_formulas_and_hidden_rows_are_told(checked: Check, tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(cells()):
            sheet.write_row(place, 0, row)
        sheet.set_row(2, options={"hidden": True})
        column = list(MELDING).index("leeftijd_bij_melding")
        sheet.write_formula(1, column, "=20+4", value=24)
    file, letter = tmp_path / "a.xlsx", write_letter(tmp_path / "a.toml")
    file.write_bytes(buffer.getvalue())
    delivery = checked(file, letter)
    assert delivery.receipt.accepted == 2
    assert any("1 cell is a formula" in words for words in delivery.found)
    assert any("1 row is hidden" in words for words in delivery.found)
