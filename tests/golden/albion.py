"""Albion: an invented country whose forms, codes, number and consent are its own, person by person, with its truth."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SETTINGS = """
[project]
id = "albion"
country = "AL"
invented = true
languages = ["nl", "en"]
title = { nl = "Zicht op Albion", en = "Sight on Albion" }
institute = { nl = "Rapporteur van Albion (verzonnen)", en = "Rapporteur of Albion (invented)" }
about = { nl = "Verzonnen.", en = "Invented." }
contact = ""
base_address = ""

[[help]]
name = "112"
telephone = "112"
address = "https://112.eu"
what = { nl = "Bel bij gevaar.", en = "Call when in danger." }

[sources]
use = ["referrals"]
years = [2023, 2024]
memory = "300MB"
disk_is_encrypted = true

[indicators]
use = ["R01"]

[policy]
"""
SEALING_SETTINGS = SETTINGS.replace(
    "disk_is_encrypted = true", "disk_is_encrypted = true\nkeep_delivered = false"
)
"""Those of a project that keeps no delivered file as it came."""
EXPECTED = """
[[expected]]
source = "referrals"
parts = ["North", "South"]
"""
FORM = """
source = "referrals"
version = 1
producer = "Albion Helpline"
title = { nl = "Meldingen", en = "Referrals" }
key = ["reference"]
period_column = "referred_on"

[[column]]
name = "reference"
kind = "text"
role = "key"
title = { nl = "Kenmerk", en = "Reference" }

[[column]]
name = "nino"
kind = "text"
role = "link"
links_as = "national_number"
validator = "gb.nino"
placeholders = ["not known"]
title = { nl = "Nummer", en = "National Insurance number" }

[[column]]
name = "first_name"
kind = "text"
role = "link"
links_as = "given_names"
placeholders = ["not known", "NN"]
title = { nl = "Voornaam", en = "First name" }

[[column]]
name = "surname"
kind = "text"
role = "link"
links_as = "family_name"
placeholders = ["not known", "NN"]
title = { nl = "Achternaam", en = "Surname" }

[[column]]
name = "born"
kind = "partial_date"
role = "link"
links_as = "birth_date"
placeholders = ["1900-01-01"]
title = { nl = "Geboren", en = "Date of birth" }

[[column]]
name = "gender_as_stated"
kind = "code"
role = "link"
links_as = "sex"
codes = "gender"
sexes = { w = "female", x = "male" }
unknown = ["?"]
title = { nl = "Geslacht", en = "Gender, for linkage" }

[[column]]
name = "gender"
kind = "code"
role = "payload"
codes = "gender"
unknown = ["?"]
required = true
title = { nl = "Geslacht", en = "Gender" }

[[column]]
name = "referred_on"
kind = "date"
role = "payload"
required = true
title = { nl = "Datum", en = "Date of referral" }

[[column]]
name = "consent"
kind = "code"
role = "consent"
codes = "answer"
refused_by = ["no"]
required = true
title = { nl = "Toestemming", en = "Consent" }
"""
LISTS = {"gender": ("w", "x", "?"), "answer": ("yes", "no")}
INDICATOR = """
id = "R01"
version = 1
theme = "victims"
shape = "count"
variant = "flow"
universe = "referred_persons"
breakdowns = [[], ["gender"]]
valid_from = "2024-01-01"
[slug]
nl = "gemelde-mensen"
en = "referred-persons"

[title]
nl = "Gemelde mensen"
en = "People referred"

[question]
nl = "Hoeveel mensen zijn gemeld?"
en = "How many people were referred?"

[counts]
nl = "Mensen, eens per jaar."
en = "People, once a year."

[leaves_out]
nl = "Wie niemand meldde."
en = "People nobody referred."

[counting_unit]
nl = "Persoon per jaar."
en = "Person per year."

[population]
nl = "Gemelde mensen."
en = "People referred."

[unknowns]
nl = "Onbekend is een eigen groep."
en = "Unknown is a group of its own."

[source]
nl = "Meldingen"
en = "Referrals"

"""
QUERY = """
SELECT
    k.person_id || '-' || extract(year FROM r.referred_on) AS unit,
    extract(year FROM r.referred_on) AS year,
    r.gender
FROM referrals AS r
JOIN links AS k ON k.pseud_id = r.pseud_id
"""
LETTER = {
    "source": "referrals",
    "form_version": 1,
    "extracted_on": "2025-02-01",
    "legal_basis": "Section 1 of an invented act",
    "consent": "The column consent says so",
}
Referral = dict[str, str]
PEOPLE = {("2023", "w"): 60, ("2023", "x"): 40, ("2024", "w"): 80, ("2024", "x"): 45}
"""Year and gender to people who were referred and consent: the truth."""
REFUSING = 20
"""Further people of each year who refuse."""


@dataclass(frozen=True)
class Person:
    """Somebody of Albion."""

    number: int
    year: str
    gender: str
    consents: bool = True


def people() -> list[Person]:
    """Everybody who was referred."""
    found = [
        (year, gender, True) for (year, gender), n in PEOPLE.items() for _ in range(n)
    ]
    found += [(year, "w", False) for year in ("2023", "2024") for _ in range(REFUSING)]
    return [Person(number, *about) for number, about in enumerate(found)]


def referrals(person: Person) -> list[Referral]:
    """One to three referrals of a person, whose details are written in several ways."""
    consent = "yes" if person.consents else "no"
    number = f"AB{100000 + person.number}C"
    born = f"19{60 + person.number % 40}-{1 + person.number % 12:02}-{1 + person.number % 28:02}"
    row = {
        "nino": number if person.number % 2 else "not known",
        "first_name": f"Given{_letters(person.number)}",
        "surname": f"O'Family-{_letters(person.number // 7)}",
        "born": born,
        "gender_as_stated": person.gender,
        "gender": person.gender,
        "referred_on": f"{person.year}-{1 + person.number % 12:02}-15",
        "consent": consent,
    }
    mistyped = "NN 12 34 56 Z" if person.number % 9 == 0 else ""
    written = [
        row,
        {**row, "nino": mistyped, "surname": row["surname"].upper()},
        {**row, "first_name": row["first_name"].lower()},
    ]
    count = 1 + person.number % 3
    return [
        {"reference": f"R{person.number:04}-{nth}", **written[nth]}
        for nth in range(count)
    ]


def _letters(number: int) -> str:
    """Write a number in letters, each a name of its own."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:03}")


def of_part(part: str, year: str) -> list[Referral]:
    """Referrals by the helpline of the North or of the South: people with several stand with both."""
    rows = [row for person in people() for row in referrals(person)]
    nth = {"North": 0, "South": 1}[part]
    return [
        row
        for place, row in enumerate(rows)
        if place % 2 == nth and row["referred_on"].startswith(year)
    ]


def make_project(folder: Path, *, settings: str = SETTINGS + EXPECTED) -> Path:
    """Write settings, form, lists and indicator; nothing was delivered yet."""
    _write(folder / "zicht.toml", settings)
    _write(folder / "forms" / "referrals.toml", FORM)
    for name, codes in LISTS.items():
        entries = (f'[[code]]\ncode = "{c}"\nnl = "{c}"\nen = "{c}"\n' for c in codes)
        _write(
            folder / "codes" / f"{name}.toml", f'name = "{name}"\n' + "\n".join(entries)
        )
    _write(folder / "indicators" / "R01.toml", INDICATOR)
    _write(folder / "indicators" / "R01.sql", QUERY)
    return folder


def deliver(
    folder: Path,
    rows: Sequence[Mapping[str, str]],
    *,
    name: str,
    ending: str = ".csv",
    columns: Iterable[str] = (),
    **letter: object,
) -> Path:
    """Put a delivery with its letter in the folder of the project."""
    place = folder / "deliveries" / "referrals"
    place.mkdir(parents=True, exist_ok=True)
    file = place / f"{name}{ending}"
    header = list(columns) or list(rows[0])
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    stated = {**LETTER, "period": name[:4], **letter}
    lines = [
        f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"'
        for key, value in stated.items()
    ]
    _write(place / f"{name}.toml", "\n".join(lines) + "\n")
    return file


def deliver_all(folder: Path) -> None:
    """Deliver both years of both parts."""
    for year in ("2023", "2024"):
        for part in ("North", "South"):
            deliver(folder, of_part(part, year), name=f"{year}-{part}", part=part)


def truth() -> Counter[tuple[str, str]]:
    """People by year and gender, and all of a year under an empty gender."""
    counted: Counter[tuple[str, str]] = Counter()
    for (year, gender), n in PEOPLE.items():
        counted[year, gender] += n
        counted[year, ""] += n
    return counted


def _write(path: Path, words: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, encoding="utf-8")


def first_reference(project: Path) -> str:
    """The key of the first record of the first delivery."""
    (source,) = (project / "deliveries").iterdir()
    for file in sorted(source.glob("*.csv")):
        with file.open(newline="", encoding="utf-8") as handle:
            return next(csv.DictReader(handle))["reference"]
    raise AssertionError("no delivery")
