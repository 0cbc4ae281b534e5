"""Rows of a series: the one reading of published figures that table, chart, map and download share."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from zicht.edition.decimals import decimals_of
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.dimensions import categories
from zicht.vocabulary.figures import FigureKey, Series
from zicht.vocabulary.statuses import Status

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
    unknown: float | None = None
    """Of a survey, the percentage of whom the answer is not known, at most."""

    @property
    def is_shown(self) -> bool:
        """Whether it has a number to show."""
        return self.status == Status.PUBLISHED and self.value is not None

    def decimals(self, shape: str) -> int:
        """How many decimals its value and bounds bear, wherever they are shown."""
        numbers = (self.value, self.lower, self.upper)
        known_numbers = [number for number in numbers if number is not None]
        return decimals_of(shape, *known_numbers)

    @property
    def key(self) -> FigureKey:
        """Its address."""
        return FigureKey(self.indicator, self.period, self.where)


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
        rows = [self.at(period, where) for period in self.periods]
        return tuple(row for row in rows if row is not None)

    def of_breakdown(self, names: Sequence[str]) -> tuple[Where, ...]:
        """Everything that lies within a breakdown: its cells and all their margins."""
        within = []
        for where in self.wheres:
            dimensions = {name for name, _ in where}
            if dimensions.issubset(names):
                within.append(where)
        return tuple(within)

    @cached_property
    def breakdowns(self) -> tuple[tuple[str, ...], ...]:
        """Sets of dimensions that occur together, the total first, each in the order of the series."""
        breakdowns = set()
        for where in self.wheres:
            present = dict(where)
            names = [name for name in self.dimensions if name in present]
            breakdowns.add(tuple(names))
        return tuple(sorted(breakdowns, key=self._place_of_breakdown))

    def _place_of_breakdown(self, names: tuple[str, ...]) -> tuple[int, list[int]]:
        """Order breakdowns by how many dimensions they have, then as the series names these."""
        return len(names), [self.dimensions.index(name) for name in names]


def _read(series: Series) -> Iterator[Row]:
    """Read the columns of a series as rows."""
    statuses = series.statuses.tolist()
    unknown = series.unknown
    if unknown is None:
        unknown = np.full(len(statuses), np.nan)
    columns = zip(
        series.periods.tolist(),
        statuses,
        _numbers(series.values),
        _numbers(series.lower),
        _numbers(series.upper),
        _numbers(series.numerators),
        _numbers(series.denominators),
        _numbers(unknown),
        strict=True,
    )
    codes_of = {}
    for name, codes in zip(series.dimensions, series.codes, strict=True):
        codes_of[name] = codes.tolist()
    names = sorted(codes_of)
    for place, cells in enumerate(columns):
        period, status, value, lower, upper, numerator, denominator, missing = cells
        where = categories((name, codes_of[name][place]) for name in names)
        yield Row(
            indicator=series.indicator,
            period=period,
            where=where,
            value=value if status == Status.PUBLISHED else None,
            status=status,
            lower=lower,
            upper=upper,
            numerator=numerator,
            denominator=denominator,
            unknown=missing,
        )


def _numbers(column: Floats) -> list[float | None]:
    """Return the numbers of a column; None if there is none."""
    return [None if math.isnan(number) else number for number in column.tolist()]
