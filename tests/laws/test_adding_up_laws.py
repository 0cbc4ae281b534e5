"""Tables that were counted from records add up, whatever their levels: the gate never says that they do not."""

import numpy as np
import pytest
from hypothesis import given
from tests.laws.sizes import cases
from tests.laws.systems import Country, count, countries
from tests.secret import SECRET

from zicht.disclosure.gate import publish
from zicht.disclosure.protect.building import build
from zicht.vocabulary.dimensions import Dimension, Hierarchy
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import CountTable, Draft


@cases(60, 3_000)
@given(countries(areas=5, forms=2, others=3, people=30))
def test_tables_of_records_add_up(country: Country) -> None:
    build(country.tables())


@pytest.mark.parametrize("method", ["rounding", "suppression"])
def test_a_police_unit_is_not_the_sum_of_a_province_in_it(method: str) -> None:
    """Province P is one municipality. By year provinces and units alone are shown, without years municipalities too."""
    areas = ("a", "b", "c", "d")
    provinces = Hierarchy("province", {"a": "P", "b": "Q", "c": "Q", "d": "Q"})
    units = Hierarchy("unit", {"a": "U", "b": "U", "c": "V", "d": "V"})
    area = Dimension("area", areas, (provinces, units))
    year = Dimension("year", ("y0", "y1"))
    rng = np.random.default_rng(1)
    records = [
        {
            "area": frozenset({areas[rng.integers(0, 4)]}),
            "year": frozenset({f"y{rng.integers(0, 2)}"}),
        }
        for _ in range(200)
    ]
    coarse = count(records, [area, year], only=frozenset({"province", "unit"}))
    fine = count(records, [area])
    policy = Policy(
        "law", "1", "test", method=method, local_levels=(), minimum_mean_count=0.0
    )
    protected = publish(
        Draft((coarse, fine)), policy, sign=lambda digest: digest.hex(), secret=SECRET
    )
    assert [table.n_cells for table in protected.tables] == [15, 9]


def test_a_unit_that_no_table_shows_takes_no_part_of_the_total() -> None:
    """Unit U and province P are the same two areas; provinces are shown beside all areas, units nowhere."""
    areas = ("a", "b", "c", "d")
    provinces = Hierarchy("province", {"a": "P", "b": "P", "c": "Q", "d": "R"})
    units = Hierarchy("unit", {"a": "U", "b": "U", "c": "V", "d": "V"})
    area = Dimension("area", areas, (provinces, units))
    form = Dimension("form", ("x", "y"))
    by_area = CountTable(
        "u", (area,), (np.asarray([*areas, "_T"]),), np.asarray([6, 7, 8, 9, 30])
    )
    rows = [(p, f) for p in ("P", "Q", "R", "_T") for f in ("x", "y", "_T")]
    counts = [6, 7, 13, 4, 4, 8, 5, 4, 9, 15, 15, 30]
    by_province = CountTable(
        "u",
        (area, form),
        tuple(np.asarray(column) for column in zip(*rows, strict=True)),
        np.asarray(counts),
    )
    system = build((by_area, by_province))
    assert not system.relations.surplus(system.counts).any()


def test_what_stands_beside_a_hierarchy_that_no_table_writes_is_not_all_of_the_total() -> (
    None
):
    """Province P is one municipality, and units are shown nowhere: what is unknown is not all that units hold."""
    areas = ("a", "b", "c")
    provinces = Hierarchy("province", {"a": "P", "b": "Q", "c": "Q"})
    units = Hierarchy("unit", {"a": "U", "b": "U", "c": "V"})
    area = Dimension("area", (*areas, "unknown"), (provinces, units))
    records = [{"area": frozenset({code})} for code in (*areas, "unknown") * 5]
    system = build((count(records, [area], only=frozenset({"province"})),))
    assert not system.relations.surplus(system.counts).any()
    assert len(system.relations) == 1
