"""Which column counts the persons of each row, and its numbers."""

from collections.abc import Callable, Mapping, Sequence

from zicht.edition.numerals import sentence
from zicht.estimation.column_words import column_words
from zicht.estimation.reading.choices import (
    COUNT_NAMES,
    ROWS,
    Choices,
    is_covariate_name,
)
from zicht.estimation.reading.codings import (
    counted_number,
    grouping,
    is_missing,
    whole_number,
)
from zicht.vocabulary.errors import EstimationRefused, UsageError
from zicht.vocabulary.estimates import MAX_PERSONS
from zicht.vocabulary.text import Text

PERCENTAGE_NAMES = column_words("percentages")
FIRST_YEAR, LAST_YEAR = 1900, 2100
FEWEST_NUMBERED = 3
"""So few rows may hold 1, 2, 3 as counts."""
SHOWN_ROWS = 5
"""So many rows are named; the others are not."""


def find_count(
    columns: Mapping[str, Sequence[str]],
    lists: Sequence[str],
    choices: Choices,
    numbers: Sequence[int],
) -> tuple[str, list[str]]:
    """Return the column of counts, and columns that number the rows.

    Parameters
    ----------
    columns : every column of the table
    lists : columns that are lists
    choices : of the user
    numbers : of the rows in the file

    Returns
    -------
    name : empty where every row is one person
    numbering : columns that number the rows beside it

    Raises
    ------
    UsageError : several columns may count, or the one that counts does not hold counts
    """
    if choices.count:
        return ("" if choices.count == ROWS else choices.count), []
    candidates = _candidates(columns, lists, choices)
    numbering: list[str] = []
    if len(candidates) > 1:
        numbering = [name for name in candidates if are_row_numbers(columns[name])]
        # Where all hold 1, 2, 3 and so on, nothing says which of them counts.
        if len(numbering) == len(candidates):
            numbering = []
        candidates = [name for name in candidates if name not in numbering]
    _refuse_several(candidates)
    if not candidates:
        _refuse_broken(columns, lists, numbers)
        return "", numbering
    (name,) = candidates
    if are_row_numbers(columns[name]):
        raise UsageError(
            f"Column {name} holds 1, 2, 3 and so on: counts, or numbers of the rows.",
            now=f"Say which: --count {name}, or --count rows where every row is one person.",
        )
    return name, numbering


def _candidates(
    columns: Mapping[str, Sequence[str]], lists: Sequence[str], choices: Choices
) -> list[str]:
    """Return the columns that may count persons: by their name, or else by their values."""
    apart = {*lists, *(choices.covariates or ())}
    numeric = [
        name
        for name, words in columns.items()
        if name not in apart and may_count(name, words)
    ]
    by_name = [name for name in numeric if name.lower() in COUNT_NAMES]
    if by_name:
        return by_name
    return [name for name in numeric if _is_per_combination(name, columns, lists)]


def may_count(name: str, words: Sequence[str]) -> bool:
    """Return whether a column could hold counts: whole numbers, and no years."""
    numbers = [counted_number(word) for word in words if not is_missing(word)]
    if not numbers or any(number is None for number in numbers):
        return False
    if name.lower() in COUNT_NAMES:
        return True
    if is_covariate_name(name) or name.lower() in PERCENTAGE_NAMES:
        return False
    are_years = all(
        number is not None and FIRST_YEAR <= number <= LAST_YEAR for number in numbers
    )
    return not are_years and len(set(numbers)) > 1


def are_row_numbers(words: Sequence[str]) -> bool:
    """Return whether a column holds 1, 2, 3 and so on."""
    numbers = [whole_number(word) for word in words]
    first = numbers[0]
    if len(numbers) <= FEWEST_NUMBERED or first not in {0, 1}:
        return False
    return numbers == list(range(first, len(numbers) + first))


def _is_per_combination(
    name: str, columns: Mapping[str, Sequence[str]], lists: Sequence[str]
) -> bool:
    """Return whether every combination of the other columns occurs once."""
    others = [words for other, words in columns.items() if other != name]
    rows = list(zip(*others, strict=True))
    patterns = set(zip(*(columns[each] for each in lists), strict=True))
    is_once = len(set(rows)) == len(rows) > 1 and len(patterns) > 1
    return is_once and not is_covariate_name(name)


def _refuse_several(candidates: Sequence[str]) -> None:
    if len(candidates) < 2:
        return
    shown = ", ".join(candidates)
    if all(name.isdigit() for name in candidates):
        raise UsageError(
            f"Columns {shown} seem to count persons of one year or group each.",
            now="Write the counts below each other in one column, and the year or group in another.",
        )
    raise UsageError(
        f"Columns {shown} could each hold the counts.",
        now=f"Name the right one: --count {candidates[0]}; or --count rows where every row is one person. Where "
        "each counts one kind of persons, write the counts below each other and the kind in a column beside them.",
    )


def _refuse_broken(
    columns: Mapping[str, Sequence[str]], lists: Sequence[str], numbers: Sequence[int]
) -> None:
    """Raise where a column has the name of a count but not its values."""
    for name, words in columns.items():
        if name.lower() in COUNT_NAMES and name not in lists:
            read = [None if is_missing(word) else whole_number(word) for word in words]
            _refuse_unread(name, words, read, numbers)


def read_counts(
    name: str, words: Sequence[str], numbers: Sequence[int]
) -> tuple[list[int | None], list[Text]]:
    """Read the counts of a column.

    Parameters
    ----------
    name : of the column
    words : its cells
    numbers : of the rows in the file

    Returns
    -------
    counts : None where a cell is missing
    remarks : how they were read, in words

    Raises
    ------
    UsageError : a cell is not a whole number, or its sign may mark decimals
    EstimationRefused : more persons than there can be
    """
    read, remarks = _number_reader(name, words)
    counts = [None if is_missing(word) else read(word) for word in words]
    _refuse_unread(name, words, counts, numbers)
    if sum(count or 0 for count in counts) > MAX_PERSONS:
        raise EstimationRefused(
            f"Column {name} counts more than {MAX_PERSONS:,} persons.",
            now="Name the column of counts: --count.",
        )
    return counts, remarks


def _number_reader(
    name: str, words: Sequence[str]
) -> tuple[Callable[[str], int | None], list[Text]]:
    """Return how to read the counts: as written, or with a sign between thousands."""
    try:
        sign = grouping(words)
    except ValueError as error:
        raise UsageError(
            f"Column {name}: a point or comma before three digits may stand between thousands or before decimals.",
            now="Write counts without it, as 1234.",
        ) from error
    if not sign:
        return whole_number, []
    remark = sentence("capture_reading.thousands", count=name, sign=sign)
    return counted_number, [remark]


def _refuse_unread(
    name: str,
    words: Sequence[str],
    counts: Sequence[int | None],
    numbers: Sequence[int],
) -> None:
    """Raise where a cell holds something and no count."""
    wrong = [
        place
        for place, word in enumerate(words)
        if counts[place] is None and not is_missing(word)
    ]
    if wrong:
        raise UsageError(
            f"Column {name}: {len(wrong)} of {len(words)} counts are not whole numbers of persons, "
            f"zero or more: row {shown_rows(wrong, numbers)}.",
            now="A capture table counts persons: give unrounded, unweighted counts, written as 1234. "
            "A count that was withheld or is known as a range must be filled in.",
        )


def shown_rows(places: Sequence[int], numbers: Sequence[int]) -> str:
    """Write the numbers of the first rows, as a reader of the file counts them."""
    shown = ", ".join(str(numbers[place]) for place in places[:SHOWN_ROWS])
    return shown + (", ..." if len(places) > SHOWN_ROWS else "")
