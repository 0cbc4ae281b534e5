"""Residence procedures of presumed victims of foreign nationality, and their reflection periods."""

from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Bools, Dates, Ints
from zicht_invented import codes
from zicht_invented.comensha import Particulars
from zicht_invented.draws import NEVER, in_days, last_day_of, pick
from zicht_invented.notifications import Notifications
from zicht_invented.scene import Scene
from zicht_invented.victims import Victims

NO_DECISION = -1
REFLECTION_DAYS = 92
"""A reflection period lasts three months at most."""
_APPLIES_WITHOUT_REFLECTION = 0.15
_COMPLAINT, _AFTERWARDS, _MEANWHILE = range(3)
_WHEN_APPLIED = (0.65, 0.27, 0.08)
"""With a complaint, which ends the reflection period; after it; or while it runs."""
_GROUNDS = (0.62, 0.12, 0.20, 0.04, 0.02)
_DECISIONS = (0.52, 0.34, 0.08, 0.04, 0.02)
_ASYLUM = (0.22, 0.70, 0.08)
_DUBLIN_OF_ASYLUM = (0.30, 0.65, 0.05)
_MEDIAN_DAYS_TO_DECISION = 120.0
_MEDIAN_DAYS_TO_APPLICATION = 60.0


@dataclass(frozen=True, eq=False)
class Procedures:
    """One row per procedure, at most one of each person, in the order of application.

    Parameters
    ----------
    person : index among the victims
    applied : date of the application
    reflection_begins, reflection_ends : NaT where there was none; the end is NaT while the period runs
    ground : index in `codes.RESIDENCE_GROUNDS`
    decision : index in `codes.RESIDENCE_DECISIONS`, or `NO_DECISION` while nobody decided
    asylum, dublin : index in `codes.YES_NO`
    """

    person: Ints
    applied: Dates
    reflection_begins: Dates
    reflection_ends: Dates
    ground: Ints
    decision: Ints
    asylum: Ints
    dublin: Ints

    def __len__(self) -> int:
        return len(self.person)


def apply_for_residence(
    notes: Notifications, said: Particulars, victims: Victims, scene: Scene
) -> Procedures:
    """Draw procedures of people who were notified, up to the last day covered.

    The immigration service does not ask whether somebody consents to be counted by others.
    """
    rng = scene.stream("residence")
    person, note, has_reflection = _applicants(notes, said, victims)
    applies = has_reflection | (rng.random(len(person)) < _APPLIES_WITHOUT_REFLECTION)
    drawn = _procedures(
        person[applies],
        notified=notes.date[note[applies]],
        has_reflection=has_reflection[applies],
        last_day=last_day_of(scene.settings.last_year),
        rng=rng,
    )
    return _delivered(drawn, last_day_of(scene.settings.last_year))


def _procedures(
    person: Ints,
    *,
    notified: Dates,
    has_reflection: Bools,
    last_day: np.datetime64,
    rng: np.random.Generator,
) -> Procedures:
    """Draw a procedure for each person, also of those who apply after the last day covered.

    What happens after that day has not happened yet for the immigration service.
    """
    n = len(person)
    begins = notified + in_days(21 * rng.random(n))
    when = pick(rng, _WHEN_APPLIED, n)
    days_until_applied = np.where(
        when == _AFTERWARDS,
        REFLECTION_DAYS + np.floor(41 * rng.random(n)),
        5 + np.floor((REFLECTION_DAYS - 5) * rng.random(n)),
    )
    days_without_reflection = _MEDIAN_DAYS_TO_APPLICATION * np.exp(
        rng.normal(0, 0.8, n)
    )
    applied: Dates = np.where(
        has_reflection,
        begins + in_days(days_until_applied),
        notified + in_days(days_without_reflection),
    )
    ends = np.where(when == _COMPLAINT, applied, begins + in_days(REFLECTION_DAYS))
    days_to_decision = np.floor(
        _MEDIAN_DAYS_TO_DECISION * np.exp(rng.normal(0, 0.7, n))
    )
    decided = applied + in_days(1 + days_to_decision)
    ground = pick(rng, _GROUNDS, n)
    is_asylum = ground == codes.RESIDENCE_GROUNDS.index("asiel")
    yes, no = codes.YES_NO.index("ja"), codes.YES_NO.index("nee")
    asylum = np.where(is_asylum, yes, pick(rng, _ASYLUM, n))
    dublin = np.where(asylum == yes, pick(rng, _DUBLIN_OF_ASYLUM, n), no)
    decision = np.where(decided <= last_day, pick(rng, _DECISIONS, n), NO_DECISION)
    return Procedures(
        person=person,
        applied=applied,
        reflection_begins=np.where(has_reflection, begins, NEVER),
        reflection_ends=np.where(has_reflection & (ends <= last_day), ends, NEVER),
        ground=ground,
        decision=decision,
        asylum=asylum,
        dublin=dublin,
    )


def _delivered(drawn: Procedures, last_day: np.datetime64) -> Procedures:
    """Return the procedures that began by the last day covered, in the order of application."""
    has_begun = np.flatnonzero(drawn.applied <= last_day)
    rows = has_begun[np.argsort(drawn.applied[has_begun], kind="stable")]
    return Procedures(**{name: column[rows] for name, column in vars(drawn).items()})


def _applicants(
    notes: Notifications, said: Particulars, victims: Victims
) -> tuple[Ints, Ints, Bools]:
    """Return everybody foreign who was notified, a notification of each, and whether it states a reflection period.

    It is the first notification that states a reflection period, or the first one where none does.
    """
    is_foreign = victims.people.nationality[notes.victim] != 0
    states_reflection = said.reflection == codes.YES_NO.index("ja")
    rows = np.flatnonzero(is_foreign)
    # Rows stand in the order of their dates; those that state a reflection period go first.
    rows = rows[np.argsort(~states_reflection[rows], kind="stable")]
    person, first = np.unique(notes.victim[rows], return_index=True)
    note = rows[first]
    return person, note, states_reflection[note]
