"""Compiles views and indicators on empty tables, so that what cannot run is known before anything is received."""

import re
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from zicht.engine.failures import QueryError
from zicht.engine.session import Session
from zicht.indicators import lint
from zicht.indicators.counting import count_tables
from zicht.indicators.plan import UNIT, Pass, plan
from zicht.indicators.relations import Relations, laid
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD, Dimension
from zicht.vocabulary.errors import IndicatorError, ZichtError
from zicht.vocabulary.former_names import advice_on
from zicht.vocabulary.merging import Merges
from zicht.vocabulary.people import Links, Payload

_QUOTED = re.compile(r"'((?:[^']|'')*)'")


@dataclass(frozen=True)
class QueryFault:
    """Why a query cannot run.

    Parameters
    ----------
    kind : `view` or `indicator`
    name : of it
    line : of its SQL; 0 where the fault has no line
    words : what is wrong, and what to do
    """

    kind: str
    name: str
    line: int
    words: str


def compile_queries(
    session: Session,
    payload: Payload,
    links: Links,
    indicators: Sequence[Indicator],
    dimensions: Mapping[str, Dimension],
    *,
    views: Mapping[str, str],
    own_views: Collection[str] = (),
    merges: Mapping[str, Merges] | None = None,
) -> list[QueryFault]:
    """Compile every query of a project on tables without rows, and count with it.

    Parameters
    ----------
    session, payload, links, indicators, dimensions, views, merges : as for `count`; the relations hold no rows
    own_views : names of views that the project wrote itself; those of the catalogue are looked at where they are used

    Returns
    -------
    every fault of every query; empty where all of them run. A query that reads a view with a fault is not tried
    """
    try:
        passes = plan(indicators, dimensions)
    except ZichtError as error:
        return [QueryFault("indicator", "", 0, _words(error, ""))]
    faults: list[QueryFault] = []
    with laid(session, payload, links, views, dimensions) as relations:
        try:
            order = _in_order(relations, indicators, own_views)
        except IndicatorError as error:
            return [_circle(error)]
        # A fault that follows from a faulty view is not reported: mending the view
        # mends it (ADR 0126).
        faulty_views: set[str] = set()
        for name in order:
            if faulty_views & relations.read_by(name):
                faulty_views.add(name)
                continue
            faults_of_view = _faults_of_view(relations, name, views[name])
            if faults_of_view:
                faulty_views.add(name)
                faults += faults_of_view
        for pass_ in passes:
            if not faulty_views & lint.relations(pass_.indicator.sql):
                faults += _faults_of_indicator(
                    relations, pass_, dimensions, merges or {}
                )
    return faults


def _circle(error: IndicatorError) -> QueryFault:
    """Return the fault of views that read each other, under the name of the first of them."""
    circle = error.details[0]
    first = circle.partition(" ")[0]
    words = f"views read each other in a circle: {circle}. {error.now}"
    return QueryFault("view", first, 0, words)


@dataclass(frozen=True)
class Passed:
    """A breakdown of an indicator whose codes come from a column of a source as they are.

    Parameters
    ----------
    indicator, dimension : the breakdown
    codes : that the column may hold
    """

    indicator: str
    dimension: str
    codes: frozenset[str]


def codes_passed_on(
    session: Session,
    payload: Payload,
    links: Links,
    indicators: Sequence[Indicator],
    dimensions: Mapping[str, Dimension],
    *,
    views: Mapping[str, str],
) -> list[Passed]:
    """Find the breakdowns that take the codes of a source as they are.

    A column of the payload with an ENUM type keeps that type through joins, views and selections, and loses it in an
    expression that makes another code. So the type of what a query yields says which codes it can yield.

    Parameters
    ----------
    session, links, indicators, dimensions, views : as for `compile_queries`, which found no fault
    payload : relations without rows, in which columns of codes have an ENUM type
    """
    passed = []
    with laid(session, payload, links, views, dimensions) as relations:
        for name in _in_order(relations, indicators, ()):
            # A query that does not fit these types says nothing of its codes: it was compiled on texts.
            with suppress(ZichtError):
                relations.make_view(name)
        for indicator in indicators:
            with suppress(ZichtError):
                # The database knows what each function makes of a code; a parser would
                # have to be told (ADR 0133).
                type_of = relations.types_of(indicator.sql)
                for name in indicator.dimensions:
                    codes = _codes_of_type(type_of.get(name, ""))
                    if codes:
                        passed.append(Passed(indicator.id, name, codes))
    return passed


def _codes_of_type(kind: str) -> frozenset[str]:
    """Return the codes of a type such as `ENUM('f', 'm')`; none of another type."""
    if not kind.startswith("ENUM(") or not kind.endswith(")"):
        return frozenset()
    codes = _QUOTED.findall(kind)
    return frozenset(code.replace("''", "'") for code in codes)


def _in_order(
    relations: Relations, indicators: Sequence[Indicator], own_views: Collection[str]
) -> list[str]:
    reads = {name for one in indicators for name in lint.relations(one.sql)}
    return relations.views_needed(frozenset({*reads, *own_views}))


def _faults_of_view(relations: Relations, name: str, text: str) -> list[QueryFault]:
    outside = lint.faults(text, relations.granted, forbidden=relations.forbidden)
    if outside:
        return [QueryFault("view", name, one.line, one.words) for one in outside]
    try:
        relations.columns_of(text)
        relations.make_view(name)
    except ZichtError as error:
        return [QueryFault("view", name, _line(error), _words(error, text))]
    return []


def _faults_of_indicator(
    relations: Relations,
    one: Pass,
    dimensions: Mapping[str, Dimension],
    merges: Mapping[str, Merges],
) -> list[QueryFault]:
    name, text = one.indicator.id, one.indicator.sql
    outside = lint.faults(text, relations.granted, forbidden=relations.forbidden)
    if outside:
        return [QueryFault("indicator", name, f.line, f.words) for f in outside]
    try:
        columns = relations.columns_of(text)
        missing = [
            column
            for column in (UNIT, PERIOD, *one.dimensions)
            if column not in columns
        ]
        if missing:
            words = f"it yields no column {', '.join(missing)}; it yields {', '.join(columns)}"
            advice = advice_on(columns)
            return [QueryFault("indicator", name, 0, f"{words}. {advice}".strip(". "))]
        count_tables(relations, one, dimensions, merges)
    except ZichtError as error:
        return [QueryFault("indicator", name, _line(error), _words(error, text))]
    return []


def _line(error: ZichtError) -> int:
    """Return the line of the query within what was run: one line stands before it."""
    return max(error.line - 1, 0) if isinstance(error, QueryError) else 0


def _words(error: ZichtError, query: str) -> str:
    """Describe the error in a query, with the current name of each former name that it uses."""
    what = error.what.removeprefix("A query is not right: ")
    advice = advice_on(lint.read(query).names)
    return " ".join(filter(None, (what, error.now, advice)))
