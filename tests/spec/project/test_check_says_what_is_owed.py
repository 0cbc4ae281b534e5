"""`zicht check` says which deliveries suppliers owe, and refuses what `run` would refuse for want of them."""

import json
from pathlib import Path

import pytest
from tests.spec.project.workshop import make_workshop

from zicht.cli import run

LETTER = """
source = "referrals"
form_version = 1
period = "{period}"
extracted_on = "2025-02-01"
legal_basis = "A test"
consent = "asked of everybody"
"""
QUARTERS = """
[[expected]]
source = "referrals"
every = "quarter"
from = 2024-01-01
until = 2024-12-31
"""


@pytest.fixture(name="project")
def _project(tmp_path: Path) -> Path:
    return make_workshop(tmp_path / "albion")


def deliver(project: Path, period: str, day: str) -> None:
    folder = project / "deliveries" / "referrals"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{period}.csv").write_text(
        "reference,surname,gender,town,referred_on,consent\n"
        f"{period}-1,Field,w,T1,{day},yes\n",
        "utf-8",
    )
    (folder / f"{period}.toml").write_text(LETTER.format(period=period), "utf-8")


def owed(project: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    assert run(["check", str(project), "--json", "--quiet"]) == 0
    rows = json.loads(capsys.readouterr().out)["owed"]
    return [(row["delivery"], row["state"]) for row in rows]


def test_every_year_of_a_source_is_owed_where_no_calendar_says_otherwise(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deliver(project, "2023", "2023-05-01")
    assert owed(project, capsys) == [("referrals, 2024-01-01 to 2024-12-31", "late")]


def test_a_calendar_says_what_is_owed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = project / "zicht.toml"
    settings.write_text(settings.read_text("utf-8") + QUARTERS, "utf-8")
    deliver(project, "2024-Q1", "2024-02-01")
    assert [name for name, _ in owed(project, capsys)] == [
        "referrals, 2024-04-01 to 2024-06-30",
        "referrals, 2024-07-01 to 2024-09-30",
        "referrals, 2024-10-01 to 2024-12-31",
    ]


def test_the_table_of_what_is_owed_is_printed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deliver(project, "2023", "2023-05-01")
    assert run(["check", str(project), "--quiet"]) == 0
    printed = capsys.readouterr().out
    assert "referrals, 2024-01-01 to 2024-12-31\tlate\t2025-03-31" in printed


def test_a_project_of_which_nothing_owed_is_there_is_refused_as_run_refuses_it(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    deliver(project, "2019", "2019-05-01")
    assert run(["check", str(project), "--quiet"]) == 4
    told = capsys.readouterr().err
    assert "Deliveries that are owed and are not there, or not whole: 2" in told
    assert "What now:" in told
