"""Columns of which one person may carry several codes: forms of exploitation do not add up to the persons."""

import shlex
from pathlib import Path

import pytest
from tests.desk import audit_files, protect_files

from zicht.cli import run
from zicht.vocabulary.errors import DisclosureRefused, ProjectError, UsageError

ROUNDED = 'name = "p"\nversion = 1\nreason = "test"\nminimum_mean_count = 0.0\n'
EXACT = ROUNDED + 'method = "suppression"\nzeros = "structural"\n'
PERSONS = [
    (f"p{region}{at}", region, forms)
    for region, groups in {
        "a": {"x": 20, "x;y": 9, "y": 12},
        "b": {"x": 30, "y|z": 8, "x; y;z": 7},
    }.items()
    for forms, n in groups.items()
    for at in range(n)
]
"""86 persons: x 66, y 36, z 15, together 117."""
COUNTED = {
    ("a", "x"): 29,
    ("a", "y"): 21,
    ("a", "z"): 0,
    ("b", "x"): 37,
    ("b", "y"): 15,
    ("b", "z"): 15,
}


@pytest.fixture(autouse=True)
def one_secret_for_all_runs(monkeypatch):
    """Runs of one test are compared: what is left to chance must fall the same way."""
    monkeypatch.setattr("zicht.desk.rare.token_bytes", bytes)


def codes_of(forms: str) -> list[str]:
    return [code.strip() for code in forms.replace("|", ";").split(";")]


ONE_FIELD = "who,region,form\n" + "".join(
    f'{who},{r},"{forms}"\n' for who, r, forms in PERSONS
)
SEVERAL_ROWS = "who,region,form\n" + "".join(
    f"{who}{forms},{r},{code}\n"
    for who, r, forms in PERSONS
    for code in [*codes_of(forms), codes_of(forms)[0]]
)
COUNTS = "region,form,n\na,Total,41\nb,Total,45\n" + "".join(
    f"{r},{form},{n}\n" for (r, form), n in COUNTED.items()
)


def protect(folder: Path, text: str, **options):
    (folder / "micro.csv").write_text(text, encoding="utf-8")
    (folder / "policy.toml").write_text(options.pop("policy", EXACT), encoding="utf-8")
    given = {
        "by": ["region,form"],
        "several": ["form"],
        "out": folder / "out",
    } | options
    return protect_files(folder / "micro.csv", policy=folder / "policy.toml", **given)


def rows_of(path: Path) -> dict[tuple[str, ...], str]:
    lines = [line.split(",") for line in path.read_text().splitlines()[1:]]
    return {tuple(line[:-4]): line[-4] for line in lines}


@pytest.mark.parametrize(
    ("text", "options"),
    [(ONE_FIELD, {}), (SEVERAL_ROWS, {"person": "who"}), (COUNTS, {})],
    ids=["one field", "several rows", "counts"],
)
def test_a_person_counts_once_at_each_code_and_once_in_the_total(
    tmp_path, text, options
):
    report = protect(tmp_path, text, **options)
    rows = rows_of(report.files[0])
    assert {key: rows[key] for key in COUNTED} == {
        key: str(n) for key, n in COUNTED.items()
    }
    assert (rows["Total", "Total"], rows["Total", "x"], rows["Total", "y"]) == (
        "86",
        "66",
        "36",
    )
    assert run(shlex.split(report.audit)[1:]) == 0


def test_levels_above_count_a_person_once_too(tmp_path):
    (tmp_path / "up.csv").write_text("form,kind\nx,sexual\ny,other\nz,other\n")
    above = [f"form={tmp_path / 'up.csv'}"]
    report = protect(tmp_path, ONE_FIELD, hierarchies=above, by=["region,form", "kind"])
    rows = rows_of(report.files[1])
    assert rows["other",] == "36", "who has y and z is one of them"
    assert run(shlex.split(report.audit)[1:]) == 0


def test_under_rounding_a_code_is_never_more_than_its_total(tmp_path):
    report = protect(tmp_path, ONE_FIELD, policy=ROUNDED)
    rows = rows_of(report.files[0])
    for region in ("a", "b", "Total"):
        assert all(
            int(rows[region, form] or 0) <= int(rows[region, "Total"]) for form in "xyz"
        )
    assert "--several form" in report.audit
    assert run(shlex.split(report.audit)[1:]) == 0


def test_a_table_without_the_column_counts_persons(tmp_path):
    """Counts by form stand in the file; a table by region takes their totals and not their sum."""
    for text, options in ((COUNTS, {}), (SEVERAL_ROWS, {"person": "who"})):
        report = protect(tmp_path, text, by=["region"], **options)
        assert rows_of(report.files[0])["Total",] == "86"
        both = protect(tmp_path, text, by=["region,form", "region"], **options)
        assert rows_of(both.files[1]) == rows_of(report.files[0])


def test_categories_are_merged_before_persons_are_counted(tmp_path):
    merge = EXACT + '[merges.form]\nz = "y"\n'
    assert (
        rows_of(protect(tmp_path, ONE_FIELD, policy=merge).files[0])["b", "y"] == "15"
    )
    with pytest.raises(UsageError, match="cannot be merged"):
        protect(tmp_path, COUNTS, policy=merge)


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        ("region,form\na,x\nb,y\n", {}, "does not show who has several codes of form"),
        (ONE_FIELD, {"several": ["forms"]}, "Did you mean form"),
        (ONE_FIELD, {"person": "id"}, "column id is missing"),
        (COUNTS, {"person": "region"}, "holds totals; with --person"),
        ("who,region,form,n\n1,a,x;y,2\n", {"person": "who"}, "more or fewer than one"),
        ("who,region,form\n1,a,x\n,a,y\n", {"person": "who"}, "column who is empty"),
        (ONE_FIELD, {"merge_rare": ["form=50"]}, "one may carry several"),
    ],
)
def test_what_cannot_be_counted_is_said(tmp_path, text, options, says):
    with pytest.raises((UsageError, ProjectError), match=says) as refused:
        protect(tmp_path, text, **options)
    assert refused.value.now
    assert not (tmp_path / "out").exists()


def test_a_total_below_one_of_its_codes_is_refused(tmp_path):
    with pytest.raises(DisclosureRefused) as refused:
        protect(tmp_path, COUNTS.replace("a,Total,41", "a,Total,28"))
    assert "28" not in str(refused.value)


def audit(folder: Path, text: str, **options):
    (folder / "t.csv").write_text(text, encoding="utf-8")
    return audit_files([folder / "t.csv"], by=options.pop("by", ["form"]), **options)


def test_an_audit_does_not_add_up_codes_of_which_one_has_several(tmp_path):
    table = "form,n\nTotal,40\nx,30\ny,25\nz,c\n"
    assert audit(tmp_path, table).contradiction
    found = audit(tmp_path, table, several=["form"])
    assert (found.ok, found.widest) == (True, 39), "z is anything from 1 to the total"


def test_an_audit_knows_that_a_code_is_at_most_the_total(tmp_path):
    """Of the 9 in region b nobody has z; of the 3 in region a that cell cannot be more than 3."""
    table = "region,form,n\nTotal,Total,12\na,Total,{}\nb,Total,{}\nTotal,z,{}\na,z,{}\nb,z,{}\n"
    found = audit(
        tmp_path,
        table.format("x", "x", "x", "x", "x"),
        by=["region,form"],
        several=["form"],
        small="1-2",
    )
    assert found.ok
    found = audit(
        tmp_path,
        table.format(3, 9, "x", "x", 0),
        by=["region,form"],
        several=["form"],
        small="4-4",
    )
    assert found.below_threshold > 0
    assert not found.ok


def test_who_is_left_without_a_code_is_guarded_as_at_the_gate(tmp_path):
    found = audit(tmp_path, "form,n\nTotal,40\nx,38\ny,25\n", several=["form"])
    assert found.implicit == 1, "2 of 40 have no x"


def test_a_column_of_no_table_is_refused(tmp_path):
    with pytest.raises(UsageError, match="Did you mean form"):
        audit(tmp_path, "form,n\nTotal,40\nx,38\n", several=["fom"])


GROUP = (
    "region,form,n\nTotal,Total,90\nTotal,organ,{}\nTotal,other,{}\n"
    "a,Total,40\nb,Total,50\na,organ,{}\nb,organ,20\n"
)
GROUP += "a,other,{}\nb,other,30\n"


def test_an_audit_finds_that_nearly_everybody_of_a_row_is_in_a_sensitive_category(
    tmp_path,
):
    told = GROUP.format(59, 31, 39, 1)
    found = audit(
        tmp_path, told, by=["region,form"], sensitive=["form=organ"], small="5-5"
    )
    assert (found.groups, found.ok) == (1, False)
    assert audit(tmp_path, told, by=["region,form"], small="5-5").groups == 0
    untold = GROUP.format(30, 60, 10, 30)
    assert (
        audit(tmp_path, untold, by=["region,form"], sensitive=["form=organ"]).groups
        == 0
    )


def test_an_audit_finds_groups_where_codes_do_not_add_up(tmp_path):
    table = "form,n\nTotal,40\norgan,38\nother,25\n"
    found = audit(tmp_path, table, several=["form"], sensitive=["form=organ"])
    assert found.groups == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("form", "not understood"),
        ("form=orgn", "Did you mean organ"),
        ("fom=organ", "no table has that category"),
    ],
)
def test_a_sensitive_category_that_is_not_there_is_refused(tmp_path, given, says):
    with pytest.raises(UsageError) as refused:
        audit(
            tmp_path,
            GROUP.format(30, 60, 10, 30),
            by=["region,form"],
            sensitive=[given],
        )
    assert says in str(refused.value)


@pytest.mark.parametrize("policy", [ROUNDED, ROUNDED + 'method = "suppression"\n'])
def test_the_printed_command_attacks_groups_under_the_same_rules(tmp_path, policy):
    report = protect(tmp_path, ONE_FIELD, policy=policy + '[sensitive]\nform = ["z"]\n')
    assert "--sensitive form=z --small 1-4" in report.audit
    assert run(shlex.split(report.audit)[1:]) == 0


@pytest.mark.parametrize(
    "name",
    ["id", "person_id", "RINPERSOON", "client nr", "pseudonym", "slachtoffer_nr"],
)
def test_rows_of_one_person_are_not_counted_as_persons_unasked(tmp_path, name):
    text = SEVERAL_ROWS.replace("who", name, 1)
    with pytest.raises(UsageError, match="of one person") as refused:
        protect(tmp_path, text, several=[], by=["region"])
    assert f"--person {name}" in refused.value.now
    once = protect(tmp_path, text, several=[], by=["region"], person=name)
    assert rows_of(once.files[0])["Total",] == "86"
    rows = protect(
        tmp_path, text, several=[], by=["region"], count="rows", out=tmp_path / "rows"
    )
    assert rows_of(rows.files[0])["Total",] == str(117 + 86)


def test_numbers_of_rows_or_of_areas_are_no_persons(tmp_path):
    each = "id,region,form\n" + "".join(
        f'{at},{r},"{forms}"\n' for at, (_, r, forms) in enumerate(PERSONS)
    )
    assert protect(tmp_path, each, by=["region"]).cells
    areas = "region_id,region,form\n" + "".join(
        f'{r},{r},"{forms}"\n' for _, r, forms in PERSONS
    )
    assert protect(tmp_path, areas, by=["region"]).cells


def test_counts_of_the_levels_above_must_be_given_too(tmp_path):
    (tmp_path / "up.csv").write_text("form,kind\nx,sexual\ny,other\nz,other\n")
    above = [f"form={tmp_path / 'up.csv'}"]
    with pytest.raises(UsageError, match="above those of form, 2 codes have no rows"):
        protect(tmp_path, COUNTS, hierarchies=above)
    uppers = "a,sexual,29\na,other,21\nb,sexual,37\nb,other,15\n"
    assert (
        rows_of(protect(tmp_path, COUNTS + uppers, hierarchies=above).files[0])[
            "Total", "other"
        ]
        == "36"
    )


def test_totals_below_the_sum_of_codes_name_the_option(tmp_path):
    with pytest.raises(
        UsageError, match="differ from the sum of their details"
    ) as refused:
        protect(tmp_path, COUNTS, several=[])
    assert '--several "form"' in refused.value.now
