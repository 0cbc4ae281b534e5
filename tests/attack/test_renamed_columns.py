"""A ledger is of records, not of names: renamed columns, and counts beside sums, tell no more than one output does."""

import csv
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.desk import audit_files, protect_amounts, protect_files

from zicht.desk.earlier import (
    NO_UPPER_BOUND,
    counts_revealed,
    facts_about_counts,
    refuse_narrowed_counts,
)
from zicht.desk.ledgers import FileLedger, open_ledger
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.errors import DisclosureRefused, UsageError
from zicht.vocabulary.ledger import Ledger, LedgerEntry
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status

SUMS = (
    'name = "p"\nversion = 1\nreason = "test"\nmethod = "suppression"\n'
    "minimum_mean_count = 0.0\nthreshold = 3\nlocal_threshold = 3\n"
)
COUNTS = 'name = "c"\nversion = 1\nreason = "test"\nminimum_mean_count = 0.0\nthreshold = 10\nlocal_threshold = 10\n'


@pytest.fixture(autouse=True)
def settings_of_this_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))


def write(folder: Path, rename: Callable[[dict[str, str]], dict[str, str]]) -> Path:
    """Write 90 records, whose columns `rename` may give other names."""
    draw = random.Random(7)  # noqa: S311 - tests draw the same every day
    rows = [
        rename(
            {
                "region": draw.choice(["north", "south", "west"]),
                "kind": draw.choice(["fine", "cell", "work"]),
                "days": str(draw.randint(1, 400)),
            }
        )
        for _ in range(90)
    ]
    path = folder / "records.csv"
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    (folder / "sums.toml").write_text(SUMS)
    (folder / "counts.toml").write_text(COUNTS)
    return path


def unchanged(row: dict[str, str]) -> dict[str, str]:
    return row


def with_days_called(
    name: str, factor: int = 1
) -> Callable[[dict[str, str]], dict[str, str]]:
    def rename(row: dict[str, str]) -> dict[str, str]:
        days = row.pop("days")
        return row | {name: str(factor * int(days))}

    return rename


def beside_days(name: str, factor: int) -> Callable[[dict[str, str]], dict[str, str]]:
    return lambda row: row | {name: str(factor * int(row["days"]))}


def sums(folder: Path, out: str, by: str, value: str = "days") -> None:
    protect_amounts(
        folder / "records.csv", value=value, by=[by], policy=folder / "sums.toml",
        out=folder / out, ledger=folder / "ledger", codes=[f"{name}=" for name in by.split(",")],
    )  # fmt: skip


def counts(folder: Path, out: str, by: str) -> Path:
    done = protect_files(
        folder / "records.csv", by=[by], policy=folder / "counts.toml", out=folder / out, count="rows",
        ledger=folder / "ledger", codes=[f"{name}=" for name in by.split(",")],
    )  # fmt: skip
    return done.files[0]


def test_sums_of_a_renamed_column_are_refused(tmp_path):
    write(tmp_path, unchanged)
    sums(tmp_path, "first", "region,kind")
    write(tmp_path, with_days_called("duration"))
    with pytest.raises(UsageError, match="duration may be days under another name"):
        sums(tmp_path, "second", "region", value="duration")
    assert not (tmp_path / "second").exists()


@pytest.mark.parametrize("factor", [1, 24])
def test_sums_of_a_copy_or_of_another_unit_are_refused(tmp_path, factor):
    write(tmp_path, unchanged)
    sums(tmp_path, "first", "region,kind")
    write(tmp_path, beside_days("hours", factor))
    with pytest.raises(UsageError, match="would be of the same amounts"):
        sums(tmp_path, "second", "region", value="hours")


@pytest.mark.parametrize(
    "derived",
    [
        lambda row: str(int(row["days"]) + 1),
        lambda row: row["days"] if row["kind"] == "cell" else "0",
    ],
)
def test_sums_of_amounts_that_tell_the_earlier_ones_are_refused(tmp_path, derived):
    """One day more for each record, and the amounts of one kind alone: cells that were withheld would follow."""
    write(tmp_path, unchanged)
    sums(tmp_path, "first", "region,kind")
    write(tmp_path, lambda row: row | {"other": derived(row)})
    with pytest.raises(UsageError, match="would be of the same amounts"):
        sums(tmp_path, "second", "region", value="other")


def test_sums_of_other_amounts_of_the_same_records_are_published(tmp_path):
    draw = random.Random(11)  # noqa: S311 - tests draw the same every day
    write(tmp_path, unchanged)
    sums(tmp_path, "first", "region,kind")
    write(tmp_path, lambda row: row | {"euros": str(draw.randint(1, 900))})
    sums(tmp_path, "second", "region", value="euros")
    assert open_ledger(tmp_path / "ledger").n_outputs_of_sums == 2


@pytest.mark.parametrize("publish", [sums, counts])
def test_a_breakdown_by_a_renamed_column_is_refused(tmp_path, publish):
    write(tmp_path, unchanged)
    publish(tmp_path, "first", "region,kind")
    write(tmp_path, lambda row: {"area": row.pop("region")} | row)
    with pytest.raises(UsageError, match="outputs by region"):
        publish(tmp_path, "second", "area")


@pytest.mark.parametrize("publish", [sums, counts])
def test_a_breakdown_by_a_copy_of_a_column_is_refused(tmp_path, publish):
    write(tmp_path, lambda row: row | {"area": f"area {row['region']}"})
    publish(tmp_path, "first", "region,kind")
    with pytest.raises(UsageError, match="lie within those of"):
        publish(tmp_path, "second", "area")


def test_amounts_that_are_all_the_same_are_counts_and_are_refused(tmp_path):
    """Three flags of 1 would be printed as 3, where a count of 3 is withheld."""
    write(tmp_path, lambda row: row | {"flag": str(int(int(row["days"]) > 200))})
    with pytest.raises(UsageError, match="every amount in column flag is the same"):
        sums(tmp_path, "first", "region,kind", value="flag")


def test_a_printed_sum_bounds_the_number_of_its_records(tmp_path):
    """It is of three records or more, each of 1 to 400 days: the number of records lies between, in every cell."""
    path = write(tmp_path, unchanged)
    sums(tmp_path, "sums", "region,kind")
    ledger = open_ledger(tmp_path / "ledger")
    facts = facts_about_counts(ledger.behind_sums.tables)
    assert len(facts) >= 9
    with path.open() as file:
        records = list(csv.DictReader(file))
    for fact in facts:
        n_records = sum(
            all(record[name] in codes for name, codes in fact.predicate.items())
            for record in records
        )
        assert 3 <= fact.lower <= n_records <= fact.upper


@pytest.mark.parametrize("least", [8, 12])
def test_counts_after_sums_keep_as_many_possibilities_as_their_base(tmp_path, least):
    """A sum of 12 contributors or more beside a count of 6 to 14 leaves three counts: the band is widened."""
    write(tmp_path, unchanged)
    (tmp_path / "sums.toml").write_text(SUMS.replace("= 3", f"= {least}"))
    sums(tmp_path, "sums", "region,kind")
    table = counts(tmp_path, "counts", "region,kind")
    summed = {kind(row): row["status"] for row in rows_of(tmp_path / "sums")}
    with_sums = [
        row for row in rows_of(tmp_path / "counts") if summed[kind(row)] == "published"
    ]
    assert len(with_sums) >= 8
    for row in with_sums:
        assert int(row["upper"]) - max(least, int(row["lower"])) >= 4
    assert audit_files(
        [table], by=["region,kind"], base=5, codes=["region=", "kind="]
    ).ok


def test_sums_after_counts_are_refused_where_they_narrow_a_count(tmp_path):
    """Every amount is 28 to 31: 10 records and no others add up to a sum of 300."""
    draw = random.Random(5)  # noqa: S311 - tests draw the same every day
    write(tmp_path, lambda row: row | {"nights": str(draw.randint(28, 31))})
    counts(tmp_path, "counts", "region,kind")
    with pytest.raises(DisclosureRefused, match="would reveal") as refused:
        sums(tmp_path, "sums", "region,kind", value="nights")
    assert not any(character.isdigit() for character in "".join(refused.value.details))
    assert not (tmp_path / "sums").exists()


REGION = Dimension("region", ("north", "south"))
POLICY = Policy("p", 1, "test", threshold=3, local_threshold=3)


def table_of(universe: str, value: int, lower: int, upper: int) -> ProtectedTable:
    """Return a printed table of one region with a number, and one without records."""
    return ProtectedTable(
        universe,
        (REGION,),
        (np.array(REGION.leaves),),
        values=np.array([value, 0]),
        statuses=np.array([str(Status.PUBLISHED)] * 2),
        lower=np.array([lower, 0]),
        upper=np.array([upper, 0]),
    )


def test_a_printed_sum_bounds_its_records_by_the_smallest_and_the_largest_amount():
    """A sum of 290 of amounts from 28 to 31 is of ten records: of nine it is 279 at most, of eleven 308 at least."""
    sums_of_nights = table_of("sums of nights", 290, 290, 290)
    revealed = counts_revealed([sums_of_nights], POLICY, np.array([28, 30, 31]))
    (fact,) = facts_about_counts(revealed)
    assert fact.predicate == {"region": frozenset({"north"})}
    assert (fact.lower, fact.upper) == (10, 10)


def test_new_sums_are_judged_together_with_the_sums_printed_before(tmp_path):
    """A count of 6 to 14: one sum says 9 at least, another 11 at most. Only together they leave three counts."""
    counted = LedgerEntry("counts", (table_of("records", 10, 6, 14),))
    at_least_9 = table_of("records", 0, 9, NO_UPPER_BOUND)
    at_most_11 = table_of("records", 0, 0, 11)
    ledger = FileLedger(tmp_path / "ledger", b"secret", Ledger((counted,)))
    for revealed in (at_least_9, at_most_11):
        refuse_narrowed_counts(ledger, [revealed], POLICY, seconds=30.0)
    beside_sums = replace(
        ledger, behind_sums=Ledger((LedgerEntry("sums", (at_least_9,)),))
    )
    with pytest.raises(DisclosureRefused, match="would reveal"):
        refuse_narrowed_counts(beside_sums, [at_most_11], POLICY, seconds=30.0)


def test_sums_after_counts_are_published_where_they_say_little(tmp_path):
    write(tmp_path, unchanged)
    counts(tmp_path, "counts", "region,kind")
    sums(tmp_path, "sums", "region,kind")


def rows_of(folder: Path) -> list[dict[str, str]]:
    with next(folder.glob("*.csv")).open() as file:
        return list(csv.DictReader(file))


def kind(row: dict[str, str]) -> tuple[str, str]:
    return row["region"], row["kind"]
