"""By which forms and lists a delivery was judged: when they are corrected, it is judged again."""

import hashlib
from collections.abc import Mapping

from zicht.vocabulary.areas import Geography
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.forms import Column, Form, Kind
from zicht.vocabulary.validity import Validity

_RULES = 3
"""Raised when the program judges a row otherwise than it did, so that what was received before is judged again."""


def judged_by(
    form: Form, codes: Mapping[str, CodeList], areas: Geography | None
) -> str:
    """Compute the digest of everything by which rows of a form are accepted or refused; titles are no part of it."""
    parts: tuple[object, ...] = (
        _RULES,
        form.source,
        form.version,
        [_rules_of(column) for column in form.columns],
        form.key,
        form.period_column,
        form.aggregate,
        repr(form.wide),
        sorted(form.checks.items()),
        sorted(_lists_of(form, codes).items()),
        _areas_of(form, areas),
    )
    if form.split:
        parts = (*parts, repr(form.split))
    years = _years_of_lists(form, codes)
    if years:
        parts = (*parts, years)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _rules_of(column: Column) -> tuple[object, ...]:
    """Return everything of a column that a value is judged by."""
    return (
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


def _lists_of(
    form: Form, codes: Mapping[str, CodeList]
) -> dict[str, tuple[list[str], list[str]]]:
    """Return the codes, and the codes above them, of every list that the form uses."""
    lists = {}
    for column in form.columns:
        is_coded = column.kind in (Kind.CODE, Kind.CODES)
        if is_coded and column.codes in codes:
            of_column = codes[column.codes]
            lists[column.codes] = (sorted(of_column.labels), sorted(of_column.parents))
    return lists


def _areas_of(form: Form, areas: Geography | None) -> list[object]:
    """Return every area with its level, its years and its successor, where the form has a column of areas."""
    has_areas = any(column.kind is Kind.AREA for column in form.columns)
    if areas is None or not has_areas:
        return []
    return [
        *sorted((area.code, area.level) for area in areas.areas.values()),
        *sorted(areas.successors.items()),
        *_years(areas.validity),
    ]


def _years_of_lists(form: Form, codes: Mapping[str, CodeList]) -> list[object]:
    """Return the codes that have a first or last year, of every list that the form uses."""
    names = sorted(_lists_of(form, codes))
    return [
        (name, _years(codes[name].validity)) for name in names if codes[name].validity
    ]


def _years(validity: Mapping[str, Validity]) -> list[tuple[str, int, int]]:
    """Return each code with its first and last year, 0 where it has none, in the order of the codes."""
    return sorted(
        (code, years.first_year or 0, years.last_year or 0)
        for code, years in validity.items()
    )
