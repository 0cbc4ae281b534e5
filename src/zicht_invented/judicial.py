"""Judicial records of everybody with a case of the field: those cases, and new ones of other offences."""

from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Bools, Dates, Floats, Ints
from zicht_invented import codes
from zicht_invented.cases import Cases
from zicht_invented.draws import NEVER, age_on, in_days, last_day_of, pick, pick_per_row
from zicht_invented.lives import DAYS_IN_A_YEAR, Lives
from zicht_invented.people import People
from zicht_invented.registered import MH
from zicht_invented.scene import Scene

UNKNOWN_AGE = -1
_NEW_PER_YEAR_OF_MINORS, _NEW_PER_YEAR = 0.17, 0.09
"""New cases of other offences a year, on average over people."""
_FRAILTY_VARIANCE = 1.5
"""Of the chance of each person relative to the average: a gamma distribution."""
_CLASS_WEIGHTS = (0.05, 0.38, 0.36, 0.21)
_SERIOUSNESS_WEIGHTS = np.asarray(
    [
        [0.09, 0.40, 0.50, 0.01],
        [0.58, 0.25, 0.15, 0.02],
        [0.73, 0.22, 0.03, 0.02],
        [0.72, 0.20, 0.05, 0.03],
    ]
)
_DISPOSAL_OF_NEW = (0.72, 0.08, 0.04, 0.06, 0.05, 0.03, 0.02, 0.0)
_DISPOSAL_OF_DECISION = (
    "lopend", "strafbeschikking", "sepot_technisch", "sepot_beleid", "transactie", "overig", "overig",
)  # fmt: skip
"""Of each of `codes.DECISIONS`; a summons waits for its judgment."""
_DISPOSAL_OF_JUDGMENT = ("veroordeling", "vrijspraak", "vrijspraak", "overig")
VALID = ("veroordeling", "strafbeschikking", "transactie", "sepot_beleid")
"""Disposals that make somebody an offender."""
NO_CASE = ("vrijspraak", "sepot_technisch")
"""Disposals after which nothing counts against somebody."""


@dataclass(frozen=True, eq=False)
class JudicialCases:
    """One row per case, in the order of registration, which is that of their numbers.

    Parameters
    ----------
    person : index in the joined people
    offence : index in `codes.JUSTICE_CLASSES`
    seriousness : index in `codes.SERIOUSNESS`
    disposal : index in `codes.DISPOSALS`
    released : end of detention in this case, NaT where there was none
    """

    person: Ints
    registered: Dates
    age: Ints
    offence: Ints
    seriousness: Ints
    disposal: Ints
    released: Dates

    def __len__(self) -> int:
        return len(self.person)

    def sorted(self) -> "JudicialCases":
        """Return the same cases in the order of registration."""
        order = np.argsort(self.registered, kind="stable")
        return JudicialCases(
            **{name: column[order] for name, column in vars(self).items()}
        )


def remember(cases: Cases, people: People, lives: Lives, scene: Scene) -> JudicialCases:
    """Put the cases of the field into judicial records, and draw what came after them."""
    own = _of_field(cases).sorted()
    new = _afterwards(own, people, lives, scene)
    together = JudicialCases(
        **{
            name: np.concatenate([column, getattr(new, name)])
            for name, column in vars(own).items()
        }
    )
    return together.sorted()


def index_cases(judicial: JudicialCases, lives: Lives) -> Ints:
    """Return the row of the first case of each person that makes them an offender of the field.

    Who left or died after the registration and before the first day of being followed is left out.
    """
    valid = [codes.DISPOSALS.index(code) for code in VALID]
    field = [codes.JUSTICE_CLASSES.index(code) for code in ("mensenhandel", "sgtk")]
    rows = np.flatnonzero(
        np.isin(judicial.disposal, valid) & np.isin(judicial.offence, field)
    )
    _, first = np.unique(judicial.person[rows], return_index=True)
    rows = rows[first]
    left = seen_until(lives, judicial.person[rows], judicial.registered[rows])
    can_be_followed = np.isnat(left) | (left >= followed_from(judicial, rows))
    return rows[can_be_followed]


def followed_from(judicial: JudicialCases, rows: Ints) -> Dates:
    """Return the day from which people are followed: the registration, or the end of the detention."""
    released = judicial.released[rows]
    return np.where(np.isnat(released), judicial.registered[rows], released)


def seen_until(lives: Lives, person: Ints, begin: Dates) -> Dates:
    """Return the departure or death of each person on or after a day; NaT where there is none."""
    until = np.full(len(person), NEVER, dtype="datetime64[D]")
    if len(lives.exits):
        order = np.argsort(lives.exits.person)
        known = lives.exits.person[order]
        place = np.minimum(np.searchsorted(known, person), len(known) - 1)
        is_known = known[place] == person
        until[is_known] = lives.exits.date[order][place[is_known]]
    return np.where(until >= begin, until, NEVER)


def _of_field(cases: Cases) -> JudicialCases:
    by_decision = [
        codes.DISPOSALS.index(code) for code in (*_DISPOSAL_OF_DECISION, "lopend")
    ]
    by_judgment = [
        codes.DISPOSALS.index(code) for code in (*_DISPOSAL_OF_JUDGMENT, "lopend")
    ]
    disposal = np.where(
        cases.judgment >= 0,
        np.asarray(by_judgment)[cases.judgment],
        np.asarray(by_decision)[cases.decision],
    )
    offence = np.where(
        cases.field == MH,
        codes.JUSTICE_CLASSES.index("mensenhandel"),
        codes.JUSTICE_CLASSES.index("sgtk"),
    )
    is_worst = (cases.field == MH) | (cases.kind == 0)
    seriousness = np.where(
        is_worst,
        codes.SERIOUSNESS.index("zeer_ernstig"),
        codes.SERIOUSNESS.index("ernstig"),
    )
    unconditional = [codes.PENALTIES.index(code) for code in codes.UNCONDITIONAL]
    is_detained = np.isin(cases.penalty, unconditional)
    served = in_days(np.maximum(cases.days_served, 0))
    return JudicialCases(
        person=cases.person,
        registered=cases.registered,
        age=cases.age,
        offence=offence,
        seriousness=seriousness,
        disposal=disposal,
        released=np.where(is_detained, cases.judged + served, NEVER),
    )


def _afterwards(
    own: JudicialCases, people: People, lives: Lives, scene: Scene
) -> JudicialCases:
    """Draw new cases of other offences, from the day people are followed to the last day, a departure or a death."""
    rng = scene.stream("new cases")
    last = last_day_of(scene.settings.last_year)
    rows = index_cases(own, lives)
    person, begin = own.person[rows], followed_from(own, rows)
    until = seen_until(lives, person, begin)
    end = np.where(np.isnat(until), last, np.minimum(until, last))
    followed = np.maximum((end - begin).astype(np.int64), 0)
    per_year: Floats = np.where(
        own.age[rows] < 18, _NEW_PER_YEAR_OF_MINORS, _NEW_PER_YEAR
    )
    # Some people come back far more often than others: each has a chance of their own, which stays.
    shape = 1 / _FRAILTY_VARIANCE
    frailty = rng.gamma(shape, 1 / shape, len(person))
    n_new = rng.poisson(per_year * frailty * followed / DAYS_IN_A_YEAR)
    of = np.repeat(np.arange(len(person)), n_new)
    n = len(of)
    wait = 1 + np.floor(rng.random(n) * followed[of]).astype(np.int64)
    date = begin[of] + in_days(np.minimum(wait, followed[of]))
    offence = pick(rng, _CLASS_WEIGHTS, n)
    is_age_known: Bools = rng.random(n) < 0.99
    age = age_on(people.born[person[of]], date)
    return JudicialCases(
        person=person[of],
        registered=date,
        age=np.where(is_age_known, age, UNKNOWN_AGE),
        offence=offence,
        seriousness=pick_per_row(rng, _SERIOUSNESS_WEIGHTS, offence),
        disposal=pick(rng, _DISPOSAL_OF_NEW, n),
        released=np.full(n, NEVER, dtype="datetime64[D]"),
    )
