"""Downloads: the rows that tables and charts show, with the same digits, and what they mean."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence

from zicht.edition.addresses import compare
from zicht.edition.all_words import all_words
from zicht.edition.figures import as_printed_data, plain
from zicht.edition.printed import COLUMNS_OF_WORDS, columns
from zicht.edition.revisions import provisional_sentence
from zicht.edition.rows import Row, Rows
from zicht.edition.slugs import slugify
from zicht.site.addresses import CATALOGUE, COMPARISONS
from zicht.site.catalogue import LICENCES, catalogue_json
from zicht.site.library import Library
from zicht.site.pages.indicators.addresses import data_path
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.definitions import Indicator, Selection
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.plain import to_plain
from zicht.vocabulary.releases import Release
from zicht.vocabulary.text import Text

_TEXTS_OF_INDICATOR = (
    "slug",
    "title",
    "question",
    "counts",
    "leaves_out",
    "population",
    "unknowns",
    "source",
)
"""Texts of an indicator that its metadata hold in every language."""
_STATUSES = {
    "published": "value as shown",
    "banded": "too small to show; between lower and upper",
    "withheld": "not shown, to protect people",
    "pending": "not yet known: nobody can have been followed for so long",
    "missing": "not counted: a delivery that it rests on has not arrived or is no longer kept",
}
"""What the column `status` of a file says."""
_LETTERS_OF_DIGEST = 12


def files(library: Library) -> Iterator[tuple[str, str]]:
    """Yield path and text of every download."""
    for indicator in library.release.indicators.values():
        yield f"data/{indicator.id}.json", _json(metadata(library, indicator))
        rows = library.rows.get(indicator.id)
        if rows is not None:
            yield from _files_of_series(library, indicator, rows)
    yield CATALOGUE, catalogue_json(library)
    if library.release.cited:
        yield "data/cited.json", _json(cited_metadata(library))
        yield "data/cited.csv", cited_csv(library, library.release.cited)
        for group in library.groups:
            yield f"data/cited/{group.id}.csv", cited_csv(library, group.figures)
    if library.release.comparisons:
        yield COMPARISONS, comparisons_csv(library)
    for id_, estimate in library.release.estimates.items():
        yield f"data/estimates/{slugify(id_)}.json", _json(to_plain(estimate))


# ---- figures counted here


def _files_of_series(
    library: Library, indicator: Indicator, rows: Rows
) -> Iterator[tuple[str, str]]:
    """Yield the file of all rows, and one per breakdown."""
    every_row = series_csv(library, indicator, rows, rows.dimensions, rows.all)
    yield f"data/{indicator.id}.csv", every_row
    for names in rows.breakdowns:
        wheres = set(rows.of_breakdown(names))
        rows_of_breakdown = [row for row in rows.all if row.where in wheres]
        text = series_csv(library, indicator, rows, names, rows_of_breakdown)
        yield data_path(indicator.id, names), text


def series_csv(
    library: Library,
    indicator: Indicator,
    rows: Rows,
    names: Sequence[str],
    chosen_rows: Iterable[Row],
) -> str:
    """Write rows as CSV: codes and their labels, the value as shown, bounds, numerator and denominator.

    Parameters
    ----------
    library : for the labels in every language
    indicator : that the rows are of
    rows : all rows of the indicator
    names : dimensions that have a column
    chosen_rows : those that are written
    """
    dimensions = [name for name in rows.dimensions if name in names]
    head = ["period"]
    for name in dimensions:
        head.append(name)
        head += [f"{name}_{language}" for language in library.editions]
    head += ["value", "status", "lower", "upper", "numerator", "denominator"]
    if indicator.survey:
        head.append("answer_unknown_at_most")
    provisional = library.release.provisional.get(indicator.id, ())
    if provisional:
        head.append("provisional")
    lines = []
    for row in chosen_rows:
        line = [row.period]
        line += _codes_and_labels(library, row, dimensions)
        line += _numbers(row, indicator)
        if provisional:
            line.append("yes" if row.period in provisional else "no")
        lines.append(line)
    return _csv(head, lines)


def _codes_and_labels(
    library: Library, row: Row, dimensions: Sequence[str]
) -> list[str]:
    """Return the code of each dimension, with its label in every language."""
    code_of = dict(row.where)
    cells = []
    for name in dimensions:
        code = code_of.get(name, TOTAL)
        cells.append(code)
        cells += [edition.label(name, code) for edition in library.editions.values()]
    return cells


def _numbers(row: Row, indicator: Indicator) -> list[str]:
    """Return value, status, bounds, numerator and denominator, with the decimals that pages show."""
    decimals = row.decimals(indicator.shape)
    unknown = [plain(row.unknown, decimals)] if indicator.survey else []
    return [
        plain(row.value, decimals),
        row.status,
        plain(row.lower, decimals),
        plain(row.upper, decimals),
        plain(row.numerator, 0),
        plain(row.denominator, 0),
        *unknown,
    ]


# ---- changes


def comparisons_csv(library: Library) -> str:
    """Write the declared comparisons as CSV: the change, its bounds, what it compares and why."""
    editions = library.editions
    head = ["id", "from", "to", "value", "unit", "status", "lower", "upper", "bounds"]
    head += [f"definition_{language}" for language in editions]
    head += [f"reason_{language}" for language in editions]
    lines = []
    for comparison in library.release.comparisons:
        in_languages = [compare(edition, comparison) for edition in editions.values()]
        figure = in_languages[0].figure
        line = [comparison.id, comparison.before, comparison.after]
        line += [plain(figure.value, 1), figure.unit, figure.status]
        line += [plain(figure.lower, 1), plain(figure.upper, 1), figure.bounds_kind]
        line += [shown.definition for shown in in_languages]
        line += [shown.reason for shown in in_languages]
        lines.append(line)
    return _csv(head, lines)


# ---- cited figures


def cited_csv(library: Library, figures: Iterable[Cited]) -> str:
    """Write cited figures as CSV, every number as it was printed."""
    names_and_columns = columns(library.release.face.languages)
    lines = []
    for figure in figures:
        line = []
        for name, column in names_and_columns:
            line.append(_cell(library, figure, name, column))
        lines.append(line)
    head = [column for _, column in names_and_columns]
    return _csv(head, lines)


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
    """State what the columns of cited figures mean, and under which licence they stand."""
    release = library.release
    words = all_words()
    meaning_of_columns = {}
    for name, column in columns(release.face.languages):
        meaning_of_columns[column] = _languages(words[f"cited_column.{name}"])
    downloads = ["data/cited.csv"]
    downloads += [f"data/cited/{group.id}.csv" for group in library.groups]
    return {
        "title": _languages(words["printed"]),
        "about": _languages(words["printed_lead"]),
        "columns": meaning_of_columns,
        "downloads": downloads,
        **_publisher_and_licence(release),
        "release": release.digest,
    }


# ---- metadata of an indicator


def metadata(library: Library, indicator: Indicator) -> dict[str, object]:
    """State what a figure means: its definition, its codes, the rules of the gate, and the release it belongs to."""
    release = library.release
    rows = library.rows.get(indicator.id)
    return {
        **_definition(indicator, rows),
        "dimensions": _labels_of_dimensions(release, rows),
        "statuses": _STATUSES,
        "provisional": _provisional(library, indicator),
        "protection": _protection(release),
        "downloads": _downloads_of_series(indicator, rows),
        **_publisher_and_licence(release),
        "cite": _how_to_cite(release, indicator),
        "release": release.digest,
    }


def _definition(indicator: Indicator, rows: Rows | None) -> dict[str, object]:
    """Return the definition of an indicator, with the periods of which it has figures."""
    texts = {name: _languages(getattr(indicator, name)) for name in _TEXTS_OF_INDICATOR}
    return {
        "id": indicator.id,
        "version": indicator.version,
        **texts,
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
        "breaks": _breaks(indicator),
        "valid_from": indicator.valid_from,
        "valid_until": indicator.valid_until,
        "sql": indicator.sql,
    }


def _breaks(indicator: Indicator) -> list[dict[str, object]]:
    return [
        {"year": event.year, **_languages(event.text)} for event in indicator.breaks
    ]


def _labels_of_dimensions(release: Release, rows: Rows | None) -> dict[str, object]:
    """Return the label of every code of the dimensions of a series, in every language."""
    labels_of: dict[str, object] = {}
    dimensions = rows.dimensions if rows else ()
    for name in dimensions:
        if name in release.codes:
            labels = release.codes[name].labels
            labels_of[name] = {code: _languages(text) for code, text in labels.items()}
    return labels_of


def _provisional(library: Library, indicator: Indicator) -> dict[str, object] | None:
    """State which periods may still change, and by how much they usually do."""
    periods = library.release.provisional.get(indicator.id, ())
    if not periods:
        return None
    words = {
        language: provisional_sentence(library.release, indicator, edition.words)
        for language, edition in library.editions.items()
    }
    return {"periods": list(periods), **words}


def _protection(release: Release) -> dict[str, object] | None:
    """Name the policy and method by which small numbers are protected."""
    policy = release.policy
    if policy is None:
        return None
    return {"policy": policy.title, "method": release.method, "base": policy.base}


def _downloads_of_series(indicator: Indicator, rows: Rows | None) -> list[str]:
    if rows is None:
        return []
    paths = [f"data/{indicator.id}.csv"]
    paths += [data_path(indicator.id, names) for names in rows.breakdowns]
    return paths


def _how_to_cite(release: Release, indicator: Indicator) -> dict[str, str]:
    """Return a citation in every language."""
    edition = release.digest[:_LETTERS_OF_DIGEST]
    citations = {}
    for language in release.face.languages:
        institute = release.face.institute.in_language(language)
        title = indicator.title.in_language(language)
        citations[language] = f"{institute}. {title}. {edition}."
    return citations


def _publisher_and_licence(release: Release) -> dict[str, object]:
    face = release.face
    return {
        "publisher": _languages(face.institute),
        "is_invented": face.invented,
        "licence": face.licence,
        "licence_address": LICENCES.get(face.licence, ""),
    }


# ---- writing


def _csv(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(lines)
    return buffer.getvalue()


def _languages(text: Text) -> dict[str, str]:
    return dict(text.items())


def _selection(selection: Selection | None) -> dict[str, object] | None:
    """Return which records a numerator or denominator counts."""
    if selection is None:
        return None
    return {"universe": selection.universe, "where": dict(selection.where)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str) + "\n"
