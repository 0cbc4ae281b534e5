"""Pages are read before a site is put in place: what contradicts the figures stops the build."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.sites import build_site

from zicht.edition.edition import Edition
from zicht.project.proof_exceptions import read_exceptions
from zicht.proof.built import Proofreader
from zicht.vocabulary.errors import ProjectError, PublishingError
from zicht.vocabulary.printed_pages import PrintedPage, SourceText
from zicht.vocabulary.proof_exceptions import ProofException
from zicht.vocabulary.releases import Release

ROOT = Path(__file__).parents[3]
WRONG = "<p>In 2020 werden 1.984 mogelijke slachtoffers van mensenhandel gemeld.</p>"
RIGHT = "<p>In 2020 werden 984 mogelijke slachtoffers van mensenhandel gemeld.</p>"


def page(body: str, *, language: str = "nl") -> PrintedPage:
    """Return a page whose main part begins on the third line."""
    html = f"<html>\n<body>\n<main>\n{body}\n</main></body></html>"
    return PrintedPage("nl/index.html", language, html, title="Cijfers")


def problems(reader: Proofreader) -> list[str]:
    """Return what a reader refuses."""
    with pytest.raises(PublishingError) as refused:
        reader.finish()
    return list(refused.value.details)


def test_a_true_page_is_put_in_place(register: Release) -> None:
    reader = Proofreader(register)
    reader.read(page(RIGHT))
    reader.finish()
    assert reader.n_numbers["other vintage"] == 1


def test_a_contradiction_stops_the_build_with_file_line_and_figure(
    register: Release,
) -> None:
    reader = Proofreader(register)
    reader.read(page(f"{RIGHT}\n{WRONG}"))
    (problem,) = problems(reader)
    assert problem.startswith("nl/index.html:5: 1.984")
    assert "984" in problem.split("Bekend is:")[1]


def test_a_contradiction_in_a_report_is_told_with_the_line_of_its_text(
    register: Release,
) -> None:
    text = "# Cijfers\n\nEen zin vooraf.\n\nIn 2020 werden [[v]] mogelijke slachtoffers van mensenhandel gemeld.\n"
    source = SourceText("reports/monitor/nl.md", text)
    reader = Proofreader(register)
    reader.read(replace(page(WRONG), source=source))
    (problem,) = problems(reader)
    assert problem.startswith("reports/monitor/nl.md:5: 1.984")


def test_the_words_for_a_picture_are_read(register: Release) -> None:
    reader = Proofreader(register)
    words = "In 2020 werden 1.984 mogelijke slachtoffers van mensenhandel gemeld."
    reader.read(page(f'<img alt="{words}">'))
    assert len(problems(reader)) == 1


CHANGES = (
    "<table class='figures' data-earlier><thead><tr><th>Cijfer</th><th>Eerst</th><th>Nu</th></tr></thead>"
    "<tbody><tr><th>Mogelijke slachtoffers van mensenhandel, 2020</th><td>1.984</td><td>984</td></tr></tbody></table>"
    "<ul data-earlier><li>Mogelijke slachtoffers van mensenhandel, 2020: eerst 1.984, nu 984</li></ul>"
)


def test_values_of_an_earlier_release_contradict_nothing(register: Release) -> None:
    """Pages name what was printed before, which a revision or a withdrawal moved."""
    reader = Proofreader(register)
    reader.read(page(CHANGES))
    reader.finish()
    reader.read(page(f"{CHANGES}\n{WRONG}"))
    assert len(problems(reader)) == 1, "sentences beside them are read"


def test_an_excerpt_that_says_more_than_its_page_is_read(register: Release) -> None:
    excerpt = "In 2020 werden 1.984 mogelijke slachtoffers van mensenhandel gemeld."
    reader = Proofreader(register)
    reader.read(replace(page(RIGHT), excerpt=excerpt))
    assert len(problems(reader)) == 1


def test_a_declared_contradiction_passes_and_is_told_with_reason_and_date(
    register: Release,
) -> None:
    told: list[str] = []
    exception = ProofException("1.984", "So it stands in the report.", "2026-11-29")
    reader = Proofreader(register, [exception], told.append)
    reader.read(page(WRONG))
    reader.finish()
    assert any(
        "1.984 (2026-11-29): So it stands in the report." in line for line in told
    )


def test_a_declared_contradiction_that_no_page_shows_is_told(register: Release) -> None:
    told: list[str] = []
    exception = ProofException("1.984", "So it stands in the report.", "2026-11-29")
    reader = Proofreader(register, [exception], told.append)
    reader.read(page(RIGHT))
    reader.finish()
    assert any("no page shows any more" in line for line in told)


def test_a_page_in_a_language_without_a_lexicon_is_told_and_not_passed_over(
    register: Release,
) -> None:
    told: list[str] = []
    reader = Proofreader(register, (), told.append)
    reader.read(page(RIGHT, language="fr"))
    reader.finish()
    assert any("did not read 1 page in fr" in line for line in told)


@pytest.mark.parametrize(
    ("shown", "n_problems"), [("1.290", 0), ("1.105", 1), ("1.291", 1)]
)
def test_a_cell_is_held_against_the_figure_of_its_headers(
    release: Release, shown: str, n_problems: int
) -> None:
    """The second value is that of another year."""
    tables = Proofreader(release)
    value = first_total(release)
    shown = {"1.290": value, "1.105": other_total(release)}.get(shown, shown)
    body = (
        '<table class="figures"><tr><th>Periode<th>Totaal</tr>'
        f"<tr><th>2024<td>{shown}</tr></table>"
    )
    tables.read(replace(page(body), indicators=("V01",)))
    assert len(tables.contradictions) == n_problems


def first_total(release: Release) -> str:
    """Return what the total of 2024 is printed as."""
    return printed(release, "2024")


def other_total(release: Release) -> str:
    """Return what the total of 2023 is printed as."""
    return printed(release, "2023")


def printed(release: Release, period: str) -> str:
    """Return what the total of a period is printed as."""
    edition = Edition(release, "nl")
    row = edition.rows["V01"].at(period)
    assert row is not None
    return edition.shown(row)


def test_a_site_that_the_reader_refuses_is_not_put_in_place(
    register: Release, tmp_path: Path
) -> None:
    class Refusing(Proofreader):
        def read(self, page: PrintedPage) -> None:
            super().read(replace(page, html=f"<main>{WRONG}</main>", language="nl"))

    with pytest.raises(PublishingError):
        build_site(register, tmp_path / "site", reader=Refusing(register))
    assert not (tmp_path / "site").exists()


def test_the_exceptions_of_the_netherlands_are_dated_and_give_their_reason() -> None:
    exceptions = read_exceptions(ROOT / "projects" / "nederland")
    assert {one.number for one in exceptions} == {"€ 1.897.847", "€1,897,847"}
    assert all(one.reason and one.date for one in exceptions)


def test_an_exception_without_a_date_is_refused_with_file_and_line(
    tmp_path: Path,
) -> None:
    (tmp_path / "proof.toml").write_text(
        '[[exception]]\nnumber = "5"\nreason = "So."\n'
    )
    with pytest.raises(ProjectError, match=r"proof\.toml:1"):
        read_exceptions(tmp_path)


def test_a_number_that_is_printed_from_a_figure_is_held_against_that_figure(
    register: Release,
) -> None:
    """The editor refers to a figure; words of its own year and group agree with it, another year does not."""
    address = next(
        one.id
        for one in register.cited
        if one.series == "gemelde-slachtoffers" and one.period == "2021"
    )
    number = f'<span data-figure="{address}">791</span>'
    agrees = Proofreader(register)
    agrees.read(
        page(f"<p>In 2021 werden {number} slachtoffers van mensenhandel gemeld.</p>")
    )
    agrees.finish()
    differs = Proofreader(register)
    differs.read(
        page(f"<p>In 2022 werden {number} slachtoffers van mensenhandel gemeld.</p>")
    )
    assert len(problems(differs)) == 1


def test_a_cell_is_held_against_the_figure_whose_address_it_bears(
    release: Release,
) -> None:
    """Headers that name no category do not matter; a header of another year does."""
    shown = printed(release, "2023")

    def contradictions(year: str, words: str) -> list[str]:
        reader = Proofreader(release)
        cell = f'<td data-cell="V01:2023">{words}</td>'
        head = f"<tr><th>Gebied<th>{year}</tr>"
        body = f"<tr><th scope=row>Het hele land{cell}</tr>"
        reader.read(page(f'<table class="figures">{head}{body}</table>'))
        return [one.words for one in reader.contradictions]

    assert contradictions("2023", shown) == []
    assert contradictions("2024", shown) == [shown]
    assert contradictions("2023", "17") == ["17"]


def test_an_excerpt_does_not_repeat_a_number_that_only_holds_the_same_digits(
    register: Release,
) -> None:
    """`984` on a page does not mean that it prints `98`."""
    excerpt = "In 2020 werden 98 mogelijke slachtoffers van mensenhandel gemeld."
    reader = Proofreader(register)
    reader.read(replace(page(RIGHT), excerpt=excerpt))
    assert [one.words for one in reader.contradictions] == ["98"]
