"""What can be read in two ways is refused or asked about: second tables, totals by another word, names on two lines."""

import csv
import io
import random
from pathlib import Path

import pytest
import xlsxwriter
from tests.spec.sources.forms_of_others import Received, form, proposed, summed

from zicht import sources
from zicht.engine.session import Session
from zicht.sources import propose
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.deliveries import Layout
from zicht.vocabulary.errors import DeliveryError

COUNTS = form(
    {
        "nat": ("text key", 'totals = ["Total"]'),
        "year": ("integer key", ""),
        "n": ("integer", "required = true"),
    },
    source="counts",
    key='["nat", "year"]',
    period="year",
)


def doubts(session: Session, delivery: Delivery) -> dict[str, str]:
    """Name of each doubt to its words."""
    profile = sources.profile_of(session, delivery)
    found = sources.doubts(session, delivery, profile)
    return {doubt.name: doubt.words for doubt in found}


@pytest.mark.parametrize(
    "second",
    [
        "region,year,n\nNorth,2024,3\nSouth,2024,4\n",
        "region,Year,N\nNorth,2024,7\n",
        "nat,jaar,n\nNorth,2024,7\n",
    ],
)
def test_a_second_table_below_the_first_is_doubtful(
    received: Received, session: Session, second: str
) -> None:
    content = f"nat,year,n\nA,2024,3\nB,2024,4\n\n{second}"
    delivery = received(content, COUNTS, {}, period="2024")
    assert "second-table" in doubts(session, delivery)


def test_a_word_in_a_column_of_numbers_is_no_second_table(
    received: Received, session: Session
) -> None:
    delivery = received(
        "nat,year,n\nA,2024,3\nB,2024,many\n", COUNTS, {}, period="2024"
    )
    assert delivery.receipt.quarantined == 1
    assert "second-table" not in doubts(session, delivery)


WIDE = form(
    {"nat": ("text key", ""), "year": ("integer key", ""), "n": ("integer", "")},
    source="wide",
    key='["nat", "year"]',
    period="year",
) + "".join(
    f'\n[[wide]]\ncolumn = "{year}"\nvalue = "n"\ncodes = {{ year = "{year}" }}\n'
    for year in (2023, 2024)
)


def test_years_that_name_columns_are_not_counted_as_numbers_of_a_second_table(
    received: Received, session: Session
) -> None:
    content = "nat,2023,2024\nA,1,2\n"
    delivery = received(content, WIDE, {}, period="2023-2024")
    assert summed(session, delivery, "n") == 3
    with pytest.raises(DeliveryError, match="line 3 holds the names of the columns"):
        received(f"{content}region,2023,2024\nN,1,2\n", WIDE, {}, period="2023-2024")


@pytest.mark.parametrize(
    "word", ["TOTAL", "total", "Total:", "Totaal", "Grand total", "Insgesamt *"]
)
def test_a_total_by_a_word_that_the_form_does_not_declare_is_doubtful(
    received: Received, session: Session, word: str
) -> None:
    content = f"nat,year,n\nA,2024,3\nB,2024,4\n{word},2024,7\n"
    delivery = received(content, COUNTS, {}, period="2024")
    assert list(doubts(session, delivery)) == ["totals.nat"]


@pytest.mark.parametrize("word", ["Total", "Total ", "Tottenham", "Sumatra"])
def test_declared_totals_and_other_words_are_not_doubtful(
    received: Received, session: Session, word: str
) -> None:
    content = f"nat,year,n\nA,2024,3\n{word},2024,3\n"
    delivery = received(content, COUNTS, {}, period="2024")
    assert not doubts(session, delivery)


def test_names_of_columns_may_go_on_over_several_lines(
    received: Received, session: Session
) -> None:
    """A workbook wraps long names; saved as CSV they stand within quotes."""
    wrapped = COUNTS.replace('name = "n"', 'name = "number of people"')
    content = 'nat,year,"number\nof people"\nA,2024,3\nB,2024,4\n'
    delivery = received(content, wrapped, {}, period="2024")
    assert (delivery.receipt.accepted, delivery.receipt.quarantined) == (2, 0)
    assert summed(session, delivery, "number of people") == 7
    with pytest.raises(DeliveryError, match="column `n` is missing"):
        received(content.replace("number", "n"), COUNTS, {}, period="2024")


def test_names_of_columns_of_a_sheet_may_go_on_over_several_lines(
    tmp_path: Path,
) -> None:
    file = tmp_path / "table.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["nat", "number\nof people"])
        sheet.write_row(1, 0, ["A", 3])
    proposal = propose(file, source="table", layout=Layout())
    assert 'name = "number of people"' in proposal.form


def test_merged_cells_are_said(tmp_path: Path, received: Received) -> None:
    """Only the first of the merged cells holds a value: the other rows miss theirs."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["nat", "year", "n"])
        for place, row in enumerate([["A", 2024, 3], ["", 2023, 4]], start=1):
            sheet.write_row(place, 0, row)
        sheet.merge_range(1, 0, 2, 0, "A")
    file = tmp_path / "merged.xlsx"
    file.write_bytes(buffer.getvalue())
    with (
        sources.opening.opened(file) as handle,
        sources.rows.open_rows(
            handle, file.name, layout=Layout(), expected=()
        ) as table,
    ):
        assert len([*table.rows]) == 2
    assert any("1 range of cells is merged" in words for words in table.found)


@pytest.mark.parametrize(
    ("content", "question"),
    [
        ("year,nat,n\n2023,A,1\n,B,2\n2024,A,1\n,B,2\n", "do empty cells of year mean"),
        ("nat^n\nA^1\nB^2\n", "is the sign between its fields another"),
        ("nat,2021 [r],2022 [note 1],2023 (2)\nA,1,2,3\n", "are 2021 [r], 2022"),
    ],
)
def test_what_may_be_meant_otherwise_is_asked(
    tmp_path: Path, content: str, question: str
) -> None:
    proposal = proposed(tmp_path, content)
    assert question in "\n".join(proposal.questions)


def test_a_column_that_is_seldom_filled_is_not_taken_for_merged_cells(
    tmp_path: Path,
) -> None:
    proposal = proposed(tmp_path, "id,died,n\n1,2023,1\n2,,2\n3,,3\n")
    assert "do empty cells" not in "\n".join(proposal.questions)


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９"])
def test_a_form_proposed_for_digits_of_another_script_reads_them(
    tmp_path: Path, received: Received, session: Session, digits: str
) -> None:
    to_script = str.maketrans("0123456789", digits)
    content = "nat,n\n" + "".join(f"{nat},{n}\n" for nat, n in (("A", 12), ("B", 305)))
    content = content.translate(to_script)
    proposal = proposed(tmp_path, content)
    assert 'kind = "integer"' in proposal.form
    written = proposal.form.replace("<Fill in: the organisation>", "Invented")
    written = written.replace("<Fill in: title>", "Invented")
    delivery = received(content, written, {}, period="2024")
    assert summed(session, delivery, "n") == 317


def test_years_with_numbers_written_in_several_ways_declare_each_repair_once(
    tmp_path: Path,
) -> None:
    proposal = proposed(tmp_path, 'nat,2021,2022\nA,"1,234",12.0\nB,"2,345",13.0\n')
    assert proposal.form.count("repairs = ") == 1
    assert 'repairs = ["thousands_comma", "point_zero"]' in proposal.form


def test_broken_rows_never_end_a_proposal_with_a_fault_of_the_program(
    tmp_path: Path,
) -> None:
    """A fuzzer found it: a broken row with a line end outside its quotes, among those looked at for a header."""
    file = tmp_path / "table.csv"
    chance = random.Random(11)  # noqa: S311 - chance without secrets
    signs = ['"', ",", ";", "\n", "\r", "a", "\x0b", "\t"]
    for _ in range(300):
        text = "".join(chance.choice(signs) for _ in range(60))
        file.write_text(f"id,day,n\n{text}", encoding="utf-8", newline="")
        try:
            propose(file, source="table", layout=Layout())
        except DeliveryError as error:
            assert error.now  # noqa: PT017 - a refusal is as good as a proposal


def test_rows_of_a_header_are_read_as_csv_reads_them() -> None:
    """The library's own writer, read back: names with line ends, quotes, delimiters and blanks."""
    names = ["a", 'b "x"', "c;d", "e\nf", "g\n\nh", " i "]
    buffer = io.StringIO()
    csv.writer(buffer).writerow(names)
    content = buffer.getvalue() + ",".join("123456") + "\n"
    handle = io.BytesIO(content.encode())
    with sources.rows.open_rows(handle, "a.csv", layout=Layout(), expected=()) as table:
        assert table.header == ("a", 'b "x"', "c;d", "e f", "g h", "i")
        assert [row.fields for row in table.rows] == [list("123456")]


NOTED = form(
    {"id": ("text key", ""), "year": ("integer", ""), "n": ("integer", "")},
    source="noted",
    key='["id"]',
    period="year",
    more='ignore = ["note"]',
)


def test_a_text_on_several_lines_that_is_never_read_costs_nothing(
    received: Received, session: Session
) -> None:
    content = (
        'id,year,note,n\n1,2024,"came, alone\nand\n\nleft",3\n2,2024,,4\n'
        '3,2024,"said ""no""\nthen",5\n'
    )
    delivery = received(content, NOTED, {}, period="2024")
    assert (delivery.receipt.rows, delivery.receipt.accepted) == (3, 3)
    assert summed(session, delivery, "n") == 12
    assert "2 rows go on over several lines" in "; ".join(delivery.found)


@pytest.mark.parametrize(
    "content",
    [
        # Two quotes that are amiss: the second row would disappear in the note of the first.
        'id,year,note,n\n1,2024,"note,3\n2,2024,note",4\n3,2024,,5\n',
        'id,year,note,n\n1,2024,"note,3\n2,2024,,4\n3,2024,note",5\n',
        # A text on two lines in a column that is read.
        'id,year,note,n\n"1\n1",2024,,3\n2,2024,,4\n',
        'id,year,note,n\n"1\n1",2024,"a\nb",3\n2,2024,,4\n',
    ],
)
def test_a_text_on_several_lines_that_may_hold_rows_refuses_the_file(
    received: Received, content: str
) -> None:
    with pytest.raises(DeliveryError, match=r"goe?s? on over several lines"):
        received(content, NOTED, {}, period="2024")


def test_no_row_disappears_in_a_note_by_quotes_that_are_amiss(
    received: Received,
) -> None:
    """Two quotes at random places of a file either leave every row in the receipt, or refuse the file."""
    chance = random.Random(12)  # noqa: S311 - chance without secrets
    plain = "".join(f"{n},2024,note {n},{n}\n" for n in range(1, 7))
    n_received = 0
    for _ in range(60):
        first, second = sorted(chance.sample(range(len(plain)), 2))
        content = f'{plain[:first]}"{plain[first:second]}"{plain[second:]}'
        try:
            receipt = received(f"id,year,note,n\n{content}", NOTED, {}, period="2024")
        except DeliveryError:
            continue
        n_received += 1
        assert receipt.receipt.rows == 6
    assert n_received
