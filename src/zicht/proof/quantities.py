"""The quantities of a text: value, kind, how precisely it is meant, and its qualifier."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from itertools import pairwise

from zicht.edition.numbers_in_text import FoundNumber, NumberKind, find_numbers
from zicht.proof.lexicon import Lexicon, lexicon
from zicht.proof.lexicon.reading import pattern
from zicht.proof.periods import Period, find_periods
from zicht.proof.quantity import FollowUp, Qualifier, Quantity, QuantityKind
from zicht.proof.whole_numbers import whole_number

_KINDS: Mapping[NumberKind, QuantityKind] = {
    "number": QuantityKind.COUNT,
    "word": QuantityKind.COUNT,
    "percent": QuantityKind.SHARE,
    "part": QuantityKind.SHARE,
    "ratio": QuantityKind.SHARE,
    "points": QuantityKind.POINTS,
    "euro": QuantityKind.AMOUNT,
}
_REMEMBERED = 8192
"""Texts whose quantities are kept."""
_BEFORE = 60
"""Characters before a number among which its qualifier and a word of change may stand."""
_NUMBERED_LINE = re.compile(r"\t|[\s\u2003]*[^\w\s%(€,.]\s|(?:\.\d{1,2})*\s+[A-ZÀ-Ý]")
_PART_OF_A_CODE = re.compile(r"[A-Za-z]\d*/$")
_ELAPSED = re.compile(
    r"\s(?:jaar|maanden|weken|dagen|years?|months?|weeks?|days?)\s"
    r"(?:eerder|later|geleden|terug|daarvoor|daarna|ervoor|erna|tevoren|nadien|achtereen|lang|op rij|earlier|later|ago"
    r"|before|after|running|in a row)\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?<!\w)(?:tussen|between)\s(?:de\s|ongeveer\s|about\s)?[€£]?\s?$", re.IGNORECASE
)
_AND = re.compile(r"\s(?:en|and)\s(?:de\s)?[€£]?\s?")
_IN_OTHER_WORDS = re.compile(
    r"(?:\s\w+)?,?\s(?:or|of|oftewel|ofwel|dus|dat is|that is)\s|\s?\(", re.IGNORECASE
)
_RUN = re.compile(r"\s?[–-]\s?|\s(?:tot|to)\s\+?")
_LEADS = re.compile(r"(?<!\w)(?:van|vanaf|from)\s(?:\w+\s){0,2}$", re.IGNORECASE)
_BY_HOW_MUCH = re.compile(r"(?<!\w)(?:by|met)\s(?:\w+\s)?[€£]?\s?$", re.IGNORECASE)
_CURRENCY = " €£\u00a0"
"""Stands between the words before an amount and its digits."""
_ONE = re.compile(r"(?<!\w)(?:één|one)(?!\w)")
_NEXT_TO = 1
"""Characters between a number and the word that belongs to it."""
_ADJECTIVES = 1
"""Words that may stand between `one` and the noun that it counts."""
_LASTS = re.compile(
    r"\s(?:dag|dagen|weken|maanden|days?|weeks?|months?)(?!\w)", re.IGNORECASE
)
_CLOCK = r"(?:[01]?\d|2[0-3])[.:][0-5]\d"
_CLOCK_TIMES = re.compile(
    rf"(?<![\w.,]){_CLOCK}(?:\s?(?:tot|to|until|[-–])\s?{_CLOCK})?\s?(?:uur|u|hours|hrs|h|am|pm)(?!\w)"
    r"|(?<!\w)(?:van\s|from\s)?\d{1,2}\s?(?:tot|to|[-–])\s?\d{1,2}\s?(?:uur|hrs|am|pm)(?!\w)"
    rf"|(?:(?<!\w)(?:om|at|until)\s){_CLOCK}(?![\d%]|[.,]\d|\s?(?:%|per\b|procent|million|miljoen))",
    re.IGNORECASE,
)
_RECURRING = re.compile(r"(?<!\w)(?:every|each|per|elk|ieder)\s$", re.IGNORECASE)
_QUARTER = "quarter"
"""Without `a` or a number before it this is a stretch of time: `referrals in the quarter`."""
_LONG_NUMBER = r"\s[€£]?\s?\d[\d.,]*\d{2}"
"""No age and no percentage: `24% below the 16 years` is none of a change."""
_TURNS = re.compile(r"(?<!\w)(?:turn|turns|turned|turning)\s$", re.IGNORECASE)
_BECOMES = re.compile(
    r"\s(?:worden|werden|wordt|werd|is geworden)\s?[,.]", re.IGNORECASE
)
_POINTS_TO = re.compile(
    r"(?<!\w)(?:die|deze|those|these|afgelopen|laatste|past|last)\s$", re.IGNORECASE
)
_YEARS = re.compile(r"\s(?:jaar|jaren|years)(?!\w)", re.IGNORECASE)
"""Stands after a number that says how long a stretch of time is: `those five years`."""
_LASTING = re.compile(
    r"(?<!\w)(?:eerste|komende|volgende|voorbije|first|next|coming|in|for|gedurende|during|al)\s(?:de\s|the\s)?$",
    re.IGNORECASE,
)
_MONTHS_OR_YEARS = re.compile(
    r"\s(?:jaar|jaren|years?|maanden|months?)(?!\w)", re.IGNORECASE
)
"""Stands after a number that says how long something went on: `in five years`, `the first nine months`."""
_OPENING_HOURS = re.compile(
    r"\s(?:hours a day|days a week|uur per dag|dagen per week)(?!\w)", re.IGNORECASE
)
_CHANNEL = re.compile(
    r"(?<!\w)(?:[Qq]uarter|[Kk]wartaal|Kamerstuk(?:ken)?(?:\s\d{2})?|[Aa]ctie|[Qq]uestion|[Vv]raag|[Aa]ctiepunt|[Aa]gendapunt|[Ii]tem|[Aa]ction|Radio|NPO|RTL|SBS|BBC|Channel|Nederland|Net|Kanaal|Route|Klasse)\s+$"
)
_OF_A_PAPER = re.compile(r"(?<!\w)Kamerstuk(?:ken)?(?!\w)[^.;)]*$")
"""Stands before the number of a file of parliament: `Kamerstukken II 2019/20, 28 638`."""
_TELEPHONES = re.compile(
    r"(?<![\d.,])0\d{1,3}\s?[–—-]\s?\d{2,4}(?:\s\d{2,4})+(?!\d)"
    r"|\+\d{2}(?:[\s-]\d{1,4}){2,6}(?!\d)"
)
_OF_A_GROUP = re.compile(r"\s*(?:van|of)\s", re.IGNORECASE)
"""Stands after a percentage that is a share: `dropped 45% of the cases` says by how much nothing."""
_MAKES_UP = re.compile(r"(?<!\w)(?:make|makes|made|making)\s+up\s+$", re.IGNORECASE)
_TRAILING = re.compile(r"\s+(?:of|the)$", re.IGNORECASE)
_LEVEL_WITHIN = 16
"""Characters after a percentage in which `interval` stands."""
_AFTER = 45
"""Characters after a number among which its unit and a word of change may stand."""


@dataclass(frozen=True)
class _Forms:
    """Patterns of one language.

    Parameters
    ----------
    times : stands after a number that says how many times as large something is
    multiples : one word that says so, as `verdubbeld`, by its stem
    change_noun, change_by, change_after : stand before and after a percentage that is a change
    by_how_much, changed_by : stand before and after a count by which something changed: `met € 35.000 is verhoogd`
    change_by_count : a verb that stands before a count that is a change
    than, difference, more_than : stand after or before a number that says how many more or fewer
    changed_to : a verb or noun of change right before a number that something changed to: `fell in 2024 to`
    leads_to : stands before a number that something changed to, or after one that it changed from
    by : stands between what something changed to and by how much
    rate_base : says per how many a rate is
    per_cent : stands after a number in words that is a percentage
    follow_up : a term of follow-up
    word : one word of letters
    joiner : words that may stand within a number in words
    may_count : digits, or letters that every number in words holds
    """

    times: re.Pattern[str]
    multiples: Mapping[str, Decimal]
    multiple: re.Pattern[str]
    change_noun: re.Pattern[str]
    change_by: re.Pattern[str]
    change_by_count: re.Pattern[str]
    change_after: re.Pattern[str]
    by_how_much: re.Pattern[str]
    changed_by: re.Pattern[str]
    than: re.Pattern[str]
    difference: re.Pattern[str]
    more_than: re.Pattern[str]
    changed_to: re.Pattern[str]
    leads_to: re.Pattern[str]
    is_led_from: re.Pattern[str]
    by: re.Pattern[str]
    rate_base: re.Pattern[str]
    per_cent: re.Pattern[str]
    follow_up: re.Pattern[str]
    joiner: frozenset[str]
    may_count: re.Pattern[str]


_HALF = Decimal("0.5")
_MULTIPLES = {
    "nl": {
        "verdubbel": Decimal(2), "verdriedubbel": Decimal(3), "verdrievoudig": Decimal(3), "verviervoudig": Decimal(4),
        "vervijfvoudig": Decimal(5), "verzesvoudig": Decimal(6), "verzevenvoudig": Decimal(7),
        "verachtvoudig": Decimal(8), "vernegenvoudig": Decimal(9), "vertienvoudig": Decimal(10),
        "verhonderdvoudig": Decimal(100),
        "gehalveerd": _HALF, "halveer": _HALF, "halvering": _HALF,
    },
    "en": {
        "doubl": Decimal(2), "tripl": Decimal(3), "trebl": Decimal(3), "quadrupl": Decimal(4), "quintupl": Decimal(5),
        "halved": _HALF, "halving": _HALF, "twice": Decimal(2),
    },
}  # fmt: skip
_HUNDRED = 100
_DOZEN = 12
_DOZENS = {
    "nl": re.compile(
        r"(?<!\w)(?P<n>een|één|twee|drie|vier|vijf) dozijn(?!\w)", re.IGNORECASE
    ),
    "en": re.compile(
        r"(?<!\w)(?P<n>a|one|two|three|four|five) dozen(?!\w)", re.IGNORECASE
    ),
}
_OF_DOZENS = re.compile(r"\s(?:dozijn|dozen)(?!\w)", re.IGNORECASE)
_ORDINALS = {
    "tweede": 2, "derde": 3, "vierde": 4, "vijfde": 5, "zesde": 6, "tiende": 10,
    "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "tenth": 10, "other": 2,
}  # fmt: skip
_EVERY = {
    "nl": re.compile(
        r"(?<!\w)(?:elke?|iedere?|om de)\s+(?P<n>tweede|derde|vierde|vijfde|zesde|tiende)(?!\w)",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?<!\w)every\s+(?P<n>second|third|fourth|fifth|sixth|tenth|other)(?!\w)",
        re.IGNORECASE,
    ),
}
_DENOMINATORS = {
    "derde": 3, "kwart": 4, "vijfde": 5, "zesde": 6, "zevende": 7, "achtste": 8, "negende": 9, "tiende": 10,
    "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "half": 2,
}  # fmt: skip
_PARTS = {
    "nl": re.compile(
        r"(?<!\w)(?:met|van) (?:\w+ ){0,2}?"
        r"(?P<words>(?:een|nog een) (?P<n>vijfde|zesde|zevende|achtste|negende|tiende))"
        r"(?=\s*[.,;:)]|\s+(?:gestegen|gedaald|gegroeid|toe|af|is|was|in|tot|naar|afgenomen|toegenomen|gekrompen))",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?<!\w)by (?:\w+ ){0,2}?(?:a |another )"
        r"(?P<words>(?P<n>fifth|sixth|seventh|eighth|ninth|tenth|third|quarter))(?!\w)"
        r"|(?<!\w)(?:up|down) (?P<led>a (?:fifth|sixth|seventh|eighth|ninth|tenth))(?!\w)"
        r"|(?<!\w)(?P<leading>a (?:fifth|sixth|seventh|eighth|ninth|tenth))"
        r"(?=\s(?:up|down|more|fewer|less|higher|lower)(?!\w))"
        r"|(?<!\w)(?:over|under|about|around|than|nearly|almost|roughly|to|from) (?P<bare>half)"
        r"(?=\s*[.,;:)]|\s+(?:in|were|was|are|is|had|have)(?!\w))",
        re.IGNORECASE,
    ),
}
"""Parts that the reader of numbers leaves out, since elsewhere they may be ranks: `grew by a fifth in 2021`."""
_FOLD = re.compile(r"(?:fold|vouds?|voudige?)$", re.IGNORECASE)
"""Ends a number that says how many times as large something is: `fivefold`."""
_BASES = {
    "honderd": _HUNDRED,
    "hundred": _HUNDRED,
    "duizend": 1_000,
    "thousand": 1_000,
    "honderdduizend": 100_000,
    "hundred thousand": 100_000,
}
_DIFFERENCES = {"nl": "verschil", "en": "difference"}
_NOUNS = {
    "nl": "daling|stijging|toename|afname|groei|krimp|vermindering|verhoging|verandering",
    "en": "decrease|increase|rise|fall|growth|drop|decline|reduction|change",
}
_COPULAS = {
    "nl": "van|met|bedroeg|bedraagt|was|is|:",
    "en": "of|by|was|is|amounted to|:",
}
_BY = {"nl": "met", "en": "by"}
_TO = {"nl": "naar|tot", "en": "to"}
_BESIDE_A_CHANGE = {
    "nl": r"(?:(?!vergeleken|opzichte|lei|gelei)\S+\s+){0,9}?",
    "en": r"(?:(?:in|by|from|back|again|further|slightly|sharply|steeply|per|cent|[€£]?\d\S*)\s+)*",
}
"""What may stand between a word of change and `to`. In Dutch the subject does: `steeg het aantal slachtoffers tot`.
Nothing changes to a number behind `compared to` or `led to`.
"""
_MORE = {"nl": "meer|minder|hoger|lager", "en": "more|fewer|less|higher|lower"}
_THAN = {"nl": "dan", "en": "than"}
_COUNTED = frozenset({QuantityKind.COUNT, QuantityKind.AMOUNT})
_TIMES = {
    "nl": r"^\s*(?:keer|maal|x)(?!\w)\s*(?:zo|meer|groter|hoger|kleiner|minder|de|het|als|zoveel)",
    "en": r"^\s*times(?!\w)\s*(?:as|more|larger|higher|the)",
}
_RATE_BASES = {
    "nl": r"100(?![\d.,]\d)|1\.000|10\.000|100\.000|honderd|duizend|honderdduizend",
    "en": r"100(?![\d.,]\d)|1,000|10,000|100,000|hundred thousand|hundred|thousand",
}
_RATES = {
    "nl": (
        rf"(?:van|op|in) elke\s+(?P<every>{_RATE_BASES['nl']})(?!\w)"
        rf"|(?:per|van(?: de)?(?=\s+honderd(?!\w)))\s+(?P<per>{_RATE_BASES['nl']})(?!\w)"
    ),
    "en": (
        rf"(?:of|in|out of) every\s+(?P<every>{_RATE_BASES['en']})(?!\w)"
        rf"|(?:per|of (?:a|the)(?=\s+hundred(?!\w)))\s+(?P<per>{_RATE_BASES['en']})(?!\w)"
    ),
}
_FOLLOW_UPS = {
    "nl": r"(?<!\w)(?:binnen|na)\s+(?:de\s+)?(?P<n>\d{1,2}|[a-zé]+)\s+(?P<unit>jaar|jaren|maanden|maand)(?!\w)",
    "en": r"(?<!\w)(?:within|after|over)\s+(?P<n>\d{1,2}|[a-z]+)\s+(?P<unit>years?|months?)(?!\w)",
}
_A_SINGLE = frozenset({"a", "one", "een", "één"})
"""Words before a term of one year or month: `within a year`."""
_JOINERS = {"nl": frozenset({"en"}), "en": frozenset({"and"})}


_COUNTING = {
    "nl": "één|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|tig|honderd|duizend"
    "|miljoen|miljard|derde|kwart|helft|half|dozijn|tweede|vierde|vijfde|zesde|tiende",
    "en": "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|teen|twent|thirt|fort|fift|hundred|thousand"
    "|million|billion|third|quarter|half|halves|fifth|tenth|sixth|seventh|ninth|dozen|every",
}
"""Letters of which every number in words holds some."""


@cache
def _forms(language: str) -> _Forms:
    words = lexicon(language)
    changes = "|".join(pattern.pattern for pattern in words.directions.values())
    multiples = _MULTIPLES[language]
    stems = "|".join(multiples)
    noun = rf"(?<!\w)(?:{_NOUNS[language]})\s+(?:[^\s.,;:]+\s+){{0,5}}?(?:{_COPULAS[language]})\s*$"
    by = rf"(?:{changes})\s+(?:\S+\s+){{0,6}}?{_BY[language]}\s*$|(?:{changes})\s*$"
    by_count = rf"(?<!\w)(?!(?:{_MORE[language]})(?!\w))(?:{changes})\s+(?:\S+\s+){{0,6}}?{_BY[language]}\s*$"
    after = rf"^\s*(?:{changes})"
    to = rf"(?<!\w)(?:{_TO[language]})\s*$"
    led_from = rf"^\s*(?:in\s+\d{{4}}\s+|\(\d{{4}}\)\s+)?(?:{_TO[language]})(?!\w)(?!\s+en\s+met)"
    years = rf"{_THAN[language]} in \d{{4}}\W{{1,3}}"
    more_than = rf"^\s*(?:{_MORE[language]})(?!\w)\D+(?:\d{{4}}\D+)?{years}$"
    flags = re.IGNORECASE
    return _Forms(
        times=re.compile(_TIMES[language], flags),
        multiples=multiples,
        multiple=re.compile(rf"(?<!\w)(?P<stem>{stems})\w*", flags),
        change_noun=re.compile(noun, flags),
        change_by=re.compile(by, flags),
        change_by_count=re.compile(by_count, flags),
        change_after=re.compile(after, flags),
        by_how_much=re.compile(rf"(?<!\w){_BY[language]}[\s€£\u00a0]*$", flags),
        changed_by=re.compile(
            rf"^\s*(?:(?:is|zijn|was|werd|waren)\s+)?(?:{changes})", flags
        ),
        than=re.compile(rf"^\s*(?:[^\W\d_]+\s+)?(?:{_MORE[language]})(?!\w)", flags),
        difference=re.compile(rf"(?<!\w){_DIFFERENCES[language]}(?!\w)[^.;]*$", flags),
        more_than=re.compile(more_than, flags),
        changed_to=re.compile(
            rf"(?<!\w)(?:{changes})\s+{_BESIDE_A_CHANGE[language]}(?:{_TO[language]})\s*$",
            flags,
        ),
        leads_to=re.compile(to, flags),
        is_led_from=re.compile(led_from, flags),
        by=re.compile(
            rf"(?:[,;–—]|\sor)\s(?:\w+\s)?{_BY[language]}\s(?:\w+\s)?$", flags
        ),
        rate_base=re.compile(_RATES[language], flags),
        per_cent=re.compile(r"^\s?(?:%|procent\b|percent\b|per cent\b)", flags),
        follow_up=re.compile(_FOLLOW_UPS[language], flags),
        joiner=_JOINERS[language],
        may_count=re.compile(rf"[\d¼-¾⅐-⅞]|{_COUNTING[language]}|{stems}", flags),
    )


def find_quantities(text: str, language: str) -> list[Quantity]:
    """Find the quantities of a text.

    Parameters
    ----------
    text : words of one block
    language : of the words; it decides how digits are read

    Returns
    -------
    in the order of the text. Dates, years, ages, articles, numbering, addresses and terms of follow-up are not
    quantities.

    Examples
    --------
    >>> [(q.words, q.kind.value, q.qualifier.value) for q in find_quantities("Bijna 60% van de 984.", "nl")]
    [('60%', 'share', 'just_below'), ('984', 'count', '')]
    >>> [(int(q.value), q.kind.value) for q in find_quantities("A fall of 40%, to five times as many.", "en")]
    [(-40, 'change'), (5, 'multiple')]
    """
    return list(_quantities(text, language))


@lru_cache(_REMEMBERED)
def _quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """Find the quantities of a text; menus and headings come back on every page of a site."""
    forms = _forms(language)
    if forms.may_count.search(text) is None:
        return ()
    terms: list[FollowUp | Period] = [*follow_ups(text, language), *find_periods(text)]
    quantities: list[Quantity] = []
    for number in _numbers(text, language, forms):
        if _is_a_name(text, number, language):
            continue
        is_level = number.kind == "percent" and _is_a_level(text, number, language)
        is_term = is_level or any(t.start <= number.start < t.end for t in terms)
        if not is_term and not _is_rate_base(text, number, forms):
            quantities.append(_quantity(text, number, language, forms))
    quantities += _multiples(text, lexicon(language), forms, quantities)
    for find in (_ones, _dozens, _every_so_many, _parts_of_changes):
        quantities = [*quantities, *find(text, language, quantities)]
    quantities.sort(key=lambda quantity: quantity.start)
    quantities = _rates(text, quantities, forms)
    quantities = list(_with_changes(text, quantities, language))
    quantities = list(_with_sizes_of_changes(text, quantities, language, forms))
    return tuple(_with_ranges(text, quantities))


def follow_ups(text: str, language: str) -> list[FollowUp]:
    """Find the terms of follow-up of a text."""
    terms: list[FollowUp] = []
    for match in _forms(language).follow_up.finditer(text):
        is_one = match["n"].lower() in _A_SINGLE
        number = 1 if is_one else whole_number(match["n"], language)
        if number is not None:
            is_months = match["unit"].lower().startswith(("maand", "month"))
            months = number if is_months else 12 * number
            terms.append(FollowUp(match.start(), match.end(), months))
    return terms


def _numbers(text: str, language: str, forms: _Forms) -> Iterator[FoundNumber]:
    """Numbers in digits and in words; of two that overlap, the longer one."""
    written_out = list(_in_words(text, language, forms))
    for number in find_numbers(text, language):
        longer = [
            other
            for other in written_out
            if other.start < number.end and number.start < other.end
        ]
        if not longer:
            yield number
        elif number.kind not in {"word", "number"}:
            yield number
            for other in longer:
                written_out.remove(other)
    yield from written_out


def _in_words(text: str, language: str, forms: _Forms) -> Iterator[FoundNumber]:
    """Numbers of 13 and more in words, and percentages in words."""
    tokens = list(re.finditer(r"[^\W\d_]+(?:-[^\W\d_]+)*", text))
    position = 0
    while position < len(tokens):
        length, value = _longest_number(tokens[position:], language, forms)
        if length == 0 or value is None:
            position += 1
            continue
        start = tokens[position].start()
        end = tokens[position + length - 1].end()
        position += length
        per_cent = forms.per_cent.match(text[end:])
        follows_digits = re.search(r"\d[\s\u00a0]?$", text[:start]) is not None
        if follows_digits or (value < 13 and not per_cent):
            continue
        if per_cent:
            end += per_cent.end()
        kind: NumberKind = "percent" if per_cent else "word"
        yield FoundNumber(start, end, text[start:end], Decimal(value), kind)


def _longest_number(
    tokens: list[re.Match[str]], language: str, forms: _Forms
) -> tuple[int, int | None]:
    """How many words from the first on are one number, and which."""
    if whole_number(tokens[0][0], language) is None:
        return 0, None
    best, value = 0, None
    for length in range(1, min(len(tokens), 9) + 1):
        words = [token[0].lower() for token in tokens[:length]]
        if words[-1] in forms.joiner:
            continue
        number = whole_number(" ".join(words), language)
        if number is None:
            break
        best, value = length, number
    return best, value


def _is_a_level(text: str, number: FoundNumber, language: str) -> bool:
    """Whether a percentage is the level of an interval: `95% interval`."""
    following = text[number.end : number.end + _LEVEL_WITHIN]
    words = lexicon(language).structure["intervals"]
    return pattern(words).search(following) is not None


def _is_a_name(text: str, number: FoundNumber, language: str) -> bool:
    """Whether a number is part of a name, numbers a line, or tells how long ago: `Radio 1`, `vier jaar eerder`."""
    before, after = text[: number.start], text[number.end :]
    if number.kind == "part" and (
        _RECURRING.search(before) or number.words.lower() == _QUARTER
    ):
        return True
    if number.kind not in {"number", "word"}:
        return False
    if _is_an_address(text, number) or _is_birthday(before, after):
        return True
    is_of_a_phrase = _OF_DOZENS.match(after) or _PART_OF_A_CODE.search(before)
    if is_of_a_phrase or _says_how_long(before, after):
        return True
    if number.kind == "word":
        return False
    return (
        _numbers_a_line(text, number, language) or _CHANNEL.search(before) is not None
    )


def _says_how_long(before: str, after: str) -> bool:
    """Whether a number says how long something is open, or lasted: `24 hours a day`, `four years earlier`."""
    if _ELAPSED.match(after) or _OPENING_HOURS.match(after):
        return True
    points_to_years = _POINTS_TO.search(before) and _YEARS.match(after)
    lasts = _LASTING.search(before) and _MONTHS_OR_YEARS.match(after)
    return bool(points_to_years or lasts)


def _numbers_a_line(text: str, number: FoundNumber, language: str) -> bool:
    """Whether a small number at the start only numbers the line: `2 Results`, but not `7 Polish victims`."""
    after = text[number.end :]
    is_first = not text[: number.start].strip()
    if not is_first or number.value >= _HUNDRED or _NUMBERED_LINE.match(after) is None:
        return False
    n_spaces = len(after) - len(after.lstrip())
    return all(m.start > n_spaces for m in lexicon(language).mentions(after))


def _is_clock_time(text: str, number: FoundNumber) -> bool:
    """Whether a number is a time of the day: `van 9.00 tot 17.00 uur`, `at 16.15`."""
    return any(
        match.start() <= number.start < match.end()
        for match in _CLOCK_TIMES.finditer(text)
    )


def _is_an_address(text: str, number: FoundNumber) -> bool:
    """Whether digits are a time of the day, or part of a telephone number or of the number of a file of parliament."""
    is_of_a_paper = _OF_A_PAPER.search(text[: number.start]) is not None
    return (
        is_of_a_paper
        or _is_clock_time(text, number)
        or _is_of_a_telephone(text, number)
    )


def _is_of_a_telephone(text: str, number: FoundNumber) -> bool:
    """Whether digits are part of the number of a telephone: `070 – 123 45 67`."""
    return any(
        match.start() <= number.start < match.end()
        for match in _TELEPHONES.finditer(text)
    )


def _is_birthday(before: str, after: str) -> bool:
    """Whether a number is the age that people reach: `turn eighteen`, `achttien worden`."""
    is_reached = _BECOMES.match(after) is not None
    return is_reached or _TURNS.search(before) is not None


def _is_rate_base(text: str, number: FoundNumber, forms: _Forms) -> bool:
    """Whether a number only says per how many a rate is."""
    return any(
        number.start in (match.start("every"), match.start("per"))
        for match in forms.rate_base.finditer(text)
    )


def _quantity(text: str, number: FoundNumber, language: str, forms: _Forms) -> Quantity:
    """Read a number as a quantity: its kind, its direction and its qualifier."""
    words = lexicon(language)
    before = text[max(0, number.start - _BEFORE) : number.start]
    qualifier, before = _qualifier(before, words)
    around = _Around(
        before=before,
        after=text[number.end : number.end + _AFTER],
        clause=text[text.rfind(".", 0, number.start) + 1 : number.start],
    )
    kind = _KINDS[number.kind]
    if kind is QuantityKind.COUNT:
        kind = _kind_of_count(number, around, forms)
    kind, value = _with_direction(kind, number.value, around, words, forms)
    has_sign = number.value < 0 or text[: number.start].endswith("+")
    if kind is QuantityKind.SHARE and number.kind == "percent" and has_sign:
        # Nobody writes `+35%` or `−35%` of a share of something.
        kind = QuantityKind.CHANGE
    words_of_number = _TRAILING.sub("", number.words)
    return Quantity(
        number.start,
        number.start + len(words_of_number),
        words_of_number,
        value,
        kind,
        qualifier,
        is_fraction=number.kind in {"part", "ratio"},
        is_word=number.kind == "word",
    )


@dataclass(frozen=True)
class _Around:
    """The words around a number.

    Parameters
    ----------
    before, after : near it, its qualifier aside
    clause : from the start of its sentence
    """

    before: str
    after: str
    clause: str


def _kind_of_count(number: FoundNumber, around: _Around, forms: _Forms) -> QuantityKind:
    """Return as what a bare number is meant: days, so many times, a difference that was announced, or a count."""
    if _LASTS.match(around.after):
        return QuantityKind.DURATION
    if forms.times.match(around.after) or _FOLD.search(number.words):
        return QuantityKind.MULTIPLE
    if forms.difference.search(around.clause) or forms.more_than.search(around.clause):
        return QuantityKind.DIFFERENCE
    return QuantityKind.COUNT


def _with_direction(
    kind: QuantityKind,
    value: Decimal,
    around: _Around,
    words: Lexicon,
    forms: _Forms,
) -> tuple[QuantityKind, Decimal]:
    """Read a number as a difference or a change where words say so; a fall is negative."""
    if kind in _COUNTED:
        than = forms.than.match(around.after)
        phrase = than[0] if than else _change_noun(around.before, around.after, forms)
        is_fall = words.direction(phrase) == "fall"
        changed = QuantityKind.DIFFERENCE if phrase else kind
        return changed, -value if is_fall else value
    if kind in {QuantityKind.SHARE, QuantityKind.POINTS}:
        direction = _change(around.before, around.after, words, forms)
        is_share = kind is QuantityKind.SHARE
        changed = QuantityKind.CHANGE if direction and is_share else kind
        return changed, -abs(value) if direction == "fall" else value
    return kind, value


def _change_noun(before: str, after: str, forms: _Forms) -> str:
    """Return the words before a count that make it a change: `een toename van` 179; not `a rise from` 424 to 603.

    A verb makes it one as well: `steeg het aantal slachtoffers met` 76.
    """
    by_how_much = forms.change_by_count.search(before.rstrip(_CURRENCY))
    if by_how_much:
        # Also where it goes on with what it became: `climbed by 212 to 2,309`.
        return by_how_much[0]
    raised = forms.changed_by.match(after) if forms.by_how_much.search(before) else None
    if raised:
        return raised[0]
    if forms.leads_to.search(before) or forms.is_led_from.match(after):
        return ""
    match = forms.change_noun.search(before)
    return match[0] if match else ""


def _change(before: str, after: str, words: Lexicon, forms: _Forms) -> str:
    """Return `rise` or `fall` where a percentage says by how much something changed."""
    by_how_much = forms.change_by_count.search(before)
    if by_how_much:
        # Also where it goes on with what it became: `fell by 10% to 90`.
        return words.last_direction(by_how_much[0])
    beside_a_number = _distance_from_a_number(after, words)
    if beside_a_number:
        return beside_a_number
    if forms.by_how_much.search(before):
        # `Nam het aantal met 19% toe`: a particle closes the verb.
        for direction in ("rise", "fall"):
            particles = pattern(words.structure[f"particle_of_{direction}"])
            if particles.match(after.lstrip()):
                return direction
    if forms.leads_to.search(before) or forms.is_led_from.match(after):
        return ""
    match = forms.change_after.match(after) or forms.change_noun.search(before)
    if match is None and forms.by_how_much.search(before):
        # `Met 22 procent was gestegen`: an auxiliary stands between.
        match = forms.changed_by.match(after)
    is_share_of = _OF_A_GROUP.match(after) or _MAKES_UP.search(before)
    if match is None and not is_share_of:
        match = forms.change_by.search(before)
    return words.last_direction(match[0]) if match else ""


def _distance_from_a_number(after: str, words: Lexicon) -> str:
    """Return `rise` or `fall` where a percentage lies above or below another number: `10% below the 4,579 of 2022`.

    Also where it came on top of it, or went off: `een derde erbij`.
    """
    for direction, key in (("fall", "taken_off"), ("rise", "added")):
        if pattern(words.structure[key]).match(after.lstrip()):
            return direction
    for direction, key in (("fall", "lies_below"), ("rise", "lies_above")):
        match = pattern(words.structure[key]).match(after.lstrip())
        if match is not None and re.match(_LONG_NUMBER, after.lstrip()[match.end() :]):
            return direction
    return ""


def _qualifier(before: str, words: Lexicon) -> tuple[Qualifier, str]:
    """Return the qualifier at the end of the words before a number, and the words before it."""
    bare = before.rstrip(" €\u00a0(").lower()
    longest = ""
    qualifier = Qualifier.EXACT
    for name, phrases in words.qualifiers.items():
        for phrase in phrases:
            is_whole_word = not bare[: -len(phrase)][-1:].isalnum()
            if bare.endswith(phrase) and is_whole_word and len(phrase) > len(longest):
                longest, qualifier = phrase, Qualifier(name)
    end = len(bare) - len(longest) if longest else len(before)
    return qualifier, before[:end]


def without_qualifier(before: str, language: str) -> str:
    """Return the words before a number without the qualifier, currency and space that stand right before it.

    Examples
    --------
    >>> without_qualifier("together more than €", "en")
    'together '
    """
    return _qualifier(before, lexicon(language))[1].rstrip(_CURRENCY + "(") + " "


def qualifier_of(words: str, language: str) -> Qualifier:
    """Return the qualifier that words such as `bijna` or `more than` stand for."""
    return _qualifier(words, lexicon(language))[0] if words else Qualifier.EXACT


def _multiples(
    text: str, words: Lexicon, forms: _Forms, quantities: Iterable[Quantity]
) -> list[Quantity]:
    """Multiples that one word says: `verdubbeld`, `halved`."""
    multiples: list[Quantity] = []
    for match in forms.multiple.finditer(text):
        if _overlaps(match, quantities):
            continue
        start, end = match.span()
        value = forms.multiples[match["stem"].lower()]
        qualifier = _qualifier_of_multiple(text, start, end, words)
        multiples.append(
            Quantity(
                start,
                end,
                match[0],
                value,
                QuantityKind.MULTIPLE,
                qualifier,
                is_word=True,
            )
        )
    return multiples


def _overlaps(match: re.Match[str], quantities: Iterable[Quantity]) -> bool:
    """Whether words are part of a quantity that was found already."""
    start, end = match.span()
    return any(start < quantity.end and quantity.start < end for quantity in quantities)


def _qualifier_of_multiple(
    text: str, start: int, end: int, words: Lexicon
) -> Qualifier:
    """Return how a word such as `halved` is meant: by words before it, or by an adverb after it."""
    before = _qualifier(text[max(0, start - _BEFORE) : start], words)[0]
    after = re.match(r"\s+(\w+)", text[end:])
    if before is not Qualifier.EXACT or after is None:
        return before
    return _qualifier(f" {after[1]}", words)[0]


def _parts_of_changes(
    text: str, language: str, quantities: Iterable[Quantity]
) -> Iterator[Quantity]:
    """Yield parts in words by which something changed, and a half of which nothing more is said: `just over half`."""
    forms = _forms(language)
    for match in _PARTS[language].finditer(text):
        (group,) = [
            name for name, words in match.groupdict().items() if words and name != "n"
        ]
        denominator = _DENOMINATORS[match[group].lower().split()[-1]]
        start, end = match.span(group)
        if any(start < q.end and q.start < end for q in quantities):
            continue
        value = Decimal(_HUNDRED) / denominator
        number = FoundNumber(start, end, match[group], value, "part")
        yield _quantity(text, number, language, forms)


def _dozens(
    text: str, language: str, quantities: Iterable[Quantity]
) -> Iterator[Quantity]:
    """Yield `a dozen`, `two dozen` and their like; `dozens` is no number."""
    for match in _DOZENS[language].finditer(text):
        if _overlaps(match, quantities):
            continue
        start, end = match.span()
        n = whole_number(match["n"], language) or 1
        before = _qualifier(text[max(0, start - _BEFORE) : start], lexicon(language))[0]
        size = Decimal(_DOZEN * n)
        kind = QuantityKind.COUNT
        yield Quantity(start, end, match[0], size, kind, before, is_word=True)


def _every_so_many(
    text: str, language: str, quantities: Iterable[Quantity]
) -> Iterator[Quantity]:
    """Yield `every third girl` as a share: only before people, since `every third year` is none."""
    for match in _EVERY[language].finditer(text):
        following = text[match.end() : match.end() + _AFTER].lstrip()
        names_people = any(
            mention.start == 0 and mention.axis in {"who", "sex", "weak_age", "age"}
            for mention in lexicon(language).mentions(following)
        )
        if not names_people or _overlaps(match, quantities):
            continue
        start, end = match.span()
        value = Decimal(_HUNDRED) / _ORDINALS[match["n"].lower()]
        kind = QuantityKind.SHARE
        yield Quantity(
            start, end, match[0], value, kind, is_fraction=True, is_word=True
        )


def _rates(text: str, quantities: list[Quantity], forms: _Forms) -> list[Quantity]:
    """Make rates of counts that stand beside `per 1.000` or after `van elke 1.000`."""
    rates = list(quantities)
    for match in forms.rate_base.finditer(text):
        base = _base(match["every"] or match["per"])
        for position in _of_base(match, text, rates):
            rates[position] = _rate(rates[position], base)
    return rates


def _of_base(
    match: re.Match[str], text: str, quantities: Sequence[Quantity]
) -> list[int]:
    """Return the places of the counts that are so many of a base: before `per 1,000`, after `of every 1,000`."""
    counts = [
        (position, quantity)
        for position, quantity in enumerate(quantities)
        if quantity.kind is QuantityKind.COUNT
    ]
    sentence_end = _sentence_end(text, match.end())
    gaps = {position: match.start() - quantity.end for position, quantity in counts}
    before = [
        position
        for position, gap in gaps.items()
        if 0 <= gap <= _AFTER
        and _sentence_end(text, quantities[position].end) >= match.start()
    ]
    after = [
        position
        for position, quantity in counts
        if match.end() <= quantity.start < sentence_end
    ]
    if match["every"] is None:
        return before or after
    beside = [position for position, gap in gaps.items() if 0 <= gap <= _NEXT_TO]
    return [*beside, *after]


def _ones(
    text: str, language: str, quantities: Iterable[Quantity]
) -> Iterator[Quantity]:
    """Yield `one` and `één` where what follows is counted by the institute: elsewhere they mostly count nothing."""
    starts = {quantity.start for quantity in quantities}
    for match in _ONE.finditer(text):
        following = text[match.end() : match.end() + _AFTER]
        counts = any(
            mention.axis == "office"
            and len(following[: mention.start].split()) <= _ADJECTIVES
            for mention in lexicon(language).mentions(following)
        )
        if counts and match.start() not in starts:
            start, end = match.span()
            kind = QuantityKind.COUNT
            yield Quantity(start, end, match[0], Decimal(1), kind, is_word=True)


def _with_changes(
    text: str, quantities: Sequence[Quantity], language: str
) -> Iterator[Quantity]:
    """Read a percentage that says a change once more as a change: `a rise of 179, or 42%`."""
    previous: Quantity | None = None
    for quantity in quantities:
        current = quantity
        if previous is not None and quantity.kind is QuantityKind.SHARE:
            between = text[previous.end : quantity.start]
            if quantity.qualifier is not Qualifier.EXACT:
                between = without_qualifier(between, language)
            is_change = previous.kind is QuantityKind.DIFFERENCE
            if is_change and _IN_OTHER_WORDS.fullmatch(between):
                value = quantity.value.copy_sign(previous.value)
                current = replace(quantity, kind=QuantityKind.CHANGE, value=value)
        yield current
        previous = current


def _with_sizes_of_changes(
    text: str, quantities: Sequence[Quantity], language: str, forms: _Forms
) -> Iterator[Quantity]:
    """Read a percentage as a change where it says by how much: `dropped from 315 to 141, by 55%`."""
    for position, quantity in enumerate(quantities):
        before = text[: quantity.start]
        earlier = quantities[max(position - 2, 0) : position]
        is_by = quantity.kind is QuantityKind.SHARE and forms.by.search(before)
        if is_by and _is_from_to(text, earlier, forms):
            sentence = before[before.rfind(". ") + 1 :]
            direction = lexicon(language).last_direction(sentence)
            size = abs(quantity.value)
            value = -size if direction == "fall" else size
            kind = QuantityKind.CHANGE if direction else quantity.kind
            yield replace(quantity, kind=kind, value=value)
        else:
            yield quantity


def _is_from_to(text: str, pair: Sequence[Quantity], forms: _Forms) -> bool:
    """Whether two numbers of one kind are what something changed from and to."""
    if len(pair) < 2 or pair[0].kind is not pair[1].kind:
        return False
    first, last = pair
    between = text[first.end : last.start]
    is_led_to = forms.leads_to.search(between) is not None
    return (
        is_led_to and ". " not in between and bool(_LEADS.search(text[: first.start]))
    )


def _with_ranges(text: str, quantities: list[Quantity]) -> Iterator[Quantity]:
    """Mark the numbers that are the ends of a range: the true value lies between them."""
    bounds: dict[int, str] = {}
    for first, last in pairwise(quantities):
        before, between = text[: first.start], text[first.end : last.start]
        is_between = _BETWEEN.search(before) and _AND.fullmatch(between)
        # `Climbed by 212 to 2,309` says by how much and to what; it is no range.
        is_led = _LEADS.search(before) or _BY_HOW_MUCH.search(before)
        is_run = _RUN.fullmatch(between) and not is_led
        if is_between or is_run:
            bounds |= {first.start: "lower", last.start: "upper"}
    for quantity in quantities:
        yield replace(quantity, bound=bounds.get(quantity.start, ""))


def _rate(quantity: Quantity, base: int) -> Quantity:
    """Read a count as so many of a base; of a hundred it is a percentage."""
    if base == _HUNDRED:
        return replace(quantity, kind=QuantityKind.SHARE)
    return replace(quantity, kind=QuantityKind.RATE, base=base)


def _sentence_end(text: str, position: int) -> int:
    match = re.compile(r"[.!?](?=\s|$)").search(text, position)
    return match.start() if match else len(text)


def _base(words: str) -> int:
    digits = re.sub(r"\D", "", words)
    if digits:
        return int(digits)
    return _BASES[words.lower()]


def rate_base(text: str, language: str) -> int:
    """Return per how many a text counts: 1,000 of `of every 1,000 reports`; 0 where it says nothing of it."""
    match = _forms(language).rate_base.search(text)
    return _base(match["every"] or match["per"]) if match else 0


def changed_to(before: str, after: str, language: str) -> str:
    """Return `rise` or `fall` where the words around a number say that something changed to it; empty else.

    Examples
    --------
    >>> changed_to("In 2024 it fell to ", " victims", "en"), changed_to("het aantal is tot ", " gedaald", "nl")
    ('fall', 'fall')
    >>> changed_to("In 2024 it was lower, compared to ", " victims", "en")
    ''
    """
    forms, words = _forms(language), before.rstrip(_CURRENCY)
    stands_before = forms.changed_to.search(words)
    if stands_before:
        return lexicon(language).direction(stands_before[0])
    stands_after = forms.changed_by.match(after)
    if stands_after and forms.leads_to.search(words):
        return lexicon(language).direction(stands_after[0])
    return ""
