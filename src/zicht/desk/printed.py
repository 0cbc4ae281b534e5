"""Reads printed tables of any tool."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from zicht.desk.columns import Column, Columns
from zicht.desk.csvs import read_columns
from zicht.desk.names import is_total
from zicht.desk.printed_rows import Cells, Reader, read_all_cells
from zicht.desk.requests import Names
from zicht.desk.trees import Trees, dimension_of, upper_codes
from zicht.disclosure.audit.published import Mark, PublishedTable
from zicht.vocabulary.arrays import Texts
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.nouns import counted

Key = tuple[str, ...]
"""Codes of a row, one per column."""


def read_published(
    path: Path | Columns, columns: Names, reader: Reader
) -> tuple[PublishedTable, Columns]:
    """Read one printed table. The value of a withheld cell is never read.

    Returns
    -------
    the table, and its rows, which may hold a column with original counts

    Raises
    ------
    UsageError : the file is not a table by these columns
    """
    # Options name columns as the user remembers them, and tools change capitals.
    raw = _with_names_as_asked(read_columns(path), [*columns, reader.value])
    raw.require([*columns, reader.value])
    # Totals get one code before levels are folded, because folding puts the code of a
    # level in the place of a total.
    with_margins = _with_margins(raw, columns, reader)
    file, names, keys = _fold_levels(with_margins, columns, reader)
    _refuse_double_cells(file, keys, _names_of_totals(raw, names, reader.totals))
    cells = read_all_cells(file, reader)
    codes = tuple(np.asarray(of_column) for of_column in zip(*keys, strict=True))
    return _table(_dimensions(names, codes, reader), codes, cells), file


def _table(
    dimensions: tuple[Dimension, ...], codes: tuple[Texts, ...], cells: Cells
) -> PublishedTable:
    """Return the table of the cells that were read."""
    # A withheld cell gets NaN although its file may hold the true number: the audit
    # must not know it.
    is_printed = (cells.marks == Mark.SHOWN) | (cells.marks == Mark.ROUNDED)
    return PublishedTable(
        universe="table",
        dimensions=dimensions,
        codes=codes,
        values=np.where(is_printed, cells.values, np.nan),
        marks=cells.marks,
        lower=cells.lower,
        upper=cells.upper,
    )


def _dimensions(
    names: Names, codes: Sequence[Texts], reader: Reader
) -> tuple[Dimension, ...]:
    """Return the dimension of which each column shows the codes or a level."""
    dimensions = []
    for name, of_column in zip(names, codes, strict=True):
        used = set(of_column.tolist())
        shown = _dimension_shown(name, used, names, reader.hierarchies)
        hierarchies = reader.hierarchies.get(shown, ())
        adds_up = not {shown, name} & reader.several
        dimensions.append(dimension_of(shown, used, hierarchies, adds_up=adds_up))
    return tuple(dimensions)


def _with_names_as_asked(file: Columns, names: Sequence[str]) -> Columns:
    """Rename columns whose name differs from the requested one only in capitals."""
    by_lower_case = {name.casefold(): name for name in file.by_name}
    # Two columns that differ only in capitals cannot be told apart without them.
    if len(by_lower_case) != len(file.by_name):
        return file
    requested_names = {
        by_lower_case[name.casefold()]: name
        for name in names
        if name not in file and name.casefold() in by_lower_case
    }
    renamed = {
        requested_names.get(name, name): column for name, column in file.by_name.items()
    }
    return replace(file, by_name=renamed)


def _with_margins(file: Columns, columns: Names, reader: Reader) -> Columns:
    """Replace the totals of every column by the standard code of a total."""
    changed = {
        name: file[name].replaced_where(reader.is_margin(name), TOTAL)
        for name in columns
    }
    return file.replaced(changed)


def _fold_levels(
    file: Columns, columns: Names, reader: Reader
) -> tuple[Columns, Names, list[Key]]:
    """Combine a column and the column of its level into one dimension, so that the attack knows how they add up.

    A cell that a table prints once per level, with the same texts, is read once.

    Returns
    -------
    the remaining rows, the remaining columns, and the codes of each row

    Raises
    ------
    UsageError : table and hierarchy disagree on the code above another
    """
    folded = _levels_beside_columns(columns, reader.hierarchies)
    for level, (column, tree) in folded.items():
        file = _fold_level(file, column, level, tree)
    remaining = tuple(name for name in columns if name not in folded)
    if folded:
        file = _each_cell_once(file, columns, remaining)
    return file, remaining, file.keys(remaining)


def _levels_beside_columns(
    columns: Names, hierarchies: Trees
) -> dict[str, tuple[str, Hierarchy]]:
    """Return the columns that are levels of another column, with that column and its hierarchy."""
    levels = {}
    for column, trees in hierarchies.items():
        for tree in trees:
            is_beside = column in columns and tree.name in columns
            if is_beside and tree.name != column:
                levels[tree.name] = (column, tree)
    return levels


def _each_cell_once(file: Columns, columns: Names, remaining: Names) -> Columns:
    """Return the first row of each cell that a table prints once per level, with the same texts."""
    further = [name for name in file.names if name not in columns]
    kinds = file.kinds([*remaining, *further])
    _, first_rows = np.unique(kinds, return_index=True)
    is_first = np.zeros(len(file), dtype=bool)
    is_first[first_rows] = True
    return file.only(is_first)


def _fold_level(file: Columns, column: str, level: str, tree: Hierarchy) -> Columns:
    """Replace the totals of a column by the code of its level in the same row."""
    n_clashes = 0
    codes = []
    for code, above in file.keys([column, level]):
        # A row may hold the total of the level beside a code: the level is then not
        # given.
        is_part = above == TOTAL or above in tree.ancestors(code)
        n_clashes += code != TOTAL and not is_part
        codes.append(above if code == TOTAL else code)
    if n_clashes:
        raise UsageError(
            f"{file.where}: in {counted(n_clashes, 'row')}"
            f" the {level} of a code of {column} differs from the hierarchy.",
            now=f"Correct the table or the hierarchy, or leave {level} out of --by.",
        )
    return file.replaced({column: Column.of(codes)})


def _names_of_totals(
    file: Columns, columns: Names, totals: Mapping[str, str]
) -> dict[str, set[str]]:
    """Return, per column, the texts that the file uses for its total, unless the user gave the total."""
    return {
        name: {text for text in file[name].texts if is_total(text)}
        for name in columns
        if name not in totals
    }


def _refuse_double_cells(
    file: Columns, keys: Sequence[Key], names_of_totals: Mapping[str, set[str]]
) -> None:
    """Refuse a table that prints a cell twice, or that uses an empty text beside another name for its total.

    Raises
    ------
    UsageError : with the number of cells, or naming the columns
    """
    in_two_ways = [name for name, names in names_of_totals.items() if len(names) > 1]
    n_double = len(keys) - len(set(keys))
    if n_double:
        reason = ""
        if in_two_ways:
            reason = f" Column {', '.join(in_two_ways)} names its total in two ways."
        raise UsageError(
            f"{file.where}: {counted(n_double, 'cell stands', 'cells stand')}"
            f" twice, the first in row {_first_repeated(keys)}.{reason}",
            now=f"Remove double rows and other breakdowns, or name every dimension in --by. {file.listed()}",
        )
    with_empty_total = [name for name in in_two_ways if "" in names_of_totals[name]]
    if with_empty_total:
        raise UsageError(
            f"{file.where}: column {', '.join(with_empty_total)} names its total in two ways, and one of "
            "them is an empty text.",
            now="Remove notes below the table, and give every total the same name.",
        )


def _first_repeated(keys: Sequence[Key]) -> int:
    """Return the number of the first row, from 1, whose codes an earlier row has; 0 if there is none."""
    earlier_keys: set[Key] = set()
    for row, key in enumerate(keys, start=1):
        if key in earlier_keys:
            return row
        earlier_keys.add(key)
    return 0


def _dimension_shown(
    name: str, codes: set[str], columns: Names, hierarchies: Trees
) -> str:
    """Return the dimension of which a column shows the codes or a level: `region` for a column `province`.

    A column with another name shows a level if it holds only upper codes of one dimension.
    """
    if name in hierarchies:
        return name
    others = {
        column: trees for column, trees in hierarchies.items() if column not in columns
    }
    for column, trees in others.items():
        if any(tree.name == name for tree in trees):
            return column
    shown = codes - {TOTAL}
    with_all_codes = [
        column
        for column, trees in others.items()
        if shown and any(shown <= upper_codes([tree]) for tree in trees)
    ]
    # Codes that fit several dimensions decide nothing; a guess would add wrong
    # equations.
    return with_all_codes[0] if len(with_all_codes) == 1 else name
