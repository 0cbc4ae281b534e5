"""Words for numbers and their values, in Dutch, English and French.

Another language has no number words here: only its numbers in digits are recognised.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

NOTHING = "(?!)"
"""Pattern that matches nothing: stands for the words of a language that has none here."""
WORD_FOR_ONE = {"nl": r"(?:[ée]én|een|1)", "en": r"(?:one|an?|1)", "fr": r"(?:une?|1)"}
"""Pattern of the number one; also of an article: `a third`, `een derde`."""
_WORDS_FOR_ONE = ("een", "one", "a", "an", "un", "une")


def _split(words: str) -> list[str]:
    return words.split()


_FROM_TWO_TO_NINETEEN = {
    "nl": _split(
        "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien "
        "achttien negentien"
    ),
    "en": _split(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen"
    ),
    "fr": _split(
        "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
        "dix-neuf"
    ),
}
_TENS_FROM_TWENTY = {
    "nl": _split("twintig dertig veertig vijftig zestig zeventig tachtig negentig"),
    "en": _split("twenty thirty forty fifty sixty seventy eighty ninety"),
    "fr": _split("vingt trente quarante cinquante soixante"),
}
_MULTIPLIERS = {
    "nl": {"honderd": 100, "duizend": 1000, "miljoen": 10**6, "miljard": 10**9},
    "en": {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9},
    "fr": {
        "cent": 100,
        "cents": 100,
        "mille": 1000,
        "million": 10**6,
        "millions": 10**6,
        "milliard": 10**9,
        "milliards": 10**9,
    },
}
_SHORT_MULTIPLIERS = {
    "nl": {"mln": 10**6, "mld": 10**9},
    "en": {"k": 1000, "m": 10**6, "bn": 10**9},
    "fr": {"m": 10**6, "md": 10**9, "mds": 10**9},
}
_FRACTION_NAMES = {
    "nl": _split("derde kwart vierde vijfde zesde zevende achtste negende tiende"),
    "en": _split("third quarter fourth fifth sixth seventh eighth ninth tenth"),
    "fr": _split(
        "tier quart quart cinquième sixième septième huitième neuvième dixième"
    ),
}
"""Names of fractions without the s of the plural; French `tiers` always has it."""
_DENOMINATORS = (3, 4, 4, 5, 6, 7, 8, 9, 10)
_ONE_AND_A_HALF = {"nl": ("anderhalf", "anderhalve"), "en": ("one and a half",)}
_HALF = Decimal("0.5")


def multiplier_names(language: str) -> str:
    """Return a pattern of the words for hundred, thousand, million and so on."""
    return "|".join(_MULTIPLIERS.get(language, ())) or NOTHING


def short_multiplier_names(language: str) -> str:
    """Return a pattern of the abbreviations that multiply a number, such as `mln`."""
    return "|".join(_SHORT_MULTIPLIERS.get(language, ())) or NOTHING


def multipliers(language: str) -> dict[str, int]:
    """Return what each word or abbreviation multiplies a number by."""
    return {**_MULTIPLIERS.get(language, {}), **_SHORT_MULTIPLIERS.get(language, {})}


def denominators(language: str) -> dict[str, int]:
    """Return the denominator that each name of a fraction stands for: 3 for `third`."""
    names = _FRACTION_NAMES.get(language, [])
    return dict(zip(names, _DENOMINATORS, strict=False))


def number_words(language: str) -> dict[str, Decimal]:
    """Return the number words of a language from one and a half to 99, with their values.

    French adds one hundred and one thousand, which stand without `un`. The words for one
    are in `words_for_one`, because they are articles too.
    """
    units = _FROM_TWO_TO_NINETEEN.get(language, [])
    tens = _TENS_FROM_TWENTY.get(language, [])
    values: dict[str, Decimal] = {}
    for value, word in enumerate(units, start=2):
        values[word] = Decimal(value)
    for value, word in enumerate(tens, start=2):
        values[word] = Decimal(10 * value)
    for word in _ONE_AND_A_HALF.get(language, ()):
        values[word] = 1 + _HALF
    values |= _numbers_and_a_half(units[:8], language)
    if language == "fr":
        return _french_numbers(values)
    return values | _tens_with_units(units[:8], tens, language)


def words_for_one() -> dict[str, Decimal]:
    """Return the words for one of every language, with their value."""
    return dict.fromkeys(_WORDS_FOR_ONE, Decimal(1))


def pattern_of(words: Iterable[str], language: str) -> str:
    """Return a pattern that matches each number word, however it is spelled."""
    spellings = dict.fromkeys(words)
    if language == "nl":
        # Dutch writes a diaeresis where three vowels would meet: tweeëntwintig, drieëntwintig.
        for word in tuple(spellings):
            spelling = word.replace("eeen", "eeën").replace("ieen", "ieën")
            spellings[spelling] = None
    # The longest come first, so that a pattern does not stop at the first part of a word.
    longest_first = sorted(spellings, key=len, reverse=True)
    alternatives = [word.replace(" ", "[ -]") for word in longest_first]
    return "|".join(alternatives) or NOTHING


def _numbers_and_a_half(units: Iterable[str], language: str) -> dict[str, Decimal]:
    """Return `tweeënhalf`, `two and a half` and the like, for the numbers from two to nine."""
    values: dict[str, Decimal] = {}
    for value, unit in enumerate(units, start=2):
        if language == "nl":
            for ending in ("half", "halve", "eenhalf", "eenhalve"):
                values[f"{unit}en{ending}"] = value + _HALF
        elif language == "en":
            values[f"{unit} and a half"] = value + _HALF
    return values


def _tens_with_units(
    units: Iterable[str], tens: Iterable[str], language: str
) -> dict[str, Decimal]:
    """Return `eenentwintig` to `negenennegentig`, or `twenty one` to `ninety nine`."""
    word_for_one = "een" if language == "nl" else "one"
    values: dict[str, Decimal] = {}
    for number_of_tens, ten in enumerate(tens, start=2):
        for unit, unit_word in enumerate([word_for_one, *units], start=1):
            if language == "nl":
                word = f"{unit_word}en{ten}"
            else:
                word = f"{ten} {unit_word}"
            values[word] = Decimal(10 * number_of_tens + unit)
    return values


def _french_numbers(values: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Add the French numbers up to one hundred, and one thousand.

    The seventies count on from sixty, and the eighties and nineties from four times twenty:
    `soixante et onze` is 71, `quatre-vingt-dix-neuf` is 99.
    """
    plain = {word.replace("-", " "): value for word, value in values.items()}
    below_twenty = {word: value for word, value in plain.items() if value < 20}
    tens = {word: value for word, value in plain.items() if value >= 20}

    numbers = dict(plain)
    for ten, value in tens.items():
        highest_unit = 19 if ten == "soixante" else 9
        for unit, unit_value in below_twenty.items():
            if unit_value <= highest_unit:
                numbers[f"{ten} {unit}"] = value + unit_value
        numbers[f"{ten} et un"] = value + 1
        numbers[f"{ten} et une"] = value + 1
    numbers["soixante et onze"] = Decimal(71)

    numbers["quatre vingts"] = Decimal(80)
    numbers["quatre vingt"] = Decimal(80)
    numbers["quatre vingt un"] = Decimal(81)
    numbers["quatre vingt une"] = Decimal(81)
    for unit, unit_value in below_twenty.items():
        numbers[f"quatre vingt {unit}"] = 80 + unit_value

    numbers["cent"] = Decimal(100)
    numbers["mille"] = Decimal(1000)
    return numbers
