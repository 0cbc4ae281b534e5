"""Finds small words that change what a number says: `another 868`, `868 each`, `868, excluding minors`.

The list of neutral words lets a sentence hold words that say nothing of the group or the event. Some of these change
the number all the same: they say that others came on top, that it is of each, that some were left out. No figure says
that, so a sentence that holds one is not confirmed. A word that is part of a concept, of a period or of a harmless
phrase changes nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from zicht.proof.lexicon import Mention, lexicon
from zicht.proof.lexicon.changing import Changing, changing
from zicht.proof.lexicon.neutral import neutral
from zicht.proof.lexicon.reading import pattern
from zicht.proof.narrowing import Known, is_function_word, spans_of
from zicht.proof.quantity import Quantity, QuantityKind
from zicht.proof.sentences import Span, is_within

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_EVENTS = frozenset({"step", "notifier"})
"""Axes of what happened to whom is counted; words for who reported hold the verb as well."""
_FOUND = frozenset({"form", "sex", "age", "who"})
"""Axes of what a share of some people were found to be: `24% of them were exploited`, `22% were younger than 23`."""
_AUXILIARY_WITHIN = {"en": 3, "nl": 40}
"""Words before an event among which its auxiliary stands; in Dutch a whole clause may lie between the two."""
_SENTENCES = frozenset({"unconditional", "prison"})
"""Events that are things: `partly unconditional` describes the sentence, and not how often it was passed."""
_AGENT_WITHIN = 4
"""Words between who reported and the event: `door het ministerie gemeld`."""
_NOUN_WITHIN = 3
"""Words between a number and whom it counts: more of them are a clause, not a description."""
_COUNTED = frozenset({QuantityKind.COUNT, QuantityKind.SHARE})
"""Kinds that count people or cases; only of these words such as `another` and `young` say something else."""


@dataclass(frozen=True)
class Saying:
    """What a sentence says beside one quantity.

    Parameters
    ----------
    text : of the block
    sentence : its place
    regions : stretches of the sentence that speak of the quantity
    quantity : that they speak of
    quantities : of the sentence
    mentions : concepts of the sentence
    known : what was understood of the text
    names_a_group_after_another : whether it counts a group of its own, after the text counted another one
    has_period : whether the sentence says itself of which period it is
    language : of the text
    """

    text: str
    sentence: Span
    regions: Sequence[Span]
    quantity: Quantity
    quantities: Sequence[Quantity]
    mentions: Sequence[Mention]
    known: Sequence[Known]
    names_a_group_after_another: bool
    has_period: bool
    language: str

    @cached_property
    def words(self) -> Changing:
        """Words of the language that change a number."""
        return changing(self.language)

    @cached_property
    def understood(self) -> list[Span]:
        """Stretches in which such words change nothing: concepts, periods, quantities and harmless phrases."""
        structure = lexicon(self.language).structure
        phrases = [
            *self.words.harmless.finditer(self.text),
            *pattern(structure["yearly"]).finditer(self.text),
        ]
        return [*spans_of(self.known), *(Span(*phrase.span()) for phrase in phrases)]

    @cached_property
    def says_a_change(self) -> bool:
        """Whether the sentence says that a number rose or fell."""
        words = self.text[self.sentence.start : self.sentence.end]
        return bool(lexicon(self.language).direction(words))

    @cached_property
    def events(self) -> list[Mention]:
        """Return the words of the regions for what happened; a share may say as well what people were found to be."""
        is_share = self.quantity.kind is QuantityKind.SHARE
        axes = _EVENTS | _FOUND if is_share else _EVENTS
        return [
            mention
            for mention in self.mentions
            if mention.axis in axes and is_within(mention.start, self.regions)
        ]

    def matches(self, words: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Yield the words of a pattern in the regions, where they are no part of what was understood."""
        for region in self.regions:
            for match in words.finditer(self.text, region.start, region.end):
                if not is_within(match.start(), self.understood):
                    yield match

    def word_after(self, position: int) -> str:
        """Return the next word or number of the text."""
        following = self.text[position : self.sentence.end].split()
        return following[0].strip(",.;:()").lower() if following else ""

    def is_before_a_base(self, position: int) -> bool:
        """Whether digits follow that are no quantity of their own: the 1,000 of `of every 1,000`."""
        has_digits = self.word_after(position)[:1].isdigit()
        starts = {quantity.start for quantity in self.quantities}
        return has_digits and position + 1 not in starts

    def leads_to(self, position: int, start: int) -> bool:
        """Whether nothing but a preposition and an article stands between two places: `again by the police`."""
        between = self.text[position:start].strip()
        is_joined = not between or self.words.joins.fullmatch(between) is not None
        return position <= start and is_joined

    def is_right_before(self, position: int, start: int) -> bool:
        """Whether nothing but a space stands between two places."""
        return position <= start and not self.text[position:start].strip()


def changing_words(saying: Saying) -> Iterator[str]:
    """Yield the words by which a sentence says something else of a number than a figure does.

    Parameters
    ----------
    saying : the sentence, as far as it speaks of the number
    """
    yield from _anywhere(saying)
    yield from _how_often(saying)
    yield from _openings(saying)
    yield from _beside_events(saying)
    yield from _that_lead_nowhere(saying)
    if saying.quantity.kind not in _COUNTED:
        return
    if not saying.names_a_group_after_another:
        yield from _words_of(saying.matches(saying.words.on_top))
    yield from _of_a_part(saying)
    yield from _right_before(saying)
    yield from _agents(saying)
    yield from _descriptions(saying)


def _anywhere(saying: Saying) -> Iterator[str]:
    """Yield words that change a number wherever they stand, but for the base of a rate: `of every 1,000`."""
    for match in saying.matches(saying.words.anywhere):
        if not saying.is_before_a_base(match.end()):
            yield match[0]


def _words_of(matches: Iterable[re.Match[str]]) -> Iterator[str]:
    for match in matches:
        yield match[0]


def _how_often(saying: Saying) -> Iterator[str]:
    """Yield words that say how often something happened: `reported twice`, and not `twice as many`.

    They are numbers themselves, so that a region ends before them.
    """
    end = saying.quantity.end
    for match in saying.words.how_often.finditer(saying.text, end, saying.sentence.end):
        is_of_another = any(
            end <= other.start and other.end <= match.start()
            for other in saying.quantities
        )
        # `Reported a quarter` says how often; `a fall of a quarter` says by how much.
        is_a_part = any(
            other.start <= match.start() < other.end
            and other.kind is QuantityKind.CHANGE
            for other in saying.quantities
        )
        following = saying.word_after(match.end())
        compares = saying.words.than_other.fullmatch(following) is not None
        if not (is_of_another or compares or is_a_part):
            yield match[0]


def _openings(saying: Saying) -> Iterator[str]:
    """Yield words that date a number by another sentence, where it says no change and no period of its own."""
    if saying.says_a_change:
        return
    yield from _words_of(saying.matches(saying.words.open_ended))
    if not saying.has_period:
        yield from _words_of(saying.matches(saying.words.other_time))


def _beside_events(saying: Saying) -> Iterator[str]:
    """Yield words right beside what happened by which it happened before: `reported again`."""
    for match in saying.matches(saying.words.beside_event):
        is_beside = any(
            saying.leads_to(match.end(), event.start)
            or (
                _is_a_verb(saying, event)
                and saying.is_right_before(
                    _end_with_names(saying, event), match.start()
                )
            )
            for event in saying.events
            if event.concept not in _SENTENCES
        )
        if is_beside:
            yield match[0]


def _that_lead_nowhere(saying: Saying) -> Iterator[str]:
    """Yield `hardly` and `almost`, unless a number, a change or `all` follows: `were hardly reported`."""
    directions = lexicon(saying.language).directions.values()
    for match in saying.matches(saying.words.leading):
        following = saying.word_after(match.end())
        leads_to_words = saying.words.may_be_led.fullmatch(following) is not None
        leads_to_change = any(words.fullmatch(following) for words in directions)
        # A number in words or digits may stand one word further: `almost a third`, `nearly € 5`.
        reach = match.end() + len(following) + 2
        leads_to_number = any(
            match.end() <= quantity.start <= reach for quantity in saying.quantities
        )
        if not (leads_to_words or leads_to_change or leads_to_number):
            yield match[0]


def _of_a_part(saying: Saying) -> Iterator[str]:
    """Yield words that take a part of a number of which the sentence then says what happened.

    In `few of the 868 victims were reported` the 868 were not. In `few of the 868 reported victims are men` they were.
    """
    start = saying.quantity.start
    before = saying.text[saying.sentence.start : start]
    for match in saying.words.part_of.finditer(before):
        link = before[match.end() :].strip()
        is_linked = saying.words.of_number.fullmatch(link) is not None
        # A part of a share is another share, whatever the sentence goes on to say.
        is_share = saying.quantity.kind is QuantityKind.SHARE
        if is_linked and (is_share or _says_what_the_part_did(saying)):
            yield match[0]


def _right_before(saying: Saying) -> Iterator[str]:
    """Yield a word right before a number that makes it a part or a multiple: `the first 868`, `twice 868`."""
    before = saying.text[saying.sentence.start : saying.quantity.start].split()[-1:]
    for word in before:
        start = saying.quantity.start - len(word) - 1
        others = [other for other in saying.known if not isinstance(other, Quantity)]
        is_understood = is_within(start, spans_of(others))
        adds = saying.words.on_top.fullmatch(word) is not None
        may_stand = is_understood or (adds and saying.names_a_group_after_another)
        if saying.words.before_number.fullmatch(word) and not may_stand:
            yield word


def _says_what_the_part_did(saying: Saying) -> bool:
    """Whether an event stands as the verb of a sentence, not as a description of whom the number counts."""
    end = saying.quantity.end
    return any(
        event.start >= end
        and _is_a_verb(saying, event)
        and not saying.words.describing.search(saying.text, end, event.end)
        for event in saying.events
    )


def _is_a_verb(saying: Saying, event: Mention) -> bool:
    """Whether an auxiliary stands before an event: `were reported`, not `reported victims`."""
    before = _words_before(saying, event.start)
    return saying.words.auxiliaries.search(before) is not None


def _words_before(saying: Saying, position: int) -> str:
    """Return the last words before a place in the sentence, among which an auxiliary may stand."""
    words = saying.text[saying.sentence.start : position].split()
    return " ".join(words[-_AUXILIARY_WITHIN[saying.language] :])


def _end_with_names(saying: Saying, words: Mention) -> int:
    """Return where words end, with the concepts that they name at once: `reported to CoMensha`."""
    end = words.end
    for mention in sorted(saying.mentions, key=lambda mention: mention.start):
        between = saying.text[end : mention.start]
        is_joined = not between.strip() or saying.words.joins.fullmatch(between.strip())
        if mention.start >= end and is_joined:
            end = mention.end
    return end


def _agents(saying: Saying) -> Iterator[str]:
    """Yield who reported, or to whom, where no concept names them: `reported by lawyers`."""
    chain = neutral(saying.language).beside["step"]
    for match in saying.matches(saying.words.agents):
        named = _first_noun(saying, match.end())
        # Judges and courts do what a step of the chain says; that narrows nothing.
        is_of_the_chain = named is not None and chain.fullmatch(named[0])
        if named is None or is_of_the_chain or saying.words.anybody.fullmatch(named[0]):
            continue
        follows_event = any(
            saying.is_right_before(_end_with_names(saying, event), match.start())
            for event in saying.events
        )
        leads_to_event = any(
            saying.is_right_before(named.end(), event.start) for event in saying.events
        )
        if follows_event or leads_to_event:
            yield f"{match[0]} {named[0]}"


def _first_noun(saying: Saying, position: int) -> re.Match[str] | None:
    """Return the first word after a place that names something unknown; None where a sign or a concept comes first."""
    for number, word in enumerate(_WORD.finditer(saying.text, position)):
        is_parted = any(
            sign in saying.text[position : word.start()] for sign in ",.;:()"
        )
        if is_parted or number > _AGENT_WITHIN or word.start() >= saying.sentence.end:
            return None
        if is_within(word.start(), saying.understood):
            return None
        if not is_function_word(word[0].lower(), saying.language):
            return word
    return None


def _descriptions(saying: Saying) -> Iterator[str]:
    """Yield words between a number and whom it counts that describe some of them: `868 young victims`."""
    end = saying.quantity.end
    nouns = [m for m in saying.mentions if m.axis == "who" and m.start >= end]
    if not nouns:
        return
    noun = min(nouns, key=lambda mention: mention.start)
    following = saying.word_after(_end_with_names(saying, noun))
    if saying.words.after_noun.fullmatch(following):
        yield following
    between = list(_WORD.finditer(saying.text, end, noun.start))
    is_clause = any(sign in saying.text[end : noun.start] for sign in ",.;:()")
    # After a share its group stands behind `of`; `41% ever become victims` goes on with the verb.
    is_of_a_group = between and saying.words.of_number.fullmatch(between[0][0].lower())
    if saying.quantity.kind is QuantityKind.SHARE and not is_of_a_group:
        return
    if is_clause or len(between) > _NOUN_WITHIN:
        return
    for word in between:
        is_modifier = saying.words.modifiers.fullmatch(word[0].lower()) is not None
        if not is_modifier and not is_within(word.start(), saying.understood):
            yield word[0]
