"""The files of fixed words, one per language: `words/CODE.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from zicht.vocabulary.errors import ProjectError

SEPARATOR = "."


@cache
def languages_with_words() -> tuple[str, ...]:
    """Languages in which Zicht has its fixed words: those of which there is a file."""
    folder = files("zicht.edition").joinpath("words")
    names = sorted(file.name for file in folder.iterdir())
    return tuple(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


@cache
def words_of(language: str) -> Mapping[str, str]:
    """Every text of one language by its key; the keys of nested tables are joined with dots.

    Raises
    ------
    ProjectError : the catalogue is not valid TOML; names its file
    """
    return parsed_catalogue(language, catalogue_text(language))


def parsed_catalogue(language: str, text: str) -> dict[str, str]:
    """Return the texts of a catalogue by their key.

    Raises
    ------
    ProjectError : it is not valid TOML; names its file
    """
    try:
        return flat(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(
            f"edition/words/{language}.toml: this is no TOML: {error}.",
            now="Correct this line, or the one above it; texts stand between quotes.",
        ) from None


def catalogue_text(language: str) -> str:
    """Return the catalogue of a language as it is written."""
    file = files("zicht.edition").joinpath("words", f"{language}.toml")
    return file.read_text(encoding="utf-8")


def flat(table: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """Join the keys of nested tables with dots."""
    texts: dict[str, str] = {}
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            texts.update(flat(value, key + SEPARATOR))
        else:
            texts[key] = str(value)
    return texts
