"""Links between records that say different things: one source has no birth dates, another no family names.

Two such records have given names in common at most, and that many strangers have: they are never linked by themselves,
only where a third record says enough of both. How many persons are counted twice for it follows from the share of all
pairs of records that are one person, because what a source leaves out says nothing of whom it saw.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.linkage.comparing import stratum_of
from zicht.linkage.joining import in_conflict
from zicht.linkage.known_fields import little_known_units
from zicht.linkage.model import SEED, STREAM_OF_GAPS
from zicht.linkage.preparing import Prepared
from zicht.linkage.uncompared import Uncompared
from zicht.linkage.weighing import Weighed
from zicht.vocabulary.arrays import Bools, Floats, Ints

ERROR_OF_GAPS = 0.5
"""Standard deviation of the logarithm of the number of these links. Where two sources leave out different fields, no
pair of theirs tells how many people both saw, and the share of other sources stands for it."""

NEEDED = 2
"""Fields that two records must have in common to be one person, of the three of `TELLING`."""

TELLING = (
    ("given", "given_bloom"),
    ("family", "family_bloom"),
    ("birth", "birth_bloom"),
)
"""Given names, family name and birth date, in clear or as filters."""

IDENTIFIED = -1
"""Kind of a person of whom a token is known: tokens are compared whatever else is known."""


@dataclass(frozen=True)
class _Groups:
    """Units whose persons have the same kind, and that are of one source and year.

    Parameters
    ----------
    kind : of each group; which fields the units of the person have, see `_kinds_of_persons`
    has_number : whether the person has a citizen number
    source, year : of each group
    persons : number of persons; a person of two records is half in the group of each
    """

    kind: Ints
    has_number: Bools
    source: Ints
    year: Ints
    persons: Floats


def lost_in_gaps(
    weighed: Weighed, prepared: Prepared, persons: Ints, *, n: int
) -> Uncompared | None:
    """Estimate the links between persons whose records have too little in common to compare; None where all can be.

    Parameters
    ----------
    weighed : pairs and their odds
    prepared : the units
    persons : chosen person of each unit
    n : number of plausible linkages
    """
    kinds = _kinds_of_persons(prepared, persons)
    left, right = _possible_pairs(prepared, persons, kinds)
    if not len(left):
        return None
    expected = _expected_links(weighed, prepared, persons, kinds)
    error = np.random.default_rng([SEED, STREAM_OF_GAPS]).normal(0.0, ERROR_OF_GAPS, n)
    drawn = np.rint(expected * np.exp(error)).astype(np.int64)
    # Nobody is joined with two persons for this cause.
    n_links = np.minimum(drawn, len(left))
    may_be = np.isin(persons, persons[np.concatenate([left, right])])
    return Uncompared(None, n_links, may_be, may_be, pairs=(left, right))


def _kinds_of_persons(prepared: Prepared, persons: Ints) -> Ints:
    """Return, per unit, which combinations of the three fields the records of its person have.

    Each unit has a combination of three fields, a number from 0 to 7. The kind of a person has the bit of each
    combination that one of its units has.
    """
    combination = np.zeros(prepared.n_units, dtype=np.int64)
    for place, names in enumerate(TELLING):
        is_known = np.any([prepared.fields[name] != "" for name in names], axis=0)
        combination += is_known.astype(np.int64) << place
    kind = np.zeros(prepared.n_units, dtype=np.int64)
    np.bitwise_or.at(kind, persons, np.int64(1) << combination)
    # Those of whom too little is known to compare them with anybody are joined in `little_known`.
    is_other = (prepared.fields["token"] != "") | little_known_units(prepared)
    kind[persons[is_other]] = IDENTIFIED
    return kind[persons]


def _say_too_little(kind: int, other: int) -> bool:
    """Whether no record of one person and record of another have two of the three fields in common."""
    if IDENTIFIED in (kind, other):
        return False
    return all(
        (combination & other_combination).bit_count() < NEEDED
        for combination in _combinations(kind)
        for other_combination in _combinations(other)
    )


def _combinations(kind: int) -> Iterator[int]:
    return (place for place in range(1 << len(TELLING)) if kind >> place & 1)


def _expected_links(
    weighed: Weighed, prepared: Prepared, persons: Ints, kinds: Ints
) -> float:
    """Add up, over pairs of persons that say different things, the share of pairs that are one person."""
    groups = _groups(prepared, persons, kinds)
    partners = _partner_kinds(np.unique(kinds).tolist())
    sources = int(prepared.sources.max(initial=0)) + 1
    shares = weighed.model.shares
    n_links = 0.0
    for number, kind in enumerate(groups.kind.tolist()):
        says_other = np.isin(groups.kind, partners[kind])
        # Two citizen numbers are two persons.
        is_possible = says_other & ~(groups.has_number & groups.has_number[number])
        same_year = (groups.year == groups.year[number]) & (groups.year > 0)
        stratum = stratum_of(groups.source, groups.source[number], same_year, sources)
        pairs = groups.persons[number] * groups.persons[is_possible]
        n_links += float(pairs @ shares[stratum[is_possible]])
    # Each pair of groups was met from both sides.
    return n_links / 2


def _groups(prepared: Prepared, persons: Ints, kinds: Ints) -> _Groups:
    """Count persons by kind, number, source and year."""
    has_number = _have_number(prepared, persons)
    columns = np.stack(
        [kinds, has_number.astype(np.int64), prepared.sources, prepared.years], axis=1
    )
    groups, group_of_unit = np.unique(columns, axis=0, return_inverse=True)
    units_of_person = np.bincount(persons, minlength=len(persons))
    n_persons = np.bincount(
        group_of_unit.reshape(-1), 1 / units_of_person[persons], len(groups)
    ).astype(np.float64)
    return _Groups(
        groups[:, 0], groups[:, 1] == 1, groups[:, 2], groups[:, 3], n_persons
    )


def _have_number(prepared: Prepared, persons: Ints) -> Bools:
    """Whether the person of each unit has a citizen number."""
    has_number = np.zeros(len(persons), dtype=np.bool_)
    has_number[persons[prepared.fields["number"] != ""]] = True
    return has_number[persons]


def _possible_pairs(
    prepared: Prepared, persons: Ints, kinds: Ints
) -> tuple[Ints, Ints]:
    """Pair persons of one sex whose records say different things, at random, each once, and none against a rule."""
    rng = np.random.default_rng([SEED, STREAM_OF_GAPS])
    waiting: dict[tuple[str, int], list[int]] = defaultdict(list)
    partners = _partner_kinds(np.unique(kinds).tolist())
    left, right = [], []
    for unit in rng.permutation(np.unique(persons)).tolist():
        sex, kind = str(prepared.fields["sex"][unit]), int(kinds[unit])
        shelves = [waiting[sex, other] for other in partners[kind]]
        shelf = max(shelves, key=len, default=[])
        if shelf:
            left.append(shelf.pop())
            right.append(unit)
        elif shelves:
            waiting[sex, kind].append(unit)
    some, others = np.array(left, dtype=np.int64), np.array(right, dtype=np.int64)
    is_possible = ~in_conflict(prepared, persons, some, others)
    return some[is_possible], others[is_possible]


def _partner_kinds(kinds: Sequence[int]) -> dict[int, list[int]]:
    """Return, for each kind of person, the kinds whose records say too little in common with its own."""
    return {
        kind: [other for other in kinds if _say_too_little(kind, other)]
        for kind in kinds
    }
