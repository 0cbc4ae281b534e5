"""How linking went: what records say of people, what may be wrong with links, and what that does to figures."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from zicht.edition import figures
from zicht.site.library import Library, Page, PageContent, SiteEdition
from zicht.site.pages import addressing
from zicht.vocabulary.linkage import Band, PublishedLinkage

PAGE = "linking"


def pages(library: Library) -> Iterable[Page]:
    """Return the page, where records were linked."""
    linkage = library.release.linkage
    if linkage:
        content = partial(_content, linkage=linkage)
        yield addressing.plain_page(library, PAGE, "linking", content)


@dataclass(frozen=True)
class ErrorLine:
    """One thing that may be wrong with linkage: in words, an estimate and its interval."""

    words: str
    estimate: str
    interval: str


@dataclass(frozen=True)
class IndicatorLine:
    """What linkage does to one indicator: in its last period, and at most in any period."""

    href: str
    title: str
    period: str
    last: str
    widest: str


@dataclass(frozen=True, kw_only=True)
class LinkingPage(PageContent):
    """How linking went.

    Parameters
    ----------
    known : link field, and the part of the records in which it is known
    statuses : why a record is linked or not, and the part of the records
    errors : what may be wrong, with intervals
    persons : band of the number of persons
    indicators : band of each indicator that rests on persons
    """

    known: Sequence[tuple[str, str]]
    statuses: Sequence[tuple[str, str]]
    errors: Sequence[ErrorLine]
    persons: str
    indicators: Sequence[IndicatorLine]


def _content(edition: SiteEdition, *, linkage: PublishedLinkage) -> LinkingPage:
    return LinkingPage(
        title=edition.words("linking"),
        description=edition.words("linking_lead"),
        crumbs=addressing.crumbs(edition, ("methods", edition.words("methods"))),
        known=_percentages(edition, "field", linkage.known),
        statuses=_percentages(edition, "status", linkage.statuses),
        errors=_errors(edition, linkage),
        persons=_band(edition, linkage.persons, "percent"),
        indicators=list(_indicators(edition, linkage)),
    )


def _errors(edition: SiteEdition, linkage: PublishedLinkage) -> list[ErrorLine]:
    """Say which part of the links is wrong, missed, or was never looked for."""
    shares = {
        "linking_false": linkage.false_links,
        "linking_missed": linkage.missed_links,
        "linking_blocks": linkage.lost_by_blocking,
    }
    return [
        ErrorLine(
            words=edition.words(words),
            estimate=_percentage(edition, share.estimate),
            interval=edition.words(
                "linking_interval",
                low=_percentage(edition, share.lower),
                high=_percentage(edition, share.upper),
            ),
        )
        for words, share in shares.items()
        if share.upper
    ]


def _percentage(edition: SiteEdition, share: float) -> str:
    return figures.quantity(100 * share, "share", edition.language, 1)


def _percentages(
    edition: SiteEdition, kind: str, percentages: Mapping[str, int]
) -> list[tuple[str, str]]:
    """Return parts of the records in per cent, each with its name."""
    rows = []
    for name, percentage in percentages.items():
        words = edition.words(f"linkage_{kind}_{name}")
        number = figures.quantity(percentage, "percent", edition.language)
        rows.append((words, number))
    return rows


def _indicators(
    edition: SiteEdition, linkage: PublishedLinkage
) -> Iterable[IndicatorLine]:
    """Yield for each indicator the band of its last period, and the widest of all periods."""
    for name, of_indicator in linkage.bands.items():
        if not of_indicator:
            continue
        indicator = edition.release.indicators[name]
        unit = "points" if indicator.shape == "survival" else "percent"
        period = max(of_indicator)
        widest = (
            min(low for low, _ in of_indicator.values()),
            max(high for _, high in of_indicator.values()),
        )
        yield IndicatorLine(
            href=edition.way(f"indicator:{name}"),
            title=edition.say(indicator.title),
            period=edition.period(period),
            last=_band(edition, of_indicator[period], unit),
            widest=_band(edition, widest, unit),
        )


def _band(edition: SiteEdition, band: Band, unit: str) -> str:
    low, high = (
        figures.difference(Decimal(end), "count", edition.words) for end in band
    )
    return edition.words(f"linkage_{unit}", low=low, high=high)
