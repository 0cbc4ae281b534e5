"""Laws of proof: numbers come back from every spelling, and a figure's own sentence is held against that figure."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from num2words import num2words

from zicht.edition import numerals
from zicht.edition.figures import printed_number
from zicht.proof import checking, documents
from zicht.proof.judging import Verdict
from zicht.proof.quantities import find_quantities
from zicht.proof.quantity import QuantityKind
from zicht.proof.topics import Knowledge
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.releases import Release

LANGUAGES = ("nl", "en")
SUPPORTED = {
    Verdict.CONFIRMED,
    Verdict.ROUNDED,
    Verdict.OTHER_VINTAGE,
    Verdict.DERIVED,
}
AROUND = {"nl": "Er zijn {} slachtoffers gezien.", "en": "There were {} victims seen."}


def only(text: str, language: str) -> tuple[Decimal, QuantityKind]:
    """Return value and kind of the one quantity of a text."""
    (quantity,) = find_quantities(text, language)
    return quantity.value, quantity.kind


@settings(deadline=None)
@given(number=st.integers(min_value=100, max_value=9_999_999))
@pytest.mark.parametrize("language", LANGUAGES)
@example(number=1_999)
@example(number=2_020)
def test_a_count_in_digits_comes_back(language: str, number: int) -> None:
    written = numerals.written(number, language)
    assert only(AROUND[language].format(written), language) == (
        Decimal(number),
        QuantityKind.COUNT,
    )


@settings(deadline=None)
@given(number=st.integers(min_value=13, max_value=999_999))
@pytest.mark.parametrize("language", LANGUAGES)
@example(number=984)
@example(number=1_372)
def test_a_count_in_words_comes_back(language: str, number: int) -> None:
    words = num2words(number, lang=language)
    value, _ = only(AROUND[language].format(words), language)
    assert value == number, words


@settings(deadline=None)
@given(tenths=st.integers(min_value=1, max_value=999))
@pytest.mark.parametrize(
    ("language", "unit"),
    [
        ("nl", "%"),
        ("nl", " procent"),
        ("en", "%"),
        ("en", " per cent"),
        ("en", " percent"),
    ],
)
def test_a_percentage_comes_back(language: str, unit: str, tenths: int) -> None:
    value = Decimal(tenths) / 10
    written = numerals.as_printed(value, language)
    text = AROUND[language].format(
        f"{written}{unit} van de" if language == "nl" else f"{written}{unit} of the"
    )
    assert only(text, language) == (value, QuantityKind.SHARE)


@settings(deadline=None)
@given(amount=st.integers(min_value=1_000, max_value=99_999_999))
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_amount_comes_back(language: str, amount: int) -> None:
    written = numerals.euros(numerals.written(amount, language), language)
    assert only(f"{written}.", language) == (Decimal(amount), QuantityKind.AMOUNT)


@pytest.mark.parametrize(
    ("language", "words", "value"),
    [
        ("nl", "de helft van de slachtoffers", "50"),
        ("nl", "een kwart van de slachtoffers", "25"),
        ("nl", "twee derde van de slachtoffers", "66.7"),
        ("nl", "een op de vijf slachtoffers", "20"),
        ("nl", "zestig procent van de slachtoffers", "60"),
        ("nl", "1,9 miljoen euro", "1900000"),
        ("nl", "anderhalf keer zoveel meldingen", "1.5"),
        ("nl", "het aantal is verdubbeld", "2"),
        ("en", "half of the victims", "50"),
        ("en", "two thirds of the victims", "66.7"),
        ("en", "one in five victims", "20"),
        ("en", "forty-three per cent of the victims", "43"),
        ("en", "€1.9 million", "1900000"),
        ("en", "the number was halved", "0.5"),
        ("en", "five times as many reports", "5"),
    ],
)
def test_parts_multiples_and_large_amounts_in_words_come_back(
    language: str, words: str, value: str
) -> None:
    found, _ = only(words, language)
    assert round(found, 1) == Decimal(value)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Op 1 juli 2024 en in 2015-2019, om 9.30 uur."),
        ("nl", "Artikel 273f lid 1, pagina 8, tabel 3, noot 4, aanbeveling 2."),
        ("nl", "Bel 070 370 45 14, Postbus 20301, 2500 EH Den Haag."),
        ("nl", "Jonger dan 23 jaar, van 12 tot en met 16 jaar, 18-jarigen, binnen twee jaar."),
        ("nl", "Radio 1 en NPO 2, actiepunt 3, Covid-19, vier jaar eerder."),
        ("en", "On 1 July 2024, in the third quarter of 2023, article 4, page 12, note 3."),
        ("en", "Girls aged 12 to 16, under 23, within five years, three years earlier."),
    ],
)  # fmt: skip
def test_what_counts_nothing_is_not_a_quantity(language: str, text: str) -> None:
    assert find_quantities(text, language) == []


# ---- figures and their sentences


def sentence_of(figure: Cited, language: str, *, value: Decimal | None = None) -> str:
    """Write a sentence that says a figure: its title, its period and its value."""
    number = printed_number(figure, language)
    if value is not None:
        number = numerals.as_printed(value, language)
        number += "%" if figure.unit == "percent" else ""
    qualifier = figure.qualifier.in_language(language) if figure.qualifier else ""
    said = (
        f"{qualifier} {number}" if qualifier and len(qualifier.split()) < 4 else number
    )
    period = f" in {figure.period}" if figure.period else ""
    return f"{figure.title.in_language(language)}{period}: {said}."


def verdicts_of(
    text: str, language: str, known: Knowledge
) -> list[tuple[Verdict, set[str]]]:
    """Return verdict and figures of every quantity of a text."""
    document = documents.read_text(text.encode(), ".txt", "text.txt")
    return [
        (one.verdict, {fact.id for fact in one.facts})
        for one in checking.check(document, language, known)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_of_a_figure_is_never_contradicted_and_never_given_to_another_series(
    register: Release, known: dict[str, Knowledge], language: str
) -> None:
    """Over every figure of the register; most are supported, the others leave their subject out of the title."""
    series_of = {figure.id: figure.series for figure in register.cited}
    counts: Counter[str] = Counter()
    wrong: list[tuple[str, str]] = []
    for figure in register.cited:
        text = sentence_of(figure, language)
        for verdict, figures in verdicts_of(text, language, known[language]):
            counts["all"] += 1
            counts["supported"] += verdict in SUPPORTED
            linked = {series_of[id_] for id_ in figures}
            is_elsewhere = verdict in SUPPORTED and figure.series not in linked
            if verdict is Verdict.CONTRADICTED or is_elsewhere:
                wrong.append((figure.id, str(verdict)))
    assert wrong == []
    assert counts["supported"] >= 0.8 * counts["all"], counts


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_of_a_figure_with_another_value_is_never_supported(
    register: Release, known: dict[str, Knowledge], language: str
) -> None:
    """Every count, amount and percentage of the register, changed to a value that no edition has."""
    values: dict[str, set[Decimal]] = {}
    for figure in register.cited:
        values.setdefault(figure.series, set()).add(figure.value)
    wrong: list[str] = []
    for figure in register.cited:
        other = changed(figure, values[figure.series])
        if other is None:
            continue
        text = sentence_of(figure, language, value=other)
        for verdict, _ in verdicts_of(text, language, known[language]):
            if verdict in SUPPORTED:
                wrong.append(f"{figure.id}: {text}")
    assert wrong == []


def changed(figure: Cited, taken: set[Decimal]) -> Decimal | None:
    """Return a value of the same size that is far from every value of the series; None for words and ratios."""
    if figure.printed is not None or figure.unit not in {
        "persons",
        "percent",
        "euro",
        "reports",
        "cases",
    }:
        return None
    for factor in (Decimal("1.37"), Decimal("0.71"), Decimal("1.83")):
        value = (figure.value * factor).to_integral_value()
        is_share = figure.unit == "percent"
        is_far = all(
            abs(value - one) > max(abs(one) * Decimal("0.12"), 6) for one in taken
        )
        if is_far and not (is_share and abs(value) > 100):
            return value
    return None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_of_a_figure_in_another_year_is_never_confirmed(
    register: Release, known: dict[str, Knowledge], language: str
) -> None:
    """A year of which the register says nothing: nothing is known, whatever the value."""
    wrong: list[str] = []
    for figure in register.cited:
        if not figure.period:
            continue
        text = sentence_of(replace(figure, period="2031"), language)
        for verdict, _ in verdicts_of(text, language, known[language]):
            if verdict in SUPPORTED:
                wrong.append(f"{figure.id}: {text}")
    assert wrong == []
