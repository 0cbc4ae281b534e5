"""Tables that Zicht prints from figures: each cell is compared with the figure that its headers name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum

from zicht.edition.edition import Edition
from zicht.edition.figures import INTERVAL, bounds_kind, row_bounds
from zicht.edition.rows import Row
from zicht.proof.documents.web import Cell, ChartValue, Statement
from zicht.proof.names import without_names
from zicht.proof.periods import find_periods
from zicht.vocabulary.printed_pages import Form
from zicht.vocabulary.releases import Release

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*%?(?![\w%]|[.,]\d|\s?:)")


_LEVEL_OF_INTERVALS = "95%"
"""The words for the bounds of an estimate name it."""
_ZEROS = re.compile(r"[.,]0(?=%?$)")


class CellVerdict(StrEnum):
    """What a look at the figure of a cell gave."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_HELD = "not held"
    """Its headers do not name one category and one period."""


class FigureTables:
    """What the tables of a release must show, in one language.

    Parameters
    ----------
    release : its figures
    language : of the labels and numbers
    """

    def __init__(self, release: Release, language: str) -> None:
        self._edition = Edition(release, language)
        self._shown: dict[tuple[str, str, str], set[str]] = defaultdict(set)
        self._rows: dict[str, Row] = {}
        self._categories: dict[str, set[str]] = defaultdict(set)
        self._numbered_labels: set[str] = set()
        self._periods: dict[tuple[str, str], set[str]] = defaultdict(set)
        for indicator, rows in self._edition.rows.items():
            for row in rows.all:
                self._add(indicator, row)

    def _add(self, indicator: str, row: Row) -> None:
        edition = self._edition
        texts = self._bare_texts(row)
        header = edition.where(row.where).casefold()
        if _NUMBER.search(header):
            self._numbered_labels.add(header)
        self._rows[str(row.key)] = row
        self._categories[indicator] |= self._labels(row)
        self._shown[indicator, header, row.period] |= texts
        for text in texts:
            for number in _NUMBER.findall(text):
                self._periods[indicator, _bare(number)].add(row.period)

    def verdict(self, cell: Cell, indicators: Iterable[str]) -> CellVerdict:
        """Compare one cell with the figures of the indicators that its page prints."""
        texts = self.expected(cell, indicators)
        if not texts and not cell.figure:
            return CellVerdict.NOT_HELD
        is_of_its_headers = not texts or cell.words in texts
        is_of_its_figure = not cell.figure or self._prints_its_figure(cell)
        agrees = is_of_its_headers and is_of_its_figure
        return CellVerdict.AGREES if agrees else CellVerdict.DIFFERS

    def _prints_its_figure(self, cell: Cell) -> bool:
        """Whether a cell shows the figure whose address it bears, under a header of no other category or period."""
        row = self._rows.get(cell.figure)
        if row is None or cell.words not in self._texts(row, cell.form):
            return False
        own = self._labels(row)
        named = {cell.row_header.casefold(), cell.column_header.casefold()}
        others = named & self._categories[row.indicator] - own
        if others:
            return False
        headers = (cell.row_header, cell.column_header)
        names = [self._edition.label(name, code) for name, code in row.where]
        periods = {
            period.label
            for header in headers
            for period in find_periods(without_names(header, names))
        }
        return not periods or row.period in periods

    def _labels(self, row: Row) -> set[str]:
        """Return the labels of the categories of a row, each alone."""
        return {self._edition.label(name, code).casefold() for name, code in row.where}

    def _texts(self, row: Row, form: str = Form.VALUE) -> set[str]:
        """Return how a figure may be written: its value, its bounds or both, bare or before its unit."""
        edition = self._edition
        match form:
            case Form.PER_HUNDRED:
                texts = self._per_hundred(row)
            case Form.REST_OF_HUNDRED:
                texts = self._per_hundred(edition.rest_of_hundred(row))
            case Form.NUMERATOR:
                texts = self._count(row, row.numerator)
            case Form.DENOMINATOR:
                texts = self._count(row, row.denominator)
            case Form.UNKNOWN:
                texts = {edition.unknown_share(row)}
            case _:
                unit = edition.unit(edition.release.indicators[row.indicator])
                bare = self._bare_texts(row)
                texts = bare | {f"{text} {unit}" for text in bare}
        return {_spaced(text) for text in texts if text}

    def _bare_texts(self, row: Row) -> set[str]:
        """Return how a figure may be written without unit: its value, its bounds, or both where it is an estimate."""
        edition = self._edition
        texts = {edition.shown(row), edition.bounds(row), edition.with_interval(row)}
        return texts - {""}

    def _per_hundred(self, row: Row) -> set[str]:
        number, bounds = self._edition.per_hundred(row)
        return {self._edition.with_word(number, row), bounds}

    def _count(self, row: Row, count: float | None) -> set[str]:
        if count is None:
            return set()
        return {self._edition.with_word(self._edition.number(count), row)}

    def wrong_numbers(self, statement: Statement) -> list[str]:
        """Return the numbers of a statement that none of its figures is printed with."""
        numbers: set[str] = set()
        for row in self._rows_of(statement.figures):
            numbers |= self._numbers_of(row)
        said = _numbers(self.hide_names(statement.words, statement.figures))
        return [number for number in said if _bare(number) not in numbers]

    def hide_names(self, words: str, figures: Iterable[str]) -> str:
        """Hide the digits of the names that some words about these figures hold."""
        names = [name for row in self._rows_of(figures) for name in self._names(row)]
        return without_names(words, names)

    def prints_of(self, number: str, figures: Iterable[str], period: str) -> bool:
        """Whether one of these figures, of this period where one is known, is printed with this number."""
        number_of_the_text = {_bare(part) for part in _NUMBER.findall(_spaced(number))}
        return any(
            period in {"", row.period} and number_of_the_text <= self._numbers_of(row)
            for row in self._rows_of(figures)
        )

    def _rows_of(self, figures: Iterable[str]) -> list[Row]:
        """Return the rows of some addresses; of an address without a row, nothing is printed."""
        rows = [self._rows.get(address) for address in figures]
        return [row for row in rows if row is not None]

    def _names(self, row: Row) -> list[str]:
        """Return the names that words about a figure may hold."""
        edition = self._edition
        indicator = edition.release.indicators[row.indicator]
        labels = [edition.label(name, code) for name, code in row.where]
        return [*labels, edition.say(indicator.title), edition.say(indicator.question)]

    def _numbers_of(self, row: Row) -> set[str]:
        """Return the numbers that words about a figure may give: its value and bounds, and the level of these."""
        edition = self._edition
        shape = edition.release.indicators[row.indicator].shape
        ends = row_bounds(row, shape, edition.language) or ()
        level = {_LEVEL_OF_INTERVALS} if bounds_kind(shape) == INTERVAL else set()
        texts = {*self._texts(row), *ends, *level}
        return {_bare(number) for text in texts for number in _NUMBER.findall(text)}

    def expected(self, cell: Cell, indicators: Iterable[str]) -> list[str]:
        """Return what a cell may show: values and bounds of the figures that its headers name."""
        texts: set[str] = set()
        for header, of_period in self._orientations(cell):
            for period in find_periods(of_period):
                for indicator in indicators:
                    texts |= self._shown.get((indicator, header, period.label), set())
        if not texts and cell.figure in self._rows:
            texts |= self._texts(self._rows[cell.figure], cell.form)
        return sorted(texts)

    @staticmethod
    def _orientations(cell: Cell) -> Iterator[tuple[str, str]]:
        """Yield the header that may name a category with the one that may name a period."""
        yield cell.row_header.casefold(), cell.column_header
        yield cell.column_header.casefold(), cell.row_header

    def value_verdict(
        self, value: ChartValue, indicators: Iterable[str]
    ) -> CellVerdict:
        """Compare one value of a chart with the figures of these indicators for the period in its name."""
        periods = find_periods(value.name)
        period = periods[0].label if periods else ""
        words = value.words.casefold()
        for label in self._numbered_labels:
            words = words.replace(label, "")
        agrees = all(
            self.prints(number, indicators, period) for number in _numbers(words)
        )
        return CellVerdict.AGREES if agrees else CellVerdict.DIFFERS

    def prints(self, number: str, indicators: Iterable[str], period: str) -> bool:
        """Whether a figure of these indicators, of this period where one is known, is printed with this number."""
        for indicator in indicators:
            periods = self._periods.get((indicator, _bare(number)), set())
            if periods and period in {"", *periods}:
                return True
        return False


def _numbers(text: str) -> Iterator[str]:
    """Yield the numbers of a text as printed: a band has two; what stands before a colon is a name."""
    periods = find_periods(text)
    for match in _NUMBER.finditer(text):
        if not any(p.start <= match.start() < p.end for p in periods):
            yield match[0]


def _spaced(text: str) -> str:
    """Return a text with plain spaces for those that keep it together, as pages are read."""
    return " ".join(text.split())


def _bare(number: str) -> str:
    """Return a number without zeros after its decimal mark: a curve writes `1,0%` where a table writes `1%`."""
    return _ZEROS.sub("", number)
