"""Incidents as the police deliver them, a file per year and a row per person."""

from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Ints, Texts
from zicht_invented import codes
from zicht_invented.articles import articles
from zicht_invented.deliveries import (
    Column,
    Spoiling,
    Table,
    by_year,
    cut_short,
    nothing,
    put,
)
from zicht_invented.draws import in_days, pick, pick_per_row, year_of
from zicht_invented.registered import SGTK, Police
from zicht_invented.scene import Scene
from zicht_invented.spelling import Spelling, areas, joined, numbered
from zicht_invented.suspects import SUSPECT

_RELATION_MH = (5, 5, 24, 26, 16, 8, 5, 3, 8)
_RELATION_SGTK = (
    (16, 17, 9, 33, 1, 5, 8, 4, 7),
    (10, 11, 7, 37, 1, 13, 11, 3, 7),
    (5, 6, 14, 38, 0, 23, 4, 3, 7),
    (2, 3, 8, 32, 0, 43, 3, 2, 7),
)
"""Per offence, so that 77% of suspects are known to the child."""


@dataclass(frozen=True, eq=False)
class Particulars:
    """What the police note besides, a row per person involved in incidents of the years covered.

    Parameters
    ----------
    relation_sgtk, relation_mh : index of the relation to the offender, were it an incident of that field
    article : of law, per incident
    interview : index in `codes.YES_NO`, whether an informative interview was held
    """

    relation_sgtk: Ints
    relation_mh: Ints
    article: Texts
    interview: Ints


def particulars(police: Police, scene: Scene) -> Particulars:
    """Draw what the police note besides; with minors an informative interview is held more often."""
    rng, incidents = scene.stream("police details"), police.incidents
    rows = police.delivered(scene.settings.years)
    n, age = len(rows.incident), np.where(rows.age >= 0, rows.age, 30)
    return Particulars(
        relation_sgtk=pick_per_row(
            rng, _RELATION_SGTK, np.minimum(incidents.kind[rows.incident], 3)
        ),
        relation_mh=pick(rng, _RELATION_MH, n),
        article=articles(incidents.field, incidents.kind, incidents.date, rng),
        interview=np.where(
            age < 18, pick(rng, (55, 38, 7), n), pick(rng, (35, 55, 10), n)
        ),
    )


def police_tables(
    police: Police, besides: Particulars, spelling: Spelling, scene: Scene
) -> tuple[list[Table], Texts]:
    """Deliveries of the police, one per year, and the number of every incident of the years covered."""
    incidents, rows = police.incidents, police.delivered(scene.settings.years)
    # A row per person: of each the incident, whose particulars are repeated.
    incident = rows.incident
    date = incidents.date[incident]
    year = year_of(incidents.date)
    ids = numbered("P", year, scene.settings.marker)
    is_suspect, is_sgtk = rows.role == SUSPECT, incidents.field[incident] == SGTK
    n_units = len(scene.country.unit_names)
    units = np.asarray([f"VE{unit + 1:02d}" for unit in range(n_units)])
    offences = np.asarray(codes.OFFENCES)[np.minimum(incidents.kind[incident], 3)]
    relation = np.where(is_sgtk, besides.relation_sgtk, besides.relation_mh)
    relations = np.asarray(codes.RELATIONS)[relation]
    yes_no = np.asarray(codes.YES_NO)
    columns: dict[str, Column] = {
        "incident_id": ids[incident],
        "persoon_volgnr": rows.number,
        **spelling.link("politie", rows.person, date, with_bsn=0.88),
        "registratie_datum": date,
        "pleeg_van": date - in_days(incidents.started[incident]),
        "pleeg_tot": date - in_days(incidents.ended[incident]),
        "maatschappelijke_klasse": np.asarray(codes.FIELDS)[incidents.field[incident]],
        "vorm": joined(incidents.forms, (*codes.FORMS, "onbekend"))[incident],
        "delict": np.where(is_sgtk, offences, "nvt"),
        "wetsartikel": besides.article[incident],
        "eenheid": units[incidents.unit[incident]],
        "gemeente_pleegplaats": areas(scene.country)[incidents.place[incident]],
        "rol": np.where(is_suspect, "verdachte", "slachtoffer"),
        "leeftijd": rows.age,
        "geslacht": np.asarray((*codes.SEXES, "onbekend"))[rows.sex],
        "informatief_gesprek": yes_no[besides.interview],
        "aangifte": yes_no[incidents.complaint[incident]],
        "relatie_dader": np.where(is_suspect, "nvt", relations),
        "online": yes_no[incidents.online[incident]],
    }
    return list(by_year("politie_incidenten", columns, year[incident], _spoil)), ids


def _spoil(year: int) -> tuple[Spoiling, ...]:
    earlier = put(
        registratie_datum=f"{year - 9}-06-01",
        pleeg_van="",
        pleeg_tot="",
        # An article of the new law is wrong for a second reason beside such a day.
        wetsartikel="overig",
    )
    reversed_period = put(pleeg_van=f"{year - 1}-06-01", pleeg_tot=f"{year - 1}-01-01")
    return (
        Spoiling("unknown_code:rol", put(rol="getuige")),
        Spoiling(
            "not_a_date:registratie_datum", put(registratie_datum=f"{year}-13-01")
        ),
        Spoiling("missing:rol", put(rol="")),
        Spoiling("repeated_row", nothing, keeps_key=True),
        Spoiling("unknown_code:wetsartikel", put(wetsartikel="sr_999"), keeps_key=True),
        Spoiling(
            "unknown_area:gemeente_pleegplaats", put(gemeente_pleegplaats="VB9999")
        ),
        Spoiling("outside_period:registratie_datum", earlier),
        Spoiling("not_a_whole_number:leeftijd", put(leeftijd="onb.")),
        Spoiling("too_high:leeftijd", put(leeftijd="640")),
        Spoiling("rule:pleegperiode_in_volgorde", reversed_period),
        Spoiling("unknown_code:geslacht", put(geslacht="vrouw")),
        Spoiling("rule:delict_past_bij_klasse", _other_class),
        Spoiling("field_count", cut_short),
    )


def _other_class(row: dict[str, str]) -> None:
    """Name an offence where there can be none, or none where there must be one."""
    row["delict"] = "hands_on" if row["delict"] == "nvt" else "nvt"
