"""Patterns of numbers in a text that count nothing: years, dates, articles of law, ages, numbering, addresses."""

import re

from zicht.edition.locales import months, short_months

OF_A_WHOLE = r"\s+(?:van|of)\b"
"""Follows a fraction in digits: `2/3 van de slachtoffers`. Without it, `2/8` is a place in a series."""

_YEAR = r"(?:19|20)\d{2}"
_COUNTED = (
    "%|procent|percent|euro|keer|times|mensen|people|personen|persons|slachtoffers|victims|verdachten|suspects|daders"
    "|offenders|plegers|meldingen|reports|incidenten|incidents|aangiften|complaints|gevallen|meisjes|girls|jongens"
    "|boys|doorverwijzingen|referrals|zaken|cases|kinderen|children"
)
_NOT_COUNTED = rf"(?![ \u00a0](?:{_COUNTED}))"
"""Keeps `2000 slachtoffers` from being the year 2000."""
_FURTHER_NUMBERS = (
    r"(?:\s*(?:,|en|of|and|or|tot en met|t/m|to|\-|–)\s*\d+[a-z]{0,3}\b)*"
)
"""The rest of a list or range: `articles 4, 5 and 7`."""

_WEB_ADDRESSES = (
    r"https?://\S+|www\.\S+|\S+@\S+|\b[\w.-]+\.(?:nl|org|com|eu|invalid|example)\b\S*"
)
_ISO_DATES = r"\b\d{4}-\d{2}(?:-\d{2})?\b"
_PAGE_OF_PAGES = r"^\s*\d{1,3}/\d{1,3}\s"
_NUMBERS_OF_ACTS = rf"\b\d{{1,4}}/\d{{1,4}}(?:/(?:EU|EG|EC))?\b(?!{OF_A_WHOLE})"
_YEARS = (
    rf"(?<![\d.,€%\u00a0])\b{_YEAR}(?:\s?[-–]\s?(?:{_YEAR}|\d{{2}}))?\b"
    rf"(?![.,]\d|[ \u00a0]?%){_NOT_COUNTED}"
)
_TELEPHONE_NUMBERS = (
    r"\b0\d{1,3}[-\s]?\d{3,}(?:[ -]\d+)*|\b\d{3,4}-\d{4,}\b",
    r"\+\d{2,3}(?:[ -]\d+){2,}",
    r"\b(?:bel|bellen|call|telefoon|telephone|phone|tel\.)\s+[\d][\d -]+",
)
_PARTS_OF_NAMES = (
    # Covid-19, B9: letters first. An amount such as EUR5 is not a name.
    r"\b(?!(?:EUR)\d)[^\W\d_]+[-\u2010\u2011]?\d+\w*\b",
    # 273f: digits first. An amount such as 10k or a factor such as 3x is not a name.
    r"(?<![\d.,])\b\d+(?!(?:k|m|bn|mln|mld|x)\b)[^\W\d_]\w*\b(?!%)",
)
_NUMBERED_HEADINGS = r"^\s*(?:#+\s*)?\d+(?:\.\d+)*[.)]\s"
_FOOTNOTE_MARKS = r"\[\^?\d+\]"
_POSTAL_ADDRESSES = (
    r"\b(?:Postbus|PO Box|P\.O\. Box) \d+|\b\d{4}[ \u00a0]?(?-i:[A-Z]{2})\b"
)
_FRENCH_UNITS_OF_A_RATE = (
    r"\bpour (?:mille|un million|1(?:[.,\u00a0\u202f ]?0{2,3})+)(?!\d)"
)
_QUARTERS_OF_A_YEAR = r"\b(?:first|second|third|fourth|last) quarter\b"
_UNITS_OF_A_RATE = r"\bper (?:honderd|duizend|miljoen|hundred|thousand|million|1(?:[.,\u00a0]?0{2,3})+)(?!\d)"
_TIMES_OF_DAY = r"\b\d{1,2}[:.]\d{2}\s*(?:uur|h)\b"

_NUMBERED_THINGS = {
    "nl": (
        "artikel artikelen art. lid leden sub paragraaf hoofdstuk bijlage tabel figuur grafiek pagina blz. noot"
        " aanbeveling nummer nr. versie stap zaal kamer toestel vraag vragen punt punten actiepunt actiepunten"
    ),
    "en": (
        "article articles art. section sections subsection paragraph paragraphs sub chapter annex table figure"
        " chart page pages note recommendation number no. version step room extension question questions item items"
    ),
    "fr": (
        "article articles art. alinéa alinéas paragraphe section chapitre annexe tableau figure graphique page"
        " pages p. note recommandation numéro nº n° version étape"
    ),
}
"""Words before a number that is the name of a thing: `artikel 12b`, `table 3`."""


def exemptions(language: str, number_words: str) -> re.Pattern[str]:
    """Return the pattern of the numbers that count nothing.

    Parameters
    ----------
    language : of the text
    number_words : pattern of the number words of the language
    """
    forms = [
        _WEB_ADDRESSES,
        _ISO_DATES,
        *_dates(language),
        _PAGE_OF_PAGES,
        _NUMBERS_OF_ACTS,
        _YEARS,
        *_numbering(language),
        *_ages(language, number_words),
        *_TELEPHONE_NUMBERS,
        *_PARTS_OF_NAMES,
        _NUMBERED_HEADINGS,
        _FOOTNOTE_MARKS,
        _POSTAL_ADDRESSES,
        _FRENCH_UNITS_OF_A_RATE,
        _QUARTERS_OF_A_YEAR,
        _UNITS_OF_A_RATE,
        _TIMES_OF_DAY,
    ]
    return re.compile("|".join(forms), re.IGNORECASE | re.MULTILINE)


def _dates(language: str) -> list[str]:
    """Return patterns of dates with the name of a month: `18 oktober 2024`, `October 18, 2024`."""
    month = "|".join((*months(language), *short_months(language)))
    return [
        rf"\b\d{{1,2}}(?:st|nd|rd|th|er)?\s+(?:of\s+)?(?:{month})\b(?:,?\s+\d{{4}})?",
        rf"\b(?:{month})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?![.,]\d)(?:,?\s+\d{{4}})?",
    ]


def _numbering(language: str) -> list[str]:
    """Return patterns of numbered things, such as articles of law, tables and pages."""
    names = _NUMBERED_THINGS.get(language, _NUMBERED_THINGS["en"])
    name = "|".join(re.escape(name) for name in names.split())
    return [
        rf"\b(?:{name})\s*[§ ]?\s*(?!0\d)\d+(?:[./]\d+)*[a-z]{{0,3}}\b{_FURTHER_NUMBERS}",
        r"§\s*\d+[a-z]?",
    ]


def _ages(language: str, number_words: str) -> list[str]:
    """Return patterns of ages, which define a group: `under 18`, `jonger dan 23 jaar`."""
    number = rf"(?:\d{{1,3}}|{number_words})"
    if language == "nl":
        return _dutch_ages(number)
    if language == "fr":
        return _french_ages(number)
    return _english_ages(number)


_NO_AGE = r"(?!\d{3}|\d{1,2}[.,]\d{3})"
"""Nobody is `over 400`: three digits or more are a number that is qualified."""


def _dutch_ages(number: str) -> list[str]:
    up_to = rf"(?:\s*(?:tot en met|t/m|tot|en|of|-|–)\s*{number})?"
    return [
        rf"\b{number} en {number} jaar\b",
        rf"\btussen (?:de )?{number} en (?:de )?{number} jaar\b",
        rf"\b(?:jonger|ouder) dan (?:de )?{number}\b(?:\s+jaar)?",
        rf"\bnog geen (?!\d{{3}}){number}\b(?:\s+jaar)?(?=\s*(?:[.,;:)]|$))",
        rf"\b(?:onder|boven) de {_NO_AGE}{number}\b(?!\s*(?:%|procent|euro))",
        rf"\b(?:van|vanaf|tot|leeftijd van)\s+{number}{up_to}\s+jaar\b",
        rf"\b{number}\s*(?:tot en met|t/m|tot|-|–)\s*{number}\s+jaar\b",
        rf"\b{number}\s+jaar\s+(?:of|en)\s+(?:ouder|jonger)\b",
        rf"\b{number}\s+jaar\s+(?:is|zijn|was|waren|oud|wordt|worden)\b",
        rf"\b{number}\s+(?:of|en)\s+(?:ouder|jonger)\b",
        rf"\b(?:{number}-?\s+(?:en|of)\s+)?{number}-?jarigen?\b",
    ]


def _french_ages(number: str) -> list[str]:
    return [
        rf"\b(?:moins|plus) de {number} ans\b",
        rf"\b(?:de|entre|âgée?s? de) {number} (?:à|et|-|–) {number} ans\b",
        rf"\b(?:âgée?s? de|à|avant|dès|jusqu’à) {number} ans\b",
        rf"\b{number} ans (?:et|ou) (?:plus|moins)\b",
        rf"\b{number} ans révolus\b",
    ]


def _english_ages(number: str) -> list[str]:
    up_to = rf"(?:\s*(?:to|and|or|-|–)\s*{number})?"
    end_of_age = r"(?=\s*(?:years?\b|[.,;:)](?!\d)|$|and\b|or\b|who\b|at\b|in\b))"
    return [
        rf"\b(?:younger|older) than {number}\b",
        rf"\b(?:under|over|below) (?:the age of )?{_NO_AGE}{number}\b{end_of_age}",
        rf"\b(?:aged?|ages|age of|not yet|turn|turns|turned) {number}{up_to}\b",
        rf"\b{number}{up_to}\s+years? (?:of age|old)\b",
        rf"\b{number}{up_to}\s+(?:years\s+)?(?:or|and) (?:older|younger|over|under)\b",
        rf"\b(?:{number}-?\s+(?:and|or)\s+)?{number}-year-olds?\b",
        rf"\b(?:before|until|from) (?:the age of )?{number} years\b",
    ]
