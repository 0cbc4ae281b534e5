"""Pairs without an anchor: as many count as one person as others lead to expect, whatever the number of records.

Relatives look like one person who slips: they share a family name, a place and a nationality, and twins a birth date.
"""

import random
import string
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from tests.spec.linkage.conftest import hand_over

from zicht.engine.session import Session
from zicht.linkage.anchoring import expected_unanchored, handicap_of
from zicht.linkage.comparing import Compared
from zicht.linkage.levels import LEVELS
from zicht.linkage.linking import link

SAME_GIVEN, SAME_BIRTH, OTHER, UNKNOWN = 8, 8, 0, -1
SYLLABLES = ("ba", "do", "fa", "ko", "la", "mi", "ne", "po", "ri", "su", "ti", "vo")


def compared(given: np.ndarray, birth: np.ndarray) -> Compared:
    """Return pairs of which nothing but the levels of given names and birth date is known."""
    n = len(given)
    levels = {field: np.full(n, UNKNOWN) for field in LEVELS}
    levels |= {"given": given, "birth": birth}
    zeros = np.zeros(n, dtype=np.int64)
    return Compared(zeros, zeros, levels, {}, {}, np.ones(n), zeros, 1, zeros)


@pytest.mark.parametrize(
    ("given_slips", "birth_slips", "n"),
    [(0.2, 0.1, 20_000), (0.05, 0.3, 20_000), (0.0, 0.2, 20_000)],
)
def test_pairs_without_an_anchor_are_estimated_from_those_with_one(
    given_slips: float, birth_slips: float, n: int
) -> None:
    """Slips fall independently; a fifth of the dates and a tenth of the names are not known."""
    rng = np.random.default_rng(5)

    def drawn(slips: float, unknown: float) -> np.ndarray:
        share_same = 1 - slips
        same_or_other = np.where(rng.random(n) < share_same, SAME_GIVEN, OTHER)
        return np.where(rng.random(n) < unknown, UNKNOWN, same_or_other)

    pairs = compared(drawn(given_slips, 0.1), drawn(birth_slips, 0.2))
    expected = expected_unanchored(pairs.levels, np.where(pairs.is_anchored, 1.0, 0.0))
    both_unknown = (pairs.levels["given"] < 0) & (pairs.levels["birth"] < 0)
    for lack, n_expected in expected.items():
        n_true = np.count_nonzero((pairs.lack == lack) & ~both_unknown)
        assert n_expected == pytest.approx(n_true, rel=0.15, abs=3)


@pytest.mark.parametrize("expected", [0.01, 1.0, 7.5])
def test_pairs_lose_what_leaves_as_many_as_are_expected(expected: float) -> None:
    weights = np.random.default_rng(3).normal(4.0, 3.0, 40)
    stands_for = np.ones(40)
    handicap = handicap_of(weights, stands_for, expected)
    left = (1 / (1 + np.exp2(handicap - weights))).sum()
    assert left == pytest.approx(expected, rel=1e-3)


def test_pairs_lose_nothing_where_fewer_are_one_person_than_are_expected() -> None:
    assert handicap_of(np.array([-8.0, -9.0]), np.ones(2), 1.0) == 0


@dataclass(frozen=True)
class Somebody:
    """A person as one record writes them."""

    given: str
    family: str
    born: date
    place: str


class Register:
    """Writes invented people down, with slips.

    Parameters
    ----------
    seed : of the people and the slips
    slips : share of the given names, and of the birth dates, that a record writes with a slip
    """

    def __init__(self, seed: int, slips: float) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - invented people need no secrecy
        self.slips = slips

    def name(self) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=3)).title()

    def somebody(self) -> Somebody:
        day = date(1970, 1, 1) + timedelta(days=self.chance.randrange(12_000))
        place = f"GM{self.chance.randrange(40):04}"
        return Somebody(self.name(), self.name(), day, place)

    def family(self) -> list[Somebody]:
        """Somebody with a twin, or a brother or sister, or a child of the same name, or without any of these."""
        one = self.somebody()
        days = self.chance.randrange(500, 4_000)
        relative = self.chance.choice(
            [
                None,
                None,
                replace(one, given=self.name()),
                replace(one, given=self.name(), born=one.born + timedelta(days=days)),
                replace(one, born=one.born + timedelta(days=days + 7_000)),
            ]
        )
        return [one] if relative is None else [one, relative]

    def record(self, person: Somebody, *, without_date: float = 0.0) -> str:
        """Write a line for `hand_over`."""
        given, born = person.given, person.born.isoformat()
        if self.chance.random() < self.slips:
            given = self._with_slip(given, string.ascii_lowercase)
        if self.chance.random() < self.slips:
            born = (
                person.born + timedelta(days=self.chance.choice((-3, 2, 9)))
            ).isoformat()
        if self.chance.random() < without_date:
            born = "-"
        return f"{given} | {person.family} | {born} | f | NLD | {person.place}"

    def _with_slip(self, text: str, letters: str) -> str:
        place = self.chance.randrange(1, len(text))
        letter = self.chance.choice(letters.replace(text[place], ""))
        return text[:place] + letter + text[place + 1 :]


HEADER = "record | given | family | birth | sex | nationality | place"


def persons_of(
    session: Session, records: Sequence[tuple[int, str]]
) -> tuple[int, int, int]:
    """Link records, each with the number of its person.

    Returns
    -------
    persons counted, and the ends of the band
    """
    lines = [f"{place:05} | {record}" for place, (_, record) in enumerate(records)]
    report = link(session, hand_over(session, "\n".join([HEADER, *lines]))).report
    return report.persons, report.least_persons, report.most_persons


def twice(register: Register, n_people: int) -> Iterator[tuple[int, str]]:
    """Write two records of each person, one person after the other."""
    for number in range(n_people):
        person = register.somebody()
        yield number, register.record(person)
        yield number, register.record(person)


@pytest.mark.parametrize("n_people", [30, 60, 90])
def test_few_people_with_a_slip_in_name_and_date_are_mostly_found(
    session: Session, n_people: int
) -> None:
    """One pair in ten has neither given names nor birth date in common; all of these were two persons."""
    n_counted, least, most = persons_of(session, [*twice(Register(1, 0.2), n_people)])
    assert abs(n_counted - n_people) <= 0.03 * n_people + 1
    assert least <= n_people <= most


def test_a_record_more_never_moves_the_number_of_persons_by_a_leap(
    session: Session,
) -> None:
    """From 60 to 380 pairs of one person: on both sides of every limit from which pairs without an anchor teach."""
    records = [*twice(Register(2, 0.2), 400)]
    n_people = range(60, 400, 20)
    surplus = [persons_of(session, records[: 2 * n])[0] - n for n in n_people]
    shares = [extra / n for extra, n in zip(surplus, n_people, strict=True)]
    assert max(map(abs, shares)) <= 0.035, surplus
    steps = [abs(one - other) for one, other in pairwise(shares)]
    assert max(steps) <= 0.02, surplus


@pytest.mark.parametrize("n_families", [60, 400])
def test_twins_siblings_and_namesakes_stay_two_persons(
    session: Session, n_families: int
) -> None:
    register = Register(3, 0.05)
    records = []
    number = 0
    for _ in range(n_families):
        for person in register.family():
            for _ in range(register.chance.choice((1, 2, 3))):
                records.append((number, register.record(person, without_date=0.1)))
            number += 1
    n_counted, least, most = persons_of(session, records)
    people_of = defaultdict(set)
    links = session.rows("SELECT person_id FROM links ORDER BY pseud_id")
    for (person,), (somebody, _) in zip(links, records, strict=True):
        people_of[person].add(somebody)
    n_merged = sum(len(people) - 1 for people in people_of.values())
    # A record without a date may be of a namesake as well: nothing tells, so that some people are merged.
    assert n_merged <= 0.03 * number
    assert n_counted == pytest.approx(number, rel=0.02)
    assert least <= number * 1.01
    assert number * 0.99 <= most
