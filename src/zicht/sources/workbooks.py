"""A workbook for a supplier: the columns of a form, its code lists to choose from, and an invented example."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.forms import Column, Form, Kind

_ROWS = 10_000
"""Rows of the sheet that are checked while they are filled in."""
_WIDTH = 22
EXAMPLES: Mapping[Kind, str] = {
    Kind.TEXT: "Example",
    Kind.INTEGER: "12",
    Kind.DECIMAL: "0.5",
    Kind.DATE: "2024-03-01",
    Kind.PARTIAL_DATE: "1999-04",
    Kind.TIMESTAMP: "2024-03-01 10:00:00",
    Kind.AREA: "code of an area",
    Kind.TOKEN: "0123456789abcdef",
}
"""Invented values; a code is the first of its list."""


def write_workbook(form: Form, codes: Mapping[str, CodeList], out: Path) -> None:
    """Write a workbook with a sheet to fill in, a sheet that explains its columns, and a sheet of codes.

    Cells are text, so that a workbook does not turn numbers into dates or drop zeros. A column with one code offers its
    list.

    Parameters
    ----------
    form : whose columns are filled in
    codes : code lists by name
    out : XLSX file that is made
    """
    with xlsxwriter.Workbook(str(out), {"strings_to_numbers": False}) as book:
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True})
        filled = book.add_worksheet("data")
        explained = book.add_worksheet("columns")
        listed = book.add_worksheet("codes")
        filled.freeze_panes(1, 0)
        heads = ("column", "meaning", "kind", "needed", "codes or level", "example")
        explained.write_row(0, 0, heads, bold)
        for place, column in enumerate(form.columns):
            leaves = _leaves(column, codes)
            filled.write_string(0, place, column.name, bold)
            filled.set_column(place, place, _WIDTH, text)
            explained.write_row(place + 1, 0, _explanation(column, leaves))
            _offer(filled, listed, place, column, leaves)


def _explanation(column: Column, leaves: tuple[str, ...]) -> tuple[str, ...]:
    example = leaves[0] if leaves else EXAMPLES.get(column.kind, "")
    return (
        column.name,
        column.title.en,
        str(column.kind),
        "yes" if column.required else "no",
        column.codes,
        example,
    )


def _leaves(column: Column, codes: Mapping[str, CodeList]) -> tuple[str, ...]:
    is_coded = column.kind in (Kind.CODE, Kind.CODES) and column.codes in codes
    return codes[column.codes].leaves if is_coded else ()


def _offer(
    filled: Any, listed: Any, place: int, column: Column, leaves: tuple[str, ...]
) -> None:
    """Write the codes of a column on the sheet of codes, and offer them in the sheet to fill in."""
    if not leaves:
        return
    listed.write_string(0, place, column.name)
    for row, code in enumerate(leaves, start=1):
        listed.write_string(row, place, code)
    if column.kind is Kind.CODE:
        name = xlsxwriter.utility.xl_col_to_name(place)
        source = f"=codes!${name}$2:${name}${len(leaves) + 1}"
        filled.data_validation(
            1, place, _ROWS, place, {"validate": "list", "source": source}
        )
