"""Laws of what a sentence computes: sums, means, points, each year and the highest of all, right and wrong."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.laws.proof_sentences import Figures, Subject, of_one, sentences, written
from tests.laws.test_proof_sentences import (
    HUNDRED,
    LANGUAGES,
    SUPPORTED,
    judged,
    numbers_of,
    said,
)

from zicht.edition import numerals
from zicht.proof.judging import Verdict
from zicht.proof.topics import Knowledge
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.releases import Release

few = settings(max_examples=30, deadline=None)
ADDED = {
    "nl": "De huur kostte € {} en de stroom € {}. Tezamen is dat € {}.",
    "en": "Rent came to €{} and power to €{}. Together that is €{}.",
}
MEAN = {
    "nl": "In 2023 waren er {} bezoekers, gemiddeld {} per maand.",
    "en": "In 2023 there were {} visitors, an average of {} a month.",
}
HIGHEST = {
    "nl": "Het hoogste aantal {noun} dat werd {done}, was dat van {period}: {number}.",
    "en": "The highest number of {noun} {done} was that of {period}: {number}.",
}
EACH_YEAR = {
    "nl": "In {period} werden elk jaar {number} {noun} {done}.",
    "en": "In {period}, {number} {noun} were {done} each year.",
}
POINTS = {
    "nl": ("waren dat er", "procentpunt", "een stijging van {}", "een daling van {}"),
    "en": ("it was", "percentage points", "an increase of {}", "a decrease of {}"),
}
amounts = st.integers(min_value=1_001, max_value=999_999)


@few
@given(language=st.sampled_from(LANGUAGES), one=amounts, other=amounts, off=amounts)
def test_numbers_that_are_said_to_be_together_add_up(
    known: dict[str, Knowledge], language: str, one: int, other: int, off: int
) -> None:
    def verdict_of(total: int) -> Verdict:
        numbers = [numerals.written(number, language) for number in (one, other, total)]
        return judged(ADDED[language].format(*numbers), language, known)[-1].verdict

    assert verdict_of(one + other) is Verdict.DERIVED
    assert verdict_of(one + other + off) is Verdict.CONTRADICTED


@few
@given(
    language=st.sampled_from(LANGUAGES),
    mean=st.integers(min_value=100, max_value=9_999),
    times=st.sampled_from([Decimal("0.5"), Decimal("1.2"), Decimal(3)]),
)
def test_a_monthly_mean_is_a_twelfth_of_its_year(
    known: dict[str, Knowledge], language: str, mean: int, times: Decimal
) -> None:
    whole = numerals.written(12 * mean, language)

    def verdict_of(stated: Decimal) -> Verdict:
        text = MEAN[language].format(whole, written(stated, language))
        return judged(text, language, known)[-1].verdict

    assert verdict_of(Decimal(mean)) is not Verdict.CONTRADICTED
    assert verdict_of((mean * times).to_integral_value()) is Verdict.CONTRADICTED


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_highest_number_is_supported_only_where_no_earlier_one_is_higher(
    known: dict[str, Knowledge],
    register: Release,
    figures: Figures,
    language: str,
) -> None:
    """Over every subject and year of the register; earlier editions of figures that are counted alike count as well."""
    for subject in sentences(language).subjects:
        printed = [one for one in register.cited if one.series == subject.series]
        for figure in figures[subject.series]:
            one = said(figure, language)
            text = of_one(HIGHEST[language], subject, one)
            (judgement,) = numbers_of(judged(text, language, known), one)
            if _is_outdone(figure, printed):
                assert judgement.verdict is Verdict.CONTRADICTED, text
            else:
                assert judgement.verdict is not Verdict.CONTRADICTED, text


def _is_outdone(figure: Cited, printed: list[Cited]) -> bool:
    """Whether some earlier year has a number that is higher than every edition of this one."""
    alike = [one for one in printed if one.identity == figure.identity]
    own = [one.value for one in printed if one.period == figure.period]
    earlier = [
        one.value
        for one in alike
        if one.period.isdigit() and one.period < figure.period
    ]
    return bool(earlier) and max(earlier) > max(own)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_of_some_years_together_is_not_one_of_each_year(
    known: dict[str, Knowledge], register: Release, language: str
) -> None:
    n_held = 0
    for subject in sentences(language).subjects:
        for figure in register.cited:
            is_run = figure.series == subject.series and "-" in figure.period
            if not is_run or figure.kind == "estimate":
                continue
            one = said(figure, language)
            text = of_one(EACH_YEAR[language], subject, one)
            (judgement,) = numbers_of(judged(text, language, known), one)
            assert judgement.verdict is Verdict.CONTRADICTED, text
            n_held += 1
    assert n_held > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_percentage_points_are_not_per_cent(
    known: dict[str, Knowledge], figures: Figures, language: str
) -> None:
    n_held = 0
    for subject in sentences(language).shares:
        of_series = sorted(figures[subject.series], key=lambda one: one.period)
        for first, last in pairwise(of_series):
            points = last.value - first.value
            if abs(points - HUNDRED * points / first.value) <= 2:
                continue
            in_points = _change(subject, first, last, language, is_points=True)
            in_per_cent = _change(subject, first, last, language, is_points=False)
            assert judged(in_points, language, known)[-1].verdict in SUPPORTED
            wrong = judged(in_per_cent, language, known)[-1]
            assert wrong.verdict is Verdict.CONTRADICTED, in_per_cent
            n_held += 1
    assert n_held > 0


def _change(
    subject: Subject, first: Cited, last: Cited, language: str, *, is_points: bool
) -> str:
    """Write two shares and their difference, in points or falsely in per cent."""
    there, unit, rise, fall = POINTS[language]
    size = written(abs(last.value - first.value), language, is_share=not is_points)
    stated = f"{size} {unit}" if is_points else size
    opening = of_one(
        sentences(language).one_share["period first"], subject, said(first, language)
    )
    then = said(last, language)
    change = (rise if last.value > first.value else fall).format(stated)
    return f"{opening} In {then.period} {there} {then.number}, {change}."
