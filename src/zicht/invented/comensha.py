"""Notifications as CoMensha delivers them, a file per year."""

import numpy as np

from zicht.invented import codes
from zicht.invented.deliveries import Column, Spoiling, Table, by_year, cut_short, nothing, put
from zicht.invented.draws import pick, year_of
from zicht.invented.notifications import Notifications
from zicht.invented.scene import Scene
from zicht.invented.spelling import Spelling, Words, areas, joined, numbered
from zicht.invented.victims import Victims

_SHELTERS = ("categoraal", "vrouwenopvang", "azc_beschermd", "jeugd", "ambulant", "geen", "onbekend")


def notifications_tables(
    notes: Notifications, victims: Victims, spelling: Spelling, scene: Scene
) -> tuple[list[Table], Words]:
    """Deliveries of CoMensha, one per year, and the number of every notification."""
    rng = scene.stream("notification details")
    n, years = len(notes), year_of(notes.date)
    ids = numbered("M", years, scene.settings.marker)
    lands = np.asarray([*(code for code, _, _ in codes.NATIONALITIES), "onbekend"])
    started = np.where(notes.lasted >= 0, notes.date - notes.lasted.astype("timedelta64[D]"), np.datetime64("NaT"))
    ended = started + np.floor(np.maximum(notes.lasted, 0) * rng.random(n)).astype("timedelta64[D]")
    foreign = victims.people.nationality[notes.victim] != 0
    places, yes_no = areas(scene.country), np.asarray(codes.YES_NO)
    columns: dict[str, Column] = {
        "melding_id": ids,
        **spelling.link("comensha", notes.victim, with_bsn=0.55),
        "meld_datum": notes.date,
        "melder_type": np.asarray(codes.MELDERS)[notes.melder],
        "geslacht": np.asarray((*codes.SEXES, "onbekend"))[notes.sex],
        "leeftijd_bij_melding": notes.age,
        "nationaliteit": lands[notes.nationality],
        "uitbuitingsvorm": joined(notes.forms, (*codes.FORMS, "onbekend")),
        "sector": joined(notes.sectors, codes.SECTORS),
        "binnenlands_grensoverschrijdend": np.asarray(codes.ROUTES)[notes.route],
        "land_uitbuiting": np.where(rng.random(n) < 0.93, "NLD", "onbekend"),
        "gemeente_uitbuiting": places[notes.exploited],
        "gemeente_verblijf": places[notes.stays],
        "pleegperiode_van": started,
        "pleegperiode_tot": np.where(rng.random(n) < 0.8, ended, np.datetime64("NaT")),
        "uitbuiting_in_nl": yes_no[pick(rng, (0.86, 0.07, 0.07), n)],
        "dublin": np.where(foreign, yes_no[pick(rng, (0.16, 0.7, 0.14), n)], "nee"),
        "bedenktijd": np.where(foreign, yes_no[pick(rng, (0.34, 0.54, 0.12), n)], "nee"),
        "aangifte": yes_no[pick(rng, (0.24, 0.61, 0.15), n)],
        "opvang_type": np.asarray(_SHELTERS)[pick(rng, (9, 6, 10, 5, 17, 40, 13), n)],
        "toestemming": yes_no[notes.consent],
    }
    return list(by_year("comensha_meldingen", columns, years, _spoil)), ids


def _spoil(year: int) -> tuple[Spoiling, ...]:
    earlier = put(meld_datum=f"{year - 9}-06-01", pleegperiode_van="", pleegperiode_tot="")
    reversed_period = put(pleegperiode_van=f"{year - 1}-06-01", pleegperiode_tot=f"{year - 1}-01-01")
    return (
        Spoiling("onbekende_code:melder_type", put(melder_type="buurvrouw")),
        Spoiling("geen_datum:meld_datum", put(meld_datum=f"{year}-02-30")),
        Spoiling("ontbreekt:meld_datum", put(meld_datum="")),
        Spoiling("herhaalde_rij", nothing, keeps_key=True),
        Spoiling("onbekende_code:uitbuitingsvorm", put(uitbuitingsvorm="BSU;ZZ"), keeps_key=True),
        Spoiling("onbekend_gebied:gemeente_verblijf", put(gemeente_verblijf="VB9999")),
        Spoiling("buiten_periode:meld_datum", earlier),
        Spoiling("geen_geheel_getal:leeftijd_bij_melding", put(leeftijd_bij_melding="twintig")),
        Spoiling("te_hoog:leeftijd_bij_melding", put(leeftijd_bij_melding="172")),
        Spoiling("regel:pleegperiode_in_volgorde", reversed_period),
        Spoiling("regel:bsn_negen_cijfers", put(bsn="12-34")),
        Spoiling("herhaalde_code:sector", put(sector="horeca;horeca")),
        Spoiling("aantal_velden", cut_short),
    )
