"""Where the rows of a table go on below an empty line or a title: another table may begin there.

A person who lays out a sheet puts a second table below the first, under a title of its own and without the names of its
columns. Its rows look like rows of the first table. They often are the same people by another division, so that these
would be counted twice.
"""

from collections.abc import Collection, Sequence

_LEAST_WIDTH_WITH_TITLES = 3
"""Columns from which on a row with its first cell alone may be a title; of two, the number may be missing."""


class Gaps:
    """Counts the places at which rows go on below an empty line or a title.

    Parameters
    ----------
    width : number of columns of the table
    delimiter : between the fields of a line
    passed_over : texts in a first cell by which the form passes a row over, such as a note that stands there every year

    Attributes
    ----------
    n : places so far; notes below the last row are none
    """

    def __init__(
        self, width: int, delimiter: str, passed_over: Collection[str]
    ) -> None:
        self.n = 0
        self._delimiter = delimiter
        self._may_have_titles = width >= _LEAST_WIDTH_WITH_TITLES
        self._passed_over = frozenset(passed_over)
        self._next_line = 0
        self._has_rows = False
        self._is_open = False

    def add_lines(self, line: int, texts: Sequence[str]) -> None:
        """Add rows of one line each, which follow each other.

        Parameters
        ----------
        line : number of the first
        texts : lines without their ends
        """
        # There are many rows: most are told apart without splitting any.
        if not any(map(self._may_be_title, texts)):
            self._add_rows(line, len(texts))
            return
        for nth, text in enumerate(texts):
            self.add(line + nth, 1, text.split(self._delimiter))

    def _may_be_title(self, text: str) -> bool:
        return self._may_have_titles and self._delimiter not in text.rstrip(
            f"{self._delimiter} "
        )

    def add(self, line: int, n_lines: int, fields: Sequence[str]) -> None:
        """Add a row that begins on a line."""
        first, *others = fields
        is_alone = bool(first.strip()) and not any(text.strip() for text in others)
        if not (is_alone and self._may_have_titles):
            self._add_rows(line, n_lines)
            return
        self._note_line(line, n_lines)
        if first.strip() not in self._passed_over:
            self._is_open = True

    def add_broken(self, line: int, n_lines: int, text: str) -> None:
        """Add a row that has not one field for each column: a title that is written without delimiters is one."""
        self.add(line, n_lines, text.split(self._delimiter))

    def _add_rows(self, line: int, n_lines: int) -> None:
        """Count rows that follow each other on the lines of a file."""
        self._note_line(line, n_lines)
        self.n += self._is_open and self._has_rows
        self._has_rows = True
        self._is_open = False

    def _note_line(self, line: int, n_lines: int) -> None:
        """See whether empty lines were passed over."""
        if self._next_line and line > self._next_line:
            self._is_open = True
        self._next_line = line + n_lines
