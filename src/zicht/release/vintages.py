"""What was first published of a period, and what it became: earlier releases hold every vintage of a figure."""

from collections.abc import Sequence

import numpy as np

from zicht.vocabulary.figures import FigureKey
from zicht.vocabulary.releases import Release, Vintage


def vintages(earlier: Sequence[Release], now: Release) -> tuple[Vintage, ...]:
    """Pair the first provisional total of each period with its first final one.

    Parameters
    ----------
    earlier : releases that were published before, oldest first
    now : the release that is read

    Returns
    -------
    a Vintage per indicator and period that was published as provisional and is final since, of one version of the
    definition; totals alone, oldest period first
    """
    releases = (*earlier, now)
    pairs = []
    for indicator in sorted(now.indicators):
        for period in _periods_once_provisional(releases, indicator):
            vintage = _vintage(releases, indicator, period)
            if vintage is not None:
                pairs.append(vintage)
    return tuple(pairs)


def _periods_once_provisional(releases: Sequence[Release], indicator: str) -> list[str]:
    periods: set[str] = set()
    for release in releases:
        periods.update(release.provisional.get(indicator, ()))
    return sorted(periods)


def _vintage(
    releases: Sequence[Release], indicator: str, period: str
) -> Vintage | None:
    """Return the first and the final total of a period; None where one of them was not published."""
    version = releases[-1].indicators[indicator].version
    first: float | None = None
    for release in releases:
        definition = release.indicators.get(indicator)
        # Two versions of a definition count different things, so their difference is not a revision.
        if definition is None or definition.version != version:
            continue
        value = _total(release, indicator, period)
        is_provisional = period in release.provisional.get(indicator, ())
        if value is None:
            continue
        if is_provisional and first is None:
            first = value
        elif not is_provisional and first is not None:
            return Vintage(indicator, period, first, value)
    return None


def _total(release: Release, indicator: str, period: str) -> float | None:
    """Return the published total of a period; None where there is none."""
    series = release.series.get(indicator)
    row = None if series is None else series.row(FigureKey(indicator, period))
    if series is None or row is None or np.isnan(series.values[row]):
        return None
    return float(series.values[row])
