"""Deliveries that have not arrived or are no longer kept, and the figures that are missing because of them.

Those figures are not counted, so that none is too low.

Which figures rest on a delivery follows from the queries: a query reads sources, itself or through views. Of which
years an indicator needs the deliveries, it declares (`needs`); where it declares nothing it needs all.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from zicht.edition.messages import Message
from zicht.indicators import relations_read
from zicht.pipeline.expected import RECEIVED, Slot
from zicht.project.folder import Project
from zicht.vocabulary.days import Days
from zicht.vocabulary.definitions import POPULATION, Indicator
from zicht.vocabulary.dimensions import PERIOD, Dimension, Hierarchy
from zicht.vocabulary.releases import Awaited
from zicht.vocabulary.spans import SpanTable
from zicht.vocabulary.surveys import SurveyTable
from zicht.vocabulary.tables import CountTable, Draft

_Lacking = Mapping[str, tuple[Days, ...]]
"""Source to the days that are lacking of it."""


@dataclass(frozen=True)
class Absent:
    """What has not arrived or is no longer kept, and what is not counted for it.

    Parameters
    ----------
    lacking : source to the days that are not there
    universes : universe to the periods of which nothing is counted
    indicators : indicator to the periods of which its figures are missing
    awaited : the same by source, as it is published
    """

    lacking: _Lacking = field(default_factory=dict)
    universes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    indicators: Mapping[str, frozenset[str]] = field(default_factory=dict)
    awaited: tuple[Awaited, ...] = ()

    def is_whole(
        self, indicator: Indicator, dimensions: Mapping[str, Dimension]
    ) -> bool:
        """Whether every figure of an indicator is missing, so that its query need not run."""
        missing = self.indicators.get(indicator.id, frozenset())
        periods = set(dimensions[PERIOD].leaves)
        if indicator.periods != PERIOD:
            periods = _with_blocks(periods, dimensions[PERIOD]) - periods
        return bool(missing) and periods <= missing

    def in_words(self) -> list[str]:
        """Return a sentence per delivery on the figures that are missing because of it."""
        return [_missing(delivery) for delivery in self.awaited]

    def years_of(self, relations: Collection[str]) -> set[int]:
        """Return the years of which some days are lacking of sources."""
        return {
            year
            for source in relations
            for days in self.lacking.get(source, ())
            for year in days.years
        }


def _missing(delivery: Awaited) -> Message:
    """State why nothing can be counted of a delivery, and how many indicators lack figures."""
    reason = "no_longer_kept" if delivery.is_forgotten else "not_arrived"
    return Message(
        f"progress.missing_{reason}",
        source=delivery.source,
        first=delivery.first,
        last=delivery.last,
        n=len(delivery.periods),
    )


def absent_figures(
    project: Project,
    slots: Iterable[Slot],
    dimensions: Mapping[str, Dimension],
    population: str,
) -> Absent:
    """Determine which figures are missing because deliveries have not arrived or are no longer kept.

    Parameters
    ----------
    project : its indicators and views
    slots : of everything that is owed
    dimensions : by name; of the period, with blocks of years
    population : source of inhabitants, by which rates are divided
    """
    slots = list(slots)
    lacking = _lacking_days(slots)
    if not lacking:
        return Absent()
    by_query = {
        indicator.id: _periods_by_source(project, indicator, lacking, dimensions)
        for indicator in project.indicators
    }
    by_indicator = {}
    for indicator in project.indicators:
        needed = _with_divisors(project, indicator, by_query)
        if POPULATION in _universes_of(indicator) and population in lacking:
            # Inhabitants are read by no query, so they are added here.
            needed = _joined(needed, {population: _years_in(lacking[population])})
        by_indicator[indicator.id] = _of_its_periods(indicator, needed, dimensions)
    return Absent(
        lacking=lacking,
        universes=_periods_by_universe(project, by_query),
        indicators=_periods_by_indicator(by_indicator),
        awaited=tuple(_awaited(project, slots, by_indicator)),
    )


def _years_in(runs: Iterable[Days]) -> frozenset[str]:
    """Return the years of which some days lie in runs of days."""
    return frozenset(str(year) for days in runs for year in days.years)


_BySource = Mapping[str, frozenset[str]]
"""Source to the periods that are missing for its absence."""


def _lacking_days(slots: Iterable[Slot]) -> dict[str, tuple[Days, ...]]:
    """Return, by source, the days that are owed and not there."""
    lacking: dict[str, tuple[Days, ...]] = {}
    for slot in slots:
        if slot.state != RECEIVED:
            days = (*lacking.get(slot.owed.source, ()), *slot.missing)
            lacking[slot.owed.source] = tuple(sorted(set(days)))
    return lacking


def _with_divisors(
    project: Project, indicator: Indicator, by_query: Mapping[str, _BySource]
) -> _BySource:
    """Add what is missing of the universes that an indicator divides, or divides by."""
    needed = by_query[indicator.id]
    for other in project.indicators:
        if other.universe in _universes_of(indicator):
            needed = _joined(needed, by_query[other.id])
    return needed


def _of_its_periods(
    indicator: Indicator, needed: _BySource, dimensions: Mapping[str, Dimension]
) -> dict[str, frozenset[str]]:
    """Keep years for an indicator by year, and blocks of years for one by block."""
    years = dimensions[PERIOD].leaves
    is_yearly = indicator.periods == PERIOD
    periods_of_source = {}
    for source, periods in needed.items():
        periods_of_source[source] = frozenset(
            period for period in periods if (period in years) == is_yearly
        )
    return periods_of_source


def _periods_by_universe(
    project: Project, by_query: Mapping[str, _BySource]
) -> dict[str, frozenset[str]]:
    """Return the periods of which nothing of a universe is counted."""
    # One universe is one set of cells: what one of its queries cannot count, none may.
    universes: dict[str, set[str]] = {}
    for indicator in project.indicators:
        periods = set().union(*by_query[indicator.id].values())
        universes.setdefault(indicator.universe, set()).update(periods)
    return {name: frozenset(periods) for name, periods in universes.items() if periods}


def _periods_by_indicator(
    by_indicator: Mapping[str, _BySource],
) -> dict[str, frozenset[str]]:
    """Return the periods of which figures of an indicator are missing."""
    missing = {}
    for name, sources in by_indicator.items():
        periods: frozenset[str] = frozenset().union(*sources.values())
        if periods:
            missing[name] = periods
    return missing


def _joined(first: _BySource, second: _BySource) -> _BySource:
    return {
        source: first.get(source, frozenset()) | second.get(source, frozenset())
        for source in {**first, **second}
    }


def _universes_of(indicator: Indicator) -> set[str]:
    selections = (indicator.numerator, indicator.denominator)
    named = {selection.universe for selection in selections if selection}
    return {indicator.universe, *named}


def _periods_by_source(
    project: Project,
    indicator: Indicator,
    lacking: _Lacking,
    dimensions: Mapping[str, Dimension],
) -> dict[str, frozenset[str]]:
    """Return, for each source that an indicator reads, the periods that its absence makes missing."""
    read = relations_read(indicator.sql, project.views)
    periods = {}
    for source in sorted(read & lacking.keys()):
        years = {year for days in lacking[source] for year in days.years}
        affected = [year for year in project.years if _needs(indicator, year, years)]
        periods[source] = frozenset(
            _with_blocks(map(str, affected), dimensions[PERIOD])
        )
    return periods


def _needs(indicator: Indicator, year: int, lacking: Collection[int]) -> bool:
    """Whether a figure of a year needs a delivery of one of the years that are lacking."""
    if indicator.needs == "own":
        return year in lacking
    if indicator.needs == "until":
        return year >= min(lacking)
    if indicator.needs == "from":
        return year <= max(lacking)
    # Where an indicator declares nothing, a count that is too low is worse than one
    # that is missing.
    return True


def _with_blocks(years: Iterable[str], periods: Dimension) -> set[str]:
    """Add to years the blocks of years that they are part of."""
    absent_years = set(years)
    return absent_years | {
        block for year in absent_years for block in periods.ancestors(year)
    }


def _awaited(
    project: Project,
    slots: Sequence[Slot],
    by_indicator: Mapping[str, Mapping[str, frozenset[str]]],
) -> Iterator[Awaited]:
    """Return the runs of days of which nothing can be counted, by source, and why."""
    for source, runs in _runs_and_why(slots).items():
        periods = {
            name: tuple(sorted(of_indicator[source]))
            for name, of_indicator in by_indicator.items()
            if of_indicator.get(source)
        }
        # A delivery that no figure needs is late, but nothing is missing for it.
        if not periods:
            continue
        title = project.forms[source][-1].title
        for days, is_forgotten in runs:
            yield Awaited(
                source=source,
                title=title,
                first=str(days.first),
                last=str(days.last),
                periods=periods,
                is_forgotten=is_forgotten,
            )


def _runs_and_why(slots: Iterable[Slot]) -> dict[str, list[tuple[Days, bool]]]:
    """Return, by source, the runs of days that are missing, and whether each of them was forgotten."""
    runs: dict[str, set[tuple[Days, bool]]] = {}
    for slot in slots:
        if slot.missing:
            of_source = runs.setdefault(slot.owed.source, set())
            of_source.update((days, False) for days in slot.awaited)
            of_source.update((days, True) for days in slot.forgotten)
    return {source: sorted(of_source) for source, of_source in runs.items()}


def without_absent(draft: Draft, absent: Absent) -> Draft:
    """Remove from a draft what rests on deliveries that have not arrived, before the gate sees it."""
    if not absent.universes:
        return draft
    tables = [
        _without_periods(table, absent.universes[table.universe])
        if table.universe in absent.universes
        else table
        for table in draft.tables
    ]
    spans = [
        replace(table, cells=_cells_of_other_periods(table, absent))
        for table in draft.spans
    ]
    surveys = [
        replace(table, cells=_cells_of_other_periods(table, absent))
        for table in draft.surveys
    ]
    return Draft(
        tuple(table for table in tables if table.n_cells),
        tuple(table for table in spans if table.cells),
        draft.same,
        tuple(table for table in surveys if table.cells),
        draft.left_out,
    )


def _cells_of_other_periods(
    table: SpanTable | SurveyTable, absent: Absent
) -> tuple[Any, ...]:
    """Return the cells of a table that rest on nothing that is lacking."""
    missing = absent.universes.get(table.universe, frozenset())
    return tuple(cell for cell in table.cells if cell.codes[0] not in missing)


def _without_periods(table: CountTable, periods: frozenset[str]) -> CountTable:
    """Remove some periods from a table and from its dimension of periods: a row that is absent counts zero."""
    axis = table.names.index(PERIOD)
    is_counted = ~np.isin(table.codes[axis], sorted(periods))
    dimensions = list(table.dimensions)
    dimensions[axis] = _without_codes(dimensions[axis], periods)
    return replace(
        table,
        dimensions=tuple(dimensions),
        codes=tuple(column[is_counted] for column in table.codes),
        counts=table.counts[is_counted],
    )


def _without_codes(dimension: Dimension, codes: frozenset[str]) -> Dimension:
    """Remove leaves, and the blocks that hold one of them, from a dimension."""
    hierarchies = [
        Hierarchy(
            hierarchy.name,
            {
                code: parent
                for code, parent in hierarchy.parents.items()
                if not {code, parent} & codes
            },
        )
        for hierarchy in dimension.hierarchies
    ]
    return replace(
        dimension,
        leaves=tuple(code for code in dimension.leaves if code not in codes),
        hierarchies=tuple(hierarchies),
    )


def of_years(periods: Dimension, years: Collection[int]) -> Dimension:
    """Return the dimension of periods with some years alone."""
    chosen_years = {str(year) for year in years}
    gone = frozenset(code for code in periods.leaves if code not in chosen_years)
    return _without_codes(periods, gone)
