"""Printed sums of amounts are attacked with the records behind them, and what one output printed guards the next."""

import csv
import shlex
from pathlib import Path

import pytest
from tests.desk import protect_amounts

from zicht.cli import run
from zicht.desk.audit_sums import FindingsOnSums, audit_sums_of_files
from zicht.desk.protect import read_policy
from zicht.desk.requests import AttackOnSums, Notation, PrintedFile
from zicht.vocabulary.errors import DisclosureRefused, UsageError

RULES = (
    'name = "p"\nversion = 1\nreason = "test"\nmethod = "suppression"\n'
    'minimum_mean_count = 0.0\nzeros = "structural"\nthreshold = 3\nlocal_threshold = 3\n'
)
GOOD = 0


def records(
    folder: Path, rows: list[tuple[str, str, str, int]], name: str = "records.csv"
) -> Path:
    """Write records of region, kind, person and days."""
    path = folder / name
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("region", "kind", "who", "days"), *rows])
    (folder / "policy.toml").write_text(RULES)
    return path


def usual(folder: Path) -> Path:
    """Three regions and three kinds of six persons each; one person has nearly all of (north, cell)."""
    rows = [
        (region, kind, f"{region}{kind}{i}", 10 + 7 * i)
        for region in ("north", "south", "west")
        for kind in ("fine", "cell", "work")
        for i in range(6)
    ]
    return records(folder, [*rows, ("north", "cell", "rich", 2_000)])


def printed(folder: Path, name: str, header: str, *rows: str) -> PrintedFile:
    """Write a printed table, and say its columns."""
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n")
    columns = header.removesuffix(",days,status").split(",")
    return PrintedFile(path, tuple(columns))


def attack(
    folder: Path, file: Path, *tables: PrintedFile, contributor: str = "who"
) -> FindingsOnSums:
    policy = read_policy(folder / "policy.toml")
    return audit_sums_of_files(
        tables,
        Notation(value="days"),
        AttackOnSums(records=file, policy=policy, contributor=contributor),
    )


def test_the_command_of_the_report_repeats_the_attack(tmp_path, capsys):
    report = protect_amounts(
        usual(tmp_path), value="days", contributor="who", by=["region,kind", "kind"],
        policy=tmp_path / "policy.toml", out=tmp_path / "out", codes=["region=", "kind="],
    )  # fmt: skip
    assert "--records" in shlex.split(report.audit)
    policy = ["--policy", str(tmp_path / "policy.toml")]
    assert run([*shlex.split(report.audit)[1:], *policy]) == GOOD
    assert "Traceback" not in capsys.readouterr().err


def test_a_sum_that_one_person_dominates_is_found_where_it_is_printed(tmp_path):
    file = records(
        tmp_path, [("n", "a", "one", 900), *(("n", "a", f"p{i}", 10) for i in range(9))]
    )
    table = printed(tmp_path, "t.csv", "region,days,status", "Total,990,published", "n,990,published")  # fmt: skip
    found = attack(tmp_path, file, table)
    assert found.sensitive_shown == 2
    assert not found.ok


def test_a_contributor_of_another_withheld_sum_is_an_attacker(tmp_path):
    """390 in all and 100 withheld beside 200: who gave 195 of the 200 knows 100 to within 5."""
    rows = [("north", "a", "alone", 100), ("south", "a", "large", 195)]
    rows += [("south", "a", "s1", 3), ("south", "a", "s2", 2)]
    rows += [("west", "a", f"w{i}", 9) for i in range(10)]
    file = records(tmp_path, rows)
    (tmp_path / "policy.toml").write_text(RULES + "dominance = 1.0\n")
    table = printed(
        tmp_path, "t.csv", "region,days,status",
        "Total,390,published", "north,,withheld", "south,,withheld", "west,90,published",
    )  # fmt: skip
    found = attack(tmp_path, file, table)
    assert found.by_contributors >= 1
    assert any("north" in name for name in found.named)


def test_sums_withheld_in_one_table_follow_from_another(tmp_path):
    rows = [
        ("north", "a", "alone", 100),
        *(("north", "b", f"n{i}", 20) for i in range(8)),
    ]
    rows += [("south", kind, f"{kind}{i}", 20) for kind in "ab" for i in range(8)]
    file = records(tmp_path, rows)
    by_both = printed(
        tmp_path, "both.csv", "region,kind,days,status",
        "north,a,,withheld", "north,b,160,published", "south,a,160,published", "south,b,160,published",
    )  # fmt: skip
    by_region = printed(
        tmp_path, "region.csv", "region,days,status", "north,260,published", "south,320,published"
    )  # fmt: skip
    assert attack(tmp_path, file, by_both).ok
    found = attack(tmp_path, file, by_both, by_region)
    assert found.revealed >= 1
    assert not found.ok


def test_sums_of_other_records_are_not_attacked_as_if_they_were_theirs(tmp_path):
    file = records(tmp_path, [("n", "a", f"p{i}", 10) for i in range(9)])
    table = printed(tmp_path, "t.csv", "region,days,status", "Total,99,published", "n,99,published")  # fmt: skip
    found = attack(tmp_path, file, table)
    assert (found.others, found.ok) == (2, False)


def test_a_second_output_gives_away_nothing_of_the_first(tmp_path):
    """Three outputs of the same records: with one ledger they hold together."""
    file = usual(tmp_path)
    outputs = []
    for name, by in (("first", "region,kind"), ("second", "kind"), ("third", "region")):
        report = protect_amounts(
            file, value="days", contributor="who", by=[by], policy=tmp_path / "policy.toml",
            out=tmp_path / name, ledger=tmp_path / "days.ledger",
        )  # fmt: skip
        outputs.append(PrintedFile(report.files[0], tuple(by.split(","))))
    assert attack(tmp_path, file, *outputs).ok


def test_sums_of_changed_records_are_refused_with_a_ledger(tmp_path):
    file = usual(tmp_path)
    options = {
        "value": "days", "contributor": "who", "by": ["region,kind"], "policy": tmp_path / "policy.toml",
        "ledger": tmp_path / "days.ledger", "codes": ["region=", "kind="],
    }  # fmt: skip
    protect_amounts(file, out=tmp_path / "one", **options)
    with file.open("a") as more:
        more.write("south,fine,new,300\n")
    with pytest.raises(DisclosureRefused, match="The records changed") as refused:
        protect_amounts(file, out=tmp_path / "two", **options)
    assert "300" not in str(refused.value)
    assert not (tmp_path / "two").exists()


def test_sums_too_large_to_be_attacked_exactly_are_refused(tmp_path):
    file = records(tmp_path, [("n", "a", f"p{i}", 400_000) for i in range(9)])
    table = printed(tmp_path, "t.csv", "region,days,status", "Total,3600000,published")
    with pytest.raises(UsageError, match="exact"):
        attack(tmp_path, file, table)


def test_options_of_counts_are_refused_beside_records(tmp_path, capsys):
    file = usual(tmp_path)
    sums = ["--value", "days", "--records", str(file)]
    assert run(["audit", str(file), "--by", "region", *sums, "--small", "1-9"]) != GOOD
    assert "--small" in capsys.readouterr().err
