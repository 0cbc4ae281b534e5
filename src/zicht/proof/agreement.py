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
LARGE_COUNT = Decimal(1_000)
"""Size from which a count differs from its figure on a grid of five by less than any rounding."""
WORD_FOR_A_MULTIPLE = Decimal("0.10")
"""Share of a multiple that a word such as `doubled` may be off."""
BEYOND = Decimal("0.25")
"""Share of a multiple by which `more than doubled` may go further than two."""

_ABOVE = frozenset({Qualifier.JUST_ABOVE, Qualifier.MORE_THAN, Qualifier.AT_LEAST})
_BELOW = frozenset({Qualifier.JUST_BELOW, Qualifier.LESS_THAN, Qualifier.AT_MOST})
_OPEN_ENDED = frozenset(
    {
        Qualifier.MORE_THAN,
        Qualifier.AT_LEAST,
        Qualifier.LESS_THAN,
        Qualifier.AT_MOST,
    }
)
"""Qualifiers that a value far on their side still fulfils; `just over 40%` is not true of 60%."""


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


def holds(quantity: Quantity, expected: Decimal, *, slack: Decimal) -> bool | None:
    """Whether a number is what a computation gives, as exactly as its words claim.

    Parameters
    ----------
    quantity : as the text says it
    expected : what the computation gives, in the unit of the quantity
    slack : by how much the number may be off, since it was rounded; a multiple brings its own

    Returns
    -------
    None where nobody can say: `more than four times` is not true of 3.9 times, and not far enough off to be called
    false; `more than 40%` is true of 60%, and hardly what a writer would say of it

    Notes
    -----
    Words such as `more than`, `almost` and `at least` say on which side of the number the true value lies. A value on
    the other side is never supported. A fall is compared by its size: a fall of `more than 40%` lies below -40%.
    """
    if quantity.kind is QuantityKind.MULTIPLE:
        slack = _slack_of_multiple(quantity, expected)
    if quantity.value * expected < 0:
        return abs(quantity.value - expected) <= slack
    distance = abs(expected) - abs(quantity.value)
    if quantity.qualifier not in _ABOVE | _BELOW:
        return abs(distance) <= slack
    is_above = quantity.qualifier in _ABOVE
    if quantity.kind is QuantityKind.MULTIPLE and quantity.value < 1:
        # `More than halved` lies below a half.
        is_above = not is_above
    on_its_side = distance if is_above else -distance
    may_be_equal = quantity.qualifier in {Qualifier.AT_LEAST, Qualifier.AT_MOST}
    if on_its_side < 0 or (on_its_side == 0 and not may_be_equal):
        return None if -on_its_side <= slack else False
    if on_its_side <= max(slack, _reach_of_multiple(quantity, expected)):
        return True
    return None if quantity.qualifier in _OPEN_ENDED else False


def _slack_of_multiple(quantity: Quantity, expected: Decimal) -> Decimal:
    """By how much a multiple may be off: `doubled` by a tenth, `4 times` by a half."""
    if quantity.is_word:
        return max(quantity.value, abs(expected)) * WORD_FOR_A_MULTIPLE
    return max(min(quantity.last_digit, Decimal(1)) / 2, abs(expected) * ABOUT)


def _reach_of_multiple(quantity: Quantity, expected: Decimal) -> Decimal:
    """How far a multiple may lie on the side that its words name: `more than doubled` is said of two to three times."""
    if quantity.kind is not QuantityKind.MULTIPLE:
        return Decimal(0)
    reach = BEYOND * max(quantity.value, abs(expected))
    is_open_ended = quantity.qualifier in _OPEN_ENDED & _ABOVE
    return max(reach, Decimal(1)) if is_open_ended and quantity.value > 1 else reach


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
    if _rounds_to(value, quantity) or _is_on_a_coarser_grid(quantity, fact):
        return Agreement.ROUNDED
    unit = quantity.last_digit
    is_round = quantity.kind is QuantityKind.COUNT and unit >= 100
    is_large_amount = quantity.kind is QuantityKind.AMOUNT and unit >= 1_000
    if is_round or is_large_amount:
        allowed = min(unit / 2, abs(value) * ROUND_SHARE)
        if abs(quantity.value - value) <= allowed:
            return Agreement.ROUNDED
    return Agreement.NONE


def may_be(quantity: Quantity, fact: Fact) -> bool:
    """Whether a figure that was moved to a coarser grid may stand for a number that a text has from its source."""
    if fact.bounds is None:
        return False
    lower, upper = fact.bounds
    return lower <= quantity.value <= upper


def _is_on_a_coarser_grid(quantity: Quantity, fact: Fact) -> bool:
    """Whether a figure is a large count of a text on a coarser grid: 16,925 of `16,922`.

    Of a small count the grid leaves open what it was: 45 may stand for 41, and 49 is no rounding of it.
    """
    return may_be(quantity, fact) and quantity.value >= LARGE_COUNT


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
