"""Every command that a document shows exists, with its options; those on plain files are run."""

import contextlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from cyclopts import ValidationError

from zicht.cli import run
from zicht.cli.app import app

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
        ("estimate", 0, "No single number may be published"),
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
