"""Attacks on files: sizes, rows, their order, names, dates and headers tell nothing of a true count or of a zero."""

import csv
import io

import numpy as np
import pytest
from tests.desk import protect_files
from tests.secret import SECRET

from zicht.disclosure.gate import publish
from zicht.release.files import cells_to_csv
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable, Draft

ROUND = Policy("attack", "1", "test", local_levels=("area",), minimum_mean_count=0.0)
AREAS, FORMS = tuple(f"A{i}" for i in range(8)), ("f0", "f1", "f2")


def sign(digest: bytes) -> str:
    return digest.hex()


def counted(small: np.ndarray, *, sparse: bool) -> CountTable:
    """Areas by forms; the first form is large everywhere, the others are what is given."""
    body = np.column_stack([np.full(len(AREAS), 40), small])
    full = np.vstack(
        [
            np.column_stack([body, body.sum(axis=1)]),
            np.append(body.sum(axis=0), body.sum()),
        ]
    )
    rows = [
        (area, form, int(full[i, j]))
        for i, area in enumerate((*AREAS, TOTAL))
        for j, form in enumerate((*FORMS, TOTAL))
    ]
    rows = [row for row in rows if row[2] or not sparse]
    codes = tuple(np.asarray([row[axis] for row in rows]) for axis in (0, 1))
    return CountTable(
        "u",
        (Dimension("area", AREAS), Dimension("form", FORMS)),
        codes,
        np.asarray([r[2] for r in rows]),
    )


def file_of(table: CountTable) -> bytes:
    return cells_to_csv(
        publish(Draft((table,)), ROUND, sign=sign, secret=SECRET).tables[0]
    )


def lines(content: bytes) -> list[tuple[str, ...]]:
    return [tuple(row) for row in csv.reader(io.StringIO(content.decode()))]


@pytest.mark.parametrize("sparse", [False, True])
def test_rows_and_their_order_are_the_same_wherever_the_zeros_are(sparse):
    """A query that groups gives no row for nobody; what the gate adds must not stand apart."""
    rng = np.random.default_rng(5)
    keys = set()
    for _ in range(6):
        small = rng.choice([0, 0, 1, 3], (len(AREAS), 2))
        keys.add(
            tuple(row[:2] for row in lines(file_of(counted(small, sparse=sparse))))
        )
    assert len(keys) == 1


def test_a_file_is_as_long_with_a_zero_as_with_a_three():
    """Nothing in the line of a cell, in its place or in the length of the file moves with its count."""
    small = np.full((len(AREAS), 2), 2)
    files = []
    for here in (0, 1, 3, 4):
        # The total keeps its count: another area gives what this one takes.
        moved = small.copy()
        moved[3, 1], moved[4, 1] = here, 4 - here
        files.append(file_of(counted(moved, sparse=False)))
    own = {
        next(row for row in lines(content) if row[:2] == ("A3", "f2"))
        for content in files
    }
    assert len(own) == 1
    assert len({len(content) for content in files}) == 1


def test_the_line_of_a_zero_is_the_line_of_a_small_count():
    rng = np.random.default_rng(6)
    table = counted(rng.choice([0, 1, 2, 4], (len(AREAS), 2)), sparse=False)
    tails: dict[bool, set[tuple[str, ...]]] = {True: set(), False: set()}
    for row, count in zip(
        lines(file_of(table))[1:], table.counts.tolist(), strict=True
    ):
        if count < ROUND.threshold and row[0] in AREAS:
            tails[count == 0].add(row[2:])
    assert tails[True]
    assert tails[True] <= tails[False]


def test_protected_files_carry_no_packing_and_no_name_but_their_dimensions(tmp_path):
    """No zip or gzip header with a date or a size; file names are words of the command, not of the data."""
    rng = np.random.default_rng(7)
    micro = tmp_path / "micro.csv"
    rows = zip(
        rng.choice(AREAS, 300), rng.choice(FORMS, 300, p=[0.8, 0.15, 0.05]), strict=True
    )
    micro.write_text(
        "area,form\n" + "".join(f"{a},{f}\n" for a, f in rows), encoding="utf-8"
    )
    rules = tmp_path / "rules.toml"
    rules.write_text(
        'name = "a"\nversion = "1"\nreason = "test"\nlocal_levels = ["area"]\n',
        encoding="utf-8",
    )
    out = tmp_path / "out"
    protect_files(
        micro, by=("area,form", "form"), hierarchies=(), policy=rules, out=out
    )
    found = sorted(path for path in out.rglob("*") if path.is_file())
    assert found
    for path in found:
        content = path.read_bytes()
        assert not content.startswith((b"PK", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"))
        assert content.decode("utf-8")
    tables = {path.stem for path in found if path.suffix == ".csv"}
    assert {"area_form", "form"} <= tables
    assert len(lines((out / "area_form.csv").read_bytes())) == 1 + (len(AREAS) + 1) * (
        len(FORMS) + 1
    )
