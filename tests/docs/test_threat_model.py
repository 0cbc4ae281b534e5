"""Every row of the threat model names tests that show it, and every test that it names is there."""

import ast
import re
from pathlib import Path

from tests.docs.source_trees import tree_of

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`([\w/]+\.py)::(test_\w+)`")


def rows() -> list[str]:
    """The rows of the table of attackers, without its head."""
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    table = text.partition("| who | wants |")[2].partition("\n\n")[0]
    return table.splitlines()[2:]


def functions_of(file: str) -> set[str]:
    tree = tree_of(ROOT / "tests" / "attack" / file)
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_row_of_the_threat_model_names_a_test() -> None:
    assert len(rows()) >= 25
    assert [row for row in rows() if not NAMED.search(row)] == []


def test_every_test_that_the_threat_model_names_exists() -> None:
    named = [found for row in rows() for found in NAMED.findall(row)]
    assert [
        f"{file}::{test}" for file, test in named if test not in functions_of(file)
    ] == []
