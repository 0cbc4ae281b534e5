"""Tables on demand in the chain: a small invented country, its release published, and what comes after a table."""

import csv
import fcntl
import json
import shutil
import stat
from pathlib import Path

import pytest

from tests.golden.conftest import changed_copy, run_zicht
from zicht.cli import main

ASKED = ("--by", "provincie,geslacht", "--where", "year=2023")


@pytest.fixture(scope="module", name="published")
def country_with_a_published_release(
    smallest_run: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    def publish(project: Path) -> None:
        for name in ("een", "twee"):
            run_zicht(
                "release", "approve", project, "--reviewer", name, "--demonstration"
            )

    return changed_copy(smallest_run, tmp_path_factory, "published", publish)


@pytest.fixture(name="project")
def own_copy(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "voorbeeldland"))


def test_a_table_is_given_once_and_a_release_after_it_is_attacked_with_it(
    project: Path, tmp_path: Path
) -> None:
    out = tmp_path / "table.csv"
    first = run_zicht("table", project, *ASKED, "--out", out)
    assert "entered in the ledger" in first.stderr
    assert "lies between" in (tmp_path / "table.txt").read_text()
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert {row["year"] for row in rows} == {"2023"}
    assert (
        stat.S_IMODE((project / ".zicht" / "keys" / "cellkey.key").stat().st_mode)
        == 0o600
    )
    release = json.loads(run_zicht("release", "list", project, "--json").stdout)[-1][
        "release"
    ]
    cells = {
        (row["year"], row["gemeente"]): row["value"]
        for path in sorted(
            (project / "releases" / release / "content" / "cells").glob(
                "*-slachtofferjaren.csv"
            )
        )
        for row in csv.DictReader(path.read_text().splitlines())
        if {"year", "gemeente"} <= row.keys() and not {"geslacht", "vorm"} & row.keys()
    }
    shared = [
        row
        for row in rows
        if row["geslacht"] == "_T" and (row["year"], row["gemeente"]) in cells
    ]
    assert shared
    assert all(
        cells[row["year"], row["gemeente"]] == (row["value"] or "")
        for row in shared
        if row["value"]
    )
    for row in rows:
        assert int(row["upper"]) - int(row["lower"]) >= 4
        assert not row["value"] or int(row["lower"]) <= int(row["value"]) <= int(
            row["upper"]
        )

    second = run_zicht("table", project, *ASKED, "--out", tmp_path / "again.csv")
    assert "nothing new was entered" in second.stderr
    again = [
        row["value"] or f"{row['lower']}-{row['upper']}"
        for row in csv.DictReader((tmp_path / "again.csv").read_text().splitlines())
    ]
    assert again == [row["value"] or f"{row['lower']}-{row['upper']}" for row in rows]
    listed = json.loads(run_zicht("table", project, "--list", "--json").stdout)
    assert [table["question"] for table in listed] == [
        "of slachtofferjaren by year, provincie, geslacht where year is 2023"
    ]
    assert "tables given" in run_zicht("status", project).stdout
    assert "nothing to do" in run_zicht("run", project).stdout
    run_zicht("release", "verify", project)
    run_zicht("release", "approve", project, "--reviewer", "een", "--demonstration")

    settings = project / "zicht.toml"
    settings.write_text(settings.read_text() + "\n# another edition\n")
    run_zicht("run", project)
    assert len(json.loads(run_zicht("release", "list", project, "--json").stdout)) == 2
    for name in ("een", "twee"):
        run_zicht("release", "approve", project, "--reviewer", name, "--demonstration")


def test_before_a_release_is_published_no_table_is_given(
    finished: Path, tmp_path: Path
) -> None:
    project = Path(shutil.copytree(finished, tmp_path / "voorbeeldland"))
    refused = run_zicht("table", project, "--by", "geslacht,melder", check=False)
    assert refused.returncode == 9
    assert "Publish a release first" in refused.stderr


def test_it_waits_for_another_run_and_tells_of_deliveries_it_does_not_see(
    project: Path,
) -> None:
    delivery = sorted((project / "deliveries" / "om_zaken").glob("*.csv"))[-1]
    for path in (delivery, delivery.with_suffix(".toml")):
        shutil.copy(path, path.with_stem("nieuw"))
    letter = delivery.with_stem("nieuw").with_suffix(".toml")
    letter.write_text(letter.read_text() + "\n# sent again\n")
    with (project / ".zicht" / "claim").open("w") as claim:
        fcntl.flock(claim, fcntl.LOCK_EX)
        refused = run_zicht("table", project, *ASKED, check=False)
    assert refused.returncode == 3
    assert "at work" in refused.stderr
    assert (
        "1 deliveries in the folder are not in the vault"
        in run_zicht("table", project, "--by", "geslacht").stderr
    )


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
    refused = run_zicht("table", project, "--by", "geslacht,melder", check=False)
    assert refused.returncode == 2
    assert "--statement" in refused.stderr
    run_zicht(
        "table",
        project,
        "--by",
        "geslacht,melder",
        "--statement",
        "Question of the ministry, for its letter",
    )
    listed = json.loads(run_zicht("table", project, "--list", "--json").stdout)
    assert listed[0]["statement"] == "Question of the ministry, for its letter"


def test_a_project_without_a_vault_says_what_to_do(
    delivered: Path, tmp_path: Path
) -> None:
    project = Path(shutil.copytree(delivered, tmp_path / "land"))
    refused = run_zicht("table", project, "--by", "geslacht", check=False)
    assert refused.returncode == 3
    assert "zicht run" in refused.stderr
