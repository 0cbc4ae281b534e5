"""Figures as they are published: those counted here and protected, and those cited from elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from zicht.vocabulary.arrays import Floats, Texts
from zicht.vocabulary.dimensions import TOTAL, categories
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.identity import Direction, Identity
from zicht.vocabulary.text import Text

ABSENT = "-"
"""What a figure was, or became, in a release that does not have it."""
PENDING = "pending"
"""Status of a figure of which there is nothing to show yet: nobody can have been followed for so long."""
MISSING = "missing"
"""Status of a figure that was not counted, as a delivery it rests on has not arrived or is no longer kept: neither zero
nor withheld."""


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
    population, period : of whom and when; the period is empty where the document does not say
    producer : who counted; empty when the document does not say
    vintage : which edition, as `CoMensha 2021`; conflicting vintages are all kept
    qualifier : `almost`, `about`, `estimate` and the like
    citation : where it was printed
    indicator : id of the indicator it is a value of, where there is one
    where : breakdown, dimension to code
    note : what a reader must know, such as an ambiguity in the source
    field_of_work : `mensenhandel`, `sgtk` or `beide`
    series : what is measured, the same for every year, producer and vintage of it
    printed : the number as the document writes it, where that is a word (`een derde`)
    unit_words : the unit as a reader sees it
    when : the period in words, where it is no year or run of years
    checked : `document` when read in the document itself, `copy` when read in a stored copy of the page,
        `list` when it is only known from the list of published figures
    row : of that list (`SF020`, `PF012`), where it came from there
    about : what it is about, in concepts of the lexicon: who counts, age, sex, form, step in the chain,
        term of follow-up; one that a text may leave out has a `~` before it
    kind : sort of number, as of `Identity`; empty in early releases: as its unit says
    since : period with which a change, difference or multiple compares
    identity : who counts, by which rule, under which law, of which country, population and unit; early releases
        have none
    direction : which way a change went
    line : the line of the source in which it stands, literally and no longer than needed
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
    series: str = ""
    printed: Text | None = None
    unit_words: Text | None = None
    when: Text | None = None
    checked: str = ""
    row: str = ""
    about: tuple[str, ...] = ()
    kind: str = ""
    since: str = ""
    identity: Identity | None = None
    direction: Direction | None = None
    line: str = ""

    def is_of_the_same(self, other: "Cited") -> bool:
        """Whether two figures may be joined into one line and compared: both declare the same identity.

        A figure of an early release declares none, and is joined to nothing.
        """
        return self.identity is not None and self.identity == other.identity

    def agrees_with(self, other: "Cited") -> bool:
        """Whether two printed numbers are the same, or the one is the other rounded.

        A number with a word such as `about` or `more than` may differ by less than its last printed digit; without such
        a word a number that ends in hundreds or coarser may be rounded to half of that.
        """
        return abs(self.value - other.value) <= max(self._slack, other._slack)

    @property
    def rounding(self) -> Decimal:
        """By how much the number may differ from what it was rounded from; 0 for a count printed to the last unit."""
        if self.unit != "percent":
            return self._slack
        last_digit = Decimal(10) ** int(self.value.as_tuple().exponent)
        return max(self._slack, last_digit / 2)

    @property
    def _slack(self) -> Decimal:
        coarse = Decimal(10) ** int(self.value.normalize().as_tuple().exponent)
        if self.qualifier is not None:
            return coarse if coarse > 1 else Decimal(0)
        return coarse / 2 if coarse >= 100 else Decimal(0)


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
