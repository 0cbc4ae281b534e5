"""Suspects: new people, or people who were a suspect before."""

from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Bools, Dates, Floats, Ints
from zicht_invented.codes import nationality_weights
from zicht_invented.country import Country
from zicht_invented.draws import age_on, pick_per_row
from zicht_invented.people import People, ages_by_group, birth_dates, homes

VICTIM, SUSPECT = 0, 1


@dataclass(frozen=True, eq=False)
class Draft:
    """Incidents of one field and who takes part.

    Parameters
    ----------
    people : who are new in this field
    date, kind : of each incident
    forms : incidents x `codes.FORMS`
    incident, role, person : of each part somebody takes; a person below 0 stands for victim of trafficking
        `-person - 1`, others are rows of `people`
    """

    people: People
    date: Dates
    kind: Ints
    forms: Bools
    incident: Ints
    role: Ints
    person: Ints


@dataclass(frozen=True, eq=False)
class Profile:
    """What suspects of one field are like.

    Parameters
    ----------
    men : share of men, per kind of incident
    age_groups : weights of minors, adolescents, adults, per kind
    nationalities : name of the weights in `codes`
    again : share of suspects who were one before
    """

    men: Floats
    age_groups: Floats
    nationalities: str
    again: float


def make_suspects(
    kind: Ints,
    date: Dates,
    profile: Profile,
    country: Country,
    rng: np.random.Generator,
) -> tuple[People, Ints]:
    """Invent somebody for every place of a suspect, given kind and date of its incident; return who takes it."""
    nationality = pick_per_row(
        rng,
        nationality_weights(profile.nationalities),
        np.zeros(len(kind), dtype=np.int64),
    )
    ages = ages_by_group(
        pick_per_row(rng, profile.age_groups, kind), rng, youngest=12, spread=8.0
    )
    people = People(
        (rng.random(len(kind)) < profile.men[kind]).astype(np.int64),
        birth_dates(ages, date, rng),
        nationality,
        homes(nationality, country, rng),
    )
    who = takes_place(date, profile.again, rng)
    return people, np.where(
        age_on(people.born[who], date) >= 12, who, np.arange(len(kind))
    )


def takes_place(date: Dates, again: float, rng: np.random.Generator) -> Ints:
    """Return who takes each place: a new person, or for a share the person of an earlier place, mostly a recent one."""
    n = len(date)
    by_date = np.argsort(date, kind="stable")
    rank = np.arange(n)
    back = 1 + np.floor(rng.random(n) ** 2 * 0.35 * n).astype(np.int64)
    points_at = np.where((rng.random(n) < again) & (rank >= back), rank - back, rank)
    # An earlier place may itself point at one before it. All of them are one person.
    while (points_at[points_at] != points_at).any():
        points_at = points_at[points_at]
    who = np.empty(n, dtype=np.int64)
    who[by_date] = by_date[points_at]
    return who


def once(incident: Ints, person: Ints) -> Bools:
    """Whether a row is the first of its person in its incident."""
    person = person - person.min(initial=0)
    _, first = np.unique(
        incident * (person.max(initial=0) + 1) + person, return_index=True
    )
    keep = np.zeros(len(incident), dtype=np.bool_)
    keep[first] = True
    return keep
