"""When: the period that each quantity of a sentence is of, and the one with which a change compares."""

import re
from collections.abc import Sequence
from itertools import pairwise

from zicht.proof.block_reading import BlockReader, Context
from zicht.proof.lexicon import lexicon
from zicht.proof.lexicon.reading import pattern
from zicht.proof.orders import lists_in, only_of_size
from zicht.proof.parts_of_years import other_stretch
from zicht.proof.periods import Period, years_of_label
from zicht.proof.quantity import COMPARISONS, Quantity, QuantityKind
from zicht.proof.relative_periods import find_relative_periods
from zicht.proof.sentences import Span, has_another_clause

_BASE_WITHIN = 40
"""Characters before a period among which words of comparison stand."""
_AND = frozenset({"and", "en", "&", "or", "of"})
"""Words between two years that a sentence names together."""
_ARTICLE = re.compile(r"\s(?:the|het|de)$")
_LEADS_WITHIN = 3
"""Words before a number among which `from` or `to` stands."""


class SentencePeriods:
    """The periods of one sentence.

    Parameters
    ----------
    reader : of the block
    span : of the sentence
    quantities : of the sentence
    stretches : words that belong to each quantity
    context : what earlier sentences said
    """

    def __init__(
        self,
        reader: BlockReader,
        span: Span,
        quantities: Sequence[Quantity],
        stretches: Sequence[Span],
        context: Context,
    ) -> None:
        self._reader = reader
        self._text = reader.block.text
        self._span = span
        self._quantities = quantities
        self._stretches = stretches
        self._context = context
        self._structure = lexicon(reader.language).structure
        explicit = [p for p in reader.periods if span.holds(p.start)]
        relative = find_relative_periods(
            self._text,
            span,
            explicit,
            before=reader.outside_period(context),
            main=reader.main_periods(context),
            language=reader.language,
        )
        # The year of `the same quarter of 2022` is no period of its own.
        alone = [
            period
            for period in explicit
            if not any(other.start < period.start < other.end for other in relative)
        ]
        self.named = sorted([*alone, *relative], key=lambda p: p.start)

    def of(self, position: int) -> str:
        """Return the label of the period that a quantity is of, where the sentence says it."""
        header = self._reader.header_period()
        if header:
            return header
        quantity = self._quantities[position]
        in_order = self._in_order(quantity)
        if in_order is not None:
            return in_order.label
        compared = self._compared(quantity)
        if compared:
            return compared
        beside = self.beside(position)
        label = self._between(position) or self._only_period(quantity)
        if beside:
            label = min(beside, key=lambda p: _gap(p, quantity)).label
        if self._is_of_the_year_before(position, label):
            return ""
        if self._is_of_the_other_end(position):
            return ""
        return self._end_of_run(position) or label

    def _is_of_the_other_end(self, position: int) -> bool:
        """Whether the only year of a sentence stands beside the other end of a change: `from 668 in 2019 to 289`."""
        own = [period for period in self.named if not self._is_base(period)]
        if len(own) != 1 or not own[0].label.isdigit():
            return False
        (period,) = own
        if self._leads_to(position):
            first = self._quantities[position - 1]
            return first.end <= period.start < self._quantities[position].start
        if self._leads_to(position + 1):
            return period.start >= self._quantities[position + 1].end
        return False

    def _is_of_the_year_before(self, position: int, label: str) -> bool:
        """Whether a number is what that of the only year changed from: `in 2018 it fell from 320 to 91`."""
        own = [period for period in self.named if not self._is_base(period)]
        is_only_year = [p.label for p in own] == [label] and label.isdigit()
        if not is_only_year or not self._leads_to(position + 1):
            return False
        return own[0].end <= self._quantities[position].start

    def _in_order(self, quantity: Quantity) -> Period | None:
        """Return the period that goes with a quantity by its place: `in 2022, 2023 and 2024, 824, 868 and 944`."""
        language = self._reader.language
        if len(self.named) < 2 or self._reader.header_period():
            return None
        counts = [q for q in self._quantities if q.kind is quantity.kind]
        for members in lists_in(self._text, counts, language):
            lists = lists_in(self._text, self.named, language)
            periods = only_of_size(lists, len(members))
            has_range = any(member.is_bound for member in members)
            if quantity in members and periods is not None and not has_range:
                return periods[members.index(quantity)]
        return None

    def goes_in_order(self, position: int) -> bool:
        """Whether a quantity is one of a list that goes with a list of periods, member by member."""
        return self._in_order(self._quantities[position]) is not None

    def _between(self, position: int) -> str:
        """Return the period between a quantity and the one before it, where that one has a period of its own before it.

        In `while in 2016 a quarter was dropped, that had risen by 2019 to 40%` the second number is of 2019.
        """
        if position == 0:
            return ""
        previous, quantity = self._quantities[position - 1], self._quantities[position]
        own = [p for p in self.named if not self._is_base(p)]
        first = 0 if position == 1 else self._quantities[position - 2].end
        before = [p for p in own if first <= p.start < previous.start]
        between = [p for p in own if previous.end <= p.start < quantity.start]
        if not before or not between:
            return ""
        is_parted = "," in self._text[previous.end : between[-1].start]
        return between[-1].label if is_parted else ""

    def around(self, position: int) -> str:
        """Return the label of the period that words before the sentence name.

        `From 119 to 178` goes from the one to the other of the two periods that were spoken of last.
        """
        if self._speaks_of_those_years():
            return self._context.last_run()
        own = [p.label for p in self.named if not self._is_base(p)]
        if own and self._is_of_the_year_before(position, own[0]):
            return str(int(own[0]) - 1)
        if own and self._is_of_the_other_end(position):
            return self._other_end(position, own[0])
        return self._of_the_two_last_periods(position) or self._reader.outside_period(
            self._context
        )

    def _of_the_two_last_periods(self, position: int) -> str:
        """Return that of the two periods spoken of last to which an end of a change without years belongs."""
        ends = self._context.last_two_periods()
        if ends is not None and not self.named:
            first, last = ends
            if self._leads_to(position + 1):
                return first
            if self._leads_to(position):
                return last
        return ""

    def _other_end(self, position: int, year: str) -> str:
        """Return the year of one end of a change of which the other one is of a year that is said; empty if unknown.

        `From 13.3% in 2019 to 8.9%` goes to the year that the text is about; `from 26 to 68 (2023) in one year` began
        in 2022.
        """
        in_one_year = pattern(self._structure["in_one_year"])
        is_last = self._leads_to(position)
        if in_one_year.search(self._text, self._span.start, self._span.end):
            return str(int(year) + (1 if is_last else -1))
        main = self._reader.main_periods(self._context)
        later = [label for label in main if label.isdigit() and label > year]
        return later[0] if is_last and later else ""

    def _speaks_of_those_years(self) -> bool:
        """Whether a sentence speaks of a run of years that was named before: `over those five years`."""
        words = pattern(self._structure["those_years"])
        found = words.search(self._text, self._span.start, self._span.end)
        return found is not None and not self.named

    def _end_of_run(self, position: int) -> str:
        """Return the year of one end of a change: `between 2013 and 2019 from 50% to 75%`; empty elsewhere."""
        runs = [years_of_label(period.label) for period in self.named]
        if len(runs) != 1 or runs[0] is None:
            return ""
        first, last = runs[0]
        if self._leads_to(position + 1):
            return first
        return last if self._leads_to(position) else ""

    def _leads_to(self, position: int) -> bool:
        """Whether a quantity is what another of its kind right before it changed to."""
        if not 0 < position < len(self._quantities):
            return False
        first, last = self._quantities[position - 1], self._quantities[position]
        before = self._text[: first.start].lower().split()[-_LEADS_WITHIN:]
        between = self._text[first.end : last.start].lower().split()[-_LEADS_WITHIN:]
        is_from = any(word in before for word in self._structure["leads_from"])
        is_to = any(word in between for word in self._structure["leads_to"])
        return first.kind is last.kind and is_from and is_to

    def other_stretch(self, position: int) -> str:
        """Return words by which a sentence means another stretch of time than the year that a quantity is of."""
        if self._reader.header_period() or self.goes_in_order(position):
            return ""
        counted = [q for q in self._quantities if not self._counts_years(q)]
        if counted == [self._quantities[position]] and self._two_years is not None:
            return self._two_years
        return other_stretch(
            self._text,
            self._span,
            self.of(position),
            self.named,
            quantities=self._quantities,
            language=self._reader.language,
        )

    def _counts_years(self, quantity: Quantity) -> bool:
        """Whether a number says how many years are named right after it: `the two years 2023 and 2024`."""
        between = [
            self._text[quantity.end : period.start].split()
            for period in self.named
            if period.start > quantity.end
        ]
        return quantity.is_word and any(len(words) == 1 for words in between)

    @property
    def _two_years(self) -> str | None:
        """Two years that the sentence names in one breath: `in 2022 and 2023` one number may be of both together."""
        for first, last in pairwise(self.named):
            if self._text[first.end : last.start].strip().lower() in _AND:
                return self._text[first.start : last.end]
        return None

    def base(self, position: int) -> str:
        """Return the label of the period with which a quantity is compared.

        In `4% more than in the quarter before and 10% fewer than in 2022` each change has its own.
        """
        of_a_number = self._of_the_number_compared_with(position)
        if of_a_number:
            return of_a_number
        bases = [
            period
            for period in self.named
            if self._is_base(period) and not self._is_alike(position, period)
        ]
        if not bases:
            return self._year_before(position)
        stretch = self._stretches[position]
        beside = [period for period in bases if stretch.holds(period.start)]
        compared = beside or bases
        return compared[-1].label if compared else ""

    def _is_alike(self, position: int, period: Period) -> bool:
        """Whether a period is only like another: `in 2020, as in 2021, it was 68%: a drop of five points`."""
        kind = self._quantities[position].kind
        is_change = kind in COMPARISONS and kind is not QuantityKind.MULTIPLE
        before = self._text[max(0, period.start - _BASE_WITHIN) : period.start]
        return is_change and before.lower().rstrip().endswith(self._structure["alike"])

    def _year_before(self, position: int) -> str:
        """Return the year before that of a change in one year: `fell by 179 in a single year, to 603 in 2020`."""
        words = pattern(self._structure["in_one_year"])
        is_comparison = self._quantities[position].kind in COMPARISONS
        if not is_comparison or not words.search(
            self._text, self._span.start, self._span.end
        ):
            return ""
        year = self.of(position) or self.around(position)
        return str(int(year) - 1) if year.isdigit() else ""

    def _of_the_number_compared_with(self, position: int) -> str:
        """Return the period of the next number, where a change is one from it: `10% below the 4,579 of 2022`."""
        following = position + 1
        is_comparison = self._quantities[position].kind in COMPARISONS
        if not is_comparison or following >= len(self._quantities):
            return ""
        number = self._quantities[following]
        between = self._text[self._quantities[position].end : number.start]
        words = [*self._structure["lies_below"], *self._structure["lies_above"]]
        is_beside = pattern(words).fullmatch(between.strip(" €£\u00a0")) is not None
        last_words = between.lower().split()[-2:]
        says_than = any(word in self._structure["than"] for word in last_words)
        beside = self.beside(following)
        if not (is_beside or says_than) or not beside:
            return ""
        return min(beside, key=lambda p: _gap(p, number)).label

    @property
    def phrases(self) -> list[Period]:
        """Words of time that name no period and narrow nothing: `in a single year`, `in five years`."""
        lasting = ("in_one_year", "in_some_years")
        words = pattern([word for key in lasting for word in self._structure[key]])
        found = words.finditer(self._text, self._span.start, self._span.end)
        return [
            Period(match.start(), match.end(), "", is_relative=True) for match in found
        ]

    def is_of_an_end(self, position: int) -> bool:
        """Whether a quantity is of one end of a run of years: `between 2013 and 2017 from 2,900 to 3,400 a year`."""
        return bool(self._end_of_run(position))

    def run(self) -> str:
        """Return the label of the run of years that the sentence names."""
        runs = [p.label for p in self.named if years_of_label(p.label) is not None]
        return runs[-1] if runs else ""

    def last(self) -> str:
        """Return the last period that the sentence speaks of: not one that only lies before another."""
        own = [period for period in self.named if not self._is_base(period)]
        # `408 in 2020, against 849 in 2019` speaks of 2020; the next sentence goes on about that year.
        told = [period for period in own if not self._is_beside_a_comparison(period)]
        if own and not told:
            # `3,550 incidents, against 3,300 in 2019` speaks of no year but that of the text before it.
            return ""
        own = told
        explicit = [period for period in own if not period.is_relative]
        latest = explicit[-1:] + [p for p in own if p.is_relative]
        return max(latest, key=lambda p: p.label).label if latest else ""

    def _is_beside_a_comparison(self, period: Period) -> bool:
        """Whether a period stands beside a number that is only what the one before it is compared with."""
        return any(
            self._stretches[position].holds(period.start)
            and self._is_compared(position)
            for position in range(len(self._quantities))
        )

    def beside(self, position: int) -> list[Period]:
        """Return the periods in the stretch of a quantity."""
        stretch = self._stretches[position]
        if self._quantities[position].bound == "upper":
            stretch = Span(self._stretches[position - 1].start, stretch.end)
        return [
            period
            for period in self.named
            if stretch.holds(period.start) and not self._is_base(period)
        ]

    def is_yearly(self, position: int) -> bool:
        """Whether words beside a quantity say that it is of every year."""
        stretch = self._stretches[position]
        words = self._text[stretch.start : stretch.end]
        return pattern(self._structure["yearly"]).search(words) is not None

    def is_together(self, position: int) -> bool:
        """Whether words beside a quantity say that it is of several years together."""
        stretch = self._stretches[position]
        words = self._text[stretch.start : stretch.end]
        is_total = pattern(self._structure["total"]).search(words) is not None
        return is_total and not self.is_yearly(position)

    def _only_period(self, quantity: Quantity) -> str:
        """Return the period of a sentence that names one, or names one before its only quantity."""
        own = [p for p in self.named if not self._is_base(p)]
        if own and self._is_of_a_comparison(quantity, own):
            return ""
        if self._is_of_another_time(quantity):
            return ""
        if own and all(self._is_of_a_later_clause(quantity, p) for p in own):
            return ""
        if len({p.label for p in own}) == 1:
            return own[0].label
        before = [p for p in own if p.end <= quantity.start]
        return before[0].label if before and len(self._quantities) == 1 else ""

    def _is_of_another_time(self, quantity: Quantity) -> bool:
        """Whether words beside a quantity say that it is of some earlier time: `once the source of 75%, now of 34%`."""
        stretch = self._stretches[self._quantities.index(quantity)]
        words = self._text[stretch.start : stretch.end]
        is_last = quantity is self._quantities[-1]
        return (
            not is_last and pattern(self._structure["once"]).search(words) is not None
        )

    def _is_of_a_comparison(self, quantity: Quantity, own: Sequence[Period]) -> bool:
        """Whether every period of a sentence stands beside a later quantity that this one is compared with.

        In `11% of the reports, compared with 24% in 2016` the first share is not of 2016.
        """
        number = self._quantities.index(quantity)
        compared = [
            self._stretches[later]
            for later in range(number + 1, len(self._quantities))
            if self._is_compared(later)
        ]
        return all(
            any(stretch.holds(period.start) for stretch in compared) for period in own
        )

    def _is_of_a_later_clause(self, quantity: Quantity, period: Period) -> bool:
        """Whether a period stands beside a later quantity, in a clause of its own: `235, while it was 395 in 2019`."""
        number = self._quantities.index(quantity)
        later = [
            self._quantities[position]
            for position in range(number + 1, len(self._quantities))
            if self._stretches[position].holds(period.start)
        ]
        return bool(later) and has_another_clause(
            self._text, quantity.end, later[0].start, self._reader.language
        )

    def _compared(self, quantity: Quantity) -> str:
        """Return the period with which a sentence compares, where it then says what was counted in it.

        In `76 more than in 2023, when 868 were counted` the second number is of 2023.
        """
        bases = [p for p in self.named if self._is_base(p) and p.end < quantity.start]
        if not bases:
            return ""
        between = self._text[bases[-1].end : quantity.start]
        is_told = pattern(self._structure["when"]).search(between) is not None
        is_in_brackets = between.strip() == "("
        return bases[-1].label if is_told or is_in_brackets else ""

    def _is_compared(self, position: int) -> bool:
        """Whether a quantity is only what the one before it is compared with: `50,000, against 36,000`."""
        if position == 0:
            return False
        start = self._quantities[position - 1].end
        between = self._text[start : self._quantities[position].start].lower()
        words = (*self._structure["to_from"], *self._structure["base_year"])
        says_more_than = any(
            f" {more} {than} " in between
            for more in self._structure["comparative"]
            for than in self._structure["than"]
        )
        return says_more_than or any(f" {word} " in between for word in words)

    def is_base(self, label: str) -> bool:
        """Whether the sentence only compares with a period."""
        named = [period for period in self.named if period.label == label]
        return bool(named) and all(self._is_base(period) for period in named)

    def _is_base(self, period: Period) -> bool:
        """Whether a period is only what another is compared with."""
        start = max(0, period.start - _BASE_WITHIN)
        # `Than in the third quarter of 2022` compares as `than in 2022` does.
        before = _ARTICLE.sub("", self._text[start : period.start].lower().rstrip())
        words = self._structure["base_year"]
        if period.is_relative and before.endswith(self._structure["than"]):
            return True
        # With a space before it, lest `was in 2019` be read as `as in 2019`.
        return f" {before}".endswith(
            tuple(f" {word}{link}" for word in words for link in ("", " in"))
            + tuple(word for word in words if not word[0].isalpha())
        )


def _gap(period: Period, quantity: Quantity) -> int:
    """Characters between a period and a quantity."""
    if period.start >= quantity.end:
        return period.start - quantity.end
    return max(0, quantity.start - period.end)
