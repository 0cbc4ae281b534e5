"""What holds of links whatever the records."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.linkage.matching import ALONE, BY_NAME, BY_NUMBER, REFUSED, STATUSES, decide

GROUPS = st.lists(st.tuples(st.integers(-1, 6), st.integers(-1, 8)), max_size=40)


def arrays(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


@given(GROUPS)
@settings(max_examples=150, deadline=None)
def test_no_person_has_two_citizen_numbers(pairs):
    numbers, names = arrays(pairs)
    persons, _, _ = decide(numbers, names)
    for person in np.unique(persons):
        own = numbers[(persons == person) & (numbers >= 0)]
        assert len(np.unique(own)) <= 1


@given(GROUPS)
@settings(max_examples=150, deadline=None)
def test_one_number_is_one_person(pairs):
    numbers, names = arrays(pairs)
    persons, _, _ = decide(numbers, names)
    for number in np.unique(numbers[numbers >= 0]):
        assert len(np.unique(persons[numbers == number])) == 1


@given(GROUPS)
@settings(max_examples=150, deadline=None)
def test_a_name_joins_unless_numbers_conflict(pairs):
    numbers, names = arrays(pairs)
    persons, status, conflicts = decide(numbers, names)
    if not conflicts:
        for name in np.unique(names[names >= 0]):
            assert len(np.unique(persons[names == name])) == 1
        assert STATUSES.index(REFUSED) not in status


@given(GROUPS)
@settings(max_examples=150, deadline=None)
def test_status_says_who_stands_alone(pairs):
    numbers, names = arrays(pairs)
    persons, status, _ = decide(numbers, names)
    _, inverse, size = np.unique(persons, return_inverse=True, return_counts=True)
    alone = np.isin(status, [STATUSES.index(ALONE), STATUSES.index(REFUSED)])
    assert np.array_equal(alone, size[inverse] == 1)
    linked = status[~alone]
    assert np.isin(linked, [STATUSES.index(BY_NUMBER), STATUSES.index(BY_NAME)]).all()


@given(GROUPS, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_records_does_not_matter(pairs, chance):
    numbers, names = arrays(pairs)
    order = list(range(len(pairs)))
    chance.shuffle(order)
    before, after = decide(numbers, names), decide(numbers[order], names[order])
    assert np.array_equal(before[1][order], after[1])
    same_before = before[0][order][:, None] == before[0][order][None, :]
    same_after = after[0][:, None] == after[0][None, :]
    assert np.array_equal(same_before, same_after)
    assert before[2] == after[2]


@given(GROUPS)
@settings(max_examples=100, deadline=None)
def test_the_person_is_its_first_record(pairs):
    persons, _, _ = decide(*arrays(pairs))
    for person in np.unique(persons):
        assert person == np.flatnonzero(persons == person)[0]
