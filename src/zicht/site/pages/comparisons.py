"""Declared comparisons as a page sets them: the change with its bounds, what it compares, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from zicht.edition.addresses import compare
from zicht.edition.comparisons import is_about
from zicht.site.library import SiteEdition
from zicht.vocabulary.figures import Comparison


@dataclass(frozen=True)
class ComparisonLine:
    """A declared comparison, as a page sets it.

    Parameters
    ----------
    key : its id
    sentence : the change and what it compares
    bounds : between which it lies; empty if the figures are exact, or the bounds stand in the sentence
    reason : why it changed, as far as known
    """

    key: str
    sentence: str
    bounds: str
    reason: str


def of_indicator(edition: SiteEdition, indicator: str) -> list[ComparisonLine]:
    """Return the comparisons of figures of an indicator, in the order of the file."""
    comparisons = edition.release.comparisons
    return _lines(edition, (each for each in comparisons if is_about(each, indicator)))


def of_cited(edition: SiteEdition, ids: Iterable[str]) -> list[ComparisonLine]:
    """Return the comparisons of some cited figures, in the order of the file."""
    known = set(ids)
    comparisons = edition.release.comparisons
    return _lines(edition, (each for each in comparisons if each.after in known))


def _lines(
    edition: SiteEdition, comparisons: Iterable[Comparison]
) -> list[ComparisonLine]:
    return [_line(edition, comparison) for comparison in comparisons]


def _line(edition: SiteEdition, comparison: Comparison) -> ComparisonLine:
    shown = compare(edition, comparison)
    return ComparisonLine(
        key=comparison.id,
        sentence=shown.sentence,
        bounds=shown.figure.bounds,
        reason=shown.reason,
    )
