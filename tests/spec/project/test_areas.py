"""Areas of a country: levels of any name and number, and what a file that does not hold is told."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.projects import filled_project

from zicht.pipeline.scaffold import Country
from zicht.project.dimensions import dimension_lists, dimensions
from zicht.project.folder import Project
from zicht.project.geography import read_geography
from zicht.vocabulary.areas import Geography
from zicht.vocabulary.errors import ProjectError

SETTINGS = """
country = "FI"
attribution = "Statistics Finland"
width = 2
height = 1
levels = ["maakunta", "suuralue", "poliisilaitos"]
tables = ["maakunta", "suuralue"]
"""
AREAS = """code,name,level,maakunta,suuralue,poliisilaitos
FI,Suomi,maa,,,
M1,Uusimaa,maakunta,,,
S1,Etelä,suuralue,,,
P1,Helsinki,poliisilaitos,,,
K1,Espoo,kunta,M1,S1,P1
K2,Vantaa,kunta,M1,S1,P1
"""
MAP = {
    "K1": [[[0, 0], [1, 0], [1, 1], [0, 1]]],
    "K2": [[[1, 0], [2, 0], [2, 1], [1, 1]]],
}


MERGED = """code,name,level,maakunta,suuralue,poliisilaitos,valid_from,valid_until,continues_as
FI,Suomi,maa,,,,,,
M1,Uusimaa,maakunta,,,,,,
S1,Etelä,suuralue,,,,,,
P1,Helsinki,poliisilaitos,,,,,,
K1,Espoo,kunta,M1,S1,P1,,,
K2,Vantaa,kunta,M1,S1,P1,2023,,
K3,Vantaa,kunta,M1,S1,P1,,2022,K2
"""


def written(folder: Path, *, areas: str = AREAS, settings: str = SETTINGS) -> Path:
    place = folder / "geography"
    place.mkdir()
    (place / "geography.toml").write_text(settings, "utf-8")
    (place / "areas.csv").write_text(areas, "utf-8")
    (place / "inhabitants.csv").write_text("code,year,n\nK1,2024,300\nK2,2024,200\n")
    (place / "map.json").write_text(json.dumps(MAP))
    return place


def read(folder: Path, **files: str) -> Geography:
    return read_geography(written(folder, **files), 2024)


def test_levels_have_the_names_that_a_project_gives_them(tmp_path: Path) -> None:
    geography = read(tmp_path)
    assert geography.leaf_level == "kunta"
    assert geography.areas["S1"].inhabitants == 500
    assert geography.areas["FI"].inhabitants == 500
    assert len(geography.areas["M1"].rings[0]) == 6


def test_tables_add_up_to_the_levels_they_name_and_another_level_stands_by_itself(
    tmp_path: Path,
) -> None:
    lists = dimension_lists({}, read(tmp_path), [2024])
    kunta = dimensions(lists)["kunta"]
    assert [hierarchy.name for hierarchy in kunta.hierarchies] == [
        "maakunta",
        "suuralue",
    ]
    assert set(kunta.leaves) == {"K1", "K2", "unknown"}
    assert lists["poliisilaitos"].leaves == ("P1",)


def test_a_level_that_is_not_declared_is_told_with_its_line(tmp_path: Path) -> None:
    areas = AREAS.replace("K2,Vantaa,kunta", "K2,Vantaa,kylä")
    with pytest.raises(ProjectError, match=r"areas.csv:7: level 'kylä' is not declar"):
        read(tmp_path, areas=areas)


def test_semicolons_between_the_cells_are_told(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"areas.csv:1: .* semicolons") as caught:
        read(tmp_path, areas=AREAS.replace(",", ";"))
    assert "commas" in caught.value.now


def test_a_byte_order_mark_of_a_spreadsheet_changes_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, areas="\ufeff" + AREAS).leaf_level == "kunta"


def test_a_row_with_a_cell_too_few_is_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"areas.csv:6: 5 cells instead of 6"):
        read(
            tmp_path,
            areas=AREAS.replace("K1,Espoo,kunta,M1,S1,P1", "K1,Espoo,kunta,M1,S1"),
        )


def test_which_levels_tables_add_up_to_must_be_said(tmp_path: Path) -> None:
    settings = SETTINGS.replace('tables = ["maakunta", "suuralue"]\n', "")
    with pytest.raises(ProjectError, match="'tables' is missing") as caught:
        read(tmp_path, settings=settings)
    assert "dimension of its own" in caught.value.now


def test_the_finest_level_is_local_whatever_its_name(tmp_path: Path) -> None:
    """A policy that names no local levels protects the finest level of the map."""
    folder = tmp_path / "project"
    filled_project(folder, Country("Suomi", "FI", ("nl", "en")))
    settings = folder / "zicht.toml"
    kept = settings.read_text("utf-8").partition("[sources]")[0]
    years = "[sources]\nyears = [2023, 2024]\n"
    settings.write_text(kept + years, "utf-8")
    assert Project.open(folder).policy.local_levels == ()
    written(folder)
    assert Project.open(folder).policy.local_levels == ("kunta",)
    own = '[policy]\nname = "own"\nreason = "test"\nlocal_levels = ["maakunta"]\n'
    settings.write_text(kept + years + own, "utf-8")
    assert Project.open(folder).policy.local_levels == ("maakunta",)


def test_an_area_that_ended_stays_a_code_of_its_years_and_needs_no_outline(
    tmp_path: Path,
) -> None:
    geography = read(tmp_path, areas=MERGED)
    assert geography.areas["K3"].rings == ()
    assert geography.areas["K3"].name == "Vantaa (–2022)"
    assert [geography.exists(code) for code in ("K1", "K2", "K3")] == [
        True,
        True,
        False,
    ]
    kunta = dimension_lists({}, geography, [2022, 2023])["kunta"]
    assert kunta.exists_in("K3", "2022")
    assert not kunta.exists_in("K3", "2023")
    assert not kunta.exists_in("K2", "2022")


def test_inhabitants_of_an_area_that_ended_are_those_of_its_last_year(
    tmp_path: Path,
) -> None:
    place = written(tmp_path, areas=MERGED)
    (place / "inhabitants.csv").write_text(
        "code,year,n\nK1,2022,290\nK3,2022,150\nK1,2024,300\nK2,2024,200\n"
    )
    geography = read_geography(place, 2024)
    assert geography.areas["K3"].inhabitants == 150
    assert geography.areas["FI"].inhabitants == 500


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (",2022,K2", ",2022,K9", r"areas.csv:8: K3 continues as 'K9'"),
        (",2022,K2", ",2022,M1", r"areas.csv:8: K3 continues as 'M1'"),
        (",2022,K2", ",,K2", r"areas.csv:8: .* until which year"),
        (",2022,K2", ",2021,K2", r"areas.csv:8: K3 ends in 2021, and K2 does not"),
        (",2022,K2", ",22,K2", r"areas.csv:8: 'valid_until' must be a year"),
        ("P1,2023,,", "P1,2023,2020,", r"areas.csv:7: the code ends in 2020"),
        (
            ",valid_until,",
            ",valid_untill,",
            r"areas.csv:1: nobody reads the columns valid_untill",
        ),
        (",2022,K2", ",,", r"map.json:1: areas without an outline: K3"),
    ],
)
def test_a_merger_that_does_not_hold_is_refused_with_its_line(
    tmp_path: Path, before: str, after: str, words: str
) -> None:
    with pytest.raises(ProjectError, match=words):
        read(tmp_path, areas=MERGED.replace(before, after, 1))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace("Espoo", '"Espoo'), "quotation mark"),
        (lambda text: text.replace("Espoo", '"Es\npoo"'), "runs over several lines"),
        (lambda text: text.replace("Espoo", "Es\0poo"), "not text"),
        (lambda text: text + text.partition("\n")[0] + "\n", "two files were joined"),
        (lambda text: text + "x" * 1_000_001, "more than 1,000,000 characters"),
        (lambda _: "PK\x03\x04", "damaged or encrypted archive"),
        (lambda _: "%PDF-1.7", "a PDF document"),
        (lambda _: "", "columns missing"),
        (lambda text: text.rstrip("\n")[:-3], "5 cells instead of 6"),
    ],
)
def test_a_damaged_file_of_areas_is_told_as_a_damaged_delivery_is(
    tmp_path: Path, change: Callable[[str], str], words: str
) -> None:
    with pytest.raises(ProjectError, match=r"areas.csv:\d+: ") as caught:
        read(tmp_path, areas=change(AREAS))
    assert words in str(caught.value)


def test_remarks_and_line_ends_of_a_macintosh_change_nothing(tmp_path: Path) -> None:
    areas = "# from a register, by hand\n" + AREAS + "# the end, with a comma\n"
    assert read(tmp_path, areas=areas.replace("\n", "\r")).leaf_level == "kunta"
