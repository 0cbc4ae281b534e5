"""Provisional figures in words: that they are, and by how much such figures usually changed."""

from dataclasses import dataclass

from zicht.edition import numerals
from zicht.edition.locales import MINUS
from zicht.edition.words import Words
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
    Revision over all periods; None if there are fewer than three
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


def provisional_sentence(release: Release, indicator: Indicator, words: Words) -> str:
    """State that a figure is provisional, and how much such figures usually changed.

    Parameters
    ----------
    release : with the vintages of earlier releases
    indicator : of the figure
    words : of the language
    """
    revision = usual_revision(release, indicator)
    if revision is None:
        return words("provisional.unknown")
    return words(
        "provisional.usual",
        n=numerals.written(revision.n_periods, words.language),
        low=_signed(words, revision.low, indicator),
        high=_signed(words, revision.high, indicator),
    )


def _signed(words: Words, value: float, indicator: Indicator) -> str:
    decimals = 1 if indicator.is_percentage else 0
    size = numerals.rounded(abs(value), decimals)
    if indicator.is_percentage:
        number = words.count("shown.points", size)
    else:
        number = numerals.written(size, words.language, decimals)
        number = numerals.percentage(number, words.language)
    if not size:
        return number
    return f"+{number}" if value > 0 else f"{MINUS}{number}"
