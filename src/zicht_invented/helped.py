"""Youth help of children who became known to the police: some had it, some get it, some never do."""

from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Dates, Ints
from zicht_invented.draws import NEVER, in_days, last_day_of, pick
from zicht_invented.lives import first_incidents
from zicht_invented.registered import SGTK, Police
from zicht_invented.scene import Scene

_BEGINS = (0.17, 0.26, 0.09, 0.08, 0.05, 0.35)
"""Help that ran already, began within three, six and twelve months, later, or never."""
_FROM_DAY = np.asarray([-400, 1, 92, 184, 366])
_UNTIL_DAY = np.asarray([-1, 91, 183, 365, 900])
_NEVER = 5
_MEDIAN_DAYS = 260.0


@dataclass(frozen=True, eq=False)
class Courses:
    """Courses of youth help, in the order of their beginning; `ended` is NaT while they run."""

    person: Ints
    started: Dates
    ended: Dates

    def __len__(self) -> int:
        return len(self.person)


def help_children(police: Police, scene: Scene) -> Courses:
    """Draw youth help of child victims, counted from their first incident of sexual violence in the years covered."""
    rng = scene.stream("youth help")
    rows = police.delivered(scene.settings.years)
    person, _, begin = first_incidents(rows, police, SGTK)
    last = last_day_of(scene.settings.last_year)
    begins = pick(rng, _BEGINS, len(person))
    helped = np.flatnonzero(begins < _NEVER)
    kind = begins[helped]
    room = _UNTIL_DAY[kind] - _FROM_DAY[kind] + 1
    wait = _FROM_DAY[kind] + np.floor(rng.random(len(kind)) * room).astype(np.int64)
    started = begin[helped] + in_days(wait)
    lasted = 1 + np.floor(_MEDIAN_DAYS * np.exp(rng.normal(0, 0.9, len(kind))))
    # Help that ran already runs until the day of the incident at least.
    lasted = np.where(kind == 0, lasted - wait, lasted).astype(np.int64)
    ended = started + in_days(lasted)
    is_delivered = started <= last
    order = np.argsort(started[is_delivered], kind="stable")
    return Courses(
        person[helped][is_delivered][order],
        started[is_delivered][order],
        np.where(ended <= last, ended, NEVER)[is_delivered][order],
    )
