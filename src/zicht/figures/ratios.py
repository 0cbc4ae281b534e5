"""Figures from published cells: counts, shares and rates, with the bounds that follow from those of the cells."""

from dataclasses import dataclass, replace
from math import ceil, floor, isnan, log10, nan

from zicht.figures.cells import Cell
from zicht.vocabulary.statuses import Status

SMALLEST_DENOMINATOR = 20
"""A share of fewer is withheld: rounding alone would move it by tens of percent points."""
WIDEST_SHARE = 25.0
"""A share whose bounds lie further apart, in percent points, is shown as bounds only."""


@dataclass(frozen=True)
class Figure:
    """A row of a series.

    Parameters
    ----------
    value : nan where it is not shown
    status : of the figure
    lower, upper : bounds that hold
    numerator, denominator : published counts behind it; nan where there are none
    unknown : of a survey, the percentage of whom the answer is not known, at most
    """

    value: float
    status: str
    lower: float
    upper: float
    numerator: float = nan
    denominator: float = nan
    unknown: float = nan


NOTHING = Figure(nan, Status.WITHHELD, nan, nan)


def count_figure(cell: Cell) -> Figure:
    """Return a count as its cell was published."""
    if cell.status == Status.PUBLISHED:
        value = float(cell.value)
    elif cell.status == Status.BANDED:
        value = nan
    else:
        return NOTHING
    return Figure(value, cell.status, float(cell.lower), float(cell.upper))


def share_figure(
    numerator: Cell, denominator: Cell, scale: int, *, is_part: bool
) -> Figure:
    """Return a share of two published cells.

    Parameters
    ----------
    scale : 100 for per cent
    is_part : whether the numerator counts a part of the denominator, so that the share cannot exceed the whole
    """
    quotient = _quotient(numerator, denominator, scale)
    if quotient is None:
        return NOTHING
    value, lower, upper = quotient
    if is_part:
        # Rounding may print a part above its whole: 100 beside 95.
        value = min(value, scale)
        upper = min(upper, scale)
    figure = _rounded(value, lower, upper, most=1)
    if 100 * (upper - lower) / scale > WIDEST_SHARE:
        figure = replace(figure, value=nan, status=Status.BANDED)
    return _with_parts(figure, numerator.value, denominator.value)


def rate_figure(numerator: Cell, inhabitants: int, scale: int) -> Figure:
    """Return a rate of a published cell per so many inhabitants, who are public."""
    if numerator.status == Status.WITHHELD or not inhabitants:
        return NOTHING
    value = scale * numerator.value / inhabitants
    lower = scale * numerator.lower / inhabitants
    upper = scale * numerator.upper / inhabitants
    figure = _rounded(value, lower, upper, most=2)
    if numerator.status == Status.BANDED:
        figure = replace(figure, value=nan, status=Status.BANDED)
        return _with_parts(figure, nan, inhabitants)
    return _with_parts(figure, numerator.value, inhabitants)


def rate_of_counted(numerator: Cell, denominator: Cell, scale: int) -> Figure:
    """Return a rate of a published cell per so many of another, such as workers of a sector."""
    quotient = _quotient(numerator, denominator, scale)
    if quotient is None:
        return NOTHING
    figure = _rounded(*quotient, most=2)
    return _with_parts(figure, numerator.value, denominator.value)


def _quotient(
    numerator: Cell, denominator: Cell, scale: int
) -> tuple[float, float, float] | None:
    """Divide two published cells; None where either is hidden, or the denominator is too small to divide by.

    Returns
    -------
    value, and the least and the most that the bounds of both cells allow
    """
    if not (numerator.is_shown and denominator.is_shown):
        return None
    # A lower bound of 0 gives no upper bound of the share.
    if denominator.value < SMALLEST_DENOMINATOR or denominator.lower <= 0:
        return None
    value = scale * numerator.value / denominator.value
    lower = scale * max(0.0, numerator.lower) / denominator.upper
    upper = scale * numerator.upper / denominator.lower
    # A bound that is not known makes the share unknown, not wide.
    return None if isnan(upper) else (value, lower, upper)


def _rounded(value: float, lower: float, upper: float, *, most: int) -> Figure:
    """Round to as many decimals as the bounds bear; bounds are rounded outwards, so that they still hold."""
    width = upper - lower
    # Digits that the bounds do not hold would claim more than was counted.
    decimals = most if width <= 0 else min(most, max(0, -floor(log10(width))))
    unit = 10**decimals
    # A hair's breadth keeps 30.000000000000004 from becoming 30.1.
    return Figure(
        round(value, decimals),
        Status.PUBLISHED,
        floor(lower * unit + 1e-9) / unit,
        ceil(upper * unit - 1e-9) / unit,
    )


def _with_parts(figure: Figure, numerator: float, denominator: float) -> Figure:
    return replace(figure, numerator=float(numerator), denominator=float(denominator))
