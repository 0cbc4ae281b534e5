"""Attackers who know the method, and throw its dice again or watch it many times."""

import numpy as np
import pytest
from tests.secret import SECRET

from zicht.desk.tabulate import tabulate
from zicht.disclosure.gate import publish
from zicht.disclosure.protect.building import build
from zicht.disclosure.protect.draws import draws
from zicht.disclosure.protect.rounding import controlled_rounding
from zicht.disclosure.protect.suppression import suppress
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable, Draft

BASE = 5
ROUND = Policy("replay", "1", "test", minimum_mean_count=0.0)
SUPPRESS = Policy(
    "replay", "2", "test", zeros="structural", method="suppression",
    minimum_mean_count=0.0, local_threshold=5,
)  # fmt: skip


def two_cells(first: int, second: int) -> CountTable:
    codes = np.asarray(["c0", "c1", TOTAL])
    counts = np.asarray([first, second, first + second])
    return CountTable("u", (Dimension("c", ("c0", "c1")),), (codes,), counts)


def rounded(table: CountTable, secret: bytes) -> list[int]:
    system = build([table])
    drawn = draws(system, secret, "rounding")
    return controlled_rounding(system, BASE, drawn).values[system.rows[0]].tolist()


@pytest.mark.parametrize("seed", range(6))
def test_every_count_that_a_known_total_allows_leads_to_what_is_printed(seed):
    """A total from a newspaper, the code of the gate, and any number of replays."""
    rng = np.random.default_rng(seed)
    first, second = rng.integers(6, 60, 2).tolist()
    printed = rounded(two_cells(first, second), SECRET)
    total = first + second
    near = range(max(printed[0] - BASE + 1, 0), printed[0] + BASE)
    allowed = [one for one in near if abs(total - one - printed[1]) < BASE]
    assert len(allowed) >= BASE - abs(total - printed[2])
    for one in allowed:
        table = two_cells(one, total - one)
        secrets = (f"the guess of an attacker {n}".encode() for n in range(400))
        assert any(rounded(table, secret) == printed for secret in secrets)


def test_without_the_secret_no_draw_can_be_made_again():
    system = build([two_cells(12, 31)])
    one, other = (draws(system, SECRET + tail, "rounding") for tail in (b"", b"!"))
    assert not np.any(one == other)
    assert not np.any(one == draws(system, SECRET, "suppression"))
    assert np.array_equal(one, draws(system, SECRET, "rounding"))
    with pytest.raises(DisclosureRefused, match="16 are needed"):
        draws(system, b"short", "rounding")


def test_draws_are_spread_evenly():
    counts = np.arange(4000)
    codes = np.asarray([f"c{n}" for n in counts])
    table = CountTable("u", (Dimension("c", tuple(codes.tolist())),), (codes,), counts)
    drawn = np.sort(draws(build([table]), SECRET, "rounding"))
    assert np.abs(drawn - (counts + 0.5) / 4000).max() < 0.03  # Kolmogorov-Smirnov


def monthly(records: dict[str, np.ndarray], month: int) -> CountTable:
    """Count the records of one file: every month one record is added to form f0."""
    added = {"area": ["A0"] * month, "form": ["f0"] * month}
    columns = {
        name: np.concatenate([column, np.asarray(added[name], dtype=column.dtype)])
        for name, column in records.items()
    }
    dimensions = [
        Dimension("area", tuple(f"A{n}" for n in range(5))),
        Dimension("form", ("f0", "f1", "f2", "f3")),
    ]
    counts = np.ones(len(columns["area"]), dtype=np.int64)
    return tabulate(columns, counts, dimensions, "u")


def test_a_cell_that_never_changed_is_not_read_off_its_many_roundings():
    """36 files, a record added each: the mean of all roundings was the count itself."""
    rng = np.random.default_rng(7)
    records = {
        "area": rng.choice([f"A{n}" for n in range(5)], 420),
        "form": rng.choice(["f0", "f1", "f2", "f3"], 420, p=[0.4, 0.3, 0.2, 0.1]),
    }
    files = [
        publish(
            Draft((monthly(records, month),)), ROUND, sign=bytes.hex, secret=SECRET
        ).tables[0]
        for month in range(36)
    ]
    first = monthly(records, 0)
    codes = list(zip(*(column.tolist() for column in first.codes), strict=True))
    is_changed = [
        area in ("A0", TOTAL) and form in ("f0", TOTAL) for area, form in codes
    ]
    values = np.asarray([file.values for file in files])
    unchanged = ~np.asarray(is_changed) & (values > 0).all(axis=0)
    off_base = unchanged & (first.counts % BASE != 0)
    guessed = np.rint(values.mean(axis=0))
    n_exact = int(np.sum(guessed[off_base] == first.counts[off_base]))
    assert off_base.sum() > 15
    # Nearest whole numbers of a fair rounding hit one in eight by chance.
    assert n_exact <= 0.3 * off_base.sum()
    stays = (values == values[0]).all(axis=0)
    assert stays[unchanged].mean() > 0.5


def test_equally_good_patterns_are_chosen_by_lot():
    """Of nine cells one is small: each pattern of four does, and readers know that."""
    counts = np.asarray([[3, 20, 20], [20, 20, 20], [20, 20, 20]])
    whole = np.zeros((4, 4), dtype=np.int64)
    whole[1:, 1:] = counts
    whole[0, 1:], whole[1:, 0], whole[0, 0] = counts.sum(0), counts.sum(1), counts.sum()
    names = [TOTAL, "0", "1", "2"]
    codes = np.meshgrid(names, names, indexing="ij")
    dimensions = tuple(Dimension(name, ("0", "1", "2")) for name in ("row", "column"))
    table = CountTable(
        "u", dimensions, tuple(column.ravel() for column in codes), whole.ravel()
    )
    system = build([table])
    thresholds = np.full(len(system.counts), SUPPRESS.threshold)
    patterns = set()
    for n in range(12):
        drawn = draws(system, f"a secret of some length {n}".encode(), "suppression")
        chosen = suppress(system, thresholds, SUPPRESS, drawn)
        assert chosen.hidden.sum() == 4
        patterns.add(tuple(chosen.hidden.tolist()))
    assert len(patterns) > 1
