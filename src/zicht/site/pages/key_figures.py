"""The page of all key figures: a sentence each, by theme."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zicht.site.library import (
    Finding,
    Library,
    Page,
    PageContent,
    SiteEdition,
)
from zicht.site.pages import addressing, cards
from zicht.vocabulary.releases import KeyFigure


def pages(library: Library) -> Iterable[Page]:
    """Return the page, where the project has key figures."""
    if library.release.key_figures:
        yield Page(
            "key-figures",
            addressing.paths(library, "key_figures"),
            "key_figures.html.jinja",
            _key_figures,
            section="key-figures",
            finding=_finding,
        )


@dataclass(frozen=True)
class GroupOfCards:
    """The cards of one group within a theme."""

    name: str
    cards: Sequence[cards.Card]


@dataclass(frozen=True)
class ThemeWithCards:
    """The cards of a theme, by group."""

    id: str
    name: str
    groups: Sequence[GroupOfCards]


@dataclass(frozen=True, kw_only=True)
class KeyFiguresPage(PageContent):
    """All key figures, by theme."""

    themes: Sequence[ThemeWithCards]


def _key_figures(edition: SiteEdition) -> KeyFiguresPage:
    by_theme: dict[str, list[KeyFigure]] = {}
    for key_figure in edition.release.key_figures:
        by_theme.setdefault(key_figure.theme, []).append(key_figure)
    return KeyFiguresPage(
        title=edition.words("key_figures"),
        description=edition.words("key_figures_lead"),
        crumbs=addressing.crumbs(edition),
        themes=[
            _theme(edition, theme, of_theme) for theme, of_theme in by_theme.items()
        ],
    )


def _theme(
    edition: SiteEdition, theme: str, key_figures: Sequence[KeyFigure]
) -> ThemeWithCards:
    groups: dict[str, list[cards.Card]] = {}
    for key_figure in key_figures:
        of_group = groups.setdefault(key_figure.group, [])
        of_group.append(cards.card(edition, key_figure))
    return ThemeWithCards(
        id=addressing.theme_slug(edition.library, theme).in_language(edition.language),
        name=edition.theme(theme),
        groups=[
            GroupOfCards(_group_name(edition, group), of_group)
            for group, of_group in groups.items()
        ],
    )


def _group_name(edition: SiteEdition, group: str) -> str:
    """Name of a group of key figures: its own words, or those of a field or theme."""
    keys = (f"group.{group}", f"field.{group}", f"theme.{group}")
    return edition.words.any_of(*keys, otherwise=group)


def _finding(edition: SiteEdition) -> Finding:
    """Return the search record of the page: every sentence on it."""
    sentences = [
        cards.card_sentence(edition, key_figure).striptags()
        for key_figure in edition.release.key_figures
    ]
    return Finding("page", " ".join(sentences), edition.words("key_figures"))
