"""Values of link fields that say nothing about a person: set aside, so that the record still counts.

A national number that fails its check, a birth date that cannot be read and a placeholder are no reason to lose a
record. The value is emptied in the
accepted row, counted in the receipt, and kept in the vault beside the record.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql
from zicht.sources import reasons
from zicht.sources.numbers import Validator, check_in_sql, validator_named
from zicht.vocabulary.deliveries import ROW_NUMBER
from zicht.vocabulary.forms import Column, Form, Role

SET_ASIDE = "~aside"
"""Column of rows that are judged: link fields that were found faulty, each with its reason and text."""
_AT_ONCE = 200_000
"""Different numbers that are checked at a time; it bounds memory."""
_SPELLINGS = "number_spellings"


def set_doubtful_aside(
    session: Session, form: Form, accepted: str, doubtful: str
) -> dict[str, int]:
    """Empty the values of link fields that say nothing about a person, and keep them apart.

    Parameters
    ----------
    session : with the relation of accepted rows
    form : of the rows
    accepted : name of their relation; doubtful values in it become NULL, national numbers get their one spelling
    doubtful : name of the relation that is made: `place` (rowid of the accepted row), `row_number`, `field`, `reason`,
        `text`

    Returns
    -------
    reason, with its column, to number of values
    """
    session.drop(doubtful)
    session.execute(
        sql(
            "CREATE TABLE {doubtful} (place BIGINT, row_number BIGINT, field VARCHAR, reason VARCHAR, text VARCHAR)",
            doubtful=doubtful,
        )
    )
    parts = {"accepted": accepted, "doubtful": doubtful, "aside": SET_ASIDE}
    if form.of_role(Role.LINK):
        session.execute(
            sql(
                "INSERT INTO {doubtful} SELECT place, row_number, entry.field, entry.reason, entry.text FROM"
                " (SELECT rowid AS place, {number} AS row_number, unnest({aside}) AS entry FROM {accepted}"
                " WHERE {aside} IS NOT NULL)",
                number=ROW_NUMBER,
                **parts,
            )
        )
    session.execute(sql("ALTER TABLE {accepted} DROP COLUMN {aside}", **parts))
    for column in form.of_role(Role.LINK):
        validate = validator_named(column.validator) if column.validator else None
        if validate:
            _check_numbers(session, column, validate, accepted, doubtful)
    counts = session.rows(
        sql(
            "SELECT reason || ':' || field, count(*) FROM {doubtful} GROUP BY ALL ORDER BY ALL",
            doubtful=doubtful,
        )
    )
    return dict(counts)


def _set_aside(  # noqa: PLR0917 - what goes from where to where, and why
    session: Session,
    column: Column,
    accepted: str,
    doubtful: str,
    reason: str,
    holds: Sql,
) -> None:
    parts = {
        "accepted": accepted,
        "doubtful": doubtful,
        "column": column.name,
        "number": ROW_NUMBER,
        "name": literal(column.name),
        "reason": literal(reason),
        "holds": holds,
    }
    session.execute(
        sql(
            "INSERT INTO {doubtful} SELECT rowid, {number}, {name}, {reason}, {column}::VARCHAR"
            " FROM {accepted} WHERE {holds}",
            **parts,
        )
    )
    session.execute(sql("UPDATE {accepted} SET {column} = NULL WHERE {holds}", **parts))


def _check_numbers(
    session: Session, column: Column, validate: Validator, accepted: str, doubtful: str
) -> None:
    """Write valid numbers in their one spelling, and set the others aside."""
    name = identifier(column.name)
    in_sql = check_in_sql(column.validator, name)
    unchecked = sql("{name} IS NOT NULL", name=name)
    if in_sql is not None:
        # Plain numbers are checked in the database. Python then sees the others only.
        fails = sql("{p} AND {f}", p=in_sql.is_plain, f=in_sql.fails)
        _set_aside(session, column, accepted, doubtful, reasons.FAILS_CHECK, fails)
        unchecked = sql("{name} IS NOT NULL AND NOT {p}", name=name, p=in_sql.is_plain)
    session.execute(
        f"CREATE OR REPLACE TABLE {_SPELLINGS} (text VARCHAR, spelling VARCHAR)"
    )
    try:
        for texts in _different_values(session, column, accepted, unchecked):
            _append_changed_spellings(session, texts, validate)
        failing = sql(
            "{column} IN (SELECT text FROM {spellings} WHERE spelling = '')",
            column=column.name,
            spellings=_SPELLINGS,
        )
        _set_aside(session, column, accepted, doubtful, reasons.FAILS_CHECK, failing)
        session.execute(
            sql(
                "UPDATE {accepted} SET {column} = spelling FROM {spellings} WHERE {column} = text",
                accepted=accepted,
                column=column.name,
                spellings=_SPELLINGS,
            )
        )
    finally:
        session.drop(_SPELLINGS)


def _append_changed_spellings(
    session: Session, texts: Sequence[str], validate: Validator
) -> None:
    """Append the texts whose one spelling is another; that of an invalid number is empty."""
    spelling_of = {text: validate(text) for text in texts}
    changed = [text for text, spelling in spelling_of.items() if spelling != text]
    if changed:
        spellings = [spelling_of[text] for text in changed]
        columns = {
            "text": np.array(changed, dtype=object),
            "spelling": np.array(spellings, dtype=object),
        }
        session.append(_SPELLINGS, columns)


def _different_values(
    session: Session, column: Column, accepted: str, chosen: Sql
) -> Iterator[list[str]]:
    """Yield the different values of a column where a condition holds, a bounded number at a time."""
    parts = {"accepted": accepted, "column": column.name, "chosen": chosen}
    rows: int = session.value(
        sql("SELECT count(*) FROM {accepted} WHERE {chosen}", **parts)
    )
    n_parts = 1 + rows // _AT_ONCE
    for part in range(n_parts):
        values = session.rows(
            sql(
                "SELECT DISTINCT {column} FROM {accepted}"
                " WHERE {chosen} AND hash({column}) % {n_parts} = {part}",
                **parts,
                n_parts=Sql(str(n_parts)),
                part=Sql(str(part)),
            )
        )
        yield [text for (text,) in values]
