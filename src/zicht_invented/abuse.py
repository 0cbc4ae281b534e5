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
    step = np.clip((year - 2019) / 5, -1, 2)[:, None]
    kind = pick_per_row(
        rng,
        np.clip(_OFFENCES + _OFFENCES_MOVE * step, 0.01, None),
        np.arange(len(year)),
    )
    date = day(year, np.floor(rng.random(len(year)) * 365).astype(np.int64))
    children = np.repeat(
        np.arange(len(year)), 1 + (rng.random(len(year)) < _TWO_VICTIMS)
    )
    victims, victim = _children(kind[children], date[children], scene.country, rng)
    places = np.repeat(np.arange(len(year)), pick(rng, _N_SUSPECTS, len(year)))
    suspects, suspect = make_suspects(
        kind[places], date[places], _SUSPECTS, scene.country, rng
    )
    young = _suspect_ages(
        places, age_on(suspects.born[suspect], date[places]), len(year)
    )
    victims = _near_in_age(victims, victim, young[children], date[children], scene)
    people, starts = join([victims, suspects])
    keep, keep_suspect = once(children, victim), once(places, suspect)
    return Draft(
        people, date, kind, np.zeros((len(year), len(FORMS)), dtype=np.bool_),
        np.concatenate([children[keep], places[keep_suspect]]),
        np.repeat([VICTIM, SUSPECT], [int(keep.sum()), int(keep_suspect.sum())]),
        np.concatenate([victim[keep], suspect[keep_suspect] + starts[1]]),
    )  # fmt: skip


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
