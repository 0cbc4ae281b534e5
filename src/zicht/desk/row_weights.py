"""Determines how many units each row of a file stands for.

The gate protects counts of units. A file has a column of counts, or a column that identifies
the person of each row, or neither: then every row is one unit. A wrong reading would protect
the wrong numbers, so a file that could be read in two ways is refused until the user states
how to read it.
"""

import re
from collections.abc import Sequence

import numpy as np

from zicht.desk.columns import Columns
from zicht.desk.names import COUNT, COUNTS
from zicht.desk.numbers import whole_numbers
from zicht.desk.requests import COUNT_ROWS
from zicht.desk.words import any_of
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.errors import UsageError

PERSON = re.compile(
    rf"(^|[_\s.-])({any_of('persons')})($|[_\s.-])"
    rf"|({any_of('people')})_?({any_of('keys')})$",
    re.IGNORECASE,
)
"""Names of columns that identify a person."""
SHARE_OF_PERSONS = 0.2
"""Number of values per row above which a column identifies persons and not groups of them."""
FEW = 2000
"""Number of first rows in which equal rows are sought first: most files of records have some there."""
FEWEST = 4
"""Lowest number of rows of a file whose numbers may be taken for counts."""


def weights_of(file: Columns, count: str, columns: Sequence[str]) -> Ints:
    """Return the number of units of each row.

    Parameters
    ----------
    file : of records
    count : column with the number; `COUNT_ROWS` counts rows; empty if the user gave none
    columns : that tables show

    Raises
    ------
    UsageError : a column looks like a count, and the user did not state whether it is one
    """
    # Tables that Zicht writes call their counts so, and are then read without an
    # option.
    if not count and COUNT in file and COUNT not in columns:
        count = COUNT
    if not count:
        _refuse_likely_counts(file, columns)
    if not count or count == COUNT_ROWS:
        return np.ones(len(file), dtype=np.int64)
    file.require([count])
    where = f"{file.where}, column {count}"
    return whole_numbers(file[count], where).astype(np.int64)


def _refuse_likely_counts(file: Columns, columns: Sequence[str]) -> None:
    """Refuse a file with a column that may hold the number of units of each row."""
    further = [name for name in file.names if name not in columns]
    # The name decides first: it is certain, and no row has to be read.
    likely = [name for name in further if name.casefold() in COUNTS]
    if not likely:
        likely = _numbers_beside_different_rows(file, columns)
    if likely:
        raise UsageError(
            f"{file.where}: column {likely[0]} may hold the number of units of each row.",
            now=f"Give --count {likely[0]}, or --count {COUNT_ROWS} to count rows.",
        )


def _numbers_beside_different_rows(file: Columns, columns: Sequence[str]) -> list[str]:
    """Return the columns of whole numbers, if no two rows have the same codes.

    Records repeat combinations of codes; counts do not, because equal rows were added up.
    """
    if len(file) < FEWEST:
        return []
    # The first rows decide for most files, and are read quickly.
    first_rows = file.only(np.arange(len(file)) < FEW)
    if not _likely_counts(first_rows, columns):
        return []
    return _likely_counts(file, columns)


def _likely_counts(file: Columns, columns: Sequence[str]) -> list[str]:
    """Return the columns of whole numbers; empty if two rows have the same codes."""
    further = [name for name in file.names if name not in columns]
    # Numbers that are whole in every row may be counts; one fraction shows that they
    # are not.
    numbers = [name for name in further if file[name].all(str.isdecimal)]
    if not _has_different_rows(file, columns, numbers):
        return []
    # A column in which every number is 1 gives the same counts as counting rows.
    return [name for name in numbers if file[name].any(lambda text: text != "1")]


def _has_different_rows(
    file: Columns, columns: Sequence[str], numbers: Sequence[str]
) -> bool:
    """Whether no two rows agree in the columns of tables and in those of groups.

    A column with a new text in most rows tells rows apart by itself, as a name does: it
    is not a group.
    """
    groups = [
        name
        for name in file.names
        if name not in columns
        and name not in numbers
        and 2 * len(file[name].texts) <= len(file)
    ]
    shown = [name for name in file.names if name in columns]
    kinds = file.kinds([*shown, *groups])
    return len(np.unique(kinds)) == len(file)


def refuse_repeated_persons(file: Columns, columns: Sequence[str]) -> None:
    """Refuse records in which one person may stand several times: five rows of one person are not five persons.

    Raises
    ------
    UsageError : naming the column that looks like persons
    """
    for name in file.names:
        if name in columns or not PERSON.search(name):
            continue
        n_values = len(file[name].texts)
        # A column with a new value in every row identifies rows: no person stands
        # twice. With few values it names groups, such as the office that registered.
        if SHARE_OF_PERSONS * len(file) <= n_values < len(file):
            raise UsageError(
                f"{file.where}: some values of column {name} stand in several rows: are these of one person?",
                now=f"Give --person {name} to count each once, or --count {COUNT_ROWS} to count rows.",
            )
