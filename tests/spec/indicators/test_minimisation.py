"""What a form receives is used: by an indicator, or as key, link, consent or period.

A column is used where a value that an indicator counts, divides or selects by depends on
it. Views are written into the query, columns get the relation that they come from, and
what nothing reads any more is taken out: a view that selects a column does not use it.
"""

from collections.abc import Mapping
from functools import cache

import pytest
import sqlglot
from sqlglot import exp
from sqlglot.optimizer.pushdown_projections import pushdown_projections
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope
from tests.dutch import INHABITANTS, REGISTERS, read_forms, read_indicators, read_views

from zicht.indicators.counting import UNIT
from zicht.indicators.lint import DIALECT, relations
from zicht.indicators.spans import BEGIN, CENSORED, DAYS, END, PERSON
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD
from zicht.vocabulary.forms import Form, Role

FORMS = {source: versions[-1] for source, versions in read_forms().items()}
RELATIONS_OF_ZICHT = {
    "links": ("pseud_id", "person_id", "status"),
    "levels": ("dimension", "level", "code", "above"),
    "numbers": ("number",),
    "observation": ("first_day", "last_day"),
}
Schema = Mapping[str, tuple[str, ...]]


def schema_of(forms: Mapping[str, Form]) -> Schema:
    sources = {
        source: (
            "pseud_id",
            "source_record_id",
            *(column.name for column in form.columns if column.role is not Role.LINK),
        )
        for source, form in forms.items()
    }
    return {**sources, **RELATIONS_OF_ZICHT}


def columns_needed(
    query: str, views: Mapping[str, str], wanted: set[str], schema: Schema
) -> set[tuple[str, str]]:
    """Return source and name of every column on which some columns of a query depend."""
    tree = qualify(
        whole_query(query, views),
        schema={
            name: dict.fromkeys(columns, "text") for name, columns in schema.items()
        },
        dialect=DIALECT,
        quote_identifiers=False,
    )
    for column in list(tree.selects):
        if column.alias_or_name not in wanted:
            column.pop()
    pushdown_projections(tree)
    needed: set[tuple[str, str]] = set()
    for scope in traverse_scope(tree):
        for column in scope.columns:
            source = scope.sources.get(column.table)
            if isinstance(source, exp.Table):
                needed.add((source.name, column.name))
    return needed


def whole_query(query: str, views: Mapping[str, str]) -> exp.Select:
    """Write the views that a query reads into it, each before those that read it."""
    tree = sqlglot.parse_one(query, dialect=DIALECT)
    assert isinstance(tree, exp.Select)
    ordered: dict[str, None] = {}

    def add(text: str) -> None:
        for name in sorted(relations(text) & views.keys()):
            add(views[name])
            ordered.setdefault(name)

    add(query)
    for name in reversed(ordered):
        view = sqlglot.parse_one(views[name], dialect=DIALECT)
        tree = tree.with_(name, view, append=True, copy=False)
    expressions = tree.args["with_"].expressions if ordered else []
    if expressions:
        tree.args["with_"].set("expressions", expressions[::-1])
    return tree


def wanted_of(indicator: Indicator) -> set[str]:
    """Return the columns of its query that an indicator takes."""
    selections = (indicator.numerator, indicator.denominator)
    wanted = {UNIT, PERIOD, *indicator.dimensions}
    for selection in selections:
        if selection is not None:
            wanted |= set(selection.where)
    if indicator.statistics is not None:
        wanted |= {PERSON, BEGIN, END, DAYS, CENSORED}
    if indicator.survey is not None:
        wanted |= set(indicator.survey.columns)
    if indicator.sums:
        wanted.add(indicator.sums)
    return wanted


@cache
def columns_used() -> frozenset[tuple[str, str]]:
    """Return source and name of every column that some indicator, rate or capture table needs."""
    views, schema = read_views(), schema_of(FORMS)
    used: set[tuple[str, str]] = set()
    for indicator in read_indicators():
        used |= columns_needed(indicator.sql, views, wanted_of(indicator), schema)
    of_estimates = {UNIT, PERIOD, REGISTERS.dimension, *REGISTERS.strata}
    for view in (REGISTERS.members, REGISTERS.people):
        used |= columns_needed(views[view], views, of_estimates, schema)
    declared = INHABITANTS
    for name in (
        declared.year,
        declared.area,
        declared.sex,
        declared.age,
        declared.count,
    ):
        used.add((declared.source, name))
    return frozenset(used)


def received(form: Form) -> set[str]:
    """Return what a supplier is asked for beside keys, link fields, consent and the period."""
    columns = {column.name for column in form.columns if column.role is Role.PAYLOAD}
    return columns - {form.period_column}


@pytest.mark.parametrize("source", FORMS)
def test_every_column_that_is_received_is_used(source: str) -> None:
    """A supplier is asked for nothing that no indicator reads."""
    used = {column for of, column in columns_used() if of == source}
    assert received(FORMS[source]) - used == set()


def test_a_column_that_a_view_selects_and_no_indicator_takes_is_not_used() -> None:
    views = {"v": "SELECT pseud_id, sex, age FROM register WHERE kind = 'x'"}
    schema = {"register": ("pseud_id", "sex", "age", "kind", "place")}
    query = "SELECT pseud_id AS unit, 2020 AS year, age FROM v"
    assert columns_needed(query, views, {UNIT, PERIOD, "age"}, schema) == {
        ("register", "pseud_id"),
        ("register", "age"),
        ("register", "kind"),
    }


def test_a_column_of_the_same_name_in_another_source_is_not_used() -> None:
    schema = {"register": ("pseud_id", "age"), "court": ("pseud_id", "age")}
    query = (
        "SELECT r.pseud_id AS unit, 2020 AS year, r.age FROM register AS r"
        " JOIN court AS c ON c.pseud_id = r.pseud_id"
    )
    needed = columns_needed(query, {}, {UNIT, PERIOD, "age"}, schema)
    assert ("court", "age") not in needed
    assert ("register", "age") in needed
