"""What stands between `[[` and `]]`: a figure, or a word computed from figures, never a number that was typed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from zicht.edition import comparing
from zicht.edition.addresses import find_figure, near
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.edition.figures import Figure, quantity
from zicht.edition.labels import in_a_sentence
from zicht.reports.entries import refuse_unknown, select
from zicht.vocabulary.dimensions import TOTAL

CLEAR_CHANGE = 0.08
"""Change of a count or rate, relative to the first, from which it is called a rise or a fall."""
CLEAR_POINTS = 3.0
"""The same for shares, in percentage points."""
_RUN = re.compile(r"(\d{4})-(\d{4})")


@dataclass(frozen=True)
class Resolved:
    """What a reference shows.

    Parameters
    ----------
    shown : words or number
    figures : what it rests on
    qualifier : words that always go with it (`naar schatting`)
    is_number : whether it shows a number; False for words such as `gedaald`
    """

    shown: str
    figures: tuple[Figure, ...] = ()
    qualifier: str = ""
    is_number: bool = True


def resolve(words: str, edition: Edition) -> Resolved:
    """Find what a reference shows.

    Parameters
    ----------
    words : `V01:2024`, an id of a cited figure, or a verb with figures: `trend V01 2019-2024`
    edition : the release in one language

    Raises
    ------
    NoSuchFigure : it is unknown, hidden, or cannot be computed
    """
    parts = words.split()
    if not parts:
        raise NoSuchFigure(
            "An empty reference.", "Write [[V01:2024]] or the id of a cited figure."
        )
    if len(parts) == 1:
        figure = _shown(find_figure(edition, parts[0]), edition)
        return Resolved(figure.number, (figure,), figure.qualifier)
    verb = VERBS.get(parts[0])
    if verb is None:
        raise NoSuchFigure(
            f"{parts[0]!r} is no known verb.", f"Known are {', '.join(sorted(VERBS))}."
        )
    return verb(parts[1:], edition)


def _shown(figure: Figure, edition: Edition) -> Figure:
    if figure.value is None:
        why = "not yet known" if figure.is_pending else "hidden"
        if figure.is_missing:
            why = "missing, as a delivery has not arrived,"
        raise NoSuchFigure(
            f"{figure.address} is {why} and cannot stand as a number.",
            _instead(figure, edition),
        )
    return figure


def _instead(hidden: Figure, edition: Edition) -> str:
    """Say what may stand in the place of a hidden figure: its band, or figures near it that are shown."""
    instead = [f"[[{figure.address}]]" for figure in near(edition, hidden)]
    if hidden.unit == "count" and hidden.upper is not None:
        instead.insert(0, f"[[shown {hidden.address}]] for its band")
    leave = "take out what rests on it, in both languages."
    if not instead:
        return leave.capitalize()
    return f"Write {' or '.join(instead)}; or {leave}"


def _two(parts: list[str], edition: Edition) -> tuple[Figure, Figure]:
    """Two figures: two addresses, or a series with the first and last year: `V01:vorm=AU 2019-2024`."""
    parts = [part for part in parts if part not in ("of", "than", "to")]
    run = _RUN.fullmatch(parts[-1]) if parts else None
    if len(parts) == 2 and run and not re.search(r":\d{4}", parts[0]):
        indicator, _, where = parts[0].partition(":")
        parts = [
            ":".join(filter(None, (indicator, year, where))) for year in run.groups()
        ]
    if len(parts) != 2:
        raise NoSuchFigure(
            "Two figures are needed here.",
            "Write two addresses, or a series and years: V01:vorm=AU 2019-2024.",
        )
    one, other = (_shown(find_figure(edition, part), edition) for part in parts)
    if one.is_estimate or other.is_estimate:
        raise NoSuchFigure(
            "An estimate is not reckoned with.",
            "Show its limits: [[P01:2024]], or ::: estimate P01 :::.",
        )
    return one, other


def why_not_comparable(before: Figure, after: Figure, edition: Edition) -> str:
    """Say why a change between two figures would mislead: `cohort`, the year of a break, or nothing."""
    ids = {
        figure.address.split(":")[0]
        for figure in (before, after)
        if figure.cited is None
    }
    indicator = edition.release.indicators.get(ids.pop()) if len(ids) == 1 else None
    return (
        ""
        if indicator is None
        else comparing.why_not_comparable(indicator, before.period, after.period)
    )


def _comparable(
    parts: list[str], edition: Edition, *, over_time: bool
) -> tuple[Figure, Figure]:
    """Return two figures of which the difference means something; `across` at the end permits a break between them."""
    is_meant = parts[-1:] == ["across"]
    before, after = _two(parts[:-1] if is_meant else parts, edition)
    _refuse_unlike(before, after, edition, over_time=over_time)
    reason = "" if is_meant else why_not_comparable(before, after, edition)
    if reason == "cohort":
        raise NoSuchFigure(
            f"{before.address} and {after.address} follow people whose cases may still run: a change would mislead.",
            "Show both figures and say so.",
        )
    if reason:
        raise NoSuchFigure(
            f"Between {before.address} and {after.address} lies a break in the series ({reason}).",
            "Compare up to the year before, or end the reference with `across` and explain the break.",
        )
    return before, after


def _refuse_unlike(
    before: Figure, after: Figure, edition: Edition, *, over_time: bool
) -> None:
    """Refuse two figures that declare another identity: their difference says nothing."""
    differing = comparing.differences(before, after, edition, over_time=over_time)
    if differing:
        raise NoSuchFigure(
            f"{before.address} and {after.address} cannot be compared: they differ in {', '.join(differing)}.",
            "Compare figures of one identity, or show both without comparing them.",
        )


def _numbers(figure: Figure) -> tuple[float, float, float]:
    value = figure.value if figure.value is not None else 0.0
    low = figure.lower if figure.lower is not None else value
    high = figure.upper if figure.upper is not None else value
    return value, low, high


def direction(before: Figure, after: Figure) -> str:
    """Say whether a figure rose, fell or stayed about the same: `rose`, `fell`, `same`.

    A change counts when it is at least 8% (shares: 3 percentage points) and the bounds of the two do not overlap.
    """
    (first, first_low, first_high), (last, last_low, last_high) = (
        _numbers(before),
        _numbers(after),
    )
    change = last - first
    is_clear = abs(change) >= (
        CLEAR_POINTS if before.is_share else CLEAR_CHANGE * abs(first)
    )
    if is_clear and change > 0 and last_low > first_high:
        return "rose"
    if is_clear and change < 0 and last_high < first_low:
        return "fell"
    return "same"


def _trend(parts: list[str], edition: Edition) -> Resolved:
    before, after = _comparable(parts, edition, over_time=True)
    return Resolved(
        edition.words(f"trend.{direction(before, after)}"),
        (before, after),
        is_number=False,
    )


def _compare(parts: list[str], edition: Edition) -> Resolved:
    one, other = _comparable(parts, edition, over_time=False)
    words = {"rose": "smaller", "fell": "larger", "same": "similar"}[
        direction(one, other)
    ]
    return Resolved(edition.words(f"compare.{words}"), (one, other), is_number=False)


def _difference(parts: list[str], edition: Edition) -> Resolved:
    before, after = _comparable(parts, edition, over_time=False)
    gap = abs((after.value or 0) - (before.value or 0))
    decimals = 0 if gap.is_integer() else 1
    shown = edition.number(gap, decimals)
    return Resolved(
        edition.words("shown.points", n=shown) if before.is_share else shown,
        (before, after),
    )


def _change(parts: list[str], edition: Edition) -> Resolved:
    before, after = _comparable(parts, edition, over_time=True)
    if not before.value:
        raise NoSuchFigure(
            f"{before.address} is 0: a change from it has no percentage.",
            "Use difference.",
        )
    change = 100 * abs((after.value or 0) - before.value) / before.value
    return Resolved(quantity(change, "percent", edition.language), (before, after))


def _share(parts: list[str], edition: Edition) -> Resolved:
    part, whole = _two(parts, edition)
    if part.unit != whole.unit or part.is_share or not whole.value:
        raise NoSuchFigure(
            "A share is a count divided by a count that is not 0.",
            "Correct the two figures.",
        )
    _refuse_parts_of_another_measure(part, whole, edition)
    share = 100 * (part.value or 0) / whole.value
    return Resolved(quantity(share, "percent", edition.language), (part, whole))


_OF_A_WHOLE = frozenset({"rule", "counted_by", "law", "country", "unit", "follow_up"})
"""Fields that a part shares with its whole."""


def _refuse_parts_of_another_measure(
    part: Figure, whole: Figure, edition: Edition
) -> None:
    """Refuse a part whose rule, country or unit is not that of its whole, unless both are counted here."""
    first, second = (comparing.identity_of(figure, edition) for figure in (part, whole))
    if first is None or second is None:
        differing: tuple[str, ...] = ("identity",)
    else:
        differing = first.differences(second)
    strange = [name for name in differing if name in {*_OF_A_WHOLE, "identity"}]
    is_counted_here = part.cited is None and whole.cited is None
    if strange and not is_counted_here:
        raise NoSuchFigure(
            f"{part.address} is not a part of {whole.address}: they differ in {', '.join(strange)}.",
            "Divide figures of one rule, country and unit.",
        )


def _maybe_hidden(parts: list[str], edition: Edition) -> Resolved:
    if len(parts) != 1:
        raise NoSuchFigure(
            "`shown` takes one figure.",
            "Write [[shown L01:2022-2024:gemeente=VB0001]].",
        )
    figure = find_figure(edition, parts[0])
    return Resolved(figure.number, (figure,), figure.qualifier)


def _label(parts: list[str], edition: Edition) -> Resolved:
    name, mark, code = parts[0].partition("=")
    codes = edition.release.codes.get(name)
    if len(parts) != 1 or not mark or codes is None or code not in codes.labels:
        raise NoSuchFigure(
            f"{' '.join(parts)!r} is no category.", "Write [[label vorm=AU]]."
        )
    return Resolved(in_a_sentence(edition.label(name, code)), is_number=False)


def _ranked(parts: list[str], edition: Edition, *, largest: bool) -> Resolved:
    if len(parts) != 2:
        raise NoSuchFigure(
            "A figure and a dimension are needed here.",
            "Write [[largest V01:2024 vorm]].",
        )
    whole = find_figure(edition, parts[0])
    figures = [
        find_figure(edition, _with(parts[0], parts[1], code))
        for code in _leaves(edition, parts[0].split(":")[0], parts[1])
        if _exists(edition, _with(parts[0], parts[1], code))
    ]
    shown = [figure for figure in figures if figure.value is not None]
    if not shown:
        raise NoSuchFigure(
            f"{whole.address} has no shown figure by {parts[1]}.",
            "Choose another breakdown.",
        )
    end = (max if largest else min)(figure.value or 0 for figure in shown)
    best = [figure for figure in shown if figure.value == end]
    codes = [
        dict(pair.split("=") for pair in one.address.split(":")[2].split(","))[parts[1]]
        for one in best
    ]
    labels = f" {edition.words('and')} ".join(
        in_a_sentence(edition.label(parts[1], code)) for code in codes
    )
    return Resolved(labels, tuple(best), is_number=False)


def _with(address: str, dimension: str, code: str) -> str:
    indicator, period, *where = address.split(":")
    pairs = [
        *(where[0].split(",") if where and where[0] else []),
        f"{dimension}={code}",
    ]
    return f"{indicator}:{period}:{','.join(sorted(pairs))}"


def _exists(edition: Edition, address: str) -> bool:
    try:
        find_figure(edition, address)
    except NoSuchFigure:
        return False
    return True


def _leaves(edition: Edition, indicator: str, dimension: str) -> list[str]:
    series = edition.series(indicator)
    if dimension not in series.dimensions:
        raise NoSuchFigure(
            f"{indicator} has no dimension {dimension!r}.",
            f"It has {', '.join(series.dimensions)}.",
        )
    found = dict.fromkeys(series.codes[series.dimensions.index(dimension)].tolist())
    codes = edition.release.codes.get(dimension)
    order = codes.leaves if codes else tuple(sorted(found))
    left_out = {TOTAL, *(codes.residual if codes else ())}
    return [code for code in order if code in found and code not in left_out]


def _count(parts: list[str], edition: Edition) -> Resolved:
    conditions = dict(part.split("=", 1) for part in parts[1:] if "=" in part)
    if len(conditions) != len(parts) - 1:
        raise NoSuchFigure(
            "Conditions are written key=value.",
            "Write [[count recommendation year=2024]].",
        )
    kinds = {document.kind for document in edition.release.documents}
    if parts[0] not in kinds:
        raise NoSuchFigure(
            f"The release holds no {parts[0]!r}.",
            f"It holds {', '.join(sorted(kinds))}.",
        )
    refuse_unknown(edition.release, parts[0], conditions, ())
    found = select(edition.release, parts[0], conditions)
    return Resolved(edition.number(sum(1 for _ in found)), ())


Verb = Callable[[list[str], Edition], Resolved]
VERBS: Mapping[str, Verb] = {
    "trend": _trend,
    "compare": _compare,
    "difference": _difference,
    "change": _change,
    "share": _share,
    "shown": _maybe_hidden,
    "label": _label,
    "largest": lambda parts, edition: _ranked(parts, edition, largest=True),
    "smallest": lambda parts, edition: _ranked(parts, edition, largest=False),
    "count": _count,
}
"""Verbs that may open a reference."""
