"""Parts of the inventor, one by one."""

from pathlib import Path

import numpy as np
import pytest

from zicht.project.geography import read_geography
from zicht.vocabulary.errors import ProjectError
from zicht_invented import Invented, InventSettings, invent
from zicht_invented.counting import any_of, firsts
from zicht_invented.deliveries import as_text
from zicht_invented.draws import Draws, age_on, day, pick, pick_per_row
from zicht_invented.slips import slipped
from zicht_invented.spelling import joined, numbered
from zicht_invented.suspects import once, takes_place
from zicht_invented.tessellation import connected


def test_a_stream_depends_on_seed_and_name_alone() -> None:
    first = Draws(1).stream("names").random(3)
    assert (Draws(1).stream("names").random(3) == first).all()
    assert (Draws(2).stream("names").random(3) != first).all()
    assert (Draws(1).stream("name").random(3) != first).all()


def test_draws_follow_their_weights() -> None:
    rng = np.random.default_rng(5)
    assert np.bincount(pick(rng, (1, 0, 3), 4_000), minlength=3)[
        [0, 1]
    ].tolist() == pytest.approx([1_000, 0], abs=90)
    rows = pick_per_row(rng, [[1, 0, 0], [0, 1, 1]], np.repeat([0, 1], 1_000))
    assert (rows[:1_000] == 0).all()
    assert np.bincount(rows[1_000:])[1:].tolist() == pytest.approx([500, 500], abs=60)


@pytest.mark.parametrize(
    ("born", "on", "age"),
    [
        ("2000-03-01", "2018-02-28", 17),
        ("2000-03-01", "2018-03-01", 18),
        ("2000-02-29", "2018-02-28", 17),
    ],
)
def test_age_counts_birthdays(born: str, on: str, age: int) -> None:
    assert age_on(
        np.asarray([born], dtype="datetime64[D]"),
        np.asarray([on], dtype="datetime64[D]"),
    ).tolist() == [age]


def test_days_are_counted_from_new_year() -> None:
    assert np.datetime_as_string(day(2020, 59)) == "2020-02-29"


def test_missing_numbers_and_dates_are_written_empty() -> None:
    assert as_text(np.asarray([3, -1, 0])) == ["3", "", "0"]
    assert as_text(np.asarray(["2020-01-31", "NaT"], dtype="datetime64[D]")) == [
        "2020-01-31",
        "",
    ]


def test_several_codes_stand_in_the_order_of_their_list() -> None:
    has = np.asarray([[True, False, True], [False, True, False], [False, False, False]])
    assert joined(has, ("a", "b", "c")).tolist() == ["a;c", "b", ""]


def test_numbers_run_within_a_year() -> None:
    years = np.asarray([2019, 2019, 2020])
    assert numbered("M", years, "").tolist() == [
        "M2019-0000001",
        "M2019-0000002",
        "M2020-0000001",
    ]


def test_the_first_record_of_a_person_and_year_is_the_first_in_order() -> None:
    first, group = firsts(
        np.asarray([7, 3, 7, 7]), np.asarray([2020, 2020, 2020, 2019])
    )
    assert sorted(first.tolist()) == [0, 1, 3]
    assert group[0] == group[2]
    has = np.asarray([[True, False], [False, False], [False, True], [False, False]])
    assert any_of(group, 3, has)[group[0]].tolist() == [True, True]


def test_whoever_takes_a_place_again_did_so_earlier() -> None:
    date = np.sort(
        np.datetime64("2020-01-01") + np.random.default_rng(1).integers(0, 900, 2_000)
    )
    who = takes_place(date, 0.3, np.random.default_rng(2))
    assert (date[who] <= date).all()
    assert 0.2 < np.mean(who != np.arange(2_000)) < 0.32
    assert (who[who] == who).all()


def test_nobody_stands_twice_in_one_incident() -> None:
    assert once(np.asarray([0, 0, 1]), np.asarray([5, 5, 5])).tolist() == [
        True,
        False,
        True,
    ]
    assert once(np.asarray([0, 0]), np.asarray([-3, -4])).tolist() == [True, True]
    assert once(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)).tolist() == []


def test_things_that_hang_together_get_one_number() -> None:
    groups = connected(4, np.asarray([[0, 2], [2, 3]]))
    assert groups[0] == groups[2] == groups[3] != groups[1]


def test_every_slip_can_happen_to_every_record() -> None:
    """However many slips a short or incomplete record has, it stays a record, and its number stays as it is."""
    one = {
        "voornamen": "An",
        "achternaam": "Bo",
        "geboortedatum": "2001-02-28",
        "link_geslacht": "v",
        "link_nationaliteit": "NLD",
        "link_gemeente": "VB0001",
        "bsn": "1",
    }
    columns = {name: np.asarray([text] * 600) for name, text in one.items()}
    for number in ("", "1"):
        columns["bsn"] = np.asarray([number] * 600)
        after = slipped(
            columns,
            5.0,
            np.random.default_rng(3),
            nationalities=["NLD", "POL"],
            places=["", "VB0002"],
        )
        assert {"2001-02-28", "2001", "", "2001-01-01"} <= set(
            after["geboortedatum"].tolist()
        )
        assert set(after["link_geslacht"].tolist()) == {"v", "m", ""}
        assert set(after["bsn"].tolist()) == {number}
        assert {"A.", "An"} <= set(after["voornamen"].tolist())


def test_settings_tell_everything_that_is_wrong() -> None:
    with pytest.raises(ProjectError) as caught:
        InventSettings(scale=0, municipalities=3, marker="a b", faults=2)
    assert len(caught.value.details) == 4
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    "table",
    [
        {"sead": 1},
        {"seed": "one"},
        {"scale": True},
        {"scale": 10**400},
        {"scale": float("nan")},
        {"years": 2019},
        {"years": [2019]},
        {"seed": 1.5},
    ],
)
def test_settings_of_a_project_are_checked(table: dict[str, object]) -> None:
    with pytest.raises(ProjectError):
        InventSettings.from_table(table)


def test_settings_are_read_from_a_project() -> None:
    settings = InventSettings.from_table({"seed": 4, "years": [2020, 2022], "scale": 2})
    assert (settings.seed, settings.years, settings.period) == (
        4,
        (2020, 2021, 2022),
        "2020-2022",
    )
    assert (
        InventSettings(first_year=2020, last_year=2020, cases_before=0).case_period
        == "2020"
    )


def test_progress_is_told_from_nothing_to_all(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    made = invent(
        InventSettings(scale=0.01, municipalities=40),
        tmp_path,
        lambda *step: told.append(step),
    )
    assert isinstance(made, Invented)
    done = [parts for _, parts, _ in told]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, 100)
    assert {total for _, _, total in told} == {100}


def test_a_country_can_be_invented_for_one_year(tmp_path: Path) -> None:
    made = invent(
        InventSettings(first_year=2022, last_year=2022, scale=0.05, municipalities=40),
        tmp_path,
    )
    assert made.figures > 300
    assert "L01," not in (tmp_path / "truth/figures.csv").read_text()


@pytest.mark.parametrize(
    "broken", ["geography.toml", "areas.csv", "map.json", "inhabitants.csv"]
)
def test_a_missing_file_of_the_map_is_a_clear_error(
    tmp_path: Path, broken: str
) -> None:
    invent(InventSettings(scale=0.01, municipalities=40, last_year=2019), tmp_path)
    (tmp_path / "geography" / broken).unlink()
    with pytest.raises(ProjectError, match=broken.replace(".", r"\.")):
        read_geography(tmp_path / "geography", 2019)


def test_a_map_of_other_areas_is_refused(tmp_path: Path) -> None:
    invent(InventSettings(scale=0.01, municipalities=40, last_year=2019), tmp_path)
    (tmp_path / "geography" / "map.json").write_text(
        '{"VB0001": [[[0, 0], [1, 0], [1, 1]]]}'
    )
    with pytest.raises(ProjectError, match="36 more; outlines without an area: none"):
        read_geography(tmp_path / "geography", 2019)


def test_inhabitants_of_the_nearest_year_are_taken(tmp_path: Path) -> None:
    invent(InventSettings(scale=0.01, municipalities=40, last_year=2020), tmp_path)
    later, last = (
        read_geography(tmp_path / "geography", year) for year in (2031, 2020)
    )
    assert later.areas["VL"].inhabitants == last.areas["VL"].inhabitants > 0
