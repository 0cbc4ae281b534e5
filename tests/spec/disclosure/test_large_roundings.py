"""Large parts are rounded level after level, area by area: every sum holds, and no cell moves further than it may."""

import numpy as np
import pytest

from zicht.disclosure.protect import rounding, stages
from zicht.disclosure.protect.building import build
from zicht.disclosure.protect.rounding import controlled_rounding
from zicht.disclosure.protect.system import System
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.tables import CountTable

BASE = 5
PROVINCES, AREAS, YEARS, KINDS = 3, 12, 3, 4


def country(seed: int) -> System:
    """Areas in provinces by year and kind, with every margin."""
    draw = np.random.default_rng(seed)
    counts = draw.integers(0, 12, (AREAS, YEARS, KINDS))
    areas = tuple(f"a{n}" for n in range(AREAS))
    above = {area: f"p{n % PROVINCES}" for n, area in enumerate(areas)}
    sets = {area: [n] for n, area in enumerate(areas)}
    for number, area in enumerate(areas):
        sets.setdefault(above[area], []).append(number)
    sets[TOTAL] = list(range(AREAS))
    years = {f"y{n}": [n] for n in range(YEARS)} | {TOTAL: list(range(YEARS))}
    kinds = {f"k{n}": [n] for n in range(KINDS)} | {TOTAL: list(range(KINDS))}
    rows = [
        (a, y, k, int(counts[np.ix_(sets[a], years[y], kinds[k])].sum()))
        for a in sets
        for y in years
        for k in kinds
    ]
    dimensions = (
        Dimension("area", areas, (Hierarchy("province", above),)),
        Dimension("year", tuple(years)[:-1]),
        Dimension("kind", tuple(kinds)[:-1]),
    )
    codes = tuple(np.asarray([row[axis] for row in rows]) for axis in range(3))
    values = np.asarray([row[3] for row in rows])
    return build([CountTable("u", dimensions, codes, values)])


@pytest.mark.parametrize("seed", range(3))
def test_a_part_decided_area_by_area_adds_up_and_stays_beside_its_counts(
    monkeypatch, seed
):
    monkeypatch.setattr(stages, "SMALL", 20)
    monkeypatch.setattr(stages, "LARGE", 20)
    monkeypatch.setattr(rounding, "LARGE", 20)
    system = country(seed)
    draws = np.random.default_rng(seed).random(len(system.counts))
    values = controlled_rounding(system, BASE, draws).values
    assert not system.relations.surplus(values).any()
    assert (values % BASE == 0).all()
    assert (np.abs(values - system.counts) < BASE).all()


def test_municipalities_of_one_province_share_a_block():
    system = country(0)
    (universe,) = system.universes
    blocks = stages.blocks_of_areas(system)[universe.cells]
    words = universe.words[universe.names.index("area")]
    codes = universe.codes[:, universe.names.index("area")]
    block_of = {words[code]: block for code, block in zip(codes, blocks, strict=True)}
    assert block_of[TOTAL] == block_of["p0"] == 0
    assert block_of["a0"] == block_of["a3"] != block_of["a1"]
