"""Laws of proof: a true sentence is supported by its own figure and no other, whatever its construction.

The same sentence with one fact changed (value, period, population, direction, who registered it) is never supported,
and contradicted where a writer says subject and period and the register knows both.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.conftest import IS_NIGHT
from tests.laws.proof_sentences import (
    Figures,
    Said,
    Subject,
    capital,
    of_one,
    of_two,
    sentences,
    written,
)

from zicht.proof import checking, documents
from zicht.proof.judging import Judgement, Verdict
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
HUNDRED = Decimal(100)
LARGEST_WORD = 12
"""Up to here numbers are mostly written in letters, and count many things."""
many = settings(max_examples=2_000 if IS_NIGHT else 60)
YEAR_UNKNOWN = "2031"
_PERIOD_ELSEWHERE = {"item"}
"""Constructions whose period stands in another sentence, so that the number may be of another one."""


def judged(text: str, language: str, known: dict[str, Knowledge]) -> list[Judgement]:
    """Judge the quantities of a Markdown text."""
    document = documents.read_text(text.encode(), ".md", "text.md")
    return checking.check(document, language, known[language])


def said(figure: Cited, language: str, value: Decimal | None = None) -> Said:
    """Say a figure: its value, or another, and its period."""
    number = figure.value if value is None else value
    is_share = figure.unit == "percent"
    return Said(written(number, language, is_share=is_share), figure.period)


def numbers_of(judgements: list[Judgement], one: Said) -> list[Judgement]:
    """Return what was judged of a number as it was written."""
    return [j for j in judgements if j.claim.quantity.words == one.number]


def is_linked(judgement: Judgement, subject: Subject, release: Release) -> bool:
    """Whether a judgement rests on figures of one series and no other."""
    series_of = {figure.id: figure.series for figure in release.cited}
    linked = {series_of[fact.id] for fact in judgement.facts}
    return judgement.verdict in SUPPORTED and linked == {subject.series}


@dataclass(frozen=True)
class Clause:
    """One subject, one of its figures, and a construction that says it."""

    name: str
    subject: Subject
    figure: Cited
    construction: str

    def text(self, one: Said) -> str:
        """Write the sentence with a number and period."""
        return of_one(self.construction, self.subject, one)


def clauses(language: str, figures: Figures) -> list[Clause]:
    """Return every subject and share with each of its figures in each construction."""
    words = sentences(language)
    groups = ((words.subjects, words.one), (words.shares, words.one_share))
    return [
        Clause(name, subject, figure, construction)
        for subjects, constructions in groups
        for subject in subjects
        for figure in figures[subject.series]
        for name, construction in constructions.items()
    ]


def is_near(value: Decimal, other: Decimal) -> bool:
    """Whether two values lie so close that words such as `about` may mean either."""
    return abs(value - other) <= max(other / 8, Decimal(3))


@many
@given(data=st.data())
def test_a_true_sentence_is_supported_by_its_own_figure_in_every_construction(
    register: Release,
    known: dict[str, Knowledge],
    figures: Figures,
    data: st.DataObject,
) -> None:
    language = data.draw(st.sampled_from(LANGUAGES))
    clause = data.draw(st.sampled_from(clauses(language, figures)))
    one = said(clause.figure, language)
    (judgement,) = numbers_of(judged(clause.text(one), language, known), one)
    assert is_linked(judgement, clause.subject, register), clause.text(one)


@many
@given(data=st.data(), percentage=st.integers(min_value=3, max_value=300))
def test_another_value_is_contradicted_in_every_construction(
    known: dict[str, Knowledge], figures: Figures, data: st.DataObject, percentage: int
) -> None:
    language = data.draw(st.sampled_from(LANGUAGES))
    clause = data.draw(st.sampled_from(clauses(language, figures)))
    value = (clause.figure.value * percentage / 100).to_integral_value() + 1
    assume(value > LARGEST_WORD)
    assume(value < HUNDRED or clause.figure.unit != "percent")
    assume(not any(is_near(value, one.value) for one in figures[clause.subject.series]))
    one = said(clause.figure, language, value)
    (judgement,) = numbers_of(judged(clause.text(one), language, known), one)
    assert judgement.verdict is Verdict.CONTRADICTED, clause.text(one)


@many
@given(data=st.data())
def test_a_year_that_nobody_knows_is_neither_supported_nor_contradicted(
    known: dict[str, Knowledge], figures: Figures, data: st.DataObject
) -> None:
    language = data.draw(st.sampled_from(LANGUAGES))
    clause = data.draw(st.sampled_from(clauses(language, figures)))
    one = replace(said(clause.figure, language), period=YEAR_UNKNOWN)
    for judgement in numbers_of(judged(clause.text(one), language, known), one):
        assert judgement.verdict not in SUPPORTED, clause.text(one)
        assert judgement.verdict is not Verdict.CONTRADICTED, clause.text(one)


@many
@given(data=st.data())
def test_the_value_of_another_year_is_contradicted(
    known: dict[str, Knowledge], figures: Figures, data: st.DataObject
) -> None:
    language = data.draw(st.sampled_from(LANGUAGES))
    clause = data.draw(st.sampled_from(clauses(language, figures)))
    other = data.draw(st.sampled_from(figures[clause.subject.series]))
    assume(not is_near(other.value, clause.figure.value))
    one = replace(said(clause.figure, language), period=other.period)
    (judgement,) = numbers_of(judged(clause.text(one), language, known), one)
    assert judgement.verdict not in SUPPORTED, clause.text(one)
    if clause.name not in _PERIOD_ELSEWHERE:
        assert judgement.verdict is Verdict.CONTRADICTED, clause.text(one)


@many
@given(data=st.data())
def test_the_value_of_another_group_is_never_supported(
    known: dict[str, Knowledge], figures: Figures, data: st.DataObject
) -> None:
    language = data.draw(st.sampled_from(LANGUAGES))
    clause = data.draw(st.sampled_from(clauses(language, figures)))
    is_share = clause.figure.unit == "percent"
    words = sentences(language)
    subjects = words.shares if is_share else words.subjects
    other = data.draw(st.sampled_from(subjects))
    own = [one.value for one in figures[clause.subject.series]]
    others = [
        figure
        for figure in figures[other.series]
        if figure.period == clause.figure.period
        and not any(is_near(figure.value, value) for value in own)
    ]
    assume(other != clause.subject and others)
    one = said(others[0], language)
    for judgement in numbers_of(judged(clause.text(one), language, known), one):
        assert judgement.verdict not in SUPPORTED, clause.text(one)


# ---- sentences without a year


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_of_one_group_is_not_supported_by_the_figure_of_its_twin(
    register: Release, known: dict[str, Knowledge], language: str
) -> None:
    """Girls and boys, five years and seven, minors and adults, acquaintances and peers."""
    series_of = {figure.id: figure.series for figure in register.cited}
    of_series = {figure.series: figure for figure in register.cited}
    for one in sentences(language).timeless:
        number = said(of_series[one.series], language).number
        (true,) = judged(one.sentence.format(number), language, known)
        assert true.verdict in SUPPORTED, one.sentence
        assert {series_of[fact.id] for fact in true.facts} == {one.series}
        (changed,) = judged(one.twin.format(number), language, known)
        assert changed.verdict is Verdict.CONTRADICTED, one.twin.format(number)
        if one.other:
            twin = said(of_series[one.other], language).number
            (turned,) = judged(one.sentence.format(twin), language, known)
            assert turned.verdict is Verdict.CONTRADICTED, one.sentence.format(twin)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_share_in_words_is_the_share_in_digits(
    register: Release, known: dict[str, Knowledge], language: str
) -> None:
    of_series = {figure.series: figure for figure in register.cited}
    for one in sentences(language).timeless:
        value = str(of_series[one.series].value)
        for words in sentences(language).fractions.get(value, ()):
            text = capital(one.sentence.format(words))
            (judgement,) = judged(text, language, known)
            assert judgement.verdict in SUPPORTED, text
        for words in sentences(language).other_fractions:
            text = capital(one.sentence.format(words))
            (judgement,) = judged(text, language, known)
            is_close = abs(judgement.claim.quantity.value - Decimal(value)) <= 2
            assert is_close or judgement.verdict is Verdict.CONTRADICTED, text


# ---- two numbers of one series


@dataclass(frozen=True)
class Pair:
    """Two figures of one series, the earlier one first."""

    subject: Subject
    first: Cited
    last: Cited

    @property
    def difference(self) -> Decimal:
        """By how much the later one is larger."""
        return self.last.value - self.first.value

    @property
    def percentage(self) -> Decimal:
        """By how many per cent the later one is larger, rounded."""
        return (HUNDRED * self.difference / self.first.value).quantize(Decimal(1))


def pairs(language: str, figures: Figures) -> list[Pair]:
    """Return figures of neighbouring years of the register whose values lie apart."""
    found: list[Pair] = []
    for subject in sentences(language).subjects:
        of_series = sorted(figures[subject.series], key=lambda one: one.period)
        for first, last in pairwise(of_series):
            if not is_near(first.value, last.value):
                found.append(Pair(subject, first, last))
    return found


@many
@given(data=st.data(), are_turned=st.booleans())
def test_two_numbers_of_one_sentence_each_have_their_own_year(
    register: Release,
    known: dict[str, Knowledge],
    figures: Figures,
    data: st.DataObject,
    *,
    are_turned: bool,
) -> None:
    """Each is supported by its own figure; both are contradicted where they changed places."""
    language = data.draw(st.sampled_from(LANGUAGES))
    pair = data.draw(st.sampled_from(pairs(language, figures)))
    construction = data.draw(st.sampled_from(sorted(sentences(language).two)))
    first, last = said(pair.first, language), said(pair.last, language)
    if are_turned:
        first, last = (
            replace(first, number=last.number),
            replace(last, number=first.number),
        )
    text = of_two(sentences(language).two[construction], pair.subject, first, last)
    judgements = judged(text, language, known)
    for one in (first, last):
        (judgement,) = numbers_of(judgements, one)
        is_right = (
            judgement.verdict is Verdict.CONTRADICTED
            if are_turned
            else is_linked(judgement, pair.subject, register)
        )
        assert is_right, text


@many
@given(
    data=st.data(),
    is_percentage=st.booleans(),
    fault=st.sampled_from(["none", "direction", "size"]),
)
def test_the_change_between_two_numbers_has_a_size_and_a_direction(
    known: dict[str, Knowledge],
    figures: Figures,
    data: st.DataObject,
    fault: str,
    *,
    is_percentage: bool,
) -> None:
    """Derived where both are right; contradicted where the direction is turned or the size doubled."""
    language = data.draw(st.sampled_from(LANGUAGES))
    pair = data.draw(st.sampled_from(pairs(language, figures)))
    size = abs(pair.percentage if is_percentage else pair.difference)
    if fault == "size":
        size = 2 * size + 1
    says_rise = (pair.difference > 0) != (fault == "direction")
    words = sentences(language)
    form = data.draw(st.sampled_from(words.rises if says_rise else words.falls))
    number = written(size, language, is_share=is_percentage)
    first, last = said(pair.first, language), said(pair.last, language)
    sentence = of_two(words.two["and"], pair.subject, first, last).rstrip(".")
    text = f"{sentence}, {form.format(number)}."
    *_, judgement = judged(text, language, known)
    assert judgement.claim.quantity.words == number, text
    if fault == "none":
        assert judgement.verdict in SUPPORTED, text
    else:
        assert judgement.verdict is Verdict.CONTRADICTED, text


@many
@given(data=st.data())
def test_a_year_is_counted_from_the_year_before_it(
    register: Release,
    known: dict[str, Knowledge],
    figures: Figures,
    data: st.DataObject,
) -> None:
    """`Two years later` is the year two after the one that was named."""
    language = data.draw(st.sampled_from(LANGUAGES))
    pair = data.draw(st.sampled_from(pairs(language, figures)))
    distance = int(pair.last.period) - int(pair.first.period)
    words = sentences(language)
    assume(distance <= len(words.years_later))
    first, last = said(pair.first, language), said(pair.last, language)
    opening = of_one(words.one["period first"], pair.subject, first)
    later = capital(words.years_later[distance - 1])
    text = f"{opening} {later} {words.there_were} {last.number}."
    (judgement,) = numbers_of(judged(text, language, known), last)
    assert is_linked(judgement, pair.subject, register), text
