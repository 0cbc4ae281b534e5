"""Addresses of pages: paths, themes in their order, and links to the pages above."""

from collections.abc import Callable, Mapping

from zicht.edition.all_words import all_words
from zicht.edition.labels import themes_with_figures
from zicht.edition.slugs import slugify
from zicht.edition.words import ids_under
from zicht.site.addresses import check_slug, path_of
from zicht.site.library import (
    Finding,
    Library,
    Page,
    PageContent,
    SiteEdition,
)
from zicht.site.parts import Link
from zicht.vocabulary.text import Text

AREAS = "areas"
"""Key of the word that the addresses of areas begin with."""


def paths(library: Library, *keys: str | Text) -> dict[str, str]:
    """Return the paths of a page by language.

    Parameters
    ----------
    library : for its languages
    keys : parts of the path: a key of `[slug]` in the fixed words, or a text with a word per language
    """
    parts = [_slug(library, key) if isinstance(key, str) else key for key in keys]
    paths_by_language = {}
    for language in library.release.face.languages:
        slugs = [part.in_language(language) for part in parts]
        paths_by_language[language] = path_of(language, *slugs)
    return paths_by_language


def _slug(library: Library, key: str) -> Text:
    """Return the fixed word of an address; areas are called there as the country calls them."""
    country = library.release.geography
    named = None
    if key == AREAS and country is not None:
        named = library.release.names.get(f"area_slug.{country.leaf_level}")
    return named or all_words()[f"slug.{key}"]


def plain_page(
    library: Library,
    id_: str,
    slug: str,
    content: Callable[[SiteEdition], PageContent],
) -> Page:
    """Return a page of which there is one; its slug names its template, its words and its address."""
    return Page(
        id_,
        paths(library, slug),
        f"{slug}.html.jinja",
        content,
        finding=lambda edition: Finding("page", edition.words(f"{slug}_lead")),
    )


def theme_slug(library: Library, theme: str) -> Text:
    """Return the word of a theme in an address."""
    plain = check_slug(slugify(theme), where=f"Theme {theme}")
    return library.release.names.get(f"theme_slug.{theme}", Text(plain, plain))


def fields_of(library: Library) -> Mapping[str, tuple[str, ...]]:
    """Return the themes of each field of work that the country describes; estimates are about all of them."""
    release = library.release
    themes: dict[str, list[str]] = {
        field: [] for field in ids_under("field_about", release.names)
    }
    for document in release.documents:
        field = str(document.facts.get("field", ""))
        if document.kind == "theme" and field in themes:
            themes[field].append(document.id)
    estimates = release.roles.theme_of_estimates
    if estimates:
        for of_field in themes.values():
            of_field.append(estimates)
    return {field: tuple(dict.fromkeys(of_field)) for field, of_field in themes.items()}


def themes_of(library: Library) -> tuple[str, ...]:
    """Return the themes that the release says something about, in the order in which they are declared."""
    return themes_with_figures(library.release)


def crumbs(edition: SiteEdition, *pages: tuple[str, str]) -> list[Link]:
    """Return the way back to the top.

    Parameters
    ----------
    edition : in which language
    here : path of the page
    pages : those above it with their words, from the top down
    """
    home = ("home", edition.words("home"))
    return [Link(edition.way(page), words) for page, words in (home, *pages)]


def below_figures(edition: SiteEdition, *pages: tuple[str, str]) -> list[Link]:
    """Return the way back to the top from a page below the list of figures."""
    return crumbs(edition, ("figures", edition.words("figures")), *pages)


def below_theme(edition: SiteEdition, theme: str) -> list[Link]:
    """Return the way back to the top from a page below a theme."""
    return below_figures(edition, (f"theme:{theme}", edition.theme(theme)))
