"""The audit: attacks printed tables, and reports what they reveal."""

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from zicht.disclosure.audit.attackers import Background
from zicht.disclosure.audit.beginning import begin_attack
from zicht.disclosure.audit.cell_bounds import Knowledge, propagate
from zicht.disclosure.audit.components import Component
from zicht.disclosure.audit.exchanges import Exchanges
from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.audit.finest import MOST
from zicht.disclosure.audit.groups import SensitivePart, revealed_groups
from zicht.disclosure.audit.intervals import narrow, widest
from zicht.disclosure.audit.one_attack import Hint, OneAttack
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.disclosure.audit.revealed import Revealed, revealed_by
from zicht.disclosure.audit.safety import Demands
from zicht.disclosure.audit.seeing import see_possible_tables
from zicht.disclosure.audit.suspects import suspects
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.progress import Progress

SECONDS_FOR_WIDEST = 10.0
"""Given to the search for the widest interval, which decides nothing."""


def audit(
    tables: Sequence[PublishedTable],
    background: Background,
    *,
    seconds: float = 300.0,
    hint: Hint | None = None,
    progress: Progress | None = None,
    before: Findings | None = None,
    most_finest: int = MOST,
    is_awaited: bool = False,
) -> Findings:
    """Attack tables jointly, as one reader with a given background would.

    Parameters
    ----------
    tables : printed tables, of one release or of several
    background : what the reader knows beside them
    seconds : the longest the attack may take; afterwards the findings are not complete,
        which is no pass
    hint : returns counts that may be possible; they are believed only after they were
        checked
    progress : called with a sentence after each large part
    before : findings on the same tables with narrower bands: what was possible then is
        possible now
    most_finest : finest cells of one universe that are laid out, see `audit.finest`
    is_awaited : whether somebody waits for the answer: possible tables are then sought in
        the way that is quickest for some thousands of cells, and `widest` stays 0

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
    attack = begin_attack(
        tables, background, deadline=begin + seconds, most_finest=most_finest
    )
    # Where printed numbers contradict each other there is no possible table to ask about.
    asked: list[Component] = []
    covers_contributors = False
    printed_bounds = attack.known.lower.copy(), attack.known.upper.copy()
    propagate(attack.known)
    if not attack.known.contradicts:
        point = see_possible_tables(attack, hint, is_awaited=is_awaited)
        if point is not None:
            _see_again(attack.known, before)
            covers_contributors = _covers_contributors(attack, printed_bounds, point)
        asked = _ask(attack, progress, is_awaited=is_awaited)
    alike = _revealed_groups(attack)
    findings = _findings(
        attack,
        revealed_by(attack, alike),
        n_printed=sum(len(table.values) for table in tables),
    )
    return replace(
        findings,
        groups=len(alike),
        widest=0.0 if is_awaited else _widest(attack, asked),
        by_records=covers_contributors,
        seconds=time.monotonic() - begin,
    )


def _revealed_groups(attack: OneAttack) -> list[SensitivePart]:
    """Return the sensitive categories of which the attacker knows too much.

    They are asked last: the bounds of all cells are then as narrow as they get.
    """
    groups = attack.background.groups
    if not groups.sensitive or attack.known.contradicts:
        return []
    return revealed_groups(attack.cells, attack.known, groups, seconds=attack.seconds)


def _ask(
    attack: OneAttack, progress: Progress | None, *, is_awaited: bool
) -> list[Component]:
    """Find the interval of every cell that no possible table shows to be safe."""
    known = attack.known

    def ask(wanted: Demands, progress: Progress | None = None) -> list[Component]:
        exchanges = Exchanges(attack.cells, known, wanted) if is_awaited else None
        return narrow(
            known,
            wanted,
            seconds=attack.seconds,
            progress=progress,
            exchanges=exchanges,
        )

    asked = ask(attack.wanted, progress)
    parts = attack.demands_of_parts()
    if parts.any.any():
        asked += ask(parts)
    return asked


def _see_again(known: Knowledge, before: Findings | None) -> None:
    """Note what was possible when the bands were narrower."""
    if before is None or before.seen is None:
        return
    lowest, highest = before.seen
    if len(lowest) == len(known.lower):
        known.seen_lower = np.minimum(known.seen_lower, lowest)
        known.seen_upper = np.maximum(known.seen_upper, highest)


def _covers_contributors(
    attack: OneAttack, printed_bounds: tuple[Floats, Floats], point: Floats
) -> bool:
    """Whether no contributor learns more than their own record, whichever it is.

    Either one possible set of counts has room for `base - 1` more records in every cell:
    then their own record and up to `base - 2` of any one kind fit, and every cell keeps
    `base - 1` consecutive counts. Or everybody knows already that each cell is zero or at
    least 1, and the own record says no more than that.
    """
    wanted, cells, background = attack.wanted, attack.cells, attack.background
    # One more record may break a printed percentage or a count known from elsewhere:
    # beside these, room above every cell proves nothing.
    if background.shares or background.facts or np.isfinite(wanted.lower).any():
        return False
    lower, upper = printed_bounds
    most_wanted = wanted.width.max(initial=0.0)
    if np.all(upper >= point + most_wanted):
        return True
    is_sum = cells.implicit & ~cells.latent
    is_known_to_hold = (lower >= 1) | (upper < 1) | cells.latent
    return not is_sum.any() and bool(np.all(is_known_to_hold))


def _findings(attack: OneAttack, revealed: Revealed, *, n_printed: int) -> Findings:
    """Count and name what an attack revealed in single cells.

    What only the whole attack knows (groups, the widest interval, the time it took) is
    added by `audit`.

    Parameters
    ----------
    attack : after its questions
    revealed : cells that gave something away
    n_printed : cells of the tables as they were printed, without the rows left out
    """
    known, cells = attack.known, attack.cells
    is_secondary = attack.marks == Mark.SECONDARY
    revealed_cells = np.flatnonzero(revealed.any)
    has_revealed = len(revealed_cells) > 0
    return Findings(
        cells=n_printed,
        protected=int(attack.is_protected().sum()),
        exact_primary=int((revealed.exact & ~is_secondary).sum()),
        exact_secondary=int((revealed.exact & is_secondary).sum()),
        implicit=int(revealed.implicit.sum()),
        below_threshold=int(revealed.below.sum()),
        narrow=int(revealed.narrow.sum()),
        revealed=len(revealed_cells),
        widest=0.0,
        seconds=0.0,
        complete=known.complete,
        contradiction=known.contradicts,
        relations=known.matrix.shape[0],
        named=tuple(cells.label(cell) for cell in revealed_cells.tolist()),
        suspects=suspects(cells, known, revealed_cells) if has_revealed else None,
        seen=(known.seen_lower, known.seen_upper),
        left_out=cells.left_out,
    )


def _widest(attack: OneAttack, asked: Sequence[Component]) -> float:
    """Return the width of the widest interval of a protected cell; 0 if not finished."""
    known = attack.known
    if not known.complete:
        return 0.0
    targets = np.flatnonzero(attack.is_protected())
    width = widest(known, asked, targets, seconds=SECONDS_FOR_WIDEST)
    is_endless = width >= known.end - attack.background.base
    return np.inf if is_endless else width
