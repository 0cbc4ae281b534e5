"""A quantity of a text: its value, its kind, and how precisely it is meant."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class QuantityKind(StrEnum):
    """What sort of number it is: two quantities of different kinds are never the same figure."""

    COUNT = "count"
    DIFFERENCE = "difference"
    """How many more or fewer."""
    SHARE = "share"
    POINTS = "points"
    """Percentage points."""
    CHANGE = "change"
    """Growth or decline, in per cent."""
    AMOUNT = "amount"
    """Euros."""
    MULTIPLE = "multiple"
    """How many times as large."""
    RATE = "rate"
    """Per thousand or per hundred thousand."""
    DURATION = "duration"
    """Days, weeks or months."""


COMPARISONS = frozenset(
    {
        QuantityKind.CHANGE,
        QuantityKind.POINTS,
        QuantityKind.MULTIPLE,
        QuantityKind.DIFFERENCE,
    }
)
"""Kinds that say how the quantity before them changed: they are about the same."""


class Qualifier(StrEnum):
    """How a quantity is meant."""

    EXACT = ""
    ABOUT = "about"
    JUST_BELOW = "just_below"
    JUST_ABOVE = "just_above"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True)
class Quantity:
    """One quantity of a text.

    Parameters
    ----------
    start, end : place in the text of its block
    words : as written
    value : shares and changes per hundred; a fall is negative
    kind : what sort of number
    qualifier : how it is meant
    is_fraction : whether it was written as a part in words (`een derde`), which is meant roughly
    is_word : whether it was written in letters
    base : of a rate, per how many; 0 elsewhere
    bound : which end of a range it is: `lower` or `upper` in `between 4,000 and 6,300`; else empty
    """

    start: int
    end: int
    words: str
    value: Decimal
    kind: QuantityKind
    qualifier: Qualifier = Qualifier.EXACT
    is_fraction: bool = False
    is_word: bool = False
    base: int = 0
    bound: str = ""

    @property
    def is_bound(self) -> bool:
        """Whether it is one end of a range."""
        return bool(self.bound)

    @property
    def last_digit(self) -> Decimal:
        """Size of the last digit that is not a trailing zero: 100 of 16,500, 0.1 of 12.5."""
        exponent = self.value.normalize().as_tuple().exponent
        return Decimal(10) ** (exponent if isinstance(exponent, int) else 0)


@dataclass(frozen=True)
class FollowUp:
    """A term during which people are followed: `binnen twee jaar`."""

    start: int
    end: int
    months: int
