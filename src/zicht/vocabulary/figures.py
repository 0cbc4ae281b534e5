"""Figures as they are published: those counted here and protected, and those cited from elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.tables import TOTAL
from zicht.vocabulary.text import Text


@dataclass(frozen=True)
class FigureKey:
    """Address of one published figure, written `V01:2020` or `V01:2020:geslacht=v,vorm=AU`."""

    indicator: str
    period: str
    where: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, words: str) -> "FigureKey":
        """Read the written form."""
        parts = words.strip().split(":")
        if len(parts) not in (2, 3) or not all(parts[:2]):
            raise ProjectError(
                f"{words!r} is no address of a figure.", now="Write INDICATOR:PERIOD[:dimension=code,...], as V01:2020."
            )
        pairs = [pair.partition("=") for pair in parts[2].split(",")] if len(parts) == 3 and parts[2] else []
        return cls(parts[0], parts[1], tuple(sorted((name, code) for name, _, code in pairs)))

    def __str__(self) -> str:
        where = ",".join(f"{name}={code}" for name, code in self.where)
        return ":".join(part for part in (self.indicator, self.period, where) if part)


@dataclass(frozen=True, eq=False)
class Series:
    """Every published figure of one indicator, derived from protected tables only.

    Parameters
    ----------
    indicator : its id
    dimensions : names of the breakdown dimensions
    periods : one per row
    codes : one array per dimension, a row per figure, the margin written as the total code
    values : NaN where nothing may be shown
    statuses : `published`, `banded` or `withheld`
    lower, upper : between what the true value lies, where that may be said; else NaN
    numerators, denominators : of shares and rates; NaN for counts
    """

    indicator: str
    dimensions: tuple[str, ...]
    periods: NDArray[np.str_]
    codes: tuple[NDArray[np.str_], ...]
    values: NDArray[np.float64]
    statuses: NDArray[np.str_]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    numerators: NDArray[np.float64]
    denominators: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.values)

    def row(self, key: FigureKey) -> int | None:
        """Row of one figure, or None where it is not in the series."""
        where = dict(key.where)
        if set(where) - set(self.dimensions):
            return None
        mask = self.periods == key.period
        for name, column in zip(self.dimensions, self.codes, strict=True):
            mask &= column == where.get(name, TOTAL)
        rows = np.flatnonzero(mask)
        return int(rows[0]) if len(rows) else None


@dataclass(frozen=True)
class Citation:
    """Where a figure was printed."""

    title: str
    publisher: str
    date: str
    """ISO date, or as much of it as is known."""
    place: str = ""
    """Page or heading."""
    address: str = ""


@dataclass(frozen=True)
class Cited:
    """A figure published elsewhere, shown exactly as printed.

    Parameters
    ----------
    id : stable, words
    theme : as of indicators
    title : what the number says, without the number
    value, unit : as printed: `984`, `persons`; `percent`, `euro`, `ratio`, `per 1,000`, `index`
    population, period : of whom and when
    producer : who counted; empty when the document does not say
    vintage : which edition, as `CoMensha 2021`; conflicting vintages are all kept
    qualifier : `almost`, `about`, `estimate` and the like
    citation : where it was printed
    indicator : id of the indicator it is a value of, where there is one
    where : breakdown, dimension to code
    note : what a reader must know, such as an ambiguity in the source
    comparison : words of the source that compare it with another year or group
    """

    id: str
    theme: str
    title: Text
    value: Decimal
    unit: str
    population: Text
    period: str
    producer: str
    vintage: str
    citation: Citation
    qualifier: Text | None = None
    indicator: str = ""
    where: Mapping[str, str] = field(default_factory=dict)
    note: Text | None = None
    field_of_work: str = ""
    """`mensenhandel`, `sgtk` or `beide`."""


@dataclass(frozen=True)
class Reconciliation:
    """Whether printed figures add up.

    Parameters
    ----------
    id, title : identity and heading
    parts : pairs of (sign, figure id)
    whole : figure id the parts should give
    computed, printed : sum of the parts, and the whole as printed
    verdict : words for the reader
    """

    id: str
    title: Text
    parts: tuple[tuple[int, str], ...]
    whole: str
    computed: Decimal
    printed: Decimal
    verdict: Text

    @property
    def difference(self) -> Decimal:
        """Sum of the parts less the printed whole; 0 when it adds up."""
        return self.computed - self.printed
