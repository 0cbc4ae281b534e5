"""Finds the numbers in words: digits, percentages, amounts, fractions, ratios, number words.

Number words are known in Dutch, English and French; in other languages numbers in digits are found.

Left alone are numbers that count nothing: years, dates, articles of law, ages in definitions, telephone numbers,
numbering, addresses, units such as `per 100.000 inwoners`, and digits that are part of a name (`Covid-19`, `273f`).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

from zicht.edition.locales import marks, months, short_months

NumberKind = Literal["number", "percent", "points", "euro", "word", "part", "ratio"]


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """One number in a text.

    Parameters
    ----------
    start, end : where it stands in the text
    words : as written
    value : what it says; a part or ratio (`een derde`, `one in three`) as a percentage
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


def _split(words: str) -> list[str]:
    return words.split()


_UNITS = {
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
_TENS = {
    "nl": _split("twintig dertig veertig vijftig zestig zeventig tachtig negentig"),
    "en": _split("twenty thirty forty fifty sixty seventy eighty ninety"),
    "fr": _split("vingt trente quarante cinquante soixante"),
}
_LARGE = {
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
_SHORT = {
    "nl": {"mln": 10**6, "mld": 10**9},
    "en": {"k": 1000, "m": 10**6, "bn": 10**9},
    "fr": {"m": 10**6, "md": 10**9, "mds": 10**9},
}
_PARTS = {
    "nl": _split("derde kwart vierde vijfde zesde zevende achtste negende tiende"),
    "en": _split("third quarter fourth fifth sixth seventh eighth ninth tenth"),
    "fr": _split(
        "tier quart quart cinquième sixième septième huitième neuvième dixième"
    ),
}
"""Without the s of the plural; `tiers` has it always."""
_ONE = {"nl": r"(?:[ée]én|een|1)", "en": r"(?:one|an?|1)", "fr": r"(?:une?|1)"}
_WORDS_FOR_ONE = ("een", "one", "a", "an", "un", "une")
_PART_SIZES = (3, 4, 4, 5, 6, 7, 8, 9, 10)
_THIRD_AND_QUARTER = {"nl": "derde|kwart", "en": "third|quarter", "fr": "tier|quart"}
_ONE_AND_A_HALF = {"nl": ("anderhalf", "anderhalve"), "en": ("one and a half",)}
_NOTHING = "(?!)"
"""Matches nothing: stands for the number words of a language of which none are known."""
_OF_A_WHOLE = r"\s+(?:van|of)\b"
"""Stands after a fraction in digits: `2/3 van de slachtoffers`; without it `2/8` numbers a part of a series."""
_FRACTIONS = "¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅒"


@dataclass(frozen=True)
class _Grammar:
    exempt: re.Pattern[str]
    phrases: tuple[tuple[NumberKind, re.Pattern[str]], ...]
    values: dict[str, Decimal]
    parts: dict[str, int]
    decimal_mark: str
    large: dict[str, int]


def find_numbers(text: str, language: str) -> list[FoundNumber]:
    """Find every number that counts something.

    Parameters
    ----------
    text : plain words, without markup
    language : by which digits are written: `nl` (1.372,5), `en` (1,372.5)

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


def _value(match: re.Match[str], kind: NumberKind, grammar: _Grammar) -> Decimal:
    """Return what the words of a number say; parts and ratios as a percentage."""
    words = match.groupdict()
    if words.get("fraction"):
        return 100 * Decimal(str(unicodedata.numeric(words["fraction"])))
    if kind == "part":
        return _part(words["part"], words.get("n") or "1", grammar)
    if kind == "ratio":
        part = _spelled_out(words["n"], grammar)
        whole = _spelled_out(words["of"], grammar)
        return 100 * part / whole
    size = _size(words.get("large"), grammar)
    if words.get("n"):
        return _spelled_out(words["n"], grammar) * size
    value = _digits(words["digits"], grammar) * size
    is_negative = words.get("minus") or words.get("inner_minus")
    return -value if is_negative else value


def _part(part: str, n: str, grammar: _Grammar) -> Decimal:
    """Return `two thirds` as a percentage; without the name of a part it is a half."""
    if not part:
        return Decimal(50)
    name = part.casefold().removesuffix("s")
    return 100 * _spelled_out(n, grammar) / grammar.parts[name]


def _size(words: str | None, grammar: _Grammar) -> int:
    """Return what a number is multiplied by: 1,000,000 for `million`, 1 where nothing is said."""
    name = (words or "").casefold().strip(" .\u00a0")
    return grammar.large.get(name, 1)


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


@cache
def _grammar(language: str) -> _Grammar:
    values, words = _number_words(language)
    words_for_one = _ONE.get(language, _ONE["en"])
    parts = dict(zip(_PARTS.get(language, ()), _PART_SIZES, strict=False))
    large = {**_LARGE.get(language, {}), **_SHORT.get(language, {})}
    return _Grammar(
        exempt=re.compile(
            "|".join(_exemptions(language, words)), re.IGNORECASE | re.MULTILINE
        ),
        phrases=_phrases(language, words, words_for_one, "|".join(parts) or _NOTHING),
        values={**values, **dict.fromkeys(_WORDS_FOR_ONE, Decimal(1))},
        parts=parts,
        decimal_mark=marks(language)[1],
        large=large,
    )


def _number_words(language: str) -> tuple[dict[str, Decimal], str]:
    """Return the number words of a language with their values, and a pattern that matches each of them."""
    units = _UNITS.get(language, [])
    tens = _TENS.get(language, [])
    values: dict[str, Decimal] = {}
    for value, word in enumerate(units, start=2):
        values[word] = Decimal(value)
    for value, word in enumerate(tens, start=2):
        values[word] = Decimal(10 * value)
    for word in _ONE_AND_A_HALF.get(language, ()):
        values[word] = Decimal("1.5")
    values |= _with_a_half(units[:8], language)
    if language == "fr":
        return _french_number_words(values)
    word_for_one = "een" if language == "nl" else "one"
    below_ten = [word_for_one, *units[:8]]
    for ten in tens:
        for value, unit in enumerate(below_ten, start=1):
            word = f"{unit}en{ten}" if language == "nl" else f"{ten} {unit}"
            values[word] = values[ten] + value
    spellings = set(values)
    for word in values:
        # Dutch writes a diaeresis where three vowels would meet: tweeëntwintig, drieëntwintig.
        spellings.add(word.replace("eeen", "eeën").replace("ieen", "ieën"))
    # The longest come first, so that a pattern does not stop at the first part of a word.
    longest_first = sorted(spellings, key=len, reverse=True)
    alternatives = [word.replace(" ", "[ -]") for word in longest_first]
    return values, "|".join(alternatives) or _NOTHING


def _with_a_half(units: Iterable[str], language: str) -> dict[str, Decimal]:
    """Return `tweeënhalf`, `two and a half` and their like, for the numbers from two to nine."""
    values: dict[str, Decimal] = {}
    for value, unit in enumerate(units, start=2):
        if language == "nl":
            for ending in ("half", "halve", "eenhalf", "eenhalve"):
                values[f"{unit}en{ending}"] = value + Decimal("0.5")
        elif language == "en":
            values[f"{unit} and a half"] = value + Decimal("0.5")
    return values


def _french_number_words(
    values: Mapping[str, Decimal],
) -> tuple[dict[str, Decimal], str]:
    """Add the numbers up to a hundred: seventies count on from sixty, eighties and nineties from four times twenty."""
    plain = {word.replace("-", " "): value for word, value in values.items()}
    below_twenty = {word: value for word, value in plain.items() if value < 20}
    numbers = dict(plain)
    for ten, value in plain.items():
        if value < 20:
            continue
        most = 19 if ten == "soixante" else 9
        numbers |= {
            f"{ten} {word}": value + small
            for word, small in below_twenty.items()
            if small <= most
        }
        numbers[f"{ten} et un"] = numbers[f"{ten} et une"] = value + 1
    numbers["soixante et onze"] = Decimal(71)
    numbers |= dict.fromkeys(("quatre vingts", "quatre vingt"), Decimal(80))
    numbers |= dict.fromkeys(("quatre vingt un", "quatre vingt une"), Decimal(81))
    numbers |= {
        f"quatre vingt {word}": 80 + small for word, small in below_twenty.items()
    }
    numbers |= {"cent": Decimal(100), "mille": Decimal(1000)}
    longest_first = sorted(numbers, key=len, reverse=True)
    return numbers, "|".join(word.replace(" ", "[ -]") for word in longest_first)


_GAP = r"[ \u00a0]{0,2}"
_PER_CENT = (
    rf"{_GAP}(?:%|procent\b|percent\b|per cent\b|pour cent\b)(?![ \u00a0]?-?punt)"
)
_POINTS = rf"{_GAP}(?:procentpunt(?:en)?|percentage[ -]points?|points?)\b"
_MONEY_AFTER = rf"{_GAP}euros?\b"
_AFTER_A_PART = (
    r"(?=\s+(?:d[eu’']|des|van|deel|of|minder|meer|lager|hoger|kleiner|groter|"
    r"fewer|less|more|lower|higher)\b|\s*[.,;:)]|\s*$)"
)
"""Stands after `two thirds` where it is a part of a whole."""
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


def _phrases(
    language: str, words: str, one: str, parts: str
) -> tuple[tuple[NumberKind, re.Pattern[str]], ...]:
    """Return the forms in which a text writes a number, each with its kind; an earlier form takes precedence."""
    group, decimal = marks(language)
    # Where the mark of thousands is a space that does not break, writers type one that does.
    typed = " " if group.isspace() else ""
    thousands = rf"[{re.escape(group)}\u00a0\u202f{typed}]"
    noun = r"(?:[^\W\d_]+\s+)?" if language == "fr" else ""
    mark = re.escape(decimal)
    digits = rf"(?<![\w.,])(?P<digits>\d{{1,3}}(?:{thousands}\d{{3}})+(?!\d)(?:{mark}\d+)?|\d+(?:{mark}\d+)?)"
    sizes = "|".join(_LARGE.get(language, ())) or _NOTHING
    short = "|".join(_SHORT.get(language, ())) or _NOTHING
    large = rf"(?P<large>[ \u00a0](?:{sizes})\b|[ \u00a0]?(?:{short})\b\.?)?"
    minus = r"(?P<minus>(?<!\w)[-\u2212](?=[\d€]))?"
    times = r"(?:maal|vouds?|voudige?)" if language == "nl" else r"-?fold"
    whole = rf"(?P<of>{words}|\d{{1,2}}|100)"
    alone = {"nl": "[ée]én", "en": "one"}.get(language, _NOTHING)
    forms: list[tuple[NumberKind, str]] = [
        (
            "euro",
            rf"{minus}(?:€|EUR){_GAP}(?P<inner_minus>[-\u2212]\s?)?{digits}{large}",
        ),
        ("euro", rf"{minus}{digits}{large}{_MONEY_AFTER}"),
        ("points", rf"{digits}{_POINTS}"),
        ("points", rf"\b(?P<n>{words}){_POINTS}"),
        ("euro", rf"\b(?P<n>{words})[ -](?P<large>{sizes}){_MONEY_AFTER}"),
        ("percent", rf"{minus}{digits}{_PER_CENT}"),
        (
            "ratio",
            (
                rf"(?<![\d.,])\b(?P<n>{one}|{words}|\d+)\s+{noun}(?:op|in|van|out of|sur)\s+"
                rf"(?:de\s+|every\s+)?{whole}\b(?![.,]?\d)(?!\s+jaar)"
            ),
        ),
        ("ratio", rf"(?<=[^\s]\s)(?P<n>[1-9])/(?P<of>[2-9]|10)(?={_OF_A_WHOLE})"),
        (
            "ratio",
            (
                rf"\b(?P<n>{alone})\s+[^\W\d_]+\s+(?:op de|op|in|out of)\s+{whole}\b(?![.,]?\d)"
                rf"(?!\s+(?:{_PERIODS}))"
            ),
        ),
        (
            "part",
            rf"\b(?:(?P<n>{one}|{words})[ -]?)?(?P<part>(?:{parts})s?)\b{_AFTER_A_PART}",
        ),
        (
            "part",
            rf"\b(?P<n>{one}|{words})[ -]?(?P<part>{_THIRD_AND_QUARTER.get(language, _NOTHING)})s?\b{_NO_RANK}",
        ),
        ("part", rf"\b{_HALVES}\b(?P<part>)(?P<n>)"),
        ("part", rf"(?P<fraction>[{_FRACTIONS}])"),
        ("number", rf"{minus}{digits}{large}(?:x(?!\w))?(?![\w])"),
        ("word", rf"\b(?P<n>{words})(?:[ -]?(?P<large>{sizes})|{times})?\b"),
        ("word", rf"\b(?P<n>{one}) (?P<large>{sizes})\b"),
    ]
    return tuple((kind, re.compile(form, re.IGNORECASE)) for kind, form in forms)


def _exemptions(language: str, words: str) -> list[str]:
    names_of_months = "|".join((*months(language), *short_months(language)))
    number = rf"(?:\d{{1,3}}|{words})"
    year = r"(?:19|20)\d{2}"
    counted = (
        "%|procent|percent|euro|keer|times|mensen|people|personen|persons|slachtoffers|victims|verdachten|suspects|daders"
        "|offenders|plegers|meldingen|reports|incidenten|incidents|aangiften|complaints|gevallen|meisjes|girls|jongens"
        "|boys|doorverwijzingen|referrals"
    )
    people = rf"(?![ \u00a0](?:{counted}|zaken|cases|kinderen|children))"
    many = r"(?:\s*(?:,|en|of|and|or|tot en met|t/m|to|\-|–)\s*\d+[a-z]{0,3}\b)*"
    return [
        r"https?://\S+|www\.\S+|\S+@\S+|\b[\w.-]+\.(?:nl|org|com|eu|invalid|example)\b\S*",
        r"\b\d{4}-\d{2}(?:-\d{2})?\b",
        rf"\b\d{{1,2}}(?:st|nd|rd|th|er)?\s+(?:of\s+)?(?:{names_of_months})\b(?:,?\s+\d{{4}})?",
        rf"\b(?:{names_of_months})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?![.,]\d)(?:,?\s+\d{{4}})?",
        r"^\s*\d{1,3}/\d{1,3}\s",
        rf"\b\d{{1,4}}/\d{{1,4}}(?:/(?:EU|EG|EC))?\b(?!{_OF_A_WHOLE})",
        rf"(?<![\d.,€%\u00a0])\b{year}(?:\s?[-–]\s?(?:{year}|\d{{2}}))?\b(?![.,]\d|[ \u00a0]?%){people}",
        *_numbering(language, many),
        *_ages(language, number),
        r"\b0\d{1,3}[-\s]?\d{3,}(?:[ -]\d+)*|\b\d{3,4}-\d{4,}\b",
        r"\+\d{2,3}(?:[ -]\d+){2,}",
        r"\b(?:bel|bellen|call|telefoon|telephone|phone|tel\.)\s+[\d][\d -]+",
        r"\b(?!(?:EUR)\d)[^\W\d_]+[-\u2010\u2011]?\d+\w*\b",
        r"(?<![\d.,])\b\d+(?!(?:k|m|bn|mln|mld|x)\b)[^\W\d_]\w*\b(?!%)",
        r"^\s*(?:#+\s*)?\d+(?:\.\d+)*[.)]\s",
        r"\[\^?\d+\]",
        r"\b(?:Postbus|PO Box|P\.O\. Box) \d+|\b\d{4}[ \u00a0]?(?-i:[A-Z]{2})\b",
        r"\bpour (?:mille|un million|1(?:[.,\u00a0\u202f ]?0{2,3})+)(?!\d)",
        r"\b(?:first|second|third|fourth|last) quarter\b",
        r"\bper (?:honderd|duizend|miljoen|hundred|thousand|million|1(?:[.,\u00a0]?0{2,3})+)(?!\d)",
        r"\b\d{1,2}[:.]\d{2}\s*(?:uur|h)\b",
    ]


def _numbering(language: str, many: str) -> list[str]:
    names = (
        "artikel artikelen art. lid leden sub paragraaf hoofdstuk bijlage tabel figuur grafiek pagina blz. noot"
        " aanbeveling nummer nr. versie stap zaal kamer toestel vraag vragen punt punten actiepunt actiepunten"
        if language == "nl"
        else "article articles art. section sections subsection paragraph paragraphs sub chapter annex table figure"
        " chart page pages note recommendation number no. version step room extension question questions item items"
    )
    if language == "fr":
        names = (
            "article articles art. alinéa alinéas paragraphe section chapitre annexe tableau figure graphique page"
            " pages p. note recommandation numéro nº n° version étape"
        )
    alternatives = "|".join(re.escape(name) for name in names.split())
    return [
        rf"\b(?:{alternatives})\s*[§ ]?\s*(?!0\d)\d+(?:[./]\d+)*[a-z]{{0,3}}\b{many}",
        r"§\s*\d+[a-z]?",
    ]


def _ages(language: str, number: str) -> list[str]:
    if language == "nl":
        to = rf"(?:\s*(?:tot en met|t/m|tot|en|of|-|–)\s*{number})?"
        return [
            rf"\b{number} en {number} jaar\b",
            rf"\btussen (?:de )?{number} en (?:de )?{number} jaar\b",
            rf"\b(?:jonger|ouder) dan (?:de )?{number}\b(?:\s+jaar)?",
            rf"\bnog geen (?!\d{{3}}){number}\b(?:\s+jaar)?(?=\s*(?:[.,;:)]|$))",
            rf"\b(?:onder|boven) de {number}\b(?!\s*(?:%|procent|euro))",
            rf"\b(?:van|vanaf|tot|leeftijd van)\s+{number}{to}\s+jaar\b",
            rf"\b{number}\s*(?:tot en met|t/m|tot|-|–)\s*{number}\s+jaar\b",
            rf"\b{number}\s+jaar\s+(?:of|en)\s+(?:ouder|jonger)\b",
            rf"\b{number}\s+jaar\s+(?:is|zijn|was|waren|oud|wordt|worden)\b",
            rf"\b{number}\s+(?:of|en)\s+(?:ouder|jonger)\b",
            rf"\b(?:{number}-?\s+(?:en|of)\s+)?{number}-?jarigen?\b",
        ]
    if language == "fr":
        return [
            rf"\b(?:moins|plus) de {number} ans\b",
            rf"\b(?:de|entre|âgée?s? de) {number} (?:à|et|-|–) {number} ans\b",
            rf"\b(?:âgée?s? de|à|avant|dès|jusqu’à) {number} ans\b",
            rf"\b{number} ans (?:et|ou) (?:plus|moins)\b",
            rf"\b{number} ans révolus\b",
        ]
    to = rf"(?:\s*(?:to|and|or|-|–)\s*{number})?"
    end = r"(?=\s*(?:years?\b|[.,;:)](?!\d)|$|and\b|or\b|who\b|at\b|in\b))"
    return [
        rf"\b(?:younger|older) than {number}\b",
        rf"\b(?:under|over|below) (?:the age of )?{number}\b{end}",
        rf"\b(?:aged?|ages|age of|not yet|turn|turns|turned) {number}{to}\b",
        rf"\b{number}{to}\s+years? (?:of age|old)\b",
        rf"\b{number}{to}\s+(?:years\s+)?(?:or|and) (?:older|younger|over|under)\b",
        rf"\b(?:{number}-?\s+(?:and|or)\s+)?{number}-year-olds?\b",
        rf"\b(?:before|until|from) (?:the age of )?{number} years\b",
    ]
