"""Spans of time: medians and deciles of durations. Curves of survival: `curves.py`.

What is promised, with k the `threshold` of the policy in persons:

- one person: whatever else the spans of one person in a cell were, what is printed of
  the cell moves by one step at most, or it is not printed;
- few persons: two printed cells of one indicator, in one release or in two, are of the
  same spans, or of spans of at least k persons that differ;
- the count: that a quantile is printed says no more of a count than its printed bounds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import floor

import numpy as np

from zicht.disclosure.curves import curves, laid_out
from zicht.disclosure.printed_cells import (
    Numbers,
    Where,
    earlier_spans,
    last_printed,
    margins_first,
    published_cells,
    where_of,
)
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.spans import (
    QUANTILES,
    Person,
    PrintedSpan,
    ProtectedSpans,
    SpanCell,
    SpanTable,
    persons_apart,
)

SURVIVAL = "survival"
"""Shape of a table whose curve is computed from counts, see `curves`."""


@dataclass
class _Printed:
    """What is printed of the durations of one indicator, in this release and before.

    Parameters
    ----------
    earlier : what earlier releases printed
    in_this_release : the spans of each cell that is printed now
    """

    earlier: Sequence[PrintedSpan]
    in_this_release: list[tuple[Person, ...]] = field(default_factory=list)

    def differ_by_few(self, people: tuple[Person, ...], threshold: int) -> bool:
        """Whether fewer than `threshold` persons tell these spans from printed ones."""
        printed = list(self.in_this_release)
        printed += [span.people for span in self.earlier if span.printed]
        return any(0 < persons_apart(people, other) < threshold for other in printed)


def protect(
    tables: Sequence[SpanTable],
    counts: Sequence[ProtectedTable],
    policy: Policy,
    ledger: Ledger | None = None,
) -> tuple[ProtectedSpans, ...]:
    """Compute what may be printed of the spans of a release.

    Parameters
    ----------
    tables : the spans, true values
    counts : the count tables of the same release, as they will be printed
    policy : `threshold` and `local_threshold`
    ledger : what earlier releases printed: a cell that changed by fewer than
        `threshold` persons keeps what was printed of it

    Returns
    -------
    a row per cell and statistic, NaN where nothing is printed

    Raises
    ------
    DisclosureRefused : a table asks for a statistic that the gate does not have
    """
    protected = []
    for table in tables:
        if table.shape == SURVIVAL:
            protected.append(curves(table, counts, policy))
        else:
            printed = durations(table, counts, policy, ledger)
            protected.append(_laid_out_durations(table, printed))
    return tuple(protected)


def _laid_out_durations(
    table: SpanTable, printed: Sequence[PrintedSpan]
) -> ProtectedSpans:
    """Return what is printed in the order of the cells of a table."""
    numbers_of = {span.where: span.printed for span in printed}
    numbers = {cell.codes: numbers_of[where_of(table, cell)] for cell in table.cells}
    return laid_out(table, numbers)


def remembered(
    tables: Sequence[SpanTable],
    protected: Sequence[ProtectedSpans],
    policy: Policy,
    ledger: Ledger | None = None,
) -> tuple[PrintedSpan, ...]:
    """Return what the ledger must remember of printed durations, for the vault alone.

    Curves are computed from counts, which the ledger remembers with the tables.

    Parameters
    ----------
    tables : the spans, true values
    protected : what is printed of them, in the same order
    policy, ledger : as for `protect`
    """
    spans: list[PrintedSpan] = []
    for table, printed in zip(tables, protected, strict=True):
        if table.shape == SURVIVAL:
            continue
        earlier = earlier_spans(table.indicator, ledger)
        numbers = _numbers(printed)
        for cell in table.cells:
            where = where_of(table, cell)
            people, _ = _basis(cell, last_printed(earlier, where), policy)
            numbers_of_cell = numbers.get(cell.codes, {})
            spans.append(PrintedSpan(table.indicator, where, numbers_of_cell, people))
    return tuple(spans)


def durations(
    table: SpanTable,
    counts: Sequence[ProtectedTable],
    policy: Policy,
    ledger: Ledger | None,
) -> list[PrintedSpan]:
    """Compute what is printed of each cell, margins first: readers need them most.

    Of two cells that differ by few persons the first one is printed, and the other one
    is not.
    """
    printed = _Printed(earlier_spans(table.indicator, ledger))
    lower_bounds = _lower_bounds_of_counts(table, counts)
    spans = []
    for cell in sorted(table.cells, key=margins_first):
        where = where_of(table, cell)
        count = lower_bounds.get(where | frozenset(table.where.items()))
        before = last_printed(printed.earlier, where)
        people, numbers = _basis(cell, before, policy)
        if numbers is None:
            numbers = _statistics(table, cell, count or 0, policy)
        # Where the count is no number, a quantile would tell that there are enough.
        if count is None or printed.differ_by_few(people, policy.threshold):
            numbers = {}
        if numbers:
            printed.in_this_release.append(people)
        spans.append(PrintedSpan(table.indicator, where, numbers, people))
    return spans


def _basis(
    cell: SpanCell, before: PrintedSpan | None, policy: Policy
) -> tuple[tuple[Person, ...], Mapping[str, Numbers] | None]:
    """Return the spans that a cell is printed of, and its numbers where they stay.

    A cell that changed by fewer than `threshold` persons keeps what was printed of it,
    counted from the spans it was printed of: many small changes do not creep past.
    """
    if before is None:
        return cell.people, None
    if persons_apart(before.people, cell.people) < policy.threshold:
        return before.people, before.printed
    return cell.people, None


def _lower_bounds_of_counts(
    table: SpanTable, counts: Sequence[ProtectedTable]
) -> dict[Where, int]:
    """Return the lower bound of every cell of a universe that is printed as a number."""
    lower_bounds: dict[Where, int] = {}
    for where, _value, lower, _upper in published_cells(table.universe, counts):
        # A cell may stand in several tables: the highest of its bounds holds.
        lower_bounds[where] = max(lower_bounds.get(where, 0), lower)
    return lower_bounds


def _statistics(
    table: SpanTable, cell: SpanCell, count: int, policy: Policy
) -> dict[str, Numbers]:
    """Compute the quantiles of a cell that may be printed.

    Parameters
    ----------
    table : names the quantiles, and the days to which each is rounded
    cell : its spans
    count : lower bound of its printed count: a quantile is printed only where so many
        spans would do, for otherwise that it is printed would say more of the count
    policy : its `threshold`

    Raises
    ------
    DisclosureRefused : the gate does not have a quantile, or a step is not above 0
    """
    _refuse_unknown_statistics(table)
    quantiles = table.quantiles
    width = policy.threshold * _most_spans(cell.people)
    numbers = {}
    # Steps are declared per indicator: one that was chosen by the data would tell
    # something of it (ADR 0046).
    for name, step in table.steps.items():
        share = quantiles[name]
        if _window(count, share, width) is None:
            continue
        value = quantile(cell.people, share, policy, step=step)
        if value is not None:
            numbers[name] = value
    return numbers


def _refuse_unknown_statistics(table: SpanTable) -> None:
    """Refuse a quantile that the gate does not have, and a step that is not above 0."""
    quantiles = table.quantiles
    unknown = sorted(
        name for name in table.steps if quantiles.get(name) not in QUANTILES
    )
    if unknown or min(table.steps.values(), default=1) <= 0:
        raise DisclosureRefused(
            f"Indicator {table.indicator}: {', '.join(unknown) or 'a code'} is not a quantile"
            " that the gate lets through, or its step is not above 0.",
            now=f"Declare quantile = {' or '.join(map(str, QUANTILES))} at the code, in steps of a day or more.",
        )


# ---- one quantile


def quantile(
    people: Sequence[Person], q: float, policy: Policy, *, step: int
) -> Numbers | None:
    """Compute a quantile of durations that no single person decides.

    With k the threshold and m the most spans of one person: the mean of the k times m
    spans around the quantile, in whole steps, where k times m lie on either side.

    Parameters
    ----------
    people : the spans of each person
    q : 0.5 for the median, 0.9 for the ninth decile
    policy : its `threshold` is k
    step : days to which it is rounded

    Returns
    -------
    value, and a step below and above it. None where it may not be printed: too few
    spans lie on either side, other spans of one person could move it by more than a
    step, or the quantile itself lies further than a step from it
    """
    most = _most_spans(people)
    every_span = chain.from_iterable(people)
    days = np.sort(np.asarray([days for days, _ in every_span], dtype=np.float64))
    width = policy.threshold * most
    first = _window(len(days), q, width)
    if first is None:
        return None

    def mean_from(start: int) -> float:
        return float(days[start : start + width].mean())

    # To average many spans is not enough: in a wide gap between them one person moves
    # the mean far (ADR 0046).
    mean = mean_from(first)
    # Other spans of one person shift the window by at most as many spans as that person has.
    rises_by = mean_from(first + most) - mean
    falls_by = mean - mean_from(first - most)
    value = float(floor(mean / step + 0.5) * step)
    is_steady = rises_by <= step and falls_by <= step
    is_near = abs(float(np.quantile(days, q)) - value) <= step
    if not is_steady or not is_near:
        return None
    return value, max(0.0, value - step), value + step


def _most_spans(people: Sequence[Person]) -> int:
    """Return m: the most spans of one person."""
    return max(map(len, people), default=0)


def _window(n_spans: int, q: float, width: int) -> int | None:
    """Return where a window of `width` spans around a quantile starts.

    None where there are not `width` further spans on either side.
    """
    first = round(q * (n_spans - 1) - (width - 1) / 2)
    if width <= 0 or first < width or first + 2 * width > n_spans:
        return None
    return first


# ---- what was printed, read back


def _numbers(printed: ProtectedSpans) -> dict[tuple[str, ...], dict[str, Numbers]]:
    """Return the printed numbers of each cell, by statistic."""
    numbers: dict[tuple[str, ...], dict[str, Numbers]] = {}
    columns = (
        *(column.tolist() for column in printed.codes),
        printed.values.tolist(),
        printed.lower.tolist(),
        printed.upper.tolist(),
    )
    for *codes, name, value, lower, upper in zip(*columns, strict=True):
        if not np.isnan(value):
            of_cell = numbers.setdefault(tuple(codes), {})
            of_cell[name] = (value, lower, upper)
    return numbers
