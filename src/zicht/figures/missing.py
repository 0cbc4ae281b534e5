"""Figures that are missing, as a delivery they rest on has not arrived: rows with a status of their own."""

from collections.abc import Collection, Iterable, Sequence

import numpy as np

from zicht.figures.series import Population, derive
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.figures import Series
from zicht.vocabulary.protected import Protected
from zicht.vocabulary.releases import Awaited
from zicht.vocabulary.statuses import MISSING


def missing_periods(indicator: str, awaited: Iterable[Awaited]) -> frozenset[str]:
    """Return the periods of which the figures of an indicator are missing."""
    return frozenset(
        period for one in awaited for period in one.periods.get(indicator, ())
    )


def derive_known(
    indicator: Indicator,
    protected: Protected,
    population: Population | None,
    missing: Collection[str],
) -> Series:
    """Derive the figures of an indicator, and add a row for each that is missing.

    Parameters
    ----------
    indicator, protected, population : see `derive`
    missing : periods of which its figures are missing
    """
    if not missing:
        return derive(indicator, protected, population)
    has_cells = any(table.universe == indicator.universe for table in protected.tables)
    derived = (
        derive(indicator, protected, population, without=missing) if has_cells else None
    )
    return with_missing_rows(indicator, derived, missing)


def with_missing_rows(
    indicator: Indicator, series: Series | None, periods: Collection[str]
) -> Series:
    """Add a row to a series for every figure that is missing.

    Parameters
    ----------
    indicator : of the series
    series : figures that were counted; None where none were
    periods : that are missing; each gets the rows that the other periods have, or the total alone
    """
    names = indicator.dimensions
    rows: dict[tuple[str, ...], None] = {}
    if series is not None:
        counted = np.isin(series.periods, sorted(periods), invert=True)
        columns = [column[counted].tolist() for column in series.codes]
        rows = dict.fromkeys(zip(*columns, strict=True)) if columns else {(): None}
    places = list(rows) or [(TOTAL,) * len(names)]
    missing = _missing_series(indicator, sorted(periods), places)
    if series is None:
        return missing
    kept = np.isin(series.periods, sorted(periods), invert=True)
    return _joined_series(series, kept, missing)


def _missing_series(
    indicator: Indicator,
    periods: Sequence[str],
    places: Sequence[tuple[str, ...]],
) -> Series:
    n_rows = len(periods) * len(places)
    nothing = np.full(n_rows, np.nan)
    return Series(
        indicator=indicator.id,
        dimensions=indicator.dimensions,
        periods=np.repeat(np.array(periods, dtype=np.str_), len(places)),
        codes=tuple(
            np.tile(
                np.array([codes[at] for codes in places], dtype=np.str_), len(periods)
            )
            for at in range(len(indicator.dimensions))
        ),
        values=nothing,
        statuses=np.array([MISSING] * n_rows, dtype=np.str_),
        lower=nothing,
        upper=nothing,
        numerators=nothing,
        denominators=nothing,
        unknown=nothing if indicator.survey else None,
    )


def _joined_series(series: Series, kept: np.ndarray, missing: Series) -> Series:
    def joined(name: str) -> np.ndarray:
        return np.concatenate([getattr(series, name)[kept], getattr(missing, name)])

    columns = ["periods", "values", "statuses", "lower", "upper"]
    columns += ["numerators", "denominators"]
    if series.unknown is not None:
        columns.append("unknown")
    return Series(
        indicator=series.indicator,
        dimensions=series.dimensions,
        codes=tuple(
            np.concatenate([counted[kept], absent])
            for counted, absent in zip(series.codes, missing.codes, strict=True)
        ),
        **{name: joined(name) for name in columns},
    )
