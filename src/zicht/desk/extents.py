"""What the totals of plain tables cover, where they do not cover the same: releases that grow by a year."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from zicht.desk.requests import Extent
from zicht.disclosure.audit.published import PublishedTable
from zicht.vocabulary.errors import UsageError

RANGE = re.compile(r"(?P<prefix>\D*)(?P<first>\d+)-(?P=prefix)(?P<last>\d+)")
ADVICE = (
    "Write --extent year (the years a table lists) or --extent year=2019-2024: "
    "once, or once per table in their order."
)


def split_at_column(text: str, columns: Collection[str]) -> tuple[str, str, str]:
    """Split COLUMN=VALUE into the column, the equals sign if there is one, and the value.

    The column is the longest of those of the tables that the text begins with, whose name may hold an equals sign
    itself. Where there is none, it ends at the first equals sign.

    Examples
    --------
    >>> split_at_column("a=b=c", ["a", "a=b"]), split_at_column("d=e", ["a"])
    (('a=b', '=', 'c'), ('d', '=', 'e'))
    """
    stripped = text.strip()
    # The longest name first: `a=b` must not be read as column `a` with the value `b`.
    for column in sorted(columns, key=len, reverse=True):
        if stripped == column or stripped.startswith(f"{column}="):
            behind_column = stripped[len(column) :]
            return column, behind_column[:1], behind_column[1:].strip()
    name, mark, value = stripped.partition("=")
    return name.strip(), mark, value.strip()


def parse_extent(text: str, columns: Collection[str] = ()) -> Extent:
    """Parse `year=2019-2024`, `year=2019,2021`, or `year` for the codes that a table lists."""
    column, _, codes = split_at_column(text, columns)
    return Extent(column, tuple(codes_of(codes)), text)


def codes_of(text: str) -> list[str]:
    """Read `2019-2024`, `y0-y5` or `a,b,c`.

    Examples
    --------
    >>> codes_of("y9-y11")
    ['y9', 'y10', 'y11']
    """
    numbered = RANGE.fullmatch(text.strip())
    if numbered is None:
        return [code.strip() for code in text.split(",") if code.strip()]
    first = int(numbered["first"])
    last = int(numbered["last"])
    if first > last:
        raise UsageError(f"--extent {text!r} ends before it begins.", now=ADVICE)
    # `01-12` means 01, 02 and so on: codes are compared as texts.
    width = len(numbered["first"]) if numbered["first"].startswith("0") else 0
    return [
        f"{numbered['prefix']}{number:0{width}d}" for number in range(first, last + 1)
    ]


def with_extents(
    tables: Sequence[PublishedTable], extents: Sequence[Extent | None]
) -> list[PublishedTable]:
    """Add to each table what its totals cover.

    Parameters
    ----------
    tables : as they were read, each with the categories it lists
    extents : one per table

    Returns
    -------
    the tables, each with its extent: a category outside it is not zero there, but of other records

    Raises
    ------
    UsageError : an extent says nothing about its table, or the table lists categories outside it
    """
    extended = []
    pairs = zip(tables, extents, strict=True)
    for number, (table, extent) in enumerate(pairs, start=1):
        extended.append(_with_extent(table, extent, number) if extent else table)
    return extended


def _with_extent(table: PublishedTable, extent: Extent, number: int) -> PublishedTable:
    """Add what the totals of one table cover.

    Raises
    ------
    UsageError : as for `with_extents`; the number says which table
    """
    column = extent.column
    listed = _leaves_listed(table, column)
    covered = frozenset(extent.codes or listed)
    if not column or not covered:
        raise UsageError(
            f"--extent {extent.text!r} says nothing about table {number}.", now=ADVICE
        )
    if not listed <= covered:
        raise UsageError(
            f"Table {number} lists {len(listed - covered)} categories outside --extent {extent.text!r}.",
            now=ADVICE,
        )
    dimensions = []
    for dimension in table.dimensions:
        # Every code that the total covers is a part of it, listed or not.
        if dimension.name == column:
            dimensions.append(replace(dimension, leaves=tuple(sorted(covered))))
        else:
            dimensions.append(dimension)
    extents = {**table.extents, column: covered}
    return replace(table, dimensions=tuple(dimensions), extents=extents)


def _leaves_listed(table: PublishedTable, column: str) -> set[str]:
    """Return the codes of the finest level of a column that a table lists."""
    for dimension, codes in zip(table.dimensions, table.codes, strict=True):
        if dimension.name == column:
            return set(dimension.leaves).intersection(codes.tolist())
    return set()
