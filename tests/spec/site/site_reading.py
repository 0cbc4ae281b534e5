"""A built site, as its readers find it."""

import csv
import io
import re
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

_VOID = {"meta", "link", "input", "br", "use", "path", "line", "rect", "circle", "img"}


_ENDS = dict.fromkeys(("td", "th"), ("td", "th")) | {
    "tr": ("td", "th", "tr"),
    "tbody": ("td", "th", "tr", "thead"),
}
"""Elements that end where another starts: pages leave their end tags out."""


@dataclass
class Element:
    """One element of a page."""

    tag: str
    attributes: dict[str, str]
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ENDS:
            while self._open and self._open[-1].tag in _ENDS[tag]:
                self._open.pop()
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop().tag == tag:
                break

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data


class Site:
    """A built site, as its reader finds it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def paths(self) -> list[str]:
        return sorted(
            str(path.relative_to(self.folder)) for path in self.folder.rglob("*.html")
        )

    def text(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def page(self, path: str) -> list[Element]:
        reader = _Reader()
        reader.feed(self.text(f"{path}index.html" if path.endswith("/") else path))
        return reader.elements

    def csv(self, path: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.text(path))))


def words(text: str) -> str:
    """Text with single spaces."""
    return re.sub(r"\s+", " ", text).strip()
