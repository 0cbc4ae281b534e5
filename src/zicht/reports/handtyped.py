"""Finds numbers that were typed where a reference belongs."""

from collections.abc import Iterator

from zicht.edition.nodes import (
    Inline,
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
    parts = list(_parts(inlines))
    text = "".join(words for words, _ in parts)
    found = []
    for number in find_numbers(text, language):
        at = 0
        for words, line in parts:
            at += len(words)
            if number.start < at:
                found.append((line, number.words))
                break
    return found


def _parts(inlines: Inlines) -> Iterator[tuple[str, int]]:
    for inline in inlines:
        yield from _part(inline)


def _part(inline: Inline) -> Iterator[tuple[str, int]]:
    if isinstance(inline, Plain):
        yield inline.words, inline.line
    elif isinstance(inline, Styled | Link):
        yield from _parts(inline.inlines)
    elif isinstance(inline, LineBreak):
        yield "\n", 0
    elif isinstance(inline, Reference | Literal):
        yield _STANDS_FOR_SOMETHING, 0
