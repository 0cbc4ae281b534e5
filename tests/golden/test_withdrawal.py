"""Somebody withdraws after publication: erased everywhere, a release that says so, and no number that tells on them."""

import csv
import json
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from tests.golden.conftest import run_zicht
from tests.sharing import made_once
from zicht.engine.session import Session
from zicht.vault.keys import Keys
from zicht.vault.vault import Vault

SOURCES = {"comensha_meldingen", "politie_incidenten"}
FURTHER = {"om_zaken", "politie_overige_incidenten", "bevolkingsgebeurtenissen"}
"""Sources in which only some people stand."""


def somebody_in_every_source(project: Path) -> tuple[str, set[str]]:
    """Citizen number of somebody whom both sources registered, and every source that did."""
    seen = defaultdict(set)
    for source in SOURCES | FURTHER:
        for file in (project / "deliveries" / source).glob("*.csv"):
            with file.open(newline="") as handle:
                for row in csv.DictReader(handle):
                    seen[row["bsn"]].add(source)
    number = min(
        number
        for number, sources in seen.items()
        if sources >= SOURCES and number.isdecimal()
    )
    return number, seen[number]


@pytest.fixture(scope="module", name="left")
def withdrawn(
    published: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str, str]:
    """The country after a publication, a withdrawal and a second run; the number of who left; what was said."""

    def leave(folder: Path) -> None:
        number, said = somebody_leaves(published, folder)
        (folder / "number.txt").write_text(number)
        (folder / "said.txt").write_text(said)

    folder = made_once(tmp_path_factory, "withdrawn", leave)
    said = (folder / "said.txt").read_text()
    return folder / "voorbeeldland", (folder / "number.txt").read_text(), said


def somebody_leaves(published: Path, base: Path) -> tuple[str, str]:
    """Withdraw one person's consent in a copy of the published country and run again."""
    project = base / "voorbeeldland"
    shutil.copytree(published, project)
    # The sentences of reports name shares that are a band with the wider bounds.
    shutil.rmtree(project / "reports")
    number, sources = somebody_in_every_source(project)
    request = base / "request.csv"
    request.write_text(
        "source,bsn\n" + "".join(f"{source},{number}\n" for source in sorted(sources))
    )
    asked = ("withdraw", project, request, "--ground", "AVG, artikel 7 lid 3")
    before = (project / ".zicht" / "vault.duckdb").read_bytes()
    said = [run_zicht(*asked, "--dry-run", "--json")]
    assert (project / ".zicht" / "vault.duckdb").read_bytes() == before, (
        "a dry run writes nothing"
    )
    said += [run_zicht(*asked), run_zicht("run", project)]
    request.unlink()
    said += [run_zicht(verb, project) for verb in ("check", "status")]
    said.append(run_zicht("explain", project, "V01:2024"))
    return number, "".join(done.stdout + done.stderr for done in said)


def test_the_person_is_in_no_file(left: tuple[Path, str, str]) -> None:
    project, number, said = left
    assert number not in said
    files = [
        path
        for path in project.rglob("*")
        if path.is_file() and "truth" not in path.parts
    ]
    assert [path for path in files if number.encode() in path.read_bytes()] == []
    assert list((project / "deliveries").rglob("*.received"))


def test_the_person_is_on_no_shelf_of_the_vault(left: tuple[Path, str, str]) -> None:
    project, number, _ = left
    private = project / ".zicht"
    path = private / "vault.duckdb"
    with (
        Session(private) as session,
        Vault.open(path, Keys.load(private / "keys"), session) as vault,
    ):
        tables = session.rows(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'vault'"
        )
        assert len(tables) > 8
        for schema, table in tables:
            assert number not in str(session.rows(f'FROM vault."{schema}"."{table}"'))
        assert vault.status().withdrawn >= len(SOURCES)


def test_the_next_run_makes_a_new_release_that_says_so(
    left: tuple[Path, str, str],
) -> None:
    project, _, said = left
    first, second = json.loads(run_zicht("release", "list", project, "--json").stdout)
    assert first["state"] == "published (demonstration)"
    assert second["state"] == "waits for signatures"
    page = (project / "site" / "en" / "methods" / "index.html").read_text()
    assert "People have withdrawn their consent" in page
    assert "withdrew their consent" in said
    manifest = json.loads(
        (
            project / "releases" / second["release"] / "content" / "manifest.json"
        ).read_text()
    )
    assert len(manifest["inputs"]["withdrawals"]) == 64
    again = json.loads(run_zicht("run", project, "--json").stdout)
    assert again["unchanged"] is True


def test_no_counted_number_tells_on_who_left(left: tuple[Path, str, str]) -> None:
    """Release before minus release after: every cell that was printed is printed as it was."""
    project, _, _ = left
    first, second = (
        line["release"]
        for line in json.loads(run_zicht("release", "list", project, "--json").stdout)
    )
    compared = 0
    for old in sorted(
        (project / "releases" / first / "content" / "cells").glob("*.csv")
    ):
        new = project / "releases" / second / "content" / "cells" / old.name
        with old.open(newline="") as before, new.open(newline="") as after:
            for was, is_now in zip(
                csv.DictReader(before), csv.DictReader(after), strict=True
            ):
                bounds = ("lower", "upper")
                assert {k: v for k, v in was.items() if k not in bounds} == {
                    k: v for k, v in is_now.items() if k not in bounds
                }
                compared += 1
    assert compared > 1000


def test_no_estimate_tells_on_who_left(left: tuple[Path, str, str]) -> None:
    """Only the strata somebody was in would move: their form, their sex, their age and their year."""
    project, _, _ = left
    first, second = (
        line["release"]
        for line in json.loads(run_zicht("release", "list", project, "--json").stdout)
    )
    before, after = (
        json.loads(
            (project / "releases" / one / "content" / "estimates.json").read_text()
        )
        for one in (first, second)
    )
    assert before["P01"]["totals"]
    assert after == before


def test_no_figure_becomes_another_number(left: tuple[Path, str, str]) -> None:
    """With wider bounds a share loses a decimal, or turns into a band, as do all of its kind; its parts stay."""
    project, _, _ = left
    first, second = (
        line["release"]
        for line in json.loads(run_zicht("release", "list", project, "--json").stdout)
    )
    moved, compared = [], 0
    for old in sorted(
        (project / "releases" / first / "content" / "figures").glob("*.csv")
    ):
        new = project / "releases" / second / "content" / "figures" / old.name
        with old.open(newline="") as before, new.open(newline="") as after:
            for was, now in zip(
                csv.DictReader(before), csv.DictReader(after), strict=True
            ):
                parts = (
                    ("numerator", "denominator") if was["denominator"] else ("value",)
                )
                if was["value"] and now["value"]:
                    compared += 1
                    moved += [old.stem for part in parts if was[part] != now[part]]
    assert compared > 500
    assert moved == []
