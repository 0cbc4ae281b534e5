"""Every wrong use leaves with the code of its family, says what now, and shows no trace of the program."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.projects import filled_project

from zicht.cli import run
from zicht.cli.app import app
from zicht.pipeline import folders
from zicht.pipeline.scaffold import Country
from zicht.vocabulary import errors
from zicht.vocabulary.errors import ZichtError

USE, PROJECT, VAULT, RELEASE, PUBLISHING, MACHINE = 2, 3, 5, 11, 12, 74
NO_PROJECT = [
    ("check",), ("run",), ("run", "--dry-run"), ("status",), ("explain", "V01:2024"), ("truth",), ("serve",),
    ("invent",), ("followup",), ("reports",), ("brief",), ("release list",), ("release verify",),
    ("release diff", "a", "b"), ("release key", "--reviewer", "x", "--out", "/nowhere/x.key"),
    ("release approve", "--reviewer", "x", "--demonstration"), ("withdraw", "FILE", "--ground", "law"),
]  # fmt: skip
WRONG = [
    (USE, ("nonsense",)),
    (USE, ("run",)),
    (USE, ("run", "PROJECT", "--nonsense")),
    (USE, ("run", "NOWHERE")),
    (USE, ("new", "PROJECT")),
    (USE, ("new", "FILE")),
    (USE, ("new", "BELOW_FILE")),
    (USE, ("new", "FILE", "--pack")),
    (USE, ("new", "FRESH", "--code", "x")),
    (USE, ("new", "FRESH", "--name", " ")),
    (USE, ("new", "FRESH", "--name", "a\nb")),
    (USE, ("serve", "PROJECT", "--port", "99999")),
    (USE, ("withdraw", "PROJECT", "FILE")),
    (USE, ("withdraw", "PROJECT", "FILE", "--ground", " ")),
    (USE, ("withdraw", "PROJECT", "FILE", "--ground", "law", "--day", "2026-02-30")),
    (USE, ("withdraw", "PROJECT", "INSIDE", "--ground", "law")),
    (USE, ("withdraw", "PROJECT", "NOWHERE", "--ground", "law")),
    (USE, ("release", "key", "PROJECT", "--reviewer", "x", "--out", "INSIDE")),
    (USE, ("release", "approve", "PROJECT", "--reviewer", "x")),
    (PROJECT, ("release", "key", "PROJECT", "--reviewer", "../x", "--out", "FRESH")),
    (PROJECT, ("truth", "PROJECT")),
    (VAULT, ("withdraw", "PROJECT", "FILE", "--ground", "law")),
    (RELEASE, ("explain", "PROJECT", "V01:2024")),
    (RELEASE, ("release", "verify", "PROJECT")),
    (RELEASE, ("release", "verify", "PROJECT", "3f2a")),
    (RELEASE, ("release", "diff", "PROJECT", "a", "b")),
    (PUBLISHING, ("serve", "PROJECT")),
]


@pytest.fixture(name="places")
def _places(tmp_path: Path) -> dict[str, str]:
    filled_project(tmp_path / "project", Country("Land", "XX"))
    (tmp_path / "empty").mkdir()
    (tmp_path / "request.csv").write_text("source\nnowhere\n")
    (tmp_path / "project" / "inside.csv").write_text("source\nnowhere\n")
    names = {
        "PROJECT": "project",
        "BELOW_FILE": "request.csv/project",
        "EMPTY": "empty",
        "FRESH": "fresh",
        "NOWHERE": "nowhere",
        "FILE": "request.csv",
        "INSIDE": "project/inside.csv",
    }
    return {word: str(tmp_path / name) for word, name in names.items()}


@pytest.fixture(name="use")
def _use(
    places: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    def use(*words: str) -> tuple[int, str]:
        code = run([places.get(word, word) for word in words])
        return code, capsys.readouterr().err

    return use


def test_every_family_of_errors_stands_in_the_help() -> None:
    told = str(app.help)
    families = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, ZichtError)
    ]
    codes = {kind.exit_code for kind in families}
    assert len(codes) == len(families), "one code per family"
    assert all(f" {code} " in told.replace("\n", " ") for code in codes)


@pytest.mark.parametrize(
    ("code", "words"),
    WRONG,
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_use_leaves_with_the_code_of_its_family(
    code: int, words: tuple[str, ...], use: Callable[..., tuple[int, str]]
) -> None:
    left, said = use(*words)
    assert left == code, said
    assert said.startswith("Error: ")
    assert "What now: " in said
    assert "A fault in Zicht" not in said


@pytest.mark.parametrize("words", NO_PROJECT, ids=lambda words: words[0])
def test_a_folder_that_is_no_project_is_told_by_every_verb(
    words: tuple[str, ...], use: Callable[..., tuple[int, str]]
) -> None:
    verb, *rest = words
    left, said = use(*verb.split(), "EMPTY", *rest)
    assert (left, "no zicht.toml" in said) == (PROJECT, True), said


@pytest.mark.parametrize("name", ['Een "land"', "back\\slash", "{accolade}", "é ß 漢"])
def test_a_project_bears_the_name_it_was_given(
    name: str, use: Callable[..., tuple[int, str]], places: dict[str, str]
) -> None:
    assert use("new", "FRESH", "--name", name)[0] == 0
    left, said = use("check", "FRESH")
    assert left == PROJECT
    mistakes = [line for line in said.splitlines() if line.startswith("  - ")]
    assert all("to be filled in" in mistake for mistake in mistakes)
    assert (
        name.replace("\\", "\\\\").replace('"', '\\"')
        in (Path(places["FRESH"]) / "zicht.toml").read_text()
    )


def test_only_its_owner_reads_the_deliveries_of_a_new_project(
    use: Callable[..., tuple[int, str]], places: dict[str, str]
) -> None:
    deliveries = Path(places["PROJECT"]) / "deliveries"
    assert deliveries.stat().st_mode & 0o077 == 0
    assert "Careful" not in use("check", "PROJECT")[1]
    deliveries.chmod(0o755)
    assert "chmod 700" in use("check", "PROJECT")[1]


def test_the_second_command_says_who_is_at_work(
    use: Callable[..., tuple[int, str]], places: dict[str, str]
) -> None:
    with folders.claimed(Path(places["PROJECT"])):
        left, said = use("run", "PROJECT")
    assert left == PROJECT
    assert f"process {os.getpid()}" in said


def test_keys_on_a_medium_that_is_not_there(
    use: Callable[..., tuple[int, str]],
    monkeypatch: pytest.MonkeyPatch,
    places: dict[str, str],
) -> None:
    monkeypatch.setenv("ZICHT_KEYS", places["NOWHERE"])
    left, said = use("run", "PROJECT")
    assert left == VAULT
    assert "ZICHT_KEYS" in said
    assert not Path(places["NOWHERE"]).exists(), (
        "no keys are made where the medium should be"
    )


def test_a_port_that_is_taken(
    use: Callable[..., tuple[int, str]], places: dict[str, str]
) -> None:
    site = Path(places["PROJECT"]) / "site"
    site.mkdir()
    (site / "index.html").write_text("<!doctype html>")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        left, said = use("serve", "PROJECT", "--port", str(taken.getsockname()[1]))
    assert left == PUBLISHING
    assert "is taken" in said


@pytest.mark.parametrize("kind", [28, 30, 13])
def test_a_disk_that_refuses_is_no_fault_of_zicht(
    kind: int, use: Callable[..., tuple[int, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(*_: object, **__: object) -> None:
        raise OSError(kind, "", "somewhere")

    monkeypatch.setattr("zicht.pipeline.scaffold._write", refusing)
    left, said = use("new", "FRESH")
    assert left == MACHINE
    assert "somewhere" in said
    assert "A fault in Zicht" not in said
