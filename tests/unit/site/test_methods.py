"""Percentages of linkage on the page of methods are written as their language writes them."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "spec" / "site"))

import site_sample as sample

from zicht.site.library import Library, SiteEdition
from zicht.site.pages import methods
from zicht.site.planning import plan_pages
from zicht.vocabulary.linkage import PublishedLinkage
from zicht.vocabulary.people import Share


@pytest.fixture(name="library", scope="module")
def library_with_linkage() -> Library:
    linkage = PublishedLinkage(
        known={"number": 26},
        statuses={},
        persons=(-1, 2),
        false_links=Share(0.002, 0.001, 0.004),
        missed_links=Share(0.01, 0.005, 0.02),
        lost_by_blocking=Share(0.0, 0.0, 0.0),
        bands={"V01": {"2024": (-1, 2)}},
    )
    library = Library(replace(sample.release(), linkage=linkage), "")
    plan_pages(library)
    return library


@pytest.mark.parametrize(
    ("language", "percentage", "band"),
    [("nl", "26%", "\u22121% tot +2%"), ("en", "26%", "\u22121% to +2%")],
)
def test_percentages_have_the_sign_of_their_language(
    library: Library, language: str, percentage: str, band: str
) -> None:
    [page] = methods.pages(library)
    content = page.content(SiteEdition(library, language).seen_from(page.id))
    assert isinstance(content, methods.MethodsPage)
    linkage = content.linkage
    assert linkage is not None
    numbers = [number for _, rows in linkage.tables for _, number in rows]
    assert numbers == [percentage, band]
    assert linkage.blocks == ""


def test_french_has_a_space_before_the_sign(library: Library) -> None:
    edition = SiteEdition(library, "fr")
    [(_, number)] = methods._percentages(edition, "field", {"number": 26})
    assert number == "26\u00a0%"
