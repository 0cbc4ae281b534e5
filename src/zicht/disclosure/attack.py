"""The gate's own audit: every attacker of the policy, on all that was ever printed.

An attacker is a reader with a set of assumptions (`audit.attackers`). The gate prints
nothing before each attacker of the policy has been tried on the new tables together with
all earlier ones: what two outputs reveal together, neither reveals alone.

References
----------
Hundepool et al. (2012), Statistical Disclosure Control, chapters 4 and 5: attackers of
tables, and what may follow for them. How an attack is computed: `audit.intervals`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

import numpy as np

from zicht.disclosure.audit.attackers import Attacker, Background, Fact, Groups
from zicht.disclosure.audit.axes import leaves_below
from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.audit.finest import MOST
from zicht.disclosure.audit.one_attack import Hint
from zicht.disclosure.audit.published import PublishedTable
from zicht.disclosure.audit.report import audit
from zicht.disclosure.memory import Memory
from zicht.disclosure.readers_view import published_tables
from zicht.disclosure.repair import ROUNDS, Repairable
from zicht.edition.messages import Message
from zicht.vocabulary.arrays import Floats, Ints
from zicht.vocabulary.cells import CellKey
from zicht.vocabulary.errors import DisclosureRefused, Refusal
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status

ATTACKERS: Mapping[tuple[str, str], tuple[Attacker, ...]] = {
    ("rounding", "disclosive"): (Attacker.ROUNDED,),
    ("rounding", "structural"): (Attacker.ROUNDED,),
    ("suppression", "disclosive"): (Attacker.ZERO,),
    ("suppression", "structural"): (Attacker.ONE, Attacker.ZERO),
}
"""Attackers by method of protection and by what zeros tell; the first knows most."""
LARGEST_BY_RECORD = 2_000
"""Printed cells of rounded tables above which all contributors do not attack together.

A reader who is all contributors knows far more of large tables than any of them.
"""
MOST_NAMED = 50
"""Cells that a refusal names at most."""
Attack = Callable[[tuple[ProtectedTable, ...], Findings | None], Findings]
"""Attacks tables, given the findings on the tables before their last repair."""


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
    is_awaited: bool = False,
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
    is_awaited : whether somebody waits for the answer, see `audit.report`

    Returns
    -------
    the first findings in which something is revealed, else the last ones
    """
    reader = reader or Reader()
    tables = published_tables(protected, policy, memory)
    if earlier_hints is None:
        earlier_hints = [table.values for table in tables[len(hints) :]]
    attacks = _Attacks(
        tables=tables,
        hint=_hint([*hints, *earlier_hints]),
        policy=policy,
        reader=reader,
        facts=[*_facts_from_elsewhere(reader.cited, protected, memory), *reader.facts],
        seconds=seconds,
        progress=progress,
        most_finest=most_finest,
        is_awaited=is_awaited,
    )
    strongest, *weaker = ATTACKERS[policy.method, policy.zeros]
    findings = attacks.by(strongest, before, is_strongest=True)
    # What was revealed is repaired before anybody else attacks.
    for attacker in weaker:
        if findings.ok:
            findings = attacks.by(attacker, before, is_strongest=False)
    return findings


@dataclass(frozen=True, eq=False)
class _Attacks:
    """The attacks on one set of tables, which differ in what the attacker knows.

    Parameters
    ----------
    tables : new and earlier ones, as readers find them
    hint : counts that may be possible
    policy, reader, seconds, progress, most_finest, is_awaited : as for `attack`
    facts : counts that every reader can know from elsewhere
    """

    tables: Sequence[PublishedTable]
    hint: Hint
    policy: Policy
    reader: Reader
    facts: Sequence[Fact]
    seconds: float
    progress: Progress
    most_finest: int
    is_awaited: bool

    def by(
        self, attacker: Attacker, before: Findings | None, *, is_strongest: bool
    ) -> Findings:
        """Attack as one attacker: with the tables, with facts, and as all contributors.

        Returns
        -------
        the first findings in which something is revealed, else those on the tables
        """
        background = _background(attacker, self.policy, self.reader)
        findings = self._with_tables(background, before)
        if not findings.ok:
            return findings
        if self.facts:
            with_facts = self._with_facts(background)
            # Counts that contradict the tables are of other records.
            if not with_facts.ok and not with_facts.contradiction:
                return with_facts
        # What the strongest attacker cannot find with every record, no weaker one can.
        if is_strongest and self._contributors_can_add_to(findings):
            by_contributors = self._with_all_records(background)
            if not by_contributors.ok:
                return by_contributors
        return findings

    def _with_tables(self, background: Background, before: Findings | None) -> Findings:
        """Attack with what the tables print."""
        findings = self._audit(background, before)
        self.progress(
            Message(
                "gate.attacked",
                attacker=background.attacker.value,
                n=findings.protected,
                seconds=f"{findings.seconds:.1f}",
            )
        )
        if findings.ok:
            for universe in findings.left_out:
                self.progress(Message("gate.left_out", universe=universe))
        return findings

    def _with_facts(self, background: Background) -> Findings:
        """Attack with the tables and with counts known from elsewhere."""
        findings = self._audit(replace(background, facts=self.facts))
        self.progress(
            Message(
                "gate.attacked_with_facts",
                n=len(self.facts),
                seconds=f"{findings.seconds:.1f}",
            )
        )
        return findings

    def _with_all_records(self, background: Background) -> Findings:
        """Attack as all contributors together, who know which cells hold somebody."""
        findings = self._audit(replace(background, all_records=True))
        seconds = f"{findings.seconds:.1f}"
        self.progress(Message("gate.attacked_by_contributors", seconds=seconds))
        return findings

    def _contributors_can_add_to(self, findings: Findings) -> bool:
        """Whether all contributors together need an attack of their own."""
        if not self.reader.truth or findings.by_records:
            return False
        is_large = findings.cells > LARGEST_BY_RECORD
        return not (self.policy.method == "rounding" and is_large)

    def _audit(
        self, background: Background, before: Findings | None = None
    ) -> Findings:
        return audit(
            self.tables,
            background,
            seconds=self.seconds,
            hint=self.hint,
            progress=self.progress,
            before=before,
            most_finest=self.most_finest,
            is_awaited=self.is_awaited,
        )


def _background(attacker: Attacker, policy: Policy, reader: Reader) -> Background:
    """Return what an attacker knows beside the tables, facts left out."""
    return Background(
        attacker,
        small=(1, policy.threshold - 1),
        base=policy.base,
        groups=Groups(policy.sensitive, policy.threshold),
        truth=reader.truth,
    )


# ---- what else readers know


def _facts_from_elsewhere(
    cited: Mapping[CellKey, int], tables: Sequence[ProtectedTable], memory: Memory
) -> list[Fact]:
    """Return the counts printed elsewhere as facts about printed cells."""
    if not cited:
        return []
    facts: dict[CellKey, Fact] = {}
    for table in tables:
        facts |= _facts_about(table, cited, memory)
    return list(facts.values())


def _facts_about(
    table: ProtectedTable, cited: Mapping[CellKey, int], memory: Memory
) -> dict[CellKey, Fact]:
    """Return the counts printed elsewhere of cells of one table."""
    leaves = {dimension.name: leaves_below(dimension) for dimension in table.dimensions}
    # What is printed elsewhere of a total is of the period that this release covers.
    covered = memory.extent(table.universe)
    facts = {}
    for row, key in enumerate(table.keys()):
        count = cited.get(key)
        if count is None or not _can_be_of(table, row, count):
            continue
        universe, codes = key
        predicate = {name: leaves[name][code] for name, code in codes}
        facts[key] = Fact(universe, covered | predicate, count, count)
    return facts


def _can_be_of(table: ProtectedTable, row: int, count: int) -> bool:
    """Whether a count printed elsewhere can be of the records of a row.

    A count outside the bounds printed for its cell is of other records. A withheld cell
    prints no bounds.
    """
    if table.statuses[row] == Status.WITHHELD:
        return True
    return bool(table.lower[row] <= count <= table.upper[row])


def _hint(hints: Sequence[Floats]) -> Hint:
    """Lay the hints on the cells of the attack; those of the new tables come first."""

    def possible_counts(cells: Cells) -> Floats:
        counts = np.full(len(cells), np.nan)
        for values, rows in zip(hints, cells.rows, strict=False):
            # Behind them stand rows that the table left out, which readers take for 0.
            hinted = rows[: len(values)]
            is_open = np.isnan(counts[hinted])
            counts[hinted] = np.where(is_open, values, counts[hinted])
        return counts

    return possible_counts


# ---- attack and repair, until nothing is revealed


def tables_that_hold(
    repairable: Repairable, attack_on: Attack, memory: Memory, progress: Progress
) -> tuple[ProtectedTable, ...]:
    """Return the tables when an attack reveals nothing of them, repaired as often as it takes.

    Parameters
    ----------
    repairable : protected tables
    attack_on : attacks them as every attacker of the policy, together with all that was printed before
    memory : everything that was published, for the refusal
    progress : called with a sentence after each repair

    Raises
    ------
    DisclosureRefused : something stays revealed, or the attack did not end
    """
    tables = repairable.tables()
    findings = attack_on(tables, None)
    n_repairs = 0
    while not findings.ok:
        # Of an attack that did not end, and of numbers that contradict each other, no
        # cell is known that would have to be shown less precisely.
        names_cells = findings.complete and not findings.contradiction
        may_repair = names_cells and n_repairs < ROUNDS
        if not may_repair or not repairable.mend(findings):
            refuse(findings, memory)
        n_repairs += 1
        n_cells = repairable.repair.cells
        progress(Message("gate.repaired", attempt=n_repairs, n=n_cells))
        tables = repairable.tables()
        # The last repair is attacked too: there is one attack more than repairs.
        findings = attack_on(tables, findings)
    return tables


# ---- refusing


def refuse(findings: Findings, memory: Memory) -> NoReturn:
    """Raise the refusal that says what was revealed, naming cells without values.

    Raises
    ------
    DisclosureRefused : always
    """
    together = " together with earlier releases" if memory.entries else ""
    period = memory.newly_covered() or "the period printed before"
    words, reason = _reason(findings)
    raise DisclosureRefused(
        f"The gate: {words}{together}; nothing is published.",
        details=findings.named[:MOST_NAMED],
        now="Merge the categories named (under [merges] of the policy; of a project"
        " [policy.merges] in zicht.toml), leave the table or breakdown out, or publish"
        f" it for {period}.",
        reason=reason,
    )


def _reason(findings: Findings) -> tuple[str, Refusal]:
    """Return why tables with these findings may not be printed, in words and as a kind."""
    if not findings.complete:
        words = (
            "the attack on the tables did not end in time, so nothing is known to be"
            " safe"
        )
        return words, Refusal.NOT_FINISHED
    if findings.contradiction:
        return Refusal.CONTRADICTS, Refusal.CONTRADICTS
    return f"{counted(findings.revealed, 'cell')} would be revealed", Refusal.REVEALS
