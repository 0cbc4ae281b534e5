"""By whose account a sentence says something: `according to Eurostat, 141 cases came to court`."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from zicht.proof.lexicon import lexicon
from zicht.proof.lexicon.reading import pattern
from zicht.proof.topics import Fact

_END = re.compile(r"[,;:()\u2013\u2014]|\d")
_BREAK = re.compile(r"[,;:()\u2013\u2014]")
_COUNTED = re.compile(r"(?<!\d)(?!(?:19|20)\d\d(?!\d))\d")
"""A number that is not a year: after it a verb of counting has what it counted."""
_LONGEST = 60
"""Characters after the words `according to`, or before `that`, in which the name of a source stands."""


def is_credited_to_another(
    sentence: str,
    facts: Iterable[Fact],
    sources: Iterable[str],
    language: str,
    *,
    by_account_alone: bool,
) -> bool:
    """Whether a sentence credits a known source, and none of its figures comes from that one.

    A figure that says the number is no proof of the sentence then: that another source says so too is not known.

    Parameters
    ----------
    sentence : that says the number
    facts : figures that say the same
    sources : names of everybody who counted a known figure; an unknown name proves nothing
    language : of the sentence
    by_account_alone : whether a source that is named without an account says nothing of the number

    Notes
    -----
    A source that is nothing else, such as a statistical office, is credited wherever it is named, unless the sentence
    also names one from which a figure comes. Others report, receive or prosecute too (`the police reported 952
    victims`), so that they are credited only where the sentence gives an account of theirs.
    """
    origins = [f"{fact.producer} / {fact.vintage}" for fact in facts]
    if not any(origin.strip(" /") for origin in origins):
        return False
    named = {source: _names(source, language) for source in sources}
    is_origin = {
        source: any(_is_named(names, origin) for origin in origins)
        for source, names in named.items()
    }
    accounts = list(_accounts(sentence, language))
    by_account = {
        is_origin[source]
        for source, names in named.items()
        if any(_is_named(names, account) for account in accounts)
    }
    if by_account:
        return True not in by_account
    if by_account_alone:
        return False
    in_sentence = {
        source for source, names in named.items() if _is_named(names, sentence)
    }
    if any(is_origin[source] for source in in_sentence):
        return False
    return any(_only_counts(named[source], language) for source in in_sentence)


def _names(source: str, language: str) -> tuple[str, ...]:
    """Return the name by which figures declare a source, and the others that texts give it."""
    return (source, *lexicon(language).written_as.get(source, ()))


def _is_named(names: Iterable[str], text: str) -> bool:
    return any(_named(name).search(text) for name in names)


def _only_counts(names: Iterable[str], language: str) -> bool:
    """Whether a source has no other part in what figures are about: the lexicon knows no concept by its names."""
    return not any(lexicon(language).mentions(name) for name in names)


def _accounts(sentence: str, language: str) -> Iterator[str]:
    """Yield the words in which a sentence names who says it: after `according to`, or before `that`."""
    structure = lexicon(language).structure
    for match in pattern(structure["by_account"]).finditer(sentence):
        words = sentence[match.end() : match.end() + _LONGEST]
        yield _END.split(words, maxsplit=1)[0]
    # `The number reported by the police was that of 2017` is no account of the police.
    bare = pattern(structure["points_that"]).sub("", sentence)
    start = 0
    for match in pattern(structure["says_that"]).finditer(bare):
        words = bare[max(start, match.start() - _LONGEST) : match.start()]
        start = match.end()
        clause = _BREAK.split(words)[-1]
        if _ends_in_counting(clause, language):
            yield clause


def _ends_in_counting(clause: str, language: str) -> bool:
    """Whether the words before `that` say that somebody counted: `Statistics Netherlands has estimated that`.

    `The police reported 75 victims that year` does not.
    """
    verb = pattern(lexicon(language).structure["counts"]).search(clause)
    return verb is not None and not _COUNTED.search(clause, verb.end())


@cache
def _named(source: str) -> re.Pattern[str]:
    """Match the name of a source as a whole word; in small letters too, as `de politie` is written.

    An abbreviation is matched in capitals alone: `OM` is a prosecution service, and `om` a Dutch preposition.
    """
    flags = re.NOFLAG if source.isupper() else re.IGNORECASE
    return re.compile(rf"(?<!\w){re.escape(source)}(?!\w)", flags)
