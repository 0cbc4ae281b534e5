"""The gate's own audit: every attacker of the policy, on all that was ever printed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

import numpy as np

from zicht.disclosure.audit.attackers import Attacker, Background, Fact, Groups
from zicht.disclosure.audit.axes import leaves_below
from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.audit.finest import MOST
from zicht.disclosure.audit.published import (
    PublishedTable,
    from_bands,
    from_protected,
    under_one_name,
)
from zicht.disclosure.audit.report import audit
from zicht.disclosure.memory import Memory
from zicht.disclosure.thresholds import limits_of
from zicht.vocabulary.arrays import Floats, Ints
from zicht.vocabulary.cells import CellKey, number_cells
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import LedgerEntry
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.protected import CELL_KEY, ProtectedTable, Status

Hint = Callable[[Cells], Floats]
ATTACKERS: Mapping[tuple[str, str], tuple[Attacker, ...]] = {
    ("rounding", "disclosive"): (Attacker.ROUNDED,),
    ("rounding", "structural"): (Attacker.ROUNDED,),
    ("suppression", "disclosive"): (Attacker.ZERO,),
    ("suppression", "structural"): (Attacker.ONE, Attacker.ZERO),
}
"""Who attacks, by method and by what zeros tell; of two, the first knows more."""
LARGEST_BY_RECORD = 2_000
"""Printed cells of rounded tables above which all contributors do not attack together.

A reader who is all contributors knows far more of large tables than any of them.
"""
MOST_NAMED = 50


@dataclass(frozen=True)
class Reader:
    """What readers know beside the tables.

    Parameters
    ----------
    cited : counts printed elsewhere, by universe and predicate
    truth : true counts of the tables, from which follows what contributors know
    facts : bounds of counts that follow from other figures, such as printed sums
    """

    cited: Mapping[CellKey, int] = field(default_factory=dict)
    truth: Sequence[Ints] = field(default=(), repr=False)
    facts: Sequence[Fact] = ()


def attack(
    protected: Sequence[ProtectedTable],
    hints: Sequence[Floats],
    policy: Policy,
    memory: Memory,
    *,
    seconds: float,
    progress: Progress,
    reader: Reader | None = None,
    before: Findings | None = None,
    most_finest: int = MOST,
    earlier_hints: Sequence[Floats] | None = None,
) -> Findings:
    """Attack tables together with all that was printed before.

    Parameters
    ----------
    protected : tables as they would be printed
    hints : per table, counts that may be possible; the audit checks them
    policy : says who attacks, see `ATTACKERS`
    memory : everything that was published
    seconds : the longest one attack may take
    progress : called with a sentence after each attack
    reader : what readers know beside the tables
    before : findings on the same tables with narrower bands
    most_finest : finest cells of one universe that are laid out, see `audit.finest`
    earlier_hints : the same as `hints` of the earlier tables; their numbers when left out

    Returns
    -------
    the first findings in which something is revealed, else the last ones
    """
    reader = reader or Reader()
    tables = published_tables(protected, policy, memory)
    if earlier_hints is None:
        earlier_hints = [table.values for table in tables[len(hints) :]]
    hint = _hint([*hints, *earlier_hints])
    facts = [*_facts(reader.cited, protected, memory), *reader.facts]

    def attacked_by(background: Background, before: Findings | None = None) -> Findings:
        return audit(
            tables,
            background,
            seconds=seconds,
            hint=hint,
            progress=progress,
            before=before,
            most_finest=most_finest,
        )

    findings = None
    for number, attacker in enumerate(ATTACKERS[policy.method, policy.zeros]):
        background = _background(attacker, policy, reader)
        findings = attacked_by(background, before)
        progress(
            f"audit as attacker {attacker.value}: {findings.protected} protected"
            f" cells, {findings.seconds:.1f} s"
        )
        if not findings.ok:
            return findings
        for universe in findings.left_out:
            progress(f"audit: the finest combinations of {universe} are too many")
        if facts:
            with_facts = attacked_by(replace(background, facts=facts))
            progress(
                f"audit with {len(facts)} counts known from elsewhere:"
                f" {with_facts.seconds:.1f} s"
            )
            # Counts that contradict the tables are of other records.
            if not with_facts.ok and not with_facts.contradiction:
                return with_facts
        if number == 0 and reader.truth and not _covers_all(findings, policy):
            by_all = attacked_by(replace(background, all_records=True))
            progress(f"audit as all contributors together: {by_all.seconds:.1f} s")
            if not by_all.ok:
                return by_all
    if findings is None:
        raise DisclosureRefused(
            "The gate has no attacker for this policy; nothing is published."
        )
    return findings


def _background(attacker: Attacker, policy: Policy, reader: Reader) -> Background:
    """Return what an attacker knows beside the tables, facts left out."""
    return Background(
        attacker,
        small=(1, policy.threshold - 1),
        base=policy.base,
        groups=Groups(policy.sensitive, policy.threshold),
        truth=reader.truth,
    )


def _covers_all(findings: Findings, policy: Policy) -> bool:
    """Whether all contributors together need no attack of their own."""
    is_large = findings.cells > LARGEST_BY_RECORD
    return findings.by_records or (policy.method == "rounding" and is_large)


def published_tables(
    new: Sequence[ProtectedTable], policy: Policy, memory: Memory
) -> list[PublishedTable]:
    """Return the new tables as readers find them, then all earlier ones.

    Tables of records that another universe holds too are added once more, under its
    name: to a reader they are one set.
    """
    tables = [
        from_protected(
            table,
            is_rounded=policy.method == "rounding",
            extents=memory.extent(table.universe),
            thresholds=limits_of(table, policy),
        )
        for table in new
    ]
    for entry in memory.entries:
        tables += [
            _earlier_table(entry, table, new, policy, memory) for table in entry.tables
        ]
    wholes = {same.part: same for same in memory.same}
    tables += [
        under_one_name(table, wholes[table.universe])
        for table in tables
        if table.universe in wholes
    ]
    return tables


def _earlier_table(
    entry: LedgerEntry,
    table: ProtectedTable,
    new: Sequence[ProtectedTable],
    policy: Policy,
    memory: Memory,
) -> PublishedTable:
    """Read a table of an earlier release.

    One that contradicts the new tables is of other records, revised since: it becomes
    a universe of its own.
    """
    extents = entry.extents.get(table.universe)
    if entry.method == CELL_KEY:
        published = from_bands(table, extents=extents)
    else:
        published = from_protected(
            table,
            is_rounded=True,
            extents=extents,
            thresholds=limits_of(table, policy),
        )
    is_comparable = memory.covers_the_same(entry, table.universe)
    if is_comparable and not _agree(table, new):
        return replace(published, universe=f"{table.universe} in {entry.release}")
    return published


def _agree(old: ProtectedTable, new: Sequence[ProtectedTable]) -> bool:
    """Whether every cell of an earlier table can have a count that the new ones give."""
    numbers = number_cells((*new, old))
    size = 1 + max(int(own.max(initial=-1)) for own in numbers)
    low = np.zeros(size, dtype=np.int64)
    high = np.full(size, np.iinfo(np.int64).max)
    for table, cells in zip(new, numbers, strict=False):
        np.maximum.at(low, cells, table.lower)
        np.minimum.at(high, cells, table.upper)
    cells = numbers[-1]
    return bool(np.all((old.lower <= high[cells]) & (old.upper >= low[cells])))


def _facts(
    cited: Mapping[CellKey, int], tables: Sequence[ProtectedTable], memory: Memory
) -> list[Fact]:
    """Read counts printed elsewhere as facts about printed cells.

    A count outside the bounds printed for its cell is of other records.
    """
    if not cited:
        return []
    facts = {}
    for table in tables:
        leaves = {own.name: leaves_below(own) for own in table.dimensions}
        whole = memory.extent(table.universe)
        for row, key in enumerate(table.keys()):
            value = cited.get(key)
            if value is None:
                continue
            is_withheld = table.statuses[row] == Status.WITHHELD
            if is_withheld or table.lower[row] <= value <= table.upper[row]:
                predicate = {name: leaves[name][code] for name, code in key[1]}
                facts[key] = Fact(key[0], whole | predicate, value, value)
    return list(facts.values())


def _hint(hints: Sequence[Floats]) -> Hint:
    """Lay the hints on the cells of the attack; those of the new tables come first."""

    def point(cells: Cells) -> Floats:
        counts = np.full(len(cells), np.nan)
        for values, rows in zip(hints, cells.rows, strict=False):
            at = rows[: len(values)]
            counts[at] = np.where(np.isnan(counts[at]), values, counts[at])
        return counts

    return point


def refuse(findings: Findings, memory: Memory) -> NoReturn:
    """Raise the refusal that says what was revealed, naming cells without values."""
    if not findings.complete:
        what = (
            "the attack on the tables did not end in time, so nothing is known to be"
            " safe"
        )
    elif findings.contradiction:
        what = "the printed figures would contradict each other"
    else:
        what = f"{findings.revealed} cells would be revealed"
    together = " together with earlier releases" if memory.entries else ""
    period = memory.newly_covered() or "the period printed before"
    raise DisclosureRefused(
        f"The gate: {what}{together}; nothing is published.",
        details=findings.named[:MOST_NAMED],
        now="Merge the categories named (under [merges] of the policy; of a project"
        " [policy.merges] in zicht.toml), leave the table or breakdown out, or publish"
        f" it for {period}.",
    )
