"""Spans of time: how long something took or lasts so far, before and after the gate."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from zicht.vocabulary.arrays import Bools, Floats, Ints, Texts
from zicht.vocabulary.errors import DisclosureRefused, Refusal

QUANTILES = (0.5, 0.9)
"""What may be printed of durations: at these, the spans that decide one quantile never decide the other."""
Span = tuple[int, bool]
"""Whole days, and whether it ended there; one that did not was followed no longer."""
Person = tuple[Span, ...]
"""Every span of one person within a cell, in order."""


@dataclass(frozen=True)
class SpanCell:
    """The spans of one set of records. True values: they never leave the gate's side.

    Parameters
    ----------
    codes : of the period and each dimension, margins written as the total
    kinds : the spans of a person, to how many persons have exactly these; who they are, is not said
    """

    codes: tuple[str, ...]
    kinds: Counter[Person]

    @classmethod
    def of(cls, codes: tuple[str, ...], people: Iterable[Person]) -> "SpanCell":
        """Make a cell of the spans of each person."""
        return cls(codes, Counter(people))

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """The spans of each person, in order."""
        return tuple(sorted(self.kinds.elements()))

    @property
    def n_people(self) -> int:
        """How many persons have a span here."""
        return self.kinds.total()

    def as_arrays(self) -> tuple[Ints, Bools, Ints]:
        """Return the days of each kind of span, whether it ended, and how many persons have it.

        Spans of one person stand apart.
        """
        spans = [
            (days, is_over, n)
            for person, n in self.kinds.items()
            for days, is_over in person
        ]
        days, is_over, n = zip(*spans, strict=True) if spans else ((), (), ())
        return (
            np.array(days, dtype=np.int64),
            np.array(is_over, dtype=np.bool_),
            np.array(n, dtype=np.int64),
        )

    def __repr__(self) -> str:
        return "<SpanCell>"


@dataclass(frozen=True)
class SpanTable:
    """The spans of one indicator by its breakdowns. True values: they never leave the gate's side.

    Parameters
    ----------
    indicator : its id
    shape : `duration` or `survival`
    universe, where : which cell of the counts says how many records a cell of this table holds, besides its own codes
    names : of the period and the dimensions, in the order of the codes of cells
    statistic : name of the dimension of what is told of each cell
    steps : what is told: for durations a quantile and the days to which it is rounded, for survival a code and its days
    cells : a cell per combination, margins included
    quantiles : of durations, each step to the part of all spans that lasted no longer
    """

    indicator: str
    shape: str
    universe: str
    where: Mapping[str, str]
    names: tuple[str, ...]
    statistic: str
    steps: Mapping[str, int]
    cells: tuple[SpanCell, ...]
    quantiles: Mapping[str, float] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<SpanTable {self.indicator}: {len(self.cells)} cells>"


@dataclass(frozen=True, eq=False)
class ProtectedSpans:
    """What may be published of an indicator that is not a count: a row per cell.

    Parameters
    ----------
    indicator : its id
    names : of the period, the dimensions and, of spans, the statistic, in the order of `codes`
    codes : one array of codes per name
    values : NaN where nothing is shown
    lower, upper : between what the true value lies, or the interval of an estimate; NaN where nothing is shown
    unknown : of surveys, the percentage of whom the answer is not known, at most; NaN where nothing is shown. None for
        spans, and for surveys of early releases
    """

    indicator: str
    names: tuple[str, ...]
    codes: tuple[Texts, ...]
    values: Floats
    lower: Floats
    upper: Floats
    unknown: Floats | None = None

    @property
    def numbers(self) -> tuple[Floats, ...]:
        """Every column of numbers, in the order in which the seal and the file hold them."""
        columns = (self.values, self.lower, self.upper)
        return columns if self.unknown is None else (*columns, self.unknown)

    def __post_init__(self) -> None:
        columns = (*self.codes, *self.numbers)
        if len(self.codes) != len(self.names) or any(
            len(column) != len(self.values) for column in columns
        ):
            raise DisclosureRefused(
                f"Protected spans of {self.indicator}: columns differ in length.",
                reason=Refusal.MALFORMED,
            )
        if np.any(np.isnan(self.values) != np.isnan(self.lower)) or np.any(
            np.isnan(self.values) != np.isnan(self.upper)
        ):
            raise DisclosureRefused(
                f"Protected spans of {self.indicator}: a hidden value has bounds.",
                reason=Refusal.MALFORMED,
            )


@dataclass(frozen=True)
class PrintedSpan:
    """What a release printed of one cell, and of which spans: so that a later one is not subtracted from it.

    Parameters
    ----------
    indicator : its id
    where : codes that are no total, by name of period and dimension
    printed : per statistic the value and its bounds
    people : the spans it was printed of. True values: for the vault alone
    """

    indicator: str
    where: frozenset[tuple[str, str]]
    printed: Mapping[str, tuple[float, float, float]]
    people: tuple[Person, ...]

    def __repr__(self) -> str:
        return f"<PrintedSpan {self.indicator}>"

    def with_names(self, name_of: Callable[[str], str]) -> "PrintedSpan":
        """Return it with other names for period and dimensions."""
        where = frozenset((name_of(name), code) for name, code in self.where)
        return replace(self, where=where)

    def as_plain(self) -> dict[str, object]:
        """Give it as values that JSON knows."""
        return {
            "indicator": self.indicator,
            "where": sorted(map(list, self.where)),
            "printed": {name: list(numbers) for name, numbers in self.printed.items()},
            "people": [[list(span) for span in person] for person in self.people],
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "PrintedSpan":
        """Read back what `as_plain` gave."""
        return cls(
            plain["indicator"],
            frozenset((name, code) for name, code in plain["where"]),
            {
                name: (value, lower, upper)
                for name, (value, lower, upper) in plain["printed"].items()
            },
            tuple(
                tuple((days, ended) for days, ended in person)
                for person in plain["people"]
            ),
        )


def persons_apart(one: tuple[Person, ...], other: tuple[Person, ...]) -> int:
    """Give the fewest persons by whom two sets of records can differ, going by their spans alone.

    Examples
    --------
    >>> persons_apart((((3, True),), ((5, True),)), (((3, True),),))
    1
    """
    first, second = Counter(one), Counter(other)
    return max((first - second).total(), (second - first).total())
