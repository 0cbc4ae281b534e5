"""Words by which columns of capture tables are recognised, in every language of `column_words.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

Kind = Literal[
    "counts",
    "rows",
    "lists",
    "covariates",
    "histories",
    "totals",
    "years",
    "percentages",
    "unknown",
]


@cache
def column_words(kind: Kind) -> frozenset[str]:
    """Return the words for one kind of column, in small letters, of all languages together.

    Examples
    --------
    >>> sorted(column_words("years"))
    ['annee', 'année', 'jaar', 'y', 'year']
    """
    text = files("zicht.estimation").joinpath("column_words.toml").read_text("utf-8")
    words: set[str] = set()
    for of_language in tomllib.loads(text).values():
        words.update(of_language[kind])
    return frozenset(words)
