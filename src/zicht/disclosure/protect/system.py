"""One system of cells over all tables of a draft: which cells are one, what adds up, and what lies within what."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from zicht.disclosure.protect.universes import Universe
from zicht.vocabulary.arrays import Bools, Ints


@dataclass(frozen=True, eq=False)
class Relations:
    """Sums: cell `parents[i]` is the sum of `children[starts[i]:starts[i + 1]]`."""

    parents: Ints
    starts: Ints
    children: Ints

    def __len__(self) -> int:
        return len(self.parents)

    @property
    def owners(self) -> Ints:
        """Which relation each child stands in."""
        return np.repeat(np.arange(len(self.parents)), np.diff(self.starts))

    def surplus(self, values: Ints) -> Ints:
        """Return by how much the children exceed their parent, for each relation."""
        sums = np.zeros(len(self.parents), dtype=np.int64)
        np.add.at(sums, self.owners, values[self.children])
        return sums - values[self.parents]


@dataclass(frozen=True, eq=False)
class System:
    """All cells of a draft.

    Parameters
    ----------
    counts : true value of each cell
    rows : for each table, the cell of each row
    relations : what adds up
    within, around : each cell `within[i]` is part of cell `around[i]`, without adding up
    universes : coordinates of the cells
    """

    counts: Ints
    rows: tuple[Ints, ...]
    relations: Relations
    within: Ints
    around: Ints
    universes: tuple[Universe, ...]

    def __repr__(self) -> str:
        return (
            f"<System: {len(self.counts)} cells, {len(self.relations)} sums,"
            f" {len(self.within)} inclusions>"
        )


def universe_of(system: System, cells: Ints) -> Universe:
    """Return the universe that some cells of one universe belong to."""
    return next(
        universe
        for universe in system.universes
        if np.isin(cells[:1], universe.cells).any()
    )


def matrix_of_sums(sums: Relations, *, n_cells: int) -> csr_array:
    """Write sums as rows of a matrix: 1 for each part and -1 for the whole."""
    wholes = np.arange(len(sums))
    signs = np.concatenate([np.ones(len(sums.children)), -np.ones(len(sums))])
    rows = np.concatenate([sums.owners, wholes])
    columns = np.concatenate([sums.children, sums.parents])
    entries = signs, (rows, columns)
    return csr_array(coo_array(entries, shape=(len(sums), n_cells)))


# ---- cells that hang together


def components(system: System, free: Bools, *, inclusions: bool = True) -> list[Ints]:
    """Group the free cells that hang together through sums, largest group first.

    Parameters
    ----------
    system : of the cells
    free : cells to group
    inclusions : whether cells that lie within one another hang together too
    """
    # Two cells hang together where a sum holds both: a sum is a node of the graph too.
    cells, hubs = _edges(system, free, inclusions=inclusions)
    n_nodes = len(system.counts) + len(system.relations)
    graph = coo_array((np.ones(len(cells)), (cells, hubs)), shape=(n_nodes, n_nodes))
    labels = connected_components(graph, directed=False)[1].astype(np.int64)
    groups = _groups_of(np.flatnonzero(free), labels)
    # Of equal size the first cell decides, so that a rerun gives the same order.
    return sorted(groups, key=lambda group: (-len(group), int(group[0])))


def _edges(system: System, free: Bools, *, inclusions: bool) -> tuple[Ints, Ints]:
    """Return the edges of a graph of cells and sums: a free cell and each of its sums.

    Sums are numbered behind the cells. A cell that lies within another has an edge to it.
    """
    relations = system.relations
    cells = np.concatenate([relations.children, relations.parents])
    sums = np.concatenate([relations.owners, np.arange(len(relations))])
    hubs = len(system.counts) + sums
    is_used = free[cells]
    cells, hubs = cells[is_used], hubs[is_used]
    if not inclusions:
        return cells, hubs
    both_free = free[system.within] & free[system.around]
    return (
        np.concatenate([cells, system.within[both_free]]),
        np.concatenate([hubs, system.around[both_free]]),
    )


def _groups_of(members: Ints, labels: Ints) -> list[Ints]:
    """Return the members that share a label, a group for each label."""
    ordered = members[np.argsort(labels[members], kind="stable")]
    cuts = np.flatnonzero(np.diff(labels[ordered])) + 1
    ends = [0, *cuts.tolist(), len(ordered)]
    return [ordered[start:end] for start, end in pairwise(ends) if end > start]
