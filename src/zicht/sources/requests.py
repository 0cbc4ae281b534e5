"""A request for withdrawal: a file with keys of records, or link fields of people, per source."""

import datetime
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

from zicht.sources.numbers import validator_named
from zicht.sources.opening import opened, printable
from zicht.sources.rows import FileRow, open_rows
from zicht.vocabulary.deliveries import Layout
from zicht.vocabulary.errors import DeliveryError
from zicht.vocabulary.forms import Column, Form, Kind
from zicht.vocabulary.link_roles import LinkRole
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.withdrawals import NAMES_AND_DATES, Withdrawal, is_number

SOURCE = "source"
_QUOTATION_MARKS = '"“”„«»‹›‚`'
_APOSTROPHES = "'‘’"
"""Stand in names, and around a value where a program quotes with them."""
_PARTIAL_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_INVISIBLE = frozenset({"Cf", "Cc", "Co", "Cn"})
"""Categories of signs that are not seen: soft hyphens, blanks of no width, marks of direction, control signs."""
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
"""The plain hyphen, and signs that look like it: those of typesetting and subtraction, the small and the wide one."""
_ANY_HYPHEN = re.compile(f"[{_HYPHENS}]")
_ENOUGH = 3
"""Names and dates that together point at one person, where there is no number."""


def read_withdrawals(
    file: Path, forms: Mapping[str, Sequence[Form]]
) -> tuple[Withdrawal, ...]:
    """Read a request for withdrawal.

    Parameters
    ----------
    file : CSV in UTF-8 with a column `source`, and key columns or link fields of that source. A row with every key
        column names a record; one without names a person by a citizen number or token, or by three names and dates
    forms : of the sources of the project, all versions

    Returns
    -------
    One withdrawal per row

    Raises
    ------
    DeliveryError : with a line for every row that does not hold; it tells the row's number and quotes nothing
    """
    known = {
        column.name for versions in forms.values() for column in versions[-1].columns
    }
    found: list[Withdrawal] = []
    try:
        with (
            opened(file) as handle,
            open_rows(
                handle, file.name, layout=Layout(), expected=[SOURCE, *known]
            ) as table,
        ):
            breaks = _header_breaks(table.header, known)
            for row in table.rows if not breaks else ():
                read = _read_row(row, table.header, forms)
                if isinstance(read, str):
                    breaks.append(f"row {row.number}: {read}")
                else:
                    found.append(read)
            if table.unreadable:
                breaks.append(
                    f"{counted(table.unreadable, 'line is not', 'lines are not')} written in UTF-8"
                )
    except DeliveryError as error:
        breaks = [error.what]
    if not found and not breaks:
        breaks = ["the file has no rows"]
    if breaks:
        raise DeliveryError(
            f"{printable(file.name)} is not a request for withdrawal; nothing was erased.",
            now="Write a column `source` and the key columns of that source, or link fields: docs/vault.md.",
            details=breaks[:50],
        )
    return tuple(found)


def _header_breaks(header: Sequence[str], known: set[str]) -> list[str]:
    breaks = []
    if SOURCE not in header:
        breaks.append(f"column `{SOURCE}` is missing")
    strays = [
        place
        for place, name in enumerate(header, start=1)
        if name not in {SOURCE, *known}
    ]
    if strays:
        shown = ", ".join(map(str, strays[:10]))
        breaks.append(
            f"{counted(len(strays), 'column is', 'columns are')} of no source: in place {shown}"
        )
    if len(set(header)) < len(header):
        breaks.append("a column stands twice")
    return breaks


def _read_row(
    row: FileRow, header: Sequence[str], forms: Mapping[str, Sequence[Form]]
) -> Withdrawal | str:
    if row.fault:
        return "it has not as many fields as the header, or its quotes do not match"
    cells = dict(
        zip(
            header,
            (unicodedata.normalize("NFC", text.strip()) for text in row.fields),
            strict=True,
        )
    )
    return _read(cells, forms)


def _read(
    row: Mapping[str, str], forms: Mapping[str, Sequence[Form]]
) -> Withdrawal | str:
    """Give the withdrawal of a row, or what is wrong with it."""
    versions = forms.get(row.get(SOURCE, ""))
    if versions is None:
        return f"no source of this project; known: {', '.join(sorted(forms))}"
    form = versions[-1]
    if form.aggregate:
        return "this source counts nobody in particular: there is nothing to withdraw"
    filled = {name: value for name, value in row.items() if value and name != SOURCE}
    columns = {column.name: column for column in form.columns}
    strange = sorted(name for name in filled if name not in columns)
    if strange:
        return f"columns {', '.join(strange)} are not of this source"
    wrong = _wrong_sign(filled, columns)
    if wrong:
        return wrong
    written = {name: _as_written(text, columns[name]) for name, text in filled.items()}
    unread = sorted(name for name, text in written.items() if text is None)
    if unread:
        return f"column {', '.join(unread)} is not a date: write it as YYYY-MM-DD"
    values = {name: text for name, text in written.items() if text is not None}
    return _record(form, values) or _person(form, values)


def _wrong_sign(filled: Mapping[str, str], columns: Mapping[str, Column]) -> str:
    """Say which column has a sign with which nobody would be found; empty where none has."""
    invisible = sorted(name for name, value in filled.items() if _is_hiding(value))
    if invisible:
        return f"an invisible sign stands in column {', '.join(invisible)}: type the value anew"
    quoted = sorted(name for name, value in filled.items() if _has_stray_quote(value))
    if quoted:
        return f"a quote is open, or strange, in column {', '.join(quoted)}"
    foreign = sorted(n for n, text in filled.items() if _is_foreign(text, columns[n]))
    if foreign:
        return f"a sign that only looks like a digit or letter of a number stands in column {', '.join(foreign)}"
    return ""


def _has_stray_quote(value: str) -> bool:
    """Whether a value has a quotation mark that belongs to no name: with it nobody would be found.

    An apostrophe may stand in a name, as in O'Brien and 't Hart, and not at both ends.
    """
    is_wrapped = value[0] in _APOSTROPHES and value[-1] in _APOSTROPHES
    return is_wrapped or any(mark in value for mark in _QUOTATION_MARKS)


def _is_foreign(value: str, column: Column) -> bool:
    """Whether a number has signs of another script or width: with them nobody would be found."""
    is_of_number = column.links_as is LinkRole.NATIONAL_NUMBER
    return is_of_number and any(sign > "~" and not sign.isspace() for sign in value)


def _is_hiding(value: str) -> bool:
    """Whether a value has a sign that is not seen, as copies from documents have: with it nobody would be found."""
    return any(unicodedata.category(sign) in _INVISIBLE for sign in value)


def _record(form: Form, filled: Mapping[str, str]) -> Withdrawal | str | None:
    """Give the record that is named by its key; None where no part of the key is filled in."""
    missing = [name for name in form.key if name not in filled]
    if missing:
        return (
            f"column {', '.join(missing)} of the key is empty"
            if len(missing) < len(form.key)
            else None
        )
    key = tuple(filled[name] for name in form.key)
    return _withdrawal(form, key, _link(form, filled))


def _person(form: Form, filled: Mapping[str, str]) -> Withdrawal | str:
    """Give the person that is named by link fields, where they are enough to point at one."""
    link = _link(form, filled)
    has_number = any(is_number(role, text) for role, text in link.items())
    if has_number or len(NAMES_AND_DATES & set(link)) >= _ENOUGH:
        return _withdrawal(form, (), link)
    return f"neither the key ({', '.join(form.key)}) nor link fields that point at one person"


def _withdrawal(
    form: Form, key: tuple[str, ...], link: Mapping[LinkRole, str]
) -> Withdrawal:
    """Add the spelling in which the vault keeps a national number."""
    number = link.get(LinkRole.NATIONAL_NUMBER, "")
    columns = form.linked_as(LinkRole.NATIONAL_NUMBER)
    validate = validator_named(columns[0].validator) if number and columns else None
    spelling = validate(number) if validate else ""
    return Withdrawal(
        form,
        key,
        link,
        (spelling,) if spelling else (),
        look_alikes=_with_other_signs(key),
        mixes_scripts=any(map(_mixes_scripts, key)),
    )


def _with_other_signs(key: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Write a key with each of the signs that look like its hyphens, the plain one first."""
    plain = [
        _ANY_HYPHEN.sub("-", unicodedata.normalize("NFKC", value)) for value in key
    ]
    keys = [tuple(value.replace("-", hyphen) for value in plain) for hyphen in _HYPHENS]
    return tuple(other for other in dict.fromkeys(keys) if other != key)


def _mixes_scripts(value: str) -> bool:
    """Whether plain letters stand beside letters or digits of another script or width, which may look alike."""
    letters = [sign for sign in value if sign.isalpha()]
    has_plain = any(sign.isascii() for sign in letters)
    has_foreign = any(
        not unicodedata.name(sign, "").startswith("LATIN ") for sign in letters
    )
    has_foreign_digits = any(sign.isnumeric() and not sign.isascii() for sign in value)
    return has_foreign_digits or (has_plain and has_foreign)


def _link(form: Form, filled: Mapping[str, str]) -> dict[LinkRole, str]:
    """Give the link fields that are filled in; names that stand in several columns are joined."""
    link = {}
    for role in form.link_roles:
        texts = [
            column.sexes.get(filled[column.name], filled[column.name])
            for column in form.linked_as(role)
            if column.name in filled and not _says_nothing(filled[column.name], column)
        ]
        if texts:
            link[role] = " ".join(texts)
    return link


def _says_nothing(text: str, column: Column) -> bool:
    """Whether a text stands for no value: it would point at everybody of whom it is unknown."""
    known = (*column.placeholders, *column.unknown, *column.not_applicable)
    return text.casefold() in {word.casefold() for word in known}


def _as_written(value: str, column: Column) -> str | None:
    """Write a value as the vault does: 02 is 2, and a date is YYYY-MM-DD; None where it is not a date."""
    if column.kind is Kind.INTEGER and value.isdecimal():
        return str(int(value))
    if _says_nothing(value, column):
        return value
    if column.kind is Kind.PARTIAL_DATE:
        return value if _is_partial_date(value) else None
    if column.kind is Kind.DATE:
        return _iso_day(value, column.date_format)
    return value


def _is_partial_date(value: str) -> bool:
    """Whether a value is a year, a month or a day that exists: the vault holds no other."""
    if not _PARTIAL_DATE.fullmatch(value):
        return False
    first_day = (value + "-01-01")[: len("2000-01-01")]
    return _iso_day(first_day, "%Y-%m-%d") is not None


def _iso_day(value: str, date_format: str) -> str | None:
    """Write a day as YYYY-MM-DD, read so or as its source writes days; None where it is neither."""
    for pattern in ("%Y-%m-%d", date_format):
        try:
            day = datetime.datetime.strptime(value, pattern).date()
        except ValueError:
            continue
        return day.isoformat()
    return None
