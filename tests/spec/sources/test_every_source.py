"""Every source of the field has a form: a good row is accepted, and a wrong one is refused for what is wrong."""

from pathlib import Path

import pytest
from tests.spec.sources.making import (
    BEVOLKING,
    CODES,
    FORMS,
    GEOGRAPHY,
    INCIDENT,
    MELDING,
    PERSON,
    ZAAK,
    write_delivery,
)

from zicht.engine.session import Session
from zicht.sources import check

GOOD = {
    "comensha_meldingen": MELDING,
    "politie_incidenten": INCIDENT,
    "om_zaken": ZAAK,
    "cbs_bevolking": BEVOLKING,
    "ind_verblijf": {
        "procedure_id": "P-1",
        **PERSON,
        "aanvraag_datum": "2024-03-01",
        "bedenktijd_start": "2024-03-01",
        "bedenktijd_eind": "",
        "grondslag": "mensenhandel",
        "beslissing": "",
        "asiel_aanvraag": "nee",
        "dublin_claim": "onbekend",
    },
    "werkenden": {"jaar": "2024", "sector": "bouw", "n": "480000"},
    "veilig_thuis": {
        "jaar": "2024",
        "kwartaal": "K1",
        "contact_type": "melding",
        "aard": "seksueel",
        "gemeente": "VB0001",
        "leeftijdsgroep": "minderjarig",
        "n": "12",
    },
    "jeugdhulp": {
        "traject_id": "T-1",
        **PERSON,
        "start": "2024-03-01",
        "eind": "",
    },
    "politie_overige_incidenten": {
        "incident_id": "A-1",
        "persoon_volgnr": "1",
        **PERSON,
        "registratie_datum": "2024-03-01",
        "rol": "slachtoffer",
        "klasse": "geweld",
        "ernst": "zeer_ernstig",
    },
    "bevolkingsgebeurtenissen": {
        "gebeurtenis_id": "B-1",
        **PERSON,
        "gebeurtenis_datum": "2024-03-01",
        "gebeurtenis": "vertrek",
    },
    "eokm": {
        "jaar": "2024",
        "maand": "2",
        "kanaal": "burger",
        "leeftijdsgroep_kind": "kind",
        "urls_gemeld": "100",
        "urls_strafbaar": "60",
        "host_nl": "20",
        "verwijderd_24u": "12",
        "beelden_strafbaar": "400",
        "n": "80",
    },
    "objd": {
        "zaak_id": "J-1",
        **PERSON,
        "registratie_datum": "2023-03-01",
        "leeftijd": "24",
        "klasse": "geweld",
        "ernst": "ernstig",
        "afdoening": "veroordeling",
        "detentie": "ja",
        "vrij_datum": "2024-03-01",
    },
    "enquete": {
        "jaar": "2024",
        "gewicht": "0.85",
        "stratum": "3",
        "cluster": "12",
        "clusters_in_stratum": "400",
        "leeftijd": "16",
        "geslacht": "v",
        "item_fysiek": "nooit",
        "item_online": "ooit",
        "verteld": "niemand",
    },
}
WRONG = [
    ("ind_verblijf", {"bedenktijd_eind": "2024-02-01"}, "rule:bedenktijd_in_volgorde"),
    ("ind_verblijf", {"bedenktijd_start": "", "bedenktijd_eind": "2024-04-01"}, "rule:einde_heeft_begin"),
    ("veilig_thuis", {"n": "1.5"}, "not_a_whole_number:n"),
    ("jeugdhulp", {"eind": "2024-02-01"}, "rule:hulp_in_volgorde"),
    ("eokm", {"urls_strafbaar": "101"}, "rule:strafbaar_is_gemeld"),
    ("eokm", {"host_nl": "61"}, "rule:eigen_land_is_strafbaar"),
    ("eokm", {"verwijderd_24u": "21"}, "rule:weg_stond_in_eigen_land"),
    ("werkenden", {"sector": "bouw", "n": "-1"}, "too_low:n"),
    ("werkenden", {"sector": "zee"}, "unknown_code:sector"),
    ("objd", {"vrij_datum": "2023-01-01"}, "rule:vrij_na_registratie"),
    ("objd", {"detentie": "nee"}, "rule:vrij_heeft_detentie"),
    ("politie_overige_incidenten", {"klasse": "mh"}, "unknown_code:klasse"),
    ("politie_overige_incidenten", {"ernst": ""}, "missing:ernst"),
    ("bevolkingsgebeurtenissen", {"gebeurtenis": "huwelijk"}, "unknown_code:gebeurtenis"),
    ("enquete", {"gewicht": "-1"}, "too_low:gewicht"),
    ("enquete", {"item_online": ""}, "missing:item_online"),
]  # fmt: skip


def reasons(
    session: Session, folder: Path, source: str, row: dict[str, str]
) -> list[str]:
    version = FORMS[source][-1].version
    delivered = write_delivery(folder, [row], source=source, form_version=version)
    receipt = check(session, FORMS[source], CODES, GEOGRAPHY, *delivered).receipt
    return list(receipt.reasons)


def test_every_source_has_a_form() -> None:
    assert set(FORMS) == set(GOOD)


@pytest.mark.parametrize("source", GOOD)
def test_a_good_row_is_accepted(session: Session, tmp_path: Path, source: str) -> None:
    row = dict(GOOD[source])
    if "arrondissement" in row:
        row["arrondissement"] = next(iter(CODES["arrondissement"].leaves))
    assert reasons(session, tmp_path, source, row) == []


@pytest.mark.parametrize(("source", "change", "reason"), WRONG)
def test_a_wrong_row_is_refused(
    session: Session, tmp_path: Path, source: str, change: dict[str, str], reason: str
) -> None:
    assert reasons(session, tmp_path, source, {**GOOD[source], **change}) == [reason]
