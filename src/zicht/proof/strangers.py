"""Words by which a sentence says something that no figure is about: `944 victims were deported`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice

from zicht.proof.lexicon import Mention, lexicon
from zicht.proof.lexicon.neutral import Neutral, neutral
from zicht.proof.lexicon.reading import pattern
from zicht.proof.narrowing import Known, is_function_word, spans_of
from zicht.proof.sentences import Span, is_within

_REMEMBERED = 256
"""Blocks of text whose neutral phrases are kept: every quantity of a block asks for them."""
_WORD = re.compile(r"[^\W\d_][\w’'-]*(?:\.[^\W\d_]\b)*")
DATELINE = re.compile(
    r"(?:[A-ZÀ-Ý][A-ZÀ-Ý’'/ .-]{2,}(?:\([^)]*\))?|[A-ZÀ-Ý]\w+(?: [A-ZÀ-Ý]\w+)*(?=, ))"
    r"(?:, (?:\w+ )?\d{1,2}(?: \w+)?(?: \d{4})?)?\s*[–—-]\s"
)
"""Place and day at the start of a report: `THE HAGUE —`."""
_TITLES = (
    r"heer|mevrouw|mw|dhr|dr|drs|prof|mr|ms|mrs|professor|minister|lid|kamerlid|wethouder|staatssecretaris|secretary"
    r"|councillor|senator"
)
_TITLED = re.compile(
    rf"(?<!\w)(?i:{_TITLES})\.?(?:\s(?:de|den|der|van|ten|ter|la))*(?:\s[A-ZÀ-Ý][\w’'-]+)+"
)
"""A person with a title, who says something and is not counted."""
_WHO_COUNTS = frozenset({"notifier", "register", "country", "office"})
"""Axes of words for those who count or report."""
_END_OF_ASIDE = re.compile(r"[,;:.()–—!?]")
_NAME = r"[A-ZÀ-Ý][\w.’'-]+"
_APPOSITION = {
    language: re.compile(
        rf"(?:\A|(?<=[.!?] )){_NAME}(?: {_NAME})?, (?P<words>(?:{articles}) [^,;:.()\d]{{3,60}}),"
    )
    for language, articles in (("nl", "de|het|een"), ("en", "the|a|an"))
}
"""Says who a name at the start of a sentence is: `Myria, the Belgian migration centre, reported`."""
_PASSIVE_WITHIN = 2
"""Words before a participle among which a form of `to be` makes it one that people undergo."""
_MOST_SHOWN = 2


def strange_words(
    text: str,
    regions: Iterable[Span],
    *,
    known: Sequence[Known],
    axes: frozenset[str],
    language: str,
) -> list[str]:
    """Return words that neither a concept nor the list of neutral words knows.

    Parameters
    ----------
    text : of the block
    regions : stretches of the sentence that speak of one quantity
    known : what was understood of the text
    axes : on which the sentence says what the quantity is about; some words are neutral only beside some of them
    language : of the text

    Returns
    -------
    the first of them; empty where the sentence says nothing but what is understood
    """
    spans = [*spans_of(known), *_neutral_phrases(text, language)]
    spans += _asides(text, known, language)
    strange = _strange_in(text, regions, spans, neutral(language), axes)
    return list(islice(dict.fromkeys(strange), _MOST_SHOWN))


def _asides(text: str, known: Sequence[Known], language: str) -> Iterator[Span]:
    """Yield adjuncts and clauses that say in spite of what or by whose account, and leave the main clause as it is.

    `Despite short staff, 944 victims were reported`, `according to the inspectorate`. They end at a comma, and before
    the first thing that is known, since Dutch goes on without a comma: `Ondanks krappe bezetting werden 944 gemeld`.
    """
    for match in _openers(language).finditer(text):
        end = _END_OF_ASIDE.search(text, match.end())
        position = end.start() if end else len(text)
        starts = [each.start for each in known if match.end() <= each.start < position]
        yield Span(match.start(), min([position, *starts]))
    for match in _APPOSITION[language].finditer(text):
        # `Victims, the deported ones, numbered 944` says which of them are counted.
        if not _names_a_group_at(match.start(), known):
            yield Span(match.start("words"), match.end("words"))


def _names_a_group_at(position: int, known: Sequence[Known]) -> bool:
    """Whether the words at a place name those who are counted, and not who counts them."""
    return any(
        isinstance(each, Mention) and each.start <= position < each.end
        for each in known
        if not (isinstance(each, Mention) and each.axis in _WHO_COUNTS)
    )


@cache
def _openers(language: str) -> re.Pattern[str]:
    """Compile the words that open an aside.

    A clause must name a subject of its own: `although deported` and `although they were deported` are said of those who
    are counted.
    """
    structure = lexicon(language).structure
    adjuncts = pattern(structure["opens_aside"]).pattern
    clauses = pattern(structure["opens_aside_clause"]).pattern
    subjects = pattern(structure["opens_subject"]).pattern
    counted = pattern(structure["of_the_counted"]).pattern
    opening = r"(?:(?<=, )|(?<=[–—] )|\A|(?<=[.!?\n] ))"
    return re.compile(
        rf"{opening}(?:(?:{adjuncts})(?!\s+(?:{counted}))|(?:{clauses})\s+(?:{subjects}))",
        re.IGNORECASE,
    )


@lru_cache(_REMEMBERED)
def _neutral_phrases(text: str, language: str) -> tuple[Span, ...]:
    """Return the phrases of a text that are neutral as a whole, persons with a title, and the dateline."""
    phrases = [*neutral(language).together.finditer(text), *_TITLED.finditer(text)]
    dateline = DATELINE.match(text)
    if dateline is not None:
        phrases.append(dateline)
    return tuple(Span(*phrase.span()) for phrase in phrases)


def _strange_in(
    text: str,
    regions: Iterable[Span],
    known: Sequence[Span],
    words: Neutral,
    axes: frozenset[str],
) -> Iterator[str]:
    """Yield the strange words of some stretches, one stretch after the other."""
    for region in regions:
        yield from _other_predicates(text, region, words)
        yield from _denials(text, region, known, words.language)
        yield from _unknown(text, region, known, words, axes)


def _other_predicates(text: str, region: Span, words: Neutral) -> Iterator[str]:
    """Yield phrases of neutral words that together say what happened: `passed away`."""
    for match in words.other.finditer(text, region.start, region.end):
        yield match[0]


def _denials(
    text: str, region: Span, known: Sequence[Span], language: str
) -> Iterator[str]:
    """Yield words that deny a sentence, unless they are part of a qualifier or of a concept."""
    denials = pattern(lexicon(language).structure["denying"])
    for match in denials.finditer(text, region.start, region.end):
        position = match.start()
        is_harmless = is_within(position, known) or is_within(
            position, _harmless_denials(text, language)
        )
        if not is_harmless:
            yield match[0]


def doubtful_words(
    text: str,
    regions: Sequence[Span],
    *,
    known: Sequence[Known],
    language: str,
) -> list[str]:
    """Return the words by which stretches deny something, or say what may be: no arithmetic settles these.

    Parameters
    ----------
    text, regions, known, language : as of `strange_words`
    """
    spans = [*spans_of(known), *_neutral_phrases(text, language)]
    doubtful = [modal_words(text, region, language) for region in regions]
    for region in regions:
        doubtful += _denials(text, region, spans, language)
    return [word for word in doubtful if word]


def _harmless_denials(text: str, language: str) -> Iterator[Span]:
    """Yield words that qualify a number and deny nothing: `niet meer dan`, `nog geen`, `no fewer than`."""
    words = pattern(lexicon(language).structure["harmless_denials"])
    for match in words.finditer(text):
        yield Span(*match.span())


def _unknown(
    text: str,
    region: Span,
    known: Sequence[Span],
    words: Neutral,
    axes: frozenset[str],
) -> Iterator[str]:
    """Yield the words of a region that are not understood."""
    before: list[str] = []
    for match in _WORD.finditer(text, region.start, region.end):
        word = match[0]
        is_undergone = any(
            other in words.passive_auxiliaries for other in before[-_PASSIVE_WITHIN:]
        )
        is_understood = (
            is_within(match.start(), known)
            or is_function_word(word.lower(), words.language)
            or words.holds(word, axes=axes, is_undergone=is_undergone)
            or (word[0].isupper() and "office" in axes)
            or _is_a_speaker(text, match, known, words)
        )
        if not is_understood:
            yield word
        before.append(word.lower())


def _is_a_speaker(
    text: str, match: re.Match[str], known: Sequence[Span], words: Neutral
) -> bool:
    """Whether a name is that of whoever says something: `Aydin notes that`."""
    if not match[0][0].isupper():
        return False
    following = _WORD.match(text, match.end() + 1)
    if following is None or is_within(following.start(), known):
        return False
    return words.says(following[0])


def modal_words(text: str, region: Span, language: str) -> str:
    """Return the first word by which a stretch says what may be or will be; empty where it says what is."""
    words = pattern(lexicon(language).structure["modal"])
    match = words.search(text, region.start, region.end)
    return match[0] if match else ""
