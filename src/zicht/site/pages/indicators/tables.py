"""The tables of an indicator: its totals with their bounds, and its breakdowns with a column per period."""

from collections.abc import Iterable

from markupsafe import Markup

from zicht.edition import comparing
from zicht.edition.labels import with_capital
from zicht.edition.missing import missing_notes
from zicht.edition.rows import Row, Where
from zicht.site.library import SiteEdition
from zicht.site.pages.indicators.breakdown import Breakdown
from zicht.site.pages.indicators.cells import NOTHING, cell, cell_of_number, quiet
from zicht.site.parts import Cell, Line, Table
from zicht.vocabulary.codes import Relation
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.printed_pages import Form
from zicht.vocabulary.statuses import MISSING, PENDING


def _bounds(edition: SiteEdition, row: Row) -> Cell:
    """Return the cell of the bounds of a figure."""
    bounds = edition.bounds(row)
    return Cell(bounds, "quiet", str(row.key)) if bounds else quiet(NOTHING)


# ---- totals


def total_table(edition: SiteEdition, indicator: Indicator) -> Table:
    """Set the totals of an indicator, newest first, with their bounds and what they are computed from."""
    line = edition.library.rows[indicator.id].line()
    has_bounds = any(edition.bounds(row) for row in line)
    body = []
    for row in reversed(line):
        is_done = comparing.is_settled(indicator, row.period, line[-1].period)
        body.append(
            Line(
                name=edition.period(row.period),
                detail="" if is_done else edition.words("still_running"),
                cells=_total_cells(edition, indicator, row, has_bounds=has_bounds),
            )
        )
    return Table(_total_heads(edition, indicator, has_bounds=has_bounds), body)


def _total_heads(
    edition: SiteEdition, indicator: Indicator, *, has_bounds: bool
) -> list[str]:
    words = edition.words
    heads = [words("period"), edition.say(indicator.title)]
    if has_bounds:
        heads.append(words("lies_between"))
    if _is_quotient(indicator):
        heads += [words("numerator"), words("denominator")]
    elif indicator.statistics or indicator.survey:
        heads.append(words("based_on"))
    if indicator.survey:
        heads.append(words("answer_unknown"))
    return heads


def _total_cells(
    edition: SiteEdition, indicator: Indicator, row: Row, *, has_bounds: bool
) -> list[Cell]:
    cells = [cell_of_number(edition, row)]
    if has_bounds:
        cells.append(_bounds(edition, row))
    cells += [_count(edition, row, form) for form in _computed_from(indicator)]
    if indicator.survey:
        cells.append(_unknown(edition, row))
    return cells


def _count(edition: SiteEdition, row: Row, form: Form) -> Cell:
    """Return the cell of a count that the figure of a row is computed from; it is as provisional as the figure."""
    count = row.numerator if form is Form.NUMERATOR else row.denominator
    if count is None:
        return quiet(NOTHING)
    words = edition.with_mark(edition.number(count), row)
    return Cell(words, "quiet", str(row.key), form)


def _unknown(edition: SiteEdition, row: Row) -> Cell:
    """Return the cell of the percentage of a survey whose answer is not known."""
    words = edition.unknown_share(row)
    if not words:
        return quiet(NOTHING)
    return Cell(words, "quiet", str(row.key), Form.UNKNOWN)


def _is_quotient(indicator: Indicator) -> bool:
    return indicator.shape in ("share", "rate")


def _computed_from(indicator: Indicator) -> tuple[Form, ...]:
    """Return the counts behind a row: two for a quotient, one for a statistic or survey, none for a count."""
    if _is_quotient(indicator):
        return Form.NUMERATOR, Form.DENOMINATOR
    if indicator.statistics or indicator.survey:
        return (Form.DENOMINATOR,)
    return ()


# ---- tables of breakdowns


def breakdown_table(shown: Breakdown) -> Table:
    """Set a breakdown, newest period first; areas stand under the name of their level."""
    periods = tuple(reversed(shown.rows.periods))
    body = []
    level = ""
    for where in shown.wheres:
        next_level = _level(shown, where)
        if next_level not in ("", level):
            level = next_level
            name = shown.edition.level_name(level)
            body.append(Line(name, (), kind="group", span=len(periods) + 1))
        body.append(_line(shown, where, periods))
    dimensions = ", ".join(shown.edition.dimension(name) for name in shown.names)
    heads = [_period_head(shown, period) for period in periods]
    return Table([with_capital(dimensions), *heads], body, is_wide=True)


def _level(shown: Breakdown, where: Where) -> str:
    """Level of the area that a row of one dimension is about; empty for all else."""
    if len(shown.names) != 1:
        return ""
    return shown.edition.level(dict(where).get(shown.names[0], ""))


def _line(shown: Breakdown, where: Where, periods: Iterable[str]) -> Line:
    """Return one row of the table; the total and the subtotals are marked as such."""
    edition = shown.edition
    cells = [cell(edition, shown.rows.at(period, where)) for period in periods]
    if not where:
        return Line(edition.words("total"), cells, kind="total")
    codes = dict(where)
    first, *others = [
        edition.label(name, codes.get(name, TOTAL)) for name in shown.names
    ]
    parts = _parts_of_subtotal(edition, where)
    is_margin = len(where) < len(shown.names) or bool(parts)
    details = (", ".join(others), parts)
    return Line(
        name=first,
        cells=cells,
        kind="margin" if is_margin else "",
        detail=", ".join(detail for detail in details if detail),
    )


def _parts_of_subtotal(edition: SiteEdition, where: Where) -> str:
    """Name the categories that add up to the row of a subtotal; nothing for other rows, and for areas."""
    sentences = []
    for name, code in where:
        if edition.level(code):
            continue
        parts = [edition.label(name, part) for part in edition.parts_of(name, code)]
        if parts:
            sentences.append(edition.words("subtotal", parts="; ".join(parts)))
    return ", ".join(sentences)


def _period_head(shown: Breakdown, period: str) -> str:
    """Head of a column: its period, and that it is pending where those who are followed are not done."""
    words = shown.edition.period(period)
    if comparing.is_settled(shown.indicator, period, shown.rows.periods[-1]):
        return words
    return Markup('{} <span class="detail">{}</span>').format(
        words, shown.edition.words("still_running")
    )


# ---- notes


def note_on_rows(shown: Breakdown) -> str:
    """State that the rows do not add up to the total, where a list is overlapping or nested."""
    relations = relations_of(shown)
    if Relation.NESTED in relations:
        return shown.edition.words("nested_rows")
    if Relation.OVERLAPPING in relations:
        return shown.edition.words("several_groups")
    return ""


def relations_of(shown: Breakdown) -> set[Relation | None]:
    """Return how the codes of each dimension relate; that of the statistics is left out."""
    lists = shown.edition.release.codes
    return {
        lists[name].relation
        for name in shown.names
        if name in lists and name != shown.measured
    }


def notes_on_missing(
    edition: SiteEdition, indicator: Indicator, wheres: Iterable[Where]
) -> list[str]:
    """Explain marks and intervals of cells, and why cells have no number: protection of people, or a pending figure."""
    rows = edition.library.rows[indicator.id]
    statuses = set()
    has_interval = has_provisional = False
    for where in wheres:
        line = rows.line(where)
        # The table of totals has a column of bounds: its cells hold no interval.
        has_interval |= bool(where) and any(map(edition.interval, line))
        statuses |= {row.status for row in line if not row.is_shown}
        has_provisional |= any(map(edition.is_provisional, line))
    notes = []
    if has_interval:
        notes.append(edition.words("interval_note"))
    if has_provisional:
        mark = edition.words("provisional.mark")
        notes.append(edition.words("provisional.legend", mark=mark))
    # Hidden, pending and missing are told apart: a reader would take any of them for a zero.
    if statuses - {PENDING, MISSING}:
        notes.append(edition.words("hidden_note"))
    if PENDING in statuses:
        notes.append(edition.words("pending_note"))
    if MISSING in statuses:
        notes += missing_notes(edition, indicator.id)
    return notes
