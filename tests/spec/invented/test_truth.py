"""The truth: figures that can be counted again from the deliveries, and a hidden population with a known size."""

import csv
import gzip
from collections import defaultdict
from pathlib import Path

import pytest
from tests.dutch import WITHOUT_A_TRUTH, read_indicators

from zicht_invented import Invented, InventSettings, invent
from zicht_invented.codes import MELDERS

Figures = dict[tuple[str, str, str], tuple[float, int | None]]


def plain(file: Path) -> list[dict[str, str]]:
    data = file.read_bytes()
    text = (gzip.decompress(data) if file.suffix == ".gz" else data).decode()
    return list(
        csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    )


@pytest.fixture(scope="module")
def figures(folder: Path) -> Figures:
    rows = plain(folder / "truth" / "figures.csv")
    return {
        (row["indicator"], row["period"], row["breakdown"]): (
            float(row["numerator"]),
            int(row["denominator"]) if row["denominator"] else None,
        )
        for row in rows
    }


def test_every_indicator_of_the_catalogue_has_its_truth(
    figures: Figures,
) -> None:
    counted = {
        indicator.id for indicator in read_indicators() if indicator.sql
    } - WITHOUT_A_TRUTH
    assert {indicator for indicator, _, _ in figures} == counted


def test_unique_victims_of_a_year_are_those_who_were_notified(
    folder: Path, figures: Figures
) -> None:
    person = {
        row["record"]: row["person"]
        for row in plain(folder / "truth/persons.csv.gz")
        if row["source"] == "comensha_meldingen" and row["counts"] == "ja"
    }
    for year in range(2019, 2025):
        rows = plain(folder / "deliveries/comensha_meldingen" / f"verzonnen-{year}.csv")
        good = {row["melding_id"] for row in rows if row["melding_id"] in person}
        assert figures["V01", str(year), ""] == (
            len({person[record] for record in good}),
            None,
        )


def test_forms_add_to_more_than_the_persons_because_some_have_several(
    figures: Figures,
) -> None:
    forms = sum(
        n
        for (i, year, where), (n, _) in figures.items()
        if i == "V01" and year == "2019" and where[:5] == "vorm=" and "," not in where
    )
    assert forms > figures["V01", "2019", ""][0]


def test_a_hand_count_of_suspects_agrees(folder: Path, figures: Figures) -> None:
    person = {
        (row["record"], row["number"]): row["person"]
        for row in plain(folder / "truth/persons.csv.gz")
        if row["source"] == "politie_incidenten"
    }
    suspects = set()
    for row in plain(folder / "deliveries/politie_incidenten/verzonnen-2022.csv"):
        key = (row["incident_id"], row["persoon_volgnr"])
        if (
            key in person
            and row["rol"] == "verdachte"
            and row["maatschappelijke_klasse"] == "mh"
        ):
            suspects.add(person[key])
    assert figures["D01", "2022", ""] == (len(suspects), None)


def test_blocks_of_three_years_add_the_years(figures: Figures) -> None:
    years = sum(figures["V01", str(year), ""][0] for year in (2019, 2020, 2021))
    assert figures["L01", "2019-2021", ""][0] == years
    assert figures["L01", "2019-2021", "gemeente=onbekend"][0] > 0


def test_zeros_are_written(figures: Figures) -> None:
    assert sum(numerator == 0 for numerator, _ in figures.values()) > 50


def test_a_share_never_exceeds_one_but_for_flows(figures: Figures) -> None:
    for (indicator, _, _), (numerator, denominator) in figures.items():
        if denominator and not indicator.endswith("stroom"):
            assert numerator <= denominator


def test_a_cohort_is_pending_near_the_end(figures: Figures) -> None:
    first, last = (figures["K04", year, ""] for year in ("2019", "2024"))
    assert first[0] / first[1] > 0.3
    assert last[0] / last[1] < 0.1


@pytest.fixture(scope="module")
def hidden(folder: Path) -> dict[tuple[str, ...], tuple[int, int, int, int]]:
    return {
        (row["year"], row["vorm"], row["geslacht"], row["minderjarig"]): (
            int(row["total"]),
            int(row["registered"]),
            int(row["seen"]),
            int(row["notified"]),
        )
        for row in plain(folder / "truth/hidden.csv")
    }


def test_the_registered_are_those_of_the_first_indicator(
    hidden: dict[tuple[str, ...], tuple[int, int, int, int]], figures: Figures
) -> None:
    for year in map(str, range(2019, 2025)):
        assert hidden[year, "_T", "_T", "_T"][1] == figures["V01", year, ""][0]


def test_hidden_margins_add_up_over_sex_and_age_and_not_over_forms(
    hidden: dict[tuple[str, ...], tuple[int, int, int, int]],
) -> None:
    for form in ("BSU", "AU", "_T"):
        parts = sum(
            hidden["2021", form, sex, minor][0]
            for sex in "vm"
            for minor in ("ja", "nee")
        )
        assert parts == hidden["2021", form, "_T", "_T"][0]
    forms = sum(
        hidden["2021", form, "_T", "_T"][0]
        for form in ("BSU", "GSU", "AU", "CU", "overig")
    )
    assert forms > hidden["2021", "_T", "_T", "_T"][0]


def test_who_was_captured_by_whom_gives_the_same_totals(
    folder: Path, hidden: dict[tuple[str, ...], tuple[int, int, int, int]]
) -> None:
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in plain(folder / "truth/victims.csv.gz"):
        registered = any(row[melder] == "1" for melder in MELDERS)
        counts = totals[row["year"]]
        counts[0] += 1
        counts[1] += registered
        counts[2] += registered or row["politie_incidenten"] == "1"
    assert {year: tuple(counts) for year, counts in totals.items()} == {
        key[0]: counts[:3]
        for key, counts in hidden.items()
        if key[1:] == ("_T", "_T", "_T")
    }


def test_who_refuses_consent_is_delivered_and_not_counted(
    folder: Path, hidden: dict[tuple[str, ...], tuple[int, int, int, int]]
) -> None:
    telling = {
        row["record"]: row["counts"]
        for row in plain(folder / "truth/persons.csv.gz")
        if row["source"] == "comensha_meldingen"
    }
    refused = {
        row["melding_id"]
        for file in (folder / "deliveries/comensha_meldingen").glob("*.csv")
        for row in plain(file)
        if row["toestemming"] == "nee"
    }
    assert (
        refused & telling.keys()
        == {record for record, told in telling.items() if told == "nee"}
        != set()
    )
    assert all(registered <= notified for _, registered, _, notified in hidden.values())


def test_at_full_scale_registered_and_hidden_are_as_published(tmp_path: Path) -> None:
    made: Invented = invent(InventSettings(municipalities=60, last_year=2021), tmp_path)
    rows = plain(tmp_path / "truth/hidden.csv")
    for row in rows:
        if (row["vorm"], row["geslacht"], row["minderjarig"]) == ("_T", "_T", "_T"):
            assert 850 <= int(row["registered"]) <= 1400
            assert 3.7 < int(row["total"]) / int(row["registered"]) < 6
    assert made.persons > 10_000
