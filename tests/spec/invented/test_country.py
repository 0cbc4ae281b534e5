"""The invented country: as many municipalities as a real one, names that do not exist, borders that fit."""

import csv
import tomllib
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from zicht.project.geography import dissolve, read_geography
from zicht.vocabulary.areas import Geography
from zicht_invented.country import Country, found
from zicht_invented.draws import Draws
from zicht_invented.geography import write_geography
from zicht_invented.scene import Scene
from zicht_invented.settings import InventSettings

ROOT = Path(__file__).parents[3]
REAL = ROOT / "tests" / "reference" / "data" / "areas" / "dutch_names_2025.csv"
SETTINGS = InventSettings.from_table(
    tomllib.loads((ROOT / "projects" / "voorbeeldland" / "zicht.toml").read_text())[
        "invent"
    ]
)


@cache
def country() -> Country:
    return found(SETTINGS)


@pytest.fixture(scope="session")
def geography(tmp_path_factory: pytest.TempPathFactory) -> Geography:
    folder = tmp_path_factory.mktemp("land")
    write_geography(Scene(SETTINGS, country(), Draws(0)), folder)
    return read_geography(folder / "geography", 2024)


def test_it_has_at_least_as_many_municipalities_as_the_real_country() -> None:
    assert len(country().codes) >= 342
    assert len(set(country().names)) == len(country().names)


def test_no_municipality_bears_the_name_of_a_real_one() -> None:
    with REAL.open(newline="", encoding="utf-8") as file:
        real = {row["name"].casefold() for row in csv.DictReader(file)}
    assert len(real) > 342
    invented = {
        name.casefold() for name in (*country().names, *country().province_names)
    }
    assert not invented & real


def test_several_police_units_cut_through_provinces() -> None:
    units = [set(country().unit[country().province == at].tolist()) for at in range(12)]
    assert sum(len(cut) > 1 for cut in units) >= 3
    assert sum(len(cut) == 1 for cut in units) >= 3
    assert len(set(country().unit.tolist())) == len(set(country().court.tolist())) == 10


def test_no_two_areas_differ_in_a_few_municipalities() -> None:
    provinces, units = country().province, country().unit
    for province in range(12):
        for unit in range(10):
            only, both = (
                provinces == province,
                (provinces == province) & (units == unit),
            )
            if both.any():
                assert both.sum() >= 6
                assert (only ^ (units == unit)).sum() >= 6


def test_a_few_cities_and_many_small_towns() -> None:
    sizes = np.sort(country().weights)[::-1]
    assert 6e6 < sizes.sum() < 17e6
    assert sizes[0] > 300_000
    assert np.count_nonzero(sizes > 100_000) < 40
    assert np.median(sizes) < 30_000


def test_inhabitants_by_sex_and_age_are_believable() -> None:
    by_sex = country().inhabitants[:, 0].sum(axis=(0, 2))
    assert 0.49 < by_sex[0] / by_sex.sum() < 0.52
    by_age = country().inhabitants[:, 0].sum(axis=(0, 1)) / by_sex.sum()
    assert 0.16 < by_age[:4].sum() < 0.21
    assert 0.05 < by_age[4] < 0.08


def edges(ring: list[tuple[int, int]]) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    return list(zip(ring, [*ring[1:], ring[0]], strict=True))


def test_neighbours_share_their_border_corner_by_corner() -> None:
    directed = Counter(
        edge for rings in country().rings for ring in rings for edge in edges(ring)
    )
    assert max(directed.values()) == 1
    inner = [edge for edge in directed if edge[::-1] in directed]
    assert len(inner) > len(directed) / 2


def test_areas_of_municipalities_add_up_to_the_land(geography: Geography) -> None:
    def area(rings: tuple[tuple[tuple[float, float], ...], ...]) -> float:
        points = [np.asarray(ring) for ring in rings]
        return sum(
            float(
                np.sum(p[:, 0] * np.roll(p[:, 1], -1) - p[:, 1] * np.roll(p[:, 0], -1))
            )
            / 2
            for p in points
        )

    parts = [area(one.rings) for one in geography.level("gemeente")]
    assert min(parts) > 0
    for level in ("provincie", "politie_eenheid", "land"):
        assert sum(area(one.rings) for one in geography.level(level)) == pytest.approx(
            sum(parts)
        )


def test_the_map_is_small_enough_for_every_page(geography: Geography) -> None:
    drawn = 0
    for one in geography.level("gemeente"):
        for ring in one.rings:
            steps = pairwise(ring)
            drawn += len("M999 999lz") + sum(
                len(f"{b[0] - a[0]:.0f} {b[1] - a[1]:.0f} ") for a, b in steps
            )
            assert all(
                0 <= x <= geography.width and 0 <= y <= geography.height
                for x, y in ring
            )
    assert drawn < 45_000


def test_it_has_islands_and_a_lake(geography: Geography) -> None:
    (whole,) = geography.level("land")
    assert len(whole.rings) == 5  # mainland, three islands, and the shore of the lake


def test_levels_above_have_outlines_and_inhabitants(geography: Geography) -> None:
    total = geography.areas["VL"].inhabitants
    for level in ("provincie", "politie_eenheid", "arrondissement"):
        assert sum(area.inhabitants for area in geography.level(level)) == total
        assert all(area.rings for area in geography.level(level))
    assert "verzonnen" in geography.attribution


def test_two_squares_that_touch_dissolve_into_one() -> None:
    left = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    right = ((1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0))
    assert dissolve([left, right]) == (
        ((0.0, 0.0), (1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0), (0.0, 1.0)),
    )


def test_the_country_does_not_change_with_its_people() -> None:
    other = found(InventSettings(seed=99, scale=3.0, municipalities=345))
    assert other.names == country().names
    assert other.rings == country().rings
