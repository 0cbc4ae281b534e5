"""Small deliveries of invented people, one change away from good."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.dutch import read_codes, read_forms

from zicht.vocabulary.areas import Area, Geography

FORMS = read_forms()
CODES = read_codes()
GEOGRAPHY = Geography(
    year=2024,
    areas={
        area.code: area
        for area in (
            *(Area(f"VB000{n}", f"Dorp {n}", "gemeente") for n in range(1, 6)),
            Area("VP01", "Noord", "provincie"),
            Area("VE01", "Oost", "politie_eenheid"),
            Area("VL", "Voorbeeldland", "land"),
        )
    },
    parents={
        "provincie": {f"VB000{n}": "VP01" for n in range(1, 6)},
        "politie_eenheid": {f"VB000{n}": "VE01" for n in range(1, 6)},
    },
    country="VL",
)
LETTER = {
    "source": "comensha_meldingen",
    "form_version": 1,
    "period": "2023-2024",
    "extracted_on": "2025-02-01",
    "legal_basis": "Artikel 1 van een verzonnen wet",
    "consent": "Wie toestemming weigert, staat er als nee in",
}
PERSON = {
    "bsn": "123456782",
    "voornamen": "Fenna Maria",
    "tussenvoegsel": "van der",
    "achternaam": "Duinhoven",
    "geboortedatum": "1999-04-03",
    "link_geslacht": "v",
    "link_nationaliteit": "NLD",
    "link_gemeente": "VB0001",
}
LINK_FIELDS = {
    "national_number": "123456782",
    "token": None,
    "given_names": "Fenna Maria",
    "name_prefix": "van der",
    "family_name": "Duinhoven",
    "birth_date": "1999-04-03",
    "sex": "female",
    "nationality": "NLD",
    "municipality": "VB0001",
}
"""The same person as linkage receives her."""
MELDING = {
    "melding_id": "M-1",
    **PERSON,
    "meld_datum": "2024-03-01",
    "melder_type": "politie",
    "geslacht": "v",
    "leeftijd_bij_melding": "24",
    "nationaliteit": "NLD",
    "uitbuitingsvorm": "BSU;CU",
    "sector": "hotel;online",
    "binnenlands_grensoverschrijdend": "binnenlands",
    "land_uitbuiting": "NLD",
    "gemeente_uitbuiting": "VB0002",
    "gemeente_verblijf": "VB0001",
    "pleegperiode_van": "2023-05-01",
    "pleegperiode_tot": "2024-02-01",
    "uitbuiting_in_nl": "ja",
    "dublin": "nee",
    "bedenktijd": "nee",
    "aangifte": "onbekend",
    "opvang_type": "geen",
    "toestemming": "ja",
}
INCIDENT = {
    "incident_id": "I-1",
    "persoon_volgnr": "1",
    **PERSON,
    "registratie_datum": "2024-03-01",
    "pleeg_van": "2024-01-01",
    "pleeg_tot": "2024-02-01",
    "maatschappelijke_klasse": "mh",
    "vorm": "BSU",
    "delict": "nvt",
    "wetsartikel": "sr_273f",
    "eenheid": "VE01",
    "gemeente_pleegplaats": "VB0003",
    "rol": "verdachte",
    "leeftijd": "24",
    "geslacht": "v",
    "informatief_gesprek": "nee",
    "aangifte": "ja",
    "relatie_dader": "nvt",
    "online": "nee",
}
ZAAK = {
    "zaak_id": "Z-1",
    **PERSON,
    "instroom_datum": "2024-03-01",
    "veld": "mh",
    "feit_artikel": "sr_273f",
    "arrondissement": "VA01",
    "leeftijd_bij_instroom": "24",
    "geslacht": "v",
    "om_beslissing": "dagvaarding",
    "beslis_datum": "2024-05-01",
    "sepotgrond": "nvt",
    "rechter_uitspraak": "veroordeling",
    "uitspraak_datum": "2024-11-01",
    "straf_type": "gevangenisstraf_deels_vw",
    "straf_dagen_totaal": "300",
    "straf_dagen_onvoorwaardelijk": "120",
    "maatregel": "geen",
    "instantie": "eerste_aanleg",
}
BEVOLKING = {
    "jaar": "2024",
    "gemeente": "VB0001",
    "geslacht": "v",
    "leeftijd": "30",
    "n": "12",
}


def melding(number: int, **changes: str) -> dict[str, str]:
    """One good notification, with some columns changed."""
    return {**MELDING, "melding_id": f"M-{number:05d}", **changes}


def write_delivery(
    folder: Path,
    rows: Sequence[Mapping[str, str]],
    *,
    name: str = "levering",
    leave_out: Sequence[str] = (),
    **letter: object,
) -> tuple[Path, Path]:
    """Write a file and its letter; a letter field given as None is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    file, beside = folder / f"{name}.csv", folder / f"{name}.toml"
    columns = [column for column in rows[0] if column not in leave_out]
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(
            handle, columns, extrasaction="ignore", lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(rows)
    write_letter(beside, **letter)
    return file, beside


def write_letter(path: Path, **changes: object) -> Path:
    """Write a letter; a field given as None is left out."""
    stated = {
        key: value for key, value in {**LETTER, **changes}.items() if value is not None
    }
    lines = [f"{key} = {_in_toml(value)}" for key, value in stated.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _in_toml(value: object) -> str:
    """Write a value as TOML; a text stands between quotes as it is, so that it may hold escapes."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        pairs = (f'"{key}" = {_in_toml(part)}' for key, part in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_in_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)
