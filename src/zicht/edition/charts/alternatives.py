"""The written alternative of a chart of a table."""

from zicht.edition.edition import Edition
from zicht.edition.tables import FigureTable


def describe(table: FigureTable, edition: Edition, *, kind: str) -> str:
    """Write what a chart shows, for readers who do not see it: each row with its first and last figure that is done."""
    rows = []
    for line in table.lines:
        columns = zip(table.keys, table.columns, line.figures, strict=True)
        shown = [
            (key in table.running, words, figure)
            for key, words, figure in columns
            if figure
        ]
        if not shown:
            continue
        done = [
            (words, figure)
            for is_running, words, figure in shown
            if not is_running or kind == "bar"
        ]
        (first, start), (last, end) = (
            (done or [shown[-1][1:]])[0],
            (done or [shown[-1][1:]])[-1],
        )
        if kind == "bar" or first == last:
            rows.append(f"{line.label}: {end.shown}")
        else:
            rows.append(
                edition.words(
                    "alt.row",
                    label=line.label,
                    start=start.shown,
                    first=first,
                    end=end.shown,
                    last=last,
                )
            )
    said = edition.words(f"alt.{kind}", rows="; ".join(rows))
    return f"{said} {running_words(table, edition)}".strip()


def running_words(
    table: FigureTable, edition: Edition, key: str = "note.running"
) -> str:
    """Say of which periods some are pending; nothing where all are done."""
    named = [
        words
        for code, words in zip(table.keys, table.columns, strict=True)
        if code in table.running
    ]
    if not named:
        return ""
    years = named[0] if len(named) == 1 else f"{named[0]}\u2013{named[-1]}"
    return edition.words(key, years=years)
