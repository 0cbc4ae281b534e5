"""A page per theme, and the list of all figures by theme."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from zicht.edition.printed import Group
from zicht.site.library import (
    Finding,
    Library,
    Page,
    PageContent,
    SiteEdition,
)
from zicht.site.pages import (
    addressing,
    cards,
    chain_counted,
    chain_printed,
    links,
    prose,
    references,
)
from zicht.site.pages.areas.country import Country, country_of
from zicht.site.pages.areas.maps import Picture, latest_picture
from zicht.site.pages.cited.chart import chart_of, n_years
from zicht.site.pages.indicator_lines import indicator_lines
from zicht.site.pages.indicators.headlines import headline
from zicht.site.pages.indicators.total_chart import total_chart
from zicht.site.pages.knowledge.documents import DocumentCard, document_card
from zicht.site.parts import Chart, FigureLine, Link
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.text import Text

_MOST_STORIES = 5
_MOST_CARDS = 5
_MOST_DOCUMENTS = 6
_MOST_LETTERS_OF_LEAD = 400
_FEWEST_YEARS = 4
"""Lowest number of years for which a published series gets a chart."""
_DOCUMENTS = ("report", "publication", "recommendation", "reflection")


def pages(library: Library) -> Iterable[Page]:
    """Return the list of all figures, and a page per theme that has any."""
    if library.release.indicators or library.release.cited:
        yield Page(
            "figures",
            addressing.paths(library, "figures"),
            "figures.html.jinja",
            _all_figures,
            section="figures",
        )
    about_the_institute = library.release.roles.about_the_institute
    country = country_of(library)
    for theme in addressing.themes_of(library):
        if _indicators_of(library, theme) or _series_of(library, theme):
            yield Page(
                f"theme:{theme}",
                addressing.paths(library, addressing.theme_slug(library, theme)),
                "theme.html.jinja",
                partial(_theme, theme=theme, country=country),
                section="figures",
                help_first=theme not in about_the_institute,
                finding=partial(_finding, theme=theme),
            )


def _indicators_of(library: Library, theme: str) -> list[Indicator]:
    return [
        indicator
        for indicator in library.release.indicators.values()
        if indicator.theme == theme
    ]


def _series_of(library: Library, theme: str) -> list[Group]:
    return [group for group in library.groups if group.theme == theme]


def _finding(edition: SiteEdition, *, theme: str) -> Finding:
    return Finding("theme", _lead(edition, theme), theme=theme)


# ---- a theme


@dataclass(frozen=True)
class Story:
    """A chart with the way to its page."""

    chart: Chart
    link: Link


@dataclass(frozen=True)
class MapStory:
    """A map with the way to its page."""

    picture: Picture
    link: Link


@dataclass(frozen=True, kw_only=True)
class ThemePage(PageContent):
    """A theme: what it is about, a few charts, and all of its figures.

    Parameters
    ----------
    caveat : how not to read its figures
    key_cards : cards of key figures
    chain : way to the page of the chain; None for most themes
    maps : of the theme of areas
    charts : of a few figures
    indicators, groups : all figures, counted here and printed elsewhere
    theme_documents : documents about it, newest first
    """

    caveat: str
    key_cards: Sequence[cards.Card]
    chain: Link | None
    maps: Sequence[MapStory]
    charts: Sequence[Story]
    indicators: Sequence[FigureLine]
    groups: Sequence[FigureLine]
    theme_documents: Sequence[DocumentCard]


def _theme(edition: SiteEdition, *, theme: str, country: Country | None) -> ThemePage:
    indicators = _indicators_of(edition.library, theme)
    series = ranked(edition, _series_of(edition.library, theme))
    maps = _maps(edition, theme, country)
    without_maps = [one for one in indicators if one.id not in maps]
    return ThemePage(
        title=edition.theme(theme),
        description=_lead(edition, theme),
        caveat=_caveat(edition, theme),
        crumbs=addressing.below_figures(edition),
        key_cards=_cards_of(edition, theme),
        chain=_way_to_the_chain(edition, theme),
        maps=list(maps.values()),
        charts=_stories(edition, without_maps, series),
        indicators=indicator_lines(edition, indicators),
        groups=references.group_lines(edition, series),
        theme_documents=_documents_of(edition, theme),
    )


def _maps(
    edition: SiteEdition, theme: str, country: Country | None
) -> dict[str, MapStory]:
    """Draw a map of each indicator of the theme of areas that is counted per area, by the id of the indicator.

    Their total says nothing about areas. In other themes it is what the indicator is about.
    """
    library = edition.library
    if theme != library.release.roles.theme_of_areas:
        return {}
    if country is None or not country.has_borders:
        return {}
    stories = {}
    for indicator in library.local:
        if indicator.theme == theme:
            way = edition.way(f"map:{indicator.id}")
            title = edition.say(indicator.title)
            link = Link(way, edition.words("see_map"), title)
            picture = latest_picture(edition, country, indicator)
            stories[indicator.id] = MapStory(picture, link)
    return stories


def _cards_of(edition: SiteEdition, theme: str) -> list[cards.Card]:
    """Return the first cards of key figures of a theme."""
    of_theme = [card for card in edition.release.key_figures if card.theme == theme]
    return [cards.card(edition, card) for card in of_theme[:_MOST_CARDS]]


def _documents_of(edition: SiteEdition, theme: str) -> list[DocumentCard]:
    """Return the newest documents about a theme."""
    of_kind = links.of_kind(edition.release.documents, *_DOCUMENTS)
    of_theme = [document for document in of_kind if document.theme == theme]
    newest = of_theme[:_MOST_DOCUMENTS]
    return [document_card(edition, document) for document in newest]


def _lead(edition: SiteEdition, theme: str) -> str:
    """Describe a theme in the words of the project, or in those of the catalogue."""
    for document in edition.release.documents:
        if document.kind == "theme" and document.id == theme:
            body = edition.say(document.body)
            return prose.first_words(body, _MOST_LETTERS_OF_LEAD)
    return edition.words.any_of(f"theme_lead.{theme}", otherwise=edition.theme(theme))


def _caveat(edition: SiteEdition, theme: str) -> str:
    """State how not to read the figures of a theme."""
    roles = edition.release.roles
    if theme == roles.theme_of_estimates:
        return edition.words("estimated_not_counted")
    if theme in roles.about_the_institute:
        return ""
    return edition.words("registered_not_all")


def _way_to_the_chain(edition: SiteEdition, theme: str) -> Link | None:
    """Lead to the page of the chain from its theme, and from those that a printed chain is about."""
    theme_of_chain = edition.release.roles.theme_of_chain
    themes = {theme_of_chain, *chain_printed.themes(edition.library)}
    if theme not in themes or not edition.has("chain"):
        return None
    return Link(edition.way("chain"), chain_counted.title(edition))


def _stories(
    edition: SiteEdition,
    indicators: Sequence[Indicator],
    series: Sequence[Group],
) -> list[Story]:
    """Draw a few figures: those counted here, then published series of some years, in their order."""
    stories: list[Story] = []
    for indicator in indicators:
        if len(stories) < _MOST_STORIES and headline(edition, indicator) is not None:
            chart = total_chart(edition, indicator)
            page, question = f"indicator:{indicator.id}", indicator.question
            stories.append(_story(edition, chart, page, question))
    for group in series:
        if len(stories) < _MOST_STORIES and n_years(group) >= _FEWEST_YEARS:
            by_year = chart_of(edition, group)
            if by_year is not None:
                page = f"printed:{group.id}"
                stories.append(_story(edition, by_year.chart, page, group.title))
    return stories


def _story(edition: SiteEdition, chart: Chart, page: str, about: Text) -> Story:
    link = Link(
        edition.way(page), edition.words("table_and_source"), edition.say(about)
    )
    return Story(chart, link)


# ---- lists of figures


def ranked(edition: SiteEdition, groups: Sequence[Group]) -> list[Group]:
    """Order published series as readers look for them: key figures first, then by the number of years they know."""
    on_cards = cards.on_cards(edition.release)

    def place(group: Group) -> tuple[bool, int]:
        is_on_a_card = any(figure.id in on_cards for figure in group.figures)
        return not is_on_a_card, -n_years(group)

    return sorted(groups, key=place)


@dataclass(frozen=True)
class ThemeOfList:
    """A theme in the list of all figures: its figures counted here, and those printed elsewhere."""

    id: str
    href: str
    name: str
    indicators: Sequence[FigureLine]
    groups: Sequence[FigureLine]


@dataclass(frozen=True, kw_only=True)
class ListOfFigures(PageContent):
    """All figures, by theme."""

    themes: Sequence[ThemeOfList]


def _all_figures(edition: SiteEdition) -> ListOfFigures:
    themes = addressing.themes_of(edition.library)
    return ListOfFigures(
        title=edition.words("figures"),
        description=edition.words("figures_lead"),
        crumbs=addressing.crumbs(edition),
        themes=[
            _theme_of_list(edition, theme)
            for theme in themes
            if edition.has(f"theme:{theme}")
        ],
    )


def _theme_of_list(edition: SiteEdition, theme: str) -> ThemeOfList:
    indicators = _indicators_of(edition.library, theme)
    series = ranked(edition, _series_of(edition.library, theme))
    return ThemeOfList(
        id=addressing.theme_slug(edition.library, theme).in_language(edition.language),
        href=edition.way(f"theme:{theme}"),
        name=edition.theme(theme),
        indicators=indicator_lines(edition, indicators),
        groups=references.group_lines(edition, series),
    )
