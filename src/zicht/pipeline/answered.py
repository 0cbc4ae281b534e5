"""A table on demand as it goes to whoever asked: as CSV, as JSON, and in words."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from zicht.disclosure import ondemand
from zicht.edition.messages import Message
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status

_COLUMNS = ("value", "lower", "upper", "status", "printed_before")
"""Columns of the file after those of the dimensions."""


@dataclass(frozen=True)
class _Cell:
    """What is published of one cell; a number that is withheld is None."""

    value: int | None
    lower: int | None
    upper: int | None
    status: str
    is_printed_before: bool

    def as_words(self) -> tuple[str, ...]:
        """Return the cell as a row of a CSV; a withheld number is empty."""
        numbers = (self.value, self.lower, self.upper)
        written = ("" if number is None else str(number) for number in numbers)
        return (*written, self.status, "yes" if self.is_printed_before else "no")

    def as_json(self) -> dict[str, object]:
        """Return the cell as plain values."""
        return {
            "value": self.value,
            "lower": self.lower,
            "upper": self.upper,
            "status": self.status,
            "printed_before": self.is_printed_before,
        }


@dataclass(frozen=True, eq=False)
class AnsweredTable:
    """A table as it is given to whoever asked.

    Parameters
    ----------
    question : in one line
    answer : what the gate let through
    rows : which rows of it are shown
    lists : code list per dimension, for words beside codes
    unseen : deliveries in the folder that the vault does not hold yet
    outdated : releases that wait for signatures, and were protected before this table was given
    """

    question: str
    answer: ondemand.Answer
    rows: Sequence[int]
    lists: Mapping[str, CodeList]
    unseen: int
    outdated: tuple[str, ...]

    @property
    def table(self) -> ProtectedTable:
        """Return the protected table."""
        return self.answer.table

    def header(self) -> tuple[str, ...]:
        """Return the names of the columns of the file."""
        return (*self.table.names, *_COLUMNS)

    def lines(self, *, in_words: bool = False) -> list[tuple[str, ...]]:
        """Return the rows shown: codes, or words for them, and what is published of each cell."""
        lines = []
        for row in self.rows:
            names = self._labels(row) if in_words else self._codes(row)
            lines.append((*names, *self._cell(row).as_words()))
        return lines

    def _codes(self, row: int) -> list[str]:
        return [str(column[row]) for column in self.table.codes]

    def _labels(self, row: int) -> list[str]:
        """Return the codes of a row in English words."""
        codes = zip(self.table.names, self._codes(row), strict=True)
        return [
            "all" if code == TOTAL else self.lists[name].labels[code].en
            for name, code in codes
        ]

    def _cell(self, row: int) -> _Cell:
        table = self.table
        status = str(table.statuses[row])
        is_published = status == Status.PUBLISHED
        is_withheld = status == Status.WITHHELD
        return _Cell(
            value=int(table.values[row]) if is_published else None,
            # Bounds of a withheld cell are not published.
            lower=None if is_withheld else int(table.lower[row]),
            upper=None if is_withheld else int(table.upper[row]),
            status=status,
            is_printed_before=bool(self.answer.is_before[row]),
        )

    def meaning(self) -> list[Message]:
        """Explain the numbers, and what was lost, in sentences for whoever decides upon them."""
        rows = np.asarray(self.rows, dtype=np.int64)
        is_ranged = self.table.statuses[rows] != Status.PUBLISHED
        n_ranged = int(np.count_nonzero(is_ranged))
        n_before = int(np.count_nonzero(self.answer.is_before[rows]))
        numbers = len(rows) - n_ranged
        sentences = [
            Message("answer.moved_by_chance", largest=self.answer.largest),
            Message("answer.true_number"),
            Message("answer.same_people"),
            Message("answer.cells", n=len(rows), numbers=numbers, ranges=n_ranged),
        ]
        if n_before:
            sentences.append(Message("answer.printed_before", n=n_before))
        if self.answer.widened:
            sentences.append(Message("answer.widened", n=self.answer.widened))
        return sentences

    def as_csv(self) -> str:
        """Return the rows shown as a CSV file."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(self.header())
        writer.writerows(self.lines())
        return text.getvalue()

    def as_json(self) -> dict[str, object]:
        """Return everything as plain values."""
        protected = self.answer.protected
        return {
            "question": self.question,
            "table": protected.digest[:16],
            "new": self.answer.is_new,
            "meaning": self.meaning(),
            "lost": dict(protected.losses),
            "deliveries not received yet": self.unseen,
            "releases to protect again": list(self.outdated),
            "rows": [self._row_as_json(row) for row in self.rows],
        }

    def _row_as_json(self, row: int) -> dict[str, object]:
        codes = zip(self.table.names, self._codes(row), strict=True)
        return {**dict(codes), **self._cell(row).as_json()}

    def write(self, path: Path) -> None:
        """Write the table as CSV, and beside it a text that explains the numbers."""
        path.write_text(self.as_csv(), encoding="utf-8")
        sentences = [f"Table {self.question}.", *self.meaning()]
        note = path.with_suffix(".txt")
        note.write_text("\n".join(sentences) + "\n", encoding="utf-8")
