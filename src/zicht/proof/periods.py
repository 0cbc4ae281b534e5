"""The periods that words name: years, runs of years, half years, quarters and months."""

import re
from dataclasses import dataclass
from functools import lru_cache

_REMEMBERED = 8192
"""Texts whose periods are kept."""
_YEAR = r"(?:19|20)\d{2}"
_LABEL_OF_RUN = re.compile(rf"(?P<first>{_YEAR})-(?P<last>{_YEAR})")
ORDINALS = {
    "eerste": 1, "tweede": 2, "derde": 3, "vierde": 4,
    "first": 1, "second": 2, "third": 3, "fourth": 4,
    "1": 1, "2": 2, "3": 3, "4": 4,
}  # fmt: skip
MONTHS = {
    "januari": 1, "februari": 2, "maart": 3, "april": 4, "mei": 5, "juni": 6,
    "juli": 7, "augustus": 8, "september": 9, "oktober": 10, "november": 11, "december": 12,
    "january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "august": 8, "october": 10,
}  # fmt: skip
_MONTHS_OF_QUARTERS = (
    ("januari", "maart", 1), ("april", "juni", 2), ("juli", "september", 3), ("oktober", "december", 4),
    ("january", "march", 1), ("april", "june", 2), ("july", "september", 3), ("october", "december", 4),
)  # fmt: skip
_QUARTERS_BY_MONTHS = {
    rf"{first}\s(?:tot\sen\smet|t/m|to|until|through|[-–])\s{last}": number
    for first, last, number in _MONTHS_OF_QUARTERS
}
_FORMS = re.compile(
    rf"(?P<quarter_code>(?P<y1>{_YEAR})[-\s]?[QK](?P<q1>[1-4])"
    rf"|(?:[QK]|(?:kwartaal|quarter)\s)(?P<q2>[1-4])(?:,?\s(?:(?:van|of|in)\s)?|-)?(?P<y2>{_YEAR}))"
    rf"|(?P<quarter>(?P<qw>{'|'.join(ORDINALS)})\s+(?:kwartaal|quarter)(?:\s+(?:van|of))?\s+(?P<y3>{_YEAR}))"
    rf"|(?P<three_months>(?P<tw>eerste|laatste|first|last)\s+(?:drie|three|3)\s+(?:maanden|months)(?:\s+(?:van|of))?\s+(?P<y9>{_YEAR}))"
    rf"|(?P<months>(?P<mq>{'|'.join(_QUARTERS_BY_MONTHS)})\s+(?P<y10>{_YEAR}))"
    rf"|(?P<half>(?P<hw>eerste|tweede|first|second)\s+(?:half ?jaar|helft|half)(?:\s+(?:van|of))?\s+(?P<y4>{_YEAR}))"
    # Only what happened in a month: a day such as 1 January 2024 is mostly that of a publication.
    rf"|(?P<month>(?<=\bin )(?P<mw>{'|'.join(MONTHS)})\s+(?P<y8>{_YEAR}))"
    rf"|(?P<run>(?P<y5>{_YEAR})\s?(?:[-–]|tot en met|t/m|tot|to|en|and)\s?(?P<y6>{_YEAR}))"
    rf"|(?P<year>(?<![\d.,/-])(?P<y7>{_YEAR})(?![\d/]|[.,]\d|-\d))",
    re.IGNORECASE,
)
_RUN_OF_TWO = re.compile(r"^(?:19|20)\d{2}\s?(?:en|and)\s", re.IGNORECASE)
_TITLE = re.compile(r"monitor\b[^.;:,]*$|[Kk]erncijfers\s*$", re.IGNORECASE)
"""Words before years that are part of the title of a publication."""
_DAY = re.compile(
    rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th)?\s(?:{'|'.join(MONTHS)}|april|september|november|december),?\s$"
    rf"|(?:{'|'.join(MONTHS)}|april|september|november|december)\s\d{{1,2}}(?:st|nd|rd|th)?,?\s$",
    re.IGNORECASE,
)
"""Before a year: it is that of a day, mostly of a publication or a meeting, and no period that is counted."""
_BETWEEN = re.compile(r"(?:tussen|between)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """A period that words name.

    Parameters
    ----------
    start, end : place of the words
    label : `2020`, `2015-2019`, `2023-Q3`, `2021-H1` or `2024-03`
    is_relative : whether it is named by another period: `a year earlier`
    """

    start: int
    end: int
    label: str
    is_relative: bool = False


def find_periods(text: str) -> list[Period]:
    """Find the periods of a text, in its order.

    Examples
    --------
    >>> [period.label for period in find_periods("In 2015-2019, het derde kwartaal van 2023, en in 2020 en 2021.")]
    ['2015-2019', '2023-Q3', '2020', '2021']
    """
    return list(_periods(text))


@lru_cache(_REMEMBERED)
def _periods(text: str) -> tuple[Period, ...]:
    periods: list[Period] = []
    for match in _FORMS.finditer(text):
        before = text[: match.start()]
        is_of_a_title = match["run"] and _TITLE.search(before)
        is_of_a_day = match["year"] and _DAY.search(before)
        if not (is_of_a_title or is_of_a_day):
            periods += _periods_of(match, text)
    return tuple(periods)


def _periods_of(match: re.Match[str], text: str) -> list[Period]:
    start, end = match.span()
    if match["run"]:
        return _years_of_run(match, text)
    return [Period(start, end, _label(match))]


def _label(match: re.Match[str]) -> str:
    """Return the label of one period."""
    quarter = _label_of_quarter(match)
    if quarter:
        return quarter
    if match["half"]:
        return f"{match['y4']}-H{ORDINALS[match['hw'].lower()]}"
    if match["month"]:
        return f"{match['y8']}-{MONTHS[match['mw'].lower()]:02d}"
    return match["y7"]


def _label_of_quarter(match: re.Match[str]) -> str:
    """Return the label of a quarter, also of one that is named by its months; empty of any other period."""
    if match["quarter_code"]:
        year, quarter = match["y1"] or match["y2"], match["q1"] or match["q2"]
        return f"{year}-Q{quarter}"
    if match["quarter"]:
        return f"{match['y3']}-Q{ORDINALS[match['qw'].lower()]}"
    if match["months"]:
        numbers = (
            number
            for form, number in _QUARTERS_BY_MONTHS.items()
            if re.fullmatch(form, match["mq"], re.IGNORECASE)
        )
        return f"{match['y10']}-Q{next(numbers)}"
    if match["three_months"]:
        is_first = match["tw"].lower() in ORDINALS
        return f"{match['y9']}-Q{1 if is_first else 4}"
    return ""


def _years_of_run(match: re.Match[str], text: str) -> list[Period]:
    """Return a run of years as one period, or two years beside each other as two."""
    start, end = match.span()
    first, last = match["y5"], match["y6"]
    is_two_years = _RUN_OF_TWO.match(match[0]) is not None
    if is_two_years and not _BETWEEN.search(text[:start]):
        middle = match.end("y5")
        return [Period(start, middle, first), Period(match.start("y6"), end, last)]
    return [Period(start, end, f"{first}-{last}")]


def years_of_label(label: str) -> tuple[str, str] | None:
    """Return the first and the last year of a label such as `2015-2019`; None of any other label."""
    match = _LABEL_OF_RUN.fullmatch(label)
    return None if match is None else (match["first"], match["last"])


def year_of_day(text: str) -> str:
    """Return the year of the last day that a text names: `14 December 2023`; empty where it names none."""
    days = [
        m["y7"]
        for m in _FORMS.finditer(text)
        if m["year"] and _DAY.search(text[: m.start()])
    ]
    return days[-1] if days else ""


def label_of(words: str) -> str:
    """Return the label of a period as a figure states it; empty where it names none."""
    periods = find_periods(words)
    return periods[0].label if len(periods) == 1 else ""
