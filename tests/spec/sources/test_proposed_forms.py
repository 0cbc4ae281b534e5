"""A proposed form, once a person has answered its questions, receives the file that it was proposed from.

The files are small invented ones in layouts that others publish. An answer is a line of the form and its replacement.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.spec.sources.forms_of_others import summed
from tests.spec.sources.making import write_letter

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.pipeline.proposing import write_proposal
from zicht.project.codes import read_codes
from zicht.project.forms import read_form
from zicht.sources import check, propose
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.deliveries import Layout

Answered = Callable[..., Delivery]


@pytest.fixture(name="answered")
def _answered(session: Session, tmp_path: Path) -> Answered:
    """Propose a form for a file, answer its questions, and receive the file with it."""

    def answered(
        content: str, answers: dict[str, str], *, period: str, header_row: int = 1
    ) -> Delivery:
        file = tmp_path / "table.csv"
        file.write_text(content, encoding="utf-8")
        layout = Layout(header_row=header_row)
        proposal = propose(file, source="table", layout=layout)
        written = re.sub("<Fill in: [^>]*>", "Invented", proposal.form)
        for line, answer in answers.items():
            assert line in written
            written = written.replace(line, answer)
        write_proposal(proposal, tmp_path, "table")
        (tmp_path / "forms" / "table.toml").write_text(written, encoding="utf-8")
        form = read_form(tmp_path / "forms" / "table.toml")
        letter = write_letter(
            tmp_path / "table.toml",
            source="table",
            consent="nobody",
            period=period,
            header_row=header_row,
        )
        codes = read_codes(tmp_path / "codes")
        return check(session, (form,), codes, None, file, letter)

    return answered


def test_a_yearly_table_with_totals_and_a_note_below(
    answered: Answered, session: Session
) -> None:
    """Belgium publishes forms of exploitation beside years, below a title, with sums at both edges."""
    content = (
        "Victims in care;;;\nSource: three shelters;;;\n"
        "Form;2021;2022;Totaal\nSexual;30;41;71\nLabour;-;88;88\nBegging;7;-;7\n"
        "Totaal;37;129;166\n* Provisional;;;\n"
    )
    answers = {'codes = "form"': 'codes = "form"\ntotals = ["Totaal", "* Provisional"]'}
    delivery = answered(content, answers, period="2021-2022", header_row=3)
    assert (delivery.receipt.accepted, delivery.receipt.quarantined) == (6, 0)
    assert summed(session, delivery, "n") == 30 + 41 + 88 + 7


def test_a_table_with_shares_that_rise_and_fall(
    answered: Answered, session: Session
) -> None:
    content = "Land;Fälle;Veränderung in %\n" + "".join(
        f"{land};{n};{change}\n"
        for land, n, change in (
            ("Bulgarien", "1.234", "+12,5 %"),
            ("Ungarn", "88", "-3,0 %"),
            ("Rumänien", "107", "+0,4 %"),
        )
    )
    delivery = answered(content, {}, period="2023")
    assert (delivery.receipt.accepted, delivery.receipt.quarantined) == (3, 0)
    assert summed(session, delivery, "Fälle") == 1234 + 88 + 107
    changes = sql(
        "SELECT {c}::DOUBLE FROM {t} ORDER BY ALL",
        c="Veränderung in %",
        t=delivery.accepted,
    )
    assert [change for (change,) in session.rows(changes)] == [-3.0, 0.4, 12.5]


def test_weekly_counts_with_years_of_two_digits(
    answered: Answered, session: Session
) -> None:
    """The Home Office dates weekly arrivals 07-Jan-18."""
    rows = [
        f"{day:02}-{month}-{year},{day}\n"
        for year in (18, 19)
        for month in ("Jan", "Feb", "Mar")
        for day in (7, 14, 21, 28)
    ]
    content = "Date ending,Migrants arrived\n" + "".join(rows)
    answers = {"aggregate = false": "aggregate = true"}
    delivery = answered(content, answers, period="2018-2019")
    assert (delivery.receipt.accepted, delivery.receipt.quarantined) == (24, 0)
    years = sql(
        "SELECT DISTINCT year({day}) FROM {t} ORDER BY ALL",
        day="Date ending",
        t=delivery.accepted,
    )
    assert session.rows(years) == [(2018,), (2019,)]


def test_small_numbers_that_are_not_given(answered: Answered, session: Session) -> None:
    numbers = ["<5", "12", "1 204", "[z]", "7", "30", "19", "8"]
    content = "Quarter;n\n" + "".join(f"Q1;{number}\n" for number in numbers * 3)
    answers = {"aggregate = false": "aggregate = true"}
    delivery = answered(content, answers, period="2024")
    assert (delivery.receipt.accepted, delivery.receipt.quarantined) == (24, 0)
    assert summed(session, delivery, "n") == 3 * (12 + 1204 + 7 + 30 + 19 + 8)


def test_cases_without_a_key_with_a_column_without_a_name(
    answered: Answered, session: Session
) -> None:
    """Exports of CTDC begin with the numbers of their rows, and name several forms in one cell."""
    forms = ["Forced labour", "Sexual exploitation; Forced labour", "-99"]
    content = ",yearOfRegistration,form,empty,isChild\n" + "".join(
        f"{row},{2015 + row % 4},{forms[row % 3]},,{row % 2}.0\n" for row in range(60)
    )
    delivery = answered(content, {}, period="2015-2018")
    assert (delivery.receipt.accepted, delivery.receipt.quarantined) == (60, 0)
    assert delivery.form.period_column == "yearOfRegistration"
    several = sql(
        "SELECT count(*) FROM {t} WHERE form = 'Sexual exploitation;Forced labour'",
        t=delivery.accepted,
    )
    assert session.value(several) == 20


def test_what_is_missing_everywhere_is_not_required(answered: Answered) -> None:
    content = "id,group\n" + "".join(f"R-{row},-99\n" for row in range(40))
    delivery = answered(content, {}, period="2024")
    assert (delivery.receipt.accepted, delivery.receipt.quarantined) == (40, 0)


@pytest.mark.parametrize("word", ["Jansen", "de Vries", "Osei Kofi"])
def test_a_name_among_numbers_is_never_proposed(tmp_path: Path, word: str) -> None:
    """Somebody typed a name in a column of numbers: the form and the questions must not repeat it."""
    numbers = "".join(f"{n}\n" for n in range(30))
    file = tmp_path / "table.csv"
    file.write_text(f"n\n{numbers}{word}\n", encoding="utf-8")
    proposal = propose(file, source="table", layout=Layout())
    assert word not in proposal.form + "\n".join(proposal.questions)
