"""A page per theme, and the list of all figures by theme."""

from collections.abc import Iterable, Sequence
from functools import partial

from zicht.edition.labels import ESTIMATED
from zicht.edition.printed import Group
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.pages import (
    addressing,
    cards,
    chain,
    chain_printed,
    links,
    prose,
    references,
)
from zicht.site.pages.cited import chart_of, n_years
from zicht.site.pages.indicators.headlines import headline
from zicht.site.pages.indicators.total_chart import total_chart
from zicht.site.pages.knowledge.documents import document_card
from zicht.vocabulary.definitions import Indicator

OF_THE_INSTITUTE = ("organisatie", "financien")
"""Themes about the rapporteur itself."""
"""Theme whose figures are estimates and surveys, not registrations."""
_MOST_STORIES = 5
_MOST_CARDS = 5
_MOST_DOCUMENTS = 6
_MOST_LETTERS_OF_LEAD = 400
_FEWEST_YEARS = 4
"""Years from which a published series is worth a chart."""
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
    for theme in addressing.themes_of(library):
        if _indicators_of(library, theme) or _series_of(library, theme):
            yield Page(
                f"theme:{theme}",
                addressing.paths(library, addressing.theme_slug(theme)),
                "theme.html.jinja",
                partial(_theme, theme=theme),
                section="figures",
                help_first=theme not in OF_THE_INSTITUTE,
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


def _theme(edition: SiteEdition, *, theme: str) -> Content:
    here = edition.path(f"theme:{theme}")
    indicators = _indicators_of(edition.library, theme)
    series = ranked(edition, _series_of(edition.library, theme))
    key_figures = [card for card in edition.release.key_figures if card.theme == theme]
    documents_of_kind = links.of_kind(edition.release.documents, *_DOCUMENTS)
    documents = [document for document in documents_of_kind if document.theme == theme]
    return {
        "title": edition.theme(theme),
        "description": _lead(edition, theme),
        "caveat": _caveat(edition, theme),
        "crumbs": addressing.crumbs(
            edition, here, ("figures", edition.words("figures"))
        ),
        "key_cards": [
            cards.card(edition, here, key_figure)
            for key_figure in key_figures[:_MOST_CARDS]
        ],
        "chain": _way_to_the_chain(edition, here, theme),
        "charts": _stories(edition, here, indicators, series),
        "indicators": [
            _indicator_line(edition, here, indicator) for indicator in indicators
        ],
        "groups": [references.group_line(edition, here, group) for group in series],
        "theme_documents": [
            document_card(edition, here, document)
            for document in documents[:_MOST_DOCUMENTS]
        ],
    }


def _lead(edition: SiteEdition, theme: str) -> str:
    """Say what a theme is about: in the words of the project, else in those of the pages."""
    for document in edition.release.documents:
        if document.kind == "theme" and document.id == theme:
            body = edition.say(document.body)
            return prose.first_words(body, _MOST_LETTERS_OF_LEAD)
    return edition.words.any_of(f"theme_lead.{theme}", otherwise=edition.theme(theme))


def _caveat(edition: SiteEdition, theme: str) -> str:
    """Say how not to read the figures of a theme."""
    if theme == ESTIMATED:
        return edition.words("estimated_not_counted")
    if theme in OF_THE_INSTITUTE:
        return ""
    return edition.words("registered_not_all")


def _way_to_the_chain(edition: SiteEdition, here: str, theme: str) -> Content | None:
    """Lead to the page of the chain from its theme, and from those that a printed chain is about."""
    themes = {"keten", *chain_printed.themes(edition.library)}
    if theme not in themes or not edition.has("chain"):
        return None
    return {"href": edition.way(here, "chain"), "words": chain.title(edition)}


def _stories(
    edition: SiteEdition,
    here: str,
    indicators: Sequence[Indicator],
    series: Sequence[Group],
) -> list[Content]:
    """Draw a few figures: those counted here, then published series of some years, in their order."""
    stories: list[Content] = []
    for indicator in indicators:
        has_headline = headline(edition, indicator) is not None
        if has_headline and len(stories) < _MOST_STORIES:
            stories.append(_story(edition, here, indicator))
    for group in series:
        if n_years(group) >= _FEWEST_YEARS and len(stories) < _MOST_STORIES:
            stories.append(_printed_story(edition, here, group))
    return stories


def _story(edition: SiteEdition, here: str, indicator: Indicator) -> Content:
    return {
        **total_chart(edition, indicator),
        "href": edition.way(here, f"indicator:{indicator.id}"),
        "link": edition.words("table_and_source"),
        "question": edition.say(indicator.question),
    }


def _printed_story(edition: SiteEdition, here: str, group: Group) -> Content:
    return {
        **chart_of(edition, group),
        "href": edition.way(here, f"printed:{group.id}"),
        "link": edition.words("table_and_source"),
        "question": edition.say(group.title),
    }


# ---- lists of figures


def ranked(edition: SiteEdition, groups: Sequence[Group]) -> list[Group]:
    """Order published series as readers look for them: key figures first, then by the number of years they know."""
    on_cards = cards.on_cards(edition.release)

    def place(group: Group) -> tuple[bool, int]:
        is_on_a_card = any(figure.id in on_cards for figure in group.figures)
        return not is_on_a_card, -n_years(group)

    return sorted(groups, key=place)


def _indicator_line(edition: SiteEdition, here: str, indicator: Indicator) -> Content:
    """Return one line of a list of indicators: its question and its latest value."""
    latest = headline(edition, indicator)
    value = str(latest["value"]) if latest else ""
    # A duration without its unit says nothing in a list.
    if value and indicator.shape == "duration":
        value = f"{value} {edition.unit(indicator)}"
    return {
        "href": edition.way(here, f"indicator:{indicator.id}"),
        "title": edition.say(indicator.title),
        "question": edition.say(indicator.question),
        "value": value,
        "period": latest["period"] if latest else "",
    }


def _all_figures(edition: SiteEdition) -> Content:
    here, library = edition.path("figures"), edition.library
    themes: list[Content] = []
    for theme in addressing.themes_of(library):
        indicators = _indicators_of(library, theme)
        series = ranked(edition, _series_of(library, theme))
        if not indicators and not series:
            continue
        themes.append(
            {
                "id": addressing.theme_slug(theme).in_language(edition.language),
                "href": edition.way(here, f"theme:{theme}"),
                "name": edition.theme(theme),
                "indicators": [
                    _indicator_line(edition, here, one) for one in indicators
                ],
                "groups": [
                    references.group_line(edition, here, group) for group in series
                ],
            }
        )
    return {
        "title": edition.words("figures"),
        "description": edition.words("figures_lead"),
        "crumbs": addressing.crumbs(edition, here),
        "themes": themes,
    }
