"""Spans of time per cell: how long it took, or how long nothing happened.

Everything that grows with the number of records is done in sets by the database. What it
hands over is, per cell, how many persons have exactly the same spans: of ten million
persons followed for seven years, a cell holds some five thousand such kinds.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import product

from zicht.engine.words import Sql, identifier, literal, sql
from zicht.indicators.plan import UNIT
from zicht.indicators.relations import Relations, merged
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD, TOTAL, Dimension
from zicht.vocabulary.errors import IndicatorError
from zicht.vocabulary.merging import Merges
from zicht.vocabulary.spans import Person, SpanCell, SpanTable

PERSON, DAYS, BEGIN, END = "person", "days", "start_date", "end_date"
"""Columns of a query."""
CENSORED = "followed_until"
"""Column of a query: the day after which nobody can see what happens to a person."""

_SPAN = "~span"
"""A span as one number: twice its days, and one more where it ended."""

_Kinds = dict[tuple[str, ...], Counter[Person]]
"""Per period and codes: how many persons have exactly these spans."""


def spans(
    relations: Relations,
    indicator: Indicator,
    dimensions: Mapping[str, Dimension],
    merges: Mapping[str, Merges],
) -> SpanTable:
    """Gather the spans of one indicator by its breakdowns, margins included.

    Its query yields, besides what counting needs, `person`, and either `days` or the dates `start_date` and
    `end_date`. Without a number of days a record has no span; without `end_date` a span of survival runs until the last
    day of the last year, or until `followed_until`, the day after which nobody can see the person any more (a death, a
    departure).

    Raises
    ------
    IndicatorError : a span ends before it begins, is of nobody, or has a part of a day; or one record has two spans
    """
    statistics = indicator.statistics
    if statistics is None:
        raise IndicatorError(
            f"Indicator {indicator.id} tells nothing of spans.",
            now="Give it [statistics].",
        )
    query = _every_span(relations, indicator, dimensions, merges)
    with relations.kept_as("spans", query) as every_span:
        _refuse_wrong_spans(relations, indicator, every_span)
        is_single = _is_one_per_person(relations, every_span)
        cells: list[SpanCell] = []
        for names in indicator.counted:
            source = _with_levels(relations, every_span, names, dimensions)
            # The database counts persons with equal spans: what Python holds grows with
            # the number of days, and not of persons (ADR 0211).
            kinds = _kinds(relations, indicator, source, names, is_single=is_single)
            cells += _cells(indicator, names, kinds, dimensions, merges)
    return SpanTable(
        indicator.id,
        indicator.shape,
        indicator.universe,
        indicator.numerator.where if indicator.numerator else {},
        (PERIOD, *_names(indicator)),
        statistics.dimension,
        statistics.steps,
        tuple(cells),
        dimensions[statistics.dimension].quantiles,
    )


def _names(indicator: Indicator) -> tuple[str, ...]:
    """Return every dimension by which spans are told apart."""
    return tuple(dict.fromkeys(name for names in indicator.counted for name in names))


# ---- spans of records


def _every_span(
    relations: Relations,
    indicator: Indicator,
    dimensions: Mapping[str, Dimension],
    merges: Mapping[str, Merges],
) -> Sql:
    """Write the query of all spans that the indicator is about: a row per unit, codes and span."""
    source = relations.ready(indicator.sql, where=f"indicator {indicator.id}")
    yielded = relations.yielded_by(source)
    days, is_over = _days_and_end(indicator, yielded, dimensions)
    if DAYS in yielded:
        _refuse_parts_of_days(relations, indicator, source)
    where = indicator.numerator.where if indicator.numerator else {}
    codes = {
        name: merged(sql("rows_of_query.{name}", name=name), merges.get(name, {}))
        for name in dict.fromkeys([*_names(indicator), *where])
    }
    columns = [
        identifier(UNIT),
        identifier(PERSON),
        sql("{code} AS {name}", code=_period(indicator, dimensions), name=PERIOD),
    ]
    for name in _names(indicator):
        columns.append(sql("{code} AS {name}", code=codes[name], name=name))
    conditions = [sql("{days} IS NOT NULL", days=days)]
    for name, code in where.items():
        below = ", ".join(map(literal, sorted(dimensions[name].at_or_below(code))))
        conditions.append(
            sql("{code} IN ({below})", code=codes[name], below=Sql(below))
        )
    return sql(
        "SELECT DISTINCT {columns}, 2 * ({days}) + ({is_over})::INTEGER AS {span}"
        " FROM ({source}) AS rows_of_query WHERE {conditions}",
        columns=columns,
        days=days,
        is_over=is_over,
        span=_SPAN,
        source=source,
        conditions=Sql(" AND ".join(conditions)),
    )


def _refuse_parts_of_days(
    relations: Relations, indicator: Indicator, source: Sql
) -> None:
    """Refuse days that are not whole: they would be rounded without a word."""
    n = relations.session.value(
        sql(
            "SELECT count(*) FROM ({source}) AS rows_of_query WHERE {days} <> {days}::BIGINT",
            source=source,
            days=DAYS,
        )
    )
    if n:
        raise IndicatorError(
            f"Indicator {indicator.id}: {n} numbers of days are not whole.",
            now="Round them in its SQL, as its text says.",
        )


def _days_and_end(
    indicator: Indicator, yielded: Collection[str], dimensions: Mapping[str, Dimension]
) -> tuple[Sql, Sql]:
    """Write the days of a span, and whether it ended.

    Survival is watched until the last day: what happens later did not happen yet.
    """
    has_dates = {BEGIN, END} <= set(yielded)
    if PERSON not in yielded or not (has_dates or DAYS in yielded):
        raise IndicatorError(
            f"Indicator {indicator.id}: its query yields no spans.",
            now=f"Let it yield {PERSON}, and {DAYS} or {BEGIN} and {END}.",
        )
    if not has_dates:
        return sql("{days}::BIGINT", days=DAYS), Sql("TRUE")
    begin, end = (sql("{day}::DATE", day=name) for name in (BEGIN, END))
    if indicator.shape != "survival":
        return _days_between(begin, end), Sql("TRUE")
    last_year = int(dimensions[PERIOD].leaves[-1])
    last = Sql(f"DATE {literal(date(last_year, 12, 31).isoformat())}")
    watched = last
    if CENSORED in yielded:
        # Deaths and departures censor: the curve answers what would happen to people
        # who live and stay (ADR 0200).
        watched = sql("least({last}, {day}::DATE)", last=last, day=CENSORED)
    is_over = sql("coalesce({end} <= {watched}, FALSE)", end=end, watched=watched)
    days = _days_between(
        sql("CASE WHEN {begin} <= {last} THEN {begin} END", begin=begin, last=last),
        sql("CASE WHEN {is_over} THEN {end} ELSE {watched} END",
            is_over=is_over, end=end, watched=watched),
    )  # fmt: skip
    return days, is_over


def _days_between(begin: Sql, end: Sql) -> Sql:
    return sql("date_diff('day', {begin}, {end})", begin=begin, end=end)


def _period(indicator: Indicator, dimensions: Mapping[str, Dimension]) -> Sql:
    """Write the period of a row; nothing for a year that is not counted."""
    periods = periods_of(indicator, dimensions[PERIOD])
    cases = [f"WHEN {int(year)} THEN {literal(one)}" for year, one in periods.items()]
    return sql(
        "CASE rows_of_query.{year}::INTEGER {cases} END",
        year=PERIOD,
        cases=Sql(" ".join(cases) or "WHEN NULL THEN NULL"),
    )


def _refuse_wrong_spans(
    relations: Relations, indicator: Indicator, every_span: Sql
) -> None:
    """Refuse spans that end before they begin, and spans of nobody, which would all be of one person."""
    n_backwards, n_of_nobody = relations.session.rows(
        sql(
            "SELECT count(*) FILTER (WHERE {span} < 0), count(*) FILTER (WHERE {person} IS NULL) FROM {spans}",
            span=_SPAN,
            person=PERSON,
            spans=every_span,
        )
    )[0]
    if n_backwards:
        raise IndicatorError(
            f"Indicator {indicator.id}: {n_backwards} spans end before they begin.",
            now="Mend its SQL.",
        )
    if n_of_nobody:
        raise IndicatorError(
            f"Indicator {indicator.id}: {n_of_nobody} spans are of nobody: {PERSON} is empty.",
            now="Leave such rows out, or let the query yield whose they are.",
        )


# ---- persons by their spans


def _is_one_per_person(relations: Relations, every_span: Sql) -> bool:
    """Whether each person has one row: then nothing has to be brought together."""
    return bool(
        relations.session.value(
            sql(
                "SELECT count(*) = count(DISTINCT {person}) FROM {spans}",
                person=PERSON,
                spans=every_span,
            )
        )
    )


def _with_levels(
    relations: Relations,
    every_span: Sql,
    names: tuple[str, ...],
    dimensions: Mapping[str, Dimension],
) -> Sql:
    """Write all spans with the codes of a breakdown, and again with every code above these."""
    joins, columns = [], []
    for name in names:
        if not dimensions[name].hierarchies:
            columns.append(sql("every.{name}", name=name))
            continue
        levels = f"levels of {name}"
        columns.append(sql("{levels}.ancestor AS {name}", levels=levels, name=name))
        joins.append(
            sql(
                "JOIN {upwards} AS {levels}"
                " ON {levels}.dimension = {word} AND {levels}.code = every.{name}",
                upwards=relations.upwards,
                levels=levels,
                word=literal(name),
                name=name,
            )
        )
    return sql(
        "SELECT DISTINCT {columns} FROM {spans} AS every {joins}"
        " WHERE every.{period} IS NOT NULL",
        columns=[
            sql("every.{name}", name=name) for name in (UNIT, PERSON, PERIOD, _SPAN)
        ]
        + columns,
        spans=every_span,
        joins=Sql(" ".join(joins)),
        period=PERIOD,
    )


def _kinds(
    relations: Relations,
    indicator: Indicator,
    source: Sql,
    names: tuple[str, ...],
    *,
    is_single: bool,
) -> _Kinds:
    """Count the persons of each cell of a breakdown by their spans."""
    cell = [PERIOD, *names]
    histories = sql(
        "SELECT {cell}, list_sort(list({span})) AS spans, count(*) > count(DISTINCT {unit})"
        " AS has_two FROM ({source}) AS s GROUP BY {cell}, {person}",
        cell=cell,
        span=_SPAN,
        unit=UNIT,
        source=source,
        person=PERSON,
    )
    if is_single:
        histories = sql(
            "SELECT {cell}, [{span}] AS spans, FALSE AS has_two FROM ({source}) AS s",
            cell=cell,
            span=_SPAN,
            source=source,
        )
    rows = relations.session.rows(
        sql(
            "SELECT {cell}, spans, bool_or(has_two), count(*) FROM ({histories}) AS h"
            " GROUP BY {cell}, spans",
            cell=cell,
            histories=histories,
        )
    )
    kinds: _Kinds = {}
    for *codes, encoded, has_two, n_persons in rows:
        if has_two:
            raise IndicatorError(
                f"Indicator {indicator.id}: one record has two spans.",
                now="Mend its SQL.",
            )
        person = tuple((number // 2, bool(number % 2)) for number in encoded)
        kinds.setdefault(tuple(codes), Counter())[person] = n_persons
    return kinds


def _cells(
    indicator: Indicator,
    names: tuple[str, ...],
    kinds: _Kinds,
    dimensions: Mapping[str, Dimension],
    merges: Mapping[str, Merges],
) -> Iterator[SpanCell]:
    """Yield the cells of a breakdown that are published, those without persons too."""
    periods = dict.fromkeys(periods_of(indicator, dimensions[PERIOD]).values())
    lists = [
        published_codes(indicator, dimensions[name], merges.get(name, {}))
        for name in names
    ]
    for period, *codes in product(periods, *lists):
        where = dict(zip(names, codes, strict=True))
        cell = (period, *(where.get(name, TOTAL) for name in _names(indicator)))
        yield SpanCell(cell, kinds.get((period, *codes), Counter()))


def periods_of(indicator: Indicator, dimension: Dimension) -> dict[str, str]:
    """Return the period in which each year counts."""
    if indicator.periods == PERIOD:
        return {year: year for year in dimension.leaves}
    for level in dimension.hierarchies:
        if level.name == indicator.periods:
            return dict(level.parents)
    return {}


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
