"""Notifications as CoMensha delivers them, a file per year."""

from dataclasses import dataclass

import numpy as np

from zicht.vocabulary.arrays import Bools, Dates, Ints, Texts
from zicht_invented import codes
from zicht_invented.deliveries import (
    Column,
    Spoiling,
    Table,
    by_year,
    cut_short,
    nothing,
    put,
)
from zicht_invented.draws import NEVER, in_days, pick, year_of
from zicht_invented.notifications import Notifications
from zicht_invented.scene import Scene
from zicht_invented.spelling import Spelling, areas, joined, numbered
from zicht_invented.victims import Victims


@dataclass(frozen=True, eq=False)
class Particulars:
    """What a notification says besides, a row per notification.

    Parameters
    ----------
    started, ended : of the exploitation; NaT where unknown
    is_land_known : whether the country of exploitation is stated
    here, dublin, reflection, complaint : index in `codes.YES_NO`
    shelter : index in `codes.SHELTERS`
    """

    started: Dates
    ended: Dates
    is_land_known: Bools
    here: Ints
    dublin: Ints
    reflection: Ints
    complaint: Ints
    shelter: Ints


def particulars(notes: Notifications, victims: Victims, scene: Scene) -> Particulars:
    """Draw what notifications say besides; Dutch nationals are no Dublin claimants and get no reflection period."""
    rng, n = scene.stream("notification details"), len(notes)
    is_start_known = notes.lasted >= 0
    started = np.where(is_start_known, notes.date - in_days(notes.lasted), NEVER)
    ended = started + in_days(np.maximum(notes.lasted, 0) * rng.random(n))
    foreign = victims.people.nationality[notes.victim] != 0
    no = codes.YES_NO.index("nee")
    return Particulars(
        started,
        is_land_known=rng.random(n) < 0.93,
        ended=np.where(rng.random(n) < 0.8, ended, NEVER),
        here=pick(rng, (0.86, 0.07, 0.07), n),
        dublin=np.where(foreign, pick(rng, (0.16, 0.7, 0.14), n), no),
        reflection=np.where(foreign, pick(rng, (0.34, 0.54, 0.12), n), no),
        complaint=pick(rng, (0.24, 0.61, 0.15), n),
        shelter=pick(rng, (9, 6, 10, 5, 17, 40, 13), n),
    )


def notifications_tables(
    notes: Notifications, besides: Particulars, spelling: Spelling, scene: Scene
) -> tuple[list[Table], Texts]:
    """Deliveries of CoMensha, one per year, and the number of every notification."""
    years = year_of(notes.date)
    ids = numbered("M", years, scene.settings.marker)
    lands = np.asarray([*(code for code, _, _ in codes.NATIONALITIES), "onbekend"])
    places, yes_no = areas(scene.country), np.asarray(codes.YES_NO)
    columns: dict[str, Column] = {
        "melding_id": ids,
        **spelling.link("comensha", notes.victim, notes.date, with_bsn=0.55),
        "meld_datum": notes.date,
        "melder_type": np.asarray(codes.MELDERS)[notes.melder],
        "geslacht": np.asarray((*codes.SEXES, "onbekend"))[notes.sex],
        "leeftijd_bij_melding": notes.age,
        "nationaliteit": lands[notes.nationality],
        "uitbuitingsvorm": joined(notes.forms, (*codes.FORMS, "onbekend")),
        "sector": joined(notes.sectors, codes.SECTORS),
        "binnenlands_grensoverschrijdend": np.asarray(codes.ROUTES)[notes.route],
        "land_uitbuiting": np.where(besides.is_land_known, "NLD", "onbekend"),
        "gemeente_uitbuiting": places[notes.exploited],
        "gemeente_verblijf": places[notes.stays],
        "pleegperiode_van": besides.started,
        "pleegperiode_tot": besides.ended,
        "uitbuiting_in_nl": yes_no[besides.here],
        "dublin": yes_no[besides.dublin],
        "bedenktijd": yes_no[besides.reflection],
        "aangifte": yes_no[besides.complaint],
        "opvang_type": np.asarray(codes.SHELTERS)[besides.shelter],
        "toestemming": yes_no[notes.consent],
    }
    return list(by_year("comensha_meldingen", columns, years, _spoil)), ids


def _spoil(year: int) -> tuple[Spoiling, ...]:
    earlier = put(
        meld_datum=f"{year - 9}-06-01", pleegperiode_van="", pleegperiode_tot=""
    )
    reversed_period = put(
        pleegperiode_van=f"{year - 1}-06-01", pleegperiode_tot=f"{year - 1}-01-01"
    )
    return (
        Spoiling("unknown_code:melder_type", put(melder_type="buurvrouw")),
        Spoiling("not_a_date:meld_datum", put(meld_datum=f"{year}-02-30")),
        Spoiling("missing:meld_datum", put(meld_datum="")),
        Spoiling("repeated_row", nothing, keeps_key=True),
        Spoiling(
            "unknown_code:uitbuitingsvorm",
            put(uitbuitingsvorm="BSU;ZZ"),
            keeps_key=True,
        ),
        Spoiling("unknown_area:gemeente_verblijf", put(gemeente_verblijf="VB9999")),
        Spoiling("outside_period:meld_datum", earlier),
        Spoiling(
            "not_a_whole_number:leeftijd_bij_melding",
            put(leeftijd_bij_melding="twintig"),
        ),
        Spoiling("too_high:leeftijd_bij_melding", put(leeftijd_bij_melding="172")),
        Spoiling("rule:pleegperiode_in_volgorde", reversed_period),
        Spoiling("unknown_code:geslacht", put(geslacht="vrouw")),
        Spoiling("repeated_code:sector", put(sector="horeca;horeca")),
        Spoiling("field_count", cut_short),
    )
