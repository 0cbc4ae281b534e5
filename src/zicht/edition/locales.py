"""Numbers, dates, lists and plural forms of a language, by the Unicode locale data (CLDR).

The only module that knows Babel. The catalogue of a language names its locale, such as `en_GB`.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import SupportsIndex

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal, get_currency_symbol

from zicht.edition.catalogue_files import words_of

MINUS = "\u2212"
"""A true minus sign: a screen reader reads it, and a line does not break at it."""
EURO = "EUR"
_DIGITS = "#,##0"


@cache
def locale_of(language: str) -> Locale:
    """Return the locale that the catalogue of a language names."""
    return Locale.parse(words_of(language)["language.locale"])


def number(value: Decimal, language: str, decimals: int) -> str:
    """Write a number that is already rounded, with so many decimals."""
    pattern = f"{_DIGITS}.{'0' * decimals}" if decimals else _DIGITS
    words = format_decimal(
        value, format=pattern, locale=locale_of(language), decimal_quantization=False
    )
    # A screen reader may pass over a hyphen, and a line may break at it.
    return words.replace("-", MINUS)


def marks(language: str) -> tuple[str, str]:
    """Return the mark between thousands and the mark before decimals."""
    symbols = locale_of(language).number_symbols["latn"]
    return symbols["group"], symbols["decimal"]


@cache
def percent_sign(language: str) -> str:
    """Return what stands after a percentage, with the space before it where the language has one."""
    pattern = str(locale_of(language).percent_formats[None].pattern)
    return pattern.partition(";")[0].replace(_DIGITS, "")


@cache
def _money(language: str) -> tuple[str, str]:
    """Return what stands before and after an amount and, in the second pattern, before a negative one."""
    locale = locale_of(language)
    symbol = get_currency_symbol(EURO, locale=locale)
    pattern = locale.currency_formats["standard"].pattern.replace("\u00a4", symbol)
    positive, _, negative = pattern.partition(";")
    form = positive.replace("#,##0.00", "{}")
    below = negative.replace("#,##0.00", "{}").replace("-", MINUS)
    return form, below or f"{MINUS}{form}"


def euros(written: str, language: str) -> str:
    """Put the sign of the euro beside a written number."""
    positive, negative = _money(language)
    if written.startswith(MINUS):
        return negative.format(written.removeprefix(MINUS))
    return positive.format(written)


def day(moment: date, language: str) -> str:
    """Write a date in full."""
    return format_date(moment, format="long", locale=locale_of(language))


def month(moment: date, language: str) -> str:
    """Write the month and year of a date."""
    return format_skeleton("yMMMM", moment, locale=locale_of(language))


def months(language: str) -> tuple[str, ...]:
    """Return the names of the months."""
    names = locale_of(language).months["format"]["wide"]
    return tuple(names[number] for number in range(1, 13))


def short_months(language: str) -> tuple[str, ...]:
    """Return the names of the months as they are shortened, without a point."""
    names = locale_of(language).months["format"]["abbreviated"]
    return tuple(names[number].rstrip(".") for number in range(1, 13))


def is_country(name: str, language: str) -> bool:
    """Whether a name is that of a country of the world, in a language or in English.

    Examples
    --------
    >>> is_country("Ireland", "fr"), is_country("Irlande", "fr"), is_country("Albion", "fr")
    (True, True, False)
    """
    names = _countries(locale_of(language)) | _countries(Locale("en"))
    return name.casefold() in names


@cache
def _countries(locale: Locale) -> frozenset[str]:
    """Return the names of the countries of the world in a language, in small letters."""
    return frozenset(name.casefold() for name in locale.territories.values())


def listed(words: Sequence[str], language: str) -> str:
    """Join words as a sentence does: `a, b and c`."""
    return str(format_list(list(words), locale=locale_of(language))) if words else ""


def plural(n: int | Decimal, language: str) -> str:
    """Return the plural category of a number: `one`, `few`, `many`, `other` and so on.

    The decimals that are written count as well: `1.0 points` in English, `1,5 point` in French.

    Examples
    --------
    >>> plural(0, "en"), plural(0, "fr"), plural(1, "nl")
    ('other', 'one', 'one')
    """
    return locale_of(language).plural_form(n)


def text_with_form(
    words: Mapping[str, str], key: str, number: object, language: str
) -> str | None:
    """Return the text of a key, in the plural form that goes with a number where the text has forms.

    Parameters
    ----------
    words : texts of one language by their key
    key : without a plural form
    number : whole or a decimal, chooses the form; another value chooses none
    language : of the words, whose forms the Unicode data name

    Returns
    -------
    str, or None where the language has no words for the key, or has forms and no number chooses one

    Raises
    ------
    TypeError : the text has forms, and the number is a float
    """
    if key in words:
        return words[key]
    if f"{key}.other" not in words:
        return None
    refuse_float(number)
    if isinstance(number, SupportsIndex):
        number = int(number)
    if not isinstance(number, int | Decimal):
        return None
    form = plural(number, language)
    # A language needs `many` for millions alone; its `other` is understood as well.
    return words.get(f"{key}.{form}", words.get(f"{key}.other"))


def refuse_float(number: object) -> None:
    """Refuse a float where a number chooses a form: 1.0 does not say whether `1` or `1.0` is written.

    Raises
    ------
    TypeError : the number is a float
    """
    if isinstance(number, float):
        raise TypeError(f"n must be a whole number or a Decimal, not {number!r}.")


def sort_key(words: str, language: str) -> tuple[str, str]:
    """Return by what words are sorted: base letters first, then accents; letters of its own after z.

    The catalogue lists such letters, as Finnish has `åäö`.
    """
    own = words_of(language).get("language.letters_after_z", "")
    folded = words.casefold()
    base = "".join(
        "{" + chr(ord("a") + own.index(letter)) if letter in own else _bare(letter)
        for letter in folded
    )
    return base, folded


def _bare(letter: str) -> str:
    return "".join(
        part
        for part in unicodedata.normalize("NFKD", letter)
        if not unicodedata.combining(part)
    )
