"""Incidents of sexual violence against children at the police: victims younger than 18, and suspects."""

from dataclasses import replace

import numpy as np

from zicht.vocabulary.arrays import Dates, Ints
from zicht_invented.codes import FORMS, nationality_weights
from zicht_invented.country import Country
from zicht_invented.draws import age_on, day, pick, pick_per_row
from zicht_invented.people import People, birth_dates, homes, join
from zicht_invented.scene import RUN_UP_YEARS, Scene
from zicht_invented.settings import InventSettings
from zicht_invented.suspects import (
    SUSPECT,
    VICTIM,
    Draft,
    Profile,
    make_suspects,
    once,
    takes_place,
)

_PER_YEAR = 3_300
_OFFENCES = np.asarray([0.55, 0.12, 0.19, 0.14])
_OFFENCES_MOVE = np.asarray([-0.09, -0.01, 0.06, 0.04])
"""Shares of the offences in 2019, and what five years add to them."""
_GIRLS = np.asarray([0.82, 0.74, 0.7, 0.84])
_YOUNGER = np.asarray([0.75, 0.7, 0.45, 0.35])
_TWO_VICTIMS = 0.07
_VICTIM_AGAIN = 0.03
NOBODY = 999
OLDEST_PEER = 21
"""Oldest suspect who can be a peer of somebody younger than 18."""
_N_SUSPECTS = (0.36, 0.57, 0.07)
_SUSPECTS = Profile(
    men=np.full(4, 0.95),
    age_groups=np.asarray(
        [[0.33, 0.2, 0.47], [0.23, 0.17, 0.6], [0.41, 0.24, 0.35], [0.2, 0.29, 0.51]]
    ),
    nationalities="sgtk",
    again=0.08,
)


def abuse_incidents(scene: Scene) -> Draft:
    """Invent incidents of sexual violence against children, also of the run-up years."""
    rng = scene.stream("police sgtk")
    year = _years(scene.settings)
    n = len(year)
    kind = _kinds(year, rng)
    date = day(year, np.floor(rng.random(n) * 365).astype(np.int64))
    n_victims = 1 + (rng.random(n) < _TWO_VICTIMS)
    hurt_in = np.repeat(np.arange(n), n_victims)
    victims, victim = _children(kind[hurt_in], date[hurt_in], scene.country, rng)
    accused_in = np.repeat(np.arange(n), pick(rng, _N_SUSPECTS, n))
    suspects, suspect = make_suspects(
        kind[accused_in], date[accused_in], _SUSPECTS, scene.country, rng
    )
    ages_of_suspects = age_on(suspects.born[suspect], date[accused_in])
    youngest_suspect = _suspect_ages(accused_in, ages_of_suspects, n)[hurt_in]
    victims = _near_in_age(victims, victim, youngest_suspect, date[hurt_in], scene)
    people, (_, start_of_suspects, *_) = join([victims, suspects])
    # Whoever was drawn twice for one incident stands in it once.
    is_first, is_first_suspect = once(hurt_in, victim), once(accused_in, suspect)
    n_rows = [int(is_first.sum()), int(is_first_suspect.sum())]
    return Draft(
        people,
        date,
        kind,
        forms=np.zeros((n, len(FORMS)), dtype=np.bool_),
        incident=np.concatenate([hurt_in[is_first], accused_in[is_first_suspect]]),
        role=np.repeat([VICTIM, SUSPECT], n_rows),
        person=np.concatenate(
            [victim[is_first], suspect[is_first_suspect] + start_of_suspects]
        ),
    )


def _kinds(year: Ints, rng: np.random.Generator) -> Ints:
    """Draw the offence of each incident; the shares of the offences move with the years."""
    step = np.clip((year - 2019) / 5, -1, 2)[:, None]
    shares = np.clip(_OFFENCES + _OFFENCES_MOVE * step, 0.01, None)
    return pick_per_row(rng, shares, np.arange(len(year)))


def _years(settings: InventSettings) -> Ints:
    years = np.arange(settings.first_year - RUN_UP_YEARS, settings.last_year + 1)
    wave = (
        1
        + 0.015 * (np.clip(years, 2005, 2035) - 2019)
        - 0.06 * np.isin(years, (2020, 2021))
    )
    return np.repeat(years, np.rint(_PER_YEAR * settings.scale * wave).astype(np.int64))


def _children(
    kind: Ints, date: Dates, country: Country, rng: np.random.Generator
) -> tuple[People, Ints]:
    """Invent a child for every place of a victim, and return who takes it; a few were a victim before."""
    ages = np.floor(3 + 15 * rng.random(len(kind)) ** _YOUNGER[kind]).astype(np.int64)
    nationality = pick_per_row(
        rng, nationality_weights("sgtk"), np.zeros(len(kind), dtype=np.int64)
    )
    people = People(
        (rng.random(len(kind)) >= _GIRLS[kind]).astype(np.int64),
        birth_dates(ages, date, rng),
        nationality,
        homes(nationality, country, rng),
    )
    who = takes_place(date, _VICTIM_AGAIN, rng)
    age = age_on(people.born[who], date)
    return people, np.where((age >= 2) & (age < 18), who, np.arange(len(kind)))


def _suspect_ages(incident: Ints, age: Ints, n: int) -> Ints:
    """Return per incident the age of its youngest suspect; a large number where there is none."""
    youngest = np.full(n, NOBODY)
    np.minimum.at(youngest, incident, age)
    return youngest


def _near_in_age(
    victims: People, victim: Ints, suspect_age: Ints, date: Dates, scene: Scene
) -> People:
    """Set the ages of children near that of a suspect who is young, as those of peers are."""
    # A stream of its own leaves all other draws as they were (ADR 0015).
    rng = scene.stream("peers")
    younger_by = np.floor(4 * rng.random(len(victim))).astype(np.int64)
    ages = np.clip(suspect_age - younger_by, 3, 17)
    near = birth_dates(ages, date, rng)
    times = np.bincount(victim, minlength=len(victims))
    is_peer = (suspect_age <= OLDEST_PEER) & (times[victim] == 1)
    born = victims.born.copy()
    born[victim[is_peer]] = near[is_peer]
    return replace(victims, born=born)
