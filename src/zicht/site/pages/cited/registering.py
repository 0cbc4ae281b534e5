"""Lists the pages of published figures, and composes each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from markupsafe import Markup

from zicht.edition.figures import Figure, has_sign
from zicht.edition.printed import Group
from zicht.site import organisations
from zicht.site.library import Finding, Library, Page, PageContent, SiteEdition
from zicht.site.pages import addressing, cards, links, prose, references
from zicht.site.pages.cited.chart import ChartByYear, chart_of
from zicht.site.pages.cited.event_lines import EventLine, event_lines
from zicht.site.pages.cited.rows import (
    FigureRow,
    NumbersOfPeriod,
    RuleInWords,
    conflict,
    figure_row,
    numbers_by_rule,
    rule_in_words,
    shared_sentences,
    unit_of,
)
from zicht.site.pages.cited.uses import uses
from zicht.site.pages.comparisons import ComparisonLine, of_cited
from zicht.site.pages.indicators.facts import cite
from zicht.site.parts import Link
from zicht.vocabulary.cited import Cited


def pages(library: Library) -> Iterable[Page]:
    """Return a page per series."""
    for group in library.groups:
        yield Page(
            f"printed:{group.id}",
            addressing.paths(library, "printed", group.slug),
            "printed.html.jinja",
            partial(_series, group=group),
            section="figures",
            finding=partial(_finding, group=group),
        )


@dataclass(frozen=True)
class Newest:
    """One of the numbers at the top of the page."""

    figure: Figure
    unit: str
    period: str
    producer: str


@dataclass(frozen=True, kw_only=True)
class SeriesPage(PageContent):
    """A series of cited figures: every producer and edition side by side.

    Parameters
    ----------
    latest : numbers of the newest period
    population : who is counted, in each wording once
    said : sentences that hold for every figure
    unit : of the whole series; empty if it has several
    figures, table_title : every edition, newest first
    conflicts, by_other_rules : different numbers of one period, by mistake or by rule
    drawn_by_year : chart and table by year; None if few years are known
    rules : by which the figures were counted
    indicator, method_page : ways to the definition and to the method
    metadata, download : addresses of the files
    comparisons : by how much its figures changed, as the project states it
    events : what moved the series
    used, organisations : where it is used, and who counted it
    cite : how to cite the page
    """

    latest: Sequence[Newest]
    population: Sequence[str]
    said: str
    unit: str
    figures: Sequence[FigureRow]
    table_title: str
    conflicts: Sequence[NumbersOfPeriod]
    by_other_rules: Sequence[NumbersOfPeriod]
    drawn_by_year: ChartByYear | None
    rules: Sequence[RuleInWords]
    indicator: Link | None
    method_page: Link | None
    metadata: str
    download: str
    comparisons: Sequence[ComparisonLine]
    events: Sequence[EventLine]
    used: Sequence[Link]
    organisations: Sequence[Link]
    cite: Markup


def _series(edition: SiteEdition, *, group: Group) -> SeriesPage:
    page = f"printed:{group.id}"
    title = edition.say(group.title)
    shared = shared_sentences(edition, group)
    newest_first = reversed(group.figures)
    data = f"{edition.up}data"
    return SeriesPage(
        title=title,
        description=f"{title}. {edition.words('printed_lead')}",
        crumbs=addressing.below_theme(edition, group.theme),
        latest=[_newest(edition, figure) for figure in group.newest],
        population=_populations(edition, group),
        said=" ".join(shared),
        unit=unit_of(edition, group),
        figures=[figure_row(edition, figure, shared) for figure in newest_first],
        table_title=edition.words("every_edition"),
        conflicts=[conflict(edition, figures) for figures in group.conflicts],
        by_other_rules=[
            numbers_by_rule(edition, figures) for figures in group.by_other_rules
        ],
        drawn_by_year=chart_of(edition, group),
        rules=[rule_in_words(edition, rule) for rule in group.rules],
        indicator=_indicator_link(edition, group),
        method_page=links.method_link(edition, edition.release.roles.method_of_printed),
        metadata=f"{data}/cited.json",
        download=f"{data}/cited/{group.id}.csv",
        comparisons=of_cited(edition, [figure.id for figure in group.figures]),
        events=event_lines(edition, group),
        used=uses(edition, group),
        organisations=_organisations(edition, group),
        cite=cite(edition, page, title),
    )


def _populations(edition: SiteEdition, group: Group) -> list[str]:
    """Return who is counted, in each wording once."""
    populations = [edition.say(figure.population) for figure in group.figures]
    return list(dict.fromkeys(populations))


def _organisations(edition: SiteEdition, group: Group) -> list[Link]:
    names = organisations.of_figures(group, edition.release.names)
    return links.organisation_links(edition, names)


def _newest(edition: SiteEdition, figure: Cited) -> Newest:
    return Newest(
        figure=edition.cited_figure(figure),
        unit="" if has_sign(figure.unit) else edition.cited_unit(figure),
        period=edition.cited_period(figure),
        producer=figure.producer or edition.words("producer_not_stated"),
    )


def _indicator_link(edition: SiteEdition, group: Group) -> Link | None:
    """Return a link to the indicator that counts the same thing, where it has a page."""
    ids = [figure.indicator for figure in group.figures if figure.indicator]
    if not ids or not edition.has(f"indicator:{ids[0]}"):
        return None
    indicator = edition.release.indicators[ids[0]]
    href = edition.way(f"indicator:{indicator.id}")
    return Link(href, edition.say(indicator.title))


# ---- search


def _finding(edition: SiteEdition, *, group: Group) -> Finding:
    periods = [figure.period for figure in group.figures]
    names = [
        edition.say(name)
        for name in organisations.of_figures(group, edition.release.names)
    ]
    return Finding(
        "figure",
        _in_few_words(edition, group),
        " ".join(_further_words(edition, group)),
        theme=group.theme,
        years=references.years_of(periods),
        place=_place_in_ranking(edition, group),
        organisations=tuple(names),
    )


def _in_few_words(edition: SiteEdition, group: Group) -> str:
    """Describe a series in few words, because search ranks long texts below short ones that match less."""
    newest = group.newest[-1]
    numbers = [edition.printed(figure) for figure in group.newest]
    latest = edition.labelled(
        edition.cited_period(newest), prose.joined(edition, numbers)
    )
    note = " ".join(shared_sentences(edition, group)) or edition.say(newest.note)
    sentences = (edition.say(newest.population), latest, note)
    return ". ".join(sentence for sentence in sentences if sentence)


def _further_words(edition: SiteEdition, group: Group) -> list[str]:
    """Return words under which readers look for a series: numbers, periods, who counted, and the indicator."""
    figures = group.figures
    words = [edition.printed(figure) for figure in figures]
    words += [figure.period for figure in figures]
    words += [figure.producer or figure.citation.publisher for figure in figures]
    words += [
        figure.indicator for figure in figures if figure.indicator and not figure.where
    ]
    return list(dict.fromkeys(words))


def _place_in_ranking(
    edition: SiteEdition, group: Group
) -> Literal["key", "", "aside"]:
    """Return whether a series stands on a card, is about an indicator, or stands aside."""
    on_cards = cards.on_cards(edition.release)
    if any(figure.id in on_cards for figure in group.figures):
        return "key"
    return "" if any(figure.indicator for figure in group.figures) else "aside"
