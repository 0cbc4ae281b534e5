"""Pairs of one person that were never compared are part of the band: plausible linkages join as many persons."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from tests.spec.linkage.conftest import hand_over

from zicht.engine.session import Session
from zicht.linkage.at_source import Fields, Spelled, tokens_of
from zicht.linkage.linking import link
from zicht.linkage.preparing import Prepared
from zicht.linkage.uncompared import Uncompared, join_uncompared, joined_shares
from zicht.vocabulary.linkage import Share

N = 12
KEY = bytes(32)
FIELDS = Fields("given", "family", "birth", "sex")
NOBODY = (np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))


def units(
    *,
    numbers: Sequence[str] = ("",) * N,
    births: Sequence[str] = ("1990-00-00",) * N,
    apart: tuple[np.ndarray, np.ndarray] = NOBODY,
) -> Prepared:
    fields = {
        "number": np.array(numbers),
        "birth": np.array(births),
        "sex": np.full(N, "female"),
    }
    return Prepared(np.arange(N), fields, np.zeros(N), np.zeros(N), apart, 0)


def drawn(prepared: Prepared, n_links: int, doubtful: Sequence[int] = ()) -> tuple:
    """Join links in one linkage in which everybody is alone."""
    everybody = np.ones(N, dtype=np.bool_)
    alone = np.arange(N)
    cause = Uncompared(Share(0.1, 0.0, 0.2), np.array([n_links]), everybody, everybody)
    (persons,), touched = join_uncompared(
        [alone],
        [cause],
        prepared,
        persons=alone,
        doubtful=np.isin(alone, doubtful),
    )
    return persons, touched


@pytest.mark.parametrize("n_links", [0, 1, 3, 6])
def test_a_linkage_joins_as_many_persons_as_links_were_lost(n_links):
    persons, touched = drawn(units(), n_links)
    assert len(np.unique(persons)) == N - n_links
    moved = np.flatnonzero(persons != np.arange(N))
    assert touched[moved].all()
    assert touched[persons[moved]].all()


def test_no_more_persons_are_joined_than_there_are_pairs():
    persons, _ = drawn(units(), 100)
    assert len(np.unique(persons)) == N // 2


def test_persons_of_two_citizen_numbers_are_never_joined():
    persons, _ = drawn(units(numbers=[str(n) for n in range(N)]), 5)
    assert len(np.unique(persons)) == N


def test_people_of_two_birth_years_are_never_joined():
    persons, _ = drawn(units(births=[f"{1980 + n}-00-00" for n in range(N)]), 5)
    assert len(np.unique(persons)) == N


def test_two_parts_in_one_event_are_never_joined():
    low, high = np.triu_indices(N, k=1)
    persons, _ = drawn(units(apart=(low, high)), 5)
    assert len(np.unique(persons)) == N


def test_who_is_in_doubt_already_is_not_joined_again():
    persons, _ = drawn(units(), 6, doubtful=range(N - 2))
    assert len(np.unique(persons)) == N - 1


def test_shares_that_two_causes_lose_are_combined():
    both = joined_shares([Share(0.5, 0.5, 0.5), Share(0.2, 0.0, 1.0)])
    assert (both.estimate, both.lower, both.upper) == pytest.approx((0.6, 0.5, 1.0))
    assert joined_shares([]) == Share(0.0, 0.0, 0.0)


GIVEN = ("Mina", "Ada", "Ivo", "Lena", "Omar", "Petra", "Rik", "Sara", "Tom", "Una")
FAMILY = ("Osei", "Kaya", "Bakker", "Popescu", "Visser", "Kowalski", "Nagy", "Silva")


def tokens_with_slips(n_people: int) -> tuple[str, int]:
    """Two records of each person; of one in three a given name, of one in six a date is another, or is missing."""
    chance = np.random.default_rng(3)
    lines = ["record | token | birth | sex"]
    for number in range(n_people):
        person = {
            "given": GIVEN[number % len(GIVEN)],
            "family": FAMILY[number // len(GIVEN) % len(FAMILY)] + "ab" * (number % 3),
            "birth": str(
                date(1980, 1, 1) + timedelta(days=int(chance.integers(9_000)))
            ),
            "sex": "f",
        }
        other = dict(person)
        if chance.random() < 0.33:
            other["given"] = (
                f"{person['given'][0]}{GIVEN[(number + 1) % len(GIVEN)].lower()}"
            )
        if chance.random() < 0.2:
            other["family"] = FAMILY[(number + 3) % len(FAMILY)]
        if chance.random() < 0.15:
            other["birth"] = other["birth"][:4]
        for nth, row in enumerate((person, other)):
            token = " ".join(tokens_of(Spelled(row, FIELDS), KEY).values()).strip()
            lines.append(f"{number}-{nth} | {token or '-'} | {row['birth'][:4]} | f")
    return "\n".join(lines), n_people


def test_the_band_holds_people_whom_no_token_can_find(session: Session):
    table, n_people = tokens_with_slips(150)
    report = link(session, hand_over(session, table)).report
    assert report.persons > n_people
    assert report.least_persons <= n_people
    assert not report.every_pair
    assert report.lost_by_blocking.lower > 0


def test_a_hundred_records_with_the_same_tokens_are_one_person(session: Session):
    """They are one unit, so that no token is of more units than a block may have."""
    row = {"given": "Mina", "family": "Osei", "birth": "1990-02-03", "sex": "f"}
    token = " ".join(tokens_of(Spelled(row, FIELDS), KEY).values())
    lines = ["record | token | birth | sex"]
    lines += [f"{number} | {token} | 1990 | f" for number in range(100)]
    assert link(session, hand_over(session, "\n".join(lines))).report.persons == 1
