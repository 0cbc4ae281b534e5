"""Sums that sentences say in words: `together that is`, `a monthly average of`, `six percentage points more`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from zicht.edition import numerals
from zicht.proof.arithmetic import (
    HUNDRED,
    Sum,
    by_sentence,
    number,
    rounding,
    subject_of,
    sum_of_parts,
)
from zicht.proof.claims import Claim
from zicht.proof.lexicon import lexicon
from zicht.proof.lexicon.reading import pattern
from zicht.proof.periods import years_of_label
from zicht.proof.quantity import QuantityKind

_ADD_UP = frozenset({QuantityKind.COUNT, QuantityKind.AMOUNT})
_OPENING = 5
"""Words of a sentence that may stand before a sum of the numbers before it."""
_HALF = Decimal("0.5")
_MEAN_SLACK = Decimal("0.02")
"""Share of a mean that it may be off: a month is no twelfth of a year to the day."""
_PARTS_OF_A_YEAR = {"month": 12, "quarter": 4, "week": 52, "day": 365}


def spoken_sums(claims: Sequence[Claim], language: str) -> list[Sum]:
    """Find the sums, means and points that sentences say in words, right or wrong.

    Parameters
    ----------
    claims : of one text, in its order
    language : of the text
    """
    found: list[Sum] = []
    groups = list(by_sentence(claims))
    for before, group in pairwise([[], *groups]):
        found += _together(claims, group, language)
        found += _means(group, language)
        found += _points(before, group, language)
    return found


# ---- together


def _together(
    claims: Sequence[Claim], group: Sequence[Claim], language: str
) -> Iterator[Sum]:
    """Find a number that is said to be others together: those of the paragraph, or those right before it."""
    first = group[0]
    if first.quantity.kind in _ADD_UP and _is_said_together(first, language):
        before = _of_the_paragraph(first, claims)
        yield from _announced(first, before, language)
    for position, claim in enumerate(group):
        if _stands_after_together(claim, language):
            yield from _announced(claim, group[:position], language)


def _of_the_paragraph(claim: Claim, claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims before one in its paragraph."""
    earlier = claims[: claim.position]
    return [other for other in earlier if other.block is claim.block]


def _announced(whole: Claim, before: Sequence[Claim], language: str) -> Iterator[Sum]:
    """Add up the last numbers before one that is said to be their sum; which of them are meant shows the sum itself.

    It is wrong only where no number of its kind stands before the two that it must be the sum of.
    """
    parts = [c for c in before if c.quantity.kind is whole.quantity.kind]
    for n_parts in range(2, len(parts) + 1):
        found = sum_of_parts(whole, parts[-n_parts:], language)
        if found.holds or len(parts) == 2:
            yield replace(found, is_announced=True)
            return


def _is_said_together(claim: Claim, language: str) -> bool:
    """Whether a sentence opens with words such as `Together that is`."""
    words = lexicon(language).structure
    opening = _words_before(claim)
    return (
        len(opening.split()) <= _OPENING
        and pattern(words["total"]).search(opening) is not None
        and pattern(words["pointing"]).search(opening) is not None
    )


def _stands_after_together(claim: Claim, language: str) -> bool:
    """Whether `together` stands right before a number."""
    last = " ".join(_words_before(claim).split()[-2:])
    return pattern(lexicon(language).structure["summed"]).search(last) is not None


def _words_before(claim: Claim) -> str:
    """Return the words of the sentence before a number."""
    before = claim.block.text[: claim.quantity.start]
    start = claim.sentence.find(claim.quantity.words)
    return before[-start:] if start > 0 else ""


# ---- means


def _means(group: Sequence[Claim], language: str) -> Iterator[Sum]:
    """Find the mean per month, quarter, week or day of a count of a year, and the yearly mean of a run of years."""
    for whole, mean in pairwise(group):
        kinds = {whole.quantity.kind, mean.quantity.kind}
        n_parts = _n_parts(whole, mean, language)
        if kinds != {QuantityKind.COUNT} or not n_parts or whole.is_yearly:
            continue
        expected = whole.quantity.value / n_parts
        slack = max(_HALF, rounding(mean), expected * _MEAN_SLACK)
        words = (
            f"{number(whole.quantity.value, language)} / {n_parts} = "
            f"{numerals.written(expected, language, 1)}"
        )
        holds = abs(mean.quantity.value - expected) <= slack
        yield Sum(mean, (whole,), words, expected, holds)


def _n_parts(whole: Claim, mean: Claim, language: str) -> int:
    """Return of how many months, quarters, weeks, days or years a number says the mean; 0 where it says none."""
    structure = lexicon(language).structure
    start, end = whole.quantity.end, mean.quantity.end
    stretch = mean.block.text[start:end] + mean.block.text[end:].partition(".")[0]
    if not pattern(structure["averaging"]).search(stretch):
        return 0
    run = years_of_label(whole.period)
    if run is not None and mean.is_yearly:
        return int(run[1]) - int(run[0]) + 1
    if not whole.period.isdigit():
        return 0
    named = [
        n_parts
        for part, n_parts in _PARTS_OF_A_YEAR.items()
        if pattern(structure[f"each_{part}"]).search(stretch)
    ]
    return named[0] if len(named) == 1 else 0


# ---- points


def _points(
    before: Sequence[Claim], group: Sequence[Claim], language: str
) -> Iterator[Sum]:
    """Compare a change with the two shares beside it: in points, or in per cent of the earlier one."""
    is_next = bool(before) and before[0].block is group[0].block
    near = [*(before if is_next else ()), *group]
    shares = [c for c in near if c.quantity.kind is QuantityKind.SHARE]
    for claim in group:
        pair = _pair_of_shares(claim, shares)
        if pair is None:
            continue
        if claim.quantity.kind is QuantityKind.POINTS:
            yield from _stated_points(claim, *pair, language)
        elif claim.quantity.kind is QuantityKind.CHANGE:
            yield from _stated_per_cent(claim, *pair, language)


def _pair_of_shares(
    claim: Claim, shares: Sequence[Claim]
) -> tuple[Claim, Claim] | None:
    """Return the two shares of one thing in two periods that stand nearest to a change, the earlier one first."""
    near = sorted(shares, key=lambda share: abs(share.position - claim.position))[:2]
    if len(near) < 2:
        return None
    first, last = sorted(near, key=lambda share: share.known_period)
    is_dated = bool(first.known_period) and first.known_period != last.known_period
    return (first, last) if is_dated and _are_of_the_same(first, last) else None


def _are_of_the_same(one: Claim, other: Claim) -> bool:
    """Whether nothing that two numbers are said to be about tells them apart."""
    subject, compared = subject_of(one), subject_of(other)
    return all(subject[axis] == compared[axis] for axis in subject.keys() & compared)


def _stated_points(
    claim: Claim, first: Claim, last: Claim, language: str
) -> Iterator[Sum]:
    expected = last.quantity.value - first.quantity.value
    stated = claim.quantity.value
    slack = _slack(claim, first, last)
    holds = abs(abs(stated) - abs(expected)) <= slack and (stated > 0) == (expected > 0)
    if holds or claim.sentence in {first.sentence, last.sentence}:
        words = _difference(first, last, language)
        yield Sum(claim, (first, last), words, expected, holds)


def _stated_per_cent(
    claim: Claim, first: Claim, last: Claim, language: str
) -> Iterator[Sum]:
    """Find a change that is called per cent and is one in points; where it is right in per cent, nothing is said."""
    if not first.quantity.value:
        return
    points = last.quantity.value - first.quantity.value
    expected = HUNDRED * points / first.quantity.value
    stated = abs(claim.quantity.value)
    slack = _slack(claim, first, last)
    if abs(stated - abs(expected)) <= max(slack, Decimal(1)):
        return
    is_beside = claim.sentence in {first.sentence, last.sentence}
    if is_beside and abs(stated - abs(points)) <= slack:
        words = _difference(first, last, language)
        yield Sum(claim, (first, last), words, expected, holds=False, are_points=True)


def _slack(claim: Claim, first: Claim, last: Claim) -> Decimal:
    """Return by how much a change may be off, since it and the two shares were rounded."""
    return min(rounding(claim) + rounding(first) + rounding(last), Decimal(2))


def _difference(first: Claim, last: Claim, language: str) -> str:
    start, end = first.quantity.value, last.quantity.value
    return (
        f"{number(end, language)} \u2212 {number(start, language)} = "
        f"{number(end - start, language)}"
    )
