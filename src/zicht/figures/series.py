"""Derives what is published of an indicator from protected tables alone: counts, shares and rates.

Nothing here sees a true count. A share divides two cells as they were published, so that it adds nothing to what they
say; its bounds follow from theirs.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, isnan, log10, nan

import numpy as np

from zicht.vocabulary.definitions import Indicator, Selection
from zicht.vocabulary.dimensions import PERIOD, TOTAL, Dimension, categories
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import PENDING, Series
from zicht.vocabulary.protected import Protected, ProtectedTable, Status
from zicht.vocabulary.spans import ProtectedSpans

Population = Mapping[tuple[str, str, str, str], int]
"""Year, area, sex and age group to inhabitants; margins are written as the total."""

POPULATION = "bevolking"
SMALLEST_DENOMINATOR = 20
"""A share of fewer is withheld: rounding alone would move it by tens of percent points."""
WIDEST_SHARE = 25.0
"""A share whose bounds lie further apart, in percent points, is shown as bounds only."""

_Where = Mapping[str, str]


@dataclass(frozen=True)
class _Cell:
    """A published cell."""

    value: float
    status: str
    lower: float
    upper: float

    @property
    def is_shown(self) -> bool:
        return self.status == Status.PUBLISHED


@dataclass(frozen=True)
class _Figure:
    """A row of a series."""

    value: float
    status: str
    lower: float
    upper: float
    numerator: float = nan
    denominator: float = nan


_NOTHING = _Figure(nan, Status.WITHHELD, nan, nan)


def derive(
    indicator: Indicator,
    protected: Protected,
    population: Population | None = None,
    *,
    without: Collection[str] = (),
) -> Series:
    """Derive every published figure of one indicator.

    A count is shown as its cell was published. A share is numerator / denominator times 100, with bounds from those of
    both cells; it is withheld where either is hidden or the denominator is below 20, and banded (bounds only) where
    the bounds lie more than 25 percent points apart. A rate divides by inhabitants, who are public. Shares and rates
    carry as many decimals as their bounds bear, at most one and two.

    Parameters
    ----------
    indicator : definition. In a row of a breakdown, `numerator.where` fills in what the row leaves open;
        `denominator.where` replaces what the row says, and the total code there stands for everyone
    protected : tables of a release, as the gate let them through
    population : inhabitants, for rates
    without : periods of which no figure is derived

    Returns
    -------
    Series with a row per period and combination of its breakdowns, margins included, each once. Rows whose numerator is
    the denominator itself are left out, and rates of groups whose inhabitants nobody counted

    Raises
    ------
    ProjectError : a table that the definition needs is not among the protected ones
    """
    if indicator.statistics is not None:
        return _told(indicator, protected)
    if indicator.survey is not None:
        return _estimated(indicator, protected)
    cells = _Cells(protected)
    rows: dict[tuple[str, frozenset[tuple[str, str]]], _Figure] = {}
    for breakdown in indicator.breakdowns:
        for period, where in cells.rows(indicator, breakdown):
            key = period, _named(where)
            if key not in rows and period not in without:
                figure = _figure(indicator, cells, population or {}, period, where)
                if figure is not None:
                    rows[key] = figure
    return _series(indicator, rows)


def _told(indicator: Indicator, protected: Protected) -> Series:
    """Give what the gate let through of spans of time; the headline stands at the margin of its dimension too."""
    found = _measured(indicator, protected)
    if indicator.statistics is None:
        raise ProjectError(f"Indicator {indicator.id} tells nothing of spans.")
    cells = _Cells(protected)
    selected = indicator.numerator.where if indicator.numerator else {}
    columns = (
        *(codes.tolist() for codes in found.codes),
        found.values.tolist(),
        found.lower.tolist(),
    )
    rows: dict[tuple[str, frozenset[tuple[str, str]]], _Figure] = {}
    for period, *codes, value, lower, upper in zip(
        *columns, found.upper.tolist(), strict=True
    ):
        where = dict(zip(found.names[1:], codes, strict=True))
        counted = {
            name: code
            for name, code in where.items()
            if name != indicator.statistics.dimension
        }
        if not cells.are_shown(indicator, counted):
            continue
        cell = cells.find(indicator.universe, period, {**selected, **counted})
        records = float(cell.value) if cell is not None and cell.is_shown else nan
        status: str = Status.PUBLISHED
        if isnan(value):
            code = where[indicator.statistics.dimension]
            is_pending = indicator.shape == "survival" and indicator.statistics.steps[
                code
            ] >= cells.days_since(indicator.universe, period)
            status = PENDING if is_pending else Status.WITHHELD
        figure = _Figure(value, status, lower, upper, denominator=records)
        if where[indicator.statistics.dimension] == indicator.statistics.headline:
            rows[period, _named(counted)] = figure
        rows[period, _named(where)] = figure
    return _series(indicator, rows)


def _measured(indicator: Indicator, protected: Protected) -> ProtectedSpans:
    """Return what the gate let through of an indicator that is not a count."""
    for measured in protected.spans:
        if measured.indicator == indicator.id:
            return measured
    raise ProjectError(
        f"Indicator {indicator.id}: the gate let nothing of it through.",
        now="Count this indicator before its figures are derived.",
    )


def _estimated(indicator: Indicator, protected: Protected) -> Series:
    """Return the shares of a survey, with the printed number of respondents."""
    found = _measured(indicator, protected)
    cells = _Cells(protected)
    columns = (
        *(codes.tolist() for codes in found.codes),
        found.values.tolist(),
        found.lower.tolist(),
        found.upper.tolist(),
    )
    rows: dict[tuple[str, frozenset[tuple[str, str]]], _Figure] = {}
    for period, *codes, value, lower, upper in zip(*columns, strict=True):
        where = dict(zip(found.names[1:], codes, strict=True))
        if not cells.are_shown(indicator, where):
            continue
        cell = cells.find(indicator.universe, period, where)
        respondents = float(cell.value) if cell is not None and cell.is_shown else nan
        status = Status.WITHHELD if isnan(value) else Status.PUBLISHED
        rows[period, _named(where)] = _Figure(
            value, status, lower, upper, denominator=respondents
        )
    return _series(indicator, rows)


class _Cells:
    """Published cells by universe and predicate."""

    def __init__(self, protected: Protected) -> None:
        self._tables: dict[str, list[ProtectedTable]] = {}
        self._cells: dict[str, dict[frozenset[tuple[str, str]], _Cell]] = {}
        for table in protected.tables:
            self._tables.setdefault(table.universe, []).append(table)

    def find(self, universe: str, period: str, where: _Where) -> _Cell | None:
        """Give the published cell of a universe, or None where there is none."""
        if universe not in self._cells:
            self._cells[universe] = _read(self._tables.get(universe, []))
        return self._cells[universe].get(_named(where) | {(PERIOD, period)})

    def days_since(self, universe: str, period: str) -> int:
        """Days from the first of a period to the last day that is counted: nobody was followed for longer."""
        years = [
            year for table in self._tables.get(universe, []) for year in _years(table)
        ]
        return (date(max(years), 12, 31) - date(int(period[:4]), 1, 1)).days

    def are_shown(self, indicator: Indicator, where: _Where) -> bool:
        """Whether an indicator publishes these codes; the margin always."""
        dimensions = {
            dimension.name: dimension
            for table in self._tables.get(indicator.universe, [])
            for dimension in table.dimensions
        }
        return all(
            code == TOTAL
            or name not in dimensions
            or code in _shown(dimensions[name], indicator)
            for name, code in where.items()
        )

    def rows(
        self, indicator: Indicator, breakdown: tuple[str, ...]
    ) -> Iterator[tuple[str, dict[str, str]]]:
        """Give period and codes of every row of a breakdown, in the order of its table."""
        table = self._table(indicator, breakdown)
        dimensions = dict(zip(table.names, table.dimensions, strict=True))
        columns = dict(
            zip(table.names, (column.tolist() for column in table.codes), strict=True)
        )
        periods = _periods(dimensions[PERIOD], indicator.periods)
        shown = {name: _shown(dimensions[name], indicator) for name in breakdown}
        seen: set[tuple[str, ...]] = set()
        for at, period in enumerate(columns[PERIOD]):
            codes = tuple(columns[name][at] for name in breakdown)
            is_shown = all(
                code in shown[name] for name, code in zip(breakdown, codes, strict=True)
            )
            if period in periods and is_shown and (period, *codes) not in seen:
                seen.add((period, *codes))
                yield period, dict(zip(breakdown, codes, strict=True))

    def _table(
        self, indicator: Indicator, breakdown: tuple[str, ...]
    ) -> ProtectedTable:
        """Find the table with the rows of a breakdown and this indicator's periods."""
        needed = {PERIOD, *breakdown}
        fitting = [
            table
            for table in self._tables.get(indicator.universe, [])
            if needed <= set(table.names)
            and self._has_periods(table, indicator.periods)
        ]
        if not fitting:
            raise ProjectError(
                f"Indicator {indicator.id}: no protected table of {indicator.universe} by"
                f" {', '.join(breakdown) or 'nothing'}.",
                now="Count this indicator before its figures are derived.",
            )
        return min(fitting, key=lambda table: (len(table.names), -len(table.values)))

    @staticmethod
    def _has_periods(table: ProtectedTable, periods: str) -> bool:
        at = table.names.index(PERIOD)
        return not _periods(table.dimensions[at], periods).isdisjoint(
            table.codes[at].tolist()
        )


def _years(table: ProtectedTable) -> list[int]:
    return [int(year) for year in table.dimensions[table.names.index(PERIOD)].leaves]


def _read(tables: list[ProtectedTable]) -> dict[frozenset[tuple[str, str]], _Cell]:
    cells: dict[frozenset[tuple[str, str]], _Cell] = {}
    for table in tables:
        numbers = (
            column.tolist()
            for column in (table.values, table.statuses, table.lower, table.upper)
        )
        for (_, predicate), row in zip(
            table.keys(), zip(*numbers, strict=True), strict=True
        ):
            cells[predicate] = _Cell(*row)
    return cells


def _periods(dimension: Dimension, periods: str) -> frozenset[str]:
    if periods == PERIOD:
        return frozenset(dimension.leaves)
    return dimension.named([periods]) - {TOTAL}


def _shown(dimension: Dimension, indicator: Indicator) -> frozenset[str]:
    names = indicator.shows.get(dimension.name)
    return dimension.codes if names is None else dimension.named(names)


def _figure(
    indicator: Indicator,
    cells: _Cells,
    population: Population,
    period: str,
    where: _Where,
) -> _Figure | None:
    if (
        indicator.shape == "count"
        or indicator.numerator is None
        or indicator.denominator is None
    ):
        return _count(_found(indicator, cells, indicator.universe, period, where))
    above = _filled(where, indicator.numerator)
    numerator = _found(indicator, cells, indicator.numerator.universe, period, above)
    below = _replaced(where, indicator.denominator)
    if indicator.shape == "rate":
        by = indicator.denominator.by if indicator.denominator else {}
        inhabitants = _inhabitants(population, period, below, by)
        return (
            None
            if inhabitants is None
            else _rate(numerator, inhabitants, indicator.scale)
        )
    if indicator.numerator.universe == indicator.denominator.universe and _named(
        above
    ) == _named(below):
        return None
    denominator = _found(
        indicator, cells, indicator.denominator.universe, period, below
    )
    within = indicator.numerator.universe == indicator.denominator.universe
    return _share(numerator, denominator, indicator.scale, within=within)


def _found(
    indicator: Indicator, cells: _Cells, universe: str, period: str, where: _Where
) -> _Cell:
    cell = cells.find(universe, period, where)
    if cell is None:
        raise ProjectError(
            f"Indicator {indicator.id}: no protected table holds {universe} by {', '.join(where) or 'nothing'}.",
            now="Count this indicator before its figures are derived.",
        )
    return cell


def _filled(where: _Where, selection: Selection) -> dict[str, str]:
    """Fill in what a row leaves open."""
    own = dict(categories(where.items()))
    return {**where, **selection.where, **own}


def _replaced(where: _Where, selection: Selection) -> dict[str, str]:
    return {**where, **selection.where}


def _named(where: _Where) -> frozenset[tuple[str, str]]:
    """Give what a row says besides totals: its predicate, but for the period."""
    return frozenset(categories(where.items()))


def _inhabitants(
    population: Population, period: str, where: _Where, by: Mapping[str, str]
) -> int | None:
    """Inhabitants a rate divides by; dimensions that say nothing of inhabitants, such as form, leave it whole."""
    area, sex, age = (
        where.get(by.get(name, ""), TOTAL) for name in ("area", "sex", "age")
    )
    return population.get((period, area, sex, age))


def _count(cell: _Cell) -> _Figure:
    if cell.status == Status.PUBLISHED:
        return _Figure(
            float(cell.value), cell.status, float(cell.lower), float(cell.upper)
        )
    if cell.status == Status.BANDED:
        return _Figure(nan, cell.status, float(cell.lower), float(cell.upper))
    return _NOTHING


def _share(
    numerator: _Cell, denominator: _Cell, scale: int, *, within: bool
) -> _Figure:
    if (
        not (numerator.is_shown and denominator.is_shown)
        or denominator.value < SMALLEST_DENOMINATOR
    ):
        return _NOTHING
    value = scale * numerator.value / denominator.value
    lower = scale * max(0.0, numerator.lower) / denominator.upper
    upper = (
        scale * numerator.upper / denominator.lower if denominator.lower > 0 else nan
    )
    if isnan(upper):
        return _NOTHING
    if within:
        value, upper = min(value, scale), min(upper, scale)
    figure = _rounded(value, lower, upper, most=1)
    if 100 * (upper - lower) / scale > WIDEST_SHARE:
        return _Figure(
            nan,
            Status.BANDED,
            figure.lower,
            figure.upper,
            numerator.value,
            denominator.value,
        )
    return _with_parts(figure, numerator.value, denominator.value)


def _rate(numerator: _Cell, inhabitants: int, scale: int) -> _Figure:
    if numerator.status == Status.WITHHELD or not inhabitants:
        return _NOTHING
    value, lower, upper = (
        scale * n / inhabitants
        for n in (numerator.value, numerator.lower, numerator.upper)
    )
    figure = _rounded(value, lower, upper, most=2)
    if numerator.status == Status.BANDED:
        return _Figure(
            nan,
            Status.BANDED,
            figure.lower,
            figure.upper,
            denominator=float(inhabitants),
        )
    return _with_parts(figure, numerator.value, inhabitants)


def _rounded(value: float, lower: float, upper: float, *, most: int) -> _Figure:
    """Round to as many decimals as the bounds bear; bounds are rounded outwards, so that they still hold."""
    width = upper - lower
    decimals = most if width <= 0 else min(most, max(0, -floor(log10(width))))
    unit = 10**decimals
    # A hair's breadth keeps 30.000000000000004 from becoming 30.1.
    return _Figure(
        round(value, decimals),
        Status.PUBLISHED,
        floor(lower * unit + 1e-9) / unit,
        ceil(upper * unit - 1e-9) / unit,
    )


def _with_parts(figure: _Figure, numerator: float, denominator: float) -> _Figure:
    return _Figure(
        figure.value,
        figure.status,
        figure.lower,
        figure.upper,
        float(numerator),
        float(denominator),
    )


def _series(
    indicator: Indicator, rows: Mapping[tuple[str, frozenset[tuple[str, str]]], _Figure]
) -> Series:
    names = indicator.dimensions
    wheres = [dict(where) for _, where in rows]
    figures = list(rows.values())

    def numbers(name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array([getattr(figure, name) for figure in figures], dtype=np.float64)

    return Series(
        indicator=indicator.id,
        dimensions=names,
        periods=np.array([period for period, _ in rows], dtype=np.str_),
        codes=tuple(
            np.array([where.get(name, TOTAL) for where in wheres], dtype=np.str_)
            for name in names
        ),
        values=numbers("value"),
        statuses=np.array([str(figure.status) for figure in figures], dtype=np.str_),
        lower=numbers("lower"),
        upper=numbers("upper"),
        numerators=numbers("numerator"),
        denominators=numbers("denominator"),
    )
