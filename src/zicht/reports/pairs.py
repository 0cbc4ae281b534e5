"""Pairs of figures: reads two figures from a reference, refuses a pair that cannot be compared, and compares it."""

import re
from dataclasses import dataclass
from typing import Literal

from zicht.edition import comparing
from zicht.edition.addresses import find_figure, near
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.edition.figures import Figure
from zicht.vocabulary.cited import Identity

CLEAR_CHANGE = 0.08
"""Change of a count or rate, relative to the first, from which it is called a rise or a fall."""
CLEAR_POINTS = 3.0
"""The same for shares, in percentage points."""

Direction = Literal["rose", "fell", "same"]

_FILLING_WORDS = ("of", "than", "to")
"""Words that may stand between two addresses, to make a reference readable."""
_PERMITS_A_BREAK = "across"
_FIRST_AND_LAST_YEAR = re.compile(r"(\d{4})-(\d{4})")
_HAS_A_YEAR = re.compile(r":\d{4}")
_SHARED_BY_PART_AND_WHOLE = frozenset(
    {"rule", "counted_by", "law", "country", "unit", "follow_up"}
)
"""Fields of identity in which a part must not differ from its whole."""


@dataclass(frozen=True)
class Pair:
    """Two figures that a reference names, in its order; both have a value.

    Parameters
    ----------
    first : the earlier one, the part, or the one that is compared
    second : the later one, the whole, or what it is compared with
    """

    first: Figure
    second: Figure

    @property
    def figures(self) -> tuple[Figure, Figure]:
        """Both figures."""
        return self.first, self.second


# ---- reading


def read_pair(parts: list[str], edition: Edition) -> Pair:
    """Find two figures, written as two addresses or as a series with its first and last year.

    Parameters
    ----------
    parts : words of the reference after its verb, such as `["ID:2023", "to", "ID:2024"]` or
        `["ID:dimension=code", "2019-2024"]`
    edition : release in one language

    Raises
    ------
    NoSuchFigure : there are not two, one has no value, or one is an estimate
    """
    addresses = _two_addresses(parts)
    if len(addresses) != 2:
        raise NoSuchFigure(
            "Two figures are needed here.",
            "Write two addresses, or a series and years: ID:dimension=code 2019-2024.",
        )
    first, second = [with_value(find_figure(edition, a), edition) for a in addresses]
    if first.is_change or second.is_change:
        raise NoSuchFigure(
            "A change cannot be used in a computation.",
            "Name the two figures that it compares.",
        )
    # An estimate never stands without its interval, and what is computed from one would have none.
    if first.is_estimate or second.is_estimate:
        raise NoSuchFigure(
            "An estimate cannot be used in a computation.",
            "Show its limits: [[ID:2024]], or ::: estimate ID :::.",
        )
    return Pair(first, second)


def _two_addresses(parts: list[str]) -> list[str]:
    """Return the addresses that the words of a reference name; a series with years becomes two."""
    addresses = [part for part in parts if part not in _FILLING_WORDS]
    if len(addresses) != 2:
        return addresses
    series, years = addresses
    first_and_last_year = _FIRST_AND_LAST_YEAR.fullmatch(years)
    if first_and_last_year is None or _HAS_A_YEAR.search(series):
        return addresses
    indicator, _, where = series.partition(":")
    group = f":{where}" if where else ""
    return [f"{indicator}:{year}{group}" for year in first_and_last_year.groups()]


def with_value(figure: Figure, edition: Edition) -> Figure:
    """Return a figure, provided that it has a value.

    Raises
    ------
    NoSuchFigure : it is hidden, not yet known, or missing
    """
    if figure.value is not None:
        return figure
    reason = "hidden"
    if figure.is_pending:
        reason = "not yet known"
    if figure.is_missing:
        reason = "missing, as a delivery has not arrived or is no longer kept,"
    raise NoSuchFigure(
        f"{figure.address} is {reason} and cannot stand as a number.",
        _what_to_write_instead(figure, edition),
    )


def _what_to_write_instead(hidden: Figure, edition: Edition) -> str:
    """Advise an editor: the band of a hidden figure, or figures near it that are shown."""
    references = []
    if hidden.unit == "count" and hidden.upper is not None:
        references.append(f"[[shown {hidden.address}]] for its band")
    for figure in near(edition, hidden):
        references.append(f"[[{figure.address}]]")
    if not references:
        return "Take out what rests on it, in every language."
    return (
        f"Write {' or '.join(references)}; "
        "or take out what rests on it, in every language."
    )


# ---- what may be compared


def comparable_pair(parts: list[str], edition: Edition, *, over_time: bool) -> Pair:
    """Find two figures of which the difference has a meaning.

    Parameters
    ----------
    parts : words of the reference after its verb; `across` at the end permits a break between the two
    edition : release in one language
    over_time : whether they must be figures of one thing in two periods

    Raises
    ------
    NoSuchFigure : they are not two figures, or their difference would mislead
    """
    permits_a_break = parts[-1:] == [_PERMITS_A_BREAK]
    if permits_a_break:
        parts = parts[:-1]
    pair = read_pair(parts, edition)
    _refuse_different_identities(pair, edition, over_time=over_time)
    if not permits_a_break:
        _refuse_a_break(pair, edition)
    return pair


def _refuse_different_identities(
    pair: Pair, edition: Edition, *, over_time: bool
) -> None:
    """Refuse two figures that declare another identity: their difference means nothing."""
    first, second = pair.figures
    differing = comparing.differences(first, second, edition, over_time=over_time)
    if differing:
        raise NoSuchFigure(
            f"{first.address} and {second.address} cannot be compared: they differ in {', '.join(differing)}.",
            "Compare figures of one identity, or show both without comparing them.",
        )


def _refuse_a_break(pair: Pair, edition: Edition) -> None:
    """Refuse two figures of recent cohorts, or with a break in the series between them."""
    first, second = pair.figures
    reason = why_not_comparable(first, second, edition)
    if reason == "cohort":
        raise NoSuchFigure(
            f"{first.address} and {second.address} follow people whose cases may still run: a change would mislead.",
            "Show both figures and say so.",
        )
    if reason:
        raise NoSuchFigure(
            f"Between {first.address} and {second.address} lies a break in the series ({reason}).",
            "Compare up to the year before, or end the reference with `across` and explain the break.",
        )


def why_not_comparable(before: Figure, after: Figure, edition: Edition) -> str:
    """Return why a change between two figures would mislead: `cohort`, the year of a break, or an empty text."""
    indicator_ids = set()
    for figure in (before, after):
        if figure.cited is None:
            indicator_id, *_ = figure.address.split(":")
            indicator_ids.add(indicator_id)
    if len(indicator_ids) != 1:
        return ""
    indicator = edition.release.indicators.get(indicator_ids.pop())
    if indicator is None:
        return ""
    return comparing.why_not_comparable(indicator, before.period, after.period)


def part_and_whole(parts: list[str], edition: Edition) -> Pair:
    """Find two figures of which the first is a part of the second.

    Raises
    ------
    NoSuchFigure : they are not two counts of one measure, or the whole is 0
    """
    pair = read_pair(parts, edition)
    part, whole = pair.figures
    if part.unit != whole.unit or part.is_share or not whole.value:
        raise NoSuchFigure(
            "A share is a count divided by a count that is not 0.",
            "Correct the two figures.",
        )
    _refuse_part_of_another_measure(part, whole, edition)
    return pair


def _refuse_part_of_another_measure(
    part: Figure, whole: Figure, edition: Edition
) -> None:
    """Refuse a part whose rule, country or unit is not that of its whole, unless both are counted here."""
    if part.cited is None and whole.cited is None:
        return
    differing = _differing_fields(
        comparing.identity_of(part, edition), comparing.identity_of(whole, edition)
    )
    if differing:
        raise NoSuchFigure(
            f"{part.address} is not a part of {whole.address}: they differ in {', '.join(differing)}.",
            "Divide figures of one rule, country and unit.",
        )


def _differing_fields(part: Identity | None, whole: Identity | None) -> list[str]:
    """Name the fields in which a part may not differ from its whole, and does."""
    if part is None or whole is None:
        return ["identity"]
    differing = part.differences(whole)
    return [name for name in differing if name in _SHARED_BY_PART_AND_WHOLE]


# ---- comparing


def direction(before: Figure, after: Figure) -> Direction:
    """State whether a figure rose, fell or stayed about the same.

    A change counts when it is at least 8% (shares: 3 percentage points) and the bounds of the two do not overlap.
    """
    first_value, first_low, first_high = _value_and_bounds(before)
    last_value, last_low, last_high = _value_and_bounds(after)
    change = last_value - first_value
    least_change = CLEAR_CHANGE * abs(first_value)
    if before.is_share:
        least_change = CLEAR_POINTS
    if abs(change) < least_change:
        return "same"
    if change > 0 and last_low > first_high:
        return "rose"
    if change < 0 and last_high < first_low:
        return "fell"
    return "same"


def _value_and_bounds(figure: Figure) -> tuple[float, float, float]:
    """Return value, lower and upper bound; an exact value is its own bounds."""
    value = 0.0 if figure.value is None else figure.value
    lower = value if figure.lower is None else figure.lower
    upper = value if figure.upper is None else figure.upper
    return value, lower, upper
