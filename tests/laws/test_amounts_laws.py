"""Laws of sums of amounts: no sum that one person dominates can be told narrowly, in random tables."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.laws.sizes import cases

from zicht.desk.tabulate import tabulate_amounts
from zicht.disclosure.amounts import EarlierSums, publish_amounts
from zicht.disclosure.audit.amounts import Revealed
from zicht.disclosure.sums import Amounts, rises
from zicht.vocabulary.dimensions import Dimension, Hierarchy
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status

AREAS = tuple(f"a{i}" for i in range(6))
AREA = Dimension(
    "area",
    AREAS,
    (Hierarchy("province", {a: f"P{i // 3}" for i, a in enumerate(AREAS)}),),
)
FORM = Dimension("form", ("f1", "f2", "f3"))
RULES = {"method": "suppression", "local_levels": (), "minimum_mean_count": 0.0}


def drawn(
    seed: int, n: int
) -> tuple[Amounts, dict[str, np.ndarray], np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    columns = {"area": rng.choice(AREAS, n), "form": rng.choice(FORM.leaves, n)}
    amounts = np.ceil(rng.lognormal(3, 1.2, n)).astype(np.int64)
    people = rng.integers(0, max(1, n * 2 // 3), n)
    return (
        tabulate_amounts(columns, amounts, people, [AREA, FORM]),
        columns,
        amounts,
        people,
    )


def inside(code: str, dimension: Dimension, column: np.ndarray) -> np.ndarray:
    if code == "_T":
        return np.ones(len(column), dtype=bool)
    parents = dimension.hierarchies[0].parents if dimension.hierarchies else {}
    return np.asarray([code in (leaf, parents.get(leaf)) for leaf in column.tolist()])


def contributions(row: int, table: Amounts, columns, amounts, people) -> np.ndarray:
    kept = np.ones(len(amounts), dtype=bool)
    for dimension, codes in zip(table.sums.dimensions, table.sums.codes, strict=True):
        kept &= inside(str(codes[row]), dimension, columns[dimension.name])
    return np.asarray(
        [amounts[kept & (people == one)].sum() for one in np.unique(people[kept])]
    )


def matrix_of(table: Amounts) -> np.ndarray:
    """Return which finest combinations each printed sum holds: a row per sum."""
    leaves = [(a, f) for a in AREAS for f in FORM.leaves]
    return np.asarray(
        [
            [
                all(
                    bool(inside(str(c[at]), d, np.asarray([v]))[0])
                    for c, d, v in zip(codes, DIMENSIONS, leaf, strict=True)
                )
                for leaf in leaves
            ]
            for at in range(len(table.sums.counts))
            for codes in [table.sums.codes]
        ],
        dtype=float,
    )


def most(table: Amounts, hidden: np.ndarray, row: int, least: np.ndarray) -> float:
    """Highest value of one sum over all records there could be: its own programme over leaves, not over equations.

    `least` is what the reader gave himself to each finest combination.
    """
    matrix = matrix_of(table)
    found = linprog(
        -matrix[row],
        A_eq=matrix[~hidden],
        b_eq=table.sums.counts[~hidden],
        bounds=[(own, None) for own in least],
    )
    return np.inf if found.status == 3 else -found.fun


DIMENSIONS = (AREA, FORM)


POLICIES = st.integers(2, 5).flatmap(
    lambda threshold: st.builds(
        Policy,
        st.just("law"),
        st.just("1"),
        st.just("test"),
        dominance=st.sampled_from([0.6, 0.8, 0.9]),
        p_percent=st.sampled_from([0.05, 0.1, 0.3]),
        threshold=st.just(threshold),
        local_threshold=st.just(threshold),
        zeros=st.sampled_from(["disclosive", "structural"]),
        method=st.just("suppression"),
        local_levels=st.just(()),
        minimum_mean_count=st.just(0.0),
    )
)


def is_sensitive(own: np.ndarray, policy: Policy) -> bool:
    """Whether a sum may not be printed: Hundepool et al. (2012), section 4.2.

    There are fewer contributors than the threshold, one holds more than `dominance` of
    the sum, or the rest beside the two largest is less than `p_percent` of the largest.
    """
    if not len(own):
        return False
    ordered = sorted(own.tolist(), reverse=True)
    is_dominated = ordered[0] > policy.dominance * sum(ordered)
    is_close = sum(ordered[2:]) < policy.p_percent * ordered[0]
    return len(ordered) < policy.threshold or is_dominated or is_close


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([100, 5, 5, 5, 5], True),  # 100 is more than 80% of 120
        ([10, 9, 8, 8, 7], False),
        ([10, 10], True),  # two contributors
        ([40, 39, 1, 1, 1], True),  # the second subtracts himself: 3 of 40 are left
        ([], False),
    ],
)
def test_the_rules_of_amounts_on_five_examples(amounts, expected):
    rules = Policy("law", "1", "test", **RULES)
    assert is_sensitive(np.asarray(amounts), rules) is expected
    if len(amounts) >= rules.threshold:
        first, second = amounts[:2]
        total = np.asarray([float(sum(amounts))])
        asked = rises(total, np.asarray([first]), np.asarray([second]), rules)
        assert bool(asked[0] > 0) is expected


@given(seed=st.integers(0, 2**32 - 1), n=st.integers(5, 150), policy=POLICIES)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_sensitive_sum_could_be_as_much_higher_as_the_rules_ask(seed, n, policy):
    table, columns, amounts, people = drawn(seed, n)
    try:
        (printed,) = publish_amounts([table], policy).tables
    except DisclosureRefused:
        return
    hidden = printed.statuses == Status.WITHHELD
    assert np.array_equal(printed.values[~hidden], table.sums.counts[~hidden])
    for row in range(len(hidden)):
        own = contributions(row, table, columns, amounts, people)
        assert table.sums.counts[row] == own.sum()
        if not is_sensitive(own, policy):
            continue
        assert hidden[row]
        first, second = [*np.sort(own)[::-1][:2].tolist(), 0][:2]
        high = most(table, hidden, row, np.zeros(len(AREAS) * len(FORM.leaves)))
        assert high - second >= (1 + policy.p_percent) * first - 1e-4
        assert first <= policy.dominance * high + 1e-4


@pytest.mark.parametrize("n", [20, 60])
def test_no_contributor_comes_as_close_to_another_as_p_percent(n):
    """He knows what he gave to every sum he is in, withheld or not."""

    @cases(2, 60)
    @given(seed=st.integers(0, 2**32 - 1), policy=POLICIES)
    def law(seed: int, policy: Policy) -> None:
        table, columns, amounts, people = drawn(seed, n)
        try:
            (printed,) = publish_amounts([table], policy).tables
        except DisclosureRefused:
            return
        hidden = printed.statuses == Status.WITHHELD
        leaves = [(a, f) for a in AREAS for f in FORM.leaves]
        places = [
            leaves.index(pair)
            for pair in zip(*map(list, columns.values()), strict=True)
        ]
        for person in np.unique(people):
            given = np.zeros(len(leaves))
            np.add.at(
                given, np.asarray(places)[people == person], amounts[people == person]
            )
            mine = matrix_of(table) @ given
            for row in np.flatnonzero(hidden & (mine > 0)):
                theirs = contributions(
                    row, table, columns, amounts * (people != person), people
                )
                high = most(table, hidden, row, given)
                assert high - mine[row] >= (1 + policy.p_percent) * theirs.max() - 1e-4

    law()


@pytest.mark.parametrize("finer_first", [True, False])
def test_two_outputs_with_a_ledger_tell_no_more_than_the_rules_allow(finer_first):
    @cases(4, 200)
    @given(seed=st.integers(0, 2**32 - 1), n=st.integers(5, 80), policy=POLICIES)
    def law(seed: int, n: int, policy: Policy) -> None:
        fine, columns, amounts, people = drawn(seed, n)
        coarse = tabulate_amounts(columns, amounts, people, [AREA])
        first, second = (fine, coarse) if finer_first else (coarse, fine)
        try:
            (before,) = publish_amounts([first], policy).tables
            earlier = [EarlierSums(before, first)]
            (after,) = publish_amounts([second], policy, earlier=earlier).tables
        except DisclosureRefused:
            return
        printed = [before, after] if finer_first else [after, before]
        shown = dict(zip(*shown_cells(printed[1]), strict=True))
        keys, is_shown = shown_cells(printed[0])
        hidden = np.asarray(
            [
                not (own or shown.get(key, False))
                for key, own in zip(keys, is_shown, strict=True)
            ]
        )
        for row in np.flatnonzero(hidden):
            own = contributions(row, fine, columns, amounts, people)
            if is_sensitive(own, policy):
                first_amount = own.max()
                high = most(fine, hidden, row, np.zeros(len(AREAS) * len(FORM.leaves)))
                assert first_amount <= policy.dominance * high + 1e-4
        sensitive = [
            is_sensitive(contributions(row, fine, columns, amounts, people), policy)
            for row in range(len(hidden))
        ]
        assert np.all(hidden[np.asarray(sensitive)])

    law()


def shown_cells(table: ProtectedTable) -> tuple[list[tuple[str, str]], list[bool]]:
    """Return area and form of each row, and whether its sum is shown."""
    area, *form = table.codes
    forms = form[0].tolist() if form else ["_T"] * len(area)
    keys = list(zip(area.tolist(), forms, strict=True))
    return keys, (table.statuses == Status.PUBLISHED).tolist()


def test_who_stands_behind_two_withheld_sums_is_not_told_by_their_sum():
    """In two small sums the same person has nearly all: each may be withheld by the other, and both add up to a
    printed one."""
    rows = [("x", 0, 500), ("x", 1, 400), ("x", 2, 300)]
    rows += [("w", 0, 500), ("w", 3, 400), ("w", 4, 300)]
    rows += [(f"y{i % 3}", 10 + i, 100) for i in range(60)]
    forms, people, amounts = (np.asarray(column) for column in zip(*rows, strict=True))
    dimension = Dimension("form", ("w", "x", "y0", "y1", "y2"))
    table = tabulate_amounts({"form": forms}, amounts, people, [dimension])
    policy = Policy("law", "1", "test", dominance=0.41, p_percent=0.05, **RULES)
    (printed,) = publish_amounts([table], policy).tables
    withheld = set(printed.codes[0][printed.statuses == Status.WITHHELD].tolist())
    assert {"w", "x"} < withheld


def test_dense_amounts_of_many_are_printed():
    table, *_ = drawn(3, 4000)
    (printed,) = publish_amounts([table], Policy("law", "1", "test", **RULES)).tables
    assert np.all(printed.statuses == Status.PUBLISHED)


def test_who_alone_stands_behind_a_sum_learns_no_other():
    """Two sums of one person each in a row: either of them knows his own, and so the other's; a third is withheld."""
    codes = [*(["x"] * 2), *(f"y{i % 3}" for i in range(60))]
    dimension = Dimension("form", ("w", "x", "y0", "y1", "y2"))
    column = np.asarray(["w", "x", *codes[2:]])
    amounts = np.full(len(column), 10, dtype=np.int64)
    table = tabulate_amounts(
        {"form": column}, amounts, np.arange(len(column)), [dimension]
    )
    policy = Policy("law", "1", "test", zeros="structural", **RULES)
    (printed,) = publish_amounts([table], policy).tables
    withheld = printed.codes[0][printed.statuses == Status.WITHHELD].tolist()
    assert {"w", "x"} < set(withheld)


@pytest.mark.parametrize(
    ("policy", "scale"),
    [
        (Policy("law", "1", "test"), 1),
        (Policy("law", "1", "test", **RULES, sensitive={"form": ("f1",)}), 1),
        (Policy("law", "1", "test", **RULES), 10_000),
        (Policy("law", "1", "test", **{**RULES, "minimum_mean_count": 100.0}), 1),
    ],
    ids=["rounding", "groups", "too large", "sparse"],
)
def test_what_the_rules_of_amounts_cannot_do_is_refused(policy, scale):
    _, columns, amounts, people = drawn(1, 200)
    with pytest.raises(DisclosureRefused):
        publish_amounts(
            [tabulate_amounts(columns, amounts * scale, people, [AREA, FORM])], policy
        )


def test_an_attack_on_sums_that_its_time_ended_says_so(monkeypatch):
    unfinished = Revealed((), complete=False)
    monkeypatch.setattr(
        "zicht.disclosure.amounts.audit_sums", lambda *_args, **_given: unfinished
    )
    table, *_ = drawn(3, 40)
    with pytest.raises(DisclosureRefused, match="not finished in time"):
        publish_amounts([table], Policy("law", "1", "test", **RULES))
