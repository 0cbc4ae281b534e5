"""What a text says: each quantity with the subject, period and context that its words give."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from zicht.proof.blocks import Block, Document, Kind
from zicht.proof.lexicon import Mention, axes, lexicon
from zicht.proof.lexicon.reading import AGE, FOLLOW_UP, WEAK_AGE, pattern
from zicht.proof.narrowing import NEAR, unknown_narrowing
from zicht.proof.periods import Period, find_periods
from zicht.proof.quantities import (
    Quantity,
    QuantityKind,
    find_quantities,
    follow_ups,
)
from zicht.proof.sentences import (
    Span,
    is_coordinated,
    is_whole,
    sentences,
    stretches,
)
from zicht.proof.topics import Axes, Knowledge

Pair = tuple[str, str]
"""An axis and a concept on it."""
Grouped = dict[str, set[str]]
"""Concepts by axis, while they are collected."""
COUNTRY = "country"
"""Axis that a whole text shares, its lists too."""
_DIGITS_OF_A_YEAR = 4
_CONTEXT_SENTENCES = 3
"""Sentences before a claim that may tell what it is about."""


@dataclass(frozen=True)
class Reading:
    """One way to read the words around a quantity.

    Parameters
    ----------
    certain, possible : as of `Claim`
    """

    certain: Axes
    possible: Axes


@dataclass(frozen=True)
class Claim:
    """A quantity and what its sentence says it is about.

    Parameters
    ----------
    quantity : with its place in the block
    block : where it stands
    sentence : its sentence
    certain : concepts by axis that the words beside the quantity name
    readings : other ways to read them: with what the last member of a list says for all of them, or, for the whole of
        which another quantity is a part, without what is said of the part
    possible : concepts by axis that other words of the sentence, the sentences before it or headings name
    period : label of its period, when the words beside it name one; else empty
    context_period : label of the nearest period before it
    base_period : label of the period with which a change compares
    position : number of the claim in the text
    language : of the text
    narrowing : words that narrow the group in a way that the lexicon does not know
    own : concepts by axis that words in the own stretch of the quantity name, or its headers
    elsewhere : concepts by axis that only stretches of other quantities of the sentence name
    is_hypothetical : whether the sentence says what would be, or what is computed, not what is
    refers_back : whether the subject was said before: by a word such as `these`, or by a number of the same kind
    """

    quantity: Quantity
    block: Block
    sentence: str
    certain: Axes
    possible: Axes
    period: str = ""
    context_period: str = ""
    base_period: str = ""
    position: int = 0
    language: str = "nl"
    readings: tuple["Reading", ...] = ()
    narrowing: str = ""
    own: Axes = field(default_factory=dict)
    elsewhere: Axes = field(default_factory=dict)
    is_hypothetical: bool = False
    refers_back: bool = False

    @property
    def line(self) -> int:
        """Line of the source."""
        return self.block.line_at(self.quantity.start)

    @property
    def known_period(self) -> str:
        """The period that is said, else the nearest before it."""
        return self.period or self.context_period


@dataclass
class _Context:
    """What earlier words of the text said."""

    mentions: list[frozenset[Pair]] = field(default_factory=list)
    period: str = ""
    last_certain: Grouped = field(default_factory=dict)

    def remember(self, pairs: Iterable[Pair], period: str) -> None:
        self.mentions.append(frozenset(pairs))
        if period:
            self.period = period

    def pairs(self) -> Iterator[Pair]:
        for said in self.mentions[-_CONTEXT_SENTENCES:]:
            yield from said


def find_claims(document: Document, language: str, knowledge: Knowledge) -> list[Claim]:
    """Find every quantity of a text, with what it is said to be about.

    Parameters
    ----------
    document : blocks
    language : of the words
    knowledge : labels that words may name, beside the lexicon
    """
    claims: list[Claim] = []
    context = _Context()
    previous: Block | None = None
    for block in document.blocks:
        if _starts_anew(block, previous):
            context = _Context()
        reader = _BlockReader(block, language, knowledge)
        claims += reader.claims(context)
        previous = block
    return [replace(claim, position=number) for number, claim in enumerate(claims)]


def _starts_anew(block: Block, previous: Block | None) -> bool:
    """Whether nothing before a block speaks of it: a new heading, another table."""
    if previous is None or block.kind is Kind.HEADING:
        return True
    if block.kind is Kind.CELL:
        return True
    return previous.headings != block.headings and previous.kind is not Kind.HEADING


class _BlockReader:
    """Reads the claims of one block."""

    def __init__(self, block: Block, language: str, knowledge: Knowledge) -> None:
        self.block = block
        self.language = language
        self.knowledge = knowledge
        self.mentions = self._mentions(block.text)
        self.quantities = [
            quantity
            for quantity in find_quantities(block.text, language)
            if not self._is_an_age(quantity)
        ]
        self.periods = find_periods(block.text)
        self.headers = self._header_concepts(block)
        self.strange_header = self._strange_header()
        self.surroundings = self._concepts((*block.headings, block.intro))
        self.heading = self._concepts(block.headings[-1:])

    def _mentions(self, text: str) -> Sequence[Mention]:
        """Find the concepts, labels and terms of follow-up that a text names."""
        remembered = self.knowledge.remembered_mentions
        key = (self.language, text)
        if key not in remembered:
            remembered[key] = tuple(self._find_mentions(text))
        return remembered[key]

    def _find_mentions(self, text: str) -> Iterator[Mention]:
        yield from lexicon(self.language).mentions(text)
        yield from self.knowledge.label_mentions(text)
        for term in follow_ups(text, self.language):
            yield Mention(term.start, term.end, FOLLOW_UP, f"{term.months}m")

    def _is_an_age(self, quantity: Quantity) -> bool:
        """Whether a number says how old people are: `younger than 18`."""
        return any(
            mention.axis == AGE and mention.start <= quantity.start < mention.end
            for mention in self.mentions
        )

    def _concepts(self, texts: Iterable[str]) -> list[Pair]:
        return [_pair(mention) for text in texts for mention in self._mentions(text)]

    def _header_concepts(self, block: Block) -> list[Pair]:
        """Return the concepts that the headers of a cell name."""
        pairs: list[Pair] = []
        for header in (block.row_header, block.column_header):
            mention = lexicon(self.language).header_mention(header)
            if mention is not None and header.strip():
                pairs.append(_pair(mention))
            else:
                pairs += self._concepts((header,))
        return pairs

    def _strange_header(self) -> str:
        """Return the header of a cell that names a source, or a row that names a group unknown to the lexicon."""
        header = self.block.row_header
        if self.block.kind is not Kind.CELL:
            return ""
        structure = lexicon(self.language).structure
        if pattern(structure["sources"]).search(self.block.column_header):
            return self.block.column_header
        is_total = pattern(structure["total"]).search(header) is not None
        words = {word.lower() for word in re.findall(r"[^\W\d_]+", header)}
        names_a_concept = lexicon(self.language).header_mention(header) is not None
        has_period = bool(find_periods(header))
        is_known = (
            has_period or names_a_concept or bool(self._concepts((header,))) or is_total
        )
        is_plain = words <= set(structure["function_words"])
        if not is_known and not is_plain:
            return header
        return unknown_narrowing(
            header,
            0,
            len(header),
            counted_from=None,
            known=[*self._mentions(header), *find_periods(header)],
            language=self.language,
        )

    def claims(self, context: _Context) -> Iterator[Claim]:
        """Give the claims of the block, and tell the context what each sentence says."""
        for span in sentences(self.block.text):
            sentence = _SentenceReader(self, span, context)
            yield from sentence.claims()
            sentence.tell_who_is_next()
            context.remember(map(_pair, sentence.mentions), sentence.last_period())

    def outside_period(self, context: _Context) -> str:
        """Find the nearest period that earlier sentences, the paragraph before a list or headings name."""
        if context.period:
            return context.period
        return _last_period((*self.block.headings, self.block.intro))

    def header_period(self) -> str:
        """Return the period that the headers of a cell name: the first one; a source may stand after it."""
        for text in (self.block.column_header, self.block.row_header):
            periods = find_periods(text)
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


class _SentenceReader:
    """Reads the claims of one sentence."""

    def __init__(self, reader: _BlockReader, span: Span, context: _Context) -> None:
        self.reader = reader
        self.context = context
        self.text = reader.block.text
        self.span = span
        self.language = reader.language
        self.structure = lexicon(reader.language).structure
        self.quantities = [q for q in reader.quantities if span.holds(q.start)]
        self.mentions = [m for m in reader.mentions if span.holds(m.start)]
        self.periods = [p for p in reader.periods if span.holds(p.start)]
        self.stretches = stretches(
            self.text, span, self.quantities, self.mentions, self.language
        )

    def claims(self) -> Iterator[Claim]:
        """Give a claim per quantity, from left to right."""
        refers_back = self._refers_back()
        is_item = self.reader.block.kind is Kind.ITEM
        earlier = list(self.context.pairs())
        if is_item and not refers_back:
            earlier = [pair for pair in earlier if pair[0] == COUNTRY]
        around = [*earlier, *self.reader.surroundings]
        possible = _possible(self.mentions, around, refers_back=refers_back)
        certain: Grouped = {}
        period = ""
        for position, quantity in enumerate(self.quantities):
            is_listed = position > 0 and is_coordinated(
                self.text, self.quantities[position - 1], quantity, self.language
            )
            inherited = self._inherited(quantity, certain, is_listed=is_listed)
            certain = self._certain(position)
            _add_missing(certain, inherited)
            if refers_back and "who" not in certain:
                _add_missing(certain, _pairs(self.context.last_certain))
            elif "who" not in certain:
                _take_over(certain, self.reader.heading)
            _imply(certain)
            if quantity.kind in _PERSONS:
                certain.pop("money", None)
            self.context.last_certain = certain
            period = self._period(position) or (period if is_listed else "")
            base_period = self._base_period()
            if quantity.kind in _COMPARISONS and _is_run_of_years(period):
                base_period, period = period.split("-")
            is_yearly = self._is_yearly(position) and not self._beside(position)
            yield Claim(
                quantity=quantity,
                block=self.reader.block,
                sentence=self.text[self.span.start : self.span.end].strip(),
                certain=_frozen(certain),
                possible=_frozen(possible),
                period="" if is_yearly else period,
                context_period=""
                if is_yearly
                else self.reader.outside_period(self.context),
                base_period=base_period,
                language=self.language,
                readings=self._readings(position, certain, possible),
                narrowing=self._narrowing(position),
                own=self._own(position),
                elsewhere=self._elsewhere(position),
                is_hypothetical=self._is_hypothetical(),
                refers_back=refers_back or is_listed or self._is_elliptic(quantity),
            )

    def tell_who_is_next(self) -> None:
        """Let a sentence without numbers say whom `their number` in the next one counts."""
        known = axes()["who"].incidental
        people = {m.concept for m in self.mentions if m.axis == "who"} - known
        if people and not self.quantities and self.context.last_certain:
            self.context.last_certain["who"] = people

    def last_period(self) -> str:
        """Return the last period that the sentence speaks of."""
        own = [period for period in self.periods if not self._is_base(period)]
        return own[-1].label if own else ""

    # ---- what a quantity is about

    def _certain(self, position: int) -> Grouped:
        """Collect concepts beside a quantity, before the first quantity of the sentence, and in headers."""
        quantity = self.quantities[position]
        stretch = self.stretches[position]
        beside = [
            m
            for m in self.mentions
            if stretch.holds(m.start) and not self._is_a_base(m)
        ]
        certain = _nearest(quantity, beside)
        if position > 0 and not beside:
            _add_missing(certain, self._antecedent(position))
        if position > 0:
            first = self.quantities[0]
            opening = [
                m
                for m in self.mentions
                if m.end <= first.start and not self._is_a_base(m)
            ]
            _add_missing(certain, map(_pair, opening))
        _add_missing(certain, self.reader.headers)
        return certain

    def _antecedent(self, position: int) -> list[Pair]:
        """Return what words right before a relative clause name: `the cost of staff, which came to`."""
        previous, end = self.quantities[position - 1], self.quantities[position].start
        words = "|".join(self.structure["relative"])
        clauses = re.finditer(rf",\s+(?:{words})(?!\w)", self.text)
        starts = [m.start() for m in clauses if m.start() in range(previous.end, end)]
        if not starts:
            return []
        near = [m for m in self.mentions if 0 <= starts[-1] - m.end <= _NEXT_TO]
        return [_pair(mention) for mention in near]

    def _own(self, position: int) -> dict[str, frozenset[str]]:
        """Return the concepts that words beside a quantity and the headers of its cell name."""
        stretch = self.stretches[position]
        beside = [
            _pair(m)
            for m in self.mentions
            if stretch.holds(m.start) and not self._is_a_base(m)
        ]
        return _frozen(_grouped([*beside, *self.reader.headers]))

    def _elsewhere(self, position: int) -> dict[str, frozenset[str]]:
        """Return concepts that only stretches of other quantities name: they may say nothing of this one."""
        stretch = self.stretches[position]
        opening = self.quantities[0].start
        others = [
            m
            for m in self.mentions
            if not stretch.holds(m.start) and m.start >= opening
        ]
        return _frozen(_grouped(map(_pair, others)))

    def _is_hypothetical(self) -> bool:
        """Whether the sentence speaks of what would be, or of an aim."""
        words = self.text[self.span.start : self.span.end]
        return pattern(self.structure["hypothetical"]).search(words) is not None

    def _is_a_base(self, mention: Mention) -> bool:
        """Whether words name an amount of which others are parts: `of the spending, x went to staff`."""
        before = self.text[self.span.start : mention.start].lower().rstrip()
        return mention.axis == "money" and before.endswith(
            ("of the", "van de", "van het")
        )

    def _inherited(
        self, quantity: Quantity, before: Grouped, *, is_listed: bool
    ) -> list[Pair]:
        """Return what a quantity shares with the one before it in the sentence."""
        if quantity.kind in _COMPARISONS or self._is_elliptic(quantity):
            return _pairs(before)
        if is_listed:
            return [pair for pair in _pairs(before) if pair[0] in _SUBJECTS]
        return []

    def _is_elliptic(self, quantity: Quantity) -> bool:
        """Whether a quantity stands without a word on what it counts, after one of its kind.

        In `196 victims in 2019 and 154 in 2020` the second number counts victims too.
        """
        position = self.quantities.index(quantity)
        stretch = self.stretches[position]
        previous = self.quantities[max(position - 1, 0)]
        is_named = any(stretch.holds(mention.start) for mention in self.mentions)
        return position > 0 and previous.kind is quantity.kind and not is_named

    def _refers_back(self) -> bool:
        """Whether the sentence speaks of what was said before it: `dat is`, `of these`."""
        if not self.quantities:
            return False
        opening = self.text[self.span.start : self.quantities[0].end + _AFTER_FIRST]
        return pattern(self.structure["back_reference"]).search(opening) is not None

    def _readings(
        self, position: int, certain: Grouped, possible: Grouped
    ) -> tuple[Reading, ...]:
        """Other ways to read the words around a quantity, the likeliest first."""
        readings: list[Reading] = []
        shared = {axis: set(concepts) for axis, concepts in certain.items()}
        _add_missing(shared, self._shared(position))
        if shared != certain:
            readings.append(Reading(_frozen(shared), _frozen(possible)))
        quantity = self.quantities[position]
        if is_whole(self.text, quantity, self.language):
            readings.append(self._as_whole(quantity, possible))
        return tuple(readings)

    def _shared(self, position: int) -> list[Pair]:
        """Return concepts that the last member of a list of quantities says, maybe of all."""
        last = position
        while last + 1 < len(self.quantities) and is_coordinated(
            self.text, self.quantities[last], self.quantities[last + 1], self.language
        ):
            last += 1
        if last == position:
            return []
        stretch = self.stretches[last]
        end = self.quantities[last].end
        after = [m for m in self.mentions if stretch.holds(m.start) and m.start > end]
        return [_pair(mention) for mention in after]

    def _as_whole(self, quantity: Quantity, possible: Grouped) -> Reading:
        """Read a quantity as the whole of which another is a part: only its own noun counts."""
        noun_end = _end_of_noun(quantity, self.mentions)
        near = [
            m for m in self.mentions if quantity.end <= m.start and m.end <= noun_end
        ]
        silent = {axis for axis, known in axes().items() if known.is_silent}
        around = {a: c for a, c in possible.items() if a in silent | {"step"}}
        return Reading(_frozen(_nearest(quantity, near)), _frozen(around))

    def _narrowing(self, position: int) -> str:
        """Return words about the group of a quantity that the lexicon does not know."""
        if self.reader.strange_header:
            return self.reader.strange_header
        quantity = self.quantities[position]
        stretch = self.stretches[position]
        nouns = [
            m.start
            for m in self.mentions
            if m.axis == "who" and stretch.start <= m.start < quantity.start
        ]
        start = min([quantity.end, *nouns])
        narrowing = unknown_narrowing(
            self.text,
            start,
            min(stretch.end, quantity.end + NEAR),
            counted_from=quantity.end if quantity.kind in _COUNTS else None,
            known=[*self.mentions, *self.periods, *self.quantities],
            language=self.language,
        )
        if not narrowing and self._is_elliptic(quantity):
            return self._narrowing(position - 1)
        return narrowing

    # ---- when

    def _period(self, position: int) -> str:
        """Return the label of the period that a quantity is of, where the sentence says it."""
        quantity = self.quantities[position]
        header = self.reader.header_period()
        if header:
            return header
        own = [p for p in self.periods if not self._is_base(p)]
        compared = self._compared_period(quantity)
        if compared:
            return compared
        beside = self._beside(position)
        if beside:
            return min(beside, key=lambda p: _gap(p, quantity)).label
        if self._is_year_earlier(position):
            return _year_before(own[-1].label if own else self._context_period())
        return self._only_period(quantity, own)

    def _only_period(self, quantity: Quantity, own: Sequence[Period]) -> str:
        """Return the period of a sentence that names one, or names one before its only quantity."""
        before = [p for p in own if p.end <= quantity.start]
        if own and self._is_of_a_comparison(quantity, own):
            return ""
        if len({p.label for p in own}) == 1:
            return own[0].label
        return before[0].label if before and len(self.quantities) == 1 else ""

    def _is_of_a_comparison(self, quantity: Quantity, own: Sequence[Period]) -> bool:
        """Whether every period of a sentence stands beside a later quantity that this one is compared with.

        In `11% of the reports, compared with 24% in 2016` the first share is not of 2016.
        """
        number = self.quantities.index(quantity)
        compared = [
            self.stretches[later]
            for later in range(number + 1, len(self.quantities))
            if self._is_compared(later)
        ]
        return all(
            any(stretch.holds(period.start) for stretch in compared) for period in own
        )

    def _context_period(self) -> str:
        return self.reader.outside_period(self.context)

    def _compared_period(self, quantity: Quantity) -> str:
        """Return the period with which a sentence compares, where it then says what was counted in it.

        In `76 more than in 2023, when 868 were counted` the second number is of 2023.
        """
        bases = [p for p in self.periods if self._is_base(p) and p.end < quantity.start]
        if not bases:
            return ""
        between = self.text[bases[-1].end : quantity.start]
        is_told = pattern(self.structure["when"]).search(between) is not None
        return bases[-1].label if is_told else ""

    def _is_year_earlier(self, position: int) -> bool:
        """Whether words before a quantity say that it is of the year before the one spoken of."""
        stretch = self.stretches[position]
        quantity = self.quantities[position]
        before = self.text[stretch.start : quantity.start]
        year_earlier = pattern(self.structure["year_earlier"])
        if year_earlier.search(before) is not None:
            return True
        after = self.text[quantity.end : stretch.end]
        is_told_after = year_earlier.search(after) is not None
        return is_told_after and self._is_compared(position)

    def _is_compared(self, position: int) -> bool:
        """Whether a quantity is only what the one before it is compared with: `50,000, against 36,000`."""
        if position == 0:
            return False
        start = self.quantities[position - 1].end
        between = self.text[start : self.quantities[position].start].lower()
        words = (*self.structure["to_from"], *self.structure["base_year"])
        return any(f" {word} " in between for word in words)

    def _beside(self, position: int) -> list[Period]:
        """Return the periods in the stretch of a quantity."""
        stretch = self.stretches[position]
        return [
            period
            for period in self.periods
            if stretch.holds(period.start) and not self._is_base(period)
        ]

    def _base_period(self) -> str:
        """Return the label of the period with which the sentence compares."""
        bases = [period for period in self.periods if self._is_base(period)]
        return bases[-1].label if bases else ""

    def _is_base(self, period: Period) -> bool:
        """Whether a period is only what another is compared with."""
        before = self.text[max(0, period.start - 40) : period.start].lower().rstrip()
        words = self.structure["base_year"]
        return before.endswith((*words, *(f"{word} in" for word in words)))

    def _is_yearly(self, position: int) -> bool:
        """Whether words beside a quantity say that it is of every year."""
        stretch = self.stretches[position]
        words = self.text[stretch.start : stretch.end]
        return pattern(self.structure["yearly"]).search(words) is not None


def _nearest(quantity: Quantity, mentions: Sequence[Mention]) -> Grouped:
    """Group mentions by axis; on an axis with one value only the nearest one counts."""
    by_axis: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_axis[mention.axis].append(mention)
    known = axes()
    certain: Grouped = {}
    for axis, named in by_axis.items():
        concepts = {mention.concept for mention in named}
        has_several = axis in known and known[axis].has_several
        if has_several or len(concepts) == 1:
            certain[axis] = concepts
        else:
            nearest = min(named, key=lambda mention: _distance(mention, quantity))
            certain[axis] = {nearest.concept}
    return certain


def _end_of_noun(quantity: Quantity, mentions: Sequence[Mention]) -> int:
    """Where the words end that say who a quantity counts."""
    nouns = [m for m in mentions if m.axis == "who" and m.start >= quantity.end]
    return min(nouns, key=lambda m: m.start).end if nouns else quantity.end


def _distance(mention: Mention, quantity: Quantity) -> int:
    """Characters between a mention and a quantity; words after it are nearer than words before it."""
    if mention.start >= quantity.end:
        return mention.start - quantity.end
    return 2 * max(0, quantity.start - mention.end) + 1


def _is_run_of_years(label: str) -> bool:
    first, _, last = label.partition("-")
    return bool(_year_before(first) and _year_before(last))


def _year_before(label: str) -> str:
    """Return the year before a year; empty for other periods."""
    is_year = label.isdigit() and len(label) == _DIGITS_OF_A_YEAR
    return str(int(label) - 1) if is_year else ""


def _gap(period: Period, quantity: Quantity) -> int:
    """Characters between a period and a quantity."""
    if period.start >= quantity.end:
        return period.start - quantity.end
    return max(0, quantity.start - period.end)


def _add(certain: Grouped, pairs: Iterable[Pair]) -> None:
    for axis, concept in pairs:
        certain.setdefault(axis, set()).add(concept)


def _add_missing(certain: dict[str, set[str]], pairs: Iterable[Pair]) -> None:
    """Add concepts on axes of which nothing nearer is known."""
    added: dict[str, set[str]] = defaultdict(set)
    for axis, concept in pairs:
        if axis not in certain:
            added[axis].add(concept)
    certain.update(added)


_NEXT_TO = 2
"""Characters between a relative clause and the words that it speaks of."""
_AFTER_FIRST = 20
"""Characters after the first quantity of a sentence in which `of them` may stand."""
_COUNTS = frozenset({QuantityKind.COUNT, QuantityKind.SHARE, QuantityKind.RATE})
"""Kinds after which stands what they count."""
_PERSONS = frozenset({QuantityKind.COUNT, QuantityKind.RATE})
"""Kinds that count people and things: they are never about money, whatever pays for them."""
_COMPARISONS = frozenset(
    {
        QuantityKind.CHANGE,
        QuantityKind.POINTS,
        QuantityKind.MULTIPLE,
        QuantityKind.DIFFERENCE,
    }
)
"""Kinds that say how the quantity before them changed: they are about the same."""
_SUBJECTS = frozenset({"who", "field", "step", "register", "country"})
"""Axes that the members of a list of quantities share, unless one says otherwise."""
_PREDICATES = frozenset({"act", "setting", "relation", "step", "form", "measure"})
"""Axes of what happened: a sentence that names any of them says itself what happened."""


def _possible(
    mentions: Sequence[Mention], context: Sequence[Pair], *, refers_back: bool
) -> Grouped:
    """Collect what a sentence names anywhere, and what words before it name on axes that it leaves open.

    A sentence that refers back may also go on about what happened: `two thirds of them` are victims again.
    """
    possible = _grouped((m.axis, m.concept) for m in mentions)
    has_predicate = bool(_PREDICATES & possible.keys())
    known = axes()
    only_by_the_way = {
        axis
        for axis, concepts in possible.items()
        if axis in known and concepts <= known[axis].incidental
    }
    open_axes = (
        (axis, concept)
        for axis, concept in context
        if not (has_predicate and axis in _PREDICATES)
    )
    if refers_back:
        _add(possible, (pair for pair in context if pair[0] in _PREDICATES))
    open_pairs = list(open_axes)
    _add(possible, (pair for pair in open_pairs if pair[0] in only_by_the_way))
    _add_missing(possible, open_pairs)
    return possible


def _take_over(certain: Grouped, heading: Iterable[Pair]) -> None:
    """Add what the heading names to a sentence that does not say who it is about."""
    known = axes()
    for axis, concept in heading:
        if axis not in _PREDICATES:
            continue
        has_several = axis in known and known[axis].has_several
        if has_several or axis not in certain:
            certain.setdefault(axis, set()).add(concept)


def _imply(certain: Grouped) -> None:
    """Say who the people of a sentence are, where what happened says it: people who were convicted are offenders."""
    if certain.get("who") != {"person"}:
        return
    known = axes()
    implied = {
        known[axis].implies[concept]
        for axis, concepts in certain.items()
        if axis in known
        for concept in concepts & known[axis].implies.keys()
    }
    certain["who"] |= implied


def _pair(mention: Mention) -> Pair:
    return mention.axis, mention.concept


def _pairs(grouped: Grouped) -> list[Pair]:
    return [
        (axis, concept) for axis, concepts in grouped.items() for concept in concepts
    ]


def _grouped(pairs: Iterable[Pair]) -> dict[str, set[str]]:
    grouped: dict[str, set[str]] = defaultdict(set)
    for axis, concept in pairs:
        grouped[axis].add(concept)
    return grouped


def _frozen(grouped: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    frozen = {axis: frozenset(concepts) for axis, concepts in grouped.items()}
    if AGE in frozen:
        frozen.pop(WEAK_AGE, None)
    return frozen
