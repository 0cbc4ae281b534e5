"""Compiles the rules of forms on a table without rows, so that a misspelt column is known before a delivery comes."""

from collections.abc import Mapping

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, sql
from zicht.sources.compiling import make_types, typed
from zicht.vocabulary.areas import Geography
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.errors import ZichtError
from zicht.vocabulary.forms import Form

_NULL = '"NULL"'
"""Type of a condition that is never known."""


def faults_of_rules(
    session: Session,
    form: Form,
    codes: Mapping[str, CodeList],
    areas: Geography | None,
) -> dict[str, str]:
    """Return, for each rule of a form that cannot be judged, what the database says of it."""
    types = make_types(session, form, codes, areas)
    texts = [
        Sql(f"NULL::VARCHAR AS {identifier(f'~{column.name}')}")
        for column in form.columns
    ]
    values = [
        Sql(f"{typed(column, types)} AS {identifier(column.name)}")
        for column in form.columns
    ]
    row = sql(
        "(SELECT {values} FROM (SELECT {texts}) AS texts)", values=values, texts=texts
    )
    found = {}
    for name, condition in form.checks.items():
        try:
            session.rows(
                sql(
                    "SELECT 1 FROM {row} AS record WHERE NOT ({condition}) LIMIT 0",
                    condition=Sql(condition),
                    row=row,
                )
            )
            kind = session.value(
                sql(
                    "SELECT typeof({condition}) FROM {row} AS record",
                    condition=Sql(condition),
                    row=row,
                )
            )
        except ZichtError as error:
            what = error.what.removeprefix("A query is not right: ")
            found[name] = f"{what} {error.now}".strip()
            continue
        if kind not in ("BOOLEAN", _NULL):
            found[name] = f"it is a {kind}, and a rule is true or false."
    return found
