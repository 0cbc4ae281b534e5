"""The only door: a Draft goes in; a sealed Protected comes out, or a refusal with its reasons."""

from collections.abc import Callable, Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from zicht.disclosure.attack import Memory, attack
from zicht.disclosure.protect.rounding import controlled_rounding
from zicht.disclosure.protect.suppression import suppress
from zicht.disclosure.protect.system import Ints, System, build
from zicht.disclosure.sparsity import refuse_sparse
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import (
    TOTAL,
    CountTable,
    Dimension,
    Draft,
    Extents,
    Ledger,
    Protected,
    ProtectedTable,
    Status,
)

Progress = Callable[[str], None]
Tables = tuple[CountTable, ...]
Floats = NDArray[np.float64]


def publish(
    draft: Draft,
    policy: Policy,
    *,
    sign: Callable[[bytes], str],
    progress: Progress | None = None,
    ledger: Ledger | None = None,
    extents: Extents | None = None,
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
    seconds : the longest one part of the protection, or the attack, may take

    Returns
    -------
    the tables with the rows of the draft in their order, and after them, where zeros are disclosive, a banded row for
    every combination the draft left out; sealed

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
    tables = tuple(complete(table) if policy.zeros == "disclosive" else table for table in draft.tables)
    system = build(tables)
    say(f"gate: {len(system.counts)} cells in {len(tables)} tables are one system")
    if policy.method == "suppression":
        protected, hints = _suppressed(tables, system, policy, seconds, progress)
    else:
        fixed = Memory(ledger, extents).printed(tables, system, policy.base)
        rounded = controlled_rounding(system, policy.base, seconds=seconds, fixed=fixed, progress=progress)
        protected, hints = _rounded(tables, system, rounded, policy)
    attack(protected, hints, policy, Memory(ledger, extents), seconds=seconds, progress=say)
    method = "suppression" if policy.method == "suppression" else "controlled rounding"
    return seal(Protected(protected, policy.title, method, _losses(system, protected, policy)), sign)


def _rounded(
    tables: Tables, system: System, rounded: Ints, policy: Policy
) -> tuple[tuple[ProtectedTable, ...], tuple[Floats, ...]]:
    protected = tuple(
        _band(table, system.counts[rows], rounded[rows], policy)
        for table, rows in zip(tables, system.rows, strict=True)
    )
    return protected, tuple(rounded[rows].astype(np.float64) for rows in system.rows)


def _suppressed(
    tables: Tables, system: System, policy: Policy, seconds: float, progress: Progress | None
) -> tuple[tuple[ProtectedTable, ...], tuple[Floats, ...]]:
    thresholds = np.full(len(system.counts), policy.threshold, dtype=np.int64)
    for table, rows in zip(tables, system.rows, strict=True):
        np.maximum.at(thresholds, rows, _thresholds(table, policy))
    hidden = suppress(system, thresholds, policy, seconds=seconds, progress=progress)
    protected = tuple(_withhold(table, hidden[rows]) for table, rows in zip(tables, system.rows, strict=True))
    return protected, tuple(np.where(hidden[rows], np.nan, system.counts[rows]) for rows in system.rows)


def _withhold(table: CountTable, hidden: NDArray[np.bool_]) -> ProtectedTable:
    endless = np.full(len(hidden), np.iinfo(np.int64).max // 2)
    return ProtectedTable(
        universe=table.universe,
        dimensions=table.dimensions,
        codes=table.codes,
        values=np.where(hidden, 0, table.counts),
        statuses=np.where(hidden, Status.WITHHELD.value, Status.PUBLISHED.value),
        lower=np.where(hidden, 0, table.counts),
        upper=np.where(hidden, endless, table.counts),
    )


def _silent(_: str) -> None:
    return


def seal(protected: Protected, sign: Callable[[bytes], str]) -> Protected:
    """Put the gate's signature on what may be published."""
    return Protected(
        protected.tables, protected.policy, protected.method, protected.losses, sign(bytes.fromhex(protected.digest))
    )


def complete(table: CountTable) -> CountTable:
    """Add the combinations that a table left out, at its levels: an absent row would say that nobody is there."""
    levels = [
        _levels(dimension, set(codes.tolist())) for dimension, codes in zip(table.dimensions, table.codes, strict=True)
    ]
    if not levels:
        return table
    known = [{code: level for level, codes in enumerate(found) for code in codes} for found in levels]
    rows = list(zip(*(codes.tolist() for codes in table.codes), strict=True))
    seen = set(rows)
    shapes = dict.fromkeys(tuple(known[axis][code] for axis, code in enumerate(row)) for row in rows)
    added = [
        row
        for shape in shapes
        for row in product(*(levels[axis][level] for axis, level in enumerate(shape)))
        if row not in seen
    ]
    if not added:
        return table
    codes = tuple(
        np.concatenate([old, np.asarray([row[axis] for row in added])]) for axis, old in enumerate(table.codes)
    )
    counts = np.concatenate([table.counts, np.zeros(len(added), dtype=np.int64)])
    return CountTable(table.universe, table.dimensions, codes, counts)


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


def is_local(dimension: Dimension, policy: Policy) -> frozenset[str]:
    """Codes of a dimension that belong to a local level of area."""
    local: set[str] = set(dimension.leaves) if dimension.name in policy.local_levels else set()
    for hierarchy in dimension.hierarchies:
        if hierarchy.name in policy.local_levels:
            local.update(hierarchy.parents.values())
    return frozenset(local)


def _thresholds(table: CountTable, policy: Policy) -> Ints:
    local = np.zeros(len(table.counts), dtype=bool)
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        names = is_local(dimension, policy)
        if names:
            local |= np.fromiter((code in names for code in codes.tolist()), dtype=bool, count=len(codes))
    return np.where(local, policy.local_threshold, policy.threshold)


def _band(table: CountTable, counts: Ints, rounded: Ints, policy: Policy) -> ProtectedTable:
    thresholds = _thresholds(table, policy)
    known_zero = (counts == 0) & (policy.zeros == "structural")
    banded = ((rounded < thresholds) | (rounded == 0)) & ~known_zero
    reach = policy.base - 1
    # All banded cells of one threshold get one band, whether they were rounded to 0 or to a multiple below it.
    top = np.maximum(thresholds - 1, (thresholds - 1) // policy.base * policy.base + reach)
    lower = np.where(banded, 0, np.maximum(rounded - reach, 0))
    upper = np.where(banded, top, rounded + reach)
    return ProtectedTable(
        universe=table.universe,
        dimensions=table.dimensions,
        codes=table.codes,
        values=np.where(banded | known_zero, 0, rounded),
        statuses=np.where(banded, Status.BANDED.value, Status.PUBLISHED.value),
        lower=np.where(known_zero, 0, np.where(banded & (policy.zeros == "structural"), 1, lower)),
        upper=np.where(known_zero, 0, upper),
    )


def _losses(system: System, tables: tuple[ProtectedTable, ...], policy: Policy) -> dict[str, float]:
    """Say what was lost, from the published side only: a mean change to six decimals would give a true sum away."""
    hidden: NDArray[np.bool_] = np.concatenate([np.asarray(t.statuses != Status.PUBLISHED) for t in tables])
    return {
        "cells": float(len(system.counts)),
        "hidden share": round(float(hidden.mean()) if len(hidden) else 0.0, 4),
        "largest change": float(policy.base - 1),
    }


def released(protected: Protected) -> Iterator[tuple[str, int]]:
    """Give a line per table: its name and how many of its cells are shown."""
    for table in protected.tables:
        yield repr(table), int(np.count_nonzero(table.statuses == Status.PUBLISHED))
