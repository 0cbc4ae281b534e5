"""How long things truly took, and to whom they truly happened again: K07, K08, V08 and R02, counted from arrays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import nan

import numpy as np

from zicht.vocabulary.arrays import Bools, Dates, Floats, Ints
from zicht_invented import codes
from zicht_invented.cases import Cases
from zicht_invented.draws import day, year_of
from zicht_invented.incidents import Police
from zicht_invented.suspects import VICTIM

HORIZONS = dict(
    zip(
        (f"m{months:02d}" for months in range(6, 61, 6)),
        (183, 365, 548, 731, 913, 1096, 1279, 1461, 1644, 1826),
        strict=True,
    )
)
_QUANTILES = {"mediaan": 0.5, "p90": 0.9}
_YEARS_IN_A_BLOCK, _FIRST_BLOCK = 3, 2019


@dataclass(frozen=True)
class Time:
    """One true figure about time; not a number where there is nobody."""

    indicator: str
    period: str
    where: tuple[tuple[str, str], ...]
    value: float


@dataclass(frozen=True, eq=False)
class _Spans:
    """Spans of time: the period of each, its days, whether it ended, and its codes."""

    periods: Mapping[str, Sequence[int]]
    year: Ints
    days: Floats
    ended: Bools
    groups: Mapping[str, tuple[tuple[str, ...], Ints]]

    def cells(
        self, names: Sequence[str]
    ) -> Iterator[tuple[str, tuple[tuple[str, str], ...], Bools]]:
        """Give period, codes and members of every cell of one breakdown, without its margins."""
        for period, chosen in product(
            self.periods, product(*(self.groups[name][0] for name in names))
        ):
            inside = np.isin(self.year, self.periods[period])
            for name, code in zip(names, chosen, strict=True):
                words, of = self.groups[name]
                inside &= of == words.index(code)
            yield period, tuple(zip(names, chosen, strict=True)), inside


def durations(cases: Cases, years: Sequence[int]) -> Iterator[Time]:
    """Give K07 and K08: by year in which it ended, and by field."""
    single = {str(year): (year,) for year in years}
    decided, judged = cases.decision >= 0, cases.judgment >= 0
    harsh = judged & np.isin(
        cases.penalty, [codes.PENALTIES.index(code) for code in codes.UNCONDITIONAL]
    )
    taken = (
        ("K07", harsh, cases.judged, cases.days_served),
        ("K08-om", decided, cases.decided, _days(cases.registered, cases.decided)),
        ("K08-rechter", judged, cases.judged, _days(cases.decided, cases.judged)),
    )
    for indicator, rows, date, length in taken:
        spans = _Spans(
            single, year_of(date[rows]), length[rows].astype(np.float64), np.ones(int(rows.sum()), dtype=np.bool_),
            {"veld": (codes.FIELDS, cases.field[rows])},
        )  # fmt: skip
        for names in ((), ("veld",)):
            for period, where, inside in spans.cells(names):
                values = spans.days[inside]
                found = {
                    code: float(np.quantile(values, q)) if len(values) else nan
                    for code, q in _QUANTILES.items()
                }
                yield from _told(indicator, period, where, ("maat", "mediaan"), found)


def returns(police: Police, years: Sequence[int]) -> Iterator[Time]:
    """Give V08: by the years of the first incident, field and age at it."""
    rows, incidents = police.delivered(tuple(years)), police.incidents
    victims = np.flatnonzero(rows.role == VICTIM)
    victims = victims[np.argsort(incidents.date[rows.incident[victims]], kind="stable")]
    date, person = incidents.date[rows.incident[victims]], rows.person[victims]
    _, first, group = np.unique(person, return_index=True, return_inverse=True)
    begin = date[first]
    again = np.full(len(first), np.datetime64("NaT"), dtype="datetime64[D]")
    later = date > begin[group]
    for at, moment in zip(group[later][::-1].tolist(), date[later][::-1], strict=True):
        again[at] = moment
    age = rows.age[victims][first]
    groups = {
        "veld": (codes.FIELDS, incidents.field[rows.incident[victims]][first]),
        "leeftijdsgroep": (
            codes.AGE_GROUPS,
            np.where(age < 0, 3, np.digitize(age, (18, 23))),
        ),
    }
    yield from _survived("V08", begin, again, groups, years)


def recidivism(cases: Cases, years: Sequence[int]) -> Iterator[Time]:
    """Give R02-speciaal: by the years of the first case that ended in a conviction, field and age at it."""
    convicted = np.flatnonzero(cases.judgment == codes.JUDGMENTS.index("veroordeling"))
    convicted = convicted[np.argsort(cases.registered[convicted], kind="stable")]
    people, at = np.unique(cases.person[convicted], return_index=True)
    first = convicted[at]
    ended_well = np.isin(
        cases.judgment, [codes.JUDGMENTS.index(code) for code in ("vrijspraak", "ovar")]
    )
    valid = np.flatnonzero(
        ~ended_well & (cases.decision != codes.DECISIONS.index("sepot_technisch"))
    )
    of = np.searchsorted(people, cases.person[valid])
    own = (of < len(people)) & (
        people[np.minimum(of, len(people) - 1)] == cases.person[valid]
    )
    valid, of = valid[own], of[own]
    later = (cases.registered[valid] > cases.registered[first][of]) & (
        cases.field[valid] == cases.field[first][of]
    )
    again = np.full(len(first), np.datetime64("NaT"), dtype="datetime64[D]")
    order = np.argsort(cases.registered[valid][later], kind="stable")[::-1]
    for person, moment in zip(
        of[later][order].tolist(), cases.registered[valid][later][order], strict=True
    ):
        again[person] = moment
    age = cases.age[first]
    groups = {
        "veld": (codes.FIELDS, cases.field[first]),
        "leeftijdsgroep": (
            codes.AGE_GROUPS,
            np.where(age < 0, 3, np.digitize(age, (18, 23))),
        ),
    }
    yield from _survived("R02-speciaal", cases.registered[first], again, groups, years)


def _survived(
    indicator: str,
    begin: Dates,
    again: Dates,
    groups: Mapping[str, tuple[tuple[str, ...], Ints]],
    years: Sequence[int],
) -> Iterator[Time]:
    """Give the percentage to whom it happened again within each horizon, by every breakdown."""
    ended, last = ~np.isnat(again), day(years[-1] + 1, 0) - np.timedelta64(1, "D")
    days = _days(begin, np.where(ended, again, last)).astype(np.float64)
    spans = _Spans(_blocks(years), year_of(begin), days, ended, groups)
    for names in ((), *((name,) for name in groups)):
        for period, where, inside in spans.cells(names):
            found = {
                code: returned(spans.days[inside], spans.ended[inside], at)
                for code, at in HORIZONS.items()
            }
            yield from _told(indicator, period, where, ("termijn", "m24"), found)


def returned(days: Floats, ended: Bools, horizon: int) -> float:
    """Percentage to whom it happened by a day: one minus the product of shares that stayed free, moment by moment."""
    free = 1.0
    for moment in np.unique(days[ended & (days <= horizon)]):
        free *= 1 - ((days == moment) & ended).sum() / (days >= moment).sum()
    return 100 * (1 - free) if len(days) else nan


def _told(
    indicator: str,
    period: str,
    where: tuple[tuple[str, str], ...],
    headline: tuple[str, str],
    found: Mapping[str, float],
) -> Iterator[Time]:
    yield Time(indicator, period, where, found[headline[1]])
    for code, value in found.items():
        yield Time(
            indicator, period, tuple(sorted((*where, (headline[0], code)))), value
        )


def _days(begin: Dates, end: Dates) -> Ints:
    return np.asarray((end - begin).astype(np.int64))


def _blocks(years: Sequence[int]) -> dict[str, Sequence[int]]:
    starts = sorted(
        {year - (year - _FIRST_BLOCK) % _YEARS_IN_A_BLOCK for year in years}
    )
    blocks = {f"{start}-{start + 2}": (start, start + 1, start + 2) for start in starts}
    return {name: block for name, block in blocks.items() if set(block) <= set(years)}
