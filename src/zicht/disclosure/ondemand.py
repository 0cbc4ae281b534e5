"""Tables asked on demand: noise that belongs to the units of a cell, attacked together with all that was printed."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.attack import Reader, attack, tables_that_hold
from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.drawn_table import DrawnTable
from zicht.disclosure.sealing import Sign, seal
from zicht.disclosure.small_areas import Inhabitants
from zicht.disclosure.standing import standing
from zicht.disclosure.tallying import Shape
from zicht.edition.messages import Message
from zicht.vocabulary.arrays import Bools
from zicht.vocabulary.cells import CellKey
from zicht.vocabulary.errors import AuditFailed, DisclosureRefused, Refusal
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress, silent
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.units import Units

MOST_FINEST = 1_000
"""Finest cells that the attack on one table lays out: an answer is waited for.

With more, an attack that takes 14 seconds did not end in 300. A release, which is
attacked with every table that was given, lays out more (ADR 0114).
"""


@dataclass(frozen=True, eq=False)
class Answer:
    """A table asked on demand, as it may be shown.

    Parameters
    ----------
    protected : the one table, sealed
    is_before : which of its cells were printed before, and stand as they were printed
    widened : how many cells are shown less precisely than the policy asks, to guard others
    largest : D, the most the noise moves a count
    """

    protected: Protected
    is_before: Bools
    widened: int
    largest: int

    @property
    def table(self) -> ProtectedTable:
        """The table as it may be shown."""
        return self.protected.tables[0]

    @property
    def is_new(self) -> bool:
        """Whether it prints a cell that was never printed."""
        is_printed = self.table.statuses != Status.WITHHELD
        return bool(np.any(~self.is_before & is_printed))


def answer(
    units: Units,
    shape: Shape,
    policy: Policy,
    *,
    secret: bytes,
    sign: Sign,
    ledger: Ledger | None = None,
    cited: Mapping[CellKey, int] | None = None,
    inhabitants: Inhabitants | None = None,
    withdrawn: bool = False,
    progress: Progress | None = None,
    seconds: float = 300.0,
) -> Answer:
    """Count a table, protect it by cell key, and attack it together with everything that was printed before.

    A cell that was printed before is given as it was printed. Other counts are moved by
    noise that belongs to the set of units; below the thresholds a band is given. What
    would be revealed is guarded by wider bands, or refused.

    Parameters
    ----------
    units : of the universe, with every dimension of the table and of earlier tables
    shape : of the table: the layers of each dimension
    policy : the rules; a policy that withholds cells prints exact numbers, beside which
        noise guards nothing
    secret : of the noise
    sign : returns the gate's signature over a digest
    ledger : everything that was published
    cited : counts printed elsewhere, by universe and predicate
    inhabitants : per dimension of areas, how many live in each: those with too few get no
        cell of their own
    withdrawn : whether people withdrew their consent: numbers printed before stay, with
        half a base more room below
    progress : called with a sentence, without any count of people
    seconds : the longest one attack may take

    Raises
    ------
    DisclosureRefused : the policy withholds cells, the table is too sparse or too large,
        or it would reveal something

    References
    ----------
    Fraser & Wooton (2005), A proposed method for confidentialising tabular output to
    protect against differencing; docs/adr/0033.
    """
    _refuse_policy_that_withholds(policy)
    progress = progress or silent
    drawn = DrawnTable(
        units,
        shape,
        policy,
        secret=secret,
        standing=standing(
            ledger or Ledger(), units, _slack(policy, withdrawn=withdrawn)
        ),
        inhabitants=inhabitants or {},
    )
    # A table that prints nothing new reveals nothing new.
    if not (drawn.is_before | drawn.is_small_area).all():
        n_cells, n_entries = len(drawn.table.counts), len(drawn.memory.entries)
        cells = Message("count.cells", n=n_cells)
        progress(Message("gate.with_publications", cells=cells, n=n_entries))
        reader = Reader(cited or {}, [drawn.table.counts])
        _attack_and_repair(drawn, reader, seconds=seconds, progress=progress)
    return Answer(
        protected=seal(drawn.protected(), sign),
        is_before=drawn.is_before,
        widened=drawn.repair.cells,
        largest=drawn.noise.largest,
    )


def _refuse_policy_that_withholds(policy: Policy) -> None:
    """Refuse a policy under which releases print exact numbers."""
    if policy.method != "rounding":
        raise DisclosureRefused(
            f"Policy {policy.title} withholds cells and prints others exactly; noise"
            " beside exact sums guards nothing.",
            now="Tables on demand need a policy that rounds.",
            reason=Refusal.POLICY,
        )


def _slack(policy: Policy, *, withdrawn: bool) -> int:
    """Return by how many persons bounds fall where people withdrew: half a base."""
    return max(1, policy.base // 2) if withdrawn else 0


def _attack_and_repair(
    drawn: DrawnTable, reader: Reader, *, seconds: float, progress: Progress
) -> None:
    """Attack a table, and widen bands until nothing is revealed.

    Raises
    ------
    DisclosureRefused : something stays revealed, the attack did not end, or the table and
        what was printed before have too many cells together
    """
    counts = drawn.table.counts.astype(np.float64)

    def attack_table(
        tables: tuple[ProtectedTable, ...], before: Findings | None
    ) -> Findings:
        return attack(
            tables,
            (counts,),
            drawn.policy,
            drawn.memory,
            seconds=seconds,
            progress=progress,
            reader=reader,
            before=before,
            most_finest=MOST_FINEST,
            earlier_hints=drawn.standing.hints(),
            is_awaited=True,
        )

    try:
        tables_that_hold(drawn, attack_table, drawn.memory, progress)
    except AuditFailed as error:
        # An attack fails for its size alone: of a table on demand that is a refusal.
        raise DisclosureRefused(
            "The gate: together with what was printed before, the table is too large to"
            f" attack. {error.what}",
            now="Break down by fewer dimensions, or by a coarser level.",
            reason=Refusal.LARGE,
        ) from error
