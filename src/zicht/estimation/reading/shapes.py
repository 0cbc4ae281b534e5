"""Tables that name lists in their cells are written as a column of 0 and 1 per list."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from zicht.edition.numerals import sentence
from zicht.estimation.reading.cells import Cells
from zicht.estimation.reading.choices import (
    COUNT_NAMES,
    LIST_NAMES,
    ROW_NAMES,
    ROWS,
    Choices,
)
from zicht.estimation.reading.codings import (
    are_dates,
    holds_own_name,
    is_missing,
    read_listed,
    whole_number,
)
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.nouns import counted

SEPARATORS = re.compile(
    r"\s*[;,+/|&:*\u00d7\u2229\u2227\u00b7]\s*|\s+(?:and|en|et)\s+", re.IGNORECASE
)
ALONE = re.compile(
    r"(?:only|alleen|seulement)\s+|\s+(?:only|alleen|seulement)$", re.IGNORECASE
)
"""How a cell may say that a person is on one list and on no other."""
ENCLOSED = re.compile(r"(?:c?\(|[{\[])(?P<names>.*)[)}\]]")
"""A set of names in brackets: {A, B} of mathematics, c("A", "B") of R, ['A', 'B'] of Python."""
QUOTES = "\"'"
MOST_LISTS = 20
FEWEST_LISTS = 2


@dataclass(frozen=True)
class _Long:
    """The two columns of a table with a row per person and list."""

    person: str
    source: str


def reshaped(cells: Cells, choices: Choices) -> Cells:
    """Write a column of 0 and 1 per list where cells name the lists.

    Parameters
    ----------
    cells : as read; returned unchanged where a column is a list already
    choices : columns that the user names are left as they are

    Raises
    ------
    UsageError : a person has several values of another column, or no name or list
    """
    cells = _with_coded_columns(cells, choices)
    columns = {name: cells.column(i) for i, name in enumerate(cells.header)}
    free = choices.unnamed(columns)
    if any(name in columns for name in choices.lists) or _has_lists(columns):
        return cells
    long = _long_columns(columns, free)
    if long is not None:
        return _from_long(cells, columns, long, choices)
    for name in free:
        if _names_several_lists(columns[name]):
            return _from_names(cells, columns, name)
    return cells


def _with_coded_columns(cells: Cells, choices: Choices) -> Cells:
    """Write 1 and 0 where a cell says by a name or by a date who is on a list."""
    columns = [cells.column(place) for place in range(len(cells.header))]
    named: dict[str, list[str]] = {"own_name": [], "dates": []}
    for place, name in enumerate(cells.header):
        if name and holds_own_name(name, columns[place]):
            named["own_name"].append(name)
        elif name in choices.lists and are_dates(columns[place]):
            named["dates"].append(name)
        else:
            continue
        columns[place] = ["1" if word else "0" for word in columns[place]]
    remarks = [
        sentence(f"capture_reading.{why}", names=", ".join(names))
        for why, names in named.items()
        if names
    ]
    if not remarks:
        return cells
    rows = tuple(zip(*columns, strict=True))
    return replace(cells, rows=rows, remarks=(*cells.remarks, *remarks))


def _has_lists(columns: Mapping[str, Sequence[str]]) -> bool:
    """Return whether a column is a list in a usual coding."""
    return any(
        read_listed(words) is not None and name.lower() not in COUNT_NAMES
        for name, words in columns.items()
    )


# Lists named in one cell, such as A;B


def _names_several_lists(words: Sequence[str]) -> bool:
    """Return whether the cells of a column are names of lists with a sign between them."""
    sets = [_names(word) for word in words]
    names = {name for each in sets for name in each}
    has_number = any(whole_number(name) is not None for name in names)
    has_several = any(len(each) > 1 for each in sets)
    return has_several and not has_number and FEWEST_LISTS <= len(names) <= MOST_LISTS


def _names(word: str) -> list[str]:
    """Return the lists that a cell names, without brackets and quotation marks."""
    if is_missing(word):
        return []
    enclosed = ENCLOSED.fullmatch(word)
    inner = word if enclosed is None else enclosed["names"]
    names = SEPARATORS.split(ALONE.sub("", inner.strip()))
    return [name.strip(QUOTES) for name in names if name.strip(QUOTES)]


def _from_names(
    cells: Cells, columns: Mapping[str, Sequence[str]], column: str
) -> Cells:
    named = [set(_names(word)) for word in columns[column]]
    lists = sorted(set().union(*named))
    rest = [name for name in columns if name != column]
    _refuse_clash(lists, rest)
    rows = []
    for place, on in enumerate(named):
        coded = ["1" if name in on else "0" for name in lists]
        rows.append((*coded, *(columns[name][place] for name in rest)))
    remark = sentence(
        "capture_reading.names_lists", column=column, lists=", ".join(lists)
    )
    return replace(
        cells,
        header=(*lists, *rest),
        rows=tuple(rows),
        totals=(),
        remarks=(*cells.remarks, remark),
    )


# A row per person and list


def _long_columns(
    columns: Mapping[str, Sequence[str]], free: Sequence[str]
) -> _Long | None:
    """Return the columns of persons and of lists; None where there are no such columns."""
    persons = [
        name
        for name in free
        if name.lower().replace(" ", "") in ROW_NAMES
        and len(set(columns[name])) < len(columns[name])
    ]
    if len(persons) != 1:
        return None
    sources = [name for name in free if name.lower() in LIST_NAMES]
    if not sources and len(columns) == FEWEST_LISTS:
        sources = [name for name in free if name not in persons]
    if len(sources) != 1:
        return None
    names = {word for word in columns[sources[0]] if not is_missing(word)}
    if not FEWEST_LISTS <= len(names) <= MOST_LISTS:
        return None
    return _Long(persons[0], sources[0])


@dataclass
class _Person:
    """What the rows of one person say.

    Parameters
    ----------
    row : number of the first row in the file
    values : of the other columns in that row
    lists : on which the person is
    is_torn : whether a later row has other values
    """

    row: int
    values: tuple[str, ...]
    lists: set[str]
    is_torn: bool = False

    def add(self, name: str, values: tuple[str, ...]) -> None:
        """Put the person on one list more."""
        self.lists.add(name)
        self.is_torn = self.is_torn or values != self.values

    def coded(self, lists: Sequence[str]) -> tuple[str, ...]:
        """Write 1 or 0 per list, and the other values."""
        codes = ["1" if name in self.lists else "0" for name in lists]
        return (*codes, *self.values)


def _from_long(
    cells: Cells, columns: Mapping[str, Sequence[str]], long: _Long, choices: Choices
) -> Cells:
    """Write a row per person where the table has a row per person and list."""
    _refuse_nameless(cells, columns[long.person], columns[long.source])
    rest = _further_columns(columns, long, choices)
    lists = sorted(set(columns[long.source]))
    _refuse_clash(lists, rest)
    persons = _persons_of(cells, columns, long, rest)
    _refuse_torn(persons, rest)
    remark = sentence(
        "capture_reading.names_person", person=long.person, list=long.source
    )
    n_rows = len(cells.rows)
    return replace(
        cells,
        kind=f"{cells.kind}; {counted(n_rows, 'row')}, one per person and list, made into one per person",
        header=(*lists, *rest),
        rows=tuple(person.coded(lists) for person in persons),
        numbers=tuple(person.row for person in persons),
        totals=(),
        remarks=(*cells.remarks, remark),
    )


def _further_columns(
    columns: Mapping[str, Sequence[str]], long: _Long, choices: Choices
) -> list[str]:
    """Return the columns that may be covariates of persons."""
    rest = [name for name in columns if name not in {long.person, long.source}]
    if choices.covariates is not None:
        rest = [name for name in rest if name in choices.covariates]
    _refuse_counted(rest, choices)
    return rest


def _persons_of(
    cells: Cells,
    columns: Mapping[str, Sequence[str]],
    long: _Long,
    rest: Sequence[str],
) -> list[_Person]:
    """Gather the rows of each person, in the order of the file."""
    persons: dict[str, _Person] = {}
    named = zip(columns[long.person], columns[long.source], strict=True)
    for place, (name, on_list) in enumerate(named):
        values = tuple(columns[column][place] for column in rest)
        first = _Person(cells.numbers[place], values, set())
        persons.setdefault(name, first).add(on_list, values)
    return list(persons.values())


def _refuse_torn(persons: Sequence[_Person], rest: Sequence[str]) -> None:
    n_torn = sum(person.is_torn for person in persons)
    if n_torn:
        raise UsageError(
            f"{counted(n_torn, 'person has', 'persons have')} more than one value of {', '.join(rest)}.",
            now="Decide on one value per person, or read the lists alone: --covariate none.",
        )


def _refuse_nameless(
    cells: Cells, persons: Sequence[str], sources: Sequence[str]
) -> None:
    nameless = [
        cells.numbers[place]
        for place, words in enumerate(zip(persons, sources, strict=True))
        if any(map(is_missing, words))
    ]
    if nameless:
        raise UsageError(
            f"{counted(len(nameless), 'row does not name', 'rows do not name')}"
            f" a person and a list; the first is row {nameless[0]}.",
            now="Complete these rows, or leave them out.",
        )


def _refuse_counted(rest: Sequence[str], choices: Choices) -> None:
    """Raise where a row per person and list also counts persons."""
    counts = [name for name in rest if name.lower() in COUNT_NAMES]
    if choices.count not in {"", ROWS}:
        counts = [choices.count]
    if counts:
        raise UsageError(
            f"Every row names a person and a list, and column {counts[0]} would count persons.",
            now="Leave the counts out: --covariate none.",
        )


def _refuse_clash(lists: Sequence[str], rest: Sequence[str]) -> None:
    both = sorted(set(lists) & set(rest))
    if both:
        raise UsageError(
            f"{', '.join(both)} is the name of a column and of a list.",
            now="Give the column another name.",
        )
