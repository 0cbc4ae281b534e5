"""Finds the figures that a `::: table` or `::: chart` asks for."""

import re
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from zicht.edition import numerals
from zicht.edition.comparing import is_settled
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.edition.figures import Figure
from zicht.edition.nodes import Directive
from zicht.edition.printed import identity_key
from zicht.edition.tables import FigureTable, Line
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import TOTAL, categories
from zicht.vocabulary.figures import FigureKey, Series

_RUN_OF_YEARS = re.compile(r"(\d{4})-(\d{4})")
_MOST_DIMENSIONS = 2

Pairs = tuple[tuple[str, str], ...]
"""Dimensions with a category each."""


def read_table(directive: Directive, edition: Edition) -> FigureTable:
    """Find the figures that a directive asks for.

    Raises
    ------
    NoSuchFigure : something it names is not in the release
    """
    if not directive.words:
        raise NoSuchFigure(
            f"This {directive.name} names no indicator.",
            f"Write ::: {directive.name} ID ... :::",
        )
    if all(word in edition.cited for word in directive.words):
        return _table_of_cited(directive, edition)
    table = _table_of_counted(directive, edition)
    if not table.figures:
        raise NoSuchFigure(
            "Nothing of this is in the release.",
            "Look which breakdowns the indicator publishes.",
        )
    return table


def _table_of_counted(directive: Directive, edition: Edition) -> FigureTable:
    """Read a table of one indicator by dimensions, or of several indicators by period."""
    series = [edition.series(word) for word in directive.words]
    dimensions = _names(directive.settings.get("by", ""))
    if len(series) > 1 and dimensions:
        raise NoSuchFigure(
            "Several indicators cannot be broken down together.",
            "Leave out by=, or name one.",
        )
    if len(dimensions) > _MOST_DIMENSIONS:
        raise NoSuchFigure(
            "A table is broken down by two dimensions at most.",
            "Name one or two in by=.",
        )
    if len(series) > 1:
        return _table_of_indicators(directive, series, edition)
    return _Breakdown(directive, series[0], dimensions, edition).table()


# ---- settings


def _names(words: str) -> list[str]:
    """Split the value of a setting at its commas."""
    names = [name.strip() for name in words.split(",")]
    return [name for name in names if name]


def _pairs(words: str) -> Pairs:
    """Read `where=`: dimensions with a category each."""
    pairs = []
    for pair in _names(words):
        name, _, code = pair.partition("=")
        pairs.append((name, code))
    return tuple(pairs)


def _periods(directive: Directive, series: Sequence[Series]) -> tuple[str, ...]:
    """Return the periods of the series that were asked for; all of them where nothing was.

    Raises
    ------
    NoSuchFigure : no series has a figure of a period
    """
    counted_periods: set[str] = set()
    for one_series in series:
        counted_periods.update(one_series.periods.tolist())
    known = sorted(counted_periods)
    requested = _names(directive.settings.get("periods", ""))
    if not requested:
        return tuple(known)
    chosen: list[str] = []
    for words in requested:
        periods = [words] if words in known else _years_within(words, known)
        if not periods:
            raise NoSuchFigure(
                f"No figure of {words}.",
                f"There are figures of {known[0]} to {known[-1]}.",
            )
        chosen += periods
    return tuple(dict.fromkeys(chosen))


def _years_within(words: str, known: Iterable[str]) -> list[str]:
    """Return the single years of a run such as `2019-2024`."""
    run = _RUN_OF_YEARS.fullmatch(words)
    if run is None:
        return []
    first, last = run.groups()
    return [period for period in known if len(period) == 4 and first <= period <= last]


# ---- periods that need a word


def _pending(
    periods: Iterable[str], series: Sequence[Series], edition: Edition
) -> tuple[str, ...]:
    """Return the periods of which not all who are followed are done."""
    pending = []
    for period in periods:
        if not all(_is_done(period, one_series, edition) for one_series in series):
            pending.append(period)
    return tuple(pending)


def _is_done(period: str, series: Series, edition: Edition) -> bool:
    """Whether all who are followed from a period are done."""
    indicator = edition.release.indicators[series.indicator]
    newest = max(series.periods.tolist())
    return is_settled(indicator, period, newest)


def _after_breaks(
    periods: Sequence[str], series: Sequence[Series], edition: Edition
) -> tuple[str, ...]:
    """Return the periods whose figures mean something else than those of the period shown before them."""
    break_years: set[int] = set()
    for one_series in series:
        indicator = edition.release.indicators[one_series.indicator]
        break_years.update(event.year for event in indicator.breaks)
    after_breaks = []
    for before, after in pairwise(periods):
        last_year_before, last_year = int(before[-4:]), int(after[-4:])
        if any(last_year_before < year <= last_year for year in break_years):
            after_breaks.append(after)
    return tuple(after_breaks)


def _counted(
    edition: Edition, indicator: str, period: str, where: Iterable[tuple[str, str]]
) -> Figure | None:
    """Find a counted figure; None if the release has no such row."""
    row = edition.row(FigureKey(indicator, period, categories(where)))
    return None if row is None else edition.counted(row)


# ---- several indicators


def _table_of_indicators(
    directive: Directive, series: Sequence[Series], edition: Edition
) -> FigureTable:
    """Return a table with a row per indicator and a column per period."""
    periods = _periods(directive, series)
    where = _pairs(directive.settings.get("where", ""))
    indicators = [edition.release.indicators[each.indicator] for each in series]
    lines = []
    for indicator in indicators:
        figures = [_counted(edition, indicator.id, period, where) for period in periods]
        lines.append(Line(edition.say(indicator.title), indicator.id, tuple(figures)))
    shapes = {indicator.shape for indicator in indicators}
    return FigureTable(
        edition.words("indicator"),
        tuple(numerals.period(period) for period in periods),
        periods,
        tuple(lines),
        by_period=True,
        indicators=tuple(indicator.id for indicator in indicators),
        shape=shapes.pop() if len(shapes) == 1 else "mixed",
        running=_pending(periods, series, edition),
        breaks=_after_breaks(periods, series, edition),
    )


# ---- one indicator


@dataclass(frozen=True)
class _Breakdown:
    """One indicator, in total or by one or two dimensions.

    Parameters
    ----------
    directive : that asks for it
    series : of the indicator
    by : dimensions; the categories of the first are rows
    edition : in which language
    """

    directive: Directive
    series: Series
    by: Sequence[str]
    edition: Edition

    @property
    def indicator(self) -> Indicator:
        """What was counted."""
        return self.edition.release.indicators[self.series.indicator]

    @property
    def where(self) -> Pairs:
        """Categories that every figure of the table is about."""
        return _pairs(self.directive.settings.get("where", ""))

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """Periods that were asked for."""
        return _periods(self.directive, [self.series])

    @cached_property
    def first(self) -> list[str]:
        """Categories of the rows."""
        if not self.by:
            return [TOTAL]
        only = _names(self.directive.settings.get("only", ""))
        return self._categories(self.by[0], only)

    @cached_property
    def second(self) -> list[str]:
        """Categories of the second dimension: columns of a single period, else rows within rows."""
        return self._categories(self.by[1], []) if len(self.by) > 1 else []

    @property
    def is_by_period(self) -> bool:
        """Whether the columns are periods."""
        return not self.second or len(self.periods) > 1

    def table(self) -> FigureTable:
        """Return the table with its figures; rows without any figure are left out."""
        self._refuse_strange_dimensions()
        lines = tuple(line for line in self._lines() if any(line.figures))
        if self.is_by_period:
            return self._table_by_period(lines)
        return self._table_by_category(lines)

    def _table_by_period(self, lines: tuple[Line, ...]) -> FigureTable:
        """Return a table with a column per period."""
        periods = self.periods
        return FigureTable(
            self._heading_of_rows(),
            tuple(numerals.period(period) for period in periods),
            periods,
            lines,
            by_period=True,
            indicators=(self.series.indicator,),
            shape=self.indicator.shape,
            adds_up=self._adds_up(),
            running=_pending(periods, [self.series], self.edition),
            breaks=_after_breaks(periods, [self.series], self.edition),
        )

    def _table_by_category(self, lines: tuple[Line, ...]) -> FigureTable:
        """Return a table of one period with a column per category of the second dimension."""
        dimension = self.by[1]
        return FigureTable(
            self._heading_of_rows(),
            tuple(self.edition.label(dimension, code) for code in self.second),
            tuple(self.second),
            lines,
            by_period=False,
            indicators=(self.series.indicator,),
            shape=self.indicator.shape,
            adds_up=self._adds_up(),
        )

    def _heading_of_rows(self) -> str:
        """Return the heading above the names of the rows."""
        if self.by:
            return self.edition.dimension(self.by[0]).capitalize()
        return self.edition.words("indicator")

    def _adds_up(self) -> bool:
        """Whether the categories of every dimension add up to their total."""
        lists = self.edition.release.codes
        return all(lists[name].adds_up for name in self.by if name in lists)

    def _refuse_strange_dimensions(self) -> None:
        known = self.series.dimensions
        for name in (*self.by, *(name for name, _ in self.where)):
            if name not in known:
                raise NoSuchFigure(
                    f"{self.series.indicator} has no dimension {name!r}.",
                    f"It has {', '.join(known) or 'none'}.",
                )

    # -- rows

    def _lines(self) -> list[Line]:
        """Return a row per category of the first dimension, and below it those of the second by period."""
        if not self.by:
            return [self._line(())]
        lines = []
        for code in self.first:
            pairs = ((self.by[0], code),)
            lines.append(self._line(pairs))
            if self.second and self.is_by_period:
                within = [inner for inner in self.second if inner != TOTAL]
                lines += [
                    self._line((*pairs, (self.by[1], inner)), level=1)
                    for inner in within
                ]
        return lines

    def _line(self, pairs: Pairs, level: int = 0) -> Line:
        """Return the row about some categories; the last of them names it."""
        columns = self.periods if self.is_by_period else self.second
        figures = tuple(self._figure(pairs, column) for column in columns)
        if not pairs:
            title = self.edition.say(self.indicator.title)
            return Line(title, TOTAL, figures, level=level)
        name, code = pairs[-1]
        label = self.edition.label(name, code)
        is_sum = self._is_sum(name, code)
        return Line(label, code, figures, is_total=is_sum, level=level)

    def _is_sum(self, name: str, code: str) -> bool:
        """Whether a row is the total, or a subtotal of other rows."""
        if code == TOTAL:
            return True
        shown = {*self.first, *self.second}
        return not shown.isdisjoint(self.edition.parts_of(name, code))

    def _figure(self, pairs: Pairs, column: str) -> Figure | None:
        """Find the figure of a row in a column."""
        period = column
        of_column: Pairs = ()
        if not self.is_by_period:
            period = self.periods[0]
            of_column = ((self.by[1], column),)
        where = (*self.where, *pairs, *of_column)
        return _counted(self.edition, self.series.indicator, period, where)

    # -- categories

    def _categories(self, name: str, only: Sequence[str]) -> list[str]:
        """Choose the categories of a dimension that are shown: those asked for, those of a level, or the finest."""
        has_total = self.directive.name == "table"
        axis = self.series.dimensions.index(name)
        published = set(self.series.codes[axis].tolist())
        if only:
            self._refuse_strange_categories(name, only, published)
            if not has_total:
                _refuse_contained(self.edition, name, only)
            return list(only)
        level = self.directive.settings.get("level", "")
        if level:
            chosen = self._of_level(name, level, published)
        else:
            chosen = list(self.edition.side_by_side(name, sorted(published - {TOTAL})))
        if has_total and TOTAL in published:
            chosen.append(TOTAL)
        return chosen

    def _refuse_strange_categories(
        self, name: str, only: Iterable[str], published: Collection[str]
    ) -> None:
        for code in only:
            if code not in published:
                raise NoSuchFigure(
                    f"{self.series.indicator} has no {name}={code}.", "Correct only=."
                )

    def _of_level(self, name: str, level: str, published: Collection[str]) -> list[str]:
        """Return the published categories of a level of areas, by their names."""
        codes = self.edition.release.codes.get(name)
        parents = codes.parents.get(level, {}) if codes else {}
        of_level = {code for code in parents.values() if code in published}
        return sorted(of_level, key=lambda code: self.edition.label(name, code))


def _refuse_contained(edition: Edition, name: str, codes: Sequence[str]) -> None:
    """Refuse a chart that draws a category beside one of its own parts."""
    apart = edition.side_by_side(name, codes)
    contained = [code for code in codes if code not in apart]
    if contained and name in edition.release.codes:
        raise NoSuchFigure(
            f"In {name}, {contained[0]} contains another category of this chart, or is contained in one.",
            f"Write only={','.join(apart)}, or use a table.",
        )


# ---- cited figures


def _table_of_cited(directive: Directive, edition: Edition) -> FigureTable:
    """Return a table of cited figures, with a row per identity and a column per period."""
    figures = [edition.cited_figure(edition.cited[word]) for word in directive.words]
    rows = _rows_by_identity(edition, figures)
    periods = sorted({figure.period for figure in figures})
    totals = totals_of(directive, figures)
    lines = [_cited_line(edition, row, periods, totals) for row in rows]
    units = {figure.unit for figure in figures}
    unit = units.pop() if len(units) == 1 else "mixed"
    unnamed = edition.words("period_not_stated")
    return FigureTable(
        edition.words("figure"),
        tuple(period or unnamed for period in periods),
        tuple(periods),
        tuple(lines),
        by_period=True,
        indicators=(),
        shape="share" if unit == "percent" else unit,
    )


def _rows_by_identity(
    edition: Edition, figures: Iterable[Figure]
) -> list[dict[str, Figure]]:
    """Return the figures of each identity by their period.

    Raises
    ------
    NoSuchFigure : two figures have the same identity and period
    """
    rows: dict[Hashable, dict[str, Figure]] = {}
    for figure in figures:
        row = rows.setdefault(identity_key(edition.cited[figure.address]), {})
        if figure.period in row:
            raise NoSuchFigure(
                f"{figure.address} stands for the same thing and period as {row[figure.period].address}.",
                "Show vintages one by one in the text, or in two tables.",
            )
        row[figure.period] = figure
    return list(rows.values())


def _cited_line(
    edition: Edition,
    row: Mapping[str, Figure],
    periods: Iterable[str],
    totals: Collection[str],
) -> Line:
    """Return the row of figures of one identity."""
    first = next(iter(row.values()))
    return Line(
        first.title,
        edition.cited[first.address].series or first.address,
        tuple(row.get(period) for period in periods),
        is_total=any(figure.address in totals for figure in row.values()),
    )


def totals_of(directive: Directive, figures: Iterable[Figure]) -> set[str]:
    """Return the addresses of the rows that are totals.

    Raises
    ------
    NoSuchFigure : one of them does not stand in the table
    """
    totals = set(_names(directive.settings.get("total", "")))
    strays = sorted(totals - {figure.address for figure in figures})
    if strays:
        raise NoSuchFigure(
            f"{strays[0]!r} is not a row of this table.",
            "total= names figures that stand in it.",
        )
    return totals
