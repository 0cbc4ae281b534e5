"""Pages that every site has: search, help, about, accessibility, and the page for an unknown address."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from zicht.site.library import Finding, Library, Page, PageContent, SiteEdition
from zicht.site.pages import addressing, prose
from zicht.site.pages.recommendations import day_of

_NOT_LISTED = ("area", "compare", "map", "search", "home")
"""Kinds of pages that the list of all pages leaves out."""
_GROUP_OF_KIND = {
    "indicator": "figures",
    "printed": "printed",
    "theme": "themes",
    "document": "knowledge",
    "kind": "knowledge",
    "organisation": "organisations",
}
"""Kind of a page to the words above its group; all others are `other_pages`."""
FACETS = ("theme", "year", "organisation")
"""By what search can be narrowed, besides the kind of page; the filters of its index."""


@dataclass(frozen=True, kw_only=True)
class PlainPage(PageContent):
    """A page that every site has, with what the project itself says on it."""

    own: str


@dataclass(frozen=True, kw_only=True)
class AboutPage(PlainPage):
    """What the site is about."""

    about: str


@dataclass(frozen=True, kw_only=True)
class AccessibilityPage(PlainPage):
    """How accessible the site is, and on which day that was judged."""

    day: str


def pages(library: Library) -> Iterable[Page]:
    """Return these pages."""
    yield _page(library, "help", _help, _help_finding)
    yield _page(library, "about", _about, _about_finding)
    yield _page(library, "accessibility", _accessibility, _accessibility_finding)
    # Last, because it lists the titles of all others.
    yield Page(
        "search",
        addressing.paths(library, "search"),
        "search.html.jinja",
        _search,
        section="search",
        help_first=True,
    )


def _page(
    library: Library,
    id_: str,
    content: Callable[[SiteEdition], PageContent],
    finding: Callable[[SiteEdition], Finding],
) -> Page:
    paths = addressing.paths(library, id_)
    return Page(id_, paths, f"{id_}.html.jinja", content, finding=finding)


def _help(edition: SiteEdition) -> PlainPage:
    return _plain(edition, "help")


def _about_finding(edition: SiteEdition) -> Finding:
    return Finding("page", edition.say(edition.release.face.about))


def _accessibility_finding(edition: SiteEdition) -> Finding:
    words = edition.words
    return Finding("page", words("accessibility_lead"), words("accessibility_words"))


def _plain(edition: SiteEdition, key: str) -> PlainPage:
    return PlainPage(
        title=edition.words(key),
        description=edition.words(f"{key}_lead"),
        crumbs=addressing.crumbs(edition),
        own=_own_words(edition, key),
    )


def _accessibility(edition: SiteEdition) -> AccessibilityPage:
    day = day_of(edition.release)
    plain = _plain(edition, "accessibility")
    return AccessibilityPage(
        title=plain.title,
        description=plain.description,
        crumbs=plain.crumbs,
        own=plain.own,
        day=edition.day(day) if day else "",
    )


def _own_words(edition: SiteEdition, key: str) -> str:
    """Return what the project itself says on this page: a document of kind `page` with the id of the page."""
    for document in edition.release.documents:
        if document.kind == "page" and document.id == key:
            return prose.markdown(edition.say(document.body))
    return ""


def _help_finding(edition: SiteEdition) -> Finding:
    words = edition.words
    lines = [
        f"{edition.labelled(line.name, edition.say(line.what))}."
        for line in edition.release.face.help_lines
    ]
    return Finding(
        "page", f"{words('help_lead')} {' '.join(lines)}", words("help_words")
    )


def _about(edition: SiteEdition) -> AboutPage:
    about = edition.say(edition.release.face.about)
    return AboutPage(
        title=edition.words("about"),
        description=about,
        crumbs=addressing.crumbs(edition),
        own=_own_words(edition, "about"),
        about=about,
    )


@dataclass(frozen=True)
class FoundPage:
    """One page in the list of all pages, for readers whose browser runs no script."""

    page: str
    href: str
    about: str


@dataclass(frozen=True, kw_only=True)
class SearchPage(PageContent):
    """The search, and a list of the pages by kind.

    Parameters
    ----------
    groups : name of each kind to its pages
    facets : by what search can be narrowed
    """

    groups: Mapping[str, Sequence[FoundPage]]
    facets: Sequence[str]


def _search(edition: SiteEdition) -> SearchPage:
    groups: dict[str, list[FoundPage]] = {}
    for id_ in edition.library.pages:
        if _is_listed(id_):
            kind = id_.split(":")[0]
            group = edition.words(_GROUP_OF_KIND.get(kind, "other_pages"))
            groups.setdefault(group, []).append(_found_page(edition, id_, kind))
    return SearchPage(
        title=edition.words("search"),
        description=edition.words("search_lead"),
        crumbs=addressing.crumbs(edition),
        groups=groups,
        facets=FACETS,
    )


def _is_listed(id_: str) -> bool:
    """Whether a page is in the list; places and breakdowns are too many."""
    kind, *rest = id_.split(":")
    is_breakdown = kind == "indicator" and len(rest) > 1
    return kind not in _NOT_LISTED and not is_breakdown


def _found_page(edition: SiteEdition, id_: str, kind: str) -> FoundPage:
    about = edition.words("kind_one.organisation") if kind == "organisation" else ""
    return FoundPage(id_, edition.way(id_), about)
