"""Builds the whole site in a temporary folder, which then replaces the former site."""

import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from zicht.edition.messages import Message
from zicht.site import downloads, moves, search
from zicht.site.library import Library, SiteEdition
from zicht.site.pages.areas import maps
from zicht.site.press import Press
from zicht.site.search import SearchRecord
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.printed_pages import PageReader, PrintedPage
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Release

MARK = "site.json"
"""File by which a folder is known to hold a site of Zicht."""
_TEXT_ASSETS = ("site.css", "search.js", "icon.svg", "source-sans-licence.txt")
_FONTS = ("source-sans-latin.woff2", "source-sans-latin-ext.woff2")
"""The typeface of the pages; a browser asks for the second only where a page has such letters."""
_SITEMAP_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
)


@dataclass(frozen=True)
class SiteReport:
    """Report on a site that was built.

    Parameters
    ----------
    pages : number of pages, over all languages
    bytes : of all files, the search index included
    seconds : per step
    """

    pages: int
    bytes: int
    seconds: dict[str, float] = field(default_factory=dict)


def build(
    library: Library,
    out: Path,
    *,
    progress: Progress | None = None,
    earlier: Sequence[Library] = (),
    reader: PageReader | None = None,
) -> SiteReport:
    """Make a planned site: static pages in every language of the project.

    Parameters
    ----------
    library : a release with the register of its pages, see `planning.plan_site`
    out : folder of the site; an older site there is replaced in one move, another folder is refused
    progress : called with the name of each step
    earlier : plans of the releases that were published before, oldest first; an address of theirs that was left leads
        to the new address, or says that its page was withdrawn
    reader : reads every page before the site is put in place, and may refuse it

    Returns
    -------
    pages, bytes and seconds per step

    Raises
    ------
    PublishingError : a reference leads nowhere, `out` holds something else, or the reader refuses a page
    """
    _check_folder(out)
    aside = out.parent / f".{out.name}.making"
    out.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(aside, ignore_errors=True)
    builder = _Builder(library, aside, progress, reader)
    try:
        builder.make(earlier)
        with builder.timed("put in place"):
            _put_in_place(aside, out)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return SiteReport(builder.n_pages, builder.size_in_bytes, builder.seconds)


def _check_folder(out: Path) -> None:
    """Refuse to replace a folder that holds anything but a site of Zicht."""
    if not out.exists() or (out / MARK).is_file():
        return
    is_empty_folder = out.is_dir() and not any(out.iterdir())
    if not is_empty_folder:
        raise PublishingError(
            f"{out.name} holds something that is not a site of Zicht.",
            now="Choose an empty folder, or move that away.",
        )


def _put_in_place(aside: Path, out: Path) -> None:
    """Replace the old site by the new one by renaming, so that a reader never finds a part of a site."""
    replaced = out.parent / f".{out.name}.before"
    shutil.rmtree(replaced, ignore_errors=True)
    if out.exists():
        out.replace(replaced)
    aside.replace(out)
    shutil.rmtree(replaced, ignore_errors=True)


class _Builder:
    """Builds one site step by step, and records the time of each step.

    Parameters
    ----------
    library : the release, with the register of its pages
    out : folder to write in
    progress : called with the name of each step
    reader : reads every page
    """

    def __init__(
        self,
        library: Library,
        out: Path,
        progress: Progress | None,
        reader: PageReader | None,
    ) -> None:
        self.library = library
        self.seconds: dict[str, float] = {}
        self.n_pages = 0
        self.size_in_bytes = 0
        self._out = out
        self._progress = progress
        self._reader = reader
        self._press = Press(out, library.base_address)
        self._records: list[SearchRecord] = []

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Report that a step begins, and record how long it took."""
        if self._progress is not None:
            # Pages are a step per language: "pages nl".
            kind, _, of = step.partition(" ")
            self._progress(Message(f"site_step.{kind}", of=of))
        start = time.perf_counter()
        yield
        self.seconds[step] = round(time.perf_counter() - start, 3)

    def make(self, earlier: Sequence[Library]) -> None:
        """Write every file of the site."""
        with self.timed("plan"):
            former = moves.former_addresses(self.library, earlier)
            editions = {}
            for language in self.library.release.face.languages:
                editions[language] = SiteEdition(self.library, language)
        for language, edition in editions.items():
            with self.timed(f"pages {language}"):
                self._print_pages(edition)
        if self._reader is not None:
            with self.timed("proof"):
                self._reader.finish()
        with self.timed("downloads"):
            self._write_downloads(editions)
        with self.timed("search"):
            index_size = search.index(self._records, editions, self._out)
        self._press.print_front_door(editions)
        self._press.print_missing_page(editions)
        self.n_pages += 2
        # A former address shows the title of its page, so the pages come first.
        self._press.print_former_addresses(former, editions)
        self.size_in_bytes = self._press.size_in_bytes + index_size

    def _print_pages(self, edition: SiteEdition) -> None:
        """Write every page in one language, and collect the records of search."""
        for page in self.library.pages.values():
            title, html = self._press.print_page(page, edition)
            self.n_pages += 1
            path = page.paths[edition.language]
            excerpt = ""
            if page.finding is not None:
                finding = page.finding(edition)
                record = SearchRecord(edition.language, path, title, finding)
                self._records.append(record)
                excerpt = search.summary(record)
            if self._reader is not None:
                file = f"{path}index.html"
                printed = PrintedPage(
                    file, edition.language, html, title, excerpt, page.indicators
                )
                self._reader.read(printed)

    def _write_downloads(self, editions: Mapping[str, SiteEdition]) -> None:
        """Write every file that is not a page."""
        press = self._press
        library = self.library
        press.write_all(downloads.files(library))
        for name in _TEXT_ASSETS:
            press.write(name, _asset(name).read_text(encoding="utf-8"))
        for name in _FONTS:
            press.write_bytes(name, _asset(name).read_bytes())
        if library.release.geography is not None and library.local:
            press.write("map.svg", maps.map_svg(library.release.geography))
        for language, edition in editions.items():
            self._write_search_files(language, edition)
        if library.base_address:
            press.write("sitemap.xml", _sitemap(library, editions))
        press.write(MARK, _mark(library.release))
        self._lay_attachments()

    def _write_search_files(self, language: str, edition: SiteEdition) -> None:
        """Write the files that the search page loads beside its index."""
        press = self._press
        titles = press.titles_in(language)
        press.write(f"spelling/{language}.json", search.spelling_json(titles))
        synonyms = search.synonyms_json(self.library.release, self._records, language)
        press.write(f"synonyms/{language}.json", synonyms)
        organisations = search.organisations_json(edition)
        press.write(f"organisations/{language}.json", organisations)

    def _lay_attachments(self) -> None:
        """Lay the files that belong to a document beside its page."""
        for (document, language), paths in self.library.attachments.items():
            page = self.library.page_with_files(document)
            if page is None or language not in page.paths:
                raise PublishingError(
                    f"There is no page of document {document} to lay its files beside."
                )
            folder = page.paths[language]
            for path in paths:
                self._press.write_bytes(folder + path.name, path.read_bytes())


def _asset(name: str) -> Traversable:
    return files("zicht.site").joinpath("assets", name)


def _mark(release: Release) -> str:
    """Return the text of the file by which the site is known."""
    mark = {
        "project": release.face.id,
        "release": release.digest,
        "made_by": "zicht",
    }
    return json.dumps(mark, indent=2) + "\n"


def _sitemap(library: Library, editions: Mapping[str, SiteEdition]) -> str:
    """List the address of every page, other than of comparisons, which are too many."""
    lines = []
    for language, edition in editions.items():
        for page in library.pages.values():
            if page.id.startswith("compare:"):
                continue
            address = edition.address(page.paths[language])
            lines.append(f"<url><loc>{address}</loc></url>")
    return _SITEMAP_HEAD + "\n".join(lines) + "\n</urlset>\n"
