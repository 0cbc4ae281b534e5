"""Rows of a project's plain files, each of which knows its file and line, so that an error can say where."""

import csv
import difflib
import io
import re
import tomllib
from collections.abc import (
    Callable,
    Collection,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from zicht.project import hidden_signs
from zicht.sources.opening import opened
from zicht.sources.reasons import QUOTES
from zicht.sources.rows import FileRow, open_rows
from zicht.vocabulary.deliveries import Layout
from zicht.vocabulary.errors import DeliveryError, ProjectError
from zicht.vocabulary.former_names import advice_on
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.plain import is_whole_number
from zicht.vocabulary.text import Text, is_language

_HEADER = re.compile(r"""\[(\[)?\s*["']?([\w.-]+)["']?\s*\]""")
_KEY = re.compile(r"([\w-]+)\s*=")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_AT_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)")
_PLACE = re.compile(r"\S+:\d+: ")
"""Beginning of a mistake that names file and line."""
LARGEST_NUMBER = 10**15
"""Size of the largest number that a file of a project may hold: a thousand million million."""
Item = TypeVar("Item")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Row:
    """One table of a TOML file, or one row of a CSV file.

    Parameters
    ----------
    file : as an editor knows it, relative to the project
    line : of its header
    values : key to value
    lines : key to line
    """

    file: str
    line: int
    values: Mapping[str, object]
    lines: Mapping[str, int] = field(default_factory=dict)

    def at(self, key: str = "") -> str:
        """File and line of a key; only the file where the line is not known."""
        line = self.lines.get(key, self.line)
        return f"{self.file}:{line}" if line else self.file

    def wrong(self, key: str, what: str, now: str = "") -> ProjectError:
        """Error at a key."""
        return ProjectError(f"{self.at(key)}: {what}", now=now)

    def only(self, known: str) -> "Row":
        """Refuse keys that nobody reads, as they are mistakes in spelling; `known` names keys between spaces."""
        keys = known.split()
        for key in self.values:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                known_keys = f"Known are {', '.join(keys) or 'none'}."
                raise self.wrong(
                    key,
                    f"{key!r} is not a known key.",
                    f"Did you mean {near[0]!r}?" if near else known_keys,
                )
        return self

    def has(self, key: str) -> bool:
        """Whether the key is there and not empty."""
        return self.values.get(key) not in (None, "", [], {})

    def text(self, key: str, default: str | None = None) -> str:
        """One line of words; required where there is no default."""
        value = self.values.get(key, default)
        if value is None or (default is None and not str(value).strip()):
            raise self.wrong(key, f"{key!r} is missing.", f"Write {key} = ...")
        if isinstance(value, Mapping | list):
            raise self.wrong(key, f"{key!r} must be one text.", f'Write {key} = "...".')
        return str(value).strip()

    def slug(self, key: str) -> str:
        """Word that can be a part of an address."""
        word = self.text(key)
        if not is_slug(word):
            raise self.wrong(
                key,
                f"{word!r} is not a valid {key}.",
                "Use small letters, digits and single hyphens.",
            )
        return word

    def one_of(
        self, key: str, known: Collection[str], default: str | None = None
    ) -> str:
        """Text that must be one of some words."""
        word = self.text(key, default)
        if word not in known:
            raise self.wrong(
                key, f"{key!r} is {word!r}, which is not known.", hint(word, known)
            )
        return word

    def number(self, key: str) -> Decimal:
        """Read a number, exactly as written."""
        value = self.values.get(key)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise self.wrong(
                key,
                f"{key!r} must be a number.",
                "Write digits with a point: 25.6; no thousands mark.",
            )
        number = Decimal(value)
        if not number.is_finite() or abs(number) > LARGEST_NUMBER:
            raise self.wrong(
                key,
                f"{key!r} is not a number that a page can print.",
                f"Write one between {-LARGEST_NUMBER:,} and {LARGEST_NUMBER:,}.",
            )
        return number

    def between(self, key: str, least: float, most: float) -> float:
        """Read a number that lies within bounds, these included."""
        number = float(self.number(key))
        if not least <= number <= most:
            raise self.wrong(
                key,
                f"{key!r} must be a number from {least:g} to {most:g}.",
                f"Write {key} = {most:g} or less.",
            )
        return number

    def whole(self, key: str, least: int, most: int, default: int | None = None) -> int:
        """Read a whole number of TOML that lies within bounds; required where there is no default."""
        value = self.values.get(key, default)
        if not is_whole_number(value) or not least <= value <= most:
            raise self.wrong(
                key,
                f"{key!r} must be a whole number from {least} to {most:,}.",
                f"Write {key} = {least if default is None else default}.",
            )
        return value

    def whole_number(self, key: str) -> int:
        """Read a whole number from 0, of a table whose cells are text."""
        text = self.text(key)
        if not text.isdecimal():
            raise self.wrong(key, f"{key!r} must be a whole number.", "Write digits.")
        return int(text)

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """Read true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.wrong(
                key, f"{key!r} must be true or false.", f"Write {key} = true."
            )
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts, or in CSV texts separated by a semicolon; empty when it is not there."""
        value = self.values.get(key, [])
        if isinstance(value, str):
            value = [part.strip() for part in value.split(";") if part.strip()]
        if not isinstance(value, list) or not all(
            isinstance(part, str) for part in value
        ):
            raise self.wrong(
                key, f"{key!r} must be a list of texts.", f'Write {key} = ["..."].'
            )
        return tuple(value)

    def words(self, key: str) -> Text:
        """Read words by language: `{nl = "...", en = "..."}`, or in CSV the columns `key_nl`, `key_en` and so on."""
        value = self.values.get(key)
        if value is None:
            value = self._columns_of_words(key) or None
        if not isinstance(value, Mapping):
            raise self.wrong(
                key,
                f"{key!r} is missing.",
                f'Write {key} = {{ nl = "...", en = "..." }}.',
            )
        return Text.from_table(value, where=self.at(key))

    def maybe_words(self, key: str) -> Text | None:
        """Words by language, or None where there are none."""
        columns = self._columns_of_words(key)
        return self.words(key) if self.has(key) or any(columns.values()) else None

    def _columns_of_words(self, key: str) -> dict[str, object]:
        """Return the cells of the columns that hold words in some language."""
        names = {name: name.removeprefix(f"{key}_") for name in self.values}
        return {
            language: self.values[name]
            for name, language in names.items()
            if language != name and is_language(language)
        }

    def pairs(self, key: str) -> dict[str, str]:
        """Read a table of texts; empty when it is not there."""
        value = self.values.get(key, {})
        if not isinstance(value, Mapping):
            raise self.wrong(key, f"{key!r} must be a table: {{ DIMENSION = 'CODE' }}.")
        return {str(name): str(code) for name, code in value.items()}

    def rows(self, key: str) -> tuple["Row", ...]:
        """Read a list of tables inside this one."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(
            isinstance(part, Mapping | Row) for part in value
        ):
            raise self.wrong(
                key, f"{key!r} must be a list of tables.", f"Write [[{key}]]."
            )
        line = self.lines.get(key, self.line)
        return tuple(
            part if isinstance(part, Row) else Row(self.file, line, part)
            for part in value
        )


@dataclass(frozen=True)
class Sheet:
    """A TOML file: its own keys, and its lists of tables by name."""

    top: Row
    tables: Mapping[str, tuple[Row, ...]]

    def rows(self, name: str) -> tuple[Row, ...]:
        """Tables of one name, in the order of the file."""
        return self.tables.get(name, ())

    def only_tables(self) -> "Sheet":
        """Refuse keys outside the tables: nobody reads them."""
        self.top.only("")
        return self


def read_words(path: Path, root: Path) -> str:
    """Read a text file of a project; the mark that spreadsheet programs put at its beginning is left out.

    Raises
    ------
    ProjectError : it is no file that may be read, not written in UTF-8, or holds signs that no reader sees; names
        file and line
    """
    words = _decoded(path, root)
    _refuse_hidden_signs(words, path, root)
    return words


def _decoded(path: Path, root: Path) -> str:
    try:
        content = path.read_bytes()
    except (IsADirectoryError, PermissionError) as error:
        raise ProjectError(
            f"{_name(path, root)} cannot be read: {error.strerror}.",
            now="Put a file there that you may read.",
        ) from None
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ProjectError(
            f"{_name(path, root)}:{line}: this is not written in UTF-8.",
            now="Save it as UTF-8.",
        ) from None


def _refuse_hidden_signs(words: str, path: Path, root: Path) -> None:
    mistakes = list(hidden_signs.in_words(words, _name(path, root)))
    if mistakes:
        raise together(mistakes)


def read_sheet(path: Path, root: Path, *, known: Collection[str]) -> Sheet:
    """Read a TOML file.

    Parameters
    ----------
    path, root : the file, and the folder of the project to which names in errors are relative
    known : names of its lists of tables; others are refused

    Raises
    ------
    ProjectError : the file is no TOML, or holds tables nobody reads; names file and line
    """
    return sheet_of(read_words(path, root), _name(path, root), known=known)


def sheet_of(
    words: str, name: str, *, known: Collection[str], first_line: int = 1
) -> Sheet:
    """Read TOML from text; `first_line` is the line of the file on which it starts."""
    # Numbers keep the digits that were written: a cited value is shown as printed (ADR
    # 0061).
    content = parsed_toml(words, name, first_line=first_line, parse_float=Decimal)
    heads = lines_of_tables(words, first_line)
    line_of_key = heads[""][0][1]
    tables: dict[str, tuple[Row, ...]] = {}
    top: dict[str, object] = {}
    for key, value in content.items():
        places = heads.get(key, [])
        # The line of a table that is written inline, or with points, is that of its key.
        line = line_of_key.get(key, first_line)
        if key in known:
            tables[key] = _rows_of_table(name, key, value, places, line)
        elif places:
            raise ProjectError(
                f"{name}:{places[0][0]}: [[{key}]] is not a known table.",
                now=f"Known here are {', '.join(sorted(known)) or 'none'}.",
            )
        else:
            top[key] = value
    return Sheet(Row(name, first_line, top, line_of_key), tables)


def _rows_of_table(
    file: str,
    key: str,
    value: object,
    places: Sequence[tuple[int, dict[str, int]]],
    line: int,
) -> tuple[Row, ...]:
    """Return the tables of one name, in whatever way of TOML they are written.

    Parameters
    ----------
    places : line of each header, with the lines of the keys under it
    line : of a table without a header

    Raises
    ------
    ProjectError : the value is neither a table nor a list of tables
    """
    values = value if isinstance(value, list) else [value]
    if isinstance(value, Mapping):
        places = places[:1]
    if len(places) != len(values):
        places = [(line, {})] * len(values)
    rows = []
    for (line_of_table, lines), table in zip(places, values, strict=True):
        if not isinstance(table, Mapping):
            raise ProjectError(
                f"{file}:{line_of_table}: {key!r} must be a table, or a list of tables.",
                now=f"Write [{key}], or [[{key}]] where there may be several.",
            )
        rows.append(Row(file, line_of_table, table, lines))
    return tuple(rows)


def parsed_toml(
    words: str,
    name: str,
    *,
    first_line: int = 1,
    parse_float: Callable[[str], object] = float,
) -> dict[str, Any]:
    """Parse TOML from text; `name` and `first_line` say where it stands.

    Raises
    ------
    ProjectError : it is no TOML; names file and line
    """
    try:
        # A copy: who reads a table may take keys out of it.
        parsed = deepcopy(_toml_of(words, parse_float))
    except tomllib.TOMLDecodeError as error:
        at = _AT_LINE.search(str(error))
        last = max(words.count("\n"), 1)
        line = (int(at[1]) if at else last) + first_line - 1
        raise ProjectError(
            f"{name}:{line}: this is no TOML: {_AT_LINE.sub('', str(error))}.",
            now="Correct this line, or the one above it; texts stand between quotes.",
        ) from error
    mistakes = list(hidden_signs.in_values(parsed, words, name, first_line))
    if mistakes:
        raise together(mistakes)
    return parsed


@lru_cache(maxsize=512)
def _toml_of(words: str, parse_float: Callable[[str], object]) -> dict[str, Any]:
    # Several rooms read the same files of a pack, and each reads them again.
    return tomllib.loads(words, parse_float=parse_float)


def lines_of_tables(
    words: str, first_line: int = 1
) -> dict[str, list[tuple[int, dict[str, int]]]]:
    """Return the line of each table header, by its first name, with the lines of the keys under it."""
    # Python's reader of TOML does not tell lines, and every mistake names its own (ADR
    # 0060).
    top: _TableLines = (first_line, {})
    tables: dict[str, list[_TableLines]] = {"": [top]}
    current = top
    for line, text in _lines_outside_texts(words, first_line):
        header = _HEADER.match(text)
        key = _KEY.match(text)
        if header:
            name, _, key_below = header[2].partition(".")
            current = _table_of_header(tables.setdefault(name, []), line, key_below)
        elif key:
            current[1].setdefault(key[1], line)
    return tables


_TableLines = tuple[int, dict[str, int]]
"""Line of the header of a table, and the lines of the keys under it."""


def _table_of_header(
    of_name: list[_TableLines], line: int, key_below: str
) -> _TableLines:
    """Return the table that a header opens; `[name.key]` is a key of the last table called `name`."""
    if not key_below or not of_name:
        of_name.append((line, {}))
    table = of_name[-1]
    if key_below:
        table[1].setdefault(key_below, line)
    return table


def _lines_outside_texts(words: str, first_line: int) -> Iterator[tuple[int, str]]:
    """Yield the lines of a TOML file, with their numbers, that are not remarks and do not begin inside a long text."""
    # A line of a text between triple quotes may look like a header or a key.
    open_quotes = ""
    for line, raw in enumerate(words.splitlines(), start=first_line):
        text = raw.strip()
        if not open_quotes:
            if text.startswith("#"):
                continue
            yield line, text
        for quotes in ('"""', "'''"):
            if open_quotes in ("", quotes) and text.count(quotes) % 2:
                open_quotes = "" if open_quotes else quotes


def read_grid(path: Path, root: Path, *, columns: Collection[str]) -> tuple[Row, ...]:
    """Read a CSV file with exactly the given columns, in any order.

    Raises
    ------
    ProjectError : columns are missing or too many, or a row has another number of cells; names file and line
    """
    return _read_csv(path, root, columns=columns)


def read_table(path: Path, root: Path, *, columns: Collection[str]) -> tuple[Row, ...]:
    """Read a CSV file with at least the given columns by the reader of deliveries; lines from # on are remarks.

    Raises
    ------
    ProjectError : it is no table, a column is missing, or a row has another number of cells; names file and line
    """
    name = _name(path, root)
    words = _decoded(path, root)
    n_remarks = _count_remarks_above(words)
    layout = Layout(delimiter=",", header_row=n_remarks + 1)
    try:
        with (
            opened(path) as file,
            open_rows(file, path.name, layout=layout, expected=[*columns]) as table,
        ):
            header = table.header
            where = f"{name}:{n_remarks + 1}"
            _refuse_wrong_header(header, columns, where, allows_more=True)
            file_rows = [row for row in table.rows if not _is_remark(row)]
    except DeliveryError as error:
        what = error.what.rstrip(".")
        raise ProjectError(f"{name}:1: {what}.", now=error.now) from None
    rows: list[Row] = []
    mistakes: list[ProjectError] = []
    for file_row in file_rows:
        row = Row(name, file_row.line, dict(zip(header, file_row.fields, strict=False)))
        rows.append(row)
        mistakes += _mistakes_of_file_row(row, file_row, header)
    if table.unreadable:
        what = f"{name}:1: {counted(table.unreadable, 'line holds', 'lines hold')} bytes that are not text."
        mistakes.append(ProjectError(what, now="Save it as UTF-8."))
    if mistakes:
        raise together(mistakes)
    # The reader of deliveries tells a damaged file by what damaged it, so that comes first.
    _refuse_hidden_signs(words, path, root)
    return tuple(rows)


def _count_remarks_above(words: str) -> int:
    """Count the lines from # on that stand above the header."""
    n_remarks = 0
    for line in words.split("\n"):
        if not line.startswith("#"):
            break
        n_remarks += 1
    return n_remarks


def _is_remark(row: FileRow) -> bool:
    """Whether a row is a remark: it begins with #, whatever follows."""
    return (row.text or "".join(row.fields[:1])).startswith("#")


def _mistakes_of_file_row(
    row: Row, file_row: FileRow, header: Sequence[str]
) -> Iterator[ProjectError]:
    if file_row.fault == QUOTES:
        yield _wrong_quotes(row.at())
    elif file_row.fault:
        cells = next(csv.reader(file_row.text.splitlines(keepends=True)))
        yield from _mistakes_of_cells(row, cells, header)
    elif file_row.spans > 1:
        yield from _mistakes_of_cells(row, [*file_row.fields[:-1], "\n"], header)


def _wrong_quotes(where: str) -> ProjectError:
    return ProjectError(
        f"{where}: a quotation mark is opened or closed in the wrong place.",
        now='Put a text between two marks, and write a mark inside it twice: "".',
    )


def _read_csv(path: Path, root: Path, *, columns: Collection[str]) -> tuple[Row, ...]:
    name = _name(path, root)
    text = read_words(path, root)
    reader = csv.reader(io.StringIO(text), strict=True)
    rows: list[Row] = []
    mistakes: list[ProjectError] = []
    header: list[str] | None = None
    # A row may run over several lines, so each starts behind the last line of the one before.
    start = 1
    try:
        for cells in reader:
            line, start = start, 1 + reader.line_num
            if header is None:
                header = cells
                _refuse_wrong_header(
                    header, columns, f"{name}:{line}", allows_more=False
                )
            elif cells:
                row = Row(name, line, dict(zip(header, cells, strict=False)))
                mistakes += _mistakes_of_cells(row, cells, header)
                rows.append(row)
    except csv.Error as error:
        mistakes.append(_wrong_quotes(f"{name}:{start}"))
        raise together(mistakes) from error
    if header is None:
        _refuse_wrong_header([], columns, f"{name}:1", allows_more=False)
    if mistakes:
        raise together(mistakes)
    return tuple(rows)


def _mistakes_of_cells(
    row: Row, cells: Sequence[str], header: Sequence[str]
) -> Iterator[ProjectError]:
    if len(cells) != len(header):
        yield ProjectError(
            f"{row.at()}: {counted(len(cells), 'cell')} instead of {len(header)}.",
            now="Put texts with a comma between double quotes.",
        )
    # Two stray quotation marks make one cell of all rows between them.
    if any("\n" in cell for cell in cells):
        yield ProjectError(
            f"{row.at()}: a cell runs over several lines.",
            now="Close the quotation mark, or write the text on one line.",
        )


def _without_language(column: str) -> str:
    """Name a column of words by its key: `title_nl` and `title_fi` are both words of `title`."""
    key, _, ending = column.rpartition("_")
    return f"{key}_*" if key and is_language(ending) and len(ending) == 2 else column


def _refuse_wrong_header(
    header: Sequence[str], columns: Collection[str], where: str, *, allows_more: bool
) -> None:
    expected, found = (
        set(map(_without_language, columns)),
        set(map(_without_language, header)),
    )
    missing = sorted(expected - found)
    strays = [] if allows_more else sorted(found - expected)
    if not missing and not strays:
        return
    if len(header) == 1 and set(header[0].split(";")) & set(columns):
        raise ProjectError(
            f"{where}: its columns are separated by semicolons.",
            now="Save it as CSV with commas, in UTF-8.",
        )
    raise ProjectError(
        f"{where}: columns missing: {', '.join(missing) or 'none'}; not known: {', '.join(strays) or 'none'}.",
        now=f"The columns are {', '.join(columns)}.",
    )


def each(items: Iterable[Item], make: Callable[[Item], Made]) -> tuple[Made, ...]:
    """Make something of every row or file, and report all mistakes together."""
    made = []
    mistakes = []
    for item in items:
        try:
            made.append(make(item))
        except ProjectError as error:
            mistakes.append(error)
    if mistakes:
        raise together(mistakes)
    return tuple(made)


def together(mistakes: Sequence[ProjectError]) -> ProjectError:
    """Make one error of several, with a line for each mistake; a mistake that stands twice is reported once."""
    if len(mistakes) == 1:
        return mistakes[0]
    lines = dict.fromkeys(line for mistake in mistakes for line in _lines(mistake))
    return ProjectError(f"{len(lines)} mistakes in this project.", details=list(lines))


def _lines(mistake: ProjectError) -> list[str]:
    """Return the mistakes that an error reports, each in one line with what to do."""
    if not mistake.details:
        return [" ".join(filter(None, (mistake.what, mistake.now)))]
    if _PLACE.match(mistake.what):
        return [" ".join(filter(None, (mistake.what, *mistake.details, mistake.now)))]
    return list(mistake.details)


@contextmanager
def placed_at(row: Row, key: str = "") -> Iterator[None]:
    """Add file and line of a row to mistakes that are found inside, where they name none yet."""
    try:
        yield
    except ProjectError as error:
        if _PLACE.match(error.what):
            raise
        raise ProjectError(
            f"{row.at(key)}: {error.what}", now=error.now, details=error.details
        ) from None


def refuse_doubles(rows: Iterable[Row], key: str = "id") -> None:
    """Refuse two rows with one identity, wherever they stand."""
    first: dict[str, str] = {}
    for row in rows:
        word = row.text(key)
        if word in first:
            raise row.wrong(
                key,
                f"{key} {word!r} stands at {first[word]} too.",
                "Give each its own; never reuse one.",
            )
        first[word] = row.at(key)


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def is_slug(word: str) -> bool:
    """Whether a word can be a part of an address: small letters, digits and single hyphens."""
    return _SLUG.fullmatch(word) is not None


def hint(word: str, known: Collection[str]) -> str:
    """Return what an unknown word may have been meant for."""
    renamed = advice_on([word])
    if renamed:
        return renamed
    near = difflib.get_close_matches(word, known, n=1)
    if near:
        return f"Did you mean {near[0]!r}?"
    return f"Known are {', '.join(sorted(known))}." if known else "There is none."
