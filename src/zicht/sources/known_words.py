"""Words of tables in several languages that are data beside this module: for a number that is not known, for totals."""

import tomllib
from functools import cache
from importlib.resources import files

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


def bare_word(text: str) -> str:
    """Write a word in small letters, without what may stand around it.

    Examples
    --------
    >>> bare_word("TOTAL:"), bare_word(" Totaal *")
    ('total', 'totaal')
    """
    return text.strip(_AROUND_WORDS).casefold()


def _words_in(name: str) -> frozenset[str]:
    file = files("zicht.sources").joinpath(name)
    return frozenset(tomllib.loads(file.read_text("utf-8"))["words"])
