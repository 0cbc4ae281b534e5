"""The plain parts that chapters are made of: headings, paragraphs, lists, and tables of words and figures."""

from collections.abc import Iterable, Sequence

from zicht.edition.figures import Figure

Node = dict[str, object]
"""One piece of a page or a print: plain data, with the key `t` for its kind."""
_NO_NUMBERS = 99
"""A table of words has no column of numbers before this one."""
_HEAD_LETTERS = (20, 44)
_CELL_LETTERS = (8, 28)
"""Fewest and most letters that the width of a column is reckoned by."""

# ---- words


def words_of(text: str) -> Node:
    """Return plain words."""
    return {"t": "text", "s": text}


def strong(text: str) -> Node:
    """Return words in a heavier weight."""
    return {"t": "strong", "c": [words_of(text)]}


def heading(text: str, level: int = 1) -> Node:
    """Return a heading."""
    return {"t": "heading", "level": level, "c": [words_of(text)], "generated": True}


def para(text: str) -> Node:
    """Return a paragraph of plain words."""
    return paragraph([words_of(text)])


def paragraph(parts: Sequence[Node]) -> Node:
    """Return a paragraph of any parts."""
    return {"t": "para", "c": list(parts)}


def bullets(items: Iterable[Node]) -> Node:
    """Return a list of one block per item."""
    return {"t": "list", "ordered": False, "items": [[item] for item in items]}


# ---- tables


def plain_cell(text: str) -> Node:
    """Return a cell that is not a figure of the release."""
    return {"s": text, "hidden": False, "key": ""}


def figure_cell(figure: Figure) -> Node:
    """Return the cell of a figure, with its address; an estimate has its interval behind it."""
    return {
        "s": figure.with_interval,
        "hidden": figure.value is None,
        "key": figure.address,
    }


def table_row(
    head: str, cells: Sequence[Node], *, level: int = 0, is_total: bool = False
) -> Node:
    """Return a row of a table under its head."""
    return {"head": head, "level": level, "total": is_total, "cells": list(cells)}


def plain_table(
    title: str, stub: str, columns: Sequence[str], rows: Sequence[Node]
) -> Node:
    """Return a table without a number of its own.

    Parameters
    ----------
    title : for readers who do not see where it stands
    stub : heading of the column of row heads
    columns : headings of the others
    rows : made with `table_row`
    """
    table = {"stub": stub, "columns": list(columns), "rows": list(rows)}
    return {"t": "plain_table", "title": title, "table": table}


def word_table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    wide: bool = False,
    numbers_from: int = _NO_NUMBERS,
    prints_earlier: bool = False,
) -> Node:
    """Return a table of words without a number of its own; its first column heads the rows.

    Parameters
    ----------
    title, columns, rows : of the table
    wide : whether it takes the whole width of the sheet
    numbers_from : column from which on it holds numbers, set to the right
    prints_earlier : whether it holds values of an earlier release, which no figure of today can prove
    """
    body = [
        table_row(head, [plain_cell(words) for words in others])
        for head, *others in rows
    ]
    return {
        "t": "words_table",
        "title": title,
        "wide": wide,
        "widths": _widths([columns, *rows]),
        "numbers_from": numbers_from,
        "prints_earlier": prints_earlier,
        "table": {"stub": columns[0], "columns": list(columns[1:]), "rows": body},
    }


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Return how wide the columns are beside each other: as the longest words in each, within limits."""
    widths = []
    for index, column in enumerate(zip(*rows, strict=True)):
        longest = max(len(words) for words in column)
        fewest, most = _HEAD_LETTERS if index == 0 else _CELL_LETTERS
        widths.append(min(max(longest, fewest), most))
    return widths
