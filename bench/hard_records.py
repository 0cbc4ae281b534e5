"""Records of invented people that are hard to link: slips in names and dates, other municipalities, no numbers."""

import random
import string
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from zicht_invented.codes import NATIONALITIES
from zicht_invented.draws import Draws
from zicht_invented.pools import LOCALES, Pool, make_pools

ROLES = (
    "given_names",
    "name_prefix",
    "family_name",
    "birth_date",
    "sex",
    "nationality",
    "municipality",
)
RECORDS_OF_A_PERSON = (40, 25, 15, 10, 6, 4)
"""Weights of one to six records."""
Record = tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """Who somebody is, before anybody writes it down."""

    given: str
    second: str
    prefix: str
    family: str
    born: np.datetime64
    sex: str
    nationality: str
    municipality: str


def hard_records(
    n: int, *, rate: float = 1.0, seed: int = 1
) -> tuple[list[Record], list[int]]:
    """Invent records without citizen numbers.

    Parameters
    ----------
    n : number of records
    rate : 1 for slips in 13% of each name, 14% of the birth dates partial or missing and 45% of the municipalities
        other; other values scale all of these
    seed : of the people and the slips

    Returns
    -------
    records, one text per role of `ROLES`; and the person of each
    """
    rng = random.Random(seed)  # noqa: S311 - invented people need no secrecy
    people = People(rng, seed)
    records: list[Record] = []
    persons: list[int] = []
    number = 0
    while len(records) < n:
        person = people.draw()
        for _ in range(rng.choices(range(1, 7), RECORDS_OF_A_PERSON)[0]):
            records.append(written_down(person, rate, rng))
            persons.append(number)
        number += 1
    order = rng.sample(range(len(records)), n)
    return [records[i] for i in order], [persons[i] for i in order]


class People:
    """Draws people of ten regions, one after the other."""

    def __init__(self, rng: random.Random, seed: int) -> None:
        self.rng = rng
        self.pools = make_pools(Draws(seed))
        self.places = [f"VB{number:04d}" for number in range(345)]
        self.weights = [1 / (number + 3) for number in range(345)]

    def draw(self) -> Person:
        """Draw one person."""
        rng = self.rng
        code, _, locale = rng.choice(NATIONALITIES)
        region = LOCALES.index(locale)
        sex = rng.choice(("female", "female", "male"))
        given = self.pools.given[sex == "male"]
        born = np.datetime64(
            f"{2024 - min(max(round(rng.gauss(27, 9)), 10), 70)}-01-01"
        )
        return Person(
            given=self._name(given, region),
            second=self._name(given, region) if rng.random() < 0.3 else "",
            prefix=self._name(self.pools.particles, region)
            if rng.random() < 0.2
            else "",
            family=self._name(self.pools.family, region),
            born=born + np.timedelta64(rng.randrange(365), "D"),
            sex=sex,
            nationality=code,
            municipality=rng.choices(self.places, self.weights)[0],
        )

    def _name(self, pool: Pool, region: int) -> str:
        """Draw a name of a region, the first ones more often."""
        at = int(self.rng.random() ** 1.5 * int(pool.size[region]))
        return str(pool.names[int(pool.start[region]) + at])


def written_down(person: Person, rate: float, rng: random.Random) -> Record:
    """Write one person down, with slips; one text per role of `ROLES`."""

    def slips(share: float) -> bool:
        return rng.random() < share * rate

    given, family, prefix = person.given, person.family, person.prefix
    if person.second and rng.random() < 0.7:
        given = f"{given} {person.second}"
    if slips(0.13) and given:
        given = _typo(given, rng)
    if slips(0.13):
        family = _typo(family, rng)
    if slips(0.04) and given:
        given = f"{given[0]}."
    if slips(0.03):
        given, family = family, given
    if slips(0.3):
        given, family = _plain(given), _plain(family)
    if prefix and rng.random() < 0.2:
        prefix, family = "", f"{prefix} {family}"
    sex = rng.choice(("female", "male")) if slips(0.04) else person.sex
    moved = rng.choice(("", f"VB{rng.randrange(345):04d}"))
    return (
        given,
        prefix,
        family.upper() if rng.random() < 0.05 else family,
        _date(person.born, slips, rng),
        "" if slips(0.05) else sex,
        rng.choice(NATIONALITIES)[0] if slips(0.08) else person.nationality,
        moved if slips(0.45) else person.municipality,
    )


def _date(
    born: np.datetime64, slips: Callable[[float], bool], rng: random.Random
) -> str:
    text = str(born)
    year, month, day = text.split("-")
    if slips(0.07):
        return year
    if slips(0.07):
        return ""
    if slips(0.03):
        return f"{year}-01-01"
    if slips(0.03) and int(day) <= 12:
        return f"{year}-{day}-{month}"
    if slips(0.03):
        return str(born + np.timedelta64(rng.choice((-1, 1, 10, 31, 365, -365)), "D"))
    return text


def _typo(name: str, rng: random.Random) -> str:
    place, letter = (
        rng.randrange(max(len(name) - 1, 1)),
        rng.choice(string.ascii_lowercase),
    )
    before, here, after = name[:place], name[place : place + 1], name[place + 1 :]
    ways: Sequence[str] = (
        before + after[:1] + here + after[1:],
        before + after,
        before + letter + after,
        before + letter + here + after,
    )
    return rng.choice(ways)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
