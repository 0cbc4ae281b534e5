"""Reads hierarchies from files: child and parent, a column per level, or lines with a mark per level."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from pathlib import Path

from zicht.desk.columns import Columns, did_you_mean, nearest
from zicht.desk.csvs import read_columns, read_text
from zicht.desk.names import is_total, is_total_of
from zicht.desk.requests import Levels
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import IndicatorError, UsageError
from zicht.vocabulary.nouns import counted

Pair = tuple[str, str]
"""A code, and the code above it; empty if that is the total."""
Trees = dict[str, list[Hierarchy]]
"""By column, the hierarchies above its codes."""
LINE_WITH_MARK = re.compile(r"\s*[^\w\s\"'(]")


@dataclass(frozen=True)
class Tree(Hierarchy):
    """A hierarchy from a file.

    Parameters
    ----------
    tops : codes that the file places right below the total
    """

    tops: frozenset[str] = frozenset()


def read_hierarchies(
    levels: Sequence[Levels], totals: Mapping[str, str] | None = None
) -> Trees:
    """Read the hierarchies of all columns from their files.

    Parameters
    ----------
    levels : column and file of each
    totals : by column, the code of its total if the user gave one

    Raises
    ------
    UsageError : a file is not a hierarchy, or two hierarchies of a column contradict each other
    """
    trees: Trees = {}
    for level in levels:
        of_column = trees.setdefault(level.column, [])
        tree, stem = _tree_of(level.source, level.column, totals or {})
        # The same file for a column given twice, as by a script, is one hierarchy.
        if all(tree.parents != known.parents for known in of_column):
            names = [known.name for known in of_column]
            of_column.append(_named_apart(tree, stem, names))
    for column, of_column in trees.items():
        _refuse_two_meanings(column, of_column)
    return trees


def _tree_of(
    source: str | Hierarchy, column: str, totals: Mapping[str, str]
) -> tuple[Tree, str]:
    """Return a hierarchy, and the name of its file, which distinguishes it from another of the same name."""
    if isinstance(source, Hierarchy):
        return Tree(source.name, source.parents), source.name
    path = Path(source)
    return read_hierarchy(path, column, totals), path.stem


def upper_codes(hierarchies: Iterable[Hierarchy]) -> set[str]:
    """Return the codes above others."""
    return set[str]().union(*(tree.parents.values() for tree in hierarchies))


def _refuse_two_meanings(column: str, trees: Sequence[Hierarchy]) -> None:
    """Refuse a code that stands above different codes in two hierarchies: it would have two counts."""
    leaves_below = [tree.leaves_below() for tree in trees]
    clashes: set[str] = set()
    for first, second in combinations(leaves_below, 2):
        of_both = first.keys() & second.keys()
        clashes.update(code for code in of_both if first[code] != second[code])
    if clashes:
        raise UsageError(
            f"--hierarchy {column}: {counted(len(clashes), 'code stands', 'codes stand')}"
            " above different codes in two hierarchies.",
            now=f"Give one of them another name; the first is {min(clashes)}.",
        )


def _named_apart(tree: Tree, stem: str, taken: Sequence[str]) -> Tree:
    """Name a hierarchy by its file if another has the same name: in most files the column is called `parent`."""
    name = stem if tree.name in taken else tree.name
    while name in taken:
        name += "_2"
    return replace(tree, name=name)


def read_hierarchy(
    path: Path, column: str = "", totals: Mapping[str, str] | None = None
) -> Tree:
    """Read a hierarchy: a CSV of child and parent, a CSV with a column per level, or lines with a mark per level.

    Parameters
    ----------
    path : of the file
    column : that it is of
    totals : by column, the code of its total if the user gave one

    Raises
    ------
    UsageError : a code has two parents or is its own ancestor, or the file has another form
    """
    name, pairs = _read_pairs(path)
    parents: dict[str, str] = {}
    tops: set[str] = set()
    totals = totals or {}
    for child, parent in pairs:
        # Some files list the total as a code without a parent.
        if is_total_of(column, child, totals):
            continue
        if is_total_of(column, parent, totals):
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
        return Tree(name, parents, frozenset(tops - set(parents)))
    except IndicatorError as error:
        raise UsageError(f"{path.name}: {error.what}", now=error.now) from error


def _read_pairs(path: Path) -> tuple[str, list[Pair]]:
    """Read the name of a hierarchy and its pairs of child and parent."""
    if path.suffix.lower() == ".hrc":
        lines = read_text(path).splitlines()
        return path.stem, _pairs_of_lines(path.name, lines)
    file = read_columns(path)
    columns = _columns_of_tree(file)
    rows = file.keys(columns)
    if len(columns) < 2:
        raise UsageError(
            f"{file.where} has {len(columns)} column.",
            now="A hierarchy file has two: child and parent.",
        )
    if len(columns) > 2:
        return _pairs_of_levels(file.where, columns, rows)
    if _has_marks(rows):
        lines = [mark + code for mark, code in rows]
        return path.stem, _pairs_of_lines(file.where, lines, depth_of_top=1)
    return _pairs_of_rows(columns, rows)


def _columns_of_tree(file: Columns) -> list[str]:
    """Choose the columns that hold the tree. SSBtools writes mapsFrom and mapsTo, with a sign beside them."""
    by_lower_case = {name.casefold(): name for name in file.names}
    if not {"mapsfrom", "mapsto"} <= set(by_lower_case):
        return list(by_lower_case.values())
    sign = by_lower_case.get("sign")
    if sign and file[sign].any(lambda text: text.startswith(("-", "−"))):
        raise UsageError(
            f"{file.where}: some codes are taken off (sign -1); a code above others is their sum here.",
            now="Write each upper code as the sum of the remaining codes; if two such sums cross, in two hierarchies.",
        )
    return [by_lower_case["mapsfrom"], by_lower_case["mapsto"]]


def _has_marks(rows: Sequence[tuple[str, ...]]) -> bool:
    """Whether the first column holds only repetitions of one mark, such as @@ for the second level."""
    marks = set("".join(row[0] for row in rows))
    is_filled = all(row[0] for row in rows)
    return is_filled and len(marks) == 1 and not marks.pop().isalnum()


def _pairs_of_rows(
    columns: Sequence[str], rows: Sequence[tuple[str, ...]]
) -> tuple[str, list[Pair]]:
    """Read rows of child and parent. A first line whose parent occurs in other rows is a row, not a header."""
    child, parent = columns
    pairs = [(code, above) for code, above in rows]
    if parent in {above for _, above in pairs} and not is_total(parent):
        return "parent", [(child, parent), *pairs]
    return parent, pairs


def _pairs_of_levels(
    where: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]]
) -> tuple[str, list[Pair]]:
    """Read a column per level. The column with the most codes is the finest level."""
    # The order of columns tells nothing: some tools write the finest level first,
    # others last.
    n_codes = [len({row[number] for row in rows}) for number in range(len(columns))]
    order = sorted(range(len(columns)), key=lambda number: -n_codes[number])
    pairs: dict[Pair, None] = {}
    for row in rows:
        for low, high in pairwise(order):
            # A code that repeats itself at the next level has no level of its own
            # there.
            if row[low] != row[high]:
                pairs[row[low], row[high]] = None
    children = [child for child, parent in pairs if not is_total(parent)]
    if len(set(children)) != len(children):
        raise UsageError(
            f"{where} has {len(columns)} columns that are not levels of one another.",
            now="A hierarchy file has two columns, child and parent, or one per level.",
        )
    return columns[order[1]], list(pairs)


def _pairs_of_lines(
    where: str, lines: Iterable[str], *, depth_of_top: int = 0
) -> list[Pair]:
    """Read a line per code that begins with a mark per level, in most files @."""
    filled = [line.strip() for line in lines if line.strip()]
    mark = _leading_mark(where, filled)
    pairs: list[Pair] = []
    path: list[str] = []
    for line in filled:
        code, depth = _code_and_depth(line, mark)
        depth -= depth_of_top
        # A level that is skipped would attach the code to the wrong parent, and its
        # counts to the wrong sum.
        if depth > len(path):
            raise UsageError(
                f"{where}: a line skips a level.", now="Use one @ more per level."
            )
        path = [*path[:depth], code]
        parent = path[depth - 1] if depth > 0 else ""
        pairs.append((code, parent))
    return pairs


def _code_and_depth(line: str, mark: str) -> tuple[str, int]:
    """Split a line into its code and the number of its leading marks."""
    if not mark:
        return line, 0
    code = line.lstrip(mark)
    return code.strip(), len(line) - len(code)


def _leading_mark(where: str, lines: Sequence[str]) -> str:
    """Return the mark with which lines begin; empty if no line has one."""
    marks = {line[0] for line in lines if LINE_WITH_MARK.match(line)}
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
    """Return the dimension of these codes and the hierarchies above them.

    Raises
    ------
    UsageError : some codes are in no hierarchy of the column
    """
    above = upper_codes(hierarchies)
    below: set[str] = set()
    tops: set[str] = set()
    for hierarchy in hierarchies:
        below.update(hierarchy.parents)
        if isinstance(hierarchy, Tree):
            tops.update(hierarchy.tops)
    # Codes of the file count even where no row has them: the attack needs every part of
    # a sum.
    leaves = ({*codes} | below | tops) - above - {TOTAL}
    if hierarchies:
        _refuse_unknown_codes(name, leaves - below - tops, below)
    return Dimension(name, tuple(sorted(leaves)), tuple(hierarchies), adds_up)


def _refuse_unknown_codes(name: str, unknown: set[str], known: set[str]) -> None:
    """Refuse codes that are in no hierarchy of their column."""
    if not unknown:
        return
    advice = (
        "Add them to the file (with an empty parent where they stand right below the total), or correct the "
        "table"
    )
    if len(unknown) == 1:
        advice += f", or state that it is the total (--total {name}=CODE)"
    advice += "."
    # Comparing names is slow: the first twenty show whether codes are spelled differently.
    if any(nearest(code, sorted(known)) for code in sorted(unknown)[:20]):
        advice += " Some look like codes of the file: check spaces, capitals and leading zeros."
    raise UsageError(
        f"Column {name}: {counted(len(unknown), 'code is', 'codes are')} in no hierarchy file.",
        now=advice,
    )


def must_be_used(trees: Mapping[str, Sequence[Hierarchy]], columns: set[str]) -> None:
    """Refuse a hierarchy of a column that no table has: the totals that it describes would not be recognised.

    Parameters
    ----------
    trees : by column
    columns : that tables name
    """
    for column, hierarchies in trees.items():
        names = {column} | {hierarchy.name for hierarchy in hierarchies}
        if names & columns:
            continue
        names_of_by = f"--by names {', '.join(sorted(columns))}."
        raise UsageError(
            f"--hierarchy {column}=... names a column that is not in --by.",
            now=did_you_mean(column, sorted(columns), names_of_by),
        )
