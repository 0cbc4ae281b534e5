"""Writes figures: the only module that gives a value its qualifier, sign, bounds or word.

Every outlet (list, card, chart, table, search, brief, PDF, command line) prints what this module returns. A figure is
one of four things: a number, a band (a hidden number whose bounds may be shown), an estimate with its interval, or
a word that says why there is no number.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from zicht.edition import numerals
from zicht.edition.locales import percent_sign
from zicht.edition.rows import Row
from zicht.edition.words import Words
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.definitions import PERCENTAGES
from zicht.vocabulary.statuses import ABSENT, MISSING, PENDING, Status

ESTIMATE = "estimate"
"""Unit of an estimated number of people."""
ESTIMATED_SHARE = "estimated_share"
"""Unit of an estimated part in view, in percent."""

CHANGE = "change"
"""Unit of a change, in per cent of the earlier figure."""
CHANGE_IN_POINTS = "change_in_points"
"""Unit of a change between two shares, in percentage points."""

HARD = "hard"
"""Kind of bounds: the gate guarantees that the true value lies between them."""
INTERVAL = "interval"
"""Kind of bounds: a 95% interval of an estimate."""

_PERCENT_UNITS = frozenset({*PERCENTAGES, "percent", ESTIMATED_SHARE})
_LONGEST_QUALIFIER = 3
"""Words of a qualifier that may stand before a number; a longer one is a remark and stands after it."""
_DIGITS_OF_ESTIMATE = 3
_MOST_AXIS_DECIMALS = 2
_DAYS_IN_A_YEAR = 365.25


@dataclass(frozen=True)
class Figure:
    """One figure in one language.

    Parameters
    ----------
    address : of a counted figure or estimate (`ID:2024`), or id of a cited one
    number : as written, without its qualifier: a number with its sign, a band, or the word for a missing number
    value : None if it is hidden
    lower, upper : bounds of the value, if they are published
    unit : shape of a counted figure (`count`, `share`, `rate`), unit of a cited one, or `estimate`
    title : what it says
    period : of which it says it
    qualifier : words printed with the number, as `naar schatting`
    bounds : both bounds as written; empty if the value is exact or hidden
    bounds_kind : `hard`, `interval`, or empty if there are no bounds
    status : `published`, `banded`, `withheld`, `pending` or `missing`
    cited : where it was printed, of figures from elsewhere
    revision : of a provisional figure, how much it may still change; empty of a final one
    """

    address: str
    number: str
    value: float | None
    lower: float | None
    upper: float | None
    unit: str
    title: str
    period: str
    qualifier: str = ""
    bounds: str = ""
    bounds_kind: str = ""
    status: str = Status.PUBLISHED
    cited: Cited | None = None
    revision: str = ""

    @property
    def shown(self) -> str:
        """The number with its qualifier: what an outlet prints that has no place of its own for the qualifier."""
        return qualify(self.number, self.qualifier)

    @property
    def interval(self) -> str:
        """The interval that it is estimated with, as written; empty where it is hidden or its bounds are hard."""
        has_interval = self.value is not None and self.bounds_kind == INTERVAL
        return self.bounds if has_interval else ""

    @property
    def with_interval(self) -> str:
        """The number with its qualifier and its interval, for a table or a written alternative."""
        return with_interval(self.shown, self.interval)

    @property
    def before(self) -> str:
        """The qualifier, where it stands before the number."""
        return "" if is_remark(self.qualifier) else self.qualifier

    @property
    def remark(self) -> str:
        """The qualifier, where it is a remark that stands after the number or in a note."""
        return self.qualifier if is_remark(self.qualifier) else ""

    @property
    def is_pending(self) -> bool:
        """Whether it has no value because nobody has been followed for that long yet."""
        return self.status == PENDING

    @property
    def is_missing(self) -> bool:
        """Whether it was not counted, because a delivery that it needs has not arrived."""
        return self.status == MISSING

    @property
    def is_estimate(self) -> bool:
        """Whether it was estimated: nothing is computed from it."""
        return self.unit in (ESTIMATE, ESTIMATED_SHARE)

    @property
    def is_change(self) -> bool:
        """Whether it is the change between two figures: nothing is computed from it."""
        return self.unit in (CHANGE, CHANGE_IN_POINTS)

    @property
    def is_share(self) -> bool:
        """Whether it is per hundred."""
        return self.unit in _PERCENT_UNITS


# ---- qualifiers


def qualify(number: str, qualifier: str) -> str:
    """Write a number with its qualifier: a short one before it, a remark after it.

    Examples
    --------
    >>> qualify("16.500", "bijna"), qualify("32", "geteld uit een lijst"), qualify("984", "")
    ('bijna 16.500', '32 (geteld uit een lijst)', '984')
    """
    if not qualifier:
        return number
    if is_remark(qualifier):
        return f"{number} ({qualifier})"
    return f"{qualifier} {number}"


def is_remark(qualifier: str) -> bool:
    """Whether a qualifier is too long to stand before a number."""
    return len(qualifier.split()) > _LONGEST_QUALIFIER


# ---- numbers with their sign


def has_sign(unit: str) -> bool:
    """Whether the sign of a unit stands at the number itself, so that the unit need not be named beside it."""
    return unit in _PERCENT_UNITS or unit == "euro"


def signed_unit(number: str, unit: str, language: str) -> str:
    """Add the sign of a unit to a written number: `27%`, `€ 1.372`; units without a sign leave it as it is."""
    if unit in _PERCENT_UNITS:
        return numerals.percentage(number, language)
    if unit == "euro":
        return numerals.euros(number, language)
    return number


def quantity(
    value: float | Decimal, unit: str, language: str, decimals: int = 0
) -> str:
    """Write a value with the sign of its unit.

    Examples
    --------
    >>> quantity(27.04, "share", "en", 1), quantity(1897847, "euro", "en"), quantity(1372, "count", "nl")
    ('27.0%', '€1,897,847', '1.372')
    """
    return signed_unit(numerals.written(value, language, decimals), unit, language)


def difference(value: Decimal, unit: str, words: Words) -> str:
    """Write a difference with its direction: `+1.200`, `−€3`, `−3 procentpunt`, `0`."""
    size = gap(value, unit, words)
    return f"+{size}" if value > 0 else size


def gap(size: Decimal, unit: str, words: Words) -> str:
    """Write how far two figures lie apart; percentages lie percentage points apart."""
    decimals = 0 if size == size.to_integral_value() else 1
    if unit in _PERCENT_UNITS:
        return words.count("shown.points", numerals.rounded(size, decimals))
    return quantity(size, unit, words.language, decimals)


def between(low: str, high: str) -> str:
    """Write two bounds as one run: `1.370–1.374`."""
    return f"{low}\u2013{high}"


def axis_words(ticks: Iterable[float], unit: str, language: str) -> dict[float, str]:
    """Write the ticks of an axis: all with the decimals that they need, and the sign of their unit."""
    ticks = list(ticks)
    decimals = _MOST_AXIS_DECIMALS
    for fewer in range(_MOST_AXIS_DECIMALS):
        if all(math.isclose(round(tick, fewer), tick, abs_tol=1e-9) for tick in ticks):
            decimals = fewer
            break
    return {tick: quantity(tick, unit, language, decimals) for tick in ticks}


def years(days: float, language: str) -> str:
    """Write a number of days as years, with a decimal where it is needed: `1`, `2,5`."""
    value = numerals.rounded(days / _DAYS_IN_A_YEAR, 1)
    decimals = 0 if value == value.to_integral_value() else 1
    return numerals.written(value, language, decimals)


def as_printed_data(value: Decimal) -> str:
    """Write a cited value for a file that machines read: every digit it was printed with."""
    return format(value, "f")


def plain(value: float | Decimal | None, decimals: int) -> str:
    """Write a value for a file that machines read: digits and a point, empty if there is none."""
    return "" if value is None else str(numerals.rounded(value, decimals))


# ---- counted figures


def row_number(
    row: Row, shape: str, words: Words, threshold: float, *, has_sign: bool = True
) -> str:
    """Write the value of a counted figure, its band, or the word for a number that is not there.

    Parameters
    ----------
    row : of the series
    shape : `count`, `share`, `rate`, `duration`, `survival` or `survey`
    words : of the language
    threshold : counts below it are banded; used where a band has no upper bound of its own
    has_sign : False leaves the percent sign out, where the words around it say `of each hundred`
    """
    unit = shape if has_sign else ""
    if row.value is not None:
        return quantity(row.value, unit, words.language, row.decimals(shape))
    if row.status == Status.BANDED:
        return _band(row, shape, unit, words, threshold)
    return words(_WORDS_WITHOUT_NUMBER.get(row.status, "shown.withheld"))


_WORDS_WITHOUT_NUMBER = {PENDING: "shown.pending", MISSING: "shown.missing"}
"""Status of a figure without a number to its word; any other is withheld."""


def _band(row: Row, shape: str, unit: str, words: Words, threshold: float) -> str:
    """Write the bounds of a hidden value, each with the sign of its unit."""
    language, is_count = words.language, shape == "count"
    if row.upper is None:
        if not is_count:
            return words("shown.withheld")
        return words("shown.fewer_than", n=quantity(threshold, unit, language))
    low, high = (
        quantity(bound, unit, language, row.decimals(shape))
        for bound in (row.lower or 0.0, row.upper)
    )
    if row.lower:
        return words("shown.between", low=low, high=high)
    if is_count:
        # A count of 4 at most is written as fewer than 5.
        return words("shown.fewer_than", n=quantity(row.upper + 1, unit, language))
    return words("shown.at_most", n=high)


def row_bounds(row: Row, shape: str, language: str) -> tuple[str, str] | None:
    """Write the lower and upper bound of a shown value; None if it is exact, hidden or has none."""
    if row.value is None or row.lower is None or row.upper is None:
        return None
    low, high = (
        quantity(bound, shape, language, row.decimals(shape))
        for bound in (row.lower, row.upper)
    )
    # Written with the decimals of a page both bounds may be one number, and a run from it to itself
    # says nothing.
    return None if low == high else (low, high)


def bounds_run(row: Row, shape: str, language: str, *, has_sign: bool = True) -> str:
    """Write both bounds of a shown value as a run, the sign once: `38,2–39,0%`; empty if it has none."""
    ends = row_bounds(row, shape, language)
    if ends is None:
        return ""
    low, high = (end.removesuffix(percent_sign(language)) for end in ends)
    unit = shape if has_sign else ""
    return between(low, signed_unit(high, unit, language))


def with_interval(number: str, interval: str) -> str:
    """Write an interval behind the number that it is of: `32,8% (30,7–35,2%)`; the number alone where there is none."""
    return f"{number} ({interval})" if interval else number


def unknown_share(row: Row, words: Words) -> str:
    """Write the percentage of a survey without a known answer; empty if it is not stated."""
    if row.unknown is None:
        return ""
    decimals = 0 if row.unknown.is_integer() else 1
    percentage = quantity(row.unknown, "survey", words.language, decimals)
    return words("answer_unknown_share", percentage=percentage)


def bounds_kind(shape: str) -> str:
    """Kind of the bounds of a counted figure; those of survival and surveys are a confidence interval."""
    return INTERVAL if shape in ("survival", "survey") else HARD


def bounds_sentence(row: Row, shape: str, words: Words) -> str:
    """State the bounds of the true value in a sentence; empty if there are none."""
    ends = row_bounds(row, shape, words.language)
    if ends is None:
        return ""
    key = "count_between" if shape == "count" else f"{bounds_kind(shape)}_between"
    return words(f"shown.{key}", low=ends[0], high=ends[1])


# ---- cited figures


def printed_number(figure: Cited, language: str) -> str:
    """Write a cited number as it was printed, without its qualifier.

    Returns
    -------
    `16.500`, `48%`, `€ 20.847`, or the word that the document prints (`een derde`)
    """
    if figure.printed is not None:
        return figure.printed.in_language(language)
    number = numerals.as_printed(figure.value, language)
    return signed_unit(number, figure.unit, language)


def printed(figure: Cited, language: str) -> str:
    """Write a cited number as it was printed, with its qualifier: `bijna 16.500`."""
    qualifier = figure.qualifier.in_language(language) if figure.qualifier else ""
    return qualify(printed_number(figure, language), qualifier)


# ---- estimates


def coarse(value: float | None, language: str) -> str:
    """Write an estimate in three digits, because its interval does not support more."""
    if value is None:
        return ""
    return numerals.written(float(f"{value:.{_DIGITS_OF_ESTIMATE}g}"), language)


def estimated_number(
    value: float, lower: float | None, upper: float | None, words: Words
) -> str:
    """Write an estimate with its interval: `5.210 (4.800 tot 5.900)`."""
    number = coarse(value, words.language)
    if lower is None or upper is None:
        return number
    low, high = coarse(lower, words.language), coarse(upper, words.language)
    return words("shown.with_interval", value=number, low=low, high=high)


def estimated_range(low: float, high: float, words: Words) -> str:
    """Write the range of the estimates of several methods: `4.800 tot 5.900`."""
    return words(
        "shown.range",
        low=coarse(low, words.language),
        high=coarse(high, words.language),
    )


def share_range(low: float, high: float, words: Words) -> str:
    """Write the bounds of an estimated share: `20 tot 30%`."""
    return words(
        "shown.range",
        low=numerals.written(low, words.language),
        high=quantity(high, ESTIMATED_SHARE, words.language),
    )


# ---- changes


_WORDS_OF_CHANGE: Mapping[str, str] = {
    Status.BANDED: "shown.too_small",
    Status.WITHHELD: "shown.withheld",
    PENDING: "shown.pending",
    MISSING: "shown.missing",
    ABSENT: "shown.no_figure",
}
"""What a release says of a figure that it does not show, to the words for it."""


def change_value(value: str, unit: str, words: Words) -> str:
    """Write what a figure was or became.

    Parameters
    ----------
    value : as a release keeps it: a number, or the status of a hidden figure
    unit : of the figure
    words : of the language
    """
    if value in _WORDS_OF_CHANGE:
        return words(_WORDS_OF_CHANGE[value])
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    written = numerals.as_printed(number, words.language)
    return signed_unit(written, unit, words.language)
