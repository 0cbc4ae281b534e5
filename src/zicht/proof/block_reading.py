"""One block of a text: its words, quantities and periods, and what headers and headings say of it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from zicht.proof.blocks import Block, Kind
from zicht.proof.grouping import Grouped, pair_of
from zicht.proof.lexicon import Mention, axes, lexicon
from zicht.proof.lexicon.neutral import neutral
from zicht.proof.lexicon.reading import AGE, FOLLOW_UP, pattern
from zicht.proof.narrowing import unknown_narrowing
from zicht.proof.periods import find_periods, year_of_day, years_of_label
from zicht.proof.quantities import find_quantities, follow_ups
from zicht.proof.quantity import Quantity, QuantityKind
from zicht.proof.strangers import DATELINE
from zicht.proof.topics import Knowledge, Pair

_CONTEXT_SENTENCES = 3
"""Sentences before a claim that may tell what it is about."""
_LONGEST_CAPTION = 160


@dataclass
class Context:
    """What earlier words of the text said.

    Parameters
    ----------
    mentions : concepts of each sentence
    period : label of the last period that was spoken of
    main_period : label of the first period that was spoken of
    carried : who the section before this one counted
    main_of_text : label of the first period of the text
    periods : labels of all periods, in the order of the text
    last_certain : what the last quantity was said to be about
    last_subjects : what each quantity of the last sentence with any was said to be about
    rate_base : per how many the last rate was, as long as the sentences go on about it
    last_kind : sort of the last number
    find_strange : finds the words that were not understood beside the last number of the sentence before
    """

    mentions: list[frozenset[Pair]] = field(default_factory=list)
    period: str = ""
    main_period: str = ""
    carried: Sequence[Pair] = ()
    main_of_text: str = ""
    periods: list[str] = field(default_factory=list)
    last_certain: Grouped = field(default_factory=dict)
    last_subjects: list[Grouped] = field(default_factory=list)
    rate_base: int = 0
    last_kind: QuantityKind | None = None
    find_strange: Callable[[], str] = str

    def remember(
        self, pairs: Iterable[Pair], period: str, periods: Iterable[str]
    ) -> None:
        """Keep what a sentence names."""
        self.mentions.append(frozenset(pairs))
        self.periods += periods
        if period:
            self.period = period
            self.main_period = self.main_period or period

    def pairs(self) -> Iterator[Pair]:
        """Yield the concepts of the last sentences."""
        for named in self.mentions[-_CONTEXT_SENTENCES:]:
            yield from named

    def all_pairs(self, axis: str) -> list[Pair]:
        """Return the concepts on one axis that any sentence names."""
        return [pair for named in self.mentions for pair in named if pair[0] == axis]

    def last_counted(self) -> list[Pair]:
        """Return whom the last sentence that says so speaks of, however long ago: `952 people` are people of these."""
        by_the_way = axes()["who"].incidental
        for named in reversed(self.mentions):
            who = [(axis, c) for axis, c in named if axis == "who"]
            if any(concept not in by_the_way for _, concept in who):
                return who
        return list(self.carried)

    def last_run(self) -> str:
        """Return the label of the last run of years that was spoken of; empty where there is none."""
        runs = [label for label in self.periods if years_of_label(label) is not None]
        return runs[-1] if runs else ""

    def last_two_periods(self) -> tuple[str, str] | None:
        """Return the two periods between which a change without years lies: those that were spoken of last."""
        run = years_of_label(self.period)
        if run is not None:
            return run
        distinct = list(dict.fromkeys(reversed(self.periods)))[:2]
        if len(distinct) < 2:
            return None
        first, last = sorted(distinct)
        return first, last


class BlockReader:
    """Reads the words of one block.

    Parameters
    ----------
    block : of a text
    language : of its words
    knowledge : labels that words may name, beside the lexicon
    """

    def __init__(self, block: Block, language: str, knowledge: Knowledge) -> None:
        self.block = block
        self.language = language
        self._knowledge = knowledge
        self.mentions = self._mentions(block.text)
        self.quantities = [
            quantity
            for quantity in find_quantities(block.text, language)
            if not self._is_an_age(quantity)
        ]
        self.periods = find_periods(block.text)

    @cached_property
    def surroundings(self) -> list[Pair]:
        """Concepts that headings and the paragraph before a list or table name."""
        return self._concepts((*self.block.headings, self.block.intro))

    @cached_property
    def heading(self) -> list[Pair]:
        """Concepts that the nearest heading names."""
        return self._concepts(self.block.headings[-1:])

    def _mentions(self, text: str) -> Sequence[Mention]:
        """Find the concepts, labels and terms of follow-up that a text names."""
        remembered = self._knowledge.remembered_mentions
        key = (self.language, text)
        if key not in remembered:
            remembered[key] = tuple(self._find_mentions(text))
        return remembered[key]

    def _find_mentions(self, text: str) -> Iterator[Mention]:
        together = neutral(self.language).together
        opens_a_neutral_phrase = {match.start() for match in together.finditer(text)}
        for mention in lexicon(self.language).mentions(text):
            # `For the first time in the majority` says of nobody that it was the first time.
            if mention.start not in opens_a_neutral_phrase:
                yield mention
        dateline = DATELINE.match(text)
        start = dateline.end() if dateline else 0
        # The place where a report was written is no area that it counts.
        labels = self._knowledge.label_mentions(text)
        yield from (mention for mention in labels if mention.start >= start)
        for term in follow_ups(text, self.language):
            yield Mention(term.start, term.end, FOLLOW_UP, f"{term.months}m")

    def _is_an_age(self, quantity: Quantity) -> bool:
        """Whether a number says how old people are: `younger than 18`."""
        return any(
            mention.axis == AGE and mention.start <= quantity.start < mention.end
            for mention in self.mentions
        )

    def _concepts(self, texts: Iterable[str]) -> list[Pair]:
        return [pair_of(mention) for text in texts for mention in self._mentions(text)]

    @cached_property
    def headers(self) -> list[Pair]:
        """Concepts that the headers of a cell name."""
        block = self.block
        pairs: list[Pair] = []
        for header in (block.row_header, block.column_header):
            mention = lexicon(self.language).header_mention(header)
            if mention is not None and header.strip():
                pairs.append(pair_of(mention))
            else:
                pairs += self._concepts((header,))
        return pairs

    @cached_property
    def caption(self) -> list[Pair]:
        """Concepts of the caption of a table: a short line right above it that is no sentence."""
        block = self.block
        is_caption = (
            block.kind is Kind.CELL
            and self._leaves_open_what(block)
            and len(block.intro) <= _LONGEST_CAPTION
            and not block.intro.rstrip().endswith((".", "?", "!"))
        )
        return self._concepts((block.intro,)) if is_caption else []

    def _leaves_open_what(self, block: Block) -> bool:
        """Whether the headers of a cell only name a period and a group, so that the caption says what is counted."""
        headers = (block.row_header, block.column_header)
        has_period = any(find_periods(header) for header in headers)
        words = lexicon(self.language)
        return has_period and all(
            words.header_mention(header) is not None or not self._mentions(header)
            for header in headers
        )

    def _says_nothing(self, header: str) -> bool:
        """Whether a header holds only words such as `number` and `share`."""
        letters = {word.lower() for word in re.findall(r"[^\W\d_]+", header)}
        return letters <= set(lexicon(self.language).structure["function_words"])

    @cached_property
    def strange_header(self) -> str:
        """Header of a cell that names a source, or of a row that names a group unknown to the lexicon."""
        header = self.block.row_header
        if self.block.kind is not Kind.CELL:
            return ""
        words = lexicon(self.language)
        if pattern(words.structure["sources"]).search(self.block.column_header):
            return self.block.column_header
        if not self._is_known(header):
            return header
        return unknown_narrowing(
            header,
            0,
            len(header),
            counted_from=None,
            known=[*self._mentions(header), *find_periods(header)],
            language=self.language,
        )

    def _is_known(self, header: str) -> bool:
        """Whether a header names a period, a concept or a total, or says nothing of a group."""
        words = lexicon(self.language)
        if find_periods(header) or words.header_mention(header) is not None:
            return True
        if self._mentions(header) or pattern(words.structure["total"]).search(header):
            return True
        return self._says_nothing(header)

    def outside_period(self, context: Context) -> str:
        """Find the nearest period that earlier sentences, the paragraph before a list or headings name."""
        if context.period:
            return context.period
        texts = (*self.block.headings, self.block.intro)
        # Minutes of a day in 2023 that say `in quarter 3` mean that of 2023.
        return _last_period(texts) or year_of_day(" ".join(self.block.headings))

    def main_periods(self, context: Context) -> tuple[str, ...]:
        """Return the periods that the text is mainly about: of its headings, and the first one of its section."""
        of_headings = _last_period(self.block.headings)
        # A title mostly names a year, and the first sentence below it the quarter that the text is about.
        longer = [
            p for p in context.periods if p != of_headings and p.startswith(of_headings)
        ]
        labels = (of_headings, context.main_period, *longer[:1], context.main_of_text)
        return tuple(dict.fromkeys(filter(None, labels)))

    def _without_editions(self, header: str) -> str:
        """Return a header without names of editions: the quarter of `Home Office, Quarter 3 2023` counts nothing."""
        for edition in self._knowledge.editions:
            header = header.replace(edition, "")
        return header

    def header_period(self) -> str:
        """Return the period that the headers of a cell name: the first one; a source may stand after it."""
        for text in (self.block.column_header, self.block.row_header):
            periods = find_periods(self._without_editions(text))
            if periods:
                return periods[0].label
        return ""


def _last_period(texts: Iterable[str]) -> str:
    """Return the last period that the last of these texts with one names."""
    label = ""
    for text in texts:
        periods = find_periods(text)
        if periods:
            label = periods[-1].label
    return label
