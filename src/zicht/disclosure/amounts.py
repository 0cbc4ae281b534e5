"""The gate for sums of amounts: days, euros. Sensitive sums are withheld, with others, and the result is attacked."""

from collections.abc import Sequence
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
from zicht.vocabulary.arrays import Bools, Floats
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Protected, ProtectedTable, Status
from zicht.vocabulary.tables import CountTable

LARGEST_SUM = 1_000_000
"""Above it the programmes of the attack are no longer exact to one."""
MOST_ALONE = 200
"""Withheld sums with one contributor, up to which each of them is tried as a reader."""


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
    policy : `dominance`, `p_percent` and the thresholds, as numbers of contributors; `zeros`; `minimum_population`
    inhabitants : per dimension of areas
    seconds : the longest protection, or one attack, may take

    Returns
    -------
    tables of which each sum is printed exactly or not at all; not sealed, for a release holds counts only

    Raises
    ------
    DisclosureRefused : sums are too large, a table is too sparse, or the result would tell too much
    """
    _refuse(tables, policy)
    drafts = tuple(table.sums for table in tables)
    system = build(drafts)
    alone = _Sensitive.of(tables, system, policy)
    extra = cells_of(hidden_rows(drafts, policy, inhabitants or {}), system)
    rise = np.where(extra & (alone.rise == 0), alone.typical, alone.rise)
    for _ in range(ROUNDS):
        hidden = withhold(system, rise, extra=extra, known=alone.empty, seconds=seconds)
        protected = tuple(
            withhold_rows(table, hidden[cells])
            for table, cells in zip(drafts, system.rows, strict=True)
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
        more = _more(revealed, system, hidden)
        if not more.any():
            break
        extra |= more
    raise DisclosureRefused(
        f"The gate: {len(revealed.named)} sums would be revealed; nothing is published.",
        details=revealed.named[:50],
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


def _refuse(tables: Sequence[Amounts], policy: Policy) -> None:
    if policy.method != "suppression" or policy.sensitive:
        raise DisclosureRefused(
            f"The policy {policy.title} rounds, or names sensitive categories: rules for counts, not for amounts.",
            now="Give a policy with method = 'suppression' and without [sensitive] for amounts.",
        )
    if any(int(table.sums.counts.max(initial=0)) > LARGEST_SUM for table in tables):
        raise DisclosureRefused(
            f"Some amounts add up to more than {LARGEST_SUM}.",
            now="Give them in thousands, as whole numbers.",
        )
    refuse_sparse([_counts(table) for table in tables], policy)


def _counts(table: Amounts) -> CountTable:
    """Contributors per cell: how sparse a table is does not follow from its amounts."""
    return CountTable(
        "contributors", table.sums.dimensions, table.sums.codes, table.contributors
    )


@dataclass(frozen=True, eq=False)
class _Sensitive:
    """Per cell of a system: how much higher it must possibly be, and whether nobody is there for all to see."""

    rise: Floats
    empty: Bools
    typical: float

    @classmethod
    def of(
        cls, tables: Sequence[Amounts], system: System, policy: Policy
    ) -> "_Sensitive":
        """Judge every sum. One with too few contributors must leave room for one more, of an ordinary amount."""
        finest = max(tables, key=lambda table: int(table.contributors.max(initial=0)))
        typical = max(
            1.0,
            float(
                np.ceil(
                    finest.sums.counts.max() / max(1, int(finest.contributors.max()))
                )
            ),
        )
        rise, empty = (
            np.zeros(len(system.counts)),
            np.zeros(len(system.counts), dtype=bool),
        )
        for table, cells in zip(tables, system.rows, strict=True):
            total, first, second = (
                part.astype(np.float64)
                for part in (table.sums.counts, table.largest, table.second)
            )
            own = rises(total, first, second, policy)
            few = table.contributors < thresholds_of(table.sums, policy)
            if policy.zeros == "structural":
                few &= table.contributors > 0
                empty[cells] |= table.contributors == 0
            np.maximum.at(
                rise, cells, np.ceil(np.where(few, np.maximum(own, typical), own))
            )
        return cls(rise, empty, typical)


def _attack(
    protected: Sequence[ProtectedTable],
    tables: Sequence[Amounts],
    system: System,
    rise: Floats,
    *,
    seconds: float,
) -> Revealed:
    """Attack as any reader, then as each who knows a withheld sum because he alone stands behind it."""
    printed = [from_protected(table, is_rounded=False) for table in protected]
    least = [
        np.where(rise[cells] > 0, table.sums.counts + rise[cells], np.nan)
        for table, cells in zip(tables, system.rows, strict=True)
    ]
    found = audit_sums(printed, least, seconds=seconds)
    for number, (table, one) in enumerate(zip(tables, protected, strict=True)):
        alone = np.flatnonzero(
            (table.contributors == 1) & (one.statuses == Status.WITHHELD)
        )
        for row in alone[:MOST_ALONE].tolist():
            if not found.ok:
                return found
            found = audit_sums(
                printed,
                least,
                own=(number, row),
                value=float(table.sums.counts[row]),
                seconds=seconds,
            )
    return found


def _more(found: Revealed, system: System, hidden: Bools) -> Bools:
    """Choose for each revealed sum the smallest printed one that stands in an equation with it."""
    bad = cells_of(found.rows, system)
    relations = system.relations
    touched = np.zeros(len(relations), dtype=bool)
    touched[relations.owners[bad[relations.children]]] = True
    touched |= bad[relations.parents]
    chosen = np.zeros(len(hidden), dtype=bool)
    for number in np.flatnonzero(touched).tolist():
        cells = np.append(
            relations.children[relations.starts[number] : relations.starts[number + 1]],
            relations.parents[number],
        )
        shown = cells[~hidden[cells] & (system.counts[cells] > 0)]
        if len(shown):
            chosen[shown[np.argmin(system.counts[shown])]] = True
    return chosen
