"""The catalogue of downloads for machines: DCAT in JSON-LD, with licence, publisher, theme, years and every file."""

import json
from collections.abc import Iterable, Sequence

from zicht.edition.all_words import all_words
from zicht.edition.estimates import title_of
from zicht.edition.slugs import slugify
from zicht.edition.words import Words
from zicht.site.addresses import CATALOGUE
from zicht.site.library import Library
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
    datasets = []
    for indicator in release.indicators.values():
        if indicator.id in library.rows:
            datasets.append(_counted(library, indicator))
    if release.cited:
        datasets.append(_cited(library))
    for id_ in release.estimates:
        datasets.append(_estimate(library, id_))
    languages = [_language(language) for language in release.face.languages]
    catalogue = {
        "@context": _CONTEXT,
        "@id": _at(library, CATALOGUE),
        "@type": "dcat:Catalog",
        "dct:title": _words(library, release.face.title),
        "dct:description": _words(library, release.face.about),
        "dct:publisher": _publisher(library),
        "dct:license": _licence(library),
        "dct:language": languages,
        "dct:hasVersion": release.digest,
        "dcat:dataset": datasets,
    }
    return json.dumps(catalogue, ensure_ascii=False, indent=1) + "\n"


def _language(language: str) -> dict[str, str]:
    """Return the address of a language in the list of the European Union."""
    code = Words(language)("language.iso_639_3")
    return {"@id": f"{_LANGUAGE}{code}"}


def _counted(library: Library, indicator: Indicator) -> dict[str, object]:
    """Describe the files of an indicator."""
    rows = library.rows[indicator.id]
    files = [f"data/{indicator.id}.csv"]
    files += [data_path(indicator.id, names) for names in rows.breakdowns]
    files.append(f"data/{indicator.id}.json")
    title, about = indicator.title, indicator.counts
    page = library.pages[f"indicator:{indicator.id}"]
    return {
        **_dataset(library, indicator.id, title, about, files),
        **_temporal(rows.periods),
        "dcat:theme": indicator.theme,
        "dct:source": _words(library, indicator.source),
        "dcat:version": str(indicator.version),
        "dcat:landingPage": [
            {"@id": _at(library, path)} for path in page.paths.values()
        ],
    }


def _cited(library: Library) -> dict[str, object]:
    """Describe the files of figures that others published."""
    title = all_words()["cited_title"]
    about = all_words()["cited_about"]
    files = ["data/cited.csv", "data/cited.json"]
    periods = [figure.period for figure in library.release.cited]
    return {
        **_dataset(library, "cited", title, about, files),
        **_temporal(periods),
    }


def _estimate(library: Library, id_: str) -> dict[str, object]:
    """Describe the file of an estimate."""
    titles = {}
    for language, edition in library.editions.items():
        titles[language] = title_of(edition, id_)
    about = library.release.estimates[id_].population
    files = [f"data/estimates/{slugify(id_)}.json"]
    return _dataset(library, id_, Text.of(titles), about, files)


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
        "dcat:distribution": [_distribution(library, path) for path in files],
    }


def _distribution(library: Library, path: str) -> dict[str, object]:
    """Describe one file."""
    _, _, ending = path.rpartition(".")
    return {
        "@type": "dcat:Distribution",
        "dcat:downloadURL": {"@id": _at(library, path)},
        "dcat:mediaType": {"@id": _TYPES[ending]},
        "dct:license": _licence(library),
    }


def _temporal(periods: Iterable[str]) -> dict[str, object]:
    """Describe the first and last year; empty if no year is known."""
    years = years_of(periods)
    if not years:
        return {}
    span = {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": {"@type": "xsd:gYear", "@value": years[0]},
        "dcat:endDate": {"@type": "xsd:gYear", "@value": years[-1]},
    }
    return {"dct:temporal": span}


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
