"""Levels above the columns of records: from files, from other columns, and those that nobody named.

A table by municipality and one by province share every sum of a province. Protected as if they had nothing to do with
each other, one withholds what the other prints.
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

ODD = 0.05
"""Share of codes with a second code above them, as `unknown` has, up to which a column is called a level."""
LEAST_AGREEING = 10
"""Rows beyond the first of their code that must agree, for it not to be chance."""


def read_levels(
    levels: Sequence[Levels], file: Columns, totals: Mapping[str, str]
) -> tuple[Trees, set[str]]:
    """Read the levels above the columns of a file of records.

    Parameters
    ----------
    levels : `region` with a file, with a column of the records, or with nothing
    file : of records
    totals : by column the code of its total, where the user gave it

    Returns
    -------
    hierarchies by column, and the columns of which the user said that no other is a level

    Raises
    ------
    UsageError : a file or a column is not a level
    """
    from_files: list[Levels] = []
    trees_of_columns: Trees = {}
    without: set[str] = set()
    for level in levels:
        if isinstance(level.source, Hierarchy):
            from_files.append(level)
        elif not level.source:
            without.add(level.column)
        elif is_column(level.source, file):
            tree = _tree_of_columns(level.column, level.source, file)
            trees_of_columns.setdefault(level.column, []).append(tree)
        else:
            from_files.append(level)
    trees = read_hierarchies(from_files, totals)
    for column, of_column in trees_of_columns.items():
        known = [
            tree
            for tree in trees.get(column, [])
            if all(tree.parents != new.parents for new in of_column)
        ]
        trees[column] = [*known, *of_column]
    return trees, without


def is_column(source: str, file: Columns) -> bool:
    """Whether the source of a level is a column of the records; a file of that name comes first."""
    return source in file and not Path(source).is_file()


def _tree_of_columns(column: str, level: str, file: Columns) -> Tree:
    """Make a hierarchy of two columns of the records.

    Raises
    ------
    UsageError : the column is missing, a code has two codes above it or none, or a code is of both columns
    """
    if column not in file:
        raise UsageError(
            f"{file.where}: column {column} is missing.",
            now=f"--hierarchy {column}=... is of no column.",
        )
    pairs = {(code, above) for code, above in file.keys([column, level]) if code}
    parents = dict(pairs)
    n_odd = len(pairs) - len(parents)
    if n_odd or not all(parents.values()):
        raise UsageError(
            f"{file.where}: {max(1, n_odd)} codes of {column} have two codes of {level}, or none.",
            now=f"Give them a code of {column} for each, such as `unknown in` and the {level}.",
        )
    of_both = parents.keys() & set(parents.values())
    if of_both:
        raise UsageError(
            f"{file.where}: {len(of_both)} codes of {column} are codes of {level} too.",
            now=f"Give them other names, such as the name and ({level}).",
        )
    return Tree(level, parents)


def refuse_unnamed_levels(
    columns: Mapping[str, Column],
    tables: Sequence[Names],
    without: Collection[str],
    where: str,
) -> None:
    """Refuse tables by a column and by one that is a level of it, unless the user has said what it is.

    Parameters
    ----------
    columns : that tables are broken down by
    tables : per table its columns
    without : columns of which the user said that no other is a level
    where : name of the file

    Raises
    ------
    UsageError : naming the columns
    """
    for low, high in permutations(columns, 2):
        if low in without or not _stand_apart(low, high, tables):
            continue
        if _is_level(columns[low], columns[high]):
            raise UsageError(
                f"{where}: the codes of {low} lie within those of {high}, and a table by the one tells what a table by "
                "the other withholds.",
                now=f"Say that it is a level (--hierarchy {low}={high}), or that it is none (--hierarchy {low}=).",
            )


def _stand_apart(first: str, second: str, tables: Iterable[Names]) -> bool:
    """Whether one table has the first column alone of the two, and another table the second."""
    first_alone = second_alone = False
    for names in tables:
        first_alone |= first in names and second not in names
        second_alone |= second in names and first not in names
    return first_alone and second_alone


def _is_level(low: Column, high: Column) -> bool:
    """Whether (nearly) every code of one column has one code of another, more often than by chance."""
    if not 1 < len(high.texts) <= len(low.texts):
        return False
    pairs, n_rows = np.unique(
        np.stack([low.numbers, high.numbers]), axis=1, return_counts=True
    )
    _, first_pair, n_above = np.unique(pairs[0], return_index=True, return_counts=True)
    has_one_above = n_above == 1
    if (~has_one_above).sum() > ODD * len(low.texts):
        return False
    single = first_pair[has_one_above]
    n_agreeing = int((n_rows[single] - 1).sum())
    # Codes above that hold a code with several rows: one alone would be no level.
    upper = np.unique(pairs[1][single][n_rows[single] > 1])
    return n_agreeing >= LEAST_AGREEING and len(upper) > 1
