"""Means: so many a year, a month or a day, held against the number of a longer stretch of time before them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from zicht.edition import numerals
from zicht.proof.agreement import holds
from zicht.proof.arithmetic import Sum, number, rounding
from zicht.proof.claims import Claim
from zicht.proof.lexicon import lexicon
from zicht.proof.lexicon.reading import pattern
from zicht.proof.periods import years_of_label
from zicht.proof.quantity import QuantityKind

_HALF = Decimal("0.5")
_SLACK = Decimal("0.02")
"""Share of a mean that it may be off: a month is no twelfth of a year to the day."""
_PER_YEAR = {"year": 1, "quarter": 4, "month": 12, "week": 52, "day": 365}
"""How many of each stretch of time a year has."""


def means(
    before: Sequence[Claim], group: Sequence[Claim], language: str
) -> Iterator[Sum]:
    """Find the means per year, quarter, month, week or day that follow from the number before them.

    Parameters
    ----------
    before, group : counts of the sentence before, and of the sentence
    language : of the text
    """
    counts = [c for c in group if c.quantity.kind is QuantityKind.COUNT]
    for whole, mean in pairwise(counts):
        if whole.position != mean.position - 1:
            continue
        for found in _mean(whole, mean, language):
            if found.holds or _is_meant(whole, mean, language):
                yield found
    if counts and counts[0] is group[0]:
        yield from _of_the_sentence_before(before, counts[0], language)


def _of_the_sentence_before(
    before: Sequence[Claim], mean: Claim, language: str
) -> Iterator[Sum]:
    """Find a mean of the last number of the sentence before: `16,500 from 2015 to 2019. That is 3,300 a year`.

    Where it does not come out, and the sentence names something of its own, it may be a mean of something else.
    """
    if not before or before[-1].block is not mean.block:
        return
    # `Nine a day, weekends included` has no verb, and speaks of the number before it.
    opens = mean.sentence.startswith(mean.quantity.words)
    if not (mean.refers_back or opens):
        return
    if before[-1].quantity.kind is not QuantityKind.COUNT:
        return
    for found in _mean(before[-1], mean, language, is_announced=True):
        if found.holds or not mean.own:
            yield found


def _is_meant(whole: Claim, mean: Claim, language: str) -> bool:
    """Whether a sentence can only mean the mean of the number before: `on average 1,417 a month`, `or nine a day`.

    In `a lower bound of 4,000 and an upper bound of 6,300 a year` each number is of a year.
    """
    structure = lexicon(language).structure
    between = whole.block.text[whole.quantity.end : mean.quantity.start]
    is_average = pattern(structure["averaging"]).search(_words_of(mean)) is not None
    is_gloss = pattern(structure["in_other_words"]).search(between) is not None
    is_short = _per_year(mean, language) > 1
    return is_average or is_gloss or is_short


def _mean(
    whole: Claim, mean: Claim, language: str, *, is_announced: bool = False
) -> Iterator[Sum]:
    per_year = _per_year(mean, language)
    n_years = _n_years(whole, language)
    is_range = whole.quantity.is_bound or mean.quantity.is_bound
    if is_range or not per_year or not n_years or n_years * per_year <= 1:
        return
    n_parts = n_years * per_year
    expected = whole.quantity.value / n_parts
    slack = max(_HALF, rounding(mean), expected * _SLACK)
    words = (
        f"{number(whole.quantity.value, language)} / {number(n_parts, language)} = "
        f"{numerals.written(expected, language, 1)}"
    )
    is_right = holds(mean.quantity, expected, slack=slack)
    if is_right is not None:
        yield Sum(
            mean,
            (whole,),
            words,
            expected,
            is_right,
            is_announced=is_announced,
            is_a_mean=True,
        )


def _n_years(whole: Claim, language: str) -> Decimal:
    """Return how many years a number is of: a part of one where it is so many a month; 0 where that is not known."""
    per_year = _per_year(whole, language)
    if per_year:
        return 1 / per_year
    run = years_of_label(whole.known_period)
    if run is not None:
        return Decimal(int(run[1]) - int(run[0]) + 1)
    return Decimal(whole.known_period.isdigit())


def _per_year(claim: Claim, language: str) -> Decimal:
    """Return how many times a year a number says that it is so many: 12 of `a month`; 0 where it says no rhythm."""
    structure = lexicon(language).structure
    named = [
        n_parts
        for part, n_parts in _PER_YEAR.items()
        if pattern(structure[f"each_{part}"]).search(_words_of(claim))
    ]
    return Decimal(named[0]) if len(named) == 1 else Decimal(0)


def _words_of(claim: Claim) -> str:
    """Return the words of a sentence that belong to a number, and not to the one before or after it."""
    start, end = claim.stretch
    return claim.block.text[start:end]
