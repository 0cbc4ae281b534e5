"""Laws of tables on demand: whatever was given before, no printed cell is left with fewer possibilities than it needs.

The oracle is not the audit: it knows the finest combinations of all dimensions as unknowns, and solves two programmes
per printed cell over every band printed, in any release and any table.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from zicht.disclosure.gate import publish
from zicht.disclosure.ondemand import answer
from zicht.disclosure.tallying import tally
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import Draft
from zicht.vocabulary.units import Units, layers

SLOW = {"deadline": None, "suppress_health_check": list(HealthCheck)}
SECRET = b"a secret of the tests, 32 bytes."
CHOICES = [
    {"area": ["area"]},
    {"area": ["above"]},
    {"form": ["form"]},
    {"area": ["above"], "form": ["form"]},
    {"area": ["area"], "sex": ["sex"]},
    {"form": ["form"], "sex": ["sex"]},
    {"area": ["area"], "form": ["form"], "sex": ["sex"]},
]


def sign(digest: bytes) -> str:
    return digest.hex()


def people(seed: int, n: int, *, n_areas: int = 5) -> Units:
    rng = np.random.default_rng(seed)
    areas = tuple(f"A{i}" for i in range(n_areas))
    dimensions = (
        Dimension(
            "area",
            areas,
            (Hierarchy("above", {area: f"H{i // 3}" for i, area in enumerate(areas)}),),
        ),
        Dimension("form", ("f0", "f1", "f2")),
        Dimension("sex", ("s0", "s1")),
    )
    codes = tuple(
        rng.choice(len(d.leaves), n, p=rng.dirichlet(np.full(len(d.leaves), 0.8)))
        for d in dimensions
    )
    return Units(
        "u",
        dimensions,
        np.asarray([f"p{i}" for i in range(n)], dtype=object),
        np.arange(n),
        codes,
    )


def shape_of(units: Units, choice: dict[str, list[str]]):
    return {
        d.name: layers(d, choice[d.name], total=True)
        for d in units.dimensions
        if d.name in choice
    }


def truth(units: Units, choice: dict[str, list[str]]):
    return tally(
        units, shape_of(units, choice), np.zeros(len(units.names), dtype=np.uint64)
    )[0]


def narrowest(ledger: Ledger, units: Units) -> list[tuple[int, int]]:
    """Give, for each printed cell, how many whole numbers stay possible and how many its narrowest print left it."""
    sizes = [len(d.leaves) for d in units.dimensions]
    rows, lower, upper = [], [], []
    for entry in ledger.entries:
        for table in entry.tables:
            for at in range(len(table.values)):
                inside = np.ones(sizes, dtype=bool)
                for axis, dimension in enumerate(units.dimensions):
                    if dimension.name in table.names:
                        code = str(table.codes[table.names.index(dimension.name)][at])
                        parents = (
                            dimension.hierarchies[0].parents
                            if dimension.hierarchies
                            else {}
                        )
                        holds = [
                            code in (TOTAL, leaf, parents.get(leaf))
                            for leaf in dimension.leaves
                        ]
                        inside &= np.asarray(holds).reshape(
                            [-1 if a == axis else 1 for a in range(len(sizes))]
                        )
                rows.append(inside.ravel().astype(float))
                lower.append(int(table.lower[at]))
                upper.append(int(table.upper[at]))
    matrix = np.asarray(rows)
    known = {
        "A_ub": np.vstack([matrix, -matrix]),
        "b_ub": np.concatenate([upper, -np.asarray(lower)]),
        "bounds": (0, None),
    }
    room: dict[bytes, int] = {}
    for row, low, high in zip(matrix, lower, upper, strict=True):
        room[row.tobytes()] = min(
            room.get(row.tobytes(), high - low + 1), high - low + 1
        )
    found = []
    for row in matrix:
        least, most = linprog(row, **known), linprog(-row, **known)
        assert least.status == most.status == 0
        found.append(
            (
                int(np.floor(-most.fun + 1e-6) - np.ceil(least.fun - 1e-6)) + 1,
                room[row.tobytes()],
            )
        )
    return found


def history(units: Units, steps: list[tuple[bool, int]], policy: Policy) -> Ledger:
    """Publish releases and tables one after the other; what is refused is not published."""
    ledger = Ledger()
    for at, (is_release, choice) in enumerate(steps):
        try:
            if is_release:
                found = publish(
                    Draft((truth(units, CHOICES[choice]),)),
                    policy,
                    sign=sign,
                    secret=SECRET,
                    ledger=ledger,
                )
            else:
                shape = shape_of(units, CHOICES[choice])
                given_ = answer(
                    units, shape, policy, secret=SECRET, sign=sign, ledger=ledger
                )
                found = given_.protected
                counts = truth(units, CHOICES[choice]).counts
                assert np.all(
                    (counts >= given_.table.lower) & (counts <= given_.table.upper)
                )
        except DisclosureRefused:
            continue
        ledger = ledger.entered(f"n{at}", found)
    return ledger


def check(seed: int, n: int, steps: list[tuple[bool, int]], policy: Policy) -> None:
    units = people(seed, n)
    ledger = history(units, steps, policy)
    assume(ledger.entries)
    for left, printed in narrowest(ledger, units):
        assert left >= min(policy.base, printed)


STEPS = st.lists(
    st.tuples(st.booleans(), st.integers(0, len(CHOICES) - 1)), min_size=2, max_size=4
)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    return Policy(
        "law",
        "1",
        "test",
        threshold=draw(st.integers(2, 5)),
        local_threshold=draw(st.integers(5, 10)),
        local_levels=draw(st.sampled_from([(), ("area",)])),
        base=draw(st.integers(3, 5)),
        zeros=draw(st.sampled_from(["structural", "disclosive"])),
        minimum_mean_count=0.0,
    )


@given(st.integers(0, 2**32 - 1), st.integers(5, 150), STEPS, policies())
@settings(max_examples=15, **SLOW)
def test_releases_and_tables_hold_together(seed, n, steps, policy):
    check(seed, n, steps, policy)


@pytest.mark.nightly
@given(st.integers(0, 2**32 - 1), st.integers(5, 400), STEPS, policies())
@settings(max_examples=300, **SLOW)
def test_releases_and_tables_hold_together_at_length(seed, n, steps, policy):
    check(seed, n, steps, policy)


@given(st.integers(0, 2**32 - 1), st.integers(5, 150), st.integers(0, len(CHOICES) - 1))
@settings(max_examples=20, **SLOW)
def test_the_same_question_gives_the_same_table_and_prints_nothing_new(seed, n, choice):
    policy = Policy("law", "1", "test", minimum_mean_count=0.0)
    units = people(seed, n)
    shape = shape_of(units, CHOICES[choice])
    first = answer(units, shape, policy, secret=SECRET, sign=sign)
    order = np.random.default_rng(seed).permutation(n)
    shuffled = Units(
        "u",
        units.dimensions,
        units.names[order],
        units.rows,
        tuple(c[order] for c in units.codes),
    )
    again = answer(
        shuffled,
        shape,
        policy,
        secret=SECRET,
        sign=sign,
        ledger=Ledger().entered("a", first.protected),
    )
    assert first.is_new
    assert not again.is_new
    for name in ("values", "lower", "upper", "statuses"):
        assert np.array_equal(getattr(first.table, name), getattr(again.table, name))
    assert np.all(first.table.values[first.table.statuses != Status.PUBLISHED] == 0)
