"""Figures that are missing, as a delivery they rest on has not arrived: rows with a status of their own."""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from zicht.figures.series import Population, derive
from zicht.vocabulary.arrays import Bools
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.figures import Series
from zicht.vocabulary.protected import Protected
from zicht.vocabulary.releases import Awaited
from zicht.vocabulary.statuses import MISSING

Value = TypeVar("Value", bound=np.generic)


def missing_periods(indicator: str, awaited: Iterable[Awaited]) -> frozenset[str]:
    """Return the periods of which the figures of an indicator are missing."""
    return frozenset(
        period for delivery in awaited for period in delivery.periods.get(indicator, ())
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
    # Where no delivery arrived, nothing was counted, and `derive` would refuse the
    # universe.
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
    if series is None:
        total = (TOTAL,) * len(indicator.dimensions)
        return _missing_series(indicator, sorted(periods), [total])
    # Also a period that was counted in part is missing as a whole: its rows are dropped.
    is_counted = np.isin(series.periods, sorted(periods), invert=True)
    rows = _rows_of_other_periods(indicator, series, is_counted)
    missing = _missing_series(indicator, sorted(periods), rows)
    return _joined_series(series, is_counted, missing)


def _rows_of_other_periods(
    indicator: Indicator, series: Series, is_counted: Bools
) -> list[tuple[str, ...]]:
    """Return the codes of each row that the counted periods have, each once; the total where they have none."""
    if not series.codes:
        return [()]
    columns = [column[is_counted].tolist() for column in series.codes]
    rows = dict.fromkeys(zip(*columns, strict=True))
    return list(rows) or [(TOTAL,) * len(indicator.dimensions)]


def _missing_series(
    indicator: Indicator,
    periods: Sequence[str],
    rows: Sequence[tuple[str, ...]],
) -> Series:
    """Return a series without numbers: every row in every period."""
    n_rows = len(periods) * len(rows)
    nothing = np.full(n_rows, np.nan)
    columns = zip(*rows, strict=True)
    return Series(
        indicator=indicator.id,
        dimensions=indicator.dimensions,
        periods=np.repeat(np.array(periods, dtype=np.str_), len(rows)),
        codes=tuple(
            np.tile(np.array(codes, dtype=np.str_), len(periods)) for codes in columns
        ),
        values=nothing,
        statuses=np.array([MISSING] * n_rows, dtype=np.str_),
        lower=nothing,
        upper=nothing,
        numerators=nothing,
        denominators=nothing,
        unknown=nothing if indicator.survey else None,
    )


def _joined_series(series: Series, is_counted: Bools, missing: Series) -> Series:
    """Return the rows that were counted, followed by those that are missing."""

    def joined(counted: NDArray[Value], absent: NDArray[Value]) -> NDArray[Value]:
        return np.concatenate([counted[is_counted], absent])

    unknown = series.unknown
    if unknown is not None:
        # Of a missing row nothing is known, so neither is this: its column stays as long
        # as the others.
        unknown = joined(unknown, np.full(len(missing.values), np.nan))
    return Series(
        indicator=series.indicator,
        dimensions=series.dimensions,
        periods=joined(series.periods, missing.periods),
        codes=tuple(map(joined, series.codes, missing.codes)),
        values=joined(series.values, missing.values),
        statuses=joined(series.statuses, missing.statuses),
        lower=joined(series.lower, missing.lower),
        upper=joined(series.upper, missing.upper),
        numerators=joined(series.numerators, missing.numerators),
        denominators=joined(series.denominators, missing.denominators),
        unknown=unknown,
    )
