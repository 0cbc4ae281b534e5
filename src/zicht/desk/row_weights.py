"""How many units each row of a file stands for.

The gate protects counts of units. A file says in one of three ways how many a row stands
for: by a column of counts, by a column that says whose row it is, or by nothing, when
every row is one unit. Taking the one for the other would protect numbers that nobody
meant, so a file that could be read in two ways is refused until its user says which.
"""

import re
from collections.abc import Sequence

import numpy as np

from zicht.desk.columns import Columns
from zicht.desk.names import COUNT, COUNTS
from zicht.desk.numbers import whole_numbers
from zicht.desk.requests import COUNT_ROWS
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.errors import UsageError

PERSON = re.compile(
    r"(^|[_\s.-])(id|person|persoon|client|cli[eë]nt|victim|slachtoffer|pseudonym|pseudoniem|rin|rinpersoon|bsn)($|[_\s.-])"
    r"|(person|persoon|client|victim|slachtoffer)_?(id|nr|nummer|number|key)$",
    re.IGNORECASE,
)
"""What a column is called that says whose row it is."""
SHARE_OF_PERSONS = 0.2
"""Values by the number of rows, from which they are persons and no groups of them."""
FEW = 2000
"""Rows among which equal ones are sought first: most files of records have some."""
FEWEST = 4
"""Rows of a file from which its numbers may be called counts."""


def weights_of(file: Columns, count: str, columns: Sequence[str]) -> Ints:
    """Return how many units each row stands for.

    Parameters
    ----------
    file : of records
    count : column with the number; `COUNT_ROWS` counts rows; empty if nothing is said
    columns : that tables show

    Raises
    ------
    UsageError : a column looks like a count, and the user does not say whether it is one
    """
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
    """Refuse a file with a column that may say how many units a row stands for."""
    further = [name for name in file.names if name not in columns]
    likely = [name for name in further if name.casefold() in COUNTS]
    if not likely:
        likely = _numbers_beside_different_rows(file, columns)
    if likely:
        raise UsageError(
            f"{file.where}: column {likely[0]} may say how many units a row stands for.",
            now=f"Give --count {likely[0]}, or --count {COUNT_ROWS} to count rows.",
        )


def _numbers_beside_different_rows(file: Columns, columns: Sequence[str]) -> list[str]:
    """Return the columns of whole numbers where no two rows are of one kind.

    Records repeat themselves; counted rows do not, for equal ones were added up.
    """
    if len(file) < FEWEST:
        return []
    # The first rows alone tell most files apart, and quickly.
    first_rows = file.only(np.arange(len(file)) < FEW)
    if not _likely_counts(first_rows, columns):
        return []
    return _likely_counts(file, columns)


def _likely_counts(file: Columns, columns: Sequence[str]) -> list[str]:
    """Return the columns of whole numbers; empty if two rows are of one kind."""
    further = [name for name in file.names if name not in columns]
    numbers = [name for name in further if file[name].all(str.isdecimal)]
    if not _has_different_rows(file, columns, numbers):
        return []
    # A column of ones alone counts rows, as leaving it out does.
    return [name for name in numbers if file[name].any(lambda text: text != "1")]


def _has_different_rows(
    file: Columns, columns: Sequence[str], numbers: Sequence[str]
) -> bool:
    """Whether no two rows agree in the columns of tables and in those of groups.

    A column with a new text in most rows tells rows apart by itself, as a name does: it
    is no group.
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
        if SHARE_OF_PERSONS * len(file) <= n_values < len(file):
            raise UsageError(
                f"{file.where}: some values of column {name} stand in several rows: are these of one person?",
                now=f"Give --person {name} to count each once, or --count {COUNT_ROWS} to count rows.",
            )
