"""Few records: people with names and birth dates of their own stay two persons, whatever else they have in common.

Names that are numbered look like slips of each other, families share a name, and dates that go up by a year and a month
look like a mistake: groups that estimation without labels could take for the records of one person.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pytest
from tests.golden import albion

from zicht.engine.session import Session
from zicht.linkage.linking import Linkage, link
from zicht.vocabulary.people import LinkFields

MOST_MERGED = 0.03
"""Share of the people who may stand under somebody else's person."""
MOST_SPLIT = 0.03
"""Share by which their persons may be too many."""
ALBION_FIELDS = {
    "national_number": "nino",
    "given_names": "first_name",
    "family_name": "surname",
    "birth_date": "born",
}
SEXES = {"w": "female", "x": "male"}
FIRST_DAY = date(1960, 1, 1)

Row = dict[str, object]


@dataclass(frozen=True)
class World:
    """How people are named and born.

    Parameters
    ----------
    n : people
    of_a_family : people with one family name
    names : "numbered", which look like slips of each other, or "drawn"
    dates : "stepping" by a year, a month and a day, "drawn" over forty years, or "cohort", drawn over two years
    repeats : most records of a person
    share_numbered : share of the records with a national number
    share_male : of the people
    """

    n: int
    of_a_family: int
    names: str
    dates: str
    repeats: int
    share_numbered: float
    share_male: float


def drawn_world(n: int, seed: int) -> World:
    """Draw how people are named and born."""
    rng = random.Random(seed)  # noqa: S311 - invented people need no secrecy
    return World(
        n,
        rng.choice((1, 2, 4, 7)),
        rng.choice(("numbered", "drawn")),
        rng.choice(("stepping", "drawn", "cohort")),
        rng.choice((1, 3)),
        rng.choice((0.0, 0.5)),
        rng.choice((0.02, 0.4)),
    )


def rows_of(world: World, seed: int) -> Iterator[tuple[int, Row]]:
    """Write everybody down, each with the number of the person."""
    rng = random.Random(seed)  # noqa: S311 - invented people need no secrecy
    for person in range(world.n):
        row: Row = {
            "given_names": _name("Given", person, world, rng),
            "family_name": _name("Fam", person // world.of_a_family, world, None),
            "birth_date": _born(person, world, rng).isoformat(),
            "sex": "male" if rng.random() < world.share_male else "female",
            "year": rng.choice((2023, 2024)),
        }
        for _ in range(rng.randint(1, world.repeats)):
            has_number = rng.random() < world.share_numbered
            yield (
                person,
                {
                    **row,
                    "national_number": f"AB{100000 + person}C" if has_number else None,
                },
            )


def _name(beginning: str, number: int, world: World, rng: random.Random | None) -> str:
    if world.names == "numbered":
        return beginning + "".join("abcdefghij"[int(digit)] for digit in f"{number:03}")
    # One generator for each name, so that a family shares its own.
    letters = rng or random.Random(f"{beginning}{number}")  # noqa: S311
    return "".join(
        letters.choice("bdfgklmnprstvz") + letters.choice("aeiou") for _ in range(4)
    )


def _born(person: int, world: World, rng: random.Random) -> date:
    if world.dates == "stepping":
        return date(1960 + person % 40, 1 + person % 12, 1 + person % 28)
    # Multiples of a step that shares no factor with the days: everybody has a day of their own.
    n_days = 730 if world.dates == "cohort" else 14_600
    return FIRST_DAY + timedelta(days=(person * 397 + rng.randrange(3) * 7) % n_days)


def linked(session: Session, rows: list[tuple[int, Row]]) -> Linkage:
    """Link the records."""
    roles = tuple(rows[0][1])
    columns = {
        role: np.array([row[role] for _, row in rows], dtype=object) for role in roles
    }
    columns["year"] = columns["year"].astype(np.int64)
    columns["pseud_id"] = np.array(
        [f"{place:05}" for place in range(len(rows))], dtype=object
    )
    columns["source"] = np.full(len(rows), "referrals", dtype=object)
    session.write("fields", columns)
    fields = tuple(role for role in roles if role != "year")
    return link(session, LinkFields("fields", fields, len(rows)))


def persons_of(session: Session, rows: list[tuple[int, Row]]) -> tuple[int, int]:
    """Link the records.

    Returns
    -------
    people who stand under the person of somebody else, and persons too many
    """
    linked(session, rows)
    people_of_person = defaultdict(set)
    persons_of_somebody = defaultdict(set)
    links = session.rows("SELECT person_id FROM links ORDER BY pseud_id")
    for (person,), (somebody, _) in zip(links, rows, strict=True):
        people_of_person[person].add(somebody)
        persons_of_somebody[somebody].add(person)
    n_merged = sum(len(people) - 1 for people in people_of_person.values())
    n_split = sum(len(persons) - 1 for persons in persons_of_somebody.values())
    return n_merged, n_split


@pytest.mark.parametrize(
    ("n", "seed"),
    [(n, seed) for n in (20, 26, 40, 60) for seed in range(4)]
    + [(90, 0), (122, 1), (180, 2), (300, 3)],
)
def test_people_with_names_and_dates_of_their_own_stay_apart(session, n, seed):
    world = drawn_world(n, seed * 1000 + n)
    n_merged, n_split = persons_of(session, list(rows_of(world, seed)))
    assert n_merged <= MOST_MERGED * n, world
    assert n_split <= MOST_SPLIT * n, world


def misspelled(rows: list[tuple[int, Row]], every: int | None) -> list[tuple[int, Row]]:
    """Write a letter too many in the family name of every so many records."""
    if every is None:
        return rows
    return [
        (person, {**row, "family_name": f"{row['family_name']}x"})
        if place % every == 0
        else (person, row)
        for place, (person, row) in enumerate(rows)
    ]


@pytest.mark.parametrize(
    ("n", "every", "rests_on_guesses"),
    [
        # Some forty records repeat a person: too few.
        (40, None, True),
        # Some three hundred do, all written alike: hardly anybody is misspelled.
        (300, None, False),
        # A hundred and twenty do, and some are misspelled: the next one may be so in two fields.
        (120, 6, True),
        # Many are misspelled, and teach how.
        (600, 3, False),
    ],
)
def test_the_report_says_that_too_few_people_stand_in_several_records(
    session, n, every, rests_on_guesses
):
    # Families of seven with numbered names: there are pairs to compare.
    world = World(n, 7, "numbered", "drawn", 3, 0.0, 0.4)
    rows = misspelled(list(rows_of(world, seed=5)), every)
    assert linked(session, rows).report.rests_on_guesses is rests_on_guesses


def test_nothing_rests_on_guesses_where_no_pair_was_compared(session):
    world = World(1, 1, "drawn", "drawn", 1, 0.0, 0.4)
    report = linked(session, list(rows_of(world, seed=5))).report
    assert not report.rests_on_guesses


@pytest.mark.parametrize(
    ("people", "withdrawn"),
    [
        # One withdrawal in a hundred and twenty took 122 people for 73.
        ((60, 1, 61, 1), 119),
        ((60, 1, 61, 1), None),
        # People of two sexes became one.
        ((12, 1, 13, 0), None),
        ((10, 2, 9, 1), None),
        ((60, 40, 80, 45), 7),
    ],
)
def test_albion_with_few_people_is_counted_exactly(
    session, monkeypatch, people, withdrawn
):
    groups = [(year, gender) for year in ("2023", "2024") for gender in SEXES]
    monkeypatch.setattr(albion, "PEOPLE", dict(zip(groups, people, strict=True)))
    monkeypatch.setattr(albion, "REFUSING", 0)
    rows = [
        (person.number, _as_linked(referral))
        for person in albion.people()
        if person.number != withdrawn
        for referral in albion.referrals(person)
    ]
    assert persons_of(session, rows) == (0, 0)


def _as_linked(referral: dict[str, str]) -> Row:
    row: Row = {role: referral[column] for role, column in ALBION_FIELDS.items()}
    # What the form of Albion knows as a placeholder, or as a number that is not valid.
    if not referral["nino"].startswith("AB"):
        row["national_number"] = None
    row["sex"] = SEXES[referral["gender_as_stated"]]
    row["year"] = int(referral["referred_on"][:4])
    return row
