"""Names that Zicht itself gave to dimensions, columns and relations before they were English.

Whoever writes an old name today is told the new one. What was sealed under an old name stays as it was sealed, and is
read under the new one.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from zicht.vocabulary.text import is_language

_FILE = "former_names.toml"
_IN_RELEASES = ("dimensions", "universes")
"""Kinds of names that stand in releases and ledgers."""


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    """Return, per kind, the current name of each former name."""
    text = files("zicht.vocabulary").joinpath(_FILE).read_text("utf-8")
    return tomllib.loads(text)


@cache
def former_dimensions() -> Mapping[str, str]:
    """Return the name of today of each dimension that had another one, with that name."""
    return dict(_names()["dimensions"])


@cache
def _of_today(kinds: tuple[str, ...]) -> Mapping[str, str]:
    """Return the former names of some kinds, with the name of today."""
    return {former: today for kind in kinds for today, former in _names()[kind].items()}


def name_of_today(name: str) -> str:
    """Return the name that a dimension, a level or a universe of a former release has today.

    Examples
    --------
    >>> name_of_today("jaar"), name_of_today("age")
    ('year', 'age')
    """
    return _of_today(_IN_RELEASES).get(name, name)


def with_names_of_today(plain: Any) -> Any:
    """Return a JSON value of a former release in which dimensions, levels and universes have their names of today.

    Parameters
    ----------
    plain : what a file of the release holds; words for readers, under the code of their language, stay as they are

    Examples
    --------
    >>> with_names_of_today({"levels": {"jaar": "2024"}, "title": {"nl": "jaar"}})
    {'levels': {'year': '2024'}, 'title': {'nl': 'jaar'}}
    """
    if isinstance(plain, str):
        return name_of_today(plain)
    if isinstance(plain, list):
        return [with_names_of_today(each) for each in plain]
    if not isinstance(plain, dict):
        return plain
    renamed = {}
    for key, value in plain.items():
        is_words = is_language(key) and isinstance(value, str)
        renamed[name_of_today(key)] = value if is_words else with_names_of_today(value)
    return renamed


def advice_on(names: Iterable[str]) -> str:
    """State the current name of each former name; empty when none of the names is a former one.

    Examples
    --------
    >>> advice_on(["eenheid", "town"])
    "'eenheid' is called 'unit' now."
    """
    of_today = _of_today(tuple(_names()))
    sentences = [
        f"{name!r} is called {of_today[name]!r} now."
        for name in dict.fromkeys(names)
        if name in of_today
    ]
    return " ".join(sentences)
