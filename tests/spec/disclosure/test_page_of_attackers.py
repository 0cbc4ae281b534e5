"""The page beside protected tables says who was tried, who was not, and which cells were lost."""

from pathlib import Path

import pytest
from tests import desk

RECORDS = """region,sex
A,f
A,f
A,m
B,f
B,m
B,m
"""
POLICY = """name = "spec"
version = "1"
reason = "spec"
minimum_mean_count = 0.0
local_levels = []
"""


@pytest.fixture(name="folder")
def records_and_policy(tmp_path: Path) -> Path:
    rows = RECORDS.splitlines()
    many = [rows[0], *(row for row in rows[1:] for _ in range(4)), "C,f"]
    (tmp_path / "records.csv").write_text("\n".join(many) + "\n")
    (tmp_path / "policy.toml").write_text(POLICY)
    return tmp_path


def page(folder: Path, out: str, **options: object) -> str:
    """Protect the records and return the page beside the tables."""
    desk.protect_files(
        folder / "records.csv",
        by=["region,sex"],
        policy=folder / "policy.toml",
        out=folder / out,
        codes=["region=", "sex="],
        **options,
    )
    return (folder / out / "report.html").read_text()


def test_the_cells_without_a_number_are_listed_by_name(folder: Path) -> None:
    assert "<li>region C, sex f</li>" in page(folder, "out")


def test_a_number_and_a_band_are_read_aloud(folder: Path) -> None:
    text = page(folder, "out")
    assert "shows 0 to 4: it can be any of these numbers." in text
    assert "the true count lies between" in text


@pytest.mark.parametrize(
    ("language", "tried", "not_tried"),
    [
        ("en", "behind all tables together", "Someone who has another output"),
        ("nl", "achter alle tabellen samen", "Wie een andere uitkomst"),
    ],
)
def test_who_was_not_tried_is_said_in_both_languages(
    folder: Path, language: str, tried: str, not_tried: str
) -> None:
    text = page(folder, "out", language=language)
    assert tried in text
    assert text.index("<h3>") < text.index(not_tried)


def test_with_an_earlier_output_in_the_ledger_its_reader_was_tried(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "settings"))
    ledger = folder / "ledger"
    page(folder, "first", ledger=ledger)
    text = page(folder, "second", ledger=ledger)
    assert "beside earlier outputs of the same ledger" in text
    assert "Someone who has another output" not in text
