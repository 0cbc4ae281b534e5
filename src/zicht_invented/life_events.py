"""Other offences, population events, judicial records, youth help and residence procedures, as delivered."""

import numpy as np

from zicht.vocabulary.arrays import Ints, Texts
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
from zicht_invented.draws import NEVER, year_of
from zicht_invented.helped import Courses
from zicht_invented.judicial import JudicialCases
from zicht_invented.lives import Events, OtherIncidents
from zicht_invented.residence import Procedures
from zicht_invented.scene import Scene
from zicht_invented.spelling import Spelling, numbered

OTHERS, EVENTS = "politie_overige_incidenten", "bevolkingsgebeurtenissen"
JUDICIAL, HELP, RESIDENCE = "objd", "jeugdhulp", "ind_verblijf"


def other_tables(
    others: OtherIncidents, spelling: Spelling, scene: Scene
) -> tuple[list[Table], Texts]:
    """Deliveries of other offences, one per year, and the number of every incident."""
    years = year_of(others.date)
    ids = numbered("A", years, scene.settings.marker)
    columns: dict[str, Column] = {
        "incident_id": ids,
        "persoon_volgnr": np.ones(len(others), dtype=np.int64),
        **spelling.link("politie overig", others.person, others.date, with_bsn=0.88),
        "registratie_datum": others.date,
        "rol": np.full(len(others), "slachtoffer"),
        "klasse": np.asarray(codes.OTHER_CLASSES)[others.offence],
        "ernst": np.asarray(codes.SERIOUSNESS)[others.seriousness],
    }
    return list(by_year(OTHERS, columns, years, _spoil_other)), ids


def event_tables(
    events: Events, spelling: Spelling, scene: Scene
) -> tuple[list[Table], Texts]:
    """Deliveries of the population register, one per year, and the number of every event."""
    years = year_of(events.date)
    ids = numbered("B", years, scene.settings.marker)
    columns: dict[str, Column] = {
        "gebeurtenis_id": ids,
        **spelling.link("bevolking", events.person, events.date, with_bsn=1.0),
        "gebeurtenis_datum": events.date,
        "gebeurtenis": np.asarray(codes.EVENTS)[events.kind],
    }
    return list(by_year(EVENTS, columns, years, _spoil_event)), ids


def judicial_table(
    judicial: JudicialCases, spelling: Spelling, scene: Scene
) -> tuple[Table, Texts]:
    """Delivery of judicial records, all years in one, and the number of every case."""
    years = year_of(judicial.registered)
    ids = numbered("J", years, scene.settings.marker)
    is_detained = ~np.isnat(judicial.released)
    released = np.where(
        year_of(judicial.released) <= scene.settings.last_year,
        judicial.released,
        NEVER,
    )
    columns: dict[str, Column] = {
        "zaak_id": ids,
        **spelling.link(
            "justitie", judicial.person, judicial.registered, with_bsn=0.97
        ),
        "registratie_datum": judicial.registered,
        "leeftijd": judicial.age,
        "klasse": np.asarray(codes.JUSTICE_CLASSES)[judicial.offence],
        "ernst": np.asarray(codes.SERIOUSNESS)[judicial.seriousness],
        "afdoening": np.asarray(codes.DISPOSALS)[judicial.disposal],
        "detentie": np.where(is_detained, "ja", "nee"),
        "vrij_datum": released,
    }
    spoilings = _spoil_judicial(scene.settings.first_year)
    return Table(JUDICIAL, _period(years, scene), columns, spoilings, 2), ids


def help_table(
    courses: Courses, spelling: Spelling, scene: Scene
) -> tuple[Table, Texts]:
    """Delivery of youth help, all years in one, and the number of every course."""
    years = year_of(courses.started)
    ids = numbered("H", years, scene.settings.marker)
    columns: dict[str, Column] = {
        "traject_id": ids,
        **spelling.link("jeugdhulp", courses.person, courses.started, with_bsn=0.95),
        "start": courses.started,
        "eind": courses.ended,
    }
    spoilings = _spoil_help(scene.settings.first_year)
    return Table(HELP, _period(years, scene), columns, spoilings, 2), ids


def residence_table(
    procedures: Procedures, spelling: Spelling, scene: Scene
) -> tuple[Table, Texts]:
    """Delivery of the immigration service, all years in one, and the number of every procedure."""
    years = year_of(procedures.applied)
    ids = numbered("R", years, scene.settings.marker)
    yes_no = np.asarray(codes.YES_NO)
    columns: dict[str, Column] = {
        "procedure_id": ids,
        **spelling.link("ind", procedures.person, procedures.applied, with_bsn=0.6),
        "aanvraag_datum": procedures.applied,
        "bedenktijd_start": procedures.reflection_begins,
        "bedenktijd_eind": procedures.reflection_ends,
        "grondslag": np.asarray(codes.RESIDENCE_GROUNDS)[procedures.ground],
        "beslissing": np.asarray([*codes.RESIDENCE_DECISIONS, ""])[procedures.decision],
        "asiel_aanvraag": yes_no[procedures.asylum],
        "dublin_claim": yes_no[procedures.dublin],
    }
    spoilings = _spoil_residence(scene.settings.first_year)
    return Table(RESIDENCE, scene.settings.period, columns, spoilings), ids


def _period(years: Ints, scene: Scene) -> str:
    """Write the years that a delivery of all years covers."""
    first = min(scene.settings.first_year, *years.tolist(), scene.settings.last_year)
    return f"{first}-{scene.settings.last_year}"


def _spoil_judicial(year: int) -> tuple[Spoiling, ...]:
    return (
        Spoiling("unknown_code:klasse", put(klasse="zeeroof")),
        Spoiling(
            "not_a_date:registratie_datum", put(registratie_datum=f"{year}-13-01")
        ),
        Spoiling("repeated_row", nothing, keeps_key=True),
        Spoiling("missing:afdoening", put(afdoening="")),
        Spoiling(
            "rule:vrij_na_registratie",
            put(detentie="ja", vrij_datum=f"{year - 9}-12-31"),
        ),
        Spoiling("too_high:leeftijd", put(leeftijd="640")),
        Spoiling("field_count", cut_short),
    )


def _spoil_residence(year: int) -> tuple[Spoiling, ...]:
    return (
        Spoiling("unknown_code:grondslag", put(grondslag="zeeroof")),
        Spoiling("not_a_date:aanvraag_datum", put(aanvraag_datum=f"{year}-02-30")),
        Spoiling("missing:dublin_claim", put(dublin_claim="")),
        Spoiling("repeated_row", nothing, keeps_key=True),
        Spoiling(
            "rule:bedenktijd_in_volgorde",
            put(bedenktijd_start=f"{year}-06-01", bedenktijd_eind=f"{year}-01-01"),
        ),
        Spoiling(
            "rule:einde_heeft_begin",
            put(bedenktijd_start="", bedenktijd_eind=f"{year}-06-01"),
        ),
        Spoiling(
            "outside_period:aanvraag_datum", put(aanvraag_datum=f"{year - 9}-06-01")
        ),
        Spoiling("field_count", cut_short),
    )


def _spoil_help(year: int) -> tuple[Spoiling, ...]:
    return (
        Spoiling("not_a_date:start", put(start=f"{year}-02-30")),
        Spoiling("missing:start", put(start="")),
        Spoiling("repeated_row", nothing, keeps_key=True),
        Spoiling("rule:hulp_in_volgorde", put(eind=f"{year - 9}-12-31")),
        Spoiling("field_count", cut_short),
    )


def _spoil_other(year: int) -> tuple[Spoiling, ...]:
    return (
        Spoiling("unknown_code:klasse", put(klasse="zeeroof")),
        Spoiling(
            "not_a_date:registratie_datum", put(registratie_datum=f"{year}-13-01")
        ),
        Spoiling("repeated_row", nothing, keeps_key=True),
        Spoiling("missing:ernst", put(ernst="")),
        Spoiling(
            "outside_period:registratie_datum",
            put(registratie_datum=f"{year - 9}-06-01"),
        ),
        Spoiling("field_count", cut_short),
    )


def _spoil_event(year: int) -> tuple[Spoiling, ...]:
    return (
        Spoiling("unknown_code:gebeurtenis", put(gebeurtenis="huwelijk")),
        Spoiling(
            "not_a_date:gebeurtenis_datum", put(gebeurtenis_datum=f"{year}-02-30")
        ),
        Spoiling("repeated_row", nothing, keeps_key=True),
        Spoiling(
            "outside_period:gebeurtenis_datum",
            put(gebeurtenis_datum=f"{year - 9}-06-01"),
        ),
        Spoiling("field_count", cut_short),
    )
