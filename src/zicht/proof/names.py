"""Names that hold digits: `Ward 3`, `sexual assault, 16 or 17`. Their digits count nothing."""

import re
from collections.abc import Iterable, Iterator

from zicht.proof.lexicon.reading import longest_first
from zicht.proof.quantities import find_quantities
from zicht.proof.quantity import Qualifier
from zicht.vocabulary.releases import Release
from zicht.vocabulary.text import Text

_FEWEST_LETTERS = 4
"""Letters below which a name is not looked for within a sentence."""
_FIRST_PLACE = 0xE000
_DIGITS = "0123456789"
_HIDDEN_DIGITS = "".join(chr(_FIRST_PLACE + int(digit)) for digit in _DIGITS)
"""Stand for the digits of names. They are private to whoever uses them, so that no text holds them."""
_HIDE = str.maketrans(_DIGITS, _HIDDEN_DIGITS)
_SHOW = str.maketrans(_HIDDEN_DIGITS, _DIGITS)


class NumberedNames:
    """The names of a release that hold digits, in one language.

    Parameters
    ----------
    release : labels of codes, names of areas, titles and questions of indicators
    language : of the names

    Notes
    -----
    Within a sentence, digits that open a name are left alone, and so is a number with a qualifier: `2 victims` and
    `more than 10 cases` may be the label of a code, and may be what a sentence counts.
    """

    def __init__(self, release: Release, language: str) -> None:
        self._language = language
        said = {" ".join(name.split()) for name in _names(release, language)}
        numbered = _with_digits(said)
        self._alone = {name.casefold() for name in numbered}
        self._within = _any_of(name for name in numbered if self._hidden(name) != name)

    def hide(self, text: str) -> str:
        """Replace the digits of names, so that nothing reads them as quantities; the text keeps its length."""
        if text.casefold() in self._alone:
            return text.translate(_HIDE)
        if self._within is None:
            return text
        return self._within.sub(lambda match: self._hidden(match[0]), text)

    def _hidden(self, name: str) -> str:
        """Replace the digits of a name that would be read as a quantity."""
        if sum(letter.isalpha() for letter in name) < _FEWEST_LETTERS:
            return name
        for quantity in find_quantities(name, self._language):
            if quantity.start and quantity.qualifier is Qualifier.EXACT:
                digits = name[quantity.start : quantity.end].translate(_HIDE)
                name = name[: quantity.start] + digits + name[quantity.end :]
        return name


def show_digits(text: str) -> str:
    """Return a text with the digits of its names."""
    return text.translate(_SHOW)


def without_names(text: str, names: Iterable[str]) -> str:
    """Return a text in which some names stand without their digits."""
    pattern = _any_of(_with_digits(names))
    if pattern is None:
        return text
    return pattern.sub(lambda match: match[0].translate(_HIDE), text)


def _with_digits(names: Iterable[str]) -> list[str]:
    return [name for name in names if any(letter.isdigit() for letter in name)]


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """Return a pattern of names, longer ones before shorter ones; None if there are none."""
    escaped = "|".join(re.escape(name) for name in longest_first(names))
    if not escaped:
        return None
    return re.compile(rf"(?<!\w)(?:{escaped})(?!\w)", re.IGNORECASE)


def _names(release: Release, language: str) -> Iterator[str]:
    for codes in release.codes.values():
        yield from _in_language(codes.labels.values(), language)
    for indicator in release.indicators.values():
        yield from _in_language((indicator.title, indicator.question), language)
    if release.geography is not None:
        for area in release.geography.areas.values():
            yield area.name


def _in_language(texts: Iterable[Text | None], language: str) -> Iterator[str]:
    for text in texts:
        if text is not None:
            yield text.in_language(language)
