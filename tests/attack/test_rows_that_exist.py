"""Which rows there are is information: without a list of codes, a row exists because somebody is in the file."""

import json
import random
import shlex
from pathlib import Path

import pytest
from tests.desk import audit_files, protect_files

from zicht.cli import run
from zicht.vocabulary.errors import UsageError

MANY = ["NL"] * 60 + ["BE"] * 40
RARE = [f"island {number}" for number in range(30)]
"""One person of each: some show a number by the draw of the rounding, and never all."""
RULES = 'name = "p"\nversion = 1\nreason = "r"\nlocal_threshold = 5\nminimum_mean_count = 0\n'


def files(folder: Path, codes: list[str], rules: str = "") -> list[str]:
    """Write records and a policy; return the command that protects them."""
    (folder / "records.csv").write_text("nationality\n" + "\n".join(codes) + "\n")
    (folder / "policy.toml").write_text(RULES + rules)
    words = ["protect", str(folder / "records.csv"), "--by", "nationality"]
    words += ["--policy", str(folder / "policy.toml"), "--out", str(folder / "out")]
    return [*words, "--json"]


def test_rare_codes_are_written_and_end_with_code_10(tmp_path, capsys):
    command = files(tmp_path, [*MANY, *RARE])
    assert run(command) == 10
    out, err = capsys.readouterr()
    n = json.loads(out)["existence"]["nationality"]
    assert 0 < n <= len(RARE)
    assert f"nationality: {n} codes" in err
    page = (tmp_path / "out" / "report.html").read_text()
    assert f"the rows alone reveal that somebody has each of {n} codes" in page


def test_frequent_codes_reveal_nothing_that_is_not_printed(tmp_path, capsys):
    assert run(files(tmp_path, MANY)) == 0
    assert json.loads(capsys.readouterr().out)["existence"] == {}


@pytest.mark.parametrize("source", ["list.csv", ""])
def test_with_a_list_of_codes_the_rows_say_nothing(tmp_path, capsys, source):
    command = files(tmp_path, [*MANY, "Tuvalu"])
    listed = "code\nNL\nBE\nTuvalu\nNauru\n"
    (tmp_path / "list.csv").write_text(listed)
    path = tmp_path / source if source else ""
    assert run([*command, "--codes", f"nationality={path}"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["existence"] == {}
    rows = (tmp_path / "out" / "nationality.csv").read_text()
    assert ("Nauru" in rows) is bool(source)
    assert run(shlex.split(report["audit"])[1:]) == 0


def test_a_code_that_is_not_on_the_list_is_refused(tmp_path, capsys):
    command = files(tmp_path, [*MANY, "Tuvalu"])
    (tmp_path / "list.csv").write_text("code\nNL\nBE\n")
    assert run([*command, "--codes", f"nationality={tmp_path / 'list.csv'}"]) == 2
    err = capsys.readouterr().err
    assert "1 code is not on its list" in err
    assert "Tuvalu" not in err
    assert run([*command, "--codes", "nationalty="]) == 2
    assert "Did you mean nationality?" in capsys.readouterr().err


def test_a_list_of_merged_categories_reveals_that_they_occur(tmp_path):
    rare = [code for code in ("Tuvalu", "Nauru", "Palau") for _ in range(3)]
    files(tmp_path, [*MANY, *rare])
    done = protect_files(
        tmp_path / "records.csv",
        by=["nationality"],
        policy=tmp_path / "policy.toml",
        out=tmp_path / "out",
        merge_rare=["nationality=20"],
    )
    assert done.existence == {"nationality": 3}, "the page lists what was merged"


def test_where_the_policy_lets_readers_know_who_is_withheld_rows_say_no_more(tmp_path):
    rules = 'method = "suppression"\nzeros = "structural"\n'
    assert run(files(tmp_path, [*MANY, "Tuvalu", "Nauru"], rules)) == 0


def test_an_audit_asks_whether_codes_are_a_public_list(tmp_path):
    (tmp_path / "t.csv").write_text("land,n\nNL,60\nBE,40\nTuvalu,0\nTotal,100\n")
    found = audit_files([tmp_path / "t.csv"], by=["land"], base=5)
    assert (found.existence, found.ok) == (1, False)
    assert "is there a public list of its codes?" in " ".join(found.notes)
    assert audit_files([tmp_path / "t.csv"], by=["land"], base=5, codes=["land="]).ok
    (tmp_path / "list.csv").write_text("code\nNL\nBE\n")
    with pytest.raises(UsageError, match="not on its list"):
        audit_files(
            [tmp_path / "t.csv"],
            by=["land"],
            base=5,
            codes=[f"land={tmp_path / 'list.csv'}"],
        )


@pytest.mark.parametrize("seed", range(12))
def test_a_random_file_reveals_the_codes_that_no_number_shows(tmp_path, seed):
    """Nothing but the published table is asked: a code without a number of one or more exists by its row alone."""
    draw = random.Random(seed)  # noqa: S311 - tests draw the same every day
    codes = [
        f"c{number}"
        for number in range(draw.randint(2, 12))
        for _ in range(draw.choice([1, 2, 4, 8, 30, 90]))
    ]
    files(tmp_path, codes, draw.choice(["", "zeros = 'structural'\n"]))
    done = protect_files(
        tmp_path / "records.csv",
        by=["nationality"],
        policy=tmp_path / "policy.toml",
        out=tmp_path / "out",
    )
    rows = [line.split(",") for line in done.files[0].read_text().splitlines()[1:]]
    unknown = [code for code, *_, lower, _ in rows if lower in ("", "0")]
    assert sum(done.existence.values()) == len(unknown)
