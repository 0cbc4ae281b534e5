"""Records of which too little is known to link them: plausible linkages join as many of them as others are linked.

Without a citizen number or a token, and with at most one of given names, family name and birth date, nothing says that
two records are one person. Such a record is a person of its own in the count. Some of them are of people whom other
records show, so that the count is too high where many records are so; which ones is not known, and how many is
estimated.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np

from zicht.linkage.joining import in_conflict, joined
from zicht.linkage.known_fields import little_known_units
from zicht.linkage.model import SEED
from zicht.linkage.preparing import Prepared
from zicht.vocabulary.arrays import Bools, Ints

ERROR_OF_SHARE = 0.5
"""Standard deviation of the log odds of the share that is linked. Who is hardly known may be on record more often than
others, or less often: at odds of one, between 27% and 73% of these records are linked."""


def join_little_known(
    draws: Sequence[Ints], prepared: Prepared, *, persons: Ints, doubtful: Bools
) -> tuple[list[Ints], Bools]:
    """Join records of which too little is known with other people, in each plausible linkage as many as are likely.

    Each is joined with somebody of the same name or birth year, whichever is known, and the same sex; where nobody has
    the name, of the same sex alone. Nobody is joined with two, and none against a rule: different parts in one event.

    Parameters
    ----------
    draws : persons in plausible linkages
    prepared : the units
    persons : chosen person of each unit
    doubtful : units whose person may differ between plausible linkages

    Returns
    -------
    the linkages, and the units whose person may differ between them now
    """
    is_little_known = little_known_units(prepared)
    if not is_little_known.any():
        return [np.asarray(draw) for draw in draws], doubtful
    left, right = _partners(prepared, persons, is_little_known)
    n_units = int(np.count_nonzero(is_little_known))
    n_links = _numbers_of_links(prepared, persons, is_little_known, n=len(draws))
    drawn = []
    for number, draw in enumerate(draws):
        # A stream per linkage, so that one more linkage changes none of the others.
        rng = np.random.default_rng([SEED, number])
        # Who has no possible partner takes a place too: the share is of all these records.
        chosen = rng.permutation(n_units)[: n_links[number]]
        chosen = chosen[chosen < len(left)]
        drawn.append(_joined_if_possible(draw, prepared, left[chosen], right[chosen]))
    # Everybody who is joined in some linkage is doubtful: counts over plausible
    # linkages are made of doubtful records alone.
    in_question = persons[np.concatenate([left, right])]
    return drawn, doubtful | np.isin(persons, in_question)


def _joined_if_possible(
    draw: Ints, prepared: Prepared, left: Ints, right: Ints
) -> Ints:
    """Join the persons of pairs of units in a plausible linkage, but for those that a rule keeps apart."""
    is_possible = ~in_conflict(prepared, draw, left, right)
    return joined(draw, left[is_possible], right[is_possible])


def _numbers_of_links(
    prepared: Prepared, persons: Ints, is_little_known: Bools, *, n: int
) -> Ints:
    """Draw how many of these records are of people whom other records show, for each plausible linkage.

    Records without a number of which enough is known tell how often that is. Where there are none, nothing is joined.
    """
    n_linked, n_records = _linked_among_others(prepared, persons, is_little_known)
    if not n_records:
        return np.zeros(n, dtype=np.int64)
    rng = np.random.default_rng(SEED)
    # Half a record each way, so that the odds stay finite where all or none are linked.
    odds = (n_linked + 0.5) / (n_records - n_linked + 0.5)
    odds_drawn = odds * np.exp(rng.normal(0.0, ERROR_OF_SHARE, n))
    shares = odds_drawn / (1 + odds_drawn)
    return rng.binomial(int(np.count_nonzero(is_little_known)), shares)


def _linked_among_others(
    prepared: Prepared, persons: Ints, is_little_known: Bools
) -> tuple[int, int]:
    """Count the records that are linked, and all records, among those without a number of which enough is known."""
    has_number = prepared.fields["number"] != ""
    # Records with a number are linked by it, which says nothing of how often others
    # are.
    is_comparable = ~is_little_known & ~has_number
    records_of_person = np.bincount(persons[prepared.unit_of], minlength=len(persons))
    records_of_unit = np.bincount(prepared.unit_of, minlength=len(persons))
    is_linked = is_comparable & (records_of_person[persons] > 1)
    n_linked = int(records_of_unit[is_linked].sum())
    return n_linked, int(records_of_unit[is_comparable].sum())


def _partners(
    prepared: Prepared, persons: Ints, is_little_known: Bools
) -> tuple[Ints, Ints]:
    """Find for each unit of which too little is known, in random order, somebody whom it may be of."""
    rng = np.random.default_rng(SEED)
    others = rng.permutation(np.flatnonzero(~is_little_known))
    shelves: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for unit in others.tolist():
        for key in _keys(prepared, unit):
            shelves[key].append(unit)
    taken: set[int] = set()
    left, right = [], []
    for unit in rng.permutation(np.flatnonzero(is_little_known)).tolist():
        partner = _partner(prepared, unit, shelves, persons, taken)
        if partner is not None:
            taken.add(int(persons[partner]))
            left.append(unit)
            right.append(partner)
    return np.array(left, dtype=np.int64), np.array(right, dtype=np.int64)


def _partner(
    prepared: Prepared,
    unit: int,
    shelves: dict[tuple[str, str, str], list[int]],
    persons: Ints,
    taken: set[int],
) -> int | None:
    """Return a unit that agrees with another in what is known of it, and that was not paired yet.

    Names are misspelled: where nobody has the name, somebody of the same sex is taken. Of another birth year nobody is.
    """
    has_birth_year = prepared.fields["birth"][unit] != ""
    for key in _keys(prepared, unit):
        # Somebody of another birth year is known to be another person.
        if key[0] == "sex" and has_birth_year:
            continue
        shelf = shelves.get(key, [])
        while shelf:
            # Shelves are in random order, so the last is a random one, and taking it
            # costs nothing.
            candidate = shelf.pop()
            if int(persons[candidate]) not in taken:
                return candidate
    return None


def _keys(prepared: Prepared, unit: int) -> Iterator[tuple[str, str, str]]:
    """Yield what a unit may have in common with others, the most telling first, each with the sex."""
    sex = str(prepared.fields["sex"][unit])
    birth_year = str(prepared.fields["birth"][unit])[:4]
    for field in ("family", "given"):
        name = str(prepared.fields[field][unit])
        if name:
            yield field, name, sex
    if birth_year:
        yield "birth", birth_year, sex
    yield "sex", "", sex
