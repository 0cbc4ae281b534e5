"""Handovers of estimation: a `CaptureTable` goes in, an `Estimate` comes out.

A capture table counts persons by the combination of lists they were seen on. List number i is bit i of a pattern, so
pattern 5 of lists A, B, C is: on A, not on B, on C. Pattern 0, on no list, is what is to be estimated and never a row.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.errors import EstimationRefused
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.sensitivity import Sensitivity
from zicht.vocabulary.text import Text

MAX_LISTS = 16
MAX_PERSONS = 10**12


@dataclass(frozen=True)
class CaptureTable:
    """Persons by the lists they were seen on, and by covariates where there are any.

    Parameters
    ----------
    lists : names, two or more
    patterns : per row, the set of lists in bits
    counts : per row, how many persons
    covariates : names, such as `sex` and `year`
    levels : per row, the value of each covariate
    record : what was merged or left out before, in words

    Raises
    ------
    EstimationRefused : the rows contradict each other, or nothing can be estimated from them
    """

    lists: tuple[str, ...]
    patterns: tuple[int, ...]
    counts: tuple[int, ...]
    covariates: tuple[str, ...] = ()
    levels: tuple[tuple[str, ...], ...] = ()
    record: tuple[Text, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        problems = [*_problems_of_lists(self), *_problems_of_rows(self)]
        if not problems:
            problems = _problems_of_coverage(self)
        if problems:
            raise EstimationRefused(
                "This capture table cannot be used.",
                details=problems,
                now="Correct the table and try again.",
            )

    @property
    def n_lists(self) -> int:
        """How many lists there are."""
        return len(self.lists)

    @cached_property
    def n_observed(self) -> int:
        """How many persons are on one list or more."""
        return sum(self.counts)

    @cached_property
    def by_pattern(self) -> Ints:
        """Persons per pattern over all covariates; 2**t long, element 0 stays zero."""
        out = np.zeros(1 << self.n_lists, dtype=np.int64)
        np.add.at(
            out,
            np.array(self.patterns, dtype=np.int64),
            np.array(self.counts, dtype=np.int64),
        )
        return out

    @cached_property
    def n_on_several(self) -> int:
        """How many persons are on two lists or more."""
        return sum(
            n
            for pattern, n in zip(self.patterns, self.counts, strict=True)
            if pattern.bit_count() > 1
        )

    def overlaps(self) -> Ints:
        """Persons on both lists of each pair; the diagonal holds the size of each list."""
        cells = np.arange(1 << self.n_lists)
        on = (cells[:, None] >> np.arange(self.n_lists)[None, :]) & 1
        return np.asarray((on * self.by_pattern[:, None]).T @ on, dtype=np.int64)


def _problems_of_lists(table: CaptureTable) -> list[str]:
    problems = []
    if len(table.lists) < 2:
        problems.append(
            "It has a single list: without overlap between lists nothing says how many were missed."
        )
    if len(table.lists) > MAX_LISTS:
        problems.append(
            f"It has {counted(len(table.lists), 'list')}; at most {MAX_LISTS} are possible. Merge some."
        )
    names = [*table.lists, *table.covariates]
    if len(set(names)) < len(names) or not all(name.strip() for name in names):
        problems.append("Its columns do not have names of their own.")
    return problems


def _problems_of_rows(table: CaptureTable) -> list[str]:
    if not _are_rows_complete(table):
        return ["Its rows do not all have a pattern, a count and the covariates."]
    levels = table.levels or [()] * len(table.patterns)
    combinations = list(zip(table.patterns, levels, strict=True))
    # A pattern has a bit per list: 0 is on none, and 2 to the power of the number of lists is one too many.
    n_patterns = 1 << len(table.lists)
    n_negative = sum(n < 0 for n in table.counts)
    n_of_other_lists = sum(not 0 <= pattern < n_patterns for pattern in table.patterns)
    n_on_no_list = sum(
        pattern == 0 and n > 0
        for pattern, n in zip(table.patterns, table.counts, strict=True)
    )
    n_repeated = len(combinations) - len(set(combinations))
    problems = [
        _rows_have(n_negative, "a negative count"),
        _rows_have(n_of_other_lists, "lists that the table does not have"),
        _rows_have(n_on_no_list, "persons who are on no list: that number is unknown"),
        _rows_have(n_repeated, "a combination that another row already counts"),
    ]
    if sum(table.counts) > MAX_PERSONS:
        problems.append(f"It counts more than {MAX_PERSONS:,} persons.")
    return [problem for problem in problems if problem]


def _are_rows_complete(table: CaptureTable) -> bool:
    lengths = {len(table.patterns), len(table.counts)}
    if table.covariates:
        lengths.add(len(table.levels))
    n_covariates = len(table.covariates)
    return len(lengths) == 1 and all(len(row) == n_covariates for row in table.levels)


def _rows_have(n_rows: int, what: str) -> str:
    return f"{n_rows} row{'s have' if n_rows > 1 else ' has'} {what}." if n_rows else ""


def _problems_of_coverage(table: CaptureTable) -> list[str]:
    if not sum(table.counts):
        return ["It counts nobody."]
    empty = [
        name
        for name, n in zip(table.lists, np.diag(table.overlaps()), strict=True)
        if n == 0
    ]
    return [f"Nobody is on list {name}: omit it (--omit {name})." for name in empty]


@dataclass(frozen=True)
class PublishedMethod:
    """What may be seen of one method.

    Parameters
    ----------
    name : of the method
    estimate : persons in the population, seen and unseen; None where the method refuses, or the gate withholds it
    lower, upper : limits of the interval; None where none was asked for or can be given
    level : of the interval, such as 0.95
    model : in words or brackets
    replicates : bootstrap resamples or posterior draws behind the limits
    failed : replicates that could not be fitted
    interval : how the limits were made
    refusal : why there is no estimate
    modes : population sizes around which the resamples or the posterior crowd, where there are several
    notes : what a reader has to know

    Raises
    ------
    EstimationRefused : a number is not finite, or the limits stand in the wrong order
    """

    name: str
    estimate: float | None
    lower: float | None = None
    upper: float | None = None
    level: float = 0.95
    model: str = ""
    replicates: int = 0
    failed: int = 0
    interval: str = ""
    refusal: Text | None = None
    modes: tuple[float, ...] = ()
    notes: tuple[Text, ...] = ()

    def __post_init__(self) -> None:
        for value in (self.estimate, self.lower, self.upper):
            if value is not None and not math.isfinite(value):
                raise EstimationRefused(
                    f"Method {self.name} returned a number that is not finite."
                )
        if self.lower is None or self.upper is None:
            return
        if self.lower > self.upper:
            raise EstimationRefused(
                f"Method {self.name} returned limits in the wrong order."
            )


@dataclass(frozen=True)
class MethodEstimate(PublishedMethod):
    """What one method says, before the gate: an estimate, or the reason why there is none."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.estimate is None and self.refusal is None:
            raise EstimationRefused(
                f"Method {self.name} returned neither an estimate nor a reason."
            )


@dataclass(frozen=True)
class Criterion:
    """One line of the stability rule, applied.

    Parameters
    ----------
    name : of the criterion
    met : None where it could not be judged
    limit : what is allowed
    words : the finding in words
    value : what was found; None where it could not be judged, or may be a count of persons
    """

    name: str
    met: bool | None
    limit: float
    words: Text
    value: float | None = None


@dataclass(frozen=True)
class Verdict:
    """Which headline the stability rule lets pass, or none, and why.

    Parameters
    ----------
    may_publish : whether one estimate may stand as a headline
    method : the method of that estimate
    disagreement : whether defensible methods disagree
    criteria : every line of the rule
    words : the verdict in words

    Raises
    ------
    EstimationRefused : a headline may be published although a criterion is not met or not judged
    """

    may_publish: bool
    method: str | None
    disagreement: bool
    criteria: tuple[Criterion, ...]
    words: Text

    def __post_init__(self) -> None:
        if not self.may_publish:
            return
        if self.method is None or any(not c.met for c in self.criteria):
            raise EstimationRefused(
                "A headline was allowed that the stability rule forbids."
            )


@dataclass(frozen=True)
class Estimate:
    """An estimate never comes alone: every method, what shakes it, and the verdict.

    Parameters
    ----------
    table : what was estimated from
    methods : one entry per method asked for
    verdict : of the stability rule
    sensitivity : lists left out, hidden interaction, internal consistency, models about as good, totals
    seed, level : with which it was made
    """

    table: CaptureTable
    methods: tuple[MethodEstimate, ...]
    verdict: Verdict
    sensitivity: Sensitivity = field(default_factory=Sensitivity)
    seed: int | None = None
    level: float = 0.95

    @property
    def headline(self) -> MethodEstimate | None:
        """The estimate that may be published as a headline; None where the rule forbids one."""
        if not self.verdict.may_publish:
            return None
        return next(
            method for method in self.methods if method.name == self.verdict.method
        )

    def method(self, name: str) -> MethodEstimate:
        """Find what a method says."""
        for method in self.methods:
            if method.name == name:
                return method
        raise EstimationRefused(
            f"Method {name} was not asked for.", now="Add it with --method."
        )


@dataclass(frozen=True)
class StratumEstimate:
    """An estimate of one kind of persons, as it may be published: a year, or a form, sex or age of all years.

    Parameters
    ----------
    levels : covariate to level, such as `year` to `2024`
    observed : published persons in view; None where that is not shown
    estimate, lower, upper : rounded by the gate; None where nothing may be said
    visible_share : percentages between which the part in view lies; None where it is not known
    may_publish : whether the stability rule lets this estimate stand alone
    method, replicates : how it was made
    """

    levels: Mapping[str, str]
    observed: int | None
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    visible_share: tuple[int, int] | None = None
    may_publish: bool = False
    method: str = ""
    replicates: int = 0


@dataclass(frozen=True)
class PublishedEstimate:
    """An estimate as a release holds it: what may be seen of it, and what it is about.

    Parameters
    ----------
    indicator : id of the indicator that it estimates
    title, population : what is estimated, and of whom
    period, years : which years, and how many
    lists : the lists it was made from
    methods, verdict : every method, and what the stability rule says of them
    observed : persons on one list or more; None where that is not shown
    list_names : list to words
    source : who observed the persons
    note : what a reader has to know
    record : what was merged or left out before
    published : ids of cited figures of the same indicator
    totals : estimates by year and kind; empty for a published table
    overlap : persons on both lists of each pair; empty where they are not public
    sensitivity : what shakes it; None where that is not public
    seed : with which it was made
    """

    indicator: str
    title: Text
    population: Text
    period: str
    lists: tuple[str, ...]
    methods: tuple[PublishedMethod, ...]
    verdict: Verdict
    years: int = 1
    observed: int | None = None
    list_names: Mapping[str, Text] = field(default_factory=dict)
    source: Text | None = None
    note: Text | None = None
    record: tuple[Text, ...] = ()
    published: tuple[str, ...] = ()
    totals: tuple[StratumEstimate, ...] = ()
    overlap: tuple[tuple[int, ...], ...] = ()
    sensitivity: Sensitivity | None = None
    seed: int | None = None

    @property
    def headline(self) -> PublishedMethod | None:
        """The method whose estimate may stand as a headline; None where the rule forbids one."""
        if not self.verdict.may_publish:
            return None
        chosen = [m for m in self.methods if m.name == self.verdict.method]
        return chosen[0] if chosen else None


def lists_of(pattern: int, lists: Sequence[str]) -> tuple[str, ...]:
    """Name the lists of a pattern."""
    return tuple(name for i, name in enumerate(lists) if pattern >> i & 1)
