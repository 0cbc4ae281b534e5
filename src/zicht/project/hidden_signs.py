"""Signs that no reader sees, in files of a project: controls, ends of lines in a text, signs that reorder it."""

import re
from collections.abc import Iterator, Mapping

from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.text import hidden_signs

_KEY_OF_SQL = "holds"
"""Key of a rule of a form: its SQL may run over several lines."""
_ESCAPE = re.compile(r"\\[uUbfnrt]")
_PLAIN_WORDS = re.compile(r"""[^"\\\x00-\x1f]+""")
"""Words of a text that TOML writes as they are."""
_LAYOUT = "\t\n\r"
"""Hidden signs that every file holds between its texts."""


def in_words(words: str, name: str) -> Iterator[ProjectError]:
    """Yield a mistake for each hidden sign of a file, but for tabs and the ends of its lines.

    Parameters
    ----------
    words : of the file
    name : of the file, as an editor knows it
    """
    for sign in hidden_signs(words):
        if sign[0] not in _LAYOUT:
            line = words.count("\n", 0, sign.start()) + 1
            yield _mistake(f"{name}:{line}", sign[0])


def in_values(
    parsed: Mapping[str, object], words: str, name: str, first_line: int
) -> Iterator[ProjectError]:
    """Yield a mistake for each text of parsed TOML that holds a hidden sign, which an escape can write too.

    Parameters
    ----------
    parsed : the TOML
    words : from which it was parsed
    name, first_line : where the words stand
    """
    for text, sign in _texts(parsed):
        line = _line_of(words, text, sign) + first_line - 1
        yield _mistake(f"{name}:{line}", sign[0])


def _mistake(place: str, sign: str) -> ProjectError:
    if sign == "\n":
        return ProjectError(
            f"{place}: this text runs over several lines.",
            now='Write it on one line; or between """, and end each line of it with a backslash.',
        )
    return ProjectError(
        f"{place}: this holds the sign U+{ord(sign):04X}, which no reader sees.",
        now="Remove it.",
    )


def _texts(value: object, key: str = "") -> Iterator[tuple[str, re.Match[str]]]:
    """Yield each text with a hidden sign, and the first such sign; keys are texts too."""
    if isinstance(value, Mapping):
        for inner_key, inner in value.items():
            yield from _texts(inner_key)
            yield from _texts(inner, inner_key)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, key)
    elif isinstance(value, str):
        allowed = _LAYOUT if key == _KEY_OF_SQL else ""
        signs = (sign for sign in hidden_signs(value) if sign[0] not in allowed)
        first = next(signs, None)
        if first is not None:
            yield value, first


def _line_of(words: str, text: str, sign: re.Match[str]) -> int:
    """Return the line on which a text with a hidden sign stands.

    Parsed TOML has no lines, so the words beside the sign are looked for, first on lines with an escape.
    """
    beside = _PLAIN_WORDS.findall(text[: sign.start()])[-1:]
    beside += _PLAIN_WORDS.findall(text[sign.end() :])[:1]
    lines = list(enumerate(words.split("\n"), start=1))
    with_escape = [line for line in lines if _ESCAPE.search(line[1])]
    for part in beside:
        for number, line in [*with_escape, *lines]:
            if part in line:
                return number
    return with_escape[0][0] if with_escape else 1
