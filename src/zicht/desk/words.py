"""Words of tables of others, in every language of `words.toml` at once: a file does not say in which it was written."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Kind = Literal[
    "persons",
    "people",
    "keys",
    "withheld_columns",
    "total_before",
    "total_after",
    "subtotals",
    "below",
    "at_most",
    "or_fewer",
    "above",
    "at_least",
    "or_more",
    "between",
]


@cache
def words_for(kind: Kind) -> frozenset[str]:
    """Return the words of one kind, in small letters, of all languages together.

    Examples
    --------
    >>> {"moins de", "fewer than"} <= words_for("below")
    True
    """
    text = files("zicht.desk").joinpath("words.toml").read_text("utf-8")
    words: set[str] = set()
    for of_language in tomllib.loads(text).values():
        words.update(of_language.get(kind, ()))
    return frozenset(words)


def any_of(*kinds: Kind) -> str:
    """Return a regular expression that matches a word of these kinds.

    A blank in a word matches any blanks.
    """
    words = frozenset[str]().union(*map(words_for, kinds))
    # An alternation takes the first that matches: "or fewer" comes before "or".
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
