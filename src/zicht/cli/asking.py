"""The verb that requests a table which no release holds."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter, validators

from zicht.cli import output
from zicht.cli.app import app
from zicht.cli.options import AsJson, Flag, ProjectFolder, Seconds
from zicht.edition.messages import Message
from zicht.vocabulary.errors import UsageError

if TYPE_CHECKING:
    from zicht.pipeline.answered import AnsweredTable


@app.command
def table(
    project: ProjectFolder,
    *,
    by: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    of: str = "",
    indicator: str = "",
    where: Annotated[tuple[str, ...], Parameter(negative="")] = (),
    statement: str = "",
    out: Annotated[Path, Parameter(validator=validators.Path(dir_okay=False))]
    | None = None,
    given: Annotated[Flag, Parameter(name="--list")] = False,
    seconds: Seconds = 300.0,
    json: AsJson = False,
) -> None:
    """Request a table that no release holds. It is protected by noise, attacked together with everything that was
    printed before, and entered in the ledger at once: a table that you receive is published.

    Every table is per year. A cell that was printed before is printed with the same number. The same request gives the
    same table, and is entered only once. A table makes a release that waits for signatures out of date: the release
    must be protected again.

    Example: `zicht table projects/voorbeeldland --by provincie,geslacht --where year=2023 --out table.csv`

    Parameters
    ----------
    project
        Folder of the project; the vault is taken as it stands.
    by
        Dimensions or levels (`provincie`, `year_block`), separated by commas. By default totals per year.
    of
        Universe whose units are counted; by default presumed victims.
    indicator
        Take the universe of this indicator.
    where
        DIMENSION=CODE[,CODE]: show only these rows. The whole table is entered in the ledger. Repeat for more.
    statement
        Purpose of the request, and role of the person who makes it; recorded in the ledger. Required unless the country
        is invented.
    out
        CSV for the table; a text beside it explains the numbers.
    given
        List the tables that were given, with time, request and statement.
    seconds
        Time limit of the attack.
    json
        Give the result as JSON.
    """  # noqa: D205 - the first sentence is long
    from zicht.pipeline import tables

    if given:
        with output.steps() as tell:
            entered = tables.given(project, tell=tell)
        _list(entered, as_json=json)
        return
    _refuse_without_folder(out)
    # A table that was answered counts as published, so that everything that may be wrong with its
    # file is refused before.
    request = tables.Request(by, of, indicator, where, statement, seconds)
    with output.steps() as tell:
        answered = tables.ask(project, request, tell=tell)
    if out is not None:
        answered.write(out)
    if json:
        output.give_json(answered.as_json())
    elif out is None:
        _show(answered)
    _explain(answered, out)


def _refuse_without_folder(out: Path | None) -> None:
    if out is not None and not out.resolve().parent.is_dir():
        raise UsageError(
            Message("error.out_without_folder", out=out),
            now=Message("error.make_folder"),
        )


def _show(answered: "AnsweredTable") -> None:
    """Print the table, on a terminal with words instead of codes."""
    output.give_table(
        answered.header(),
        answered.lines(in_words=sys.stdout.isatty()),
        title=Message("title.table", question=answered.question),
    )


def _explain(answered: "AnsweredTable", out: Path | None) -> None:
    """Explain the numbers, and state where they were written and what was entered in the ledger."""
    for sentence in answered.meaning():
        output.say(sentence)
    if out is not None:
        explanation = out.with_suffix(".txt").name
        output.say(Message("note.table_written", file=out, explanation=explanation))
    if answered.answer.is_new:
        output.say(Message("note.table_entered"))
    else:
        output.say(Message("note.table_not_new"))
    for name in answered.outdated:
        output.say(Message("note.release_outdated", release=name))


def _list(tables: list[dict[str, object]], *, as_json: bool) -> None:
    if as_json:
        output.give_json(tables)
        return
    header = ("table", "given", "question", "statement", "cells")
    output.give_table(
        header,
        [[row[name] for name in header] for row in tables],
        title=Message("title.tables_given"),
    )
