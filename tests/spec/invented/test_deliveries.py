"""Deliveries follow the forms of their sources, column by column and code by code."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest
from tests.dutch import read_codes, read_forms

from zicht import sources
from zicht.engine.session import Session
from zicht.project.dimensions import dimension_lists
from zicht.project.geography import read_geography
from zicht.vocabulary.forms import Kind
from zicht_invented import Invented, InventSettings, invent

SOURCES = (
    "bevolkingsgebeurtenissen",
    "cbs_bevolking",
    "comensha_meldingen",
    "enquete",
    "eokm",
    "ind_verblijf",
    "jeugdhulp",
    "objd",
    "om_zaken",
    "politie_incidenten",
    "politie_overige_incidenten",
    "veilig_thuis",
    "werkenden",
)


def deliveries(folder: Path) -> list[Path]:
    return sorted((folder / "deliveries").glob("*/*.csv"))


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def test_every_source_delivers(folder: Path) -> None:
    assert sorted({file.parent.name for file in deliveries(folder)}) == sorted(SOURCES)
    assert len(list((folder / "deliveries" / "comensha_meldingen").glob("*.csv"))) == 6
    assert all(file.with_suffix(".toml").exists() for file in deliveries(folder))


def test_only_the_sources_that_are_asked_for_deliver(tmp_path: Path) -> None:
    """A project refuses a delivery of no source that it uses; an earlier one is removed."""
    settings = InventSettings(scale=0.01, municipalities=40)
    invent(settings, tmp_path)
    made = invent(settings, tmp_path, sources=["om_zaken"])
    assert set(made.rows) == {"om_zaken"}
    names = [place.name for place in (tmp_path / "deliveries").iterdir()]
    assert sorted(names) == ["README.md", "om_zaken"]


def test_columns_are_those_of_the_form(folder: Path) -> None:
    forms = read_forms()
    for file in deliveries(folder):
        header = file.read_text().splitlines()[0].split(",")
        assert header == [column.name for column in forms[file.parent.name][-1].columns]


@pytest.mark.parametrize("source", SOURCES)
def test_exactly_the_spoiled_rows_are_refused_and_for_the_stated_reasons(
    source: str, small: Invented, tmp_path: Path
) -> None:
    geography = read_geography(small.folder / "geography", 2024)
    lists = dimension_lists(read_codes(), geography, range(2019, 2025))
    found: Counter[tuple[str, str]] = Counter()
    accepted = 0
    for file in sorted((small.folder / "deliveries" / source).glob("*.csv")):
        with Session(
            tmp_path / file.stem, reads=[small.folder], disk_is_encrypted=True
        ) as session:
            letter = file.with_suffix(".toml")
            receipt = sources.check(
                session, read_forms()[source], lists, geography, file, letter
            ).receipt
        accepted += receipt.accepted
        found.update(
            {
                (f"{source}/{file.name}", reason): n
                for reason, n in receipt.reasons.items()
            }
        )
    stated = {
        (row["file"], row["reason"]): int(row["rows"])
        for row in rows_of(small.folder / "truth" / "faults.csv")
        if row["source"] == source
    }
    assert found == stated
    assert accepted == small.rows[source]


def test_every_way_to_spoil_a_row_occurs(folder: Path) -> None:
    kinds = {
        row["reason"].partition(":")[0]
        for row in rows_of(folder / "truth" / "faults.csv")
    }
    assert kinds == {
        "unknown_code", "not_a_date", "missing", "repeated_row", "unknown_area", "outside_period",
        "not_a_whole_number", "too_high", "too_low", "rule", "repeated_code", "field_count",
    }  # fmt: skip


def test_faults_are_as_many_as_asked(small: Invented) -> None:
    for source, n_good in small.rows.items():
        # Any row of counts that is refused stops a run: it may stand for many people.
        share = 0.0 if read_forms()[source][-1].aggregate else 0.02
        # Each delivery has a whole number of them.
        assert abs(small.faults[source] - share * n_good) < 7


def test_without_faults_every_row_is_good(tmp_path: Path) -> None:
    made = invent(InventSettings(scale=0.01, municipalities=40, faults=0.0), tmp_path)
    assert sum(made.faults.values()) == 0
    for source, n_good in made.rows.items():
        files = (tmp_path / "deliveries" / source).glob("*.csv")
        assert sum(len(file.read_text().splitlines()) - 1 for file in files) == n_good


@pytest.mark.parametrize("seed", [951, 955])
def test_events_of_a_small_country_shift_less_than_their_form_allows(
    tmp_path: Path, seed: int
) -> None:
    """Early years hold births and later ones moves, and in a small country chance comes on top: its run was refused."""
    source = "bevolkingsgebeurtenissen"
    (form,) = read_forms()[source]
    settings = InventSettings(seed=seed, scale=0.15, municipalities=120)
    invent(settings, tmp_path, sources=[source])
    shares = []
    for file in sorted((tmp_path / "deliveries" / source).glob("*.csv")):
        events = Counter(row["gebeurtenis"] for row in rows_of(file))
        shares.append({event: n / events.total() for event, n in events.items()})
    for event in {event for of_year in shares for event in of_year}:
        of_years = [of_year.get(event, 0) for of_year in shares]
        assert max(of_years) - min(of_years) < form.limits.shift


def test_nothing_needs_quotes(folder: Path) -> None:
    assert not any('"' in file.read_text() for file in deliveries(folder))


def test_citizen_numbers_pass_the_eleven_test_and_were_never_issued(
    folder: Path,
) -> None:
    numbers = {
        row["bsn"]
        for file in deliveries(folder)
        for row in rows_of(file)
        if row.get("bsn")
    }
    real_looking = {number for number in numbers if re.fullmatch(r"\d{9}", number)}
    assert len(real_looking) > 100
    for number in real_looking:
        assert number.startswith("00")
        digits = [int(digit) for digit in number]
        assert (
            sum((9 - at) * digit for at, digit in enumerate(digits[:8])) - digits[8]
        ) % 11 == 0


def test_multi_coded_columns_hold_several_codes(folder: Path) -> None:
    (form,) = read_forms()["comensha_meldingen"]
    names = [column.name for column in form.columns if column.kind is Kind.CODES]
    rows = [
        row
        for file in (folder / "deliveries/comensha_meldingen").glob("*.csv")
        for row in rows_of(file)
    ]
    for name in names:
        assert any(";" in (row[name] or "") for row in rows)


def test_every_text_file_says_that_it_is_invented(folder: Path) -> None:
    for file in (
        path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in {".csv", ".toml", ".md"}
    ):
        told = file.read_text().casefold()[:300]
        assert "verzonnen" in told or "verzonnen" in file.name
    for place in ("deliveries", "geography", "truth"):
        assert "invented" in (folder / place / "README.md").read_text()


def test_an_earlier_invention_is_replaced_and_other_files_are_left_alone(
    tmp_path: Path,
) -> None:
    own = tmp_path / "deliveries" / "om_zaken" / "own.csv"
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    invent(InventSettings(scale=0.01, municipalities=40), tmp_path)
    invent(InventSettings(scale=0.01, municipalities=40, last_year=2021), tmp_path)
    names = sorted(
        file.name for file in (tmp_path / "deliveries" / "om_zaken").glob("*.csv")
    )
    assert names == ["own.csv", "verzonnen-2016-2021.csv"]
    assert (
        len(list((tmp_path / "deliveries" / "comensha_meldingen").glob("*.csv"))) == 3
    )
