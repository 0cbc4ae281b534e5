"""Tables and charts of figures: `::: table`, `::: chart`."""

from collections.abc import Iterable, Sequence

from zicht.edition import charts
from zicht.edition.addresses import find_figure
from zicht.edition.edition import NoSuchFigure
from zicht.edition.figures import Figure
from zicht.edition.nodes import Directive
from zicht.edition.reading_tables import read_table, totals_of
from zicht.edition.tables import FigureTable
from zicht.reports.nodes import Node, figure_cell, plain_cell, table_row
from zicht.reports.wording import WordSetter
from zicht.vocabulary.nouns import counted

_MOST_LINES = 6
"""Highest number of lines in one chart that readers can distinguish."""
_UNITS_TO_NAME = {
    "share": "percent",
    "survival": "percent",
    "survey": "percent",
    "rate": "rate",
    "duration": "days",
}
"""Shapes of which the unit is named below a title; a count needs none."""


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
        head = _head(setter, block, table)
        return {"t": "table", **head, "table": _table(setter, table)}
    kind = _kind_of_chart(block, table)
    head = _head(setter, block, table)
    return {"t": "chart", **head, **_drawings(setter, block, table, kind)}


def _kind_of_chart(block: Directive, table: FigureTable) -> str:
    """Return `line` or `bar`, as asked or as fits the table.

    Raises
    ------
    NoSuchFigure : the kind does not exist, or the table cannot be drawn as lines
    """
    can_be_lines = table.by_period and len(table.keys) > 1
    kind = block.settings.get("kind", "line" if can_be_lines else "bar")
    if kind not in ("line", "bar"):
        raise NoSuchFigure(
            f"A chart of kind {kind!r} does not exist.",
            "Write kind=line or kind=bar.",
        )
    if kind == "line" and not can_be_lines:
        raise NoSuchFigure(
            "A line needs two periods or more.",
            "Ask for more periods, or write kind=bar.",
        )
    if kind == "line" and len(table.lines) > _MOST_LINES:
        raise NoSuchFigure(
            f"A chart of {counted(len(table.lines), 'line')} cannot be read.",
            "Choose up to six with only=.",
        )
    return kind


def _drawings(
    setter: WordSetter, block: Directive, table: FigureTable, kind: str
) -> Node:
    """Draw a chart for print and for wide and narrow pages, with its alternative in words."""
    alternative = _alternative(setter, block, table, kind)
    accent = block.settings.get("accent", "")

    def draw(frame: charts.Frame, alt: str) -> str:
        return charts.draw(
            table, setter.edition, frame, kind=kind, accent=accent, alt=alt
        )

    return {
        "kind": kind,
        "alt": alternative,
        # A print has its alternative beside the drawing, in the structure of the PDF.
        "print": draw(charts.PRINT, alt=""),
        "wide": draw(charts.WIDE, alternative),
        "narrow": draw(charts.NARROW, alternative),
        "table": _table(setter, table),
    }


def _alternative(
    setter: WordSetter, block: Directive, table: FigureTable, kind: str
) -> str:
    """Write the alternative of a chart: first the words of the editor, if any, then its figures."""
    described = charts.describe(table, setter.edition, kind=kind)
    words_of_editor = setter.text(block, "alt")
    return f"{words_of_editor} {described}" if words_of_editor else described


# ---- what stands around a table or chart


def _head(setter: WordSetter, block: Directive, table: FigureTable) -> Node:
    """Return number, title, subtitle, source and notes."""
    setter.numbers[block.name] += 1
    title, subtitle = _titles(setter, block, table)
    is_line_chart = block.name == "chart" and block.settings.get("kind") != "bar"
    return {
        "number": setter.numbers[block.name],
        "title": title,
        "subtitle": subtitle,
        "source": _source(setter, table),
        "notes": _notes(setter, table, is_drawn=is_line_chart),
    }


def _titles(
    setter: WordSetter, block: Directive, table: FigureTable
) -> tuple[str, str]:
    """Return title and subtitle: those of the editor, or the title of the one indicator that is shown."""
    indicators = setter.edition.release.indicators
    titles = [setter.edition.say(indicators[id_].title) for id_ in table.indicators]
    title, subtitle = setter.text(block, "title"), setter.text(block, "subtitle")
    if title:
        return title, subtitle or _described(setter, titles, table)
    if len(titles) != 1:
        raise NoSuchFigure(f"This {block.name} needs a title.", 'Write title="...".')
    return titles[0], subtitle


def _described(setter: WordSetter, titles: list[str], table: FigureTable) -> str:
    """State what is drawn: the indicator, its unit unless that is a count, and the years."""
    if len(titles) != 1:
        return ""
    parts = [titles[0]]
    if table.shape in _UNITS_TO_NAME:
        unit = _UNITS_TO_NAME[table.shape]
        parts.append(setter.edition.words(f"drawn_in.{unit}"))
    parts.append(_years(table))
    return ", ".join(part for part in parts if part)


def _years(table: FigureTable) -> str:
    """Return the first and last year of a table by period; else the period of its figures."""
    if not table.by_period:
        return table.figures[0].period
    first, last = table.columns[0], table.columns[-1]
    if len(table.columns) == 1:
        return first
    return f"{first}\u2013{last}"


def _source(setter: WordSetter, table: FigureTable) -> str:
    """Name the registers that figures were counted from, or the documents that printed them."""
    if not table.indicators:
        return _documents(table.figures)
    indicators = setter.edition.release.indicators
    registers = [setter.edition.say(indicators[id_].source) for id_ in table.indicators]
    different_registers = dict.fromkeys(registers)
    return f"{'; '.join(different_registers)} ({', '.join(table.indicators)})"


def _documents(figures: Iterable[Figure]) -> str:
    """Name the documents in which cited figures were printed, each once."""
    titles: dict[str, None] = {}
    for figure in figures:
        if figure.cited is not None:
            titles[figure.cited.citation.title] = None
    return "; ".join(titles)


# ---- notes below a table or chart


def _notes(setter: WordSetter, table: FigureTable, *, is_drawn: bool) -> list[str]:
    """Return the notes on these numbers.

    Parameters
    ----------
    setter : for the release and the words of the language
    table : the figures
    is_drawn : whether it is a chart of lines, in which dashes stand for what the notes explain
    """
    notes = _notes_on_rounding(setter, table)
    if not table.adds_up:
        notes.append(setter.edition.words("note.several"))
    if any(figure.interval for figure in table.figures):
        notes.append(setter.edition.words("note.interval"))
    notes += _notes_on_cohorts(setter, table, is_drawn=is_drawn)
    notes += _notes_on_breaks(setter, table, is_drawn=is_drawn)
    notes += _notes_on_missing(setter, table)
    return notes


def _notes_on_cohorts(
    setter: WordSetter, table: FigureTable, *, is_drawn: bool
) -> list[str]:
    """State that people are followed, and for which periods some are pending."""
    if not _has_cohort(setter, table):
        return []
    key = "note.running_drawn" if is_drawn else "note.running"
    running = charts.running_words(table, setter.edition, key)
    return [f"{setter.edition.words('note.cohort')} {running}".rstrip()]


def _notes_on_breaks(
    setter: WordSetter, table: FigureTable, *, is_drawn: bool
) -> list[str]:
    """Name the years from which figures mean something else."""
    key = "note.break_drawn" if is_drawn else "note.break"
    years = [table.columns[table.keys.index(key_)] for key_ in table.breaks]
    return [setter.edition.words(key, year=year) for year in years]


def _notes_on_missing(setter: WordSetter, table: FigureTable) -> list[str]:
    """State why cells have no number: to protect people, because it is not known yet, or because there is none."""
    words, figures = setter.edition.words, table.figures
    notes = []
    if any(figure.value is None and not figure.is_pending for figure in figures):
        notes.append(words("note.hidden"))
    if any(figure.is_pending for figure in figures):
        notes.append(words("pending_note"))
    if any(None in line.figures for line in table.lines):
        notes.append(words("note.absent"))
    return notes


def _notes_on_rounding(setter: WordSetter, table: FigureTable) -> list[str]:
    """State that counts are rounded and that parts may differ from their total, if the gate rounds."""
    policy = setter.edition.release.policy
    is_counted_here = table.shape == "count" and bool(table.indicators)
    if not is_counted_here or policy is None or policy.method != "rounding":
        return []
    has_total = any(line.is_total for line in table.lines)
    key = "note.rounded_parts" if table.adds_up and has_total else "note.rounded"
    return [setter.edition.words(key, base=policy.base)]


def _has_cohort(setter: WordSetter, table: FigureTable) -> bool:
    """Whether a table shows people who are followed from the year they came in."""
    indicators = setter.edition.release.indicators
    return any(indicators[id_].variant == "cohort" for id_ in table.indicators)


# ---- tables


def _table(setter: WordSetter, table: FigureTable) -> Node:
    rows = []
    for line in table.lines:
        cells = [setter.cell(figure) for figure in line.figures]
        row = table_row(line.label, cells, level=line.level, is_total=line.is_total)
        rows.append(row)
    return {"stub": table.stub, "columns": list(table.columns), "rows": rows}


def printed(setter: WordSetter, block: Directive) -> Node:
    """Set printed figures one below another, each with its period and source."""
    figures = [find_figure(setter.edition, word) for word in block.words]
    setter.numbers["table"] += 1
    words = setter.edition.words
    rows = _printed_rows(setter, block, figures)
    title = setter.text(block, "title")
    if not title:
        raise NoSuchFigure("This table needs a title.", 'Write title="...".')
    return {
        "t": "table",
        "number": setter.numbers["table"],
        "title": title,
        "subtitle": setter.text(block, "subtitle"),
        "source": _documents(figures),
        "notes": [],
        "table": {
            "stub": words("figure"),
            "columns": [words("value"), words("period")],
            "rows": rows,
        },
    }


def _printed_rows(
    setter: WordSetter, block: Directive, figures: Sequence[Figure]
) -> list[Node]:
    """Set a row per figure, and record that it is shown."""
    totals = totals_of(block, figures)
    rows: list[Node] = []
    for figure in figures:
        period = figure.period or setter.edition.words("period_not_stated")
        cells = [figure_cell(figure), plain_cell(period)]
        row = table_row(figure.title, cells, is_total=figure.address in totals)
        rows.append({**row, "note": setter.note(figure)})
        setter.keep_figure(figure, block.line)
    return rows
