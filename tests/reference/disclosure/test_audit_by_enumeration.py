"""The audit's intervals against every possible set of counts, written out one by one, for each attacker."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest
from tests.desk import audit_files

SMALL = range(1, 5)
ROWS, COLUMNS = ("a", "b"), ("x", "y")
CELLS = [*product((*ROWS, "Total"), (*COLUMNS, "Total"))]


def table_of(interior: np.ndarray) -> np.ndarray:
    """All nine cells of two by two with margins, in the order of CELLS; the last axis is the cell."""
    a, b, c, d = np.moveaxis(np.asarray(interior), -1, 0)
    return np.stack([a, b, a + b, c, d, c + d, a + c, b + d, a + b + c + d], axis=-1)


def all_tables(most: int) -> np.ndarray:
    return table_of(np.asarray([*product(range(most + 1), repeat=4)]))


EVERY = all_tables(12)


def printed(truth: np.ndarray, marks: list[str], shown: np.ndarray) -> str:
    lines = [
        f"{r},{c},{'' if mark in 'UM' else n},{mark}"
        for (r, c), mark, n in zip(CELLS, marks, shown, strict=True)
    ]
    return "\n".join(["r,c,n,status", *lines]) + "\n"


def possible(truth: np.ndarray, marks: list[str], attacker: str) -> np.ndarray:
    """The sets of counts that agree with what is printed and with what the attacker takes to be true."""
    kept = np.ones(len(EVERY), dtype=bool)
    for at, mark in enumerate(marks):
        if mark == "S":
            kept &= EVERY[:, at] == truth[at]
        elif mark == "U" and attacker == "threshold" and "M" in marks:
            kept &= (EVERY[:, at] >= min(SMALL)) & (EVERY[:, at] <= max(SMALL))
        elif attacker != "zero":
            kept &= EVERY[:, at] >= 1
    return EVERY[kept]


def withheld(rng: np.random.Generator) -> tuple[np.ndarray, list[str]]:
    truth = table_of(rng.integers(0, 4, size=4) + 2 * rng.integers(0, 2, size=4))
    marks = ["U" if n in SMALL else "S" for n in truth]
    for at in rng.permutation(8)[: rng.integers(0, 4)]:
        marks[at] = "M" if marks[at] == "S" and truth[at] > 0 else marks[at]
    marks[-1] = "S"
    return truth, marks


@pytest.mark.parametrize("attacker", ["zero", "one", "threshold"])
def test_withheld_cells_are_found_as_by_enumeration(tmp_path: Path, attacker: str):
    rng = np.random.default_rng(7)
    leaks = 0
    for case in range(25):
        truth, marks = withheld(rng)
        path = tmp_path / f"{case}.csv"
        path.write_text(printed(truth, marks, truth), encoding="utf-8")
        found = audit_files(
            [path], by=["r,c"], totals=["r=Total", "c=Total"], attacker=attacker
        )
        fits = possible(truth, marks, attacker)
        low, high = fits.min(axis=0), fits.max(axis=0)
        exact = low == high
        primary, secondary = np.asarray(marks) == "U", np.asarray(marks) == "M"
        told = attacker == "threshold" and bool(secondary.any())
        assert found.exact_primary == int((exact & primary).sum()), printed(
            truth, marks, truth
        )
        assert found.exact_secondary == int((exact & secondary).sum())
        assert found.below_threshold == (
            0 if told else int((primary & (high <= max(SMALL))).sum())
        )
        assert found.widest == int((high - low)[primary | secondary].max(initial=0))
        leaks += found.revealed > 0
    assert leaks > 5


def test_rounded_cells_are_found_as_by_enumeration(tmp_path: Path):
    rng = np.random.default_rng(3)
    narrow = 0
    cases = 0
    while cases < 25:
        # Numbers moved further than a rounding would, as long as some counts fit them, narrow what is possible.
        shown = table_of(3 * rng.integers(0, 3, size=4)) + 3 * rng.integers(
            -1, 2, size=9
        )
        fits = EVERY[(np.abs(EVERY - shown) <= 2).all(axis=1)]
        if shown.min() < 0 or not len(fits):
            continue
        cases += 1
        path = tmp_path / f"{cases}.csv"
        path.write_text(printed(shown, ["S"] * 9, shown), encoding="utf-8")
        found = audit_files(
            [path],
            by=["r,c"],
            totals=["r=Total", "c=Total"],
            attacker="rounded",
            base=3,
        )
        unsafe = int((fits.max(axis=0) - fits.min(axis=0) < 2).sum())
        assert found.revealed == unsafe
        narrow += unsafe > 0
    assert narrow > 5
