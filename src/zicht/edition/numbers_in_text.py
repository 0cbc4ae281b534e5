"""Finds the numbers in words: digits, percentages, amounts, fractions, ratios, number words.

Number words are known in Dutch, English and French; in other languages only numbers in digits are found.

Numbers that count nothing are skipped: years, dates, articles of law, ages in definitions, telephone numbers,
numbering, addresses, units such as `per 100.000 inwoners`, and digits that are part of a name (`Covid-19`, `273f`).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from zicht.edition import number_words
from zicht.edition.locales import marks
from zicht.edition.number_exemptions import OF_A_WHOLE, exemptions
from zicht.edition.number_words import NOTHING

NumberKind = Literal["number", "percent", "points", "euro", "word", "part", "ratio"]
Form = tuple[NumberKind, str]
"""A kind of number, and a pattern of how it is written."""


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """One number in a text.

    Parameters
    ----------
    start, end : span in the text
    words : as written
    value : of the number; a part or ratio (`een derde`, `one in three`) as a percentage
    kind : how it was written
    """

    start: int
    end: int
    words: str
    value: Decimal
    kind: NumberKind

    @property
    def is_percentage(self) -> bool:
        """Whether its value is per hundred."""
        return self.kind in ("percent", "part", "ratio")


@dataclass(frozen=True)
class _Grammar:
    """How a language writes numbers.

    Parameters
    ----------
    exempt : pattern of numbers that count nothing
    phrases : forms of a number with their kind; an earlier form takes precedence
    values : of number words
    denominators : of names of fractions
    decimal_mark : point or comma
    multipliers : of words such as `million`
    """

    exempt: re.Pattern[str]
    phrases: tuple[tuple[NumberKind, re.Pattern[str]], ...]
    values: dict[str, Decimal]
    denominators: dict[str, int]
    decimal_mark: str
    multipliers: dict[str, int]


def find_numbers(text: str, language: str) -> list[FoundNumber]:
    """Find every number that counts something.

    Parameters
    ----------
    text : plain words, without markup
    language : of the text; it decides how digits are read: `nl` (1.372,5), `en` (1,372.5)

    Returns
    -------
    in the order of the text, none within another

    Examples
    --------
    >>> [(found.words, round(found.value)) for found in find_numbers("In 2019 zag men er 1.372, een derde meer", "nl")]
    [('1.372', 1372), ('een derde', 33)]
    >>> [found.kind for found in find_numbers("12.5% in 2020, one in three under 18", "en")]
    ['percent', 'ratio']
    """
    grammar = _grammar(language)
    # What counts nothing is taken first, so that a year or an article of law is never read as a
    # count.
    taken = [match.span() for match in grammar.exempt.finditer(text)]
    numbers: list[FoundNumber] = []
    for kind, pattern in grammar.phrases:
        for match in pattern.finditer(text):
            start, end = match.span()
            if _overlaps_one_of(start, end, taken):
                continue
            taken.append((start, end))
            value = _value(match, kind, grammar)
            numbers.append(FoundNumber(start, end, match[0], value, kind))
    return sorted(numbers, key=lambda number: number.start)


def _overlaps_one_of(start: int, end: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start < span_end and span_start < end for span_start, span_end in spans)


# ---- the value of a number


def _value(match: re.Match[str], kind: NumberKind, grammar: _Grammar) -> Decimal:
    """Return the value of a number; that of a part or ratio as a percentage."""
    words = match.groupdict()
    if words.get("fraction"):
        return 100 * Decimal(str(unicodedata.numeric(words["fraction"])))
    if kind == "part":
        return _part(words["part"], words.get("n") or "1", grammar)
    if kind == "ratio":
        part = _spelled_out(words["n"], grammar)
        whole = _spelled_out(words["of"], grammar)
        return 100 * part / whole
    multiplier = _multiplier(words.get("large"), grammar)
    if words.get("n"):
        return _spelled_out(words["n"], grammar) * multiplier
    value = _digits(words["digits"], grammar) * multiplier
    is_negative = words.get("minus") or words.get("inner_minus")
    return -value if is_negative else value


def _part(fraction_name: str, n: str, grammar: _Grammar) -> Decimal:
    """Return `two thirds` as a percentage; without the name of a fraction it is a half."""
    if not fraction_name:
        return Decimal(50)
    singular = fraction_name.casefold().removesuffix("s")
    return 100 * _spelled_out(n, grammar) / grammar.denominators[singular]


def _multiplier(words: str | None, grammar: _Grammar) -> int:
    """Return what a number is multiplied by: 1,000,000 for `million`, 1 without such a word."""
    name = (words or "").casefold().strip(" .\u00a0")
    return grammar.multipliers.get(name, 1)


def _digits(written: str, grammar: _Grammar) -> Decimal:
    """Return a number in digits, without the marks between its thousands."""
    decimal_mark = grammar.decimal_mark
    without_thousands = re.sub(rf"[^\d{re.escape(decimal_mark)}]", "", written)
    return Decimal(without_thousands.replace(decimal_mark, "."))


def _spelled_out(words: str, grammar: _Grammar) -> Decimal:
    """Return a number in words or plain digits; accents and hyphens are written or not."""
    plain = words.casefold()
    for written, letter in (("é", "e"), ("ë", "e"), ("-", " ")):
        plain = plain.replace(written, letter)
    if plain.isdigit():
        return Decimal(plain)
    return grammar.values[plain]


# ---- the forms of a number


@cache
def _grammar(language: str) -> _Grammar:
    values = number_words.number_words(language)
    words = number_words.pattern_of(values, language)
    return _Grammar(
        exempt=exemptions(language, words),
        phrases=_phrases(language, words),
        values=values | number_words.words_for_one(),
        denominators=number_words.denominators(language),
        decimal_mark=marks(language)[1],
        multipliers=number_words.multipliers(language),
    )


def _phrases(
    language: str, words: str
) -> tuple[tuple[NumberKind, re.Pattern[str]], ...]:
    """Return the forms in which a text writes a number, each with its kind; an earlier form takes precedence."""
    pieces = _Pieces.of(language, words)
    forms = [
        *_amounts_and_points(pieces),
        *_ratios(pieces),
        *_fractions(pieces),
        *_plain_numbers(pieces),
    ]
    return tuple((kind, re.compile(form, re.IGNORECASE)) for kind, form in forms)


@dataclass(frozen=True)
class _Pieces:
    """Patterns of a language of which the forms of a number are made.

    Parameters
    ----------
    language : of the text
    words : number words
    one : the number one, or an article
    digits : a number in digits, as the group `digits`
    multiplier : words such as `million`
    times : `fold` and its like behind a number
    large : a multiplier or its abbreviation behind a number, as the group `large`
    fractions : names of fractions
    """

    language: str
    words: str
    one: str
    digits: str
    multiplier: str
    times: str
    large: str
    fractions: str

    @classmethod
    def of(cls, language: str, words: str) -> "_Pieces":
        """Return the patterns of a language, given that of its number words."""
        multiplier = number_words.multiplier_names(language)
        short = number_words.short_multiplier_names(language)
        return cls(
            language=language,
            words=words,
            one=number_words.WORD_FOR_ONE.get(
                language, number_words.WORD_FOR_ONE["en"]
            ),
            digits=_pattern_of_digits(language),
            multiplier=multiplier,
            times=r"(?:maal|vouds?|voudige?)" if language == "nl" else r"-?fold",
            large=rf"(?P<large>[ \u00a0](?:{multiplier})\b|[ \u00a0]?(?:{short})\b\.?)?",
            fractions="|".join(number_words.denominators(language)) or NOTHING,
        )


_GAP = r"[ \u00a0]{0,2}"
_MINUS = r"(?P<minus>(?<!\w)[-\u2212](?=[\d€]))?"
_PER_CENT = (
    rf"{_GAP}(?:%|procent\b|percent\b|per cent\b|pour cent\b)(?![ \u00a0]?-?punt)"
)
_POINTS = rf"{_GAP}(?:procentpunt(?:en)?|percentage[ -]points?|points?)\b"
_MONEY_AFTER = rf"{_GAP}euros?\b"
_AFTER_A_PART = (
    r"(?=\s+(?:d[eu’']|des|van|deel|of|minder|meer|lager|hoger|kleiner|groter|"
    r"fewer|less|more|lower|higher)\b|\s*[.,;:)]|\s*$)"
)
"""Follows `two thirds` if it is a part of a whole."""
_RANKED = (
    "partij|persoon|land|keer|groep|vorm|reden|jaar|"
    "monitor|rapport|deel|kant|weg|stap|party|person|country|time"
)
_NO_RANK = rf"(?!\s+(?:{_RANKED}|group|form|reason|year|report|part|side|way|step)\b)"
"""Keeps `third party` and `third year` from being a third."""
_HALVES = (
    r"(?:de helft|half of|half the|one half|een half|la moitié|une moitié"
    r"|(?<!first )(?<!second )(?<!other )(?<!in )(?<!by )(?<!the )(?<!and a )"
    r"half(?=\s+(?:are|is|were|was|have|had)\b))"
)
_PERIODS = "jaar|maand|week|weken|dag|keer|year|month|week|day|time"
"""Keeps `one in three years` from being a share."""
_ONE_IN_FULL = {"nl": "[ée]én", "en": "one"}
_THIRD_AND_QUARTER = {"nl": "derde|kwart", "en": "third|quarter", "fr": "tier|quart"}
_SIGNS_OF_FRACTIONS = "¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅒"


def _pattern_of_digits(language: str) -> str:
    """Return the pattern of a number in digits, with or without marks between its thousands."""
    thousands_mark, decimal_mark = marks(language)
    # Where the mark of thousands is a space that does not break, writers type one that does.
    typed_space = " " if thousands_mark.isspace() else ""
    thousands = rf"[{re.escape(thousands_mark)}\u00a0\u202f{typed_space}]"
    decimal = re.escape(decimal_mark)
    return (
        rf"(?<![\w.,])(?P<digits>\d{{1,3}}(?:{thousands}\d{{3}})+(?!\d)(?:{decimal}\d+)?"
        rf"|\d+(?:{decimal}\d+)?)"
    )


def _amounts_and_points(pieces: _Pieces) -> list[Form]:
    """Return the forms of amounts in euros, percentage points and percentages."""
    digits, words, large = pieces.digits, pieces.words, pieces.large
    sign_first = (
        rf"{_MINUS}(?:€|EUR){_GAP}(?P<inner_minus>[-\u2212]\s?)?{digits}{large}"
    )
    million_euros = rf"\b(?P<n>{words})[ -](?P<large>{pieces.multiplier}){_MONEY_AFTER}"
    return [
        ("euro", sign_first),
        ("euro", rf"{_MINUS}{digits}{large}{_MONEY_AFTER}"),
        ("points", rf"{digits}{_POINTS}"),
        ("points", rf"\b(?P<n>{words}){_POINTS}"),
        ("euro", million_euros),
        ("percent", rf"{_MINUS}{digits}{_PER_CENT}"),
    ]


def _ratios(pieces: _Pieces) -> list[Form]:
    """Return the forms of a ratio: `four in ten`, `2/3 of`, `één slachtoffer op de drie`."""
    number = rf"(?P<n>{pieces.one}|{pieces.words}|\d+)"
    whole = rf"(?P<of>{pieces.words}|\d{{1,2}}|100)"
    # French may put a noun between: une victime sur quatre.
    noun = r"(?:[^\W\d_]+\s+)?" if pieces.language == "fr" else ""
    one_in_full = _ONE_IN_FULL.get(pieces.language, NOTHING)
    two_in_ten = (
        rf"(?<![\d.,])\b{number}\s+{noun}(?:op|in|van|out of|sur)\s+"
        rf"(?:de\s+|every\s+)?{whole}\b(?![.,]?\d)(?!\s+jaar)"
    )
    in_digits = rf"(?<=[^\s]\s)(?P<n>[1-9])/(?P<of>[2-9]|10)(?={OF_A_WHOLE})"
    one_person_in_ten = (
        rf"\b(?P<n>{one_in_full})\s+[^\W\d_]+\s+(?:op de|op|in|out of)\s+{whole}\b(?![.,]?\d)"
        rf"(?!\s+(?:{_PERIODS}))"
    )
    return [("ratio", two_in_ten), ("ratio", in_digits), ("ratio", one_person_in_ten)]


def _fractions(pieces: _Pieces) -> list[Form]:
    """Return the forms of a part of a whole: `two thirds`, `driekwart`, `half of`, `½`."""
    number = rf"{pieces.one}|{pieces.words}"
    common = _THIRD_AND_QUARTER.get(pieces.language, NOTHING)
    of_a_whole = rf"\b(?:(?P<n>{number})[ -]?)?(?P<part>(?:{pieces.fractions})s?)\b{_AFTER_A_PART}"
    third_or_quarter = rf"\b(?P<n>{number})[ -]?(?P<part>{common})s?\b{_NO_RANK}"
    return [
        ("part", of_a_whole),
        ("part", third_or_quarter),
        ("part", rf"\b{_HALVES}\b(?P<part>)(?P<n>)"),
        ("part", rf"(?P<fraction>[{_SIGNS_OF_FRACTIONS}])"),
    ]


def _plain_numbers(pieces: _Pieces) -> list[Form]:
    """Return the forms of a number without a unit, in digits and in words."""
    in_digits = rf"{_MINUS}{pieces.digits}{pieces.large}(?:x(?!\w))?(?![\w])"
    in_words = rf"\b(?P<n>{pieces.words})(?:[ -]?(?P<large>{pieces.multiplier})|{pieces.times})?\b"
    one_million = rf"\b(?P<n>{pieces.one}) (?P<large>{pieces.multiplier})\b"
    return [("number", in_digits), ("word", in_words), ("word", one_million)]
