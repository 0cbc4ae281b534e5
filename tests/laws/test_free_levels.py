"""A level of which one code is printed with another level: the others are not laid out, and nothing is known less."""

from collections.abc import Iterator
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.attack.policies import ROUNDING
from tests.secret import SECRET

from zicht.desk.tabulate import tabulate
from zicht.disclosure.audit import beginning
from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.cell_bounds import Knowledge, propagate
from zicht.disclosure.audit.fields import Field
from zicht.disclosure.audit.intervals import narrow
from zicht.disclosure.audit.passed_tables import from_protected
from zicht.disclosure.audit.published import PublishedTable
from zicht.disclosure.audit.safety import Demands
from zicht.disclosure.gate import publish
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.tables import CountTable, Draft

PROVINCE = {
    "m1": "P", "m2": "P", "m3": "Q", "m4": "Q", "m5": "R", "unknown": "no province"
}  # fmt: skip
"""Two municipalities are provinces of their own; one of these has a name of its own."""
UNIT = {
    "m1": "U", "m2": "V", "m3": "V", "m4": "W", "m5": "W", "unknown": "no unit"
}  # fmt: skip
"""Police units, which cross provinces."""
AREA = Dimension(
    "area", tuple(PROVINCE), (Hierarchy("province", PROVINCE), Hierarchy("unit", UNIT))
)
DIMENSIONS = {
    "area": AREA,
    "form": Dimension("form", ("f1", "f2", "f3")),
    "sex": Dimension("sex", ("f", "m")),
}
LEVELS = {
    "municipality": set(PROVINCE),
    "province": set(PROVINCE.values()),
    "unit": set(UNIT.values()),
}


def counted(
    records: dict[str, np.ndarray], names: tuple[str, ...], level: str
) -> CountTable:
    """Count records by some dimensions with their totals, areas at one level."""
    n = len(records["form"])
    whole = tabulate(
        {name: records[name] for name in names},
        np.ones(n, dtype=np.int64),
        [DIMENSIONS[name] for name in names],
        "u",
    )
    kept = np.ones(len(whole.counts), dtype=bool)
    for name, codes in zip(names, whole.codes, strict=True):
        if name == "area":
            kept &= np.isin(codes, [*LEVELS[level], TOTAL])
    return CountTable(
        "u", whole.dimensions, tuple(c[kept] for c in whole.codes), whole.counts[kept]
    )


def intervals(tables: list[PublishedTable]) -> tuple[list[Floats], int]:
    """Return lowest and highest of every printed cell as the attack finds them, and the number of its cells."""
    attack = beginning.begin_attack(
        tables, Background(Attacker.ROUNDED, base=5), deadline=1e12, most_finest=0
    )
    known: Knowledge = attack.known
    propagate(known)
    n = len(attack.cells)
    printed = np.unique(np.concatenate(attack.cells.rows))
    width = np.zeros(n)
    # So wide that nothing meets it: every printed cell is asked for both of its ends.
    width[printed] = 1e6
    everything = Demands(np.full(n, np.inf), np.full(n, -np.inf), width)
    narrow(known, everything, seconds=60)
    assert known.complete
    ends = [
        np.column_stack([known.lower[rows], known.upper[rows]])
        for rows in attack.cells.rows
    ]
    return ends, n


def drafts(seed: int) -> Iterator[CountTable]:
    rng = np.random.default_rng(seed)
    records = {
        name: rng.choice(dimension.leaves, 90) for name, dimension in DIMENSIONS.items()
    }
    shapes = [("area",), ("area", "form"), ("area", "sex"), ("form", "sex"), ("form",)]
    for number in rng.choice(len(shapes), 3, replace=False).tolist():
        yield counted(records, shapes[number], str(rng.choice(list(LEVELS))))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_every_printed_cell_has_the_interval_that_it_has_with_all_levels_laid_out(
    seed: int,
) -> None:
    try:
        protected = publish(
            Draft(tuple(drafts(seed))), ROUNDING, sign=bytes.hex, secret=SECRET
        )
    except DisclosureRefused:
        return
    printed = [from_protected(table, is_rounded=True) for table in protected.tables]
    found, n_cells = intervals(printed)
    with patch.object(
        Field,
        "_follows_from_others",
        lambda _self, _axis, _whole, wholes, _cells: np.zeros(len(wholes), dtype=bool),
    ):
        with_all_levels, n_cells_of_all = intervals(printed)
    assert n_cells <= n_cells_of_all
    for ends, expected in zip(found, with_all_levels, strict=True):
        np.testing.assert_array_equal(ends, expected)


def test_provinces_by_form_beside_municipalities_lay_out_no_municipality_by_form() -> (
    None
):
    rng = np.random.default_rng(1)
    records = {
        name: rng.choice(dimension.leaves, 400)
        for name, dimension in DIMENSIONS.items()
    }
    tables = [
        counted(records, ("area",), "municipality"),
        counted(records, ("area", "form"), "province"),
    ]
    protected = publish(Draft(tuple(tables)), ROUNDING, sign=bytes.hex, secret=SECRET)
    printed = [from_protected(table, is_rounded=True) for table in protected.tables]
    _, n_cells = intervals(printed)
    municipalities, provinces_by_form, in_both = 7, 20, 3
    assert n_cells == municipalities + provinces_by_form - in_both
