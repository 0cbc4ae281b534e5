"""What a form receives is used: by an indicator, or as key, link, consent or period."""

import pytest
import sqlglot
from sqlglot import exp
from tests.dutch import INHABITANTS, read_forms, read_indicators, read_views

from zicht.indicators.lint import relations
from zicht.vocabulary.forms import Form, Role

FORMS = {source: versions[-1] for source, versions in read_forms().items()}


def columns_read(source: str) -> set[str]:
    """Return every column that a query names which reads a source itself."""
    queries = [*read_views().values(), *(one.sql for one in read_indicators())]
    names: set[str] = set()
    for query in queries:
        if source in relations(query):
            tree = sqlglot.parse_one(query, dialect="duckdb")
            names |= {column.name for column in tree.find_all(exp.Column)}
    return names


def not_used(form: Form) -> set[str]:
    read = columns_read(form.source)
    if form.source == INHABITANTS.source:
        read |= {
            INHABITANTS.year, INHABITANTS.area, INHABITANTS.sex, INHABITANTS.age, INHABITANTS.count,
        }  # fmt: skip
    received = {column.name for column in form.columns if column.role is Role.PAYLOAD}
    return received - read - {form.period_column}


@pytest.mark.parametrize("source", FORMS)
def test_every_column_that_is_received_is_used(source: str) -> None:
    """A supplier is asked for nothing that no indicator reads."""
    assert not_used(FORMS[source]) == set()
