"""People: spelled differently by every source, and never to be confused."""

import csv
import gzip
from collections import defaultdict
from pathlib import Path

import pytest
from tests.dutch import read_forms

from zicht_invented import InventSettings, invent
from zicht_invented.identities import bare_letters

LINKED = (
    "comensha_meldingen",
    "politie_incidenten",
    "politie_overige_incidenten",
    "bevolkingsgebeurtenissen",
    "objd",
    "jeugdhulp",
    "ind_verblijf",
    "om_zaken",
)


def unpacked(file: Path) -> list[dict[str, str]]:
    with gzip.open(file, "rt", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def records(folder: Path) -> dict[tuple[str, ...], dict[str, str]]:
    """Link fields of every record, by source and key; of a key that stands twice, the first."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for source in LINKED:
        key = read_forms()[source][-1].key
        for file in sorted((folder / "deliveries" / source).glob("*.csv")):
            with file.open(newline="") as lines:
                for row in csv.DictReader(lines):
                    found.setdefault((source, *(row[name] for name in key)), row)
    return found


@pytest.fixture(scope="module")
def by_person(folder: Path) -> dict[str, list[dict[str, str]]]:
    found, people = records(folder), defaultdict(list)
    for row in unpacked(folder / "truth" / "persons.csv.gz"):
        key = (
            row["source"],
            row["record"],
            *([row["number"]] if row["number"] else []),
        )
        people[row["person"]].append(found[key])
    return people


def name_key(row: dict[str, str]) -> tuple[str, str, str]:
    letters = bare_letters(row["voornamen"] + row["tussenvoegsel"] + row["achternaam"])
    return letters, row["geboortedatum"], row["link_geslacht"]


def test_one_person_has_one_name_birth_date_and_sex_whatever_the_spelling(
    by_person: dict[str, list[dict[str, str]]],
) -> None:
    assert all(len({name_key(row) for row in rows}) == 1 for rows in by_person.values())


def test_two_persons_never_share_them(
    by_person: dict[str, list[dict[str, str]]],
) -> None:
    keys = [name_key(rows[0]) for rows in by_person.values()]
    assert len(set(keys)) == len(keys)


def test_nobody_has_two_citizen_numbers_and_no_two_share_one(
    by_person: dict[str, list[dict[str, str]]],
) -> None:
    numbers = [
        {row["bsn"] for row in rows if row["bsn"]} for rows in by_person.values()
    ]
    assert max(map(len, numbers)) == 1
    used = [number for own in numbers for number in own]
    assert len(used) == len(set(used))


def test_some_have_a_number_in_one_record_and_only_a_name_in_another(
    by_person: dict[str, list[dict[str, str]]],
) -> None:
    assert (
        sum(len({bool(row["bsn"]) for row in rows}) == 2 for rows in by_person.values())
        > 20
    )


def test_spellings_differ_in_case_marks_prefix_spaces_and_hyphens(
    by_person: dict[str, list[dict[str, str]]],
) -> None:
    rows = [row for own in by_person.values() for row in own]
    names = [
        (row["voornamen"], row["tussenvoegsel"], row["achternaam"]) for row in rows
    ]
    assert any(family.isupper() for _, _, family in names)
    assert any(not family.isascii() for _, _, family in names)
    assert any(prefix == "van der" for _, prefix, _ in names)
    assert any(
        not prefix and family.startswith("van der ") for _, prefix, family in names
    )
    assert any("  " in given for given, _, _ in names)
    assert any("-" in family for _, _, family in names)


def test_people_return_across_sources_and_roles(
    by_person: dict[str, list[dict[str, str]]], folder: Path
) -> None:
    sources = defaultdict(set)
    for row in unpacked(folder / "truth" / "persons.csv.gz"):
        sources[row["person"]].add(row["source"])
    assert any(
        {"comensha_meldingen", "politie_incidenten"} <= own for own in sources.values()
    )
    assert any({"politie_incidenten", "om_zaken"} <= own for own in sources.values())
    roles = [{row.get("rol") for row in rows} - {None} for rows in by_person.values()]
    assert {"slachtoffer", "verdachte"} in roles


FIELDS = (
    "voornamen",
    "achternaam",
    "geboortedatum",
    "link_geslacht",
    "link_nationaliteit",
    "link_gemeente",
)


def country(folder: Path, noise: float) -> dict[tuple[str, ...], dict[str, str]]:
    """Records of a country with the usual people and a given noise."""
    invent(InventSettings(scale=0.1, municipalities=40, faults=0, noise=noise), folder)
    return records(folder)


@pytest.fixture(scope="module", name="noisy")
def noisy_country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("noisy")
    invent(InventSettings(scale=0.1, municipalities=40, faults=0), folder)
    return folder


def test_slips_leave_the_truth_as_it_is(noisy: Path, tmp_path: Path) -> None:
    assert country(tmp_path, 0.0).keys() == records(noisy).keys()
    for name in ("figures.csv", "persons.csv.gz", "hidden.csv"):
        assert (tmp_path / "truth" / name).read_bytes() == (
            noisy / "truth" / name
        ).read_bytes()


def test_slips_leave_what_is_counted_as_it_is(noisy: Path, tmp_path: Path) -> None:
    clean, noisy_records = country(tmp_path, 0.0), records(noisy)
    for key, row in clean.items():
        counted = row.keys() - {*FIELDS, "bsn", "tussenvoegsel"}
        assert all(row[name] == noisy_records[key][name] for name in counted)


def test_slips_are_as_common_as_stated_in_records_without_a_number(noisy: Path) -> None:
    """By default 14% of the birth dates are partial or missing, 45% of the municipalities missing or other."""
    rows = [row for row in records(noisy).values() if not row["bsn"]]
    partial = sum(len(row["geboortedatum"]) < 10 for row in rows) / len(rows)
    no_sex = sum(not row["link_geslacht"] for row in rows) / len(rows)
    initials = sum(row["voornamen"].endswith(".") for row in rows) / len(rows)
    assert 0.11 < partial < 0.16
    assert 0.03 < no_sex < 0.07
    assert 0.02 < initials < 0.07
    assert any(row["geboortedatum"].endswith("-01-01") for row in rows)


def test_a_record_with_a_number_slips_a_fifth_as_often(noisy: Path) -> None:
    rows = [row for row in records(noisy).values() if row["bsn"]]
    partial = sum(len(row["geboortedatum"]) < 10 for row in rows) / len(rows)
    assert 0.01 < partial < 0.05


def test_noise_scales_the_slips(tmp_path: Path) -> None:
    changed = []
    for noise in (0.25, 0.5, 1.0):
        folder = tmp_path / str(noise)
        rows = [row for row in country(folder, noise).values() if not row["bsn"]]
        n_partial = sum(len(row["geboortedatum"]) < 10 for row in rows)
        changed.append(n_partial / len(rows))
    quarter, half, whole = changed
    assert 1.5 < half / quarter < 2.6
    assert 1.4 < whole / half < 2.3


def test_twins_namesakes_and_lent_numbers_are_there(noisy: Path) -> None:
    """Two people share family name and birth date, two have one full name, and two use one number."""
    found, people = records(noisy), defaultdict(set)
    shared: dict[str, dict[tuple[str, ...], set[str]]] = {
        kind: defaultdict(set) for kind in ("twins", "namesakes", "numbers")
    }
    for row in unpacked(noisy / "truth" / "persons.csv.gz"):
        key = (row["source"], row["record"], *filter(None, [row["number"]]))
        record, person = found[key], row["person"]
        people[person].add(key)
        family = bare_letters(record["tussenvoegsel"] + record["achternaam"])
        given = bare_letters(record["voornamen"])
        shared["twins"][family, record["geboortedatum"]].add(person)
        shared["namesakes"][given, family].add(person)
        if record["bsn"]:
            shared["numbers"][record["bsn"],].add(person)
    for kind, groups in shared.items():
        assert sum(len(persons) > 1 for persons in groups.values()) > 5, kind


def test_a_marker_stands_in_every_name_and_every_key(tmp_path: Path) -> None:
    invent(
        InventSettings(scale=0.01, municipalities=40, faults=0, marker="QZXV4711"),
        tmp_path,
    )
    rows = records(tmp_path)
    assert rows
    for key, row in rows.items():
        assert all(
            "QZXV4711" in text for text in (key[1], row["voornamen"], row["achternaam"])
        )
    with (tmp_path / "truth" / "markers.csv").open(newline="") as lines:
        sought = [
            row["text"]
            for row in csv.DictReader(
                line for line in lines if not line.startswith("#")
            )
        ]
    assert sought[0] == "QZXV4711"
    assert {row["bsn"] for row in rows.values() if row["bsn"]} <= set(sought)
