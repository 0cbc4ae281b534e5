"""Guesses the kind of a column from its texts, and says what could as well be meant."""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from zicht.sources.digits import with_plain_digits
from zicht.sources.known_words import words_for_not_known
from zicht.sources.months import with_numbers

_DAYS_FIRST, _MONTHS_FIRST = "%d/%m/%Y", "%m/%d/%Y"
_DATE_FORMATS = (
    *("%d-%m-%Y", _DAYS_FIRST, _MONTHS_FIRST, "%Y%m%d", "%d.%m.%Y"),
    *("%d-%m-%y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y"),
)
_STAMP_FORMATS = (
    *("%d-%m-%Y %H:%M", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M"),
    *("%d-%m-%Y %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S"),
    *("%m/%d/%Y %I:%M %p", "%m/%d/%Y %I:%M:%S %p", "%d.%m.%Y %H:%M:%S"),
)
_NAMED_FORMATS = ("%d %m %Y", "%m %d %Y", "%d %m %y")
"""Of dates whose months had names."""
_TIME_STAMP = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?")
_WHOLE = re.compile(r"-?(0|[1-9]\d*)")
_POINT_ZERO = re.compile(r"-?(0|[1-9]\d*)[.](0{1,2}|0{4,})")
# Not with zeros in front: these belong to numbers of cases and people, which are texts.
_DECIMAL = re.compile(r"-?(0|[1-9]\d*)([.]\d+)?")
_DECIMAL_COMMA = re.compile(r"-?(0|[1-9]\d*),\d+")
_PERCENT = re.compile(r"[+-]?\d+([.]\d+)? ?%")
_PERCENT_COMMA = re.compile(r"[+-]?\d+(,\d+)? ?%")
_THOUSANDS = {
    "thousands_comma": (",", re.compile(r"-?[1-9]\d{0,2}(,\d{3})+")),
    "thousands_point": (".", re.compile(r"-?[1-9]\d{0,2}([.]\d{3})+")),
    "thousands_space": (
        " ",
        re.compile("-?[1-9]\\d{0,2}([ \u00a0\u2009\u202f'\u2019]\\d{3})+"),
    ),
}
"""Repair to the sign between thousands, and what a number with it looks like."""
_NUMBER_IN_ANY_WAY = re.compile(r"[+-]?\d[\d ,.\u00a0\u2009\u202f]*%?")
_MOST_MARKS = 5
"""Different texts beside numbers up to which they may be marks for a number that is not given."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_PARTIAL_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


@dataclass(frozen=True)
class Guess:
    """What a column may be.

    Parameters
    ----------
    kind : of its values; empty where they are words
    lines : of the form that say how they are written
    question : what else could be meant; empty where nothing else could
    """

    kind: str = ""
    lines: tuple[str, ...] = ()
    question: str = ""


def guess_kind(name: str, texts: Sequence[str]) -> Guess:
    """Guess the kind that all texts of a column have.

    Parameters
    ----------
    name : of the column
    texts : different ones, without those that stand for no value
    """
    if not texts:
        return Guess()
    plain = [with_plain_digits(text) for text in texts]
    if plain != list(texts):
        guess = guess_kind(name, plain)
        return replace(guess, lines=with_repairs(guess.lines, ["digits"]))
    return (
        _as_date(name, texts)
        or _as_thousands(name, texts)
        or _as_amounts(texts)
        or _as_number(name, texts)
    )


def with_repairs(lines: Sequence[str], repairs: Sequence[str]) -> tuple[str, ...]:
    """Write one line of repairs where there may be several: first the given ones, then those that the lines name.

    Examples
    --------
    >>> with_repairs(['repairs = ["percent"]', 'decimal_sign = ","'], ["digits"])
    ('repairs = ["digits", "percent"]', 'decimal_sign = ","')
    """
    named = [*repairs]
    others = []
    for line in lines:
        if line.startswith("repairs = "):
            named += re.findall('"([a-z_0-9]+)"', line)
        else:
            others.append(line)
    if not named:
        return tuple(dict.fromkeys(others))
    listed = ", ".join(f'"{repair}"' for repair in dict.fromkeys(named))
    return (f"repairs = [{listed}]", *dict.fromkeys(others))


def marks_among_numbers(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the few signs that stand among many numbers, such as <5, [z] and k. A.; empty where there are none.

    Where any of them is a word that may be somebody's name, none is returned.

    Parameters
    ----------
    texts : different ones of a column
    """
    marks = tuple(
        sorted(text for text in texts if not _NUMBER_IN_ANY_WAY.fullmatch(text))
    )
    are_few = 0 < len(marks) <= min(_MOST_MARKS, (len(texts) - len(marks)) // 2)
    are_signs = all(
        mark.casefold() in words_for_not_known() or not _WORD.search(mark)
        for mark in marks
    )
    return marks if are_few and are_signs else ()


def are_partial_dates(texts: Sequence[str]) -> bool:
    """Whether texts are days, months and years of different precision: of birth dates parts are often not known."""
    lengths = {len(text) for text in texts if _PARTIAL_DATE.fullmatch(text)}
    return len(lengths) > 1 and all(_PARTIAL_DATE.fullmatch(text) for text in texts)


def _as_date(name: str, texts: Sequence[str]) -> Guess | None:
    for pattern in ("%Y-%m-%d", *_DATE_FORMATS):
        if _are_dates(texts, pattern):
            is_usual = pattern == "%Y-%m-%d"
            declared = () if is_usual else (f'date_format = "{pattern}"',)
            return Guess("date", declared, _question_on_date(name, texts, pattern))
    for pattern in _STAMP_FORMATS:
        if _are_dates(texts, pattern):
            question = _question_on_date(name, texts, pattern)
            return Guess("timestamp", (f'date_format = "{pattern}"',), question)
    numbered = [with_numbers(text) for text in texts]
    for pattern in _NAMED_FORMATS:
        if numbered != list(texts) and _are_dates(numbered, pattern):
            lines = ('repairs = ["months"]', f'date_format = "{pattern}"')
            # A month that is written as a name is never taken for the day: only the century is open.
            question = _question_on_century(name) if pattern.endswith("%y") else ""
            return Guess("date", lines, question)
    return None


def _question_on_date(name: str, texts: Sequence[str], pattern: str) -> str:
    """Ask whether day or month stands first, where both can be read; else which century years of two digits are of."""
    if pattern.endswith("%y") and not _are_dates(texts, _other_order(pattern)):
        return _question_on_century(name)
    if pattern.startswith("%Y") or not _are_dates(texts, _other_order(pattern)):
        return ""
    return f"do the dates of {name} begin with the day or with the month? Both can be read: date_format"


def _question_on_century(name: str) -> str:
    return f"are the years of {name} from 1969 to 2068? They have two digits"


def _other_order(pattern: str) -> str:
    """Write the format of a date with day and month in each other's place."""
    return pattern.replace("%d", "?").replace("%m", "%d").replace("?", "%m")


def _as_thousands(name: str, texts: Sequence[str]) -> Guess | None:
    """Take numbers with a sign before every three digits for whole ones, and ask."""
    for repair, (sign, pattern) in _THOUSANDS.items():
        grouped = [text for text in texts if pattern.fullmatch(text)]
        others = [text for text in texts if not pattern.fullmatch(text)]
        if grouped and all(map(_WHOLE.fullmatch, others)):
            question = (
                f"is 1{sign}234 in {name} one thousand two hundred and thirty-four? If the sign is a decimal sign,"
                " the kind is decimal"
            )
            return Guess("integer", (f'repairs = ["{repair}"]',), question)
    return None


def _as_amounts(texts: Sequence[str]) -> Guess | None:
    """Take numbers with both a sign between thousands and a decimal sign for decimals: they can be read in one way."""
    for repair, sign, decimal in (
        ("thousands_point", ".", ","),
        ("thousands_comma", ",", "."),
    ):
        amount = re.compile(
            f"-?([0-9]+|[1-9][0-9]{{0,2}}([{sign}][0-9]{{3}})+)([{decimal}][0-9]+)?"
        )
        has_both = any(sign in text and decimal in text for text in texts)
        if has_both and all(amount.fullmatch(text) for text in texts):
            repairs = f'repairs = ["{repair}"]'
            is_usual = decimal == "."
            lines = (repairs,) if is_usual else (repairs, 'decimal_sign = ","')
            return Guess("decimal", lines)
    return None


def _as_number(name: str, texts: Sequence[str]) -> Guess:
    for kind, lines, patterns in _KINDS:
        if all(any(p.fullmatch(text) for p in patterns) for text in texts):
            is_doubtful = kind == "decimal" and _may_be_thousands(texts)
            return Guess(kind, lines, _question_on_thousands(name) * is_doubtful)
    return Guess()


def _may_be_thousands(texts: Sequence[str]) -> bool:
    """Whether half or more of the numbers with a sign have it before three digits: two people may have written them."""
    with_sign = [text for text in texts if not _WHOLE.fullmatch(text)]
    patterns = [pattern for _, pattern in _THOUSANDS.values()]
    grouped = [text for text in with_sign if any(p.fullmatch(text) for p in patterns)]
    return bool(grouped) and 2 * len(grouped) >= len(with_sign)


def _question_on_thousands(name: str) -> str:
    return f"have the numbers of {name} three decimals, or are some of them thousands that another person wrote?"


_KINDS: tuple[tuple[str, tuple[str, ...], tuple[re.Pattern[str], ...]], ...] = (
    ("timestamp", (), (_TIME_STAMP,)),
    ("integer", (), (_WHOLE,)),
    ("integer", ('repairs = ["point_zero"]',), (_WHOLE, _POINT_ZERO)),
    ("decimal", (), (_DECIMAL,)),
    ("decimal", ('decimal_sign = ","',), (_WHOLE, _DECIMAL_COMMA)),
    ("decimal", ('repairs = ["percent"]',), (_PERCENT,)),
    (
        "decimal",
        ('repairs = ["percent"]', 'decimal_sign = ","'),
        (_PERCENT_COMMA,),
    ),
)
"""Kind, what is declared beside it, and what each text looks like; the first that fits all texts is taken."""


def _are_dates(texts: Iterable[str], pattern: str) -> bool:
    try:
        for text in texts:
            year = datetime.datetime.strptime(text, pattern).year
            if not 1850 <= year <= 2200:
                return False
    except ValueError:
        return False
    return True
