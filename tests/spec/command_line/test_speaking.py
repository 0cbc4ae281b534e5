"""What a command writes where: results to stdout, the rest to stderr; one JSON document where a program reads."""

import inspect
import json
import subprocess
import sys

import pytest
from tests.docs.test_command_line import VERBS

from zicht.cli import run
from zicht.cli.output import in_words

TABLE = "area,n\nA,12\nB,x\nTotal,20\n"
RECORDS = "area\n" + "A\n" * 60 + "B\n" * 40


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_every_verb_that_is_shown_has_json(path):
    verb = VERBS[path]
    if not verb.show or path == ("--install-completion",):
        return
    assert "json" in inspect.signature(verb.default_command).parameters


def test_an_error_is_one_json_document_and_words_for_people(tmp_path, capsys):
    assert run(["audit", str(tmp_path / "no.csv"), "--by", "a", "--json"]) == 2
    out, err = capsys.readouterr()
    error = json.loads(out)["error"]
    assert (error["kind"], error["exit_code"]) == ("UsageError", 2)
    assert "does not exist" in error["what"]
    assert err.startswith("Error: ")


def test_findings_and_a_failed_audit_are_one_json_document(tmp_path, capsys):
    (tmp_path / "t.csv").write_text(TABLE)
    assert run(["audit", str(tmp_path / "t.csv"), "--by", "area", "--json"]) == 10
    out, err = capsys.readouterr()
    assert json.loads(out)["ok"] is False
    assert "The tables do not hold" in err


def test_a_quiet_command_leaves_out_progress_and_notes_but_no_error(tmp_path, capsys):
    (tmp_path / "r.csv").write_text(RECORDS)
    (tmp_path / "t.csv").write_text(TABLE)
    command = ["protect", str(tmp_path / "r.csv"), "--by", "area", "--quiet"]
    assert run([*command, "--out", str(tmp_path / "out")]) == 0
    out, err = capsys.readouterr()
    assert "files:" in out
    assert err == ""
    assert run(["--quiet", "audit", str(tmp_path / "t.csv"), "--by", "area"]) == 10
    assert "The tables do not hold" in capsys.readouterr().err


def test_progress_goes_to_stderr(tmp_path, capsys):
    (tmp_path / "r.csv").write_text(RECORDS)
    command = ["protect", str(tmp_path / "r.csv"), "--by", "area", "--json"]
    assert run([*command, "--out", str(tmp_path / "out")]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["cells"] == 3
    assert "gate: " in err


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["check", "--jsn"], "--json"),
        (["protct"], "protect"),
        (["relase", "list"], "release"),
        (["release", "verfy"], "verify"),
    ],
)
def test_a_misspelt_word_is_answered_with_the_nearest(tmp_path, capsys, words, meant):
    if words[0] == "check":
        words = ["check", str(tmp_path), *words[1:]]
    assert run(words) == 2
    assert f"Did you mean {meant}?" in capsys.readouterr().err.replace('"', "")


def test_a_dash_reads_standard_input(tmp_path):
    command = [sys.executable, "-m", "zicht", "audit", "-", "--by", "area", "--json"]
    done = subprocess.run(
        command, input=TABLE, capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 10
    assert json.loads(done.stdout)["cells"] == 3


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "yes"),
        (False, "no"),
        (None, "none"),
        ([], "none"),
        ({}, "none"),
        ({"alerts": 1091}, "alerts 1091"),
        (["Ann", "Ben"], "Ann, Ben"),
        (1, "1"),
    ],
)
def test_a_result_is_said_in_words_and_not_as_a_value_of_the_program(value, words):
    assert in_words(value) == words
