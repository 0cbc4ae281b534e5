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
from zicht.methods.signals import Change, Judged, Watch, changes
from zicht.vocabulary.definitions import Indicator, Watched
from zicht.vocabulary.text import Text

FALSE_ALARMS_PER_YEAR = {4: 0.117, 12: 0.36}
"""Periods in a year to signs per year in series in which nothing changes, measured on
invented series by `bench/signals.py`."""
_Point = tuple[str, str, Row | None]
"""Year, part of the year, and the figure."""
_Line = list[_Point]
"""The figures of a series in order of time."""
_QUARTERS = 4
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
    """State how a sign must be read, and how many chance alone shows in one series and on the whole page."""
    n_parts = len(_parts_of_a_year(edition, indicator.watch)) or _QUARTERS
    per_year = FALSE_ALARMS_PER_YEAR.get(n_parts, FALSE_ALARMS_PER_YEAR[12])
    language = edition.language
    years = written(round(1 / per_year), language)
    reading = edition.words("signals.reading", years=years)
    judged = _judged_years(edition, indicator)
    if not judged:
        return reading
    on_the_page = edition.words(
        "signals.page",
        series=written(len(judged), language),
        years=written(round(sum(judged)), language),
        signs=written(max(1, round(per_year * sum(judged))), language),
    )
    return f"{reading} {on_the_page}"


def _judged_years(edition: Edition, indicator: Indicator) -> list[float]:
    """Return for how many years each series of the page has been judged.

    Signs that chance shows add up over them, whether the series depend on each other or not.
    """
    years = []
    for series in _series_of(edition, indicator):
        n_judged = len(series.line) - series.watch.first
        if n_judged > 0:
            years.append(n_judged / series.watch.frequency)
    return years


@dataclass(frozen=True)
class _Series:
    """A series that is watched.

    Parameters
    ----------
    where : what it is about; nothing for the total
    line : its figures in order of time
    watch : how it is watched
    """

    where: Where
    line: _Line
    watch: Watch


def _series_of(edition: Edition, indicator: Indicator) -> Iterator[_Series]:
    """Yield the series of an indicator that are watched; empty if it is not."""
    watched, rows = indicator.watch, edition.rows.get(indicator.id)
    parts = _parts_of_a_year(edition, watched)
    if watched is None or rows is None or not parts:
        return
    watch = Watch(frequency=len(parts), years=watched.years)
    for where in _watched_series(edition, watched, rows):
        yield _Series(where, _line(rows, where, watched.within, parts), watch)


def signals_of(edition: Edition, indicator: Indicator) -> list[Signal]:
    """Find the signs in every series of an indicator that is watched, the newest first.

    Parameters
    ----------
    edition : a release in one language
    indicator : watched where its definition says so
    """
    changed = []
    for series in _series_of(edition, indicator):
        for change in _changes_in(series):
            changed.append((change, _signal(edition, indicator, series, change)))
    changed.sort(key=lambda pair: -pair[0].judged[0].place)
    return [signal for _, signal in changed]


def _parts_of_a_year(edition: Edition, watched: Watched | None) -> tuple[str, ...]:
    """Return the codes of the months or quarters by which an indicator is watched; empty if it is not."""
    codes = edition.release.codes.get(watched.within) if watched else None
    return codes.leaves if codes else ()


def _changes_in(series: _Series) -> list[Change]:
    """Return the changes of a series that rounding alone cannot be behind."""
    rows = [row for *_, row in series.line]
    all_changes = changes([_value(row) for row in rows], series.watch)
    return [change for change in all_changes if _is_beyond_rounding(change, rows)]


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
    # What is not published yet, or is not published any more, is not a gap in the series.
    while line and not _is_shown(line[-1][2]):
        line.pop()
    while line and not _is_shown(line[0][2]):
        line.pop(0)
    return line


def _is_shown(row: Row | None) -> bool:
    return row is not None and row.is_shown


def _value(row: Row | None) -> float:
    """Return a published count; NaN if none is shown."""
    if row is None or row.value is None or not row.is_shown:
        return nan
    return row.value


def _is_beyond_rounding(change: Change, rows: list[Row | None]) -> bool:
    """Whether some count lies beyond its bound wherever rounding lets the true one lie.

    Small changes that last are of printed counts: rounding goes up and down, and adds up to nothing.
    """
    if change.is_gradual:
        return True
    return any(_is_beyond(judged, rows[judged.place]) for judged in change.judged)


def _is_beyond(judged: Judged, row: Row | None) -> bool:
    """Whether the least or the most that a count can be lies beyond its bounds."""
    if row is None:
        return False
    least = judged.count if row.lower is None else row.lower
    most = judged.count if row.upper is None else row.upper
    return least > judged.upper or most < judged.lower


def _signal(
    edition: Edition, indicator: Indicator, series: _Series, change: Change
) -> Signal:
    """State what changed, and what may be why."""
    where, line = series.where, series.line
    first, last = change.judged[0], change.judged[-1]
    words = _what_changed(edition, indicator, change, line)
    if where:
        words = f"{edition.where(where)}. {words}"
    since, until = (int(line[judged.place][0][:4]) for judged in (first, last))
    reasons = _reasons(edition, _events(indicator, since - YEARS_OF_A_REASON, until))
    return Signal(where, words, tuple(reasons))


def _what_changed(
    edition: Edition, indicator: Indicator, change: Change, line: _Line
) -> str:
    """State when a series left its course, in which direction, and between which bounds it was expected."""
    first, last = change.judged[0], change.judged[-1]
    pace = "slow_" if change.is_gradual else ""
    direction = "up" if change.direction > 0 else "down"
    row = line[last.place][2]
    return edition.words(
        f"signals.{pace}{direction}",
        period=_run(edition, indicator, line[first.place], line[last.place]),
        count="" if row is None else edition.shown(row),
        low=edition.number(last.lower),
        high=edition.number(last.upper),
    )


def _run(edition: Edition, indicator: Indicator, first: _Point, last: _Point) -> str:
    """Name one part of a year, or a run of them."""
    first_name, last_name = (
        _name(edition, indicator, year, part) for year, part, _ in (first, last)
    )
    if first is last:
        return first_name
    return edition.words("signals.run", first=first_name, last=last_name)


def _events(indicator: Indicator, since: int, until: int) -> list[Text]:
    """Return what is known to move the series in some years, oldest first."""
    events = (*indicator.breaks, *indicator.events)
    oldest_first = sorted(events, key=lambda event: event.year)
    return [event.text for event in oldest_first if since <= event.year <= until]


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
