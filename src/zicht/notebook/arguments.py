"""Arguments of a notebook as the values that the desk works with."""

from collections.abc import Mapping, Sequence
from typing import TypeGuard

from zicht.desk.columns import Column, Columns
from zicht.desk.requests import Levels
from zicht.vocabulary.dimensions import Hierarchy

NamesOfColumns = Sequence[Sequence[str]] | Sequence[str]
"""The columns of one table, or those of each of several tables."""


def is_of_one_table(by: NamesOfColumns) -> TypeGuard[Sequence[str]]:
    """Whether names of columns are those of one table, and not a list per table."""
    return bool(by) and all(isinstance(name, str) for name in by)


def columns_of(texts_by_name: Mapping[str, Sequence[str]], name: str) -> Columns:
    """Return the columns of a table as the desk reads them.

    Parameters
    ----------
    texts_by_name : the values of each column, as texts
    name : what errors call the table
    """
    columns = {column: Column.of(texts) for column, texts in texts_by_name.items()}
    return Columns(columns, name)


def levels_of(parents_by_column: Mapping[str, Mapping[str, str]]) -> tuple[Levels, ...]:
    """Return the levels above columns.

    Parameters
    ----------
    parents_by_column : per column, the code above each code
    """
    return tuple(
        Levels(column, Hierarchy("level", dict(parents)))
        for column, parents in parents_by_column.items()
    )
