"""Which delivery counts for which days of which part of a source. The answer follows from letters alone.

Whatever the order in which deliveries arrived, the same deliveries give the same answer.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from zicht.vocabulary.days import Days
from zicht.vocabulary.deliveries import Receipt

ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Covered:
    """Days of a part of a source for which one delivery counts.

    Parameters
    ----------
    source, part : as the letter states them; part is empty for the whole source
    days : without those that a later delivery covers
    delivery_id : of the delivery that counts
    """

    source: str
    part: str
    days: Days
    delivery_id: str


def order_of(receipt: Receipt) -> tuple[str, int, str]:
    """Return what orders two deliveries: extraction, then correction, then the digest where both are the same.

    Two deliveries of one part with overlapping days and the same extraction and correction are refused before they are
    received (see `questions`); the digest keeps the order whole all the same.
    """
    return receipt.extracted_on, receipt.correction, receipt.digest


def coverage(
    receipts: Iterable[Receipt],
    counts_from: Mapping[str, datetime.date] | None = None,
) -> list[Covered]:
    """Return the days for which each delivery counts.

    Deliveries of different parts of a source add up. Within a part the later delivery counts for the days it covers,
    and what is left of the earlier one stays. A delivery of which no row was accepted replaces nothing, unless it has
    no rows: then its letter says that there was nothing to report.

    Parameters
    ----------
    receipts : of all deliveries in the vault
    counts_from : source to the first day that is covered at all: what lies before it is forgotten
    """
    by_part: dict[tuple[str, str], list[Receipt]] = {}
    for receipt in receipts:
        if receipt.accepted or not receipt.rows:
            by_part.setdefault((receipt.source, receipt.part), []).append(receipt)
    covered = []
    for (source, part), deliveries in sorted(by_part.items()):
        taken: list[Days] = []
        for receipt in sorted(deliveries, key=order_of, reverse=True):
            covered += [
                Covered(source, part, days, receipt.delivery_id)
                for days in without(receipt.days, taken)
            ]
            taken.append(receipt.days)
    return list(_not_forgotten(covered, counts_from or {}))


def _not_forgotten(
    covered: Iterable[Covered], counts_from: Mapping[str, datetime.date]
) -> Iterator[Covered]:
    """Leave out days that are forgotten: of them nothing is there, which is not the same as zero."""
    for run in covered:
        first = counts_from.get(run.source, run.days.first)
        if first <= run.days.last:
            yield replace(run, days=Days(max(first, run.days.first), run.days.last))


def without(days: Days, taken: Sequence[Days]) -> list[Days]:
    """Return the runs of days that lie in none of some others, in order."""
    left = [days]
    for other in taken:
        left = [piece for run in left for piece in _cut(run, other)]
    return sorted(left)


def _cut(run: Days, other: Days) -> list[Days]:
    """Return what is left of a run of days after another is taken out."""
    if not run.overlaps(other):
        return [run]
    pieces = []
    if run.first < other.first:
        pieces.append(Days(run.first, other.first - ONE_DAY))
    if other.last < run.last:
        pieces.append(Days(other.last + ONE_DAY, run.last))
    return pieces
