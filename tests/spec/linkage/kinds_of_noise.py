"""Invented records of one register written by three offices, with noise of several kinds that no model knows of."""

import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from zicht.engine.session import Session
from zicht.linkage.linking import link
from zicht.vocabulary.people import LinkageReport, LinkFields

Chance = random.Random
Record = dict[str, object]
ROLES = (
    "given_names",
    "family_name",
    "birth_date",
    "sex",
    "nationality",
    "municipality",
)
OFFICES = ("helpline", "police", "shelter")
YEARS = (2021, 2022, 2023)
RECORDS_OF_A_PERSON = (40, 25, 15, 10, 6, 4)
"""Weights of one to six records."""
SYLLABLES = tuple(
    first + second for first in "bdfgklmnprstvz" for second in ("a", "e", "i", "o")
)
IN_GREEK = {
    "Γεώργιος": ("Georgios", "Giorgos", "Yiorgos"),
    "Ιωάννης": ("Ioannis", "Giannis", "Yannis"),
    "Δημήτριος": ("Dimitrios", "Dimitris", "Demetrios"),
    "Κωνσταντίνος": ("Konstantinos", "Kostas"),
    "Νικόλαος": ("Nikolaos", "Nikos"),
    "Αθανάσιος": ("Athanasios", "Thanasis"),
    "Μαρία": ("Maria",),
    "Ελένη": ("Eleni", "Helen"),
    "Αικατερίνη": ("Aikaterini", "Katerina", "Ekaterini"),
    "Βασιλική": ("Vasiliki", "Vassiliki"),
    "Παναγιώτα": ("Panagiota", "Yiota"),
    "Ιωάννα": ("Ioanna", "Joanna"),
}
"""Names in Greek, and as offices write them in Latin letters."""
FAMILIES_IN_GREEK = {
    "Παπαδόπουλος": "Papadopoulos",
    "Νικολαΐδης": "Nikolaidis",
    "Οικονόμου": "Oikonomou",
    "Καραγιάννης": "Karagiannis",
    "Βλάχος": "Vlachos",
    "Σαμαράς": "Samaras",
    "Χατζής": "Chatzis",
    "Αλεξίου": "Alexiou",
    "Λαμπρόπουλος": "Lampropoulos",
    "Πέτρου": "Petrou",
    "Μακρής": "Makris",
    "Αντωνίου": "Antoniou",
}


@dataclass(frozen=True)
class Person:
    """Who somebody is; the second given name may be used in the place of the first."""

    given: str
    second: str
    family: str
    born: date
    sex: str
    place: str


class Register:
    """People of a register, and how its offices write them down.

    Parameters
    ----------
    kind : of noise, one of `KINDS`
    seed : of the people and the slips
    """

    def __init__(self, kind: str, seed: int) -> None:
        self.kind = kind
        self.chance = Chance(f"{kind} {seed}")
        self.given_names = [self._name() for _ in range(60)]
        self.families = [self._name() for _ in range(150)]

    def _name(self) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=3)).title()

    def people(self) -> Iterator[Person]:
        """Yield people, relatives one after the other."""
        while True:
            person = self._somebody()
            yield person
            if self.kind == "relatives" and self.chance.random() < 0.25:
                yield self._relative(person)

    def _somebody(self) -> Person:
        chance = self.chance
        names: list[str] = chance.sample(self.given_names, 2)
        family = chance.choice(self.families)
        if self.kind == "two scripts":
            names = chance.sample(list(IN_GREEK), 2)
            family = chance.choice(list(FAMILIES_IN_GREEK))
        born = date(1975, 1, 1) + timedelta(days=chance.randrange(11_000))
        place = f"GM{int(chance.random() ** 2 * 120):04}"
        return Person(*names, family, born, chance.choice(("f", "f", "m")), place)

    def _relative(self, person: Person) -> Person:
        """Return a twin, a brother or sister, or a child of the same name."""
        days = self.chance.randrange(500, 4_000)
        other_name = self.chance.choice(self.given_names)
        return self.chance.choice(
            [
                replace(person, given=other_name),
                replace(
                    person, given=other_name, born=person.born + timedelta(days=days)
                ),
                replace(person, born=person.born + timedelta(days=days + 7_000)),
            ]
        )

    def record(self, person: Person) -> Record:
        """Write a person down, as one of the offices does."""
        chance = self.chance
        moves = chance.random() < 0.17
        record: Record = {
            "given_names": self._with_slip(person.given),
            "family_name": self._with_slip(person.family),
            "birth_date": self._date(person.born),
            "sex": person.sex,
            "nationality": "GRC" if self.kind == "two scripts" else "NLD",
            "municipality": f"GM{chance.randrange(120):04}" if moves else person.place,
            "source": chance.choice(OFFICES),
            "year": chance.choice(YEARS),
        }
        return KINDS[self.kind](record, person, chance)

    def _with_slip(self, name: str) -> str:
        """Write another letter in one name of twenty."""
        if self.chance.random() >= 0.05 or self.kind == "two scripts":
            return name
        place = self.chance.randrange(1, len(name))
        letter = self.chance.choice(string.ascii_lowercase)
        return name[:place] + letter + name[place + 1 :]

    def _date(self, born: date) -> str | None:
        """Write one date of twelve in part, or wrong, or not at all."""
        slip = self.chance.random()
        if slip < 0.03:
            return None
        if slip < 0.06:
            return f"{born.year}"
        if slip < 0.085:
            days = self.chance.choice((-3, 2, 9, 365))
            return (born + timedelta(days=days)).isoformat()
        return born.isoformat()


def plain(record: Record, _person: Person, _chance: Chance) -> Record:
    """Add nothing to the slips that all registers have."""
    return record


def names_in_turn(record: Record, person: Person, chance: Chance) -> Record:
    """Write one of two given names, or both."""
    both = f"{person.given} {person.second}"
    given = chance.choice((person.given, person.second, both))
    return record | {"given_names": given}


def two_scripts(record: Record, person: Person, chance: Chance) -> Record:
    """Write names in Greek at the helpline, and in Latin letters elsewhere."""
    if record["source"] == "helpline":
        return record
    given = chance.choice(IN_GREEK[person.given])
    return record | {
        "given_names": given,
        "family_name": FAMILIES_IN_GREEK[person.family],
    }


def gaps(record: Record, _person: Person, _chance: Chance) -> Record:
    """The police leave out birth dates, and the helpline family names."""
    missing = {"police": "birth_date", "helpline": "family_name"}.get(
        str(record["source"])
    )
    return record | ({missing: None} if missing else {})


def initials(record: Record, person: Person, chance: Chance) -> Record:
    """The helpline knows a first letter, the shelter the year of birth, and the police no place."""
    if record["source"] == "police":
        return record | {"municipality": None, "nationality": None}
    if record["source"] == "shelter":
        return record | {"birth_date": f"{person.born.year}"}
    has_date = chance.random() < 0.6
    born = record["birth_date"] if has_date else None
    return record | {"family_name": f"{person.family[0]}.", "birth_date": born}


KINDS: dict[str, Callable[[Record, Person, Chance], Record]] = {
    "slips": plain,
    "names in turn": names_in_turn,
    "two scripts": two_scripts,
    "gaps": gaps,
    "initials": initials,
    "relatives": plain,
}
"""Kinds of noise."""


def records_of(kind: str, n: int, seed: int) -> list[tuple[int, Record]]:
    """Write a register of so many records down, each with the number of its person, in any order."""
    register = Register(kind, seed)
    chance = register.chance
    records: list[tuple[int, Record]] = []
    for number, person in enumerate(register.people()):
        for _ in range(chance.choices(range(1, 7), RECORDS_OF_A_PERSON)[0]):
            records.append((number, register.record(person)))
        if len(records) >= n:
            break
    return chance.sample(records[:n], n)


def linked(session: Session, records: list[tuple[int, Record]]) -> LinkageReport:
    """Link records, whose pseudonyms are their places."""
    columns = {
        role: np.array([record[role] for _, record in records], dtype=object)
        for role in (*ROLES, "source")
    }
    columns["year"] = np.array([record["year"] for _, record in records])
    places = [f"{place:06}" for place in range(len(records))]
    columns["pseud_id"] = np.array(places, dtype=object)
    session.write("fields", columns)
    return link(session, LinkFields("fields", ROLES, len(records))).report
