"""Whether a quantity says the value of a figure, as exactly as its words mean it."""

from decimal import Decimal
from enum import StrEnum

from zicht.proof.quantity import Qualifier, Quantity, QuantityKind
from zicht.proof.topics import Fact

ABOUT = Decimal("0.05")
"""Share of a value by which `about` may be off."""
CLOSE = Decimal("0.10")
"""Share of a value by which `almost` may lie above it, and `more than` below it."""
FRACTION_POINTS = Decimal(2)
"""Percentage points by which a part in words (`een derde`) may be off."""
SHARE_POINTS = Decimal(2)
"""Percentage points by which `about 40%` may be off."""
ROUND_SHARE = Decimal("0.05")
"""Largest share of a value that a bare round number may be off."""

WORD_FOR_A_MULTIPLE = Decimal("0.10")
"""Share of a multiple that a word such as `doubled` may be off."""
BEYOND = Decimal("0.25")
"""Share of a multiple by which `more than doubled` may go further than two."""

_ABOVE = frozenset({Qualifier.JUST_ABOVE, Qualifier.MORE_THAN, Qualifier.AT_LEAST})
_BELOW = frozenset({Qualifier.JUST_BELOW, Qualifier.LESS_THAN, Qualifier.AT_MOST})


class Agreement(StrEnum):
    """How a quantity and a figure agree."""

    NONE = ""
    EXACT = "exact"
    ROUNDED = "rounded"


def agreement(quantity: Quantity, fact: Fact) -> Agreement:
    """Compare a quantity with the value of a figure of the same kind.

    Notes
    -----
    A bare number must equal the figure, or the figure rounded to as many decimals as the text gives; a bare number
    that ends in zeros may be the figure rounded to its last digit. `almost` must lie above the figure, `more than`
    below it; `about` may lie on either side.
    """
    if fact.value is None:
        return Agreement.NONE
    value = fact.value
    if fact.qualifier is quantity.qualifier and value == quantity.value:
        return Agreement.EXACT
    if value == quantity.value and _are_of_one_side(quantity.qualifier, fact.qualifier):
        return Agreement.ROUNDED
    same_digits = _rounds_to(value, quantity)
    if quantity.is_fraction:
        return _fraction(quantity, fact.qualifier, value)
    gap = quantity.value - value
    size = abs(value)
    match quantity.qualifier:
        case Qualifier.EXACT:
            return _bare(quantity, fact)
        case Qualifier.ABOUT:
            allowed = _slack(quantity, size, ABOUT)
            close = same_digits or abs(gap) <= allowed
        case Qualifier.JUST_BELOW | Qualifier.LESS_THAN:
            close = 0 < gap <= _slack(quantity, size, CLOSE)
        case Qualifier.JUST_ABOVE | Qualifier.MORE_THAN:
            close = 0 < -gap <= _slack(quantity, size, CLOSE)
        case Qualifier.AT_LEAST:
            close = 0 <= -gap <= _slack(quantity, size, CLOSE)
        case Qualifier.AT_MOST:
            close = 0 <= gap <= _slack(quantity, size, CLOSE)
    if not close and value == quantity.value:
        close = _qualifiers_can_agree(quantity.qualifier, fact.qualifier)
    return Agreement.ROUNDED if close else Agreement.NONE


def multiple_agrees(quantity: Quantity, expected: Decimal) -> bool:
    """Whether a multiple in a text agrees with the computed one, as exactly as its words claim.

    `More than halved` lies further from one than a half does, and `more than doubled` further than two.
    """
    stated = quantity.value
    if quantity.is_word:
        allowed = max(stated, expected) * WORD_FOR_A_MULTIPLE
    else:
        allowed = max(quantity.last_digit / 2, abs(expected) * ABOUT)
    if abs(stated - expected) <= allowed:
        return True
    goes_further = expected > stated if stated > 1 else expected < stated
    is_near = abs(stated - expected) <= BEYOND * max(stated, expected)
    match quantity.qualifier:
        case Qualifier.JUST_ABOVE | Qualifier.MORE_THAN | Qualifier.AT_LEAST:
            return is_near and goes_further
        case Qualifier.JUST_BELOW | Qualifier.LESS_THAN | Qualifier.AT_MOST:
            return is_near and not goes_further
        case _:
            return False


def _slack(quantity: Quantity, size: Decimal, share: Decimal) -> Decimal:
    if quantity.kind in {QuantityKind.SHARE, QuantityKind.CHANGE, QuantityKind.POINTS}:
        return SHARE_POINTS if share == ABOUT else 5 * Decimal(1)
    return max(size * share, Decimal(1))


def _qualifiers_can_agree(said: Qualifier, printed: Qualifier) -> bool:
    """Whether the same number with two qualifiers can mean the same: an estimate is about its value."""
    rough = {Qualifier.ABOUT, Qualifier.EXACT}
    return {said, printed} <= rough or _are_of_one_side(said, printed)


def _are_of_one_side(said: Qualifier, printed: Qualifier) -> bool:
    """Whether two qualifiers both lie above a number, or both below it: `ruim een kwart`, `more than a quarter`."""
    return any({said, printed} <= side for side in (_ABOVE, _BELOW))


def _bare(quantity: Quantity, fact: Fact) -> Agreement:
    """Compare a number without a qualifier."""
    value = fact.value
    if value is None:
        return Agreement.NONE
    if value == quantity.value:
        is_about = fact.qualifier in {Qualifier.EXACT, Qualifier.ABOUT}
        return Agreement.EXACT if is_about else Agreement.ROUNDED
    if _rounds_to(value, quantity):
        return Agreement.ROUNDED
    unit = quantity.last_digit
    is_round = quantity.kind is QuantityKind.COUNT and unit >= 100
    is_large_amount = quantity.kind is QuantityKind.AMOUNT and unit >= 1_000
    if is_round or is_large_amount:
        allowed = min(unit / 2, abs(value) * ROUND_SHARE)
        if abs(quantity.value - value) <= allowed:
            return Agreement.ROUNDED
    return Agreement.NONE


def _rounds_to(value: Decimal, quantity: Quantity) -> bool:
    """Whether the figure, rounded to the decimals of the text, is what the text says."""
    exponent = quantity.value.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    step = Decimal(1).scaleb(-decimals)
    return abs(value - quantity.value) <= step / 2


def _fraction(quantity: Quantity, printed: Qualifier, value: Decimal) -> Agreement:
    """Compare a part in words: `almost half` lies below a half, `more than half` above it."""
    gap = value - quantity.value
    if not gap and _are_of_one_side(quantity.qualifier, printed):
        return Agreement.EXACT
    match quantity.qualifier:
        case Qualifier.JUST_BELOW | Qualifier.LESS_THAN | Qualifier.AT_MOST:
            close = -5 <= gap < 0
        case Qualifier.JUST_ABOVE | Qualifier.MORE_THAN | Qualifier.AT_LEAST:
            close = 0 < gap <= 5
        case _:
            close = abs(gap) <= FRACTION_POINTS
    if not close:
        return Agreement.NONE
    return Agreement.EXACT if abs(gap) < 1 else Agreement.ROUNDED
