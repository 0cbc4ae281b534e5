"""What happens to people whom the police see: a birth, moves, other offences, a departure, a death."""

from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Bools, Dates, Floats, Ints
from zicht_invented.codes import EVENTS
from zicht_invented.draws import (
    NEVER,
    in_days,
    last_day_of,
    pick,
    pick_per_row,
    year_of,
)
from zicht_invented.moves import Moves
from zicht_invented.people import ABROAD
from zicht_invented.registered import MH, SGTK, Involved, Police
from zicht_invented.scene import Scene
from zicht_invented.suspects import VICTIM

DEPARTURE, DEATH, BIRTH, MOVE = range(len(EVENTS))
DAYS_IN_A_YEAR = 365.25
_PER_YEAR = np.asarray([0.32, 0.03])
"""Incidents of other offences a year, for victims of trafficking and for children, on average over people."""
_FRAILTY_VARIANCE = 3.0
"""Of the chance of each person relative to the average: a gamma distribution. With 0.32 a year 45% come back
within five years, and 50% within seven; a constant chance that gives the first would give 57% for the second."""
_CLASS_WEIGHTS = (0.12, 0.38, 0.30, 0.20)
_SERIOUSNESS_WEIGHTS = np.asarray(
    [
        [0.09, 0.40, 0.50, 0.01],
        [0.61, 0.23, 0.14, 0.02],
        [0.76, 0.20, 0.02, 0.02],
        [0.75, 0.18, 0.04, 0.03],
    ]
)
"""Per class, so that two thirds of those who come back do so in a serious offence too."""
_DEATHS_PER_YEAR = 0.003
_DEPARTURES_PER_YEAR = np.asarray([0.006, 0.06])
"""Of Dutch nationals, and of others who live here."""


@dataclass(frozen=True, eq=False)
class Exits:
    """Deaths and departures, at most one per person, in the order of their dates."""

    person: Ints
    date: Dates
    kind: Ints

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, eq=False)
class Events:
    """Events of the population register, in the order of their dates; `kind` is an index in `codes.EVENTS`."""

    person: Ints
    date: Dates
    kind: Ints

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, eq=False)
class OtherIncidents:
    """Incidents of other offences with one victim each, in the order of their dates.

    Parameters
    ----------
    person : index of the victim in the joined people
    offence : index in `codes.OTHER_CLASSES`
    seriousness : index in `codes.SERIOUSNESS`
    """

    person: Ints
    date: Dates
    offence: Ints
    seriousness: Ints

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, eq=False)
class Lives:
    """What happened to people besides trafficking and sexual violence against children.

    Parameters
    ----------
    exits : deaths and departures
    others : incidents of other offences
    moves : between municipalities, of everybody, until their exit
    """

    exits: Exits
    others: OtherIncidents
    moves: Moves


def live_on(police: Police, moves: Moves, scene: Scene) -> Lives:
    """Follow victims from their first incident in the years covered to the last day, a departure or a death."""
    rows = police.delivered(scene.settings.years)
    last = last_day_of(scene.settings.last_year)
    exits = _exits(rows, police, last, scene)
    until = np.full(len(police.people), last)
    until[exits.person] = exits.date
    exit_date = np.full(len(police.people), NEVER, "datetime64[D]")
    exit_date[exits.person] = exits.date
    others = _others(rows, police, until, scene)
    return Lives(exits, others, moves.before(exit_date))


def registered_events(police: Police, lives: Lives, scene: Scene) -> Events:
    """Return what the population register delivers of residents who stand in an incident of the years covered.

    That is the birth of whoever was born in these years, and from their first incident on every move, and their
    departure or death. No indicator needs earlier moves.
    """
    years = scene.settings.years
    rows, people = police.delivered(years), police.people
    never = np.datetime64("9999-12-31")
    first_seen = np.full(len(people), never)
    np.minimum.at(first_seen, rows.person, police.incidents.date[rows.incident])
    born_here = np.flatnonzero(
        (first_seen < never)
        & (people.home != ABROAD)
        & np.isin(year_of(people.born), years)
    )
    exits, moves = lives.exits, lives.moves
    followed = moves.date >= first_seen[moves.person]
    person = np.concatenate([exits.person, born_here, moves.person[followed]])
    date = np.concatenate([exits.date, people.born[born_here], moves.date[followed]])
    kind = np.concatenate(
        [
            exits.kind,
            np.full(len(born_here), BIRTH),
            np.full(int(followed.sum()), MOVE),
        ]
    )
    order = np.argsort(date, kind="stable")
    return Events(person[order], date[order], kind[order])


def first_incidents(
    rows: Involved, police: Police, field: int
) -> tuple[Ints, Ints, Dates]:
    """Return the victims of one field, the row of the first incident of each, and its date."""
    incidents = police.incidents
    taken = np.flatnonzero(
        (rows.role == VICTIM) & (incidents.field[rows.incident] == field)
    )
    person, first = np.unique(rows.person[taken], return_index=True)
    return person, taken[first], incidents.date[rows.incident[taken[first]]]


def _exits(rows: Involved, police: Police, last: np.datetime64, scene: Scene) -> Exits:
    """Draw deaths and departures of residents after the last incident in which they stand."""
    rng = scene.stream("exits")
    people = police.people
    date = police.incidents.date[rows.incident]
    person, back = np.unique(rows.person[::-1], return_index=True)
    seen = date[::-1][back]
    is_foreign = (people.nationality[person] != 0).astype(np.int64)
    n = len(person)
    until_death = _wait(np.full(n, _DEATHS_PER_YEAR), rng)
    until_departure = _wait(_DEPARTURES_PER_YEAR[is_foreign], rng)
    is_death = until_death < until_departure
    wait = np.where(is_death, until_death, until_departure)
    exit_date = seen + in_days(wait)
    is_known = (exit_date <= last) & (people.home[person] != ABROAD)
    order = np.argsort(exit_date[is_known], kind="stable")
    kind = np.where(is_death, DEATH, DEPARTURE)
    return Exits(
        person[is_known][order], exit_date[is_known][order], kind[is_known][order]
    )


def _wait(per_year: Floats, rng: np.random.Generator) -> Ints:
    """Draw days until something happens at a constant chance; at least one, at most a long life."""
    years = rng.exponential(1 / per_year)
    return np.asarray(1 + np.minimum(years, 200) * DAYS_IN_A_YEAR, dtype=np.int64)


def _others(
    rows: Involved, police: Police, until: Dates, scene: Scene
) -> OtherIncidents:
    """Draw incidents of other offences: each victim has a chance of their own, which stays."""
    rng = scene.stream("other offences")
    parts = [first_incidents(rows, police, field) for field in (MH, SGTK)]
    field = np.repeat([MH, SGTK], [len(person) for person, _, _ in parts])
    person = np.concatenate([person for person, _, _ in parts])
    begin: Dates = np.concatenate([date for _, _, date in parts])
    shape = 1 / _FRAILTY_VARIANCE
    frailty = rng.gamma(shape, 1 / shape, len(person))
    followed = (until[person] - begin).astype(np.int64)
    expected = _PER_YEAR[field] * frailty * followed / DAYS_IN_A_YEAR
    times = rng.poisson(expected)
    of = np.repeat(np.arange(len(person)), times)
    wait = 1 + np.floor(rng.random(len(of)) * followed[of]).astype(np.int64)
    offence = pick(rng, _CLASS_WEIGHTS, len(of))
    seriousness = pick_per_row(rng, _SERIOUSNESS_WEIGHTS, offence)
    date = begin[of] + in_days(np.minimum(wait, followed[of]))
    happens: Bools = followed[of] > 0
    order = np.argsort(date[happens], kind="stable")
    return OtherIncidents(
        person[of][happens][order],
        date[happens][order],
        offence[happens][order],
        seriousness[happens][order],
    )
