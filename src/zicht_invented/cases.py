"""Cases of the prosecution service and the courts: one row per suspect and case, followed to the last day covered."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zicht.vocabulary.arrays import Bools, Dates, Floats, Ints
from zicht_invented.codes import DECISIONS, JUDGMENTS, PENALTIES
from zicht_invented.draws import (
    NEVER,
    age_on,
    in_days,
    last_day_of,
    pick,
    pick_per_row,
    year_of,
)
from zicht_invented.registered import Police
from zicht_invented.scene import Scene
from zicht_invented.settings import InventSettings
from zicht_invented.suspects import SUSPECT

NONE = -1
"""No decision, judgment or penalty yet."""
_CONVICTED = JUDGMENTS.index("veroordeling")
_APPEALS = 0.19
_MEDIAN_DAYS_TO_REGISTRATION = 110
_MEDIAN_DAYS_TO_DECISION = 170
_MEDIAN_DAYS_TO_JUDGMENT = 250
_DECIDED = np.asarray([[60, 2, 21, 6, 1, 3, 7], [51, 5, 28, 9, 2, 2, 3]])
_JUDGED = np.asarray([[74, 23, 2, 1], [81, 16, 2, 1]])
_ADULT_PENALTIES = np.asarray(
    [[50, 17, 6, 0, 0, 0, 17, 3, 0, 2, 5, 0], [27, 26, 12, 0, 0, 0, 27, 2, 0, 3, 3, 0]]
)
_MINOR_PENALTIES = np.asarray(
    [[0, 0, 0, 18, 24, 18, 32, 1, 3, 0, 4, 0], [0, 0, 0, 8, 17, 23, 43, 1, 3, 0, 5, 0]]
)
_REACHES_PROSECUTION = np.asarray([0.74, 0.56])
_LONGEST_PENALTY = 7_300
"""Days: twenty years."""


@dataclass(frozen=True, eq=False)
class Cases:
    """One row per case, in the order of their numbers, which is that of registration.

    Parameters
    ----------
    person : index of the suspect in the joined people
    field : `MH` or `SGTK`
    kind : of the incident it came from
    court : index of the arrondissement
    decision, judgment, penalty : index in the code lists, or `NONE`
    decided, judged : dates, NaT where there is none yet
    appeal : whether the judgment is one of appeal
    days, days_served : of the penalty; `NONE` where it is not counted in days
    """

    person: Ints
    registered: Dates
    field: Ints
    kind: Ints
    court: Ints
    age: Ints
    decision: Ints
    decided: Dates
    judgment: Ints
    judged: Dates
    penalty: Ints
    appeal: Ints
    days: Ints
    days_served: Ints

    def __len__(self) -> int:
        return len(self.person)


def prosecute(police: Police, scene: Scene) -> Cases:
    """Follow suspects of the police through prosecution and court, until the last day covered."""
    rng, country = scene.stream("cases"), scene.country
    row, registered = _registrations(police, scene.settings, rng)
    incident, person = police.involved.incident[row], police.involved.person[row]
    field, n = police.incidents.field[incident], len(row)
    age = age_on(police.people.born[person], registered)
    decision = pick_per_row(rng, _DECIDED, field)
    decided = registered + _days(rng, _MEDIAN_DAYS_TO_DECISION, 0.8, n)
    judgment = pick_per_row(rng, _JUDGED, field)
    appeal = (rng.random(n) < _APPEALS).astype(np.int64)
    of_first_instance = decided + _days(rng, _MEDIAN_DAYS_TO_JUDGMENT, 0.6, n)
    judged = of_first_instance + appeal * _days_of_appeal(rng, n)
    penalty = _penalties(field, age < 18, judged, rng)
    days, served = _lengths(penalty, rng)
    court = country.court[pick(rng, country.weights, n)]
    # What lies after the last day covered has not happened yet for any source: it is pending.
    last_day = last_day_of(scene.settings.last_year)
    is_decided = decided <= last_day
    is_summoned = is_decided & (decision == DECISIONS.index("dagvaarding"))
    is_judged = is_summoned & (judged <= last_day)
    is_convicted = is_judged & (judgment == _CONVICTED)
    without_penalty = np.where(is_judged, PENALTIES.index("nvt"), NONE)
    return Cases(
        person=person,
        registered=registered,
        field=field,
        kind=police.incidents.kind[incident],
        court=court,
        age=age,
        decision=np.where(is_decided, decision, NONE),
        decided=np.where(is_decided, decided, NEVER),
        judgment=np.where(is_judged, judgment, NONE),
        judged=np.where(is_judged, judged, NEVER),
        penalty=np.where(is_convicted, penalty, without_penalty),
        appeal=np.where(is_judged, appeal, NONE),
        days=np.where(is_convicted, days, NONE),
        days_served=np.where(is_convicted, served, NONE),
    )


def _registrations(
    police: Police, settings: InventSettings, rng: np.random.Generator
) -> tuple[Ints, Dates]:
    """Return the suspects who reach the prosecution, as rows of the people involved, and the day of each case."""
    rows, incidents = police.involved, police.incidents
    suspect = np.flatnonzero(rows.role == SUSPECT)
    field = incidents.field[rows.incident[suspect]]
    row = suspect[rng.random(len(suspect)) < _REACHES_PROSECUTION[field]]
    waits = _days(rng, _MEDIAN_DAYS_TO_REGISTRATION, 0.9, len(row))
    registered = incidents.date[rows.incident[row]] + waits
    year = year_of(registered)
    first_year = settings.first_year - settings.cases_before
    is_covered = (year >= first_year) & (year <= settings.last_year)
    row, registered = row[is_covered], registered[is_covered]
    # Numbers of cases follow the day of registration. Within a day their order is chance.
    order = np.lexsort((rng.random(len(row)), registered))
    return row[order], registered[order]


def _days_of_appeal(rng: np.random.Generator, n: int) -> NDArray[np.timedelta64]:
    days = (200 + 250 * rng.random(n)).astype(np.int64)
    return in_days(days)


def _days(
    rng: np.random.Generator, median: float, spread: float, n: int
) -> NDArray[np.timedelta64]:
    """Durations as they are in justice: a middle, and a long tail; at least a day."""
    return in_days(1 + np.floor(median * np.exp(rng.normal(0, spread, n))))


def _penalties(
    field: Ints, minor: Bools, judged: Dates, rng: np.random.Generator
) -> Ints:
    """Kinds of penalty; unconditional ones become more common through the years."""
    drift = np.exp(0.07 * (year_of(judged) - 2019))[:, None]
    weights: Floats = np.where(
        minor[:, None], _MINOR_PENALTIES[field], _ADULT_PENALTIES[field]
    ).astype(np.float64)
    weights[:, [0, 1, 3, 4]] *= drift
    return pick_per_row(rng, weights, np.arange(len(field)))


def _lengths(penalty: Ints, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Draw the days of each penalty, and those that are served: `NONE` for penalties that are not counted in days.

    The order of `codes.PENALTIES` decides: three of prison (whole, partly, suspended), three of youth detention, then
    community service.
    """
    n = len(penalty)
    of_prison = np.floor(90 + 420 * np.exp(rng.normal(0, 0.8, n)))
    of_service = np.floor(20 + 80 * rng.random(n))
    of_detention = np.floor(of_prison / 3)
    days = np.where(
        penalty <= 2, of_prison, np.where(penalty <= 5, of_detention, of_service)
    )
    is_in_days = penalty <= 6
    served = np.choose(
        np.minimum(penalty, 6),
        [days, np.floor(days * 0.6), 0, days, np.floor(days * 0.5), 0, days],
    )
    days = np.minimum(days, _LONGEST_PENALTY)
    served = np.minimum(served, days)
    return (
        np.where(is_in_days, days, NONE).astype(np.int64),
        np.where(is_in_days, served, NONE).astype(np.int64),
    )
