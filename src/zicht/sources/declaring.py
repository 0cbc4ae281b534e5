"""Whether what a form declares can be carried out with the lists and areas of the project."""

from collections.abc import Iterable, Mapping

from zicht.sources.numbers import validator_named
from zicht.vocabulary.areas import Geography
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.forms import Column, Form, Kind, Role


def check_forms(
    forms: Iterable[Form], codes: Mapping[str, CodeList], areas: Geography | None
) -> None:
    """Refuse forms that declare too little to be understood, or what is not there.

    Parameters
    ----------
    forms : of the sources of a project
    codes : code lists by name
    areas : geography of the project; None where it has none, and then levels of areas are not looked up

    Raises
    ------
    ProjectError : with a line for everything that is wrong, in every form
    """
    breaks = [
        f"{column.declared_at or f'form {form.source} {form.version}'}, column {column.name}: {what}"
        for form in forms
        for column in form.columns
        for what in _breaks(column, codes, areas)
    ]
    if breaks:
        raise ProjectError(
            "Forms declare what cannot be carried out.",
            now="Complete the declarations, or add the code lists: docs/forms.md.",
            details=breaks,
        )


def _breaks(
    column: Column, codes: Mapping[str, CodeList], areas: Geography | None
) -> list[str]:
    breaks = []
    if column.kind is Kind.TEXT and column.role is Role.PAYLOAD:
        breaks.append("free text may not enter; give it codes, or make it a link field")
    if column.validator and validator_named(column.validator) is None:
        breaks.append(
            f"there is no validator {column.validator}; write it as country.number, such as nl.bsn, or none"
        )
    if column.kind is Kind.AREA and areas is not None and not areas.level(column.codes):
        breaks.append(f"there are no areas of level {column.codes}")
    if column.kind in (Kind.CODE, Kind.CODES):
        if column.codes not in codes:
            breaks.append(f"there is no code list {column.codes}")
        else:
            breaks += _breaks_of_codes(column, codes[column.codes])
    return breaks


def _breaks_of_codes(column: Column, code_list: CodeList) -> list[str]:
    """List codes that are declared and not in the list, and codes of a sex that are not declared."""
    declared = {
        "refused_by": column.refused_by,
        "unknown": column.unknown,
        "not_applicable": column.not_applicable,
        "sexes": tuple(column.sexes),
    }
    leaves = set(code_list.leaves)
    breaks = [
        f"{key} names {code}, which code list {code_list.name} does not have"
        for key, named in declared.items()
        for code in named
        if code not in leaves
    ]
    if column.refused_by and leaves <= set(column.refused_by):
        breaks.append("refused_by names every code of its list: nobody could consent")
    if column.sexes:
        known = {*column.sexes, *column.unknown, *column.not_applicable}
        breaks += [
            f"code {code} of list {code_list.name} is neither in sexes nor in unknown"
            for code in code_list.leaves
            if code not in known
        ]
    return breaks
