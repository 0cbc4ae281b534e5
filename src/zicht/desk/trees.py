"""Hierarchies from files: child and parent, a column per level, or lines with @ per level."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from pathlib import Path

from zicht.desk.csvs import Rows, is_total, nearest, read_rows, read_text
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import IndicatorError, UsageError


@dataclass(frozen=True)
class Tree(Hierarchy):
    """A hierarchy from a file.

    Parameters
    ----------
    tops : codes that the file places right below the total
    """

    tops: frozenset[str] = frozenset()


def read_hierarchies(given: Sequence[str]) -> dict[str, list[Hierarchy]]:
    """Read `region=FILE` arguments."""
    found: dict[str, list[Hierarchy]] = {}
    for one in given:
        column, _, file = one.partition("=")
        if not column.strip() or not file.strip():
            raise UsageError(
                f"--hierarchy {one!r} is not understood.",
                now="Write --hierarchy region=FILE",
            )
        path = Path(file.strip())
        own = found.setdefault(column.strip(), [])
        for tree in read_hierarchy(path):
            if not any(other.parents == tree.parents for other in own):
                own.append(_named_apart(tree, path.stem, [other.name for other in own]))
    for column, own in found.items():
        _refuse_two_meanings(column, own)
    return found


def _refuse_two_meanings(column: str, trees: Sequence[Hierarchy]) -> None:
    """Refuse a code that stands above different codes in two hierarchies: it would count the records of both."""
    below = [tree.leaves_below() for tree in trees]
    clashes = {
        code
        for first, second in combinations(below, 2)
        for code in first.keys() & second.keys()
        if first[code] != second[code]
    }
    if clashes:
        raise UsageError(
            f"--hierarchy {column}: {len(clashes)} codes stand above different codes in two hierarchies.",
            now=f"Give one of them another name; the first is {min(clashes)}.",
        )


def _named_apart(tree: Hierarchy, stem: str, taken: Sequence[str]) -> Hierarchy:
    """Name a hierarchy by its file where another of the column has its name: most files head it `parent`."""
    name = tree.name if tree.name not in taken else stem
    while name in taken:
        name += "_2"
    return replace(tree, name=name)


def read_hierarchy(path: Path) -> list[Hierarchy]:
    """Read a hierarchy: a CSV of child and parent, a CSV with a column per level, or lines with @ per level.

    Raises
    ------
    UsageError : a code has two parents or is its own ancestor, or the file is none of the three
    """
    if path.suffix.lower() == ".hrc":
        name, pairs = path.stem, _of_lines(path.name, read_text(path).splitlines())
    else:
        rows = read_rows(path)
        columns = _columns_of(path.name, rows)
        lines = [tuple(row[name].strip() for name in columns) for row in rows]
        name, pairs = _of_rows(path.name, columns, lines)
    parents: dict[str, str] = {}
    tops: set[str] = set()
    for child, parent in pairs:
        if is_total(child):
            continue
        if is_total(parent):
            tops.add(child)
        elif parents.setdefault(child, parent) != parent:
            raise UsageError(
                f"{path.name}: a code has two parents.",
                now="Child first, then parent. Give crossing hierarchies as two files with --hierarchy.",
            )
    if not parents:
        raise UsageError(
            f"{path.name}: no code stands below another.",
            now="Give child and parent, or @ per level.",
        )
    try:
        return [Tree(name, parents, frozenset(tops - set(parents)))]
    except IndicatorError as error:
        raise UsageError(f"{path.name}: {error.what}", now=error.now) from error


def _columns_of(where: str, rows: Rows) -> list[str]:
    """Choose the columns that tell the tree; SSBtools writes mapsFrom, mapsTo, and signs beside them."""
    names = {name.casefold(): name for name in rows[0] if name}
    if not {"mapsfrom", "mapsto"} <= set(names):
        return list(names.values())
    if "sign" in names and any(
        row[names["sign"]].strip().startswith(("-", "−")) for row in rows
    ):
        raise UsageError(
            f"{where}: some codes are taken off (sign -1); a code above others is their sum here.",
            now="Write it out as the sum of what is left, as a hierarchy of its own where the two cross.",
        )
    return [names["mapsfrom"], names["mapsto"]]


def _of_rows(
    where: str, columns: Sequence[str], lines: Sequence[tuple[str, ...]]
) -> tuple[str, list[tuple[str, str]]]:
    if len(columns) < 2:
        raise UsageError(
            f"{where} has {len(columns)} column.",
            now="A hierarchy file has two: child and parent.",
        )
    marks = {line[0][:1] for line in lines}
    if (
        len(columns) == 2
        and len(marks) == 1
        and all(line[0] and set(line[0]) == marks for line in lines)
    ):
        mark = marks.pop()
        if not mark.isalnum():
            return Path(where).stem, _of_lines(
                where, [line[0] + line[1] for line in lines], depth_of_top=1
            )
    if len(columns) == 2:
        parents = {parent for _, parent in lines}
        has_no_header = columns[1] in parents and not is_total(columns[1])
        name = "parent" if has_no_header else columns[1]
        return name, [
            *([(columns[0], columns[1])] if has_no_header else []),
            *((a, b) for a, b in lines),
        ]
    return _of_levels(where, columns, lines)


def _of_levels(
    where: str, columns: Sequence[str], lines: Sequence[tuple[str, ...]]
) -> tuple[str, list[tuple[str, str]]]:
    """Read a column per level: the one with the most codes is the finest."""
    order = sorted(
        range(len(columns)), key=lambda at: (-len({line[at] for line in lines}), at)
    )
    pairs = dict.fromkeys(
        (line[low], line[high])
        for line in lines
        for low, high in pairwise(order)
        if line[low] != line[high]
    )
    children = [child for child, parent in pairs if not is_total(parent)]
    if len(set(children)) != len(children):
        raise UsageError(
            f"{where} has {len(columns)} columns that are no levels of one another.",
            now="A hierarchy file has two columns, child and parent, or one per level.",
        )
    return columns[order[1]], [*pairs]


def _of_lines(
    where: str, lines: Iterable[str], *, depth_of_top: int = 0
) -> list[tuple[str, str]]:
    """Read a line per code, with a leading mark per level: @ in most files."""
    filled = [line.rstrip() for line in lines if line.strip()]
    mark = _leading_mark(where, filled)
    pairs: list[tuple[str, str]] = []
    above: list[str] = []
    for line in filled:
        code = line.strip().lstrip(mark).strip() if mark else line.strip()
        depth = (
            len(line.strip()) - len(line.strip().lstrip(mark)) - depth_of_top
            if mark
            else 0
        )
        if depth > len(above):
            raise UsageError(
                f"{where}: a line skips a level.", now="Use one @ more per level."
            )
        above = [*above[:depth], code]
        pairs.append((code, above[depth - 1] if depth else ""))
    return pairs


def _leading_mark(where: str, lines: Sequence[str]) -> str:
    marks = {line.strip()[0] for line in lines if re.match(r"\s*[^\w\s\"'(]", line)}
    if len(marks) > 1:
        raise UsageError(
            f"{where}: lines begin with different marks.", now="Use @ for each level."
        )
    return marks.pop() if marks else ""


def dimension_of(
    name: str,
    codes: Iterable[str],
    hierarchies: Sequence[Hierarchy],
    *,
    adds_up: bool = True,
) -> Dimension:
    """Make a dimension of the codes found in files and the hierarchies given for it."""
    above = {
        parent for hierarchy in hierarchies for parent in hierarchy.parents.values()
    }
    below = {child for hierarchy in hierarchies for child in hierarchy.parents}
    tops = {
        code for hierarchy in hierarchies for code in getattr(hierarchy, "tops", ())
    }
    leaves = ({*codes} | below | (tops - above)) - above - {TOTAL}
    loose = [
        code
        for code in leaves
        if hierarchies and code not in below and code not in tops
    ]
    if loose:
        near = any(nearest(code, sorted(below)) for code in loose[:20])
        total = (
            f", or say that it is the total (--total {name}=CODE)"
            if len(loose) == 1
            else ""
        )
        raise UsageError(
            f"Column {name}: {len(loose)} codes are in no hierarchy file.",
            now="Add them to the file (with an empty parent where they stand right below the total), or correct the "
            f"table{total}."
            + (
                " Some look like codes of the file: mind spaces, capitals and leading zeros."
                if near
                else ""
            ),
        )
    return Dimension(name, tuple(sorted(leaves)), tuple(hierarchies), adds_up)


def must_be_used(
    above: Mapping[str, Sequence[Hierarchy]], wanted: Sequence[Sequence[str]]
) -> None:
    """Refuse a hierarchy of a column that no table has: without it, totals would not be known as totals."""
    used = sorted({name for names in wanted for name in names})
    for column, hierarchies in above.items():
        if column in used or any(hierarchy.name in used for hierarchy in hierarchies):
            continue
        meant = nearest(column, used)
        raise UsageError(
            f"--hierarchy {column}=... is of no column in --by.",
            now=f"Did you mean {meant}?" if meant else f"--by names {', '.join(used)}.",
        )
