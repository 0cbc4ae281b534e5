"""Arithmetic inside a text: sums, differences, changes and shares."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, pairwise, permutations

from zicht.edition import numerals
from zicht.proof.agreement import FRACTION_POINTS, holds
from zicht.proof.blocks import Kind
from zicht.proof.claims import Claim
from zicht.proof.lexicon import Lexicon, axes, lexicon
from zicht.proof.lexicon.reading import pattern
from zicht.proof.quantity import COMPARISONS, Qualifier, QuantityKind

HUNDRED = Decimal(100)
_HALF = Decimal("0.5")
_TELLING = 4
"""Significant digits from which on a sum that comes out exactly is no coincidence."""
_NEAR_COUNTS = 3
"""Counts before a difference, of which it may be the difference."""
_CHANGES = frozenset(
    {QuantityKind.DIFFERENCE, QuantityKind.CHANGE, QuantityKind.MULTIPLE}
)
_BY_THE_WAY = frozenset({"field", "step", "register", "country", "weak_age"})
"""Axes that do not tell two numbers of a sentence apart."""
_MOST_TERMS = 4
_MOST_AMOUNTS = 24
"""Amounts of a text among which the terms of a sum are sought."""
_OF_ALL = ("of all", "van alle", "van álle", "of every")
_HUNDRED_IN = re.compile(
    r"\bper (?:honderd|hundred|cent)\b|procent|%|\bvan honderd\b|\bof a hundred\b",
    re.IGNORECASE,
)
"""Words by which numbers without a sign are percentages."""
_BASE = 5
_ROUNDED_CELLS = 8
"""Counts of a table from which on it is no coincidence that all are multiples of five."""
_MOST_PARTS = 12
"""Numbers of a table among which a part of them that is the total is sought."""
_NEAR_BLOCKS = 12
"""Blocks within which the parts of a whole may stand."""


@dataclass(frozen=True)
class Sum:
    """A sum that the numbers of a text make.

    Parameters
    ----------
    claim : the number that the others should give
    terms : the others
    words : the sum in figures
    expected : what the others give
    holds : whether the text agrees with itself
    are_points : whether the text calls percentage points per cent
    is_announced : whether the text says in words that the number is this sum: `together that is`
    is_open : whether the number may be meant otherwise, so that a sum that does not hold only takes support away
    is_of_a_figure : whether a sum that does not hold says something only of a number that some figure supports
    is_a_mean : whether the number is so many of each year, month, week or day of a longer time
    is_of_the_others : whether the number is of all those of whom a denial is true: `60%. Two in five do not`
    """

    claim: Claim
    terms: tuple[Claim, ...]
    words: str
    expected: Decimal
    holds: bool
    are_points: bool = False
    is_announced: bool = False
    is_a_mean: bool = False
    is_of_the_others: bool = False
    is_open: bool = False
    is_of_a_figure: bool = False


def sums(claims: Sequence[Claim], language: str) -> list[Sum]:
    """Find every sum that the numbers of a text make, right or wrong.

    Parameters
    ----------
    claims : of one text, in its order
    language : of the text

    Returns
    -------
    those that must hold by what the text says (wholes with parts, tables with totals, from-to with a change, `x of y`
    with a share), and amounts that happen to be exact sums of others
    """
    found: list[Sum] = []
    found += _wholes_with_parts(claims, language)
    found += _tables(claims, language)
    found += _changes(claims, language)
    found += _shares(claims, language)
    explained = {found_sum.claim.position for found_sum in found}
    found += _exact_sums(claims, explained, language)
    return found


# ---- a whole and its parts


def _wholes_with_parts(claims: Sequence[Claim], language: str) -> Iterator[Sum]:
    """Find wholes in sentences that announce their parts, and the parts: list items, or numbers after them."""
    words = lexicon(language)
    announces = pattern(words.structure["parts_follow"])
    for position, claim in enumerate(claims):
        announcement = announces.search(claim.block.text, claim.quantity.end)
        if announcement is None:
            continue
        parts = list(_listed_parts(claim, claims[position + 1 :]))
        if not parts:
            start = announcement.end()
            parts = list(_inline_parts(claim, claims[position + 1 :], start))
        if len(parts) >= 2 and not _may_overlap(claim, parts, words):
            yield from sum_of_parts(claim, parts, language)


def _listed_parts(whole: Claim, following: Sequence[Claim]) -> Iterator[Claim]:
    """Find the first number of each item of the list below a whole."""
    seen: set[int] = set()
    for claim in following:
        is_item = claim.block.kind is Kind.ITEM
        if claim.block.line - whole.block.line > _NEAR_BLOCKS + 12:
            return
        if not is_item or id(claim.block) in seen:
            continue
        if claim.block.intro != whole.block.text and not seen:
            return
        seen.add(id(claim.block))
        if claim.quantity.kind is whole.quantity.kind:
            yield claim


def _inline_parts(
    whole: Claim, following: Sequence[Claim], start: int
) -> Iterator[Claim]:
    """Find the numbers of the same kind after a whole in its sentence, from the words on that announce them."""
    for claim in following:
        if claim.block is not whole.block or claim.sentence != whole.sentence:
            return
        is_announced = claim.quantity.start >= start
        if is_announced and claim.quantity.kind is whole.quantity.kind:
            yield claim


def _may_overlap(whole: Claim, parts: Sequence[Claim], words: Lexicon) -> bool:
    """Whether the text says that parts overlap or are rounded."""
    overlapping = pattern(words.structure["overlapping"])
    texts = {whole.block.text, *(part.block.text for part in parts)}
    return any(overlapping.search(text) for text in texts)


def sum_of_parts(whole: Claim, parts: Sequence[Claim], language: str) -> Iterator[Sum]:
    """Add up parts and compare the whole with their sum; yield nothing where the words of the whole leave it open."""
    expected = sum((part.quantity.value for part in parts), Decimal(0))
    of_parts = sum((rounding(part) for part in parts), Decimal(0))
    is_right = holds(whole.quantity, expected, slack=rounding(whole) + of_parts)
    if is_right is not None:
        words = _written_sum(parts, expected, language)
        yield Sum(whole, tuple(parts), words, expected, is_right)


def rounding(claim: Claim) -> Decimal:
    """By how much a number may be off because it was rounded: nothing for bare counts."""
    quantity = claim.quantity
    if quantity.is_fraction and quantity.qualifier is Qualifier.EXACT:
        return FRACTION_POINTS
    if quantity.qualifier is not Qualifier.EXACT:
        return max(quantity.last_digit / 2, abs(quantity.value) * Decimal("0.05"))
    if quantity.kind in {QuantityKind.SHARE, QuantityKind.CHANGE, QuantityKind.POINTS}:
        exponent = quantity.value.as_tuple().exponent
        decimals = max(0, -exponent) if isinstance(exponent, int) else 0
        return Decimal(1).scaleb(-decimals) / 2
    has_fraction = quantity.value != quantity.value.to_integral_value()
    is_in_millions = quantity.last_digit >= 10_000
    if has_fraction or is_in_millions:
        return quantity.last_digit / 2
    return Decimal(0)


def _written_sum(parts: Sequence[Claim], total: Decimal, language: str) -> str:
    """Write a sum in figures: `952 + 46 = 998`."""
    terms = " + ".join(number(part.quantity.value, language) for part in parts)
    return f"{terms} = {number(total, language)}".replace("+ \u2212", "\u2212 ")


def number(value: Decimal, language: str) -> str:
    """Write a number as the language prints it."""
    return numerals.as_printed(value.normalize() + 0, language)


# ---- tables


def _tables(claims: Sequence[Claim], language: str) -> Iterator[Sum]:
    """Totals of rows and columns of tables."""
    by_table: dict[int, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.block.kind is Kind.CELL and _is_whole_cell(claim):
            by_table[claim.block.group].append(claim)
    is_total = pattern(lexicon(language).structure["total"])
    overlapping = pattern(lexicon(language).structure["overlapping"])
    for cells in by_table.values():
        if any(overlapping.search(cell.block.intro) for cell in cells):
            continue
        if _is_rounded(cells):
            continue
        grid = {(cell.block.row, cell.block.column): cell for cell in cells}
        yield from _totals_below(grid, is_total, language)
        yield from _totals_beside(grid, is_total, language)


def _is_whole_cell(claim: Claim) -> bool:
    """Whether a number is all that a cell says."""
    words = claim.block.text.replace(claim.quantity.words, "").strip(" €%*\u00a0")
    return not words


def _is_rounded(cells: Sequence[Claim]) -> bool:
    """Whether every count of a table is a multiple of five, so that its sums only hold roughly."""
    counts = [c for c in cells if c.quantity.kind is QuantityKind.COUNT]
    is_telling = len(counts) >= _ROUNDED_CELLS
    return is_telling and all(c.quantity.value % _BASE == 0 for c in counts)


def _totals_below(
    grid: Mapping[tuple[int, int], Claim], is_total: re.Pattern[str], language: str
) -> Iterator[Sum]:
    """Add up columns; a table with several rows of totals does not say which rows each of them adds up."""
    rows = sorted({row for row, _ in grid})
    totals = [row for row in rows if is_total.search(_header(grid, row=row))]
    if len(totals) != 1:
        return
    (row,) = totals
    above = [r for r in rows if r < row]
    below = [r for r in rows if r > row]
    parts_rows = above or below
    for column in sorted({c for r, c in grid if r == row}):
        whole = grid[row, column]
        parts = [grid[r, column] for r in parts_rows if (r, column) in grid]
        if len(parts) == len(parts_rows) and _are_parts(parts, whole):
            yield from sum_of_parts(whole, parts, language)


def _totals_beside(
    grid: Mapping[tuple[int, int], Claim], is_total: re.Pattern[str], language: str
) -> Iterator[Sum]:
    columns = sorted({column for _, column in grid})
    totals = [c for c in columns if is_total.search(_header(grid, column=c))]
    if len(totals) != 1:
        return
    (column,) = totals
    others = [c for c in columns if c != column]
    for row in sorted({r for r, c in grid if c == column}):
        whole = grid[row, column]
        parts = [grid[row, c] for c in others if (row, c) in grid]
        if len(parts) == len(others) and _are_parts(parts, whole):
            yield from sum_of_parts(whole, parts, language)


def _are_parts(parts: Sequence[Claim], whole: Claim) -> bool:
    """Whether numbers of a table can be the parts of a total: all of its kind, and not some of them alone its sum.

    A table that sets a printed total beside a computed one, or a balance beside what it follows from, adds up nothing.
    """
    if len(parts) < 2 or any(p.quantity.kind is not whole.quantity.kind for p in parts):
        return False
    total = whole.quantity.value
    values = [part.quantity.value for part in parts]
    if _is_a_mean(whole, values):
        return False
    if sum(values) == total or len(values) > _MOST_PARTS:
        return True
    return not any(
        sum(some) == total
        for size in range(1, len(values))
        for some in combinations(values, size)
    )


def _is_a_mean(whole: Claim, values: Sequence[Decimal]) -> bool:
    """Whether a row of totals holds what is true of everybody together: 58% of one group and 50% of the other."""
    is_share = whole.quantity.kind is QuantityKind.SHARE
    has_decimals = any(value != value.to_integral_value() for value in values)
    lies_between = min(values) <= whole.quantity.value <= max(values)
    return lies_between and (
        is_share or has_decimals or _HUNDRED_IN.search(_headings(whole)) is not None
    )


def _headings(claim: Claim) -> str:
    block = claim.block
    return " ".join((*block.headings, block.intro, block.column_header))


def _header(
    grid: Mapping[tuple[int, int], Claim], *, row: int = -1, column: int = -1
) -> str:
    for (r, c), cell in grid.items():
        if r == row:
            return cell.block.row_header
        if c == column:
            return cell.block.column_header
    return ""


# ---- from one number to another


def _changes(claims: Sequence[Claim], language: str) -> Iterator[Sum]:
    """`from A to B` in a sentence that says by how much, or whether it rose or fell."""
    counts: list[Claim] = []
    shares: list[Claim] = []
    for group in by_sentence(claims):
        pairs = list(_from_to(group, language))
        for first, last in pairs:
            near = [c for c in group if _pair_beside(c, pairs) == (first, last)]
            yield from _stated_changes(first, last, near, language)
            yield from _next_changes(first, last, group, language)
        yield from _change_of_earlier(group, counts, language)
        yield from _multiple_of_shares(group, shares, language)
        counts += [c for c in group if c.quantity.kind is QuantityKind.COUNT]
        shares += [c for c in group if c.quantity.kind is QuantityKind.SHARE]
        yield from _difference_of_counts(group, counts, language)


def _pair_beside(
    claim: Claim, pairs: Sequence[tuple[Claim, Claim]]
) -> tuple[Claim, Claim] | None:
    """Return the pair of numbers that a change is said of: the last one before it, or else the first one."""
    before = [pair for pair in pairs if max(c.position for c in pair) < claim.position]
    return before[-1] if before else next(iter(pairs), None)


def _next_changes(
    first: Claim, last: Claim, group: Sequence[Claim], language: str
) -> Iterator[Sum]:
    """Find a change from the second of two numbers to a third: `from 458 to 849, and halved to 408`."""
    latest = max(first, last, key=lambda claim: claim.position)
    for claim, third in pairwise(group):
        leads_on = _leads_on(claim, group, language)
        is_right_after = claim.position == latest.position + 1
        expected = _expected_change(claim, latest.quantity.value, third.quantity.value)
        if not (leads_on and is_right_after) or expected is None:
            continue
        is_right = _is_right_change(claim, latest, third, expected)
        if is_right is not None:
            yield _sum_of_change(
                claim, latest, third, expected, language, holds=is_right
            )


def _leads_on(claim: Claim, group: Sequence[Claim], language: str) -> bool:
    """Whether a change leads to the number after it: `halved to 408`."""
    following = [c for c in group if c.position == claim.position + 1]
    is_change = claim.quantity.kind in COMPARISONS
    return bool(is_change and following) and _stands_right_after(
        following[0], _TO[language]
    )


def _change_of_earlier(
    group: Sequence[Claim], counts: Sequence[Claim], language: str
) -> Iterator[Sum]:
    """Find changes in a sentence without counts that follow from the two counts before it."""
    has_counts = any(c.quantity.kind is QuantityKind.COUNT for c in group)
    if has_counts or len(counts) < 2 or counts[-1].block is not group[0].block:
        return
    for claim in group:
        of_subject = _of_its_subject(claim, counts)
        if of_subject != list(counts[-2:]):
            first, last = _in_order(of_subject[0], of_subject[1], language)
            changes = _change_between(claim, first, last, language)
            yield from (change for change in changes if change.holds)
            continue
        first, last = _with_named_base(claim, counts[-2], counts[-1], language)
        found = list(_change_between(claim, first, last, language))
        others = _others_than_the_base(claim, first, counts)
        if len(others) > 1 and not any(change.holds for change in found):
            # Which of several numbers is compared with that of the named year, the sentence does not say.
            found = [
                change
                for other in others
                for change in _change_between(claim, first, other, language)
                if change.holds
            ][:1]
            yield from found
            continue
        names_its_base = bool(claim.base_period) and first.period == claim.base_period
        is_open = not names_its_base and not any(s.holds for s in found)
        if is_open and _is_comparative(claim, language):
            # `952 in 2019 and 530 in 2018. That is 44% less` says how much less the last number is.
            as_said = _change_between(claim, counts[-2], counts[-1], language)
            found = [change for change in as_said if change.holds] or found
        yield from found


def _others_than_the_base(
    claim: Claim, base: Claim, counts: Sequence[Claim]
) -> list[Claim]:
    """Return the counts of a paragraph that a change may lead to, where it names the year that it starts from."""
    if not claim.base_period or base.known_period != claim.base_period:
        return []
    in_block = [c for c in counts if c.block is claim.block]
    return [c for c in in_block if c.known_period != claim.base_period]


def _of_its_subject(claim: Claim, counts: Sequence[Claim]) -> list[Claim]:
    """Return the last two counts of what a change names: of advice, where advice and reports were counted by turns."""
    named = claim.own.get("who", frozenset()) - axes()["who"].incidental - {"victim"}
    named |= claim.own.get("who", frozenset()) & {"advice", "report"}
    in_block = [c for c in counts if c.block is claim.block]
    of_it = [c for c in in_block if named & c.certain.get("who", frozenset())]
    return of_it[-2:] if named and len(of_it) >= 2 else list(counts[-2:])


def _multiple_of_shares(
    group: Sequence[Claim], shares: Sequence[Claim], language: str
) -> Iterator[Sum]:
    """Find a multiple alone in its sentence that follows from the two shares before it: `43%, then 22%. It halved`."""
    if len(group) > 1 or group[0].quantity.kind is not QuantityKind.MULTIPLE:
        return
    (claim,) = group
    if len(shares) < 2 or shares[-1].block is not claim.block:
        return
    one, other = shares[-2:]
    if other.position == claim.position - 1 and one.position == claim.position - 2:
        first, last = _in_order(one, other, language)
        changes = _change_between(claim, first, last, language)
        yield from (change for change in changes if change.holds)


def _with_named_base(
    claim: Claim, one: Claim, other: Claim, language: str
) -> tuple[Claim, Claim]:
    """Return two numbers, the one first that a change is said to compare with: `20% less than in 2024`."""
    if claim.base_period and one.period != other.period:
        for base, compared in ((one, other), (other, one)):
            if base.period == claim.base_period:
                return base, compared
    return _in_order(one, other, language)


def _change_between(
    claim: Claim, first: Claim, last: Claim, language: str
) -> Iterator[Sum]:
    """Compare a change with the two counts before it.

    A change that agrees is always reported. One that disagrees is reported only when the sentence can mean nothing
    else: it refers to two counts of one subject, each in its own period.
    """
    expected = _expected_change(claim, first.quantity.value, last.quantity.value)
    if expected is None or _is_of_something_else(claim, first, last):
        return
    if _has_no_direction(claim, language):
        expected = abs(expected)
    is_right = _is_right_change(claim, first, last, expected)
    if is_right is None or not (is_right or _is_meant(claim, first, last)):
        return
    yield _sum_of_change(claim, first, last, expected, language, holds=is_right)


def _is_right_change(
    claim: Claim, first: Claim, last: Claim, expected: Decimal
) -> bool | None:
    """Whether a change is what two numbers give; None where its words or the zeros of the two leave that open.

    From 868 to 944 is a rise of 8.8%: the text may say 9% or 8.8%, and neither 8% nor 8.9%.
    """
    wide = rounding(claim) + _HALF
    is_near = holds(claim.quantity, expected, slack=wide)
    quantity = claim.quantity
    is_stated_exactly = (
        quantity.kind is QuantityKind.CHANGE
        and quantity.qualifier is Qualifier.EXACT
        and not quantity.is_fraction
    )
    if not (is_near and is_stated_exactly):
        return is_near
    is_right = holds(quantity, expected, slack=rounding(claim))
    # A change that was computed before its numbers were rounded may differ from the one between them.
    are_rough = any(_may_be_rounded(number_of) for number_of in (first, last))
    return None if are_rough and not is_right else is_right


def _may_be_rounded(claim: Claim) -> bool:
    quantity = claim.quantity
    return quantity.last_digit > 1 or quantity.qualifier is not Qualifier.EXACT


def _has_no_direction(claim: Claim, language: str) -> bool:
    """Whether a sentence only speaks of a difference, whichever of the two numbers is larger."""
    words = pattern(lexicon(language).structure["difference"])
    return words.search(claim.sentence) is not None


def _is_meant(claim: Claim, first: Claim, last: Claim) -> bool:
    """Whether a change can only be the one between two counts."""
    is_same_sentence = claim.sentence == last.sentence
    are_beside = first.sentence == last.sentence or (
        first.block is last.block and abs(first.position - last.position) == 1
    )
    has_own_periods = bool(first.period) and bool(last.period)
    is_of_them = (
        claim.period in {"", first.period, last.period}
        and claim.base_period in {"", first.period}
        and subject_of(claim).items() <= subject_of(last).items()
    )
    return (
        (claim.refers_back or is_same_sentence)
        and are_beside
        and has_own_periods
        and first.period != last.period
        and subject_of(first) == subject_of(last)
        and is_of_them
    )


def _is_of_something_else(claim: Claim, first: Claim, last: Claim) -> bool:
    """Whether a change names a group that two numbers do not count, or compares with a time of which neither is."""
    return is_of_another_time(claim, first, last) or _is_of_another_group(
        claim, first, last
    )


def is_of_another_time(claim: Claim, first: Claim, last: Claim) -> bool:
    """Whether a change compares with another time: `100 in 2019 and 90 in 2020, 10% fewer than in 2015`."""
    periods = (first.period, last.period)
    if not (claim.base_period and all(periods)):
        return False
    # A run of years is named by its first year too: 2013 of `2013-2017`.
    return not any(claim.base_period in period for period in periods)


def _is_of_another_group(claim: Claim, first: Claim, last: Claim) -> bool:
    """Whether the words beside a change name a group that two numbers do not count: `among boys it doubled`."""
    counted = [subject_of(first), subject_of(last)]
    for axis, concepts in claim.own.items():
        known = axes().get(axis)
        named = concepts - known.incidental if known else concepts
        if axis in _BY_THE_WAY or not named:
            continue
        if any(axis in subject and not named & subject[axis] for subject in counted):
            return True
    return False


def subject_of(claim: Claim) -> dict[str, frozenset[str]]:
    """Return what a number is said to be about, but for where it is registered."""
    return {
        axis: concepts
        for axis, concepts in claim.certain.items()
        if axis not in _BY_THE_WAY
    }


def _in_order(one: Claim, other: Claim, language: str) -> tuple[Claim, Claim]:
    """Return two numbers as the earlier and the later: by their periods, else by the words between them."""
    first, last = one.known_period, other.known_period
    if first and last and first != last:
        return (one, other) if first < last else (other, one)
    is_back = _stands_right_after(other, lexicon(language).structure["to_from"])
    return (other, one) if is_back else (one, other)


def _difference_of_counts(
    group: Sequence[Claim], counts: Sequence[Claim], language: str
) -> Iterator[Sum]:
    """Find a change that is that of two of the last counts: `424, later 603, an increase of 179`."""
    in_block = [c for c in counts if c.block is group[0].block]
    before = [c for c in group if c.quantity.kind is QuantityKind.COUNT]
    for claim in group:
        if claim.quantity.kind not in _CHANGES:
            continue
        against_next = list(_against_the_next(claim, group, in_block, language))
        if against_next:
            yield from against_next
            continue
        near = in_block[-_NEAR_COUNTS:]
        is_told = len(before) == 2 and before[-1].position < claim.position
        found = _change_of_near(claim, near, language, is_told=is_told)
        if not found and before and before[0].position < claim.position:
            # What follows a change in its sentence may be of another time than the two numbers before it.
            told = [c for c in in_block if c.position < claim.position]
            found = _change_of_near(claim, told[-2:], language, is_told=True)
        if found:
            yield found[0]
        else:
            yield from _wrong_multiple(claim, near, language)
            yield from _wrong_way(claim, near, language)


def _change_of_near(
    claim: Claim, near: Sequence[Claim], language: str, *, is_told: bool
) -> list[Sum]:
    """Find the change that two of some numbers give; a wrong one only where the sentence tells both of them."""
    for first, last in _pairs_of_change(claim, near, language):
        found = list(_change_between(claim, first, last, language))
        if found and (found[0].holds or is_told):
            return found
    return []


def _against_the_next(
    claim: Claim, group: Sequence[Claim], counts: Sequence[Claim], language: str
) -> Iterator[Sum]:
    """Find a change that names the number with which it compares: `252, almost three times as many as the 91 of 2018`.

    The number that it is said of stands right before it, other changes of that number aside.
    """
    following = [c for c in group if c.position == claim.position + 1]
    if not following or not _is_compared_with(claim, following[0], language):
        return
    first = following[0]
    others = [c for c in group if _is_base_of_another(c, group, language)]
    counted = [c for c in counts if c.position < claim.position and c not in others]
    if not counted or counted[-1].quantity.kind is not first.quantity.kind:
        return
    last = counted[-1]
    between = [c for c in group if last.position < c.position < claim.position]
    is_said_of_it = all(c.quantity.kind in COMPARISONS or c in others for c in between)
    is_in_reach = last.sentence == claim.sentence or claim.refers_back
    expected = _expected_change(claim, first.quantity.value, last.quantity.value)
    if expected is None or not (is_said_of_it and is_in_reach):
        return
    is_right = _is_right_change(claim, first, last, expected)
    if is_right is not None:
        yield _sum_of_change(claim, first, last, expected, language, holds=is_right)


def _is_compared_with(claim: Claim, first: Claim, language: str) -> bool:
    """Whether words such as `than the` or `on the` lead from a change to the number after it."""
    text = claim.block.text[claim.quantity.end : first.quantity.start]
    structure = lexicon(language).structure
    link = without_article(text, structure["articles"])
    return any(link.endswith(f" {word}") for word in structure["compared_with"])


def without_article(words: str, articles: Iterable[str]) -> str:
    """Return words without the article, currency and space at their end."""
    bare = words.lower().rstrip(" €£\u00a0")
    for article in articles:
        bare = bare.removesuffix(f" {article}")
    return bare


def _is_base_of_another(claim: Claim, group: Sequence[Claim], language: str) -> bool:
    """Whether a number is only what a change before it compares with: `4% more than the quarter before (3,995)`."""
    before = [c for c in group if c.position == claim.position - 1]
    if not before or before[0].quantity.kind not in _CHANGES:
        return False
    is_in_brackets = claim.block.text[: claim.quantity.start].endswith("(")
    return is_in_brackets or _is_compared_with(before[0], claim, language)


def _pairs_of_change(
    claim: Claim, near: Sequence[Claim], language: str
) -> list[tuple[Claim, Claim]]:
    """Return the pairs of numbers between which a change may lie, each in order.

    A change is that of the number right before it: two numbers further back may give it by chance. Where it names the
    period that it compares with, the other number is of that one.
    """
    if len(near) < 2:
        return []
    *others, nearest = near
    of_base = [c for c in near if claim.base_period and c.period == claim.base_period]
    if of_base:
        rest = [c for c in near if c.period != claim.base_period]
        return [(of_base[-1], other) for other in reversed(rest)]
    if _is_comparative(claim, language):
        return [(other, nearest) for other in others]
    return [_in_order(other, nearest, language) for other in others]


def _wrong_way(claim: Claim, near: Sequence[Claim], language: str) -> Iterator[Sum]:
    """Find a change of the right size in the wrong direction, between two numbers of the sentence that says it.

    In `at 791, after it had risen by 22% from 2020, when there were 1,013` it fell by 22%.
    """
    if claim.quantity.kind not in {QuantityKind.CHANGE, QuantityKind.DIFFERENCE}:
        return
    in_sentence = [c for c in near if c.sentence == claim.sentence]
    for first, last in _pairs_of_change(claim, in_sentence, language):
        if not (first.period or last.period) or first.period == last.period:
            continue
        expected = _expected_change(claim, first.quantity.value, last.quantity.value)
        if expected is None or _is_of_something_else(claim, first, last):
            continue
        opposite = replace(claim.quantity, value=-claim.quantity.value)
        slack = rounding(claim) + _HALF
        if expected and holds(opposite, expected, slack=slack):
            yield _sum_of_change(claim, first, last, expected, language, holds=False)
            return


def _wrong_multiple(
    claim: Claim, near: Sequence[Claim], language: str
) -> Iterator[Sum]:
    """Find `four times as many` where the number before it is another multiple of the only one in the sentence before.

    `Four times as many as in 2010` compares with something else.
    """
    if claim.quantity.kind is not QuantityKind.MULTIPLE or len(near) < 2:
        return
    first, last = near[-2:]
    in_sentence = [c for c in near if c.sentence == claim.sentence]
    in_that_before = [c for c in near if c.sentence == first.sentence]
    are_alone = len(in_sentence) == 1 and len(in_that_before) == 1
    is_right_after = claim.position == last.position + 1
    following = claim.block.text[claim.quantity.end :].partition(". ")[0]
    compares = pattern(lexicon(language).structure["compares_with"]).search(following)
    is_of_one_time = last.known_period == first.known_period
    if not (are_alone and is_right_after and is_of_one_time) or compares:
        return
    expected = _expected_change(claim, first.quantity.value, last.quantity.value)
    if expected is None or holds(claim.quantity, expected, slack=_HALF) is not False:
        return
    yield _sum_of_change(claim, first, last, expected, language, holds=False)


def _is_comparative(claim: Claim, language: str) -> bool:
    """Whether a number says how much more or less the number before it is, whenever that was: `so 575 fewer`."""
    following = claim.block.text[claim.quantity.end :].split()[:1]
    structure = lexicon(language).structure
    words = structure["comparative"]
    if claim.quantity.kind is QuantityKind.MULTIPLE:
        # `Almost four times as many` is said of the number before it; `it doubled` goes from the earlier to the later.
        words = structure["as_many"]
    return bool(following) and following[0].lower().strip(".,;:") in words


def by_sentence(claims: Sequence[Claim]) -> Iterator[list[Claim]]:
    """Group claims by their sentence, in the order of the text."""
    group: list[Claim] = []
    for claim in claims:
        if group and (
            claim.block is not group[-1].block or claim.sentence != group[-1].sentence
        ):
            yield group
            group = []
        group.append(claim)
    if group:
        yield group


_FROM = {"nl": ("van", "vanaf"), "en": ("from",)}
_TO = {"nl": ("naar", "tot"), "en": ("to",)}


def _from_to(group: Sequence[Claim], language: str) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of numbers of one kind, the earlier one first: `from A to B`, `B, up from A`."""
    back = lexicon(language).structure["to_from"]
    forward = [
        (one, other) for one, other in pairwise(group) if leads(one, other, language)
    ]
    starts = [one for one, _ in forward]
    for one, other in pairwise(group):
        if one.quantity.kind is not other.quantity.kind:
            continue
        is_from_to = (one, other) in forward
        # In `from 8,064 to 8,471, and that of the others from 2,097 to 2,309` the second `from` leads on.
        is_back = other not in starts and _stands_right_after(other, back)
        if not is_from_to and not is_back:
            continue
        if one.period and other.period and one.period != other.period:
            yield (one, other) if one.period < other.period else (other, one)
        else:
            yield (one, other) if is_from_to else (other, one)


def leads(one: Claim, other: Claim, language: str) -> bool:
    """Whether `from` stands before a number and `to` before the next one."""
    is_from = _stands_after(one, _FROM[language])
    return is_from and _stands_after(other, _TO[language])


def _stands_right_after(claim: Claim, words: Iterable[str]) -> bool:
    """Whether one of these stands right before a number."""
    before = claim.block.text[: claim.quantity.start].lower().rstrip()
    return any(before.endswith(f" {word}") for word in words)


def _stands_after(claim: Claim, words: Iterable[str]) -> bool:
    """Whether the last words before a number, qualifiers aside, are one of these."""
    before = claim.block.text[: claim.quantity.start].lower().split()[-4:]
    return any(word in before for word in words)


def _stated_changes(
    first: Claim, last: Claim, group: Sequence[Claim], language: str
) -> Iterator[Sum]:
    start, end = first.quantity.value, last.quantity.value
    earliest = min(first, last, key=lambda claim: claim.quantity.start)
    opening = first.block.text[: earliest.quantity.start].rsplit(". ", 1)[-1]
    latest = max(first, last, key=lambda claim: claim.quantity.start)
    between = first.block.text[earliest.quantity.end : latest.quantity.start]
    words = lexicon(language)
    clause = re.split(r"[;:]", opening)[-1]
    direction = (
        words.last_direction(between)
        or words.direction(clause)
        or words.direction(opening)
    )
    rises = end > start
    if direction and start != end and (direction == "rise") != rises:
        written = in_time((start, end), language)
        yield Sum(last, (first,), written, end, holds=False)
    for claim in group:
        if claim is first or claim is last or _leads_on(claim, group, language):
            continue
        expected = _expected_change(claim, start, end)
        if expected is None or is_of_another_time(claim, first, last):
            continue
        is_right = _is_right_change(claim, first, last, expected)
        if is_right is not None:
            yield _sum_of_change(claim, first, last, expected, language, holds=is_right)


def _expected_change(claim: Claim, start: Decimal, end: Decimal) -> Decimal | None:
    """Compute what a change, a multiple or a number of points should be, going from one number to another."""
    match claim.quantity.kind:
        case QuantityKind.CHANGE if start:
            return HUNDRED * (end - start) / start
        case QuantityKind.MULTIPLE if start:
            return end / start
        case QuantityKind.DIFFERENCE:
            return end - start
        case QuantityKind.POINTS:
            size = abs(end - start)
            return size if claim.quantity.value > 0 else -size
        case _:
            return None


def _sum_of_change(
    claim: Claim,
    first: Claim,
    last: Claim,
    expected: Decimal,
    language: str,
    *,
    holds: bool,
) -> Sum:
    """Write how a change follows from two numbers, and whether it is what the text says."""
    kind = claim.quantity.kind
    start, end = first.quantity.value, last.quantity.value
    words = written_change(kind, start, end, expected, language)
    return Sum(claim, (first, last), words, expected, holds)


def in_time(values: Iterable[Decimal], language: str) -> str:
    """Write numbers in the order of time: `668 → 956`."""
    return " \u2192 ".join(number(value, language) for value in values)


def written_change(
    kind: QuantityKind, start: Decimal, end: Decimal, expected: Decimal, language: str
) -> str:
    """Write in figures how a change, a multiple or a difference follows from two numbers."""
    first, last = number(start, language), number(end, language)
    result = numerals.written(expected, language, 1)
    match kind:
        case QuantityKind.CHANGE:
            percentage = numerals.percentage(result, language)
            return f"({last} \u2212 {first}) / {first} = {percentage}"
        case QuantityKind.MULTIPLE:
            return f"{last} / {first} = {result}"
        case _:
            return f"{last} \u2212 {first} = {result}"


# ---- shares


def _shares(claims: Sequence[Claim], language: str) -> Iterator[Sum]:
    """`x of y (p%)`, and shares above a hundred."""
    earlier: list[Claim] = []
    for group in by_sentence(claims):
        counts = [c for c in group if c.quantity.kind is QuantityKind.COUNT]
        shares = [c for c in group if c.quantity.kind is QuantityKind.SHARE]
        yield from _share_of_earlier(counts, shares, earlier, language)
        earlier += counts
        pair = _part_of_whole(counts, language)
        if pair is None or not shares:
            continue
        part, whole = pair
        stated = _only_share(shares)
        if stated is None or not whole.quantity.value or _has_own_whole(stated, pair):
            continue
        yield from share_sum(stated, part, whole, language)


def share_sum(stated: Claim, part: Claim, whole: Claim, language: str) -> Iterator[Sum]:
    """Compare a stated share with its part and whole."""
    expected = HUNDRED * part.quantity.value / whole.quantity.value
    share = numerals.written(expected, language, 1)
    words = (
        f"{number(part.quantity.value, language)} / "
        f"{number(whole.quantity.value, language)} = "
        f"{numerals.percentage(share, language)}"
    )
    is_rough = stated.quantity.is_fraction and stated.quantity.qualifier
    slack = rounding(stated) + (FRACTION_POINTS if is_rough else Decimal("0.1"))
    is_right = holds(stated.quantity, expected, slack=slack)
    if is_right is not None:
        yield Sum(stated, (part, whole), words, expected, is_right)


def _share_of_earlier(
    counts: Sequence[Claim],
    shares: Sequence[Claim],
    earlier: Sequence[Claim],
    language: str,
) -> Iterator[Sum]:
    """Find a share that follows from the count beside it and the count before: `373 minors. Of them 231, or 62%`."""
    if len(counts) != 1 or len(shares) != 1 or not earlier:
        return
    (part,), (stated,), whole = counts, shares, earlier[-1]
    is_of_the_whole = part.refers_back and whole.block is part.block
    if is_of_the_whole and 0 < part.quantity.value < whole.quantity.value:
        shares_of_it = share_sum(stated, part, whole, language)
        yield from (share for share in shares_of_it if share.holds)


def _part_of_whole(
    counts: Sequence[Claim], language: str
) -> tuple[Claim, Claim] | None:
    """Find two counts of which one is a part of the other: `547 of the 984`, `of the 984 victims 547`."""
    links = lexicon(language).structure["of"]
    if len(counts) == 2:
        whole, part = counts
        before = whole.block.text[: whole.quantity.start].lower().rstrip()
        opens = any(before.endswith(word) for word in links if " " in word)
        if opens and part.quantity.value <= whole.quantity.value:
            return part, whole
    for part, whole in pairwise(counts):
        between = part.block.text[part.quantity.end : whole.quantity.start].lower()
        stripped = between.strip()
        is_link = any(
            stripped == word or stripped.endswith(f" {word}") for word in links
        )
        is_short = len(between) <= 40
        if is_short and is_link and part.quantity.value <= whole.quantity.value:
            return part, whole
    return None


def _has_own_whole(share: Claim, pair: tuple[Claim, Claim]) -> bool:
    """Whether a share after two counts says itself of what it is a part: `111 of 138 cases, and 41% of all cases`."""
    text = share.block.text
    is_after = share.quantity.start > max(c.quantity.end for c in pair)
    following = text[share.quantity.end :].lstrip().lower()
    return is_after and following.startswith(_OF_ALL)


def _only_share(shares: Sequence[Claim]) -> Claim | None:
    """Return the share of a sentence, if it has only one."""
    return shares[0] if len(shares) == 1 else None


# ---- sums that come out exactly


def _exact_sums(
    claims: Sequence[Claim], explained: set[int], language: str
) -> Iterator[Sum]:
    """Amounts of many digits that are exactly the sum or difference of other amounts of the text."""
    amounts = _distinct_amounts(claims)
    for claim in amounts:
        if claim.position in explained:
            continue
        others = [other for other in amounts if other is not claim]
        terms = _terms_that_give(abs(claim.quantity.value), others)
        if terms is None:
            continue
        words = " ".join(
            f"{'+' if sign > 0 else chr(0x2212)} {number(abs(term.quantity.value), language)}"
            for sign, term in terms
        ).removeprefix("+ ")
        words = f"{words} = {number(abs(claim.quantity.value), language)}"
        involved = tuple(term for _, term in terms)
        yield Sum(claim, involved, words, claim.quantity.value, holds=True)


def _distinct_amounts(claims: Sequence[Claim]) -> list[Claim]:
    """Keep the first mention of each amount that has digits enough."""
    amounts: dict[Decimal, Claim] = {}
    for claim in claims:
        quantity = claim.quantity
        digits = quantity.value.normalize().as_tuple().digits
        if quantity.kind is QuantityKind.AMOUNT and len(digits) >= _TELLING:
            amounts.setdefault(abs(quantity.value), claim)
    return list(amounts.values())


def _terms_that_give(
    total: Decimal, others: Sequence[Claim]
) -> list[tuple[int, Claim]] | None:
    """Find the fewest terms whose sum is a total, or two whose difference it is."""
    near = others[:_MOST_AMOUNTS]
    for pair in combinations(near, 2):
        if sum(abs(term.quantity.value) for term in pair) == total:
            return [(1, term) for term in pair]
    for larger, smaller in permutations(near, 2):
        difference = abs(larger.quantity.value) - abs(smaller.quantity.value)
        if difference == total:
            return [(1, larger), (-1, smaller)]
    for n_terms in range(3, min(_MOST_TERMS, len(near)) + 1):
        for terms in combinations(near, n_terms):
            if sum(abs(term.quantity.value) for term in terms) == total:
                return [(1, term) for term in terms]
    return None
