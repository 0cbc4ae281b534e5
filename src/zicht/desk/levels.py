"""Levels above the columns of records: from files, from other columns, and levels that the user did not name.

A table by municipality and one by province share the sums of every province. If the gate does not know that a province
is a level of municipality, one table may withhold a number that follows from the other.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import permutations
from pathlib import Path

import numpy as np

from zicht.desk.columns import Column, Columns
from zicht.desk.requests import Levels, Names
from zicht.desk.trees import Tree, Trees, read_hierarchies
from zicht.vocabulary.dimensions import Hierarchy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.nouns import counted

MOST_EXCEPTIONS = 0.05
"""Highest share of codes with more than one code above them, such as `unknown`, in a column that still is a level."""
LEAST_AGREEING = 10
"""Rows beyond the first of their code that must agree before the agreement is not put down to chance."""


def read_levels(
    levels: Sequence[Levels], file: Columns, totals: Mapping[str, str]
) -> tuple[Trees, set[str]]:
    """Read the levels above the columns of a file of records.

    Parameters
    ----------
    levels : a column with a file, with another column of the records, or with an empty source
    file : of records
    totals : by column, the code of its total if the user gave one

    Returns
    -------
    hierarchies by column, and the columns that by the user's statement have no level

    Raises
    ------
    UsageError : a file or a column is not a level
    """
    from_files: list[Levels] = []
    trees_of_columns: Trees = {}
    without_level: set[str] = set()
    for level in levels:
        if isinstance(level.source, Hierarchy):
            from_files.append(level)
        elif not level.source:
            without_level.add(level.column)
        elif is_column(level.source, file):
            tree = _tree_of_columns(level.column, level.source, file)
            trees_of_columns.setdefault(level.column, []).append(tree)
        else:
            from_files.append(level)
    trees = read_hierarchies(from_files, totals)
    for column, new_trees in trees_of_columns.items():
        trees[column] = _without_repeated(trees.get(column, []), new_trees)
    return trees, without_level


def _without_repeated(
    trees: Sequence[Hierarchy], new_trees: Sequence[Hierarchy]
) -> list[Hierarchy]:
    """Return all hierarchies; of two that are equal only the new one."""
    other_trees = [
        tree
        for tree in trees
        if all(tree.parents != new_tree.parents for new_tree in new_trees)
    ]
    return [*other_trees, *new_trees]


def is_column(source: str, file: Columns) -> bool:
    """Whether the source of a level is a column of the records. A file of that name takes precedence."""
    return source in file and not Path(source).is_file()


def _tree_of_columns(column: str, level: str, file: Columns) -> Tree:
    """Return the hierarchy of two columns of the records.

    Raises
    ------
    UsageError : the column is missing, a code has two codes above it or none, or both columns hold the same code
    """
    if column not in file:
        raise UsageError(
            f"{file.where}: column {column} is missing.",
            now=f"--hierarchy {column}=... names a column that the file does not have.",
        )
    pairs = {(code, above) for code, above in file.keys([column, level]) if code}
    parents = dict(pairs)
    n_ambiguous = len(pairs) - len(parents)
    if n_ambiguous or not all(parents.values()):
        raise UsageError(
            f"{file.where}: in {column}, {counted(max(1, n_ambiguous), 'code has', 'codes have')}"
            f" two codes of {level}, or none.",
            now=f"Give them a code of {column} for each, such as `unknown in` and the {level}.",
        )
    codes_of_both = parents.keys() & set(parents.values())
    if codes_of_both:
        raise UsageError(
            f"{file.where}: in {column}, {counted(len(codes_of_both), 'code is a code', 'codes are codes')}"
            f" of {level} too.",
            now=f"Give them other names, such as the name and ({level}).",
        )
    return Tree(level, parents)


def refuse_unnamed_levels(
    columns: Mapping[str, Column],
    tables: Sequence[Names],
    without: Collection[str],
    where: str,
) -> None:
    """Refuse tables by a column and by a level of it, unless the user stated how the two are related.

    Parameters
    ----------
    columns : that tables are broken down by
    tables : per table its columns
    without : columns that by the user's statement have no level
    where : name of the file

    Raises
    ------
    UsageError : naming the two columns
    """
    for low, high in permutations(columns, 2):
        # Only where one table has the one and another the other is the relation unknown
        # to the gate: within one table the two are crossed.
        if low in without or not _stand_apart(low, high, tables):
            continue
        if _is_level(columns[low], columns[high]):
            raise UsageError(
                f"{where}: the codes of {low} lie within those of {high}, so a table by one of them may reveal what "
                "a table by the other withholds.",
                now=f"State that {high} is a level of {low} (--hierarchy {low}={high}), or that it is not "
                f"(--hierarchy {low}=).",
            )


def _stand_apart(first: str, second: str, tables: Iterable[Names]) -> bool:
    """Whether one table has only the first of two columns, and another table only the second."""
    first_alone = False
    second_alone = False
    for names in tables:
        first_alone |= first in names and second not in names
        second_alone |= second in names and first not in names
    return first_alone and second_alone


def _is_level(low: Column, high: Column) -> bool:
    """Whether nearly every code of one column occurs with one code of the other, more often than by chance."""
    if not 1 < len(high.texts) <= len(low.texts):
        return False
    pairs, n_rows = np.unique(
        np.stack([low.numbers, high.numbers]), axis=1, return_counts=True
    )
    _, first_pair, n_above = np.unique(pairs[0], return_index=True, return_counts=True)
    # The code `unknown` occurs with every province, so a few exceptions do not make two
    # columns independent.
    has_one_above = n_above == 1
    if (~has_one_above).sum() > MOST_EXCEPTIONS * len(low.texts):
        return False
    pairs_of_level = first_pair[has_one_above]
    # The first row of a code agrees with itself: only further rows are evidence.
    n_agreeing = int((n_rows[pairs_of_level] - 1).sum())
    # A single code above all others does not divide the column into levels.
    is_repeated = n_rows[pairs_of_level] > 1
    codes_above = np.unique(pairs[1][pairs_of_level][is_repeated])
    return n_agreeing >= LEAST_AGREEING and len(codes_above) > 1
