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
    fences = [i for i, line in enumerate(lines) if line.strip() == FENCE]
    if len(fences) < 2 or fences[0] != 0:
        raise ProjectError(
            f"{name}:1: a page begins with its front matter between two lines of {FENCE}.",
            now="See docs/knowledge.md for an example.",
        )
    closing = fences[1]
    front_matter = "\n".join(lines[1:closing])
    sheet = sheet_of(front_matter, name, known=("history",), first_line=2)
    tables = {key: list(rows) for key, rows in sheet.tables.items()}
    top = Row(name, 2, {**sheet.top.values, **tables}, sheet.top.lines)
    # Lines are counted from 1, so the words begin two lines after the index of the fence.
    return top, _words(lines[closing + 1 :], name, closing + 2)


def _words(lines: list[str], name: str, first_line: int) -> Text:
    """Read the words of each language, each below a line `+++ xx` that names it."""
    first_lines, lines_in = _split_by_language(lines, name, first_line)
    if not lines_in:
        raise ProjectError(
            f"{name}:{first_line}: the page has no words.",
            now=f"Write a line such as `{FENCE} en`, and the words in that language below it.",
        )
    words = {code: "\n".join(part).strip() for code, part in lines_in.items()}
    for code, text in words.items():
        if not text:
            raise ProjectError(
                f"{name}:{first_lines[code]}: there are no words in this language.",
                now="Write them below this line, or remove the line.",
            )
    return Text.of(words, place=f"{name}:{first_line}")


def _split_by_language(
    lines: list[str], name: str, first_line: int
) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Return by language the number of the line that names it, and the lines below that one."""
    language = ""
    first_lines: dict[str, int] = {}
    lines_in: dict[str, list[str]] = {}
    for number, line in enumerate(lines, start=first_line):
        named = _language_named(line)
        if named in lines_in:
            raise ProjectError(
                f"{name}:{number}: the words in {named} begin twice.",
                now=f"Write one line `{FENCE} {named}`.",
            )
        if named:
            language = named
            first_lines[language] = number
            lines_in[language] = []
            continue
        _refuse_reference(line, name, number)
        if language:
            lines_in[language].append(line)
        elif line.strip():
            raise ProjectError(
                f"{name}:{number}: nothing says in which language these words are.",
                now=f"Write a line such as `{FENCE} en` above them, with the code of their language.",
            )
    return first_lines, lines_in


def _language_named(line: str) -> str:
    """Return the language that a line `+++ xx` names, or an empty text for any other line."""
    words = line.strip()
    code = words.removeprefix(FENCE).strip()
    return code if words.startswith(FENCE) and is_language(code) else ""


def _refuse_reference(line: str, name: str, number: int) -> None:
    if _REFERENCE.search(line):
        raise ProjectError(
            f"{name}:{number}: a reference such as [[ID:2024]] is filled in in reports only.",
            now="Write the words themselves, or make a report of this text.",
        )
