"""Markdown with front matter: `+++`, TOML, `+++`, and the words of each language below a line `+++ en`.

Words right below the front matter are Dutch.
"""

import re
from pathlib import Path

from zicht.project.rows import Row, read_words, sheet_of
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import Text, is_language

FENCE = "+++"
_REFERENCE = re.compile(r"(?<!\\)\[\[[^\[\]]+\]\](?!\()")
FIRST_LANGUAGE = "nl"
"""Language of words that stand below no line `+++ xx`."""


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
    """Read the words of each language; the lines above the first `+++ xx` may be blank."""
    language = FIRST_LANGUAGE
    starts = {language: first_line}
    parts: dict[str, list[str]] = {language: []}
    for number, line in enumerate(lines, start=first_line):
        code = line.strip().removeprefix(FENCE).strip()
        if line.strip().startswith(FENCE) and is_language(code):
            if parts.get(code):
                raise ProjectError(
                    f"{name}:{number}: the words in {code} begin twice.",
                    now=f"Write one line `{FENCE} {code}`.",
                )
            language = code
            starts[code] = number + 1
            parts[code] = []
        else:
            if _REFERENCE.search(line):
                raise ProjectError(
                    f"{name}:{number}: a reference such as [[V01:2024]] is filled in in reports only.",
                    now="Write the words themselves, or make a report of this text.",
                )
            parts[language].append(line)
    words = {code: "\n".join(part).strip() for code, part in parts.items()}
    if not words[FIRST_LANGUAGE] and len(words) > 1:
        del words[FIRST_LANGUAGE]
    for code, text in words.items():
        if not text:
            raise ProjectError(
                f"{name}:{starts[code]}: there are no words in this language.",
                now="Write them.",
            )
    return Text.of(words, place=f"{name}:{first_line}")
