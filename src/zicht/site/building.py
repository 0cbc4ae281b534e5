"""Make the whole site: aside first, then put in place in one move."""

import json
import re
import shutil
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from zicht.edition.words import Words, languages_with_words
from zicht.site import downloads, moves, search
from zicht.site.addresses import refuse_duplicates, way_up
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.pages import (
    adds_up,
    areas,
    chain,
    changes,
    cited,
    data,
    estimates,
    fixed,
    follow_up,
    home,
    indicators,
    key_figures,
    knowledge,
    methods,
    organisations,
    themes,
)
from zicht.site.policy import PLAIN_PAGE, SEARCH_PAGE
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Release
from zicht.vocabulary.ways import ReportWays

Attachments = Mapping[tuple[str, str], Sequence[Path]]
MARK = "site.json"
_TEXT_ASSETS = ("site.css", "search.js", "icon.svg", "source-sans-licence.txt")
_FONTS = ("source-sans-latin.woff2", "source-sans-latin-ext.woff2")
"""The typeface of the pages; a browser asks for the second only where a page has such letters."""
_INDENT = re.compile(r"\n\s+")
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


@dataclass(frozen=True)
class SiteReport:
    """What was made.

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
    release: Release,
    out: Path,
    *,
    base_address: str = "",
    progress: Progress | None = None,
    attachments: Attachments | None = None,
    earlier: Sequence[Release] = (),
) -> SiteReport:
    """Make the site of a release: static pages in every language of the project.

    Parameters
    ----------
    release : everything the site may know
    out : folder of the site; an older site there is replaced in one move, another folder is refused
    base_address : where the site will stand (`https://...`); else that of the project's face
    progress : is told each step in words
    earlier : releases that were published before, oldest first; what stood at an address of theirs and moved leads
        on, and what was withdrawn says so
    attachments : document id and language to files that are laid beside its page, such as a report and its PDF

    Returns
    -------
    pages, bytes and seconds per step

    Raises
    ------
    PublishingError : two pages share an address, a reference leads nowhere, or `out` holds something else
    """
    known = languages_with_words()
    if not release.face.languages or set(release.face.languages) - set(known):
        raise PublishingError(
            f"The pages have words in {', '.join(known)} only.",
            now="Set languages to some of these, or add a catalogue in edition/words/.",
        )
    _refuse_strange(out)
    clock = _Clock(progress)
    aside = out.parent / f".{out.name}.making"
    out.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(aside, ignore_errors=True)
    try:
        n_pages, size = _make(
            Library(
                release,
                base_address or release.face.base_address,
                attachments=attachments or {},
            ),
            aside,
            clock,
            earlier,
        )
        with clock.step("put in place"):
            _put_in_place(aside, out)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return SiteReport(n_pages, size, clock.seconds)


def _make(
    library: Library, out: Path, clock: "_Clock", earlier: Sequence[Release]
) -> tuple[int, int]:
    with clock.step("plan"):
        register(library)
        leads = moves.leads(library, [_planned(release) for release in earlier])
        editions = {
            language: SiteEdition(library, language)
            for language in library.release.face.languages
        }
    press = Press(library, out)
    records: list[tuple[str, str, str, Finding]] = []
    n_pages = 0
    for language, edition in editions.items():
        with clock.step(f"pages {language}"):
            for page in library.pages.values():
                title = press.print(page, edition)
                n_pages += 1
                if page.finding is not None:
                    records.append(
                        (language, page.paths[language], title, page.finding(edition))
                    )
    with clock.step("downloads"):
        press.write_all(downloads.files(library))
        press.write_all(_extras(library, editions))
        for language in editions:
            press.write(
                f"spelling/{language}.json",
                search.spelling_json(press.titles_in(language)),
            )
            press.write(
                f"synonyms/{language}.json",
                search.synonyms_json(library.release, records, language),
            )
        for name in _FONTS:
            press.write_bytes(name, _asset(name).read_bytes())
        press.lay_beside()
    with clock.step("search"):
        size = search.index(records, editions, out)
    n_pages += press.print_extras(editions)
    press.print_leads(leads, editions)
    return n_pages, size + press.size


def _planned(release: Release) -> Library:
    """Plan the pages of an earlier release, without making them."""
    library = Library(release, release.face.base_address)
    register(library)
    return library


def report_ways(release: Release) -> dict[tuple[str, str], ReportWays]:
    """Where the page of each report leads from its place on the site, by id and language.

    Parameters
    ----------
    release : whose reports are to stand on a site
    """
    library = _planned(release)
    ways = {}
    for document in release.documents:
        page = library.page_with_files(document.id)
        if document.kind != "report" or page is None:
            continue
        for language, path in page.paths.items():
            folders = {
                other: way_up(path) + there
                for other, there in page.paths.items()
                if other != language
            }
            ways[document.id, language] = ReportWays(about="./", folders=folders)
    return ways


def register(library: Library) -> None:
    """Find every page there is, and refuse two at one address."""
    makers = (
        home,
        key_figures,
        themes,
        indicators,
        chain,
        cited,
        areas,
        follow_up,
        knowledge,
        organisations,
        adds_up,
        estimates,
        methods,
        data,
        changes,
        fixed,
    )
    owners: dict[str, list[str]] = defaultdict(list)
    for maker in makers:
        for page in maker.pages(library):
            if page.id in library.pages:
                raise PublishingError(
                    f"Two pages are called {page.id}.",
                    now="Give each document an id of its own.",
                )
            library.pages[page.id] = page
            for path in page.paths.values():
                owners[path].append(page.id)
    refuse_duplicates(owners)


def _name_of_language(language: str) -> str:
    """Return the name of a language in that language."""
    return Words(language)("language.name")


class Press:
    """Draws pages and writes them."""

    def __init__(self, library: Library, out: Path) -> None:
        self.library = library
        self.out = out
        self.size = 0
        self.titles: dict[tuple[str, str], str] = {}
        self._environment = Environment(
            loader=PackageLoader("zicht.site"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.globals["name_of_language"] = _name_of_language

    def print(self, page: Page, edition: SiteEdition) -> str:
        """Draw one page in one language; give its title."""
        content = page.content(edition)
        title = str(content["title"])
        self.titles[edition.language, page.id] = title
        path = page.paths[edition.language]
        html = self._draw(page.template, edition, path, page, content)
        self.write(f"{path}index.html", html)
        return title

    def print_extras(self, editions: dict[str, SiteEdition]) -> int:
        """Draw the door of the site, and what stands where no page is."""
        first = next(iter(editions.values()))
        base = urlsplit(self.library.base_address).path.rstrip("/") + "/"
        for name, template in (
            ("index.html", "door.html.jinja"),
            ("404.html", "missing.html.jinja"),
        ):
            up = "" if name == "index.html" else base
            drawn = self._environment.get_template(template).render(
                editions=editions, up=up, face=first.release.face
            )
            self.write(name, _INDENT.sub("\n", drawn))
        return 2

    def print_leads(
        self, leads: Iterable[moves.Lead], editions: dict[str, SiteEdition]
    ) -> None:
        """Draw what stands at addresses that were left: a way to where it went, or that it was withdrawn."""
        for lead in leads:
            edition = editions[lead.language]
            drawn = self._environment.get_template("moved.html.jinja").render(
                w=edition.words,
                lang=lead.language,
                up=way_up(lead.path),
                face=edition.release.face,
                e=edition,
                to=edition.path(lead.page) if lead.page else "",
                to_address=edition.address(edition.path(lead.page))
                if lead.page and self.library.base_address
                else "",
                title=self.titles[lead.language, lead.page]
                if lead.page
                else edition.words("retired_page"),
                security=PLAIN_PAGE,
            )
            self.write(f"{lead.path}index.html", _INDENT.sub("\n", drawn))

    def _draw(
        self,
        template: str,
        edition: SiteEdition,
        path: str,
        page: Page,
        content: Content,
    ) -> str:
        up = way_up(path)

        def to(id_: str) -> str:
            return up + edition.path(id_)

        html = self._environment.get_template(template).render(
            w=edition.words,
            e=edition,
            to=to,
            up=up,
            path=path,
            page=page,
            face=edition.release.face,
            lang=edition.language,
            release=edition.release,
            others=[
                (language, up + there)
                for language, there in page.paths.items()
                if language != edition.language
            ],
            alternates=[
                (language, edition.address(there))
                for language, there in page.paths.items()
            ],
            full_address=edition.address(path) if self.library.base_address else "",
            navigation=[id_ for id_ in _NAVIGATION if edition.has(id_)],
            footer=[id_ for id_ in _FOOTER if edition.has(id_)],
            security=SEARCH_PAGE if page.id == "search" else PLAIN_PAGE,
            titles=self.titles,
            edition_words=follow_up.edition_words(edition),
            **content,
        )
        return _INDENT.sub("\n", html)

    def write(self, path: str, text: str) -> None:
        """Write one file."""
        self.write_bytes(path, text.encode())

    def write_bytes(self, path: str, content: bytes) -> None:
        """Write one file that is no text."""
        target = self.out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        self.size += len(content)

    def lay_beside(self) -> None:
        """Lay the files that belong to a document beside its page."""
        for (id_, language), paths in self.library.attachments.items():
            page = self.library.page_with_files(id_)
            if page is None or language not in page.paths:
                raise PublishingError(
                    f"There is no page of document {id_} to lay its files beside."
                )
            for path in paths:
                self.write_bytes(page.paths[language] + path.name, path.read_bytes())

    def titles_in(self, language: str) -> list[str]:
        """Titles of all pages of one language, as far as they were printed."""
        return [title for (there, _), title in self.titles.items() if there == language]

    def write_all(self, found: Iterable[tuple[str, str]]) -> None:
        """Write many files."""
        for path, text in found:
            self.write(path, text)


def _extras(
    library: Library, editions: dict[str, SiteEdition]
) -> Iterator[tuple[str, str]]:
    """Styles, script, map, list of addresses, and the mark by which a site is known."""
    for name in _TEXT_ASSETS:
        yield name, _asset(name).read_text(encoding="utf-8")
    if library.release.geography is not None and library.local:
        yield "map.svg", areas.map_svg(library.release.geography)
    for language, edition in editions.items():
        yield f"organisations/{language}.json", search.organisations_json(edition)
    if library.base_address:
        yield "sitemap.xml", _sitemap(library, editions)
    mark = {
        "project": library.release.face.id,
        "release": library.release.digest,
        "made_by": "zicht",
    }
    yield MARK, json.dumps(mark, indent=2) + "\n"


def _asset(name: str) -> Traversable:
    return files("zicht.site").joinpath("assets", name)


def _sitemap(library: Library, editions: dict[str, SiteEdition]) -> str:
    lines = [
        f"<url><loc>{edition.address(page.paths[language])}</loc></url>"
        for language, edition in editions.items()
        for page in library.pages.values()
        if not page.id.startswith("compare:")
    ]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return head + "\n".join(lines) + "\n</urlset>\n"


def _refuse_strange(out: Path) -> None:
    if out.exists() and (
        not out.is_dir() or (any(out.iterdir()) and not (out / MARK).is_file())
    ):
        raise PublishingError(
            f"{out.name} holds something that is no site of Zicht.",
            now="Choose an empty folder, or move that away.",
        )


def _put_in_place(aside: Path, out: Path) -> None:
    before = out.parent / f".{out.name}.before"
    shutil.rmtree(before, ignore_errors=True)
    if out.exists():
        out.replace(before)
    aside.replace(out)
    shutil.rmtree(before, ignore_errors=True)


class _Clock:
    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        if self._progress is not None:
            self._progress(name)
        start = time.perf_counter()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 3)
