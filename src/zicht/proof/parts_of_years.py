"""Words beside a year by which a sentence means another stretch of time: `the last quarter of 2023`, `until 2023`."""

import re
from collections.abc import Sequence

from zicht.proof.lexicon import lexicon
from zicht.proof.lexicon.changing import changing
from zicht.proof.lexicon.reading import pattern
from zicht.proof.periods import Period
from zicht.proof.quantity import Quantity
from zicht.proof.sentences import Span

_YEAR = re.compile(r"(?:19|20)\d{2}")
_TWO_HALVES = re.compile(r"(?<![\d/])(?:19|20)\d{2}/\d{2}(?![\d/])")
"""A year that begins within another one, as a school or a treasury counts: `2023/24`."""
_BETWEEN = re.compile(
    r"[\s-]*(?:(?:of|in|the|year|van|het|jaar|de)\s+)*", re.IGNORECASE
)
"""What may stand between such words and the year."""
_IN = re.compile(r"\s+(?:in\s+)?(?:the year\s+|het jaar\s+)?", re.IGNORECASE)
"""What may stand between a number and its year."""


def other_stretch(
    text: str,
    sentence: Span,
    label: str,
    periods: Sequence[Period],
    *,
    quantities: Sequence[Quantity] = (),
    language: str,
) -> str:
    """Return the words by which a sentence means less, more or something else than a whole year.

    Parameters
    ----------
    text : of the block
    sentence : its place
    label : of the period that a quantity was taken to be of
    periods : that the sentence names
    quantities : of the sentence: `40%, a quarter in 2016` is of no quarter of 2016
    language : of the text

    Returns
    -------
    empty where the sentence means the year, or where the period is no plain year

    Examples
    --------
    >>> from zicht.proof.periods import find_periods
    >>> def words(text):
    ...     return other_stretch(text, Span(0, len(text)), "2023", find_periods(text), language="en")
    >>> words("The last quarter of 2023"), words("Until 2023"), words("In 2023")
    ('quarter', 'Until', '')
    >>> words("By 2023, 868 had come"), words("By 2023 the number had fallen to 868")
    ('By', '')
    """
    halves = _TWO_HALVES.search(text, sentence.start, sentence.end)
    if halves is not None:
        return halves[0]
    years = [period for period in periods if _YEAR.fullmatch(period.label)]
    named = [period for period in years if period.label == label]
    starts = [_words_of_a_start(text, sentence, period, language) for period in years]
    words = [
        _words_around(text, sentence, period, language)
        for period in named
        if not _has_a_number_before(text, period, quantities)
    ]
    # A sentence that names the year once more, without such words, means the year.
    around = words[0] if all(words) and words else ""
    # `Since 2010, 868 were reported; in 2023 it ended` counts from 2010 on, although 2023 stands there plainly.
    return around or next(filter(None, starts), "")


def _has_a_number_before(
    text: str, period: Period, quantities: Sequence[Quantity]
) -> bool:
    """Whether a quantity ends right before a year, but for words such as `in the year`."""
    return any(
        _IN.fullmatch(text, quantity.end, period.start) for quantity in quantities
    )


def _words_around(text: str, sentence: Span, period: Period, language: str) -> str:
    """Return words right before a year by which less, more or another time is meant: `until`, `around`."""
    beside = pattern(lexicon(language).structure["beside_a_year"])
    return (
        _right_before(text, sentence, period, beside)
        or _right_before(text, sentence, period, changing(language).around_year)
        or _words_of_an_end(text, sentence, period, "up_to_a_year", language)
    )


def _words_of_a_start(text: str, sentence: Span, period: Period, language: str) -> str:
    """Return `since` or `from` where a sentence counts from a year on."""
    words = lexicon(language)
    opening = _right_before(text, sentence, period, changing(language).opening_year)
    start = text.rfind(opening, sentence.start, period.start) if opening else -1
    opens_clause = start >= 0 and not text[sentence.start : start].strip(" ,;:(“\"'")
    if opens_clause and not words.direction(text[sentence.start : sentence.end]):
        return opening
    # `Since 2021, when 791 were reported` says what was counted in 2021.
    tells_of_it = pattern(words.structure["when"]).match(
        text[period.end : sentence.end].lstrip(" ,")
    )
    # `The most since 2019` compares with the years from 2019 on, and counts those of one.
    before = text[sentence.start : period.start]
    compares = any(
        pattern(words.structure[extreme]).search(before)
        for extreme in ("highest", "lowest")
    ) or any(
        phrase.end() == len(before.rstrip())
        for phrase in changing(language).harmless.finditer(before)
    )
    if tells_of_it or compares:
        return ""
    return _words_of_an_end(text, sentence, period, "from_a_year_on", language)


def _words_of_an_end(
    text: str, sentence: Span, period: Period, key: str, language: str
) -> str:
    """Return `by` or `since` where a sentence counts up to a year, or from it on; empty where it says what changed."""
    words = lexicon(language)
    if words.direction(text[sentence.start : sentence.end]):
        return ""
    return _right_before(text, sentence, period, pattern(words.structure[key]))


def _right_before(
    text: str, sentence: Span, period: Period, words: re.Pattern[str]
) -> str:
    """Return the words right before a year, if there are any of these; empty else."""
    before = text[sentence.start : period.start]
    for match in words.finditer(before):
        if _BETWEEN.fullmatch(before, match.end()):
            return match[0]
    return ""
