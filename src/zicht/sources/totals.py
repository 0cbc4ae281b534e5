"""Control totals of the letter beside what the file holds: a file that was cut off shows here."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial

from zicht.engine.session import Session
from zicht.engine.words import Sql, literal, sql
from zicht.sources.compiling import repaired
from zicht.sources.loading import FIELD_MARK, Loaded
from zicht.vocabulary.deliveries import Totals
from zicht.vocabulary.forms import Form, Kind, Role
from zicht.vocabulary.nouns import counted

_MOST_CODES = 20
"""Codes of a column up to which a letter counts the rows of each."""
_NO_FAULT = Sql("fault IS NULL")


def wrong_totals(
    session: Session, loaded: Loaded, form: Form, totals: Totals
) -> list[str]:
    """List the control totals that the file does not agree with.

    Rows that are totals of others are left out, as `zicht letter` leaves them out, unless the letter says that they are
    counted. Both ways are not tried: a file that lost as many rows as it has totals would agree in the other way.

    Parameters
    ----------
    session : with the loaded rows
    loaded : rows of the file
    form : by which numbers are read, and which declares by what a row says that it is a total
    totals : as the letter states them
    """
    breaks = []
    n_totals = count_totals(session, loaded, form)
    n_counted = loaded.rows if totals.with_totals else loaded.rows - n_totals
    if totals.with_totals and not _declares_totals(form):
        breaks.append(
            f"the letter says with_totals, and form {form.version} declares no totals"
        )
    if totals.rows is not None and totals.rows != n_counted:
        breaks.append(
            f"the letter states {counted(totals.rows, 'row')}, and the file has {n_counted}"
            + _words_about_totals(totals, n_totals)
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
            f"the letter states totals of {counted(len(strays), 'column')} that the file does not have"
        )
        return breaks
    is_counted = _NO_FAULT if totals.with_totals else _without_totals(loaded, form)
    return [*breaks, *_wrong_sums_and_counts(session, loaded, form, totals, is_counted)]


def _words_about_totals(totals: Totals, n_totals: int) -> str:
    """Say how rows that are totals were counted, where the file has such rows: the letter may have meant otherwise."""
    if not n_totals:
        return ""
    if totals.with_totals:
        return f", of which {n_totals} are totals of others, as the letter says: with_totals = true"
    return f" besides {n_totals} that are totals of others; a letter that counts these too says so: with_totals = true"


def _wrong_sums_and_counts(
    session: Session, loaded: Loaded, form: Form, totals: Totals, is_counted: Sql
) -> list[str]:
    """List the sums and counts of codes that the rows which are counted do not agree with."""
    breaks = []
    for column, stated in totals.sums.items():
        total = _sum(session, _number_in(loaded, form, column), loaded, is_counted)
        if total is None or total != _number(stated):
            breaks.append(f"the sum of column {column} is not what the letter states")
    for column, by_code in totals.counts.items():
        wrong = [
            code
            for code, rows in by_code.items()
            if _rows_with(session, loaded, column, code, is_counted) != rows
        ]
        if wrong:
            breaks.append(
                f"in column {column}, {counted(len(wrong), 'code stands', 'codes stand')}"
                " in another number of rows than the letter states"
            )
    return breaks


def count_totals(session: Session, loaded: Loaded, form: Form) -> int:
    """Count the rows that say that they are a total of other rows."""
    if not _declares_totals(form):
        return 0
    count: int = session.value(
        sql(
            "SELECT count(*) FROM {rows} WHERE {no_fault} AND ({is_total})",
            rows=loaded.relation,
            no_fault=_NO_FAULT,
            is_total=is_total(form, partial(_field, loaded)),
        )
    )
    return count


def is_total(form: Form, text_of_column: Callable[[str], Sql]) -> Sql:
    """Write SQL that is true of a row that says that it is a total of other rows.

    Parameters
    ----------
    form : declares by which texts of which columns
    text_of_column : given the name of a column, returns SQL for its trimmed text
    """
    holds = [
        sql(
            "{text} IN ({totals})",
            text=text_of_column(column.name),
            totals=[literal(text) for text in column.totals],
        )
        for column in form.columns
        if column.totals
    ]
    return Sql(" OR ".join(holds) or "false")


def _without_totals(loaded: Loaded, form: Form) -> Sql:
    """Write SQL that is true of whole rows that are not totals of others."""
    is_of_others = is_total(form, partial(_field, loaded))
    return Sql(f"{_NO_FAULT} AND NOT ({is_of_others})")


def _declares_totals(form: Form) -> bool:
    return any(column.totals for column in form.columns)


def totals_of(session: Session, loaded: Loaded, form: Form) -> Totals:
    """Count the control totals of a file: rows, checksum, sums of numbers, and rows of each code of short lists.

    Rows that the form declares totals of others are left out: with them every sum would be twice what was counted.

    Parameters
    ----------
    session : with the loaded rows
    loaded : rows of the file
    form : of which columns of payload are counted; keys and link fields never are
    """
    sums: dict[str, str] = {}
    counts: dict[str, Mapping[str, int]] = {}
    is_counted = _without_totals(loaded, form)
    for column in form.of_role(Role.PAYLOAD):
        if column.name not in loaded.places:
            continue
        if column.kind in (Kind.INTEGER, Kind.DECIMAL):
            number = _number_in(loaded, form, column.name)
            total = _sum(session, number, loaded, is_counted)
            if total is not None:
                sums[column.name] = f"{total.normalize():f}"
        elif column.kind is Kind.CODE:
            by_code = _rows_by_code(session, loaded, column.name, is_counted)
            if 1 <= len(by_code) <= _MOST_CODES:
                counts[column.name] = by_code
    n_rows = loaded.rows - count_totals(session, loaded, form)
    return Totals(n_rows, loaded.digest.hex(), sums, counts)


def _rows_by_code(
    session: Session, loaded: Loaded, column: str, is_counted: Sql
) -> dict[str, int]:
    """Count the rows of each code; of a long list, of one code more than a letter states."""
    query = sql(
        "SELECT {text} AS code, count(*) FROM {rows} WHERE {is_counted} AND {text} <> ''"
        " GROUP BY ALL ORDER BY ALL LIMIT {most}",
        text=_field(loaded, column),
        rows=loaded.relation,
        is_counted=is_counted,
        most=Sql(str(_MOST_CODES + 1)),
    )
    return dict(session.rows(query))


def _field(loaded: Loaded, column: str) -> Sql:
    return Sql(
        f"trim(string_split(text, {literal(FIELD_MARK)})[{loaded.places[column]}])"
    )


def _number_in(loaded: Loaded, form: Form, name: str) -> Sql:
    """Write SQL for the text of a number, in the spelling that the database reads: with the repairs of the form."""
    text = _field(loaded, name)
    column = next((column for column in form.columns if column.name == name), None)
    return repaired(column, text) if column else text


def _sum(
    session: Session, number: Sql, loaded: Loaded, is_counted: Sql
) -> Decimal | None:
    """Add up a column over the rows that are counted; None where some text in it is not a number."""
    query = sql(
        "SELECT coalesce(sum(try_cast(nullif({number}, '') AS DECIMAL(24, 6))), 0)::VARCHAR,"
        " count(*) FILTER (WHERE {number} <> '' AND try_cast({number} AS DECIMAL(24, 6)) IS NULL)"
        " FROM {rows} WHERE {is_counted}",
        is_counted=is_counted,
        number=number,
        rows=loaded.relation,
    )
    ((total, unread),) = session.rows(query)
    return None if unread else Decimal(total)


def _rows_with(
    session: Session, loaded: Loaded, column: str, code: str, is_counted: Sql
) -> int:
    query = sql(
        "SELECT count(*) FROM {rows} WHERE {is_counted} AND {text} = ?",
        is_counted=is_counted,
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
