"""The gate for sums of amounts: days, euros.

Sensitive sums are withheld, with others, and the result is attacked: as any reader, and as
every contributor. Whatever is revealed becomes a further question to the protector.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.audit.amounts import Revealed, RevealedSum, audit_sums
from zicht.disclosure.audit.passed_tables import from_protected
from zicht.disclosure.masking import withhold_rows
from zicht.disclosure.protect.building import build
from zicht.disclosure.protect.magnitudes import Asked, withhold
from zicht.disclosure.protect.system import System
from zicht.disclosure.small_areas import Inhabitants, cells_of, hidden_rows
from zicht.disclosure.sparsity import refuse_sparse
from zicht.disclosure.sums import (
    Amounts,
    Leading,
    given_to_cells,
    leading,
    rises_of,
    typical_amount,
)
from zicht.disclosure.thresholds import limits_of
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable

LARGEST_SUM = 1_000_000
"""Above it the programmes of the attack are no longer exact to one."""
MOST_NAMED = 50
ROUNDS = 20
"""Repairs after which the gate refuses: counted, so that a rerun gives the same."""
METHOD = "suppression of sums"


@dataclass(frozen=True, eq=False)
class EarlierSums:
    """A table of sums that an earlier output printed, and the same sums today.

    Parameters
    ----------
    table : as it was printed
    today : the same rows, from the records of today
    """

    table: ProtectedTable
    today: Amounts


def publish_amounts(
    tables: Sequence[Amounts],
    policy: Policy,
    *,
    inhabitants: Inhabitants | None = None,
    earlier: Sequence[EarlierSums] = (),
    seconds: float = 300.0,
) -> Protected:
    """Withhold the sensitive sums of all tables as one system, and attack the result.

    Parameters
    ----------
    tables : sums with who stands behind them
    policy : `dominance`, `p_percent` and the thresholds, as numbers of contributors;
        `zeros`; `minimum_population`
    inhabitants : per dimension of areas
    earlier : what earlier outputs printed of the same records: printed sums stay printed,
        withheld ones stay withheld, and the attack is on everything together
    seconds : the longest protection, or one attack, may take

    Returns
    -------
    tables of which each sum is printed exactly or not at all; not sealed, for a release
    holds counts only

    Raises
    ------
    DisclosureRefused : sums are too large, a table is too sparse, records changed since
        an earlier output, or the result would tell too much
    """
    _refuse_unfit(tables, policy)
    _refuse_changed(earlier)
    gate = _Gate(tables, policy, inhabitants or {}, earlier, seconds)
    asked = gate.asked_by_rules()
    for _ in range(ROUNDS):
        gate.protect(asked)
        revealed = gate.attack()
        if revealed.ok:
            return gate.publishable()
        _refuse_unclear(revealed)
        # A sum that holds a cell of no table cannot be asked for: what is withheld are
        # printed rows.
        more = [gate.asked_by(sum_) for sum_ in revealed.sums if sum_.rows]
        if not more:
            break
        asked += more
    raise DisclosureRefused(
        f"The gate: {len(revealed.named)} sums would be revealed; nothing is published.",
        details=revealed.named[:MOST_NAMED],
        now="Merge the categories named, or leave the table out.",
    )


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


def _refuse_changed(earlier: Sequence[EarlierSums]) -> None:
    """Refuse records of which an earlier output printed another sum.

    The difference of two printed sums is the amounts of whoever was added in between, and
    often that is one person.
    """
    n_changed = 0
    for sums in earlier:
        is_shown = sums.table.statuses == Status.PUBLISHED
        is_other = sums.table.values != sums.today.sums.counts
        n_changed += int((is_shown & is_other).sum())
    if n_changed:
        raise DisclosureRefused(
            f"The records changed: {n_changed} sums that an earlier output printed are"
            " others today. The differences would be the amounts of those who were added"
            " or revised; nothing is published.",
            now="Publish sums of a new period as a file of its own, with another ledger; or"
            " begin another ledger where the earlier output was never published.",
        )


def _refuse_unclear(revealed: Revealed) -> None:
    """Refuse an attack that did not end, or tables that contradict each other."""
    if not revealed.complete:
        raise DisclosureRefused(
            "The attack on the sums was not finished in time, so nothing is known"
            " to be safe; nothing is published.",
            now="Give --seconds more, merge categories, or leave a table out.",
        )
    if revealed.contradiction:
        raise DisclosureRefused(
            "The printed sums would contradict each other; nothing is published.",
            now="Correct the records, or begin another ledger.",
        )


class _Gate:
    """The tables of one output beside those of earlier ones, as one system.

    Attributes
    ----------
    tables : the new ones, and behind them the earlier ones as they are today
    system : the cells of all tables
    given : what each contributor gave to each cell
    leading : the two largest contributions to each cell
    was_shown : cells that an earlier output printed
    hidden : cells that are withheld
    rises : per table, how much higher each sum must possibly be
    rise : the same per cell, in its strictest table
    is_empty : cells of which everybody knows that nobody is in them
    """

    def __init__(
        self,
        tables: Sequence[Amounts],
        policy: Policy,
        inhabitants: Inhabitants,
        earlier: Sequence[EarlierSums],
        seconds: float,
    ) -> None:
        self.policy, self.earlier, self.seconds = policy, earlier, seconds
        self.n_new = len(tables)
        self.tables = (*tables, *(sums.today for sums in earlier))
        sums = tuple(table.sums for table in self.tables)
        self.system: System = build(sums)
        n_cells = len(self.system.counts)
        self.given = given_to_cells(self.tables, self.system.rows, n_cells)
        self.leading: Leading = leading(self.given)

        small_areas = cells_of(hidden_rows(sums, policy, inhabitants), self.system)
        self.was_shown = self._printed_before(Status.PUBLISHED)
        was_withheld = self._printed_before(Status.WITHHELD)
        self.hidden: Bools = (small_areas | was_withheld) & ~self.was_shown

        self.rises = self._rises()
        self.rise = self._highest_rise()
        has_nobody = np.diff(self.given.indptr) == 0
        self.is_empty: Bools = has_nobody & (policy.zeros == "structural")

    def _printed_before(self, status: Status) -> Bools:
        """Return which cells an earlier output printed with a status."""
        has_status = np.zeros(len(self.system.counts), dtype=bool)
        rows = self.system.rows[self.n_new :]
        for earlier, cells in zip(self.earlier, rows, strict=True):
            has_status[cells[earlier.table.statuses == status]] = True
        return has_status

    def _rises(self) -> list[Floats]:
        """Return per table how much higher each sum must possibly be.

        A sum withheld for another reason hides a typical contributor at least. What an
        earlier output showed is known: nothing is asked of it.
        """
        typical = typical_amount(self.tables)
        asked = []
        for table, cells in zip(self.tables, self.system.rows, strict=True):
            limits = limits_of(table.sums, self.policy)
            rises = rises_of(table, limits, self.policy, typical)
            is_only_hidden = self.hidden[cells] & (rises == 0)
            rises = np.where(is_only_hidden, typical, rises)
            # What was printed before cannot be guarded any more.
            asked.append(np.where(self.was_shown[cells], 0.0, rises))
        return asked

    def _highest_rise(self) -> Floats:
        """Return per cell how much higher it must possibly be, in its strictest table."""
        highest = np.zeros(len(self.system.counts))
        for asked, cells in zip(self.rises, self.system.rows, strict=True):
            np.maximum.at(highest, cells, asked)
        return highest

    def asked_by_rules(self) -> list[Asked]:
        """Return what the rules ask of every sensitive sum."""
        nothing = np.zeros(len(self.hidden))
        return [
            Asked(np.asarray([cell]), float(self.rise[cell]), nothing, self.is_empty)
            for cell in np.flatnonzero(self.rise > 0).tolist()
        ]

    def asked_by(self, revealed: RevealedSum) -> Asked:
        """Return the question that a revealed sum becomes, for who can work it out."""
        cells = [self.system.rows[table][row] for table, row in revealed.rows]
        least = np.zeros(len(self.hidden))
        is_known = self.is_empty
        if revealed.contributor is not None:
            # A contributor knows what they gave, and every sum that is theirs alone.
            least = self.given[:, [revealed.contributor]].toarray().ravel()
            has_one = np.diff(self.given.indptr) == 1
            is_theirs = has_one & (self.leading.who == revealed.contributor)
            is_known = is_known | is_theirs
        return Asked(np.unique(cells), revealed.rise, least, is_known)

    def protect(self, asked: Sequence[Asked]) -> None:
        """Withhold what the questions ask for, and what is withheld already."""
        self.hidden = withhold(
            self.system,
            asked,
            hidden=self.hidden | (self.rise > 0),
            stays=self.was_shown | self.is_empty,
            seconds=self.seconds,
        )

    def protected(self) -> tuple[ProtectedTable, ...]:
        """Return the new tables as they would be printed."""
        pairs = zip(self.tables[: self.n_new], self.system.rows, strict=False)
        return tuple(
            withhold_rows(table.sums, self.hidden[cells]) for table, cells in pairs
        )

    def attack(self) -> Revealed:
        """Attack the new tables together with the earlier ones."""
        printed = (*self.protected(), *(earlier.table for earlier in self.earlier))
        return audit_sums(
            [from_protected(table, is_rounded=False) for table in printed],
            self.tables,
            self.rises,
            self.policy,
            seconds=self.seconds,
        )

    def publishable(self) -> Protected:
        """Return the tables with what was lost: sums withheld, as a share of all rows."""
        tables = self.protected()
        statuses = np.concatenate([table.statuses for table in tables])
        cells: Ints = np.unique(np.concatenate(self.system.rows[: self.n_new]))
        losses = {
            "cells": float(len(cells)),
            "hidden share": round(float((statuses == Status.WITHHELD).mean()), 4),
        }
        return Protected(tables, self.policy.title, METHOD, losses)
