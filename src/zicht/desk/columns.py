"""Columns of a CSV file. Each distinct text is stored once, so that a rule about texts runs once per text.

A file of a million records has few distinct codes: `column.where(is_total)` asks the rule once per code, and
answers for every row.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

import numpy as np

from zicht.vocabulary.arrays import Bools, Ints, Texts
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.text import Text

NUMBER = re.compile(r"\d+([.,]\d*)?")


@dataclass(frozen=True, eq=False)
class Column:
    """One column of a file.

    Parameters
    ----------
    texts : the distinct texts of the column; every one stands in some row
    numbers : per row, the position of its text in `texts`
    """

    texts: tuple[str, ...]
    numbers: Ints

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Column":
        """Store the texts of a column, a text per row."""
        position: dict[str, int] = {}
        numbers = [position.setdefault(text, len(position)) for text in texts]
        return cls(tuple(position), np.asarray(numbers, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, row: int) -> str:
        return self.texts[int(self.numbers[row])]

    def to_list(self) -> list[str]:
        """Return the text of every row."""
        return [self.texts[number] for number in self.numbers.tolist()]

    def to_array(self) -> Texts:
        """Return the text of every row as an array."""
        texts = np.asarray(self.texts, dtype=np.str_)
        return texts[self.numbers] if len(texts) else np.empty(0, dtype=np.str_)

    def where(self, test: Callable[[str], bool]) -> Bools:
        """Mark the rows whose text passes a test."""
        passes = np.asarray([test(text) for text in self.texts], dtype=bool)
        return passes[self.numbers] if len(passes) else np.zeros(0, dtype=bool)

    def any(self, test: Callable[[str], bool]) -> bool:
        """Whether the text of some row passes a test."""
        return any(test(text) for text in self.texts)

    def all(self, test: Callable[[str], bool]) -> bool:
        """Whether the text of every row passes a test."""
        return all(test(text) for text in self.texts)

    def changed(self, change: Callable[[str], str]) -> "Column":
        """Return the column with a change made to every text."""
        changed = Column.of(change(text) for text in self.texts)
        return Column(changed.texts, changed.numbers[self.numbers])

    def replaced(self, texts: Mapping[str, str]) -> "Column":
        """Return the column with some texts replaced by others."""
        return self.changed(lambda text: texts.get(text, text))

    def replaced_where(self, test: Callable[[str], bool], by: str) -> "Column":
        """Return the column with one text in the place of those that pass a test."""
        return self.changed(lambda text: by if test(text) else text)

    def only(self, rows: Bools) -> "Column":
        """Return the column of the marked rows."""
        used, numbers = np.unique(self.numbers[rows], return_inverse=True)
        texts = tuple(self.texts[number] for number in used.tolist())
        return Column(texts, numbers.astype(np.int64))


@dataclass(frozen=True, eq=False)
class Columns:
    """The columns of one file, by name. All texts are without blanks around them.

    Parameters
    ----------
    by_name : the columns, in the order of the file
    where : name of the file, for errors
    holds_sums : whether a description beside the file says that it holds sums of amounts
    """

    by_name: Mapping[str, Column]
    where: str
    holds_sums: bool = False

    @property
    def names(self) -> list[str]:
        """Names of the columns; a column without a name is left out."""
        return [name for name in self.by_name if name]

    def __len__(self) -> int:
        return len(next(iter(self.by_name.values())))

    def __contains__(self, name: object) -> bool:
        return name in self.by_name

    def __getitem__(self, name: str) -> Column:
        return self.by_name[name]

    def only(self, rows: Bools) -> "Columns":
        """Return the marked rows of every column."""
        # Most steps leave out no row; a million rows are then not copied.
        if rows.all():
            return self
        kept = {name: column.only(rows) for name, column in self.by_name.items()}
        return replace(self, by_name=kept)

    def replaced(self, columns: Mapping[str, Column]) -> "Columns":
        """Return the file with some of its columns replaced."""
        return replace(self, by_name={**self.by_name, **columns})

    def keys(self, names: Sequence[str]) -> list[tuple[str, ...]]:
        """Return per row its texts in some columns."""
        if not names:
            return [()] * len(self)
        texts = [self.by_name[name].to_list() for name in names]
        return list(zip(*texts, strict=True))

    def kinds(self, names: Sequence[str]) -> Ints:
        """Return a number per row: rows with the same texts in some columns have the same number."""
        numbers = np.zeros(len(self), dtype=np.int64)
        for name in names:
            column = self.by_name[name]
            joined = numbers * len(column.texts) + column.numbers
            # Renumbering after each column keeps the numbers below the number of rows;
            # the product of many columns would overflow.
            numbers = np.unique(joined, return_inverse=True)[1].astype(np.int64)
        return numbers

    def require(self, names: Iterable[str]) -> None:
        """Refuse a file in which a column is missing.

        Raises
        ------
        UsageError : naming the missing columns, the columns that look like them, and those that the file has
        """
        missing = [name for name in names if name not in self]
        if not missing:
            return
        # Names of columns may be quoted: they are the header, which holds nothing of a
        # person unless it is a record (see `listed`).
        suggestions = [nearest(name, self.names) for name in missing]
        meant = [name for name in suggestions if name]
        hint = f"Did you mean {', '.join(meant)}? " if meant else ""
        raise UsageError(
            f"{self.where}: column {', '.join(missing)} is missing.",
            now=hint + self.listed(),
        )

    def listed(self) -> str:
        """List the columns for an error. A header of numbers may be a record, which no error may quote."""
        if any(looks_like_number(name) for name in self.names):
            return (
                "The first line holds numbers: is there a header? A table with a column per year is written with a "
                "row per cell first."
            )
        return f"It has {', '.join(self.names)}."


def looks_like_number(text: str) -> bool:
    """Whether a text is a number from 0, with a decimal point or comma or none."""
    return NUMBER.fullmatch(text) is not None


def nearest(name: str, known: Sequence[str]) -> str:
    """Return the known name that looks most like an unknown one; an empty text if none does."""
    by_lower_case = {other.casefold(): other for other in known}
    matches = get_close_matches(name.casefold(), list(by_lower_case), n=1)
    return by_lower_case[matches[0]] if matches else ""


def did_you_mean(name: str, known: Sequence[str], otherwise: str) -> str:
    """Suggest the known name that is most like an unknown one; return `otherwise` if none is like it."""
    meant = nearest(name, known)
    return f"Did you mean {meant}?" if meant else otherwise


@dataclass(frozen=True, eq=False)
class CountedRows:
    """Rows of a file of records, as far as they are counted.

    Parameters
    ----------
    file : the rows
    weights : how many units each row stands for
    notes : what was left out, in words
    """

    file: Columns
    weights: Ints
    notes: tuple[Text, ...] = ()

    def only(self, rows: Bools, *notes: Text) -> "CountedRows":
        """Return the marked rows, with a note about the others."""
        return CountedRows(
            self.file.only(rows), self.weights[rows], (*self.notes, *notes)
        )
