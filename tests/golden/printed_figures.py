"""Reads a printed figure back into numbers, without any code of Zicht.

What the words mean is written down here a second time on purpose: the test compares what a reader sees with the data
of the release, not with another run of the writer.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_NUMBER = r"(?:[€+] ?|€)?[−+]?€?[\d.,]+%?"
_PATTERNS = {
    "nl": {
        "fewer than": rf"minder dan ({_NUMBER})",
        "between": rf"tussen ({_NUMBER}) en ({_NUMBER})",
        "at most": rf"hoogstens ({_NUMBER})",
        "withheld": "afgeschermd",
        "pending": "nog niet bekend",
    },
    "en": {
        "fewer than": rf"fewer than ({_NUMBER})",
        "between": rf"between ({_NUMBER}) and ({_NUMBER})",
        "at most": rf"at most ({_NUMBER})",
        "withheld": "withheld",
        "pending": "not yet known",
    },
}


@dataclass(frozen=True)
class Printed:
    """What a reader takes from a printed figure.

    Parameters
    ----------
    kind : `number`, or the name of a pattern
    numbers : in the order in which they stand
    decimals : of the last number
    sign : `%`, `€` or nothing
    """

    kind: str
    numbers: tuple[Decimal, ...] = ()
    decimals: int = 0
    sign: str = ""


def read_figure(words: str, language: str) -> Printed:
    """Read a figure as it stands in a cell, a mark or a sentence."""
    words = words.replace("\u00a0", " ").replace("€ ", "€").strip()
    for kind, pattern in _PATTERNS[language].items():
        match = re.fullmatch(pattern, words)
        if match:
            return _printed(kind, match.groups(), language)
    if not re.fullmatch(_NUMBER, words):
        raise ValueError(words)
    return _printed("number", (words,), language)


def _printed(kind: str, groups: tuple[str, ...], language: str) -> Printed:
    signs = {"%" if "%" in part else "€" if "€" in part else "" for part in groups}
    if len(signs) > 1:
        raise ValueError(f"two signs in one figure: {groups}")
    numbers = [_number(part, language) for part in groups]
    decimals = max((-int(n.as_tuple().exponent) for n in numbers), default=0)
    return Printed(kind, tuple(numbers), decimals, signs.pop() if signs else "")


def _number(words: str, language: str) -> Decimal:
    bare = words.strip("%+").replace("€", "").replace("−", "-").strip()
    thousands, point = (".", ",") if language == "nl" else (",", ".")
    groups = bare.partition(point)[0].lstrip("-").split(thousands)
    if any(len(group) != 3 for group in groups[1:]) or len(groups[0]) > 3:
        raise ValueError(f"{words!r} is not grouped as {language} groups it")
    return Decimal(bare.replace(thousands, "").replace(point, "."))


def rounds_to(value: float, printed: Printed) -> bool:
    """Whether a printed number is a value, rounded half up to the decimals it was printed with."""
    (number,) = printed.numbers
    exact = Decimal(repr(value))
    step = Decimal(1).scaleb(-printed.decimals)
    return exact.quantize(step, rounding=ROUND_HALF_UP) == number


def apart(words: str) -> tuple[str, str]:
    """Part a number and the interval behind it: `3% (0\u20137%)`; the interval is empty where there is none."""
    match = re.fullmatch(r"(.+?) \(([\d.,]+\u2013[\d.,]+%?)\)", words.strip())
    return (match[1], match[2]) if match else (words, "")


def read_interval(words: str, language: str) -> tuple[Printed, Printed]:
    """Read both ends of an interval, which share the sign of the last."""
    low, high = words.split("\u2013")
    sign = "%" if high.endswith("%") else ""
    return read_figure(low + sign, language), read_figure(high, language)
