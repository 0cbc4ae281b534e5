"""A stranger who has a release's folder, and nothing else: no table, no code and no record of its makers.

He reads what lies there (CSV and JSON), takes every combination of codes as an unknown
number of people, writes each printed cell as a sum of these, and asks two linear
programmes per cell. This file imports nothing of Zicht, so that it cannot share a mistake
with the gate.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from math import prod
from pathlib import Path

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

TOTAL = "_T"
NUMBERS = ("value", "status", "lower", "upper")
TOLERANCE = 1e-6
Cell = frozenset[tuple[str, frozenset[str]]]
"""Per dimension the leaves that a cell holds; a dimension that is a total is left out."""


@dataclass(frozen=True)
class CodeList:
    """A dimension as its code list describes it.

    Parameters
    ----------
    leaves : codes of the finest level
    below : per code, the leaves it stands for
    levels : per level above the leaves, its codes
    adds_up : whether everybody carries exactly one leaf
    """

    leaves: tuple[str, ...]
    below: Mapping[str, frozenset[str]]
    levels: Mapping[str, frozenset[str]]
    adds_up: bool

    @classmethod
    def read(cls, plain: Mapping[str, object]) -> "CodeList":
        """Read one entry of `codes.json`."""
        parents = plain.get("parents") or {}
        levels = {level: frozenset(tree.values()) for level, tree in parents.items()}
        above = frozenset().union(*levels.values())
        leaves = tuple(code for code in plain["labels"] if code not in above)
        below = {leaf: {leaf} for leaf in leaves}
        for tree in parents.values():
            for leaf in leaves:
                code = leaf
                while code in tree:
                    code = tree[code]
                    below.setdefault(code, set()).add(leaf)
        frozen = {code: frozenset(own) for code, own in below.items()}
        return cls(leaves, frozen, levels, bool(plain.get("adds_up", True)))

    @classmethod
    def of_course(cls, codes: Sequence[str]) -> "CodeList":
        """Read what became of people after some horizons, in the words of the file.

        To everybody who is followed it happened in one interval, or he was lost in one,
        or he is still followed after the last.
        """
        happened = [
            code for code in dict.fromkeys(codes) if code.startswith("happened in")
        ]
        horizons = [code.removeprefix("happened in ") for code in happened]
        leaves = ["still followed", "not followed"]
        leaves += [f"{what} in {h}" for h in horizons for what in ("happened", "lost")]
        below = {leaf: frozenset({leaf}) for leaf in leaves}
        after = {"still followed"}
        for number in range(len(horizons), 0, -1):
            below[f"followed after {horizons[number - 1]}"] = frozenset(after)
            after |= {
                f"{what} in {horizons[number - 1]}" for what in ("happened", "lost")
            }
            by = {f"happened in {h}" for h in horizons[:number]}
            below[f"happened by {horizons[number - 1]}"] = frozenset(by)
        below["followed"] = frozenset(after)
        return cls(tuple(leaves), below, {}, adds_up=True)


@dataclass(frozen=True)
class Printed:
    """One printed cell.

    Parameters
    ----------
    universe, cell : whose records are counted, and which of them
    low, high : between what the reader takes its count to lie
    is_hidden : whether it prints no exact count
    threshold : count from which it may be known; 0 where it is not withheld
    """

    universe: str
    cell: Cell
    low: float
    high: float
    is_hidden: bool
    threshold: int


@dataclass(frozen=True)
class Rules:
    """What the release says of its own policy."""

    method: str
    base: int
    threshold: int
    local_threshold: int
    local_levels: tuple[str, ...]
    shows_zeros: bool

    @classmethod
    def read(cls, folder: Path) -> "Rules":
        """Read `policy.json`."""
        plain = json.loads((folder / "policy.json").read_text())
        return cls(
            plain["method"],
            plain["base"],
            plain["threshold"],
            plain["local_threshold"],
            tuple(plain["local_levels"]),
            plain["zeros"] == "structural",
        )

    def threshold_of(
        self, codes: Mapping[str, str], lists: Mapping[str, CodeList]
    ) -> int:
        """Return the count from which a cell may be known."""
        for name, code in codes.items():
            is_leaf = name in self.local_levels and code in lists[name].leaves
            is_upper = any(
                level in self.local_levels and code in of_level
                for level, of_level in lists[name].levels.items()
            )
            if is_leaf or is_upper:
                return max(self.threshold, self.local_threshold)
        return self.threshold


class Stranger:
    """Reads a release's folder, and works out what it can.

    Parameters
    ----------
    folder : of the release's content
    """

    def __init__(self, folder: Path) -> None:
        self.rules = Rules.read(folder)
        codes = json.loads((folder / "codes.json").read_text())
        self.lists = {name: CodeList.read(plain) for name, plain in codes.items()}
        self.printed: list[Printed] = []
        for path in sorted((folder / "cells").glob("*.csv")):
            universe = path.stem.partition("-")[2]
            with path.open(newline="", encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
            for name in rows[0].keys() - self.lists.keys() - set(NUMBERS):
                self.lists[name] = CodeList.of_course([row[name] for row in rows])
            self.printed += [self._read_row(universe, row) for row in rows]

    def _read_row(self, universe: str, row: Mapping[str, str]) -> Printed:
        codes = {
            name: code
            for name, code in row.items()
            if name not in NUMBERS and code != TOTAL
        }
        cell = frozenset((name, self.lists[name].below[c]) for name, c in codes.items())
        if row["status"] == "withheld":
            low = 1.0 if self.rules.shows_zeros else 0.0
            threshold = self.rules.threshold_of(codes, self.lists)
            return Printed(
                universe, cell, low, np.inf, is_hidden=True, threshold=threshold
            )
        low, high = float(row["lower"]), float(row["upper"])
        return Printed(universe, cell, low, high, is_hidden=low < high, threshold=0)

    def known_too_well(self, *, most_kinds: int = 3_000) -> list[str]:
        """Name the hidden cells of which too little stays possible.

        Parameters
        ----------
        most_kinds : combinations of codes that are laid out at once. A universe that has
            more is attacked by several sets of columns, each as large as fits
        """
        named: dict[str, None] = {}
        for universe in dict.fromkeys(printed.universe for printed in self.printed):
            own = [one for one in self.printed if one.universe == universe]
            for names in self._sets_of_columns(own, most_kinds):
                within = [one for one in own if {name for name, _ in one.cell} <= names]
                named |= dict.fromkeys(self._attack(universe, within, sorted(names)))
        return list(named)

    def _sets_of_columns(
        self, printed: Sequence[Printed], most_kinds: int
    ) -> list[frozenset[str]]:
        """Return the largest sets of columns, of up to three tables, that fit."""
        tables = {frozenset(name for name, _ in one.cell) for one in printed}
        fitting = set()
        for size in (1, 2, 3):
            for chosen in combinations(sorted(tables, key=sorted), size):
                names = frozenset().union(*chosen)
                if prod(self._n_kinds(name) for name in names) <= most_kinds:
                    fitting.add(names)
        return [names for names in fitting if not any(names < o for o in fitting)]

    def _n_kinds(self, name: str) -> int:
        """Return how many kinds of records a column tells apart."""
        n_leaves = len(self.lists[name].leaves)
        return n_leaves if self.lists[name].adds_up else 2**n_leaves - 1

    def _kinds(self, name: str) -> list[frozenset[str]]:
        """Return what a record can carry: one leaf, or one or more of several."""
        leaves = self.lists[name].leaves
        if self.lists[name].adds_up:
            return [frozenset({leaf}) for leaf in leaves]
        sizes = range(1, len(leaves) + 1)
        subsets = chain.from_iterable(combinations(leaves, size) for size in sizes)
        return [frozenset(subset) for subset in subsets]

    def _attack(
        self,
        universe: str,
        printed: Sequence[Printed],
        names: Sequence[str],
    ) -> Iterator[str]:
        """Yield the hidden cells that are known too well, with what is possible."""
        groups: dict[Cell, list[Printed]] = {}
        for one in printed:
            groups.setdefault(one.cell, []).append(one)
        everybody = list(product(*(self._kinds(name) for name in names)))
        rows = csr_array(
            np.asarray([_holds(cell, names, everybody) for cell in groups], dtype=float)
        )
        lows = np.asarray([max(one.low for one in own) for own in groups.values()])
        highs = np.asarray([min(one.high for one in own) for own in groups.values()])
        for at, (cell, own) in enumerate(groups.items()):
            if any(one.is_hidden for one in own):
                low, high = _interval(rows, lows, highs, at)
                if not self._is_safe(own, low, high):
                    words = sorted((name, sorted(leaves)) for name, leaves in cell)
                    yield f"{universe} {words}: {low:.0f} to {high:.0f}"

    def _is_safe(self, printed: Sequence[Printed], low: float, high: float) -> bool:
        if self.rules.method == "suppression":
            threshold = max(one.threshold for one in printed)
            return high >= threshold and high > low
        narrowest = min(one.high - one.low for one in printed if one.is_hidden)
        return high - low >= min(self.rules.base - 1, narrowest)


def _holds(
    cell: Cell, names: Sequence[str], kinds: Sequence[Sequence[frozenset[str]]]
) -> list[bool]:
    """Mark the kinds of records that a cell counts."""
    wanted = [(names.index(name), leaves) for name, leaves in cell]
    return [all(kind[axis] & leaves for axis, leaves in wanted) for kind in kinds]


def _interval(
    rows: csr_array, lows: np.ndarray, highs: np.ndarray, at: int
) -> tuple[float, float]:
    """Return the lowest and the highest whole number that a cell can be."""
    is_bounded = np.isfinite(highs)
    limits = {
        "A_ub": vstack([rows[is_bounded], -rows]),
        "b_ub": np.concatenate([highs[is_bounded], -lows]),
    }
    costs = rows[[at]].toarray().ravel()
    least, most = linprog(costs, **limits), linprog(-costs, **limits)
    assert least.status == 0, "no table agrees with what is printed"
    high = np.inf if most.status == 3 else np.floor(-most.fun + TOLERANCE)
    return float(np.ceil(least.fun - TOLERANCE)), float(high)
