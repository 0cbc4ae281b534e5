"""Arithmetic that reaches back to earlier sentences: what remains, a part of a whole, all others, a whole period."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise

from zicht.edition import numerals
from zicht.proof.agreement import holds
from zicht.proof.arithmetic import (
    HUNDRED,
    Sum,
    by_sentence,
    number,
    rounding,
    share_sum,
    subject_of,
    sum_of_parts,
)
from zicht.proof.claims import Claim
from zicht.proof.lexicon import axes, lexicon
from zicht.proof.lexicon.reading import pattern
from zicht.proof.periods import years_of_label
from zicht.proof.quantities import without_qualifier
from zicht.proof.quantity import QuantityKind
from zicht.proof.sentences import OPENS_A_GLOSS, is_whole

_GROUPS = frozenset({"sex", "age", "nationality", "notifier", "origin", "form"})
"""Axes on which a whole names no group that its part does not."""
_ANY_FORM = frozenset({"form_known"})
"""Of whom a form is known: each form is a part of them."""
_NEAR_CLAIMS = 60
"""Numbers before a sentence that it may compute from; a long text is read in a time that grows with its length."""
_NEAR_WHOLES = 8
"""Counts before a sentence among which the whole of its parts may stand."""
_WHOLES_OF_A_SHARE = 2
"""Counts before a part of which a share beside it may be: each more could give the share by chance."""
_FEWEST_YEARS = 3
"""Years that must stand in a text before `the whole period` means all of them."""
_ROUND = 100
"""Size of the last digit from which on a count is taken for a round one."""
_LONGEST_GLOSS = 40
"""Characters between a number and another that says the same in other words."""


def across_sentences(claims: Sequence[Claim], language: str) -> list[Sum]:
    """Find what sentences compute from numbers of the sentences before them.

    Parameters
    ----------
    claims : of one text, in its order
    language : of the text
    """
    found: list[Sum] = []
    groups = list(by_sentence(claims))
    for before, group in pairwise([[], *groups]):
        earlier = _of_the_passage(claims, group[0])
        found += _remaining(before, earlier, group, language)
        found += _wrong_rests(earlier, group, language)
        found += _glosses(earlier, group, language)
        found += _shares_said_again(group, language)
        found += _all_others(before, group, language)
        found += _shares_of_sums(before, earlier, group, language)
        found += _whole_periods(earlier, group, language)
    return found


def _of_the_passage(claims: Sequence[Claim], claim: Claim) -> list[Claim]:
    """Return the last claims before one under the same headings."""
    earlier = claims[max(claim.position - _NEAR_CLAIMS, 0) : claim.position]
    headings = claim.block.headings
    return [other for other in earlier if other.block.headings == headings]


def _counts(claims: Iterable[Claim]) -> list[Claim]:
    """Keep the counts that are not an end of a range."""
    return [
        claim
        for claim in claims
        if claim.quantity.kind is QuantityKind.COUNT and not claim.quantity.is_bound
    ]


# ---- the last part of a whole


def _remaining(
    before: Sequence[Claim],
    earlier: Sequence[Claim],
    group: Sequence[Claim],
    language: str,
) -> Iterator[Sum]:
    """Find the last part of a whole: `of those 4,138, 1,857 were adults and 2,025 children; of the remaining 256`."""
    counts = _counts(group)
    for position, claim in enumerate(counts):
        if not _is_right_after(claim, "remaining", language):
            continue
        parts, wholes, is_named = counts[:position], _counts(earlier), False
        if parts and is_whole(claim.block.text, parts[0].quantity, language):
            wholes, parts, is_named = [parts[0]], parts[1:], True
        elif _are_all_in(wholes[-1:], before) and len(_counts(before)) == 1:
            is_named = group[0].refers_back
        if parts:
            near = wholes[-_NEAR_WHOLES:]
            yield from _rest_of(claim, parts, near, language, is_named=is_named)


def _wrong_rests(
    earlier: Sequence[Claim], group: Sequence[Claim], language: str
) -> Iterator[Sum]:
    """Find a number that is called the rest and is not: `of 944 victims 566 were women. The other 366 were men`.

    The rest is that of the largest count of the paragraph and period. It is wrong where no numbers after that one leave
    it; which of them were meant is sure only where there is one, so that several leave the number open.
    """
    for position, claim in enumerate(group):
        is_count = claim.quantity.kind is QuantityKind.COUNT
        if not is_count or not _is_called_the_rest(claim, language):
            continue
        told = [*earlier, *group[:position]]
        near = [c for c in told if c.block is claim.block][-_NEAR_WHOLES:]
        if any(c.quantity.kind is QuantityKind.SHARE for c in near):
            # A share may be one of the parts.
            continue
        counts = [c for c in _counts(near) if c.known_period == claim.known_period]
        if len(counts) >= 2:
            yield from _wrong_rest_of(claim, counts, language)


def _wrong_rest_of(
    claim: Claim, counts: Sequence[Claim], language: str
) -> Iterator[Sum]:
    """Report a number that none of some counts leaves of the largest of them."""
    whole = max(counts, key=lambda count: count.quantity.value)
    parts = [count for count in counts if count is not whole]
    slack = _slack(claim, (whole, *parts))
    for size in range(1, len(parts) + 1):
        for some in combinations(parts, size):
            taken = sum((part.quantity.value for part in some), Decimal(0))
            left = whole.quantity.value - taken
            if holds(claim.quantity, left, slack=slack) is not False:
                return
    part = parts[-1]
    expected = whole.quantity.value - part.quantity.value
    words = _less(whole, [part], expected, language)
    is_sure = (
        len(parts) == 1 and _may_hold(whole, part) and _counts_the_same(claim, whole)
    )
    yield Sum(
        claim,
        (whole, part),
        words,
        expected,
        holds=False,
        is_open=not is_sure,
        # `In the other 11 countries` counts something else.
        is_of_a_figure=True,
    )


def _counts_the_same(claim: Claim, whole: Claim) -> bool:
    """Whether a number counts whom another one counts, or says nothing of whom it counts."""
    own = claim.own.get("who", frozenset()) - axes()["who"].incidental
    return not own or bool(own & whole.certain.get("who", frozenset()))


def _is_called_the_rest(claim: Claim, language: str) -> bool:
    """Whether a word such as `remaining` stands right before a number, at most a comma or bracket between."""
    before = claim.block.text[: claim.quantity.start].rstrip(" ,(:–—")
    return _ends_in(before, "the_rest", language)


def _are_all_in(claims: Iterable[Claim], others: Sequence[Claim]) -> bool:
    return all(claim in others for claim in claims)


def _rest_of(
    claim: Claim,
    parts: Sequence[Claim],
    wholes: Sequence[Claim],
    language: str,
    *,
    is_named: bool,
) -> Iterator[Sum]:
    """Compare a number with what some parts leave of a whole; only the whole that a sentence names can be wrong."""
    for whole in reversed(wholes):
        taken = sum((part.quantity.value for part in parts), Decimal(0))
        expected = whole.quantity.value - taken
        slack = _slack(claim, (whole, *parts))
        is_right = holds(claim.quantity, expected, slack=slack)
        is_told = is_named and is_right is False and whole is wholes[-1]
        if not (is_right or is_told):
            continue
        yield Sum(
            claim,
            (whole, *parts),
            _less(whole, parts, expected, language),
            expected,
            holds=bool(is_right),
            # Mostly it is said of them that nothing is known, or that they did not.
            is_of_the_others=True,
        )
        return


def _less(
    whole: Claim, parts: Sequence[Claim], expected: Decimal, language: str
) -> str:
    """Write in figures what parts leave of a whole: `4,138 − 1,857 − 2,025 = 256`."""
    terms = " \u2212 ".join(
        number(term.quantity.value, language) for term in (whole, *parts)
    )
    return f"{terms} = {number(expected, language)}"


def _slack(claim: Claim, terms: Iterable[Claim]) -> Decimal:
    """Return by how much a rest may be off, since it and the counts that it follows from were rounded."""
    return rounding(claim) + sum(map(_roundness, terms), Decimal(0))


def _roundness(claim: Claim) -> Decimal:
    """By how much a count with zeros at its end may be off: 500 of `413,000`, of which 236,743 are a part."""
    last_digit = claim.quantity.last_digit
    return last_digit / 2 if last_digit >= _ROUND else Decimal(0)


def _is_right_after(claim: Claim, key: str, language: str) -> bool:
    """Whether one of some words stands right before a number, its qualifier aside."""
    before = claim.block.text[: claim.quantity.start]
    return _ends_in(without_qualifier(before, language), key, language)


def _ends_in(text: str, key: str, language: str) -> bool:
    """Whether a text ends in one of some words of the lexicon, which are of one or two words each."""
    last = " ".join(text.split()[-2:])
    match = pattern(lexicon(language).structure[key]).search(last)
    return match is not None and match.end() == len(last)


# ---- a part in other words


def _glosses(
    earlier: Sequence[Claim], group: Sequence[Claim], language: str
) -> Iterator[Sum]:
    """Find a share that says a count in other words: `4,138 letters. Residents wrote 970, equivalent to 23%`.

    Only one that comes out is reported: the share may be of something else.
    """
    for part, share in pairwise(group):
        is_share = share.quantity.kind is QuantityKind.SHARE
        is_count = part.quantity.kind is QuantityKind.COUNT
        if not (is_share and is_count and is_gloss(part, share, language)):
            continue
        before = [*_counts(earlier), *_counts(group[: group.index(part)])]
        wholes = [whole for whole in before if _may_hold(whole, part)]
        for whole in reversed(wholes[-_WHOLES_OF_A_SHARE:]):
            right = [s for s in share_sum(share, part, whole, language) if s.holds]
            if right:
                yield right[0]
                break


def is_gloss(
    part: Claim, share: Claim, language: str, *, longest: int = _LONGEST_GLOSS
) -> bool:
    """Whether a share right after a count says the same: `970 letters, equivalent to 23%`, `970 (23%)`."""
    between = part.block.text[part.quantity.end : share.quantity.start]
    words = pattern(lexicon(language).structure["in_other_words"])
    is_linked = words.search(between) is not None or between.strip() == "("
    is_linked = is_linked or OPENS_A_GLOSS.fullmatch(between) is not None
    return is_linked and len(between) <= longest


def _may_hold(whole: Claim, part: Claim) -> bool:
    """Whether a count may be one of which another is a part: larger, of the same things and time, of no other group."""
    subject, of_whole = subject_of(part), subject_of(whole)
    by_the_way = axes()["who"].incidental
    counted = subject.get("who", frozenset()) - by_the_way
    counted_there = of_whole.get("who", frozenset()) - by_the_way
    is_of_the_same = not (counted and counted_there) or bool(counted & counted_there)
    is_wider = all(
        of_whole[axis] <= _ANY_FORM or of_whole[axis] == subject.get(axis)
        for axis in of_whole.keys() & _GROUPS
    )
    periods = {part.known_period, whole.known_period} - {""}
    is_larger = whole.quantity.value > part.quantity.value
    return is_of_the_same and is_wider and len(periods) <= 1 and is_larger


def _shares_said_again(group: Sequence[Claim], language: str) -> Iterator[Sum]:
    """Find a part in words that says the share before it again: `together 67 per cent, so about two thirds`.

    It says nothing else than the share does, so that no figure speaks against it by itself.
    """
    again = pattern(lexicon(language).structure["said_again"])
    for stated, claim in pairwise(group):
        kinds = {stated.quantity.kind, claim.quantity.kind}
        between = stated.block.text[stated.quantity.end : claim.quantity.start]
        words = without_qualifier(between, language).strip(" ,;(\u2013\u2014")
        if kinds != {QuantityKind.SHARE} or not again.fullmatch(words):
            continue
        is_right = holds(claim.quantity, stated.quantity.value, slack=rounding(claim))
        if is_right is not None and claim.quantity.is_fraction:
            written = number(stated.quantity.value, language)
            shown = numerals.percentage(written, language)
            yield Sum(
                claim,
                (stated,),
                shown,
                stated.quantity.value,
                is_right,
                is_announced=True,
            )


# ---- all others


def _all_others(
    before: Sequence[Claim], group: Sequence[Claim], language: str
) -> Iterator[Sum]:
    """Find a share of all others: `60% of the cases come to court. Two in five do not`."""
    if not before or len(group) > 1 or before[-1].block is not group[0].block:
        return
    (claim,), stated = group, before[-1]
    kinds = {claim.quantity.kind, stated.quantity.kind}
    if kinds != {QuantityKind.SHARE} or not _says_the_opposite(claim, language):
        return
    expected = HUNDRED - stated.quantity.value
    slack = rounding(claim) + rounding(stated)
    if holds(claim.quantity, expected, slack=slack):
        words = f"100 \u2212 {number(stated.quantity.value, language)} = {number(expected, language)}"
        yield Sum(claim, (stated,), words, expected, holds=True, is_of_the_others=True)


def _says_the_opposite(claim: Claim, language: str) -> bool:
    """Whether a sentence denies what the one before it says, or says it the other way round."""
    structure = lexicon(language).structure
    if pattern(structure["otherwise_said"]).match(claim.sentence.lstrip(" \"'“(")):
        return True
    denial = pattern(structure["denying"]).search(claim.sentence)
    # `Two in five do not` says it of the same thing; `two in five do not go to school` of another one.
    return denial is not None and not claim.own and claim.strange == denial[0]


# ---- the share of some numbers together


def _shares_of_sums(
    before: Sequence[Claim],
    earlier: Sequence[Claim],
    group: Sequence[Claim],
    language: str,
) -> Iterator[Sum]:
    """Find what share numbers of the sentence before are together: `Together these are a fifth of the total`."""
    share, parts = group[0], _counts(before)
    if share.quantity.kind is not QuantityKind.SHARE or len(parts) < 2:
        return
    structure = lexicon(language).structure
    opening = share.sentence.partition(share.quantity.words)[0]
    following = share.block.text[share.quantity.end :].lstrip()
    is_together = pattern(structure["total"]).search(opening) is not None
    of_the_whole = pattern(structure["of_the_whole"]).match(following)
    if not is_together or of_the_whole is None or parts[0].block is not share.block:
        return
    taken = sum((part.quantity.value for part in parts), Decimal(0))
    together = replace(parts[-1], quantity=replace(parts[-1].quantity, value=taken))
    others = [whole for whole in _counts(earlier) if whole not in parts]
    wholes = [whole for whole in others if _may_hold(whole, together)]
    for whole in reversed(wholes[-_WHOLES_OF_A_SHARE:]):
        for found in share_sum(share, together, whole, language):
            if found.holds:
                written = " + ".join(number(p.quantity.value, language) for p in parts)
                yield replace(
                    found,
                    terms=(*parts, whole),
                    words=found.words.replace(
                        number(taken, language), f"({written})", 1
                    ),
                )
                return


# ---- a whole period


def _whole_periods(
    earlier: Sequence[Claim], group: Sequence[Claim], language: str
) -> Iterator[Sum]:
    """Find the total of a run of years of which the text gives each: `over the whole period the total is 641`."""
    dated = {
        claim.known_period: claim
        for claim in _counts(earlier)
        if claim.block is group[0].block and claim.period.isdigit()
    }
    for claim in _counts(group):
        years = _years_together(claim, sorted(dated), language)
        if len(years) >= _FEWEST_YEARS and all(year in dated for year in years):
            parts = [dated[year] for year in years]
            for found in sum_of_parts(claim, parts, language):
                yield replace(found, is_announced=True)


def _years_together(claim: Claim, named: Sequence[str], language: str) -> list[str]:
    """Return the years of which a number is said to be the total; none where it is not said to be one."""
    structure = lexicon(language).structure
    words = claim.block.text[slice(*claim.stretch)]
    if not pattern(structure["total"]).search(words):
        return []
    run = years_of_label(claim.period)
    if run is None and pattern(structure["whole_period"]).search(words) and named:
        run = named[0], named[-1]
    if run is None:
        return []
    return [str(year) for year in range(int(run[0]), int(run[1]) + 1)]
