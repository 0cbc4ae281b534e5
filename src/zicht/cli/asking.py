"""The verb that asks for a table."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter, validators

from zicht.cli import output
from zicht.cli.app import app
from zicht.cli.options import AsJson, Flag, ProjectFolder, Seconds
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
    """Ask for a table that no release holds. It is protected by noise, attacked together with all that was printed
    before, and entered in the ledger at once: what you are given is published.

    Every table is per year. A cell that was printed before comes as it was printed. The same question gives the same
    table, and enters nothing twice. While a release waits for signatures, a table makes it out of date: it must be
    protected again.

    Example: `zicht table projects/voorbeeldland --by provincie,geslacht --where year=2023 --out table.csv`

    Parameters
    ----------
    project
        Folder of the project; the vault is taken as it stands.
    by
        Dimensions, or levels of one (`provincie`, `year_block`), separated by commas. Without any: totals per year.
    of
        Universe whose units are counted; presumed victims when left out.
    indicator
        Take the universe of this indicator.
    where
        DIMENSION=CODE[,CODE]: show these rows only. The whole table is entered all the same. Repeat for more.
    statement
        Why it is asked, and for which role; kept in the ledger. Required unless the country is invented.
    out
        CSV for the table; a text beside it says what the numbers mean.
    given
        List the tables that were given: when, what, why.
    seconds
        Longest time the attack may take.
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
            f"--out {out}: its folder does not exist.", now="Make the folder first."
        )


def _show(answered: "AnsweredTable") -> None:
    """Print the table; with words for its codes where a person reads it."""
    output.give_table(
        answered.header(),
        answered.lines(in_words=sys.stdout.isatty()),
        title=f"Table {answered.question}",
    )


def _explain(answered: "AnsweredTable", out: Path | None) -> None:
    """State what the numbers mean, where they were written, and what the ledger holds now."""
    for sentence in answered.meaning():
        output.say(sentence)
    if out is not None:
        output.say(
            f"Written: {out}, and {out.with_suffix('.txt').name} beside it, which says what the numbers mean."
        )
    output.say(
        "It was entered in the ledger: from now on it counts as published."
        if answered.answer.is_new
        else "Every cell was printed before; nothing new was entered in the ledger."
    )
    for name in answered.outdated:
        output.say(
            f"Release {name} was protected before this table and cannot be approved any more: move it out of"
            " releases/ and run again."
        )


def _list(tables: list[dict[str, object]], *, as_json: bool) -> None:
    if as_json:
        output.give_json(tables)
        return
    header = ("table", "given", "question", "statement", "cells")
    output.give_table(
        header, [[row[name] for name in header] for row in tables], title="Tables given"
    )
