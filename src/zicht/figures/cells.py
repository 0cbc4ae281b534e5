"""Published cells by universe and predicate: all that figures are derived from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD, TOTAL, Dimension, categories
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.statuses import Status

Where = Mapping[str, str]
"""Dimension to code; a total says nothing."""
Predicate = frozenset[tuple[str, str]]
"""Dimension and code of everything that a row says, totals left out."""


@dataclass(frozen=True)
class Cell:
    """A published cell."""

    value: float
    status: str
    lower: float
    upper: float

    @property
    def is_shown(self) -> bool:
        """Whether its number stands in print."""
        return self.status == Status.PUBLISHED


class Cells:
    """Published cells by universe and predicate."""

    def __init__(self, protected: Protected) -> None:
        self._tables: dict[str, list[ProtectedTable]] = {}
        self._cells: dict[str, dict[Predicate, Cell]] = {}
        for table in protected.tables:
            self._tables.setdefault(table.universe, []).append(table)

    def find(self, universe: str, period: str, where: Where) -> Cell | None:
        """Return the published cell of a universe; None if there is none."""
        # Read when first asked for: a release has many universes, and an indicator
        # needs one or two.
        if universe not in self._cells:
            self._cells[universe] = _read(self._tables.get(universe, []))
        return self._cells[universe].get(predicate_of(where) | {(PERIOD, period)})

    def days_since(self, universe: str, period: str) -> int:
        """Days from the first of a period to the last day that is counted: nobody was followed for longer."""
        years = [
            year for table in self._tables.get(universe, []) for year in _years(table)
        ]
        return (date(max(years), 12, 31) - date(int(period[:4]), 1, 1)).days

    def are_shown(self, indicator: Indicator, where: Where) -> bool:
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
        """Yield the period and the codes of every row of a breakdown, in the order of its table."""
        table = self._table(indicator, breakdown)
        dimensions = dict(zip(table.names, table.dimensions, strict=True))
        columns = dict(zip(table.names, table.codes, strict=True))
        periods = _periods(dimensions[PERIOD], indicator.periods)
        shown = [_shown(dimensions[name], indicator) for name in breakdown]
        rows = zip(
            columns[PERIOD].tolist(),
            *(columns[name].tolist() for name in breakdown),
            strict=True,
        )
        # The table may have further dimensions, so the codes of a breakdown repeat: a
        # dictionary keeps each row once, in the order of the table.
        for period, *codes in dict.fromkeys(rows):
            pairs = zip(codes, shown, strict=True)
            is_shown = all(code in of_dimension for code, of_dimension in pairs)
            if period in periods and is_shown:
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
        # The smallest table has fewest rows to skip; of equal ones the longest, which
        # holds every period.
        return min(fitting, key=lambda table: (len(table.names), -len(table.values)))

    @staticmethod
    def _has_periods(table: ProtectedTable, periods: str) -> bool:
        position = table.names.index(PERIOD)
        periods_of_indicator = _periods(table.dimensions[position], periods)
        return not periods_of_indicator.isdisjoint(table.codes[position].tolist())


def _years(table: ProtectedTable) -> list[int]:
    return [int(year) for year in table.dimensions[table.names.index(PERIOD)].leaves]


def predicate_of(where: Where) -> Predicate:
    """Return what a row says besides totals, but for the period."""
    return frozenset(categories(where.items()))


def _read(tables: list[ProtectedTable]) -> dict[Predicate, Cell]:
    cells: dict[Predicate, Cell] = {}
    for table in tables:
        values, statuses = table.values.tolist(), table.statuses.tolist()
        lower, upper = table.lower.tolist(), table.upper.tolist()
        for row, (_universe, predicate) in enumerate(table.keys()):
            # Tables may print one cell twice; the gate made them equal, so the last may
            # stand for both.
            cells[predicate] = Cell(values[row], statuses[row], lower[row], upper[row])
    return cells


def _periods(dimension: Dimension, periods: str) -> frozenset[str]:
    if periods == PERIOD:
        return frozenset(dimension.leaves)
    return dimension.named([periods]) - {TOTAL}


def _shown(dimension: Dimension, indicator: Indicator) -> frozenset[str]:
    names = indicator.shows.get(dimension.name)
    return dimension.codes if names is None else dimension.named(names)
