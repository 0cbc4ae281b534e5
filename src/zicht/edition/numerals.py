"""Numbers and dates as a language writes them, for every text, table and chart."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from zicht.edition import locales
from zicht.edition.catalogue_files import languages_with_words, words_of
from zicht.vocabulary.text import Text

MINUS = locales.MINUS
NO_BREAK = "\u00a0"
_YEARS = re.compile(r"(?<![\w-])(\d{4})-(\d{4})(?![\w-])")


def rounded(value: float | Decimal, decimals: int = 0) -> Decimal:
    """Round half up, as readers do."""
    # `repr` gives the decimal that was meant. As a binary fraction 0.285 lies a little lower, and
    # would be rounded down.
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@lru_cache(maxsize=1 << 16)
def written(value: float | Decimal, language: str, decimals: int = 0) -> str:
    """Write a number: `1.234,5` in Dutch, `1,234.5` in English, with a true minus sign.

    Examples
    --------
    >>> written(1372, "nl"), written(1372, "en"), written(20.25, "nl", 1)
    ('1.372', '1,372', '20,3')
    """
    return locales.number(rounded(value, decimals), language, decimals)


def filled_in(template: Text, **numbers: float) -> Text:
    """Fill numbers into the words of every language, each as that language writes it.

    Parameters
    ----------
    template : words with formats such as `{value:.2f}` or `{share:.0%}`
    numbers : by the name that the template gives them

    Examples
    --------
    >>> filled_in(Text(nl="p = {p:.3f}", en="p = {p:.3f}"), p=0.04).nl
    'p = 0,040'
    """
    filled = {}
    for language, words in template.items():
        values = {name: _InLanguage(value, language) for name, value in numbers.items()}
        filled[language] = words.format(**values)
    return Text.of(filled)


def sentence(key: str, **values: float | str | Text) -> Text:
    """Write a sentence of the catalogues in every language that has one.

    Parameters
    ----------
    key : of the catalogues
    values : numbers, which each language writes in its own way; words that are the same everywhere; or texts. Of a
        sentence with plural forms, `n` is the whole number that chooses one in each language

    Returns
    -------
    Text, in every language whose catalogue has the key

    Raises
    ------
    KeyError : no catalogue has the key, or it has plural forms and there is no `n`
    TypeError : it has plural forms and `n` is a float

    Examples
    --------
    >>> sentence("verdict.defensible", low=1870.0, high=2480.0).en
    'Defensible methods give 1,870–2,480.'
    """
    filled = {}
    for language in languages_with_words():
        words = locales.text_with_form(
            words_of(language), key, values.get("n"), language
        )
        if words is None:
            continue
        in_language = {
            name: _in_language(value, language) for name, value in values.items()
        }
        filled[language] = words.format(**in_language)
    if not filled:
        raise KeyError(key)
    return Text.of(filled)


def _in_language(value: float | str | Text, language: str) -> "str | _InLanguage":
    """Return what `str.format` fills in for a value in one language."""
    if isinstance(value, Text):
        return value.in_language(language)
    return value if isinstance(value, str) else _InLanguage(value, language)


def one_after_another(parts: Sequence[Text]) -> Text:
    """Join sentences, in every language of the first of them."""
    return Text.of(
        {
            language: " ".join(part.in_language(language) for part in parts)
            for language in parts[0].languages
        }
    )


class _InLanguage:
    """A number that `str.format` writes as a language does."""

    def __init__(self, value: float, language: str) -> None:
        self.value = value
        self.language = language

    def __format__(self, spec: str) -> str:
        words = format(float(self.value), spec or ".0f")
        digits = words.removesuffix("%").replace(",", "")
        decimals = len(digits.partition(".")[2])
        number = written(Decimal(digits), self.language, decimals)
        if not words.endswith("%"):
            return number
        return percentage(number, self.language)


def as_printed(value: Decimal, language: str) -> str:
    """Write a number with the decimals it was printed with: figures from elsewhere are never rounded."""
    exponent = value.normalize().as_tuple().exponent
    decimals = 0
    if isinstance(exponent, int):
        decimals = max(0, -exponent)
    return written(value, language, decimals)


def euros(shown: str, language: str) -> str:
    """Put the sign of the euro before a written number: `€ −42` in Dutch, `−€42` in English.

    Examples
    --------
    >>> euros("1.372", "nl").replace(NO_BREAK, " "), euros(f"{MINUS}42", "en")
    ('€ 1.372', '−€42')
    """
    return locales.euros(shown, language)


def percentage(shown: str, language: str) -> str:
    """Put the per cent sign after a written number: `27%` in English, with a space before it in French."""
    return f"{shown}{locales.percent_sign(language)}"


def day(words: str, language: str) -> str:
    """Write an ISO date, or as much of it as is known: `14 oktober 2025`, `oktober 2025`, `2025`."""
    parts = words.split("-")
    if len(parts) not in (2, 3) or not all(part.isdigit() for part in parts):
        return words
    year, month, *days = (int(part) for part in parts)
    day_of_month = days[0] if days else 1
    try:
        moment = date(year, month, day_of_month)
    except ValueError:
        return words
    if days:
        return locales.day(moment, language)
    return locales.month(moment, language)


def period(period: str) -> str:
    """Write a year or a run of years, with a dash between years.

    Examples
    --------
    >>> period("2022-2024"), period("2020")
    ('2022–2024', '2020')
    """
    return dashed(period)


def dashed(words: str) -> str:
    """Put a dash between the years of a run that was typed with a hyphen; what else has a hyphen keeps it.

    Examples
    --------
    >>> dashed("Monitor 2015-2019, A1:2022-2024x")
    'Monitor 2015–2019, A1:2022-2024x'
    """
    return _YEARS.sub("\\1\u2013\\2", words)
