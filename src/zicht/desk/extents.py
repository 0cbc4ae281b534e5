"""What the totals of plain tables cover, where they do not cover the same: releases that grow by a year."""

import re
from collections.abc import Sequence
from dataclasses import replace

from zicht.disclosure.audit.published import PublishedTable
from zicht.vocabulary.errors import UsageError

_RANGE = re.compile(r"(\D*)(\d+)-(\D*)(\d+)")
HOW = (
    "Write --extent year (the years a table lists) or --extent year=2019-2024: "
    "once, or once per table in their order."
)


def with_extents(
    tables: Sequence[PublishedTable], given: Sequence[str]
) -> list[PublishedTable]:
    """Tell tables what their totals cover.

    Parameters
    ----------
    tables : as they were read, each with the categories it lists
    given : `year=2019-2024` or `year=2019,2021`; `year` alone for what a table lists. One for all, or one per table

    Returns
    -------
    the tables, each with its extent: a category outside it is not zero there, but of other records

    Raises
    ------
    UsageError : an extent is not understood, or a table lists categories outside its own
    """
    if not given:
        return list(tables)
    if len(given) not in (1, len(tables)):
        raise UsageError(f"{len(tables)} tables and {len(given)} --extent.", now=HOW)
    return [
        _with_extent(table, given[at % len(given)], number=at + 1)
        for at, table in enumerate(tables)
    ]


def _with_extent(table: PublishedTable, given: str, *, number: int) -> PublishedTable:
    name, _, text = (part.strip() for part in given.partition("="))
    listed = {
        code
        for dimension, codes in zip(table.dimensions, table.codes, strict=True)
        if dimension.name == name
        for code in set(dimension.leaves).intersection(codes.tolist())
    }
    whole = frozenset(codes_of(text) if text else listed)
    if not name or not whole:
        raise UsageError(
            f"--extent {given!r} says nothing about table {number}.", now=HOW
        )
    if not listed <= whole:
        raise UsageError(
            f"Table {number} lists {len(listed - whole)} categories outside --extent {given!r}.",
            now=HOW,
        )
    dimensions = tuple(
        replace(d, leaves=tuple(sorted(whole))) if d.name == name else d
        for d in table.dimensions
    )
    return replace(table, dimensions=dimensions, extents={**table.extents, name: whole})


def codes_of(text: str) -> list[str]:
    """Read `2019-2024`, `y0-y5` or `a,b,c`.

    Examples
    --------
    >>> codes_of("y9-y11")
    ['y9', 'y10', 'y11']
    """
    found = _RANGE.fullmatch(text.strip())
    if found is None or found[1] != found[3]:
        return [code.strip() for code in text.split(",") if code.strip()]
    if int(found[2]) > int(found[4]):
        raise UsageError(f"--extent {text!r} ends before it begins.", now=HOW)
    width = len(found[2]) if found[2].startswith("0") else 0
    return [
        f"{found[1]}{number:0{width}d}"
        for number in range(int(found[2]), int(found[4]) + 1)
    ]
