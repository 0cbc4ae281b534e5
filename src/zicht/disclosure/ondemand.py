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
from zicht.vocabulary.arrays import Bools, Floats, Ints, UInts
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

NOWHERE = -1
"""Place of a leaf that a layer does not show."""
NOT_COUNTED = -1
"""Count of an earlier cell that the units of today cannot be counted in."""
MOST_FINEST = 1_000
"""Finest cells that the attack on one table lays out: an answer is waited for.

A release, which is attacked with every table that was given, lays out more.
"""
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
    codes = [_codes_of(shown) for shown in shape.values()]
    size = prod(len(of_dimension) for of_dimension in codes)
    if size > LARGEST:
        raise DisclosureRefused(
            f"The table would have {size} cells; the gate takes {LARGEST}.",
            now="Break down by fewer dimensions.",
        )
    counts, sums = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.uint64)
    for cells, who in _placed(units, shape, codes):
        counts += np.bincount(cells, minlength=size)
        sums += sum_keys(cells, keys[who], size)
    words = [np.asarray(of_dimension, dtype=np.str_) for of_dimension in codes]
    grid = np.meshgrid(*words, indexing="ij") if words else []
    dimensions = {dimension.name: dimension for dimension in units.dimensions}
    table = CountTable(
        units.universe,
        tuple(dimensions[name] for name in shape),
        tuple(column.ravel() for column in grid),
        counts,
    )
    return table, sums


def _codes_of(shown: Sequence[Layer]) -> list[str]:
    """Return the codes that some layers show, each once."""
    codes: dict[str, None] = {}
    for layer in shown:
        codes |= dict.fromkeys(layer.values())
    return list(codes)


def _placed(
    units: Units, shape: Shape, codes: Sequence[Sequence[str]]
) -> Iterator[tuple[Ints, Ints]]:
    """Yield, for each combination of layers, the cells of the units that fall in one.

    Parameters
    ----------
    units : of the universe
    shape : the layers of each dimension
    codes : of each dimension, in the order of the cells

    Yields
    ------
    a cell, and the unit that falls in it; a unit that falls in a cell twice once
    """
    columns = [units.column(name) for name in shape]
    dimensions = {dimension.name: dimension for dimension in units.dimensions}
    sizes = [len(of_dimension) for of_dimension in codes]
    strides = [prod(sizes[axis + 1 :]) for axis in range(len(sizes))]
    places = [
        _places(dimensions[name].leaves, shown, of_dimension)
        for (name, shown), of_dimension in zip(shape.items(), codes, strict=True)
    ]
    has_one_row_each = len(units.rows) == len(units.names)
    for place_of_leaf in product(*places):
        cells = np.zeros(len(units.rows), dtype=np.int64)
        is_inside = np.ones(len(units.rows), dtype=bool)
        for places_of_axis, column, stride in zip(
            place_of_leaf, columns, strides, strict=True
        ):
            place = places_of_axis[column]
            is_inside &= place != NOWHERE
            cells += place * stride
        cells, who = cells[is_inside], units.rows[is_inside]
        if not has_one_row_each:
            pairs = np.unique(cells * len(units.names) + who)
            cells, who = np.divmod(pairs, len(units.names))
        yield cells, who


def _places(
    leaves: Sequence[str], shown: Sequence[Layer], codes: Sequence[str]
) -> list[Ints]:
    """Return, per layer, the place among the codes of what holds each leaf."""
    place_of = {code: place for place, code in enumerate(codes)}
    return [
        np.asarray(
            [place_of.get(layer.get(leaf, ""), NOWHERE) for leaf in leaves],
            dtype=np.int64,
        )
        for layer in shown
    ]


def recount(units: Units, old: ProtectedTable) -> Ints:
    """Count today what an earlier table counted, a row per cell; -1 where that cannot be said."""
    known = {dimension.name: dimension for dimension in units.dimensions}
    if not set(old.names) <= known.keys():
        return np.full(len(old.values), NOT_COUNTED, dtype=np.int64)
    shape = {}
    for name, codes in zip(old.names, old.codes, strict=True):
        every = layers(
            known[name], [name, *(h.name for h in known[name].hierarchies)], total=True
        )
        used = set(codes.tolist())
        shape[name] = tuple(layer for layer in every if used & set(layer.values()))
    table, _ = tally(units, shape, np.zeros(len(units.names), dtype=np.uint64))
    count_of = dict(zip(_rows(table), table.counts.tolist(), strict=True))
    counts = [count_of.get(row, NOT_COUNTED) for row in _rows(old)]
    return np.asarray(counts, dtype=np.int64)


def _rows(table: CountTable | ProtectedTable) -> list[tuple[str, ...]]:
    """Return the codes of each row of a table."""
    if not table.codes:
        return [()] * table.n_cells
    return list(zip(*(column.tolist() for column in table.codes), strict=True))


@dataclass(frozen=True, eq=False)
class Standing:
    """What the ledger says of the units of today.

    Parameters
    ----------
    ledger : what still holds
    counts : per table of it, what its rows count today; `NOT_COUNTED` where that cannot be
        said
    """

    ledger: Ledger
    counts: tuple[Ints, ...]

    def hints(self) -> list[Floats]:
        """Return the counts of today, which agree with all that still holds."""
        return [np.where(own == NOT_COUNTED, np.nan, own) for own in self.counts]


def standing(ledger: Ledger, units: Units, slack: int = 0) -> Standing:
    """Return what the ledger says of the units of today.

    Where people withdrew their consent, every number printed has `slack` more room below: one that moved, or was
    printed anew, would tell which cells they were in (docs/adr/0005).

    A cell whose records were revised since, so that what was printed can no longer be true, says nothing any more; the
    other cells of its table do. Tables of other universes are left out: no sum leads from one universe to another.
    """
    entries = []
    counts: list[Ints] = []
    for entry in ledger.entries:
        tables = []
        for old in entry.tables:
            if old.universe == units.universe:
                today = recount(units, old)
                counts.append(today)
                tables.append(_standing(old, today, slack))
        if tables:
            entries.append(replace(entry, tables=tuple(tables)))
    return Standing(Ledger(tuple(entries)), tuple(counts))


def _standing(old: ProtectedTable, today: Ints, slack: int) -> ProtectedTable:
    """Return what an earlier table says of the units of today.

    Parameters
    ----------
    old : as it was printed
    today : what it would count now, `NOT_COUNTED` where that cannot be said
    slack : by how much lower each count may be, for people withdrew
    """
    is_exact = old.lower == old.upper
    lower = np.where(is_exact, old.lower, np.maximum(old.lower - slack, 0))
    is_outside = (today < lower) | (today > old.upper)
    is_revised = (today != NOT_COUNTED) & is_outside
    return ProtectedTable.over(
        old,
        values=np.where(is_revised, 0, old.values),
        statuses=np.where(is_revised, Status.BANDED.value, old.statuses),
        lower=np.where(is_revised, 0, lower),
        upper=np.where(is_revised, UNBOUNDED, old.upper),
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
            f"Policy {policy.title} withholds cells and prints others exactly; noise"
            " beside exact sums guards nothing.",
            now="Tables on demand need a policy that rounds.",
        )
    say = progress or silent
    slack = max(1, policy.base // 2) if withdrawn else 0
    drawn = _Drawn(
        units,
        shape,
        policy,
        secret=secret,
        before=standing(ledger or Ledger(), units, slack),
        inhabitants=inhabitants or {},
    )
    if not (drawn.is_before | drawn.is_small_area).all():
        n_cells, n_entries = len(drawn.table.counts), len(drawn.ledger.entries)
        say(f"gate: {n_cells} cells, and what {n_entries} publications printed")
        reader = Reader(cited or {}, [drawn.table.counts])
        _repair_until_safe(drawn, reader, seconds=seconds, say=say)
    return Answer(
        seal(drawn.protected(), sign),
        drawn.is_before,
        drawn.repair.cells,
        drawn.noise.largest,
    )


def _repair_until_safe(
    drawn: "_Drawn", reader: Reader, *, seconds: float, say: Progress
) -> None:
    """Attack a table, and widen bands until nothing is revealed.

    Raises
    ------
    DisclosureRefused : something stays revealed, or the attack did not end
    """
    counts = drawn.table.counts.astype(np.float64)
    findings = None
    for attempt in range(1, ROUNDS + 2):
        findings = attack(
            (drawn.shown(),),
            (counts,),
            drawn.policy,
            drawn.memory,
            seconds=seconds,
            progress=say,
            reader=reader,
            before=findings,
            most_finest=MOST_FINEST,
            earlier_hints=drawn.standing.hints(),
        )
        if findings.ok:
            return
        can_repair = findings.complete and not findings.contradiction
        if attempt > ROUNDS or not can_repair or not drawn.mend(findings):
            refuse(findings, drawn.memory)
        say(
            f"gate: attempt {attempt} would reveal something;"
            f" {drawn.repair.cells} cells are shown less precisely"
        )


class _Drawn:
    """A table with its noise, and how it is repaired: by wider bands.

    Attributes
    ----------
    values : counts with noise, a row per cell
    is_small_area : rows of areas with too few inhabitants
    before : what was printed of each row
    is_before : rows that were printed before, and stay as they were printed
    """

    def __init__(
        self,
        units: Units,
        shape: Shape,
        policy: Policy,
        *,
        secret: bytes,
        before: Standing,
        inhabitants: Inhabitants,
    ) -> None:
        self.policy, self.noise = policy, noise_of(policy)
        self.standing, self.ledger = before, before.ledger
        self.memory = Memory(before.ledger)
        self.table, sums = tally(units, shape, keys_of(units, secret))
        refuse_sparse((self.table,), policy)
        self.system: System = build((self.table,))
        self.values = perturb(self.table, sums, self.noise).values
        self.is_small_area = hidden_rows((self.table,), policy, inhabitants)[0]
        self.before = self._printed_before()
        self.is_before: Bools = np.asarray(self.before.statuses != "")
        frozen = np.zeros(len(self.system.counts), dtype=bool)
        frozen[self.cells[self.is_before | self.is_small_area]] = True
        self.repair = Repair(self.system, frozen)

    @property
    def cells(self) -> Ints:
        """The cell of each row."""
        return self.system.rows[0]

    def _printed_before(self) -> "_Printed":
        """Return what was printed of each row, the latest where it was more than once."""
        printed = _Printed.nothing(len(self.system.counts))
        for old in self.memory.beside((self.table,), self.system).earlier:
            is_known = old.is_same & (old.table.upper < UNBOUNDED)
            printed.note(old.table, old.cells, is_known)
        return printed.of(self.cells)

    def shown(self) -> ProtectedTable:
        """Return the table as it would be printed.

        Cells printed before stand as they were; of areas with too few inhabitants
        nothing is printed.
        """
        is_new, before = ~self.is_before, self.before
        least = 1 if self.policy.zeros == "structural" else 0
        is_known_zero = (self.table.counts == 0) & (least == 1)
        is_below = (self.values < self._thresholds()) | (self.values == 0)
        is_banded = (is_below | (self._level() > 0)) & ~is_known_zero
        lower, upper = self._bounds(is_below, least)
        has_no_number = is_banded | is_known_zero
        values = np.where(has_no_number, 0, self.values)
        statuses = np.where(is_banded, Status.BANDED.value, Status.PUBLISHED.value)
        table = ProtectedTable.over(
            self.table,
            values=np.where(is_new, values, before.values),
            statuses=np.where(is_new, statuses, before.statuses),
            lower=np.where(is_new, np.where(is_known_zero, 0, lower), before.lower),
            upper=np.where(is_new, np.where(is_known_zero, 0, upper), before.upper),
        )
        return without_rows(table, self.is_small_area & is_new)

    def _bounds(self, is_below: Bools, least: int) -> tuple[Ints, Ints]:
        """Return between what each count lies, to a reader.

        A zero is never moved, so a number that is shown is of at least one. A repaired
        cell shares its band with all numbers of one cell of a fixed grid.

        Parameters
        ----------
        is_below : rows below their threshold
        least : the lower end of a band
        """
        largest, level = self.noise.largest, self._level()
        lower = np.where(is_below, least, np.maximum(self.values - largest, 1))
        upper = np.where(is_below, self._thresholds() - 1, self.values) + largest
        grid = self.policy.base * 2 ** (level + 1)
        start = self.values // grid * grid
        is_lowest = is_below | (start == 0)
        grid_lower = np.where(is_lowest, least, np.maximum(start - largest, 1))
        grid_upper = np.maximum(upper, start + grid - 1 + largest)
        is_repaired = level > 0
        return (
            np.where(is_repaired, grid_lower, lower),
            np.where(is_repaired, grid_upper, upper),
        )

    def _level(self) -> Ints:
        """Return how often the band of each row was widened."""
        return self.repair.level[self.cells]

    def _thresholds(self) -> Ints:
        """Return the threshold of each row; the stricter one where a cell has two rows."""
        strictest = np.zeros(len(self.system.counts), dtype=np.int64)
        np.maximum.at(strictest, self.cells, thresholds_of(self.table, self.policy))
        return strictest[self.cells]

    def mend(self, findings: Findings) -> bool:
        """Widen the bands of a few cells; False when that cannot help."""
        values = np.zeros(len(self.system.counts), dtype=np.int64)
        values[self.cells] = self.values
        return self.repair.mend(findings, values, np.ones(len(values), dtype=bool))

    def protected(self) -> Protected:
        """Return the table as it will be sealed.

        What was lost is told from the published side only.
        """
        table = self.shown()
        is_hidden = table.statuses != Status.PUBLISHED
        share = float(is_hidden.mean()) if len(is_hidden) else 0.0
        losses = {
            "cells": float(len(is_hidden)),
            "hidden share": round(share, 4),
            "largest change": float(self.noise.largest),
            "cells printed before": float(self.is_before.sum()),
            "cells hidden to guard differences": float(self.repair.cells),
        }
        return Protected((table,), self.policy.title, CELL_KEY, losses)


@dataclass(frozen=True, eq=False)
class _Printed:
    """What was printed of some cells; the status is empty where they never were."""

    values: Ints
    statuses: NDArray[np.object_]
    lower: Ints
    upper: Ints

    @classmethod
    def nothing(cls, size: int) -> "_Printed":
        """Return cells of which nothing was printed."""
        values, lower, upper = (np.zeros(size, dtype=np.int64) for _ in range(3))
        return cls(values, np.full(size, "", dtype=object), lower, upper)

    def note(self, old: ProtectedTable, cells: Ints, is_known: Bools) -> None:
        """Note what a table printed of its known rows.

        What was printed twice in the same way keeps the bounds of the first time.

        Parameters
        ----------
        old : the table
        cells : the cell of each of its rows
        is_known : rows that say something of these cells
        """
        at = cells[is_known]
        values, statuses = old.values[is_known], old.statuses[is_known]
        lower = old.lower[is_known]
        is_again = (self.statuses[at] == statuses) & (self.values[at] == values)
        first_lower = np.maximum(self.lower[at], lower)
        self.values[at], self.statuses[at] = values, statuses
        self.lower[at] = np.where(is_again, first_lower, lower)
        self.upper[at] = old.upper[is_known]

    def of(self, cells: Ints) -> "_Printed":
        """Return what was printed of some cells."""
        return _Printed(
            self.values[cells],
            self.statuses[cells],
            self.lower[cells],
            self.upper[cells],
        )
