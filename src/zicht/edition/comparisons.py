"""Declared comparisons as figures: by how much a figure changed, with its bounds and its reason.

A change is computed only from published figures, so it discloses nothing that they do not.
Its lower bound is the change from the upper bound of the first figure to the lower bound of
the second. If both bounds are 95% intervals, the bounds of the change hold more often than 95%.
"""

from dataclasses import dataclass, replace
from math import ceil, floor

from zicht.edition import numerals
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.edition.figures import (
    CHANGE,
    CHANGE_IN_POINTS,
    HARD,
    INTERVAL,
    Figure,
    quantity,
)
from zicht.edition.locales import MINUS
from zicht.vocabulary.cited import FigureKind
from zicht.vocabulary.figures import Comparison, FigureKey
from zicht.vocabulary.statuses import Status

SMALLEST_BASE = 20.0
"""A change from a smaller count is withheld: one person would change it by five per cent or more."""
WIDEST_CHANGE = 25.0
"""A change whose bounds lie further apart, in per cent or points, is shown as bounds only."""
_TOLERANCE = 1e-9
"""Keeps 30.000000000000004 from becoming 31 when a bound is rounded outwards."""


@dataclass(frozen=True)
class ComparedFigures:
    """A comparison in one language.

    Parameters
    ----------
    figure : the change; its value is in per cent, or in percentage points between shares
    before, after : the figures that it compares
    definition : what is compared, in words
    sentence : the change and what is compared, in one sentence without its full stop
    reason : why it changed as far as known, why it holds across a break, and whether its bounds allow both directions
    """

    figure: Figure
    before: Figure
    after: Figure
    definition: str
    sentence: str
    reason: str


def find_comparison(edition: Edition, name: str) -> Comparison | None:
    """Find a declared comparison by its id."""
    for comparison in edition.release.comparisons:
        if comparison.id == name:
            return comparison
    return None


def compared(
    edition: Edition, comparison: Comparison, before: Figure, after: Figure
) -> ComparedFigures:
    """Compute a declared comparison.

    Parameters
    ----------
    before, after : the two figures that it names
    """
    figure = change_between(edition, before, after)
    definition = edition.words(
        "comparison.definition",
        title=after.title,
        before=before.shown,
        before_period=before.period,
        after=after.shown,
        after_period=after.period,
    )
    reasons = [edition.say(comparison.reason), edition.say(comparison.across)]
    reasons += dict.fromkeys((before.revision, after.revision))
    if may_be_either(figure):
        reasons.insert(0, edition.words("comparison.unclear"))
    return ComparedFigures(
        figure=replace(figure, address=comparison.id, title=definition),
        before=before,
        after=after,
        definition=definition,
        sentence=_sentence(edition, figure, before, after),
        reason=" ".join(reason for reason in reasons if reason),
    )


def _sentence(edition: Edition, change: Figure, before: Figure, after: Figure) -> str:
    """Write a change in a sentence, with its direction in words if its bounds allow only one direction.

    Otherwise the sentence only names the two figures, because a range as the size of the change would contradict their
    difference. The bounds stand beside the sentence.
    """
    if change.bounds and (change.value is None or may_be_either(change)):
        direction = "definition"
    elif change.value is None:
        direction = "without_size"
    elif not change.value:
        direction = "unchanged"
    else:
        direction = "rose" if change.value > 0 else "fell"
    return edition.words(
        f"comparison.{direction}",
        title=after.title,
        size=change.number.lstrip(f"+{MINUS}"),
        before=before.shown,
        before_period=before.period,
        after=after.shown,
        after_period=after.period,
    )


def change_between(
    edition: Edition, before: Figure, after: Figure, *, in_points: bool | None = None
) -> Figure:
    """Compute by how much one figure lies above or below an earlier one.

    Parameters
    ----------
    before, after : figures of one identity
    in_points : whether the change is in percentage points instead of per cent of the first; by default for shares

    Returns
    -------
    Figure in per cent of the first, or in percentage points between shares. It is banded if its bounds lie
    more than 25 apart, and withheld if either figure has no number or the first counts fewer than 20

    Raises
    ------
    NoSuchFigure : one of them is an estimate or a change
    """
    _refuse_not_counted(before, after)
    if in_points is None:
        in_points = after.is_share
    unit = CHANGE_IN_POINTS if in_points else CHANGE
    change = _change_with_bounds(before, after, in_points=in_points)
    if change is None:
        return _without_number(edition, before, after, unit)
    value, lower, upper = change
    decimals = 1 if upper - lower < 1 else 0
    number = _signed(edition, value, decimals, unit)
    figure = Figure(
        address=f"{before.address} {after.address}",
        number=number,
        value=float(numerals.rounded(value, decimals)),
        lower=lower,
        upper=upper,
        unit=unit,
        title=after.title,
        period=f"{before.period}\u2013{after.period}",
    )
    is_exact = upper - lower < _TOLERANCE
    if is_exact:
        return figure
    lower, upper = _outwards(lower, upper, decimals)
    bounds = edition.words(
        "shown.between",
        low=_signed(edition, lower, decimals, unit),
        high=_signed(edition, upper, decimals, unit),
    )
    with_bounds = replace(
        figure,
        lower=lower,
        upper=upper,
        qualifier=bounds,
        bounds=bounds,
        bounds_kind=_kind_of_bounds(before, after),
    )
    if upper - lower <= WIDEST_CHANGE:
        return with_bounds
    return replace(
        with_bounds, number=bounds, value=None, qualifier="", status=Status.BANDED
    )


def _refuse_not_counted(before: Figure, after: Figure) -> None:
    """Refuse a comparison of estimates or of changes, whose own uncertainty is not that of a count."""
    for figure in (before, after):
        # A number computed from an estimate would stand without an interval of its own.
        if figure.is_estimate or figure.is_change:
            raise NoSuchFigure(
                f"{figure.address} cannot be used in a computation.",
                "Compare figures that were counted.",
            )


def _kind_of_bounds(before: Figure, after: Figure) -> str:
    is_interval = INTERVAL in (before.bounds_kind, after.bounds_kind)
    return INTERVAL if is_interval else HARD


def _change_with_bounds(
    before: Figure, after: Figure, *, in_points: bool
) -> tuple[float, float, float] | None:
    """Return a change with its lower and upper bound; None if it cannot be computed, or must not be shown."""
    if before.value is None or after.value is None:
        return None
    before_low, before_high = _bounds(before)
    after_low, after_high = _bounds(after)
    if in_points:
        return (
            after.value - before.value,
            after_low - before_high,
            after_high - before_low,
        )
    # A zero has no percentage, and in a percentage of a small count one person can be seen.
    if before_low <= 0 or (_is_count(before) and before.value < SMALLEST_BASE):
        return None
    return (
        100 * (after.value / before.value - 1),
        100 * (after_low / before_high - 1),
        100 * (after_high / before_low - 1),
    )


def _is_count(figure: Figure) -> bool:
    """Whether a figure counts something, here or where it was printed."""
    if figure.cited is None:
        return figure.unit == "count"
    identity = figure.cited.identity
    return identity is not None and identity.kind is FigureKind.COUNT


def _bounds(figure: Figure) -> tuple[float, float]:
    """Return the bounds of the true value; for a figure printed by others, the numbers that round to it."""
    value = figure.value or 0.0
    if figure.cited is not None:
        # What others printed is rounded, and a change must hold for every number that rounds to it.
        slack = float(figure.cited.rounding)
        return value - slack, value + slack
    lower = value if figure.lower is None else figure.lower
    upper = value if figure.upper is None else figure.upper
    return lower, upper


def _outwards(lower: float, upper: float, decimals: int) -> tuple[float, float]:
    """Round bounds so that they still hold."""
    unit = 10**decimals
    return (
        floor(lower * unit + _TOLERANCE) / unit,
        ceil(upper * unit - _TOLERANCE) / unit,
    )


def _signed(edition: Edition, value: float, decimals: int, unit: str) -> str:
    """Write a change with its direction: `+9%`, a minus sign and `12%`, `+3 percentage points`, `0%`."""
    size = numerals.rounded(abs(value), decimals)
    if unit == CHANGE_IN_POINTS:
        number = edition.words.count("shown.points", size)
    else:
        number = quantity(size, "percent", edition.language, decimals)
    if not size:
        return number
    return f"+{number}" if value > 0 else f"{MINUS}{number}"


def _without_number(
    edition: Edition, before: Figure, after: Figure, unit: str
) -> Figure:
    """Return a figure without a number: one of the two is pending, missing or withheld, or the first is too small."""
    status: str = Status.WITHHELD
    words = edition.words("shown.withheld")
    for figure in (before, after):
        if figure.is_pending or figure.is_missing:
            status, words = figure.status, figure.number
    return Figure(
        address=f"{before.address} {after.address}",
        number=words,
        value=None,
        lower=None,
        upper=None,
        unit=unit,
        title=after.title,
        period=f"{before.period}\u2013{after.period}",
        status=status,
    )


def may_be_either(change: Figure) -> bool:
    """Whether the bounds of a change allow a rise as well as a fall."""
    if change.lower is None or change.upper is None:
        return False
    return change.lower < 0 < change.upper


def is_about(comparison: Comparison, indicator: str) -> bool:
    """Whether a comparison is of figures of an indicator."""
    return (
        ":" in comparison.after
        and FigureKey.read(comparison.after).indicator == indicator
    )
