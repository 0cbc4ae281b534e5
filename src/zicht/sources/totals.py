"""Control totals of the letter beside what the file holds: a file that was cut off shows here."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from zicht.engine import Session, Sql, literal, sql
from zicht.sources.compiling import repaired
from zicht.sources.loading import FIELD_MARK, Loaded
from zicht.vocabulary.deliveries import Totals
from zicht.vocabulary.forms import Form, Kind, Role

_MOST_CODES = 20
"""Codes of a column up to which a letter counts the rows of each."""


def wrong_totals(
    session: Session, loaded: Loaded, form: Form, totals: Totals
) -> list[str]:
    """List the control totals that the file does not agree with.

    Parameters
    ----------
    session : with the loaded rows
    loaded : rows of the file
    form : by which numbers are read
    totals : as the letter states them
    """
    breaks = []
    if totals.rows is not None and totals.rows != loaded.rows:
        breaks.append(
            f"the letter states {totals.rows} rows, and the file has {loaded.rows}"
        )
    if totals.rows is None and not loaded.rows:
        breaks.append(
            "the file has no rows; if there was nothing to report, the letter says so: rows = 0"
        )
    if totals.checksum and totals.checksum.lower() != loaded.digest.hex():
        breaks.append("the file does not have the checksum that the letter states")
    strays = ({*totals.sums, *totals.counts}) - set(loaded.places)
    if strays:
        breaks.append(
            f"the letter states totals of {len(strays)} columns that the file does not have"
        )
        return breaks
    for column, stated in totals.sums.items():
        total = _sum(session, _number_in(loaded, form, column), loaded)
        if total is None or total != _number(stated):
            breaks.append(f"the sum of column {column} is not what the letter states")
    for column, by_code in totals.counts.items():
        wrong = [
            code
            for code, rows in by_code.items()
            if _rows_with(session, loaded, column, code) != rows
        ]
        if wrong:
            breaks.append(
                f"{len(wrong)} codes of column {column} stand in another number of rows than the letter states"
            )
    return breaks


def totals_of(session: Session, loaded: Loaded, form: Form) -> Totals:
    """Count the control totals of a file: rows, checksum, sums of numbers, and rows of each code of short lists.

    Parameters
    ----------
    session : with the loaded rows
    loaded : rows of the file
    form : of which columns of payload are counted; keys and link fields never are
    """
    sums: dict[str, str] = {}
    counts: dict[str, Mapping[str, int]] = {}
    for column in form.of_role(Role.PAYLOAD):
        if column.name not in loaded.places:
            continue
        if column.kind in (Kind.INTEGER, Kind.DECIMAL):
            total = _sum(session, _number_in(loaded, form, column.name), loaded)
            if total is not None:
                sums[column.name] = f"{total.normalize():f}"
        elif column.kind is Kind.CODE:
            query = sql(
                "SELECT {text} AS code, count(*) FROM {rows} WHERE fault IS NULL AND {text} <> ''"
                " GROUP BY ALL ORDER BY ALL LIMIT {most}",
                text=_field(loaded, column.name),
                rows=loaded.relation,
                most=Sql(str(_MOST_CODES + 1)),
            )
            by_code: dict[str, int] = dict(session.rows(query))
            if 1 <= len(by_code) <= _MOST_CODES:
                counts[column.name] = by_code
    return Totals(loaded.rows, loaded.digest.hex(), sums, counts)


def _field(loaded: Loaded, column: str) -> Sql:
    return Sql(
        f"trim(string_split(text, {literal(FIELD_MARK)})[{loaded.places[column]}])"
    )


def _number_in(loaded: Loaded, form: Form, name: str) -> Sql:
    """Write SQL for the text of a number, in the spelling that the database reads: with the repairs of the form."""
    text = _field(loaded, name)
    column = next((column for column in form.columns if column.name == name), None)
    return repaired(column, text) if column else text


def _sum(session: Session, number: Sql, loaded: Loaded) -> Decimal | None:
    """Add up a column; None where some text in it is not a number."""
    query = sql(
        "SELECT coalesce(sum(try_cast(nullif({number}, '') AS DECIMAL(24, 6))), 0)::VARCHAR,"
        " count(*) FILTER (WHERE {number} <> '' AND try_cast({number} AS DECIMAL(24, 6)) IS NULL)"
        " FROM {rows} WHERE fault IS NULL",
        number=number,
        rows=loaded.relation,
    )
    ((total, unread),) = session.rows(query)
    return None if unread else Decimal(total)


def _rows_with(session: Session, loaded: Loaded, column: str, code: str) -> int:
    query = sql(
        "SELECT count(*) FROM {rows} WHERE fault IS NULL AND {text} = ?",
        text=_field(loaded, column),
        rows=loaded.relation,
    )
    rows: int = session.value(query, [code])
    return rows


def _number(stated: str) -> Decimal | None:
    try:
        return Decimal(stated)
    except InvalidOperation:
        return None
