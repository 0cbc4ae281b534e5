"""Columns of records that are levels of one another without anybody having said so.

A table by municipality and one by province share every sum of a province. Protected as if they had nothing to do with
each other, one withholds what the other tells.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import permutations
from pathlib import Path

import numpy as np

from zicht.desk.csvs import Rows
from zicht.desk.trees import Tree
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.dimensions import Hierarchy
from zicht.vocabulary.errors import UsageError

ODD = 0.05
"""Share of codes with a second code above them, as `unknown` has, up to which a column is called a level."""
LEAST_AGREEING = 10
"""Rows beyond the first of their code that must agree, for it not to be chance."""


def split_columns(
    given: Sequence[str], rows: Rows
) -> tuple[list[str], dict[str, list[str]], set[str]]:
    """Tell files from columns in `region=FILE` arguments: `region=province` is a column of the records, `region=` none.

    Returns
    -------
    arguments with files, by column those that are levels of it, and columns of which none is
    """
    files, columns, none = list[str](), dict[str, list[str]](), set[str]()
    for one in given:
        column, mark, name = (part.strip() for part in one.partition("="))
        if mark and column and not name:
            none.add(column)
        elif column and name in rows[0] and not Path(name).is_file():
            columns.setdefault(column, []).append(name)
        else:
            files.append(one)
    return files, columns, none


def trees_of(
    columns: Mapping[str, Sequence[str]], rows: Rows, where: str
) -> dict[str, list[Hierarchy]]:
    """Make hierarchies of columns of the records.

    Raises
    ------
    UsageError : a code has two codes above it
    """
    found: dict[str, list[Hierarchy]] = {}
    for column, levels in columns.items():
        if column not in rows[0]:
            raise UsageError(
                f"{where}: column {column} is missing.",
                now=f"--hierarchy {column}=... is of no column.",
            )
        for level in levels:
            pairs = {
                (row[column].strip(), row[level].strip())
                for row in rows
                if row[column].strip()
            }
            parents = dict(pairs)
            if len(parents) < len(pairs) or any(not code for code in parents.values()):
                odd = max(1, len(pairs) - len(parents))
                raise UsageError(
                    f"{where}: {odd} codes of {column} have two codes of {level}, or none.",
                    now=f"Give them a code of {column} for each, such as `unknown in` and the {level}.",
                )
            both = parents.keys() & set(parents.values())
            if both:
                raise UsageError(
                    f"{where}: {len(both)} codes of {column} are codes of {level} too.",
                    now=f"Give them other names, such as the name and ({level}).",
                )
            found.setdefault(column, []).append(Tree(level, parents))
    return found


def refuse_unsaid(
    codes: Mapping[str, Sequence[str]],
    wanted: Sequence[Sequence[str]],
    said: Collection[str],
    where: str,
) -> None:
    """Refuse tables by a column and by one that is a level of it, unless the user has said what it is.

    Parameters
    ----------
    codes : per column the code of every record
    wanted : per table its columns
    said : columns of which the user said that no other is a level of them
    where : name of the file

    Raises
    ------
    UsageError : naming the columns
    """
    for low, high in permutations(codes, 2):
        is_apart = any(low in t and high not in t for t in wanted) and any(
            high in t and low not in t for t in wanted
        )
        if (
            is_apart
            and low not in said
            and _is_level(_numbered(codes[low]), _numbered(codes[high]))
        ):
            raise UsageError(
                f"{where}: the codes of {low} lie within those of {high}, and a table by the one tells what a table by "
                "the other withholds.",
                now=f"Say that it is a level (--hierarchy {low}={high}), or that it is none (--hierarchy {low}=).",
            )


def _numbered(codes: Sequence[str]) -> Ints:
    index: dict[str, int] = {}
    return np.fromiter(
        (index.setdefault(code, len(index)) for code in codes),
        dtype=np.int64,
        count=len(codes),
    )


def _is_level(low: Ints, high: Ints) -> bool:
    """Whether (nearly) every code of one column has one code of another, more often than chance would have it."""
    if not len(low) or high.max() < 1 or low.max() < high.max():
        return False
    pairs, counts = np.unique(np.stack([low, high]), axis=1, return_counts=True)
    own, first, number = np.unique(pairs[0], return_index=True, return_counts=True)
    single = number == 1
    if (~single).sum() > ODD * len(own):
        return False
    sizes = counts[first[single]]
    agreeing = int((sizes - 1).sum())
    whole = np.unique(pairs[1][first[single]][sizes > 1])
    return agreeing >= LEAST_AGREEING and len(whole) > 1
