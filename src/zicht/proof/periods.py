"""The periods that words name: years, runs of years, quarters and half years."""

import re
from dataclasses import dataclass
from functools import lru_cache

_REMEMBERED = 8192
"""Texts whose periods are kept."""
_YEAR = r"(?:19|20)\d{2}"
ORDINALS = {
    "eerste": 1, "tweede": 2, "derde": 3, "vierde": 4,
    "first": 1, "second": 2, "third": 3, "fourth": 4,
}  # fmt: skip
_FORMS = re.compile(
    rf"(?P<quarter_code>(?P<y1>{_YEAR})[-\s]?[QK](?P<q1>[1-4])|[QK](?P<q2>[1-4])[-\s]?(?P<y2>{_YEAR}))"
    rf"|(?P<quarter>(?P<qw>{'|'.join(ORDINALS)})\s+(?:kwartaal|quarter)(?:\s+(?:van|of))?\s+(?P<y3>{_YEAR}))"
    rf"|(?P<half>(?P<hw>eerste|tweede|first|second)\s+(?:half ?jaar|helft|half)(?:\s+(?:van|of))?\s+(?P<y4>{_YEAR}))"
    rf"|(?P<run>(?P<y5>{_YEAR})\s?(?:[-–]|tot en met|t/m|tot|to|en|and)\s?(?P<y6>{_YEAR}))"
    rf"|(?P<year>(?<![\d.,/-])(?P<y7>{_YEAR})(?![\d/]|[.,]\d|-\d))",
    re.IGNORECASE,
)
_RUN_OF_TWO = re.compile(r"^(?:19|20)\d{2}\s?(?:en|and)\s", re.IGNORECASE)
_TITLE = re.compile(r"monitor\b[^.;:,]*$|[Kk]erncijfers\s*$", re.IGNORECASE)
"""Words before years that are part of the title of a publication."""
_BETWEEN = re.compile(r"(?:tussen|between)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """A period that words name.

    Parameters
    ----------
    start, end : place of the words
    label : `2020`, `2015-2019`, `2023-Q3` or `2021-H1`
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
        is_of_a_title = match["run"] and _TITLE.search(text[: match.start()])
        if not is_of_a_title:
            periods += _periods_of(match, text)
    return tuple(periods)


def _periods_of(match: re.Match[str], text: str) -> list[Period]:
    start, end = match.span()
    if match["quarter_code"]:
        year, quarter = match["y1"] or match["y2"], match["q1"] or match["q2"]
        return [Period(start, end, f"{year}-Q{quarter}")]
    if match["quarter"]:
        quarter = ORDINALS[match["qw"].lower()]
        return [Period(start, end, f"{match['y3']}-Q{quarter}")]
    if match["half"]:
        half = ORDINALS[match["hw"].lower()]
        return [Period(start, end, f"{match['y4']}-H{half}")]
    if match["run"]:
        first, last = match["y5"], match["y6"]
        is_two_years = _RUN_OF_TWO.match(match[0]) is not None
        if is_two_years and not _BETWEEN.search(text[:start]):
            middle = match.end("y5")
            return [Period(start, middle, first), Period(match.start("y6"), end, last)]
        return [Period(start, end, f"{first}-{last}")]
    return [Period(start, end, match["y7"])]


def label_of(words: str) -> str:
    """Return the label of a period as a figure states it; empty where it names none."""
    periods = find_periods(words)
    return periods[0].label if len(periods) == 1 else ""
