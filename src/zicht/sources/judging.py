"""By which forms and lists a delivery was judged: when they are corrected, it is judged again."""

import hashlib
from collections.abc import Mapping

from zicht.vocabulary.areas import Geography
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.forms import Form, Kind


def judged_by(
    form: Form, codes: Mapping[str, CodeList], areas: Geography | None
) -> str:
    """Give the digest of everything by which rows of a form are accepted or refused; titles are no part of it."""
    columns = [
        (
            column.name,
            str(column.kind),
            str(column.role),
            str(column.links_as),
            column.validator,
            sorted(column.sexes.items()),
            column.refused_by,
            column.unknown,
            column.not_applicable,
            column.placeholders,
            column.sentinels,
            column.repairs,
            column.totals,
            column.date_format,
            column.decimal_sign,
            column.required,
            column.codes,
            column.minimum,
            column.maximum,
        )
        for column in form.columns
    ]
    lists = {
        column.codes: (
            sorted(codes[column.codes].labels),
            sorted(codes[column.codes].parents),
        )
        for column in form.columns
        if column.kind in (Kind.CODE, Kind.CODES) and column.codes in codes
    }
    known = (
        sorted((area.code, area.level) for area in areas.areas.values())
        if areas
        else []
    )
    has_areas = any(column.kind is Kind.AREA for column in form.columns)
    parts = (
        form.source,
        form.version,
        columns,
        form.key,
        form.period_column,
        form.aggregate,
        repr(form.wide),
        sorted(form.checks.items()),
        sorted(lists.items()),
        known if has_areas else [],
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()
