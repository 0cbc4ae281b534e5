"""Words that narrow a group in a way that the lexicon does not know: `reported by hospitals`, `in Rotterdam`."""

import re
from collections.abc import Sequence
from functools import cache

from zicht.proof.lexicon import Mention, lexicon
from zicht.proof.periods import Period
from zicht.proof.quantities import Quantity
from zicht.proof.sentences import Span

NEAR = 60
"""Characters after a quantity and its noun in which such words narrow its group."""
_MOST_WORDS = 2
"""Words of a group that are shown."""
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
    known: Sequence[Mention | Period | Quantity],
    language: str,
) -> str:
    """Find words between two places that bring in a group or place that the lexicon does not know.

    Parameters
    ----------
    text : of the block
    start, end : the stretch in which a group may be narrowed
    known : what was understood of the text
    language : of the text

    Returns
    -------
    the first such words; empty where every group that is named is known

    Notes
    -----
    Such words speak against no figure, and for none: a sentence that has them is neither confirmed nor contradicted.
    """
    spans = [Span(one.start, one.end) for one in known]
    for match in _prepositions(language).finditer(text, start, end):
        if any(span.holds(match.start()) for span in spans):
            continue
        words = _unknown_words(text, match.end(), end, spans, language)
        if words:
            return f"{match[0]} {' '.join(words)}"
    return ""


def _unknown_words(
    text: str, start: int, end: int, known: Sequence[Span], language: str
) -> list[str]:
    """Return the first words after a preposition, up to what is known, another clause or a number."""
    function_words = lexicon(language).structure["function_words"]
    unknown: list[str] = []
    position = start
    for word in _WORD.finditer(text, start, end):
        has_break = _BREAK.search(text, position, word.start()) is not None
        is_known = any(span.holds(word.start()) for span in known)
        if has_break or is_known or word[0][0].isdigit() or len(unknown) == _MOST_WORDS:
            break
        position = word.end()
        is_function_word = word[0].lower() in function_words
        if is_function_word and unknown:
            break
        if not is_function_word:
            unknown.append(word[0])
    return unknown
