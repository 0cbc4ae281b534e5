"""Gate rules for spans of time: quantiles of durations, and curves of survival.

What is promised, with `threshold` persons k of the policy:

- one person: whatever else the spans of one person in a cell were, what is printed of the cell moves by one step at
  most, or it is not printed;
- few persons: two printed cells of one indicator, in one release or in two, are of the same spans, or of spans of at
  least k persons that differ. What one says and the other does not, is of k persons or more;
- a cell prints nothing where its count is not printed as a number.
"""

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import ceil, floor, isnan
from typing import Any

import numpy as np
from scipy.stats import CensoredData, ecdf

from zicht.vocabulary.arrays import Bools, Floats
from zicht.vocabulary.dimensions import TOTAL, categories
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable, Status
from zicht.vocabulary.spans import (
    Person,
    PrintedSpan,
    ProtectedSpans,
    SpanCell,
    SpanTable,
    persons_apart,
)

Numbers = tuple[float, float, float]
"""Value, lower, upper."""
QUANTILES: Mapping[str, float] = {"mediaan": 0.5, "p90": 0.9}
"""What may be told of durations."""
PERCENT_STEPS = (0.5, 1.0, 2.0, 5.0)
"""Steps of printed survival, in percent points: the finest that one person cannot move by more than one."""
_CONFIDENCE = 0.95


@dataclass
class _Shown:
    """Cells of one indicator that are printed, in this release and before it."""

    earlier: Sequence[PrintedSpan]
    now: list[tuple[tuple[Person, ...], frozenset[tuple[str, str]]]] = field(
        default_factory=list
    )


def protect(
    tables: Sequence[SpanTable],
    counts: Sequence[ProtectedTable],
    policy: Policy,
    ledger: Ledger | None = None,
) -> tuple[ProtectedSpans, ...]:
    """Give what may be printed of the spans of a release.

    Parameters
    ----------
    tables : the spans, true values
    counts : the count tables of the same release, as they will be printed
    policy : `threshold` and `local_threshold`
    ledger : what earlier releases printed. A cell that changed by fewer than `threshold` persons keeps what was printed

    Returns
    -------
    a row per cell and statistic, NaN where nothing may be said

    Raises
    ------
    DisclosureRefused : a table asks for a statistic the gate does not know
    """
    return tuple(
        _protected(table, told(table, counts, policy, ledger)) for table in tables
    )


def remembered(
    tables: Sequence[SpanTable],
    counts: Sequence[ProtectedTable],
    policy: Policy,
    ledger: Ledger | None = None,
) -> tuple[PrintedSpan, ...]:
    """Give what the ledger must remember of the spans of a release; true values, for the vault alone."""
    return tuple(
        chain.from_iterable(told(table, counts, policy, ledger) for table in tables)
    )


def told(
    table: SpanTable,
    counts: Sequence[ProtectedTable],
    policy: Policy,
    ledger: Ledger | None,
) -> Iterator[PrintedSpan]:
    """Give what is printed of each cell of a table, margins first, as they are what readers need most."""
    entries = () if ledger is None else ledger.entries
    earlier = tuple(
        span
        for entry in entries
        for span in entry.spans
        if span.indicator == table.indicator
    )
    shown = _Shown(earlier)
    counted = _counted(table, counts)
    for cell in sorted(
        table.cells,
        key=lambda cell: (sum(code != TOTAL for code in cell.codes), cell.codes),
    ):
        where = frozenset(categories(zip(table.names, cell.codes, strict=True)))
        yield _told(
            table,
            cell,
            where,
            shown,
            policy,
            has_count=where | frozenset(table.where.items()) in counted,
        )


def _told(
    table: SpanTable,
    cell: SpanCell,
    where: frozenset[tuple[str, str]],
    shown: _Shown,
    policy: Policy,
    *,
    has_count: bool,
) -> PrintedSpan:
    kept = next((one for one in reversed(shown.earlier) if one.where == where), None)
    if kept is not None and persons_apart(kept.people, cell.people) < policy.threshold:
        people, numbers = kept.people, kept.printed
    else:
        people, numbers = cell.people, _statistics(table, cell, policy)
    beside = [
        *(own for own, _ in shown.now),
        *(one.people for one in shown.earlier if one.printed),
    ]
    if not has_count or any(
        0 < persons_apart(people, other) < policy.threshold for other in beside
    ):
        numbers = {}
    if numbers:
        shown.now.append((people, where))
    return PrintedSpan(table.indicator, where, numbers, people)


def _statistics(table: SpanTable, cell: SpanCell, policy: Policy) -> dict[str, Numbers]:
    if table.shape == "survival":
        return returned(cell.people, table.steps, policy)
    strange = sorted(set(table.steps) - set(QUANTILES))
    if strange or min(table.steps.values(), default=1) <= 0:
        raise DisclosureRefused(
            f"Indicator {table.indicator}: the gate knows no {', '.join(strange)}, or a step is not above 0.",
            now=f"Choose among {', '.join(QUANTILES)}, in steps of a day or more.",
        )
    found = {
        name: quantile(cell.people, QUANTILES[name], policy, step=step)
        for name, step in table.steps.items()
    }
    return {name: numbers for name, numbers in found.items() if numbers is not None}


def quantile(
    people: Sequence[Person], q: float, policy: Policy, *, step: int
) -> Numbers | None:
    """Give a quantile of durations that no single person decides.

    With k the threshold and m the most spans of one person: the mean of the k times m spans around the quantile, in
    whole steps, where k times m lie on either side.

    Parameters
    ----------
    people : the spans of each person
    q : 0.5 for the median, 0.9 for the ninth decile
    policy : its `threshold` is k
    step : days to which it is rounded

    Returns
    -------
    value, and a step below and above it; None where it may not be printed: too few lie on either side, m other spans
    of one person could move it by more than a step, or the quantile itself lies further than a step from it
    """
    most = max(map(len, people), default=0)
    days = np.sort(
        np.asarray([span[0] for person in people for span in person], dtype=np.float64)
    )
    width = policy.threshold * most
    first = round(q * (len(days) - 1) - (width - 1) / 2)
    if not most or first < width or first + width > len(days) - width:
        return None
    means = [
        float(days[first + shift : first + shift + width].mean())
        for shift in (-most, 0, most)
    ]
    value = float(floor(means[1] / step + 0.5) * step)
    is_steady = means[2] - means[1] <= step and means[1] - means[0] <= step
    if not is_steady or abs(float(np.quantile(days, q)) - value) > step:
        return None
    return value, max(0.0, value - step), value + step


def returned(
    people: Sequence[Person], horizons: Mapping[str, int], policy: Policy
) -> dict[str, Numbers]:
    """Give the percentage to whom it happened within each horizon: one minus Kaplan-Meier, with its interval.

    A horizon is printed while `local_threshold` persons and 200 per step are still followed after it, to `threshold`
    persons it has happened by then, and `threshold` left the risk set since the horizon printed before it. Steps are
    those of `PERCENT_STEPS`: one person among R that are still followed moves survival by less than 2 / (R - 1).

    Parameters
    ----------
    people : one span each: days until it happened, or until nobody looked any more
    horizons : code to days, increasing
    policy : `threshold`, `local_threshold`

    Returns
    -------
    per printed code: percentage, and the bounds of its 95% interval (Greenwood, log-log), outwards to whole steps

    References
    ----------
    Kaplan and Meier (1958), Nonparametric estimation from incomplete observations, JASA 53; Greenwood (1926).
    """
    days = np.asarray([person[0][0] for person in people], dtype=np.float64)
    ended = np.asarray([person[0][1] for person in people], dtype=np.bool_)
    if not ended.any():
        return {}
    curve = Curve(days, ended)
    found: dict[str, Numbers] = {}
    followed_before, drawn = len(days), 0.0
    for code, horizon in horizons.items():
        followed, happened = (
            int((days > horizon).sum()),
            int((ended & (days <= horizon)).sum()),
        )
        step = next(
            (step for step in PERCENT_STEPS if 200 / max(followed - 1, 1) <= step), None
        )
        if (
            step is None
            or followed < policy.local_threshold
            or happened < policy.threshold
        ):
            continue
        if followed_before - followed < policy.threshold:
            continue
        value, lower, upper = (100 * number for number in curve.at(horizon))
        # A coarser step may lie below a finer one before it; a curve that falls would say why.
        drawn = max(drawn, floor(value / step + 0.5) * step)
        found[code] = (
            drawn,
            max(0.0, floor(lower / step) * step),
            max(drawn, min(100.0, ceil(upper / step) * step)),
        )
        followed_before = followed
    return found


class Curve:
    """One minus Kaplan-Meier, and its interval."""

    def __init__(self, days: Floats, ended: Bools) -> None:
        survival = ecdf(CensoredData(uncensored=days[ended], right=days[~ended])).sf
        with np.errstate(divide="ignore", invalid="ignore"), warnings.catch_warnings():
            warnings.simplefilter(
                "ignore", RuntimeWarning
            )  # where all are gone there is no interval
            interval: Any = survival.confidence_interval(_CONFIDENCE, method="log-log")
        self._days = survival.quantiles
        curves = (
            survival.probabilities,
            interval.high.probabilities,
            interval.low.probabilities,
        )
        self._parts = [np.concatenate([[1.0], curve]) for curve in curves]

    def at(self, day: float) -> Numbers:
        """Share to whom it happened by a day, with the ends of its interval; the share itself where there is none."""
        step = int(np.searchsorted(self._days, day, side="right"))
        value, lower, upper = (1 - float(part[step]) for part in self._parts)
        return value, value if isnan(lower) else lower, value if isnan(upper) else upper


def _counted(
    table: SpanTable, counts: Sequence[ProtectedTable]
) -> set[frozenset[tuple[str, str]]]:
    """Predicates of the cells of a universe whose count is printed as a number."""
    return {
        where
        for own in counts
        if own.universe == table.universe
        for (_, where), status in zip(own.keys(), own.statuses.tolist(), strict=True)
        if status == Status.PUBLISHED
    }


def _protected(table: SpanTable, printed: Iterable[PrintedSpan]) -> ProtectedSpans:
    by_cell = {one.where: one.printed for one in printed}
    rows: list[tuple[tuple[str, ...], Numbers]] = []
    for cell in table.cells:
        where = frozenset(categories(zip(table.names, cell.codes, strict=True)))
        hidden = (np.nan, np.nan, np.nan)
        rows += [
            ((*cell.codes, name), by_cell[where].get(name, hidden))
            for name in table.steps
        ]
    numbers = np.asarray([numbers for _, numbers in rows], dtype=np.float64).reshape(
        len(rows), 3
    )
    return ProtectedSpans(
        table.indicator,
        (*table.names, table.statistic),
        tuple(
            np.asarray([codes[at] for codes, _ in rows], dtype=np.str_)
            for at in range(len(table.names) + 1)
        ),
        values=numbers[:, 0],
        lower=numbers[:, 1],
        upper=numbers[:, 2],
    )
