"""The page of all key figures: a sentence each, by theme."""

from collections.abc import Iterable

from zicht.site.library import Content, Finding, Library, Page, SiteEdition
from zicht.site.pages import addressing, cards


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


def _key_figures(edition: SiteEdition) -> Content:
    here = edition.path("key-figures")
    by_theme: dict[str, dict[str, list[Content]]] = {}
    for key_figure in edition.release.key_figures:
        groups = by_theme.setdefault(key_figure.theme, {})
        card = cards.card(edition, here, key_figure)
        groups.setdefault(key_figure.group, []).append(card)
    themes = []
    for theme, groups in by_theme.items():
        named = [
            {"name": _group_name(edition, group), "cards": of_group}
            for group, of_group in groups.items()
        ]
        themes.append(
            {
                "id": addressing.theme_slug(theme).in_language(edition.language),
                "name": edition.theme(theme),
                "groups": named,
            }
        )
    return {
        "title": edition.words("key_figures"),
        "description": edition.words("key_figures_lead"),
        "crumbs": addressing.crumbs(edition, here),
        "themes": themes,
    }


def _group_name(edition: SiteEdition, group: str) -> str:
    """Name of a group of key figures: its own words, or those of a field or theme."""
    keys = (f"group.{group}", f"field.{group}", f"theme.{group}")
    return edition.words.any_of(*keys, otherwise=group)


def _finding(edition: SiteEdition) -> Finding:
    """Return what search knows of the page: every sentence on it."""
    sentences = [
        cards.card_sentence(edition, key_figure).striptags()
        for key_figure in edition.release.key_figures
    ]
    return Finding("page", " ".join(sentences), edition.words("key_figures"))
