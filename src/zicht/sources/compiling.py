"""A form compiled to SQL: for every column its type, and a condition for every reason to refuse a row.

The query reads everything as text. A column's text bears the column's name with `~` before it; the typed value bears
the name itself, so that the checks of a form read as its author wrote them.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql
from zicht.sources import reasons
from zicht.sources.digits import plain_digits_in_sql
from zicht.sources.letters import extraction_day
from zicht.sources.mojibake import mended
from zicht.sources.months import months_in_sql
from zicht.vocabulary.areas import Geography
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.deliveries import Letter
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.forms import Column, Form, Kind, Role
from zicht.vocabulary.link_roles import LinkRole
from zicht.vocabulary.validity import Validity

_LONGEST_TEXT = 200
_EARLIEST_YEAR = "1800"
"""Before it no column of days begins, unless its form declares a minimum.

A year of two digits that is read as four lies in the first century, and programs write 0001-01-01 for no date.
"""
_DAY_PATTERN = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DAY = Sql(f"'{_DAY_PATTERN}'")
_MOMENT = Sql(
    f"'{_DAY_PATTERN}([ T][0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}([.][0-9]{{1,6}})?)?)?'"
)
_NUMBER = Sql("'-?[0-9]{1,12}([.][0-9]+)?([eE][-+]?[0-9]{1,2})?'")
"""How days, moments and numbers are written; the database reads more: 1_000, 2024- 3- 1, infinity, other time zones."""


@dataclass(frozen=True)
class Condition:
    """SQL that is true of a row which must be refused, and the reason."""

    reason: str
    holds: str


_WITHOUT_PERCENT = " (no percent sign)"
"""Stands behind a number in a column of percentages that has no sign, so that no kind of number reads it."""


def text_of(column: Column) -> Sql:
    """Name the text of a column in the query."""
    return identifier(f"~{column.name}")


def day_of_row(form: Form, letter: Letter) -> Sql:
    """Write SQL for the day by which a row counts; the first of the letter's period where the form has no column."""
    column = next((c for c in form.columns if c.name == form.period_column), None)
    if column is None:
        return Sql(f"DATE '{letter.days.first}'")
    value = identifier(column.name)
    if column.kind is Kind.INTEGER:
        return Sql(
            f"make_date(CASE WHEN {value} BETWEEN 1 AND 9999 THEN {value} END, 1, 1)"
        )
    return Sql(f"{value}::DATE")


def repaired(column: Column, text: Sql) -> Sql:
    """Write SQL for the text of a column, trimmed and repaired; NULL for an empty text and a sentinel."""
    value = Sql(f"trim({text})")
    if column.kind is Kind.TEXT:
        # One letter may be written with one sign or with two; keys and names that look alike are alike.
        value = Sql(f"nfc_normalize({value})")
    for repair in column.repairs:
        value = Sql(
            mended(value)
            if repair == "mojibake"
            else _REPAIRS[repair].format(text=value)
        )
    if column.decimal_sign != ".":
        value = _with_decimal_point(value, column.decimal_sign)
    if column.kind is Kind.CODES:
        value = Sql(f"regexp_replace({value}, ' *; *', ';', 'g')")
    if column.sentinels:
        known = ", ".join(literal(text) for text in column.sentinels)
        value = Sql(f"CASE WHEN {value} NOT IN ({known}) THEN {value} END")
    return Sql(f"nullif({value}, '')")


def _with_decimal_point(value: Sql, decimal_sign: str) -> Sql:
    """Write SQL for a number with a decimal point.

    Where the decimal sign is a comma, `1.234` may be a thousand and more, and the repair `thousands_point` says so.
    Without it the text becomes one that is not a number, so that its row is refused. `12.5` can be read in one way: a
    workbook holds numbers so, whatever sign it shows. Cells of a workbook reach the database as texts, so that a number
    of exactly three decimals is refused with them (ADR 0183).
    """
    return sql(
        "CASE WHEN regexp_full_match({value}, {thousands}) THEN replace({value}, '.', ',')"
        " ELSE replace({value}, {decimal_sign}, '.') END",
        value=value,
        thousands=literal("-?[1-9][0-9]{0,2}([.][0-9]{3})+"),
        decimal_sign=literal(decimal_sign),
    )


def _without_sign(between: str, decimal: str) -> str:
    """Write SQL that takes a sign out of a number where it stands before every three digits, and nowhere else."""
    pattern = f"-?[0-9]{{{{1,3}}}}({between}[0-9]{{{{3}}}})+({decimal}[0-9]+)?"
    pattern, between = pattern.replace("'", "''"), between.replace("'", "''")
    return (
        f"CASE WHEN regexp_full_match({{text}}, '{pattern}')"
        f" THEN regexp_replace({{text}}, '{between}', '', 'g') ELSE {{text}} END"
    )


_REPAIRS = {
    # Three zeros after a point are those of a thousand as well: such a text is left, and its row refused.
    "point_zero": "regexp_replace({text}, '^(-?[0-9]+)[.](0{{1,2}}|0{{4,}})$', '\\1')",
    "pad_9": "CASE WHEN length({text}) BETWEEN 1 AND 8 THEN lpad({text}, 9, '0') ELSE {text} END",
    "upper": "upper({text})",
    "lower": "lower({text})",
    "thousands_comma": _without_sign("[,]", "[.]"),
    "thousands_point": _without_sign("[.]", "[,]"),
    "thousands_space": _without_sign(
        "[ \\x{{00A0}}\\x{{2009}}\\x{{202F}}\u2019']", "[.,]"
    ),
    # Letters for thousands and millions are no flags: 12 k is not 12, and its row is refused.
    "flags": "CASE WHEN regexp_full_match({text}, '.*[0-9] ?([kKM]|[Mm]ln|[Mm]io|[Tt]sd|[Mm]rd|[Mm]ld)')"
    " THEN {text} ELSE regexp_replace({text}, '^(-?[0-9][0-9 .,]*?) ?[A-Za-z]{{1,3}}$', '\\1') END",
    # Without its sign a number may be of another scale, as 12.5% is 0.125 in a workbook: it is left unreadable. Zero is
    # zero on either scale.
    "percent": "CASE WHEN regexp_full_match({text}, '[+-]?[0-9][0-9.,]*') AND regexp_matches({text}, '[1-9]')"
    f" THEN {{text}} || '{_WITHOUT_PERCENT}' ELSE regexp_replace({{text}}, '^[+]?(-?[0-9][0-9.,]*) ?%$', '\\1') END",
    "months": months_in_sql(),
    "full_width": "translate({text}, '０１２３４５６７８９', '0123456789')",
    "digits": plain_digits_in_sql(),
}
"""SQL of each repair; `{text}` stands for the text so far."""


def typed(column: Column, types: Mapping[str, str]) -> Sql:
    """Write SQL for the typed value of a column; NULL where the text does not fit."""
    text = text_of(column)
    if column.name in types:
        return sql("TRY_CAST({text} AS {kind})", text=text, kind=types[column.name])
    if column.kind not in _CASTS:
        return text
    kind = Sql(_CASTS[column.kind])
    if column.date_format:
        pattern = literal(column.date_format)
        return sql(
            "TRY_STRPTIME({text}, {pattern})::{kind}",
            text=text,
            pattern=pattern,
            kind=kind,
        )
    if column.kind in _PATTERNS:
        text = sql(
            "CASE WHEN regexp_full_match({text}, {pattern}) THEN {text} END",
            text=text,
            pattern=_PATTERNS[column.kind],
        )
    return sql("TRY_CAST({text} AS {kind})", text=text, kind=kind)


_CASTS = {
    Kind.INTEGER: "INTEGER",
    Kind.DECIMAL: "DECIMAL(18, 6)",
    Kind.DATE: "DATE",
    Kind.TIMESTAMP: "TIMESTAMP",
}
"""Kinds that are not text in the database."""
_PATTERNS = {Kind.DATE: _DAY, Kind.TIMESTAMP: _MOMENT, Kind.DECIMAL: _NUMBER}


def conditions(
    form: Form,
    letter: Letter,
    codes: Mapping[str, CodeList],
    areas: Geography | None,
) -> list[Condition]:
    """List every reason for which a row of this delivery is refused, with its SQL, in the order of the form.

    What is wrong with a link field is no such reason: see `faults_of_link_field`.
    """
    found: list[Condition] = []
    for column in form.columns:
        about = [*_of_presence(column, form)]
        if column.role is not Role.LINK:
            about += _of_value(column, form, letter, codes)
            about += _of_years(column, day_of_row(form, letter), codes, areas)
        found += [Condition(f"{kind}:{column.name}", holds) for kind, holds in about]
    return found + [
        Condition(f"{reasons.CHECK}:{name}", f"NOT ({holds})")
        for name, holds in form.checks.items()
    ]


def faults_of_link_field(
    column: Column, form: Form, letter: Letter, codes: Mapping[str, CodeList]
) -> list[Condition]:
    """List every reason for which the value of a link field is set aside, with its SQL; the record still counts."""
    found = []
    if column.placeholders:
        words = ", ".join(literal(text.lower()) for text in column.placeholders)
        found.append((reasons.PLACEHOLDER, f"lower({text_of(column)}) IN ({words})"))
    found += _of_value(column, form, letter, codes)
    if column.links_as is LinkRole.BIRTH_DATE:
        born = (
            _first_day(column)
            if column.kind is Kind.PARTIAL_DATE
            else identifier(column.name)
        )
        found.append((reasons.BORN_LATER, f"{born} > {day_of_row(form, letter)}"))
    return [Condition(reason, holds) for reason, holds in found]


def _of_years(
    column: Column,
    day: Sql,
    codes: Mapping[str, CodeList],
    areas: Geography | None,
) -> Iterator[tuple[str, str]]:
    """Refuse a code in a year in which it could not be used, unless another area is declared to have taken over."""
    year = f"extract(year FROM {day})"
    conditions = []
    for code, years in _validity(column, codes, areas).items():
        outside = []
        if years.first_year is not None:
            outside.append(f"{year} < {years.first_year}")
        if years.last_year is not None:
            outside.append(f"{year} > {years.last_year}")
        if outside:
            # A column may hold several codes with a semicolon between.
            has_code = (
                f"contains(';' || {text_of(column)} || ';', {literal(f';{code};')})"
            )
            conditions.append(f"({has_code} AND ({' OR '.join(outside)}))")
    if conditions:
        yield reasons.OUT_OF_TIME, " OR ".join(conditions)


def _validity(
    column: Column, codes: Mapping[str, CodeList], areas: Geography | None
) -> Mapping[str, Validity]:
    """Return the years in which each code of a column may be used; a code that is left out may be used always."""
    if column.kind in (Kind.CODE, Kind.CODES):
        return codes[column.codes].validity
    if column.kind is not Kind.AREA or areas is None:
        return {}
    of_level = {area.code for area in areas.level(column.codes)}
    return {
        code: Validity(years.first_year, areas.last_year_of_records(code))
        for code, years in areas.validity.items()
        if code in of_level
    }


def continued(column: Column, day: Sql, areas: Geography | None, kind: str) -> Sql:
    """Write SQL for an area as it is in the year of the row: that which it became part of, where that is declared.

    Parameters
    ----------
    column : of a form
    day : SQL of the day by which the row counts
    areas : of the project
    kind : name of the type of its values
    """
    value = identifier(column.name)
    if column.kind is not Kind.AREA or areas is None:
        return value
    cases = [
        f"WHEN {value} = {literal(area.code)} AND extract(year FROM {day}) > {last_year} THEN {literal(later)}"
        for area in areas.level(column.codes)
        for last_year, later in areas.later_codes(area.code)
    ]
    if not cases:
        return value
    return Sql(f"CAST(CASE {' '.join(cases)} ELSE {value} END AS {kind})")


def _of_value(
    column: Column, form: Form, letter: Letter, codes: Mapping[str, CodeList]
) -> Iterator[tuple[str, str]]:
    yield from _of_kind(column, codes)
    yield from _of_range(column)
    is_count = form.aggregate and column.kind in (Kind.INTEGER, Kind.DECIMAL)
    if is_count and not column.minimum:
        yield reasons.TOO_LOW, f"{identifier(column.name)} < 0"
    yield from _of_time(column, form, letter)


def make_types(
    session: Session, form: Form, codes: Mapping[str, CodeList], areas: Geography | None
) -> dict[str, str]:
    """Make an enumeration for every list of codes or areas that the form uses.

    Returns
    -------
    column to the name of its type, for columns of one code or area
    """
    types: dict[str, str] = {}
    for column in form.columns:
        if column.kind is Kind.CODE:
            types[column.name] = _enumeration(session, codes[column.codes].leaves)
        elif column.kind is Kind.AREA:
            types[column.name] = _enumeration(session, _areas(column, areas))
    return types


def _of_presence(column: Column, form: Form) -> Iterator[tuple[str, str]]:
    if column.required or column.role is Role.KEY or column.name == form.period_column:
        yield reasons.MISSING, f"{text_of(column)} IS NULL"


def _of_kind(
    column: Column, codes: Mapping[str, CodeList]
) -> Iterator[tuple[str, str]]:
    text, value = text_of(column), identifier(column.name)
    unread = f"{text} IS NOT NULL AND {value} IS NULL"
    if "percent" in column.repairs:
        lacks_sign = f"ends_with({text}, {literal(_WITHOUT_PERCENT)})"
        yield reasons.NO_PERCENT, lacks_sign
        unread += f" AND NOT {lacks_sign}"
    if column.kind is Kind.INTEGER:
        # `007`, `1e3` and `2.5` can be cast; only what reads back the same is a whole number.
        yield (
            reasons.NO_NUMBER,
            f"{text} IS NOT NULL AND coalesce({value}::VARCHAR <> {text}, true)",
        )
    elif column.kind is Kind.DECIMAL:
        yield reasons.NO_DECIMAL, unread
    elif column.kind in (Kind.DATE, Kind.TIMESTAMP):
        yield reasons.NO_DATE, unread
    elif column.kind is Kind.PARTIAL_DATE:
        yield reasons.NO_DATE, f"{text} IS NOT NULL AND {_first_day(column)} IS NULL"
    elif column.kind is Kind.CODE:
        yield reasons.UNKNOWN_CODE, unread
    elif column.kind is Kind.CODES:
        yield from _of_several_codes(text, codes[column.codes].leaves)
    elif column.kind is Kind.AREA:
        yield reasons.UNKNOWN_AREA, unread
    elif column.kind is Kind.TOKEN:
        yield (
            reasons.NO_TOKEN,
            f"NOT regexp_full_match({text}, '[0-9A-Za-z+/=_-]{{16,200}}')",
        )
    else:
        yield reasons.TOO_LONG, f"length({text}) > {_LONGEST_TEXT}"
        yield reasons.STRANGE_CHARACTER, f"regexp_matches({text}, '{_strange(column)}')"
        yield reasons.SPREADSHEET_ERROR, f"{text} IN ({_ERRORS})"


def _of_several_codes(text: str, codes: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Refuse a text that is not codes of a list with a semicolon between, or that names a code twice."""
    code = "|".join(map(re.escape, codes))
    pattern = literal(f"({code})(;({code}))*")
    yield reasons.UNKNOWN_CODE, f"NOT regexp_full_match({text}, {pattern})"
    parts = f"string_split({text}, ';')"
    is_repeated = (
        f"contains({text}, ';') AND len({parts}) <> len(list_distinct({parts}))"
    )
    yield reasons.REPEATED_CODE, is_repeated


def _strange(column: Column) -> str:
    """Give the pattern of signs that do not belong in a text.

    In a key that is every sign that nobody sees: two keys that look alike would be two records. Names of some languages
    are written with joiners, so there they may stand.
    """
    invisible = "[\\p{Cc}\\p{Cf}\\p{Co}\\p{Zl}\\p{Zp}\\x{00A0}\\x{202F}\\x{3000}]"
    visible = "[\\p{Cc}\\x{FEFF}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]"
    return invisible if column.role is Role.KEY else visible


_ERRORS = ", ".join(
    literal(text)
    for text in (
        *("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"),
        *("#N/B", "#VERW!", "#WAARDE!", "#NAAM?", "#DEEL/0!", "#GETAL!", "#LEEG!"),
    )
)
"""Texts that a spreadsheet program writes where it has no value, in English and in Dutch."""


def _of_range(column: Column) -> Iterator[tuple[str, str]]:
    least = column.minimum
    if column.kind is Kind.PARTIAL_DATE:
        least = least or _EARLIEST_YEAR
    elif column.kind in (Kind.DATE, Kind.TIMESTAMP) and not least:
        yield reasons.TOO_LOW, f"year({identifier(column.name)}) < {_EARLIEST_YEAR}"
    for bound, sign, reason in (
        (least, "<", reasons.TOO_LOW),
        (column.maximum, ">", reasons.TOO_HIGH),
    ):
        if not bound:
            continue
        if column.kind is Kind.INTEGER:
            yield reason, f"{identifier(column.name)} {sign} {int(bound)}"
        elif column.kind is Kind.DECIMAL:
            yield reason, f"{identifier(column.name)} {sign} {Decimal(bound)}"
        elif column.kind is Kind.DATE:
            yield reason, f"{identifier(column.name)} {sign} DATE {literal(bound)}"
        elif column.kind is Kind.PARTIAL_DATE:
            # Dates in this order compare as text; a bound of a year says nothing of month and day.
            yield (
                reason,
                f"{_first_day(column)} IS NOT NULL AND left({text_of(column)}, {len(bound)}) {sign} {literal(bound)}",
            )
        else:
            raise ProjectError(
                f"Column {column.name}: {column.kind} has no range.",
                now="Remove minimum and maximum.",
            )


def _of_time(column: Column, form: Form, letter: Letter) -> Iterator[tuple[str, str]]:
    value, days = identifier(column.name), letter.days
    extracted = f"DATE {literal(extraction_day(letter).isoformat())}"
    if column.kind is Kind.DATE:
        yield reasons.AFTER_EXTRACTION, f"{value} > {extracted}"
    elif column.kind is Kind.TIMESTAMP:
        yield reasons.AFTER_EXTRACTION, f"{value}::DATE > {extracted}"
    elif column.kind is Kind.PARTIAL_DATE:
        yield reasons.AFTER_EXTRACTION, f"{_first_day(column)} > {extracted}"
    if column.name == form.period_column:
        bounds = f"{days.first.year} AND {days.last.year}"
        if column.kind in (Kind.DATE, Kind.TIMESTAMP):
            bounds = f"DATE '{days.first}' AND DATE '{days.last}'"
            value = Sql(f"{value}::DATE")
        yield reasons.OUTSIDE_PERIOD, f"{value} NOT BETWEEN {bounds}"


def _first_day(column: Column) -> Sql:
    """Write SQL for the first day that a partial date may mean."""
    return sql(
        "CASE WHEN regexp_full_match({text}, '[0-9]{{4}}') THEN TRY_CAST({text} || '-01-01' AS DATE)"
        " WHEN regexp_full_match({text}, '[0-9]{{4}}-[0-9]{{2}}') THEN TRY_CAST({text} || '-01' AS DATE)"
        " WHEN regexp_full_match({text}, {day}) THEN TRY_CAST({text} AS DATE) END",
        text=text_of(column),
        day=_DAY,
    )


def _areas(column: Column, areas: Geography | None) -> tuple[str, ...]:
    if areas is None:
        return ()
    known = (area.code for area in areas.level(column.codes))
    return (*known, *column.unknown, *column.not_applicable)


def _enumeration(session: Session, words: Iterable[str]) -> str:
    distinct = sorted(set(words))
    name = "codes_" + hashlib.sha256("\n".join(distinct).encode()).hexdigest()[:16]
    if not session.rows("SELECT 1 FROM duckdb_types() WHERE type_name = ?", [name]):
        session.execute(
            sql(
                "CREATE TYPE {name} AS ENUM ({words})",
                name=name,
                words=[literal(w) for w in distinct],
            )
        )
    return name
