"""Proposes a form for a file: a first draft that a person corrects, and never uses as it is."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from zicht.sources.guessing import guess_kind
from zicht.sources.headers import FirstRows
from zicht.sources.letters import FILL_IN
from zicht.sources.opening import opened, printable
from zicht.sources.rows import open_rows
from zicht.vocabulary.deliveries import Layout
from zicht.vocabulary.errors import DeliveryError

_LOOKED_AT = 20_000
"""Rows that a proposal looks at."""
_MOST_CODES = 60
"""Different texts up to which a column may hold codes."""
_ROWS_PER_CODE = 10
"""Rows for each different text, on average, from which texts are codes. Names recur too, but less often."""
_LONGEST_CODE = 60
_YEAR = re.compile(r"(?:18|19|20|21|22)\d\d")
_NUMBERS = ("integer", "decimal")
_DATE_KINDS = ("date", "timestamp")
_LONGEST_PERIOD = 20
"""Years that dates of events span at most; dates that span more may be birth dates."""
_SHORTEST_NUMBER = 7
"""Signs from which on a whole number that hardly recurs may be the number of a person."""
_MISSING = ("-99", "-9", "999", ".", "NA", "N/A", "null", "NULL", "-", "z", "..")
"""Texts that tables often hold where there is no value."""
_TOTALS = frozenset(
    {
        "total",
        "totals",
        "totaal",
        "totale",
        "insgesamt",
        "gesamt",
        "ensemble",
        "all",
        "alle",
        "sum",
    }
)
"""Words by which a row calls itself a total of others, in small letters."""


@dataclass
class _Seen:
    """What was seen of one column."""

    texts: Counter[str] = field(default_factory=Counter)
    filled: int = 0
    is_repeated: bool = False
    longest: int = 0
    has_many: bool = False

    def add(self, text: str) -> None:
        """Count one text; which texts there are is forgotten when they are too many for codes."""
        if not text:
            return
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
            header = table.header
            seen = [_Seen() for _ in header]
            n_rows, n_faulty = 0, 0
            first = FirstRows(header, layout.header_row)
            for row in table.rows:
                first.add(row)
                if row.fault:
                    n_faulty += 1
                    continue
                n_rows += 1
                for column, text in zip(seen, row.fields, strict=True):
                    column.add(text.strip())
                if n_rows == _LOOKED_AT:
                    break
            n_unreadable = table.unreadable
    except DeliveryError as error:
        raise DeliveryError(
            f"{printable(file.name)} cannot be read: {error.what}.", now=error.now
        ) from None
    _refuse_other_encoding(file, n_unreadable)
    _refuse_other_header(file, first)
    _refuse_unusable(file, header, n_rows=n_rows, n_faulty=n_faulty)
    columns = [
        replace(_proposed(name, column, n_rows), total=_total_in(column))
        for name, column in zip(header, seen, strict=True)
    ]
    return _written(source, columns, (n_rows, n_faulty), languages)


def _refuse_other_encoding(file: Path, n_unreadable: int) -> None:
    if n_unreadable:
        raise DeliveryError(
            f"No form can be proposed for {printable(file.name)}: {n_unreadable} lines hold bytes that are not text in"
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


def _refuse_unusable(
    file: Path, header: Sequence[str], *, n_rows: int, n_faulty: int
) -> None:
    """Refuse a table of which no form can be made: a form knows each column by a name of its own, and its texts."""
    names = [name.strip() for name in header]
    unnamed = [number for number, name in enumerate(names, start=1) if not name]
    repeated = [name for name, n in Counter(names).items() if name and n > 1]
    if not any(names):
        problem = "it has no row with names of columns"
    elif unnamed:
        problem = f"column {', '.join(map(str, unnamed))} has no name"
    elif repeated:
        problem = f"several columns are called {', '.join(map(printable, repeated))}"
    elif n_faulty and not n_rows:
        problem = f"none of its {n_faulty} rows has as many cells as its header"
    elif not n_rows:
        problem = "it has no rows below its header"
    else:
        return
    raise DeliveryError(
        f"No form can be proposed for {printable(file.name)}: {problem}.",
        now="Give every column a name of its own; --header-row says which row holds the names.",
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
    total: str = ""


def _proposed(name: str, seen: _Seen, n_rows: int) -> _Proposed:
    is_full = seen.filled == n_rows > 0
    is_unique = is_full and not seen.is_repeated
    sentinels = tuple(text for text in _MISSING if text in seen.texts)
    texts = [text for text in seen.texts if text not in sentinels]
    guess = guess_kind(name, texts)
    kind, lines = guess.kind, guess.lines
    if sentinels:
        lines = (*lines, f"sentinels = {_list(sentinels)}")
    if kind in _DATE_KINDS:
        n_years = _years_spanned(texts)
        return _Proposed(
            *(name, kind, lines, (), is_unique, is_full),
            n_years=n_years,
            doubt=guess.question,
        )
    if kind and not _may_number_persons(kind, seen):
        return _Proposed(
            name, kind, lines, (), is_unique, is_full, doubt=guess.question
        )
    is_coded = (
        len(texts) <= min(_MOST_CODES, n_rows // _ROWS_PER_CODE)
        and seen.longest <= _LONGEST_CODE
    )
    if is_coded:
        return _Proposed(name, "code", lines, tuple(sorted(texts)), is_unique, is_full)
    question = "is it a key, a link field (then say which: links_as), a code (write its list), or never to be stored?"
    shown_lines = () if kind else lines
    return _Proposed(name, "text", shown_lines, (), is_unique, is_full, question)


def _total_in(seen: _Seen) -> str:
    """Return a text by which a row calls itself a total; empty where there is none."""
    return next((text for text in seen.texts if text.casefold() in _TOTALS), "")


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
    counts: tuple[int, int],
    languages: Sequence[str],
) -> Proposal:
    n_rows, n_faulty = counts
    key = _proposed_key(columns)
    dates = [column for column in columns if column.kind == "date"]
    if not dates:
        dates = [column for column in columns if column.kind == "timestamp"]
    day = _day_of_period(dates)
    questions = [*_questions_on_columns(columns, key), *_questions_on_dates(dates, day)]
    questions += _questions_on_tables(columns, n_faulty)
    questions.append("is a row a person, an event or a count (aggregate = true)?")
    undecided = [c.name for c in columns if c.kind == "text" and c.name != key]
    undecided += [column.name for column in dates if column.name != day]
    parts = [
        f"# A proposal from {n_rows} rows. Correct it: docs/forms.md. Decide:",
        *(f"# - {question}" for question in questions),
        f"source = {_text(source)}",
        "version = 1",
        f'producer = "<{FILL_IN}: the organisation>"',
        f"title = {{ {_label(f'<{FILL_IN}: title>', languages)} }}",
        f"key = {_list([key] if key else [])}",
        f"period_column = {_text(day)}",
        "aggregate = false",
        f"ignore = {_list(undecided)}",
    ]
    lists = {}
    for column in columns:
        if column.name in undecided:
            continue
        parts += _lines_of_column(column, languages, is_key=column.name == key)
        if column.kind == "code":
            name = _name_of_list(column.name)
            lists[name] = "".join(_list_lines(name, column.codes, languages))
    return Proposal("\n".join(parts) + "\n", lists, tuple(questions))


def _proposed_key(columns: Sequence[_Proposed]) -> str:
    """Return the first column of texts that is unique; empty where there is none.

    Whole numbers are often unique by chance, as counts are, so that a person must name them.
    """
    for column in columns:
        if column.kind == "text" and column.is_unique:
            return column.name
    return ""


def _questions_on_columns(columns: Sequence[_Proposed], key: str) -> Iterator[str]:
    for column in columns:
        if column.question and column.name != key:
            yield f"column {column.name}: {column.question}"
    unique = [column.name for column in columns if column.is_unique]
    if key:
        yield f"is {key} the key, or is it unique here by chance, as a name may be?"
    elif unique:
        yield (
            f"is {' or '.join(unique)} the key, or unique here by chance, as a count may be? A key is named in `key`,"
            " and has the role key"
        )
    else:
        yield "no column is unique: which columns together are the key, if any?"
    coded = [column.name for column in columns if column.kind == "code"]
    if coded:
        yield f"are these codes, and not names of persons: {', '.join(coded)}? Delete a list of names at once"


def _questions_on_tables(columns: Sequence[_Proposed], n_faulty: int) -> Iterator[str]:
    """Ask what could be meant otherwise: signs in numbers, totals, years as columns, notes below the table."""
    yield from (column.doubt for column in columns if column.doubt)
    for column in columns:
        if column.total:
            yield (
                f"is a row with {column.total} in {column.name} a total of others? Then: totals ="
                f" [{_text(column.total)}]"
            )
    years = [
        column.name
        for column in columns
        if _YEAR.fullmatch(column.name) and column.kind in _NUMBERS
    ]
    if len(years) > 1:
        yield (
            f"are {', '.join(years)} years? Then each row holds several, and the form says so: [[wide]] in"
            " docs/forms.md"
        )
    if n_faulty:
        yield (
            f"are {n_faulty} rows with more or fewer cells than the header notes below the table? They go to quarantine"
        )


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
    if column.kind == "code":
        yield f"codes = {_text(_name_of_list(column.name))}"


def _day_of_period(dates: Sequence[_Proposed]) -> str:
    """Return the column that places a row in a year: the only date, unless it may be a birth date."""
    if not dates:
        return ""
    if len(dates) == 1 and dates[0].n_years <= _LONGEST_PERIOD:
        return dates[0].name
    return f"<{FILL_IN}: the day that places a row in a year>"


def _questions_on_dates(dates: Sequence[_Proposed], day: str) -> Iterator[str]:
    if not dates:
        yield "does the period of the letter place a row in a year?"
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
