"""Whether the chain is counted here, and which of its steps have a settled total."""

from zicht.edition import comparing
from zicht.site.library import Library, SiteEdition
from zicht.site.pages.indicators.headlines import latest_settled


def is_counted(library: Library) -> bool:
    """Whether some step follows a cohort to its end; without one the page shows what others printed."""
    return any(_is_cohort(library, id_) for id_ in _settled_steps(library))


def counted_steps(library: Library) -> list[str]:
    """Return the indicators of the chain that have a settled total, in the order of the chain."""
    return _settled_steps(library) if is_counted(library) else []


def _is_cohort(library: Library, id_: str) -> bool:
    return library.release.indicators[id_].variant == "cohort"


def _settled_steps(library: Library) -> list[str]:
    steps = library.release.roles.chain
    return [id_ for id_ in steps if settled_period(library, id_)]


def settled_period(library: Library, id_: str) -> str:
    """Latest year of which all who are followed are done; empty if there is none with a total."""
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
