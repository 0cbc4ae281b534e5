"""Cases of the prosecution service and the courts: one row per suspect and case, followed to the last day covered."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zicht.vocabulary.arrays import Bools, Dates, Floats, Ints
from zicht_invented.codes import DECISIONS, PENALTIES
from zicht_invented.draws import age_on, day, pick, pick_per_row, year_of
from zicht_invented.registered import Police
from zicht_invented.scene import Scene
from zicht_invented.suspects import SUSPECT

NONE = -1
"""No decision, judgment or penalty yet."""
_DECIDED = np.asarray([[60, 2, 21, 6, 1, 3, 7], [51, 5, 28, 9, 2, 2, 3]])
_JUDGED = np.asarray([[74, 23, 2, 1], [81, 16, 2, 1]])
_ADULT_PENALTIES = np.asarray(
    [[50, 17, 6, 0, 0, 0, 17, 3, 0, 2, 5, 0], [27, 26, 12, 0, 0, 0, 27, 2, 0, 3, 3, 0]]
)
_MINOR_PENALTIES = np.asarray(
    [[0, 0, 0, 18, 24, 18, 32, 1, 3, 0, 4, 0], [0, 0, 0, 8, 17, 23, 43, 1, 3, 0, 5, 0]]
)
_REACHES_PROSECUTION = np.asarray([0.74, 0.56])


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
    rng, settings, country = scene.stream("cases"), scene.settings, scene.country
    rows = police.involved
    suspect = np.flatnonzero(rows.role == SUSPECT)
    field = police.incidents.field[rows.incident[suspect]]
    taken = suspect[rng.random(len(suspect)) < _REACHES_PROSECUTION[field]]
    registered = police.incidents.date[rows.incident[taken]] + _days(
        rng, 110, 0.9, len(taken)
    )
    covered = (year_of(registered) >= settings.first_year - settings.cases_before) & (
        year_of(registered) <= settings.last_year
    )
    taken, registered = taken[covered], registered[covered]
    # Numbers of cases follow the day of registration. Within a day their order is chance.
    order = np.lexsort((rng.random(len(taken)), registered))
    taken, registered = taken[order], registered[order]
    incident, person = rows.incident[taken], rows.person[taken]
    field, n = police.incidents.field[incident], len(taken)
    # What lies after the last day covered has not happened yet for any source: it is pending.
    last_day = day(settings.last_year + 1, 0) - np.timedelta64(1, "D")
    age = age_on(police.people.born[person], registered)
    decision = pick_per_row(rng, _DECIDED, field)
    decided = registered + _days(rng, 170, 0.8, n)
    judgment = pick_per_row(rng, _JUDGED, field)
    appeal = (rng.random(n) < 0.19).astype(np.int64)
    judged = (
        decided
        + _days(rng, 250, 0.6, n)
        + (appeal * (200 + 250 * rng.random(n)).astype(np.int64)).astype(
            "timedelta64[D]"
        )
    )
    is_decided = decided <= last_day
    is_judged = (
        is_decided & (decision == DECISIONS.index("dagvaarding")) & (judged <= last_day)
    )
    is_convicted = is_judged & (judgment == 0)
    penalty = _penalties(field, age < 18, judged, rng)
    days, served = _lengths(penalty, rng)
    return Cases(
        person, registered, field, police.incidents.kind[incident],
        country.court[pick(rng, country.weights, n)], age,
        np.where(is_decided, decision, NONE), np.where(is_decided, decided, np.datetime64("NaT", "D")),
        np.where(is_judged, judgment, NONE), np.where(is_judged, judged, np.datetime64("NaT", "D")),
        np.where(is_convicted, penalty, np.where(is_judged, PENALTIES.index("nvt"), NONE)),
        np.where(is_judged, appeal, NONE), np.where(is_convicted, days, NONE), np.where(is_convicted, served, NONE),
    )  # fmt: skip


def _days(
    rng: np.random.Generator, median: float, spread: float, n: int
) -> NDArray[np.timedelta64]:
    """Durations as they are in justice: a middle, and a long tail; at least a day."""
    return (
        (1 + np.floor(median * np.exp(rng.normal(0, spread, n))))
        .astype(np.int64)
        .astype("timedelta64[D]")
    )


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
    n = len(penalty)
    long = np.floor(90 + 420 * np.exp(rng.normal(0, 0.8, n)))
    short = np.floor(20 + 80 * rng.random(n))
    days = np.where(
        penalty <= 2, long, np.where(penalty <= 5, np.floor(long / 3), short)
    )
    in_days = penalty <= 6
    served = np.choose(
        np.minimum(penalty, 6),
        [days, np.floor(days * 0.6), 0, days, np.floor(days * 0.5), 0, days],
    )
    days = np.minimum(days, 7300)
    return np.where(in_days, days, NONE).astype(np.int64), np.where(
        in_days, np.minimum(served, days), NONE
    ).astype(np.int64)
