"""What the rules of a policy do to a plain file of records, and which of them are refused."""

import csv

import pytest
from tests.desk import audit_files, protect_files

from zicht.vocabulary.errors import ProjectError, ZichtError

HEAD = 'name = "p"\nversion = 1\nreason = "test"\nminimum_mean_count = 0.0\n'
RECORDS = "region,form,n\n" + "".join(
    f"{region},{form},{n}\n"
    for region, form, n in [
        ("r0", "labour", 30),
        ("r0", "organs", 2),
        ("r0", "other", 11),
        ("r1", "labour", 25),
        ("r1", "other", 17),
        ("r2", "labour", 40),
        ("r2", "other", 12),
    ]
)
TREE = "region,province\nr0,P\nr1,P\nr2,Q\n"


def protect(folder, rules, *, by=("region,form",), tree=TREE, records=RECORDS, **more):
    for name, text in {
        "records.csv": records,
        "tree.csv": tree,
        "policy.toml": HEAD + rules,
    }.items():
        (folder / name).write_text(text)
    report = protect_files(
        folder / "records.csv",
        by=by,
        hierarchies=[f"region={folder / 'tree.csv'}"],
        policy=folder / "policy.toml",
        out=folder / "out",
        **more,
    )
    return [
        list(csv.DictReader(path.read_text().splitlines())) for path in report.files
    ]


def test_merged_categories_are_counted_as_one(tmp_path):
    (table,) = protect(tmp_path, '[merges.form]\norgans = "other"\n')
    assert {row["form"] for row in table} == {"labour", "other", "Total"}
    other = next(
        row for row in table if row["region"] == "r0" and row["form"] == "other"
    )
    assert int(other["lower"]) <= 13 <= int(other["upper"])


def test_merged_areas_leave_their_hierarchy_too(tmp_path):
    (table,) = protect(tmp_path, '[merges.region]\nr1 = "r0"\n', by=["region"])
    assert {row["region"] for row in table} == {"r0", "r2", "P", "Q", "Total"}


@pytest.mark.parametrize(
    "rules",
    [
        '[merges.form]\norgan = "other"\n',
        '[merges.forms]\norgans = "other"\n',
        '[merges.form]\norgans = "labour"\nlabour = "other"\n',
        '[merges.region]\nr0 = "r2"\n',
    ],
)
def test_merges_of_what_is_not_there_are_refused(tmp_path, rules):
    with pytest.raises(ProjectError, match="records"):
        protect(tmp_path, rules)
    assert not (tmp_path / "out").exists()


PEOPLE = "region,inhabitants\nr0,90\nr1,4000\nr2,5000\n"


def with_people(folder, text=PEOPLE):
    (folder / "people.csv").write_text(text)
    return [f"region={folder / 'people.csv'}"]


def test_a_small_area_is_withheld_with_a_neighbour(tmp_path):
    (table,) = protect(
        tmp_path, "minimum_population = 1000\n", inhabitants=with_people(tmp_path)
    )
    status = {(row["region"], row["form"]): row["status"] for row in table}
    assert {status[region, "labour"] for region in ("r0", "r1")} == {"withheld"}
    assert status["r2", "labour"] == status["P", "labour"] == "published"
    assert all(
        row["n"] == row["lower"] == row["upper"] == ""
        for row in table
        if row["status"] == "withheld"
    )


def test_withheld_areas_of_a_rounded_table_can_be_audited(tmp_path):
    protect(tmp_path, "minimum_population = 1000\n", inhabitants=with_people(tmp_path))
    found = audit_files(
        [tmp_path / "out" / "region_form.csv"],
        by=["region,form"],
        hierarchies=[f"region={tmp_path / 'tree.csv'}"],
        codes=["form="],
        base=5,
    )
    assert found.ok


@pytest.mark.parametrize(
    ("rules", "people"),
    [
        ("minimum_population = 1000\n", None),
        ("", PEOPLE),
        ("minimum_population = 1000\n", "region,inhabitants\nr0,many\nr1,5\nr2,5\n"),
        ("minimum_population = 1000\n", "region,inhabitants,year\nr0,5,2020\n"),
        ("minimum_population = 1000\n", "region,inhabitants\nr0,5000\n"),
        (
            "minimum_population = 1000\n",
            "region,inhabitants\nr0,5000\nr1,5000\nr2,900\n",
        ),
        ('minimum_population = 1000\nzeros = "structural"\n', PEOPLE),
    ],
    ids=[
        "no people",
        "no minimum",
        "no number",
        "a column more",
        "areas unknown",
        "nobody to join",
        "zeros printed",
    ],
)
def test_a_minimum_population_acts_or_is_refused(tmp_path, rules, people):
    inhabitants = with_people(tmp_path, people) if people else ()
    with pytest.raises(ZichtError):
        protect(tmp_path, rules, inhabitants=inhabitants)
    assert not (tmp_path / "out").exists()
