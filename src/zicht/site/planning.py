"""Plans a site: which pages it has, and at which addresses, before any of them is drawn."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from zicht.edition.catalogue_files import languages_with_words
from zicht.site.addresses import refuse_duplicates, way_up
from zicht.site.library import Library, Page
from zicht.site.pages import (
    adds_up,
    chain,
    changes,
    data,
    estimates,
    fixed,
    follow_up,
    home,
    key_figures,
    linking,
    methods,
    organisations,
    themes,
)
from zicht.site.pages.areas import registering as areas
from zicht.site.pages.cited import registering as cited
from zicht.site.pages.indicators import registering as indicators
from zicht.site.pages.knowledge import lists as knowledge
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.releases import Release
from zicht.vocabulary.ways import ReportWays

Attachments = Mapping[tuple[str, str], Sequence[Path]]
"""Document id and language to the files that are laid beside its page."""
PAGE_KINDS = (
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
    linking,
    methods,
    data,
    changes,
    fixed,
)
"""One module per kind of page; each has a function `pages(library)`. A new kind of page is added here."""


def plan_pages(library: Library) -> None:
    """Add every page of the site to the register of the library.

    Raises
    ------
    PublishingError : two pages have one id or share an address
    """
    owners: dict[str, list[str]] = defaultdict(list)
    for page_kind in PAGE_KINDS:
        for page in page_kind.pages(library):
            _add_page(library, page)
            for path in page.paths.values():
                owners[path].append(page.id)
    refuse_duplicates(owners)


def _add_page(library: Library, page: Page) -> None:
    if page.id in library.pages:
        raise PublishingError(
            f"Two pages are called {page.id}.",
            now="Give each document an id of its own.",
        )
    library.pages[page.id] = page


def _check_languages(release: Release) -> None:
    """Refuse a project in a language of which the pages have no words."""
    languages = release.face.languages
    known = languages_with_words()
    if not languages or not set(languages) <= set(known):
        raise PublishingError(
            f"The pages have words in {', '.join(known)} only.",
            now="Set languages to some of these, or add a catalogue in edition/words/.",
        )


def plan_site(
    release: Release,
    *,
    base_address: str = "",
    attachments: Attachments | None = None,
) -> Library:
    """Return a release with its register of pages, ready to be built.

    Parameters
    ----------
    release : everything the site may know
    base_address : where the site will stand (`https://...`); else that of the project's face
    attachments : document id and language to files that are laid beside its page, such as a report and its PDF

    Raises
    ------
    PublishingError : two pages share an address, or a language of the project has no words
    """
    _check_languages(release)
    address = base_address or release.face.base_address
    library = Library(release, address, attachments=attachments or {})
    plan_pages(library)
    return library


def planned_library(release: Release) -> Library:
    """Return a release with its register of pages; nothing is drawn."""
    library = Library(release, release.face.base_address)
    plan_pages(library)
    return library


def report_ways(release: Release) -> dict[tuple[str, str], ReportWays]:
    """Return the relative addresses that each report on the site leads to, by report id and language.

    Parameters
    ----------
    release : its reports will be laid beside their pages
    """
    library = planned_library(release)
    ways = {}
    for document in release.documents:
        if document.kind != "report":
            continue
        page = library.page_with_files(document.id)
        if page is None:
            continue
        for language in page.paths:
            folders = _folders_of_other_languages(page.paths, language)
            ways[document.id, language] = ReportWays(about="./", folders=folders)
    return ways


def _folders_of_other_languages(
    paths: Mapping[str, str], language: str
) -> dict[str, str]:
    """Return the relative address of the same page in each other language."""
    to_top = way_up(paths[language])
    folders = {}
    for other_language, path in paths.items():
        if other_language != language:
            folders[other_language] = to_top + path
    return folders
