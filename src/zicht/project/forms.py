"""Forms of sources in the standard catalogue and in a project."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.forms import Column, Form, Kind, Role
from zicht.vocabulary.text import Text

STANDARD = Path(__file__).parent.parent / "catalogue" / "forms"
"""Folder of the standard forms."""

_COLUMN = {"name", "kind", "role", "title", "required", "codes", "minimum", "maximum"}
_FORM = {
    "source",
    "version",
    "title",
    "producer",
    "key",
    "period_column",
    "aggregate",
    "column",
    "check",
}


def read_forms(*folders: Path) -> dict[str, tuple[Form, ...]]:
    """Read the forms of the standard catalogue, then those of further folders.

    Parameters
    ----------
    folders : each with a TOML file per form; the file's name is free. A form in a later folder replaces an earlier one
        of the same source and version

    Returns
    -------
    source to its forms, oldest version first

    Raises
    ------
    ProjectError : a file is not as it should be; it says which

    Examples
    --------
    >>> read_forms()["om_zaken"][-1].key
    ('zaak_id',)
    """
    found: dict[tuple[str, int], Form] = {}
    for folder in (STANDARD, *folders):
        for file in sorted(folder.glob("*.toml")):
            read = _read_file(file)
            found[read.source, read.version] = read
    sources = sorted({source for source, _ in found})
    return {
        source: tuple(found[key] for key in sorted(found) if key[0] == source)
        for source in sources
    }


def check_lists(forms: Iterable[Form], codes: Mapping[str, CodeList]) -> None:
    """Check that every code list that a form names is there.

    Raises
    ------
    ProjectError : with one line per missing list
    """
    missing = [
        f"form {form.source} {form.version}, column {column.name}: no list {column.codes}"
        for form in forms
        for column in form.columns
        if column.kind in (Kind.CODE, Kind.CODES) and column.codes not in codes
    ]
    if missing:
        raise ProjectError(
            "Forms name code lists that are not there.",
            now="Add the lists.",
            details=missing,
        )


def form(table: Mapping[str, Any], *, where: str) -> Form:
    """Make one form of the mapping that its TOML file holds; `where` names the file for errors."""
    _known(table, _FORM, where)
    missing = sorted(_FORM - {"aggregate", "check"} - set(table))
    if missing:
        raise ProjectError(
            f"{where}: {', '.join(missing)} is missing.",
            now="Compare it with a standard form.",
        )
    checks: Sequence[Mapping[str, Any]] = table.get("check", ())
    for check in checks:
        _known(
            check, {"name", "holds", "title"}, f"{where}, check {check.get('name', '')}"
        )
    return Form(
        source=str(table["source"]),
        version=int(table["version"]),
        title=Text.from_table(table["title"], where=where),
        producer=str(table["producer"]),
        columns=tuple(_column(entry, where) for entry in table["column"]),
        key=tuple(table["key"]),
        period_column=str(table["period_column"]),
        aggregate=bool(table.get("aggregate", False)),
        checks={str(check["name"]): str(check["holds"]) for check in checks},
        check_titles={
            str(check["name"]): Text.from_table(
                check["title"], where=f"{where}, {check['name']}"
            )
            for check in checks
        },
    )


def _column(entry: Mapping[str, Any], where: str) -> Column:
    where = f"{where}, column {entry.get('name', '')}"
    _known(entry, _COLUMN, where)
    try:
        return Column(
            name=str(entry["name"]),
            kind=Kind(entry["kind"]),
            role=Role(entry["role"]),
            title=Text.from_table(entry["title"], where=where),
            required=bool(entry.get("required", False)),
            codes=str(entry.get("codes", "")),
            minimum=str(entry.get("minimum", "")),
            maximum=str(entry.get("maximum", "")),
        )
    except KeyError as missing:
        raise ProjectError(
            f"{where}: {missing.args[0]} is missing.",
            now="Compare it with a standard form.",
        ) from None
    except ValueError as error:
        raise ProjectError(
            f"{where}: {error}.", now="Choose a kind and a role that exist."
        ) from None


def _known(table: Mapping[str, Any], known: set[str], where: str) -> None:
    strays = sorted(set(table) - known)
    if strays:
        raise ProjectError(
            f"{where}: {', '.join(strays)} means nothing here.",
            now="Remove it, or correct its name.",
        )


def _read_file(file: Path) -> Form:
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProjectError(
            f"Form {file.name} is no TOML: {error}", now="Mend the file."
        ) from None
    return form(table, where=f"Form {file.name}")
