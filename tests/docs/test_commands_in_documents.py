"""Every command that a document shows exists, with its options; those on plain files are run."""

import contextlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from cyclopts import ValidationError

from zicht.cli import register_verbs, run
from zicht.cli.app import app

register_verbs()
ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND = re.compile(r"^(?:    |\$ )zicht (.+?)(?:\s+#.*)?$", re.MULTILINE)


def commands() -> Iterator[tuple[str, str]]:
    for page in PAGES:
        for words in COMMAND.findall(page.read_text("utf-8")):
            yield page.name, words


SHOWN = list(commands())


def test_documents_show_commands() -> None:
    assert len(SHOWN) > 20


@pytest.mark.parametrize(("page", "words"), SHOWN)
def test_a_command_in_a_document_can_be_parsed(page: str, words: str) -> None:
    """A verb or option that was renamed makes its documents fail; files need not exist."""
    objection = "does not exist"
    try:
        app.parse_args(shlex.split(words), print_error=False, exit_on_error=False)
    except ValidationError as error:
        objection = str(error)
    assert "does not exist" in objection


ON_PLAIN_FILES = [
    words
    for page, words in SHOWN
    if page == "README.md" and words.split()[0] in {"estimate", "protect", "audit"}
]


@pytest.mark.parametrize(
    ("verb", "code", "says"),
    [
        pytest.param(
            "estimate",
            0,
            "No single number may be published",
            marks=pytest.mark.nightly,  # one method draws chains for half a minute
        ),
        ("protect", 0, "controlled rounding"),
        ("audit", 10, "primary 14"),
    ],
)
def test_the_first_commands_of_the_readme_do_what_it_says(
    verb: str, code: int, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (words,) = (words for words in ON_PLAIN_FILES if words.startswith(f"{verb} "))
    tokens = [
        str(tmp_path / "out") if word == "build/protected" else word
        for word in shlex.split(words)
    ]
    with contextlib.chdir(ROOT):
        assert run(tokens) == code
    assert says in capsys.readouterr().out


ESTIMATE = re.compile(r"^    (\w+) +([\d,.]+)   ([\d,.]+)-([\d,.]+)$", re.MULTILINE)
"""A row of the table in the README: method, estimate and interval."""


def test_the_estimates_of_the_readme_are_those_that_are_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of the methods that the README shows; at night its command is run with every method."""
    (words,) = (words for words in ON_PLAIN_FILES if words.startswith("estimate "))
    shown = ESTIMATE.findall((ROOT / "README.md").read_text("utf-8"))
    assert len(shown) >= 4
    methods = [f"--method={name}" for name, *_ in shown]
    with contextlib.chdir(ROOT):
        assert run([*shlex.split(words), *methods]) == 0
    printed = capsys.readouterr().out
    for name, estimate, lower, upper in shown:
        row = rf"{name}\s+{estimate}\s+{lower}[-–]{upper}\s"
        assert re.search(row, printed), name
