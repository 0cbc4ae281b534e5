"""Provisional figures in words: that they are, and by how much such figures usually changed."""

from dataclasses import dataclass

from zicht.edition import numerals
from zicht.edition.labels import Labels
from zicht.edition.locales import MINUS
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.releases import Release

ENOUGH_VINTAGES = 3
"""Periods of which a first and a final figure were published, from which a usual revision is stated.

Our choice: the range of fewer says little about the next one.
"""


@dataclass(frozen=True)
class Revision:
    """By how much final figures differed from the first ones.

    Parameters
    ----------
    n_periods : of which both were published
    low, high : smallest and largest difference, in per cent of the first; of shares in percentage points
    """

    n_periods: int
    low: float
    high: float


def usual_revision(release: Release, indicator: Indicator) -> Revision | None:
    """Compute how much the figures of an indicator usually change after they are first published.

    Parameters
    ----------
    release : with the vintages of earlier releases
    indicator : of the figures

    Returns
    -------
    Revision over all periods; None where there are fewer than three
    """
    differences = []
    for vintage in release.vintages:
        if vintage.indicator != indicator.id:
            continue
        if indicator.is_percentage:
            differences.append(vintage.final - vintage.first)
        elif vintage.first:
            differences.append(100 * (vintage.final / vintage.first - 1))
    if len(differences) < ENOUGH_VINTAGES:
        return None
    return Revision(len(differences), min(differences), max(differences))


def provisional_sentence(edition: Labels, indicator: Indicator) -> str:
    """Say that a figure is provisional, and how much such figures usually changed.

    Parameters
    ----------
    edition : a release in one language
    indicator : of the figure
    """
    revision = usual_revision(edition.release, indicator)
    if revision is None:
        return edition.words("provisional.unknown")
    return edition.words(
        "provisional.usual",
        n=numerals.written(revision.n_periods, edition.language),
        low=_signed(edition, revision.low, indicator),
        high=_signed(edition, revision.high, indicator),
    )


def _signed(edition: Labels, value: float, indicator: Indicator) -> str:
    decimals = 1 if indicator.is_percentage else 0
    size = numerals.rounded(abs(value), decimals)
    number = numerals.written(size, edition.language, decimals)
    if indicator.is_percentage:
        number = edition.words("shown.points", n=number)
    else:
        number = numerals.percentage(number, edition.language)
    if not size:
        return number
    return f"+{number}" if value > 0 else f"{MINUS}{number}"
