"""Figures that the gate let through as they are: spans of time, and shares of a survey."""

from collections.abc import Iterator
from math import isnan, nan

from zicht.figures.cells import Cells, Predicate, Where, predicate_of
from zicht.figures.ratios import Figure
from zicht.vocabulary.definitions import Indicator, Statistics
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.protected import Protected
from zicht.vocabulary.spans import ProtectedSpans
from zicht.vocabulary.statuses import PENDING, Status

Rows = dict[tuple[str, Predicate], Figure]
"""Period and predicate of each row to its figure."""


def rows_of_spans(indicator: Indicator, protected: Protected) -> Rows:
    """Return what the gate let through of spans of time; the headline stands at the margin of its dimension too."""
    measured = _measured(indicator, protected)
    statistics = indicator.statistics
    if statistics is None:
        raise ProjectError(f"Indicator {indicator.id} measures no spans of time.")
    cells = Cells(protected)
    selected = indicator.numerator.where if indicator.numerator else {}
    rows: Rows = {}
    for period, where, (value, lower, upper) in _rows(measured):
        statistic = where[statistics.dimension]
        # Cells count people, so the statistic that is printed is not among their dimensions.
        counted = {
            name: code for name, code in where.items() if name != statistics.dimension
        }
        if not cells.are_shown(indicator, counted):
            continue
        status: str = Status.PUBLISHED
        if isnan(value):
            # A point that lies in the future is announced; any other was withheld.
            is_pending = _is_pending(indicator, statistics, statistic, cells, period)
            status = PENDING if is_pending else Status.WITHHELD
        followed = _printed(cells, indicator, period, {**selected, **counted})
        figure = Figure(value, status, lower, upper, denominator=followed)
        if statistic == statistics.headline:
            rows[period, predicate_of(counted)] = figure
        rows[period, predicate_of(where)] = figure
    return rows


def _is_pending(
    indicator: Indicator,
    statistics: Statistics,
    statistic: str,
    cells: Cells,
    period: str,
) -> bool:
    """Whether nobody can have been followed for the time of a point on a curve."""
    if indicator.shape != "survival":
        return False
    days = statistics.steps[statistic]
    return days >= cells.days_since(indicator.universe, period)


def rows_of_survey(indicator: Indicator, protected: Protected) -> Rows:
    """Return the shares of a survey, with the printed number of respondents."""
    measured = _measured(indicator, protected)
    cells = Cells(protected)
    unknown = [nan] * len(measured.values)
    if measured.unknown is not None:
        unknown = measured.unknown.tolist()
    rows: Rows = {}
    pairs = zip(_rows(measured), unknown, strict=True)
    for (period, where, (value, lower, upper)), share_unknown in pairs:
        if not cells.are_shown(indicator, where):
            continue
        rows[period, predicate_of(where)] = Figure(
            value,
            Status.WITHHELD if isnan(value) else Status.PUBLISHED,
            lower,
            upper,
            denominator=_printed(cells, indicator, period, where),
            unknown=share_unknown,
        )
    return rows


def _measured(indicator: Indicator, protected: Protected) -> ProtectedSpans:
    """Return what the gate let through of an indicator that is not a count."""
    for measured in protected.spans:
        if measured.indicator == indicator.id:
            return measured
    raise ProjectError(
        f"Indicator {indicator.id}: the gate let nothing of it through.",
        now="Count this indicator before its figures are derived.",
    )


def _rows(
    measured: ProtectedSpans,
) -> Iterator[tuple[str, dict[str, str], tuple[float, float, float]]]:
    """Yield the period, the codes and value, lower and upper bound of every row."""
    codes = [column.tolist() for column in measured.codes]
    values = measured.values.tolist()
    lower, upper = measured.lower.tolist(), measured.upper.tolist()
    for row, value in enumerate(values):
        period, *others = (column[row] for column in codes)
        where = dict(zip(measured.names[1:], others, strict=True))
        yield period, where, (value, lower[row], upper[row])


def _printed(cells: Cells, indicator: Indicator, period: str, where: Where) -> float:
    """Return a count as it stands in print; nan where it does not."""
    cell = cells.find(indicator.universe, period, where)
    return float(cell.value) if cell is not None and cell.is_shown else nan
