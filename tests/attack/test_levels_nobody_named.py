"""Records with municipality and province as two columns: a table by each must not give the other away."""

import shlex
from pathlib import Path

import pytest
from tests.desk import audit_files, protect_files

from zicht.cli import run
from zicht.vocabulary.errors import UsageError

EXACT = 'name = "p"\nversion = 1\nreason = "test"\nmethod = "suppression"\nzeros = "structural"\nlocal_threshold = 5\n'
COUNTS = {
    ("a", "P"): (3, 20),
    ("b", "P"): (30, 22),
    ("c", "Q"): (25, 31),
    ("d", "Q"): (4, 28),
    ("e", "R"): (19, 24),
}
COUNTS |= {("f", "R"): (40, 22)}
APART = ["region,sex", "province,sex"]


def protect(folder: Path, *, by=APART, counts=COUNTS, more: str = "", **options):
    rows = [
        f"{r},{p},m\n" * men + f"{r},{p},f\n" * women
        for (r, p), (men, women) in counts.items()
    ]
    (folder / "records.csv").write_text(
        "region,province,sex\n" + "".join(rows) + more, encoding="utf-8"
    )
    (folder / "policy.toml").write_text(EXACT, encoding="utf-8")
    return protect_files(
        folder / "records.csv",
        by=by,
        policy=folder / "policy.toml",
        out=folder / "out",
        **options,
    )


def attack(folder: Path, report):
    (folder / "tree.csv").write_text(
        "region,province\n" + "".join(f"{r},{p}\n" for r, p in COUNTS), encoding="utf-8"
    )
    return audit_files(
        list(report.files), by=APART, hierarchies=[f"region={folder / 'tree.csv'}"]
    )


def test_tables_of_a_column_and_of_its_level_are_not_protected_as_unrelated(tmp_path):
    with pytest.raises(
        UsageError, match="codes of region lie within those of province"
    ) as refused:
        protect(tmp_path)
    assert "--hierarchy region=province" in refused.value.now
    assert not (tmp_path / "out").exists()


def test_who_says_that_there_is_no_level_gives_cells_away(tmp_path):
    """The 3 men of a are the 33 of P without the 30 of b: this is what the question is about."""
    found = attack(tmp_path, protect(tmp_path, hierarchies=["region="]))
    assert found.exact_primary >= 2


def test_a_column_of_the_records_is_taken_as_the_level(tmp_path):
    report = protect(tmp_path, hierarchies=["region=province"])
    assert attack(tmp_path, report).ok
    assert "region.province.levels.csv" in report.audit
    assert run(shlex.split(report.audit)[1:]) == 0


def test_an_unknown_code_does_not_hide_the_level(tmp_path):
    """Municipality unknown lies in every province; the others still lie in one."""
    many = {(f"r{at}", "PQR"[at % 3]): (at + 5, 9) for at in range(24)}
    with pytest.raises(UsageError, match="lie within"):
        protect(tmp_path, counts=many, more="unknown,P,m\nunknown,Q,m\n")
    with pytest.raises(UsageError, match="in region, 1 code has two codes"):
        protect(
            tmp_path,
            counts=many,
            more="unknown,P,m\nunknown,Q,m\n",
            hierarchies=["region=province"],
        )


@pytest.mark.parametrize(
    "by", [["region,province,sex"], ["region,sex"], ["region,province", "region,sex"]]
)
def test_tables_that_show_both_or_one_are_not_asked_about(tmp_path, by):
    assert protect(tmp_path, by=by).cells


def test_columns_that_cross_are_not_asked_about(tmp_path):
    crossed = {(r, p): (20, 30) for r in "abcd" for p in "PQ"}
    assert protect(tmp_path, counts=crossed).cells


def test_a_code_of_both_levels_is_refused(tmp_path):
    """The municipality of Utrecht lies in the province of Utrecht."""
    named = {
        ("Utrecht", "Utrecht"): (20, 30),
        ("Zeist", "Utrecht"): (20, 30),
        ("Ede", "Gelderland"): (20, 30),
    }
    with pytest.raises(UsageError, match="in region, 1 code is a code of province too"):
        protect(tmp_path, counts=named, hierarchies=["region=province"])


def test_a_hierarchy_that_does_not_name_the_column_leaves_the_question(tmp_path):
    """Its file is headed child and parent, so that the column province is none of its levels."""
    (tmp_path / "up.csv").write_text(
        "child,parent\n" + "".join(f"{r},{p}\n" for r, p in COUNTS), encoding="utf-8"
    )
    given = [f"region={tmp_path / 'up.csv'}"]
    with pytest.raises(UsageError, match="lie within"):
        protect(tmp_path, hierarchies=given)
    assert attack(
        tmp_path, protect(tmp_path, hierarchies=[*given, "region=province"])
    ).ok


def test_a_code_and_its_name_are_not_protected_as_unrelated(tmp_path):
    """Two patterns of withheld cells over one table would fill each other in."""
    named = {(r, f"the town of {r}"): n for (r, _), n in COUNTS.items()}
    with pytest.raises(UsageError, match="lie within"):
        protect(tmp_path, counts=named)
    report = protect(tmp_path, counts=named, hierarchies=["region=province"])
    codes, towns = (
        {
            (place.removeprefix("the town of "), sex)
            for place, sex, _, status, *_ in (
                line.split(",") for line in path.read_text().splitlines()[1:]
            )
            if status == "withheld" and (at == 1 or not place.startswith("the town"))
        }
        for at, path in enumerate(report.files)
    )
    assert ("a", "m") in codes
    assert codes == towns, "one table by two names, with the same cells withheld"
