"""The tutorial is followed word by word: its files are written, its commands are run, its figures are there."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"
FILE = re.compile(r"^```\w+ file=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TEXT = TUTORIAL.read_text("utf-8")


def commands() -> Iterator[list[str]]:
    for block in CONSOLE.findall(TEXT):
        for line in block.splitlines():
            yield shlex.split(line.removeprefix("$ "))


def run(command: list[str], folder: Path) -> str:
    """Run a command of the page with the programs of this environment."""
    program = {"python": [sys.executable], "zicht": [sys.executable, "-m", "zicht"]}
    done = subprocess.run(
        [*program[command[0]], *command[1:]],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{shlex.join(command)}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module", name="albion")
def project_of_the_tutorial(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, dict[str, str]]:
    """The project after every command, and what each command printed."""
    folder = tmp_path_factory.mktemp("tutorial") / "albion"
    for name, text in FILE.findall(TEXT):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    printed = {shlex.join(command): run(command, folder) for command in commands()}
    return folder, printed


def test_people_count_once_a_year_and_those_who_refused_do_not(albion):
    folder, _ = albion
    explained = json.loads(run(["zicht", "explain", ".", "R01:2023", "--json"], folder))
    assert "140" in json.dumps(explained)


def test_every_page_is_in_english_alone(albion):
    folder, printed = albion
    assert printed["zicht run ."]
    assert (folder / "site" / "en" / "index.html").is_file()
    assert not (folder / "site" / "nl").exists()
