"""Tables asked on demand: noise that belongs to the units of a cell, attacked together with all that was printed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

import numpy as np
from numpy.typing import NDArray

from zicht.disclosure.attack import Reader, attack, refuse
from zicht.disclosure.audit.findings import Findings
from zicht.disclosure.gate import seal
from zicht.disclosure.masking import without_rows
from zicht.disclosure.memory import Memory
from zicht.disclosure.protect.cellkey import Noise, perturb, record_keys, sum_keys
from zicht.disclosure.protect.system import System, build
from zicht.disclosure.repair import ROUNDS, Repair
from zicht.disclosure.small_areas import Inhabitants, hidden_rows
from zicht.disclosure.sparsity import LARGEST, refuse_sparse
from zicht.disclosure.thresholds import thresholds_of
from zicht.vocabulary.arrays import Bools, Ints, UInts
from zicht.vocabulary.cells import CellKey
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress, silent
from zicht.vocabulary.protected import CELL_KEY, Protected, ProtectedTable, Status
from zicht.vocabulary.tables import CountTable
from zicht.vocabulary.units import Layer, Units, layers

Shape = Mapping[str, tuple[Layer, ...]]
"""Per dimension, in the order of the table: the layers it shows."""

UNBOUNDED = 10_000_000
"""Upper end of what is not known; no count of people reaches it."""


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
        """Give the table."""
        return self.protected.tables[0]

    @property
    def is_new(self) -> bool:
        """Whether it prints a cell that was never printed."""
        return bool(np.any(~self.is_before & (self.table.statuses != Status.WITHHELD)))


def noise_of(policy: Policy) -> Noise:
    """Give the noise that fits a policy: with it at least `base` whole numbers stay possible for every count."""
    largest = max(5, policy.base)
    return Noise(largest=largest, variance=3.0 * (largest / 5) ** 2)


def keys_of(units: Units, secret: bytes) -> UInts:
    """Give every unit its key: a keyed hash of its name, which is made of pseudonyms."""
    return record_keys(units.names.astype(np.str_), secret)


def tally(units: Units, shape: Shape, keys: UInts) -> tuple[CountTable, UInts]:
    """Count the different units of every cell, and add up their keys.

    Parameters
    ----------
    units : of the universe
    shape : the layers of each dimension; every combination of their codes is a cell
    keys : of the units

    Returns
    -------
    the table of true counts; and per cell the sum of the keys of its units modulo 2^64, each unit once, so that the
    same units give the same sum in any table and any order

    Raises
    ------
    DisclosureRefused : the table has too many cells
    """
    words = [
        list(dict.fromkeys(code for layer in own for code in layer.values()))
        for own in shape.values()
    ]
    size = prod(len(codes) for codes in words)
    if size > LARGEST:
        raise DisclosureRefused(
            f"The table would have {size} cells; the gate takes {LARGEST}.",
            now="Break down by fewer dimensions.",
        )
    strides = [
        prod(len(codes) for codes in words[at + 1 :]) for at in range(len(words))
    ]
    counts, sums = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.uint64)
    for at, who in _placed(
        units, shape, [dict(zip(w, range(len(w)), strict=True)) for w in words], strides
    ):
        counts += np.bincount(at, minlength=size)
        sums += sum_keys(at, keys[who], size)
    grid = (
        np.meshgrid(*(np.array(codes, dtype=np.str_) for codes in words), indexing="ij")
        if words
        else []
    )
    dimensions = {dimension.name: dimension for dimension in units.dimensions}
    table = CountTable(
        units.universe,
        tuple(dimensions[name] for name in shape),
        tuple(column.ravel() for column in grid),
        counts,
    )
    return table, sums


def _placed(
    units: Units,
    shape: Shape,
    index: Sequence[Mapping[str, int]],
    strides: Sequence[int],
) -> Iterator[tuple[Ints, Ints]]:
    """For each combination of layers: the cell of each unit that falls in one, once per cell, and the unit."""
    columns = [units.column(name) for name in shape]
    leaves = [
        next(d for d in units.dimensions if d.name == name).leaves for name in shape
    ]
    maps = [
        [
            np.array(
                [codes.get(layer.get(leaf, ""), -1) for leaf in own], dtype=np.int64
            )
            for layer in found
        ]
        for own, found, codes in zip(leaves, shape.values(), index, strict=True)
    ]
    is_single = len(units.rows) == len(units.names)
    for chosen in product(*maps):
        cell, inside = (
            np.zeros(len(units.rows), dtype=np.int64),
            np.ones(len(units.rows), dtype=bool),
        )
        for of_leaf, column, stride in zip(chosen, columns, strides, strict=True):
            place = of_leaf[column]
            inside &= place >= 0
            cell += place * stride
        cell, who = cell[inside], units.rows[inside]
        if not is_single:
            pairs = np.unique(cell * len(units.names) + who)
            cell, who = np.divmod(pairs, len(units.names))
        yield cell, who


def recount(units: Units, old: ProtectedTable) -> Ints:
    """Count today what an earlier table counted, a row per cell; -1 where that cannot be said."""
    known = {dimension.name: dimension for dimension in units.dimensions}
    if not set(old.names) <= known.keys():
        return np.full(len(old.values), -1, dtype=np.int64)
    shape = {}
    for name, codes in zip(old.names, old.codes, strict=True):
        every = layers(
            known[name], [name, *(h.name for h in known[name].hierarchies)], total=True
        )
        used = set(codes.tolist())
        shape[name] = tuple(layer for layer in every if used & set(layer.values()))
    table, _ = tally(units, shape, np.zeros(len(units.names), dtype=np.uint64))
    own = zip(*(column.tolist() for column in table.codes), strict=True)
    counted = dict(zip(own, table.counts.tolist(), strict=True))
    rows = (
        zip(*(column.tolist() for column in old.codes), strict=True)
        if old.codes
        else [()] * len(old.values)
    )
    return np.asarray([counted.get(row, -1) for row in rows], dtype=np.int64)


def standing(ledger: Ledger, units: Units, slack: int = 0) -> Ledger:
    """Give what the ledger says of the units of today.

    Where people withdrew their consent, every number printed has `slack` more room below: one that moved, or was
    printed anew, would tell which cells they were in (docs/adr/0005).

    A cell whose records were revised since, so that what was printed can no longer be true, says nothing any more; the
    other cells of its table do. Tables of other universes are left out: no sum leads from one universe to another.
    """
    entries = []
    for entry in ledger.entries:
        tables = [
            _standing(old, recount(units, old), slack)
            for old in entry.tables
            if old.universe == units.universe
        ]
        if tables:
            entries.append(replace(entry, tables=tuple(tables)))
    return Ledger(tuple(entries))


def _standing(old: ProtectedTable, today: Ints, slack: int) -> ProtectedTable:
    exact = old.lower == old.upper
    lowest = np.where(exact, old.lower, np.maximum(old.lower - slack, 0))
    gone = (today >= 0) & ((today < lowest) | (today > old.upper))
    return ProtectedTable.over(
        old,
        values=np.where(gone, 0, old.values),
        statuses=np.where(gone, Status.BANDED.value, old.statuses),
        lower=np.where(gone, 0, lowest),
        upper=np.where(gone, UNBOUNDED, old.upper),
    )


def answer(
    units: Units,
    shape: Shape,
    policy: Policy,
    *,
    secret: bytes,
    sign: Callable[[bytes], str],
    ledger: Ledger | None = None,
    cited: Mapping[CellKey, int] | None = None,
    inhabitants: Inhabitants | None = None,
    withdrawn: bool = False,
    progress: Progress | None = None,
    seconds: float = 300.0,
) -> Answer:
    """Count a table, protect it by cell key, and attack it together with everything that was printed before.

    A cell that was printed before is given as it was printed. Other counts are moved by noise that belongs to the set
    of units; below the thresholds a band is given. What would be revealed is guarded by wider bands, or refused.

    Parameters
    ----------
    units : of the universe, with every dimension of the table and of earlier tables
    shape : of the table: the layers of each dimension
    policy : the rules; a policy that withholds cells prints exact numbers, beside which noise guards nothing
    secret : of the noise
    sign : gives the gate's signature over a digest
    ledger : everything that was published
    cited : counts printed elsewhere, by universe and predicate
    inhabitants : per dimension of areas, how many live in each: those with too few get no cell of their own
    withdrawn : whether people withdrew their consent: numbers printed before stay, with half a base more room below
    progress : told in words how far it is
    seconds : the longest one attack may take

    Raises
    ------
    DisclosureRefused : the policy withholds cells, the table is too sparse or too large, or it would reveal something

    References
    ----------
    Fraser & Wooton (2005), A proposed method for confidentialising tabular output to protect against differencing;
    docs/adr/0033.
    """
    if policy.method != "rounding":
        raise DisclosureRefused(
            f"Policy {policy.title} withholds cells and prints others exactly; noise beside exact sums guards nothing.",
            now="Tables on demand need a policy that rounds.",
        )
    say = progress or silent
    stands = standing(
        ledger or Ledger(), units, max(1, policy.base // 2) if withdrawn else 0
    )
    drawn = _Drawn(
        units,
        shape,
        policy,
        secret=secret,
        ledger=stands,
        inhabitants=inhabitants or {},
    )
    if (drawn.is_before | drawn.small).all():
        return Answer(
            seal(drawn.protected(), sign), drawn.is_before, 0, drawn.noise.largest
        )
    say(
        f"gate: {len(drawn.table.counts)} cells, and what {len(drawn.ledger.entries)} publications printed"
    )
    reader = Reader(cited or {}, [drawn.table.counts])
    findings = None
    for attempt in range(ROUNDS + 1):
        tables, hints = (drawn.shown(),), (np.full(len(drawn.table.counts), np.nan),)
        findings = attack(
            tables,
            hints,
            policy,
            drawn.memory,
            seconds=seconds,
            progress=say,
            reader=reader,
            before=findings,
        )
        if findings.ok:
            break
        if (
            attempt == ROUNDS
            or not findings.complete
            or findings.contradiction
            or not drawn.mend(findings)
        ):
            refuse(findings, drawn.memory)
        say(
            f"gate: attempt {attempt + 1} would reveal something; {drawn.repair.cells} cells are shown less precisely"
        )
    return Answer(
        seal(drawn.protected(), sign),
        drawn.is_before,
        drawn.repair.cells,
        drawn.noise.largest,
    )


class _Drawn:
    """A table with its noise, and how it is repaired: a wider band."""

    def __init__(
        self,
        units: Units,
        shape: Shape,
        policy: Policy,
        *,
        secret: bytes,
        ledger: Ledger,
        inhabitants: Inhabitants,
    ) -> None:
        self.policy, self.noise = policy, noise_of(policy)
        self.ledger, self.memory = ledger, Memory(ledger)
        self.table, sums = tally(units, shape, keys_of(units, secret))
        refuse_sparse((self.table,), policy)
        self.system: System = build((self.table,))
        self.values = perturb(self.table, sums, self.noise).values
        self.small: Bools = hidden_rows((self.table,), policy, inhabitants)[0]
        self.before = self._before()
        self.is_before: Bools = np.asarray(self.before.statuses != "")
        frozen = np.zeros(len(self.system.counts), dtype=bool)
        frozen[self.system.rows[0][self.is_before | self.small]] = True
        self.repair = Repair(self.system, frozen)

    def _before(self) -> "_Printed":
        """Give what was printed of each cell, the latest where it was printed more than once."""
        found = _Printed.nothing(len(self.system.counts))
        printed = self.memory.beside((self.table,), self.system)
        for old in printed.earlier:
            is_known = old.is_same & (old.table.upper < UNBOUNDED)
            found.note(old.table, old.cells, is_known)
        return found.of(self.system.rows[0])

    def shown(self) -> ProtectedTable:
        """Give the table as it would be printed; of areas with too few inhabitants nothing is."""
        policy, largest = self.policy, self.noise.largest
        values, level = self.values, self.repair.level[self.system.rows[0]]
        limits = self._limits()
        least = 1 if policy.zeros == "structural" else 0
        is_zero = (self.table.counts == 0) & (least == 1)
        banded = (values < limits) | (values == 0)
        # A zero is never moved, so a number that is shown is of at least one.
        lower = np.where(banded, least, np.maximum(values - largest, 1))
        upper = np.where(banded, limits - 1 + largest, values + largest)
        width = policy.base * 2 ** (level + 1)
        start = values // width * width
        lower = np.where(
            level > 0,
            np.where(banded | (start == 0), least, np.maximum(start - largest, 1)),
            lower,
        )
        upper = np.where(
            level > 0, np.maximum(upper, start + width - 1 + largest), upper
        )
        banded = (banded | (level > 0)) & ~is_zero
        new = ~self.is_before
        table = ProtectedTable.over(
            self.table,
            values=np.where(
                new, np.where(banded | is_zero, 0, values), self.before.values
            ),
            statuses=np.where(
                new,
                np.where(banded, Status.BANDED.value, Status.PUBLISHED.value),
                self.before.statuses,
            ),
            lower=np.where(new, np.where(is_zero, 0, lower), self.before.lower),
            upper=np.where(new, np.where(is_zero, 0, upper), self.before.upper),
        )
        return without_rows(table, self.small & new)

    def _limits(self) -> Ints:
        """Give the threshold of each row; a cell that stands in two rows has the stricter one."""
        rows = self.system.rows[0]
        strictest = np.zeros(len(self.system.counts), dtype=np.int64)
        np.maximum.at(strictest, rows, thresholds_of(self.table, self.policy))
        return strictest[rows]

    def mend(self, findings: Findings) -> bool:
        """Widen the bands of a few cells; False when that cannot help."""
        values = np.zeros(len(self.system.counts), dtype=np.int64)
        values[self.system.rows[0]] = self.values
        return self.repair.mend(findings, values, np.ones(len(values), dtype=bool))

    def protected(self) -> Protected:
        """Give the table as it will be sealed; what was lost is told from the published side only."""
        table = self.shown()
        hidden = table.statuses != Status.PUBLISHED
        losses = {
            "cells": float(len(hidden)),
            "hidden share": round(float(hidden.mean()) if len(hidden) else 0.0, 4),
            "largest change": float(self.noise.largest),
            "cells printed before": float(self.is_before.sum()),
            "cells hidden to guard differences": float(self.repair.cells),
        }
        return Protected((table,), self.policy.title, CELL_KEY, losses)


@dataclass(frozen=True, eq=False)
class _Printed:
    """What was printed of some cells; a status of nothing where they never were."""

    values: Ints
    statuses: NDArray[np.object_]
    lower: Ints
    upper: Ints

    @classmethod
    def nothing(cls, size: int) -> "_Printed":
        numbers = [np.zeros(size, dtype=np.int64) for _ in range(3)]
        return cls(numbers[0], np.full(size, "", dtype=object), numbers[1], numbers[2])

    def note(self, old: ProtectedTable, cell: Ints, known: Bools) -> None:
        """Note what a table printed of the cells known; what was printed twice keeps the bounds of the first time."""
        at = cell[known]
        again = (self.statuses[at] == old.statuses[known]) & (
            self.values[at] == old.values[known]
        )
        lower = np.where(
            again, np.maximum(self.lower[at], old.lower[known]), old.lower[known]
        )
        self.values[at], self.statuses[at] = old.values[known], old.statuses[known]
        self.lower[at], self.upper[at] = lower, old.upper[known]

    def of(self, rows: Ints) -> "_Printed":
        """Give what was printed of the cells of some rows."""
        return _Printed(
            self.values[rows], self.statuses[rows], self.lower[rows], self.upper[rows]
        )
