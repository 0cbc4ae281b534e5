"""The import graph: how long its longest chain is, and how large its largest room."""

from graphlib import TopologicalSorter
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("zicht", "zicht_nl", "zicht_invented")
LONGEST_CHAIN = 16
"""Files, see docs/adr/0106-short-chains-of-imports.md: lower this number, never raise it."""


@pytest.fixture(scope="module", name="imports")
def imports_of_every_file() -> dict[str, set[str]]:
    """Return the files that each file imports, at its top or inside its functions."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    return {
        file: graph.find_modules_directly_imported_by(file) for file in graph.modules
    }


def longest_chain(imports: dict[str, set[str]]) -> list[str]:
    """Return the longest chain of files of which each imports the next; a circle is an error."""
    chains: dict[str, list[str]] = {}
    for file in TopologicalSorter(imports).static_order():
        below = [chains[imported] for imported in imports[file]]
        chains[file] = [file, *max(below, key=len, default=[])]
    return max(chains.values(), key=len)


def test_the_longest_chain_of_a_small_graph_is_found() -> None:
    imports = {
        "top": {"left", "right"},
        "left": {"floor"},
        "right": set(),
        "floor": set(),
    }
    assert longest_chain(imports) == ["top", "left", "floor"]


def test_no_chain_of_imports_is_longer_than_sixteen_files(
    imports: dict[str, set[str]],
) -> None:
    chain = longest_chain(imports)
    assert len(chain) <= LONGEST_CHAIN, " -> ".join(chain)


def test_no_room_is_above_a_third_of_the_house() -> None:
    house = ROOT / "src" / "zicht"
    n_lines = {
        room.name: sum(
            len(file.read_text().splitlines()) for file in room.rglob("*.py")
        )
        for room in house.iterdir()
        if room.is_dir()
    }
    largest = max(n_lines, key=n_lines.__getitem__)
    assert n_lines[largest] * 3 <= sum(n_lines.values()), largest
