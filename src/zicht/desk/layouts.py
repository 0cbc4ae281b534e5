"""The requested tables: their columns, and the levels of columns that they show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zicht.desk.columns import Columns
from zicht.desk.requests import Names
from zicht.desk.trees import Trees
from zicht.vocabulary.dimensions import Hierarchy
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.nouns import counted

RESERVED = frozenset({"n", "status", "lower", "upper"})
"""Columns that a protected table has besides those it is broken down by."""


@dataclass(frozen=True)
class Layout:
    """The requested tables.

    Parameters
    ----------
    tables : per table its columns and levels, as requested
    levels : by name of a level, the column below it
    """

    tables: tuple[Names, ...]
    levels: Mapping[str, str]

    @classmethod
    def of(cls, tables: Sequence[Names], trees: Trees, file: Columns) -> "Layout":
        """Return the layout, with the names that are levels of columns.

        Raises
        ------
        UsageError : a table names a column and a level of it
        """
        levels = {}
        for names in tables:
            for name in names:
                column = _column_below(name, names, trees, file)
                if column:
                    levels[name] = column
        return cls(tuple(tables), levels)

    def column_of(self, name: str) -> str:
        """Return the column that is counted under a name: the column itself, or the column below a level."""
        return self.levels.get(name, name)

    def levels_in(self, names: Names) -> dict[str, str]:
        """Return, by column, the level at which a table shows it; columns shown by their own codes are left out."""
        return {self.column_of(name): name for name in names if name in self.levels}

    @property
    def columns(self) -> list[str]:
        """Columns that tables count by."""
        return sorted({self.column_of(name) for names in self.tables for name in names})

    @property
    def columns_of_tables(self) -> list[Names]:
        """Per table the columns that it counts by."""
        return [tuple(self.column_of(name) for name in names) for names in self.tables]


def _column_below(name: str, names: Names, trees: Trees, file: Columns) -> str:
    """Return the column of which a name is a level; empty if it is not a level.

    A table by province then counts the sums of municipalities. If the file has a column
    with the name of a level, all its codes must agree with the hierarchy.

    Raises
    ------
    UsageError : the table names the column too
    """
    for column, hierarchies in trees.items():
        if column == name or column not in file:
            continue
        is_level = any(_is_level(tree, name, column, file) for tree in hierarchies)
        if not is_level:
            continue
        # A table by a column holds the rows of its levels; the same cell would stand
        # twice.
        if column in names:
            raise UsageError(
                f"--by names {column} and {name}, which is a level of it.",
                now=f"Leave {name} out: it is added.",
            )
        return column
    return ""


def _is_level(tree: Hierarchy, name: str, column: str, file: Columns) -> bool:
    """Whether a name is that of a hierarchy, and any column with that name agrees with it."""
    if tree.name != name:
        return False
    # A column with the name of a level could also be a second column with codes of its
    # own.
    if name not in file:
        return True
    pairs = set(file.keys([column, name]))
    return all(tree.parents.get(code) == above for code, above in pairs)


def refuse_bad_tables(tables: Sequence[Names], where: str) -> None:
    """Refuse tables that cannot be written.

    Raises
    ------
    UsageError : there are none, one is requested twice, or a column has the name of a
        further column of protected tables
    """
    if not tables:
        raise UsageError(
            "No table was asked for.", now="Say which columns: --by region,year"
        )
    reserved = {
        name for names in tables for name in names if name.casefold() in RESERVED
    }
    if reserved:
        raise UsageError(
            f"{where}: column {', '.join(sorted(reserved))} would stand twice in the tables that are written.",
            now="Give the column another name.",
        )
    n_double = len(tables) - len({frozenset(names) for names in tables})
    if n_double:
        raise UsageError(
            f"{counted(n_double, 'table is', 'tables are')} asked for twice.",
            now="Give each set of columns in one --by.",
        )
