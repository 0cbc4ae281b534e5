"""The catalogue of downloads for machines: DCAT in JSON-LD, with licence, publisher, theme, years and every file."""

import json
from collections.abc import Iterable, Sequence

from zicht.edition.estimates import title_of
from zicht.edition.slugs import slugify
from zicht.edition.words import Words, all_words
from zicht.site.library import Library
from zicht.site.pages.data import CATALOGUE
from zicht.site.pages.indicators.addresses import data_path
from zicht.site.pages.references import years_of
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.text import Text

LICENCES = {
    "CC BY 4.0": "http://creativecommons.org/licenses/by/4.0/",
    "CC0": "http://creativecommons.org/publicdomain/zero/1.0/",
    "CC0 1.0": "http://creativecommons.org/publicdomain/zero/1.0/",
    "CC BY-SA 4.0": "http://creativecommons.org/licenses/by-sa/4.0/",
}
"""Licences under the address by which catalogues know them."""
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_TYPES = {
    "csv": "https://www.iana.org/assignments/media-types/text/csv",
    "json": "https://www.iana.org/assignments/media-types/application/json",
}
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/"


def catalogue_json(library: Library) -> str:
    """Write the catalogue; addresses are full where the address of the site is known, else from the top of the site."""
    release = library.release
    datasets = [
        *(
            _counted(library, indicator)
            for indicator in release.indicators.values()
            if indicator.id in library.rows
        ),
        *([_cited(library)] if release.cited else []),
        *(_estimate(library, id_) for id_ in release.estimates),
    ]
    catalogue = {
        "@context": _CONTEXT,
        "@id": _at(library, CATALOGUE),
        "@type": "dcat:Catalog",
        "dct:title": _words(library, release.face.title),
        "dct:description": _words(library, release.face.about),
        "dct:publisher": _publisher(library),
        "dct:license": _licence(library),
        "dct:language": [
            {"@id": f"{_LANGUAGE}{Words(language)('language.iso_639_3')}"}
            for language in release.face.languages
        ],
        "dct:hasVersion": release.digest,
        "dcat:dataset": datasets,
    }
    return json.dumps(catalogue, ensure_ascii=False, indent=1) + "\n"


def _counted(library: Library, indicator: Indicator) -> dict[str, object]:
    rows = library.rows[indicator.id]
    files = [
        f"data/{indicator.id}.csv",
        *(data_path(indicator.id, names) for names in rows.breakdowns),
    ]
    return {
        **_dataset(
            library,
            indicator.id,
            indicator.title,
            indicator.counts,
            [*files, f"data/{indicator.id}.json"],
        ),
        **_temporal(rows.periods),
        "dcat:theme": indicator.theme,
        "dct:source": _words(library, indicator.source),
        "dcat:version": str(indicator.version),
        "dcat:landingPage": [
            {"@id": _at(library, path)}
            for path in library.pages[f"indicator:{indicator.id}"].paths.values()
        ],
    }


def _cited(library: Library) -> dict[str, object]:
    title, about = all_words()["cited_title"], all_words()["cited_about"]
    return {
        **_dataset(
            library, "cited", title, about, ["data/cited.csv", "data/cited.json"]
        ),
        **_temporal(figure.period for figure in library.release.cited),
    }


def _estimate(library: Library, id_: str) -> dict[str, object]:
    title = Text.of(
        {code: title_of(edition, id_) for code, edition in library.editions.items()}
    )
    about = library.release.estimates[id_].population
    return _dataset(library, id_, title, about, [f"data/estimates/{slugify(id_)}.json"])


def _dataset(
    library: Library, id_: str, title: Text, about: Text, files: Sequence[str]
) -> dict[str, object]:
    return {
        "@id": f"{_at(library, CATALOGUE)}#{slugify(id_)}",
        "@type": "dcat:Dataset",
        "dct:identifier": id_,
        "dct:title": _words(library, title),
        "dct:description": _words(library, about),
        "dct:publisher": _publisher(library),
        "dct:license": _licence(library),
        "dct:accessRights": {
            "@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
        },
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dcat:downloadURL": {"@id": _at(library, path)},
                "dcat:mediaType": {"@id": _TYPES[path.rsplit(".", 1)[-1]]},
                "dct:license": _licence(library),
            }
            for path in files
        ],
    }


def _temporal(periods: Iterable[str]) -> dict[str, object]:
    years = years_of(periods)
    if not years:
        return {}
    first, last = (
        {"@type": "xsd:gYear", "@value": year} for year in (years[0], years[-1])
    )
    return {
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": first,
            "dcat:endDate": last,
        }
    }


def _publisher(library: Library) -> dict[str, object]:
    return {
        "@type": "foaf:Agent",
        "foaf:name": _words(library, library.release.face.institute),
    }


def _licence(library: Library) -> object:
    known = LICENCES.get(library.release.face.licence)
    return {"@id": known} if known else library.release.face.licence


def _words(library: Library, text: Text) -> list[dict[str, str]]:
    return [
        {"@language": language, "@value": text.in_language(language)}
        for language in library.release.face.languages
    ]


def _at(library: Library, path: str) -> str:
    base = library.base_address
    return f"{base.rstrip('/')}/{path}" if base else f"/{path}"
