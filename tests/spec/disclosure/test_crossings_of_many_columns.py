"""Large tables that cross four columns or more are rounded by annealing: sums hold, and bounds say how far."""

from itertools import product

import numpy as np
import pytest
from tests.secret import SECRET

from zicht.disclosure.gate import publish
from zicht.disclosure.protect import crossings
from zicht.disclosure.protect.building import build
from zicht.disclosure.protect.finest_cells import compose
from zicht.disclosure.protect.rounding import controlled_rounding
from zicht.disclosure.protect.system import System
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable, Draft

BASE = 5
AREAS = tuple(f"a{n}" for n in range(6))
PROVINCE_OF = {area: f"p{n % 2}" for n, area in enumerate(AREAS)}
COLUMNS = (
    Dimension("area", AREAS, (Hierarchy("province", PROVINCE_OF),)),
    Dimension("year", ("y0", "y1", "y2")),
    Dimension("age", ("g0", "g1", "g2")),
    Dimension("form", ("f0", "f1", "f2")),
    Dimension("sex", ("s0", "s1")),
)


@pytest.fixture(autouse=True)
def every_part_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anneal parts of twenty cells too."""
    monkeypatch.setattr(crossings, "LARGE", 20)


def tables(seed: int, *layouts: tuple[str, ...]) -> list[CountTable]:
    """Count people drawn at random, by the columns of each layout, with every margin."""
    rng = np.random.default_rng(seed)
    people = [rng.choice(column.leaves, 400) for column in COLUMNS]
    names = [column.name for column in COLUMNS]
    counted = []
    for layout in layouts:
        axes = [names.index(name) for name in layout]
        dimensions = tuple(COLUMNS[axis] for axis in axes)
        rows, counts = [], []
        for codes in product(*(_codes(column) for column in dimensions)):
            is_in = np.ones(400, dtype=bool)
            for axis, code in zip(axes, codes, strict=True):
                is_in &= _is_below(people[axis], code)
            rows.append(codes)
            counts.append(int(is_in.sum()))
        columns = tuple(np.asarray(column) for column in zip(*rows, strict=True))
        counted.append(CountTable("u", dimensions, columns, np.asarray(counts)))
    return counted


def _codes(column: Dimension) -> list[str]:
    above = sorted(set(PROVINCE_OF.values())) if column.name == "area" else []
    return [TOTAL, *above, *column.leaves]


def _is_below(values: np.ndarray, code: str) -> np.ndarray:
    if code == TOTAL:
        return np.ones(len(values), dtype=bool)
    provinces = np.asarray([PROVINCE_OF.get(value, value) for value in values.tolist()])
    return (values == code) | (provinces == code)


def assert_is_rounding(system: System, values: np.ndarray, drift: np.ndarray) -> None:
    assert not system.relations.surplus(values).any()
    assert not np.any(values % BASE)
    assert np.all(np.abs(values - system.counts) < BASE + drift)
    assert np.all(values[system.counts == 0] == 0)


@pytest.mark.parametrize("seed", range(4))
def test_every_sum_holds_and_no_cell_lies_further_than_is_said(seed: int) -> None:
    system = build(tables(seed, ("area", "year", "age", "form")))
    draws = np.random.default_rng(seed).random(len(system.counts))
    rounded = controlled_rounding(system, BASE, draws, parts_may_drift=True)
    assert_is_rounding(system, rounded.values, rounded.drift)
    assert rounded.drift.max() <= BASE


def test_another_table_with_the_same_margins_is_rounded_beside_it() -> None:
    layouts = ("area", "year", "age", "form"), ("area", "sex")
    system = build(tables(1, *layouts))
    draws = np.random.default_rng(1).random(len(system.counts))
    rounded = controlled_rounding(system, BASE, draws, parts_may_drift=True)
    assert_is_rounding(system, rounded.values, rounded.drift)


def test_the_same_draws_give_the_same_rounding() -> None:
    system = build(tables(2, ("area", "year", "age", "form")))
    draws = np.random.default_rng(2).random(len(system.counts))
    first, second = (
        controlled_rounding(system, BASE, draws, parts_may_drift=True) for _ in range(2)
    )
    assert np.array_equal(first.values, second.values)


def test_the_gate_publishes_such_a_table_and_its_bounds_hold_the_counts() -> None:
    (table,) = tables(3, ("area", "year", "age", "form"))
    policy = Policy("many", "1", "test", local_levels=(), minimum_mean_count=0.0)
    protected = publish(Draft((table,)), policy, sign=bytes.hex, secret=SECRET)
    (printed,) = protected.tables
    assert np.all((printed.lower <= table.counts) & (table.counts <= printed.upper))


def test_when_the_time_is_up_the_search_cools_at_once() -> None:
    system = build(tables(4, ("area", "year", "age", "form")))
    draws = np.random.default_rng(4).random(len(system.counts))
    rounded = controlled_rounding(
        system, BASE, draws, parts_may_drift=True, seconds=0.0
    )
    assert_is_rounding(system, rounded.values, rounded.drift)


def test_a_margin_is_the_sum_of_its_finest_cells() -> None:
    system = build(tables(5, ("area", "year", "age")))
    composition = compose(system, np.ones(len(system.counts), dtype=bool))
    assert composition is not None
    assert len(composition.finest) == len(AREAS) * 3 * 3
    summed = composition.matrix @ system.counts[composition.finest]
    assert np.array_equal(summed, system.counts)


def test_two_tables_that_share_a_margin_have_no_finest_cells_in_common() -> None:
    system = build(tables(6, ("area", "year"), ("area", "sex")))
    assert compose(system, np.ones(len(system.counts), dtype=bool)) is None
