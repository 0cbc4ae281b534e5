"""Spans of time per cell: how long it took, or how long nothing happened."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import product

import numpy as np
from numpy.typing import NDArray

from zicht.engine import sql
from zicht.indicators.plan import UNIT
from zicht.indicators.relations import Relations
from zicht.vocabulary.arrays import Bools, Dates, Floats
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD, TOTAL, Dimension
from zicht.vocabulary.errors import IndicatorError
from zicht.vocabulary.merging import Merges
from zicht.vocabulary.spans import Person, SpanCell, SpanTable

CENSORED = "gevolgd_tot"
"""Column of a query: the day after which nobody can see what happens to a person."""

_Columns = Mapping[str, NDArray[np.generic]]
_Members = dict[tuple[str, ...], dict[object, set[tuple[object, int, bool]]]]


def spans(
    relations: Relations,
    indicator: Indicator,
    dimensions: Mapping[str, Dimension],
    merges: Mapping[str, Merges],
) -> SpanTable:
    """Gather the spans of one indicator by its breakdowns, margins included.

    Its query yields, besides what counting needs, `persoon`, and either `dagen` or the dates `van` and `tot`. Without a
    number of days a record has no span; without `tot` a span of survival runs until the last day of the last year, or
    until `gevolgd_tot`, the day after which nobody can see the person any more (a death, a departure).

    Raises
    ------
    IndicatorError : a span ends before it begins, or one record has two spans
    """
    statistics, where = (
        indicator.statistics,
        indicator.numerator.where if indicator.numerator else {},
    )
    if statistics is None:
        raise IndicatorError(
            f"Indicator {indicator.id} tells nothing of spans.",
            now="Give it [statistics].",
        )
    names = tuple(dict.fromkeys(name for names in indicator.counted for name in names))
    source = relations.ready(indicator.sql, where=f"indicator {indicator.id}")
    yielded = relations.session.columns(
        sql("SELECT * FROM ({source}) AS rijen LIMIT 0", source=source)
    )
    has_dates = {"van", "tot"} <= yielded.keys()
    if "persoon" not in yielded or not (has_dates or "dagen" in yielded):
        raise IndicatorError(
            f"Indicator {indicator.id}: its query yields no spans.",
            now="Let it yield persoon, and dagen or van and tot.",
        )
    asked = [*dict.fromkeys([*names, *where])]
    columns = relations.session.columns(
        sql(
            "SELECT DISTINCT eenheid, persoon, {columns} FROM ({source}) AS rijen",
            columns=[PERIOD, *asked, *_span_columns(yielded, has_dates=has_dates)],
            source=source,
        )
    )
    days, ended = (
        _days(columns, _last_day(dimensions), indicator)
        if has_dates
        else _given(columns)
    )
    for name, own in merges.items():
        if name in asked:
            columns = {
                **columns,
                name: np.array(
                    [own.get(code, code) for code in columns[name].tolist()],
                    dtype=object,
                ),
            }
    members = _members(
        indicator,
        columns,
        days,
        ended,
        {n: dimensions[n] for n in (PERIOD, *asked)},
        names=names,
    )
    return SpanTable(
        indicator.id,
        indicator.shape,
        indicator.universe,
        where,
        (PERIOD, *names),
        statistics.dimension,
        statistics.steps,
        tuple(_cells(indicator, names, members, dimensions, merges)),
    )


def _span_columns(yielded: Collection[str], *, has_dates: bool) -> list[str]:
    """Name the columns that say how long a span is."""
    if not has_dates:
        return ["dagen"]
    return ["van", "tot", *(name for name in (CENSORED,) if name in yielded)]


def _last_day(dimensions: Mapping[str, Dimension]) -> date:
    return date(int(dimensions[PERIOD].leaves[-1]), 12, 31)


def _given(columns: _Columns) -> tuple[Floats, Bools]:
    days = columns["dagen"].astype(np.float64)
    return days, ~np.isnan(days)


def _days(columns: _Columns, last: date, indicator: Indicator) -> tuple[Floats, Bools]:
    """Days between two dates. Survival is watched until the last day: what happens later did not happen yet."""
    begin, end = (columns[name].astype("datetime64[D]") for name in ("van", "tot"))
    ended = ~np.isnat(end)
    if indicator.shape == "survival":
        begin = np.where(begin <= np.datetime64(last), begin, np.datetime64("NaT"))
        watched = _watched_until(columns, last)
        ended &= end <= watched
        end = np.where(ended, end, watched)
    days = np.where(
        np.isnat(begin) | np.isnat(end), np.nan, (end - begin).astype(np.float64)
    )
    if np.any(days < 0):
        raise IndicatorError(
            f"Indicator {indicator.id}: {int((days < 0).sum())} spans end before they begin.",
            now="Mend its SQL.",
        )
    return days, ended


def _watched_until(columns: _Columns, last: date) -> Dates:
    """Return per record the last day on which something could be seen to happen."""
    watched = np.full(len(columns["van"]), np.datetime64(last), dtype="datetime64[D]")
    if CENSORED in columns:
        censored = columns[CENSORED].astype("datetime64[D]")
        watched = np.fmin(watched, censored)
    return watched


def _members(
    indicator: Indicator,
    columns: _Columns,
    days: Floats,
    ended: Bools,
    dimensions: Mapping[str, Dimension],
    *,
    names: tuple[str, ...],
) -> _Members:
    """Give the spans of each person per finest cell, of the records the indicator is about."""
    where = indicator.numerator.where if indicator.numerator else {}
    known = ~np.isnan(days)
    rows = zip(
        columns["persoon"][known].tolist(),
        columns[UNIT][known].tolist(),
        days[known].tolist(),
        ended[known].tolist(),
        *(columns[name][known].tolist() for name in dimensions),
        strict=True,
    )
    found: _Members = defaultdict(lambda: defaultdict(set))
    for person, unit, length, is_over, year, *codes in rows:
        labels = dict(zip(dimensions, (str(int(year)), *codes), strict=True))
        if all(
            code in (labels[name], *dimensions[name].ancestors(labels[name]))
            for name, code in where.items()
        ):
            cell = tuple(labels[name] for name in (PERIOD, *names))
            found[cell][person].add((unit, int(length), is_over))
    return found


def _cells(
    indicator: Indicator,
    names: tuple[str, ...],
    members: _Members,
    dimensions: Mapping[str, Dimension],
    merges: Mapping[str, Merges],
) -> Iterator[SpanCell]:
    """Put finest cells together into those of every breakdown."""
    periods = periods_of(indicator, dimensions[PERIOD])
    gathered: _Members = defaultdict(lambda: defaultdict(set))
    for (year, *labels), people in members.items():
        wider = [
            (TOTAL, code, *dimensions[name].ancestors(code))
            for name, code in zip(names, labels, strict=True)
        ]
        for chosen in product(*wider):
            for person, own in people.items():
                gathered[periods.get(year, ""), *chosen][person] |= own
    for breakdown in indicator.counted:
        for period in dict.fromkeys(periods.values()):
            for codes in product(
                *(
                    published_codes(indicator, dimensions[name], merges.get(name, {}))
                    for name in breakdown
                )
            ):
                where = dict(zip(breakdown, codes, strict=True))
                cell = (period, *(where.get(name, TOTAL) for name in names))
                yield SpanCell(cell, _people(indicator, gathered.get(cell, {})))


def periods_of(indicator: Indicator, dimension: Dimension) -> dict[str, str]:
    """Year to the period it counts in."""
    if indicator.periods == PERIOD:
        return {year: year for year in dimension.leaves}
    level = next(
        (level for level in dimension.hierarchies if level.name == indicator.periods),
        None,
    )
    return dict(level.parents) if level else {}


def published_codes(
    indicator: Indicator, dimension: Dimension, merges: Merges
) -> list[str]:
    """Codes of a breakdown that are published, without the margin: that is a breakdown of its own.

    Of survival there are all: the counts behind its curves must add up at every level.
    """
    names = (
        None if indicator.shape == "survival" else indicator.shows.get(dimension.name)
    )
    codes = dict.fromkeys(
        code for leaf in dimension.leaves for code in (leaf, *dimension.ancestors(leaf))
    )
    return [
        code
        for code in codes
        if code not in merges and (names is None or code in dimension.named(names))
    ]


def _people(
    indicator: Indicator, found: Mapping[object, set[tuple[object, int, bool]]]
) -> tuple[Person, ...]:
    if any(len({unit for unit, _, _ in own}) < len(own) for own in found.values()):
        raise IndicatorError(
            f"Indicator {indicator.id}: one record has two spans.", now="Mend its SQL."
        )
    return tuple(
        sorted(
            tuple(sorted((days, ended) for _, days, ended in own))
            for own in found.values()
        )
    )
