"""Numbers and dates as a language writes them: the spelling of the vocabulary, remembered, for pages write many."""

from decimal import Decimal
from functools import lru_cache

from zicht.edition import numerals
from zicht.edition.numerals import NO_BREAK, as_printed, day, rounded

__all__ = ["NO_BREAK", "as_printed", "day", "number", "rounded"]


@lru_cache(maxsize=65536)
def number(value: float | Decimal, language: str, decimals: int = 0) -> str:
    """Write a number: 1.234,5 in Dutch, 1,234.5 in English; a true minus sign."""
    return numerals.written(value, language, decimals)
