"""A form is proposed from files as others publish them; what can be read in two ways is asked."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
from tests.spec.sources.forms_of_others import Received, form, proposed

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.sources import Proposal, propose
from zicht.sources.months import with_numbers
from zicht.vocabulary.deliveries import Layout
from zicht.vocabulary.errors import DeliveryError


def questions(proposal: Proposal) -> str:
    return "\n".join(proposal.questions)


TITLES = "Source of the table,invented\n\nLast updated,2024-06-28\n\n"


def test_names_of_columns_below_a_title_are_pointed_at(tmp_path: Path) -> None:
    table = f"{TITLES}Country,Code,2020,2021\nAruba,ABW,1,2\nBelgium,BEL,120,133\n"
    with pytest.raises(DeliveryError) as raised:
        proposed(tmp_path, table)
    assert "named in row 5" in str(raised.value)
    assert "--header-row 5" in raised.value.now
    below = propose(tmp_path / "table.csv", source="x", layout=Layout(header_row=5))
    assert "are 2020, 2021 years?" in questions(below)


def sheet(folder: Path, rows: Sequence[Sequence[object]]) -> Path:
    file = folder / "table.xlsx"
    with xlsxwriter.Workbook(str(file)) as book:
        page = book.add_worksheet("data")
        for place, row in enumerate(rows):
            page.write_row(place, 0, row)
    return file


def test_names_below_a_title_of_a_sheet_are_pointed_at(tmp_path: Path) -> None:
    rows = [["Table 1"], [], ["Country", "Form", "Sex", "n"], ["NL", "AU", "f", 5]]
    with pytest.raises(DeliveryError, match="named in row 3"):
        propose(sheet(tmp_path, rows), source="x", layout=Layout())


def test_names_on_two_lines_below_a_title_of_a_sheet_are_pointed_at(
    tmp_path: Path,
) -> None:
    """Tables of the Government Statistical Service: a title, a remark, names with notes that are wrapped."""
    rows = [
        ["Table 1: Referrals"],
        ["This worksheet contains one table"],
        [],
        ["Nationality", "Age group\n[note 2]", "2022", "2023 [p]"],
        ["Albania", "Adult", 120, 130],
        ["Albania", "Child", "[c]", 15],
        ["Vietnam", "Adult", 60, 50],
        ["Vietnam", "Child", 7, 9],
    ]
    file = sheet(tmp_path, rows)
    with pytest.raises(DeliveryError, match="named in row 4"):
        propose(file, source="x", layout=Layout())
    proposal = propose(file, source="x", layout=Layout(header_row=4))
    assert 'name = "Age group [note 2]"' in proposal.form
    assert "are 2022, 2023 [p] years?" in questions(proposal)


@pytest.mark.parametrize(
    "table",
    [
        "year,n\n2020,1\n2021,2\n",
        "a,b,c,d\n1,,,\n2,x,,\n",
        "only\nword\nother\n",
        "country,n,,\nNL,5,6,7\nBE,6,7,8\n",
    ],
)
def test_a_table_without_a_title_is_not_doubted(tmp_path: Path, table: str) -> None:
    try:
        proposed(tmp_path, table)
    except DeliveryError as error:
        assert "below a title" not in str(error)  # noqa: PT017 - another refusal is as good


def test_bytes_of_another_encoding_are_no_names_of_columns(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes("Schlüssel;Fälle\nA;3\n".encode("cp1252"))
    with pytest.raises(DeliveryError, match="not text in its encoding"):
        propose(file, source="x", layout=Layout())
    read = propose(file, source="x", layout=Layout(encoding="cp1252"))
    assert 'name = "Fälle"' in read.form


def test_a_tab_parts_fields_before_commas_do(tmp_path: Path) -> None:
    table = "freq,sex,geo\\TIME_PERIOD\t2021 \t2022 \nA,F,NL\t1 \t2 \nA,M,NL\t3 \t4 \n"
    proposal = proposed(tmp_path, table, "table.tsv")
    assert "are 2021, 2022 years?" in questions(proposal)


@pytest.mark.parametrize(
    "marked",
    ["2024*", "2024 p", "2024(p)", "2024 (prov.)", "2024¹", "2024 (voorlopig)"],
)
def test_a_mark_behind_a_year_leaves_its_column_a_year(
    tmp_path: Path, marked: str
) -> None:
    table = f"country,2022,2023,{marked}\nNL,5,6,7\nBE,6,7,8\nFR,1,2,3\n"
    proposal = proposed(tmp_path, table)
    assert f"are 2022, 2023, {marked} years?" in questions(proposal)
    assert f'column = "{marked}"\nvalue = "n"\ncodes = {{ year = "2024" }}' in (
        proposal.form
    )
    assert proposal.form.count(f'"{marked}"') == 1


@pytest.mark.parametrize(
    "table",
    [
        "country,2022,2023,2024*\nNL,5,6,7p\nBE,6,7,8p\nFR,1,2,3p\n",
        "country,2023,2023*\nNL,5,6\nBE,6,7\nFR,1,2\n",
    ],
)
def test_years_of_which_one_is_unclear_are_asked_about_and_not_read_as_rows(
    tmp_path: Path, table: str
) -> None:
    proposal = proposed(tmp_path, table)
    assert "Then each row holds several" in questions(proposal)
    assert "\n[[wide]]" not in proposal.form


@pytest.mark.parametrize(
    ("texts", "declared", "question"),
    [
        (["1.200", "1.201"], 'repairs = ["thousands_point"]', "is 1.234 in n"),
        (["987", "1,234"], 'repairs = ["thousands_comma"]', "is 1,234 in n"),
        (["1.234,56", "7,10", "12"], 'repairs = ["thousands_point"]', ""),
        (["1,234.56", "7.10"], 'kind = "decimal"\nrole = "payload"', ""),
        (["12,5 %", "8%"], 'repairs = ["percent"]', ""),
        (["0.125", "0.250"], 'kind = "decimal"', ""),
        (["12/11/2023", "01/02/2023"], 'date_format = "%d/%m/%Y"', "the day or with"),
        (["12/31/2023", "01/02/2023"], 'date_format = "%m/%d/%Y"', ""),
        (["31.01.2024", "02.02.2024"], 'date_format = "%d.%m.%Y"', ""),
        (["3/4/2023 10:15 AM", "12/31/2023 1:05 PM"], "%m/%d/%Y %I:%M %p", ""),
        (["12 gennaio 2023", "03 marzo 2023"], 'repairs = ["months"]', ""),
        (["04mar2023", "28dec2023"], 'repairs = ["months"]', ""),
        (["12 de enero de 2023", "3 de marzo de 2023"], "%d %m %Y", ""),
        (["Total", "3"], "", "a total of others"),
    ],
)
def test_how_values_are_written_is_proposed_or_asked(
    tmp_path: Path, texts: list[str], declared: str, question: str
) -> None:
    rows = "".join(f"{place};{text}\n" for place, text in enumerate(texts * 2))
    proposal = proposed(tmp_path, f"id;n\n{rows}")
    assert declared in proposal.form
    doubts = ("is 1", "do the dates", "a total of")
    asked = [line for line in proposal.questions if line.startswith(doubts)]
    asked += [line for line in proposal.questions if "a total of others" in line]
    assert bool(asked) == bool(question)
    assert question in questions(proposal)


DATES = {
    "12 gennaio 2023": "2023-01-12",
    "04mar2023": "2023-03-04",
    "4. März 2023": "2023-03-04",
    "1 août 2023": "2023-08-01",
    "12 de enero de 2023": "2023-01-12",
    "05-Dez-2023": "2023-12-05",
    "3 SEPTEMBER 2023": "2023-09-03",
    "7 set 2023": "2023-09-07",
    "2 mei 2023": "2023-05-02",
    "31/ott/2023": "2023-10-31",
}


def test_months_by_name_are_read_in_seven_languages(
    received: Received, session: Session
) -> None:
    declared = 'repairs = ["months"]\ndate_format = "%d %m %Y"'
    written = form({"day": ("date", declared)}, source="days", period="day")
    content = "day\n" + "".join(f"{text}\n" for text in DATES) + "12 maand 2023\n"
    delivery = received(content, written, {}, period="2023", delimiter=";")
    assert delivery.receipt.reasons == {"not_a_date:day": 1}
    rows = session.rows(sql("SELECT day::VARCHAR FROM {t}", t=delivery.accepted))
    assert sorted(day for (day,) in rows) == sorted(DATES.values())
    assert delivery.receipt.repairs == {"months:day": len(DATES)}


@pytest.mark.parametrize(("text", "day"), DATES.items())
def test_a_proposal_reads_months_as_the_database_does(text: str, day: str) -> None:
    number, month, year = with_numbers(text).split()
    assert f"{year}-{month}-{int(number):02}" == day


@pytest.mark.parametrize("text", ["12.5%", "12.5 %"])
def test_a_percentage_is_a_number(
    received: Received, session: Session, text: str
) -> None:
    written = form({"n": ("decimal", 'repairs = ["percent"]')}, source="numbers")
    delivery = received(f"n\n{text}\n", written, {}, period="2024", delimiter=";")
    query = sql("SELECT n::DOUBLE FROM {t}", t=delivery.accepted)
    assert session.value(query) == 12.5


def test_whole_numbers_that_are_unique_are_asked_after_and_not_taken_for_the_key(
    tmp_path: Path,
) -> None:
    proposal = proposed(tmp_path, "sex,n\nf,120\nm,95\nm,3\n")
    assert "key = []" in proposal.form
    assert "is n the key, or unique here by chance" in questions(proposal)


def test_columns_of_codes_that_are_called_as_years_are_not_taken_for_counts_of_years(
    tmp_path: Path,
) -> None:
    rows = "".join("yes,no\nno,yes\n" for _ in range(20))
    proposal = proposed(tmp_path, f"1901,2150\n{rows}")
    assert "years?" not in questions(proposal)


def test_a_link_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "table.csv").symlink_to("/dev/zero")
    with pytest.raises(DeliveryError) as raised:
        propose(tmp_path / "table.csv", source="x", layout=Layout())
    assert raised.value.what.endswith("is a link to another file.")
