"""The report that a supplier can act on: what is wrong in which rows, what was expected, and an invented example.

It holds no value of the file. Rows are told by their number, and by the supplier's own key where the form says that the
key points at nobody (`in_reports`).
"""

import csv
import datetime
import html
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from zicht.edition.all_words import all_words
from zicht.edition.catalogue_files import languages_with_words
from zicht.edition.numerals import sentence
from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, sql
from zicht.sources.checking import TOTALS
from zicht.sources.reasons_in_words import reason_text
from zicht.sources.workbooks import EXAMPLES
from zicht.vocabulary.checked_deliveries import Delivery
from zicht.vocabulary.codes import CodeList
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.forms import Column, Form, Kind, Role
from zicht.vocabulary.text import UNDETERMINED, Text

MOST_ROWS = 1_000
"""Rows that a report names for each finding."""
_MOST_CODES = 12
_HEADS = (
    "what_happens",
    "rule",
    "column",
    "n_rows",
    "rows",
    "own_reference",
    "expected",
    "example",
)
"""Columns of a report, by the key of their words."""
_EXPECTED: Mapping[Kind, str] = {
    Kind.TEXT: "a_text",
    Kind.INTEGER: "a_whole_number",
    Kind.DECIMAL: "a_number",
    Kind.DATE: "a_date",
    Kind.PARTIAL_DATE: "a_partial_date",
    Kind.TIMESTAMP: "a_moment",
    Kind.AREA: "an_area",
    Kind.TOKEN: "a_token",
}
"""What a column of a kind holds, by the key of its words."""
_NOTHING = Text.of({UNDETERMINED: "\N{EN DASH}"})


def _words(key: str) -> Text:
    return all_words()[f"supplier.{key}"]


@dataclass(frozen=True)
class Finding:
    """One rule that some rows do not fulfil.

    Parameters
    ----------
    happens : what becomes of these rows
    rule : in words
    column : name in the file; empty for a rule about the whole row
    n_rows : number of rows
    rows : numbers of the first, from 1 below the header
    references : the supplier's own keys of these rows; empty where the form does not allow to tell them
    expected, example : what should stand there
    """

    happens: Text
    rule: Text
    column: str
    n_rows: int
    rows: tuple[int, ...]
    references: tuple[str, ...]
    expected: Text
    example: str

    def cells(self, language: str) -> tuple[str, ...]:
        """Write the finding as cells of a table."""
        return (
            self.happens.in_language(language),
            self.rule.in_language(language),
            self.column,
            str(self.n_rows),
            ", ".join(map(str, self.rows)),
            ", ".join(self.references),
            self.expected.in_language(language),
            self.example,
        )


@dataclass(frozen=True)
class SupplierReport:
    """What a supplier is told about a delivery.

    Parameters
    ----------
    delivery : as it was judged
    findings : about its rows, those in quarantine first
    doubts : about it as a whole
    """

    delivery: Delivery
    findings: tuple[Finding, ...]
    doubts: tuple[str, ...]

    def write(self, path: Path, language: str) -> None:
        """Write the report as a page, a workbook or CSV, by the ending of the file.

        Raises
        ------
        UsageError : the file ends otherwise, or is there already
        """
        if language not in languages_with_words():
            raise UsageError(
                f"There is no report in {language!r}.",
                now=f"Choose one of {', '.join(languages_with_words())}.",
            )
        if path.exists():
            raise UsageError(
                f"{path} is there already; nothing was written.",
                now="Name another file.",
            )
        if path.suffix == ".xlsx":
            self._write_workbook(path, language)
        elif path.suffix == ".csv":
            path.write_text(self._csv(language), encoding="utf-8-sig", newline="")
        elif path.suffix == ".html":
            path.write_text(self._page(language), encoding="utf-8")
        else:
            raise UsageError(
                f"A report cannot be written as {path.suffix or 'a file without an ending'}.",
                now="Name it .html, .xlsx or .csv.",
            )

    def rows(self, language: str) -> list[tuple[str, ...]]:
        """Give the table of the report, its head first."""
        head = tuple(_words(key).in_language(language) for key in _HEADS)
        return [head, *(finding.cells(language) for finding in self.findings)]

    def counts(self, language: str) -> str:
        """Say how many rows count."""
        receipt = self.delivery.receipt
        return (
            _words("counts")
            .in_language(language)
            .format(
                rows=receipt.rows,
                accepted=receipt.accepted,
                quarantined=receipt.quarantined,
                totals=receipt.repairs.get(TOTALS, 0),
            )
        )

    def _csv(self, language: str) -> str:
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter=";")
        for row in self.rows(language):
            writer.writerow([_as_no_formula(cell) for cell in row])
        return buffer.getvalue()

    def _write_workbook(self, path: Path, language: str) -> None:
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            bold = book.add_format({"bold": True})
            for place, row in enumerate(self.rows(language)):
                for column, cell in enumerate(row):
                    # A text is never taken for a formula or number.
                    sheet.write_string(place, column, cell, None if place else bold)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, len(_HEADS), 24)

    def _page(self, language: str) -> str:
        head, *rows = self.rows(language)
        title = html.escape(_words("title").in_language(language))
        lines = [
            f'<!DOCTYPE html>\n<html lang="{html.escape(language)}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title></head><body><main><h1>{title}</h1>",
            f"<p>{html.escape(self.counts(language))}</p>",
        ]
        if self.doubts:
            doubts = html.escape(_words("doubts").in_language(language))
            items = "".join(f"<li>{html.escape(doubt)}</li>" for doubt in self.doubts)
            lines.append(f'<h2>{doubts}</h2><ul lang="en">{items}</ul>')
        if rows:
            lines.append(
                f"<table><thead><tr>{_row('th scope=col', head)}</tr></thead><tbody>"
            )
            lines += [f"<tr>{_row('td', row)}</tr>" for row in rows]
            lines.append("</tbody></table>")
        elif not self.doubts:
            lines.append(
                f"<p>{html.escape(_words('nothing_wrong').in_language(language))}</p>"
            )
        return "\n".join([*lines, "</main></body></html>\n"])


def _row(tag: str, cells: Sequence[str]) -> str:
    name = tag.partition(" ")[0]
    return "".join(f"<{tag}>{html.escape(cell)}</{name}>" for cell in cells)


def _as_no_formula(cell: str) -> str:
    """Write a text so that no spreadsheet program takes it for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def report_for_supplier(
    session: Session,
    delivery: Delivery,
    codes: Mapping[str, CodeList],
    doubts: Sequence[str],
) -> SupplierReport:
    """Gather what a supplier is told about a delivery.

    Parameters
    ----------
    session : with the rows of the delivery
    delivery : checked
    codes : code lists by name
    doubts : about the delivery as a whole
    """
    form = delivery.form
    refused = _reasons_with_rows(
        session,
        sql(
            "SELECT unnest(reasons) AS reason, row_number, {reference} AS reference FROM {refused}",
            reference=_reference(form),
            refused=delivery.refused,
        ),
    )
    set_aside = _reasons_with_rows(
        session,
        sql(
            "SELECT reason || ':' || field AS reason, row_number, {reference} AS reference"
            " FROM {doubtful} AS value JOIN {accepted} AS record ON record.rowid = value.place",
            reference=_reference_of_accepted(form),
            doubtful=delivery.doubtful,
            accepted=delivery.accepted,
        ),
    )
    findings = [
        *(
            _finding(_words("row_does_not_count"), form, codes, about)
            for about in refused
        ),
        *(
            _finding(_words("field_does_not_count"), form, codes, about)
            for about in set_aside
        ),
    ]
    return SupplierReport(delivery, tuple(findings), tuple(doubts))


_Found = tuple[str, int, tuple[int, ...], tuple[str, ...]]


def _reasons_with_rows(session: Session, rows: Sql) -> list[_Found]:
    """Give each reason with its number of rows, the first of them, and their references."""
    counted = session.rows(
        sql(
            "SELECT reason, count(*), list(row_number ORDER BY row_number)[:{most}],"
            " list(reference ORDER BY row_number)[:{most}] FROM ({rows})"
            " GROUP BY reason ORDER BY count(*) DESC, reason",
            rows=rows,
            most=Sql(str(MOST_ROWS)),
        )
    )
    return [
        (reason, n, tuple(numbers), tuple(text for text in references or () if text))
        for reason, n, numbers, references in counted
    ]


def _reference(form: Form) -> Sql:
    """Write SQL for the supplier's own key of a refused row, where the form allows to tell it."""
    keys = _keys_in_reports(form)
    if not keys:
        return Sql("NULL")
    return sql(
        "CASE WHEN len(texts) = {width} THEN concat_ws(' / ', {texts}) END",
        width=Sql(str(len(form.columns))),
        texts=[Sql(f"texts[{form.columns.index(key) + 1}]") for key in keys],
    )


def _reference_of_accepted(form: Form) -> Sql:
    """Write SQL for the supplier's own key of an accepted row `record`, where the form allows to tell it."""
    keys = _keys_in_reports(form)
    if not keys:
        return Sql("NULL")
    texts = [Sql(f"{identifier('record', key.name)}::VARCHAR") for key in keys]
    return sql("concat_ws(' / ', {texts})", texts=texts)


def _keys_in_reports(form: Form) -> list[Column]:
    """Return the columns of the key; none where one of them may point at somebody."""
    keys = [column for column in form.columns if column.role is Role.KEY]
    return keys if all(key.in_reports for key in keys) else []


def _finding(
    happens: Text, form: Form, codes: Mapping[str, CodeList], found: _Found
) -> Finding:
    reason, n_rows, rows, references = found
    name = reason.partition(":")[2]
    column = next((one for one in form.columns if one.name == name), None)
    return Finding(
        happens=happens,
        rule=reason_text(reason, form),
        column=column.name if column else "",
        n_rows=n_rows,
        rows=rows,
        references=references,
        expected=_expected(column, codes) if column else _NOTHING,
        example=_example(column, codes) if column else "",
    )


def _leaves(column: Column, codes: Mapping[str, CodeList]) -> tuple[str, ...]:
    return codes[column.codes].leaves if column.codes in codes else ()


def _expected(column: Column, codes: Mapping[str, CodeList]) -> Text:
    """Say what a column holds: a code of its list, or a value of its kind within its bounds."""
    leaves = _leaves(column, codes)
    if leaves and column.kind in (Kind.CODE, Kind.CODES):
        shown = ", ".join(leaves[:_MOST_CODES]) + (
            ", ..." if len(leaves) > _MOST_CODES else ""
        )
        return sentence("supplier.one_of", codes=shown)
    expected = _words(_EXPECTED.get(column.kind, "a_code"))
    if column.date_format:
        expected = sentence(
            "supplier.in_a_format", what=expected, format=column.date_format
        )
    if column.minimum:
        expected = sentence(
            "supplier.at_least", what=expected, bound=str(column.minimum)
        )
    if column.maximum:
        expected = sentence(
            "supplier.at_most", what=expected, bound=str(column.maximum)
        )
    return expected


def _example(column: Column, codes: Mapping[str, CodeList]) -> str:
    """Return an invented value that the column would accept, written as its form declares."""
    leaves = _leaves(column, codes)
    if leaves:
        return leaves[0]
    usual = EXAMPLES.get(column.kind, "")
    if column.date_format and column.kind in (Kind.DATE, Kind.TIMESTAMP):
        return datetime.datetime.fromisoformat(usual).strftime(column.date_format)
    if column.kind in (Kind.INTEGER, Kind.DECIMAL) and not _is_within(usual, column):
        usual = column.minimum or column.maximum
    if column.kind is Kind.DECIMAL:
        return usual.replace(".", column.decimal_sign)
    return usual


def _is_within(number: str, column: Column) -> bool:
    """Whether a number lies within the bounds of a column."""
    least = Decimal(column.minimum or number)
    most = Decimal(column.maximum or number)
    return least <= Decimal(number) <= most
