"""Words of tables in several languages that are data beside this module: for a number that is not known, for totals."""

import re
import tomllib
from functools import cache
from importlib.resources import files

_BETWEEN_WORDS = re.compile(r"[^\w']+")
_AROUND_WORDS = " .:*\u00a0"
"""What may stand before or behind a word in a cell: blanks, a colon, the mark of a note."""


@cache
def words_for_not_known() -> frozenset[str]:
    """Return the words among numbers that say that a number is not known, in small letters."""
    return _words_in("not_known.toml")


@cache
def words_for_totals() -> frozenset[str]:
    """Return the words by which a row calls itself a total of others, in small letters."""
    return _words_in("total_words.toml")


def calls_itself_total(text: str) -> bool:
    """Whether a text names a total of other rows, by its first or last word, or a part of the row above it.

    Examples
    --------
    >>> texts = ("TOTAL:", "Subtotal North", "Totaal (a)", "of which children", "Tottenham")
    >>> [calls_itself_total(text) for text in texts]
    [True, True, True, True, False]
    """
    bare = bare_word(text)
    if bare in words_for_totals():
        return True
    words = [word for word in _BETWEEN_WORDS.split(bare) if word]
    is_at_an_end = bool(words) and not words_at_an_end().isdisjoint(
        {words[0], words[-1]}
    )
    return is_at_an_end or bare.startswith(beginnings_of_parts())


@cache
def words_at_an_end() -> frozenset[str]:
    """Return the words that make a total of a text which begins or ends with them, in small letters."""
    return _words_in("total_words.toml", "at_an_end")


@cache
def beginnings_of_parts() -> tuple[str, ...]:
    """Return the beginnings of texts by which a row says that it is a part of the row above it, in small letters."""
    return tuple(
        f"{words} " for words in sorted(_words_in("total_words.toml", "of_which"))
    )


def bare_word(text: str) -> str:
    """Write a word in small letters, without what may stand around it.

    Examples
    --------
    >>> bare_word("TOTAL:"), bare_word(" Totaal *")
    ('total', 'totaal')
    """
    return text.strip(_AROUND_WORDS).casefold()


def _words_in(name: str, key: str = "words") -> frozenset[str]:
    file = files("zicht.sources").joinpath(name)
    return frozenset(tomllib.loads(file.read_text("utf-8"))[key])
