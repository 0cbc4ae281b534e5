"""Incidents of trafficking at the police: victims whom it captured, and suspects."""

import numpy as np

from zicht.vocabulary.arrays import Bools, Ints
from zicht_invented.codes import FORMS
from zicht_invented.draws import day, pick, year_of
from zicht_invented.scene import RUN_UP_YEARS, Scene
from zicht_invented.settings import InventSettings
from zicht_invented.suspects import SUSPECT, VICTIM, Draft, Profile, make_suspects, once
from zicht_invented.victims import Victims

_WITHOUT_VICTIM_PER_YEAR = 30
_WITHOUT_VICTIM = (0.3, 0.17, 0.3, 0.19, 0.04)
_N_SUSPECTS = (0.62, 0.26, 0.09, 0.03)
"""Chance of no suspect, one, two, and three in an incident with a victim."""
_OWN_INCIDENT = 0.72
_VICTIM_TURNED_SUSPECT = 0.08
_SUSPECTS = Profile(
    men=np.asarray([0.84, 0.76, 0.7, 0.82, 0.7]),
    age_groups=np.asarray(
        [
            [0.11, 0.34, 0.55],
            [0.02, 0.2, 0.78],
            [0.01, 0.07, 0.92],
            [0.15, 0.36, 0.49],
            [0.05, 0.2, 0.75],
        ]
    ),
    nationalities="verdachte",
    again=0.13,
)


def trafficking_incidents(victims: Victims, scene: Scene) -> Draft:
    """Invent incidents of trafficking, also of the run-up years (then without known victims)."""
    rng = scene.stream("police mh")
    captured, incident, opens = _of_victims(victims, rng)
    who = victims.person[captured]
    first_victim = who[opens]
    extra_years = _years_without_victim(scene.settings)
    years = np.concatenate([victims.year[captured[opens]], extra_years])
    extra_kinds = pick(rng, _WITHOUT_VICTIM, len(extra_years))
    kind = np.concatenate([victims.main_form[first_victim], extra_kinds])
    date = day(years, np.floor(rng.random(len(years)) * 365).astype(np.int64))
    forms = np.eye(len(FORMS), dtype=np.bool_)[kind]
    n_with_victim = len(first_victim)
    forms[:n_with_victim] |= victims.forms[first_victim]
    n_suspects = pick(rng, _N_SUSPECTS, len(kind))
    # Somebody stands in every incident: without a victim there is a suspect.
    n_suspects[n_with_victim:] = np.maximum(n_suspects[n_with_victim:], 1)
    accused_in = np.repeat(np.arange(len(kind)), n_suspects)
    kind_of_row, date_of_row = kind[accused_in], date[accused_in]
    people, suspect = make_suspects(
        kind_of_row, date_of_row, _SUSPECTS, scene.country, rng
    )
    suspect = _also_victims(suspect, kind_of_row, year_of(date_of_row), victims, rng)
    is_first = once(accused_in, suspect)
    return Draft(
        people,
        date,
        kind,
        forms,
        incident=np.concatenate([incident, accused_in[is_first]]),
        role=np.repeat([VICTIM, SUSPECT], [len(who), int(is_first.sum())]),
        # Victims are known already: a negative number stands for one, before the new people.
        person=np.concatenate([-who - 1, suspect[is_first]]),
    )


def _of_victims(victims: Victims, rng: np.random.Generator) -> tuple[Ints, Ints, Bools]:
    """Find captured person-years, the incident of each, and whether it opens that incident."""
    captured = np.flatnonzero(victims.police)
    form = victims.main_form[victims.person[captured]]
    order = np.lexsort((rng.random(len(captured)), form, victims.year[captured]))
    captured, form = captured[order], form[order]
    opens = rng.random(len(captured)) < _OWN_INCIDENT
    year = victims.year[captured]
    opens[:1] = True
    opens[1:] |= (year[1:] != year[:-1]) | (form[1:] != form[:-1])
    return captured, np.cumsum(opens) - 1, opens


def _years_without_victim(settings: InventSettings) -> Ints:
    years = np.arange(settings.first_year - RUN_UP_YEARS, settings.last_year + 1)
    more = np.where(
        years < settings.first_year, 3.4, 1.0
    )  # no victims are invented for the run-up
    wanted = (
        settings.scale
        * more
        * _WITHOUT_VICTIM_PER_YEAR
        * (1 - 0.02 * (np.clip(years, 2010, 2030) - 2019))
    )
    return np.repeat(years, np.rint(wanted).astype(np.int64))


def _also_victims(
    suspect: Ints, kind: Ints, year: Ints, victims: Victims, rng: np.random.Generator
) -> Ints:
    """Let a few victims of criminal exploitation appear as suspects; the chain must keep the roles apart."""
    crime = FORMS.index("CU")
    forced = np.flatnonzero(
        victims.lists.any(axis=1) & (victims.main_form[victims.person] == crime)
    )
    turns = (
        (kind == crime)
        & (rng.random(len(kind)) < _VICTIM_TURNED_SUSPECT)
        & (year >= victims.year.min(initial=9999))
    )
    both = suspect.copy()
    if len(forced):
        drawn = forced[(rng.random(int(turns.sum())) * len(forced)).astype(np.int64)]
        both[turns] = -victims.person[drawn] - 1
    return both
