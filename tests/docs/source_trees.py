"""Syntax trees of files of code: many tests look at all of them, and each is parsed and walked once."""

import ast
from functools import cache
from pathlib import Path


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a file; read only."""
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes_of(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Return every node of a syntax tree, itself first, in the order of `ast.walk`."""
    return tuple(ast.walk(tree))
