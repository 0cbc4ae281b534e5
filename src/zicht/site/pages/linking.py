"""Quality of linkage: known link fields, errors of links, and their effect on figures."""

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
    """One kind of linkage error: its name, an estimate and its interval."""

    words: str
    estimate: str
    interval: str


@dataclass(frozen=True)
class IndicatorLine:
    """Effect of linkage on one indicator: in its last period, and the largest effect in any period."""

    href: str
    title: str
    period: str
    last: str
    widest: str


@dataclass(frozen=True, kw_only=True)
class LinkingPage(PageContent):
    """Quality of linkage.

    Parameters
    ----------
    known : link field, and the part of the records in which it is known
    statuses : why a record is linked or not, and the part of the records
    errors : what may be wrong, with intervals
    persons : what linkage does to the number of persons, in a sentence or two
    indicators : band of each indicator that some plausible linkage moves
    unmoved : address and title of each indicator that rests on persons and that none moves
    """

    known: Sequence[tuple[str, str]]
    statuses: Sequence[tuple[str, str]]
    errors: Sequence[ErrorLine]
    persons: str
    indicators: Sequence[IndicatorLine]
    unmoved: Sequence[tuple[str, str]]


def _content(edition: SiteEdition, *, linkage: PublishedLinkage) -> LinkingPage:
    with_band = [name for name, bands in linkage.bands.items() if bands]
    moved = [name for name in with_band if any(map(any, linkage.bands[name].values()))]
    return LinkingPage(
        title=edition.words("linking"),
        description=edition.words("linking_lead"),
        crumbs=addressing.crumbs(edition, ("methods", edition.words("methods"))),
        known=_percentages(edition, "field", linkage.known),
        statuses=_percentages(edition, "status", linkage.statuses),
        errors=_errors(edition, linkage),
        persons=_persons(edition, linkage),
        indicators=[_line(edition, linkage, name) for name in moved],
        unmoved=[_link(edition, name) for name in with_band if name not in moved],
    )


def _errors(edition: SiteEdition, linkage: PublishedLinkage) -> list[ErrorLine]:
    """State which shares of the links are wrong, missed, or were not compared."""
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
        rows.append((words, _whole_percentage(edition, percentage)))
    return rows


def _whole_percentage(edition: SiteEdition, percentage: int) -> str:
    """Print the rounded percentage of a part that is not empty: 0% stands as less than 1%."""
    if percentage == 0:
        one_percent = figures.quantity(1, "percent", edition.language)
        return edition.words("linking_below", number=one_percent)
    return figures.quantity(percentage, "percent", edition.language)


def _persons(edition: SiteEdition, linkage: PublishedLinkage) -> str:
    """Say how far the number of people may be off, and where the band leaves out people who are written otherwise."""
    if any(linkage.persons):
        band = _band(edition, linkage.persons, "percent")
        words = edition.words("linking_persons", band=band)
    else:
        words = edition.words("linking_persons_same")
    if linkage.rests_on_guesses:
        return f"{words} {edition.words('linking_few_records')}"
    return words


def _line(edition: SiteEdition, linkage: PublishedLinkage, name: str) -> IndicatorLine:
    """Return the band of the last period of an indicator, and the widest of all periods."""
    of_indicator = linkage.bands[name]
    shape = edition.release.indicators[name].shape
    unit = "points" if shape == "survival" else "percent"
    period = max(of_indicator)
    widest = (
        min(low for low, _ in of_indicator.values()),
        max(high for _, high in of_indicator.values()),
    )
    href, title = _link(edition, name)
    return IndicatorLine(
        href=href,
        title=title,
        period=edition.period(period),
        last=_band(edition, of_indicator[period], unit),
        widest=_band(edition, widest, unit),
    )


def _link(edition: SiteEdition, name: str) -> tuple[str, str]:
    """Return the address and title of an indicator."""
    title = edition.say(edition.release.indicators[name].title)
    return edition.way(f"indicator:{name}"), title


def _band(edition: SiteEdition, band: Band, unit: str) -> str:
    if not any(band):
        return edition.words("linking_same")
    low, high = (
        figures.difference(Decimal(end), "count", edition.words) for end in band
    )
    return edition.words(f"linkage_{unit}", low=low, high=high)
