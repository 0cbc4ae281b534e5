"""The reference of keys is complete: the readers accept what it lists, and nothing else."""

import ast
import sys
import tomllib
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "tools"))

import print_reference
from tests.docs.source_trees import nodes_of, tree_of

from zicht.project.settings import SECTIONS

SOURCES = Path(__file__).parents[2] / "src" / "zicht"
READ_ELSEWHERE = {
    # a variable that holds one of the constants, or keys joined into words
    "zicht.project.cited:keys",
    "zicht.project.folder:SECTION_KEYS[name]",
    "zicht.project.forms:' '.join((field.name for field in fields(Limits)))",
    "zicht.project.forms:' '.join((field.name for field in fields(Retention)))",
    "zicht.project.geography:' '.join(KEYS)",
    # a page on a method has the keys that all documents have
    "zicht.project.documents:COMMON",
}


def test_the_page_is_printed_from_the_readers() -> None:
    page = print_reference.PAGE.read_text("utf-8")
    assert print_reference.printed_page() == page, "run tools/print_reference.py"


def test_a_key_without_a_meaning_is_an_error() -> None:
    with pytest.raises(print_reference.IncompleteReferenceError, match="colour"):
        print_reference.section_of("t", ("id", "colour"), {"id": "! of it"})
    with pytest.raises(print_reference.IncompleteReferenceError, match="colour"):
        print_reference.section_of("t", ("id",), {"id": "! of it", "colour": "none"})


def keys_that_readers_accept() -> set[str]:
    """Return the constant of every set of keys that some reader of a project refuses other keys by."""
    names = set()
    for path in sorted((SOURCES / "project").glob("*.py")):
        for node in nodes_of(tree_of(path)):
            if is_refusal_of_other_keys(node) and path.stem != "rows":
                names.add(f"zicht.project.{path.stem}:{ast.unparse(node.args[0])}")
    return names


def is_refusal_of_other_keys(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "only"
        and len(node.args) == 1
    )


def test_every_set_of_keys_that_a_reader_accepts_is_explained() -> None:
    tables = tomllib.loads(print_reference.MEANINGS.read_text("utf-8"))["table"]
    explained = {table["keys"] for table in tables}
    accepted = keys_that_readers_accept()
    assert len(accepted) > 25
    assert accepted - explained - READ_ELSEWHERE == set()


def test_every_section_of_the_settings_has_its_keys_explained() -> None:
    tables = tomllib.loads(print_reference.MEANINGS.read_text("utf-8"))["table"]
    titles = " ".join(table["title"] for table in tables)
    assert [name for name in sorted(SECTIONS) if f"[{name}]" not in titles] == []
