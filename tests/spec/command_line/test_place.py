"""Inside a project its folder may be left out."""

import json
from pathlib import Path

import pytest

from zicht.cli import run
from zicht.cli.app import app
from zicht.cli.place import project_around, with_project

VERBS_OF_PROJECTS = [
    (["check"], 1),
    (["run", "--dry-run"], 1),
    (["explain", "V01:2024"], 1),
    (["explain", "V01:2024", "--release", "3f2a"], 1),
    (["release", "diff", "3f2a", "9c1e"], 2),
    (["release", "verify"], 2),
    (["release", "verify", "3f2a"], 2),
    (["reports", "--only", "x"], 1),
    (["withdraw", "ids.csv", "--ground", "consent"], 1),
    (["table", "--by", "vorm"], 1),
]


@pytest.fixture(name="project")
def folder_of_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "land" / "content").mkdir(parents=True)
    (tmp_path / "land" / "zicht.toml").write_text("")
    monkeypatch.chdir(tmp_path / "land" / "content")
    return tmp_path / "land"


@pytest.mark.parametrize(("words", "place"), VERBS_OF_PROJECTS)
def test_the_project_around_stands_behind_the_verb(project, words, place):
    assert with_project(app, words) == [*words[:place], str(project), *words[place:]]


@pytest.mark.parametrize(
    "words",
    [
        ["run", "elsewhere"],
        ["explain", "elsewhere", "V01:2024"],
        ["release", "diff", "elsewhere", "3f2a", "9c1e"],
        ["check", "--project", "elsewhere"],
        ["check", "--help"],
        ["protect", "records.csv", "--by", "area"],
        ["release"],
        [],
    ],
)
def test_a_project_that_is_given_stays_and_other_verbs_get_none(project, words):
    assert project.is_dir()
    assert with_project(app, words) == words


def test_a_folder_in_the_place_of_the_project_is_the_project(project):
    (project / "content" / "other").mkdir()
    assert with_project(app, ["explain", "other"]) == ["explain", "other"]


def test_the_nearest_project_above_counts(project):
    assert project_around(project / "content") == project
    assert project_around(project.parent) is None


def test_outside_a_project_the_error_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert run(["check", "--json"]) == 2
    out, err = capsys.readouterr()
    assert "this folder is not inside one" in json.loads(out)["error"]["what"]
    assert "Give the folder of a project behind the verb" in err
