"""The page on how linking went: percentages as their language writes them, and what linkage does to each figure."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "spec" / "site"))

import site_sample as sample

from zicht.edition.edition import Edition
from zicht.pipeline.explanation import explain_in
from zicht.site.library import Library, SiteEdition
from zicht.site.pages import linking, methods
from zicht.site.planning import plan_pages
from zicht.vocabulary.linkage import PublishedLinkage, Share


@pytest.fixture(name="library", scope="module")
def library_with_linkage() -> Library:
    linkage = PublishedLinkage(
        known={"number": 26},
        statuses={},
        persons=(-1, 2),
        false_links=Share(0.002, 0.001, 0.004),
        missed_links=Share(0.01, 0.005, 0.02),
        lost_by_blocking=Share(0.0, 0.0, 0.0),
        bands={"V01": {"2023": (-3, 1), "2024": (-1, 2)}},
    )
    library = Library(replace(sample.release(), linkage=linkage), "")
    plan_pages(library)
    return library


def content_in(library: Library, language: str) -> linking.LinkingPage:
    [page] = linking.pages(library)
    content = page.content(SiteEdition(library, language).seen_from(page.id))
    assert isinstance(content, linking.LinkingPage)
    return content


@pytest.mark.parametrize(
    ("language", "percentage", "last", "widest"),
    [
        ("nl", "26%", "\u22121% tot +2%", "\u22123% tot +2%"),
        ("en", "26%", "\u22121% to +2%", "\u22123% to +2%"),
    ],
)  # fmt: skip
def test_percentages_have_the_sign_of_their_language(
    library: Library, language: str, percentage: str, last: str, widest: str
) -> None:
    """An indicator has the band of its last period, and the widest of all."""
    content = content_in(library, language)
    assert [number for _, number in content.known] == [percentage]
    [line] = content.indicators
    assert (line.last, line.widest) == (last, widest)


def test_figures_that_no_linkage_moves_are_named_without_a_band(
    library: Library,
) -> None:
    linkage = library.release.linkage
    assert linkage is not None
    steady = replace(
        linkage,
        persons=(0, 0),
        statuses={"number": 100, "doubtful": 0},
        bands={"V01": {"2023": (0, 0), "2024": (0, 0)}},
    )
    edition = SiteEdition(library, "en").seen_from("linking")
    content = linking._content(edition, linkage=steady)
    assert not content.indicators
    assert len(content.unmoved) == 1
    assert (
        content.persons
        == "In every plausible linkage the number of people is the same."
    )
    assert [number for _, number in content.statuses] == ["100%", "less than 1%"]
    once = replace(steady, bands={"V01": {"2023": (-1, 0), "2024": (0, 0)}})
    [line] = linking._content(edition, linkage=once).indicators
    assert (line.last, line.widest) == ("no difference", "\u22121% to 0%")


def test_too_few_records_to_learn_from_are_told_beside_the_band(
    library: Library,
) -> None:
    linkage = library.release.linkage
    assert linkage is not None
    edition = SiteEdition(library, "en").seen_from("linking")
    assert "too few records" not in linking._content(edition, linkage=linkage).persons
    guessed = replace(linkage, rests_on_guesses=True)
    persons = linking._content(edition, linkage=guessed).persons
    assert persons.startswith("The number of people lies")
    assert "too few records of one person" in persons


def test_a_figure_says_that_too_few_records_taught_how_people_are_misspelled(
    library: Library,
) -> None:
    linkage = library.release.linkage
    assert linkage is not None
    guessed = replace(linkage, rests_on_guesses=True)
    release = replace(library.release, linkage=guessed)
    sure, in_doubt = (
        explain_in(Edition(of_release, "en"), "V01:2024")["linkage"]
        for of_release in (library.release, release)
    )
    assert "too few records" not in str(sure)
    assert "too few records" in str(in_doubt)


def test_what_may_be_wrong_has_an_interval(library: Library) -> None:
    """No pair was left out by blocking, so nothing is said of it."""
    errors = [(one.estimate, one.interval) for one in content_in(library, "en").errors]
    assert errors == [("0.2%", "0.1% to 0.4%"), ("1.0%", "0.5% to 2.0%")]


def test_the_page_of_methods_leads_to_it(library: Library) -> None:
    [page] = methods.pages(library)
    content = page.content(SiteEdition(library, "en").seen_from(page.id))
    assert isinstance(content, methods.MethodsPage)
    assert content.linking.endswith("/linking/")


def test_without_linkage_there_is_no_page() -> None:
    assert not list(linking.pages(Library(sample.release(), "")))


def test_french_has_a_space_before_the_sign(library: Library) -> None:
    edition = SiteEdition(library, "fr")
    [(_, number)] = linking._percentages(edition, "field", {"number": 26})
    assert number == "26\u00a0%"
