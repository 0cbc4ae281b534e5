"""The written alternative of a chart of a table."""

from zicht.edition.edition import Edition
from zicht.edition.figures import Figure, between
from zicht.edition.tables import FigureTable, Line


def describe(table: FigureTable, edition: Edition, *, kind: str) -> str:
    """Write what a chart shows, for readers who do not see it: each row with its first and last figure that is done."""
    rows = []
    for line in table.lines:
        row = _row_in_words(line, table, edition, kind)
        if row:
            rows.append(row)
    alternative = edition.words(f"alt.{kind}", rows="; ".join(rows))
    return f"{alternative} {running_words(table, edition)}".strip()


def _row_in_words(line: Line, table: FigureTable, edition: Edition, kind: str) -> str:
    """Write the first and last figure of a row; of a bar the last alone. Empty where the release has none."""
    figures: list[tuple[str, Figure]] = []
    done: list[tuple[str, Figure]] = []
    for key, column, figure in zip(
        table.keys, table.columns, line.figures, strict=True
    ):
        if figure is None:
            continue
        figures.append((column, figure))
        if kind == "bar" or key not in table.running:
            done.append((column, figure))
    if not figures:
        return ""
    # Where no period is done, the last figure is all there is to say.
    first_column, first = done[0] if done else figures[-1]
    last_column, last = done[-1] if done else figures[-1]
    if kind == "bar" or first_column == last_column:
        return edition.labelled(line.label, last.shown)
    return edition.words(
        "alt.row",
        label=line.label,
        start=first.shown,
        first=first_column,
        end=last.shown,
        last=last_column,
    )


def running_words(
    table: FigureTable, edition: Edition, key: str = "note.running"
) -> str:
    """Say of which periods some are pending; nothing where all are done."""
    running = []
    for period, column in zip(table.keys, table.columns, strict=True):
        if period in table.running:
            running.append(column)
    if not running:
        return ""
    years = running[0]
    if len(running) > 1:
        years = between(running[0], running[-1])
    return edition.words(key, years=years)
