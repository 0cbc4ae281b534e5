"""Pages that every site has: search, help, about, accessibility, and what to read when a page is not there."""

from collections.abc import Iterable

from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.pages import addressing, prose
from zicht.site.pages.recommendations import day_of

FACETS = ("theme", "year", "organisation")
"""By what search can be narrowed, besides the kind of page; the filters of its index."""


def pages(library: Library) -> Iterable[Page]:
    """Give these pages."""
    yield Page(
        "help",
        addressing.paths(library, "help"),
        "help.html.jinja",
        lambda edition: _plain(edition, "help"),
        finding=_help_finding,
    )
    yield Page(
        "about",
        addressing.paths(library, "about"),
        "about.html.jinja",
        _about,
        finding=lambda edition: Finding(
            "page", edition.say(edition.release.face.about)
        ),
    )
    yield Page(
        "accessibility",
        addressing.paths(library, "accessibility"),
        "accessibility.html.jinja",
        _accessibility,
        finding=lambda edition: Finding(
            "page",
            edition.words("accessibility_lead"),
            edition.words("accessibility_words"),
        ),
    )
    # Last, because it lists the titles of all others.
    yield Page(
        "search",
        addressing.paths(library, "search"),
        "search.html.jinja",
        _search,
        section="search",
        help_first=True,
    )


def _plain(edition: SiteEdition, key: str) -> Content:
    return {
        "title": edition.words(key),
        "description": edition.words(f"{key}_lead"),
        "crumbs": addressing.crumbs(edition, edition.path(key)),
        "own": _own_words(edition, key),
    }


def _accessibility(edition: SiteEdition) -> Content:
    day = day_of(edition.release)
    return {**_plain(edition, "accessibility"), "day": edition.day(day) if day else ""}


def _own_words(edition: SiteEdition, key: str) -> object:
    """Give what the project itself says on this page: a document of kind `page` with the id of the page."""
    for document in edition.release.documents:
        if document.kind == "page" and document.id == key:
            return prose.markdown(edition.say(document.body))
    return ""


def _help_finding(edition: SiteEdition) -> Finding:
    lines = " ".join(
        f"{line.name}: {edition.say(line.what)}."
        for line in edition.release.face.help_lines
    )
    return Finding(
        "page", f"{edition.words('help_lead')} {lines}", edition.words("help_words")
    )


def _about(edition: SiteEdition) -> Content:
    return {**_plain_about(edition), "about": edition.say(edition.release.face.about)}


def _plain_about(edition: SiteEdition) -> Content:
    return {
        "title": edition.words("about"),
        "description": edition.say(edition.release.face.about),
        "crumbs": addressing.crumbs(edition, edition.path("about")),
        "own": _own_words(edition, "about"),
    }


def _search(edition: SiteEdition) -> Content:
    here = edition.path("search")
    groups: dict[str, list[Content]] = {}
    for id_ in edition.library.pages:
        kind = id_.split(":")[0]
        if kind in ("area", "compare", "map", "search", "home") or (
            id_.count(":") > 1 and kind == "indicator"
        ):
            continue
        name = {
            "indicator": "figures",
            "printed": "printed",
            "theme": "themes",
            "document": "knowledge",
            "kind": "knowledge",
            "organisation": "organisations",
        }
        group = edition.words(name.get(kind, "other_pages"))
        about = edition.words("kind_one.organisation") if kind == "organisation" else ""
        groups.setdefault(group, []).append(
            {"page": id_, "href": edition.way(here, id_), "about": about}
        )
    return {
        "title": edition.words("search"),
        "description": edition.words("search_lead"),
        "crumbs": addressing.crumbs(edition, here),
        "groups": groups,
        "facets": FACETS,
    }
