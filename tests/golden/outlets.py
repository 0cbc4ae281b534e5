"""What pages, files and sentences of an edition print, read back and held against the data of the release."""

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path

from tests.golden.printed_figures import Printed, read_figure, rounds_to
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.figures import Series

LANGUAGES = ("nl", "en")
PERCENTAGES = ("share", "survival", "survey")
DASH = "\u2013"


def is_right(printed: Printed, row: dict[str, object], shape: str) -> bool:
    """Whether a printed figure says what a row of a series holds."""
    status, value = row["status"], float(str(row["value"]))
    lower, upper = float(str(row["lower"])), float(str(row["upper"]))
    sign = "%" if shape in PERCENTAGES else ""
    if status in ("withheld", "pending"):
        return printed.kind == status
    if printed.sign != sign:
        return False
    if status == "published":
        return printed.kind == "number" and rounds_to(value, printed)
    if printed.kind == "fewer than":
        return shape == "count" and lower == 0 and printed.numbers == (upper + 1,)
    if printed.kind == "at most":
        return shape != "count" and lower == 0 and printed.numbers == (upper,)
    return printed.kind == "between" and printed.numbers == (lower, upper)


def rows_of(series: Series) -> dict[str, dict[str, object]]:
    """Rows of a series by address, straight from its arrays."""
    columns = ("value", "status", "lower", "upper")
    arrays = (series.values, series.statuses, series.lower, series.upper)
    rows = zip(*(array.tolist() for array in arrays), strict=True)
    return {
        str(key): dict(zip(columns, row, strict=True))
        for key, row in zip(series.keys(), rows, strict=True)
    }


def says(words: str, figure: Cited, language: str) -> bool:
    """Whether printed words begin with the qualifier of a cited figure and give its number with its sign.

    A remark of more than three words stands behind the number, in brackets.
    """
    words = words.replace("\u00a0", " ")
    qualifier = figure.qualifier.in_language(language) if figure.qualifier else ""
    if len(qualifier.split()) > 3:
        if f"({qualifier})" not in words:
            return False
        words = words.replace(f"({qualifier})", "").strip()
    elif qualifier:
        if not words.startswith(f"{qualifier} "):
            return False
        words = words.removeprefix(f"{qualifier} ")
    if figure.printed is not None:
        return words.startswith(figure.printed.in_language(language))
    head = re.match(r"€ ?[−\d.,]+|−?€?[\d.,]+%?", words)
    if head is None:
        return False
    printed = read_figure(head[0], language)
    sign = {"percent": "%", "euro": "€"}.get(figure.unit, "")
    return printed.numbers == (figure.value,) and printed.sign == sign


class Cells(HTMLParser):
    """Cells of the tables of a page, marks of its charts, and their written alternatives."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.marks: list[str] = []
        self.labels: list[str] = []
        self.by_id: dict[str, list[str]] = {}
        self._id = ""
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "data-words" in attributes:
            self.marks.append(attributes["data-words"])
        if attributes.get("role") == "img":
            self.labels.append(attributes.get("aria-label", ""))
        if tag == "tr":
            self.rows.append([])
            self._id = attributes.get("id", "")
            self._in_cell = False
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append("")
            self._in_cell = True
            if self._id:
                self.by_id.setdefault(self._id, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data
            if self._id:
                self.by_id[self._id][-1] += data


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def read_page(path: Path) -> Cells:
    cells = Cells()
    cells.feed(path.read_text("utf-8"))
    return cells
