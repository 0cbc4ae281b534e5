"""Cells of spans and of surveys: their codes, their order, and what was printed of them before."""

from collections.abc import Iterator, Sequence
from itertools import chain

from zicht.vocabulary.dimensions import TOTAL, categories
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.spans import PrintedSpan, SpanCell, SpanTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.surveys import SurveyCell, SurveyTable

Numbers = tuple[float, float, float]
"""Value, lower and upper bound."""
Where = frozenset[tuple[str, str]]
"""The codes of a cell that are no totals, by name of their dimension."""


def where_of(table: SpanTable | SurveyTable, cell: SpanCell | SurveyCell) -> Where:
    """Return the codes of a cell that are no totals."""
    return frozenset(categories(zip(table.names, cell.codes, strict=True)))


def margins_first(cell: SpanCell | SurveyCell) -> tuple[int, tuple[str, ...]]:
    """Return the key that sorts margins before the cells that add up to them."""
    return sum(code != TOTAL for code in cell.codes), cell.codes


def earlier_spans(indicator: str, ledger: Ledger | None) -> list[PrintedSpan]:
    """Return what earlier releases printed of one indicator, oldest first."""
    entries = () if ledger is None else ledger.entries
    every_span = chain.from_iterable(entry.spans for entry in entries)
    return [span for span in every_span if span.indicator == indicator]


def last_printed(earlier: Sequence[PrintedSpan], where: Where) -> PrintedSpan | None:
    """Return what the latest release printed of a cell."""
    for span in reversed(earlier):
        if span.where == where:
            return span
    return None


def published_cells(
    universe: str, counts: Sequence[ProtectedTable]
) -> Iterator[tuple[Where, int, int, int]]:
    """Yield every cell of a universe that is printed as a number: its codes, the number and its bounds."""
    for table in counts:
        if table.universe != universe:
            continue
        rows = zip(
            table.keys(),
            table.statuses.tolist(),
            table.values.tolist(),
            table.lower.tolist(),
            table.upper.tolist(),
            strict=True,
        )
        for (_universe, where), status, value, lower, upper in rows:
            if status == Status.PUBLISHED:
                yield where, value, lower, upper
