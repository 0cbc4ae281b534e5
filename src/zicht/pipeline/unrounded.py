"""Figures before any rounding, of invented people only: to hold counts against the truth."""

from collections.abc import Iterator

import numpy as np
from scipy.stats import CensoredData, ecdf

from zicht.disclosure.spans import QUANTILES
from zicht.vocabulary.protected import Protected, ProtectedTable
from zicht.vocabulary.spans import ProtectedSpans, SpanCell, SpanTable
from zicht.vocabulary.surveys import SurveyTable
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
    """Compute quantiles of durations, or percentages with an event by each step, with scipy and not with the gate."""
    spans = [span for person in cell.people for span in person]
    days = np.array([span[0] for span in spans], dtype=np.float64)
    ended = np.array([span[1] for span in spans], dtype=np.bool_)
    for name, step in table.steps.items():
        if not len(days):
            yield name, np.nan
        elif table.shape == "duration":
            yield name, float(np.quantile(days, QUANTILES[name]))
        else:
            followed = CensoredData(uncensored=days[ended], right=days[~ended])
            survival = ecdf(followed).sf.evaluate([float(step)])
            yield name, 100 * (1 - float(survival[0]))


def _as_estimated(table: SurveyTable) -> ProtectedSpans:
    """Return the weighted percentages of a survey as they are."""
    percentages, unknown = [], []
    for cell in table.cells:
        weights = cell.sample.weights[cell.is_known]
        asked = cell.sample.weights[cell.is_asked]
        yes = float(weights @ cell.answers[cell.is_known])
        percentages.append(100 * yes / weights.sum() if len(weights) else np.nan)
        silent = asked.sum() - weights.sum()
        unknown.append(100 * silent / asked.sum() if len(weights) else np.nan)
    numbers = np.array(percentages, dtype=np.float64)
    codes = zip(*(cell.codes for cell in table.cells), strict=True)
    columns = tuple(np.array(column, dtype=np.str_) for column in codes)
    return ProtectedSpans(
        table.indicator,
        table.names,
        columns,
        numbers,
        numbers,
        numbers,
        np.array(unknown, dtype=np.float64),
    )
