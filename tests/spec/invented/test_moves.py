"""People are born and move: every record states the municipality of its day, and the register knows of it."""

import csv
import gzip
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import pytest

Row = dict[str, str]
DATES = {
    "comensha_meldingen": "meld_datum",
    "politie_incidenten": "registratie_datum",
    "politie_overige_incidenten": "registratie_datum",
    "bevolkingsgebeurtenissen": "gebeurtenis_datum",
    "objd": "registratie_datum",
    "jeugdhulp": "start",
    "ind_verblijf": "aanvraag_datum",
    "om_zaken": "instroom_datum",
}
EXITS = {"vertrek", "overlijden"}


@pytest.fixture(scope="module", name="records")
def _records(folder: Path) -> dict[str, list[Row]]:
    """Good rows of each true person, in the order of their dates; each names its source and date."""
    rows: dict[tuple[str, str, str], Row] = {}
    for source, date in DATES.items():
        for file in sorted((folder / "deliveries" / source).glob("*.csv")):
            with file.open(newline="") as lines:
                for row in csv.DictReader(lines):
                    record = next(iter(row.values()))
                    key = (source, record, row.get("persoon_volgnr", ""))
                    rows.setdefault(key, row | {"source": source, "date": row[date]})
    of_person = defaultdict(list)
    with gzip.open(folder / "truth" / "persons.csv.gz", "rt", newline="") as lines:
        for told in csv.DictReader(line for line in lines if not line.startswith("#")):
            key = (told["source"], told["record"], told["number"])
            of_person[told["person"]].append(rows[key])
    return {
        person: sorted(own, key=lambda row: row["date"])
        for person, own in of_person.items()
    }


def events(own: list[Row], *kinds: str) -> list[Row]:
    return [row for row in own if row.get("gebeurtenis") in kinds]


def test_after_a_move_every_record_states_the_new_municipality(
    records: dict[str, list[Row]],
) -> None:
    """Without slips of the pen, records agree with the last move that the register delivered before their date."""
    compared = 0
    for own in records.values():
        for row in own:
            moves = [
                move
                for move in events(own, "verhuizing")
                if move["date"] <= row["date"]
            ]
            if moves and row["source"] != "bevolkingsgebeurtenissen":
                compared += 1
                assert row["link_gemeente"] == moves[-1]["link_gemeente"]
    assert compared > 50


def test_a_move_is_to_another_municipality(records: dict[str, list[Row]]) -> None:
    compared = 0
    for own in records.values():
        moves = events(own, "verhuizing")
        for earlier, later in pairwise(moves):
            compared += 1
            assert earlier["link_gemeente"] != later["link_gemeente"]
    assert compared > 10


def test_only_residents_move_and_nobody_does_after_an_exit(
    records: dict[str, list[Row]],
) -> None:
    n_moves = 0
    for own in records.values():
        exits = events(own, *EXITS)
        assert len(exits) <= 1
        for move in events(own, "verhuizing"):
            n_moves += 1
            assert move["link_gemeente"]
            assert not exits or move["date"] < exits[0]["date"]
    assert n_moves > 200


def test_the_register_delivers_the_birth_of_whoever_was_born_in_these_years(
    records: dict[str, list[Row]],
) -> None:
    n_births = 0
    for own in records.values():
        of_police = [row for row in own if row["source"] == "politie_incidenten"]
        births = events(own, "geboorte")
        is_resident = any(row["link_gemeente"] for row in own)
        born = own[0]["geboortedatum"]
        expected = bool(of_police) and is_resident and "2019" <= born[:4] <= "2024"
        assert len(births) == expected
        for birth in births:
            n_births += 1
            assert birth["date"] == born
    assert n_births > 5
