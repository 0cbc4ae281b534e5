"""Output of the command line: results on stdout, messages on stderr, JSON on request.

Here, and nowhere else, sentences and names are written in the language of the user. JSON is the same in every language.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column, Table
from rich.text import Text

from zicht.edition.messages import Message, name_in
from zicht.edition.words import REFERENCE, refuse_other_language
from zicht.vocabulary.errors import ZichtError

talk = Console(stderr=True, highlight=False)
"""For people: progress and errors."""

CONTROL_IN_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters but tabs and ends of lines, which several lines of words hold."""
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass
class _State:
    """State of the output of the command that runs.

    Parameters
    ----------
    is_quiet : whether progress and notes are left out
    has_result : whether a result was written
    language : in which it speaks
    """

    is_quiet: bool = False
    has_result: bool = False
    language: str = REFERENCE


_state = _State()


def begin(*, is_quiet: bool) -> None:
    """Begin a command."""
    _state.is_quiet = is_quiet
    _state.has_result = False
    _state.language = REFERENCE


def speak(language: str) -> None:
    """Let the command speak a language from now on."""
    _state.language = language


def language() -> str:
    """Return the language in which the command speaks, for what it writes as well."""
    return _state.language


def language_of_output(chosen: str) -> str:
    """Return the language of what a command writes: the one that the user chose, or that of the command.

    Raises
    ------
    UsageError : Zicht has no words in it
    """
    chosen = chosen or language()
    refuse_other_language(chosen)
    return chosen


def spoken(words: object) -> str:
    """Write a message in the language of the user; other words, such as the name of a file, stand as they are."""
    if isinstance(words, Message):
        return words.in_language(_state.language)
    return str(words)


def _frame(key: str, **values: object) -> str:
    """Return fixed words that stand around others."""
    return Message(f"frame.{key}", **values).in_language(_state.language)


def in_sight(words: str, control: re.Pattern[str] = CONTROL_IN_LINES) -> str:
    r"""Write control characters as their codes: the name of a file may hold them, and a terminal obeys them.

    Examples
    --------
    >>> in_sight("a\x1b[2Jb.csv")
    'a\\x1b[2Jb.csv'
    """
    return control.sub(lambda character: f"\\x{ord(character[0]):02x}", words)


def say(words: str) -> None:
    """Print a note or a progress message, unless the command is quiet."""
    if not _state.is_quiet:
        say_always(words)


def say_always(words: str) -> None:
    """Print a message on standard error, also if the command is quiet."""
    talk.print(in_sight(spoken(words)), soft_wrap=True, markup=False)


def give(words: str) -> None:
    """Write one line of result."""
    _state.has_result = True
    sys.stdout.write(in_sight(spoken(words)) + "\n")


def give_json(result: object) -> None:
    """Write a result as JSON."""
    _state.has_result = True
    sys.stdout.write(
        # NaN is not JSON, and a program that reads the answer would fail on it.
        json.dumps(result, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    )


def give_table(
    header: Sequence[str], rows: Sequence[Sequence[object]], *, title: str = ""
) -> None:
    """Write a result as a table: drawn on a terminal, tab-separated into a pipe."""
    names = [name_in(name, _state.language) for name in header]
    cells = [[in_sight(spoken(value), CONTROL) for value in row] for row in rows]
    if not sys.stdout.isatty():
        for row in [names, *cells]:
            give("\t".join(row))
        return
    # Text is printed as it is; Rich reads a string with square brackets as markup.
    table = Table(
        *(Column(Text(name)) for name in names),
        title=Text(spoken(title)) if title else None,
        title_justify="left",
        header_style="bold",
    )
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    Console(highlight=False).print(table)


def in_words(value: object) -> str:
    """Write a value in words: yes and no, and the members of a list or mapping separated by commas.

    Examples
    --------
    >>> in_words(True), in_words(["a", "b"]), in_words({"A": 3, "B": 5}), in_words({})
    ('yes', 'a, b', 'A 3, B 5', 'none')
    """
    if isinstance(value, bool):
        return _frame("yes") if value else _frame("no")
    if value is None:
        return _frame("none")
    if isinstance(value, Mapping):
        pairs = [f"{_name(name)} {in_words(of)}" for name, of in value.items()]
        return ", ".join(pairs) or _frame("none")
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(in_words(member) for member in value) or _frame("none")
    return spoken(value)


def _name(name: object) -> str:
    """Write the name of a field in the language of the user."""
    return name_in(str(name), _state.language)


def give_fields(fields: Mapping[str, object]) -> None:
    """Write a result as `name: value` lines."""
    for name, value in fields.items():
        give(_frame("field", name=_name(name), value=in_words(value)))


def give_rows(
    name: str,
    rows: Sequence[Mapping[str, object]],
    *,
    form: str,
    between: str = "  ",
) -> None:
    """Write a list of entries below its name, one line each.

    Parameters
    ----------
    rows : the entries, by the name of each field
    form : how a name and a value stand beside each other, such as `{name}={value}`
    between : what stands between two fields
    """
    give(_frame("heading", name=_name(name)))
    for row in rows:
        fields = [
            form.format(name=_name(field), value=in_words(value))
            for field, value in row.items()
        ]
        give(f"  {between.join(fields)}")


def give_paragraph(name: str, text: str) -> None:
    """Write a text of several lines, such as a query, indented below its name."""
    give(_frame("heading", name=_name(name)))
    for line in text.splitlines():
        give(f"  {line}")


def give_answer(fields: Mapping[str, object], *, as_json: bool) -> None:
    """Write a result as JSON, or as `name: value` lines."""
    if as_json:
        give_json(fields)
    else:
        give_fields(fields)


class Steps:
    """Progress of long work: one line per step on stderr, with a bar on a terminal."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None) if progress else None

    def __call__(
        self, words: str, done: int | None = None, total: int | None = None
    ) -> None:
        """Show which step began, and how far it is."""
        if self._progress is None or self._task is None:
            if done is None:
                say(words)
            return
        words = in_sight(spoken(words))
        if done is None:
            line = Text.assemble(("·", "dim"), " ", words)
            self._progress.console.print(line, highlight=False)
        self._progress.update(
            self._task, description=words, completed=done or 0, total=total
        )


@contextmanager
def steps() -> Iterator[Steps]:
    """Show progress while long work goes on."""
    if not talk.is_terminal or _state.is_quiet:
        yield Steps(None)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=talk, transient=True) as progress:
        yield Steps(progress)


def say_error(error: ZichtError, *, as_json: bool = False) -> None:
    """Print what is wrong, where, and what to do now.

    Parameters
    ----------
    error : that ends the command
    as_json : whether to write the error as JSON on stdout as well, unless a result was already written there
    """
    if as_json and not _state.has_result:
        give_json({"error": error_fields(error)})
    talk.print(_frame("error"), style="bold red", end=" ")
    say_always(error.what)
    for detail in error.details:
        say_always(f"  - {spoken(detail)}")
    if error.now:
        say_always(_frame("what_now", advice=spoken(error.now)))


def error_fields(error: ZichtError) -> dict[str, object]:
    """Return the fields of an error in JSON."""
    return {
        "kind": type(error).__name__,
        "exit_code": error.exit_code,
        "what": error.what,
        "details": list(error.details),
        "now": error.now,
    }
