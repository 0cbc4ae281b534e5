"""Home, key figures, all figures, and a page per theme."""

import math
from collections.abc import Iterable, Sequence

from zicht.edition.figures import coarse
from zicht.edition.printed import Group
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.pages import chain, chain_printed, common
from zicht.site.pages.changes import changed_figure, moved_figures
from zicht.site.pages.cited import chart_of, n_years
from zicht.site.pages.estimates import estimate_headline
from zicht.site.pages.indicators.headlines import headline
from zicht.site.pages.indicators.total_chart import total_chart
from zicht.site.pages.knowledge import summary_of
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.releases import Document, KeyFigure

_HOME_FIGURES = 8
_MOST_STORIES = 5
_FEWEST_YEARS = 4
_OF_THE_INSTITUTE = ("organisatie", "financien")
_NOT_REGISTERED = (*_OF_THE_INSTITUTE, "prevalentie")
"""Themes whose figures are no registrations of people or cases."""


def pages(library: Library) -> Iterable[Page]:
    """Give these pages, as far as the release has something to put on them."""
    yield Page(
        "home",
        {language: f"{language}/" for language in library.release.face.languages},
        "home.html.jinja",
        _home,
        help_first=True,
        finding=_home_finding,
    )
    if library.release.key_figures:
        yield Page(
            "key-figures",
            common.paths(library, "key_figures"),
            "key_figures.html.jinja",
            _key_figures,
            section="key-figures",
            finding=_key_figures_finding,
        )
    if library.release.indicators or library.release.cited:
        yield Page(
            "figures",
            common.paths(library, "figures"),
            "figures.html.jinja",
            _figures,
            section="figures",
        )
    for theme in common.themes_of(library):
        if _of_theme(library, theme):
            yield _theme_page(library, theme)


def _home(edition: SiteEdition) -> Content:
    release, here = edition.release, edition.path("home")
    return {
        "title": edition.say(release.face.title),
        "description": edition.say(release.face.about),
        "lead": edition.say(release.face.about),
        "seen": _seen(edition, here),
        "fields": _fields(edition, here),
        "key_cards": [
            common.card(edition, here, figure)
            for figure in _chosen(release.key_figures)
        ],
        "more_cards": len(release.key_figures) > _HOME_FIGURES,
        "changes": _changes(edition),
        "n_changes": len(moved_figures(edition)),
        "report": _report(edition, here),
        "recommendations": [
            _linked(edition, here, document)
            for document in open_recommendations(edition)[:4]
        ],
        "n_open": len(open_recommendations(edition)),
        "n_municipalities": len(edition.library.municipality_codes),
    }


def _home_finding(edition: SiteEdition) -> Finding:
    return Finding("page", edition.say(edition.release.face.about))


def _chosen(figures: Sequence[KeyFigure]) -> list[KeyFigure]:
    """Take the first of each theme in turn, so that every theme is seen, until there are enough."""
    by_theme: dict[str, list[KeyFigure]] = {}
    for figure in figures:
        if figure.theme in _OF_THE_INSTITUTE:
            continue
        by_theme.setdefault(figure.theme + figure.group, []).append(figure)
    rounds = range(max((len(found) for found in by_theme.values()), default=0))
    chosen = [
        found[at] for at in rounds for found in by_theme.values() if at < len(found)
    ][:_HOME_FIGURES]
    return sorted(chosen, key=list(figures).index)


def _seen(edition: SiteEdition, here: str) -> Content | None:
    """How many are in view and how many there are: from an estimate that may be a headline, else as printed."""
    counted = _seen_of_estimate(edition, here) or _seen_of_printed(edition, here)
    if counted is None:
        return None
    radius = round(192 * math.sqrt(float(str(counted.pop("share")))), 1)
    return {
        **counted,
        "r": radius,
        "d": round(2 * radius, 1),
        "x1": round(200 - radius, 1),
    }


def _seen_of_estimate(edition: SiteEdition, here: str) -> Content | None:
    for id_, estimate in edition.release.estimates.items():
        headline = estimate_headline(estimate)
        if headline is not None:
            observed, total = headline
            return {
                "share": observed / total,
                "seen": edition.number(observed),
                "all": coarse(total, edition.language),
                "period": edition.words("on_a_list"),
                "all_period": edition.period(estimate.period),
                "href": edition.way(here, f"estimate:{id_}"),
            }
    return None


def _seen_of_printed(edition: SiteEdition, here: str) -> Content | None:
    """Take both numbers from the cards, and the estimate in the printing that names its years."""
    cited = {figure.id: figure for figure in edition.release.cited}
    on_cards = [
        cited[id_]
        for card in edition.release.key_figures
        for id_ in card.figures
        if id_ in cited
    ]
    seen = next(
        (
            figure
            for figure in on_cards
            if figure.indicator == "V01" and not figure.where
        ),
        None,
    )
    estimated = next(
        (
            figure
            for figure in on_cards
            if figure.indicator == "P01" and not figure.where
        ),
        None,
    )
    if seen is None or estimated is None or not 0 < seen.value < estimated.value:
        return None
    printings = [
        figure
        for figure in cited.values()
        if figure.series and figure.series == estimated.series
    ]
    total = max(
        (
            figure
            for figure in printings
            if figure.value == estimated.value and figure.period[:4].isdigit()
        ),
        key=lambda figure: figure.period,
        default=estimated,
    )
    return {
        "share": float(seen.value / total.value),
        "seen": edition.printed_within(seen, edition.words("seen_words")),
        "all": edition.printed_within(total, edition.words("all_words")),
        "period": edition.cited_period(seen),
        "all_period": edition.cited_period(total),
        "href": edition.way(here, common.printed_page(edition.library, total)),
    }


def _fields(edition: SiteEdition, here: str) -> list[Content]:
    known = common.themes_of(edition.library)
    return [
        {
            "name": edition.words(f"field.{field}"),
            "about": edition.words(f"field_about.{field}"),
            "themes": [
                {
                    "href": edition.way(here, f"theme:{theme}"),
                    "words": edition.theme(theme),
                }
                for theme in themes
                if theme in known and edition.has(f"theme:{theme}")
            ],
        }
        for field, themes in common.FIELDS.items()
    ]


def _changes(edition: SiteEdition) -> list[Content]:
    return [
        {
            "figure": changed_figure(edition, change.figure),
            "before": edition.before(change),
            "after": edition.after(change),
        }
        for change in moved_figures(edition)[:3]
    ]


def _report(edition: SiteEdition, here: str) -> Content | None:
    reports = [
        document
        for document in common.of_kind(
            edition.release.documents, "report", "publication"
        )
        if document.date
        and str(document.facts.get("status", "published"))
        not in ("planned", "postponed")
    ]
    return _linked(edition, here, reports[0]) if reports else None


def open_recommendations(edition: SiteEdition) -> list[Document]:
    """Recommendations that nobody has closed, newest first."""
    found = common.of_kind(edition.release.documents, "recommendation")
    return [document for document in found if common.is_open(document)]


def _linked(edition: SiteEdition, here: str, document: Document) -> Content:
    return {
        "href": edition.way(here, f"document:{document.kind}:{document.id}"),
        "title": edition.say(document.title),
        "date": edition.day(document.date) if document.date else "",
        "iso": document.date,
        "summary": summary_of(edition, document),
    }


def _key_figures(edition: SiteEdition) -> Content:
    here = edition.path("key-figures")
    themes: dict[str, dict[str, list[Content]]] = {}
    for figure in edition.release.key_figures:
        groups = themes.setdefault(figure.theme, {})
        groups.setdefault(figure.group, []).append(common.card(edition, here, figure))
    return {
        "title": edition.words("key_figures"),
        "description": edition.words("key_figures_lead"),
        "crumbs": common.crumbs(edition, here),
        "themes": [
            {
                "id": common.theme_slug(theme).in_language(edition.language),
                "name": edition.theme(theme),
                "groups": [
                    {
                        "name": edition.words.any_of(
                            f"group.{name}",
                            f"field.{name}",
                            f"theme.{name}",
                            otherwise=name,
                        ),
                        "cards": cards,
                    }
                    for name, cards in groups.items()
                ],
            }
            for theme, groups in themes.items()
        ],
    }


def _key_figures_finding(edition: SiteEdition) -> Finding:
    sentences = (
        common.card(edition, "", figure)["sentence"]
        for figure in edition.release.key_figures
    )
    plain = " ".join(
        getattr(sentence, "striptags", lambda: "")() for sentence in sentences
    )
    return Finding("page", plain, edition.words("key_figures"))


def _of_theme(library: Library, theme: str) -> tuple[list[Indicator], list[Group]]:
    indicators = [
        found for found in library.release.indicators.values() if found.theme == theme
    ]
    groups = [found for found in library.groups if found.theme == theme]
    return (indicators, groups)


def _theme_page(library: Library, theme: str) -> Page:
    return Page(
        f"theme:{theme}",
        common.paths(library, common.theme_slug(theme)),
        "theme.html.jinja",
        lambda edition: _theme(edition, theme),
        section="figures",
        help_first=theme not in _OF_THE_INSTITUTE,
        finding=lambda edition: Finding("theme", _lead(edition, theme), theme=theme),
    )


def _lead(edition: SiteEdition, theme: str) -> str:
    """Say what a theme is about: in the words of the project, else in those of the pages."""
    for document in edition.release.documents:
        if document.kind == "theme" and document.id == theme:
            return common.first_words(edition.say(document.body), 400)
    return edition.words.any_of(f"theme_lead.{theme}", otherwise=edition.theme(theme))


def _caveat(edition: SiteEdition, theme: str) -> str:
    """Say how not to read the figures of a theme."""
    if theme == "prevalentie":
        return edition.words("estimated_not_counted")
    return "" if theme in _NOT_REGISTERED else edition.words("registered_not_all")


def _theme(edition: SiteEdition, theme: str) -> Content:
    here = edition.path(f"theme:{theme}")
    indicators, groups = _of_theme(edition.library, theme)
    with_series = [
        found for found in indicators if headline(edition, found) is not None
    ]
    return {
        "title": edition.theme(theme),
        "description": _lead(edition, theme),
        "caveat": _caveat(edition, theme),
        "crumbs": common.crumbs(edition, here, ("figures", edition.words("figures"))),
        "key_cards": [
            common.card(edition, here, found)
            for found in edition.release.key_figures
            if found.theme == theme
        ][:5],
        "chain": _chain(edition, here, theme),
        "charts": _stories(edition, here, with_series, groups),
        "indicators": [indicator_line(edition, here, found) for found in indicators],
        "groups": [
            common.group_line(edition, here, found) for found in ranked(edition, groups)
        ],
        "theme_documents": [
            _linked(edition, here, document)
            for document in common.of_kind(
                edition.release.documents,
                "report",
                "publication",
                "recommendation",
                "reflection",
            )
            if document.theme == theme
        ][:6],
    }


def _chain(edition: SiteEdition, here: str, theme: str) -> Content | None:
    """Lead to the page of the chain from its theme, and from those that a printed chain is about."""
    if not edition.has("chain") or theme not in {
        "keten",
        *chain_printed.themes(edition.library),
    }:
        return None
    return {"href": edition.way(here, "chain"), "words": chain.title(edition)}


def _stories(
    edition: SiteEdition,
    here: str,
    counted: Sequence[Indicator],
    groups: Sequence[Group],
) -> list[Content]:
    """Draw five figures at most: those counted here, else published series of most years, key figures before others."""
    stories = [_story(edition, here, found) for found in counted[:_MOST_STORIES]]
    drawable = [
        found for found in ranked(edition, groups) if n_years(found) >= _FEWEST_YEARS
    ]
    return stories + [
        _printed_story(edition, here, found)
        for found in drawable[: _MOST_STORIES - len(stories)]
    ]


def _printed_story(edition: SiteEdition, here: str, group: Group) -> Content:
    return {
        **chart_of(edition, group),
        "href": edition.way(here, f"printed:{group.id}"),
        "link": edition.words("table_and_source"),
        "question": edition.say(group.title),
    }


def ranked(edition: SiteEdition, groups: Sequence[Group]) -> list[Group]:
    """Order published series as readers look for them: key figures first, then by the number of years they know."""
    on_cards = {id_ for card in edition.release.key_figures for id_ in card.figures}
    return sorted(
        groups,
        key=lambda group: (
            not any(one.id in on_cards for one in group.figures),
            -n_years(group),
        ),
    )


def _story(edition: SiteEdition, here: str, indicator: Indicator) -> Content:
    return {
        **total_chart(edition, indicator),
        "href": edition.way(here, f"indicator:{indicator.id}"),
        "link": edition.words("table_and_source"),
        "question": edition.say(indicator.question),
    }


def indicator_line(edition: SiteEdition, here: str, indicator: Indicator) -> Content:
    """One line of a list of indicators: its question and its latest value."""
    latest = headline(edition, indicator)
    return {
        "href": edition.way(here, f"indicator:{indicator.id}"),
        "title": edition.say(indicator.title),
        "question": edition.say(indicator.question),
        "value": _with_days(edition, indicator, str(latest["value"])) if latest else "",
        "period": latest["period"] if latest else "",
    }


def _with_days(edition: SiteEdition, indicator: Indicator, value: str) -> str:
    """Add the unit to a duration: without it the number says nothing in a list."""
    return (
        f"{value} {edition.unit(indicator)}" if indicator.shape == "duration" else value
    )


def _figures(edition: SiteEdition) -> Content:
    here = edition.path("figures")
    themes = []
    for theme in common.themes_of(edition.library):
        indicators, groups = _of_theme(edition.library, theme)
        if indicators or groups:
            themes.append(
                {
                    "id": common.theme_slug(theme).in_language(edition.language),
                    "href": edition.way(here, f"theme:{theme}"),
                    "name": edition.theme(theme),
                    "indicators": [
                        indicator_line(edition, here, found) for found in indicators
                    ],
                    "groups": [
                        common.group_line(edition, here, found)
                        for found in ranked(edition, groups)
                    ],
                }
            )
    return {
        "title": edition.words("figures"),
        "description": edition.words("figures_lead"),
        "crumbs": common.crumbs(edition, here),
        "themes": themes,
    }
