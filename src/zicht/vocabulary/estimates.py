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
            f"It has {len(table.lists)} lists; at most {MAX_LISTS} are possible. Merge some."
        )
    names = [*table.lists, *table.covariates]
    if len(set(names)) < len(names) or not all(name.strip() for name in names):
        problems.append("Its columns do not have names of their own.")
    return problems


def _problems_of_rows(table: CaptureTable) -> list[str]:
    lengths = {len(table.patterns), len(table.counts)} | (
        {len(table.levels)} if table.covariates else set()
    )
    if len(lengths) > 1 or any(
        len(row) != len(table.covariates) for row in table.levels
    ):
        return ["Its rows do not all have a pattern, a count and the covariates."]
    rows = list(
        zip(table.patterns, table.levels or [()] * len(table.patterns), strict=True)
    )
    problems = [
        _told(sum(n < 0 for n in table.counts), "a negative count"),
        _told(
            sum(not 0 <= p < 1 << len(table.lists) for p in table.patterns),
            "lists that the table does not have",
        ),
        _told(
            sum(
                p == 0 and n > 0
                for p, n in zip(table.patterns, table.counts, strict=True)
            ),
            "persons who are on no list: that number is unknown",
        ),
        _told(
            len(rows) - len(set(rows)), "a combination that another row already counts"
        ),
    ]
    if sum(table.counts) > MAX_PERSONS:
        problems.append(f"It counts more than {MAX_PERSONS:,} persons.")
    return [problem for problem in problems if problem]


def _told(n_rows: int, what: str) -> str:
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
class MethodEstimate:
    """What one method says.

    Parameters
    ----------
    name : of the method
    estimate : persons in the population, seen and unseen; None where the method refuses
    lower, upper : limits of the interval; None where none was asked for or can be given
    level : of the interval, such as 0.95
    model : in words or brackets
    replicates : bootstrap resamples or posterior draws behind the limits
    failed : replicates that could not be fitted
    interval : how the limits were made
    refusal : why there is no estimate
    modes : population sizes around which the resamples or the posterior crowd, where there are several
    notes : what a reader has to know
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
                    f"Method {self.name} gave a number that is none."
                )
        if self.estimate is None and self.refusal is None:
            raise EstimationRefused(
                f"Method {self.name} gave neither an estimate nor a reason."
            )
        if (
            self.lower is not None
            and self.upper is not None
            and self.lower > self.upper
        ):
            raise EstimationRefused(
                f"Method {self.name} gave limits in the wrong order."
            )

    def to_json(self) -> dict[str, object]:
        """Give the estimate in the form that `zicht estimate --json` prints."""
        return {
            "name": self.name,
            "estimate": self.estimate,
            "lower": self.lower,
            "upper": self.upper,
            "level": self.level,
            "model": self.model,
            "replicates": self.replicates,
            "failed": self.failed,
            "interval": self.interval,
            "refusal": text_json(self.refusal),
            "modes": list(self.modes),
            "notes": [text_json(note) for note in self.notes],
        }


@dataclass(frozen=True)
class Criterion:
    """One line of the stability rule, applied.

    Parameters
    ----------
    name : of the criterion
    is_met : None where it could not be judged
    value, limit : what was found and what was allowed
    words : the finding in words
    """

    name: str
    is_met: bool | None
    value: float | None
    limit: float
    words: Text

    def to_json(self) -> dict[str, object]:
        """Give the criterion as plain values."""
        return {
            "name": self.name,
            "met": self.is_met,
            "value": self.value,
            "limit": self.limit,
            "words": text_json(self.words),
        }


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
    """

    may_publish: bool
    method: str | None
    disagreement: bool
    criteria: tuple[Criterion, ...]
    words: Text

    def __post_init__(self) -> None:
        if self.may_publish and (
            self.method is None or any(c.is_met is False for c in self.criteria)
        ):
            raise EstimationRefused(
                "A headline was let pass that the stability rule forbids."
            )

    def to_json(self) -> dict[str, object]:
        """Give the verdict as plain values."""
        return {
            "may_publish": self.may_publish,
            "method": self.method,
            "disagreement": self.disagreement,
            "criteria": [criterion.to_json() for criterion in self.criteria],
            "words": text_json(self.words),
        }


@dataclass(frozen=True)
class Estimate:
    """An estimate never comes alone: every method, what shakes it, and the verdict.

    Parameters
    ----------
    table : what was estimated from
    methods : one entry per method asked for
    verdict : of the stability rule
    sensitivity : further findings as plain values: lists left out, hidden interaction, internal consistency, totals
    seed, level : with which it was made
    """

    table: CaptureTable
    methods: tuple[MethodEstimate, ...]
    verdict: Verdict
    sensitivity: Mapping[str, object] = field(default_factory=dict)
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

    def to_json(self) -> dict[str, object]:
        """Give the result in the form that `zicht estimate --json` prints."""
        return {
            "observed": self.table.n_observed,
            "lists": list(self.table.lists),
            "methods": [method.to_json() for method in self.methods],
            "verdict": self.verdict.to_json(),
            "record": [text_json(change) for change in self.table.record],
            "overlap": self.table.overlaps().tolist(),
            "sensitivity": dict(self.sensitivity),
            "seed": self.seed,
        }


def text_json(words: Text | None) -> dict[str, str] | None:
    """Give bilingual words as plain values."""
    return None if words is None else {"nl": words.nl, "en": words.en}


def lists_of(pattern: int, lists: Sequence[str]) -> tuple[str, ...]:
    """Name the lists of a pattern."""
    return tuple(name for i, name in enumerate(lists) if pattern >> i & 1)
