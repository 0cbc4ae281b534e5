"""Finds the row with the names of columns where a title stands above it."""

import csv
import re
from collections.abc import Collection, Iterable, Sequence
from itertools import islice

from zicht.sources.rows import DELIMITERS, FileRow, plain_name

_ROWS = 30
"""Rows among which the names of columns are looked for."""
_LEAST_COLUMNS = 3
_NUMBER = re.compile(r"-?\d+([.,]\d+)*")
_YEAR = re.compile(r"(18|19|20|21)\d\d")


class FirstRows:
    """The first rows of a file, and how many of their cells hold something.

    Parameters
    ----------
    header : row that was taken for the names of columns
    header_row : its number in the file, from 1; of a row that a person named nothing is doubted
    """

    def __init__(self, header: Sequence[str], header_row: int) -> None:
        self.is_named = header_row != 1
        self.rows: list[tuple[int, list[str]]] = [(1, list(header))]

    def add(self, row: FileRow) -> None:
        """Take in a row below the header; only the first ones are kept."""
        if len(self.rows) < _ROWS:
            cells = list(row.fields) if row.fields else _cells_of(row.text)
            self.rows.append((row.line, cells))

    def likelier_header(self) -> int:
        """Return the number of a row that names more columns than the header; 0 where the header may be right.

        That is the first row of words in as many cells as any row has, where the header has at most half as many.
        """
        widest = max(_n_filled(cells) for _, cells in self.rows)
        of_header = _n_filled(self.rows[0][1])
        if self.is_named or widest < _LEAST_COLUMNS or 2 * of_header > widest:
            return 0
        for number, cells in self.rows:
            if _n_filled(cells) == widest:
                return number if _are_names(cells) else 0
        return 0


def row_with_names(rows: Iterable[FileRow], names: Collection[str]) -> int:
    """Return the number of the first row that holds all names of columns; 0 where none of the first rows does.

    Parameters
    ----------
    rows : below the row that was taken for the names of columns
    names : of the columns of a form
    """
    for row in islice(rows, _ROWS):
        cells = row.fields or _cells_of(row.text)
        if set(names) <= {plain_name(cell) for cell in cells}:
            return row.line
    return 0


def _n_filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _are_names(cells: Sequence[str]) -> bool:
    """Whether cells may name columns: the first is a word, and the others are words or years."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    is_named = [
        bool(_YEAR.fullmatch(cell)) or not _NUMBER.fullmatch(cell) for cell in filled
    ]
    return all(is_named) and not _NUMBER.fullmatch(filled[0])


def _cells_of(text: str) -> list[str]:
    """Split a line that has more or fewer cells than the header, at the sign that splits it most."""
    sign = max(DELIMITERS, key=text.count)
    # A cell of a sheet may go on over several lines, and so may a broken row; the library reads one line.
    line = " ".join(text.splitlines())
    try:
        return next(csv.reader([line], delimiter=sign), [])
    except csv.Error:
        return [line]
