"""A part of the tables that has no rounding beside its counts lies further from them, and says so."""

import numpy as np
import pytest
from tests.secret import SECRET

from zicht.disclosure.gate import publish
from zicht.disclosure.linear import Programme
from zicht.disclosure.protect import rounding
from zicht.disclosure.protect.building import build
from zicht.disclosure.protect.rounding import NoRounding, controlled_rounding
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable, Draft

BASE = 10
Outcome = tuple[None, bool]
"""No solution, and whether the search ended by itself."""
CYCLE = [(0, 0, 0), (1, 0, 0), (1, 1, 0), (2, 1, 0), (2, 1, 1), (0, 1, 1), (0, 0, 1)]
"""Seven cells of which each adds up to one base with the one before and the one after."""


def people_in_a_cycle() -> CountTable:
    """Count five people in each cell of the cycle, and nobody elsewhere."""
    areas = Dimension("area", ("a0", "a1", "a2"))
    sexes, ages = Dimension("sex", ("s0", "s1")), Dimension("age", ("g0", "g1"))
    counts = np.zeros((4, 3, 3), dtype=np.int64)
    for cell in CYCLE:
        counts[cell] = BASE // 2
    for axis in range(3):
        total = [slice(None)] * 3
        total[axis] = counts.shape[axis] - 1
        counts[tuple(total)] = counts.sum(axis=axis)
    words = [np.asarray([*d.leaves, TOTAL]) for d in (areas, sexes, ages)]
    codes = [column.ravel() for column in np.meshgrid(*words, indexing="ij")]
    return CountTable("u", (areas, sexes, ages), tuple(codes), counts.ravel())


def other_people() -> CountTable:
    """Count people of another universe, who have a rounding beside their counts."""
    kinds = Dimension("kind", ("k0", "k1", "k2"))
    codes = np.asarray([*kinds.leaves, TOTAL])
    return CountTable("other", (kinds,), (codes,), np.asarray([13, 24, 38, 75]))


def test_neighbours_on_a_cycle_of_seven_cannot_go_up_and_down_in_turn() -> None:
    system = build((people_in_a_cycle(),))
    draws = np.full(len(system.counts), 0.5)
    with pytest.raises(NoRounding, match="has no additive rounding"):
        controlled_rounding(system, BASE, draws)


def test_only_the_part_without_a_rounding_lies_further_from_its_counts() -> None:
    system = build((people_in_a_cycle(), other_people()))
    draws = np.full(len(system.counts), 0.5)
    rounded = controlled_rounding(system, BASE, draws, parts_may_drift=True)
    assert not system.relations.surplus(rounded.values).any()
    assert not np.any(rounded.values % BASE)
    change = np.abs(rounded.values - system.counts)
    assert np.all(change < BASE + rounded.drift)
    cycle, other = system.rows
    assert rounded.drift[cycle].any()
    assert not rounded.drift[other].any()
    assert rounded.drift.max() <= 2 * BASE


def test_all_cells_that_hang_together_say_the_same_of_how_far_they_may_lie() -> None:
    """Those that say less would be known to be multiples of the base, zeros among them."""
    system = build((people_in_a_cycle(), other_people()))
    draws = np.full(len(system.counts), 0.5)
    rounded = controlled_rounding(system, BASE, draws, parts_may_drift=True)
    cycle, _ = system.rows
    assert len(set(rounded.drift[cycle].tolist())) == 1


def test_the_printed_bounds_of_such_a_part_hold_its_counts() -> None:
    table = people_in_a_cycle()
    policy = Policy(
        "drift", "1", "test", base=BASE, local_levels=(), minimum_mean_count=0.0
    )
    protected = publish(Draft((table,)), policy, sign=bytes.hex, secret=SECRET)
    (printed,) = protected.tables
    assert np.all((printed.lower <= table.counts) & (table.counts <= printed.upper))
    bands = printed.statuses == "banded"
    assert len(set(printed.upper[bands].tolist())) == 1


def programmes_that_do_not_end(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let no programme end; return the list of the seconds that each was given."""
    given: list[float] = []

    def without_end(_programme: Programme, *, seconds: float, gap: float) -> Outcome:
        given.append(seconds)
        return None, False

    monkeypatch.setattr(rounding, "solve_integer", without_end)
    return given


def test_a_part_whose_programmes_do_not_end_gets_what_annealing_finds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = programmes_that_do_not_end(monkeypatch)
    system = build((people_in_a_cycle(),))
    draws = np.full(len(system.counts), 0.5)
    rounded = controlled_rounding(
        system, BASE, draws, seconds=10.0, parts_may_drift=True
    )
    assert not system.relations.surplus(rounded.values).any()
    change = np.abs(rounded.values - system.counts)
    assert np.all(change < BASE + rounded.drift)
    assert 0 < max(given) <= 5.0


def test_where_nothing_may_drift_the_refusal_says_that_it_was_not_finished(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = programmes_that_do_not_end(monkeypatch)
    system = build((people_in_a_cycle(),))
    draws = np.full(len(system.counts), 0.5)
    with pytest.raises(NoRounding, match="was not finished within 10 seconds"):
        controlled_rounding(system, BASE, draws, seconds=10.0)
    assert 0 < max(given) <= 10.0
