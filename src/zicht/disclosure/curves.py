"""Curves of survival from protected counts.

Who is still followed, and to whom it has happened, are counts of people. They enter the
gate as a table of the universe they belong to, are protected and attacked with
everything else, and are printed. The curve is computed from what is printed: whoever
reads it learns no more than the counts say.

With E(j) the printed number to whom it happened by horizon j, R(j) the printed number
still followed after it, and R(0) the number followed from the start:

    d(j) = E(j) - E(j - 1)                          events in the interval
    c(j) = R(j - 1) - R(j) - d(j)                   lost to follow-up in it
    q(j) = d(j) / (R(j - 1) - c(j) / 2)             the actuarial estimate
    S(j) = product of (1 - q(i)) over i up to j
    V(j) = sum of q(i) / ((1 - q(i)) (R(i - 1) - c(i) / 2))      Greenwood

with the log-log interval `S ** exp(+-1.96 sqrt(V) / log S)`.

References
----------
Cutler & Ederer (1958), Maximum utilization of the life table method in analyzing
survival, Journal of Chronic Diseases 8, 699-712. Greenwood (1926), The natural
duration of cancer. Kalbfleisch & Prentice (2002), The Statistical Analysis of Failure
Time Data, section 1.4 (the log-log interval).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import ceil, exp, floor, log, nan, sqrt
from typing import NamedTuple

import numpy as np

from zicht.disclosure.printed_cells import Numbers, Where, published_cells
from zicht.methods.following import course
from zicht.vocabulary.cells import CellKey
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.spans import ProtectedSpans, SpanCell, SpanTable
from zicht.vocabulary.tables import CountTable

NOTHING: Numbers = (nan, nan, nan)
PERCENT_STEPS = (0.5, 1.0, 2.0, 5.0)
"""Steps of printed percentages, in percent points."""
FOLLOWED_PER_STEP = 200
"""Persons still followed, times percent points, that a step needs: of 100 persons still
followed, one moves the percentage by about two points at most."""
NORMAL_975 = 1.959963984540054
FOLLOWED = "followed"
NOT_FOLLOWED = "not followed"
STILL = "still followed"


def course_of(table: SpanTable) -> Dimension:
    """Return the dimension that says what became of somebody.

    Its leaves say in which interval it happened, or in which somebody was lost to
    follow-up. One hierarchy adds up who it happened to by each horizon, the other one
    who is still followed after it.
    """
    horizons = list(table.steps)
    leaves: list[str] = []
    for code in horizons:
        leaves += [_event(code), _lost(code)]
    return Dimension(
        f"{table.indicator} {table.statistic}",
        (*leaves, STILL, NOT_FOLLOWED),
        (
            Hierarchy("happened", _happened(horizons)),
            Hierarchy("followed", _followed(horizons)),
        ),
    )


def _happened(horizons: Sequence[str]) -> dict[str, str]:
    """Return, per code, what it adds up to of those to whom it happened by a horizon.

    By the second horizon it happened to those of the first, and to those in between.
    """
    parents: dict[str, str] = {}
    for code in horizons:
        parents[_event(code)] = _by(code)
    for earlier, later in pairwise(horizons):
        parents[_by(earlier)] = _by(later)
    return parents


def _followed(horizons: Sequence[str]) -> dict[str, str]:
    """Return, per code, what it adds up to of those who are still followed.

    Whoever was followed after one horizon: by the next it happened to them, they were
    lost, or they are followed after that one too.
    """
    parents: dict[str, str] = {}
    before = ""
    for code in horizons:
        for part in (_event(code), _lost(code), _after(code)):
            parents[part] = _after(before)
        before = code
    parents[STILL] = _after(before)
    return parents


def _event(code: str) -> str:
    return f"happened in {code}"


def _lost(code: str) -> str:
    return f"lost in {code}"


def _by(code: str) -> str:
    return f"happened by {code}"


def _after(code: str) -> str:
    return f"followed after {code}" if code else FOLLOWED


def counts_of(table: SpanTable, tables: Sequence[CountTable]) -> CountTable:
    """Return the true counts of a curve, as a table of its universe.

    Parameters
    ----------
    table : spans of survival, one per person
    tables : of the same draft: they hold the counts, and the dimensions of its codes

    Raises
    ------
    DisclosureRefused : no table counts by these breakdowns, or fewer people than spans
    """
    of_universe = [counted for counted in tables if counted.universe == table.universe]
    dimensions = _dimensions_of(table, of_universe)
    names = [dimension.name for dimension in dimensions]
    rows: list[tuple[str, ...]] = []
    counts: list[int] = []
    for cell, total in _cells_that_are_counted(table, of_universe):
        where = _predicate(table, cell)
        codes = [where.get(name, TOTAL) for name in names]
        for code, n_people in _course_counts(cell, table.steps, total):
            rows.append((*codes, code))
            counts.append(n_people)
    columns = []
    for axis in range(len(names) + 1):
        columns.append(np.asarray([row[axis] for row in rows]))
    return CountTable(
        table.universe,
        (*dimensions, course_of(table)),
        tuple(columns),
        np.asarray(counts, dtype=np.int64),
    )


def _dimensions_of(
    table: SpanTable, tables: Sequence[CountTable]
) -> tuple[Dimension, ...]:
    """Return the dimensions by which a curve is broken down, and those of its indicator.

    Raises
    ------
    DisclosureRefused : no table counts by one of them
    """
    further = [name for name in table.where if name not in table.names]
    names = (*table.names, *further)
    known: dict[str, Dimension] = {}
    for counted in tables:
        known.update({dimension.name: dimension for dimension in counted.dimensions})
    _refuse_unknown_names(table, names, known)
    return tuple(known[name] for name in names)


def _cells_that_are_counted(
    table: SpanTable, tables: Sequence[CountTable]
) -> Iterator[tuple[SpanCell, int]]:
    """Yield the cells of a curve that some table counts too, each with that count.

    A level that no table of the universe shows is not protected, and not printed.

    Raises
    ------
    DisclosureRefused : a cell follows more people than are counted
    """
    totals = _totals(tables)
    for cell in table.cells:
        where = frozenset(_predicate(table, cell).items())
        total = totals.get((table.universe, where))
        if total is not None:
            _refuse_more_people(table, cell, total)
            yield cell, total


def _refuse_unknown_names(
    table: SpanTable, names: Sequence[str], known: Mapping[str, Dimension]
) -> None:
    """Refuse a curve by a breakdown that no table of its universe has."""
    missing = sorted(set(names) - known.keys())
    if missing:
        raise DisclosureRefused(
            f"Indicator {table.indicator}: no table of {table.universe} holds"
            f" {', '.join(missing)}.",
            now="Let its universe be counted by the same breakdowns.",
        )


def _refuse_more_people(table: SpanTable, cell: SpanCell, total: int) -> None:
    """Refuse a cell that follows more people than its universe counts."""
    if total < cell.n_people:
        raise DisclosureRefused(
            f"Indicator {table.indicator}: a cell follows more people than"
            f" {table.universe} counts.",
            now="Let its universe be counted by the same query.",
        )


def _totals(tables: Sequence[CountTable]) -> dict[CellKey, int]:
    """Return the count of every cell of some tables."""
    totals: dict[CellKey, int] = {}
    for table in tables:
        totals.update(zip(table.keys(), table.counts.tolist(), strict=True))
    return totals


def _predicate(table: SpanTable, cell: SpanCell) -> dict[str, str]:
    """Return the codes of a cell that are no totals, and those of its indicator."""
    codes = zip(table.names, cell.codes, strict=True)
    return {name: code for name, code in codes if code != TOTAL} | dict(table.where)


def _course_counts(
    cell: SpanCell, steps: Mapping[str, int], total: int
) -> Iterator[tuple[str, int]]:
    """Yield every code of the course of one cell with its count."""
    days, is_over, people = cell.as_arrays()
    counted = course(days, is_over, people=people)
    horizons = list(steps.values())
    happened = counted.happened_by(horizons)[0].tolist()
    followed = counted.followed_after(horizons)[0].tolist()
    yield TOTAL, total
    yield FOLLOWED, cell.n_people
    yield NOT_FOLLOWED, total - cell.n_people
    happened_before, followed_before = 0, cell.n_people
    for code, by_now, after in zip(steps, happened, followed, strict=True):
        events = by_now - happened_before
        yield _event(code), events
        yield _lost(code), followed_before - after - events
        yield _by(code), by_now
        yield _after(code), after
        happened_before, followed_before = by_now, after
    yield STILL, followed_before


@dataclass(frozen=True)
class Printed:
    """A printed count: its number, and between what the true count lies."""

    value: float
    lower: float
    upper: float


def curves(
    table: SpanTable, counts: Sequence[ProtectedTable], policy: Policy
) -> ProtectedSpans:
    """Compute what is printed of a curve from protected counts alone.

    A horizon is printed where its number of events and its number still followed are
    printed as numbers, `local_threshold` persons and 200 per step are still followed,
    and `threshold` events lie before it.

    Parameters
    ----------
    table : says which cells and horizons there are; its spans are not looked at
    counts : protected tables, those of `counts_of` among them
    policy : `threshold` and `local_threshold`

    Returns
    -------
    a row per cell and horizon, NaN where nothing is printed: the percentage to whom it
    happened, and the bounds of its 95% interval, computed from the fewest and the most
    events that the printed counts allow, outwards to whole steps
    """
    printed = _printed_counts(table, counts)
    numbers = {}
    for cell in table.cells:
        course = printed.get(frozenset(_predicate(table, cell).items()), {})
        numbers[cell.codes] = points_of(course, list(table.steps), policy)
    return laid_out(table, numbers)


def laid_out(
    table: SpanTable, numbers: Mapping[tuple[str, ...], Mapping[str, Numbers]]
) -> ProtectedSpans:
    """Return a row per cell and statistic of a table, NaN where there is no number.

    Parameters
    ----------
    table : says which cells and statistics there are
    numbers : per codes of a cell, the numbers of its statistics
    """
    rows: list[tuple[str, ...]] = []
    values: list[Numbers] = []
    for cell, name in product(table.cells, table.steps):
        rows.append((*cell.codes, name))
        values.append(numbers[cell.codes].get(name, NOTHING))
    names = (*table.names, table.statistic)
    codes = []
    for axis in range(len(names)):
        codes.append(np.asarray([row[axis] for row in rows], dtype=np.str_))
    columns = np.asarray(values, dtype=np.float64).reshape(len(rows), 3)
    return ProtectedSpans(
        table.indicator,
        names,
        tuple(codes),
        values=columns[:, 0],
        lower=columns[:, 1],
        upper=columns[:, 2],
    )


def _printed_counts(
    table: SpanTable, counts: Sequence[ProtectedTable]
) -> dict[Where, dict[str, Printed]]:
    """Return per cell the printed counts of its course, by code."""
    name = course_of(table).name
    with_course = [counted for counted in counts if name in counted.names]
    printed: dict[Where, dict[str, Printed]] = {}
    cells = published_cells(table.universe, with_course)
    for where, value, lower, upper in cells:
        codes = dict(where)
        course_code = codes.pop(name, TOTAL)
        of_cell = printed.setdefault(frozenset(codes.items()), {})
        of_cell[course_code] = Printed(float(value), float(lower), float(upper))
    return printed


def points_of(
    course: Mapping[str, Printed], horizons: Sequence[str], policy: Policy
) -> dict[str, Numbers]:
    """Compute the printed points of one curve.

    Parameters
    ----------
    course : printed counts by code; a code that is missing is not printed as a number
    horizons : codes, in order of time
    policy : the rules
    """
    start = course.get(FOLLOWED)
    if start is None:
        return {}
    codes = [
        code for code in horizons if _by(code) in course and _after(code) in course
    ]
    events = [course[_by(code)] for code in codes]
    followed = [course[_after(code)] for code in codes]
    # The curve itself, and the curves of the fewest and of the most events that the
    # printed counts allow: the interval reaches from the one to the other.
    shares = life_table(start.value, _values(events), _values(followed))
    fewest = life_table(start.upper, _lowest(events), _highest(followed))
    most = life_table(start.lower, _highest(events), _lowest(followed))
    points: dict[str, Numbers] = {}
    highest = 0.0
    for number, code in enumerate(codes):
        step = _step_of_point(events[number], followed[number], policy)
        if step is None:
            continue
        # A coarser step may lie below a finer one before it; a curve never falls.
        highest = max(highest, _nearest_step(shares[number].share, step))
        lower, upper = fewest[number].lower, most[number].upper
        points[code] = _point(highest, lower, upper, step)
    return points


def _point(percentage: float, lower: float, upper: float, step: float) -> Numbers:
    """Return a printed point: its percentage, and its interval outwards to whole steps."""
    lowest = floor(100 * lower / step) * step
    highest = min(100.0, ceil(100 * upper / step) * step)
    return percentage, max(0.0, lowest), max(percentage, highest)


def _nearest_step(share: float, step: float) -> float:
    """Return a share from 0 to 1 in percent, to the nearest step, half up."""
    return floor(100 * share / step + 0.5) * step


def _step_of_point(events: Printed, followed: Printed, policy: Policy) -> float | None:
    """Return the step in which a point is printed; None where it is not printed."""
    is_rare = events.value < policy.threshold
    is_short = followed.value < policy.local_threshold
    return None if is_rare or is_short else _step(followed.value)


def _values(counts: Sequence[Printed]) -> list[float]:
    return [count.value for count in counts]


def _lowest(counts: Sequence[Printed]) -> list[float]:
    return [count.lower for count in counts]


def _highest(counts: Sequence[Printed]) -> list[float]:
    return [count.upper for count in counts]


def _step(followed: float) -> float | None:
    """Return the finest step for so many still followed; None where there is none."""
    for step in PERCENT_STEPS:
        if FOLLOWED_PER_STEP / max(followed - 1, 1) <= step:
            return step
    return None


class Survival(NamedTuple):
    """The share to whom it happened by a horizon, from 0 to 1, and its 95% interval."""

    share: float
    lower: float
    upper: float


def life_table(
    total: float, events: Sequence[float], followed: Sequence[float]
) -> list[Survival]:
    """Return per horizon the share to whom it happened, with its 95% interval.

    Parameters
    ----------
    total : persons followed from the start
    events : to how many it happened by each horizon
    followed : how many are still followed after each horizon

    Returns
    -------
    shares from 0 to 1. Where numbers do not go together (they are bounds of different
    cells), events do not fall, and nobody is followed again
    """
    # S, V, E and R of the horizon before, as the formulas at the top call them.
    survival, variance = 1.0, 0.0
    happened_before, at_risk = 0.0, total
    points = []
    for happened_by_now, after in zip(events, followed, strict=True):
        happened = max(happened_by_now - happened_before, 0.0)
        remaining = min(after, at_risk)
        lost = max(at_risk - remaining - happened, 0.0)
        # Whoever is lost was followed for half of the interval on average.
        exposed = max(at_risk - lost / 2, happened, 1.0)
        risk = happened / exposed
        survival *= 1 - risk
        # Where it happened to everybody the curve ends, and has no interval.
        if risk < 1:
            variance += risk / ((1 - risk) * exposed)
        points.append(_interval(survival, variance))
        happened_before = max(happened_by_now, happened_before)
        at_risk = remaining
    return points


def _interval(survival: float, variance: float) -> Survival:
    """Return one minus survival, and its log-log interval; itself where there is none."""
    if not 0 < survival < 1:
        return Survival(1 - survival, 1 - survival, 1 - survival)
    reach = NORMAL_975 * sqrt(variance) / log(survival)
    ends = (survival ** exp(reach), survival ** exp(-reach))
    return Survival(1 - survival, 1 - max(ends), 1 - min(ends))
