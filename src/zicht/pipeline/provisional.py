"""Which figures are provisional: they rest on a delivery that was extracted soon after the end of their period."""

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from zicht.edition.estimates import whole_period
from zicht.indicators import relations_behind, relations_read
from zicht.project.folder import Project
from zicht.vocabulary.days import Days
from zicht.vocabulary.deliveries import Receipt
from zicht.vocabulary.dimensions import PERIOD
from zicht.vocabulary.estimates import PublishedEstimate
from zicht.vocabulary.figures import Series

_MONTHS_IN_A_YEAR = 12


def provisional_periods(
    project: Project,
    receipts: Sequence[Receipt],
    series: Mapping[str, Series],
    estimates: Mapping[str, PublishedEstimate],
) -> dict[str, tuple[str, ...]]:
    """Return the periods of which the figures of an indicator, or of an estimate, are provisional.

    Parameters
    ----------
    project : says per source how many months after a period its deliveries hardly move any more
    receipts : of the deliveries that count
    series : figures by indicator
    estimates : made from the registers of the project, by id

    Returns
    -------
    id to its provisional periods, oldest first; an id without any is left out
    """
    newest = _newest_receipts(receipts)
    provisional = {}
    for id_, periods, read in _what_rests_on_sources(project, series, estimates):
        months_of = {
            source: months
            for source, months in project.settles_after_months.items()
            if source in read
        }
        unsettled = tuple(
            period
            for period in sorted(periods)
            if _is_provisional(period, months_of, newest)
        )
        if unsettled:
            provisional[id_] = unsettled
    return provisional


def _what_rests_on_sources(
    project: Project,
    series: Mapping[str, Series],
    estimates: Mapping[str, PublishedEstimate],
) -> Iterator[tuple[str, set[str], frozenset[str]]]:
    """Yield the id of each indicator and estimate, its periods, and the relations that it rests on."""
    for indicator in project.indicators:
        if indicator.id in series:
            periods = set(series[indicator.id].periods.tolist())
            yield indicator.id, periods, relations_read(indicator.sql, project.views)
    registers = project.registers
    if registers is None:
        return
    read = relations_behind([registers.members, registers.people], project.views)
    for id_, estimate in estimates.items():
        years = {stratum.levels.get(PERIOD) for stratum in estimate.totals} - {None}
        yield id_, {estimate.period, whole_period(estimate), *map(str, years)}, read


def _newest_receipts(receipts: Iterable[Receipt]) -> list[Receipt]:
    """Return the last extracted receipt of each part and period of a source."""
    newest = {
        (receipt.source, receipt.part, receipt.period): receipt
        # In order of extraction: of equal keys a dictionary keeps the last.
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
            # Of a delivery that covers half of the period, only that half has to
            # settle.
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
