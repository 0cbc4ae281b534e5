"""What has not arrived is missing in every figure that rests on it, in page, chart and file; never a low count."""

from pathlib import Path

import pytest

from tests.golden import albion
from zicht.pipeline.itinerary import run
from zicht.pipeline.status import status
from zicht.release import store
from zicht.release.store import list_releases
from zicht.vocabulary.errors import DeliveryError
from zicht.vocabulary.progress import silent
from zicht.vocabulary.releases import Release
from zicht.vocabulary.statuses import MISSING


def released(folder: Path) -> Release:
    return store.read(list_releases(folder / "releases")[-1])


def statuses(release: Release) -> dict[str, str]:
    series = release.series["R01"]
    pairs = zip(series.keys(), series.statuses.tolist(), strict=True)
    return {str(key): status for key, status in pairs}


@pytest.fixture(scope="module", name="folder")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Albion, of which the South has not delivered 2024; a figure needs the deliveries of its own year."""
    folder = albion.make_project(tmp_path_factory.mktemp("albion"))
    declared = albion.INDICATOR.replace("variant", 'needs = "own"\nvariant', 1)
    (folder / "indicators" / "R01.toml").write_text(declared)
    for year, part in (("2023", "North"), ("2023", "South"), ("2024", "North")):
        rows = albion.of_part(part, year)
        albion.deliver(folder, rows, name=f"{year}-{part}", part=part)
    run(folder, tell=silent)
    return folder


def test_figures_of_the_year_that_is_lacking_are_missing(folder: Path) -> None:
    found = statuses(released(folder))
    assert {key for key, status in found.items() if status == MISSING} == {
        "R01:2024",
        "R01:2024:gender=w",
        "R01:2024:gender=x",
        "R01:2024:gender=?",
    }
    assert found["R01:2023"] == "published"


def test_no_cell_of_it_reaches_the_gate_or_the_release(folder: Path) -> None:
    (path,) = list_releases(folder / "releases")
    cells = [file.read_text() for file in (path / "content" / "cells").iterdir()]
    assert cells
    assert not any("2024" in text for text in cells)


def test_the_release_says_which_delivery_it_waits_for(folder: Path) -> None:
    (awaited,) = released(folder).awaited
    assert (awaited.source, awaited.first) == ("referrals", "2024-01-01")
    assert awaited.periods == {"R01": ("2024",)}
    assert "South" not in str(awaited), "the name of a part may be a secret"


def test_page_chart_and_file_show_it_as_missing(folder: Path) -> None:
    site = folder / "site"
    page = (site / "en/victims/referred-persons/index.html").read_text()
    assert "the delivery of “Referrals” for 2024 has not arrived" in page
    assert "2024: not available" in page, "the chart says it in words"
    dutch = (site / "nl/victims/gemelde-mensen/index.html").read_text()
    assert "de levering van ‘Meldingen’ over 2024 is er nog niet" in dutch
    rows = (site / "data" / "R01.csv").read_text().splitlines()
    assert "2024,_T,Totaal,Total,,missing,,,," in rows
    assert not any(row.startswith("2024") and ",published," in row for row in rows)


def test_status_says_what_is_late(folder: Path) -> None:
    (owed,) = status(folder, tell=silent)["owed"]
    assert owed["delivery"] == "referrals, South, 2024-01-01 to 2024-12-31"
    assert owed["state"] == "late"


def test_when_it_arrives_the_figures_are_there(folder: Path) -> None:
    rows = albion.of_part("South", "2024")
    albion.deliver(folder, rows, name="2024-South", part="South")
    run(folder, tell=silent)
    release = released(folder)
    assert MISSING not in statuses(release).values()
    assert not release.awaited


def test_an_indicator_that_declares_nothing_needs_every_year(tmp_path: Path) -> None:
    """A cohort is followed through years that came later: to be safe, all its figures are missing."""
    folder = albion.make_project(tmp_path / "albion")
    for part in ("North", "South"):
        rows = albion.of_part(part, "2023")
        albion.deliver(folder, rows, name=f"2023-{part}", part=part)
    with pytest.raises(DeliveryError) as raised:
        run(folder, tell=silent)
    assert "Every figure that is counted rests on" in str(raised.value)


def test_a_project_of_which_nothing_arrived_makes_no_release(tmp_path: Path) -> None:
    settings = albion.SETTINGS.replace("[2023, 2024]", "[2024, 2024]")
    folder = albion.make_project(tmp_path / "albion", settings=settings)
    albion.deliver(folder, albion.of_part("North", "2023"), name="2023")
    with pytest.raises(DeliveryError) as raised:
        run(folder, tell=silent)
    assert "that are owed and are not there" in str(raised.value)
