"""The only door: a Draft goes in; a sealed Protected comes out, or a refusal with its reasons."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product

import numpy as np

from zicht.disclosure import spans
from zicht.disclosure.attack import Memory, Reader, attack, refuse
from zicht.disclosure.audit.report import Findings
from zicht.disclosure.protect.groups import (
    beside_sensitive,
    refuse_unknown,
    whole_groups,
)
from zicht.disclosure.protect.rounding import NoRounding, controlled_rounding
from zicht.disclosure.protect.suppression import Known, suppress
from zicht.disclosure.protect.system import System, build
from zicht.disclosure.repair import ROUNDS, Repair
from zicht.disclosure.small_areas import Inhabitants, cells_of, hidden_rows
from zicht.disclosure.sparsity import refuse_sparse
from zicht.disclosure.thresholds import limits_of
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.cells import CellKey
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Extents, Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Protected, ProtectedTable, Status
from zicht.vocabulary.tables import CountTable, Draft

Progress = Callable[[str], None]
Tables = tuple[CountTable, ...]
ENDLESS = np.iinfo(np.int64).max // 2
"""Upper bound of a withheld cell: none."""


def publish(
    draft: Draft,
    policy: Policy,
    *,
    sign: Callable[[bytes], str],
    progress: Progress | None = None,
    ledger: Ledger | None = None,
    extents: Extents | None = None,
    cited: Mapping[CellKey, int] | None = None,
    inhabitants: Inhabitants | None = None,
    withdrawn: bool = False,
    seconds: float = 300.0,
) -> Protected:
    """Protect every table of a draft as one system, attack the result, and seal it.

    Parameters
    ----------
    draft : all count tables of one release, true values
    policy : the rules
    sign : gives the gate's signature over a digest
    progress : told in words how far it is, without any count of people
    ledger : what earlier releases printed; cells printed before keep their number, and the attack is on all together
    extents : per universe, what the total of a dimension covers where it is not everything (`year`: y0 to y5)
    cited : counts printed elsewhere, by universe and predicate: what the readers of both can work out is attacked too
    inhabitants : per dimension of areas, how many live in each: those with too few get no cell of their own
    withdrawn : whether people withdrew their consent: then a number printed before stays although it lies half a base
        too far above its count (more, where many withdrew), and every such number says so in its lower bound
    seconds : the longest one part of the protection, or the attack, may take

    Returns
    -------
    the tables with the rows of the draft in their order; where zeros are disclosive and a draft left combinations out,
    with a banded row for each of them, and all rows in the order of their codes; sealed

    Raises
    ------
    DisclosureRefused : totals do not add, a table is too sparse, no additive rounding was found, or the result would
        tell an attacker too much

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, chapters 4 and 5; Salazar-González (2006), Controlled
    rounding and cell perturbation, Mathematical Programming 105.
    """
    say = progress or _silent
    refuse_sparse(draft.tables, policy)
    refuse_unknown(draft.tables, policy.sensitive)
    tables = tuple(
        complete(table) if policy.zeros == "disclosive" else table
        for table in draft.tables
    )
    system = build(tables)
    say(f"gate: {len(system.counts)} cells in {len(tables)} tables are one system")
    memory = Memory(ledger, extents, withdrawn)
    small = cells_of(hidden_rows(tables, policy, inhabitants or {}), system)
    reader = Reader(cited or {}, [table.counts for table in tables])
    kind = _Suppression if policy.method == "suppression" else _Rounding
    *most, last = memory.attempts(policy.base) if kind is _Rounding else (memory,)
    for tried in (*most, last):
        try:
            work = kind(
                tables,
                system,
                policy,
                tried,
                small=small,
                seconds=seconds,
                progress=progress,
            )
            protected = _guard(work, policy, tried, reader, seconds=seconds, say=say)
            break
        except DisclosureRefused as refused:
            # More room helps where the sums ask for it, or where what was printed is no longer true.
            if tried is last or not (
                isinstance(refused, NoRounding) or memory.is_revised(tables, system)
            ):
                raise
    method = "suppression" if policy.method == "suppression" else "controlled rounding"
    losses = _losses(system, protected, work.repair.cells) | work.proven()
    told = spans.protect(draft.spans, protected, policy, ledger)
    return seal(Protected(protected, policy.title, method, losses, spans=told), sign)


def _guard(
    work: "_Rounding | _Suppression",
    policy: Policy,
    memory: Memory,
    reader: Reader,
    *,
    seconds: float,
    say: Progress,
) -> tuple[ProtectedTable, ...]:
    """Attack what would be printed, and mend it, until nothing is revealed."""
    findings: Findings | None = None
    for attempt in range(ROUNDS + 1):
        protected, hints = work.tables()
        # A wider band forbids nothing that was possible; another pattern of withheld cells may.
        before = findings if isinstance(work, _Rounding) else None
        findings = attack(
            protected,
            hints,
            policy,
            memory,
            seconds=seconds,
            progress=say,
            reader=reader,
            before=before,
        )
        if findings.ok:
            break
        if (
            attempt == ROUNDS
            or not findings.complete
            or findings.contradiction
            or not work.mend(findings)
        ):
            refuse(findings, memory)
        say(
            f"gate: attempt {attempt + 1} would reveal something; {work.repair.cells} cells are shown less precisely"
        )
    return protected


class _Rounding:
    """Tables with rounded numbers and bands, and how they are repaired: a wider band."""

    def __init__(
        self,
        tables: Tables,
        system: System,
        policy: Policy,
        memory: Memory,
        *,
        small: Bools,
        seconds: float,
        progress: Progress | None,
    ) -> None:
        self.drafts, self.system, self.policy, self.small = (
            tables,
            system,
            policy,
            small,
        )
        self.slack, self.drift = (
            memory.slacks(tables, system),
            memory.drifts(tables, system, policy.base),
        )
        fixed = memory.printed(tables, system, policy.base)
        self.values = controlled_rounding(
            system,
            policy.base,
            seconds=seconds,
            fixed=fixed,
            slack=self.slack,
            drift=self.drift,
            is_loose=memory.is_loose,
            progress=progress,
        )
        self.bands = memory.bands(tables, system)
        stayed = memory.hidden(tables, system)[1] & (
            True if fixed is None else fixed == self.values
        )
        self.repair = Repair(system, stayed)

    def tables(self) -> tuple[tuple[ProtectedTable, ...], tuple[Floats, ...]]:
        """Give the tables as they would be printed, and one set of counts that fits them."""
        low, high = _wide_bands(self.values, self.repair.level, self.drift, self.policy)
        before = self.bands[0] >= 0
        low, high = (
            np.where(before, self.bands[0], low),
            np.where(before, self.bands[1], high),
        )
        found = tuple(
            without(
                _band(
                    table,
                    np.where(self._was_banded()[rows], 1, self.system.counts[rows]),
                    self.values[rows],
                    self.policy,
                    wide=(low[rows], high[rows]),
                    slack=self.slack[rows],
                    drift=self.drift[rows],
                ),
                self.small[rows],
            )
            for table, rows in zip(self.drafts, self.system.rows, strict=True)
        )
        return found, tuple(
            self.values[rows].astype(np.float64) for rows in self.system.rows
        )

    def _was_banded(self) -> Bools:
        """Tell which cells may not turn into a printed zero: their last person withdrew."""
        return np.asarray((self.slack > 0) & (self.bands[0] >= 0))

    def proven(self) -> dict[str, float]:
        """Nothing is claimed of a rounding."""
        return {}

    def mend(self, findings: Findings) -> bool:
        """Widen the bands of a few cells; False when that cannot help."""
        return self.repair.mend(findings, self.values, ~self.small)


class _Suppression:
    """Tables with withheld cells, and how they are repaired: further cells are withheld."""

    def __init__(
        self,
        tables: Tables,
        system: System,
        policy: Policy,
        memory: Memory,
        *,
        small: Bools,
        seconds: float,
        progress: Progress | None,
    ) -> None:
        self.drafts, self.system, self.policy = tables, system, policy
        self.seconds, self.progress = seconds, progress
        self.withheld, shown = memory.hidden(tables, system)
        self.withheld |= small
        self.floors = memory.floors(tables, system)
        self.shown = shown
        # Where zeros are printed, a withheld one would be taken for one or more.
        self.repair = Repair(
            system, shown | ((system.counts == 0) & (policy.zeros == "structural"))
        )
        self.hidden = np.zeros(len(system.counts), dtype=bool)
        self.is_fewest = False

    def tables(self) -> tuple[tuple[ProtectedTable, ...], tuple[Floats, ...]]:
        """Give the tables as they would be printed, and one set of counts that fits them."""
        system, policy = self.system, self.policy
        thresholds = np.full(len(system.counts), policy.threshold, dtype=np.int64)
        for table, rows in zip(self.drafts, system.rows, strict=True):
            np.maximum.at(thresholds, rows, thresholds_of(table, policy))
        known = Known(self.withheld | (self.repair.level > 0), self.shown, self.floors)
        chosen = suppress(
            system,
            thresholds,
            policy,
            seconds=self.seconds,
            progress=self.progress,
            known=known,
            exact=not self.repair.cells,
        )
        hidden = self.hidden = chosen.hidden | whole_groups(system, policy)
        self.is_fewest = chosen.is_fewest and not np.any(hidden & ~chosen.hidden)
        found = tuple(
            withhold(table, hidden[rows])
            for table, rows in zip(self.drafts, system.rows, strict=True)
        )
        return found, tuple(
            np.where(hidden[rows], np.nan, system.counts[rows]) for rows in system.rows
        )

    def proven(self) -> dict[str, float]:
        """Say whether no safe pattern withholds fewer cells: 1 where that was proven, 0 where cells were repaired."""
        return {
            "fewest cells withheld": float(self.is_fewest and not self.repair.cells)
        }

    def mend(self, findings: Findings) -> bool:
        """Withhold a few cells more; False when there are none that help."""
        before = self.repair.cells
        self.repair.mend(findings, -self.system.counts, ~self.hidden)
        return self.repair.cells > before


def _wide_bands(
    values: Ints, level: Ints, drift: Ints, policy: Policy
) -> tuple[Ints, Ints]:
    """Give bands on a fixed grid, so that a band says no more than the numbers it stands for; -1 where none is."""
    reach = policy.base - 1
    width = policy.base * 2 ** (level + 1)
    start = values // width * width
    low = np.maximum(start - reach - drift, 1 if policy.zeros == "structural" else 0)
    return np.where(level > 0, low, -1), np.where(
        level > 0, start + width - policy.base + reach + drift, -1
    )


def withhold(table: CountTable, hidden: Bools) -> ProtectedTable:
    """Print every cell as it is, but for those hidden."""
    return ProtectedTable(
        universe=table.universe,
        dimensions=table.dimensions,
        codes=table.codes,
        values=np.where(hidden, 0, table.counts),
        statuses=np.where(hidden, Status.WITHHELD.value, Status.PUBLISHED.value),
        lower=np.where(hidden, 0, table.counts),
        upper=np.where(hidden, ENDLESS, table.counts),
    )


def without(table: ProtectedTable, hidden: Bools) -> ProtectedTable:
    """Take the rows of areas that get no cell of their own back."""
    if not hidden.any():
        return table
    return ProtectedTable(
        universe=table.universe,
        dimensions=table.dimensions,
        codes=table.codes,
        values=np.where(hidden, 0, table.values),
        statuses=np.where(hidden, Status.WITHHELD.value, table.statuses),
        lower=np.where(hidden, 0, table.lower),
        upper=np.where(hidden, ENDLESS, table.upper),
    )


def _silent(_: str) -> None:
    return


def seal(protected: Protected, sign: Callable[[bytes], str]) -> Protected:
    """Put the gate's signature on what may be published."""
    return replace(protected, seal=sign(bytes.fromhex(protected.digest)))


def complete(table: CountTable) -> CountTable:
    """Add the combinations that a table left out, at its levels: an absent row would say that nobody is there.

    Where rows are added, all rows are put in the order of their codes: rows behind the others would say it too.
    """
    levels = [
        _levels(dimension, set(codes.tolist()))
        for dimension, codes in zip(table.dimensions, table.codes, strict=True)
    ]
    if not levels:
        return table
    known = [
        {code: level for level, codes in enumerate(found) for code in codes}
        for found in levels
    ]
    rows = list(zip(*(codes.tolist() for codes in table.codes), strict=True))
    seen = set(rows)
    shapes = dict.fromkeys(
        tuple(known[axis][code] for axis, code in enumerate(row)) for row in rows
    )
    added = [
        row
        for shape in shapes
        for row in product(*(levels[axis][level] for axis, level in enumerate(shape)))
        if row not in seen
    ]
    if not added:
        return table
    codes = tuple(
        np.concatenate([old, np.asarray([row[axis] for row in added])])
        for axis, old in enumerate(table.codes)
    )
    counts = np.concatenate([table.counts, np.zeros(len(added), dtype=np.int64)])
    order = np.lexsort(codes[::-1])
    return CountTable(
        table.universe,
        table.dimensions,
        tuple(column[order] for column in codes),
        counts[order],
    )


def _levels(dimension: Dimension, used: set[str]) -> list[tuple[str, ...]]:
    """Codes of a dimension by level: the total, the leaves, the levels above them."""
    above: dict[tuple[int, int], list[str]] = {}
    for number, hierarchy in enumerate(dimension.hierarchies):
        heights: dict[str, int] = {}
        for start in dimension.leaves:
            code, height = start, 0
            while code in hierarchy.parents:
                code, height = hierarchy.parents[code], height + 1
                heights[code] = max(heights.get(code, 0), height)
        for code, height in heights.items():
            above.setdefault((number, height), []).append(code)
    placed = tuple(code for code in dimension.leaves if code not in dimension.roots)
    roots = tuple(code for code in dimension.leaves if code in dimension.roots)
    levels = [(TOTAL,), placed, roots, *(tuple(codes) for codes in above.values())]
    return [codes for codes in levels if used.intersection(codes)]


def thresholds_of(table: CountTable, policy: Policy) -> Ints:
    """Give the count from which each row may be shown."""
    found = limits_of(table, policy)
    if policy.method == "suppression":
        return found
    return np.where(
        beside_sensitive(table, policy), np.maximum(found, 2 * policy.threshold), found
    )


def _band(
    table: CountTable,
    counts: Ints,
    rounded: Ints,
    policy: Policy,
    *,
    wide: tuple[Ints, Ints],
    slack: Ints,
    drift: Ints,
) -> ProtectedTable:
    thresholds = thresholds_of(table, policy)
    known_zero = (counts == 0) & (policy.zeros == "structural")
    banded = ((rounded < thresholds) | (rounded == 0)) & ~known_zero
    reach = policy.base - 1
    # All banded cells of one threshold get one band, whether they were rounded to 0 or to a multiple below it.
    # A band from 1 to 1 would be a number.
    top = np.maximum(
        np.maximum(
            thresholds - 1, (thresholds - 1) // policy.base * policy.base + reach
        ),
        2,
    )
    lower = np.where(banded, 0, np.maximum(rounded - reach - slack - drift, 0))
    upper = np.where(banded, top, rounded + reach) + drift
    lower = np.where(banded & (policy.zeros == "structural"), 1, lower)
    is_wide = (wide[1] >= 0) & ~known_zero
    banded |= is_wide
    lower, upper = np.where(is_wide, wide[0], lower), np.where(is_wide, wide[1], upper)
    return ProtectedTable(
        universe=table.universe,
        dimensions=table.dimensions,
        codes=table.codes,
        values=np.where(banded | known_zero, 0, rounded),
        statuses=np.where(banded, Status.BANDED.value, Status.PUBLISHED.value),
        lower=np.where(known_zero, 0, lower),
        upper=np.where(known_zero, 0, upper),
    )


def _losses(
    system: System, tables: tuple[ProtectedTable, ...], repaired: int
) -> dict[str, float]:
    """Say what was lost, from the published side only: a mean change to six decimals would give a true sum away."""
    hidden: Bools = np.concatenate(
        [np.asarray(t.statuses != Status.PUBLISHED) for t in tables]
    )
    room = [
        np.maximum(t.upper - t.values, 0)[t.statuses == Status.PUBLISHED].max(initial=0)
        for t in tables
    ]
    found = {
        "cells": float(len(system.counts)),
        "hidden share": round(float(hidden.mean()) if len(hidden) else 0.0, 4),
        "largest change": float(max(room, default=0)),
    }
    return found | (
        {"cells hidden to guard differences": float(repaired)} if repaired else {}
    )


def released(protected: Protected) -> Iterator[tuple[str, int]]:
    """Give a line per table: its name and how many of its cells are shown."""
    for table in protected.tables:
        yield repr(table), int(np.count_nonzero(table.statuses == Status.PUBLISHED))
