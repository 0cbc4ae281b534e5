"""Keys of persons last: a person keeps the key under which most of its records were known."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from zicht.vocabulary.persons import Change, KeptKeys, Kind


def keep_keys(
    before: Mapping[str, str], now: Mapping[str, str], used: Collection[str] = ()
) -> KeptKeys:
    """Assign to every person the key that it had, and list what changed.

    A person who was found to be two keeps the key where most of its records are; of two persons who were found to be
    one, the key with most records stays. Ties go to the smallest key. A key that was ever used never stands for
    somebody else.

    Parameters
    ----------
    before : record to the key of its person at the run before
    now : record to the name that this run gave to its person, such as the smallest pseudonym of its records
    used : keys that were ever used, beside those of `before`

    Returns
    -------
    keys of all records of this run, and changes
    """
    records_of: dict[str, list[str]] = defaultdict(list)
    # Sorted, so that the same deliveries give the same keys in every vault (ADR 0152).
    for record in sorted(now):
        records_of[now[record]].append(record)
    known_as = {
        name: Counter(before[record] for record in records if record in before)
        for name, records in records_of.items()
    }
    # Known persons choose before new ones get a key: a new key must not be one that
    # somebody had.
    key_of = _assigned(known_as)
    _name_the_new(key_of, sorted(records_of), {*used, *before.values()})
    keys_in_use = set(key_of.values())
    changes: list[Change] = []
    # In order of keys: the history must not depend on the order of this run.
    for name in sorted(records_of, key=key_of.__getitem__):
        n_records = len(records_of[name])
        changes += _changes(key_of[name], known_as[name], n_records, keys_in_use)
    changes += _gone(before, now)
    keys = {record: key_of[name] for record, name in now.items()}
    return KeptKeys(keys, tuple(changes))


def _name_the_new(
    key_of: dict[str, str], names: Iterable[str], taken: set[str]
) -> None:
    """Assign a key that was never used to every person without one."""
    for name in names:
        if name not in key_of:
            key_of[name] = _unused(name, taken)
            taken.add(key_of[name])


def _gone(before: Mapping[str, str], now: Collection[str]) -> list[Change]:
    """List the persons of whom no record is left, with the number of records that they had."""
    n_records = Counter(before.values())
    left = {before[record] for record in now if record in before}
    return [
        Change(Kind.GONE, key, "", n_records[key])
        for key in sorted(set(n_records) - left)
    ]


def _assigned(known_as: Mapping[str, Counter[str]]) -> dict[str, str]:
    """Assign each key to at most one person, and each person at most one key: most records first."""
    claims = sorted(
        (-n_records, key, name)
        for name, keys in known_as.items()
        for key, n_records in keys.items()
    )
    key_of: dict[str, str] = {}
    keys_taken: set[str] = set()
    for _, key, name in claims:
        if key not in keys_taken and name not in key_of:
            key_of[name] = key
            keys_taken.add(key)
    return key_of


def _unused(name: str, taken: Collection[str]) -> str:
    """Return a key that nobody ever had."""
    key, number = name, 1
    while key in taken:
        number += 1
        key = f"{name}-{number}"
    return key


def _changes(
    key: str, known_as: Counter[str], n_records: int, kept: Collection[str]
) -> Iterator[Change]:
    """Yield what happened to one person: where its records were known, and how many are new."""
    if not known_as:
        yield Change(Kind.NEW, key, "", n_records)
        return
    n_new = n_records - known_as.total()
    if n_new:
        yield Change(Kind.LATE, key, "", n_new)
    for other_key in sorted(set(known_as) - {key}):
        # A key that nobody carries any more was merged; if its bearer is still there,
        # records moved, or a person was split.
        if other_key not in kept:
            kind = Kind.MERGE
        elif key in known_as:
            kind = Kind.MOVE
        else:
            kind = Kind.SPLIT
        yield Change(kind, key, other_key, known_as[other_key])
