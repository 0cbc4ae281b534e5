"""`zicht check` says where a record lacks a value that an indicator counts by, before `run` stops at it."""

import json
from pathlib import Path

import pytest
from tests.spec.project.workshop import FILES, make_workshop

from zicht.cli import run
from zicht.pipeline.compiling import counted_as_delivered
from zicht.project.folder import Project

LETTER = """
source = "referrals"
form_version = 1
period = "2023"
extracted_on = "2025-02-01"
legal_basis = "A test"
consent = "asked of everybody"
"""
HEADER = "reference,surname,gender,town,referred_on,consent\n"


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Path:
    project = make_workshop(tmp_path / "albion")
    folder = project / "deliveries" / "referrals"
    folder.mkdir(parents=True)
    rows = "1,Field,w,T1,2023-05-01,yes\n2,Wood,,T1,2023-05-01,yes\n"
    (folder / "2023.csv").write_text(HEADER + rows, "utf-8")
    (folder / "2023.toml").write_text(LETTER, "utf-8")
    return project


def without_a_value(project: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert run(["check", str(project), "--json", "--quiet"]) == 0
    found = json.loads(capsys.readouterr().out)["without_value"]
    return [f"{one['place']}: {one['why']}" for one in found]


def test_a_missing_value_is_told_with_the_line_of_its_column(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (told,) = without_a_value(project, capsys)
    assert told == (
        "forms/referrals.toml:22: referrals, 2023: 1 row has no value in gender, and R01 counts by gender:"
        " the run stops unless its query leaves them out"
    )


def test_a_query_that_yields_the_code_for_unknown_needs_no_value(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    view = project / "views/people.sql"
    words = FILES["views/people.sql"]
    view.write_text(words.replace("r.gender", "coalesce(r.gender, '?') AS gender"))
    assert without_a_value(project, capsys) == []


def test_only_columns_whose_codes_reach_a_breakdown_are_looked_at(
    project: Path,
) -> None:
    """Area and consent are columns of codes too, and no indicator of this project counts by them."""
    assert set(counted_as_delivered(Project.open(project))) == {("referrals", "gender")}
