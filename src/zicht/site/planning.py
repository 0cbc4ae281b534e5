"""Plans a site: which pages it has, and at which addresses, before any of them is drawn."""

from collections import defaultdict
from collections.abc import Mapping

from zicht.site.addresses import refuse_duplicates, way_up
from zicht.site.library import Library, Page
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
    linking,
    methods,
    organisations,
    themes,
)
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.releases import Release
from zicht.vocabulary.ways import ReportWays

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
