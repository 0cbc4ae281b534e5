"""Tables as offices lay them out: every number is read on one scale, and no row disappears or counts twice unsaid."""

import datetime
import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from tests.spec.sources.forms_of_others import Received, form
from tests.spec.sources.making import write_letter

from zicht import sources
from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.project.forms import read_form
from zicht.sources import check
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.deliveries import Layout

Cell = str | float | datetime.date | None


def sheet(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Write rows of cells as the only sheet of a workbook; each row shows its numbers in another way."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        written = book.add_worksheet()
        styles = [
            book.add_format({"num_format": shown})
            for shown in ("General", "#,##0.000", "0.0", "0.0%")
        ]
        for line, row in enumerate(rows):
            style = styles[line % len(styles)]
            for place, cell in enumerate(row):
                if isinstance(cell, float):
                    written.write_number(line, place, cell, style)
                elif cell is not None:
                    written.write_string(line, place, str(cell))
    return buffer.getvalue()


def table_form(of_share: str, *, kind: str = "decimal", more: str = "") -> str:
    return form(
        {
            "area": ("text key", 'totals = ["Note: invented"]'),
            "year": ("integer key", ""),
            "share": (kind, of_share),
        },
        source="table",
        key='["area", "year"]',
        period="year",
        more=more,
    )


def received_sheet(
    session: Session, folder: Path, content: bytes, written: str
) -> Delivery:
    """Receive the bytes of a workbook by the text of a form."""
    path = folder / "form.toml"
    path.write_text(written, encoding="utf-8")
    file = folder / "table.xlsx"
    file.write_bytes(content)
    letter = write_letter(
        folder / "table.toml", source="table", consent="nobody", period="2024"
    )
    return check(session, read_form(path), {}, None, file, letter)


def values(session: Session, delivery: Delivery) -> dict[str, Decimal]:
    rows = session.rows(sql("SELECT area, share FROM {t}", t=delivery.accepted))
    return {area: Decimal(share) for area, share in rows}


def doubts(session: Session, delivery: Delivery) -> list[str]:
    """Name the doubts about a delivery."""
    profile = sources.profile_of(session, delivery)
    return [doubt.name for doubt in sources.doubts(session, delivery, profile)]


HEADER = ("area", "year", "share")


@pytest.mark.parametrize("cell", [0.125, 12.5, -0.5, 1.0])
def test_a_number_without_its_percent_sign_is_not_read_on_the_scale_of_the_others(
    session: Session, tmp_path: Path, cell: float
) -> None:
    """In a workbook 12.5% is 0.125, and a text beside it keeps its sign."""
    content = sheet([HEADER, ("A", "2024", "12.5%"), ("B", "2024", cell)])
    delivery = received_sheet(
        session, tmp_path, content, table_form('repairs = ["percent"]')
    )
    assert values(session, delivery) == {"A": Decimal("12.5")}
    assert delivery.receipt.reasons == {"no_percent_sign:share": 1}
    assert doubts(session, delivery) == ["quarantine"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.5%", "12.5"),
        ("+12.5 %", "12.5"),
        ("100%", "100"),
        ("0", "0"),
        ("0.00", "0"),
    ],
)
def test_percentages_with_their_sign_and_zero_are_read(
    received: Received, session: Session, text: str, value: str
) -> None:
    delivery = received(
        f"area,year,share\nA,2024,{text}\n",
        table_form('repairs = ["percent"]'),
        {},
        period="2024",
    )
    assert values(session, delivery) == {"A": Decimal(value)}


NUMBERS = (1.234, 12.345, 123.456, 0.5, 12.34, 1.2345, 2.0, 1234.0, 0.125)


@pytest.mark.parametrize(
    "declared",
    [
        "",
        'decimal_sign = ","',
        'decimal_sign = ","\nrepairs = ["thousands_point"]',
        'repairs = ["thousands_comma"]',
        'repairs = ["thousands_space", "point_zero", "flags"]',
        'decimal_sign = ","\nrepairs = ["thousands_point", "flags", "full_width"]',
    ],
)
def test_the_number_of_a_cell_is_read_as_it_is_whatever_the_form_says_of_texts(
    session: Session, tmp_path: Path, declared: str
) -> None:
    rows = [(f"area {place}", "2024", n) for place, n in enumerate(NUMBERS)]
    content = sheet([HEADER, *rows])
    delivery = received_sheet(session, tmp_path, content, table_form(declared))
    assert delivery.receipt.quarantined == 0
    expected = {area: Decimal(repr(number)) for area, _, number in rows}
    assert values(session, delivery) == expected


@pytest.mark.parametrize("cell", [1.234, 12.5])
def test_a_fraction_among_whole_numbers_is_never_read_as_thousands(
    session: Session, tmp_path: Path, cell: float
) -> None:
    content = sheet([HEADER, ("A", "2024", "1.234"), ("B", "2024", cell)])
    written = table_form('repairs = ["thousands_point"]', kind="integer")
    delivery = received_sheet(session, tmp_path, content, written)
    assert values(session, delivery) == {"A": Decimal(1234)}
    assert delivery.receipt.reasons == {"not_a_whole_number:share": 1}


@pytest.mark.parametrize("n_rows", [2, 3, 9, 40])
def test_one_row_of_counts_in_quarantine_is_asked_about(
    received: Received, session: Session, n_rows: int
) -> None:
    """A row may be the capital: that it is one row of forty says nothing."""
    rows = [f"area {number},2024,{number}" for number in range(1, n_rows)]
    content = "\n".join(["area,year,share", *rows, 'capital,2024,"1 234"'])
    delivery = received(f"{content}\n", table_form(""), {}, period="2024")
    assert doubts(session, delivery) == ["quarantine"]
    allowed = table_form("") + "\n[limits]\nquarantine = 0.6\n"
    delivery = received(f"{content}\n", allowed, {}, period="2024")
    assert not doubts(session, delivery)


@pytest.mark.parametrize(
    ("n_good", "n_bad", "is_doubtful"),
    [(1, 1, True), (5, 4, True), (8, 1, True), (9, 1, False), (30, 3, False)],
)
def test_a_large_share_in_quarantine_is_asked_about_however_few_rows_there_are(
    received: Received, session: Session, n_good: int, n_bad: int, is_doubtful: bool
) -> None:
    events = table_form("").replace("aggregate = true", "aggregate = false")
    rows = [f"event {number},2024,1" for number in range(n_good)]
    rows += [f"other {number},2024,many" for number in range(n_bad)]
    content = "\n".join(["area,year,share", *rows])
    delivery = received(f"{content}\n", events, {}, period="2024")
    assert delivery.receipt.quarantined == n_bad
    assert doubts(session, delivery) == ["quarantine"] * is_doubtful


FIRST = "area,year,share\nNorth,2024,3\nSouth,2024,4\n"
SECOND = "Women,2024,5\nMen,2024,2\n"


@pytest.mark.parametrize(
    "between",
    [
        "\n",
        "\n\n\n",
        ",,\n",
        "Table 2: by sex,,\n",
        "Table 2: by sex\n",
        '"Table 2, by sex",,\n',
        "\nTable 2: by sex,,\n\n",
        "Note: invented,,\n\n",
    ],
)
def test_a_second_table_without_names_of_columns_is_asked_about(
    received: Received, session: Session, between: str
) -> None:
    delivery = received(f"{FIRST}{between}{SECOND}", table_form(""), {}, period="2024")
    assert "gaps" in doubts(session, delivery)


def test_a_second_table_in_a_sheet_is_asked_about(
    session: Session, tmp_path: Path
) -> None:
    rows = [HEADER, ("A", "2024", 3.0), ("By sex",), ("Women", "2024", 3.0)]
    delivery = received_sheet(session, tmp_path, sheet(rows), table_form(""))
    assert doubts(session, delivery) == ["gaps"]


@pytest.mark.parametrize(
    "content",
    [
        FIRST,
        FIRST + SECOND,
        f"{FIRST}\nSource: the police,,\n\nMade on Monday,,\n",
        f"{FIRST}Note: invented,,\n{SECOND}",
        "area,year,share\n\nNorth,2024,3\nSouth,2024,4\n",
    ],
)
def test_notes_below_a_table_and_declared_ones_within_are_not_asked_about(
    received: Received, session: Session, content: str
) -> None:
    delivery = received(content, table_form(""), {}, period="2024")
    assert not doubts(session, delivery)


def test_a_sheet_is_proposed_with_the_numbers_that_it_holds(tmp_path: Path) -> None:
    file = tmp_path / "table.xlsx"
    file.write_bytes(sheet([HEADER, ("A", "2024", 1.234), ("B", "2024", 2.5)]))
    proposal = sources.propose(file, source="table", layout=Layout())
    assert 'name = "share"\nkind = "decimal"' in proposal.form
    assert "thousands" not in proposal.form


@pytest.mark.parametrize(
    "word",
    [
        "Subtotal North",
        "North - total",
        "Totaal (a)",
        "of which children",
        "davon Frauen",
    ],
)
def test_a_row_that_calls_itself_a_total_among_other_words_is_asked_about(
    received: Received, session: Session, word: str
) -> None:
    content = f"area,year,share\nA,2024,3\n{word},2024,3\nB,2024,4\n"
    delivery = received(content, table_form(""), {}, period="2024")
    assert doubts(session, delivery) == ["totals.area"]


CODED = form(
    {"sex": ("code key", 'codes = "sex"'), "n": ("integer", "")},
    source="coded",
    key='["sex"]',
)


def test_a_total_among_the_codes_of_a_list_is_declared_there(
    received: Received, session: Session
) -> None:
    """Published tables hold totals among their rows; the query that counts leaves them out."""
    lists = {"sex": ("men", "women", "Total")}
    content = "sex,n\nmen,3\nwomen,4\nTotal,7\n"
    delivery = received(content, CODED, lists, period="2024", delimiter=",")
    assert not doubts(session, delivery)


@pytest.mark.parametrize("day", ["2014-10-01", "okt-14", "10-Oct", "5 dec"])
def test_a_group_that_a_program_made_a_day_of_is_asked_about(
    received: Received, session: Session, day: str
) -> None:
    content = f"area,year,share\n0-9,2024,3\n{day},2024,3\n15-17,2024,4\n"
    delivery = received(content, table_form(""), {}, period="2024")
    assert doubts(session, delivery) == ["days.area"]


@pytest.mark.parametrize(
    "texts", [("0-9", "10-14"), ("May", "Mars"), ("jan 24", "feb 24")]
)
def test_groups_that_are_no_days_or_all_days_are_not_asked_about(
    received: Received, session: Session, texts: tuple[str, str]
) -> None:
    rows = "".join(f"{text},2024,3\n" for text in texts)
    delivery = received(f"area,year,share\n{rows}", table_form(""), {}, period="2024")
    assert not doubts(session, delivery)


@pytest.mark.parametrize(
    ("texts", "kind", "question"),
    [
        (
            ("10,359", "11,500", "9,619", "10000"),
            "integer",
            "is 1,234 in n one thousand",
        ),
        (("1.234", "12000"), "integer", "is 1.234 in n one thousand"),
        (("0.125", "1.234"), "decimal", "have the numbers of n three decimals"),
        (("0.5", "1.234", "2.75"), "decimal", ""),
        (("1'234", "3"), "integer", "is 1 234 in n one thousand"),
    ],
)
def test_numbers_that_may_be_thousands_are_asked_about_when_a_form_is_proposed(
    tmp_path: Path, texts: tuple[str, ...], kind: str, question: str
) -> None:
    file = tmp_path / "table.csv"
    file.write_text("area;n\n" + "".join(f"A;{text}\n" for text in texts))
    proposal = sources.propose(file, source="table", layout=Layout())
    assert f'name = "n"\nkind = "{kind}"' in proposal.form
    asked = [words for words in proposal.questions if "thousand" in words]
    assert [words[: len(question)] for words in asked] == [question] * bool(question)


def test_numbers_of_cases_keep_their_zeros_in_a_proposed_form(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("case;n\n00012;3\n00013;3\n")
    proposal = sources.propose(file, source="table", layout=Layout())
    assert 'key = ["case"]' in proposal.form
