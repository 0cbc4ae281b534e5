"""The words by which sentences name what a figure is about: data, one file per language."""

from zicht.proof.lexicon.reading import (
    Axis,
    Lexicon,
    Mention,
    about_problems,
    axes,
    languages,
    lexicon,
)

__all__ = [
    "Axis",
    "Lexicon",
    "Mention",
    "about_problems",
    "axes",
    "languages",
    "lexicon",
]
