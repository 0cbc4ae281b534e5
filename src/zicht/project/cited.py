"""Figures cited from elsewhere, the checks between them and the cards made of them, read from a project's files.

`figures/*.toml` holds publications, series and figures; `figures/reconciliations.toml` the declared checks;
`key_figures.toml` the cards. `docs/register.md` tells an editor how.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from zicht.edition.all_words import all_words
from zicht.edition.catalogue_files import languages_with_words
from zicht.edition.numbers_in_text import find_numbers
from zicht.project.addresses import refuse_unknown_figure
from zicht.project.documents import period_of
from zicht.project.identity import direction_of, identity_of, rule_of
from zicht.project.rows import Row, Sheet, each, read_sheet, refuse_doubles
from zicht.project.subjects import ANY_SUBJECT, Subjects
from zicht.vocabulary.cited import Citation, Cited, CountingRule, FigureKind
from zicht.vocabulary.figures import Check
from zicht.vocabulary.releases import KeyFigure
from zicht.vocabulary.text import Text

CHECKED = ("document", "copy", "list")
KINDS_OF_CHECK = ("sum", "share", "growth", "ratio", "vintages")
_UNIT = "unit."
CHECK_KEYS = "id title kind parts divisor whole tolerance holds reason"
CARD_KEYS = "theme group figures sentence"
UNIT_KEYS = "code words"
_PLACE = re.compile(r"\{\d+\}")
_PUBLICATION = "id title publisher date address checked document"
_SERIES = "id title field theme unit population indicator where note about kind since rule follow_up"
_FIGURE = (
    "id series period when value printed qualifier producer vintage publication place address note checked row"
    " population rule direction line"
)


def read_cited(
    project: Path,
    *,
    packs: Sequence[Path] = (),
    subjects: Subjects = ANY_SUBJECT,
) -> tuple[Cited, ...]:
    """Read the register of cited figures of a project.

    Parameters
    ----------
    project : its folder
    packs : folders with units of their own
    subjects : themes and fields of work that a series may belong to

    Returns
    -------
    one Cited per printed figure, in the order of the files; empty where the project cites nothing

    Raises
    ------
    ProjectError : a mistake in a file, with file and line; all mistakes of one kind together
    """
    sheets = [
        read_sheet(
            path, project, known=("publication", "rule", "series", "figure")
        ).only_tables()
        for path in sorted((project / "figures").glob("*.toml"))
        if path.name not in ("reconciliations.toml", "units.toml")
    ]
    publications = _by_id(sheets, "publication", _PUBLICATION)
    series = _by_id(sheets, "series", _SERIES)
    rules = _rules(sheets)
    units = _units(project, packs)
    rows = [row.only(_FIGURE) for sheet in sheets for row in sheet.rows("figure")]
    refuse_doubles(rows)
    known = _Known(publications, series, rules, units, subjects)
    return each(rows, lambda row: _cited(row, known))


def _by_id(sheets: list[Sheet], table: str, keys: str) -> dict[str, Row]:
    rows = [row.only(keys) for sheet in sheets for row in sheet.rows(table)]
    refuse_doubles(rows)
    return {row.text("id"): row for row in rows}


def _rules(sheets: list[Sheet]) -> dict[str, CountingRule]:
    rows = [row for sheet in sheets for row in sheet.rows("rule")]
    refuse_doubles(rows)
    return {rule.id: rule for rule in each(rows, rule_of)}


def _units(project: Path, packs: Sequence[Path]) -> dict[str, Text]:
    """Return the units of figures with their words: those of Zicht, of packs, and of the project."""
    units = {
        key.removeprefix(_UNIT): words
        for key, words in all_words().items()
        if key.startswith(_UNIT)
    }
    files = [
        *((pack / "knowledge" / "units.toml", pack) for pack in packs),
        (project / "figures" / "units.toml", project),
    ]
    for path, root in files:
        if path.is_file():
            sheet = read_sheet(path, root, known=("unit",)).only_tables()
            units |= {
                row.only(UNIT_KEYS).text("code"): row.words("words")
                for row in sheet.rows("unit")
            }
    return units


@dataclass(frozen=True)
class _Known:
    """What the rows of figures refer to, by its id."""

    publications: Mapping[str, Row]
    series: Mapping[str, Row]
    rules: Mapping[str, CountingRule]
    units: Mapping[str, Text]
    subjects: Subjects


def _cited(row: Row, known: _Known) -> Cited:
    series = known.series[row.one_of("series", known.series)]
    publication = known.publications[row.one_of("publication", known.publications)]
    unit = series.one_of("unit", known.units)
    # Never rounded or converted: who checks a citation must find the same number in the
    # source (ADR 0061).
    value = _value(row)
    identity = identity_of(series, row, known.rules, publication.text("id"))
    _refuse_impossible(row, value, identity.kind)
    return Cited(
        id=row.text("id"),
        theme=known.subjects.theme(series),
        title=series.words("title"),
        value=value,
        unit=unit,
        population=identity.population,
        period=period_of(row, "period"),
        producer=row.text("producer", ""),
        vintage=row.text("vintage"),
        citation=_citation(publication, row),
        qualifier=row.maybe_words("qualifier"),
        indicator=series.text("indicator", ""),
        where=series.pairs("where"),
        note=_notes(row.maybe_words("note"), series.maybe_words("note")),
        field_of_work=known.subjects.field(series),
        series=series.text("id"),
        printed=row.maybe_words("printed"),
        unit_words=known.units[unit],
        when=row.maybe_words("when"),
        checked=_checked(row, publication),
        row=row.text("row", ""),
        about=identity.about,
        kind=identity.kind,
        since=identity.since,
        identity=identity,
        direction=direction_of(series, row, value, identity.kind),
        line=row.text("line", ""),
    )


def _checked(row: Row, publication: Row) -> str:
    """Read whether somebody read a figure at its source, which its publication says for all of its figures."""
    stated_in = row if row.has("checked") else publication
    return stated_in.one_of("checked", CHECKED)


_NEVER_NEGATIVE = (
    FigureKind.COUNT,
    FigureKind.SHARE,
    FigureKind.RATE,
    FigureKind.MULTIPLE,
)


def _refuse_impossible(row: Row, value: Decimal, kind: FigureKind) -> None:
    """Refuse a value that a figure of its kind cannot have."""
    what = ""
    if value < 0 and kind in _NEVER_NEGATIVE:
        what = f"'value' is {value}, and a {kind} is never negative."
    elif kind is FigureKind.COUNT and value != value.to_integral_value():
        what = f"'value' is {value}, and a count is a whole number."
    if what:
        raise row.wrong("value", what, "Correct it, or the kind of its series.")


def _value(row: Row) -> Decimal:
    """Read a value as printed; three digits after a point are a thousands mark that somebody took over."""
    value = row.number("value")
    if value.as_tuple().exponent == -3:
        raise row.wrong(
            "value",
            f"'value' is {value}: three digits after the point.",
            "Write 385000, without a thousands mark.",
        )
    return value


def _citation(publication: Row, row: Row) -> Citation:
    return Citation(
        title=publication.text("title"),
        publisher=publication.text("publisher"),
        date=publication.text("date", ""),
        place=row.text("place", ""),
        address=row.text("address", publication.text("address", "")),
    )


def _notes(own: Text | None, shared: Text | None) -> Text | None:
    if own is None or shared is None:
        return own or shared
    both = {
        language: f"{words} {shared.in_language(language)}"
        for language, words in own.items()
    }
    return Text.of(both, place=own.place)


def read_checks(project: Path) -> tuple[Check, ...]:
    """Read the declared reconciliations of a project: `figures/reconciliations.toml`.

    Returns
    -------
    one Check per question, in the order of the file

    Raises
    ------
    ProjectError : a mistake in the file, with file and line
    """
    path = project / "figures" / "reconciliations.toml"
    if not path.exists():
        return ()
    rows = read_sheet(path, project, known=("check",)).only_tables().rows("check")
    refuse_doubles(rows)
    return each(rows, _check)


def _check(row: Row) -> Check:
    row.only(CHECK_KEYS)
    kind = row.one_of("kind", KINDS_OF_CHECK, "sum")
    divisor = _signed(row, "divisor")
    if (kind in ("share", "growth", "ratio")) != bool(divisor):
        raise row.wrong(
            "divisor",
            f"A {kind} {'needs a' if not divisor else 'has no'} divisor.",
            'Write or remove divisor = ["..."].',
        )
    return Check(
        id=row.text("id"),
        title=row.words("title"),
        kind=kind,
        parts=_signed(row, "parts"),
        divisor=divisor,
        whole=row.text("whole"),
        tolerance=row.number("tolerance") if row.has("tolerance") else Check.tolerance,
        holds=row.flag("holds"),
        reason=row.words("reason"),
        place=row.at(),
    )


def _signed(row: Row, key: str) -> tuple[tuple[int, str], ...]:
    """Read ids, a minus sign before those that are taken off."""
    return tuple(
        (-1, word[1:].strip()) if word.startswith("-") else (1, word)
        for word in row.texts(key)
    )


def read_key_figures(
    project: Path,
    figures: Collection[str] | None = None,
    refuse_address: Callable[[str], None] | None = None,
    subjects: Subjects = ANY_SUBJECT,
) -> tuple[KeyFigure, ...]:
    """Read the cards of a project: `key_figures.toml`.

    Parameters
    ----------
    project : its folder
    figures : ids of the register, to which cards may refer; None leaves that unchecked
    refuse_address : raises for the address of a figure that will not be counted; None leaves that unchecked
    subjects : themes that a card may belong to

    Returns
    -------
    one KeyFigure per card, in the order in which they are shown

    Raises
    ------
    ProjectError : a sentence and its figures do not fit, or a figure is unknown; names file and line
    """
    path = project / "key_figures.toml"
    if not path.exists():
        return ()
    rows = read_sheet(path, project, known=("card",)).only_tables().rows("card")
    return each(rows, lambda row: _card(row, figures, refuse_address, subjects))


def _card(
    row: Row,
    ids_of_figures: Collection[str] | None,
    refuse_address: Callable[[str], None] | None,
    subjects: Subjects,
) -> KeyFigure:
    row.only(CARD_KEYS)
    figures, sentence = row.texts("figures"), row.words("sentence")
    for id_ in figures:
        refuse_unknown_figure(row, "figures", id_, ids_of_figures, refuse_address)
    for language, words in sentence.items():
        _refuse_misfit(row, words, len(figures))
        if language in languages_with_words():
            _refuse_typed(row, words, language)
    return KeyFigure(
        theme=subjects.theme(row),
        figures=figures,
        sentence=sentence,
        group=row.text("group", ""),
    )


def _refuse_misfit(row: Row, words: str, count: int) -> None:
    places = {f"{{{number}}}" for number in range(count)}
    if any(place not in words for place in places) or words.count("{") != len(places):
        raise row.wrong(
            "sentence",
            f"The sentence has not exactly one place for each of {count} figures.",
            "Write {0} where the first number belongs, {1} for the second.",
        )


def _refuse_typed(row: Row, words: str, language: str) -> None:
    """Refuse numbers that a reference should give; a number word such as `within two years` is part of the sentence."""
    for number in find_numbers(_PLACE.sub("\ufffc", words), language):
        if number.kind != "word":
            raise row.wrong(
                "sentence",
                f"{number.words!r} was typed where a reference belongs.",
                "Write {0} for it.",
            )
