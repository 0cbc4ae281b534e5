"""Rows of a series: the one reading of published figures that table, chart, map and download share."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from zicht.edition import numerals
from zicht.vocabulary.dimensions import categories
from zicht.vocabulary.figures import FigureKey, Series
from zicht.vocabulary.protected import Status

Where = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One published figure; `where` holds the dimensions that are not at their total."""

    indicator: str
    period: str
    where: Where
    value: float | None
    status: str
    lower: float | None
    upper: float | None
    numerator: float | None
    denominator: float | None

    @property
    def is_shown(self) -> bool:
        """Whether it has a number to show."""
        return self.status == Status.PUBLISHED and self.value is not None

    def decimals(self, shape: str) -> int:
        """How many decimals its value and bounds bear, wherever they are shown."""
        known = (
            number
            for number in (self.value, self.lower, self.upper)
            if number is not None
        )
        return numerals.decimals_of(shape, *known)

    @property
    def key(self) -> FigureKey:
        """Its address."""
        return FigureKey(self.indicator, self.period, self.where)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


class Rows:
    """All rows of one series, findable by what they are about."""

    def __init__(self, series: Series) -> None:
        self.indicator = series.indicator
        self.dimensions = series.dimensions
        self.all = tuple(_read(series))
        self._by_key = {(row.period, row.where): row for row in self.all}

    def at(self, period: str, where: Where = ()) -> Row | None:
        """Find one row."""
        return self._by_key.get((period, categories(where)))

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """Every period, oldest first."""
        return tuple(sorted({row.period for row in self.all}))

    @cached_property
    def wheres(self) -> tuple[Where, ...]:
        """Everything there are rows about, in the order of the series."""
        return tuple(dict.fromkeys(row.where for row in self.all))

    @cached_property
    def plainest(self) -> tuple[str, ...]:
        """Breakdown to show first: none at all, or the first where nothing is published in total."""
        return self.breakdowns[0] if self.breakdowns else ()

    def line(self, where: Where = ()) -> tuple[Row, ...]:
        """Rows about one thing, oldest first."""
        found = (self.at(period, where) for period in self.periods)
        return tuple(row for row in found if row is not None)

    def of_breakdown(self, names: Sequence[str]) -> tuple[Where, ...]:
        """Everything that lies within a breakdown: its cells and all their margins."""
        wanted = set(names)
        return tuple(
            where for where in self.wheres if {name for name, _ in where} <= wanted
        )

    @cached_property
    def breakdowns(self) -> tuple[tuple[str, ...], ...]:
        """Sets of dimensions that occur together, the total first, each in the order of the series."""
        found = {
            tuple(name for name in self.dimensions if name in dict(where))
            for where in self.wheres
        }
        return tuple(
            sorted(
                found,
                key=lambda names: (
                    len(names),
                    [self.dimensions.index(name) for name in names],
                ),
            )
        )


def _read(series: Series) -> Iterator[Row]:
    names = sorted(range(len(series.dimensions)), key=lambda at: series.dimensions[at])
    columns = [(series.dimensions[at], series.codes[at].tolist()) for at in names]
    numbers = (
        series.values,
        series.lower,
        series.upper,
        series.numerators,
        series.denominators,
    )
    values, lower, upper, numerators, denominators = (
        column.tolist() for column in numbers
    )
    for at, (period, status) in enumerate(
        zip(series.periods.tolist(), series.statuses.tolist(), strict=True)
    ):
        where = categories((name, codes[at]) for name, codes in columns)
        yield Row(
            series.indicator,
            period,
            where,
            _known(values[at]) if status == Status.PUBLISHED else None,
            status,
            _known(lower[at]),
            _known(upper[at]),
            _known(numerators[at]),
            _known(denominators[at]),
        )
