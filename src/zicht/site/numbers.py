"""Numbers and dates as a language writes them."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal

_LOCALES = {"nl": "nl_NL", "en": "en_GB"}
NO_BREAK = "\u00a0"


def rounded(value: float | Decimal, decimals: int) -> Decimal:
    """Round half up, as readers do; every table, chart, map and download shows this number."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@lru_cache(maxsize=65536)
def _written(value: Decimal, decimals: int, language: str) -> str:
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale=_LOCALES[language])).replace(" ", NO_BREAK)


def number(value: float | Decimal, language: str, decimals: int = 0) -> str:
    """Write a number: 1.234,5 in Dutch, 1,234.5 in English; a true minus sign."""
    return _written(rounded(value, decimals), decimals, language).replace("-", "\u2212")


def as_printed(value: Decimal, language: str) -> str:
    """Write a number with the decimals it was printed with: cited figures are never rounded."""
    exponent = value.normalize().as_tuple().exponent
    return number(value, language, max(0, -exponent) if isinstance(exponent, int) else 0)


def day(words: str, language: str) -> str:
    """Write an ISO date, or as much of it as is known: `14 oktober 2025`, `oktober 2025`, `2025`."""
    parts = words.split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        return words
    if len(parts) == 1:
        return words
    pattern = "d MMMM y" if len(parts) == 3 else "MMMM y"
    try:
        moment = date(int(parts[0]), int(parts[1]), int(parts[2]) if len(parts) == 3 else 1)
    except ValueError:
        return words
    return str(format_date(moment, pattern, locale=_LOCALES[language]))
