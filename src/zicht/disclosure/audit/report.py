"""The audit: attack printed tables, and say what was revealed."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.cells import Cells, gather, marks_of
from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.audit.finest import MOST
from zicht.disclosure.audit.groups import revealed_groups
from zicht.disclosure.audit.intervals import (
    HIGHEST,
    LOWEST,
    Component,
    Knowledge,
    fill,
    inner_point,
    narrow,
    propagate,
    widest,
)
from zicht.disclosure.audit.knowledge import knowledge_of
from zicht.disclosure.audit.published import Mark, PublishedTable, joined
from zicht.disclosure.audit.safety import Demands, demands
from zicht.disclosure.audit.suspects import suspects
from zicht.disclosure.audit.witnesses import fits, see, vary_records
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.progress import Progress

Hint = Callable[[Cells], Floats | None]
"""Gives counts that may be possible, NaN where they are not known."""
INNER_SIGNS = (0.0, HIGHEST, LOWEST, HIGHEST, LOWEST)
"""Sign of the costs of each inner table: none for the centre, then high and low."""
FEW, LARGE = 24, 1_000
"""Cells that get inner tables of their own, and the open cells from which that is quicker
than the simplex method."""
SECONDS_FOR_WIDEST = 10.0
"""Given to the search for the widest interval, which decides nothing."""


@dataclass(frozen=True, eq=False)
class _Attack:
    """One attack: what is attacked, what is known, and what must stay possible."""

    tables: list[PublishedTable]
    cells: Cells
    marks: Ints
    known: Knowledge
    wanted: Demands
    background: Background
    deadline: float

    @property
    def seconds(self) -> float:
        """Seconds that are left."""
        return self.deadline - time.monotonic()

    def is_unmet(self) -> Bools:
        """Return the cells that no possible table shows to be safe so far."""
        wanted, known = self.wanted, self.known
        return wanted.any & ~wanted.met(known.seen_lower, known.seen_upper)


def audit(
    tables: Sequence[PublishedTable],
    background: Background,
    *,
    seconds: float = 300.0,
    hint: Hint | None = None,
    progress: Progress | None = None,
    before: Findings | None = None,
    most_finest: int = MOST,
) -> Findings:
    """Attack tables jointly, as one reader with a given background would.

    Parameters
    ----------
    tables : printed tables, of one release or of several
    background : what the reader knows beside them
    seconds : the longest the attack may take; afterwards the findings are not complete,
        which is no pass
    hint : gives counts that may be possible; they are believed only after they were
        checked
    progress : called with a sentence after each large part
    before : findings on the same tables with narrower bands: what was possible then is
        possible now
    most_finest : finest cells of one universe that are laid out, see `audit.finest`

    Returns
    -------
    counts of revealed cells, and their names for the analyst; never a value

    References
    ----------
    Fischetti & Salazar-González (2001), Solving the cell suppression problem on tabular
    data with linear constraints, Management Science 47, section 2 (the attacker's two
    programmes per cell).
    """
    begin = time.monotonic()
    attack = _prepared(tables, background, begin + seconds, most_finest)
    known = attack.known
    printed_bounds = known.lower.copy(), known.upper.copy()
    propagate(known)
    asked: list[Component] = []
    alike: list[tuple[int, int]] = []
    by_records = False
    if not known.contradicts:
        point = _see_possible_tables(attack, hint)
        if point is not None:
            _see_again(known, before)
            by_records = _covers_contributors(attack, printed_bounds, point)
        asked = _ask(attack, progress)
    if background.groups.sensitive and not known.contradicts:
        alike = revealed_groups(
            attack.cells, known, background.groups, seconds=attack.seconds
        )
    n_printed = sum(len(table.values) for table in tables)
    findings = _findings(attack, _revealed(attack, alike), n_printed)
    return replace(
        findings,
        groups=len(alike),
        widest=_widest(attack, asked),
        by_records=by_records,
        seconds=time.monotonic() - begin,
    )


def _prepared(
    tables: Sequence[PublishedTable],
    background: Background,
    deadline: float,
    most_finest: int,
) -> _Attack:
    """Return an attack before any thought: the cells, their bounds, and the demands."""
    completed = list(joined(tables))
    cells = gather(completed, most_finest=most_finest)
    marks = marks_of(cells, completed)
    all_demands = demands(cells, completed, marks, background)
    return _Attack(
        tables=completed,
        cells=cells,
        marks=marks,
        known=knowledge_of(cells, completed, background),
        wanted=_without_facts(all_demands, cells, background),
        background=background,
        deadline=deadline,
    )


def _ask(attack: _Attack, progress: Progress | None) -> list[Component]:
    """Find the interval of every cell that no possible table shows to be safe."""
    known = attack.known
    asked = narrow(known, attack.wanted, seconds=attack.seconds, progress=progress)
    parts = _demands_of_parts(attack)
    if parts.any.any():
        asked += narrow(known, parts, seconds=attack.seconds)
    return asked


def _without_facts(wanted: Demands, cells: Cells, background: Background) -> Demands:
    """Demand nothing of a cell whose count was printed elsewhere.

    It is known, and the question is what follows.
    """
    is_told = np.zeros(len(cells), dtype=bool)
    for fact in background.facts:
        cell = cells.find(fact.universe, fact.predicate)
        if cell >= 0 and fact.lower == fact.upper:
            is_told[cell] = True
    return Demands(
        np.where(is_told, np.inf, wanted.lower),
        np.where(is_told, -np.inf, wanted.upper),
        np.where(is_told, 0.0, wanted.width),
    )


def _see_possible_tables(attack: _Attack, hint: Hint | None) -> Floats | None:
    """Note possible counts, and those that a few records more or fewer make of them.

    Returns
    -------
    the first possible counts that were found; None where none were
    """
    first = None
    for point in _possible_tables(attack, hint):
        see(attack.known, point)
        if not attack.background.shares:  # a record more may break a printed share
            vary_records(attack.cells, attack.known, point, attack.wanted)
        first = point if first is None else first
    _see_inner_tables(attack)
    return first


def _see_inner_tables(attack: _Attack) -> None:
    """Note possible counts far from all bounds, for cells that nothing shows to be safe.

    The centre first: around it most cells have room. Then as high, and as low, as the
    cells that are left can be, together and at last each by itself.
    """
    known = attack.known
    for sign in INNER_SIGNS:
        is_unmet = attack.is_unmet()
        if not is_unmet.any():
            return
        point = _inner_table(attack, np.where(is_unmet, sign, 0.0))
        if point is None:
            return
        if not attack.background.shares:  # a record more may break a printed share
            vary_records(attack.cells, known, point, attack.wanted)
    left = np.flatnonzero(attack.is_unmet())
    if len(left) > FEW or known.is_open.sum() < LARGE:
        return
    for cell in left.tolist():
        for sign in (HIGHEST, LOWEST):
            if attack.is_unmet()[cell]:
                costs = np.zeros(len(attack.cells))
                costs[cell] = sign
                _inner_table(attack, costs)


def _inner_table(attack: _Attack, costs: Floats) -> Floats | None:
    """Note possible counts at low costs, far from all bounds; None where none were found."""
    point = inner_point(attack.known, costs, seconds=attack.seconds)
    if point is None or not fits(attack.known, point):
        return None
    see(attack.known, point)
    return point


def _possible_tables(attack: _Attack, hint: Hint | None) -> Iterator[Floats]:
    """Yield possible counts: the hint, the printed numbers, or anything that fits.

    Where counts have gaps, these are filled again while cells are left whose safety no
    solution shows: as low as these can be, and as high. That is a much smaller question
    than what they can be when the printed numbers move too.
    """
    known, wanted, seconds = attack.known, attack.wanted, attack.seconds
    hinted = hint(attack.cells) if hint is not None else None
    unknown = np.full(len(attack.cells), np.nan)
    for point in (hinted, _printed_numbers(attack), unknown):
        if point is None:
            continue
        has_gaps = bool(np.isnan(point).any())
        filled: Floats | None = point
        if has_gaps:
            filled = fill(known, point, wanted.width, seconds=seconds)
        if filled is None or not fits(known, filled):
            continue
        yield filled
        if not has_gaps or not np.isfinite(point).any():
            return
        for sign in (1.0, -1.0):
            is_unmet = attack.is_unmet()
            if not is_unmet.any():
                return
            costs = np.where(is_unmet, sign, 0.0)
            again = fill(known, point, wanted.width, costs=costs, seconds=seconds)
            if again is not None and fits(known, again):
                yield again
        return


def _printed_numbers(attack: _Attack) -> Floats:
    """Return the printed numbers as counts: where they add up, they might be the truth."""
    known = attack.known
    point = np.where(known.is_open, np.nan, known.lower)
    for table, rows in zip(attack.tables, attack.cells.rows, strict=True):
        is_shown = np.isfinite(table.values)
        point[rows[is_shown]] = table.values[is_shown]
    return point


def _see_again(known: Knowledge, before: Findings | None) -> None:
    """Note what was possible when the bands were narrower."""
    if before is None or before.seen is None:
        return
    lowest, highest = before.seen
    if len(lowest) == len(known.lower):
        known.seen_lower = np.minimum(known.seen_lower, lowest)
        known.seen_upper = np.maximum(known.seen_upper, highest)


def _covers_contributors(
    attack: _Attack, printed_bounds: tuple[Floats, Floats], point: Floats
) -> bool:
    """Whether no contributor learns more than his own record, whichever it is.

    Either one possible set of counts has room for `base - 1` more records in every cell:
    then his own record and up to `base - 2` of any one kind fit, and every cell keeps
    `base - 1` consecutive counts. Or everybody knows already that each cell is zero or at
    least 1, and the own record says no more than that.
    """
    lower, upper = printed_bounds
    wanted, cells, background = attack.wanted, attack.cells, attack.background
    if background.shares or background.facts or np.isfinite(wanted.lower).any():
        return False
    has_room = bool(np.all(upper >= point + wanted.width.max(initial=0.0)))
    is_sum = cells.implicit & ~cells.latent
    is_told = (lower >= 1) | (upper < 1) | cells.latent
    says_no_more = not is_sum.any() and bool(np.all(is_told))
    return has_room or says_no_more


def _demands_of_parts(attack: _Attack) -> Demands:
    """Demand of a small part of a band, that nobody printed, as much as of what is printed.

    A part of what is printed as 0 to 4 can be no more than 4 either; that tells no more
    than the band does.
    """
    known, background = attack.known, attack.background
    n = len(attack.marks)
    is_implicit = attack.marks == Mark.IMPLICIT
    is_met = attack.wanted.met(known.seen_lower, known.seen_upper)
    is_asked = is_implicit & ~is_met & _is_small(known, background)
    is_asked &= background.attacker is Attacker.ROUNDED
    width = background.base - 1.0 - background.spent
    return Demands(
        np.full(n, np.inf), np.full(n, -np.inf), np.where(is_asked, width, 0.0)
    )


def _is_small(known: Knowledge, background: Background) -> Bools:
    """Which cells hold somebody, perhaps, and fewer than the threshold for certain."""
    threshold = background.small[1] + 1
    return np.asarray((known.upper < threshold) & (known.upper >= 1))


@dataclass(frozen=True, eq=False)
class _Revealed:
    """Which cells gave something away, and in which way."""

    exact: Bools
    implicit: Bools
    below: Bools
    narrow: Bools
    alike: Bools

    @property
    def any(self) -> Bools:
        """Cells that gave something away in any way."""
        return self.exact | self.implicit | self.below | self.narrow | self.alike


def _revealed(attack: _Attack, alike: Sequence[tuple[int, int]]) -> _Revealed:
    """Hold the demands of each cell against its exact interval."""
    known, marks, background = attack.known, attack.marks, attack.background
    # Of a cell that was not asked, what was seen is possible.
    lowest = np.minimum(known.seen_lower, known.upper)
    highest = np.maximum(known.seen_upper, known.lower)
    is_unmet = attack.wanted.any & ~attack.wanted.met(lowest, highest)
    is_exact = is_unmet & (known.lower == known.upper)
    is_secondary = marks == Mark.SECONDARY
    is_asked_for_width = _is_protected(marks) & ~is_secondary

    knows_small = background.attacker is Attacker.THRESHOLD and is_secondary.any()
    is_too_low = known.upper < background.small[1] + 1
    below = is_unmet & (marks == Mark.PRIMARY) & is_too_low & (not knows_small)
    is_narrow = is_unmet & is_asked_for_width & ~is_exact & ~below
    is_alike = np.zeros(len(marks), dtype=bool)
    is_alike[[part for part, _ in alike]] = True
    return _Revealed(
        exact=is_exact & _is_protected(marks),
        implicit=is_unmet & _is_small_part(attack, lowest, highest),
        below=below,
        narrow=is_narrow & known.complete,
        alike=is_alike,
    )


def _is_small_part(attack: _Attack, lowest: Floats, highest: Floats) -> Bools:
    """Which cells that nobody printed are small for certain.

    Of nobody nothing is told; and what zeros leave to a rest may be fewer numbers than
    the base.
    """
    marks = attack.marks
    is_unprinted = (marks == Mark.IMPLICIT) | (marks == Mark.REST)
    parts = _demands_of_parts(attack)
    is_roomy = parts.any & parts.met(lowest, highest)
    is_small = _is_small(attack.known, attack.background)
    return np.asarray(is_unprinted & is_small & ~is_roomy)


def _findings(attack: _Attack, revealed: _Revealed, n_printed: int) -> Findings:
    """Count and name what an attack revealed.

    Parameters
    ----------
    attack : after its questions
    revealed : cells that gave something away
    n_printed : cells of the tables as they were printed, without the rows left out
    """
    known, cells = attack.known, attack.cells
    is_secondary = attack.marks == Mark.SECONDARY
    bad = np.flatnonzero(revealed.any)
    return Findings(
        cells=n_printed,
        protected=int(_is_protected(attack.marks).sum()),
        exact_primary=int((revealed.exact & ~is_secondary).sum()),
        exact_secondary=int((revealed.exact & is_secondary).sum()),
        implicit=int(revealed.implicit.sum()),
        below_threshold=int(revealed.below.sum()),
        narrow=int(revealed.narrow.sum()),
        revealed=len(bad),
        widest=0.0,
        seconds=0.0,
        complete=known.complete,
        contradiction=known.contradicts,
        relations=known.matrix.shape[0],
        named=tuple(cells.label(cell) for cell in bad.tolist()),
        suspects=suspects(cells, known, bad) if len(bad) else None,
        seen=(known.seen_lower, known.seen_upper),
        left_out=cells.left_out,
    )


def _is_protected(marks: Ints) -> Bools:
    """Which cells print no exact count."""
    protected = (Mark.PRIMARY, Mark.SECONDARY, Mark.ROUNDED, Mark.BANDED)
    numbers = [int(mark) for mark in protected]
    return np.asarray(np.isin(marks, numbers), dtype=np.bool_)


def _widest(attack: _Attack, asked: Sequence[Component]) -> float:
    """Return the width of the widest interval of a protected cell; 0 if not finished."""
    known = attack.known
    if not known.complete:
        return 0.0
    targets = np.flatnonzero(_is_protected(attack.marks))
    width = widest(known, asked, targets, seconds=SECONDS_FOR_WIDEST)
    is_endless = width >= known.end - attack.background.base
    return np.inf if is_endless else width
