"""Forms of sources in a pack and in a project."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from zicht.project.rows import Row, Sheet, each, placed_at, read_sheet, together
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.forms import (
    Column,
    Form,
    Kind,
    Limits,
    Retention,
    Role,
    Split,
    Wide,
)
from zicht.vocabulary.link_roles import LinkRole, Sex

MOST_VERSIONS = 1_000_000
MOST_ROWS = 1_000_000_000
LARGEST_RISE = 1000.0
"""Largest number of rows of a year, relative to the year before, that a form may allow."""
MOST_YEARS_OF_RETENTION = 200
_FORM_KEYS = "source version title producer key period_column aggregate ignore event part trusted_unit"
TABLES_OF_FORMS = ("column", "check", "limits", "retention", "wide", "split")
RULE_KEYS = "name holds title"
WIDE_KEYS = "column value codes"
SPLIT_KEYS = "column into sign"
_COLUMN_KEYS = (
    "name kind role title required codes minimum maximum links_as validator sexes refused_by"
    " unknown not_applicable placeholders sentinels totals repairs age in_reports date_format decimal_sign"
)
Choice = TypeVar("Choice", bound=StrEnum)


def read_forms(*folders: Path) -> dict[str, tuple[Form, ...]]:
    """Read forms.

    Parameters
    ----------
    folders : each with a TOML file per form; the file's name is free. A form in a later folder replaces an earlier one
        of the same source and version

    Returns
    -------
    source to its forms, oldest version first

    Raises
    ------
    ProjectError : a form is incomplete or has keys that are not known; it names file and line
    """
    files = [file for folder in folders for file in sorted(folder.glob("*.toml"))]
    return read_form_files(files)


def read_form_files(files: Iterable[Path]) -> dict[str, tuple[Form, ...]]:
    """Read forms from their files; the parameters and errors are those of `read_forms`."""
    by_file = dict.fromkeys(files, read_form)
    read = each(by_file, read_form)
    forms: dict[tuple[str, int], Form] = {}
    of_version: dict[tuple[Path, str, int], Path] = {}
    for file, form in zip(by_file, read, strict=True):
        key = (form.source, form.version)
        place = (file.parent, *key)
        if place in of_version:
            raise ProjectError(
                f"forms/{file.name}:1: version {form.version} of {form.source} stands in {of_version[place].name} too.",
                now="Give the form another version, or remove one of the files.",
            )
        of_version[place] = file
        forms[key] = form
    sources = sorted({source for source, _ in forms})
    return {
        source: tuple(forms[key] for key in sorted(forms) if key[0] == source)
        for source in sources
    }


def read_form(file: Path) -> Form:
    """Read one form from its TOML file.

    Parameters
    ----------
    file : with the keys of a form, a table [[column]] for each column and [[check]] for each rule

    Raises
    ------
    ProjectError : the form is incomplete or has keys that are not known; it names file and line
    """
    sheet = read_sheet(
        file,
        file.parent.parent,
        known=TABLES_OF_FORMS,
    )
    top = sheet.top.only(_FORM_KEYS)
    checks = [row.only(RULE_KEYS) for row in sheet.rows("check")]
    columns = each(sheet.rows("column"), _column)
    version = top.whole("version", 1, MOST_VERSIONS)
    _refuse_unsaid(top)
    with placed_at(top):
        form = Form(
            source=top.text("source"),
            version=version,
            title=top.words("title"),
            producer=top.text("producer"),
            columns=columns,
            key=top.texts("key"),
            period_column=top.text("period_column", ""),
            aggregate=top.flag("aggregate", default=False),
            checks={row.text("name"): row.text("holds") for row in checks},
            check_titles={row.text("name"): row.words("title") for row in checks},
            check_places={row.text("name"): row.at("holds") for row in checks},
            limits=_limits(sheet.rows("limits")),
            retention=_retention(sheet.rows("retention")),
            ignored=top.texts("ignore"),
            event=top.text("event", ""),
            part=top.text("part", ""),
            trusted_unit=top.text("trusted_unit", ""),
            wide=_wide(sheet.rows("wide")),
            split=tuple(_split(row) for row in sheet.rows("split")),
        )
    _refuse_keys_beside_the_key(sheet)
    return form


def _refuse_unsaid(top: Row) -> None:
    """Refuse a form that does not say by what its rows are known: a source without a key says so."""
    # Without a key a correction cannot be told from a second record: a source that has
    # none says so.
    if "key" not in top.values:
        raise top.wrong(
            "key",
            "'key' is missing: the columns that together are unique within a delivery.",
            'Write key = ["..."]; or key = [] where the source has none, and a correction replaces a whole period.',
        )


def _refuse_keys_beside_the_key(sheet: Sheet) -> None:
    """Refuse columns of role `key` that the key of the form does not name: these would not distinguish rows."""
    key = sheet.top.texts("key")
    mistakes = [
        row.wrong(
            "role",
            f"column {row.text('name')} has the role 'key', and 'key' of the form does not name it.",
            "Name it there, or give it the role 'payload'; one that nothing counts stands under `ignore`.",
        )
        for row in sheet.rows("column")
        if row.text("role") == Role.KEY and row.text("name") not in key
    ]
    if mistakes:
        raise together(mistakes)


def _column(row: Row) -> Column:
    row.only(_COLUMN_KEYS)
    has_role = row.has("links_as")
    return Column(
        name=row.text("name"),
        kind=_choice(row, "kind", Kind),
        role=_choice(row, "role", Role),
        title=row.words("title"),
        required=row.flag("required", default=False),
        codes=row.text("codes", ""),
        minimum=row.text("minimum", ""),
        maximum=row.text("maximum", ""),
        links_as=_choice(row, "links_as", LinkRole) if has_role else None,
        validator=row.text("validator", ""),
        sexes=_sexes(row),
        refused_by=row.texts("refused_by"),
        unknown=row.texts("unknown"),
        not_applicable=row.texts("not_applicable"),
        placeholders=row.texts("placeholders"),
        sentinels=row.texts("sentinels"),
        totals=row.texts("totals"),
        repairs=row.texts("repairs"),
        age=row.text("age", ""),
        in_reports=row.flag("in_reports", default=False),
        date_format=row.text("date_format", ""),
        decimal_sign=row.text("decimal_sign", "."),
        declared_at=row.at("name"),
    )


def _choice(row: Row, key: str, choices: type[Choice]) -> Choice:
    """Read one of the words of an enumeration."""
    return choices(row.one_of(key, [str(choice) for choice in choices]))


def _limits(rows: Sequence[Row]) -> Limits:
    """Read the table [limits]; what it leaves out is as usual."""
    chosen: dict[str, Any] = {}
    for row in rows:
        row.only(" ".join(field.name for field in fields(Limits)))
        for name in row.values:
            if name == "least":
                chosen[name] = row.whole(name, 0, MOST_ROWS)
            else:
                most = LARGEST_RISE if name == "rise" else 1.0
                chosen[name] = row.between(name, 0.0, most)
    return Limits(**chosen)


def _retention(rows: Sequence[Row]) -> Retention:
    """Read the table [retention]: a legal ground, and terms in whole years."""
    chosen: dict[str, Any] = {}
    for row in rows:
        row.only(" ".join(field.name for field in fields(Retention)))
        chosen["ground"] = row.text("ground", "")
        for name in set(row.values) - {"ground"}:
            chosen[name] = row.whole(name, 1, MOST_YEARS_OF_RETENTION)
    return Retention(**chosen)


def _wide(rows: Sequence[Row]) -> Wide | None:
    """Read the tables [[wide]]: each a column of the file, the codes it stands for, and where its count goes."""
    columns = {}
    values = set()
    for row in rows:
        row.only(WIDE_KEYS)
        columns[row.text("column")] = row.pairs("codes")
        values.add(row.text("value"))
    if not columns:
        return None
    if len(values) > 1 or len({tuple(codes) for codes in columns.values()}) > 1:
        raise rows[0].wrong(
            "column", "all tables [[wide]] need the same value and the same codes."
        )
    return Wide(values.pop(), columns)


def _split(row: Row) -> Split:
    """Read a table [[split]]: a column of the file, and the columns of the form that it holds."""
    row.only(SPLIT_KEYS)
    sign = row.text("sign", ",")
    if len(sign) != 1:
        raise row.wrong("sign", f"{sign!r} is not one sign.")
    into = row.texts("into")
    if len(into) < 2:
        raise row.wrong("into", "a column that is split holds at least two columns.")
    return Split(row.text("column"), into, sign)


def _sexes(row: Row) -> dict[str, Sex]:
    sexes = {}
    for code, word in row.pairs("sexes").items():
        if word not in set(Sex):
            raise row.wrong(
                "sexes",
                f"code {code!r} means {word!r}, which is not a sex that linkage compares.",
                f"Write one of {', '.join(Sex)}.",
            )
        sexes[code] = Sex(word)
    return sexes
