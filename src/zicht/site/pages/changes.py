"""Figures that an earlier release published differently, with the reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zicht.edition.edition import Edition
from zicht.site.library import Library, Page, PageContent, SiteEdition
from zicht.site.pages import addressing, references
from zicht.vocabulary.releases import Change
from zicht.vocabulary.statuses import ABSENT

_PAGE = "changes"


def pages(library: Library) -> Iterable[Page]:
    """Return the page; every release has it, so that its address never changes."""
    yield addressing.plain_page(library, _PAGE, "changes", _content)


@dataclass(frozen=True)
class ChangeLine:
    """A figure that moved: its name, the way to its page, its value before and after, and why."""

    figure: str
    href: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ChangesPage(PageContent):
    """What moved since the release before: the figures, and how many figures are new."""

    changes: Sequence[ChangeLine]
    n_new: int


def _content(edition: SiteEdition) -> ChangesPage:
    moved = moved_figures(edition)
    return ChangesPage(
        title=edition.words("changes"),
        description=edition.words("changes_lead"),
        crumbs=addressing.crumbs(edition),
        changes=[change_line(edition, change) for change in moved],
        n_new=len(edition.release.changes) - len(moved),
    )


def change_line(edition: SiteEdition, change: Change) -> ChangeLine:
    """Return a figure that moved, for a list of such figures."""
    page = references.figure_page(edition.library, change.figure)
    has_page = bool(page) and edition.has(page)
    return ChangeLine(
        figure=changed_figure(edition, change.figure),
        href=edition.way(page) if has_page else "",
        before=edition.before(change),
        after=edition.after(change),
        reason=edition.say(change.reason),
    )


def moved_figures(edition: Edition) -> list[Change]:
    """Return the figures that an earlier release published differently, without figures of new years."""
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
