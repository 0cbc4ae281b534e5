"""All figures of the site as files, and how to read their columns."""

from collections.abc import Iterable

from zicht.edition.estimates import title_of
from zicht.edition.printed import columns
from zicht.edition.rows import Rows
from zicht.edition.slugs import slugify
from zicht.site.library import Content, Library, Page, SiteEdition
from zicht.site.pages import addressing
from zicht.site.pages.indicators.addresses import data_path
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.releases import Inputs

CATALOGUE = "data/catalogue.jsonld"
"""Where the catalogue of downloads for machines stands."""
_PAGE = "data"


def pages(library: Library) -> Iterable[Page]:
    """Return the page of downloads."""
    yield addressing.plain_page(library, _PAGE, "data", _content)


def _content(edition: SiteEdition) -> Content:
    release = edition.release
    to_top = edition.up
    files = []
    for indicator in release.indicators.values():
        rows = edition.library.rows.get(indicator.id)
        if rows is not None:
            files.append(_files_of_indicator(edition, indicator, rows))
    estimates = []
    for id_ in release.estimates:
        href = f"{to_top}data/estimates/{slugify(id_)}.json"
        estimates.append({"href": href, "title": title_of(edition, id_)})
    return {
        "title": edition.words("data"),
        "description": edition.words("data_lead"),
        "crumbs": addressing.crumbs(edition),
        "files": files,
        "catalogue": to_top + CATALOGUE,
        "cited": _files_of_cited_figures(edition, to_top),
        "estimates": estimates,
        "digest": release.digest,
        "approvals": release.approvals,
        "licence": release.face.licence,
        "manifest": _inputs_in_words(edition, release.inputs),
    }


def _files_of_indicator(
    edition: SiteEdition, indicator: Indicator, rows: Rows
) -> Content:
    """Return the files of one indicator: all rows, what they mean, and one per breakdown."""
    to_top = edition.up
    parts = []
    for names in rows.breakdowns:
        if names:
            dimensions = [edition.dimension(name) for name in names]
            words = f" {edition.words('and')} ".join(dimensions)
            href = to_top + data_path(indicator.id, names)
            parts.append({"href": href, "words": words})
    return {
        "title": edition.say(indicator.title),
        "page": edition.way(f"indicator:{indicator.id}"),
        "csv": f"{to_top}data/{indicator.id}.csv",
        "json": f"{to_top}data/{indicator.id}.json",
        "n": edition.number(len(rows.all)),
        "parts": parts,
    }


def _files_of_cited_figures(edition: SiteEdition, to_top: str) -> Content | None:
    """Return the file of the figures that others published; None where there are none."""
    cited = edition.release.cited
    if not cited:
        return None
    return {
        "href": f"{to_top}data/cited.csv",
        "json": f"{to_top}data/cited.json",
        "n": edition.number(len(cited)),
        "columns": _columns(edition),
    }


def _columns(edition: SiteEdition) -> list[tuple[str, str]]:
    """Return the columns of the file of cited figures, as far as they are in this language, with their meaning."""
    meanings = []
    for name, column in columns([edition.language]):
        meanings.append((column, edition.words(f"cited_column.{name}")))
    return meanings


def _inputs_in_words(edition: SiteEdition, inputs: Inputs) -> list[tuple[str, str]]:
    """Return the digests of the settings and the code that the release was made with, as far as it states them."""
    digests = {
        edition.words("digest_settings"): inputs.settings,
        edition.words("digest_code"): inputs.code,
    }
    return [(words, digest) for words, digest in digests.items() if digest]
