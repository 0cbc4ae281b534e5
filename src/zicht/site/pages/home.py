"""The first page: an overview, key figures of every theme, and recent documents."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zicht.edition.figures import coarse
from zicht.site.library import (
    Finding,
    Library,
    Page,
    PageContent,
    SiteEdition,
)
from zicht.site.pages import addressing, cards, links, references
from zicht.site.pages.changes import ChangeLine, change_line, moved_figures
from zicht.site.pages.estimates import estimate_headline
from zicht.site.pages.indicator_lines import indicator_lines
from zicht.site.pages.knowledge.documents import DocumentCard, document_card
from zicht.site.parts import FigureLine, Link
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.releases import Document, KeyFigure, Release

_MOST_CARDS = 8
_MOST_CHANGES = 3
_MOST_RECOMMENDATIONS = 4
_NOT_OUT_YET = ("planned", "postponed")
_OUTER_RADIUS = 192
_MIDDLE = 200
"""Measures of the drawing of people in view within all, in the units of the drawing."""


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


@dataclass(frozen=True)
class FieldOfWork:
    """One of the two fields of the rapporteur, with ways to its themes."""

    name: str
    about: str
    themes: Sequence[Link]


@dataclass(frozen=True)
class InView:
    """Number of people in view and estimated number of all, with the measures of their drawing.

    Parameters
    ----------
    seen, period : how many are in view, and when
    all, all_period : how many there are, and when
    years_differ : whether the two numbers are about different years
    href : way to where the numbers stand
    share : of all, those in view; the areas of the inner and the outer half circle are in the same proportion
    """

    seen: str
    period: str
    all: str
    all_period: str
    years_differ: bool
    href: str
    share: float

    @property
    def r(self) -> float:
        """Radius of the inner half circle."""
        return round(_OUTER_RADIUS * math.sqrt(self.share), 1)

    @property
    def d(self) -> float:
        """Diameter of the inner half circle."""
        return round(2 * self.r, 1)

    @property
    def x1(self) -> float:
        """Left end of the inner half circle."""
        return round(_MIDDLE - self.r, 1)


@dataclass(frozen=True, kw_only=True)
class HomePage(PageContent):
    """The first page.

    Parameters
    ----------
    lead, fields : what there is to see
    seen : drawing of those in view; None if it is not known
    key_cards, more_cards : cards of key figures, and whether there are more
    lines : where there are no cards, some of the figures that are counted here
    changes, n_changes : figures that moved: a few, and how many
    report : the newest report; None if there is none
    recommendations, n_open : open recommendations: a few, and how many
    n_municipalities : number of municipalities
    """

    lead: str
    fields: Sequence[FieldOfWork]
    seen: InView | None
    key_cards: Sequence[cards.Card]
    more_cards: bool
    lines: Sequence[FigureLine]
    changes: Sequence[ChangeLine]
    n_changes: int
    report: DocumentCard | None
    recommendations: Sequence[DocumentCard]
    n_open: int
    n_municipalities: int


def _home(edition: SiteEdition) -> HomePage:
    release = edition.release
    changes = moved_figures(edition)
    still_open = open_recommendations(edition)
    about = edition.say(release.face.about)
    return HomePage(
        title=edition.say(release.face.title),
        description=about,
        crumbs=(),
        lead=about,
        fields=_fields(edition),
        seen=_those_in_view(edition),
        key_cards=_cards(edition),
        more_cards=len(release.key_figures) > _MOST_CARDS,
        lines=() if release.key_figures else _lines(edition),
        changes=[change_line(edition, change) for change in changes[:_MOST_CHANGES]],
        n_changes=len(changes),
        report=_latest_report(edition),
        recommendations=[
            document_card(edition, document)
            for document in still_open[:_MOST_RECOMMENDATIONS]
        ],
        n_open=len(still_open),
        n_municipalities=len(edition.library.municipality_codes),
    )


def _lines(edition: SiteEdition) -> Sequence[FigureLine]:
    """Return some of the figures that are counted here, in the order of the project."""
    counted = tuple(edition.release.indicators.values())
    return indicator_lines(edition, counted[:_MOST_CARDS])


def _cards(edition: SiteEdition) -> list[cards.Card]:
    chosen = _some_of_every_theme(edition.release)
    return [cards.card(edition, key_figure) for key_figure in chosen]


def _some_of_every_theme(release: Release) -> list[KeyFigure]:
    """Take the first key figure of each theme in turn until there are enough; keep the order of the project."""
    key_figures = release.key_figures
    about_the_institute = release.roles.about_the_institute
    by_theme: dict[str, list[KeyFigure]] = {}
    for key_figure in key_figures:
        if key_figure.theme not in about_the_institute:
            theme = key_figure.theme + key_figure.group
            by_theme.setdefault(theme, []).append(key_figure)
    chosen: list[KeyFigure] = []
    most_of_a_theme = max(map(len, by_theme.values()), default=0)
    for turn in range(most_of_a_theme):
        chosen += [
            of_theme[turn] for of_theme in by_theme.values() if turn < len(of_theme)
        ]
    return sorted(chosen[:_MOST_CARDS], key=key_figures.index)


def _fields(edition: SiteEdition) -> list[FieldOfWork]:
    """Return the fields of work that the country describes, with ways to their themes.

    Where it describes none, all themes stand together.
    """
    themes_by_field = addressing.fields_of(edition.library)
    if not themes_by_field:
        every_theme = addressing.themes_of(edition.library)
        links_to_all = _links_to_themes(edition, every_theme)
        return [FieldOfWork(edition.words("themes"), "", links_to_all)]
    words = edition.words
    return [
        FieldOfWork(
            name=words.any_of(f"field.{field}", otherwise=field),
            about=words(f"field_about.{field}"),
            themes=_links_to_themes(edition, themes),
        )
        for field, themes in themes_by_field.items()
    ]


def _links_to_themes(edition: SiteEdition, themes: Iterable[str]) -> list[Link]:
    return [
        Link(edition.way(f"theme:{theme}"), edition.theme(theme))
        for theme in themes
        if edition.has(f"theme:{theme}")
    ]


def _latest_report(edition: SiteEdition) -> DocumentCard | None:
    """Return the newest report or publication that is out."""
    for document in links.of_kind(edition.release.documents, "report", "publication"):
        status = str(document.facts.get("status", "published"))
        if document.date and status not in _NOT_OUT_YET:
            return document_card(edition, document)
    return None


def open_recommendations(edition: SiteEdition) -> list[Document]:
    """Return the open recommendations, newest first."""
    recommendations = links.of_kind(edition.release.documents, "recommendation")
    return [document for document in recommendations if links.is_open(document)]


# ---- those in view


def _those_in_view(edition: SiteEdition) -> InView | None:
    """Return the number of people in view and the number of all.

    The numbers are those of an estimate that may be a headline, else as printed elsewhere.
    """
    return _of_an_estimate(edition) or _of_printed_figures(edition)


def _of_an_estimate(edition: SiteEdition) -> InView | None:
    """Return those in view by the first estimate that may be a headline."""
    for id_, estimate in edition.release.estimates.items():
        headline = estimate_headline(estimate)
        if headline is not None:
            observed, total = headline
            return InView(
                seen=edition.number(observed),
                period=edition.words("on_a_list"),
                all=coarse(total, edition.language),
                all_period=edition.period(estimate.period),
                years_differ=False,
                href=edition.way(f"estimate:{id_}"),
                share=observed / total,
            )
    return None


def _of_printed_figures(edition: SiteEdition) -> InView | None:
    """Return those in view by two key figures that were printed elsewhere."""
    roles = edition.release.roles
    seen = _on_a_card(edition, roles.seen)
    estimated = _on_a_card(edition, roles.estimated)
    # The drawing shows a part within a whole, which these two numbers need not be.
    if seen is None or estimated is None or not 0 < seen.value < estimated.value:
        return None
    total = _printing_with_a_year(edition, estimated)
    return InView(
        seen=edition.printed_within(seen, edition.words("seen_words")),
        period=edition.cited_period(seen),
        all=edition.printed_within(total, edition.words("all_words")),
        all_period=edition.cited_period(total),
        years_differ=edition.cited_period(seen) != edition.cited_period(total),
        href=edition.way(references.printed_page(edition.library, total)),
        share=float(seen.value / total.value),
    )


def _on_a_card(edition: SiteEdition, indicator: str) -> Cited | None:
    """Find the first cited total of an indicator on a card; empty if no indicator fills the role."""
    if not indicator:
        return None
    for card in edition.release.key_figures:
        for id_ in card.figures:
            figure = edition.cited.get(id_)
            if figure and figure.indicator == indicator and not figure.where:
                return figure
    return None


def _printing_with_a_year(edition: SiteEdition, figure: Cited) -> Cited:
    """Find the latest printing of the same number that names its years; the figure itself if there is none."""
    printings = [
        other
        for other in edition.release.cited
        if other.series
        and other.series == figure.series
        and other.value == figure.value
        and other.period[:4].isdigit()
    ]
    return max(printings, key=lambda other: other.period, default=figure)
