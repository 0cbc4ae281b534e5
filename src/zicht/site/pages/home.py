"""The first page: what there is to see, key figures of every theme, and what is new."""

import math
from collections.abc import Iterable, Sequence

from zicht.edition.figures import coarse
from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.pages import addressing, cards, links, references
from zicht.site.pages.changes import changed_figure, moved_figures
from zicht.site.pages.estimates import estimate_headline
from zicht.site.pages.knowledge.documents import document_card
from zicht.site.pages.themes import OF_THE_INSTITUTE
from zicht.vocabulary.figures import Cited
from zicht.vocabulary.releases import Document, KeyFigure

_MOST_CARDS = 8
_MOST_CHANGES = 3
_MOST_RECOMMENDATIONS = 4
_NOT_OUT_YET = ("planned", "postponed")
_OUTER_RADIUS = 192
_MIDDLE = 200
"""Measures of the drawing of those in view within all, in its own units."""
_SEEN, _ALL = "V01", "P01"
"""Indicators of the printed figures that the drawing compares."""


def pages(library: Library) -> Iterable[Page]:
    """Return the first page of each language."""
    yield Page(
        "home",
        {language: f"{language}/" for language in library.release.face.languages},
        "home.html.jinja",
        _home,
        help_first=True,
        finding=_finding,
    )


def _finding(edition: SiteEdition) -> Finding:
    return Finding("page", edition.say(edition.release.face.about))


def _home(edition: SiteEdition) -> Content:
    release, here = edition.release, edition.path("home")
    changes = moved_figures(edition)
    still_open = open_recommendations(edition)
    return {
        "title": edition.say(release.face.title),
        "description": edition.say(release.face.about),
        "lead": edition.say(release.face.about),
        "seen": _drawing_of_those_in_view(edition, here),
        "fields": _fields(edition, here),
        "key_cards": [
            cards.card(edition, here, key_figure)
            for key_figure in _some_of_every_theme(release.key_figures)
        ],
        "more_cards": len(release.key_figures) > _MOST_CARDS,
        "changes": [
            {
                "figure": changed_figure(edition, change.figure),
                "before": edition.before(change),
                "after": edition.after(change),
            }
            for change in changes[:_MOST_CHANGES]
        ],
        "n_changes": len(changes),
        "report": _latest_report(edition, here),
        "recommendations": [
            document_card(edition, here, document)
            for document in still_open[:_MOST_RECOMMENDATIONS]
        ],
        "n_open": len(still_open),
        "n_municipalities": len(edition.library.municipality_codes),
    }


def _some_of_every_theme(key_figures: Sequence[KeyFigure]) -> list[KeyFigure]:
    """Take the first key figure of each theme in turn until there are enough; keep the order of the project."""
    by_theme: dict[str, list[KeyFigure]] = {}
    for key_figure in key_figures:
        if key_figure.theme not in OF_THE_INSTITUTE:
            theme = key_figure.theme + key_figure.group
            by_theme.setdefault(theme, []).append(key_figure)
    chosen: list[KeyFigure] = []
    most_of_a_theme = max(map(len, by_theme.values()), default=0)
    for turn in range(most_of_a_theme):
        chosen += [
            of_theme[turn] for of_theme in by_theme.values() if turn < len(of_theme)
        ]
    return sorted(chosen[:_MOST_CARDS], key=list(key_figures).index)


def _fields(edition: SiteEdition, here: str) -> list[Content]:
    """Return the two fields of the rapporteur, with ways to their themes."""
    known = addressing.themes_of(edition.library)
    fields: list[Content] = []
    for field, themes in addressing.FIELDS.items():
        links = [
            {"href": edition.way(here, f"theme:{theme}"), "words": edition.theme(theme)}
            for theme in themes
            if theme in known and edition.has(f"theme:{theme}")
        ]
        fields.append(
            {
                "name": edition.words(f"field.{field}"),
                "about": edition.words(f"field_about.{field}"),
                "themes": links,
            }
        )
    return fields


def _latest_report(edition: SiteEdition, here: str) -> Content | None:
    """Return the newest report or publication that is out."""
    for document in links.of_kind(edition.release.documents, "report", "publication"):
        status = str(document.facts.get("status", "published"))
        if document.date and status not in _NOT_OUT_YET:
            return document_card(edition, here, document)
    return None


def open_recommendations(edition: SiteEdition) -> list[Document]:
    """Return the recommendations that nobody has closed, newest first."""
    recommendations = links.of_kind(edition.release.documents, "recommendation")
    return [document for document in recommendations if links.is_open(document)]


# ---- those in view


def _drawing_of_those_in_view(edition: SiteEdition, here: str) -> Content | None:
    """Return how many are in view and how many there are, with the measures of their drawing.

    The numbers are those of an estimate that may be a headline, else as printed elsewhere. The area of the inner half
    circle is to that of the outer one as those in view to all.
    """
    numbers = _of_an_estimate(edition, here) or _of_printed_figures(edition, here)
    if numbers is None:
        return None
    share, content = numbers
    radius = round(_OUTER_RADIUS * math.sqrt(share), 1)
    return {
        **content,
        "r": radius,
        "d": round(2 * radius, 1),
        "x1": round(_MIDDLE - radius, 1),
    }


def _of_an_estimate(edition: SiteEdition, here: str) -> tuple[float, Content] | None:
    """Return the part in view and its words by the first estimate that may be a headline."""
    for id_, estimate in edition.release.estimates.items():
        headline = estimate_headline(estimate)
        if headline is not None:
            observed, total = headline
            return observed / total, {
                "seen": edition.number(observed),
                "all": coarse(total, edition.language),
                "period": edition.words("on_a_list"),
                "all_period": edition.period(estimate.period),
                "href": edition.way(here, f"estimate:{id_}"),
            }
    return None


def _of_printed_figures(
    edition: SiteEdition, here: str
) -> tuple[float, Content] | None:
    """Return the part in view and its words by two key figures that were printed elsewhere."""
    seen = _on_a_card(edition, _SEEN)
    estimated = _on_a_card(edition, _ALL)
    if seen is None or estimated is None or not 0 < seen.value < estimated.value:
        return None
    total = _printing_with_a_year(edition, estimated)
    return float(seen.value / total.value), {
        "seen": edition.printed_within(seen, edition.words("seen_words")),
        "all": edition.printed_within(total, edition.words("all_words")),
        "period": edition.cited_period(seen),
        "all_period": edition.cited_period(total),
        "href": edition.way(here, references.printed_page(edition.library, total)),
    }


def _on_a_card(edition: SiteEdition, indicator: str) -> Cited | None:
    """Find the first cited total of an indicator on a card."""
    for card in edition.release.key_figures:
        for id_ in card.figures:
            figure = edition.cited.get(id_)
            if figure and figure.indicator == indicator and not figure.where:
                return figure
    return None


def _printing_with_a_year(edition: SiteEdition, figure: Cited) -> Cited:
    """Find the latest printing of the same number that names its years; the figure itself where there is none."""
    printings = [
        other
        for other in edition.release.cited
        if other.series
        and other.series == figure.series
        and other.value == figure.value
        and other.period[:4].isdigit()
    ]
    return max(printings, key=lambda other: other.period, default=figure)
