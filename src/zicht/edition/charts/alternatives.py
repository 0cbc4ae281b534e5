"""The written alternative of a chart of a table."""

from collections.abc import Collection

from zicht.edition.edition import Edition
from zicht.edition.figures import Figure, between
from zicht.edition.tables import FigureTable, Line


def describe(table: FigureTable, edition: Edition, *, kind: str) -> str:
    """Describe a chart for readers who do not see it: each row with the first and last figure of a complete period."""
    rows = []
    for line in table.lines:
        row = _row_in_words(line, table, edition, kind)
        if row:
            rows.append(row)
    alternative = edition.words(f"alt.{kind}", rows="; ".join(rows))
    return f"{alternative} {running_words(table, edition)}".strip()


def _row_in_words(line: Line, table: FigureTable, edition: Edition, kind: str) -> str:
    """Write the first and last figure of a row, only the last for a bar; empty if the release has no figure."""
    complete_keys = [key for key in table.keys if key not in table.running]
    figures = _figures_of(line, table, table.keys)
    if not figures:
        return ""
    if kind != "bar":
        # If no period is complete, only the last figure is described.
        figures = _figures_of(line, table, complete_keys) or figures[-1:]
    first_column, first = figures[0]
    last_column, last = figures[-1]
    if kind == "bar" or first_column == last_column:
        return edition.labelled(line.label, last.with_interval)
    return edition.words(
        "alt.row",
        label=line.label,
        start=first.with_interval,
        first=first_column,
        end=last.with_interval,
        last=last_column,
    )


def _figures_of(
    line: Line, table: FigureTable, keys: Collection[str]
) -> list[tuple[str, Figure]]:
    """Return the figures of a row in these columns, each with the name of its column."""
    figures = []
    columns = zip(table.keys, table.columns, line.figures, strict=True)
    for key, column, figure in columns:
        if figure is not None and key in keys:
            figures.append((column, figure))
    return figures


def running_words(
    table: FigureTable, edition: Edition, key: str = "note.running"
) -> str:
    """State for which periods some cases are pending; empty if every period is complete."""
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
