"""A number stands before a noun in the form that goes with it: `1 record`, `2 records`.

Texts with plural forms stand in the catalogues as `{ one = ..., other = ... }`. From these pairs this file learns which
words are plurals, and then reads every text as if each of its values were 1: a value that stands before a plural
whatever it is would be printed as "1 records".
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from zicht.desk.page import Page
from zicht.edition.catalogue_files import languages_with_words, words_of
from zicht.edition.labels import Labels
from zicht.edition.messages import Message
from zicht.edition.numerals import sentence, written
from zicht.edition.words import Words, plural_form, without_form
from zicht.vocabulary.errors import PublishingError

SOURCE = Path(__file__).parents[2] / "src" / "zicht"
LANGUAGES = languages_with_words()
NEAR = 3
"""Words behind a number that may agree with it: `3 hidden finest cells`."""
PARTING = {
    *("of", "to", "and", "or", "in", "on", "from", "at", "by", "with", "than", "two"),
    *("van", "tot", "en", "of", "in", "uit", "op", "die", "met", "dan", "twee"),
    *("de", "des", "du", "à", "et", "ou", "sur", "dans", "par", "avec", "qui", "que"),
    *("ne", "les", "au", "plus", "deux"),
}
"""Words behind which a noun no longer agrees with the number: `1 of the cells`."""
SLOT = re.compile(r"\{(\w+)(?::[^}]*)?\}")
WORD = re.compile(r"\{?[^\W\d_]+(?:[-’'_][^\W\d_]+)*\}?")
AREAS = "{level_many}"
"""Slot that a plural noun fills."""

NEVER_ONE = {
    ("unit.rate", "scale"): "a rate is per 1,000 inhabitants or more",
    ("provisional.usual", "n"): "fewer than three vintages say nothing",
    ("report.methods.words", "points"): "CLEAR_POINTS is 3",
    ("verdict_line.lists", "limit"): "limits of the rule are 2 or more",
    ("verdict_line.overlap", "limit"): "limits of the rule are 2 or more",
    ("verdict_line.methods", "limit"): "limits of the rule are 2 or more",
    ("verdict_line.agreement", "limit"): "written with a decimal: 1.0 times",
    ("verdict_line.agreement", "value"): "written with decimals: 1.00 times",
    ("verdict_line.one_mode", "limit"): "written with a decimal: 1.0 times",
    ("verdict_line.one_mode", "value"): "written with decimals: 1.00 times",
    ("verdict_line.near_models", "limit"): "written with a decimal: 1.0 times",
    ("verdict_line.near_models", "value"): "written with decimals: 1.00 times",
    ("verdict_line.width", "limit"): "written with a decimal: 1.0 times",
    ("verdict_line.width", "value"): "written with decimals: 1.00 times",
    ("verdict_line.without_list", "limit"): "written with a decimal: 1.0 times",
    ("verdict_line.without_list", "value"): "written with decimals: 1.00 times",
    ("estimate_note.by_budget", "n"): "a budget is of hundreds of sweeps",
    ("estimate_note.cut_off", "times"): "REACH + 1 is above 1",
    ("estimate_note.by_data", "high"): "the end of a range: 0 to 1 persons",
    ("estimate_note.span", "high"): "the end of a range: 0 to 1 persons",
    ("report.brief.like_sized_intro", "high"): "the end of a range",
    ("linkage_points", "high"): "the end of a range: 0.4 to 1 percentage points",
}
"""Values that are never written as 1 before their noun, each with the reason."""
OF_ANOTHER_NOUN = {
    ("report.methods.rounding", "threshold"): "counts below it are not shown",
    ("gate_note.rare_merged", "number"): "categories that show less were merged",
}
"""Values that stand beside a plural and do not agree with it."""
NOT_NUMBERS = {
    *(
        "column",
        "count",
        "days",
        "delivery",
        "first",
        "indicators",
        "language",
        "name",
        "option",
    ),
    *("original", "pattern", "percent", "period", "step", "universe", "withheld"),
    *("year", "years", "level_many"),
}
"""Slots of names, days, years and bases, and of shares, whose noun is the whole: `1% of the cells show a number`."""


@cache
def texts_with_forms(language: str) -> dict[str, dict[str, str]]:
    forms: dict[str, dict[str, str]] = {}
    for key, text in words_of(language).items():
        if plural_form(key):
            forms.setdefault(without_form(key), {})[plural_form(key)] = text
    return forms


@cache
def plurals(language: str) -> set[str]:
    """Return the words behind the number of an `other` form that the singular of the same text does not have."""
    words = {AREAS}
    for forms in texts_with_forms(language).values():
        in_singular = {*WORD.findall(forms["one"])}
        for slot in SLOT.finditer(forms["other"]):
            if slot[1] in {"n", "0"}:
                words |= {*words_behind(forms["other"], slot.end())} - in_singular
    return words


def words_behind(text: str, place: int) -> list[str]:
    """Return the words that may agree with a value which ends at a place of a text."""
    words: list[str] = []
    if text[place : place + 1] != " ":
        return words
    for part in text[place:].split()[:NEAR]:
        match = WORD.match(part)
        if match is None or match[0] in PARTING:
            break
        words.append(match[0])
        if match.end() < len(part):
            break
    return words


def values_before_plurals(
    texts: dict[str, str], plural_words: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield key and slot of every value that stands before a plural whatever its number is."""
    for key, text in texts.items():
        for slot in SLOT.finditer(text):
            chooses_the_form = slot[1] in {"n", "0"} and plural_form(key) == "other"
            if slot[1] in NOT_NUMBERS or chooses_the_form:
                continue
            if plural_words & {*words_behind(text, slot.end())}:
                yield without_form(key), slot[1]


def texts_that_are_said(language: str) -> dict[str, str]:
    """Return the texts of a language without those of `--help`, which hold no values."""
    return {
        key: text
        for key, text in words_of(language).items()
        if not key.startswith("cli.help.")
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_says_one_of_a_plural(language: str) -> None:
    said = {*values_before_plurals(texts_that_are_said(language), plurals(language))}
    assert said - NEVER_ONE.keys() - OF_ANOTHER_NOUN.keys() == set()


def test_every_exception_is_needed() -> None:
    said = {
        value
        for language in LANGUAGES
        for value in values_before_plurals(
            texts_that_are_said(language), plurals(language)
        )
    }
    needed = {
        slot[1]
        for language in LANGUAGES
        for text in texts_that_are_said(language).values()
        for slot in SLOT.finditer(text)
        if plurals(language) & {*words_behind(text, slot.end())}
    }
    assert NEVER_ONE.keys() | OF_ANOTHER_NOUN.keys() <= said
    assert sorted(NOT_NUMBERS - needed) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "{n} records"),
        ("en", "{n} cells were printed before"),
        ("en", "{n} deliveries in the folder are not in the vault yet"),
        ("en", "{rows} quarantined rows; {n} more"),
        ("en", "all {n} {level_many}"),
        ("nl", "hoogstens {n} leveringen"),
        ("fr", "{n} petites cellules sur {all}"),
    ],
)
def test_a_plural_behind_a_number_is_found(language: str, text: str) -> None:
    assert [*values_before_plurals({"x": text}, plurals(language))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_singular_of_every_text_differs_from_its_plural(language: str) -> None:
    same = [
        key
        for key, forms in texts_with_forms(language).items()
        if forms["one"] == forms["other"]
    ]
    assert same == []


# ---- every text with forms is asked for with its number


def test_no_page_asks_for_a_text_with_forms_without_its_number() -> None:
    keys = {key for language in LANGUAGES for key in texts_with_forms(language)}
    asked = re.compile(r"\bw\(\s*[\"']([\w.]+)[\"']")
    wrong = [
        (file.name, match[1])
        for file in sorted((SOURCE / "site" / "templates").glob("*.jinja"))
        for match in asked.finditer(file.read_text("utf-8"))
        if match[1] in keys
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "n", "words"),
    [
        ("en", 1, "1 row"),
        ("en", 1234, "All 1,234 rows"),
        ("nl", 1, "1 rij"),
        ("nl", 1234, "Alle 1.234 rijen"),
        ("fr", 0, "0 ligne"),
        ("fr", 2, "Les 2 lignes"),
    ],
)
def test_a_page_writes_the_number_and_its_noun(
    language: str, n: int, words: str
) -> None:
    assert Words(language).count("all_rows", n) == words


@pytest.mark.parametrize(
    ("language", "number", "words"),
    [
        ("en", "1", "1 percentage point"),
        ("en", "1.0", "1.0 percentage points"),
        ("en", "0.5", "0.5 percentage points"),
        ("fr", "1.5", "1,5 point de pourcentage"),
        ("fr", "2.0", "2,0 points de pourcentage"),
        ("nl", "1.5", "1,5 procentpunt"),
    ],
)
def test_decimals_choose_the_form_as_they_are_written(
    language: str, number: str, words: str
) -> None:
    assert Words(language).count("shown.points", Decimal(number)) == words


def test_a_float_does_not_choose_a_form() -> None:
    refused = "n must be a whole number or a Decimal, not 1.5"
    with pytest.raises(TypeError, match=refused):
        Words("en").form("all_rows", 1.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=refused):
        Words("en").count("all_rows", 1.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=refused):
        Message("answer.records", n=1.5)
    with pytest.raises(TypeError, match=refused):
        sentence("capture_reading.missing", n=1.5, rows="7")
    # Where a text has no forms, a number of any kind fills a slot.
    assert sentence("capture_reading.persons", n=1.0).en == "Persons: 1."


@pytest.mark.parametrize(
    ("days", "unit"), [(0.5, "day"), (1.4, "day"), (1.5, "days"), (2.5, "days")]
)
def test_the_unit_of_a_duration_goes_with_the_number_that_is_printed(
    days: float, unit: str
) -> None:
    printed = written(days, "en")
    labels: Any = SimpleNamespace(words=Words("en"))
    duration: Any = SimpleNamespace(shape="duration")
    row: Any = SimpleNamespace(value=days)
    assert Labels.unit_beside(labels, duration, row) == unit
    assert (unit == "day") == (printed == "1")


def test_no_number_that_chooses_a_form_is_rounded_half_to_even() -> None:
    """`round` gives 0 for 0.5, where the number is printed as 1."""
    rounded_to_even = re.compile(r"\.(?:form|count)\([^()]*\bround\(")
    wrong = [
        str(file.relative_to(SOURCE))
        for file in sorted(SOURCE.rglob("*.py"))
        if rounded_to_even.search(file.read_text("utf-8"))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "key", ["missing", "totals", "unseen", "unknown_kept", "unknown_left_out"]
)
@pytest.mark.parametrize(
    ("language", "row", "rows"),
    [
        ("en", "row( number)?", "(rows|row numbers)"),
        ("nl", "rij(nummer)?", "(rijen|rijnummers)"),
        ("fr", "(ligne|numéro de ligne)", "(lignes|numéros de ligne)"),
    ],
)
def test_numbers_of_rows_stand_behind_a_noun_of_their_number(
    key: str, language: str, row: str, rows: str
) -> None:
    one = sentence(f"capture_reading.{key}", n=1, rows="3").in_language(language)
    assert re.search(rf"\b{row}\W+3\b", one)
    several = sentence(f"capture_reading.{key}", n=2, rows="3, 7")
    assert re.search(rf"\b{rows}\W+3, 7\b", several.in_language(language))


def test_a_text_that_has_forms_is_refused_without_a_number() -> None:
    with pytest.raises(PublishingError, match="no words for 'all_rows'"):
        Words("en")("all_rows", n="1,234")
    with pytest.raises(KeyError):
        Message("answer.records", n="1")
    with pytest.raises(KeyError):
        sentence("capture_reading.missing", n="1", rows="7")


def test_a_note_of_an_estimate_has_its_own_form_in_each_language() -> None:
    note = sentence("estimate_note.omitted", name="L", n=0)
    assert note.en == "List L left out; 0 persons stood on it alone."
    assert (
        note.in_language("fr")
        == "Liste L retirée\u202f; 0 personne ne figurait que sur elle."
    )


def test_a_message_counts_several_things() -> None:
    rows = Message("count.rows", n=1)
    message = Message("result.received", n=2, rows=rows, quarantined=0)
    assert message == "2 deliveries, 1 row, 0 of them in quarantine"
    assert message.in_language("nl") == "2 leveringen, 1 rij, waarvan 0 in quarantaine"


def test_the_page_of_the_gate_escapes_what_it_counts() -> None:
    page = Page.__new__(Page)
    object.__setattr__(page, "language", "en")
    words = page.count("group", 1, column="<b>", name="other")
    assert words == "&lt;b&gt;: 1 rare category was merged into other."
