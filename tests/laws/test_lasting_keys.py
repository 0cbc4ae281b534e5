"""What holds of keys of persons, whatever the persons of two runs."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from zicht.linkage.lasting import keep_keys
from zicht.vocabulary.persons import Change, Kind

RECORDS = st.sampled_from("abcdefgh")
RUNS = st.dictionaries(RECORDS, st.sampled_from("123"), max_size=8)


def found(groups: dict[str, str]) -> dict[str, str]:
    """Name each person after its smallest record, as linkage does."""
    smallest: dict[str, str] = {}
    for record in sorted(groups, reverse=True):
        smallest[groups[record]] = record
    return {record: smallest[person] for record, person in groups.items()}


def first_run(groups: dict[str, str]) -> dict[str, str]:
    return dict(keep_keys({}, found(groups)).keys)


@given(RUNS)
def test_the_same_records_keep_the_same_keys(groups):
    before = first_run(groups)
    again = keep_keys(before, found(groups))
    assert (again.keys, again.changes) == (before, ())


@given(RUNS, RUNS)
def test_a_key_is_one_person_and_a_person_has_one_key(before, now):
    kept = keep_keys(first_run(before), found(now)).keys
    assert len({(key, now[record]) for record, key in kept.items()}) == len(
        set(now.values())
    )
    assert len(set(kept.values())) == len(set(now.values()))


@given(RUNS, RUNS)
def test_a_new_key_was_never_used_before(before, now):
    earlier = first_run(before)
    kept = keep_keys(earlier, found(now), used={"a", "b"})
    new = {
        change.key for change in kept.changes if change.kind in (Kind.NEW, Kind.SPLIT)
    }
    assert not new & ({"a", "b"} | set(earlier.values()))


@given(RUNS, RUNS)
def test_every_key_that_disappears_is_merged_or_gone(before, now):
    earlier = first_run(before)
    kept = keep_keys(earlier, found(now))
    gone = set(earlier.values()) - set(kept.keys.values())
    merged = {change.other for change in kept.changes if change.kind is Kind.MERGE}
    lost = {change.key for change in kept.changes if change.kind is Kind.GONE}
    assert gone == merged | lost


@given(RUNS, RUNS)
def test_records_that_kept_their_key_and_those_that_changed_are_all_records(
    before, now
):
    earlier = first_run(before)
    kept = keep_keys(earlier, found(now))
    moved = Counter()
    for change in kept.changes:
        if change.kind is not Kind.GONE:
            moved[change.key] += change.n_records
    stayed = Counter(
        key for record, key in kept.keys.items() if earlier.get(record) == key
    )
    assert moved + stayed == Counter(kept.keys.values())


def test_two_persons_found_to_be_one_keep_the_key_with_most_records():
    kept = keep_keys({"a": "a", "b": "b", "c": "b"}, {"a": "a", "b": "a", "c": "a"})
    assert set(kept.keys.values()) == {"b"}
    assert kept.changes == (Change(Kind.MERGE, "b", "a", 1),)


def test_of_a_person_found_to_be_two_the_larger_part_keeps_the_key():
    kept = keep_keys({"a": "a", "b": "a", "c": "a"}, {"a": "a", "b": "b", "c": "b"})
    assert kept.keys == {"a": "a-2", "b": "a", "c": "a"}
    assert kept.changes == (Change(Kind.SPLIT, "a-2", "a", 1),)


def test_a_record_that_comes_later_is_a_late_link():
    kept = keep_keys({"b": "b"}, {"a": "a", "b": "a"})
    assert kept.keys == {"a": "b", "b": "b"}
    assert kept.changes == (Change(Kind.LATE, "b", "", 1),)
