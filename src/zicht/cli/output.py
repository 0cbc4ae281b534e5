"""How Zicht speaks: results on stdout, talk on stderr, JSON where it is asked for."""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from zicht.vocabulary.errors import ZichtError

talk = Console(stderr=True, highlight=False)
"""For people: progress and errors."""


def say(words: str) -> None:
    """Tell the user something that is no result."""
    talk.print(words, soft_wrap=True, markup=False)


def give(words: str) -> None:
    """Write one line of result."""
    sys.stdout.write(words + "\n")


def give_json(result: object) -> None:
    """Write a result as JSON."""
    sys.stdout.write(
        json.dumps(result, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    )


def give_table(
    header: Sequence[str], rows: Sequence[Sequence[object]], *, title: str = ""
) -> None:
    """Write a result as a table: drawn on a terminal, tab-separated into a pipe."""
    if not sys.stdout.isatty():
        for row in [header, *rows]:
            give("\t".join(str(value) for value in row))
        return
    table = Table(
        *header, title=title or None, title_justify="left", header_style="bold"
    )
    for row in rows:
        table.add_row(*(str(value) for value in row))
    Console(highlight=False).print(table)


def give_fields(fields: Mapping[str, object]) -> None:
    """Write a result as `name: value` lines."""
    for name, value in fields.items():
        give(f"{name}: {value}")


class Steps:
    """Progress of long work: one line per step on stderr, with a bar on a terminal."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None) if progress else None

    def __call__(
        self, words: str, done: int | None = None, total: int | None = None
    ) -> None:
        """Tell which step began, and how far it is."""
        if self._progress is None or self._task is None:
            if done is None:
                say(words)
            return
        if done is None:
            self._progress.console.print(f"[dim]·[/dim] {words}", highlight=False)
        self._progress.update(
            self._task, description=words, completed=done or 0, total=total
        )


@contextmanager
def steps() -> Iterator[Steps]:
    """Show progress while long work goes on."""
    if not talk.is_terminal:
        yield Steps(None)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=talk, transient=True) as progress:
        yield Steps(progress)


def say_error(error: ZichtError) -> None:
    """Tell what is wrong, where, and what to do now."""
    talk.print("Error: ", style="bold red", end="")
    say(error.what)
    for detail in error.details:
        say(f"  - {detail}")
    if error.now:
        say(f"What now: {error.now}")
