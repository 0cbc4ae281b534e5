"""What changed: figures that were published differently before, with the reason."""

from collections.abc import Iterable

from zicht.edition.edition import Edition
from zicht.site.library import Content, Library, Page, SiteEdition
from zicht.site.pages import addressing, references
from zicht.vocabulary.releases import ABSENT, Change

_PAGE = "changes"


def pages(library: Library) -> Iterable[Page]:
    """Give the page; it stands in every release, so that its address never changes."""
    yield addressing.plain_page(library, _PAGE, "changes", _content)


def _content(edition: SiteEdition) -> Content:
    moved = moved_figures(edition)
    return {
        "title": edition.words("changes"),
        "description": edition.words("changes_lead"),
        "crumbs": addressing.crumbs(edition),
        "changes": [_line(edition, change) for change in moved],
        "n_new": len(edition.release.changes) - len(moved),
    }


def _line(edition: SiteEdition, change: Change) -> Content:
    page = references.figure_page(edition.library, change.figure)
    has_page = bool(page) and edition.has(page)
    return {
        "figure": changed_figure(edition, change.figure),
        "href": edition.way(page) if has_page else "",
        "before": edition.before(change),
        "after": edition.after(change),
        "reason": edition.say(change.reason),
    }


def moved_figures(edition: Edition) -> list[Change]:
    """Figures that were published differently before; one of a new year moved nowhere."""
    return [change for change in edition.release.changes if change.before != ABSENT]


def changed_figure(edition: SiteEdition, figure: str) -> str:
    """Name a figure that moved."""
    counted = references.counted(edition.library, figure)
    if counted:
        row, indicator = counted
        about = f", {edition.where(row.where)}" if row.where else ""
        return f"{edition.say(indicator.title)}, {edition.period(row.period)}{about}"
    cited = edition.cited.get(figure)
    return edition.say(cited.title) if cited else figure
