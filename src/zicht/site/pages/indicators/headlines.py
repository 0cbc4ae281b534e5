"""The number at the top of the page of an indicator: the newest that is nearly final."""

from collections.abc import Sequence
from dataclasses import dataclass

from zicht.edition import comparing
from zicht.edition.rows import Row
from zicht.site.library import SiteEdition
from zicht.vocabulary.definitions import Indicator


@dataclass(frozen=True)
class Headline:
    """The number at the top of a page.

    Parameters
    ----------
    value, unit, period : as printed; a percentage needs no unit
    is_shown : whether it has a number
    bounds_sentence : between which bounds it lies; empty if it has none
    revision : how much a provisional number may still change; empty of a final one
    key : address of the figure
    before, before_period, before_key : how it was the period before; empty if that cannot be compared
    """

    value: str
    is_shown: bool
    unit: str
    period: str
    bounds_sentence: str
    revision: str
    key: str
    before: str
    before_period: str
    before_key: str


def headline(edition: SiteEdition, indicator: Indicator) -> Headline | None:
    """Return the latest total: value, unit, period, bounds, and the value of the period before.

    Of people or cases that are followed it is the latest year of which all are done, without the year before.
    """
    rows = edition.library.rows.get(indicator.id)
    if rows is None:
        return None
    line = settled(indicator, rows.line())
    if not line:
        return None
    latest = line[-1]
    before = _before(indicator, line)
    return Headline(
        value=edition.marked(latest),
        is_shown=latest.is_shown,
        unit="" if indicator.is_percentage else edition.unit_beside(indicator, latest),
        period=edition.period(latest.period),
        bounds_sentence=edition.bounds_sentence(latest),
        revision=edition.revision(latest),
        key=str(latest.key),
        before=edition.shown(before) if before else "",
        before_period=edition.period(before.period) if before else "",
        before_key=str(before.key) if before else "",
    )


def _before(indicator: Indicator, line: Sequence[Row]) -> Row | None:
    """Return the row before the latest; None if a comparison of the two would mislead."""
    if len(line) < 2:
        return None
    before, latest = line[-2], line[-1]
    # Two numbers side by side are read as a change.
    if comparing.why_not_comparable(indicator, before.period, latest.period):
        return None
    return before


def latest_settled(indicator: Indicator, periods: Sequence[str]) -> str:
    """Return the latest period of which all who are followed are done; the latest of all if there is none."""
    newest = periods[-1]
    done = [
        period for period in periods if comparing.is_settled(indicator, period, newest)
    ]
    return done[-1] if done else newest


def settled(indicator: Indicator, line: Sequence[Row]) -> Sequence[Row]:
    """Return the rows that are nearly final; all rows if none is."""
    if not line or indicator.variant != "cohort":
        return line
    last = latest_settled(indicator, [row.period for row in line])
    return [row for row in line if row.period <= last]
