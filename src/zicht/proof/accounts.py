"""By whose account a sentence says something: `according to Eurostat, 141 cases came to court`."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from zicht.proof.lexicon import lexicon
from zicht.proof.lexicon.reading import pattern
from zicht.proof.topics import Fact

_END = re.compile(r"[,;:()\u2013\u2014]|\d")
_LONGEST = 60
"""Characters after the words `according to` in which the name of a source stands."""


def is_credited_to_another(
    sentence: str, facts: Iterable[Fact], sources: Iterable[str], language: str
) -> bool:
    """Whether a sentence credits a known source, and none of its figures comes from that one.

    A figure that says the number is no proof of the sentence then: that another source says so too is not known.

    Parameters
    ----------
    sentence : that says the number
    facts : figures that say the same
    sources : names of everybody who counted a known figure; an unknown name proves nothing
    language : of the sentence
    """
    credited = {
        source
        for account in _accounts(sentence, language)
        for source in sources
        if _named(source).search(account)
    }
    origins = [f"{fact.producer} / {fact.vintage}" for fact in facts]
    if not credited or not any(origin.strip(" /") for origin in origins):
        return False
    return not any(
        _named(source).search(origin) for source in credited for origin in origins
    )


def _accounts(sentence: str, language: str) -> Iterator[str]:
    """Yield the words in which a sentence names who says it."""
    opening = pattern(lexicon(language).structure["by_account"])
    for match in opening.finditer(sentence):
        words = sentence[match.end() : match.end() + _LONGEST]
        yield _END.split(words, maxsplit=1)[0]


@cache
def _named(source: str) -> re.Pattern[str]:
    """Match the name of a source as a whole word; in small letters too, as `de politie` is written."""
    return re.compile(rf"(?<!\w){re.escape(source)}(?!\w)", re.IGNORECASE)
