"""Words that narrow a group in a way that the lexicon does not know: `reported by hospitals`, `in Rotterdam`."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from zicht.proof.lexicon import Mention, lexicon
from zicht.proof.lexicon.neutral import neutral
from zicht.proof.periods import Period
from zicht.proof.quantity import Quantity
from zicht.proof.sentences import Span, is_within
from zicht.proof.whole_numbers import whole_number

Known = Mention | Period | Quantity
"""What was understood of a text."""
NEAR = 60
"""Characters after a quantity and its noun in which such words narrow its group."""
_MOST_WORDS = 2
"""Words of a group that are shown, and that may stand between a number and a noun that is known."""
_BREAK = re.compile(r"[.,;:()]")
_WORD = re.compile(r"[^\W\d_][\w'’-]*|\d[\d.,]*%?")


@cache
def _prepositions(language: str) -> re.Pattern[str]:
    words = "|".join(map(re.escape, lexicon(language).structure["narrowing"]))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def unknown_narrowing(
    text: str,
    start: int,
    end: int,
    *,
    counted_from: int | None,
    known: Sequence[Known],
    language: str,
) -> str:
    """Find words between two places that bring in a group or place that the lexicon does not know.

    Parameters
    ----------
    text : of the block
    start, end : the stretch in which a group may be narrowed
    counted_from : where the words begin that say what is counted: the end of a count or share; None for other kinds
    known : what was understood of the text
    language : of the text

    Returns
    -------
    the first such words; empty where every group that is named is known

    Notes
    -----
    Such words speak against no figure, and for none: a sentence that has them is neither confirmed nor contradicted.
    """
    spans = spans_of(known)
    if counted_from is not None:
        noun = _counted_noun(text, counted_from, end, spans, language)
        if noun:
            return noun
    for match in _prepositions(language).finditer(text, start, end):
        if is_within(match.start(), spans):
            continue
        words, _ = _unknown_words(text, match.end(), end, spans, language)
        if words:
            return f"{match[0]} {' '.join(words)}"
    return ""


def is_neutral(narrowing: str, language: str) -> bool:
    """Whether words that were found unknown name no group: `in these years handled`.

    They do not take a confirmation back, and still a contradiction: what they say may be of another amount.
    """
    words = neutral(language)
    axes = frozenset({"step", "report"})
    return all(
        is_function_word(word[0].lower(), language)
        or words.holds(word[0], axes=axes, is_undergone=False)
        for word in _WORD.finditer(narrowing)
    )


def _counted_noun(
    text: str, start: int, end: int, known: Sequence[Span], language: str
) -> str:
    """Return what a quantity counts, where the lexicon does not know it: `8 members`, `5% of the resamples`."""
    words = lexicon(language).structure
    following = text[start:end]
    link = re.match(
        rf"\s*(?:{'|'.join(map(re.escape, words['counted']))})(?!\w)", following
    )
    position = start + link.end() if link else start
    unknown, is_followed = _unknown_words(
        text, position, end, known, language, skips=bool(link)
    )
    return "" if is_followed else " ".join(unknown)


def _unknown_words(
    text: str,
    start: int,
    end: int,
    known: Sequence[Span],
    language: str,
    *,
    skips: bool = True,
) -> tuple[list[str], bool]:
    """Find the first unknown words from a place on.

    Parameters
    ----------
    skips : whether function words before them are passed over; else they end the search

    Returns
    -------
    the words, and whether a word that is known follows them at once (`presumed victims`)
    """
    unknown: list[str] = []
    position = start
    for word in _WORD.finditer(text, start, end):
        has_break = _BREAK.search(text, position, word.start()) is not None
        if has_break or word[0][0].isdigit():
            break
        if is_within(word.start(), known):
            return unknown[:_MOST_WORDS], len(unknown) <= _MOST_WORDS
        position = word.end()
        joins = is_function_word(word[0].lower(), language)
        if joins and (unknown or not skips):
            break
        if not joins:
            unknown.append(word[0])
    return unknown[:_MOST_WORDS], False


def unknown_words(
    text: str,
    stretch: Span,
    *,
    known: Sequence[Known],
    language: str,
) -> list[str]:
    """Return the words of a stretch that name something which the lexicon does not know."""
    spans = spans_of(known)
    return [
        word[0]
        for word in _WORD.finditer(text, stretch.start, stretch.end)
        if not is_within(word.start(), spans)
        and not is_function_word(word[0].lower(), language)
    ][:_MOST_WORDS]


def spans_of(known: Iterable[Known]) -> list[Span]:
    """Return the stretches of a text that were understood."""
    return [Span(each.start, each.end) for each in known]


def is_function_word(word: str, language: str) -> bool:
    """Whether a word names no group: it joins, counts or qualifies."""
    if word in _function_words(language) or whole_number(word, language) is not None:
        return True
    return any(p.fullmatch(word) for p in lexicon(language).directions.values())


@cache
def _function_words(language: str) -> frozenset[str]:
    words = lexicon(language)
    qualifiers = {
        part
        for phrases in words.qualifiers.values()
        for phrase in phrases
        for part in phrase.split()
    }
    structure = words.structure
    return frozenset(
        {*structure["function_words"], *structure["narrowing"], *qualifiers}
    )
