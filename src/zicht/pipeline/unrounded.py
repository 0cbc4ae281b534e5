"""Unrounded figures of invented people, to compare counts with the truth."""

from collections.abc import Iterator

import numpy as np

from zicht.methods.following import course, kaplan_meier
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.spans import ProtectedSpans, SpanCell, SpanTable
from zicht.vocabulary.surveys import SurveyCell, SurveyTable
from zicht.vocabulary.tables import CountTable, Draft


def unrounded(draft: Draft) -> Protected:
    """Return counts as if the gate had changed nothing. Never for real people."""
    return Protected(
        tuple(map(_as_counted, draft.tables)),
        "none",
        "none",
        spans=(
            *map(_as_measured, draft.spans),
            *map(_as_estimated, draft.surveys),
        ),
    )


def _as_counted(table: CountTable) -> ProtectedTable:
    return ProtectedTable(
        table.universe,
        table.dimensions,
        table.codes,
        table.counts,
        np.full(len(table.counts), "published"),
        table.counts,
        table.counts,
    )


def _as_measured(table: SpanTable) -> ProtectedSpans:
    rows = [
        (*cell.codes, name, number)
        for cell in table.cells
        for name, number in _statistics(table, cell)
    ]
    *codes, values = zip(*rows, strict=True)
    numbers = np.array(values, dtype=np.float64)
    return ProtectedSpans(
        table.indicator,
        (*table.names, table.statistic),
        tuple(np.array(column, dtype=np.str_) for column in codes),
        numbers,
        numbers,
        numbers,
    )


def _statistics(table: SpanTable, cell: SpanCell) -> Iterator[tuple[str, float]]:
    """Compute quantiles of durations, or percentages with an event by each step, from every day and not as the gate."""
    days, is_over, people = cell.as_arrays()
    if not len(days):
        for name in table.steps:
            yield name, np.nan
    elif table.shape == "duration":
        every_span = np.repeat(days, people)
        for name in table.steps:
            yield name, float(np.quantile(every_span, table.quantiles[name]))
    else:
        counted = course(days, is_over, people=people)
        curve = kaplan_meier(counted, list(table.steps.values()))
        yield from zip(table.steps, (100 * curve.share[0]).tolist(), strict=True)


def _as_estimated(table: SurveyTable) -> ProtectedSpans:
    """Return the weighted percentages of a survey as they are."""
    pairs = [_percentages(cell) for cell in table.cells]
    numbers = np.array([yes for yes, _ in pairs], dtype=np.float64)
    unknown = np.array([silent for _, silent in pairs], dtype=np.float64)
    codes = zip(*(cell.codes for cell in table.cells), strict=True)
    columns = tuple(np.array(column, dtype=np.str_) for column in codes)
    return ProtectedSpans(
        table.indicator,
        table.names,
        columns,
        numbers,
        numbers,
        numbers,
        unknown,
    )


def _percentages(cell: SurveyCell) -> tuple[float, float]:
    """Return the weighted percentage who said yes, and of whom the answer is not known; NaN without answers."""
    weights = cell.sample.weights[cell.is_known]
    if not len(weights):
        return np.nan, np.nan
    n_asked = float(cell.sample.weights[cell.is_asked].sum())
    n_answered = float(weights.sum())
    n_yes = float(weights @ cell.answers[cell.is_known])
    # Shares are of those who answered, silence is of those who were asked (ADR 0210).
    return 100 * n_yes / n_answered, 100 * (n_asked - n_answered) / n_asked
