"""All figures of the site as files, and how to read their columns."""

from collections.abc import Iterable

from zicht.edition.estimates import title_of
from zicht.edition.printed import columns
from zicht.edition.slugs import slugify
from zicht.site.library import Content, Library, Page, SiteEdition
from zicht.site.pages import addressing
from zicht.site.pages.indicators.addresses import data_path
from zicht.vocabulary.releases import Inputs

CATALOGUE = "data/catalogue.jsonld"
"""Where the catalogue of downloads for machines stands."""
_PAGE = "data"


def pages(library: Library) -> Iterable[Page]:
    """Give the page."""
    yield addressing.plain_page(library, _PAGE, "data", _content)


def _content(edition: SiteEdition) -> Content:
    release, here = edition.release, edition.path(_PAGE)
    up = "../" * here.count("/")
    return {
        "title": edition.words("data"),
        "description": edition.words("data_lead"),
        "crumbs": addressing.crumbs(edition, here),
        "files": [
            {
                "title": edition.say(indicator.title),
                "page": edition.way(here, f"indicator:{indicator.id}"),
                "csv": f"{up}data/{indicator.id}.csv",
                "json": f"{up}data/{indicator.id}.json",
                "n": edition.number(len(edition.library.rows[indicator.id].all)),
                "parts": [
                    {
                        "href": up + data_path(indicator.id, names),
                        "words": f" {edition.words('and')} ".join(
                            edition.dimension(name) for name in names
                        ),
                    }
                    for names in edition.library.rows[indicator.id].breakdowns
                    if names
                ],
            }
            for indicator in release.indicators.values()
            if indicator.id in edition.library.rows
        ],
        "catalogue": up + CATALOGUE,
        "cited": (
            {
                "href": f"{up}data/cited.csv",
                "json": f"{up}data/cited.json",
                "n": edition.number(len(release.cited)),
                "columns": _columns(edition),
            }
            if release.cited
            else None
        ),
        "estimates": [
            {
                "href": f"{up}data/estimates/{slugify(id_)}.json",
                "title": title_of(edition, id_),
            }
            for id_ in release.estimates
        ],
        "digest": release.digest,
        "approvals": release.approvals,
        "licence": release.face.licence,
        "manifest": _made_from(edition, release.inputs),
    }


def _columns(edition: SiteEdition) -> list[tuple[str, str]]:
    """Columns of the file of cited figures, as far as they are in this language."""
    return [
        (column, edition.words(f"cited_column.{name}"))
        for name, column in columns([edition.language])
    ]


def _made_from(edition: SiteEdition, inputs: Inputs) -> list[tuple[str, str]]:
    """Digests of the settings and the code that the release was made with; empty where it does not say."""
    digests = {
        edition.words("digest_settings"): inputs.settings,
        edition.words("digest_code"): inputs.code,
    }
    return [(words, digest) for words, digest in digests.items() if digest]
