"""Everything the police registered, with everybody in it: trafficking and sexual violence against children together."""

import numpy as np

from zicht.vocabulary.arrays import Ints
from zicht_invented.abuse import abuse_incidents
from zicht_invented.codes import OFFENCES
from zicht_invented.draws import age_on, pick, pick_per_row
from zicht_invented.people import People, join
from zicht_invented.registered import (
    MH,
    SGTK,
    UNKNOWN_AGE,
    UNKNOWN_PLACE,
    UNKNOWN_SEX,
    Incidents,
    Involved,
    Police,
)
from zicht_invented.scene import Scene
from zicht_invented.suspects import Draft
from zicht_invented.trafficking import trafficking_incidents
from zicht_invented.victims import Victims

_FORM_UNKNOWN = 0.05
_ONLINE = np.asarray(
    [[0.05, 0.9, 0.05], [0.3, 0.62, 0.08], [0.84, 0.06, 0.1], [0.9, 0.04, 0.06]]
)
_ONLINE_MH = (0.2, 0.5, 0.3)
_COMPLAINT = np.asarray(
    [[0.55, 0.41, 0.04], [0.47, 0.48, 0.05], [0.36, 0.57, 0.07], [0.42, 0.53, 0.05]]
)
_COMPLAINT_MH = (0.3, 0.6, 0.1)


def investigate(victims: Victims, scene: Scene) -> Police:
    """Invent what the police registered; people are those of `victims` followed by new ones."""
    mh, sgtk = trafficking_incidents(victims, scene), abuse_incidents(scene)
    people, (_, start_mh, start_sgtk, *_) = join(
        [victims.people, mh.people, sgtk.people]
    )
    rng = scene.stream("incidents")
    date = np.concatenate([mh.date, sgtk.date])
    # Numbers of incidents follow the day of registration. Within a day their order is chance.
    order = np.lexsort((rng.random(len(date)), date))
    number_of = np.empty(len(order), dtype=np.int64)
    number_of[order] = np.arange(len(order))
    incidents = _described(mh, sgtk, order, scene, rng)
    # Victims are known already, and stand as negative numbers among the people of trafficking.
    person_mh = np.where(mh.person >= 0, mh.person + start_mh, -mh.person - 1)
    person = np.concatenate([person_mh, sgtk.person + start_sgtk])
    role = np.concatenate([mh.role, sgtk.role])
    drafted = np.concatenate([mh.incident, sgtk.incident + len(mh.date)])
    parts = np.column_stack([number_of[drafted], role, person])
    return Police(people, incidents, _involved(parts, people, incidents, rng))


def _described(
    mh: Draft, sgtk: Draft, order: Ints, scene: Scene, rng: np.random.Generator
) -> Incidents:
    n = len(order)
    field = np.repeat([MH, SGTK], [len(mh.date), len(sgtk.date)])
    kind = np.concatenate([mh.kind, sgtk.kind])
    offence = np.minimum(kind, len(OFFENCES) - 1)
    unknown = (rng.random(n) < _FORM_UNKNOWN) & (field == MH)
    forms = np.concatenate([mh.forms, sgtk.forms]) & ~unknown[:, None]
    place = pick(rng, scene.country.weights, n)
    started = np.floor(rng.exponential(np.where(field == MH, 160, 60))).astype(np.int64)
    online = np.where(
        field == SGTK, pick_per_row(rng, _ONLINE, offence), pick(rng, _ONLINE_MH, n)
    )
    complaint = np.where(
        field == SGTK,
        pick_per_row(rng, _COMPLAINT, offence),
        pick(rng, _COMPLAINT_MH, n),
    )
    unsorted = Incidents(
        date=np.concatenate([mh.date, sgtk.date]),
        field=field,
        kind=kind,
        forms=np.column_stack([forms, unknown]),
        online=online,
        complaint=complaint,
        place=np.where(rng.random(n) < 0.03, UNKNOWN_PLACE, place),
        unit=scene.country.unit[place],
        started=started,
        ended=np.floor(started * rng.random(n)).astype(np.int64),
    )
    return Incidents(**{name: column[order] for name, column in vars(unsorted).items()})


def _involved(
    parts: Ints, people: People, incidents: Incidents, rng: np.random.Generator
) -> Involved:
    """Sort parts (incident, role, person), number them within each incident, and add what the police note."""
    of, role, person = parts[np.lexsort(parts.T[::-1])].T
    n = len(of)
    age = age_on(people.born[person], incidents.date[of])
    return Involved(
        of, np.arange(n) - np.searchsorted(of, of, side="left") + 1, role, person,
        np.where(rng.random(n) < 0.004, UNKNOWN_SEX, people.sex[person]),
        np.where(rng.random(n) < 0.015, UNKNOWN_AGE, age),
    )  # fmt: skip
