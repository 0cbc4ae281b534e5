"""A stranger who reads a release's site: tables, charts in words, search index and PDF.

Whatever a page says of a figure must stand in the table of data that the page offers for
download, and every row of such a table must follow from the cells of the release, which
`stranger.py` attacks. Then a page tells nothing that the cells do not. This file imports
nothing of Zicht, so that it cannot share a mistake with it.
"""

import csv
import gzip
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pypdfium2
from lxml import html

TOTAL = "_T"
NUMBERS = ("value", "status", "lower", "upper", "numerator", "denominator")
SEPARATORS = {"nl": (".", ","), "en": (",", "."), "fr": ("\u202f", ",")}
"""Per language, what stands between thousands, and before decimals."""
SPOKEN = ("aria-label", "alt", "title", "data-words", "data-name")
"""Attributes that are read aloud or shown when a mouse rests on a picture."""
WITHOUT_BREAKS = {ord("\u200b"): None, ord("\u00a0"): " "}
"""Where a long word may break stands a space without width."""
NUMBER = re.compile(r"\d+(?:[.,\u202f\u00a0]\d+)*")
Row = Mapping[str, str]


def numbers_in(text: str, language: str) -> set[float]:
    """Return the numbers that a text says, read as its language writes them."""
    thousands, decimal = SEPARATORS[language]
    numbers = set()
    for match in NUMBER.findall(text.translate(WITHOUT_BREAKS)):
        plain = match.replace(thousands, "").replace(decimal, ".")
        if plain.count(".") < 2:
            numbers.add(float(plain))
    return numbers


def may_say(row: Row) -> set[float]:
    """Return the numbers that a page may say of a row: its number, or the ends of its band."""
    said = set()
    for name in ("value", "numerator", "denominator"):
        if row.get(name):
            said.add(float(row[name]))
    if row["status"] != "withheld":
        for name in ("lower", "upper"):
            if row.get(name):
                end = float(row[name])
                said |= {end - 1, end, end + 1}
    return said


@dataclass(frozen=True)
class DataTable:
    """One table of data on the site.

    Parameters
    ----------
    rows : as they stand in the file
    language : of the labels to be read
    """

    rows: Sequence[Row]
    language: str

    @property
    def names(self) -> frozenset[str]:
        """Names of its columns."""
        return frozenset(self.rows[0]) if self.rows else frozenset()

    @cached_property
    def by_words(self) -> Mapping[tuple[str, frozenset[str]], Row]:
        """Rows by their period and the labels of their codes; totals have none."""
        found = {}
        for row in self.rows:
            said = [row[label] for code, label in self.labels if row[code] != TOTAL]
            found[row["period"], frozenset(word.strip() for word in said)] = row
        return found

    @cached_property
    def labels(self) -> Sequence[tuple[str, str]]:
        """Columns of codes, and of the labels of these codes."""
        end = f"_{self.language}"
        return [
            (name.removesuffix(end), name)
            for name in self.rows[0]
            if name.endswith(end) and name.removesuffix(end) in self.rows[0]
        ]

    @cached_property
    def totals(self) -> frozenset[str]:
        """How totals are called."""
        return frozenset(
            row[label].strip()
            for row in self.rows
            for code, label in self.labels
            if row[code] == TOTAL
        )

    def find(self, period: str, words: Sequence[str]) -> Row | None:
        """Return the row of some labels; None where the file has none."""
        said = frozenset(word.strip() for word in words) - self.totals
        return self.by_words.get((period.strip(), said))


@dataclass
class Reading:
    """What was read on a site, and what does not follow.

    Parameters
    ----------
    faults : each with its page
    n_figures : figures whose row was found, per outlet
    """

    faults: list[str] = field(default_factory=list)
    n_figures: dict[str, int] = field(default_factory=dict)

    def count(self, outlet: str) -> None:
        """Note that a figure of an outlet was held against its row."""
        self.n_figures[outlet] = self.n_figures.get(outlet, 0) + 1

    def hold(self, outlet: str, where: str, said: set[float], may: set[float]) -> None:
        """Note a fault where an outlet says a number that it may not."""
        self.count(outlet)
        if not said <= may:
            self.faults.append(
                f"{outlet} of {where} says {sorted(said - may)}, which its data do not"
            )


class Site:
    """A site and the folder of its release.

    Parameters
    ----------
    folder : of the site
    content : of the release
    """

    def __init__(self, folder: Path, content: Path) -> None:
        self.folder, self.content = folder, content
        self.reading = Reading()
        self._tables: dict[tuple[Path, str], DataTable] = {}
        self._numbers_of: dict[Path, set[float]] = {}

    def read(self, *, every: int = 1) -> Reading:
        """Read all data, search index and PDFs, and every so manieth page."""
        self._read_data()
        for page in self._pages()[::every]:
            self._read_page(page)
        for fragment in sorted((self.folder / "search").rglob("*.pf_fragment"))[
            ::every
        ]:
            self._read_fragment(fragment)
        for pdf in sorted(self.folder.rglob("*.pdf")):
            self._read_pdf(pdf)
        return self.reading

    def _pages(self) -> list[Path]:
        return sorted(self.folder.rglob("*.html"))

    def _language(self, page: Path) -> str:
        first = page.relative_to(self.folder).parts[0]
        return first if first in SEPARATORS else "nl"

    def _read_data(self) -> None:
        """Hold every row of data on the site against the cells of the release."""
        indicators = json.loads((self.content / "indicators.json").read_text())
        cells = Cells.read(self.content / "cells")
        for path in sorted((self.folder / "data").glob("*/*.csv")):
            known = indicators.get(path.parent.name)
            if known is None or known["shape"] != "count":
                continue
            for row in rows_of(path):
                cell = cells.find(known["universe"], row)
                if cell is None:
                    self.reading.faults.append(f"{path.name}: a row is of no cell")
                else:
                    printed = [row[name] for name in NUMBERS[:4]]
                    if printed != [cell[name] for name in NUMBERS[:4]]:
                        self.reading.faults.append(
                            f"{path.parent.name}/{path.name}: a row says other than its cell"
                        )
                    self.reading.count("data")

    def _read_page(self, path: Path) -> None:
        """Hold the tables, bars and words of a page against its data."""
        page = html.document_fromstring(path.read_bytes())
        language = self._language(path)
        tables = list(self._data_of(path, page, language))
        for table in page.iter("table"):
            for data in tables[:1]:
                self._read_table(path, table, data)
        if not tables:
            return
        may_be_said = self._may_be_said(tables, page, language)
        for element in page.iter():
            for name in SPOKEN:
                words = element.get(name) if isinstance(element.tag, str) else None
                if words:
                    where = str(path.relative_to(self.folder))
                    said = numbers_in(words, language)
                    self.reading.hold("words of a picture", where, said, may_be_said)
        for picture in page.iter("{*}svg", "svg"):
            said = numbers_in(" ".join(picture.itertext()), language)
            where = str(path.relative_to(self.folder))
            self.reading.hold("picture", where, said, may_be_said | _ticks(may_be_said))

    def _data_of(
        self, path: Path, page: html.HtmlElement, language: str
    ) -> Iterator[DataTable]:
        """Yield the tables of data that a page offers for download, its own first."""
        for link in page.iter("a"):
            target = link.get("href", "")
            if link.get("download") is None or not target.endswith(".csv"):
                continue
            file = (path.parent / target).resolve()
            if file.exists() and "data" in file.parts:
                key = file, language
                if key not in self._tables:
                    self._tables[key] = DataTable(rows_of(file), language)
                if {"period", "status"} <= self._tables[key].names:
                    yield self._tables[key]

    def _read_table(self, path: Path, table: html.HtmlElement, data: DataTable) -> None:
        """Hold each cell of a table against the row that its headings name."""
        columns = [
            " ".join(head.itertext()).strip()
            for head in table.iter("th")
            if head.get("scope") == "col"
        ]
        for line in table.iter("tr"):
            heads = [head for head in line.iter("th") if head.get("scope") == "row"]
            if not heads:
                continue
            words = [word.strip() for word in heads[0].itertext() if word.strip()]
            numbers = list(line.iter("td"))
            for column, cell in zip(columns[-len(numbers) :], numbers, strict=False):
                row = data.find(column, words)
                if row is not None:
                    text = " ".join(cell.itertext())
                    said = numbers_in(text, data.language)
                    where = f"{path.relative_to(self.folder)} ({column}, {words})"
                    self.reading.hold("table", where, said, may_say(row))

    def _may_be_said(
        self, tables: Sequence[DataTable], page: html.HtmlElement, language: str
    ) -> set[float]:
        """Return the numbers that a page may say: of its data, in its labels and headings."""
        may: set[float] = set()
        for data in tables:
            for row in data.rows:
                may |= may_say(row)
                labels = [row[name] for name in row if name not in NUMBERS]
                may |= numbers_in(" ".join(labels), language)
        headings = page.xpath("//h1|//h2|//caption|//title|//th[@scope='col']")
        for heading in headings:
            may |= numbers_in(" ".join(heading.itertext()), language)
        return may

    def _read_fragment(self, path: Path) -> None:
        """Hold an excerpt of the search index against the page it is of, and those below."""
        text = gzip.decompress(path.read_bytes()).decode().partition("{")[2]
        excerpt = json.loads("{" + text)
        place = self.folder / excerpt["url"].partition("#")[0].strip("/")
        pages = sorted(place.rglob("*.html")) if place.is_dir() else [place]
        if not all(page.exists() for page in pages) or not pages:
            self.reading.faults.append(f"search: {excerpt['url']} is of no page")
            return
        language = self._language(pages[0])
        may: set[float] = set()
        for page in pages:
            may |= self._all_of(page, language)
        words = " ".join([excerpt["content"], *excerpt.get("meta", {}).values()])
        said = numbers_in(words, language)
        self.reading.hold("search", excerpt["url"], said, may)

    def _all_of(self, page: Path, language: str) -> set[float]:
        """Return every number that a page says, its head and its spoken words included."""
        if page not in self._numbers_of:
            root = html.document_fromstring(page.read_bytes())
            texts = [" ".join(root.itertext())]
            for element in root.iter():
                if isinstance(element.tag, str):
                    texts += [value for value in element.values() if value]
            self._numbers_of[page] = numbers_in(" ".join(texts), language)
        return self._numbers_of[page]

    def _read_pdf(self, path: Path) -> None:
        """Hold the text of a PDF against the page of the same name beside it."""
        page = path.with_suffix(".html")
        if not page.exists():
            self.reading.faults.append(f"{path.name}: no page of that name beside it")
            return
        language = self._language(path)
        with pypdfium2.PdfDocument(path) as sheets:
            text = " ".join(sheet.get_textpage().get_text_bounded() for sheet in sheets)
            page_numbers = {float(number) for number in range(len(sheets) + 1)}
        said = numbers_in(text, language)
        may = self._all_of(page, language)
        self.reading.hold("PDF", path.name, said, may | page_numbers | _ticks(may))


Place = tuple[str, str, frozenset[tuple[str, str]]]
"""Universe, period, and further codes by their columns, totals left out."""


@dataclass(frozen=True)
class Cells:
    """The cells of a release by where they stand; any column may be that of the periods."""

    rows: Mapping[Place, Row]

    @classmethod
    def read(cls, folder: Path) -> "Cells":
        """Read every table of cells."""
        rows: dict[Place, Row] = {}
        for path in sorted(folder.glob("*.csv")):
            universe = path.stem.partition("-")[2]
            for row in rows_of(path):
                codes = _codes(row)
                for name, code in codes:
                    rows[universe, code, codes - {(name, code)}] = row
        return cls(rows)

    def find(self, universe: str, row: Row) -> Row | None:
        """Return the cell of a row of data."""
        others = {name: code for name, code in row.items() if name != "period"}
        return self.rows.get((universe, row["period"], _codes(others)))


def _codes(row: Row) -> frozenset[tuple[str, str]]:
    """Return the codes of a row; those of labels in words are left out."""
    names = {name for name in row if name not in NUMBERS}
    labels = {name for name in names if name.rpartition("_")[0] in names}
    return frozenset((n, row[n]) for n in names - labels if row[n] != TOTAL)


def _ticks(numbers: set[float]) -> set[float]:
    """Return round numbers up to the largest: what an axis says."""
    largest = max(numbers, default=0.0)
    steps = [own * 10.0**power for own in (1, 2, 2.5, 5) for power in range(-2, 6)]
    return {
        step * number
        for step in steps
        for number in range(11)
        if step * number <= 2 * largest + 1
    }


def rows_of(path: Path) -> list[Row]:
    """Read a CSV file."""
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))
