"""What stands around a table in a file: titles, comments, blank rows, totals, separators."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from zicht.edition.numerals import sentence
from zicht.estimation.column_words import column_words
from zicht.estimation.reading.codings import (
    counted_number,
    is_coded,
    is_missing,
    is_number,
)
from zicht.vocabulary.text import Text

TOTAL_NAMES = column_words("totals")
MOST_TITLES = 10
"""A header is looked for in so many rows."""
MOST_NAMED = 3
"""So many rows without numbers may stand above the rows of a table; the last is the header."""
FEWEST_COLUMNS = 2
FEWEST_SUMMED = 3
RULE = re.compile(r"[-=:+_]{2,}|<[a-z]{3,6}>")
"""A line below a header, or the kind of each column as R prints it."""

UNIT = re.compile(r"\(.+\)|\[.+\]|0/1|1/0")
"""What a row of units says of a column, such as (0/1)."""


@dataclass(frozen=True)
class Record:
    """A row of a file.

    Parameters
    ----------
    number : of the row in the file, as a reader would count it
    words : one per column
    """

    number: int
    words: tuple[str, ...]

    @property
    def n_filled(self) -> int:
        """How many cells are not blank."""
        return sum(bool(word) for word in self.words)


@dataclass
class Tidied:
    """A header and its rows, and what was left out around them.

    Parameters
    ----------
    header : names of the columns
    rows : of the table
    totals : rows that hold totals of the others
    remarks : what was left out, in words
    """

    header: tuple[str, ...]
    rows: list[Record]
    totals: list[Record] = field(default_factory=list)
    remarks: list[Text] = field(default_factory=list)


def split_header(records: Sequence[Record]) -> Tidied:
    """Find the header of a file; titles above it and notes below are left out on record.

    Parameters
    ----------
    records : rows of the file that are not blank lines
    """
    records = [row for row in records if not _is_rule(row)]
    if not records:
        return Tidied((), [])
    place = _header_place(records)
    titles, header, rows = records[:place], records[place], list(records[place + 1 :])
    remarks = []
    if rows and _names_units(rows[0]):
        remarks.append(_left_out("below_header", 1))
        rows = rows[1:]
    if titles:
        remarks.append(_left_out("above_header", len(titles)))
    notes = 0
    while rows and header.n_filled > FEWEST_COLUMNS and _is_note(rows[-1]):
        rows.pop()
        notes += 1
    if notes:
        remarks.append(_left_out("below_table", notes))
    return Tidied(header.words, rows, remarks=remarks)


def tidy(table: Tidied) -> None:
    """Leave trailing separators, blank rows, totals and empty columns out, on record."""
    _drop_trailing_cells(table)
    _drop(table, "blank", [row for row in table.rows if not row.n_filled])
    repeated = [row for row in table.rows if row.words == table.header]
    _drop(table, "header_again", repeated)
    _take_totals_out(table)


def _drop(table: Tidied, why: str, left_out: Sequence[Record]) -> None:
    """Leave rows out, on record; `why` is a key of the words."""
    if left_out:
        numbers = {row.number for row in left_out}
        table.rows = [row for row in table.rows if row.number not in numbers]
        table.remarks.append(_left_out(why, len(left_out)))


def _take_totals_out(table: Tidied) -> None:
    """Keep rows with totals of the others apart, so that nobody counts twice."""
    if not table.rows:
        return
    *others, last = table.rows
    is_last_total = _is_total(last, table.rows) or _adds_up(last, others)
    totals = [last] if is_last_total else []
    totals += [row for row in others if _is_bare_total(row)]
    table.totals = totals
    if totals:
        numbers = {row.number for row in totals}
        table.rows = [row for row in table.rows if row.number not in numbers]
        shown = ", ".join(map(str, sorted(numbers)))
        remark = sentence("capture_reading.totals", n=len(numbers), rows=shown)
        table.remarks.append(remark)


def _left_out(why: str, n_rows: int) -> Text:
    """Return how many rows were left out, in words; `why` is a key of the words."""
    return sentence(f"capture_reading.{why}", n=str(n_rows))


def _is_rule(row: Record) -> bool:
    """Return whether a row draws a line, as below a header in Markdown."""
    words = [word for word in row.words if word]
    return bool(words) and all(RULE.fullmatch(word) for word in words)


def _header_place(records: Sequence[Record]) -> int:
    """Return the place of the header: the first row, or the one below titles."""
    widths = Counter(row.n_filled for row in records[1:])
    usual = max(widths, key=lambda width: (widths[width], width)) if widths else 0
    if usual < FEWEST_COLUMNS:
        return 0
    first = records[:MOST_TITLES]
    place = 0
    while place < len(first) and _is_above_header(first[place], usual):
        place += 1
    names = [_names_columns(row) for row in first[place:]]
    n_named = names.index(False) if False in names else 0
    if 1 <= n_named <= MOST_NAMED and not any(names[n_named:]):
        last = place + n_named - 1
        return last - 1 if n_named > 1 and _names_units(first[last]) else last
    if names[:2] == [False, True] and not any(names[2:]):
        return place + 1  # a title with a number in it
    return place if any(names[:1]) else 0


def _names_units(row: Record) -> bool:
    """Return whether a row below a header says in what its columns are measured."""
    words = [word for word in row.words if word]
    n_units = sum(UNIT.fullmatch(word) is not None for word in words)
    has_number = any(map(is_number, words))
    return n_units >= FEWEST_COLUMNS and n_units > len(words) / 2 and not has_number


def _is_above_header(row: Record, usual: int) -> bool:
    return row.n_filled == 1 or row.n_filled < usual - 1


def _names_columns(row: Record) -> bool:
    """Return whether every word could be the name of a column."""
    return row.n_filled >= FEWEST_COLUMNS and not any(
        is_coded(word) or is_number(word) for word in row.words if word
    )


def _is_note(row: Record) -> bool:
    """Return whether a row holds one text in its first cell and nothing else."""
    first = row.words[0]
    return (
        row.n_filled == 1
        and bool(first)
        and not is_missing(first)
        and not is_coded(first)
        and not is_number(first)
    )


def _drop_trailing_cells(table: Tidied) -> None:
    """Drop blank cells that end every row, where rows are wider than the header."""
    header = list(table.header)
    while header and not header[-1]:
        header.pop()
    width = len(header)
    extra = [row.words[width:] for row in table.rows]
    if width == 0 or any(any(words) for words in extra):
        return
    if any(extra) or width < len(table.header):
        table.remarks.append(sentence("capture_reading.empty_columns"))
    table.header = tuple(header)
    table.rows = [Record(row.number, row.words[:width]) for row in table.rows]


def _is_total(row: Record, rows: Sequence[Record]) -> bool:
    """Return whether the last row starts with a word for totals that no other row has."""
    filled = [(place, word) for place, word in enumerate(row.words) if word]
    place, word = filled[0]
    others = [other.words[place : place + 1] for other in rows[:-1]]
    return word.lower() in TOTAL_NAMES and (word,) not in others


def _is_bare_total(row: Record) -> bool:
    """Return whether a row holds a word for totals, numbers, and no list."""
    words = [word for word in row.words if word]
    totals = [word for word in words if word.lower() in TOTAL_NAMES]
    return len(totals) == 1 and len(words) <= len(totals) + 1 < len(row.words)


def _adds_up(row: Record, others: Sequence[Record]) -> bool:
    """Return whether a row holds sums of all columns below columns of zeros and ones."""
    if len(others) < FEWEST_SUMMED or not all(map(is_number, row.words)):
        return False
    is_sum = has_more = False
    for place, word in enumerate(row.words):
        column = [other.words[place] for other in others if place < len(other.words)]
        numbers = [_number(each) for each in column]
        is_sum = is_sum or sum(numbers) == _number(word) > max(numbers)
        has_more = has_more or (set(column) == {"0", "1"} and _number(word) > 1)
    return is_sum and has_more


def _number(word: str) -> int:
    return counted_number(word) or 0
