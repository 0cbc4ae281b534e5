"""The shelf: documents linked both ways, and those that follow from recommendations, accounts and words."""

from decimal import Decimal
from pathlib import Path

import pytest
from tests.dutch import read_cited, read_content

from zicht.knowledge import shelve, totals, used_by
from zicht.project.references import Known
from zicht.vocabulary.content import AccountLine
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.releases import Document
from zicht.vocabulary.text import Text


@pytest.fixture
def documents(project: Path) -> dict[str, Document]:
    cited = read_cited(project)
    content = read_content(project, known=Known({figure.id for figure in cited}))
    return {document.id: document for document in shelve(content, cited)}


def test_a_recommendation_its_figures_and_its_report_name_each_other(
    documents: dict[str, Document],
) -> None:
    assert "verslag" in documents["advies-1"].facts["related"]  # type: ignore[operator]
    assert "advies-1" in documents["verslag"].facts["related"]  # type: ignore[operator]
    assert used_by(documents.values())["gemeld-2020"] == ("verslag", "advies-1")


def test_an_addressee_has_a_document_with_what_became_of_it(
    documents: dict[str, Document],
) -> None:
    found = documents["aan-minister"]
    assert found.facts["related"] == ["advies-1"]
    assert "overgenomen, volgens wie de aanbeveling deed" in found.body.nl
    assert "adopted, by those who made the recommendation" in found.body.en


def test_accounts_show_amounts_as_printed(documents: dict[str, Document]) -> None:
    assert "| Totaal | €\u00a0984 |" in documents["geld-2020"].body.nl
    assert documents["geld-2020"].facts["figures"] == ["uitgaven-2020"]


def test_a_part_that_does_not_add_up_is_shown(project: Path) -> None:
    cited = read_cited(project)
    words = Text("Iets", "Something")
    line = AccountLine("2020", "framework", words, "uitgaven-2020")
    total = AccountLine("2020", "framework", words, "uitgaven-2020", is_total=True)
    (found,) = totals((line, line, total), cited)
    assert (found.computed, found.printed, found.difference) == (
        Decimal(1968),
        Decimal(984),
        Decimal(984),
    )
    with pytest.raises(ProjectError, match="2 totals"):
        totals((total, total), cited)
    with pytest.raises(ProjectError, match="not a figure"):
        totals((AccountLine("2020", "result", words, "weg"),), cited)
    with pytest.raises(
        ProjectError, match=r"finances\.toml:9: 'gemeld-2020' is not an amount of money"
    ):
        totals(
            (
                AccountLine(
                    "2020", "result", words, "gemeld-2020", place="finances.toml:9"
                ),
            ),
            cited,
        )
    with pytest.raises(ProjectError, match="is of 2020, not of 2019"):
        totals((AccountLine("2019", "result", words, "uitgaven-2020"),), cited)


def test_a_part_without_a_printed_total_has_no_difference(project: Path) -> None:
    (found,) = totals(
        (AccountLine("2020", "result", Text("Iets", "X"), "uitgaven-2020"),),
        read_cited(project),
    )
    assert found.difference == 0


def test_words_of_readers_become_documents_that_lead_both_ways(
    documents: dict[str, Document],
) -> None:
    found = documents["woord-mensenhandel"]
    assert found.kind == "synonym"
    assert found.facts["both_ways"] is True
    assert "moderne slavernij" in found.facts["nl"]  # type: ignore[operator]


def test_there_are_at_least_two_hundred_words_of_readers_in_each_language(
    documents: dict[str, Document],
) -> None:
    words = {"nl": set(), "en": set()}  # type: ignore[var-annotated]
    for document in documents.values():
        if document.kind == "synonym":
            for language, found in words.items():
                found.update(
                    [document.title.in_language(language), *document.facts[language]]
                )  # type: ignore[misc]
    assert min(map(len, words.values())) >= 200
    assert {"kinderhandel", "mensenhandelslachtoffers"} <= words["nl"]
