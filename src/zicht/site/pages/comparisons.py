"""Declared comparisons as a page sets them: the change with its bounds, what it compares, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from zicht.edition.addresses import compare
from zicht.edition.comparisons import is_about
from zicht.site.library import SiteEdition
from zicht.vocabulary.figures import Comparison

COMPARISONS = "data/comparisons.csv"
"""Path of the file of all comparisons."""


@dataclass(frozen=True)
class ComparisonLine:
    """A declared comparison, as a page sets it.

    Parameters
    ----------
    key : its id
    number : the change with its sign, a band, or the word for a number that is not there
    bounds : between which it lies; empty where the figures are exact, or the bounds are the number
    definition : what it compares
    reason : why it changed, as far as known
    """

    key: str
    number: str
    bounds: str
    definition: str
    reason: str


def of_indicator(edition: SiteEdition, indicator: str) -> list[ComparisonLine]:
    """Return the comparisons of figures of an indicator, in the order of the file."""
    comparisons = edition.release.comparisons
    return _lines(edition, (one for one in comparisons if is_about(one, indicator)))


def of_cited(edition: SiteEdition, ids: Iterable[str]) -> list[ComparisonLine]:
    """Return the comparisons of some cited figures, in the order of the file."""
    known = set(ids)
    comparisons = edition.release.comparisons
    return _lines(edition, (one for one in comparisons if one.after in known))


def _lines(
    edition: SiteEdition, comparisons: Iterable[Comparison]
) -> list[ComparisonLine]:
    return [_line(edition, comparison) for comparison in comparisons]


def _line(edition: SiteEdition, comparison: Comparison) -> ComparisonLine:
    shown = compare(edition, comparison)
    return ComparisonLine(
        key=comparison.id,
        number=shown.figure.number,
        bounds=shown.figure.qualifier,
        definition=shown.definition,
        reason=shown.reason,
    )
