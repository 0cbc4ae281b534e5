"""Moves between municipalities, so that where somebody lives depends on the day."""

from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Dates, Floats, Ints
from zicht_invented.draws import age_on, day, pick
from zicht_invented.people import ABROAD, People
from zicht_invented.scene import Scene

_AGES = (18, 30)
_MOVES_PER_YEAR: Floats = np.asarray([0.03, 0.10, 0.03])
"""Chance to move to another municipality in a year, of people younger than 18, of 18 to 29, and of others."""
_DAYS_AFTER_EPOCH = 1_000_000
"""More than any number of days since 1970 in this country, so that person and day make one number."""


@dataclass(frozen=True, eq=False)
class Moves:
    """One row per move, in the order of persons, and of dates within a person.

    Parameters
    ----------
    person : index in the joined people
    date : first day in the new municipality
    to : index of the new municipality
    """

    person: Ints
    date: Dates
    to: Ints

    def __len__(self) -> int:
        return len(self.person)

    def home_on(self, first_home: Ints, person: Ints, on: Dates) -> Ints:
        """Return the municipality in which people lived on a day, or `ABROAD`; before a move it is their first home."""
        if not len(self):
            return first_home
        keys = _key(self.person, self.date)
        last = np.searchsorted(keys, _key(person, on), side="right") - 1
        place = np.maximum(last, 0)
        has_moved = (last >= 0) & (self.person[place] == person)
        return np.where(has_moved, self.to[place], first_home)

    def before(self, end: Dates) -> "Moves":
        """Return the moves before a day of each person, which is NaT for people who stayed."""
        last = end[self.person]
        still_here = np.isnat(last) | (self.date < last)
        return Moves(
            self.person[still_here], self.date[still_here], self.to[still_here]
        )


def move_house(people: People, scene: Scene, stream: str, *, first: int = 0) -> Moves:
    """Draw moves of residents in the years covered, at most one in a year; their home is where they lived before these.

    Parameters
    ----------
    stream : name of the random stream
    first : index of the first person who moves; earlier ones have their moves already
    """
    rng = scene.stream(stream)
    n = len(people) - first
    home, born = people.home[first:].copy(), people.born[first:]
    persons: list[Ints] = []
    dates: list[Dates] = []
    places: list[Ints] = []
    for year in scene.settings.years:
        date = day(np.full(n, year), np.floor(rng.random(n) * 365).astype(np.int64))
        age = age_on(born, date)
        chance = _MOVES_PER_YEAR[np.digitize(age, _AGES)]
        to = pick(rng, scene.country.weights, n)
        moves = rng.random(n) < chance
        # The unborn do not move, and a new address in the same municipality is not a move here.
        moves &= (home != ABROAD) & (date > born) & (to != home)
        movers = np.flatnonzero(moves)
        home[movers] = to[movers]
        persons.append(movers + first)
        dates.append(date[movers])
        places.append(to[movers])
    return _in_order(
        Moves(np.concatenate(persons), np.concatenate(dates), np.concatenate(places))
    )


def together(earlier: Moves, later: Moves) -> Moves:
    """Put the moves of two groups of people together."""
    return _in_order(
        Moves(
            np.concatenate([earlier.person, later.person]),
            np.concatenate([earlier.date, later.date]),
            np.concatenate([earlier.to, later.to]),
        )
    )


def _in_order(moves: Moves) -> Moves:
    order = np.argsort(_key(moves.person, moves.date), kind="stable")
    return Moves(moves.person[order], moves.date[order], moves.to[order])


def _key(person: Ints, date: Dates) -> Ints:
    """Return one number per person and day, in the order of persons and then of days."""
    days = date.astype("datetime64[D]").astype(np.int64)
    return np.asarray(person * _DAYS_AFTER_EPOCH + days)
