"""Figures as they are published: those counted here and protected, and those cited from elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from zicht.vocabulary.arrays import Floats, Texts
from zicht.vocabulary.dimensions import TOTAL, categories
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import Text


@dataclass(frozen=True)
class FigureKey:
    """Address of one published figure, written `ID:2020` or `ID:2020:dimension=code,other=code`."""

    indicator: str
    period: str
    where: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, words: str) -> "FigureKey":
        """Read the written form."""
        parts = words.strip().split(":")
        if len(parts) not in (2, 3) or not all(parts[:2]):
            raise ProjectError(
                f"{words!r} is not a valid figure address.",
                now="Write INDICATOR:PERIOD[:dimension=code,...].",
            )
        pairs = (
            [pair.partition("=") for pair in parts[2].split(",")]
            if len(parts) == 3 and parts[2]
            else []
        )
        return cls(
            parts[0], parts[1], tuple(sorted((name, code) for name, _, code in pairs))
        )

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
    statuses : `published`, `banded`, `withheld`, `pending` or `missing`
    lower, upper : between what the true value lies, where that may be said; else NaN
    numerators, denominators : of shares and rates; NaN for counts
    unknown : of surveys, the percentage of whom the answer is not known, at most; None for all else
    """

    indicator: str
    dimensions: tuple[str, ...]
    periods: Texts
    codes: tuple[Texts, ...]
    values: Floats
    statuses: Texts
    lower: Floats
    upper: Floats
    numerators: Floats
    denominators: Floats
    unknown: Floats | None = None

    def __len__(self) -> int:
        return len(self.values)

    def keys(self) -> Iterator[FigureKey]:
        """Address of every figure, in the order of the rows."""
        rows = zip(
            self.periods.tolist(),
            *(column.tolist() for column in self.codes),
            strict=True,
        )
        for period, *codes in rows:
            pairs = zip(self.dimensions, codes, strict=True)
            yield FigureKey(
                self.indicator,
                period,
                categories(pairs),
            )

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
class Comparison:
    """A declared comparison: by how much a figure changed from an earlier one. Its number is computed, never typed.

    Parameters
    ----------
    id : stable, words
    before, after : addresses of counted figures, or ids of cited ones
    reason : why it changed as far as known, or that it is not known
    across : why the two may be compared although a break lies between them; None where no break does
    place : file and line, for errors
    """

    id: str
    before: str
    after: str
    reason: Text
    across: Text | None = None
    place: str = ""


@dataclass(frozen=True)
class Conflict:
    """One thing of one period of which different numbers were printed. Both are kept; neither is corrected.

    Parameters
    ----------
    series, period : what was measured, and when
    figures : ids, in the order of their vintages
    words : which numbers, and who says so
    """

    series: str
    period: str
    figures: tuple[str, ...]
    words: Text


@dataclass(frozen=True)
class Check:
    """A declared question whether printed figures agree: data of a project.

    Parameters
    ----------
    id, title : identity and heading
    kind : `sum` (parts add up to the whole), `share` (parts / divisor, in percent), `growth` (parts / divisor - 1, in
        percent), `ratio` (parts / divisor), or `vintages` (a sum of which the parts may be taken from any vintage)
    parts, divisor : pairs of (sign, figure id); of `vintages` each part stands for its series and period
    whole : figure id that the parts should give
    tolerance : how far they may differ and still agree, as the printed number was rounded
    holds : what the editor found; a check that turns out otherwise is refused, so that `reason` is never stale
    reason : why it does or does not agree, as far as is known
    """

    id: str
    title: Text
    kind: str
    parts: tuple[tuple[int, str], ...]
    whole: str
    holds: bool
    reason: Text
    divisor: tuple[tuple[int, str], ...] = ()
    tolerance: Decimal = Decimal(0)
    place: str = ""
    """File and line, for errors."""


@dataclass(frozen=True)
class Reconciliation:
    """Whether printed figures agree. One that fails is shown, not mended.

    Parameters
    ----------
    id, title : identity and heading
    parts : pairs of (sign, figure id)
    whole : figure id the parts should give
    computed, printed : what the parts give, and the whole as printed
    verdict : words for the reader
    kind, divisor, tolerance, reason : as of `Check`
    """

    id: str
    title: Text
    parts: tuple[tuple[int, str], ...]
    whole: str
    computed: Decimal
    printed: Decimal
    verdict: Text
    kind: str = "sum"
    divisor: tuple[tuple[int, str], ...] = ()
    tolerance: Decimal = Decimal(0)
    reason: Text | None = None

    @property
    def difference(self) -> Decimal:
        """What the parts give less the printed whole; 0 when they agree to the last digit."""
        return self.computed - self.printed

    @property
    def holds(self) -> bool:
        """Whether they agree within the tolerance."""
        return abs(self.difference) <= self.tolerance
