"""The gate for sums of amounts: days, euros.

Sensitive sums are withheld, with others, and the result is attacked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.audit.amounts import Revealed, audit_sums
from zicht.disclosure.audit.published import from_protected
from zicht.disclosure.masking import withhold_rows
from zicht.disclosure.protect.magnitudes import rises, withhold
from zicht.disclosure.protect.system import System, build
from zicht.disclosure.repair import ROUNDS
from zicht.disclosure.small_areas import Inhabitants, cells_of, hidden_rows
from zicht.disclosure.sparsity import refuse_sparse
from zicht.disclosure.sums import Amounts
from zicht.disclosure.thresholds import thresholds_of
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Protected, ProtectedTable, Status
from zicht.vocabulary.tables import CountTable

LARGEST_SUM = 1_000_000
"""Above it the programmes of the attack are no longer exact to one."""
MOST_ALONE = 200
"""Withheld sums with one contributor, up to which each of them is tried as a reader."""
MOST_NAMED = 50


def publish_amounts(
    tables: Sequence[Amounts],
    policy: Policy,
    *,
    inhabitants: Inhabitants | None = None,
    seconds: float = 300.0,
) -> Protected:
    """Withhold the sensitive sums of all tables as one system, and attack the result.

    Parameters
    ----------
    tables : sums with who stands behind them
    policy : `dominance`, `p_percent` and the thresholds, as numbers of contributors;
        `zeros`; `minimum_population`
    inhabitants : per dimension of areas
    seconds : the longest protection, or one attack, may take

    Returns
    -------
    tables of which each sum is printed exactly or not at all; not sealed, for a release
    holds counts only

    Raises
    ------
    DisclosureRefused : sums are too large, a table is too sparse, or the result would
        tell too much
    """
    _refuse_unfit(tables, policy)
    sums = tuple(table.sums for table in tables)
    system = build(sums)
    judged = _judge(tables, system, policy)
    extra = cells_of(hidden_rows(sums, policy, inhabitants or {}), system)
    # A sum withheld for another reason hides a typical contributor at least.
    is_only_extra = extra & (judged.rise == 0)
    rise = np.where(is_only_extra, judged.typical, judged.rise)
    for _ in range(ROUNDS):
        hidden = withhold(
            system, rise, extra=extra, known=judged.is_empty, seconds=seconds
        )
        protected = tuple(
            withhold_rows(table, hidden[cells])
            for table, cells in zip(sums, system.rows, strict=True)
        )
        revealed = _attack(protected, tables, system, rise, seconds=seconds)
        if revealed.ok:
            return _publishable(protected, policy, hidden, system)
        if not revealed.complete:
            raise DisclosureRefused(
                "The attack on the sums was not finished in time, so nothing is known"
                " to be safe; nothing is published.",
                now="Give --seconds more, merge categories, or leave a table out.",
            )
        guards = _guards(revealed, system, hidden)
        if not guards.any():
            break
        extra |= guards
    raise DisclosureRefused(
        f"The gate: {len(revealed.named)} sums would be revealed; nothing is published.",
        details=revealed.named[:MOST_NAMED],
        now="Merge the categories named, or leave the table out.",
    )


def _publishable(
    protected: tuple[ProtectedTable, ...], policy: Policy, hidden: Bools, system: System
) -> Protected:
    """Return the tables with what was lost: sums withheld, as a share of all rows."""
    is_hidden = np.concatenate([hidden[cells] for cells in system.rows])
    losses = {
        "cells": float(len(hidden)),
        "hidden share": round(float(is_hidden.mean()), 4),
    }
    return Protected(protected, policy.title, "suppression", losses)


def _refuse_unfit(tables: Sequence[Amounts], policy: Policy) -> None:
    """Refuse policies for counts, sums that are too large, and sparse tables."""
    if policy.method != "suppression" or policy.sensitive:
        raise DisclosureRefused(
            f"The policy {policy.title} rounds, or names sensitive categories: rules for"
            " counts, not for amounts.",
            now="Give a policy with method = 'suppression' and without [sensitive] for"
            " amounts.",
        )
    if any(int(table.sums.counts.max(initial=0)) > LARGEST_SUM for table in tables):
        raise DisclosureRefused(
            f"Some amounts add up to more than {LARGEST_SUM}.",
            now="Give them in thousands, as whole numbers.",
        )
    refuse_sparse([_contributors_of(table) for table in tables], policy)


def _contributors_of(table: Amounts) -> CountTable:
    """Return contributors per cell: how sparse a table is does not follow from amounts."""
    sums = table.sums
    return CountTable("contributors", sums.dimensions, sums.codes, table.contributors)


@dataclass(frozen=True, eq=False)
class _Judged:
    """What the rules ask of every sum of a system.

    Parameters
    ----------
    rise : how much higher it must possibly be; 0 for one that is not sensitive
    is_empty : whether every reader knows that nobody is there
    typical : amount of an ordinary contributor
    """

    rise: Floats
    is_empty: Bools
    typical: float


def _judge(tables: Sequence[Amounts], system: System, policy: Policy) -> _Judged:
    """Judge every sum.

    One with too few contributors must leave room for one more, of an ordinary amount.
    """
    n = len(system.counts)
    rise, is_empty = np.zeros(n), np.zeros(n, dtype=bool)
    typical = _typical_amount(tables)
    zeros_are_shown = policy.zeros == "structural"
    for table, cells in zip(tables, system.rows, strict=True):
        asked = rises(
            table.sums.counts.astype(np.float64),
            table.largest.astype(np.float64),
            table.second.astype(np.float64),
            policy,
        )
        has_few = table.contributors < thresholds_of(table.sums, policy)
        if zeros_are_shown:
            has_few &= table.contributors > 0
            is_empty[cells] |= table.contributors == 0
        asked = np.where(has_few, np.maximum(asked, typical), asked)
        np.maximum.at(rise, cells, np.ceil(asked))
    return _Judged(rise, is_empty, typical)


def _typical_amount(tables: Sequence[Amounts]) -> float:
    """Return the mean amount of a contributor, rounded up, and 1 at least."""
    largest = max(tables, key=lambda table: int(table.contributors.max(initial=0)))
    n_contributors = max(1, int(largest.contributors.max()))
    return max(1.0, float(np.ceil(largest.sums.counts.max() / n_contributors)))


def _attack(
    protected: Sequence[ProtectedTable],
    tables: Sequence[Amounts],
    system: System,
    rise: Floats,
    *,
    seconds: float,
) -> Revealed:
    """Attack as any reader, then as each who alone stands behind a withheld sum."""
    printed = [from_protected(table, is_rounded=False) for table in protected]
    must_reach = [
        np.where(rise[cells] > 0, table.sums.counts + rise[cells], np.nan)
        for table, cells in zip(tables, system.rows, strict=True)
    ]
    revealed = audit_sums(printed, must_reach, seconds=seconds)
    for number, row in _withheld_from_all_but_one(protected, tables):
        if not revealed.ok:
            return revealed
        revealed = audit_sums(
            printed,
            must_reach,
            own=(number, row),
            value=float(tables[number].sums.counts[row]),
            seconds=seconds,
        )
    return revealed


def _withheld_from_all_but_one(
    protected: Sequence[ProtectedTable], tables: Sequence[Amounts]
) -> Iterator[tuple[int, int]]:
    """Yield table and row of withheld sums with one contributor, who knows them."""
    for number, (table, printed) in enumerate(zip(tables, protected, strict=True)):
        is_withheld = printed.statuses == Status.WITHHELD
        rows = np.flatnonzero((table.contributors == 1) & is_withheld)
        for row in rows[:MOST_ALONE].tolist():
            yield number, row


def _guards(revealed: Revealed, system: System, hidden: Bools) -> Bools:
    """Choose for each revealed sum the smallest printed one that adds up with it."""
    is_revealed = cells_of(revealed.rows, system)
    relations = system.relations
    is_touched = is_revealed[relations.parents]
    is_touched[relations.owners[is_revealed[relations.children]]] = True
    is_guard = np.zeros(len(hidden), dtype=bool)
    for number in np.flatnonzero(is_touched).tolist():
        cells = _cells_of_relation(system, number)
        shown = cells[~hidden[cells] & (system.counts[cells] > 0)]
        if len(shown):
            is_guard[shown[np.argmin(system.counts[shown])]] = True
    return is_guard


def _cells_of_relation(system: System, number: int) -> Ints:
    """Return the parts of one sum, and their whole."""
    relations = system.relations
    first, last = relations.starts[number], relations.starts[number + 1]
    return np.append(relations.children[first:last], relations.parents[number])
