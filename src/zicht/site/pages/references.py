"""Figures to which pages refer: the figure, its page and its years."""

import re
from collections.abc import Iterable

from zicht.edition.locales import listed
from zicht.edition.printed import Group
from zicht.edition.rows import Row
from zicht.site.library import Library, SiteEdition
from zicht.site.parts import FigureLine
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.figures import FigureKey

_YEARS = re.compile(r"\b(\d{4})(?:-(\d{4}))?\b")
_LONGEST_RUN = 30
"""Of a longer run of years only the first and the last are named."""


def counted(library: Library, address: str) -> tuple[Row, Indicator] | None:
    """Find a counted figure by its written address; None if it is not the address of an indicator here."""
    try:
        key = FigureKey.read(address)
    except ProjectError:
        return None
    indicator = library.release.indicators.get(key.indicator)
    rows = library.rows.get(key.indicator)
    if indicator is None or rows is None:
        return None
    row = rows.at(key.period, key.where)
    return (row, indicator) if row else None


def figure_page(library: Library, reference: str) -> str:
    """Return the page on which a figure, an indicator or a cited figure stands; empty if there is none.

    An indicator that is not counted here leads to what others published of it.
    """
    if reference in library.cited:
        return printed_page(library, library.cited[reference])
    indicator = reference.split(":", maxsplit=1)[0]
    if indicator in library.printed_of:
        return f"printed:{library.printed_of[indicator].id}"
    return f"indicator:{indicator}" if indicator in library.release.indicators else ""


def printed_page(library: Library, figure: Cited) -> str:
    """Return the page of the series that a cited figure belongs to."""
    return f"printed:{library.group_of[figure.id].id}"


def cited_in(edition: SiteEdition, figure: Cited) -> str:
    """Name the edition and the place in which a figure was printed."""
    citation = figure.citation
    day = edition.day(citation.date) if citation.date else ""
    parts = (citation.title, day, citation.place)
    return ", ".join(part for part in parts if part)


def group_line(edition: SiteEdition, group: Group) -> FigureLine:
    """Return one line of a list of cited series: what it says, and its newest value."""
    newest = group.newest
    return FigureLine(
        href=edition.way(f"printed:{group.id}"),
        title=edition.say(group.title),
        value=listed([edition.printed(figure) for figure in newest], edition.language),
        period=edition.cited_period(newest[-1]),
        has_conflict=bool(group.conflicts),
    )


def group_lines(edition: SiteEdition, groups: Iterable[Group]) -> list[FigureLine]:
    """Return a list of cited series."""
    return [group_line(edition, group) for group in groups]


def years_of(periods: Iterable[str]) -> tuple[str, ...]:
    """Return every year that some periods touch: `2017-2019` gives three."""
    years: set[str] = set()
    for period in periods:
        for first, last in _YEARS.findall(period):
            run = range(int(first), int(last or first) + 1)
            if len(run) <= _LONGEST_RUN:
                years.update(map(str, run))
            else:
                years.update((first, last))
    return tuple(sorted(years))
