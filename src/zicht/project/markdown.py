"""Markdown with front matter: `+++`, TOML, `+++`, and the words of each language below a line `+++ en`."""

import re
from pathlib import Path

from zicht.project.rows import Row, read_words, sheet_of
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import Text, is_language

FENCE = "+++"
_REFERENCE = re.compile(r"(?<!\\)\[\[[^\[\]]+\]\](?!\()")


def read_page(path: Path, root: Path) -> tuple[Row, Text]:
    """Read one page.

    Parameters
    ----------
    path, root : the file, and the folder of the project to which names in errors are relative

    Returns
    -------
    its front matter, and its words by language

    Raises
    ------
    ProjectError : the page lacks a part; names file and line
    """
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    lines = read_words(path, root).splitlines()
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
    """Read the words of each language, each below a line `+++ xx` that names it."""
    language = ""
    starts: dict[str, int] = {}
    parts: dict[str, list[str]] = {}
    for number, line in enumerate(lines, start=first_line):
        code = line.strip().removeprefix(FENCE).strip()
        if line.strip().startswith(FENCE) and is_language(code):
            if code in parts:
                raise ProjectError(
                    f"{name}:{number}: the words in {code} begin twice.",
                    now=f"Write one line `{FENCE} {code}`.",
                )
            language = code
            starts[code] = number
            parts[code] = []
            continue
        _refuse_reference(line, name, number)
        if language:
            parts[language].append(line)
        elif line.strip():
            raise ProjectError(
                f"{name}:{number}: nothing says in which language these words are.",
                now=f"Write a line such as `{FENCE} en` above them, with the code of their language.",
            )
    if not parts:
        raise ProjectError(
            f"{name}:{first_line}: the page has no words.",
            now=f"Write a line such as `{FENCE} en`, and the words in that language below it.",
        )
    words = {code: "\n".join(part).strip() for code, part in parts.items()}
    for code, text in words.items():
        if not text:
            raise ProjectError(
                f"{name}:{starts[code]}: there are no words in this language.",
                now="Write them below this line, or remove the line.",
            )
    return Text.of(words, place=f"{name}:{first_line}")


def _refuse_reference(line: str, name: str, number: int) -> None:
    if _REFERENCE.search(line):
        raise ProjectError(
            f"{name}:{number}: a reference such as [[ID:2024]] is filled in in reports only.",
            now="Write the words themselves, or make a report of this text.",
        )
