"""What holds of clusters whatever the pairs and their weights."""

from types import SimpleNamespace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.linkage.clustering import Clusters
from zicht.linkage.comparing import Compared
from zicht.linkage.preparing import Prepared

N = 8
NUMBERS = st.lists(
    st.sampled_from(["", "111222333", "123456782"]), min_size=N, max_size=N
)
WEIGHTS = st.dictionaries(
    st.tuples(st.integers(0, N - 1), st.integers(0, N - 1)).filter(
        lambda pair: pair[0] < pair[1]
    ),
    st.integers(-12, 20),
    max_size=20,
)


NOBODY = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


def grown(
    numbers: list[str],
    weights: dict[tuple[int, int], int],
    apart: tuple[np.ndarray, np.ndarray] = NOBODY,
) -> np.ndarray:
    prepared = Prepared(
        np.arange(N),
        {"number": np.array(numbers)},
        np.zeros(N),
        np.zeros(N),
        apart,
        0,
    )
    pairs = sorted(weights)
    left = np.array([a for a, _ in pairs], dtype=np.int64)
    right = np.array([b for _, b in pairs], dtype=np.int64)
    values = np.array([float(weights[pair]) for pair in pairs])
    everything = np.ones(len(pairs), dtype=np.bool_)
    weighed = SimpleNamespace(
        pairs=SimpleNamespace(left=left, right=right),
        weights=values,
        two_persons=~everything,
    )
    clusters = Clusters(weighed, prepared, everything)
    clusters.grow(lambda _weight: True, 0.0)
    return clusters.persons(N)


@given(NUMBERS, WEIGHTS)
@settings(max_examples=150, deadline=None)
def test_no_person_has_two_citizen_numbers(numbers, weights):
    persons = grown(numbers, weights)
    for person in np.unique(persons):
        own = {numbers[unit] for unit in np.flatnonzero(persons == person)} - {""}
        assert len(own) <= 1


@given(WEIGHTS, st.sets(st.tuples(st.integers(0, N - 2), st.just(N - 1)), max_size=3))
@settings(max_examples=150, deadline=None)
def test_two_parts_in_one_event_are_two_persons_through_whomever(weights, apart):
    low = np.array([a for a, _ in sorted(apart)], dtype=np.int64)
    high = np.array([b for _, b in sorted(apart)], dtype=np.int64)
    persons = grown([""] * N, weights, (low, high))
    assert np.all(persons[low] != persons[high])


@given(NUMBERS, WEIGHTS)
@settings(max_examples=150, deadline=None)
def test_nobody_joins_on_evidence_against(numbers, weights):
    against = {pair: -abs(weight) for pair, weight in weights.items()}
    assert np.array_equal(grown(numbers, against), np.arange(N))


@given(WEIGHTS)
@settings(max_examples=150, deadline=None)
def test_the_mean_weight_within_a_person_of_two_is_positive(weights):
    persons = grown([""] * N, weights)
    for person in np.unique(persons):
        units = np.flatnonzero(persons == person)
        if len(units) == 2:
            assert weights[tuple(units.tolist())] > 0


@given(NUMBERS, WEIGHTS)
@settings(max_examples=100, deadline=None)
def test_a_person_is_named_after_the_smallest_unit(numbers, weights):
    persons = grown(numbers, weights)
    assert np.all(persons <= np.arange(N))
    assert np.array_equal(persons[persons], persons)


@given(WEIGHTS.filter(len), st.data())
@settings(max_examples=100, deadline=None)
def test_the_units_of_a_pair_and_their_own_other_units_are_no_strangers(pairs, data):
    """Everybody holds one value. Of a pair, both units and whoever is one person with one of them are left out."""
    left = np.array([a for a, _ in sorted(pairs)], dtype=np.int64)
    right = np.array([b for _, b in sorted(pairs)], dtype=np.int64)
    person = data.draw(st.lists(st.integers(0, 2), min_size=N, max_size=N))
    same = np.array([person[a] == person[b] for a, b in sorted(pairs)])
    n = len(pairs)
    compared = Compared(
        left,
        right,
        {"family": np.full(n, 1)},
        {"family": np.full(n, float(N))},
        {},
        np.ones(n),
        np.zeros(n, dtype=np.int64),
        1,
        np.zeros(n, dtype=np.int64),
    )
    strangers = compared.strangers(same.astype(float))["family"]
    for pair in range(n):
        linked = {
            unit: sum(same & ((left == unit) | (right == unit))) - same[pair]
            for unit in (left[pair], right[pair])
        }
        assert strangers[pair] == max(N - 2 - max(linked.values()), 0)
