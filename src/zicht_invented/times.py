"""How long things truly took, K07, K08 and S14, and who truly came to court again, R02, counted from arrays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import nan

import numpy as np

from zicht.vocabulary.arrays import Bools, Dates, Floats, Ints
from zicht_invented import codes
from zicht_invented.cases import Cases
from zicht_invented.draws import NEVER, last_day_of, year_of
from zicht_invented.registered import SGTK, Police

HORIZONS = {
    "m06": 183, "m12": 365, "m18": 548, "m24": 731, "m30": 913, "m36": 1096, "m42": 1279, "m48": 1461, "m54": 1644,
    "m60": 1826, "m84": 2557,
}  # fmt: skip
WITHIN_FIVE_YEARS = {code: days for code, days in HORIZONS.items() if days <= 1826}
_QUANTILES = {"mediaan": 0.5, "p90": 0.9}
_YEARS_IN_A_BLOCK = 3


@dataclass(frozen=True)
class Time:
    """One true figure about time; not a number where there is nobody."""

    indicator: str
    period: str
    where: tuple[tuple[str, str], ...]
    value: float


@dataclass(frozen=True, eq=False)
class Spans:
    """Spans of time: the period of each, its days, whether it ended, and its codes."""

    periods: Mapping[str, Sequence[int]]
    year: Ints
    days: Floats
    ended: Bools
    groups: Mapping[str, tuple[tuple[str, ...], Ints]]

    def cells(
        self, names: Sequence[str]
    ) -> Iterator[tuple[str, tuple[tuple[str, str], ...], Bools]]:
        """Return period, codes and members of every cell of one breakdown, without its margins."""
        for period, chosen in product(
            self.periods, product(*(self.groups[name][0] for name in names))
        ):
            inside = np.isin(self.year, self.periods[period])
            for name, code in zip(names, chosen, strict=True):
                words, of = self.groups[name]
                inside &= of == words.index(code)
            yield period, tuple(zip(names, chosen, strict=True)), inside


def durations(cases: Cases, years: Sequence[int]) -> Iterator[Time]:
    """Return K07 and K08, and those of imposed sentences and of appeal: by year in which it ended, and by field."""
    decided, judged = cases.decision >= 0, cases.judgment >= 0
    harsh = judged & np.isin(
        cases.penalty, [codes.PENALTIES.index(code) for code in codes.UNCONDITIONAL]
    )
    custody = [
        penalty
        for penalty, code in enumerate(codes.PENALTIES)
        if code.startswith(("gevangenisstraf", "jeugddetentie"))
    ]
    convicted = cases.judgment == codes.JUDGMENTS.index("veroordeling")
    imposed = convicted & np.isin(cases.penalty, custody) & (cases.days >= 0)
    on_appeal = judged & (cases.appeal == 1)
    to_judgment = _days(cases.decided, cases.judged)
    durations_of = (
        ("K07-opgelegd", imposed, cases.judged, cases.days),
        ("K08-beroep", on_appeal, cases.judged, to_judgment),
        ("K07", harsh, cases.judged, cases.days_served),
        ("K08-om", decided, cases.decided, _days(cases.registered, cases.decided)),
        ("K08-rechter", judged, cases.judged, to_judgment),
    )
    for indicator, rows, date, length in durations_of:
        field = {"veld": (codes.FIELDS, cases.field[rows])}
        days = length[rows].astype(np.float64)
        spans = ended_spans(years, year_of(date[rows]), days, field)
        yield from quantiles_of(indicator, spans, ((), ("veld",)))


def lengths_of_incidents(police: Police, years: Sequence[int]) -> Iterator[Time]:
    """Return S14: how long the violence of an incident lasted, by the year of registration."""
    incidents = police.incidents
    year = year_of(incidents.date)
    is_involved = np.zeros(len(year), dtype=np.bool_)
    is_involved[police.involved.incident] = True
    rows = is_involved & (incidents.field == SGTK) & np.isin(year, years)
    days = (incidents.started - incidents.ended)[rows].astype(np.float64)
    spans = ended_spans(years, year[rows], days, {})
    yield from quantiles_of("S14", spans, ((),))


def ended_spans(
    years: Sequence[int],
    year: Ints,
    days: Floats,
    groups: Mapping[str, tuple[tuple[str, ...], Ints]],
) -> Spans:
    """Return spans that all ended, each in its year."""
    periods = {str(period): (period,) for period in years}
    have_ended = np.ones(len(days), dtype=np.bool_)
    return Spans(periods, year, days, have_ended, groups)


def quantiles_of(
    indicator: str, spans: Spans, breakdowns: Sequence[tuple[str, ...]]
) -> Iterator[Time]:
    """Return the quantiles of every cell of some breakdowns, the median at the margin too."""
    for names in breakdowns:
        for period, where, inside in spans.cells(names):
            values = spans.days[inside]
            quantiles = {
                code: float(np.quantile(values, q)) if len(values) else nan
                for code, q in _QUANTILES.items()
            }
            yield from _with_headline(
                indicator, period, where, ("maat", "mediaan"), quantiles
            )


def recidivism(cases: Cases, years: Sequence[int]) -> Iterator[Time]:
    """Return R02-speciaal: by the years of the first case that ended in a conviction, field and age at it."""
    first = _first_convictions(cases)
    groups = {
        "veld": (codes.FIELDS, cases.field[first]),
        "leeftijdsgroep": (codes.AGE_GROUPS, codes.age_group(cases.age[first])),
    }
    yield from survived(
        "R02-speciaal",
        cases.registered[first],
        _new_cases_of_same_field(cases, first),
        # Nobody leaves sight: cases say nothing of deaths and departures.
        np.full(len(first), NEVER, dtype="datetime64[D]"),
        groups,
        years,
        horizons=WITHIN_FIVE_YEARS,
    )


def _first_convictions(cases: Cases) -> Ints:
    """Return the row of the first case of each person that ended in a conviction, in the order of the persons."""
    convicted = np.flatnonzero(cases.judgment == codes.JUDGMENTS.index("veroordeling"))
    convicted = convicted[np.argsort(cases.registered[convicted], kind="stable")]
    _, first = np.unique(cases.person[convicted], return_index=True)
    return np.asarray(convicted[first])


def _new_cases_of_same_field(cases: Cases, first: Ints) -> Dates:
    """Return the day of the next case of the same field of each person; NaT where there is none.

    Parameters
    ----------
    first : row of the first case of each person, in the order of the persons
    """
    is_cleared = np.isin(
        cases.judgment, [codes.JUDGMENTS.index(code) for code in ("vrijspraak", "ovar")]
    )
    is_technical = cases.decision == codes.DECISIONS.index("sepot_technisch")
    valid = np.flatnonzero(~is_cleared & ~is_technical)
    people = cases.person[first]
    valid = valid[np.isin(cases.person[valid], people)]
    of = np.searchsorted(people, cases.person[valid])
    is_later = cases.registered[valid] > cases.registered[first[of]]
    is_of_field = cases.field[valid] == cases.field[first[of]]
    counts = is_later & is_of_field
    # The minimum with NaT is NaT, so a day that never comes stands for it.
    latest = np.datetime64("9999-12-31", "D")
    again = np.full(len(first), latest)
    np.minimum.at(again, of[counts], cases.registered[valid[counts]])
    return np.where(again < latest, again, NEVER)


def survived(  # noqa: PLR0917 - what one curve is computed from
    indicator: str,
    begin: Dates,
    again: Dates,
    until: Dates,
    groups: Mapping[str, tuple[tuple[str, ...], Ints]],
    years: Sequence[int],
    *,
    horizons: Mapping[str, int],
    crossed: bool = False,
    cohort: Dates | None = None,
) -> Iterator[Time]:
    """Return the percentage to whom it happened again within each horizon, by every breakdown.

    Parameters
    ----------
    indicator : its id
    begin, again : first day of each person, and the day it happened again; NaT where it did not
    until : the day after which nobody saw the person; NaT where there is none
    groups : dimension to its codes and the index of each person's code
    years : that are covered; the last day of the last one ends what is seen
    horizons : code to days
    crossed : whether the dimensions are crossed too
    cohort : the day that says in which period each person counts; the first day where it is left out
    """
    last = last_day_of(years[-1])
    seen_until = np.where(np.isnat(until), last, np.minimum(until, last))
    has_happened = ~np.isnat(again) & (again <= seen_until)
    followed_until = np.where(has_happened, again, seen_until)
    days = _days(begin, followed_until).astype(np.float64)
    # Whoever begins after the last day could not be followed yet, and counts in no share.
    is_followed = ~(begin > last)
    year = year_of(begin if cohort is None else cohort)
    spans = Spans(_blocks(years), year, days, has_happened, groups)
    breakdowns = [(), *((name,) for name in groups)]
    if crossed:
        breakdowns.append(tuple(groups))
    for names in breakdowns:
        for period, where, inside in spans.cells(names):
            members = inside & is_followed
            percentages = {
                code: returned(spans.days[members], spans.ended[members], horizon)
                for code, horizon in horizons.items()
            }
            yield from _with_headline(
                indicator, period, where, ("termijn", "m24"), percentages
            )


def were_seen_for(
    span: np.timedelta64, begin: Dates, until: Dates, last: np.datetime64
) -> Bools:
    """Return who was in sight for a whole span from their first day.

    Parameters
    ----------
    begin : first day of each person
    until : the day after which nobody saw the person; NaT where there is none
    last : last day that a source covers
    """
    leaves_later = np.isnat(until) | (until - begin >= span)
    return np.asarray((last - begin >= span) & leaves_later)


def returned(days: Floats, ended: Bools, horizon: int) -> float:
    """Percentage to whom it happened by a day: one minus the product of shares that stayed free, moment by moment."""
    free = 1.0
    for moment in np.unique(days[ended & (days <= horizon)]):
        n_at_risk = (days >= moment).sum()
        n_ended = ((days == moment) & ended).sum()
        free *= 1 - n_ended / n_at_risk
    return 100 * (1 - free) if len(days) else nan


def _with_headline(
    indicator: str,
    period: str,
    where: tuple[tuple[str, str], ...],
    headline: tuple[str, str],
    values: Mapping[str, float],
) -> Iterator[Time]:
    """Return a value per code of a dimension, and the one of the headline also without that dimension.

    Parameters
    ----------
    headline : dimension and code, such as the median of a duration
    values : code to value
    """
    dimension, code_of_headline = headline
    yield Time(indicator, period, tuple(sorted(where)), values[code_of_headline])
    for code, value in values.items():
        where_of_code = tuple(sorted((*where, (dimension, code))))
        yield Time(indicator, period, where_of_code, value)


def _days(begin: Dates, end: Dates) -> Ints:
    return np.asarray((end - begin).astype(np.int64))


def _blocks(years: Sequence[int]) -> dict[str, Sequence[int]]:
    starts = sorted({year - year % _YEARS_IN_A_BLOCK for year in years})
    blocks = {f"{start}-{start + 2}": (start, start + 1, start + 2) for start in starts}
    return {name: block for name, block in blocks.items() if set(block) <= set(years)}
