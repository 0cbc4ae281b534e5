"""The audit: attack printed tables, and say what was revealed."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import coo_array, csr_array, vstack

from zicht.disclosure.audit.attackers import Attacker, Background, bounds, share_rows
from zicht.disclosure.audit.cells import Cells, gather, marks_of
from zicht.disclosure.audit.groups import revealed_groups
from zicht.disclosure.audit.intervals import (
    Component,
    Knowledge,
    fill,
    narrow,
    propagate,
    widest,
)
from zicht.disclosure.audit.published import Mark, PublishedTable, joined
from zicht.disclosure.audit.safety import Demands, demands
from zicht.disclosure.audit.suspects import Suspects, suspects
from zicht.disclosure.audit.truths import carried, true_bounds
from zicht.disclosure.audit.witnesses import fits, see, vary_records
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.progress import Progress


@dataclass(frozen=True, eq=False)
class Findings:
    """What an attacker can find out.

    Parameters
    ----------
    cells : how many cells the tables print
    protected : how many of them are withheld, banded or rounded
    exact_primary, exact_secondary : withheld cells whose value follows exactly
    implicit : small cells printed nowhere that follow from printed ones
    below_threshold : primary cells that are provably below the threshold
    narrow : protected cells with fewer possibilities left than the rule asks
    groups : rows of which is known that nearly everybody has a sensitive attribute
    revealed : how many cells gave something away in any of these ways
    widest : width of the widest interval found, highest minus lowest
    seconds : it took
    complete : whether every protected cell was looked at
    contradiction : whether the printed figures cannot all be true
    off_base : rounded cells a base or more away from the original, or no multiple of it
    small_printed : numbers that had to be withheld and are printed openly
    existence : codes of which the rows alone reveal that somebody has them
    relations : how many sums tie the cells together; where there are none, nothing can be subtracted
    broken : printed sums that cannot hold, in words
    notes : what the reader of these findings should know
    named : the cells that were revealed, in words and without their values; for the analyst only
    by_records : whether what was found holds for every contributor too, whatever his record (`_covers_contributors`)
    suspects : the printed cells by which each was revealed
    seen : lowest and highest value of each cell in solutions that were found
    left_out : universes whose finest combinations of codes are too many to be attacked
    """

    cells: int
    protected: int
    exact_primary: int
    exact_secondary: int
    implicit: int
    below_threshold: int
    narrow: int
    revealed: int
    widest: float
    seconds: float
    complete: bool
    contradiction: bool = False
    off_base: int = 0
    small_printed: int = 0
    relations: int = 0
    broken: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    by_records: bool = False
    suspects: Suspects | None = field(default=None, repr=False)
    seen: tuple[Floats, Floats] | None = field(default=None, repr=False)
    groups: int = 0
    existence: int = 0
    left_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Findings: {self.revealed} of {self.protected} protected cells revealed, complete={self.complete}>"

    @property
    def ok(self) -> bool:
        """Say whether nothing was revealed and nothing was left unlooked at."""
        wrong = (
            self.contradiction
            or self.revealed
            or self.off_base
            or self.small_printed
            or self.existence
        )
        return self.complete and not wrong

    def as_mapping(self) -> dict[str, object]:
        """Give what `zicht audit --json` prints."""
        return {
            "cells": self.cells,
            "protected": self.protected,
            "exact": {"primary": self.exact_primary, "secondary": self.exact_secondary},
            "below_threshold": self.below_threshold,
            "implicit": self.implicit,
            "narrow": self.narrow,
            "groups": self.groups,
            "off_base": self.off_base,
            "small_printed": self.small_printed,
            "existence": self.existence,
            "widest": None if not np.isfinite(self.widest) else int(self.widest),
            "seconds": round(self.seconds, 3),
            "complete": self.complete,
            "contradiction": self.contradiction,
            "relations": self.relations,
            "notes": list(self.notes),
            "ok": self.ok,
        }


def audit(
    tables: Sequence[PublishedTable],
    background: Background,
    *,
    seconds: float = 300.0,
    hint: Callable[[Cells], Floats | None] | None = None,
    progress: Progress | None = None,
    before: Findings | None = None,
) -> Findings:
    """Attack tables jointly, as one reader with a given background would.

    Parameters
    ----------
    tables : printed tables, of one release or of several
    background : what the reader knows beside them
    hint : gives counts that may be possible; they are believed only after they were checked
    before : findings on the same tables with narrower bands: what was possible then is possible now
    seconds : the longest the attack may take; afterwards the findings are not complete, which is no pass

    Returns
    -------
    counts of revealed cells, and their names for the analyst; never a value

    References
    ----------
    Fischetti & Salazar-González (2001), Solving the cell suppression problem on tabular data with linear constraints,
    Management Science 47, section 2 (the attacker's two programmes per cell).
    """
    begin = time.monotonic()
    completed = list(joined(tables))
    cells = gather(completed)
    marks = marks_of(cells, completed)
    known = _knowledge(cells, completed, background)
    wanted = _without_facts(
        demands(cells, completed, marks, background), cells, background
    )
    first = known.lower.copy(), known.upper.copy()
    propagate(known)
    asked: list[Component] = []
    by_records = False
    if not known.contradicts:
        point = None
        for start in _starts(
            cells, completed, known, wanted, hint=hint, seconds=seconds
        ):
            see(known, start)
            if not background.shares:  # a record more may break a printed share
                vary_records(cells, known, start, wanted)
            point = start if point is None else point
        if point is not None:
            if (
                before is not None
                and before.seen is not None
                and len(before.seen[0]) == len(cells)
            ):
                known.seen_lower = np.minimum(known.seen_lower, before.seen[0])
                known.seen_upper = np.maximum(known.seen_upper, before.seen[1])
            by_records = _covers_contributors(cells, first, point, wanted, background)
        asked = narrow(
            known,
            wanted,
            seconds=seconds - (time.monotonic() - begin),
            progress=progress,
        )
        parts = _parts(marks, known, wanted, background)
        asked += (
            narrow(known, parts, seconds=seconds - (time.monotonic() - begin))
            if parts.any.any()
            else []
        )
    alike: list[tuple[int, int]] = []
    if background.groups.sensitive and not known.contradicts:
        alike = revealed_groups(
            cells,
            known,
            background.groups,
            seconds=seconds - (time.monotonic() - begin),
        )
    printed = sum(len(table.values) for table in tables)
    found = _findings(
        _Attack(cells, marks, known, wanted, background, asked, alike), printed, begin
    )
    return replace(
        found,
        by_records=by_records,
        seen=(known.seen_lower, known.seen_upper),
        left_out=cells.left_out,
    )


def _covers_contributors(
    cells: Cells,
    first: tuple[Floats, Floats],
    point: Floats,
    wanted: Demands,
    background: Background,
) -> bool:
    """Whether no contributor learns more than his own record, whichever it is.

    Either one possible set of counts has room for `base - 1` more records in every cell: then his own record and up to
    `base - 2` of any one kind fit, and every cell keeps `base - 1` consecutive counts. Or everybody knows already that
    each cell is zero or at least 1, and the own record says no more than that.
    """
    lower, upper = first
    if background.shares or background.facts or np.isfinite(wanted.lower).any():
        return False
    has_room = bool(np.all(upper >= point + wanted.width.max(initial=0.0)))
    is_sum = cells.implicit & ~cells.latent
    is_told = (lower >= 1) | (upper < 1) | cells.latent
    says_no_more = not is_sum.any() and bool(np.all(is_told))
    return has_room or says_no_more


def _starts(
    cells: Cells,
    tables: Sequence[PublishedTable],
    known: Knowledge,
    wanted: Demands,
    *,
    hint: Callable[[Cells], Floats | None] | None,
    seconds: float,
) -> Iterator[Floats]:
    """Give possible sets of counts: the hint, the printed numbers, or anything that fits.

    Where a set has gaps, it is filled again while cells are left whose safety no solution shows: as low as these can
    be, and as high. That is a much smaller question than what they can be when the printed numbers move too.
    """
    given = hint(cells) if hint is not None else None
    for point in (given, _possible(cells, tables, known), np.full(len(cells), np.nan)):
        if point is None:
            continue
        has_gaps = bool(np.isnan(point).any())
        filled = (
            fill(known, point, wanted.width, seconds=seconds) if has_gaps else point
        )
        if filled is None or not fits(known, filled):
            continue
        yield filled
        for sign in (1.0, -1.0) if has_gaps and np.isfinite(point).any() else ():
            left = wanted.any & ~wanted.met(known.seen_lower, known.seen_upper)
            if not left.any():
                return
            again = fill(
                known,
                point,
                wanted.width,
                costs=np.where(left, sign, 0.0),
                seconds=seconds,
            )
            if again is not None and fits(known, again):
                yield again
        return


def _parts(
    marks: Ints, known: Knowledge, wanted: Demands, background: Background
) -> Demands:
    """Demand of a part of a narrow band, that nobody printed, as many possibilities as of what is printed.

    A part of what is printed as 0 to 4 can be no more than 4 either; that tells no more than the band does.
    """
    n = len(marks)
    small = (
        (marks == Mark.IMPLICIT)
        & ~wanted.met(known.seen_lower, known.seen_upper)
        & _is_small(known, background)
    )
    width = np.where(
        small & (background.attacker is Attacker.ROUNDED),
        background.base - 1.0 - background.spent,
        0.0,
    )
    return Demands(np.full(n, np.inf), np.full(n, -np.inf), width)


def _is_small(known: Knowledge, background: Background) -> Bools:
    """Tell which cells hold somebody, perhaps, and fewer than the threshold for certain."""
    return (known.upper < background.small[1] + 1) & (known.upper >= 1)


def _without_facts(wanted: Demands, cells: Cells, background: Background) -> Demands:
    """Demand nothing of a cell whose count was printed elsewhere: it is known, and the question is what follows."""
    told = [
        cells.find(fact.universe, fact.predicate)
        for fact in background.facts
        if fact.lower == fact.upper
    ]
    at = np.asarray([cell for cell in told if cell >= 0], dtype=np.int64)
    lower, upper, width = wanted.lower.copy(), wanted.upper.copy(), wanted.width.copy()
    lower[at], upper[at], width[at] = np.inf, -np.inf, 0.0
    return Demands(lower, upper, width)


@dataclass(frozen=True, eq=False)
class _Attack:
    cells: Cells
    marks: Ints
    known: Knowledge
    wanted: Demands
    background: Background
    asked: Sequence[Component]
    alike: Sequence[tuple[int, int]]


def _possible(
    cells: Cells, tables: Sequence[PublishedTable], known: Knowledge
) -> Floats | None:
    """Take the printed numbers as they are: where all are printed and add up, they might be the truth."""
    point = np.where(known.upper - known.lower < 0.5, known.lower, np.nan)
    for table, rows in zip(tables, cells.rows, strict=True):
        shown = np.isfinite(table.values)
        point[rows[shown]] = table.values[shown]
    return point


def _knowledge(
    cells: Cells, tables: Sequence[PublishedTable], background: Background
) -> Knowledge:
    lower, upper = bounds(cells, tables, background)
    blocks, row_lower, row_upper = (
        [cells.matrix],
        [np.zeros(cells.matrix.shape[0])],
        [np.zeros(cells.matrix.shape[0])],
    )
    unions = [cells.groups]
    if background.truth:
        least, most = true_bounds(cells, background.truth)
        lower = (
            np.maximum(lower, np.minimum(least, 1.0))
            if background.all_records
            else lower
        )
        unions += carried(cells, least, most)
    for union in unions:
        blocks.append(union)
        row_lower.append(np.zeros(union.shape[0]))
        row_upper.append(np.full(union.shape[0], np.inf))
    shares = share_rows(cells, background.shares)
    if shares:
        table = np.asarray([(a, b) for a, b, _, _ in shares], dtype=np.int64)
        at, n = np.arange(len(shares)), len(shares)
        for limit, low, high in ((2, 0.0, np.inf), (3, -np.inf, 0.0)):
            factor = np.asarray([share[limit] for share in shares])
            blocks.append(
                _rows(
                    np.ones(n), at, table[:, 0], -factor, table[:, 1], size=len(cells)
                )
            )
            row_lower.append(np.full(n, low))
            row_upper.append(np.full(n, high))
    matrix = csr_array(vstack(blocks))
    return Knowledge(
        matrix, np.concatenate(row_lower), np.concatenate(row_upper), lower, upper
    )


def _rows(
    first: Floats, at: Ints, column: Ints, second: Floats, other: Ints, *, size: int
) -> csr_array:
    return csr_array(
        coo_array(
            (
                np.concatenate([first, second]),
                (np.concatenate([at, at]), np.concatenate([column, other])),
            ),
            shape=(len(at), size),
        )
    )


def _findings(attack: _Attack, printed: int, begin: float) -> Findings:
    known, marks, wanted = attack.known, attack.marks, attack.wanted
    lowest, highest = (
        np.minimum(known.seen_lower, known.upper),
        np.maximum(known.seen_upper, known.lower),
    )
    unseen = wanted.any & ~wanted.met(lowest, highest)
    exact = unseen & (known.lower == known.upper)
    threshold = attack.background.small[1] + 1
    untold = (marks == Mark.IMPLICIT) | (marks == Mark.REST)
    parts = _parts(marks, known, wanted, attack.background)
    is_roomy = parts.any & parts.met(lowest, highest)
    # Of nobody nothing is told; and what zeros leave to a rest may be fewer numbers than the base.
    implicit = unseen & untold & _is_small(known, attack.background) & ~is_roomy
    primary, secondary = marks == Mark.PRIMARY, marks == Mark.SECONDARY
    grey = (marks == Mark.ROUNDED) | (marks == Mark.BANDED)
    is_threshold = attack.background.attacker is Attacker.THRESHOLD and bool(
        secondary.any()
    )
    below = unseen & primary & (known.upper < threshold) & (not is_threshold)
    narrow_cells = unseen & (primary | grey) & ~exact & ~below
    if not known.complete:
        narrow_cells &= False
    grouped = np.zeros(len(marks), dtype=bool)
    grouped[[part for part, _ in attack.alike]] = True
    revealed = (
        implicit
        | narrow_cells
        | below
        | (exact & (primary | secondary | grey))
        | grouped
    )
    targets = np.flatnonzero(primary | secondary | grey)
    apart = (
        widest(known, attack.asked, targets, seconds=10.0) if known.complete else 0.0
    )
    return Findings(
        cells=printed,
        protected=len(targets),
        exact_primary=int((exact & (primary | grey)).sum()),
        exact_secondary=int((exact & secondary).sum()),
        implicit=int(implicit.sum()),
        below_threshold=int(below.sum()),
        narrow=int(narrow_cells.sum()),
        groups=len(attack.alike),
        revealed=int(revealed.sum()),
        widest=apart if apart < known.end - attack.background.base else np.inf,
        seconds=time.monotonic() - begin,
        complete=known.complete,
        contradiction=known.contradicts,
        relations=known.matrix.shape[0],
        named=tuple(attack.cells.label(int(cell)) for cell in np.flatnonzero(revealed)),
        suspects=suspects(attack.cells, known, np.flatnonzero(revealed))
        if revealed.any()
        else None,
    )
