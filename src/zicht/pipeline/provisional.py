"""Which figures are provisional: they rest on a delivery that was extracted soon after the end of their period."""

import calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from zicht.indicators import relations_read
from zicht.project.folder import Project
from zicht.vocabulary.days import Days
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.figures import Series

_MONTHS_IN_A_YEAR = 12


def provisional_periods(
    project: Project, receipts: Sequence[Receipt], series: Mapping[str, Series]
) -> dict[str, tuple[str, ...]]:
    """Return the periods of which the figures of an indicator are provisional.

    Parameters
    ----------
    project : says per source how many months after a period its deliveries hardly move any more
    receipts : of the deliveries that count
    series : figures by indicator

    Returns
    -------
    indicator to its provisional periods, oldest first; an indicator without any is left out
    """
    newest = _newest_receipts(receipts)
    provisional = {}
    for indicator in project.indicators:
        if indicator.id not in series:
            continue
        read = relations_read(indicator.sql, project.views)
        months_of = {
            source: months
            for source, months in project.settles_after_months.items()
            if source in read
        }
        periods = sorted(set(series[indicator.id].periods.tolist()))
        unsettled = tuple(
            period for period in periods if _is_provisional(period, months_of, newest)
        )
        if unsettled:
            provisional[indicator.id] = unsettled
    return provisional


def _newest_receipts(receipts: Iterable[Receipt]) -> list[Receipt]:
    """Return the last extracted receipt of each part and period of a source."""
    newest = {
        (receipt.source, receipt.part, receipt.period): receipt
        for receipt in sorted(receipts, key=_extraction)
    }
    return list(newest.values())


def _is_provisional(
    period: str, months_of: Mapping[str, int], newest: Iterable[Receipt]
) -> bool:
    """Whether some delivery of a period was extracted before its figures have settled.

    A period may come in several deliveries: of its quarters, or of parts of a source. Each settles by itself.
    """
    days = Days.read(period)
    for receipt in newest:
        delivered = receipt.days
        if receipt.source in months_of and delivered.overlaps(days):
            end = min(days.last, delivered.last)
            if _extraction(receipt) < months_later(end, months_of[receipt.source]):
                return True
    return False


def _extraction(receipt: Receipt) -> date:
    return date.fromisoformat(receipt.extracted_on)


def months_later(day: date, months: int) -> date:
    """Return the same day some months later; the last day of that month where it has no such day.

    Examples
    --------
    >>> months_later(date(2024, 12, 31), 2).isoformat()
    '2025-02-28'
    """
    years, month = divmod(day.month - 1 + months, _MONTHS_IN_A_YEAR)
    year = day.year + years
    last_day = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last_day))
