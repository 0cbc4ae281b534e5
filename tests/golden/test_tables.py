"""Tables on demand in the chain: an invented country, its release published, and what comes after a table."""

import csv
import fcntl
import json
import re
import shutil
import stat
from pathlib import Path

import pytest

from tests.golden import albion
from tests.golden.conftest import changed_copy, run_once, run_zicht, sign_by_two
from zicht.cli import main
from zicht.vocabulary.dimensions import TOTAL

ASKED = ("--by", "provincie,geslacht", "--where", "year=2023")
CROSSED = ("--by", "gender,half")
"""A table of Albion whose cells no release printed: each holds people of one gender in one half of a year."""
HALF_OF_A_YEAR = """
    CASE WHEN extract(month FROM r.referred_on) <= 6 THEN 'h1' ELSE 'h2' END AS half,"""


@pytest.fixture(scope="module", name="albion_published")
def albion_with_a_published_release(
    albion_delivered: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Albion after a release by gender and by half of a year, but not by both."""

    def publish(project: Path) -> None:
        (project / "codes" / "half.toml").write_text(
            'name = "half"\n'
            + "".join(
                f'[[code]]\ncode = "{code}"\nnl = "{code}"\nen = "{code}"\n'
                for code in ("h1", "h2")
            )
        )
        query = project / "indicators" / "R01.sql"
        query.write_text(query.read_text().replace("SELECT", f"SELECT{HALF_OF_A_YEAR}"))
        break_down(project, '[[], ["gender"], ["half"]]')
        run_once(project)
        sign_by_two(project)

    return changed_copy(albion_delivered, tmp_path_factory, "albion-published", publish)


def break_down(project: Path, breakdowns: str) -> None:
    """Write which tables the indicator of Albion has."""
    indicator = project / "indicators" / "R01.toml"
    words = indicator.read_text()
    changed, n = re.subn("(?m)^breakdowns = .*$", f"breakdowns = {breakdowns}", words)
    assert n == 1
    indicator.write_text(changed)


@pytest.fixture(name="project")
def own_copy(albion_published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(albion_published, tmp_path / "albion"))


def test_a_table_is_given_once_and_agrees_with_the_release(
    project: Path, tmp_path: Path
) -> None:
    rows = given_twice(project, tmp_path, CROSSED)
    assert {row["year"] for row in rows} == {"2023", "2024"}
    printed = {
        (row["year"], row.get("gender", TOTAL), row.get("half", TOTAL)): row["value"]
        for row in cells_of(project)
    }
    shared = [
        (row["value"], printed[row["year"], row["gender"], row["half"]])
        for row in rows
        if printed.get((row["year"], row["gender"], row["half"]))
    ]
    assert len(shared) >= 10, "both years: all, two genders and two halves"
    assert all(value == value_of_release for value, value_of_release in shared)
    listed = json.loads(run_zicht("table", project, "--list", "--json").stdout)
    assert [table["question"] for table in listed] == [
        "of referred_persons by year, gender, half"
    ]
    assert "tables given" in run_zicht("status", project).stdout
    assert "nothing to do" in run_zicht("run", project).stdout
    run_zicht("release", "verify", project)
    run_zicht("release", "approve", project, "--reviewer", "one", "--demonstration")


@pytest.mark.nightly
def test_a_table_of_a_country_with_areas_agrees_with_the_release(
    published: Path, tmp_path: Path
) -> None:
    """Two tables of the country take two minutes, which Albion, without areas, takes in seconds."""
    project = Path(shutil.copytree(published, tmp_path / "voorbeeldland"))
    rows = given_twice(project, tmp_path, ASKED)
    assert {row["year"] for row in rows} == {"2023"}
    cells = {
        (row["year"], row["gemeente"]): row["value"]
        for row in cells_of(project, "slachtofferjaren")
        if {"year", "gemeente"} <= row.keys() and not {"geslacht", "vorm"} & row.keys()
    }
    shared = [
        row
        for row in rows
        if row["geslacht"] == TOTAL and (row["year"], row["gemeente"]) in cells
    ]
    assert shared
    assert all(
        cells[row["year"], row["gemeente"]] == (row["value"] or "")
        for row in shared
        if row["value"]
    )
    listed = json.loads(run_zicht("table", project, "--list", "--json").stdout)
    assert [table["question"] for table in listed] == [
        "of slachtofferjaren by year, provincie, geslacht where year is 2023"
    ]


def given_twice(
    project: Path, folder: Path, asked: tuple[str, ...]
) -> list[dict[str, str]]:
    """Ask for a table twice, hold the answers against each other, and return the rows of the first."""
    out = folder / "table.csv"
    first = run_zicht("table", project, *asked, "--out", out)
    assert "entered in the ledger" in first.stderr
    assert "lies between" in (folder / "table.txt").read_text()
    secret = project / ".zicht" / "keys" / "cellkey.key"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    rows = list(csv.DictReader(out.read_text().splitlines()))
    for row in rows:
        assert int(row["upper"]) - int(row["lower"]) >= 4
        assert not row["value"] or int(row["lower"]) <= int(row["value"]) <= int(
            row["upper"]
        )
    second = run_zicht("table", project, *asked, "--out", folder / "again.csv")
    assert "nothing new was entered" in second.stderr
    again = [
        row["value"] or f"{row['lower']}-{row['upper']}"
        for row in csv.DictReader((folder / "again.csv").read_text().splitlines())
    ]
    assert again == [row["value"] or f"{row['lower']}-{row['upper']}" for row in rows]
    return rows


def cells_of(project: Path, universe: str = "") -> list[dict[str, str]]:
    """Return the printed cells of the newest release, of one universe or of all."""
    releases = json.loads(run_zicht("release", "list", project, "--json").stdout)
    folder = project / "releases" / releases[-1]["release"] / "content" / "cells"
    return [
        row
        for path in sorted(folder.glob(f"*{universe}.csv"))
        for row in csv.DictReader(path.read_text().splitlines())
    ]


def test_a_release_after_a_table_is_attacked_with_it(
    project: Path, tmp_path: Path
) -> None:
    """The next edition prints what the table gave: a count of the release lies in the band of the table."""
    out = tmp_path / "table.csv"
    first = run_zicht("table", project, *CROSSED, "--out", out)
    assert "entered in the ledger" in first.stderr
    break_down(project, '[[], ["gender"], ["half"], ["gender", "half"]]')
    run_zicht("run", project)
    listed = json.loads(run_zicht("release", "list", project, "--json").stdout)
    assert len(listed) == 2
    sign_by_two(project)
    printed = {
        (row["year"], row["gender"], row["half"]): row["value"]
        for row in cells_of(project)
        if {"gender", "half"} <= row.keys()
    }
    given = list(csv.DictReader(out.read_text().splitlines()))
    compared = 0
    for row in given:
        value = printed.get((row["year"], row["gender"], row["half"]))
        if value:
            compared += 1
            assert int(row["lower"]) <= int(value) <= int(row["upper"])
    assert compared >= 8


def test_before_a_release_is_published_no_table_is_given(
    albion_run: Path, tmp_path: Path
) -> None:
    project = Path(shutil.copytree(albion_run, tmp_path / "albion"))
    refused = run_zicht("table", project, "--by", "gender", check=False)
    assert refused.returncode == 9
    assert "Publish a release first" in refused.stderr


def test_it_waits_for_another_run_and_tells_of_deliveries_it_does_not_see(
    project: Path,
) -> None:
    again = albion.of_part("North", "2024")
    albion.deliver(
        project, again, name="2024-North-again", part="North", extracted_on="2025-03-01"
    )
    asked = ("table", project, *CROSSED)
    with (project / ".zicht" / "claim").open("w") as claim:
        fcntl.flock(claim, fcntl.LOCK_EX)
        refused = run_zicht(*asked, check=False)
    assert refused.returncode == 3
    assert "at work" in refused.stderr
    assert "1 delivery in the folder is not in the vault" in run_zicht(*asked).stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--by", "provinci"), "Known: provincie,"),
        (("--of", "slachtoffers"), "slachtofferjaren"),
        (("--indicator", "V99"), "Known: V0"),
        (("--by", "geslacht", "--where", "year=1900"), "no code of year"),
        (("--by", "geslacht", "--where", "year"), "Write --where year=2023"),
        (("--by", "geslacht", "--where", "jaar=2023"), "'jaar' is called 'year' now"),
        (("--by", "provincie", "--where", "gemeente=VB0001"), "no such row"),
        (("--out", "nowhere/table.csv"), "folder does not exist"),
    ],
)
def test_what_is_unknown_is_told_with_what_is_known(
    finished: Path,
    arguments: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["table", str(finished), *arguments])
    assert left.value.code == 2
    assert said in capsys.readouterr().err.replace("\n", " ")


def test_a_project_that_is_no_demonstration_asks_why(project: Path) -> None:
    settings = project / "zicht.toml"
    settings.write_text(
        settings.read_text().replace("invented = true", "invented = false")
    )
    refused = run_zicht("table", project, *CROSSED, check=False)
    assert refused.returncode == 2
    assert "--statement" in refused.stderr
    run_zicht(
        "table",
        project,
        *CROSSED,
        "--statement",
        "Question of the ministry, for its letter",
    )
    listed = json.loads(run_zicht("table", project, "--list", "--json").stdout)
    assert listed[0]["statement"] == "Question of the ministry, for its letter"


def test_a_project_without_a_vault_says_what_to_do(
    albion_delivered: Path, tmp_path: Path
) -> None:
    project = Path(shutil.copytree(albion_delivered, tmp_path / "albion"))
    refused = run_zicht("table", project, "--by", "gender", check=False)
    assert refused.returncode == 3
    assert "zicht run" in refused.stderr
