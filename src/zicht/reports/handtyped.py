"""Finds numbers that were typed instead of referred to."""

from collections.abc import Iterable, Iterator

from zicht.edition.nodes import (
    Inlines,
    LineBreak,
    Link,
    Literal,
    Plain,
    Reference,
    Styled,
)
from zicht.edition.numbers_in_text import find_numbers

_STANDS_FOR_SOMETHING = "\ufffc"


def typed_numbers(inlines: Inlines, language: str) -> list[tuple[int, str]]:
    """Find numbers in one paragraph that count something and are neither a reference nor `{literal ...}`.

    Returns
    -------
    line and words of each
    """
    pieces = list(_pieces(inlines))
    text = "".join(words for words, _ in pieces)
    typed = []
    for number in find_numbers(text, language):
        line = _line_at(number.start, pieces)
        typed.append((line, number.words))
    return typed


def _line_at(place: int, pieces: Iterable[tuple[str, int]]) -> int:
    """Return the line of the piece of text that holds a place."""
    end = 0
    for words, line in pieces:
        end += len(words)
        if place < end:
            return line
    return 0


def _pieces(inlines: Inlines) -> Iterator[tuple[str, int]]:
    """Yield the words of a paragraph with the line of each; a sign stands for what is not words."""
    for inline in inlines:
        match inline:
            case Plain():
                yield inline.words, inline.line
            case Styled() | Link():
                yield from _pieces(inline.inlines)
            case LineBreak():
                yield "\n", 0
            case Reference() | Literal():
                # Without a sign in its place, the words before and behind a reference would join to a number
                # that nobody typed.
                yield _STANDS_FOR_SOMETHING, 0
