"""Tests judge numbers with facts that lie in the repository, and with nothing beside it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.docs.source_trees import nodes_of, tree_of

ROOT = Path(__file__).parents[2]
FACTS = ROOT / "tests" / "reference" / "data"
SCRIPTS = sorted(
    path
    for folder in ("tests", "bench", "tools")
    for path in (ROOT / folder).rglob("*.py")
)
TWO_MEGABYTES = 2_000_000
LEADS_AWAY = re.compile(r"\.\./(?!\.\.)[a-z]|/(?:work|home|root|Users)/")


def test_every_folder_of_facts_names_its_source() -> None:
    folders = [folder for folder in FACTS.iterdir() if folder.is_dir()]
    assert folders
    for folder in folders:
        assert (folder / "README.md").is_file(), folder.name
        assert f"`{folder.name}/`" in (FACTS / "README.md").read_text("utf-8")


def test_facts_stay_small() -> None:
    sizes = [path.stat().st_size for path in FACTS.rglob("*") if path.is_file()]
    assert sum(sizes) < TWO_MEGABYTES


def depth_of(script: Path) -> int:
    """Number of folders between the repository and the script, itself included."""
    return len(script.relative_to(ROOT).parts)


def syntax_trees() -> Iterator[tuple[Path, ast.AST]]:
    for script in SCRIPTS:
        yield script, tree_of(script)


def climbs_too_far(tree: ast.AST, depth: int) -> bool:
    """Whether some `parents[N]` climbs above the repository."""
    for node in nodes_of(tree):
        match node:
            case ast.Subscript(
                value=ast.Attribute(attr="parents"),
                slice=ast.Constant(value=int(climbed)),
            ) if climbed >= depth:
                return True
    return False


def climbs_by_name(tree: ast.AST) -> bool:
    """Whether a script takes the parent of its root, or writes a path that leads away."""
    for node in nodes_of(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="ROOT"), attr="parent"):
                return True
            case (
                ast.BinOp(op=ast.Div(), right=ast.Constant(value=str(text)))
                | ast.Call(
                    func=ast.Name(id="Path"), args=[ast.Constant(value=str(text))]
                )
            ) if LEADS_AWAY.match(text):
                return True
    return False


def test_no_script_reads_outside_the_repository() -> None:
    outside = [
        script.relative_to(ROOT).as_posix()
        for script, tree in syntax_trees()
        if climbs_too_far(tree, depth_of(script)) or climbs_by_name(tree)
    ]
    assert outside == []


@pytest.mark.parametrize(
    ("code", "is_outside"),
    [
        ("DATA = Path(__file__).parents[2] / 'facts'", False),
        ("DATA = Path(__file__).parents[3] / 'elsewhere'", True),
        ("DATA = Path(__file__).resolve().parents[3]", True),
        ("DATA = ROOT / 'facts'", False),
        ("DATA = ROOT.parent / 'elsewhere'", True),
        ("DATA = ROOT / '../elsewhere'", True),
        ("DATA = Path('/home/elsewhere')", True),
    ],
)
def test_a_path_above_the_repository_is_recognised(
    code: str, *, is_outside: bool
) -> None:
    """As in a script that lies three levels deep, such as `tests/docs/test_x.py`."""
    tree = ast.parse(code)
    assert (climbs_too_far(tree, 3) or climbs_by_name(tree)) is is_outside


def test_a_test_is_left_out_for_a_missing_browser_only() -> None:
    """A clone judges as much as its author's machine; `make test` installs the browser."""
    left_out = {
        script.relative_to(ROOT).as_posix()
        for script, tree in syntax_trees()
        for node in nodes_of(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"skip", "skipif", "importorskip", "xfail"}
    }
    assert left_out == {"tests/conftest.py"}
