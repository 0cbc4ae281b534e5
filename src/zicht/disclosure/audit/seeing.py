"""Looks for possible tables: each of them shows cells to be safe without a programme.

A cell is safe when it was seen far enough apart in two possible tables. Three sources of
possible tables are tried before the solver is asked cell by cell (`intervals`): counts
that somebody hints at, the printed numbers themselves, and tables far from all bounds.
What each of them becomes with a few records more or fewer is noted too (`witnesses`).
"""

from collections.abc import Iterator

import numpy as np

from zicht.disclosure.audit.components import HIGHEST, LOWEST
from zicht.disclosure.audit.one_attack import Hint, OneAttack
from zicht.disclosure.audit.possible_counts import fill, inner_point
from zicht.disclosure.audit.witnesses import fits, see, vary_records
from zicht.vocabulary.arrays import Floats

INNER_SIGNS = (0.0, HIGHEST, LOWEST, HIGHEST, LOWEST)
"""Sign of the costs of each inner table: none for the centre, then high and low."""
FEW, LARGE = 24, 1_000
"""Cells that get inner tables of their own, and the open cells from which that is quicker
than the simplex method."""


def see_possible_tables(
    attack: OneAttack, hint: Hint | None, *, is_awaited: bool = False
) -> Floats | None:
    """Note possible counts, and those that a few records more or fewer make of them.

    Parameters
    ----------
    attack : whose `known.seen_lower` and `known.seen_upper` are widened
    hint : counts that may be possible; they are believed only after they were checked
    is_awaited : whether programmes are asked at once, see `together`: for some thousands
        of cells they take less time than what is left out

    Returns
    -------
    the first possible counts that were found; None where none were
    """
    first = None
    for point in _possible_tables(attack, hint):
        see(attack.known, point)
        if not is_awaited:
            _see_with_other_records(attack, point)
        first = point if first is None else first
    if not is_awaited:
        _see_inner_tables(attack)
    return first


def _see_with_other_records(attack: OneAttack, point: Floats) -> None:
    """Note what possible counts become with a few records more or fewer."""
    # A record more breaks most printed percentages, so that it would show next to nothing.
    if not attack.background.shares:
        vary_records(attack.cells, attack.known, point, attack.wanted)


# ---- the hint, the printed numbers, or anything that fits


def _possible_tables(attack: OneAttack, hint: Hint | None) -> Iterator[Floats]:
    """Yield possible counts: the hint, the printed numbers, or anything that fits.

    The first of these that can be completed is taken, the others are not tried.
    """
    hinted = hint(attack.cells) if hint is not None else None
    unknown = np.full(len(attack.cells), np.nan)
    for point in (hinted, _printed_numbers(attack), unknown):
        if point is None:
            continue
        completed = _completed(attack, point, costs=None)
        if completed is not None:
            yield completed
            yield from _completed_otherwise(attack, point)
            return


def _completed(
    attack: OneAttack, point: Floats, *, costs: Floats | None
) -> Floats | None:
    """Return counts with their gaps filled; None where they are not possible."""
    known = attack.known
    completed: Floats | None = point
    if np.isnan(point).any():
        room = attack.wanted.width
        completed = fill(known, point, room, costs=costs, seconds=attack.seconds)
    if completed is None or not fits(known, completed):
        return None
    return completed


def _completed_otherwise(attack: OneAttack, point: Floats) -> Iterator[Floats]:
    """Yield counts with their gaps filled as low, and as high, as unsafe cells can be.

    That is a much smaller question than what these cells can be when the printed numbers
    move too. Counts without gaps have nothing to fill; of counts with nothing but gaps
    the general question is the same.
    """
    has_gaps = bool(np.isnan(point).any())
    has_counts = bool(np.isfinite(point).any())
    if not (has_gaps and has_counts):
        return
    for sign in (LOWEST, HIGHEST):
        is_unmet = attack.is_unmet()
        if not is_unmet.any():
            return
        costs = np.where(is_unmet, sign, 0.0)
        completed = _completed(attack, point, costs=costs)
        if completed is not None:
            yield completed


def _printed_numbers(attack: OneAttack) -> Floats:
    """Return the printed numbers as counts: where they add up, they might be the truth."""
    known = attack.known
    point = np.where(known.is_open, np.nan, known.lower)
    for table, rows in zip(attack.tables, attack.cells.rows, strict=True):
        is_number = np.isfinite(table.values)
        point[rows[is_number]] = table.values[is_number]
    return point


# ---- tables far from all bounds


def _see_inner_tables(attack: OneAttack) -> None:
    """Note possible counts far from all bounds, for cells that nothing shows to be safe.

    The centre first: around it most cells have room. Then as high, and as low, as the
    cells that are left can be, together and at last each by itself.
    """
    for sign in INNER_SIGNS:
        is_unmet = attack.is_unmet()
        if not is_unmet.any():
            return
        point = _inner_table(attack, np.where(is_unmet, sign, 0.0))
        if point is None:
            return
        _see_with_other_records(attack, point)
    # For the last nine cells of a table that was measured, one programme took 1.7 s and
    # an inner table 0.04 s each.
    unsafe = np.flatnonzero(attack.is_unmet())
    if len(unsafe) <= FEW and attack.known.is_open.sum() >= LARGE:
        for cell in unsafe.tolist():
            _see_ends_of(cell, attack)


def _see_ends_of(cell: int, attack: OneAttack) -> None:
    """Note possible counts in which one cell is high, and in which it is low."""
    for sign in (HIGHEST, LOWEST):
        if attack.is_unmet()[cell]:
            costs = np.zeros(len(attack.cells))
            costs[cell] = sign
            _inner_table(attack, costs)


def _inner_table(attack: OneAttack, costs: Floats) -> Floats | None:
    """Note possible counts at low costs, far from all bounds; None where none were found."""
    point = inner_point(attack.known, costs, seconds=attack.seconds)
    if point is None or not fits(attack.known, point):
        return None
    see(attack.known, point)
    return point
