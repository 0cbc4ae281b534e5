"""The gate's own audit: before sealing, attack what is about to be printed together with all that was printed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.published import PublishedTable, from_protected
from zicht.disclosure.audit.report import Findings, audit
from zicht.disclosure.protect.system import Ints, System
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable, Extents, Ledger, LedgerEntry, ProtectedTable, Status, number_cells

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Memory:
    """What was printed before, and what the totals cover this time."""

    ledger: Ledger | None = None
    extents: Extents | None = None

    def printed(self, tables: Sequence[CountTable], system: System, base: int) -> Ints | None:
        """Give the rounded value of each cell that an earlier release printed and that may keep it; -1 elsewhere."""
        if self.ledger is None:
            return None
        fixed = np.full(len(system.counts), -1, dtype=np.int64)
        for entry in self.ledger.entries:
            for old in self._same(entry):
                numbers = number_cells((*tables, old))
                cell = _translate(numbers, system)
                known = (cell[numbers[-1]] >= 0) & (old.statuses == Status.PUBLISHED) & (old.values % base == 0)
                at, values = cell[numbers[-1]][known], old.values[known]
                fits = np.abs(values - system.counts[at]) < base
                fixed[at[fits]] = values[fits]
                # A cell that was banded stays banded: with a number beside its old band it would be told narrowly.
                hidden = (cell[numbers[-1]] >= 0) & (old.statuses == Status.BANDED)
                at, top = cell[numbers[-1]][hidden], old.upper[hidden]
                floor = system.counts[at] // base * base
                kept = (system.counts[at] <= top) & (floor + 2 * base - 1 > top)
                fixed[at[kept]] = floor[kept]
            self._keep_order(entry, tables, system, base, fixed)
        return fixed

    def _keep_order(
        self, entry: LedgerEntry, tables: Sequence[CountTable], system: System, base: int, fixed: Ints
    ) -> None:
        """Never round a longer period below a shorter one inside it: the two bounds would meet in the middle."""
        for old in entry.tables:
            before, now = entry.extents.get(old.universe, {}), (self.extents or {}).get(old.universe, {})
            if before == now or not all(name in now and codes <= now[name] for name, codes in before.items()):
                continue
            numbers = number_cells((*tables, old))
            cell = _translate(numbers, system)
            shown = (cell[numbers[-1]] >= 0) & (old.statuses == Status.PUBLISHED) & (fixed[cell[numbers[-1]]] < 0)
            at, values = cell[numbers[-1]][shown], old.values[shown]
            floor = system.counts[at] // base * base
            raised = (floor < values) & (system.counts[at] % base != 0)
            fixed[at[raised]] = floor[raised] + base

    def _same(self, entry: LedgerEntry) -> list[ProtectedTable]:
        now = self.extents or {}
        return [table for table in entry.tables if entry.extents.get(table.universe, {}) == now.get(table.universe, {})]

    def as_published(self, new: Sequence[ProtectedTable], *, is_rounded: bool) -> list[PublishedTable]:
        """Give the new tables, then those of earlier releases whose printed numbers can be about the same records."""
        now = self.extents or {}
        found = [from_protected(t, is_rounded=is_rounded, extents=now.get(t.universe)) for t in new]
        for entry in self.ledger.entries if self.ledger is not None else ():
            for table in entry.tables:
                rounded = bool(np.any((table.statuses == Status.PUBLISHED) & (table.lower != table.upper)))
                universe = table.universe if self._agree(entry, table, new) else f"{table.universe} in {entry.release}"
                old = from_protected(table, is_rounded=rounded, extents=entry.extents.get(table.universe))
                found.append(
                    PublishedTable(
                        universe, old.dimensions, old.codes, old.values, old.marks, old.lower, old.upper, old.extents
                    )
                )
        return found

    def _agree(self, entry: LedgerEntry, old: ProtectedTable, new: Sequence[ProtectedTable]) -> bool:
        """Whether no cell of an earlier table contradicts the new ones; otherwise its records were revised since."""
        if entry.extents.get(old.universe, {}) != (self.extents or {}).get(old.universe, {}):
            return True
        numbers = number_cells((*new, old))
        size = 1 + max(int(n.max(initial=-1)) for n in numbers)
        low, high = np.zeros(size, dtype=np.int64), np.full(size, np.iinfo(np.int64).max)
        for table, rows in zip(new, numbers, strict=False):
            np.maximum.at(low, rows, table.lower)
            np.minimum.at(high, rows, table.upper)
        return bool(np.all((old.lower <= high[numbers[-1]]) & (old.upper >= low[numbers[-1]])))


def _translate(numbers: Sequence[Ints], system: System) -> Ints:
    """Cell of the system for each number; -1 for cells that are new to it."""
    cell = np.full(1 + max(int(n.max(initial=-1)) for n in numbers), -1, dtype=np.int64)
    for own, rows in zip(numbers, system.rows, strict=False):
        cell[own] = rows
    return cell


def attack(
    protected: Sequence[ProtectedTable],
    hints: Sequence[Floats],
    policy: Policy,
    memory: Memory,
    *,
    seconds: float,
    progress: Callable[[str], None],
) -> None:
    """Attack the tables as every reader of the policy would; say nothing when they hold.

    Raises
    ------
    DisclosureRefused : something would be revealed, or the attack did not end; the cells are named, never their values
    """
    is_rounded = policy.method == "rounding"
    tables = memory.as_published(protected, is_rounded=is_rounded)
    if is_rounded:
        attackers: tuple[Attacker, ...] = (Attacker.ROUNDED,)
    else:
        attackers = (Attacker.ONE, Attacker.ZERO) if policy.zeros == "structural" else (Attacker.ZERO,)
    hints = [*hints, *(table.values for table in tables[len(hints) :])]
    for attacker in attackers:
        background = Background(attacker, small=(1, policy.threshold - 1), base=policy.base)
        findings = audit(tables, background, seconds=seconds, hint=_hint(hints), progress=progress)
        progress(f"audit as attacker {attacker.value}: {findings.protected} protected cells, {findings.seconds:.1f} s")
        if not findings.ok:
            refuse(findings, memory)


def _hint(hints: Sequence[Floats]) -> Callable[[Cells], Floats]:
    def point(cells: Cells) -> Floats:
        found = np.full(len(cells), np.nan)
        for values, rows in zip(hints, cells.rows, strict=False):
            found[rows[: len(values)]] = values
        return found

    return point


def refuse(findings: Findings, memory: Memory) -> None:
    """Refuse, and name the cells to the analyst."""
    if not findings.complete:
        what = "the attack on the tables did not end in time, so nothing is known to be safe"
    elif findings.contradiction:
        what = "the printed figures would contradict each other"
    else:
        what = f"{findings.revealed} cells would be revealed"
    together = " together with earlier releases" if memory.ledger is not None and memory.ledger.entries else ""
    raise DisclosureRefused(
        f"The gate: {what}{together}; nothing is published.",
        details=findings.named[:50],
        now="Merge the categories named, leave the table out, or publish it for the period printed before.",
    )
