"""Small tables in, counts out. Everybody is invented."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

import pytest
from tests.dutch import read_codes, read_forms, read_indicators, read_views

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, sql
from zicht.indicators import count
from zicht.project.dimensions import dimension_lists, dimensions
from zicht.project.merging import merged_lists
from zicht.vocabulary.areas import Area, Geography
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.forms import link_names
from zicht.vocabulary.people import Links, Payload
from zicht.vocabulary.tables import Draft

YEARS = range(2019, 2023)

DEFAULTS: Mapping[str, Mapping[str, object]] = {
    "comensha_meldingen": {
        "meld_datum": "2020-03-01",
        "melder_type": "politie",
        "geslacht": "v",
        "leeftijd_bij_melding": 30,
        "nationaliteit": "NLD",
        "uitbuitingsvorm": "BSU",
        "sector": "onbekend",
        "binnenlands_grensoverschrijdend": "binnenlands",
        "gemeente_verblijf": "VB0001",
        "dublin": "nee",
        "bedenktijd": "nee",
        "aangifte": "nee",
        "pleegperiode_van": None,
        "pleegperiode_tot": None,
        "uitbuiting_in_nl": "onbekend",
        "land_uitbuiting": "onbekend",
        "gemeente_uitbuiting": "onbekend",
        "opvang_type": "onbekend",
    },
    "ind_verblijf": {
        "aanvraag_datum": "2020-03-01",
        "bedenktijd_start": None,
        "bedenktijd_eind": None,
        "grondslag": "mensenhandel",
        "beslissing": None,
        "asiel_aanvraag": "nee",
        "dublin_claim": "nee",
    },
    "politie_incidenten": {
        "incident_id": "i1",
        "persoon_volgnr": 1,
        "registratie_datum": "2020-03-01",
        "maatschappelijke_klasse": "mh",
        "vorm": "BSU",
        "delict": "nvt",
        "gemeente_pleegplaats": "VB0001",
        "rol": "verdachte",
        "leeftijd": 30,
        "geslacht": "m",
        "relatie_dader": "onbekend",
        "informatief_gesprek": "nee",
        "aangifte": "nee",
        "online": "nee",
        "pleeg_van": None,
        "pleeg_tot": None,
        "wetsartikel": "onbekend",
        "eenheid": "VE01",
    },
    "politie_overige_incidenten": {
        "incident_id": "o1",
        "persoon_volgnr": 1,
        "registratie_datum": "2020-03-01",
        "rol": "slachtoffer",
        "klasse": "geweld",
        "ernst": "minder_ernstig",
    },
    "bevolkingsgebeurtenissen": {
        "gebeurtenis_id": "g1",
        "gebeurtenis_datum": "2020-03-01",
        "gebeurtenis": "vertrek",
    },
    "objd": {
        "zaak_id": "j1",
        "registratie_datum": "2020-03-01",
        "leeftijd": 30,
        "klasse": "sgtk",
        "ernst": "zeer_ernstig",
        "afdoening": "veroordeling",
        "detentie": "nee",
        "vrij_datum": None,
    },
    "jeugdhulp": {"traject_id": "t1", "start": "2020-03-01", "eind": None},
    "om_zaken": {
        "zaak_id": "z1",
        "instroom_datum": "2020-03-01",
        "veld": "mh",
        "arrondissement": "VA01",
        "om_beslissing": None,
        "beslis_datum": None,
        "rechter_uitspraak": None,
        "uitspraak_datum": None,
        "straf_type": None,
        "straf_dagen_onvoorwaardelijk": None,
        "leeftijd_bij_instroom": 30,
        "geslacht": "m",
        "feit_artikel": "onbekend",
        "sepotgrond": None,
        "straf_dagen_totaal": None,
        "maatregel": None,
        "instantie": "eerste_aanleg",
    },
    "enquete": {
        "jaar": 2020,
        "gewicht": 1.0,
        "stratum": 1,
        "cluster": 1,
        "clusters_in_stratum": 100,
        "leeftijd": 16,
        "geslacht": "v",
        "item_fysiek": "nooit",
        "item_online": "nooit",
        "verteld": "nvt",
    },
    "eokm": {
        "jaar": 2020,
        "maand": 1,
        "kanaal": "burger",
        "leeftijdsgroep_kind": "kind",
        "urls_gemeld": 0,
        "urls_strafbaar": 0,
        "host_nl": 0,
        "verwijderd_24u": 0,
        "beelden_strafbaar": 0,
        "n": 0,
    },
    "werkenden": {"jaar": 2020, "sector": "bouw", "n": 0},
    "veilig_thuis": {
        "jaar": 2020,
        "kwartaal": "K1",
        "contact_type": "melding",
        "aard": "seksueel",
        "gemeente": "VB0001",
        "leeftijdsgroep": "minderjarig",
        "n": 0,
    },
    "cbs_bevolking": {
        "jaar": 2020,
        "gemeente": "VB0001",
        "geslacht": "v",
        "leeftijd": 30,
        "n": 100,
    },
}
AGGREGATES = {"cbs_bevolking", "eokm", "veilig_thuis", "werkenden"}
DATES = {
    "gebeurtenis_datum",
    "vrij_datum",
    "start",
    "eind",
    "meld_datum",
    "registratie_datum",
    "instroom_datum",
    "beslis_datum",
    "uitspraak_datum",
    "aanvraag_datum",
    "bedenktijd_start",
    "bedenktijd_eind",
    "pleegperiode_van",
    "pleegperiode_tot",
    "pleeg_van",
    "pleeg_tot",
}
NUMBERS = {
    "straf_dagen_onvoorwaardelijk",
    "straf_dagen_totaal",
    "leeftijd_bij_instroom",
    "leeftijd_bij_melding",
    "leeftijd",
    "persoon_volgnr",
    "jaar",
    "maand",
    "urls_gemeld",
    "urls_strafbaar",
    "host_nl",
    "verwijderd_24u",
    "beelden_strafbaar",
    "n",
    "stratum",
    "cluster",
    "clusters_in_stratum",
}
DECIMALS = {"gewicht"}

Tables = Mapping[str, str]


@pytest.fixture
def session(tmp_path) -> Iterator[Session]:
    with Session(
        tmp_path / "private", memory="300MB", disk_is_encrypted=True
    ) as opened:
        yield opened


@pytest.fixture(scope="session")
def geography() -> Geography:
    """Four municipalities in two provinces, and police units that cross them."""
    places = [Area(f"VB000{n}", f"Plaats {n}", "gemeente") for n in range(1, 5)]
    above = [Area(f"VP0{n}", f"Provincie {n}", "provincie") for n in (1, 2)]
    units = [Area(f"VE0{n}", f"Eenheid {n}", "politie_eenheid") for n in (1, 2)]
    provinces = {"VB0001": "VP01", "VB0002": "VP01", "VB0003": "VP02", "VB0004": "VP02"}
    crossing = {"VB0001": "VE01", "VB0002": "VE02", "VB0003": "VE01", "VB0004": "VE02"}
    areas = {
        area.code: area
        for area in [*places, *above, *units, Area("VL", "Land", "land")]
    }
    return Geography(
        2024,
        areas,
        {"provincie": provinces, "politie_eenheid": crossing},
        "VL",
        unknown="onbekend",
    )


@pytest.fixture(scope="session")
def lists(geography):
    return dimension_lists(read_codes(), geography, list(YEARS))


@pytest.fixture(scope="session")
def catalogue() -> dict[str, Indicator]:
    return {indicator.id: indicator for indicator in read_indicators()}


def rows_of(source: str, table: str) -> list[dict[str, object]]:
    """Read a small table: `|` between cells, `-` for a missing value; columns left out have an ordinary value."""
    lines = [
        [cell.strip() for cell in line.split("|")]
        for line in table.strip().splitlines()
    ]
    rows = []
    for line in lines[1:]:
        given = {
            name: None if cell == "-" else cell
            for name, cell in zip(lines[0], line, strict=True)
        }
        rows.append({**DEFAULTS[source], **given})
    return rows


LINK_NAMES = link_names(chain.from_iterable(read_forms().values()))
"""Columns that name a person in the Dutch forms."""


def lay(session: Session, tables: Tables) -> tuple[Payload, Links]:
    """Put small tables in a session; column `person` says who it is, `record` names the record."""
    relations, links = {}, []
    for source, table in tables.items():
        rows = rows_of(source, table)
        names = [
            name
            for name in (rows[0] if rows else DEFAULTS[source])
            if name not in ("person", "record")
        ]
        aggregate = source in AGGREGATES
        columns = [
            "pseud_id VARCHAR",
            "source_record_id VARCHAR",
            *(f"{identifier(n)} {kind(n)}" for n in names),
        ]
        relations[source] = f"payload_{source}"
        session.execute(
            f"CREATE OR REPLACE TABLE payload_{source} ({', '.join(columns)})"
        )
        for at, row in enumerate(rows):
            record = str(row.get("record") or f"{at:07d}")
            pseud = None if aggregate else f"{source}-{at}"
            values = [
                pseud,
                None if aggregate else record,
                *(row[name] for name in names),
            ]
            places = Sql(", ".join("?" * len(values)))
            session.execute(
                sql(
                    "INSERT INTO {t} VALUES ({places})",
                    t=f"payload_{source}",
                    places=places,
                ),
                values,
            )
            if not aggregate:
                links.append((pseud, str(row.get("person") or pseud)))
    session.execute(
        "CREATE OR REPLACE TABLE links (pseud_id VARCHAR, person_id VARCHAR, status VARCHAR)"
    )
    for pseud, person in links:
        session.execute("INSERT INTO links VALUES (?, ?, 'bsn')", [pseud, person])
    persons = len({person for _, person in links})
    rows = {
        source: int(session.value(sql("SELECT count(*) FROM {t}", t=name)))
        for source, name in relations.items()
    }
    return Payload(relations, rows, LINK_NAMES), Links(
        "links", persons, len(links), {"bsn": len(links)}
    )


@pytest.fixture
def laid_tables(session) -> Callable[[Tables], tuple[Payload, Links]]:
    return lambda tables: lay(session, tables)


def kind(name: str) -> str:
    if name in DATES:
        return "DATE"
    if name in DECIMALS:
        return "DOUBLE"
    return "INTEGER" if name in NUMBERS else "VARCHAR"


class Counted:
    """A draft that can be asked for one cell."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.cells = {
            key: int(n)
            for table in draft.tables
            for key, n in zip(table.keys(), table.counts.tolist(), strict=True)
        }

    def cell(self, universe: str, period: int | str, **where: str) -> int:
        predicate = {
            ("year", str(period)),
            *((name, code) for name, code in where.items() if code != TOTAL),
        }
        return self.cells[universe, frozenset(predicate)]


@pytest.fixture
def counted(session, lists, catalogue) -> Callable[..., Counted]:
    def made(
        tables: Tables,
        ids: Sequence[str] | Sequence[Indicator],
        *,
        views: Mapping[str, str] | None = None,
        merges: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Counted:
        payload, links = lay(session, tables)
        chosen = [one if isinstance(one, Indicator) else catalogue[one] for one in ids]
        known = dimensions(merged_lists(lists, merges or {}, where="zicht.toml"))
        return Counted(
            count(
                session,
                payload,
                links,
                chosen,
                known,
                views=views or read_views(),
                merges=merges,
            )
        )

    return made
