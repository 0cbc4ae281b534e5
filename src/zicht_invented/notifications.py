"""Notifications of presumed victims: one or more per person, year and organisation."""

from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Bools, Dates, Ints
from zicht_invented.codes import FORMS, NATIONALITIES, SECTORS, YES_NO
from zicht_invented.draws import age_on, day, pick, pick_per_row
from zicht_invented.moves import Moves
from zicht_invented.people import ABROAD
from zicht_invented.scene import Scene
from zicht_invented.victims import Victims

UNKNOWN_AGE = -1
UNKNOWN_PLACE = -1
_AGAIN = 0.09
_CONSENT = (0.84, 0.03, 0.13)
_SECTORS = {
    "BSU": (8, 6, 12, 26, 14, 4, 18, *[0] * 9, 14, 0),
    "GSU": (17, 9, 13, 24, 14, 3, 12, *[0] * 9, 10, 0),
    "AU": (*[0] * 7, 22, 14, 9, 15, 6, 13, 7, 5, 5, 7, 0),
    "CU": (*[0] * 16, 12, 88),
    "overig": (*[0] * 12, 2, 20, 2, 10, 36, 30),
}


@dataclass(frozen=True, eq=False)
class Notifications:
    """One row per notification, in the order of their numbers, which is that of their dates.

    Parameters
    ----------
    victim : index of the person among the victims
    sex : 0, 1, or 2 for unknown
    age : at notification, or `UNKNOWN_AGE`
    nationality : index in `codes.NATIONALITIES`, or their number for unknown
    forms : rows x (`codes.FORMS` and unknown), as recorded
    sectors : rows x `codes.SECTORS`, as recorded
    route : index in `codes.ROUTES`
    stays, exploited : index of a municipality, or `UNKNOWN_PLACE`
    lasted : days between start of exploitation and notification; -1 where unknown
    consent : index in `codes.YES_NO`; who refuses is delivered, but may not be counted
    """

    victim: Ints
    date: Dates
    melder: Ints
    sex: Ints
    age: Ints
    nationality: Ints
    forms: Bools
    sectors: Bools
    route: Ints
    stays: Ints
    exploited: Ints
    lasted: Ints
    consent: Ints

    def __len__(self) -> int:
        return len(self.victim)

    @property
    def refused(self) -> Bools:
        """Whose consent was refused."""
        return np.asarray(self.consent == YES_NO.index("nee"))

    def counted(self) -> "Notifications":
        """Those that may be counted."""
        return Notifications(
            **{name: column[~self.refused] for name, column in vars(self).items()}
        )


def notify(victims: Victims, moves: Moves, scene: Scene) -> Notifications:
    """Turn captures by lists into notifications, as the organisations record them."""
    rng, country = scene.stream("notifications"), scene.country
    person_year, melder, date = _moments(victims, rng)
    who = victims.person[person_year]
    people, n = victims.people, len(who)
    # The order of the draws below is part of the country: another order gives other people.
    age = np.where(rng.random(n) < 0.03, UNKNOWN_AGE, age_on(people.born[who], date))
    nationality = np.where(
        rng.random(n) < 0.03, len(NATIONALITIES), people.nationality[who]
    )
    forms = _forms(victims, who, rng)
    main_sector = pick_per_row(
        rng, np.asarray([_SECTORS[form] for form in FORMS]), victims.main_form
    )
    home = moves.home_on(people.home[who], who, date)
    shelter = np.where(rng.random(n) < 0.15, pick(rng, country.weights, n), home)
    stays = np.where((home == ABROAD) | (rng.random(n) < 0.06), UNKNOWN_PLACE, shelter)
    exploited = np.where(rng.random(n) < 0.55, home, pick(rng, country.weights, n))
    return Notifications(
        victim=who,
        date=date,
        melder=melder,
        sex=np.where(rng.random(n) < 0.008, 2, people.sex[who]),
        age=age,
        nationality=nationality,
        forms=forms,
        sectors=_sectors(main_sector, who, rng),
        route=np.where(rng.random(n) < 0.09, 2, victims.route[who]),
        stays=stays,
        exploited=np.where(rng.random(n) < 0.2, UNKNOWN_PLACE, exploited),
        lasted=_days_until_notified(rng, n),
        consent=pick(rng, _CONSENT, n),
    )


def _moments(victims: Victims, rng: np.random.Generator) -> tuple[Ints, Ints, Dates]:
    """Return who notified which person-year, and when, in the order of the dates; within a day the order is chance."""
    person_year, melder = np.nonzero(victims.lists)
    times = 1 + (rng.random(len(person_year)) < _AGAIN)
    person_year, melder = np.repeat(person_year, times), np.repeat(melder, times)
    date = _dates(victims, person_year, rng)
    order = np.lexsort((rng.random(len(date)), date))
    return person_year[order], melder[order], date[order]


def _dates(victims: Victims, person_year: Ints, rng: np.random.Generator) -> Dates:
    """Draw dates: notifications of one person in one year follow on each other, most within weeks."""
    first = np.floor(rng.random(len(victims.person)) * 365)[person_year]
    later = np.floor((364 - first) * rng.random(len(first)) ** 2.5)
    return day(victims.year[person_year], (first + later).astype(np.int64))


def _days_until_notified(rng: np.random.Generator, n: int) -> Ints:
    is_unknown = rng.random(n) < 0.22
    return np.where(is_unknown, -1, rng.exponential(170, n)).astype(np.int64)


def _forms(victims: Victims, who: Ints, rng: np.random.Generator) -> Bools:
    """Form as recorded: now and then unknown, and a second form is not always seen."""
    recorded = victims.forms[who].copy()
    main = victims.main_form[who]
    missed = rng.random(len(who)) < 0.2
    recorded[missed] = False
    recorded[missed, main[missed]] = True
    unknown = rng.random(len(who)) < 0.06
    recorded[unknown] = False
    return np.column_stack([recorded, unknown])


def _sectors(main_sector: Ints, who: Ints, rng: np.random.Generator) -> Bools:
    recorded = np.zeros((len(who), len(SECTORS)), dtype=np.bool_)
    unknown = SECTORS.index("onbekend")
    named = np.where(rng.random(len(who)) < 0.12, unknown, main_sector[who])
    recorded[np.arange(len(who)), named] = True
    two = np.flatnonzero((rng.random(len(who)) < 0.05) & (named < unknown))
    recorded[two, np.where(named[two] < 7, 6, 15)] = True
    return recorded
