"""Proposes a form for a file: a first draft that a person corrects, and never uses as it is."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path

from zicht.sources.guessing import (
    Guess,
    are_partial_dates,
    guess_kind,
    marks_among_numbers,
    with_repairs,
)
from zicht.sources.headers import FirstRows
from zicht.sources.known_words import (
    bare_word,
    calls_itself_total,
    words_for_totals,
)
from zicht.sources.letters import FILL_IN
from zicht.sources.opening import opened, printable
from zicht.sources.rows import Rows, open_rows
from zicht.vocabulary.deliveries import Layout
from zicht.vocabulary.errors import DeliveryError
from zicht.vocabulary.nouns import counted

_LOOKED_AT = 20_000
"""Rows that a proposal looks at."""
_MOST_CODES = 60
"""Different texts up to which a column may hold codes."""
_ROWS_PER_CODE = 10
"""Rows for each different text, on average, from which texts are codes. Names recur too, but less often."""
_LONGEST_CODE = 60
_YEAR = re.compile(r"(?:18|19|20|21|22)\d\d")
_NAMED_BY_YEAR = re.compile(
    rf"({_YEAR.pattern})(?:\s*(?:[*†‡¹²³]{{1,3}}|[(\[]?[pre][)\]]?|[(\[](?:prov\.?|provisional|voorlopig|provisoire"
    r"|(?:note\s*)?\d{1,2})[)\]]))*",
    re.IGNORECASE,
)
"""A column named by a year, with marks behind it where its numbers have notes: `2024*`, `2024 (p)`, `2024 [note 1]`."""
_NUMBERS = ("integer", "decimal")
_DATE_KINDS = ("date", "timestamp")
_LONGEST_PERIOD = 20
"""Years that dates of events span at most; dates that span more may be birth dates."""
_SHORTEST_NUMBER = 7
"""Signs from which on a whole number that hardly recurs may be the number of a person."""
_MISSING = ("-99", "-9", "999", ".", "NA", "N/A", "null", "NULL", "-", "z", "..")
"""Texts that tables often hold where there is no value."""
_LEAST_WIDTH_WITH_NOTES = 3
"""Columns from which on a row with its first cell alone may be a note."""
YEAR, COUNT = "year", "n"
"""Columns of a form whose file has a column for each year."""
_FEWEST_YEARS = 2
_MOST_WHOLE_NUMBERS = 12
"""Different whole numbers up to which they may be codes."""
_TEXT_QUESTION = "is it a key, a link field (then say which: links_as), a code (write its list), or never to be stored?"
_PARTIAL_QUESTION = (
    'are these birth dates of which parts are not known (kind = "partial_date", links_as = "birth_date")? Else they'
    " are never to be stored"
)


@dataclass
class _Seen:
    """What was seen of one column."""

    texts: Counter[str] = field(default_factory=Counter)
    filled: int = 0
    n_rows: int = 0
    begins_filled: bool = False
    is_repeated: bool = False
    longest: int = 0
    has_many: bool = False

    @property
    def may_be_merged(self) -> bool:
        """Whether most cells are empty, and the first is not: so merged cells are read."""
        return self.begins_filled and 2 * self.filled <= self.n_rows

    def add(self, text: str) -> None:
        """Count one text; which texts there are is forgotten when they are too many for codes."""
        self.n_rows += 1
        if not text:
            return
        self.begins_filled = self.begins_filled or self.n_rows == 1
        self.filled += 1
        self.longest = max(self.longest, len(text))
        self.is_repeated = self.is_repeated or text in self.texts
        self.texts[text] += 1


@dataclass(frozen=True)
class Proposal:
    """A form and code lists as TOML, to be corrected by a person.

    Parameters
    ----------
    form : text of forms/NAME.toml
    lists : name of a code list to the text of codes/NAME.toml
    questions : what a person must decide
    """

    form: str
    lists: dict[str, str]
    questions: tuple[str, ...]


def propose(
    file: Path,
    *,
    source: str,
    layout: Layout,
    languages: Sequence[str] = ("en",),
) -> Proposal:
    """Propose a form from a file.

    Roles are not guessed: every column that looks like text is proposed as ignored, with a question. A column is text
    where its texts do not recur often enough to be codes. A common name may recur as often as a code: a question names
    the columns of which a list was written.

    Parameters
    ----------
    file : with a header
    source : id of the source
    layout : of the file
    languages : of the project; labels are proposed in each; the names of columns are looked for below a title where
        the layout leaves their row open

    Raises
    ------
    DeliveryError : it cannot be read as a table
    """
    try:
        with (
            opened(file) as handle,
            open_rows(handle, file.name, layout=layout, expected=()) as table,
        ):
            looked_at = _look_at(table, layout)
    except DeliveryError as error:
        raise DeliveryError(
            f"{printable(file.name)} cannot be read: {error.what.rstrip('.')}.",
            now=error.now,
        ) from None
    _refuse_other_encoding(file, looked_at.n_unreadable)
    _refuse_other_header(file, looked_at.first)
    _refuse_unusable(file, looked_at)
    columns = [
        replace(
            _proposed(name, seen, looked_at.n_rows),
            totals=_totals_in(seen),
            n_texts=len(seen.texts),
            words=_words_in(seen),
            may_be_merged=seen.may_be_merged,
        )
        for name, seen in zip(looked_at.header, looked_at.columns, strict=True)
    ]
    return _written(source, columns, looked_at, languages)


@dataclass(frozen=True)
class _LookedAt:
    """What the first rows of a file hold.

    Parameters
    ----------
    header : names of the columns
    columns : what was seen in each of them
    first : rows that may be the header instead
    n_rows : rows that were read
    n_faulty : rows of another width, and notes
    n_unreadable : lines that are not text in the encoding
    """

    header: Sequence[str]
    columns: Sequence[_Seen]
    first: FirstRows
    n_rows: int
    n_faulty: int
    n_unreadable: int


def _look_at(table: Rows, layout: Layout) -> _LookedAt:
    """Read rows until enough were seen to tell what columns hold."""
    columns = [_Seen() for _ in table.header]
    first = FirstRows(table.header, layout.header_row)
    n_rows, n_faulty = 0, 0
    for row in table.rows:
        first.add(row)
        if row.fault or _is_note(row.fields):
            n_faulty += 1
            continue
        n_rows += 1
        for column, text in zip(columns, row.fields, strict=True):
            column.add(text.strip())
        if n_rows == _LOOKED_AT:
            break
    return _LookedAt(table.header, columns, first, n_rows, n_faulty, table.unreadable)


def _is_note(fields: Sequence[str]) -> bool:
    """Whether a row holds something in its first cell alone, as notes below a table do."""
    return (
        len(fields) >= _LEAST_WIDTH_WITH_NOTES
        and bool(fields[0].strip())
        and not any(text.strip() for text in fields[1:])
    )


def _refuse_other_encoding(file: Path, n_unreadable: int) -> None:
    if n_unreadable:
        raise DeliveryError(
            f"No form can be proposed for {printable(file.name)}: {counted(n_unreadable, 'line holds', 'lines hold')}"
            " bytes that are not text in"
            " its encoding.",
            now="State the encoding, such as --encoding cp1252, here and in the letter.",
        )


def _refuse_other_header(file: Path, first: FirstRows) -> None:
    row = first.likelier_header()
    if row:
        raise DeliveryError(
            f"No form can be proposed for {printable(file.name)}: its columns seem to be named in row {row}, below a"
            " title.",
            now=f"Run again with --header-row {row}, and let the letter state header_row = {row}.",
        )


def _refuse_unusable(file: Path, looked_at: _LookedAt) -> None:
    """Refuse a table of which no form can be made: a form knows each column by a name of its own, and its texts."""
    n_rows, n_faulty = looked_at.n_rows, looked_at.n_faulty
    names = [name.strip() for name in looked_at.header]
    # A form can ignore one column without a name, as tables have that hold the numbers of their rows.
    unnamed = [number for number, name in enumerate(names, start=1) if not name][1:]
    repeated = [name for name, n in Counter(names).items() if name and n > 1]
    advice = "Give every column a name of its own; --header-row says which row holds the names."
    if not any(names):
        problem = "it has no row with names of columns"
    elif unnamed:
        problem = f"column {', '.join(map(str, unnamed))} has no name"
    elif repeated:
        problem = f"several columns are called {', '.join(map(printable, repeated))}"
    elif n_faulty and not n_rows:
        problem = f"none of its {n_faulty} rows has as many cells as its header"
        advice = (
            "A name for every column stands in one row: fill in a header that takes two rows, and --header-row says"
            " which it is. Where numbers hold the sign between cells, as 1,5 does between commas, ask for another sign."
        )
    elif not n_rows:
        problem = "it has no rows below its header"
        advice = "Give a file with rows: what columns hold is read from them."
    else:
        return
    raise DeliveryError(
        f"No form can be proposed for {printable(file.name)}: {problem}.",
        now=advice,
    )


@dataclass(frozen=True)
class _Proposed:
    """A column as it is proposed."""

    name: str
    kind: str
    lines: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    is_unique: bool = False
    is_full: bool = False
    question: str = ""
    n_years: int = 0
    doubt: str = ""
    totals: tuple[str, ...] = ()
    n_texts: int = 0
    holds_years: bool = False
    words: tuple[str, ...] = ()
    sentinels: tuple[str, ...] = ()
    may_be_merged: bool = False


def _proposed(name: str, seen: _Seen, n_rows: int) -> _Proposed:
    guess, texts, sentinels = _read_as(name, seen)
    if not texts or not name.strip():
        return _Proposed(name, "empty")
    kind = guess.kind
    is_full = seen.filled == n_rows > 0 and not sentinels
    proposed = _Proposed(
        name,
        kind,
        guess.lines,
        is_unique=is_full and not seen.is_repeated,
        is_full=is_full,
        sentinels=sentinels,
    )
    if kind in _DATE_KINDS:
        return replace(proposed, n_years=_years_spanned(texts), doubt=guess.question)
    if kind and not _may_number_persons(kind, seen):
        return replace(
            proposed,
            n_years=_years_spanned(texts),
            doubt=guess.question,
            holds_years=is_full and all(map(_YEAR.fullmatch, texts)),
        )
    parts = sorted(_parts_of(texts))
    if _hold_several_codes(texts) and _are_codes(parts, n_rows):
        return replace(proposed, kind="codes", codes=tuple(parts))
    if _are_codes(texts, n_rows):
        return replace(proposed, kind="code", codes=tuple(sorted(texts)))
    question = _PARTIAL_QUESTION if are_partial_dates(texts) else _TEXT_QUESTION
    if kind:
        # Numbers that may be those of persons are read as text, so nothing that was guessed of numbers applies.
        proposed = replace(proposed, lines=(), sentinels=())
    return replace(proposed, kind="text", question=question)


def _read_as(name: str, seen: _Seen) -> tuple[Guess, list[str], tuple[str, ...]]:
    """Return the kind that a column may have, its different texts, and those that stand for no value."""
    sentinels = tuple(text for text in _MISSING if text in seen.texts)
    texts = [text for text in seen.texts if text not in sentinels]
    guess = guess_kind(name, texts)
    marks = () if guess.kind else marks_among_numbers(texts)
    numbers = [text for text in texts if text not in marks]
    guess_of_numbers = guess_kind(name, numbers)
    if marks and guess_of_numbers.kind:
        return guess_of_numbers, numbers, (*sentinels, *marks)
    return guess, texts, sentinels


def _hold_several_codes(texts: Sequence[str]) -> bool:
    """Whether a part before or after a semicolon stands alone elsewhere: then texts hold several codes."""
    joined = [text for text in texts if ";" in text]
    return not _parts_of(joined).isdisjoint(texts)


def _parts_of(texts: Iterable[str]) -> set[str]:
    """Split texts that hold several codes, with a semicolon between."""
    return {part.strip() for text in texts for part in text.split(";")} - {""}


def _are_codes(texts: Sequence[str], n_rows: int) -> bool:
    """Whether different texts are few and short enough to be codes."""
    are_few = len(texts) <= min(_MOST_CODES, n_rows // _ROWS_PER_CODE)
    return are_few and max(map(len, texts)) <= _LONGEST_CODE


def _totals_in(seen: _Seen) -> tuple[str, ...]:
    """Return the texts by which rows call themselves totals."""
    return tuple(text for text in seen.texts if calls_itself_total(text))


def _words_in(seen: _Seen) -> tuple[str, ...]:
    """Return the texts of a column that are few and short enough to be codes of a published table; else none."""
    is_short = len(seen.texts) <= _MOST_CODES and seen.longest <= _LONGEST_CODE
    return tuple(sorted(seen.texts)) if is_short else ()


def _may_number_persons(kind: str, seen: _Seen) -> bool:
    """Whether whole numbers are long and hardly recur, as the numbers of persons do."""
    is_long = seen.longest >= _SHORTEST_NUMBER
    return kind == "integer" and is_long and 2 * len(seen.texts) > seen.filled


def _years_spanned(texts: Iterable[str]) -> int:
    """Return how many years lie between the first and the last of some dates."""
    years = [int(year) for text in texts for year in _YEAR.findall(text)[:1]]
    return max(years) - min(years) if years else 0


def _written(
    source: str,
    columns: Sequence[_Proposed],
    looked_at: _LookedAt,
    languages: Sequence[str],
) -> Proposal:
    """Write the form, with the questions above it, and the lists of codes."""
    n_rows, n_faulty = looked_at.n_rows, looked_at.n_faulty
    years = _years_as_columns(columns)
    if years:
        columns = _with_years_as_rows(columns, years)
    key = _key_of_counts(columns) if years else _proposed_key(columns)
    dates = _columns_of_period(columns)
    day = _day_of_period(dates)
    questions = [*_questions_on_columns(columns, key), *_questions_on_dates(dates, day)]
    questions += _questions_on_tables(columns, n_rows=n_rows, n_faulty=n_faulty)
    if years:
        questions.append(
            f"are {', '.join(years)} years? Each was read as a row of its own: [[wide]] in docs/forms.md"
        )
    questions.append("is a row a person, an event or a count (aggregate = true)?")
    ignored = _names_of_ignored(columns, key)
    ignored += [column.name for column in dates if column.name != day]
    parts = [
        f"# A proposal from {counted(n_rows, 'row')}. Correct it: docs/forms.md. Decide:",
        *(f"# - {question}" for question in questions),
        f"source = {_text(source)}",
        "version = 1",
        f'producer = "<{FILL_IN}: the organisation>"',
        f"title = {{ {_label(f'<{FILL_IN}: title>', languages)} }}",
        f"key = {_list(key)}",
        f"period_column = {_text(day)}",
        f"aggregate = {str(bool(years)).lower()}",
        f"ignore = {_list(ignored)}",
    ]
    lists = {}
    for column in columns:
        if column.name in ignored:
            continue
        parts += _lines_of_column(column, languages, is_key=column.name in key)
        if column.codes:
            name = _name_of_list(column.name)
            lists[name] = "".join(_list_lines(name, column.codes, languages))
    for year in years:
        parts += _lines_of_wide(year)
    return Proposal("\n".join(parts) + "\n", lists, tuple(questions))


def _columns_of_period(columns: Sequence[_Proposed]) -> list[_Proposed]:
    """Return the columns that may place a row in a year.

    These are days, where it is clear which; else days and times; where there are none, the only column of years.
    """
    days = [column for column in columns if column.kind == "date"]
    if _is_clear(days):
        return days
    dates = [column for column in columns if column.kind in _DATE_KINDS]
    if dates:
        return dates
    years = [column for column in columns if column.holds_years]
    return years if _is_clear(years) else []


def _is_clear(dates: Sequence[_Proposed]) -> bool:
    """Whether there is one column of dates, which spans too few years to be one of birth dates."""
    return len(dates) == 1 and dates[0].n_years <= _LONGEST_PERIOD


def _names_of_ignored(columns: Sequence[_Proposed], key: Sequence[str]) -> list[str]:
    """Return the columns without a meaning of their own, and those whose meaning a person must state."""
    return [
        column.name
        for column in columns
        if column.kind in ("empty", "total")
        or (column.kind == "text" and column.name not in key)
    ]


def _years_as_columns(columns: Sequence[_Proposed]) -> list[str]:
    """Return the columns of numbers that are named by a year, where there are several."""
    years = [column for column in columns if _NAMED_BY_YEAR.fullmatch(column.name)]
    are_numbers = all(column.kind in _NUMBERS for column in years)
    is_free = not {YEAR, COUNT} & {column.name for column in columns}
    are_different = len({_year_of(column.name) for column in years}) == len(years)
    if len(years) < _FEWEST_YEARS or not (are_numbers and is_free and are_different):
        return []
    return [column.name for column in years]


def _year_of(name: str) -> str:
    """Return the year by which a column is named, without the mark behind it; empty where it is named otherwise."""
    named = _NAMED_BY_YEAR.fullmatch(name)
    return named[1] if named else ""


def _with_years_as_rows(
    columns: Sequence[_Proposed], years: Sequence[str]
) -> list[_Proposed]:
    """Put a column of years and one of numbers in the place of columns named by years.

    Such a table counts: its words are codes, and a column that is called a total is ignored.
    """
    others = [_beside_years(column) for column in columns if column.name not in years]
    numbers = [int(_year_of(name)) for name in years]
    n_years = max(numbers) - min(numbers)
    year = _Proposed(YEAR, "integer", is_full=True, n_years=n_years, holds_years=True)
    count = _count_of([column for column in columns if column.name in years])
    return [*others, year, count]


def _beside_years(column: _Proposed) -> _Proposed:
    """Return a column of a table of counts that is not named by a year."""
    if column.kind == "text" and column.words:
        return replace(column, kind="code", codes=column.words, question="")
    if bare_word(column.name) in words_for_totals():
        return replace(column, kind="total")
    return column


def _count_of(columns: Sequence[_Proposed]) -> _Proposed:
    """Return the one column that holds the numbers of all columns named by a year, as each of them was read."""
    kinds = {column.kind for column in columns}
    lines = [line for column in columns for line in column.lines]
    sentinels = {mark for column in columns for mark in column.sentinels}
    return _Proposed(
        COUNT,
        "decimal" if "decimal" in kinds else "integer",
        with_repairs(lines, []),
        is_full=all(column.is_full for column in columns),
        sentinels=tuple(sorted(sentinels)),
    )


def _lines_of_wide(name: str) -> Iterator[str]:
    """Write that the numbers of a column named by a year are of that year."""
    yield ""
    yield "[[wide]]"
    yield f"column = {_text(name)}"
    yield f"value = {_text(COUNT)}"
    yield f"codes = {{ {YEAR} = {_text(_year_of(name))} }}"


def _proposed_key(columns: Sequence[_Proposed]) -> list[str]:
    """Return the first column of texts that is unique, if there is one.

    Whole numbers are often unique by chance, as counts are, so that a person must name them.
    """
    unique = [c.name for c in columns if c.kind == "text" and c.is_unique]
    return unique[:1]


def _key_of_counts(columns: Sequence[_Proposed]) -> list[str]:
    """Return the columns that tell the rows of a table of counts apart: its codes and its years."""
    return [column.name for column in columns if column.codes or column.name == YEAR]


def _questions_on_columns(
    columns: Sequence[_Proposed], key: Sequence[str]
) -> Iterator[str]:
    for column in columns:
        if column.question and column.name not in key:
            yield f"column {column.name}: {column.question}"
    unique = [column.name for column in columns if column.is_unique]
    if len(key) == 1:
        yield f"is {key[0]} the key, or is it unique here by chance, as a name may be?"
    elif unique and not key:
        yield (
            f"is {' or '.join(unique)} the key, or unique here by chance, as a count may be? A key is named in `key`,"
            " and has the role key"
        )
    elif not key:
        yield "no column is unique: which columns together are the key, if any?"
    coded = [column.name for column in columns if column.codes]
    if coded:
        yield f"are these codes, and not names of persons: {', '.join(coded)}? Delete a list of names at once"


def _questions_on_tables(
    columns: Sequence[_Proposed], *, n_rows: int, n_faulty: int
) -> Iterator[str]:
    """Ask what could be meant otherwise: signs in numbers, totals, years as columns, notes below the table."""
    yield from (column.doubt for column in columns if column.doubt)
    yield from _questions_on_numbers(columns, n_rows=n_rows)
    for column in columns:
        if column.totals:
            yield (
                f"is a row with {' or '.join(column.totals)} in {column.name} a total of others? Then: totals ="
                f" {_list(column.totals)}"
            )
    sums = [column.name for column in columns if column.kind == "total"]
    for words, names in (
        ("are totals of others, so that they are ignored", sums),
        ("hold nothing, so that they are ignored", _empty(columns)),
        (
            "hold the same in every row: does it tell anything, or are they ignored",
            _constant(columns, n_rows),
        ),
    ):
        if names:
            yield f"these columns {words}: {', '.join(names)}"
    years = [
        column.name
        for column in columns
        if _year_of(column.name) and column.kind in _NUMBERS
    ]
    if len(years) > 1:
        yield (
            f"are {', '.join(years)} years? Then each row holds several, and the form says so: [[wide]] in"
            " docs/forms.md"
        )
    if len(columns) == 1:
        yield "has the file one column, or is the sign between its fields another (--delimiter)?"
    merged = [
        column.name for column in takewhile(lambda c: c.may_be_merged, columns[:-1])
    ]
    if merged:
        yield (
            f"do empty cells of {', '.join(merged)} mean what stands above them, as merged cells do? Then the table is"
            " filled in before it is delivered: an empty cell is read as not known"
        )
    if n_faulty:
        yield (
            f"do notes stand below the table? {counted(n_faulty, 'row has', 'rows have')} more or fewer cells than the"
            " header, or one cell, which quarantine takes. Notes that stand there every year are passed over as totals"
            f" are: add the text of each to totals of {columns[0].name}"
        )


def _questions_on_numbers(
    columns: Sequence[_Proposed], *, n_rows: int
) -> Iterator[str]:
    """Ask about whole numbers that recur as codes do, and about texts among numbers."""
    coded = [
        column.name
        for column in columns
        if column.kind == "integer"
        and not column.holds_years
        and 1 < column.n_texts <= min(_MOST_WHOLE_NUMBERS, n_rows // _ROWS_PER_CODE)
    ]
    if coded:
        yield (
            f'are these numbers, or codes (kind = "code", and a list): {", ".join(coded)}?'
        )
    marked = [
        column.name
        for column in columns
        if column.kind in _NUMBERS and column.sentinels
    ]
    unsplit = [c.name for c in columns if c.kind == "code" and _joins(c.codes)]
    if unsplit:
        yield (
            f"do texts with a semicolon hold several codes (kind = 'codes', each in the list): {', '.join(unsplit)}?"
        )
    if marked:
        yield (
            f"do the sentinels of {', '.join(marked)} stand for no number? None of them is counted, and none is read"
            " as zero"
        )


def _joins(codes: Sequence[str]) -> bool:
    """Whether any code has a semicolon, the sign between several codes in one text."""
    return any(";" in code for code in codes)


def _empty(columns: Sequence[_Proposed]) -> list[str]:
    """Return the names of columns that hold nothing."""
    return [c.name for c in columns if c.kind == "empty" and c.name.strip()]


def _constant(columns: Sequence[_Proposed], n_rows: int) -> list[str]:
    """Return the names of columns that hold the same text in every row."""
    return [
        column.name
        for column in columns
        if column.is_full and column.n_texts == 1 and n_rows > 1
    ]


def _lines_of_column(
    column: _Proposed, languages: Sequence[str], *, is_key: bool
) -> Iterator[str]:
    """Write the table of a column in the form, with a blank line above it."""
    yield ""
    yield "[[column]]"
    yield f"name = {_text(column.name)}"
    yield f'kind = "{column.kind}"'
    yield f'role = "{"key" if is_key else "payload"}"'
    yield f"title = {{ {_label(column.name, languages)} }}"
    if column.is_full:
        yield "required = true"
    yield from column.lines
    if column.sentinels:
        yield f"sentinels = {_list(column.sentinels)}"
    if column.codes:
        yield f"codes = {_text(_name_of_list(column.name))}"


def _day_of_period(dates: Sequence[_Proposed]) -> str:
    """Return the column that places a row in a year: the only date, unless it may be a birth date."""
    if not dates:
        return ""
    if _is_clear(dates):
        return dates[0].name
    return f"<{FILL_IN}: the day that places a row in a year>"


def _questions_on_dates(dates: Sequence[_Proposed], day: str) -> Iterator[str]:
    if not dates:
        yield (
            "does the period of the letter place a row in a year? A column with years does, where period_column names"
            " it"
        )
        return
    if len(dates) == 1 and day == dates[0].name:
        yield f"does {day} place a row in a year?"
        return
    names = ", ".join(column.name for column in dates)
    yield (
        f"which of the dates {names} places a row in a year (then it is payload), which is a birth date"
        ' (links_as = "birth_date"), which is never to be stored?'
    )


def _list_lines(
    name: str, codes: Sequence[str], languages: Sequence[str]
) -> Iterator[str]:
    yield f"name = {_text(name)}\n"
    for code in codes:
        yield f"\n[[code]]\ncode = {_text(code)}\n"
        for language in languages:
            yield f"{language} = {_text(code)}\n"


def _label(words: str, languages: Sequence[str]) -> str:
    """Write the same words in each language, as the inside of a table."""
    return ", ".join(f"{language} = {_text(words)}" for language in languages)


def _name_of_list(column: str) -> str:
    return re.sub(r"\W+", "_", column.casefold()).strip("_") or "list"


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _text(text: str) -> str:
    """Write a text for TOML."""
    signs = []
    for sign in text:
        if sign in '"\\':
            signs.append("\\" + sign)
        elif sign.isprintable():
            signs.append(sign)
        else:
            signs.append(f"\\u{ord(sign):04x}" if ord(sign) < 65536 else "?")
    return f'"{"".join(signs)}"'
