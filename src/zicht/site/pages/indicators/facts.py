"""The parts of an indicator's page around its numbers: definition, caveats, links, downloads and citation."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from zicht.edition.comparisons import is_about
from zicht.edition.printed import Group
from zicht.edition.signals import Signal, reading_of_signals, signals_of
from zicht.site import organisations
from zicht.site.addresses import COMPARISONS
from zicht.site.library import PageContent, SiteEdition
from zicht.site.pages import addressing, links, recommendations
from zicht.site.pages.comparisons import ComparisonLine, of_indicator
from zicht.site.pages.indicators.addresses import (
    breakdown_page,
    breakdowns,
    data_path,
    indicator_page,
)
from zicht.site.pages.indicators.breakdown import dimensions_in_words
from zicht.site.pages.indicators.headlines import Headline, headline
from zicht.site.parts import Chart, FileLink, Link, Tab, Table
from zicht.vocabulary.definitions import Indicator

_CAVEATS_AT_THE_TOP = 2


@dataclass(frozen=True)
class Break:
    """An event that moved the figures, with its year."""

    year: int
    words: str


@dataclass(frozen=True)
class SeriesLink:
    """A way to a published series."""

    href: str
    title: str
    n: int
    has_conflict: bool


@dataclass(frozen=True, kw_only=True)
class IndicatorPage(PageContent):
    """An indicator, or one of its breakdowns: its numbers, and what surrounds them.

    Parameters
    ----------
    indicator, name : of the page
    latest : the number at the top; None if there is none
    tabs : ways to the total and to the breakdowns
    caveats, more_caveats : those at the top, and further down
    facts : the definition as terms and words
    breaks : what moved the figures
    comparisons : by how much its figures changed, as the project states it
    signals, signals_reading : unusual years, and how to read them
    printed : ways to published series about the same thing
    used, organisations : where the indicator is used, and who counts it
    map : way to its map; empty if it has none
    cite : how to cite the page
    table, chart, notes, downloads : its numbers; empty if nothing is published
    """

    indicator: Indicator
    name: str
    latest: Headline | None
    tabs: Sequence[Tab]
    caveats: Sequence[str]
    more_caveats: Sequence[str]
    facts: Sequence[tuple[str, str]]
    breaks: Sequence[Break]
    comparisons: Sequence[ComparisonLine]
    signals: Sequence[Signal]
    signals_reading: str
    printed: Sequence[SeriesLink]
    used: Sequence[Link]
    organisations: Sequence[Link]
    map: str
    cite: Markup
    table: Table | None = None
    chart: Chart | None = None
    notes: Sequence[str] = ()
    downloads: Sequence[FileLink] = ()


def frame(
    edition: SiteEdition, indicator: Indicator, page: str, names: tuple[str, ...]
) -> IndicatorPage:
    """Return what the page of an indicator and those of its breakdowns share, without numbers.

    Parameters
    ----------
    edition : in which language
    indicator : that the page is about
    page : its id
    names : of the dimensions that the page shows
    """
    question, title = edition.say(indicator.question), edition.say(indicator.title)
    caveats = [edition.say(caveat) for caveat in indicator.caveats]
    counted_by = organisations.of_indicator(indicator, edition.release.names)
    return IndicatorPage(
        indicator=indicator,
        title=question,
        name=title,
        description=f"{question} {edition.say(indicator.counts)}",
        crumbs=addressing.below_theme(edition, indicator.theme),
        latest=headline(edition, indicator),
        tabs=_tabs(edition, indicator, names),
        caveats=caveats[:_CAVEATS_AT_THE_TOP],
        more_caveats=caveats[_CAVEATS_AT_THE_TOP:],
        facts=_facts(edition, indicator),
        breaks=_breaks(edition, indicator),
        comparisons=of_indicator(edition, indicator.id),
        signals=signals_of(edition, indicator),
        signals_reading=reading_of_signals(edition, indicator),
        printed=_printed_elsewhere(edition, indicator),
        used=_uses(edition, indicator),
        organisations=links.organisation_links(edition, counted_by),
        map=_way_to_map(edition, indicator),
        cite=cite(edition, page, title),
    )


def _breaks(edition: SiteEdition, indicator: Indicator) -> list[Break]:
    """Return what moved the figures, oldest first."""
    events = (*indicator.breaks, *indicator.events)
    oldest_first = sorted(events, key=lambda event: event.year)
    return [Break(event.year, edition.say(event.text)) for event in oldest_first]


def _way_to_map(edition: SiteEdition, indicator: Indicator) -> str:
    page = f"map:{indicator.id}"
    return edition.way(page) if edition.has(page) else ""


def _facts(edition: SiteEdition, indicator: Indicator) -> list[tuple[str, str]]:
    """Return the definition of an indicator as terms and words."""
    words = edition.words
    variant = words.any_of(f"variant.{indicator.variant}", otherwise=indicator.variant)
    definition = words("definition_version", id=indicator.id, version=indicator.version)
    return [
        (words("counts"), edition.say(indicator.counts)),
        (words("leaves_out"), edition.say(indicator.leaves_out)),
        (words("counting_unit_title"), edition.say(indicator.counting_unit)),
        (words("population"), edition.say(indicator.population)),
        (words("variant_title"), variant),
        (words("unknowns"), edition.say(indicator.unknowns)),
        (words("source"), edition.say(indicator.source)),
        (words("definition"), definition),
    ]


def _tabs(
    edition: SiteEdition, indicator: Indicator, selected: tuple[str, ...]
) -> list[Tab]:
    """Return links to the total and to every breakdown; those by two dimensions are marked as double."""
    others = breakdowns(edition.library, indicator)
    if not others:
        return []
    plainest = edition.library.rows[indicator.id].plainest
    tabs = []
    for names in (plainest, *others):
        page = indicator_page(indicator)
        if names != plainest:
            page = breakdown_page(indicator, names)
        tabs.append(
            Tab(
                href=edition.way(page),
                words=_view_in_words(edition, names),
                is_selected=names == selected,
                is_double=len(names) > 1,
            )
        )
    return tabs


def _view_in_words(edition: SiteEdition, names: Sequence[str]) -> str:
    """Name the total, or a breakdown by its dimensions."""
    if not names:
        return edition.words("total")
    return f"{edition.words('by')} {dimensions_in_words(edition, names)}"


def _printed_elsewhere(edition: SiteEdition, indicator: Indicator) -> list[SeriesLink]:
    """Return links to the published series about the same thing."""
    return [
        _series_link(edition, group)
        for group in edition.library.groups
        if any(figure.indicator == indicator.id for figure in group.figures)
    ]


def _series_link(edition: SiteEdition, group: Group) -> SeriesLink:
    return SeriesLink(
        href=edition.way(f"printed:{group.id}"),
        title=edition.say(group.title),
        n=len(group.figures),
        has_conflict=bool(group.conflicts),
    )


def _uses(edition: SiteEdition, indicator: Indicator) -> list[Link]:
    """Return links to where the indicator is used: the chain, key figures, and documents that refer to it."""
    uses = []
    is_step = indicator.id in edition.release.roles.chain
    if is_step and edition.has("chain"):
        uses.append(Link(edition.way("chain"), edition.words("chain")))
    if _is_on_a_card(edition, indicator):
        words = edition.words("key_figures")
        uses.append(Link(edition.way("key-figures"), words))
    return uses + links.user_links(edition, indicator.id)


def _is_on_a_card(edition: SiteEdition, indicator: Indicator) -> bool:
    """Whether a key figure refers to the indicator."""
    return any(
        reference.split(":")[0] == indicator.id
        for card in edition.release.key_figures
        for reference in card.figures
    )


def downloads(
    edition: SiteEdition, indicator: Indicator, names: Sequence[str]
) -> list[FileLink]:
    """Return links to the figures of this page, to all figures of the indicator, and to their metadata."""
    words = edition.words
    up = edition.up
    whole = f"{up}data/{quote(indicator.id)}"
    this_table = words("download_total")
    if names:
        by = dimensions_in_words(edition, names)
        this_table = words("download_breakdown", by=by)
    files = [FileLink(up + quote(data_path(indicator.id, names)), this_table, "CSV")]
    if breakdowns(edition.library, indicator):
        files.append(FileLink(f"{whole}.csv", words("download_all"), "CSV"))
    if any(is_about(each, indicator.id) for each in edition.release.comparisons):
        files.append(
            FileLink(f"{up}{COMPARISONS}", words("comparison.download"), "CSV")
        )
    files.append(FileLink(f"{whole}.json", words("download_metadata"), "JSON"))
    return files


def cite(edition: SiteEdition, page: str, title: str) -> Markup:
    """State how to cite a page: who, what, which edition, where."""
    release = edition.release
    citation = Markup("{}. <cite>{}</cite>. {}. {}.").format(
        edition.say(release.face.institute),
        title,
        edition.say(release.face.title),
        recommendations.edition_words(edition),
    )
    # A path without the name of a site leads nowhere: a citation leaves it out.
    if not edition.library.base_address:
        return citation
    return citation + f" {edition.address(edition.path(page))}"
