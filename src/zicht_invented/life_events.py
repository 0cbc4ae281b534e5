"""Other offences as the police deliver them, and deaths and departures as the population register does."""

import numpy as np

from zicht.vocabulary.arrays import Texts
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
from zicht_invented.draws import year_of
from zicht_invented.lives import Exits, OtherIncidents
from zicht_invented.scene import Scene
from zicht_invented.spelling import Spelling, numbered

OTHERS, EVENTS = "politie_overige_incidenten", "bevolkingsgebeurtenissen"


def other_tables(
    others: OtherIncidents, spelling: Spelling, scene: Scene
) -> tuple[list[Table], Texts]:
    """Deliveries of other offences, one per year, and the number of every incident."""
    years = year_of(others.date)
    ids = numbered("A", years, scene.settings.marker)
    columns: dict[str, Column] = {
        "incident_id": ids,
        "persoon_volgnr": np.ones(len(others), dtype=np.int64),
        **spelling.link("politie overig", others.person, with_bsn=0.88),
        "registratie_datum": others.date,
        "rol": np.full(len(others), "slachtoffer"),
        "klasse": np.asarray(codes.OTHER_CLASSES)[others.offence],
        "ernst": np.asarray(codes.SERIOUSNESS)[others.seriousness],
    }
    return list(by_year(OTHERS, columns, years, _spoil_other)), ids


def exit_tables(
    exits: Exits, spelling: Spelling, scene: Scene
) -> tuple[list[Table], Texts]:
    """Deliveries of the population register, one per year, and the number of every event."""
    years = year_of(exits.date)
    ids = numbered("B", years, scene.settings.marker)
    columns: dict[str, Column] = {
        "gebeurtenis_id": ids,
        **spelling.link("bevolking", exits.person, with_bsn=1.0),
        "gebeurtenis_datum": exits.date,
        "gebeurtenis": np.asarray(codes.EXITS)[exits.kind],
    }
    return list(by_year(EVENTS, columns, years, _spoil_event)), ids


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
