"""A file every month, one record more each: rounded anew each time, unchanged counts could be read off the mean."""

import csv
import json
import random
import stat
from pathlib import Path

import pytest
from tests.desk import audit_files, protect_files

from zicht.cli import run
from zicht.desk.ledgers import key_path, open_ledger
from zicht.vocabulary.errors import DisclosureRefused, UsageError

MONTHS = 12
RULES = 'name = "p"\nversion = 1\nreason = "r"\nlocal_threshold = 5\nminimum_mean_count = 0\n'


@pytest.fixture(autouse=True)
def settings_of_this_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))


def series(folder: Path, *, with_ledger: bool) -> list[dict[tuple[str, ...], str]]:
    """Protect a file of twelve months; return what each prints."""
    draw = random.Random(3)  # noqa: S311 - tests draw the same every day
    rows = [f"{draw.choice('abcde')},{draw.choice('xyz')}" for _ in range(400)]
    (folder / "policy.toml").write_text(RULES)
    printed = []
    for month in range(MONTHS):
        (folder / "records.csv").write_text("area,form\n" + "\n".join(rows) + "\n")
        done = protect_files(
            folder / "records.csv",
            by=["area,form"],
            policy=folder / "policy.toml",
            out=folder / f"{month}",
            ledger=folder / "ledger" if with_ledger else None,
        )
        with done.files[0].open() as file:
            printed.append(
                {
                    (row["area"], row["form"]): row["n"] or row["status"]
                    for row in csv.DictReader(file)
                }
            )
        rows.append("a,x")
    return printed


def test_with_a_ledger_counts_that_did_not_change_keep_their_numbers(tmp_path):
    """Only a, x and their totals grow: no other cell is ever printed with a second number."""
    printed = series(tmp_path, with_ledger=True)
    unchanged = [
        cell
        for cell in printed[0]
        if not (cell[0] in ("a", "Total") and cell[1] in ("x", "Total"))
    ]
    moved = [cell for cell in unchanged if len({month[cell] for month in printed}) > 1]
    assert len(unchanged) == 20
    assert moved == []


def test_without_one_they_are_drawn_anew_and_the_page_says_so(tmp_path):
    printed = series(tmp_path, with_ledger=False)
    moved = [
        cell
        for cell in printed[0]
        if cell[0] in "bcde" and len({month[cell] for month in printed}) > 1
    ]
    assert moved, "none of these counts changed"
    assert "No ledger was used" in (tmp_path / "0" / "report.html").read_text()


def command(folder: Path, out: str) -> list[str]:
    words = ["protect", str(folder / "records.csv"), "--by", "area,form", "--json"]
    return [*words, "--policy", str(folder / "policy.toml"), "--out", str(folder / out)]


def records(folder: Path, text: str = "a,x\n" * 40 + "b,y\n" * 30) -> None:
    (folder / "records.csv").write_text("area,form\n" + text)
    (folder / "policy.toml").write_text(RULES)


def test_a_ledger_is_made_beside_the_output_for_its_owner_alone(tmp_path):
    records(tmp_path)
    assert run([*command(tmp_path, "out"), "--codes", "area=", "--codes", "form="]) == 0
    ledger = tmp_path / "out.ledger"
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_path().stat().st_mode) == 0o600
    assert key_path().is_relative_to(tmp_path / "settings")
    assert open_ledger(ledger).n_outputs == 1
    page = (tmp_path / "out" / "report.html").read_text()
    assert "attacked together with 0 earlier outputs" in page


def test_the_file_says_nothing_without_the_key(tmp_path):
    records(tmp_path)
    run(command(tmp_path, "out"))
    sealed = (tmp_path / "out.ledger").read_bytes()
    opened = open_ledger(tmp_path / "out.ledger")
    assert b"area" not in sealed
    assert opened.secret.hex().encode() not in sealed
    assert opened.secret.hex() not in repr(opened)


@pytest.mark.parametrize(
    "harm", ["changed", "cut off", "other key", "no key", "short", "foreign"]
)
def test_a_ledger_that_cannot_be_opened_stops_the_run(tmp_path, capsys, harm):
    records(tmp_path)
    run(command(tmp_path, "out"))
    before = (tmp_path / "out" / "area_form.csv").read_bytes()
    ledger = tmp_path / "out.ledger"
    if harm == "changed":
        ledger.write_bytes(ledger.read_bytes()[:-1] + b"\0")
    if harm == "cut off":
        ledger.write_bytes(ledger.read_bytes()[:18])
    if harm == "foreign":
        ledger.write_text("area,form\n")
    if harm == "other key":
        key_path().write_bytes(bytes(32))
    if harm == "short":
        key_path().write_bytes(b"short")
    if harm == "no key":
        key_path().unlink()
    capsys.readouterr()
    assert run(command(tmp_path, "out")) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert "ledger" in error["what"]
    assert error["now"]
    assert (tmp_path / "out" / "area_form.csv").read_bytes() == before


def test_the_same_records_again_print_the_same_numbers(tmp_path):
    records(tmp_path)
    words = ["--ledger", str(tmp_path / "both.ledger")]
    for out in ("first", "second"):
        run([*command(tmp_path, out), *words])
    first, second = (
        (tmp_path / out / "area_form.csv").read_bytes() for out in ("first", "second")
    )
    assert first == second
    assert open_ledger(tmp_path / "both.ledger").n_outputs == 2


@pytest.mark.parametrize("n_small", [1, 2, 3, 4])
def test_exact_numbers_after_rounded_ones_reveal_nothing(tmp_path, n_small):
    """The first output rounds, the second withholds and prints the rest exactly: both are read together."""
    records(tmp_path, "a,x\n" * 41 + "b,y\n" * 33 + "a,y\n" * n_small + "b,x\n" * 17)
    words = ["--ledger", str(tmp_path / "both.ledger")]
    run([*command(tmp_path, "first"), *words])
    exact = RULES + 'method = "suppression"\nzeros = "structural"\n'
    (tmp_path / "policy.toml").write_text(exact)
    code = run([*command(tmp_path, "second"), *words])
    second = tmp_path / "second" / "area_form.csv"
    if code == DisclosureRefused.exit_code:
        assert not second.exists()
        assert open_ledger(tmp_path / "both.ledger").n_outputs == 1
        return
    assert audit_files(
        [tmp_path / "first" / "area_form.csv", second],
        by=["area,form"],
        codes=["area=", "form="],
    ).ok


def test_a_run_that_is_refused_enters_nothing(tmp_path):
    records(tmp_path, "a,x\n" * 2)
    with pytest.raises(UsageError):
        protect_files(
            tmp_path / "records.csv",
            by=["area,form"],
            policy=tmp_path / "policy.toml",
            out=tmp_path / "out",
            ledger=tmp_path / "ledger",
            without=["area=q"],
        )
    assert not (tmp_path / "ledger").exists()


def merging(folder: Path, text: str, out: str, least: int | None, **options) -> Path:
    """Protect records by area, with areas below some number merged; return the table."""
    (folder / "records.csv").write_text("area\n" + text)
    (folder / "policy.toml").write_text(RULES)
    done = protect_files(
        folder / "records.csv",
        by=["area"],
        policy=folder / "policy.toml",
        out=folder / out,
        ledger=folder / "ledger",
        merge_rare=[f"area={least}"] if least else [],
        **options,
    )
    return done.files[0]


AREAS = "a\n" * 90 + "b\n" * 33 + "c\n" * 12 + "d\n" * 14
"""With c and d merged, and then b as well, the difference of both would be b."""


def test_a_later_file_merges_the_categories_that_an_earlier_one_did(tmp_path):
    first = merging(tmp_path, AREAS, "1", 20).read_text()
    later = merging(tmp_path, AREAS, "2", 60).read_text()
    assert "Other (merged)" in first
    assert "\nb," in later
    assert first == later


def test_categories_stay_merged_where_nobody_asks_for_it(tmp_path):
    merging(tmp_path, AREAS, "1", 20)
    assert "\nc," not in merging(tmp_path, AREAS, "2", None).read_text()


def test_categories_that_were_shown_are_not_merged_later(tmp_path):
    merging(tmp_path, AREAS, "1", None)
    assert "Other" not in merging(tmp_path, AREAS, "2", 60).read_text()


def test_a_policy_with_other_merges_needs_another_ledger(tmp_path):
    """Printed once with d and once without, an area tells how many d holds."""
    merging(tmp_path, AREAS, "1", None)
    (tmp_path / "policy.toml").write_text(RULES + '[merges.area]\nd = "c"\n')
    with pytest.raises(UsageError, match="other categories of area were merged"):
        protect_files(
            tmp_path / "records.csv",
            by=["area"],
            policy=tmp_path / "policy.toml",
            out=tmp_path / "2",
            ledger=tmp_path / "ledger",
        )
