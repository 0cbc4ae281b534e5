"""Sums that sentences say in words: `together that is`, `a monthly average of`, `six percentage points more`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from zicht.proof.agreement import holds
from zicht.proof.arithmetic import (
    HUNDRED,
    Sum,
    by_sentence,
    in_time,
    is_of_another_time,
    number,
    rounding,
    subject_of,
    sum_of_parts,
    written_change,
)
from zicht.proof.claims import Claim
from zicht.proof.lexicon import lexicon
from zicht.proof.lexicon.reading import pattern
from zicht.proof.quantities import without_qualifier
from zicht.proof.quantity import QuantityKind
from zicht.proof.rhythms import means

_ADD_UP = frozenset({QuantityKind.COUNT, QuantityKind.AMOUNT})
_OPENING = 5
"""Words of a sentence that may stand before a sum of the numbers before it."""
_CLOSES = re.compile(r"\s*(?:[.,;:)!?–—]|$)")
"""Stands after the last word of a clause."""
_NEAR_SHARES = 6
"""Numbers before a change among which the shares stand that it goes from and to."""


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
        found += means(before, group, language)
        found += _points(claims, group, language)
        found += _wrong_comparisons(group, language)
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
        earlier = group[:position]
        if _stands_after_together(claim, language) or _is_a_share_of_both(
            claim, earlier, language
        ):
            yield from _announced(claim, earlier, language)
        elif _stands_before_together(claim, language):
            # `944 in total` may as well be the whole of which the numbers before it are some parts.
            yield from (s for s in _announced(claim, earlier, language) if s.holds)


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
        for total in sum_of_parts(whole, parts[-n_parts:], language):
            if total.holds or len(parts) == 2:
                yield replace(total, is_announced=True)
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
    before = without_qualifier(_words_before(claim), language)
    last = " ".join(before.split()[-2:])
    return pattern(lexicon(language).structure["summed"]).search(last) is not None


def _stands_before_together(claim: Claim, language: str) -> bool:
    """Whether `together` stands right after a number and closes its clause: `300 cats and 412 dogs, 712 together`."""
    following = claim.block.text[claim.quantity.end :].lstrip()
    words = pattern(lexicon(language).structure["summed"]).match(following)
    return words is not None and _CLOSES.match(following, words.end()) is not None


def _is_a_share_of_both(claim: Claim, before: Sequence[Claim], language: str) -> bool:
    """Whether a share is said to be others of its sentence together: `46% and 21%; together they are two thirds`."""
    kinds = {other.quantity.kind for other in (claim, *before[-2:])}
    if kinds != {QuantityKind.SHARE} or len(before) < 2:
        return False
    between = claim.block.text[before[-1].quantity.end : claim.quantity.start]
    structure = lexicon(language).structure
    is_together = pattern(structure["total"]).search(between) is not None
    points_back = pattern(structure["pointing"]).search(between) is not None
    return is_together and points_back


def _words_before(claim: Claim) -> str:
    """Return the words of the sentence before a number."""
    before = claim.block.text[: claim.quantity.start]
    start = claim.sentence.find(claim.quantity.words)
    return before[-start:] if start > 0 else ""


# ---- more and fewer


def _wrong_comparisons(group: Sequence[Claim], language: str) -> Iterator[Sum]:
    """Find two numbers in brackets that do not lie as the sentence says: `fewer (944) than in 2023 (868)`."""
    for one, other in pairwise(group):
        if one.quantity.kind is not other.quantity.kind:
            continue
        said = _said_comparison(one, other, language)
        gap = one.quantity.value - other.quantity.value
        is_right = {
            "says_more": gap > 0,
            "says_fewer": gap < 0,
            "says_as_many": not gap,
        }
        if said and not is_right[said]:
            value = one.quantity.value
            words = in_time((other.quantity.value, value), language)
            # `As many as` is said of numbers that hardly differ too.
            is_open = said == "says_as_many"
            yield Sum(one, (other,), words, value, holds=False, is_open=is_open)


def _said_comparison(one: Claim, other: Claim, language: str) -> str:
    """Return which words of comparison stand before two numbers in brackets; empty where none do, or several."""
    structure = lexicon(language).structure
    text = one.block.text
    between = text[one.quantity.end : other.quantity.start]
    linking = between.removeprefix(")").split()[:1]
    is_in_brackets = between.startswith(")") and between.endswith("(")
    opening = _words_before(one)
    if not (is_in_brackets and opening.endswith("(") and linking):
        return ""
    is_denied = pattern(structure["denying"]).search(opening) is not None
    if is_denied or linking[0].lower() not in structure["than"]:
        return ""
    said = [
        key
        for key in ("says_more", "says_fewer", "says_as_many")
        if pattern(structure[key]).search(opening)
    ]
    return said[0] if len(said) == 1 else ""


# ---- points


def _points(
    claims: Sequence[Claim], group: Sequence[Claim], language: str
) -> Iterator[Sum]:
    """Compare a change with the two shares beside it: in points, or in per cent of the earlier one."""
    for claim in group:
        pair = _pair_of_shares(claim, _shares_near(claim, claims, group))
        if pair is None:
            continue
        changes: list[Sum] = []
        if claim.quantity.kind is QuantityKind.POINTS:
            changes += _stated_points(claim, *pair, language)
        elif claim.quantity.kind is QuantityKind.CHANGE:
            changes += _stated_per_cent(claim, *pair, language)
        # Where no share is of the period that a change compares with, other shares say nothing of it.
        if not is_of_another_time(claim, *pair):
            yield from changes


def _shares_near(
    claim: Claim, claims: Sequence[Claim], group: Sequence[Claim]
) -> list[Claim]:
    """Return the shares of a sentence, where it has two, else those of its paragraph up to its end."""
    in_sentence = [c for c in group if c.quantity.kind is QuantityKind.SHARE]
    if len(in_sentence) >= 2:
        return in_sentence
    first = max(claim.position - _NEAR_SHARES, 0)
    last = group[-1].position
    return [
        other
        for other in claims[first : last + 1]
        if other.block is claim.block and other.quantity.kind is QuantityKind.SHARE
    ]


def _pair_of_shares(
    claim: Claim, shares: Sequence[Claim]
) -> tuple[Claim, Claim] | None:
    """Return the two shares of one thing between which a change lies, the earlier one first.

    They are the nearest two; where the change names the period that it compares with, as in `20 points more than in
    2016`, one of them is of that period.
    """
    by_distance = sorted(shares, key=lambda share: abs(share.position - claim.position))
    near = by_distance[:2]
    if claim.base_period:
        of_base = [s for s in by_distance if s.known_period == claim.base_period]
        others = [s for s in by_distance if s.known_period != claim.base_period]
        near = [*of_base[:1], *others[:1]] if of_base else near
    if len(near) < 2:
        return None
    first, last = sorted(near, key=lambda share: share.known_period)
    is_dated = bool(first.known_period) and first.known_period != last.known_period
    if not is_dated:
        # `It was 18% and is now 23%, a rise of 5%`: in one sentence the earlier one is said first.
        first, last = sorted(near, key=lambda share: share.position)
        is_dated = _leads_up_to(claim, first, last)
    return (first, last) if is_dated and _are_of_the_same(first, last) else None


def _leads_up_to(claim: Claim, first: Claim, last: Claim) -> bool:
    """Whether two shares without a year of their own stand right before a change, in its sentence."""
    is_in_sentence = claim.sentence == first.sentence == last.sentence
    positions = (first.position, last.position)
    is_right_before = positions == (claim.position - 2, claim.position - 1)
    has_years = bool(first.period or last.period)
    return is_in_sentence and is_right_before and not has_years


def _are_of_the_same(one: Claim, other: Claim) -> bool:
    """Whether nothing that two numbers are said to be about tells them apart."""
    subject, compared = subject_of(one), subject_of(other)
    return all(subject[axis] == compared[axis] for axis in subject.keys() & compared)


def _stated_points(
    claim: Claim, first: Claim, last: Claim, language: str
) -> Iterator[Sum]:
    expected = last.quantity.value - first.quantity.value
    is_right = holds(claim.quantity, expected, slack=_slack(claim, first, last))
    is_beside = claim.sentence in {first.sentence, last.sentence}
    if is_right or (is_right is False and is_beside):
        words = _difference(first, last, language)
        yield Sum(claim, (first, last), words, expected, is_right)


def _stated_per_cent(
    claim: Claim, first: Claim, last: Claim, language: str
) -> Iterator[Sum]:
    """Find a change that is right in per cent, or that is called per cent and is one in points."""
    start, end = first.quantity.value, last.quantity.value
    if not start:
        return
    points = end - start
    expected = HUNDRED * points / start
    slack = _slack(claim, first, last)
    if holds(claim.quantity, expected, slack=max(slack, Decimal(1))):
        words = written_change(claim.quantity.kind, start, end, expected, language)
        yield Sum(claim, (first, last), words, expected, holds=True)
        return
    is_right_after = claim.position == max(first.position, last.position) + 1
    opening = claim.sentence.partition(claim.quantity.words)[0]
    says_nothing_else = claim.block is last.block and not lexicon(language).mentions(
        opening
    )
    is_beside = claim.sentence in {first.sentence, last.sentence}
    is_of_them = is_beside or (is_right_after and says_nothing_else)
    in_points = abs(abs(claim.quantity.value) - abs(points)) <= slack
    in_per_cent = abs(abs(claim.quantity.value) - abs(expected)) <= max(
        slack, Decimal(1)
    )
    if is_of_them and in_points and not in_per_cent:
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
