"""Downloads: the rows that tables and charts show, with the same digits, and what they mean."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from zicht.edition.figures import as_printed_data, plain
from zicht.edition.printed import COLUMNS_OF_WORDS, columns
from zicht.edition.rows import Row, Rows
from zicht.edition.slugs import slugify
from zicht.edition.words import all_words
from zicht.site.catalogue import LICENCES, catalogue_json
from zicht.site.library import Library
from zicht.site.pages.data import CATALOGUE
from zicht.site.pages.indicators.addresses import data_path
from zicht.vocabulary.definitions import Indicator, Selection
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.figures import Cited
from zicht.vocabulary.plain import to_plain
from zicht.vocabulary.text import Text


def files(library: Library) -> Iterator[tuple[str, str]]:
    """Give path and text of every download."""
    for indicator in library.release.indicators.values():
        rows = library.rows.get(indicator.id)
        yield f"data/{indicator.id}.json", _json(metadata(library, indicator))
        if rows is None:
            continue
        yield (
            f"data/{indicator.id}.csv",
            series_csv(library, indicator, rows, rows.dimensions, rows.all),
        )
        for names in rows.breakdowns:
            chosen = set(rows.of_breakdown(names))
            found = [row for row in rows.all if row.where in chosen]
            yield (
                data_path(indicator.id, names),
                series_csv(library, indicator, rows, names, found),
            )
    yield CATALOGUE, catalogue_json(library)
    if library.release.cited:
        yield "data/cited.json", _json(cited_metadata(library))
        yield "data/cited.csv", cited_csv(library, library.release.cited)
        for group in library.groups:
            yield f"data/cited/{group.id}.csv", cited_csv(library, group.figures)
    for id_, estimate in library.release.estimates.items():
        yield (
            f"data/estimates/{slugify(id_)}.json",
            _json(to_plain(estimate)),
        )


def series_csv(
    library: Library,
    indicator: Indicator,
    rows: Rows,
    names: Sequence[str],
    found: Iterable[Row],
) -> str:
    """Write rows as CSV: codes and their labels, the value as shown, bounds, numerator and denominator."""
    ordered = [name for name in rows.dimensions if name in names]
    head = ["period"]
    for name in ordered:
        head += [name, *(f"{name}_{language}" for language in library.editions)]
    head += ["value", "status", "lower", "upper", "numerator", "denominator"]
    lines = []
    for row in found:
        codes, line = dict(row.where), [row.period]
        for name in ordered:
            code = codes.get(name, TOTAL)
            line += [
                code,
                *(each.label(name, code) for each in library.editions.values()),
            ]
        decimals = row.decimals(indicator.shape)
        line += [
            plain(row.value, decimals),
            row.status,
            *(plain(bound, decimals) for bound in (row.lower, row.upper)),
        ]
        line += [plain(row.numerator, 0), plain(row.denominator, 0)]
        lines.append(line)
    return _csv(head, lines)


def cited_csv(library: Library, figures: Iterable[Cited]) -> str:
    """Write cited figures as CSV, every number as it was printed."""
    languages = library.release.face.languages
    named = columns(languages)
    lines = [
        [_cell(library, figure, name, column) for name, column in named]
        for figure in figures
    ]
    return _csv([column for _, column in named], lines)


def _cell(library: Library, figure: Cited, name: str, column: str) -> str:
    """Return what a figure has in one column of the file."""
    citation = figure.citation
    if name in COLUMNS_OF_WORDS:
        text: Text | None = getattr(figure, name)
        language = column.rpartition("_")[2]
        return "" if text is None else text.in_language(language)
    plain_values = {
        "series": library.group_of[figure.id].id,
        "field": figure.field_of_work,
        "value": as_printed_data(figure.value),
        "printed_in": citation.title,
    }
    if name in plain_values:
        return plain_values[name]
    owner = citation if name in {"publisher", "date", "place", "address"} else figure
    return str(getattr(owner, name))


def cited_metadata(library: Library) -> dict[str, object]:
    """Say what the columns of cited figures mean, and under which licence they stand."""
    release, words = library.release, all_words()
    return {
        "title": _languages(words["printed"]),
        "about": _languages(words["printed_lead"]),
        "columns": {
            column: _languages(words[f"cited_column.{name}"])
            for name, column in columns(release.face.languages)
        },
        "downloads": [
            "data/cited.csv",
            *(f"data/cited/{group.id}.csv" for group in library.groups),
        ],
        "publisher": _languages(release.face.institute),
        "is_invented": release.face.invented,
        "licence": release.face.licence,
        "licence_address": LICENCES.get(release.face.licence, ""),
        "release": release.digest,
    }


def _csv(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(lines)
    return buffer.getvalue()


def metadata(library: Library, indicator: Indicator) -> dict[str, object]:
    """Say what a figure means: its definition, its codes, the rules of the gate, and the release it belongs to."""
    release = library.release
    rows = library.rows.get(indicator.id)
    policy = release.policy
    texts = (
        "slug",
        "title",
        "question",
        "counts",
        "leaves_out",
        "population",
        "unknowns",
        "source",
    )
    return {
        "id": indicator.id,
        "version": indicator.version,
        **{name: _languages(getattr(indicator, name)) for name in texts},
        "theme": indicator.theme,
        "shape": indicator.shape,
        "scale": indicator.scale,
        "variant": indicator.variant,
        "counting_unit": _languages(indicator.counting_unit),
        "universe": indicator.universe,
        "numerator": _selection(indicator.numerator),
        "denominator": _selection(indicator.denominator),
        "periods": list(rows.periods) if rows else [],
        "caveats": [_languages(text) for text in indicator.caveats],
        "breaks": [
            {"year": event.year, **_languages(event.text)} for event in indicator.breaks
        ],
        "valid_from": indicator.valid_from,
        "valid_until": indicator.valid_until,
        "sql": indicator.sql,
        "dimensions": {
            name: {
                code: _languages(text)
                for code, text in release.codes[name].labels.items()
            }
            for name in (rows.dimensions if rows else ())
            if name in release.codes
        },
        "statuses": {
            "published": "value as shown",
            "banded": "too small to show; between lower and upper",
            "withheld": "not shown, to protect people",
            "pending": "not yet known: nobody can have been followed for so long",
            "missing": "not counted: a delivery that it rests on has not arrived",
        },
        "protection": {
            "policy": policy.title,
            "method": release.method,
            "base": policy.base,
        }
        if policy
        else None,
        "downloads": [
            f"data/{indicator.id}.csv",
            *(
                data_path(indicator.id, names)
                for names in (rows.breakdowns if rows else ())
            ),
        ]
        if rows
        else [],
        "publisher": _languages(release.face.institute),
        "is_invented": release.face.invented,
        "licence": release.face.licence,
        "licence_address": LICENCES.get(release.face.licence, ""),
        "cite": {
            language: f"{release.face.institute.in_language(language)}. {indicator.title.in_language(language)}."
            f" {release.digest[:12]}."
            for language in release.face.languages
        },
        "release": release.digest,
    }


def _languages(text: Text) -> dict[str, str]:
    return dict(text.items())


def _selection(selection: Selection | None) -> dict[str, object] | None:
    return (
        None
        if selection is None
        else {"universe": selection.universe, "where": dict(selection.where)}
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n"
