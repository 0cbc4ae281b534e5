"""The finest combinations of codes behind the printed cells of one universe.

Three tables, by area and sex, by area and age, and by sex and age, share no sum that
would narrow their cells. Yet some table by area, sex and age must exist behind all
three, and none of its cells is below zero: at most as many women live in an area as it
has young women and young men, so at most as the two other tables allow. Such limits
come from the finest cells alone, so these are unknowns of the attack.

They are needed only where the tables form a cycle. A table whose further columns stand
in no other table can always be spread over its cells without touching another one, so
that it adds no limit; what is left after such columns and such tables are taken away is
the core, and its finest cells alone are laid out.

References
----------
Dobra & Fienberg (2000), Bounds for cell entries in contingency tables given marginal
totals and decomposable graphs, PNAS 97. Graham (1979), On the universal relation (the
reduction of a hypergraph to its core).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from math import prod

import numpy as np

from zicht.disclosure.audit.axes import Axis
from zicht.vocabulary.arrays import Ints

MOST = 30_000
"""Finest cells of one universe that are laid out; where there are more, none is: their
programmes do not end."""
TOTAL_OF_AXIS = 0
"""Number of the set that holds everything."""
TOP, FINE, COARSE = 0, 1, 2
"""Levels of the sets of an axis; only fine ones can be refined no further."""
Edge = dict[int, int]
"""Per axis that a shape of cells is broken down by, its level: `FINE` or `COARSE`."""
Parts = dict[int, tuple[int, ...]]
"""Per set of one axis, the atoms that it is made of."""


@dataclass(frozen=True)
class Finest:
    """The finest cells of a universe.

    Parameters
    ----------
    parts : per axis and set, the atoms that the set is made of
    core : axes that the finest cells are broken down by; none where no cycle is
    rows : a row per finest cell, a set of each axis per column
    is_too_large : whether they were left out, for there are more than `MOST`
    """

    parts: tuple[Mapping[int, tuple[int, ...]], ...]
    core: tuple[int, ...]
    rows: Ints
    is_too_large: bool = False

    def inside(self, cell: Sequence[int]) -> Ints | None:
        """Return the finest cells of which a cell is the sum, a row for each.

        None for a cell that is broken down by an axis outside the core, or of which
        not all atoms are known.
        """
        choices: list[tuple[int, ...]] = []
        for axis, number in enumerate(cell):
            if axis not in self.core:
                if number != TOTAL_OF_AXIS:
                    return None
                choices.append((TOTAL_OF_AXIS,))
            elif number in self.parts[axis]:
                choices.append(self.parts[axis][number])
            else:
                return None
        return np.asarray(list(product(*choices)), dtype=np.int64)


def finest_cells(axes: Sequence[Axis], codes: Ints, *, most: int = MOST) -> Finest:
    """Return the finest cells behind printed ones, as far as tables form a cycle.

    Parameters
    ----------
    axes : of one universe; sets that are needed are added to them
    codes : the printed cells: a row per cell, a set of each axis per column
    most : finest cells that are laid out; where there are more, none is
    """
    nothing = np.zeros((0, len(axes)), dtype=np.int64)
    used_by_axis = list(codes.T)
    levels = [
        _levels(axis, used) for axis, used in zip(axes, used_by_axis, strict=True)
    ]
    core = core_axes(_edges(levels, codes))
    if not core:
        return Finest((), (), nothing)

    parts: list[Parts] = [{} for _ in axes]
    for number in core:
        parts[number] = _atoms_of_sets(axes[number], used_by_axis[number])
    atoms = [_distinct_atoms(of_axis) for of_axis in parts]
    if prod(len(of_axis) for of_axis in atoms) > most:
        return Finest((), (), nothing, is_too_large=True)
    rows = np.asarray(list(product(*atoms)), dtype=np.int64)
    return Finest(tuple(parts), core, rows)


def _distinct_atoms(parts: Parts) -> list[int]:
    """Return the atoms of one axis, each once; outside the core only its total."""
    if not parts:
        return [TOTAL_OF_AXIS]
    return sorted(set(chain.from_iterable(parts.values())))


def _levels(axis: Axis, used: Ints) -> dict[int, int]:
    """Return the level of every set in use: `TOP`, `FINE` or `COARSE`.

    Sets of which any two are apart, or one within the other, are all `FINE`: such an
    axis makes no cycle by itself. Where sets overlap, as provinces and police units do,
    the smallest ones are `FINE` if all others are sums of them.
    """
    sets = {
        number: axis.sets[number]
        for number in sorted(set(used.tolist()))
        if number != TOTAL_OF_AXIS
    }
    levels = dict.fromkeys(sets, FINE)
    if not axis.lists and _do_overlap(list(sets.values())):
        levels = _levels_of_overlapping(sets)
    return levels | {TOTAL_OF_AXIS: TOP}


def _levels_of_overlapping(sets: Mapping[int, frozenset[str]]) -> dict[int, int]:
    """Return the level of each of some sets that overlap: `FINE` or `COARSE`."""
    smallest = _smallest(list(sets.values()))
    if not all(_is_sum_of(leaves, smallest) for leaves in sets.values()):
        return dict.fromkeys(sets, COARSE)
    fine = set(smallest.values())
    is_fine = [number for number, leaves in sets.items() if leaves in fine]
    return dict.fromkeys(sets, COARSE) | dict.fromkeys(is_fine, FINE)


def _is_sum_of(leaves: frozenset[str], smallest: Mapping[str, frozenset[str]]) -> bool:
    """Whether a set is the sum of the smallest sets that hold its leaves."""
    return all(smallest[leaf] <= leaves for leaf in leaves)


def _do_overlap(sets: Sequence[frozenset[str]]) -> bool:
    """Whether two sets share leaves, and neither holds the other."""
    smaller_with: dict[str, list[frozenset[str]]] = {}
    for leaves in sorted(sets, key=len):
        for leaf in leaves:
            if not all(inner <= leaves for inner in smaller_with.get(leaf, ())):
                return True
        for leaf in leaves:
            smaller_with.setdefault(leaf, []).append(leaves)
    return False


def _smallest(sets: Sequence[frozenset[str]]) -> dict[str, frozenset[str]]:
    """Return the smallest set that holds each leaf."""
    smallest: dict[str, frozenset[str]] = {}
    for leaves in sorted(sets, key=len, reverse=True):
        smallest |= dict.fromkeys(leaves, leaves)
    return smallest


def _edges(levels: Sequence[Mapping[int, int]], codes: Ints) -> list[Edge]:
    """Return the shapes of printed cells: the axes they are broken down by."""
    columns = []
    for of_axis, column in zip(levels, codes.T, strict=True):
        levels_of_cells = [of_axis[number] for number in column.tolist()]
        columns.append(np.asarray(levels_of_cells, dtype=np.int64))
    if not columns:
        return []
    shapes = np.unique(np.column_stack(columns), axis=0)
    return [_edge(shape) for shape in shapes.tolist()]


def _edge(shape: Sequence[int]) -> Edge:
    """Return the axes that a shape is broken down by, and its level on each of them."""
    return {axis: level for axis, level in enumerate(shape) if level != TOP}


def core_axes(edges: Sequence[Edge]) -> tuple[int, ...]:
    """Return the axes of the core: what Graham's reduction leaves of the shapes.

    An axis that one shape alone has is taken away from it; a shape that lies within
    another one goes. Shapes of coarse levels go within those of the fine level alone.
    """
    remaining = [dict(edge) for edge in edges]
    while True:
        before = [dict(edge) for edge in remaining]
        _take_away_lonely_axes(remaining)
        remaining = _without_inner(remaining)
        if remaining == before:
            return tuple(sorted({axis for edge in remaining for axis in edge}))


def _take_away_lonely_axes(edges: Sequence[Edge]) -> None:
    """Take every axis away that only one shape has, from shapes of fine levels alone."""
    for edge in edges:
        if COARSE in edge.values():
            continue
        for axis in list(edge):
            n_shapes = sum(axis in other for other in edges)
            if n_shapes == 1:
                del edge[axis]


def _without_inner(edges: Sequence[Edge]) -> list[Edge]:
    """Return the shapes that lie within no other one; of equal shapes one."""
    distinct: list[Edge] = []
    for edge in edges:
        if edge not in distinct:
            distinct.append(edge)
    outer = []
    for edge in distinct:
        others = [other for other in distinct if other != edge]
        if not any(_lies_within(edge, other) for other in others):
            outer.append(edge)
    return outer


def _lies_within(edge: Edge, other: Edge) -> bool:
    """Whether another shape has all axes of a shape, at the fine level."""
    return all(other.get(axis, TOP) == FINE for axis in edge)


def _atoms_of_sets(axis: Axis, used: Ints) -> Parts:
    """Return the atoms of every set in use.

    Atoms are the largest sets of leaves that no set in use tells apart. Codes of which
    one may carry several cannot be told apart by leaves: each is an atom of its own.
    """
    numbers = sorted(set(used.tolist()) | {TOTAL_OF_AXIS})
    if axis.lists:
        return {number: (number,) for number in numbers}
    sets = {number: axis.sets[number] for number in numbers if number != TOTAL_OF_AXIS}
    leaves_of_total, is_listed = _everything(axis)
    every_leaf = leaves_of_total.union(*sets.values())
    atoms = {
        axis.number(leaves): leaves
        for leaves in _told_apart(every_leaf, list(sets.values()))
    }
    parts = {number: _inside(leaves, atoms) for number, leaves in sets.items()}
    if TOTAL_OF_AXIS in used:
        parts[TOTAL_OF_AXIS] = tuple(atoms)
        if not is_listed:
            # Nobody said that the codes in use are all there are.
            parts[TOTAL_OF_AXIS] += (axis.number(frozenset({"any other code"})),)
    return parts


def _inside(
    leaves: frozenset[str], atoms: Mapping[int, frozenset[str]]
) -> tuple[int, ...]:
    """Return the atoms that a set is made of."""
    return tuple(atom for atom, of_atom in atoms.items() if of_atom <= leaves)


def _told_apart(
    leaves: Iterable[str], sets: Sequence[frozenset[str]]
) -> list[frozenset[str]]:
    """Group the leaves that lie in the same of some sets."""
    groups: dict[tuple[bool, ...], set[str]] = {}
    for leaf in sorted(leaves):
        membership = tuple(leaf in of_set for of_set in sets)
        groups.setdefault(membership, set()).add(leaf)
    return [frozenset(group) for group in groups.values()]


def _everything(axis: Axis) -> tuple[set[str], bool]:
    """Return all leaves of an axis, and whether its tables list them."""
    covers = [parts for whole, parts in axis.covers if whole == TOTAL_OF_AXIS]
    every_part = chain.from_iterable(covers)
    leaves = set[str]().union(*(axis.sets[part] for part in every_part))
    return leaves, bool(covers)
