"""Splits a block into sentences, and a sentence into the stretch that belongs to each of its quantities."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from zicht.proof.lexicon import Mention, lexicon
from zicht.proof.quantity import Quantity

_END = re.compile(r"(?<=[.!?])['\"’”)]*\s+(?=['\"‘“(]?[A-Z0-9€À-Ý\ufffc])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:ca|o\.a|bijv|bv|nr|art|dhr|mw|dr|drs|mr|prof|t/m|e\.g|i\.e|vs|mln|mld|p|blz|resp)\.)$",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\bno\.$", re.IGNORECASE)
"""Stands before a number that it numbers (`no. 5`); before anything else `No.` is an answer, and a sentence."""
_SEMICOLON = re.compile(r";")
"""Parts more than any other mark: in `2019: 424; 2020: 603` a year belongs to what follows it."""
_STRONG = re.compile(r"[;:]|[–—]|(?<=\s)-(?=\s)")
_APPOSED = re.compile(r",\s+[€£$]?\s?[\d.,]*\d\S*(?:\s(?:million|miljoen|euro))?$")
_CONJUNCTION = re.compile(r"(?<!\w)(?:en|and)\s+[€£$]?\s?$", re.IGNORECASE)
"""Right before a number it parts more than `to`: in `went to staff and € 241,850` the staff are not of the amount."""
_NAMES = re.compile(r"\s+(?:van|of)\s+$", re.IGNORECASE)
"""Stands between what a quantity is and the quantity."""
_DATED_CLAUSE = re.compile(
    r",\s+(?:en|and|maar|but)\s+(?:(?:in|over|by)\s+(?:(?:het jaar|the year)\s+)?(?:19|20)\d{2}(?!\d)"
    r"|(?:dat|die|that|those)\s+(?:van|of)\s)",
    re.IGNORECASE,
)
"""Begins a clause of its own: `a year later it was 1,013, a fall of a quarter, and in 2021 it sank to 791`."""
OPENS_A_GLOSS = re.compile(r"(?:\s(?:van hen|of them|daarvan))?\s?\(")
_YEAR_AND_COLON = re.compile(r"(?<!\d)(?:19|20)\d{2}:\s$")
_LEADS_TO_ANOTHER = re.compile(
    r"\s(?:[^\s.;]+\s){0,3}?(?:naar|tot|to)\s[€£]?\s?\d", re.IGNORECASE
)
_WEAK = re.compile(r",(?!\d)|\)|\(|/(?!\d)")


_CLAUSE = {
    "nl": r"terwijl|(?<!nog )maar(?!\s+(?:€\s?)?(?:\d|$))|hoewel|waardoor",
    "en": "while|but|whereas|although",
}
"""Words that begin another clause, of which a quantity before them says nothing."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text."""

    start: int
    end: int

    def holds(self, position: int) -> bool:
        """Whether a place lies in it."""
        return self.start <= position < self.end


def is_within(position: int, spans: Iterable[Span]) -> bool:
    """Whether a place lies in one of some stretches."""
    return any(span.holds(position) for span in spans)


def sentences(text: str) -> list[Span]:
    """Split a text into sentences."""
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        sentence = text[start : match.start()]
        numbers = _NUMBERS.search(sentence) and text[match.end()].isdigit()
        if numbers or _ABBREVIATION.search(sentence):
            continue
        spans.append(Span(start, match.end()))
        start = match.end()
    if text[start:].strip():
        spans.append(Span(start, len(text)))
    return spans


@dataclass(frozen=True)
class _Joints:
    """Words at which a sentence passes from one quantity to the next.

    Parameters
    ----------
    strong : punctuation and words that begin another clause
    to : words that lead to another value of the same thing, right before it
    weak : commas, brackets and conjunctions
    clause : words that begin a clause of which the quantity before them says nothing
    """

    strong: re.Pattern[str]
    to: re.Pattern[str]
    weak: re.Pattern[str]
    clause: re.Pattern[str]


@cache
def _joints(language: str) -> _Joints:
    """Compile the joints of one language."""
    words = lexicon(language).structure
    # Dutch `of` is `or`; English `of` joins `a lower bound of 4,000` and parts nothing.
    weak = {"nl": ("en", "of"), "en": ("and", "or")}[language]
    strong = "|".join([*map(re.escape, words["clause"]), _CLAUSE[language]])
    to = {"nl": "naar|tegen|tot|via", "en": "to|against|via|from"}[language]
    return _Joints(
        re.compile(rf"{_STRONG.pattern}|(?<!\w)(?:{strong})(?!\w)", re.IGNORECASE),
        re.compile(
            rf"(?<!\w)(?:{to})(?=(?:\s+[^\s,;]+){{0,2}}\s*$)"
            r"|(?<!violence )(?<!abuse )(?<!offences )(?<!crimes )(?<!\w)against(?=(?:\s+\S+){0,5}\s*$)",
            re.IGNORECASE,
        ),
        re.compile(
            rf"{_WEAK.pattern}|(?<!\w)(?:{'|'.join(weak)})(?!\w)", re.IGNORECASE
        ),
        re.compile(rf";|(?<!\w)(?:{_CLAUSE[language]})(?!\w)", re.IGNORECASE),
    )


def stretches(
    text: str,
    sentence: Span,
    quantities: Sequence[Quantity],
    mentions: Sequence[Mention],
    language: str,
) -> list[Span]:
    """Give each quantity of a sentence the stretch of words around it.

    Parameters
    ----------
    text : of the block
    sentence : that holds the quantities
    quantities : in their order
    mentions : concepts; no stretch ends within their words

    Returns
    -------
    one stretch per quantity; a clause without a quantity at the end belongs to none
    """
    if not quantities:
        return []
    starts = [sentence.start]
    for left, right in pairwise(quantities):
        starts.append(_boundary(text, left.end, right.start, mentions, language))
    last = quantities[-1].end
    clause = _joints(language).clause.search(text, last, sentence.end)
    ends = [*starts[1:], clause.start() if clause else sentence.end]
    spans = [Span(start, end) for start, end in zip(starts, ends, strict=True)]
    return _with_glosses(text, quantities, spans)


def _with_glosses(
    text: str, quantities: Sequence[Quantity], spans: list[Span]
) -> list[Span]:
    """Let a number and the one in brackets right after it share their words: `2,025 (49%) were adults`."""
    shared = list(spans)
    for position, (number, gloss) in enumerate(pairwise(quantities)):
        is_in_brackets = OPENS_A_GLOSS.fullmatch(text, number.end, gloss.start)
        is_closed = text[gloss.end : gloss.end + 1] == ")"
        if is_in_brackets and is_closed and number.kind is not gloss.kind:
            both = Span(spans[position].start, spans[position + 1].end)
            shared[position] = shared[position + 1] = both
    return shared


def has_another_clause(text: str, start: int, end: int, language: str) -> bool:
    """Whether another clause begins between two places: `235, while in 2019 it was 395`."""
    return _joints(language).clause.search(text, start, end) is not None


def is_coordinated(text: str, left: Quantity, right: Quantity, language: str) -> bool:
    """Whether two quantities are members of one list, so that words after the last speak of both.

    `29% van de meiden en 9% van de jongens maakt dit mee`: nothing stronger than `en` or a comma stands between.
    """
    between = text[left.end : right.start]
    joints = _joints(language)
    has_strong = any(
        joint.search(between) is not None for joint in (joints.strong, joints.to)
    )
    has_weak = joints.weak.search(between) is not None
    return has_weak and not has_strong and left.kind is right.kind


def is_whole(text: str, quantity: Quantity, language: str) -> bool:
    """Whether a quantity is the whole of which others are a part: `154 of the 984 victims`."""
    before = text[: quantity.start].lower().rstrip()
    links = lexicon(language).structure["of"]
    if _LEADS_TO_ANOTHER.match(text, quantity.end):
        # `Van 150 naar 180` goes from the one to the other.
        return False
    return any(before.endswith(f" {link}") or before == link for link in links)


def _boundary(
    text: str, start: int, end: int, mentions: Sequence[Mention], language: str
) -> int:
    """Where the words of the left quantity end and those of the right begin."""
    joints = _joints(language)
    if text[end - 1 : end] == "(" and text[start : start + 1] == ")":
        # `de Poolse (190), Nigeriaanse (185)`: a number in brackets belongs to the words before it.
        return start + 1
    dated = _YEAR_AND_COLON.search(text[start:end])
    if dated is not None:
        # `(2023: 868; 2022: 814)`: the year before a colon is that of the number after it.
        return start + dated.start()
    first = start + _closes_apposition(text, start)
    for pattern in (
        _SEMICOLON,
        joints.strong,
        _DATED_CLAUSE,
        joints.to,
        joints.weak,
    ):
        places = [
            first + match.start()
            for match in pattern.finditer(text[first:end])
            if not _inside_a_mention(
                first + match.start(), first + match.end(), mentions
            )
        ]
        is_passed_over = pattern is joints.to and _CONJUNCTION.search(text[first:end])
        if places and not is_passed_over:
            return places[-1]
    return _start_of_name(text, start, end, mentions)


def _start_of_name(text: str, start: int, end: int, mentions: Sequence[Mention]) -> int:
    """Where the words begin that name the right quantity itself: `this means a surplus of`."""
    link = _NAMES.search(text[start:end])
    if link is None:
        return end
    names = [m for m in mentions if start <= m.start and m.end == start + link.start()]
    return min((mention.start for mention in names), default=end)


def _closes_apposition(text: str, end: int) -> bool:
    """Whether a comma right after a quantity closes what a comma right before it opened.

    In `the largest part, € 1,532,000, came from the funders` the words after it still speak of the quantity.
    """
    before = _APPOSED.search(text[:end])
    return before is not None and text[end : end + 1] == ","


def _inside_a_mention(start: int, end: int, mentions: Sequence[Mention]) -> bool:
    return any(mention.start < start and end < mention.end for mention in mentions)
