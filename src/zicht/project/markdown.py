"""Markdown with front matter: `+++`, TOML, `+++`, Dutch words, a line `+++ en`, English words."""

from pathlib import Path

from zicht.project.rows import Row, sheet_of
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import Text

FENCE = "+++"
TURN = "+++ en"
"""The line on which the English words begin."""


def read_page(path: Path, root: Path) -> tuple[Row, Text]:
    """Read one page.

    Parameters
    ----------
    path, root : the file, and the folder of the project to which names in errors are relative

    Returns
    -------
    its front matter, and its words in Dutch and English

    Raises
    ------
    ProjectError : the page lacks a part; names file and line
    """
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    lines = path.read_text("utf-8").splitlines()
    fences = [at for at, line in enumerate(lines) if line.strip() == FENCE]
    if len(fences) < 2 or fences[0] != 0:
        raise ProjectError(
            f"{name}:1: a page begins with its front matter between two lines of {FENCE}.",
            now="See docs/knowledge.md for an example.",
        )
    sheet = sheet_of(
        "\n".join(lines[1 : fences[1]]), name, known=("history",), first_line=2
    )
    top = Row(name, 2, {**sheet.top.values, **_tables(sheet.tables)}, sheet.top.lines)
    return top, _words(lines[fences[1] + 1 :], name, fences[1] + 2)


def _tables(tables: object) -> dict[str, object]:
    rows = tables if isinstance(tables, dict) else {}
    return {key: list(found) for key, found in rows.items()}


def _words(lines: list[str], name: str, first_line: int) -> Text:
    turns = [at for at, line in enumerate(lines) if line.strip() == TURN]
    if len(turns) != 1:
        raise ProjectError(
            f"{name}:{first_line}: a page is written in Dutch, then one line `{TURN}`, then in English.",
            now="Add what is missing.",
        )
    dutch, english = (
        "\n".join(lines[: turns[0]]).strip(),
        "\n".join(lines[turns[0] + 1 :]).strip(),
    )
    for words, line in ((dutch, first_line), (english, first_line + turns[0] + 1)):
        if not words:
            raise ProjectError(
                f"{name}:{line}: there are no words in this language.",
                now="Write them.",
            )
    return Text(dutch, english)
