"""The gate's own audit: before sealing, attack what is about to be printed together with all that was printed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

import numpy as np

from zicht.disclosure.audit.attackers import Attacker, Background, Fact, Groups
from zicht.disclosure.audit.cells import Cells, leaves_below
from zicht.disclosure.audit.published import PublishedTable, from_bands, from_protected
from zicht.disclosure.audit.report import Findings, audit
from zicht.disclosure.protect.system import System
from zicht.disclosure.thresholds import limits_of
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.cells import CellKey, number_cells
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Extents, Ledger, LedgerEntry
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import CELL_KEY, ProtectedTable, Status
from zicht.vocabulary.tables import CountTable

LARGEST_BY_RECORD = 2_000
"""Printed cells up to which rounded tables that no witness covers are attacked as all contributors together."""
Earlier = tuple[ProtectedTable, LedgerEntry, Ints, Bools]


@dataclass(frozen=True)
class Memory:
    """What was printed before, and what the totals cover this time."""

    ledger: Ledger | None = None
    extents: Extents | None = None
    withdrawn: bool = False
    """Whether people withdrew their consent."""
    slack: int = 0
    """By how much more a cell printed before may lie above its count: people withdrew since, and a number that moved
    would tell which cells they were in."""
    also_longer: bool = False
    """Whether longer periods than were printed have the slack of their parts."""
    drift: int = 0
    """By how much more a sum of cells printed before may lie on either side of its count: each of them was rounded
    without this sum in view, as the years are before their block is complete."""

    also_printed: bool = False
    """Whether what was printed drifts too: counts were revised since, and other numbers hold it where it is."""

    is_loose: bool = False
    """Whether printed numbers may move, as few as the sums ask for: much was revised."""
    _beside: dict[System, tuple[Earlier, ...]] = field(
        default_factory=dict, repr=False, compare=False
    )
    """What was printed, laid beside the cells of a system once: every attempt with more room looks at the same."""

    def attempts(self, base: int) -> Iterator["Memory"]:
        """Give itself, and then with more and more room, for as long as no rounding is found.

        First for sums of what was printed, then for what was printed too, and then printed numbers may move. Where
        people withdrew, printed numbers have room at once, and never move.
        """
        if self.ledger is None or not self.ledger.entries:
            yield self
        elif not self.withdrawn:
            yield from (replace(self, drift=times * base) for times in (0, 1, 2))
            yield from (
                replace(self, drift=times * base, also_printed=True) for times in (1, 2)
            )
            yield replace(self, drift=base, is_loose=True)
        else:
            half = max(1, base // 2)
            yield replace(self, slack=half)
            for times in (1, 2, 4, 8):
                yield replace(self, slack=times * half, also_longer=True, drift=base)

    def slacks(self, tables: Sequence[CountTable], system: System) -> Ints:
        """Give the slack of each cell: none where it was not printed before."""
        found = np.zeros(len(system.counts), dtype=np.int64)
        for _, _, cell, same in self.earlier(tables, system) if self.slack else ():
            found[cell[(cell >= 0) & (same | self.also_longer)]] = self.slack
        return found

    def is_revised(self, tables: Sequence[CountTable], system: System) -> bool:
        """Whether some count lies no longer between the bounds of what was printed of it."""
        return any(
            bool(
                np.any(
                    own
                    & (
                        (system.counts[cell] < old.lower)
                        | (system.counts[cell] > old.upper)
                    )
                )
            )
            for old, _, cell, same in self.earlier(tables, system)
            for own in [same & (cell >= 0)]
        )

    def drifts(self, tables: Sequence[CountTable], system: System, base: int) -> Ints:
        """Give the drift of each cell: of its print, of a new sum of printed cells, or the room in its band."""
        found = np.zeros(len(system.counts), dtype=np.int64)
        printed = np.zeros(len(system.counts), dtype=bool)
        for old, entry, cell, same in self.earlier(tables, system):
            own = (cell >= 0) & same
            printed[cell[own]] = True
            shown = (
                own & (old.statuses == Status.PUBLISHED) & (entry.method != CELL_KEY)
            )
            np.maximum.at(
                found, cell[shown], old.upper[shown] - old.values[shown] - (base - 1)
            )
            if self.also_printed:
                found[cell[shown]] = np.maximum(found[cell[shown]], self.drift)
            if self.drift:
                banded = own & (old.statuses == Status.BANDED)
                at = cell[banded]
                room = np.maximum(
                    old.upper[banded] - system.counts[at],
                    system.counts[at] - old.lower[banded],
                )
                np.maximum.at(found, at, np.clip(room - (base - 1), 0, self.drift))
        if self.drift:
            found[_sums_of(printed, system)] = self.drift
        return found

    def earlier(
        self, tables: Sequence[CountTable], system: System
    ) -> tuple[Earlier, ...]:
        """Give each earlier table, the cell of today of each of its rows (-1: none), and which hold the same records.

        A total that covers more years than before is another set of records; a single year in it is not.
        """
        if system not in self._beside:
            self._beside[system] = tuple(self._laid_beside(tables, system))
        return self._beside[system]

    def _laid_beside(
        self, tables: Sequence[CountTable], system: System
    ) -> Iterator[Earlier]:
        for entry in self.ledger.entries if self.ledger is not None else ():
            for old in entry.tables:
                numbers = number_cells((*tables, old))
                before, now = (
                    entry.extents.get(old.universe, {}),
                    (self.extents or {}).get(old.universe, {}),
                )
                same = np.ones(len(old.values), dtype=bool)
                for name in {*before, *now}:
                    if before.get(name) != now.get(name):
                        same &= (
                            old.codes[old.names.index(name)] != TOTAL
                            if name in old.names
                            else False
                        )
                yield old, entry, _translate(numbers, system)[numbers[-1]], same

    def printed(
        self, tables: Sequence[CountTable], system: System, base: int
    ) -> Ints | None:
        """Give the rounded value of each cell that an earlier release printed and that may keep it; -1 elsewhere."""
        if self.ledger is None:
            return None
        fixed = np.full(len(system.counts), -1, dtype=np.int64)
        for old, entry, cell, same in self.earlier(tables, system):
            if entry.method == CELL_KEY:
                continue  # its numbers do not add up, and no rounding can keep them
            known = (
                (cell >= 0)
                & same
                & (old.statuses == Status.PUBLISHED)
                & (old.values % base == 0)
            )
            at, values = cell[known], old.values[known]
            above = values - system.counts[at]
            room = np.maximum(
                old.upper[known] - values,
                base - 1 + (self.drift if self.also_printed else 0),
            )
            fits = (above >= -room) & (above <= room + self.slack)
            fixed[at[fits]] = values[fits]
            # A cell that was banded stays banded: with a number beside its old band it would be told narrowly.
            hidden = (cell >= 0) & same & (old.statuses == Status.BANDED)
            at, top = cell[hidden], old.upper[hidden]
            floor = system.counts[at] // base * base
            kept = (
                (system.counts[at] <= top)
                & (floor + 2 * base - 1 > top)
                & (self.drift == 0)
            )
            fixed[at[kept]] = floor[kept]
        for old, entry, cell, same in self.earlier(tables, system):
            if self._is_longer(entry, old.universe):
                self._keep_order(old, cell, ~same, system, base=base, fixed=fixed)
        return fixed

    def _is_longer(self, entry: LedgerEntry, universe: str) -> bool:
        before, now = (
            entry.extents.get(universe, {}),
            (self.extents or {}).get(universe, {}),
        )
        return before != now and all(
            name in now and codes <= now[name] for name, codes in before.items()
        )

    def _keep_order(
        self,
        old: ProtectedTable,
        cell: Ints,
        longer: Bools,
        system: System,
        *,
        base: int,
        fixed: Ints,
    ) -> None:
        """Never round a longer period below a shorter one inside it: the two bounds would meet in the middle."""
        shown = (
            (cell >= 0)
            & longer
            & (old.statuses == Status.PUBLISHED)
            & (fixed[cell] < 0)
        )
        at, values = cell[shown], old.values[shown]
        floor = system.counts[at] // base * base
        raised = (floor < values) & (system.counts[at] % base != 0)
        fixed[at[raised]] = floor[raised] + base

    def apart(self) -> str:
        """Name what is new in totals that cover more than before: by itself it shares no sum with what was printed."""
        new = {
            f"{name} {', '.join(sorted(codes - before))}"
            for entry in (self.ledger.entries if self.ledger is not None else ())
            for universe, own in entry.extents.items()
            for name, before in own.items()
            if before
            < (codes := (self.extents or {}).get(universe, {}).get(name, frozenset()))
        }
        return f"{' and '.join(sorted(new))} by itself" if new else ""

    def bands(self, tables: Sequence[CountTable], system: System) -> tuple[Ints, Ints]:
        """Give the band of each cell that was banded before and still lies in it, give or take the slack; -1 elsewhere.

        With slack the lowest end is the one of the release that first gave the band: it is not lowered twice.
        """
        low, high = (np.full(len(system.counts), -1, dtype=np.int64) for _ in range(2))
        for old, _, cell, same in self.earlier(tables, system):
            banded = (cell >= 0) & same & (old.statuses == Status.BANDED)
            at, lower, upper = cell[banded], old.lower[banded], old.upper[banded]
            lower = np.maximum(lower, low[at]) if self.slack else lower
            inside = (system.counts[at] >= lower - self.slack) & (
                system.counts[at] <= upper
            )
            low[at[inside]], high[at[inside]] = lower[inside], upper[inside]
        return np.where(low < 0, low, np.maximum(low - self.slack, 0)), high

    def hidden(
        self, tables: Sequence[CountTable], system: System
    ) -> tuple[Bools, Bools]:
        """Tell which cells were withheld before, and which were printed before: both stay what they are."""
        withheld, shown = (np.zeros(len(system.counts), dtype=bool) for _ in range(2))
        for old, entry, cell, same in self.earlier(tables, system):
            own = (cell >= 0) & same
            withheld[cell[own & (old.statuses == Status.WITHHELD)]] = True
            if entry.method == CELL_KEY:
                continue  # a number with noise is a band: another band beside it may be wider
            shown[cell[own & (old.statuses == Status.PUBLISHED)]] = True
        return withheld & ~shown, shown

    def floors(self, tables: Sequence[CountTable], system: System) -> Ints:
        """Give the least each cell can be to a reader who holds the releases of shorter periods."""
        least = np.zeros(len(system.counts), dtype=np.int64)
        for old, entry, cell, same in self.earlier(tables, system):
            if self._is_longer(entry, old.universe):
                own = (cell >= 0) & ~same & (old.statuses == Status.PUBLISHED)
                np.maximum.at(least, cell[own], old.lower[own])
        return np.minimum(least, system.counts)

    def as_published(
        self, new: Sequence[ProtectedTable], policy: Policy
    ) -> list[PublishedTable]:
        """Give the new tables, then those of earlier releases whose printed numbers can be about the same records."""
        now, is_rounded = self.extents or {}, policy.method == "rounding"
        found = [
            from_protected(
                t,
                is_rounded=is_rounded,
                extents=now.get(t.universe),
                thresholds=limits_of(t, policy),
            )
            for t in new
        ]
        for entry in self.ledger.entries if self.ledger is not None else ():
            for table in entry.tables:
                rounded = bool(
                    np.any(
                        (table.statuses == Status.PUBLISHED)
                        & (table.lower != table.upper)
                    )
                )
                universe = (
                    table.universe
                    if self._agree(entry, table, new)
                    else f"{table.universe} in {entry.release}"
                )
                extents, limits = (
                    entry.extents.get(table.universe),
                    limits_of(table, policy),
                )
                if entry.method == CELL_KEY:
                    old = from_bands(table, extents=extents)
                else:
                    old = from_protected(
                        table, is_rounded=rounded, extents=extents, thresholds=limits
                    )
                found.append(replace(old, universe=universe))
        return found

    def _agree(
        self, entry: LedgerEntry, old: ProtectedTable, new: Sequence[ProtectedTable]
    ) -> bool:
        """Whether no cell of an earlier table contradicts the new ones; otherwise its records were revised since."""
        if entry.extents.get(old.universe, {}) != (self.extents or {}).get(
            old.universe, {}
        ):
            return True
        numbers = number_cells((*new, old))
        size = 1 + max(int(n.max(initial=-1)) for n in numbers)
        low, high = (
            np.zeros(size, dtype=np.int64),
            np.full(size, np.iinfo(np.int64).max),
        )
        for table, rows in zip(new, numbers, strict=False):
            np.maximum.at(low, rows, table.lower)
            np.minimum.at(high, rows, table.upper)
        return bool(
            np.all((old.lower <= high[numbers[-1]]) & (old.upper >= low[numbers[-1]]))
        )


def _sums_of(printed: Bools, system: System) -> Bools:
    """Tell which cells, not printed themselves, are a sum with a printed cell or such a sum in it."""
    relations = system.relations
    found = np.zeros(len(printed), dtype=bool)
    while True:
        counts = np.bincount(
            relations.owners,
            (printed | found)[relations.children],
            minlength=len(relations),
        )
        sums = np.zeros(len(printed), dtype=bool)
        sums[relations.parents[counts > 0]] = True
        sums &= ~printed
        if np.array_equal(sums, found):
            return found
        found = sums


def _translate(numbers: Sequence[Ints], system: System) -> Ints:
    """Cell of the system for each number; -1 for cells that are new to it."""
    cell = np.full(1 + max(int(n.max(initial=-1)) for n in numbers), -1, dtype=np.int64)
    for own, rows in zip(numbers, system.rows, strict=False):
        cell[own] = rows
    return cell


@dataclass(frozen=True)
class Reader:
    """What readers know beside the tables.

    Parameters
    ----------
    cited : counts printed elsewhere, by universe and predicate
    truth : true counts of the tables: what contributors know, and what may be taken of codes, follows from them
    """

    cited: Mapping[CellKey, int] = field(default_factory=dict)
    truth: Sequence[Ints] = field(default=(), repr=False)


def attack(
    protected: Sequence[ProtectedTable],
    hints: Sequence[Floats],
    policy: Policy,
    memory: Memory,
    *,
    seconds: float,
    progress: Callable[[str], None],
    reader: Reader | None = None,
    before: Findings | None = None,
) -> Findings:
    """Attack the tables as every reader of the policy would, and give the first findings that are not clean."""
    is_rounded = policy.method == "rounding"
    tables = memory.as_published(protected, policy)
    if is_rounded:
        attackers: tuple[Attacker, ...] = (Attacker.ROUNDED,)
    else:
        attackers = (
            (Attacker.ONE, Attacker.ZERO)
            if policy.zeros == "structural"
            else (Attacker.ZERO,)
        )
    hint = _hint([*hints, *(table.values for table in tables[len(hints) :])])
    reader = reader or Reader()
    facts = _facts(reader.cited, protected, memory)
    groups = Groups(policy.sensitive, policy.threshold)
    kinds = [
        Background(
            one,
            (1, policy.threshold - 1),
            policy.base,
            groups=groups,
            truth=reader.truth,
        )
        for one in attackers
    ]
    findings = None
    for background in kinds:
        findings = audit(
            tables,
            background,
            seconds=seconds,
            hint=hint,
            progress=progress,
            before=before,
        )
        name = background.attacker.value
        progress(
            f"audit as attacker {name}: {findings.protected} protected cells, {findings.seconds:.1f} s"
        )
        if not findings.ok:
            return findings
        if facts:
            told = audit(
                tables,
                replace(background, facts=facts),
                seconds=seconds,
                hint=hint,
                progress=progress,
            )
            progress(
                f"audit with {len(facts)} counts printed elsewhere: {told.seconds:.1f} s"
            )
            # Counts that contradict the tables are of other records, and tell nothing about these.
            if not told.ok and not told.contradiction:
                return told
        # Of two kinds of readers the first knows more; where its findings hold for every record, so do the others.
        is_covered = findings.by_records or (
            is_rounded and findings.cells > LARGEST_BY_RECORD
        )
        if background is kinds[0] and reader.truth and not is_covered:
            own = audit(
                tables,
                replace(background, all_records=True),
                seconds=seconds,
                hint=hint,
            )
            progress(f"audit as all contributors together: {own.seconds:.1f} s")
            if not own.ok:
                return own
    if findings is None:
        raise DisclosureRefused(
            "The gate knows no attacker for this policy; nothing is published."
        )
    return findings


def _facts(
    cited: Mapping[CellKey, int], tables: Sequence[ProtectedTable], memory: Memory
) -> list[Fact]:
    """Read cited counts as facts about printed cells; one that lies outside what is printed is of other records."""
    if not cited:
        return []
    found = {}
    for table in tables:
        leaves = {
            dimension.name: leaves_below(dimension) for dimension in table.dimensions
        }
        whole = (memory.extents or {}).get(table.universe, {})
        for at, key in enumerate(table.keys()):
            value = cited.get(key)
            if value is None or not (
                table.statuses[at] == Status.WITHHELD
                or table.lower[at] <= value <= table.upper[at]
            ):
                continue
            predicate = dict(whole) | {
                name: leaves[name][code] for name, code in key[1]
            }
            found[key] = Fact(key[0], predicate, value, value)
    return list(found.values())


def _hint(hints: Sequence[Floats]) -> Callable[[Cells], Floats]:
    def point(cells: Cells) -> Floats:
        found = np.full(len(cells), np.nan)
        for values, rows in zip(hints, cells.rows, strict=False):
            own = rows[: len(values)]
            # The tables of today come first: where an earlier one printed another number, theirs add up.
            found[own] = np.where(np.isnan(found[own]), values, found[own])
        return found

    return point


def refuse(findings: Findings, memory: Memory) -> NoReturn:
    """Refuse, and name the cells to the analyst."""
    if not findings.complete:
        what = "the attack on the tables did not end in time, so nothing is known to be safe"
    elif findings.contradiction:
        what = "the printed figures would contradict each other"
    else:
        what = f"{findings.revealed} cells would be revealed"
    together = (
        " together with earlier releases"
        if memory.ledger is not None and memory.ledger.entries
        else ""
    )
    raise DisclosureRefused(
        f"The gate: {what}{together}; nothing is published.",
        details=findings.named[:50],
        now="Merge the categories named (under [merges] of the policy; of a project [policy.merges] in zicht.toml),"
        f" leave the table or breakdown out, or publish it for {memory.apart() or 'the period printed before'}.",
    )
