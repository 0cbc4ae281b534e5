"""The only door: a Draft goes in, and a sealed Protected comes out, or a refusal.

`publish` reads from top to bottom as the gate works: refuse what is too sparse, make one
system of all tables, protect it, attack the result with all that was printed before,
repair it or refuse, and seal it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.disclosure import spans, surveys
from zicht.disclosure.attack import Reader, attack, tables_that_hold
from zicht.disclosure.audit.attackers import Fact
from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.curves import counts_of
from zicht.disclosure.masking import with_absent_rows
from zicht.disclosure.memory import Memory, Room
from zicht.disclosure.probable import guess
from zicht.disclosure.protect.building import build
from zicht.disclosure.protect.groups import refuse_unknown
from zicht.disclosure.protect.rounding import NoRounding
from zicht.disclosure.sealing import Sign, seal
from zicht.disclosure.small_areas import Inhabitants, cells_of, hidden_rows
from zicht.disclosure.sparsity import refuse_sparse
from zicht.disclosure.strategies.rounding import Rounding
from zicht.disclosure.strategies.suppression import Suppression
from zicht.disclosure.strategies.task import Strategy, Task
from zicht.edition.messages import Message
from zicht.vocabulary.cells import CellKey
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Extents, Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress, silent
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable, Draft

METHODS = {"rounding": "controlled rounding", "suppression": "suppression"}


def publish(
    draft: Draft,
    policy: Policy,
    *,
    sign: Sign,
    secret: bytes,
    drawn_as: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    ledger: Ledger | None = None,
    extents: Extents | None = None,
    cited: Mapping[CellKey, int] | None = None,
    facts: Sequence[Fact] = (),
    inhabitants: Inhabitants | None = None,
    withdrawn: bool = False,
    seconds: float = 300.0,
) -> Protected:
    """Protect every table of a draft as one system, attack the result, and seal it.

    Parameters
    ----------
    draft : all count tables of one release, true values
    policy : the rules
    sign : returns the gate's signature over a digest
    secret : of the gate, for whatever is left to chance: who does not have it cannot
        make the draws again; with the same one a rerun gives the same
    drawn_as : dimension to the name that it had when its cells were first drawn, where it
        was renamed since: so a cell keeps its number
    progress : called with a sentence, without any count of people
    ledger : what earlier releases printed: cells printed before keep their number, and
        the attack is on everything together
    extents : per universe, what the total of a dimension covers where it is not
        everything (`year`: y0 to y5)
    cited : counts printed elsewhere, by universe and predicate, known to every attacker
    facts : bounds of counts that follow from other figures, such as printed sums; every
        attacker knows them
    inhabitants : per dimension of areas, how many live in each
    withdrawn : whether people withdrew their consent: then a printed number never
        moves, and its lower bound says how far it may lie above its count
    seconds : the longest one part of the protection, or one attack, may take

    Returns
    -------
    the tables, sealed, their rows in the order of the draft, and a table of counts for
    every curve of survival. Where zeros disclose and
    the draft left combinations out, these have a row too, and all rows stand in the
    order of their codes

    Raises
    ------
    DisclosureRefused : totals do not add up, a table is too sparse, no additive
        rounding was found, or the result would tell an attacker too much

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, chapters 4 and 5.
    Salazar-González (2006), Controlled rounding and cell perturbation, Mathematical
    Programming 105.
    """
    refuse_sparse(draft.tables, policy)
    refuse_unknown(draft.tables, policy.sensitive)

    memory = Memory(ledger, extents, draft.same)
    tables = _tables_to_protect(draft, policy)
    task = _task(
        tables,
        policy,
        memory,
        inhabitants or {},
        secret=secret,
        drawn_as=drawn_as or {},
        seconds=seconds,
        progress=progress or silent,
    )
    reader = Reader(cited or {}, [table.counts for table in tables], facts)
    rooms = memory.attempts(withdrawn=withdrawn)
    passed = _first_that_passes(task, rooms, memory, reader)
    # How often a Bayesian attacker guesses right follows from true counts: it goes to
    # the log, for the analyst, and onto no page.
    task.progress(guess(tables, passed.tables, policy).in_words())

    protected = Protected(
        passed.tables,
        policy.title,
        METHODS[policy.method],
        _losses(passed),
        # Spans and shares come after the counts: of a cell whose count is not shown as
        # a number, nothing else is printed.
        spans=(
            *spans.protect(draft.spans, passed.tables, policy, ledger),
            *surveys.protect(draft.surveys, passed.tables, policy, ledger),
        ),
    )
    return seal(protected, sign)


# ---- what is protected


def _tables_to_protect(draft: Draft, policy: Policy) -> tuple[CountTable, ...]:
    """Return the tables of a draft, those behind its curves, and the rows they leave out.

    A row that a table leaves out says zero: where zeros disclose, it is protected too.
    """
    tables = (*draft.tables, *_tables_of_curves(draft))
    if policy.zeros == "disclosive":
        return tuple(with_absent_rows(table) for table in tables)
    return tables


def _tables_of_curves(draft: Draft) -> list[CountTable]:
    """Return the counts behind every curve of survival: they are protected as counts."""
    return [
        counts_of(table, draft.tables)
        for table in draft.spans
        if table.shape == spans.SURVIVAL
    ]


def _task(
    tables: tuple[CountTable, ...],
    policy: Policy,
    memory: Memory,
    inhabitants: Inhabitants,
    *,
    secret: bytes,
    drawn_as: Mapping[str, str],
    seconds: float,
    progress: Progress,
) -> Task:
    """Make one system of all tables, and say what binds whoever protects it.

    Parameters
    ----------
    tables, policy, memory : of the release
    inhabitants : per dimension of areas, how many live in each
    secret, drawn_as, seconds, progress : as for `publish`

    Raises
    ------
    DisclosureRefused : there are too many cells, a total is not the sum of its parts, or
        inhabitants are missing
    """
    system = build(tables)
    progress(
        Message(
            "gate.one_system",
            cells=Message("count.cells", n=len(system.counts)),
            tables=Message("count.tables", n=len(tables)),
        )
    )
    small_areas = hidden_rows(tables, policy, inhabitants)
    return Task(
        tables=tables,
        system=system,
        policy=policy,
        secret=secret,
        drawn_as=drawn_as,
        same=tuple(memory.same),
        printed=memory.beside(tables, system),
        is_small_area=cells_of(small_areas, system),
        seconds=seconds,
        progress=progress,
    )


# ---- attempts, until one passes


@dataclass(frozen=True, eq=False)
class _Passed:
    """Tables of which no attacker learns too much, and how they were protected."""

    tables: tuple[ProtectedTable, ...]
    strategy: Strategy


def _first_that_passes(
    task: Task, rooms: tuple[Room, ...], memory: Memory, reader: Reader
) -> _Passed:
    """Protect the tables, with more and more room for what was printed before.

    More room helps where the sums ask for it, or where counts were revised since.
    Suppression prints true counts: it has one attempt.
    """
    if task.policy.method == "suppression":
        return _attempt(Suppression(task), task, memory, reader)
    *narrower, widest = rooms
    for room in narrower:
        try:
            return _attempt(Rounding(task, room), task, memory, reader)
        except DisclosureRefused as refusal:
            if not _more_room_could_help(refusal, task):
                raise
    return _attempt(Rounding(task, widest), task, memory, reader)


def _more_room_could_help(refusal: DisclosureRefused, task: Task) -> bool:
    """Whether numbers printed before may be why an attempt was refused.

    Either no rounding fits beside them, or counts were revised since, so that old and
    new numbers together reveal the revision.
    """
    return isinstance(refusal, NoRounding) or task.printed.are_revised()


def _attempt(strategy: Strategy, task: Task, memory: Memory, reader: Reader) -> _Passed:
    """Attack what would be printed and repair it, until nothing is revealed.

    Raises
    ------
    DisclosureRefused : something stays revealed, or the attack did not end
    """

    def attack_tables(
        tables: tuple[ProtectedTable, ...], before: Findings | None
    ) -> Findings:
        return attack(
            tables,
            strategy.hints(),
            task.policy,
            memory,
            seconds=task.seconds,
            progress=task.progress,
            reader=reader,
            before=before if strategy.only_widens else None,
        )

    tables = tables_that_hold(strategy, attack_tables, memory, task.progress)
    return _Passed(tables, strategy)


# ---- what was lost


def _losses(passed: _Passed) -> dict[str, float]:
    """Return what was lost, computed from the published side only.

    The exact mean change of all cells, times their number, would be a sum of true
    counts.
    """
    statuses = np.concatenate([table.statuses for table in passed.tables])
    is_hidden = statuses != Status.PUBLISHED
    share = round(float(is_hidden.mean()), 4) if len(is_hidden) else 0.0
    changes = [_largest_change(table) for table in passed.tables]
    repair = passed.strategy.repair
    losses = {
        "cells": float(len(repair.system.counts)),
        "hidden share": share,
        "largest change": max(changes, default=0.0),
    }
    if repair.cells:
        losses["cells hidden to guard differences"] = float(repair.cells)
    return losses | passed.strategy.proofs()


def _largest_change(table: ProtectedTable) -> float:
    """Return how far the count of a printed number can lie above it."""
    shown = table.statuses == Status.PUBLISHED
    above = (table.upper - table.values)[shown]
    return float(max(above.max(initial=0), 0))
