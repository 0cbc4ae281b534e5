"""`zicht protect` on plain files: what it counts, what it refuses, and what it leaves in the folder."""

import json
import re
import shlex
from pathlib import Path

import pytest
from tests.desk import protect_files

from zicht.cli import run
from zicht.desk.page import STYLE
from zicht.edition.catalogue_files import languages_with_words, words_of
from zicht.vocabulary.errors import DisclosureRefused, UsageError

POLICY = 'name = "p"\nversion = 1\nreason = "test"\nlocal_levels = ["region"]\nminimum_mean_count = 0.0\n'
DATA = Path(__file__).parents[2] / "reference" / "data"
UK = DATA / "referrals" / "nrm_referrals_2022_q2.csv"
REGISTRATIONS = DATA / "disclosure" / "synthetic"
DETAILS = [
    (r, s, 3 * (i + 4))
    for i, (r, s) in enumerate((r, s) for r in ("a", "b") for s in ("m", "f"))
]
TOTALS = [("a", "Total", 27), ("b", "Total", 39), ("Total", "Total", 66)]


@pytest.fixture(autouse=True)
def one_secret_for_all_runs(monkeypatch):
    """Runs of one test are compared: what is left to chance must fall the same way."""
    monkeypatch.setattr("zicht.desk.rare.token_bytes", bytes)


def text_of(rows, header="region,sex,n") -> str:
    return "\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n"


def protect(folder: Path, text: str, by=("region,sex",), **options):
    (folder / "micro.csv").write_text(text, encoding="utf-8")
    (folder / "policy.toml").write_text(options.pop("policy", POLICY), encoding="utf-8")
    return protect_files(
        folder / "micro.csv",
        by=list(by),
        policy=folder / "policy.toml",
        out=options.pop("out", folder / "out"),
        **options,
    )


def total_of(report) -> str:
    return next(
        line
        for line in report.files[0].read_text().splitlines()
        if line.startswith("Total,Total,")
    )


def test_totals_among_the_records_are_left_out_when_they_add_up(tmp_path):
    with_totals = protect(tmp_path, text_of([*DETAILS, *TOTALS]))
    alone = protect(tmp_path, text_of(DETAILS), out=tmp_path / "alone")
    assert total_of(with_totals) == total_of(alone)
    assert "add up to the details" in with_totals.notes[0]


def test_totals_that_do_not_add_are_refused_with_the_way_to_leave_them_out(tmp_path):
    rows = text_of([*DETAILS, ("a", "Total", 31)])
    with pytest.raises(
        UsageError, match="differ from the sum of their details"
    ) as refused:
        protect(tmp_path, rows)
    assert '--without "sex=*total"' in refused.value.now
    assert "31" not in str(refused.value)
    assert protect(tmp_path, rows, without=["sex=*total"]).cells == 9


def test_a_total_in_a_column_that_no_table_shows_counts_once(tmp_path):
    rows = [(*row[:2], kind, row[2]) for row in DETAILS for kind in ("x", "Total")]
    report = protect(tmp_path, text_of(rows, "region,sex,kind,n"))
    assert total_of(report) == total_of(
        protect(tmp_path, text_of(DETAILS), out=tmp_path / "alone")
    )


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        (text_of(DETAILS, "region,sex,People"), {}, "--count People"),
        (text_of(DETAILS), {"by": ("region,sexe",)}, "Did you mean sex"),
        (text_of(DETAILS), {"by": ("region,sex", "sex,region")}, "asked for twice"),
        (text_of(DETAILS), {"count": "freq"}, "column freq is missing"),
        (text_of(DETAILS), {"without": ["sex=zzz"]}, "matches no row"),
        (text_of(DETAILS), {"without": ["*"]}, "not understood"),
        (text_of([*DETAILS, ("", "m", 4)]), {}, "empty in some rows"),
        (text_of([("Total", "Total", 9)] * 2), {}, "every row is a total"),
        (text_of(DETAILS), {"merge_rare": ["sex=5"]}, "Take 15 or more"),
        (
            text_of(DETAILS),
            {"merge_rare": ["age=50"]},
            "names a column that no table shows",
        ),
        (text_of(DETAILS), {"hierarchies": ["reg=up.csv"]}, "does not exist"),
    ],
)
def test_odd_input_says_what_and_what_now(tmp_path, text, options, says):
    with pytest.raises(UsageError, match=says) as refused:
        protect(tmp_path, text, **options)
    assert refused.value.now
    assert not (tmp_path / "out").exists()


def test_rows_are_counted_where_that_is_asked(tmp_path):
    rows = text_of(DETAILS * 5, "region,sex,People")
    assert total_of(protect(tmp_path, rows, count="rows")).startswith("Total,Total,20,")


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="thesis"):
        protect(tmp_path, text_of(DETAILS))
    assert [path.name for path in out.iterdir()] == ["thesis.txt"]


def test_an_earlier_run_is_replaced_whole_and_only_by_a_whole_run(tmp_path):
    first = protect(tmp_path, text_of(DETAILS), by=("region,sex", "sex"))
    with pytest.raises(UsageError):
        protect(tmp_path, text_of([*DETAILS, ("a", "m", -1)]))
    assert all(path.exists() for path in first.files)
    second = protect(tmp_path, text_of(DETAILS))
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "region_sex.csv",
        "report.html",
        "datapackage.json",
    }
    assert second.files[0].exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_forged_description_does_not_reach_outside_the_folder(tmp_path):
    report = protect(tmp_path, text_of(DETAILS))
    description = report.page.with_name("datapackage.json")
    package = json.loads(description.read_text())
    description.write_text(
        json.dumps({**package, "files": [*package["files"], "../policy.toml", ".."]})
    )
    protect(tmp_path, text_of(DETAILS))
    assert (tmp_path / "policy.toml").exists()


def test_the_printed_command_audits_what_was_written(tmp_path):
    (tmp_path / "up.csv").write_text("child,parent\na,P\nb,P\nc,Q\n", encoding="utf-8")
    rows = text_of([*DETAILS, ("c", "m", 2), ("c", "f", 8)])
    for policy in (
        POLICY,
        POLICY + 'method = "suppression"\nlocal_threshold = 5\nzeros = "structural"\n',
    ):
        report = protect(
            tmp_path,
            rows,
            by=("region,sex", "parent"),
            hierarchies=[f"region={tmp_path / 'up.csv'}"],
            policy=policy,
        )
        assert run(shlex.split(report.audit)[1:]) == 0


def test_the_description_and_the_page_tell_what_was_lost(tmp_path):
    report = protect(tmp_path, text_of([*DETAILS, ("c", "m", 1), ("c", "f", 1)]))
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text())
    assert [own["path"] for own in package["resources"]] == ["region_sex.csv"]
    page = report.page.read_text()
    assert "<script" not in page
    assert "http" not in page
    assert "src=" not in page
    assert str(tmp_path) not in page
    loss = report.as_mapping()["tables"][0]
    assert f"Cells: {loss['cells']}. With a number: {loss['shown']}, with a" in page
    assert STYLE.read_text() in page


def test_columns_with_strange_names_make_plain_file_names(tmp_path):
    report = protect(
        tmp_path,
        text_of(DETAILS, "../région,ζ é/x,n"),
        by=("../région,ζ é/x",),
        policy=POLICY.replace("region", "ζ é/x"),
    )
    assert report.files[0].parent == tmp_path / "out"
    assert report.files[0].exists()


def test_rare_categories_are_merged_by_what_is_published_of_them(tmp_path):
    rows = text_of(
        [
            (r, s, n)
            for r, n in (("a", 90), ("b", 70), ("c", 4), ("d", 9), ("e", 1))
            for s in "mf"
        ]
    )
    report = protect(tmp_path, rows, merge_rare=["region=50"])
    regions = {
        line.split(",")[0] for line in report.files[0].read_text().splitlines()[1:]
    }
    assert regions == {"a", "b", "Other (merged)", "Total"}
    assert report.notes == (
        "region: 3 categories that show less than 50 by themselves were merged.",
    )
    assert "c, d, e" in report.page.read_text()


def test_the_british_referrals_stay_useful(tmp_path):
    """Measured: 14% of the cells show a number as they stand, 71% with rare categories merged."""
    (tmp_path / "policy.toml").write_text(
        'name = "p"\nversion = 1\nreason = "test"\n', encoding="utf-8"
    )
    by = [
        "First responder,Exploitation type",
        "Exploitation type,Age at exploitation,Gender",
    ]
    by += ["Nationality,Exploitation type"]
    common = {
        "by": by,
        "policy": tmp_path / "policy.toml",
        "count": "People",
        "without": ["Exploitation type=Total"],
    }
    plain = protect_files(UK, out=tmp_path / "plain", **common)
    rare = [
        f"{column}=50"
        for column in ("Nationality", "Exploitation type", "First responder")
    ]
    merged = protect_files(UK, out=tmp_path / "merged", merge_rare=rare, **common)
    assert 1 - plain.hidden / plain.cells < 0.2
    assert 1 - merged.hidden / merged.cells > 0.65
    assert all(
        after.inside > before.inside
        for after, before in zip(merged.tables, plain.tables, strict=True)
    )
    assert "--merge-rare" in plain.page.read_text()
    # No list of nationalities was given: their rows reveal that somebody has them.
    assert merged.existence["Nationality"] > 50
    assert run(shlex.split(merged.audit)[1:]) == 10
    known = [f"{column}=" for column in merged.existence]
    listed = protect_files(
        UK, out=tmp_path / "listed", merge_rare=rare, codes=known, **common
    )
    assert not listed.existence
    assert run(shlex.split(listed.audit)[1:]) == 0


def test_the_british_referrals_as_printed_are_no_pass(tmp_path):
    (tmp_path / "policy.toml").write_text(
        'name = "p"\nversion = 1\nreason = "test"\n', encoding="utf-8"
    )
    with pytest.raises(UsageError, match="--without"):
        protect_files(
            UK,
            by=["First responder,Nationality"],
            policy=tmp_path / "policy.toml",
            count="People",
            out=tmp_path / "o",
        )


def test_a_table_too_sparse_is_refused_and_its_proposal_works(tmp_path):
    """Five dimensions, 5,642 records over 313,110 cells: by province instead."""
    (tmp_path / "policy.toml").write_text(
        'name = "p"\nversion = 1\nreason = "test"\n', encoding="utf-8"
    )
    options = {
        "hierarchies": [f"region={REGISTRATIONS / 'region_hierarchy.csv'}"],
        "policy": tmp_path / "policy.toml",
        "out": tmp_path / "out",
    }
    with pytest.raises(DisclosureRefused, match="too sparse") as refused:
        protect_files(
            REGISTRATIONS / "micro.csv", by=["region,year,sex,age,form"], **options
        )
    assert refused.value.details[0].endswith("publish region by province")
    assert not (tmp_path / "out").exists()
    done = protect_files(
        REGISTRATIONS / "micro.csv", by=["province,year,sex,age,form"], **options
    )
    assert run(shlex.split(done.audit)[1:]) == 0


UP = "child,parent\na,P\nb,P\nc,Q\n"
THREE = [*DETAILS, ("c", "m", 31), ("c", "f", 12)]


def test_levels_above_among_the_records_are_left_out_when_they_add_up(
    tmp_path, monkeypatch
):
    """Complete tables of sdcTable hold subtotals beside their parts."""
    monkeypatch.setattr("zicht.desk.rare.token_bytes", bytes)  # one secret for both
    (tmp_path / "up.csv").write_text(UP, encoding="utf-8")
    above = [f"region={tmp_path / 'up.csv'}"]
    uppers = [
        ("P", "m", 30),
        ("P", "f", 36),
        ("Q", "m", 31),
        ("Q", "f", 12),
        ("Q", "Total", 43),
    ]
    alone = protect(tmp_path, text_of(THREE), hierarchies=above)
    whole = protect(
        tmp_path, text_of([*THREE, *uppers]), hierarchies=above, out=tmp_path / "whole"
    )
    assert whole.files[0].read_text() == alone.files[0].read_text()
    assert "levels above region" in " ".join(whole.notes)
    with pytest.raises(UsageError, match="codes of an upper level") as refused:
        protect(tmp_path, text_of([*THREE, ("P", "m", 29)]), hierarchies=above)
    assert "29" not in str(refused.value)


@pytest.mark.parametrize("name", ["f", "antall", "N_OBS", "Anzahl", "score"])
def test_a_table_of_counts_is_not_taken_for_records(tmp_path, name):
    """No two rows of one kind, and a column of whole numbers: counted row by row, every cell would be 1."""
    with pytest.raises(UsageError, match="number of units") as refused:
        protect(tmp_path, text_of(DETAILS, f"region,sex,{name}"))
    assert f"--count {name}" in refused.value.now
    assert (
        protect(tmp_path, text_of(DETAILS, f"region,sex,{name}"), count=name).cells == 9
    )


def test_records_with_a_number_are_not_taken_for_counts(tmp_path):
    rows = [(r, s, age) for r, s, n in DETAILS for age in range(20, 20 + n)]
    assert total_of(protect(tmp_path, text_of(rows, "region,sex,age")))


def test_a_total_that_nobody_marked_does_not_count_everybody_twice(tmp_path):
    rows = [*DETAILS, ("Nederland", "m", 30), ("Nederland", "f", 36)]
    with pytest.raises(UsageError, match="count everybody twice") as refused:
        protect(tmp_path, text_of(rows))
    assert "--total region=CODE" in refused.value.now
    named = protect(tmp_path, text_of(rows), totals=["region=Nederland"])
    assert total_of(named) == total_of(
        protect(tmp_path, text_of(DETAILS), out=tmp_path / "alone")
    )


def test_a_category_that_is_called_as_totals_are_can_be_told_apart(tmp_path):
    """T is a usual name of the margin, and here a type."""
    rows = [(r, "T" if s == "m" else "U", n) for r, s, n in DETAILS]
    with pytest.raises(
        UsageError, match="differ from the sum of their details"
    ) as refused:
        protect(tmp_path, text_of(rows))
    assert '--without "sex=T"' in refused.value.now
    assert '--total "sex="' in refused.value.now
    report = protect(tmp_path, text_of(rows), totals=["sex="])
    assert "--total sex=Total" in report.audit
    assert report.cells == 9
    assert run(shlex.split(report.audit)[1:]) == 0


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        (
            text_of(DETAILS, "region,status,n"),
            {"by": ("region,status",)},
            "would stand twice",
        ),
        (text_of(DETAILS), {"by": ("region,n",), "count": "rows"}, "would stand twice"),
        (
            text_of([*DETAILS, ("Total", "m", 4)]),
            {"totals": ["region="]},
            "is called Total",
        ),
        (text_of(DETAILS), {"totals": ["area=NL"]}, "column area is missing"),
    ],
)
def test_names_that_would_clash_are_refused(tmp_path, text, options, says):
    with pytest.raises(UsageError, match=says) as refused:
        protect(tmp_path, text, **options)
    assert refused.value.now


def test_the_page_is_in_the_language_that_is_asked(tmp_path):
    report = protect(tmp_path, text_of([*DETAILS, *TOTALS]), language="nl")
    page = report.page.read_text(encoding="utf-8")
    assert '<html lang="nl">' in page
    assert "Wat elke tabel verloor" in page
    assert "Totalen tussen de records" in page
    assert report.notes[0].startswith("Totalen")
    english = protect(tmp_path, text_of([*DETAILS, *TOTALS])).page.read_text(
        encoding="utf-8"
    )
    assert '<html lang="en">' in english
    assert "What each table lost" in english


def test_every_word_of_the_page_takes_the_same_names_in_every_language():
    keys = [
        key for key in words_of("en") if key.startswith(("gate_page.", "gate_note."))
    ]
    assert len(keys) > 70
    for key in keys:
        slots = {
            language: frozenset(re.findall(r"{\w+}", words_of(language)[key]))
            for language in languages_with_words()
        }
        assert len(set(slots.values())) == 1, (key, slots)


def test_the_page_and_its_notes_are_in_any_language_that_has_words(tmp_path):
    report = protect(tmp_path, text_of([*DETAILS, *TOTALS]), language="fr")
    french = report.page.read_text("utf-8")
    assert '<html lang="fr">' in french
    assert "Ce que chaque tableau a perdu" in french
    assert "Les totaux parmi les enregistrements ont été laissés de côté" in french
    assert not re.search(
        r"\b(the|What|How|Policy|nothing|een|niet|Wat)\b",
        re.sub(r"<(pre|style|code).*?</\1>", "", french, flags=re.S),
    )


def test_the_mean_change_is_bounded_by_what_is_published(tmp_path):
    """The changes of all finest cells add up to the change of the total, which is less than the base: 4 / 4 cells."""
    report = protect(tmp_path, text_of(DETAILS))
    assert report.as_mapping()["tables"][0]["largest_mean_change"] == 1.0
    assert "the mean moves by at most 1." in report.page.read_text()
    exact = POLICY + 'method = "suppression"\nzeros = "structural"\n'
    assert (
        protect(tmp_path, text_of(DETAILS), policy=exact).as_mapping()["tables"][0][
            "largest_mean_change"
        ]
        == 0.0
    )


def test_the_page_says_which_codes_do_not_add_up(tmp_path):
    rows = text_of([("a", "m;f", 1)] * 30 + [("b", "m", 1)] * 30)
    report = protect(tmp_path, rows, several=["sex"])
    assert "One person may carry several codes of sex" in report.page.read_text()
    assert report.as_mapping()["tables"][0]["largest_mean_change"] is None


@pytest.mark.parametrize("header", ["child,parent\n", "levels,codes\n@,Total\n"])
def test_two_hierarchies_of_one_column_are_both_written_whatever_their_header(
    tmp_path, header
):
    """Most files call the upper level `parent`; the second would stand where the first was written."""
    trees = {"place": {"P": "ab", "Q": "c"}, "police": {"U": "a", "V": "bc"}}
    for name, own in trees.items():
        lines = (
            [f"{code},{up}" for up, codes in own.items() for code in codes]
            if header.startswith("child")
            else [
                line
                for up, codes in own.items()
                for line in (f"@@,{up}", *(f"@@@,{code}" for code in codes))
            ]
        )
        (tmp_path / f"{name}.csv").write_text(
            header + "\n".join(lines) + "\n", encoding="utf-8"
        )
    above = [f"region={tmp_path / name}.csv" for name in trees]
    report = protect(tmp_path, text_of(THREE), hierarchies=above, by=("region,sex",))
    assert len(list((tmp_path / "out").glob("*.levels.csv"))) == 2
    assert {
        line.split(",")[0] for line in report.files[0].read_text().splitlines()[1:]
    } >= {"P", "Q", "U", "V", "a"}
    assert run(shlex.split(report.audit)[1:]) == 0


def test_a_code_above_the_same_codes_in_two_hierarchies_counts_once(tmp_path):
    """A region that is a province and a police unit too; given twice, a file is one hierarchy."""
    (tmp_path / "up.csv").write_text(UP, encoding="utf-8")
    (tmp_path / "police.csv").write_text(
        "child,unit\na,U\nb,V\nc,Q\n", encoding="utf-8"
    )
    paths = [f"region={tmp_path / name}" for name in ("up.csv", "police.csv", "up.csv")]
    exact = POLICY + 'method = "suppression"\nzeros = "structural"\n'
    report = protect(tmp_path, text_of(THREE), hierarchies=paths, policy=exact)
    assert "Q,Total,43,published,43,43" in report.files[0].read_text().splitlines()
    assert len(list((tmp_path / "out").glob("*.levels.csv"))) == 2
    (tmp_path / "police.csv").write_text(
        "child,unit\na,U\nb,P\nc,V\n", encoding="utf-8"
    )
    with pytest.raises(UsageError, match="different codes in two hierarchies"):
        protect(tmp_path, text_of(THREE), hierarchies=paths)
