"""Laws of the gate: random systems, releases and policies; no protected cell outside its interval, ever."""

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.secret import SECRET

from zicht.desk.tabulate import tabulate
from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.passed_tables import from_protected
from zicht.disclosure.audit.report import audit
from zicht.disclosure.gate import publish
from zicht.disclosure.protect.cellkey import Noise, design, perturb, record_keys
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable, Draft

SLOW = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@st.composite
def systems(draw: st.DrawFn) -> tuple[CountTable, ...]:
    """Several tables of one universe, with crossing hierarchies and a dimension that does not add up."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n_areas, n_forms, n_sexes = (
        draw(st.integers(2, 7)),
        draw(st.integers(1, 4)),
        draw(st.integers(1, 3)),
    )
    areas = tuple(f"A{i}" for i in range(n_areas))
    crossing = draw(st.integers(0, 2))
    hierarchies = tuple(
        Hierarchy(f"h{k}", {area: f"H{k}{rng.integers(0, 3)}" for area in areas})
        for k in range(crossing)
    )
    dimensions = (
        Dimension("area", areas, hierarchies),
        Dimension("form", tuple(f"f{i}" for i in range(n_forms))),
        Dimension("sex", tuple(f"s{i}" for i in range(n_sexes))),
    )
    n = draw(st.integers(1, 120))
    records = {
        d.name: rng.choice(d.leaves, n, p=rng.dirichlet(np.full(len(d.leaves), 0.7)))
        for d in dimensions
    }
    choices = draw(
        st.lists(
            st.sets(st.integers(0, 2), min_size=1, max_size=3), min_size=1, max_size=3
        )
    )
    weights = np.ones(n, dtype=np.int64)
    return tuple(
        tabulate(records, weights, [dimensions[i] for i in sorted(own)], "u")
        for own in choices
    )


@st.composite
def policies(draw: st.DrawFn, method: str) -> Policy:
    threshold = draw(st.integers(2, 6))
    return Policy(
        "law",
        "1",
        "test",
        threshold=threshold,
        local_threshold=threshold
        + (draw(st.integers(0, 5)) if method == "rounding" else 0),
        local_levels=draw(st.sampled_from([(), ("area",), ("h0",)])),
        base=draw(st.integers(2, 7)),
        zeros="structural"
        if method == "suppression"
        else draw(st.sampled_from(["structural", "disclosive"])),
        minimum_mean_count=0.0,
        method=method,
    )


def sign(digest: bytes) -> str:
    return digest.hex()


def truths(tables: tuple[CountTable, ...]) -> dict[object, int]:
    return {
        k: n for t in tables for k, n in zip(t.keys(), t.counts.tolist(), strict=True)
    }


def check_rounding(tables: tuple[CountTable, ...], policy: Policy) -> None:
    try:
        protected = publish(Draft(tables), policy, sign=sign, secret=SECRET)
    except DisclosureRefused:
        return
    truth, printed = truths(tables), {}
    for table in protected.tables:
        for key, value, status, low, high in zip(
            table.keys(),
            table.values.tolist(),
            table.statuses,
            table.lower.tolist(),
            table.upper.tolist(),
            strict=True,
        ):
            assert low <= truth[key] <= high
            assert printed.setdefault(key, (value, status)) == (value, status)
            if status == Status.PUBLISHED:
                assert value % policy.base == 0
                # A part of the tables without a rounding lies one base further, or two.
                # A zero that every reader knows is exact.
                reach = high - value
                assert reach == 0 or reach + 1 in [policy.base * n for n in (1, 2, 3)]
                assert abs(value - truth[key]) <= reach
                assert value != 0 or policy.zeros == "structural"
    rounded = [from_protected(table, is_rounded=True) for table in protected.tables]
    small = (1, max(1, policy.threshold - 1))
    assert audit(rounded, Background(Attacker.ROUNDED, small, policy.base)).ok


def check_suppression(tables: tuple[CountTable, ...], policy: Policy) -> None:
    try:
        protected = publish(Draft(tables), policy, sign=sign, secret=SECRET)
    except DisclosureRefused:
        return
    truth = truths(tables)
    for table in protected.tables:
        for key, value, status in zip(
            table.keys(), table.values.tolist(), table.statuses, strict=True
        ):
            assert (status == Status.WITHHELD) or value == truth[key]
            assert (status == Status.WITHHELD) or not 0 < truth[key] < policy.threshold
    withheld = [from_protected(table, is_rounded=False) for table in protected.tables]
    for attacker in Attacker:
        assert audit(
            withheld,
            Background(attacker, (1, max(1, policy.threshold - 1)), policy.base),
        ).ok


@settings(max_examples=80, **SLOW)
@given(systems(), policies("rounding"))
def test_a_rounded_release_holds(tables, policy):
    check_rounding(tables, policy)


@settings(max_examples=25, **SLOW)
@given(systems(), policies("suppression"))
def test_a_suppressed_release_holds(tables, policy):
    check_suppression(tables, policy)


@pytest.mark.nightly
@settings(max_examples=2000, **SLOW)
@given(systems(), policies("rounding"))
def test_a_rounded_release_holds_at_length(tables, policy):
    check_rounding(tables, policy)


@pytest.mark.nightly
@settings(max_examples=500, **SLOW)
@given(systems(), policies("suppression"))
def test_a_suppressed_release_holds_at_length(tables, policy):
    check_suppression(tables, policy)


@settings(max_examples=40, **SLOW)
@given(systems(), policies("rounding"))
def test_a_second_release_holds_together_with_the_first(tables, policy):
    assume(len(tables) > 1)
    try:
        first = publish(Draft(tables[:1]), policy, sign=sign, secret=SECRET)
        ledger = Ledger().entered("first", first)
        second = publish(Draft(tables), policy, sign=sign, secret=SECRET, ledger=ledger)
    except DisclosureRefused:
        return
    both = [from_protected(t, is_rounded=True) for t in (*first.tables, *second.tables)]
    assert audit(
        both,
        Background(Attacker.ROUNDED, (1, max(1, policy.threshold - 1)), policy.base),
    ).ok


@settings(max_examples=60, **SLOW)
@given(systems(), st.data())
def test_forms_that_do_not_add_up_stay_within_their_total(tables, data):
    """Multi-coded: a person stands in every form he has, and in the total once."""
    n = data.draw(st.integers(1, 60))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    area, has = rng.integers(0, 3, n), rng.random((n, 3)) < 0.5
    rows = [
        (
            a,
            f,
            int(
                (
                    (area == int(a[1])) | (a == TOTAL)
                    if a != TOTAL
                    else np.ones(n, bool)
                ).sum()
            ),
        )
        if f == TOTAL
        else (
            a,
            f,
            int(
                (
                    has[:, int(f[1])] & ((area == int(a[1])) if a != TOTAL else True)
                ).sum()
            ),
        )
        for a in ("A0", "A1", "A2", TOTAL)
        for f in ("f0", "f1", "f2", TOTAL)
    ]
    dimensions = (
        Dimension("area", ("A0", "A1", "A2")),
        Dimension("form", ("f0", "f1", "f2"), adds_up=False),
    )
    codes = tuple(np.asarray([row[i] for row in rows]) for i in (0, 1))
    table = CountTable("u", dimensions, codes, np.asarray([row[2] for row in rows]))
    check_rounding((table,), Policy("law", "1", "test", minimum_mean_count=0.0))
    del tables


@given(st.integers(0, 30), st.integers(3, 8), st.floats(0.5, 6.0))
@settings(max_examples=100, **SLOW)
def test_perturbation_rows_have_mean_zero_and_no_forbidden_value(
    count, largest, variance
):
    moves, chances = design(count, Noise(largest, variance))
    assert abs(float(moves @ chances)) < 1e-9
    assert abs(chances.sum() - 1) < 1e-9
    assert (chances >= -1e-12).all()
    assert not np.isin(count + moves, (1, 2)).any()
    assert np.abs(moves).max() <= largest
    assert count + moves.min() >= 0
    if count > largest + 2:
        assert (
            abs(float(moves.astype(float) ** 2 @ chances) - variance) < 0.01
            or variance > largest
        )


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=30, **SLOW)
def test_cell_key_noise_belongs_to_the_records(seed):
    rng = np.random.default_rng(seed)
    names = np.asarray([f"p{i}" for i in range(50)])
    keys = record_keys(names, b"k" * 32)
    order = rng.permutation(50)
    assert np.array_equal(np.sort(record_keys(names[order], b"k" * 32)), np.sort(keys))
    total, shuffled = keys.sum(dtype=np.uint64), keys[order].sum(dtype=np.uint64)
    tables = [
        CountTable(
            "u", (Dimension(name, ("a",)),), (np.asarray([TOTAL]),), np.asarray([50])
        )
        for name in ("x", "y")
    ]
    first, second = (
        perturb(t, np.asarray([s], dtype=np.uint64), Noise())
        for t, s in zip(tables, (total, shuffled), strict=True)
    )
    assert first.values.tolist() == second.values.tolist()
