"""Who and what: the subject that the words of a sentence give to each of its quantities."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial

from zicht.proof.block_reading import BlockReader, Context
from zicht.proof.blocks import Kind
from zicht.proof.changing_words import Saying, changing_words
from zicht.proof.claims import Claim, Reading
from zicht.proof.grouping import (
    PREDICATES,
    Grouped,
    add_missing,
    entail,
    frozen,
    grouped,
    imply,
    nearest,
    pair_of,
    pairs_of,
    possible_concepts,
    take_over,
)
from zicht.proof.lexicon import Mention, axes, lexicon
from zicht.proof.lexicon.neutral import neutral
from zicht.proof.lexicon.reading import pattern
from zicht.proof.narrowing import NEAR, Known, unknown_narrowing, unknown_words
from zicht.proof.orders import lists_in, only_of_size
from zicht.proof.periods import years_of_label
from zicht.proof.quantities import changed_to, rate_base
from zicht.proof.quantity import COMPARISONS, Qualifier, Quantity, QuantityKind
from zicht.proof.sentence_periods import SentencePeriods
from zicht.proof.sentences import (
    Span,
    has_another_clause,
    is_coordinated,
    is_whole,
    stretches,
)
from zicht.proof.strangers import doubtful_words, modal_words, strange_words
from zicht.proof.topics import Pair

COUNTRY = "country"
"""Axis that a whole text shares, its lists too."""
_TOTALS = frozenset({"framework", "spending", "contributions"})
"""Amounts of which others are parts."""
_GROUPS = frozenset(
    {"sex", "age", "weak_age", "nationality", "notifier", "origin", "form"}
)
"""Axes of groups of people, of which a sentence may go on to another."""
_SETS = _GROUPS | {"office", "relation", "act", "setting"}
"""Axes of what a sentence may count one after the other: `another 152 were adolescents`."""
_CLAUSE_OF_WORDS = 4
"""Words before a colon that make up a clause; fewer are a label, as in `Rotterdam: 944 victims`."""
_NEXT_TO = 2
"""Characters between a relative clause and the words that it speaks of."""
_AFTER_FIRST = 20
"""Characters after the first quantity of a sentence in which `of them` may stand."""
_NEXT_CLAUSE = re.compile(r"[;:]\s(?=(?:dat|dit|that|this)\s)", re.IGNORECASE)
"""Parts the clause of a number from one that goes on about it: `547 were women; that is 56%`."""
_IS_NUMBER = re.compile(
    r"(?:aantal|aandeel|number|share|figure|total|count)$", re.IGNORECASE
)
_OF = re.compile(r"\s(?:\w+\s)?(?:van|of|dat|that)\s", re.IGNORECASE)
_NAME = re.compile(r"(?<=\w )[A-ZÀ-Ý][\w’'-]+")
"""A word with a capital within a clause."""
_ENDS_HERE = re.compile(r"\s*(?:[.,;:)–—]|$|(?:in|by|en|and)\s(?:19|20)\d{2})")
"""Stands after a number that counts nothing that is said beside it."""
_ALL = 100
"""Per cent of everybody."""
_CLOSES = re.compile(r"\s*[,;)]")
"""Stands after a whole of which nothing more is said."""
_COUNTS = frozenset({QuantityKind.COUNT, QuantityKind.SHARE, QuantityKind.RATE})
"""Kinds after which stands what they count."""
_DATED = frozenset({QuantityKind.COUNT, QuantityKind.SHARE})
"""Kinds that are of one stretch of time: `since 2016` is not `in 2016`."""
_PERSONS = frozenset({QuantityKind.COUNT, QuantityKind.RATE})
"""Kinds that count people and things: they are never about money, whatever pays for them."""
_COUNTED_THINGS = frozenset({"report", "incident", "link", "case", "advice", "worker"})
"""What is counted that is no victim, suspect or offender."""
_ANYBODY = frozenset({"victim", "child"})
"""Whom a sentence may name after one that names a group alone: `girls`, `boys`."""
_PEOPLE = frozenset({"victim", "suspect", "offender", "child"})
_LASTING = frozenset({"field", "register", "country"})
"""Axes of which a new subject mostly leaves open that they are as before."""
_SUBJECTS = frozenset({"who", "field", "step", "register", "country"})
"""Axes that the members of a list of quantities share, unless one says otherwise."""


class SentenceReader:
    """Reads the claims of one sentence.

    Parameters
    ----------
    reader : of the block
    span : of the sentence
    context : what earlier sentences said
    """

    def __init__(self, reader: BlockReader, span: Span, context: Context) -> None:
        self.reader = reader
        self.context = context
        self.text = reader.block.text
        self.span = span
        self.language = reader.language
        self.structure = lexicon(reader.language).structure
        self.quantities = [
            self._as_amount(quantity)
            for quantity in reader.quantities
            if span.holds(quantity.start)
        ]
        self.mentions = [m for m in reader.mentions if span.holds(m.start)]
        self.stretches = stretches(
            self.text, span, self.quantities, self.mentions, self.language
        )
        self.periods = SentencePeriods(
            reader, span, self.quantities, self.stretches, context
        )
        self.refers_back = bool(self.quantities) and self._refers_back()
        self.quantities = list(self._with_unsaid_units())
        # The context goes on while claims are judged, so that this is asked now.
        self.follows_a_number = bool(context.last_certain)

    def _with_unsaid_units(self) -> Iterator[Quantity]:
        """Read a bare number right after a share as a share: `in 2016 they were 43 per cent. In 2020 it was 22`."""
        sentence = self.text[self.span.start : self.span.end]
        # `There were 22` counts people; `it was 22` goes on about the share.
        goes_on = pattern(self.structure["it_was"]).search(sentence) is not None
        last_kind = self.context.last_kind if goes_on else None
        names_who = any(mention.axis == "who" for mention in self.mentions)
        for quantity in self.quantities:
            is_number = quantity.kind is QuantityKind.COUNT and not quantity.is_word
            is_bare = _ENDS_HERE.match(self.text, quantity.end) is not None
            may_be_a_share = is_number and is_bare and quantity.value <= _ALL
            if last_kind is QuantityKind.SHARE and may_be_a_share and not names_who:
                yield replace(quantity, kind=QuantityKind.SHARE)
            else:
                last_kind = quantity.kind
                yield quantity

    def claims(self) -> Iterator[Claim]:
        """Give a claim per quantity, from left to right."""
        if not self.quantities:
            return
        possible = possible_concepts(
            self.mentions, self._around(), refers_back=self.refers_back
        )
        certain: Grouped = {}
        period = ""
        said = ""
        before = self.context.last_subjects
        self.context.last_subjects = []
        find_inherited = self.context.find_strange
        for position in range(len(self.quantities)):
            is_listed = self._is_listed(position)
            if self._repeats_the_order_of(before):
                certain = before[position]
            else:
                certain = self._subject(position, certain, is_listed=is_listed)
            self.context.last_certain = certain
            self.context.last_subjects.append(certain)
            period = self.periods.of(position) or (period if is_listed else "")
            claim = self._claim(
                position, certain, possible, period, is_listed=is_listed
            )
            claim = replace(claim, find_inherited=find_inherited)
            self.context.find_strange = claim.find_strange
            yield self._in_time_of_sentence(claim, position, said)
            said = period or said

    def _in_time_of_sentence(self, claim: Claim, position: int, said: str) -> Claim:
        """Let a clause without a period be of that of the one before it: `in 2024 575 men; the women fell to 450`."""
        if position == 0 or claim.period or not said or self.periods.is_base(said):
            return claim
        previous, quantity = self.quantities[position - 1], self.quantities[position]
        begins_a_clause = has_another_clause(
            self.text, previous.end, quantity.start, self.language
        )
        return replace(claim, context_period=said) if begins_a_clause else claim

    def _repeats_the_order_of(self, before: Sequence[Grouped]) -> bool:
        """Whether the numbers of a sentence count, in their order, what those of the sentence before it count.

        In `408 sexually and 603 criminally. In 2019 that was 849 and 424` the last two are of these two groups.
        """
        n_quantities = len(self.quantities)
        is_bare = self.refers_back and not self.mentions
        return is_bare and 1 < n_quantities == len(before)

    def _claim(
        self,
        position: int,
        certain: Grouped,
        possible: Grouped,
        period: str,
        *,
        is_listed: bool,
    ) -> Claim:
        """Put together what is said of one quantity."""
        quantity = self._as_rate(self.quantities[position])
        base_period = self.periods.base(position)
        context_period = self.periods.around(position)
        run = years_of_label(period)
        if quantity.kind in COMPARISONS and run is not None:
            base_period, period = run
        is_yearly = self.periods.is_yearly(position)
        is_dated = self.periods.beside(position) or self.periods.is_of_an_end(position)
        if is_yearly and not is_dated:
            period = ""
            context_period = context_period if years_of_label(context_period) else ""
        return Claim(
            quantity=quantity,
            block=self.reader.block,
            sentence=self.text[self.span.start : self.span.end].strip(),
            certain=frozen(certain),
            possible=frozen(possible),
            period=period,
            context_period=context_period,
            main_periods=self.reader.main_periods(self.context),
            base_period=base_period,
            language=self.language,
            readings=self._readings(position, certain, possible),
            narrowing=self._narrowing(position),
            find_strange=cache(partial(self._strange, position, certain, possible)),
            find_doubt=cache(partial(self._doubt, position)),
            own=self._own(position),
            elsewhere=self._elsewhere(position),
            is_hypothetical=self._is_hypothetical(),
            refers_back=self.refers_back
            or is_listed
            or self._is_elliptic(self.quantities[position]),
            is_yearly=is_yearly,
            is_together=self.periods.is_together(position),
            changed=self._changed(position),
            extreme=self._extreme(position),
            extreme_since=base_period or self.periods.run(),
            stretch=(self.stretches[position].start, self.stretches[position].end),
        )

    def _changed(self, position: int) -> str:
        """Return `rise` or `fall` where words beside a quantity say that something changed to it: `fell to 944`."""
        quantity = self.quantities[position]
        if quantity.is_bound or quantity.qualifier is Qualifier.AT_MOST:
            # Neither `from 700 to 944` nor `up to 944` is a rise.
            return ""
        before = self.text[self.span.start : quantity.start]
        after = self.text[quantity.end : self.span.end]
        return changed_to(before, after, self.language)

    def _extreme(self, position: int) -> str:
        """Return `highest` or `lowest` where words beside a quantity say that no other period goes further."""
        stretch = self.stretches[position]
        words = self.text[stretch.start : stretch.end]
        if pattern(self.structure["not_extreme"]).search(words):
            return ""
        said = [
            extreme
            for extreme in ("highest", "lowest")
            if pattern(self.structure[extreme]).search(words)
        ]
        return said[0] if len(said) == 1 else ""

    def _as_rate(self, quantity: Quantity) -> Quantity:
        """Read a count as so many of the base of the sentence before: `in 138 of those cases`."""
        base = self._rate_base()
        is_part = quantity.kind is QuantityKind.COUNT and quantity.value < base
        if quantity.base:
            self.context.rate_base = quantity.base
        is_told_above = self.reader.block.kind in {Kind.ITEM, Kind.CELL}
        if not (self.refers_back or is_told_above) or not is_part:
            return quantity
        return replace(quantity, kind=QuantityKind.RATE, base=base)

    def _as_amount(self, quantity: Quantity) -> Quantity:
        """Read a bare number in a row or column of money as an amount: the table says its unit once, in a corner."""
        names_money = any(axis == "money" for axis, _ in self.reader.headers)
        is_bare = quantity.kind is QuantityKind.COUNT and not quantity.is_word
        if names_money and is_bare and self.reader.block.kind is Kind.CELL:
            return replace(quantity, kind=QuantityKind.AMOUNT)
        return quantity

    def _rate_base(self) -> int:
        """Return per how many the sentence counts, where the paragraph before its list or the last rate says so."""
        block = self.reader.block
        if block.kind is Kind.ITEM:
            return rate_base(block.intro, self.language)
        if block.kind is Kind.CELL:
            caption = block.intro or " ".join(block.headings[-1:])
            return rate_base(caption, self.language)
        return self.context.rate_base

    def tell_context(self) -> None:
        """Let the context know what the sentence said, also where it has no number."""
        if not self.quantities:
            self._tell_who_is_next()
        else:
            self.context.last_kind = self.quantities[-1].kind
        if not self.refers_back and not any(q.base for q in self.quantities):
            self.context.rate_base = 0
        labels = [period.label for period in self.periods.named]
        self.context.remember(map(pair_of, self.mentions), self.periods.last(), labels)

    def _tell_who_is_next(self) -> None:
        """Let a sentence without numbers say what `their number` in the next one counts."""
        named = grouped(map(pair_of, self.mentions))
        if named:
            self.context.last_subjects = []
        by_the_way = axes()["who"].incidental
        is_about_someone = bool(named.get("who", set()) - by_the_way)
        if is_about_someone or (named and not self.context.last_certain):
            earlier = pairs_of(self.context.last_certain)
            shared = [pair for pair in earlier if pair[0] in _LASTING]
            add_missing(named, shared)
            self.context.last_certain = named
        elif named:
            self.context.last_certain = {**self.context.last_certain, **named}

    def _around(self) -> list[Pair]:
        """Return what earlier sentences, headings and the paragraph before a list name."""
        earlier = list(self.context.pairs())
        if not any(axis == COUNTRY for axis, _ in earlier):
            # A text goes on about the country that it named last, however long ago.
            earlier += self.context.all_pairs(COUNTRY)[-1:]
        if self.reader.block.kind is Kind.ITEM and not self.refers_back:
            earlier = self.context.all_pairs(COUNTRY)[-1:]
        elif self._leaves_open_who() and not _names_who(
            [*earlier, *self.reader.surroundings]
        ):
            earlier += self.context.last_counted()
        return [*earlier, *self.reader.surroundings]

    def _leaves_open_who(self) -> bool:
        """Whether a sentence leaves open who the people are that it counts, so that it was said before."""
        who = {m.concept for m in self.mentions if m.axis == "who"}
        return who <= {"person", "child"}

    @property
    def _understood(self) -> list[Known]:
        """What was understood of the sentence: concepts, periods and quantities."""
        periods = [*self.periods.named, *self.periods.phrases]
        return [*self.mentions, *periods, *self.quantities]

    # ---- what a quantity is about

    def _subject(self, position: int, before: Grouped, *, is_listed: bool) -> Grouped:
        """Collect what a quantity is said to be about: by words beside it, and by those that it takes over."""
        quantity = self.quantities[position]
        inherited = self._inherited(quantity, before, is_listed=is_listed)
        if self._is_elliptic(quantity) and not self._antecedent(position):
            certain = grouped(inherited)
            add_missing(certain, pairs_of(self._certain(position)))
        else:
            certain = self._certain(position)
            add_missing(certain, inherited)
        if self.refers_back and self._is_of_the_same(certain):
            add_missing(certain, pairs_of(self.context.last_certain))
        elif "who" not in certain:
            take_over(certain, self.reader.heading)
        certain.update({axis: set(of) for axis, of in self._in_order(position).items()})
        imply(certain)
        entail(certain)
        if quantity.kind in _PERSONS:
            certain.pop("money", None)
        return certain

    def _is_of_the_same(self, certain: Grouped) -> bool:
        """Whether a sentence names no people, or only those of the sentence before it and no event."""
        if "who" not in certain:
            return True
        same_people = certain["who"] - {"person"} <= self.context.last_certain.get(
            "who", _ANYBODY
        )
        return same_people and not certain.keys() & PREDICATES

    def _is_listed(self, position: int) -> bool:
        """Whether a quantity goes on a list that the one before it belongs to."""
        return position > 0 and is_coordinated(
            self.text,
            self.quantities[position - 1],
            self.quantities[position],
            self.language,
        )

    def _certain(self, position: int) -> Grouped:
        """Collect concepts beside a quantity, before the first quantity of the sentence, and in headers."""
        quantity = self.quantities[position]
        beside = self._mentions_beside(position)
        certain = nearest(quantity, beside)
        if position > 0 and not beside:
            add_missing(certain, self._antecedent(position))
        if position > 0:
            first = self.quantities[0]
            opening = [
                m
                for m in self.mentions
                if m.end <= first.start and not self._is_a_base(m)
            ]
            add_missing(certain, map(pair_of, opening))
        add_missing(certain, self.reader.headers)
        add_missing(certain, self.reader.caption)
        return certain

    def _mentions_beside(self, position: int) -> list[Mention]:
        """Return what the words that belong to a quantity name."""
        stretch = self.stretches[position]
        return [
            mention
            for mention in self.mentions
            if stretch.holds(mention.start) and not self._is_a_base(mention)
        ]

    def _antecedent(self, position: int) -> list[Pair]:
        """Return what words right before a relative clause name: `the cost of staff, which came to`."""
        if position == 0:
            return []
        previous, end = self.quantities[position - 1], self.quantities[position].start
        words = "|".join(self.structure["relative"])
        clauses = re.finditer(rf",\s+(?:{words})(?!\w)", self.text)
        starts = [m.start() for m in clauses if m.start() in range(previous.end, end)]
        if not starts:
            return []
        near = [m for m in self.mentions if 0 <= starts[-1] - m.end <= _NEXT_TO]
        return [pair_of(mention) for mention in near]

    def _own(self, position: int) -> dict[str, frozenset[str]]:
        """Return the concepts that words beside a quantity, the headers of its cell and its caption name."""
        beside = [pair_of(mention) for mention in self._mentions_beside(position)]
        own = grouped([*beside, *self.reader.headers])
        add_missing(own, self.reader.caption)
        return {**frozen(own), **self._in_order(position)}

    def _in_order(self, position: int) -> dict[str, frozenset[str]]:
        """Return the group that goes with a quantity by its place: `366 and 566 men and women respectively`.

        Periods may go in that order too: then nothing is said of the groups.
        """
        quantity = self.quantities[position]
        counted = [q for q in self.quantities if q.kind is quantity.kind]
        lists = lists_in(self.text, counted, self.language)
        members = next((each for each in lists if quantity in each), None)
        has_range = any(member.is_bound for member in members or ())
        # `More women than men, 309 to 488` compares two numbers, though they look like a range.
        if members is None or (has_range and not self._compares()):
            return {}
        if self.periods.goes_in_order(position):
            return {}
        groups = {
            axis: self._groups_listed(axis, len(members))
            for axis in sorted(_GROUPS - {"weak_age", "notifier"})
        }
        listed = {axis: names for axis, names in groups.items() if names}
        if len(listed) != 1:
            return {}
        ((axis, names),) = listed.items()
        return {axis: frozenset({names[members.index(quantity)]})}

    def _compares(self) -> bool:
        """Whether the sentence says that there are more, or fewer, of one group than of another."""
        sentence = self.text[self.span.start : self.span.end]
        words = [*self.structure["says_more"], *self.structure["says_fewer"]]
        return pattern(words).search(sentence) is not None

    def _groups_listed(self, axis: str, size: int) -> list[str]:
        """Return the groups of one axis that a sentence lists, where it lists as many as it has numbers."""
        mentions = [mention for mention in self.mentions if mention.axis == axis]
        lists = lists_in(self.text, mentions, self.language)
        listed = only_of_size(lists, size)
        names = [mention.concept for mention in listed or ()]
        return names if len(set(names)) == len(names) else []

    def _elsewhere(self, position: int) -> dict[str, frozenset[str]]:
        """Return concepts that only stretches of other quantities name: they may say nothing of this one."""
        stretch = self.stretches[position]
        opening = self.quantities[0].start
        others = [
            m
            for m in self.mentions
            if not stretch.holds(m.start) and m.start >= opening
        ]
        return frozen(grouped(map(pair_of, others)))

    def _is_hypothetical(self) -> bool:
        """Whether the sentence speaks of what would be, or of an aim."""
        words = self.text[self.span.start : self.span.end]
        return pattern(self.structure["hypothetical"]).search(words) is not None

    def _is_a_base(self, mention: Mention) -> bool:
        """Whether words name an amount of which others are parts: `of the spending, x went to staff`."""
        before = self.text[self.span.start : mention.start].lower().rstrip()
        return mention.concept in _TOTALS and before.endswith(
            ("of the", "van de", "van het")
        )

    def _inherited(
        self, quantity: Quantity, before: Grouped, *, is_listed: bool
    ) -> list[Pair]:
        """Return what a quantity shares with the one before it in the sentence."""
        if quantity.kind in COMPARISONS or self._is_elliptic(quantity):
            return pairs_of(before)
        if is_listed:
            position = self.quantities.index(quantity)
            shared = _SUBJECTS | PREDICATES if self._is_gapped(position) else _SUBJECTS
            if "field" in self._own(position):
                shared = shared - {"form", "act"}
            return [pair for pair in pairs_of(before) if pair[0] in shared]
        return []

    def _is_gapped(self, position: int) -> bool:
        """Whether a member of a list only names a group, so that what happened is what was said before it.

        In `half of the girls experience violence, and one in five boys` the boys experience it too.
        """
        stretch = self.stretches[position]
        beside = self._mentions_beside(position)
        says_what_happened = any(mention.axis in PREDICATES for mention in beside)
        has_period = bool(self.periods.beside(position))
        return not (says_what_happened or has_period) and not unknown_words(
            self.text,
            stretch,
            known=[*self.mentions, *self.quantities],
            language=self.language,
        )

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
        end = self.quantities[0].end
        after = _NEXT_CLAUSE.split(self.text[end : end + _AFTER_FIRST], maxsplit=1)[0]
        opening = self.text[self.span.start : end] + after
        if self._is_partitive() or self._is_bare():
            return True
        words = pattern(self.structure["back_reference"])
        return any(
            not self._names_what(self.span.start + match.end())
            for match in words.finditer(opening)
        )

    def _is_bare(self) -> bool:
        """Whether a sentence is a number and its period alone, as in `In 2016: 43%`."""
        is_running_text = self.reader.block.kind is Kind.PARAGRAPH
        if self.mentions or not self.periods.named or not is_running_text:
            return False
        return not unknown_words(
            self.text,
            self.span,
            known=[*self.periods.named, *self.quantities],
            language=self.language,
        )

    def _is_partitive(self) -> bool:
        """Whether the first quantity counts people of an earlier sentence: `leverde er tien aan`."""
        first = self.quantities[0]
        before = self.text[self.span.start : first.start].lower().split()
        has_pronoun = any(word in self.structure["partitive"] for word in before[-2:])
        counts_someone = any(
            mention.axis == "who" for mention in self._mentions_beside(0)
        )
        return has_pronoun and not counts_someone

    def _names_what(self, position: int) -> bool:
        """Whether words such as `the number` are followed by what is counted: then they refer to nothing before."""
        following = self.text[position:]
        is_number_of = _IS_NUMBER.search(self.text[:position]) is not None
        noun = len(following) - len(following.lstrip()) + position
        return is_number_of and (
            _OF.match(following) is not None
            or any(
                mention.start == noun and mention.axis in {"who", *PREDICATES}
                for mention in self.mentions
            )
        )

    def _readings(
        self, position: int, certain: Grouped, possible: Grouped
    ) -> tuple[Reading, ...]:
        """Other ways to read the words around a quantity, the likeliest first."""
        quantity = self.quantities[position]
        readings: list[Grouped] = []
        shared = {axis: set(concepts) for axis, concepts in certain.items()}
        add_missing(shared, self._shared(position))
        readings.append(shared)
        if quantity.bound:
            readings.append(_as_bound(certain, quantity.bound))
        readings.append({**certain, **self._counted(position)})
        readings.append({**certain, **self._how_often(position)})
        readings.append(self._as_notified_by_the_police(position, certain))
        if self.refers_back:
            readings.append(self._as_group_of_its_own(position, certain))
            readings.append(self._as_everybody(position, certain))
        others = [
            Reading(frozen(reading), frozen(possible))
            for reading in readings
            if reading != certain
        ]
        if is_whole(self.text, quantity, self.language):
            others.append(self._as_whole(quantity, possible))
        return tuple(others)

    def _as_notified_by_the_police(self, position: int, certain: Grouped) -> Grouped:
        """Read the police as those who report, not as those to whom is reported: `the police made three quarters`."""
        beside = self._mentions_beside(position)
        registers_beside = [m for m in beside if m.axis == "register"]
        named = {mention.concept for mention in registers_beside}
        police = [m for m in registers_beside if m.concept == "at_police"]
        # A share goes on about who reported; a count of a later sentence may be one of what the police registered.
        is_share = self.quantities[position].kind is QuantityKind.SHARE
        goes_on = not police and is_share
        names_them = "at_police" in named | certain.get("register", set())
        acts = goes_on or any(not self._is_given_to(mention) for mention in police)
        if not (names_them and acts) or "notifier" in certain:
            return certain
        registers = (named | certain.get("register", set())) - {"at_police"}
        others = {axis: of for axis, of in certain.items() if axis != "register"}
        if registers:
            others["register"] = registers
        return {**others, "notifier": {"by_police"}}

    def _is_given_to(self, mention: Mention) -> bool:
        """Whether something comes to whom words name: `reported to the police`, `bij de politie gemeld`."""
        words = self.text[self.span.start : mention.end].lower().split()[-3:]
        return any(word in self.structure["given_to"] for word in words)

    def _counted(self, position: int) -> Grouped:
        """Return the noun right after a number, where other people of the sentence only do something.

        In `48% of these incidents the family filed a complaint` incidents are counted, not families.
        """
        quantity = self.quantities[position]
        nouns = [
            mention
            for mention in self._mentions_beside(position)
            if mention.axis == "who" and mention.start >= quantity.end
        ]
        if len(nouns) < 2:
            return {}
        first = min(nouns, key=lambda mention: mention.start)
        return {"who": {first.concept}}

    def _how_often(self, position: int) -> Grouped:
        """Return who else is named, where a share of cases only says how often something is so."""
        quantity, stretch = self.quantities[position], self.stretches[position]
        words = pattern(self.structure["how_often"])
        before = self.text[stretch.start : quantity.start].split()[-1:]
        if quantity.kind is QuantityKind.COUNT and before and before[0].lower() != "in":
            return {}
        idiom = words.match(self.text, quantity.end + 1, stretch.end)
        others = {
            mention.concept
            for mention in self._mentions_beside(position)
            if mention.axis == "who" and mention.concept != "case"
        }
        return {"who": others} if idiom and others else {}

    def _as_group_of_its_own(self, position: int, certain: Grouped) -> Grouped:
        """Read words about a group as said instead of the group before it, not on top of it."""
        own = self._own(position)
        if not own.keys() & _GROUPS:
            return certain
        return {
            axis: concepts
            for axis, concepts in certain.items()
            if axis in own or axis not in _GROUPS
        }

    def _as_everybody(self, position: int, certain: Grouped) -> Grouped:
        """Read a sentence that says itself whom it counts, and when, as one of all of them, not of the group before.

        In `Of these, 236 came from abroad. In 2020 there were 307 reports` all reports are counted.
        """
        own = self._own(position)
        if "who" not in own or not self.periods.beside(position):
            return certain
        return {
            axis: concepts
            for axis, concepts in certain.items()
            if axis in own or axis not in _GROUPS
        }

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
        return [pair_of(mention) for mention in after]

    def _as_whole(self, quantity: Quantity, possible: Grouped) -> Reading:
        """Read a quantity as the whole of which another is a part: only its own noun counts."""
        noun_end = _end_of_noun(quantity, self.mentions)
        following = [m for m in self.mentions if quantity.end <= m.start]
        before = [m for m in self.mentions if m.end <= quantity.start]
        is_closed = _CLOSES.match(self.text, quantity.end) is not None
        if is_closed and not any(mention.axis in _GROUPS for mention in before):
            # In `most victims, 566 of 944, were women` all victims are meant, and not the women.
            following = before
        near = [m for m in following if m.end <= noun_end] or following
        silent = {axis for axis, known in axes().items() if known.is_silent}
        around = {a: c for a, c in possible.items() if a in silent | {"step"}}
        return Reading(frozen(nearest(quantity, near)), frozen(around))

    def _narrowing(self, position: int) -> str:
        """Return words about the group of a quantity that the lexicon does not know."""
        if self.reader.strange_header:
            return self.reader.strange_header
        quantity = self.quantities[position]
        stretch = self.stretches[position]
        otherwise = self._counted_otherwise(quantity, stretch)
        if otherwise:
            return otherwise
        nouns = [
            m.start
            for m in self.mentions
            if m.axis == "who" and stretch.start <= m.start < quantity.start
        ]
        narrowing = unknown_narrowing(
            self.text,
            min([quantity.end, *nouns]),
            min(stretch.end, quantity.end + NEAR),
            counted_from=quantity.end if quantity.kind in _COUNTS else None,
            known=self._understood,
            language=self.language,
        )
        if not narrowing and self._is_elliptic(quantity):
            other = unknown_words(
                self.text,
                stretch,
                known=self._understood,
                language=self.language,
            )
            return " ".join(other) or self._narrowing(position - 1)
        return narrowing

    def _strange(self, position: int, certain: Grouped, possible: Grouped) -> str:
        """Return words by which the sentence says of a quantity what no figure is about."""
        regions = self._regions(position)
        modals = [modal_words(self.text, region, self.language) for region in regions]
        axes = _telling_axes(certain, possible)
        telling = [m for m in self.mentions if m.axis != "office" or m.axis in axes]
        strange = strange_words(
            self.text,
            regions,
            known=[
                *telling,
                *self.periods.named,
                *self.periods.phrases,
                *self.quantities,
            ],
            axes=axes,
            language=self.language,
        )
        otherwise = self._counted_otherwise(
            self.quantities[position], self.stretches[position]
        )
        stretch = ""
        if self.quantities[position].kind in _DATED and not self._says_how_it_stood():
            stretch = self.periods.other_stretch(position)
        changing = changing_words(self._saying(position, regions))
        words = [*self._asked(), otherwise, stretch, *modals, *changing, *strange]
        return " ".join(dict.fromkeys(filter(None, words)))

    def _doubt(self, position: int) -> str:
        """Return words by which the sentence denies what it says of a quantity, or says what may be."""
        doubtful = doubtful_words(
            self.text,
            self._regions(position),
            known=self._understood,
            language=self.language,
        )
        return " ".join(dict.fromkeys(doubtful))

    def _says_how_it_stood(self) -> bool:
        """Whether a sentence only says how a share stood by then, after one before it: `by 2020 it was 22 per cent`."""
        is_share = self.quantities[0].kind is QuantityKind.SHARE
        return is_share and self.refers_back and not self.mentions

    def _saying(self, position: int, regions: Sequence[Span]) -> Saying:
        """Return what is said beside a quantity, for the search of words that change it."""
        return Saying(
            text=self.text,
            sentence=self.span,
            regions=regions,
            quantity=self.quantities[position],
            quantities=self.quantities,
            mentions=self.mentions,
            known=self._understood,
            names_a_group_after_another=self._names_a_group_after_another(position),
            has_period=bool(self.periods.beside(position)),
            language=self.language,
        )

    def _names_a_group_after_another(self, position: int) -> bool:
        """Whether a quantity counts a group of its own, after others were counted: `another 152 were adolescents`."""
        own = self._own(position).keys()
        has_another_before = position > 0 or self.follows_a_number
        return bool(own & _SETS) and has_another_before

    def _asked(self) -> list[str]:
        """Return the mark of a question: it states nothing."""
        words = self.text[self.span.start : self.span.end]
        if not words.rstrip(" \"'’”)").endswith("?"):
            return []
        asks_whether_known = neutral(self.language).together.search(words)
        return [] if asks_whether_known else ["?"]

    def _regions(self, position: int) -> list[Span]:
        """Return the stretches that speak of a quantity: its own, those of its list, the opening."""
        if is_whole(self.text, self.quantities[position], self.language):
            return [self.stretches[position]]
        start = self._start_of_clause()
        first = last = position
        while first > 0 and self._goes_on(first):
            first -= 1
        while last + 1 < len(self.quantities) and self._goes_on(last + 1):
            last += 1
        regions = self.stretches[first : last + 1]
        if first > 0:
            return [Span(start, self.quantities[0].start), *regions]
        return [Span(max(start, regions[0].start), regions[0].end), *regions[1:]]

    def _start_of_clause(self) -> int:
        """Return where the clause of the first quantity begins: after a colon that closes another clause.

        In `The war left its mark: 51 victims were reported` the war is not said of the victims.
        """
        opening = self.text[self.span.start : self.quantities[0].start]
        clause, colon, _ = opening.rpartition(": ")
        start = self.span.start + len(clause) + len(colon)
        names_its_own = any(
            mention.axis == "who"
            and mention.concept != "person"
            and mention.start >= start
            for mention in self._mentions_beside(0)
        )
        has_verb = pattern(self.structure["opens_clause"]).search(clause) is not None
        is_clause = has_verb or len(clause.split()) >= _CLAUSE_OF_WORDS
        may_be_passed = is_clause and names_its_own and not self._names_a_place(clause)
        return start if may_be_passed else self.span.start

    def _names_a_place(self, clause: str) -> bool:
        """Whether a clause holds a name that is not known: `this is about Rotterdam: 944 victims`."""
        for name in _NAME.finditer(clause):
            position = self.span.start + name.start()
            is_mentioned = any(m.start <= position < m.end for m in self.mentions)
            is_neutral = neutral(self.language).holds(
                name[0], axes=frozenset(), is_undergone=False
            )
            if not (is_mentioned or is_neutral):
                return True
        return False

    def _goes_on(self, position: int) -> bool:
        """Whether a quantity is one of a list with the one before it, or says how that one changed."""
        quantity = self.quantities[position]
        if quantity.kind in COMPARISONS or self._is_elliptic(quantity):
            return True
        return self._is_listed(position) and not self._has_own_verb(position)

    def _has_own_verb(self, position: int) -> bool:
        """Whether a member of a list is a clause of its own: `165 investigations began and 254 people were suspects`.

        A number with its own rhythm is one too: `17,004 referrals, a monthly average of 1,417`.
        """
        quantity, stretch = self.quantities[position], self.stretches[position]
        before = self.text[stretch.start : quantity.start]
        words = self.text[stretch.start : stretch.end]
        has_verb = pattern(self.structure["opens_clause"]).search(before) is not None
        names_who = any(m.axis == "who" for m in self._mentions_beside(position))
        is_rhythmic = pattern(self.structure["oftener"]).search(words) is not None
        return (has_verb and names_who) or is_rhythmic

    def _counted_otherwise(self, quantity: Quantity, stretch: Span) -> str:
        """Return words by which a count is denied, or is one of each month, week or day."""
        if quantity.kind is not QuantityKind.COUNT:
            return ""
        before = self.text[stretch.start : quantity.start].lower().split()[-1:]
        is_qualified = quantity.qualifier is not Qualifier.EXACT
        if before and before[0] in self.structure["denials"] and not is_qualified:
            return before[0]
        after = self.text[quantity.end : stretch.end].lower().split()[:1]
        if before == ["op"] and after == ["na"]:
            return "na"
        if after and after[0] in self.structure["occasions"]:
            own = self._own(self.quantities.index(quantity))
            return after[0] if own.get("who", frozenset()) & _PEOPLE else ""
        words = self.text[stretch.start : stretch.end]
        match = pattern(self.structure["oftener"]).search(words)
        if match is None or self._is_a_yearly_mean(match[0], words):
            return ""
        return match[0]

    def _is_a_yearly_mean(self, oftener: str, words: str) -> bool:
        """Whether a number is the mean of some years: `an average of 1,297 a year`."""
        is_mean = pattern(self.structure["mean"]).fullmatch(oftener) is not None
        return is_mean and pattern(self.structure["yearly"]).search(words) is not None


def _names_who(pairs: Iterable[Pair]) -> bool:
    """Whether words say who is counted, and not only that people are."""
    by_the_way = axes()["who"].incidental
    return any(axis == "who" and concept not in by_the_way for axis, concept in pairs)


def _telling_axes(certain: Grouped, possible: Grouped) -> frozenset[str]:
    """Return the axes and nouns beside which more words are neutral."""
    counts = certain.get("who") or possible.get("who", set())
    named = certain.get("step") or possible.get("step", set())
    steps = named - {"registered", "estimated"}
    if steps - {"investigation"} or certain.get("who", set()) & _PEOPLE:
        # What the institute does is not said of people or cases: `944 victims were adopted`.
        certain = {axis: c for axis, c in certain.items() if axis != "office"}
    counted = {"report"} if counts & _COUNTED_THINGS else set()
    of_the_chain = {"step"} if steps else set()
    return frozenset((certain.keys() - {"step"}) | counted | of_the_chain)


def _as_bound(certain: Grouped, bound: str) -> Grouped:
    """Read the end of a range as the bound of an estimate."""
    return {**certain, "step": {*certain.get("step", ()), f"{bound}_bound"}}


def _end_of_noun(quantity: Quantity, mentions: Sequence[Mention]) -> int:
    """Where the words end that say who a quantity counts."""
    nouns = [m for m in mentions if m.axis == "who" and m.start >= quantity.end]
    return min(nouns, key=lambda m: m.start).end if nouns else quantity.end
