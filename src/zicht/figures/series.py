"""Derives what is published of an indicator from protected tables alone: counts, shares and rates.

Nothing here sees a true count. A share divides two cells as they were published, so that it adds nothing to what they
say; its bounds follow from theirs.
"""

from collections.abc import Collection, Iterable, Mapping

import numpy as np

from zicht.figures.cells import Cell, Cells, Where, predicate_of
from zicht.figures.measured import Rows, rows_of_spans, rows_of_survey
from zicht.figures.ratios import (
    Figure,
    count_figure,
    rate_figure,
    rate_of_counted,
    share_figure,
)
from zicht.vocabulary.arrays import Floats, Texts
from zicht.vocabulary.definitions import POPULATION, Indicator, Selection
from zicht.vocabulary.dimensions import TOTAL, categories
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import Series
from zicht.vocabulary.protected import Protected

Population = Mapping[tuple[str, str, str, str], int]
"""Year, area, sex and age group to inhabitants; margins are written as the total."""


def derive(
    indicator: Indicator,
    protected: Protected,
    population: Population | None = None,
    *,
    without: Collection[str] = (),
) -> Series:
    """Derive every published figure of one indicator.

    A count is shown as its cell was published. A share is numerator / denominator times 100, with bounds from those of
    both cells; it is withheld where either is hidden or the denominator is below 20, and banded (bounds only) where
    the bounds lie more than 25 percent points apart. A rate divides by inhabitants, who are public, or by a count.
    Shares and rates carry as many decimals as their bounds bear, at most one and two.

    Parameters
    ----------
    indicator : definition. In a row of a breakdown, `numerator.where` fills in what the row leaves open;
        `denominator.where` replaces what the row says, and the total code there stands for everyone
    protected : tables of a release, as the gate let them through
    population : inhabitants, for rates
    without : periods of which no figure is derived

    Returns
    -------
    Series with a row per period and combination of its breakdowns, margins included, each once. Rows whose numerator is
    the denominator itself are left out, and rates of groups whose inhabitants nobody counted

    Raises
    ------
    ProjectError : a table that the definition needs is not among the protected ones
    """
    if indicator.statistics is not None:
        return _series(indicator, rows_of_spans(indicator, protected))
    if indicator.survey is not None:
        return _series(indicator, rows_of_survey(indicator, protected))
    cells = Cells(protected)
    rows: Rows = {}
    for breakdown in indicator.breakdowns:
        for period, where in cells.rows(indicator, breakdown):
            row = period, predicate_of(where)
            # Breakdowns share their margins, which count once.
            if row in rows or period in without:
                continue
            figure = _figure(indicator, cells, population or {}, period, where)
            if figure is not None:
                rows[row] = figure
    return _series(indicator, rows)


def _figure(
    indicator: Indicator,
    cells: Cells,
    population: Population,
    period: str,
    where: Where,
) -> Figure | None:
    """Return the figure of one row; None where the definition gives it none."""
    numerator, denominator = indicator.numerator, indicator.denominator
    if indicator.shape == "count" or numerator is None or denominator is None:
        return count_figure(_cell(indicator, cells, indicator.universe, period, where))
    above = _filled(where, numerator)
    below = _replaced(where, denominator)
    if indicator.shape == "rate" and denominator.universe == POPULATION:
        # Inhabitants are asked first: a row without them is left out, counted or not.
        inhabitants = _inhabitants(population, period, below, denominator.by)
        if inhabitants is None:
            return None
        counted = _cell(indicator, cells, numerator.universe, period, above)
        return rate_figure(counted, inhabitants, indicator.scale)
    is_within_one = numerator.universe == denominator.universe
    is_whole = is_within_one and predicate_of(above) == predicate_of(below)
    if indicator.shape != "rate" and is_whole:
        # The share of a group in the same group is 100% by definition: no figure is made of it.
        return None
    cell_above = _cell(indicator, cells, numerator.universe, period, above)
    cell_below = _cell(indicator, cells, denominator.universe, period, below)
    if indicator.shape == "rate":
        return rate_of_counted(cell_above, cell_below, indicator.scale)
    # Two universes may be two flows, as convictions of a year beside cases of a year: their ratio has no limit.
    is_part = is_within_one or indicator.is_part
    return share_figure(cell_above, cell_below, indicator.scale, is_part=is_part)


def _cell(
    indicator: Indicator, cells: Cells, universe: str, period: str, where: Where
) -> Cell:
    cell = cells.find(universe, period, where)
    if cell is None:
        raise ProjectError(
            f"Indicator {indicator.id}: no protected table holds {universe} by {', '.join(where) or 'nothing'}.",
            now="Count this indicator before its figures are derived.",
        )
    return cell


def _filled(where: Where, selection: Selection) -> dict[str, str]:
    """Fill in what a row leaves open."""
    stated_by_row = dict(categories(where.items()))
    # The later wins: totals of the row, then the definition, then what the row says.
    return {**where, **selection.where, **stated_by_row}


def _replaced(where: Where, selection: Selection) -> dict[str, str]:
    """Replace what a row says by what the definition says."""
    return {**where, **selection.where}


def _inhabitants(
    population: Population, period: str, where: Where, by: Mapping[str, str]
) -> int | None:
    """Inhabitants a rate divides by; dimensions that say nothing of inhabitants, such as form, leave it whole."""
    area, sex, age = (
        where.get(by.get(name, ""), TOTAL) for name in ("area", "sex", "age")
    )
    return population.get((period, area, sex, age))


def _series(indicator: Indicator, rows: Rows) -> Series:
    """Return the rows as columns; what a row does not say is the total."""
    wheres = [dict(where) for _, where in rows]
    figures = list(rows.values())
    unknown = _numbers(figure.unknown for figure in figures)
    return Series(
        indicator=indicator.id,
        dimensions=indicator.dimensions,
        periods=_texts(period for period, _ in rows),
        codes=tuple(
            _texts(where.get(name, TOTAL) for where in wheres)
            for name in indicator.dimensions
        ),
        values=_numbers(figure.value for figure in figures),
        statuses=_texts(str(figure.status) for figure in figures),
        lower=_numbers(figure.lower for figure in figures),
        upper=_numbers(figure.upper for figure in figures),
        numerators=_numbers(figure.numerator for figure in figures),
        denominators=_numbers(figure.denominator for figure in figures),
        unknown=unknown if indicator.survey else None,
    )


def _texts(texts: Iterable[str]) -> Texts:
    return np.array(list(texts), dtype=np.str_)


def _numbers(numbers: Iterable[float]) -> Floats:
    return np.array(list(numbers), dtype=np.float64)
