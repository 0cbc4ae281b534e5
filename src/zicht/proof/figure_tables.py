"""Tables that Zicht prints from figures: each cell is compared with the figure that its headers name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from zicht.edition.edition import Edition
from zicht.edition.rows import Row
from zicht.proof.documents.web import Cell, ChartValue
from zicht.proof.periods import find_periods
from zicht.vocabulary.releases import Release

_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*%?(?![\w%]|[.,]\d|\s?:)")


_ZEROS = re.compile(r"[.,]0(?=%?$)")


class CellVerdict(StrEnum):
    """What a look at the figure of a cell gave."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_HELD = "not held"
    """Its headers do not name one category and one period."""


@dataclass(frozen=True)
class _Printed:
    """How a figure is printed: its value and bounds, and its period."""

    texts: frozenset[str]
    period: str


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
        self._of_figure: dict[str, _Printed] = {}
        self._numbered_labels: set[str] = set()
        self._periods: dict[tuple[str, str], set[str]] = defaultdict(set)
        for indicator, rows in self._edition.rows.items():
            for row in rows.all:
                self._add(indicator, row)

    def _add(self, indicator: str, row: Row) -> None:
        edition = self._edition
        texts = {edition.shown(row), edition.bounds(row)} - {""}
        header = edition.where(row.where).casefold()
        if _NUMBER.search(header):
            self._numbered_labels.add(header)
        self._of_figure[str(row.key)] = _Printed(frozenset(texts), row.period)
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
        """Whether a cell shows the figure whose address it bears, under a header of no other period."""
        printed = self._of_figure.get(cell.figure)
        if printed is None or cell.words not in printed.texts:
            return False
        headers = (cell.row_header, cell.column_header)
        periods = {p.label for header in headers for p in find_periods(header)}
        return not periods or printed.period in periods

    def expected(self, cell: Cell, indicators: Iterable[str]) -> list[str]:
        """Return what a cell may show: values and bounds of the figures that its headers name."""
        texts: set[str] = set()
        for header, of_period in self._orientations(cell):
            for period in find_periods(of_period):
                for indicator in indicators:
                    texts |= self._shown.get((indicator, header, period.label), set())
        if not texts and cell.figure in self._of_figure:
            texts |= self._of_figure[cell.figure].texts
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


def _bare(number: str) -> str:
    """Return a number without zeros after its decimal mark: a curve writes `1,0%` where a table writes `1%`."""
    return _ZEROS.sub("", number)
