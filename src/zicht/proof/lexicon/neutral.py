"""Words that leave the group and the event of a sentence as they are."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from zicht.proof.lexicon.reading import FOLDER, pattern

_REMEMBERED = 16384
"""Words of which it is kept whether they are neutral."""
_EVERYWHERE = (
    "change",
    "being",
    "text",
    "measures",
    "time",
    "degree",
    "speakers",
)
"""Groups of words that are neutral in every sentence."""
_PASSIVE_AUXILIARIES = {
    "en": frozenset(
        {"were", "was", "been", "being", "be", "is", "are", "get", "got", "gets"}
    ),
    "nl": frozenset[str](),
}
"""Words after which an English participle says what somebody underwent; in Dutch the list holds finite forms alone."""


@dataclass(frozen=True)
class Neutral:
    """The neutral words of one language.

    Parameters
    ----------
    language : code of the language
    everywhere : neutral in every sentence
    saying : verbs of who says something: neutral unless somebody undergoes them
    beside : axis or concept to the words that are neutral where a sentence names it
    together : phrases of words that are neutral together, and not each by itself
    other : phrases of neutral words that together say what happened
    passive_auxiliaries : words before a participle that somebody undergoes
    """

    language: str
    everywhere: re.Pattern[str]
    saying: re.Pattern[str]
    beside: Mapping[str, re.Pattern[str]]
    together: re.Pattern[str]
    other: re.Pattern[str]
    passive_auxiliaries: frozenset[str]

    def holds(self, word: str, *, axes: frozenset[str], is_undergone: bool) -> bool:
        """Whether a word is neutral in a sentence about these axes."""
        for place in ("", *sorted(axes & self.beside.keys())):
            if _is_neutral(self.language, word, place):
                return True
        return not is_undergone and self.says(word)

    def says(self, word: str) -> bool:
        """Whether a word is a verb of saying."""
        return _is_neutral(self.language, word, "saying")


@lru_cache(_REMEMBERED)
def _is_neutral(language: str, word: str, place: str) -> bool:
    """Whether a word is in one of the lists: that of every sentence where `place` is empty."""
    words = neutral(language)
    if place == "saying":
        return words.saying.fullmatch(word) is not None
    listed = words.beside[place] if place else words.everywhere
    return listed.fullmatch(word) is not None


@cache
def neutral(language: str) -> Neutral:
    """Return the neutral words of a language.

    Raises
    ------
    FileNotFoundError : the language has no lexicon
    """
    path = FOLDER / "neutral" / f"{language}.toml"
    content = tomllib.loads(path.read_text("utf-8"))
    everywhere = [word for name in _EVERYWHERE for word in content[name]]
    return Neutral(
        language=language,
        everywhere=pattern(everywhere),
        saying=pattern(content["saying"]),
        beside={
            "office": pattern(content["work"]),
            "money": pattern(content["work"]),
            "step": pattern(content["chain"]),
            "report": pattern(content["reporting"]),
        },
        together=pattern(content["phrases"]["neutral"]),
        other=pattern(content["phrases"]["other"]),
        passive_auxiliaries=_PASSIVE_AUXILIARIES[language],
    )
