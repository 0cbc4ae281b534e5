"""Tables that were counted from records add up, whatever their levels: the gate never says that they do not."""

import numpy as np
import pytest
from hypothesis import given
from tests.laws.sizes import cases
from tests.laws.systems import Country, count, countries
from tests.secret import SECRET

from zicht.disclosure.gate import publish
from zicht.disclosure.protect.system import build
from zicht.vocabulary.dimensions import Dimension, Hierarchy
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import Draft


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
    coarse = count(records, [area, year], is_coarse=True)
    fine = count(records, [area])
    policy = Policy(
        "law", "1", "test", method=method, local_levels=(), minimum_mean_count=0.0
    )
    protected = publish(
        Draft((coarse, fine)), policy, sign=lambda digest: digest.hex(), secret=SECRET
    )
    assert [table.n_cells for table in protected.tables] == [15, 9]
