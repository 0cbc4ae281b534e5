"""A number in an English message has the noun and the verb of that number: `1 row is`, `2 rows are`."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.source_trees import nodes_of, tree_of

SOURCES = Path(__file__).parents[2] / "src" / "zicht"
NOUNS = (
    *("bytes", "cells", "characters", "codes", "columns", "deliveries", "entries"),
    *("files", "formulas", "lines", "lists", "months", "pairs", "persons"),
    *("places", "problems", "records", "rows", "series", "strata", "tables", "values"),
    *("words", "years"),
)
PLURAL = re.compile(rf" (?:{'|'.join(NOUNS)})\b")
OFTEN_MORE = re.compile(r"\b(?:of its|of|more than|at most|longer than) $")
"""Before a number that stands for a whole or a limit: `3 of 14 rows`, `more than 20 years`."""
IS_A_CONSTANT = re.compile(r"_?[A-Z][A-Z0-9_]+")
NEVER_ONE = {
    ("edition/number_exemptions.py", "number"): "part of a pattern",
    ("desk/extents.py", "number"): "lists is a verb",
    ("release/roles.py", "path"): "lists is a verb",
    ("desk/trees.py", "len(columns)"): "two columns or more are no levels",
    ("linkage/at_source.py", "n"): "runs without this package",
    ("methods/signals.py", "watch.years"): "some years at least",
    ("proof/documents/reading.py", "len(content)"): "a file above the limit",
    ("sources/cells.py", "first['copies']"): "rows above the limit",
    ("sources/cells.py", "size"): "a workbook above the limit",
    ("sources/rows.py", "width"): "a width above the limit",
    ("sources/proposing.py", "names"): "places is a verb",
    ("sources/opening.py", "state.st_size"): "a file above the limit",
}


def plurals(file: Path) -> Iterator[tuple[str, str]]:
    """Find values in texts that a plural noun follows, with the text before and the name of the value."""
    for node in nodes_of(tree_of(file)):
        if not isinstance(node, ast.JoinedStr) or _is_shown_of_an_object(node):
            continue
        for before, value, after in zip(
            [None, *node.values], node.values, node.values[1:], strict=False
        ):
            if not isinstance(value, ast.FormattedValue):
                continue
            if not isinstance(after, ast.Constant) or not PLURAL.match(after.value):
                continue
            text = before.value if isinstance(before, ast.Constant) else ""
            yield text, ast.unparse(value.value)


def _is_shown_of_an_object(text: ast.JoinedStr) -> bool:
    """Whether a developer sees it of an object: <Draft: 1 tables>."""
    first = text.values[0]
    return isinstance(first, ast.Constant) and first.value.startswith("<")


@pytest.mark.parametrize(
    "room",
    sorted(path.name for path in SOURCES.iterdir() if (path / "__init__.py").exists()),
)
def test_a_number_has_the_noun_of_one_where_it_is_one(room: str) -> None:
    wrong = [
        f"{file.relative_to(SOURCES)}: {value}"
        for file in sorted((SOURCES / room).rglob("*.py"))
        for text, value in plurals(file)
        if not value.startswith(("counted(", "', '.join("))
        if not OFTEN_MORE.search(text)
        if not IS_A_CONSTANT.fullmatch(value)
        if (str(file.relative_to(SOURCES)), value) not in NEVER_ONE
    ]
    assert not wrong, "write them with vocabulary.nouns.counted"
