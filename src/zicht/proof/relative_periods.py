"""Periods that words name by another one: `a year earlier`, `in dat jaar`, `the second quarter of that year`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from zicht.proof.lexicon import lexicon
from zicht.proof.periods import ORDINALS, Period
from zicht.proof.sentences import Span
from zicht.proof.whole_numbers import whole_number

_YEAR_BESIDE = re.compile(r"\s*,?\s*(?:\(|in\s|of\s|van\s)?\s?(?:19|20)\d{2}")
"""A year right after such words says itself which one is meant: `three years earlier, in 2016`."""
_COUNTS = re.compile(r"^(?!the\s|het\s)\w+\s(?:years?|jaar)(?!\w)", re.IGNORECASE)
"""Words of a distance in years: `two years earlier`."""
_IN_THE_QUARTER = re.compile(
    r"(?:the quarter(?: under review)?|het kwartaal)", re.IGNORECASE
)
_QUARTERS = 4
_YEAR = re.compile(r"(?:19|20)\d{2}")
_QUARTER = re.compile(r"(?P<year>(?:19|20)\d{2})-Q(?P<quarter>[1-4])")
_STEPS = {
    "earlier": -1,
    "later": 1,
    "same": 0,
    "part": 0,
    "same_quarter": 0,
    "next_quarter": 0,
}
"""By how many of its units a form moves from the period that it starts from."""


@cache
def _forms(language: str) -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple(
        (_STEPS[name], re.compile(rf"(?<!\w)(?:{form})(?!\w)", re.IGNORECASE))
        for name, forms in lexicon(language).relative_periods.items()
        for form in forms
    )


@cache
def _any_form(language: str) -> re.Pattern[str]:
    """Compile all forms to one pattern: hardly any sentence has one."""
    forms = (form for _, form in _forms(language))
    bare = (re.sub(r"\(\?P<\w+>", "(?:", form.pattern) for form in forms)
    return re.compile("|".join(bare), re.IGNORECASE)


def find_relative_periods(
    text: str,
    sentence: Span,
    periods: Sequence[Period],
    *,
    before: str,
    main: Sequence[str] = (),
    language: str,
) -> list[Period]:
    """Find the periods of a sentence that are named by another one.

    Parameters
    ----------
    text : of the block
    sentence : its place
    periods : that the sentence names themselves
    before : label of the last period before the sentence; empty where there is none
    main : labels of the periods that the text is mainly about
    language : of the text

    Returns
    -------
    in the order of the text; words whose period stands nowhere before them are left out
    """
    if _any_form(language).search(text, sentence.start, sentence.end) is None:
        return []
    found: list[Period] = []
    for step, match in _matches(text, sentence, language):
        if _YEAR_BESIDE.match(text, match.end()):
            continue
        nearest = [p for p in (*periods, *found) if p.end <= match.start()]
        origin = max(nearest, key=lambda p: p.end).label if nearest else before
        if match.groupdict().get("of_year") and _QUARTER.fullmatch(before):
            # `4% more than in the previous quarter, and 10% fewer than in the same quarter of 2022`: that of the text.
            origin = before
        quarters = [label for label in main if _QUARTER.fullmatch(label)]
        if _IN_THE_QUARTER.fullmatch(match[0]) and quarters and not nearest:
            # `Referrals in the quarter` is that of the text, also after a sentence on another one.
            origin = quarters[0]
        label = _moved(origin, step, match, language)
        if label:
            found.append(Period(match.start(), match.end(), label, is_relative=True))
    return found


def _matches(
    text: str, sentence: Span, language: str
) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield each form with the step that it means, from left to right."""
    matches = [
        (step, match)
        for step, form in _forms(language)
        for match in form.finditer(text, sentence.start, sentence.end)
        if _distance(match.groupdict().get("n"), language) is not None
    ]
    matches.sort(key=lambda pair: (pair[1].start(), -pair[1].end()))
    last_end = sentence.start
    for step, match in matches:
        if match.start() >= last_end:
            last_end = match.end()
            yield step, match


def _moved(origin: str, step: int, match: re.Match[str], language: str) -> str:
    """Return the label of the period so many years or quarters from another; empty where it is not known."""
    words = match.groupdict()
    if words.get("of_year"):
        return _quarter_of_year(origin, words["of_year"], language)
    if words.get("next") or words.get("ordinal"):
        return _numbered_quarter(origin, words)
    if words.get("quarter"):
        return _quarter_moved(origin, step)
    distance = _distance(words.get("n"), language)
    if step == 0:
        return origin
    if distance is None or not _YEAR.fullmatch(origin):
        return ""
    return str(int(origin) + step * distance)


def _numbered_quarter(origin: str, words: Mapping[str, str | None]) -> str:
    """Return the quarter with a number of the year of a period: `the second quarter of that year`.

    Without the word itself it is one only after another quarter: `in the first quarter of 2024 905, in the second 860`.
    """
    ordinal = words.get("next") or words.get("ordinal") or ""
    may_be_one = _QUARTER.fullmatch(origin) if words.get("next") else True
    year = _YEAR.match(origin)
    if year is None or not may_be_one:
        return ""
    return f"{year[0]}-Q{ORDINALS[ordinal.lower()]}"


def _distance(words: str | None, language: str) -> int | None:
    """Return how many years words say: one where they say no number."""
    if words is None or words.lower() in {"a", "een", "één"}:
        return 1
    return whole_number(words, language)


def _quarter_of_year(origin: str, words: str, language: str) -> str:
    """Return the quarter of another year with the number of a quarter: `the same quarter of 2022`."""
    match = _QUARTER.fullmatch(origin)
    if match is None:
        return ""
    year = _YEAR.search(words)
    if year is not None:
        return f"{year[0]}-Q{match['quarter']}"
    distance = (
        _distance(words.split(maxsplit=1)[0], language) if _COUNTS.search(words) else 1
    )
    return (
        ""
        if distance is None
        else f"{int(match['year']) - distance}-Q{match['quarter']}"
    )


def _quarter_moved(origin: str, step: int) -> str:
    match = _QUARTER.fullmatch(origin)
    if match is None:
        return ""
    number = int(match["year"]) * _QUARTERS + int(match["quarter"]) - 1 + step
    return f"{number // _QUARTERS}-Q{number % _QUARTERS + 1}"
