"""Everybody who was exploited, year by year, registered or not; and which lists captured whom."""

from dataclasses import dataclass, replace

import numpy as np

from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht_invented.codes import FORMS, MELDERS, nationality_weights
from zicht_invented.country import Country
from zicht_invented.draws import age_on, day, pick, pick_per_row
from zicht_invented.people import People, ages_by_group, birth_dates, homes
from zicht_invented.scene import Scene
from zicht_invented.settings import InventSettings

# The size and the shares of the forms resemble those published (ADR 0204, `test_calibration.py`).
_PER_YEAR = 4_800
_SPELL_YEARS = np.asarray([0.78, 0.17, 0.05])
_SHARES = np.asarray([0.105, 0.225, 0.48, 0.145, 0.045])
_SHARES_MOVE = np.asarray([-0.02, -0.02, 0.03, 0.01, 0.0])
"""Shares of the forms in 2019, and what five years add to them."""
_WOMEN = np.asarray([0.9, 0.87, 0.37, 0.27, 0.55])
_AGE_GROUPS = np.asarray(
    [
        [0.32, 0.36, 0.32],
        [0.05, 0.19, 0.76],
        [0.02, 0.1, 0.88],
        [0.3, 0.32, 0.38],
        [0.2, 0.2, 0.6],
    ]
)
_DOMESTIC = np.asarray([0.97, 0.02, 0.07, 0.62, 0.35])
_SECOND_FORM = 0.07
_MIDDLE_OF_YEAR = 181
"""Days after New Year."""

CAPTURE = np.asarray([
    [12.5, 9.5, 5.0, 10.0, 4.0],   # politie
    [0.3, 4.0, 1.4, 0.8, 1.0],     # kmar
    [0.1, 0.5, 4.8, 0.3, 0.5],     # nla
    [5.6, 4.8, 2.4, 3.2, 3.0],     # zorgcoordinatie
    [3.4, 3.8, 1.4, 1.3, 2.2],     # opvang
    [1.4, 0.4, 0.1, 1.6, 0.6],     # jeugdzorg
    [1.4, 0.6, 0.8, 1.4, 1.0],     # gemeente
    [0.3, 3.2, 1.0, 0.9, 1.8],     # coa
    [14.0, 25.0, 10.0, 18.0, 12.0],  # nidos
    [0.4, 1.1, 0.8, 0.7, 0.9],     # advocaat
    [0.8, 1.4, 2.1, 0.4, 1.0],     # ngo
    [0.5, 0.4, 0.6, 0.3, 0.5],     # zelf
    [0.9, 0.9, 0.8, 0.9, 1.0],     # overig
]) / 100  # fmt: skip
"""Chance that a list captures a person in a year, before what follows: rows are lists, columns main forms."""
OF_MINORS = {
    "jeugdzorg": 1.9,
    "politie": 0.2,
    "opvang": -0.3,
    "gemeente": 0.4,
    "zelf": -1.0,
    "nla": -0.6,
}
OF_ADULTS = {"jeugdzorg": -1.6}
OF_MEN = {"opvang": -0.5, "nla": 0.3, "zorgcoordinatie": -0.15, "ngo": 0.2}
PER_YEAR_MOVE = {
    "politie": -0.03,
    "zorgcoordinatie": 0.03,
    "nla": 0.05,
    "gemeente": 0.06,
    "ngo": -0.03,
}
"""Added to the log-odds of a list, for minors, for adults, for men, and per year after 2019."""

DEPENDENCE = (
    ("politie", "zorgcoordinatie", 0.9), ("politie", "opvang", 0.4), ("politie", "ngo", -0.7),
    ("politie", "zelf", -0.5), ("kmar", "coa", 0.8), ("nla", "zorgcoordinatie", 0.5),
    ("zorgcoordinatie", "opvang", 1.1), ("opvang", "advocaat", 0.6), ("jeugdzorg", "gemeente", 0.9),
)  # fmt: skip
"""Log-odds added to the chance of the second list for whom the first list captured."""
POLICE_IF_NOTIFIED, POLICE_IF_NOT = 0.72, 0.012
"""Chance to stand in an incident of the police for whom the police did, or did not, notify."""


@dataclass(frozen=True, eq=False)
class Victims:
    """Persons, and a row per person and year of exploitation.

    Parameters
    ----------
    people : one row per person
    forms : persons x forms, what happened to them
    main_form : index of the first of them
    route : 0 domestic, 1 cross-border
    person, year : of each person-year
    minor : whether younger than 18 on 1 July of that year
    lists : person-years x `codes.MELDERS`, who notified
    police : person-years, whether in an incident of the police
    """

    people: People
    forms: Bools
    main_form: Ints
    route: Ints
    person: Ints
    year: Ints
    minor: Bools
    lists: Bools
    police: Bools


def make_victims(scene: Scene) -> Victims:
    """Invent everybody who was exploited in the years covered."""
    rng = scene.stream("victims")
    entry = _entries(scene.settings)
    main_form = _main_forms(entry, rng)
    people = _people(main_form, entry, scene.country, rng)
    forms = _with_second_forms(main_form, rng)
    route = (rng.random(len(entry)) >= _DOMESTIC[main_form]).astype(np.int64)
    person, year = _person_years(entry, scene.settings, rng)
    minor = age_on(people.born[person], day(year, _MIDDLE_OF_YEAR)) < 18
    on_no_list = np.zeros((len(person), len(MELDERS)), dtype=np.bool_)
    exploited = Victims(
        people=people,
        forms=forms,
        main_form=main_form,
        route=route,
        person=person,
        year=year,
        minor=minor,
        lists=on_no_list,
        police=on_no_list[:, 0],
    )
    lists = _capture(exploited, scene)
    notified_by_police = lists[:, 0]
    chance = np.where(notified_by_police, POLICE_IF_NOTIFIED, POLICE_IF_NOT)
    return replace(exploited, lists=lists, police=rng.random(len(person)) < chance)


def _main_forms(entry: Ints, rng: np.random.Generator) -> Ints:
    """Draw the form of exploitation of each person; the shares of the forms move with the years."""
    years_in = (entry - 2019) / 5
    weights = _SHARES + _SHARES_MOVE * np.clip(years_in, -1, 2)[:, None]
    return pick_per_row(rng, np.clip(weights, 0.01, None), np.arange(len(entry)))


def _with_second_forms(main_form: Ints, rng: np.random.Generator) -> Bools:
    """Return persons x `FORMS`; a few have a second form."""
    n = len(main_form)
    forms = np.zeros((n, len(FORMS)), dtype=np.bool_)
    forms[np.arange(n), main_form] = True
    second = np.flatnonzero(rng.random(n) < _SECOND_FORM)
    forms[second, pick(rng, _SHARES, len(second))] = True
    return forms


def _entries(settings: InventSettings) -> Ints:
    """First year of exploitation of each person, from two years before the first year covered."""
    years = np.arange(
        settings.first_year - len(_SPELL_YEARS) + 1, settings.last_year + 1
    )
    mean_spell = float(_SPELL_YEARS @ np.arange(1, len(_SPELL_YEARS) + 1))
    wanted = _PER_YEAR * settings.scale / mean_spell * (1 + 0.012 * (years - 2019))
    return np.repeat(years, np.rint(wanted).astype(np.int64))


def _people(
    main_form: Ints, entry: Ints, country: Country, rng: np.random.Generator
) -> People:
    groups = _AGE_GROUPS[:, None] * np.exp(
        np.asarray([-0.09, -0.05, 0.03]) * np.arange(40)[None, :, None]
    )
    step = np.clip(entry - 2019 + 3, 0, 39)
    group = pick_per_row(rng, groups.reshape(-1, 3), main_form * 40 + step)
    ages = ages_by_group(group, rng)
    nationality = pick_per_row(rng, nationality_weights(*FORMS), main_form)
    return People(
        (rng.random(len(entry)) >= _WOMEN[main_form]).astype(np.int64),
        birth_dates(ages, day(entry, _MIDDLE_OF_YEAR), rng),
        nationality,
        homes(nationality, country, rng),
    )


def _person_years(
    entry: Ints, settings: InventSettings, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    spell = 1 + pick(rng, _SPELL_YEARS, len(entry))
    person = np.repeat(np.arange(len(entry)), spell)
    first_row = np.repeat(np.cumsum(spell) - spell, spell)
    year = entry[person] + np.arange(len(person)) - first_row
    covered = (year >= settings.first_year) & (year <= settings.last_year)
    return person[covered], year[covered]


def _capture(victims: Victims, scene: Scene) -> Bools:
    """Let each list capture in turn; see `docs/invented-country.md`."""
    rng = scene.stream("capture")
    person, year, minor = victims.person, victims.year, victims.minor
    # It is drawn whatever the setting, so that the setting changes no other draw.
    conspicuous = rng.normal(0, 1, len(victims.people))[person]
    visible = conspicuous * scene.settings.heterogeneity
    is_man = victims.people.sex[person] == 1
    is_foreign = victims.people.nationality[person] != 0
    captured = np.zeros((len(person), len(MELDERS)), dtype=np.bool_)
    for number, name in enumerate(MELDERS):
        odds = _log_odds(CAPTURE[number])[victims.main_form[person]]
        odds = odds + visible + tide(year)
        of_age = np.where(minor, OF_MINORS.get(name, 0), OF_ADULTS.get(name, 0))
        odds += of_age + OF_MEN.get(name, 0) * is_man
        odds += PER_YEAR_MOVE.get(name, 0) * (year - 2019)
        # Real lists refer people to each other. With independent lists every estimator would look right.
        for first, then, more in DEPENDENCE:
            if then == name:
                odds += more * captured[:, MELDERS.index(first)]
        is_captured = rng.random(len(person)) < 1 / (1 + np.exp(-odds))
        # One shelters foreigners, the other foreign minors.
        if name == "coa":
            is_captured &= is_foreign
        elif name == "nidos":
            is_captured &= is_foreign & minor
        captured[:, number] = is_captured
    return captured


def _log_odds(probabilities: Floats) -> Floats:
    return np.asarray(np.log(probabilities / (1 - probabilities)))


def tide(year: Ints) -> Floats:
    """Years in which everybody notifies more, or less."""
    return np.asarray(0.15 * np.cos(2 * np.pi * (year - 2019) / 5.5) - 0.06)
