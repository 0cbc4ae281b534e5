"""`zicht protect --value`: days or euros, summed."""

import csv
import json

import pytest
from tests.desk import protect_amounts
from tests.dutch import read_policy

from zicht.vocabulary.errors import (
    DisclosureRefused,
    ProjectError,
    UsageError,
    ZichtError,
)

RULES = (
    'name = "p"\nversion = 1\nreason = "test"\nmethod = "suppression"\n'
    'minimum_mean_count = 0.0\nzeros = "structural"\n'
)
RECORDS = "region,kind,who,days\n" + "".join(
    f"{region},{kind},p{region}{kind}{i},{days}\n"
    for region in ("north", "south", "west")
    for kind in ("fine", "cell", "work")
    for i, days in enumerate(
        [900, 8, 7, 9, 6, 8]
        if (region, kind) == ("north", "cell")
        else [20, 30, 25, 10, 40, 30]
    )
)


def protect(folder, *, records=RECORDS, rules=RULES, **more):
    (folder / "records.csv").write_text(records)
    (folder / "policy.toml").write_text(rules)
    options = {"value": "days", "by": ["region,kind"], **more}
    report = protect_amounts(
        folder / "records.csv",
        policy=folder / "policy.toml",
        out=folder / "out",
        **options,
    )
    rows = list(csv.DictReader(report.files[0].read_text().splitlines()))
    return {(row["region"], row["kind"]): row["days"] for row in rows}


def test_a_sum_that_one_person_dominates_is_withheld_with_others(tmp_path):
    found = protect(tmp_path, contributor="who")
    assert found["north", "cell"] == ""
    withheld = {place for place, days in found.items() if days == ""}
    assert len(withheld) >= 4
    assert found["Total", "Total"] == str(8 * 155 + 938)
    assert all(
        days == "155"
        for (region, kind), days in found.items()
        if days and "Total" not in (region, kind)
    )


def test_records_of_one_person_are_one_contributor(tmp_path):
    """Six records by one person are no six contributors."""
    records = RECORDS.replace(",900\n", ",9\n")
    for i in range(6):
        records = records.replace(f"psouthfine{i}", "one")
    assert protect(tmp_path, records=records)["south", "fine"] == "155"
    assert protect(tmp_path, records=records, contributor="who")["south", "fine"] == ""


def test_rows_may_be_left_out(tmp_path):
    found = protect(tmp_path, without=["region=north"])
    assert found["Total", "Total"] == str(6 * 155)


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"value": "weeks"}, UsageError),
        ({"contributor": "whom"}, UsageError),
        ({"value": "region"}, UsageError),
        ({"rules": RULES.replace("suppression", "rounding")}, DisclosureRefused),
        ({"records": RECORDS.replace(",900\n", ",900.5\n")}, UsageError),
        ({"rules": RULES + "minimum_population = 10\n"}, ZichtError),
    ],
)
def test_amounts_that_cannot_be_protected_are_refused(tmp_path, more, error):
    with pytest.raises(error):
        protect(tmp_path, **more)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("rule", ["dominance", "p_percent"])
def test_a_project_refuses_rules_for_amounts(rule):
    with pytest.raises(ProjectError, match=rule):
        read_policy({"name": "p", "reason": "r", rule: 0.5}, where="zicht.toml")


def test_sums_are_written_all_or_nothing_with_a_page(tmp_path):
    protect(tmp_path, contributor="who", by=["region,kind", "kind"])
    out = tmp_path / "out"
    files = {
        "days_by_region_kind.csv",
        "days_by_kind.csv",
        "report.html",
        "datapackage.json",
    }
    assert {path.name for path in out.iterdir()} == files
    page = (out / "report.html").read_text()
    assert "sums of days" in page
    assert "Largest share of one contributor" in page
    assert "zicht audit days_by_region_kind.csv" in page
    assert "--records RECORDS.csv" in page
    assert str(tmp_path) not in page
    package = json.loads((out / "datapackage.json").read_text())
    fields = [own["name"] for own in package["resources"][0]["schema"]["fields"]]
    assert fields == ["region", "kind", "days", "status"]
    with pytest.raises(DisclosureRefused):
        protect(tmp_path, rules=RULES.replace("suppression", "rounding"))
    assert {path.name for path in out.iterdir()} == files, "an earlier run stays whole"
    protect(tmp_path, contributor="who")
    assert {path.name for path in out.iterdir()} == files - {"days_by_kind.csv"}


def test_sums_are_not_written_beside_other_files(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="thesis"):
        protect(tmp_path)


def test_what_sums_lost_is_reported(tmp_path):
    (tmp_path / "records.csv").write_text(RECORDS)
    (tmp_path / "policy.toml").write_text(RULES)
    report = protect_amounts(
        tmp_path / "records.csv",
        value="days",
        contributor="who",
        by=["region,kind"],
        policy=tmp_path / "policy.toml",
        out=tmp_path / "out",
        language="nl",
    )
    told = report.as_mapping()
    assert told["page"] == "report.html"
    assert told["tables"][0]["withheld"] == told["hidden"]
    assert "sommen van days" in report.page.read_text()


@pytest.mark.parametrize("amount", ["900.5", "-3", "many"])
def test_amounts_that_are_no_whole_numbers_are_told_how_to_become_them(
    tmp_path, amount
):
    with pytest.raises(UsageError, match="column days") as refused:
        protect(tmp_path, records=RECORDS.replace(",900\n", f",{amount}\n"))
    assert "round them" in refused.value.now
    assert amount not in str(refused.value)
