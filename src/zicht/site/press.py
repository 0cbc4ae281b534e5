"""Draws pages with their templates and writes the files of a site."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from zicht.edition.words import Words
from zicht.site.addresses import way_up
from zicht.site.library import Page, SiteEdition
from zicht.site.moves import FormerAddress
from zicht.site.pages.recommendations import edition_words
from zicht.site.policy import PLAIN_PAGE, SEARCH_PAGE

_INDENTATION = re.compile(r"\n\s+")
_NAVIGATION = ("key-figures", "figures", "areas", "follow-up", "knowledge", "search")
_FOOTER = (
    "about",
    "methods",
    "data",
    "adds-up",
    "estimates",
    "changes",
    "accessibility",
)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("zicht.site"),
        # Labels and texts come from suppliers and editors, and may hold signs of HTML.
        autoescape=True,
        # A value that nobody gave ends the build. Otherwise the page would have a gap that nobody sees.
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["name_of_language"] = _name_of_language
    return environment


class Press:
    """Draws pages and writes files below one folder.

    Parameters
    ----------
    out : top of the site
    base_address : full address of the site; empty if it is not known
    """

    def __init__(self, out: Path, base_address: str) -> None:
        self.size_in_bytes = 0
        self.title_of: dict[tuple[str, str], str] = {}
        """Titles of the pages drawn so far, by language and page id."""
        self._out = out
        self._base_address = base_address

    def print_page(self, page: Page, edition: SiteEdition) -> tuple[str, str]:
        """Draw one page in one language, write it, and return its title and its HTML."""
        content = page.content(edition.seen_from(page.id))
        self.title_of[edition.language, page.id] = content.title
        values = {**self._values_for_any_page(page, edition), **content.values()}
        path = page.paths[edition.language]
        html = self._draw(f"{path}index.html", page.template, values)
        return content.title, html

    def _values_for_any_page(
        self, page: Page, edition: SiteEdition
    ) -> dict[str, object]:
        """Return the values for the frame of a page, which all kinds of pages share."""
        path = page.paths[edition.language]
        to_top = way_up(path)

        def to(page_id: str) -> str:
            return to_top + edition.path(page_id)

        return {
            "w": edition.words,
            "e": edition,
            "to": to,
            "up": to_top,
            "path": path,
            "page": page,
            "face": edition.release.face,
            "lang": edition.language,
            "release": edition.release,
            "others": _ways_to_other_languages(page, edition.language, to_top),
            "alternates": _full_addresses(page, edition),
            "full_address": edition.address(path) if self._base_address else "",
            "navigation": [id_ for id_ in _NAVIGATION if edition.has(id_)],
            "footer": [id_ for id_ in _FOOTER if edition.has(id_)],
            "security": SEARCH_PAGE if page.id == "search" else PLAIN_PAGE,
            "titles": self.title_of,
            "edition_words": edition_words(edition),
        }

    def print_front_door(self, editions: Mapping[str, SiteEdition]) -> None:
        """Draw the page at the top of the site, which leads to the languages."""
        face = _first(editions).release.face
        values = {"editions": editions, "up": "", "face": face}
        self._draw("index.html", "door.html.jinja", values)

    def print_missing_page(self, editions: Mapping[str, SiteEdition]) -> None:
        """Draw the page for unknown addresses."""
        # A server shows this page at any depth, so its links start at the top.
        top = urlsplit(self._base_address).path.rstrip("/") + "/"
        face = _first(editions).release.face
        values = {"editions": editions, "up": top, "face": face}
        self._draw("404.html", "missing.html.jinja", values)

    def print_former_addresses(
        self,
        former_addresses: Iterable[FormerAddress],
        editions: Mapping[str, SiteEdition],
    ) -> None:
        """Draw a page at each former address, which leads to the new address or states that the page was withdrawn."""
        for former in former_addresses:
            edition = editions[former.language]
            values = self._values_for_former_address(former, edition)
            self._draw(f"{former.path}index.html", "moved.html.jinja", values)

    def _values_for_former_address(
        self, former: FormerAddress, edition: SiteEdition
    ) -> dict[str, object]:
        new_path = ""
        new_address = ""
        title = edition.words("retired_page")
        if former.page:
            new_path = edition.path(former.page)
            title = self.title_of[former.language, former.page]
            if self._base_address:
                new_address = edition.address(new_path)
        return {
            "w": edition.words,
            "lang": former.language,
            "up": way_up(former.path),
            "face": edition.release.face,
            "e": edition,
            "to": new_path,
            "to_address": new_address,
            "title": title,
            "security": PLAIN_PAGE,
        }

    def titles_in(self, language: str) -> list[str]:
        """Return the titles of all pages of one language drawn so far."""
        titles = []
        for (language_of_page, _), title in self.title_of.items():
            if language_of_page == language:
                titles.append(title)
        return titles

    def _draw(self, path: str, template: str, values: Mapping[str, object]) -> str:
        """Draw a template, write it, and return what was written."""
        drawn = _environment().get_template(template).render(values)
        html = _INDENTATION.sub("\n", drawn)
        self.write(path, html)
        return html

    def write(self, path: str, text: str) -> None:
        """Write one file of text."""
        self.write_bytes(path, text.encode())

    def write_bytes(self, path: str, content: bytes) -> None:
        """Write one file."""
        target = self._out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        self.size_in_bytes += len(content)

    def write_all(self, files: Iterable[tuple[str, str]]) -> None:
        """Write many files of text, given as path and text."""
        for path, text in files:
            self.write(path, text)


def _ways_to_other_languages(
    page: Page, language: str, to_top: str
) -> list[tuple[str, str]]:
    """Return each other language in which a page stands, and its relative address."""
    return [
        (other, to_top + path)
        for other, path in page.paths.items()
        if other != language
    ]


def _full_addresses(page: Page, edition: SiteEdition) -> list[tuple[str, str]]:
    """Return every language in which a page stands, and its full address."""
    return [(language, edition.address(path)) for language, path in page.paths.items()]


def _name_of_language(language: str) -> str:
    """Return the name of a language in that language."""
    return Words(language)("language.name")


def _first(editions: Mapping[str, SiteEdition]) -> SiteEdition:
    """Return the edition in the first language of the project."""
    return next(iter(editions.values()))
