"""Whether the chain is counted here, and which of its steps have a settled total."""

from zicht.edition import comparing
from zicht.edition.words import ids_under
from zicht.site.library import Library, SiteEdition
from zicht.site.pages.indicators.headlines import latest_settled

_NEEDED = ("K03", "K04")
"""Indicators of which one must have a settled total: without them the page shows what others printed."""


def is_counted(library: Library) -> bool:
    """Whether the cases of this country were followed for long enough to count how they ended."""
    return any(settled_period(library, id_) for id_ in _NEEDED)


def counted_steps(library: Library) -> list[str]:
    """Return the indicators of the chain that have a settled total, in the order of the chain."""
    if not is_counted(library):
        return []
    return [
        id_
        for id_ in ids_under("chain_on", library.release.names)
        if settled_period(library, id_)
    ]


def settled_period(library: Library, id_: str) -> str:
    """Latest year of which all who are followed are done; empty where there is none with a total."""
    indicator = library.release.indicators.get(id_)
    rows = library.rows.get(id_)
    if indicator is None or rows is None or indicator.shape != "share":
        return ""
    period = latest_settled(indicator, rows.periods)
    total = rows.at(period)
    if total is None or not total.is_shown:
        return ""
    newest = rows.periods[-1]
    return period if comparing.is_settled(indicator, period, newest) else ""


def title(edition: SiteEdition) -> str:
    """Title of the page: per hundred where it was counted here."""
    if is_counted(edition.library):
        return edition.words("chain")
    return edition.words("chain_printed")
