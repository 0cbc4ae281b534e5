"""What a `::: table` or `::: chart` asks for: rows of figures, read once, so that chart and table show the same."""

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zicht.edition import numerals
from zicht.edition.comparing import is_settled
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.edition.figures import Figure
from zicht.edition.nodes import Directive
from zicht.edition.printed import identity_key
from zicht.vocabulary.dimensions import TOTAL, categories
from zicht.vocabulary.figures import FigureKey, Series

_RUN = re.compile(r"(\d{4})-(\d{4})")


@dataclass(frozen=True)
class Line:
    """One row: figures in the order of the columns; None where the release has none."""

    label: str
    code: str
    figures: tuple[Figure | None, ...]
    is_total: bool = False
    level: int = 0


@dataclass(frozen=True)
class FigureTable:
    """Rows and columns of figures.

    Parameters
    ----------
    stub : heading of the column of labels
    columns : headings of the other columns, as shown
    keys : the same as codes: periods, or codes of a dimension
    lines : rows
    by_period : whether the columns are periods
    indicators : ids that the figures come from
    shape : `count`, `share`, `rate` or the unit of cited figures
    adds_up : False where a unit may stand in several rows
    running : keys of periods of which some are pending: a figure of these will rise
    breaks : keys of periods before which something moved the series
    """

    stub: str
    columns: tuple[str, ...]
    keys: tuple[str, ...]
    lines: tuple[Line, ...]
    by_period: bool
    indicators: tuple[str, ...]
    shape: str
    adds_up: bool = True
    running: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure in it, row by row."""
        return tuple(
            figure
            for line in self.lines
            for figure in line.figures
            if figure is not None
        )


def read_table(directive: Directive, edition: Edition) -> FigureTable:
    """Find the figures that a directive asks for.

    Raises
    ------
    NoSuchFigure : something it names is not in the release
    """
    if not directive.words:
        raise NoSuchFigure(
            f"This {directive.name} names no indicator.",
            f"Write ::: {directive.name} V01 ... :::",
        )
    if all(word in edition.cited for word in directive.words):
        return _of_cited(directive, edition)
    series = [edition.series(word) for word in directive.words]
    by = _names(directive.settings.get("by", ""))
    if len(series) > 1:
        if by:
            raise NoSuchFigure(
                "Several indicators cannot be broken down together.",
                "Leave out by=, or name one.",
            )
        return _of_indicators(directive, series, edition)
    if len(by) > 2:
        raise NoSuchFigure(
            "A table is broken down by two dimensions at most.",
            "Name one or two in by=.",
        )
    return _of_series(directive, series[0], by, edition)


def _names(words: str) -> list[str]:
    return [name.strip() for name in words.split(",") if name.strip()]


def _pairs(words: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, code)
        for name, _, code in (pair.partition("=") for pair in _names(words))
    )


def _periods(asked: str, series: Sequence[Series]) -> tuple[str, ...]:
    """Periods of the series that were asked for; all of them where nothing was."""
    known = sorted({period for one in series for period in one.periods.tolist()})
    if not asked:
        return tuple(known)
    found: list[str] = []
    for word in _names(asked):
        run = _RUN.fullmatch(word)
        inside = [p for p in known if run and len(p) == 4 and run[1] <= p <= run[2]]
        if word not in known and not inside:
            raise NoSuchFigure(
                f"No figure of {word}.",
                f"There are figures of {known[0]} to {known[-1]}.",
            )
        found.extend([word] if word in known else inside)
    return tuple(dict.fromkeys(found))


def _running(
    periods: Sequence[str], series: Sequence[Series], edition: Edition
) -> tuple[str, ...]:
    """Periods of which not all who are followed are done."""
    newest = {one.indicator: max(one.periods.tolist()) for one in series}
    indicators = edition.release.indicators
    return tuple(
        p
        for p in periods
        if not all(is_settled(indicators[id_], p, last) for id_, last in newest.items())
    )


def _breaks(
    periods: Sequence[str], series: Sequence[Series], edition: Edition
) -> tuple[str, ...]:
    """Periods whose figures mean something else than those of the period shown before them."""
    indicators = [edition.release.indicators[one.indicator] for one in series]
    years = {event.year for indicator in indicators for event in indicator.breaks}
    return tuple(
        after
        for before, after in pairwise(periods)
        if any(int(before[-4:]) < year <= int(after[-4:]) for year in years)
    )


def _of_indicators(
    directive: Directive, series: Sequence[Series], edition: Edition
) -> FigureTable:
    periods = _periods(directive.settings.get("periods", ""), series)
    where = _pairs(directive.settings.get("where", ""))
    lines = tuple(
        Line(
            edition.say(edition.release.indicators[one.indicator].title),
            one.indicator,
            tuple(_maybe(edition, one.indicator, period, where) for period in periods),
        )
        for one in series
    )
    shapes = {edition.release.indicators[one.indicator].shape for one in series}
    return _checked(
        FigureTable(
            edition.words("indicator"),
            tuple(map(numerals.period, periods)),
            periods,
            lines,
            by_period=True,
            indicators=tuple(one.indicator for one in series),
            shape=shapes.pop() if len(shapes) == 1 else "mixed",
            running=_running(periods, series, edition),
            breaks=_breaks(periods, series, edition),
        )
    )


def _of_series(
    directive: Directive, series: Series, by: Sequence[str], edition: Edition
) -> FigureTable:
    for name in (
        *by,
        *(name for name, _ in _pairs(directive.settings.get("where", ""))),
    ):
        if name not in series.dimensions:
            raise NoSuchFigure(
                f"{series.indicator} has no dimension {name!r}.",
                f"It has {', '.join(series.dimensions) or 'none'}.",
            )
    periods = _periods(directive.settings.get("periods", ""), [series])
    where = _pairs(directive.settings.get("where", ""))
    only = _names(directive.settings.get("only", ""))
    level = directive.settings.get("level", "")
    total = directive.name == "table" or not by
    first = _codes(edition, series, by[0], only, level, total=total) if by else [TOTAL]
    second = (
        _codes(edition, series, by[1], [], level, total=total) if len(by) == 2 else []
    )
    columns = second if second and len(periods) == 1 else list(periods)
    by_period = not (second and len(periods) == 1)

    def figure(pairs: Sequence[tuple[str, str]], column: str) -> Figure | None:
        period = column if by_period else periods[0]
        last = () if by_period else ((by[1], column),)
        return _maybe(edition, series.indicator, period, (*where, *pairs, *last))

    def line(pairs: Sequence[tuple[str, str]], level: int = 0) -> Line:
        name, code = pairs[-1] if pairs else ("", TOTAL)
        figures = tuple(figure(pairs, column) for column in columns)
        label = (
            edition.label(name, code)
            if pairs
            else edition.say(edition.release.indicators[series.indicator].title)
        )
        shown = {*first, *second}
        is_sum = bool(pairs) and (
            code == TOTAL or not shown.isdisjoint(edition.parts_of(name, code))
        )
        return Line(label, code, figures, is_total=is_sum, level=level)

    lines = []
    for code in first:
        pairs = [(by[0], code)] if by else []
        lines.append(line(pairs))
        if second and by_period:
            lines.extend(
                line([*pairs, (by[1], inner)], 1) for inner in second if inner != TOTAL
            )
    label = edition.dimension(by[0]).capitalize() if by else ""
    lists = [
        edition.release.codes[name] for name in by if name in edition.release.codes
    ]
    return _checked(
        FigureTable(
            label or edition.words("indicator"),
            tuple(
                numerals.period(c) if by_period else edition.label(by[1], c)
                for c in columns
            ),
            tuple(columns),
            tuple(one for one in lines if any(one.figures)),
            by_period,
            (series.indicator,),
            edition.release.indicators[series.indicator].shape,
            adds_up=all(one.adds_up for one in lists),
            running=_running(periods, [series], edition) if by_period else (),
            breaks=_breaks(periods, [series], edition) if by_period else (),
        )
    )


def _codes(
    edition: Edition,
    series: Series,
    name: str,
    only: Sequence[str],
    level: str,
    *,
    total: bool,
) -> list[str]:
    found = set(series.codes[series.dimensions.index(name)].tolist())
    codes = edition.release.codes.get(name)
    if only:
        strays = [code for code in only if code not in found]
        if strays:
            raise NoSuchFigure(
                f"{series.indicator} has no {name}={strays[0]}.", "Correct only=."
            )
        if not total:
            _refuse_contained(edition, name, only)
        return list(only)
    if level:
        tree = codes.parents.get(level, {}) if codes else {}
        chosen = sorted(
            {code for code in tree.values() if code in found},
            key=lambda code: edition.label(name, code),
        )
    else:
        chosen = list(edition.side_by_side(name, sorted(found - {TOTAL})))
    return [*chosen, TOTAL] if total and TOTAL in found else chosen


def _refuse_contained(edition: Edition, name: str, codes: Sequence[str]) -> None:
    """Refuse a chart that draws a category beside one of its own parts."""
    apart = edition.side_by_side(name, codes)
    contained = [code for code in codes if code not in apart]
    if contained and name in edition.release.codes:
        raise NoSuchFigure(
            f"In {name}, {contained[0]} contains another category of this chart, or is contained in one.",
            f"Write only={','.join(apart)}, or use a table.",
        )


def _maybe(
    edition: Edition, indicator: str, period: str, where: Sequence[tuple[str, str]]
) -> Figure | None:
    key = FigureKey(indicator, period, categories(where))
    row = edition.row(key)
    return None if row is None else edition.counted(row)


def _of_cited(directive: Directive, edition: Edition) -> FigureTable:
    """Put printed figures together: a row per identity of figures, a column per period."""
    figures = [edition.cited_figure(edition.cited[word]) for word in directive.words]
    rows: dict[Hashable, dict[str, Figure]] = {}
    for figure in figures:
        thing = identity_key(edition.cited[figure.address])
        if figure.period in rows.setdefault(thing, {}):
            raise NoSuchFigure(
                f"{figure.address} stands for the same thing and period as {rows[thing][figure.period].address}.",
                "Show vintages one by one in the text, or in two tables.",
            )
        rows[thing][figure.period] = figure
    periods = sorted({figure.period for figure in figures})
    totals = totals_of(directive, figures)

    def line(row: Mapping[str, Figure]) -> Line:
        is_total = any(figure.address in totals for figure in row.values())
        first = next(iter(row.values()))
        return Line(
            first.title,
            edition.cited[first.address].series or first.address,
            tuple(map(row.get, periods)),
            is_total=is_total,
        )

    lines = tuple(map(line, rows.values()))
    units = {figure.unit for figure in figures}
    heads = tuple(period or edition.words("period_not_stated") for period in periods)
    unit = units.pop() if len(units) == 1 else "mixed"
    shape = {"percent": "share"}.get(unit, unit)
    return FigureTable(
        edition.words("figure"),
        heads,
        tuple(periods),
        lines,
        by_period=True,
        indicators=(),
        shape=shape,
    )


def totals_of(directive: Directive, figures: Iterable[Figure]) -> set[str]:
    """Addresses of the rows that are totals.

    Raises
    ------
    NoSuchFigure : one of them does not stand in the table
    """
    totals = set(_names(directive.settings.get("total", "")))
    strays = sorted(totals - {figure.address for figure in figures})
    if strays:
        raise NoSuchFigure(
            f"{strays[0]!r} is no row of this table.",
            "total= names figures that stand in it.",
        )
    return totals


def _checked(table: FigureTable) -> FigureTable:
    if not table.figures:
        raise NoSuchFigure(
            "Nothing of this is in the release.",
            "Look which breakdowns the indicator publishes.",
        )
    return table
