"""Where a published series left its course, in words, beside what is known to move it.

Signs are computed from published figures alone: what the gate hides says nothing here. A
sign is of a series of the whole country or of a group; of single areas there is none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import nan

from zicht.edition.edition import Edition
from zicht.edition.numerals import written
from zicht.edition.rows import Row, Rows, Where
from zicht.methods.signals import Change, Watch, changes
from zicht.vocabulary.definitions import Indicator, Watched
from zicht.vocabulary.text import Text

FALSE_ALARMS_PER_YEAR = {4: 0.117, 12: 0.36}
"""Periods in a year to signs per year in series in which nothing changes, measured on
invented series by `bench/signals.py`."""
YEARS_OF_A_REASON = 1
"""An event in the time of a sign, or so many years before it, may be why."""


@dataclass(frozen=True)
class Signal:
    """A sign in one series, in one language.

    Parameters
    ----------
    where : which series of the indicator; none for the total
    words : what changed
    reasons : what is known to move the series in that time, or that nothing is
    """

    where: Where
    words: str
    reasons: tuple[str, ...]


def reading_of_signals(edition: Edition, indicator: Indicator) -> str:
    """Say how a sign must be read, and how many chance alone shows in one series and on the whole page."""
    codes = (
        edition.release.codes.get(indicator.watch.within) if indicator.watch else None
    )
    parts = 4 if codes is None else len(codes.leaves)
    a_year = FALSE_ALARMS_PER_YEAR.get(parts, FALSE_ALARMS_PER_YEAR[12])
    reading = edition.words(
        "signals.reading", years=written(round(1 / a_year), edition.language)
    )
    judged = _judged_years(edition, indicator)
    if not judged:
        return reading
    on_the_page = edition.words(
        "signals.page",
        series=written(len(judged), edition.language),
        years=written(round(sum(judged)), edition.language),
        signs=written(max(1, round(a_year * sum(judged))), edition.language),
    )
    return f"{reading} {on_the_page}"


def _judged_years(edition: Edition, indicator: Indicator) -> list[float]:
    """Return for how many years each series of the page has been judged.

    Signs that chance shows add up over them, whether the series depend on each other or not.
    """
    rows = edition.rows.get(indicator.id)
    if indicator.watch is None or rows is None:
        return []
    within = indicator.watch.within
    codes = edition.release.codes.get(within)
    if codes is None:
        return []
    watch = Watch(frequency=len(codes.leaves), years=indicator.watch.years)
    years = []
    for where in _watched_series(edition, indicator.watch, rows):
        n_judged = len(_line(rows, where, within, codes.leaves)) - watch.first
        if n_judged > 0:
            years.append(n_judged / watch.frequency)
    return years


def signals_of(edition: Edition, indicator: Indicator) -> list[Signal]:
    """Find the signs in every series of an indicator that is watched, the newest first.

    Parameters
    ----------
    edition : a release in one language
    indicator : watched where its definition says so
    """
    rows = edition.rows.get(indicator.id)
    codes = (
        edition.release.codes.get(indicator.watch.within) if indicator.watch else None
    )
    if indicator.watch is None or rows is None or codes is None:
        return []
    parts = codes.leaves
    watch = Watch(frequency=len(parts), years=indicator.watch.years)
    signals = []
    for where in _watched_series(edition, indicator.watch, rows):
        line = _line(rows, where, indicator.watch.within, parts)
        counts = [_value(row) for _, _, row in line]
        for change in changes(counts, watch):
            if _is_beyond_rounding(change, [row for *_, row in line]):
                signals.append(
                    (change, _signal(edition, indicator, where, change, line))
                )
    signals.sort(key=lambda pair: -pair[0].judged[0].place)
    return [signal for _, signal in signals]


_Line = list[tuple[str, str, Row | None]]
"""Year, part of the year, and the figure, in order of time."""


def _watched_series(edition: Edition, watch: Watched, rows: Rows) -> Iterator[Where]:
    """Yield what the series are about that are published by part of the year; no single areas."""
    geography = edition.release.geography
    areas = set(geography.areas) if geography else set()
    seen: set[Where] = set()
    for where in rows.wheres:
        if watch.within not in dict(where):
            continue
        rest = tuple((name, code) for name, code in where if name != watch.within)
        if rest not in seen and not any(code in areas for _, code in rest):
            seen.add(rest)
            yield rest


def _line(rows: Rows, where: Where, within: str, parts: tuple[str, ...]) -> _Line:
    """Lay the figures of a series out in time, from the first to the last that is shown."""
    line: _Line = []
    for year in rows.periods:
        for part in parts:
            cell = tuple(sorted((*where, (within, part))))
            line.append((year, part, rows.at(year, cell)))
    while line and not _is_shown(line[-1][2]):
        line.pop()
    while line and not _is_shown(line[0][2]):
        line.pop(0)
    return line


def _is_shown(row: Row | None) -> bool:
    return row is not None and row.is_shown


def _value(row: Row | None) -> float:
    """Return a published count; NaN where none is shown."""
    if row is None or row.value is None or not row.is_shown:
        return nan
    return row.value


def _is_beyond_rounding(change: Change, rows: list[Row | None]) -> bool:
    """Whether some count lies beyond its bound wherever rounding lets the true one lie.

    Small changes that last are of printed counts: rounding goes up and down, and adds up to nothing.
    """
    if change.is_gradual:
        return True
    for one in change.judged:
        row = rows[one.place]
        if row is None:
            continue
        least = one.count if row.lower is None else row.lower
        most = one.count if row.upper is None else row.upper
        if least > one.upper or most < one.lower:
            return True
    return False


def _signal(
    edition: Edition, indicator: Indicator, where: Where, change: Change, line: _Line
) -> Signal:
    """Say what changed, and what may be why."""
    first, last = change.judged[0], change.judged[-1]
    names = [_name(edition, indicator, *line[one.place][:2]) for one in (first, last)]
    period = names[0]
    if first is not last:
        period = edition.words("signals.run", first=names[0], last=names[1])
    direction = "up" if change.direction > 0 else "down"
    row = line[last.place][2]
    words = edition.words(
        f"signals.{'slow_' if change.is_gradual else ''}{direction}",
        period=period,
        count="" if row is None else edition.shown(row),
        low=edition.number(last.lower),
        high=edition.number(last.upper),
    )
    if where:
        words = f"{edition.where(where)}. {words}"
    since, until = (int(line[one.place][0][:4]) for one in (first, last))
    events = [
        event.text
        for event in sorted(
            (*indicator.breaks, *indicator.events), key=lambda event: event.year
        )
        if since - YEARS_OF_A_REASON <= event.year <= until
    ]
    return Signal(where, words, tuple(_reasons(edition, events)))


def _name(edition: Edition, indicator: Indicator, year: str, part: str) -> str:
    """Name a part of a year: `2020, April to June`."""
    within = indicator.watch.within if indicator.watch else ""
    return f"{edition.period(year)}, {edition.where(((within, part),))}"


def _reasons(edition: Edition, events: list[Text]) -> Iterator[str]:
    """Yield the events that may be why, or that none is known."""
    if not events:
        yield edition.words("signals.no_reason")
    for event in events:
        yield edition.say(event)
