"""Tables and charts of figures: `::: table`, `::: chart`."""

from zicht.edition import charts
from zicht.edition.addresses import find_figure
from zicht.edition.edition import NoSuchFigure
from zicht.edition.nodes import Directive
from zicht.edition.reading_tables import read_table, totals_of
from zicht.edition.tables import FigureTable
from zicht.reports.wording import Node, WordSetter


def figures(setter: WordSetter, block: Directive) -> Node:
    """Set a table or a chart of figures.

    Raises
    ------
    NoSuchFigure : something it names is not in the release, or cannot be drawn so
    """
    table = read_table(block, setter.edition)
    setter.result.tables.append(table)
    setter.keep_cited(table)
    if block.name == "table":
        return {
            "t": "table",
            **_head(setter, block, table),
            "table": _table(setter, table),
        }
    kind = block.settings.get(
        "kind", "line" if table.by_period and len(table.keys) > 1 else "bar"
    )
    if kind not in ("line", "bar"):
        raise NoSuchFigure(
            f"A chart of kind {kind!r} does not exist.",
            "Write kind=line or kind=bar.",
        )
    if kind == "line" and (not table.by_period or len(table.keys) < 2):
        raise NoSuchFigure(
            "A line needs two periods or more.",
            "Ask for more periods, or write kind=bar.",
        )
    if len(table.lines) > 6 and kind == "line":
        raise NoSuchFigure(
            f"A chart of {len(table.lines)} lines cannot be read.",
            "Choose up to six with only=.",
        )
    return {
        "t": "chart",
        **_head(setter, block, table),
        **_drawings(setter, block, table, kind),
    }


def _drawings(
    setter: WordSetter, block: Directive, table: FigureTable, kind: str
) -> Node:
    described = charts.describe(table, setter.edition, kind=kind)
    alt = setter.text(block, "alt")
    alt = f"{alt} {described}" if alt else described
    accent = block.settings.get("accent", "")

    def drawn(frame: charts.Frame) -> str:
        return charts.draw(
            table,
            setter.edition,
            frame,
            kind=kind,
            accent=accent,
            alt="" if frame.font else alt,
        )

    return {
        "kind": kind,
        "alt": alt,
        "print": drawn(charts.PRINT),
        "wide": drawn(charts.WIDE),
        "narrow": drawn(charts.NARROW),
        "table": _table(setter, table),
    }


def _head(setter: WordSetter, block: Directive, table: FigureTable) -> Node:
    setter.numbers[block.name] += 1
    release = setter.edition.release
    titles = [
        setter.edition.say(release.indicators[id_].title) for id_ in table.indicators
    ]
    title = setter.text(block, "title")
    if not title and len(titles) != 1:
        raise NoSuchFigure(f"This {block.name} needs a title.", 'Write title="...".')
    subtitle = setter.text(block, "subtitle") or (
        _described(setter, titles, table) if title else ""
    )
    return {
        "number": setter.numbers[block.name],
        "title": title or titles[0],
        "subtitle": subtitle,
        "source": _source(setter, table),
        "notes": _remarks(
            setter,
            table,
            is_drawn=block.name == "chart" and block.settings.get("kind") != "bar",
        ),
    }


def _described(setter: WordSetter, titles: list[str], table: FigureTable) -> str:
    """Say what is drawn: the indicator, its unit where that is no count, and the years."""
    if len(titles) != 1:
        return ""
    years = (
        f"{table.columns[0]}\u2013{table.columns[-1]}"
        if len(table.columns) > 1
        else table.columns[0]
    )
    units = {
        "share": "percent",
        "survival": "percent",
        "survey": "percent",
        "rate": "rate",
        "duration": "days",
    }
    unit = (
        setter.edition.words(f"drawn_in.{units[table.shape]}")
        if table.shape in units
        else ""
    )
    when = years if table.by_period else table.figures[0].period
    return ", ".join(part for part in (titles[0], unit, when) if part)


def _source(setter: WordSetter, table: FigureTable) -> str:
    release = setter.edition.release
    if table.indicators:
        sources = dict.fromkeys(
            setter.edition.say(release.indicators[id_].source)
            for id_ in table.indicators
        )
        return f"{'; '.join(sources)} ({', '.join(table.indicators)})"
    sources = dict.fromkeys(
        figure.cited.citation.title for figure in table.figures if figure.cited
    )
    return "; ".join(sources)


def _remarks(setter: WordSetter, table: FigureTable, *, is_drawn: bool) -> list[str]:
    words = setter.edition.words
    hidden = [
        figure
        for figure in table.figures
        if figure.value is None and not figure.is_pending
    ]
    made = []
    policy = setter.edition.release.policy
    if (
        table.shape == "count"
        and table.indicators
        and policy
        and policy.method == "rounding"
    ):
        has_parts = table.adds_up and any(line.is_total for line in table.lines)
        made.append(
            words(
                "note.rounded_parts" if has_parts else "note.rounded",
                base=policy.base,
            )
        )
    if not table.adds_up:
        made.append(words("note.several"))
    if any(
        setter.edition.release.indicators[id_].variant == "cohort"
        for id_ in table.indicators
    ):
        key = "note.running_drawn" if is_drawn else "note.running"
        running = charts.running_words(table, setter.edition, key)
        made.append(f"{words('note.cohort')} {running}".rstrip())
    for key in table.breaks:
        name = "note.break_drawn" if is_drawn else "note.break"
        made.append(words(name, year=table.columns[table.keys.index(key)]))
    if hidden:
        made.append(words("note.hidden"))
    if any(figure.is_pending for figure in table.figures):
        made.append(words("pending_note"))
    if any(figure is None for line in table.lines for figure in line.figures):
        made.append(words("note.absent"))
    return made


def _table(setter: WordSetter, table: FigureTable) -> Node:
    rows = [
        {
            "head": line.label,
            "level": line.level,
            "total": line.is_total,
            "cells": [setter.cell(figure) for figure in line.figures],
        }
        for line in table.lines
    ]
    return {"stub": table.stub, "columns": list(table.columns), "rows": rows}


def printed(setter: WordSetter, block: Directive) -> Node:
    """Set printed figures one below another, each with its period and source."""
    figures = [find_figure(setter.edition, word) for word in block.words]
    setter.numbers["table"] += 1
    words = setter.edition.words
    rows, totals = [], totals_of(block, figures)
    for figure in figures:
        note = setter.note(figure)
        cells = [
            setter.cell(figure),
            {
                "s": figure.period or words("period_not_stated"),
                "hidden": False,
                "key": "",
            },
        ]
        is_total = figure.address in totals
        rows.append(
            {
                "head": figure.title,
                "level": 0,
                "total": is_total,
                "cells": cells,
                "note": note,
            }
        )
        setter.keep_figure(figure, block.line)
    title = setter.text(block, "title")
    if not title:
        raise NoSuchFigure("This table needs a title.", 'Write title="...".')
    return {
        "t": "table",
        "number": setter.numbers["table"],
        "title": title,
        "subtitle": setter.text(block, "subtitle"),
        "source": "; ".join(
            dict.fromkeys(f.cited.citation.title for f in figures if f.cited)
        ),
        "notes": [],
        "table": {
            "stub": words("figure"),
            "columns": [words("value"), words("period")],
            "rows": rows,
        },
    }
