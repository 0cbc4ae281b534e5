"""Counts different units by every breakdown, margins included, in one pass per indicator."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import isnan, prod

import numpy as np
from numpy.typing import NDArray

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql
from zicht.indicators.plan import UNIT, Pass, Wanted, plan
from zicht.indicators.relations import Relations, laid, merged, named
from zicht.indicators.spans import periods_of, spans
from zicht.indicators.surveys import survey_of
from zicht.indicators.universes import same_records
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD, TOTAL, Dimension
from zicht.vocabulary.errors import IndicatorError, ZichtError
from zicht.vocabulary.merging import Merges
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.people import Links, Payload
from zicht.vocabulary.tables import CountTable, Draft, YearsLeftOut

LARGEST = 5_000_000
"""Cells of one table; nobody reads a larger one."""
ADVICE_ON_STRAY_CODES = (
    "Add it to the code list, or to geography/areas.csv where the dimension is a level of areas; or mend the SQL. "
    "The code for unknown is named by that list, or by `unknown` in geography/geography.toml."
)
"""What to do about a code that a query yields and no list has."""
_ADVICE_ON_MISSING_CODES = (
    "Let the query yield the code for unknown: coalesce(column, 'unknown'); or write required = true for the column "
    "in the form, so that such a row goes to quarantine."
)
"""What to do about a value that is missing where a query yields a code."""


def count(
    session: Session,
    payload: Payload,
    links: Links,
    indicators: Sequence[Indicator],
    dimensions: Mapping[str, Dimension],
    *,
    views: Mapping[str, str],
    merges: Mapping[str, Merges] | None = None,
) -> Draft:
    """Count every table that the definitions need.

    Each query runs once; different units are counted for all its breakdowns by GROUPING SETS. A table that two
    indicators need is counted by the query of each, and must come out the same.

    Parameters
    ----------
    session : in which the relations of payload and links stand
    payload, links : records without anything that names a person, and which of them are one person
    indicators : definitions, with their queries
    dimensions : by name; `year` holds the years to count, and blocks of them
    views : name to SQL of the views the queries share
    merges : per dimension, categories and those they become part of, before units are told apart: a unit with both
        counts once

    Returns
    -------
    Draft with a table per universe and breakdown, a row per cell: all categories, levels above them and margins, each
    for every year or block; combinations without units count 0

    Raises
    ------
    IndicatorError : a query may not run, yields a code that is in no list, gives one unit two categories of a list that
        adds up, or disagrees with another query about the same table
    """
    passes = plan(indicators, dimensions)
    tables: dict[Wanted, tuple[Indicator, CountTable]] = {}
    left_out: list[YearsLeftOut] = []
    merges = merges or {}
    with laid(session, payload, links, views, dimensions) as relations:
        refuse_unlinked(session, payload, links)
        for pass_ in passes:
            indicator = pass_.indicator
            counted = count_tables(relations, pass_, dimensions, merges)
            if counted.years_left_out:
                left_out.append(YearsLeftOut(indicator.id, counted.years_left_out))
            for wanted, table in counted.tables:
                # To the gate one universe and breakdown is one set of records: two
                # counts of it would be printed as one cell.
                earlier, table_of_earlier = tables.setdefault(
                    wanted, (indicator, table)
                )
                if np.any(table.counts != table_of_earlier.counts):
                    raise _disagreement(earlier, indicator, table)
        same = same_records(relations, passes, dimensions, merges)
        span_tables = tuple(
            spans(relations, indicator, dimensions, merges)
            for indicator in indicators
            if indicator.statistics
        )
        surveys = tuple(
            survey_of(relations, indicator, dimensions, merges)
            for indicator in indicators
            if indicator.survey
        )
    return Draft(
        tuple(table for _, table in tables.values()),
        span_tables,
        same,
        surveys,
        tuple(left_out),
    )


def _disagreement(
    earlier: Indicator, later: Indicator, table: CountTable
) -> IndicatorError:
    """Describe two indicators that count one table of one universe differently."""
    names = ", ".join(dimension.name for dimension in table.dimensions)
    now = "Mend the query that is wrong, or rename one universe."
    if earlier.sums != later.sums:
        ways = " and ".join(_way_of_counting(one) for one in (earlier, later))
        now = f"{ways}: write the same `sums` in both."
    return IndicatorError(
        f"Indicators {earlier.id} and {later.id} name one universe, {table.universe}, and count it"
        f" by {names} differently.",
        now=now,
    )


def _way_of_counting(indicator: Indicator) -> str:
    if indicator.sums:
        return f"{indicator.id} adds up {indicator.sums}"
    return f"{indicator.id} counts units"


def refuse_unlinked(session: Session, payload: Payload, links: Links) -> None:
    """Refuse records of people that the links do not know: they would silently not be counted."""
    for source, relation in payload.relations.items():
        lost = session.value(
            sql(
                "SELECT count(*) FROM {records} AS p WHERE pseud_id IS NOT NULL"
                " AND NOT EXISTS (SELECT 1 FROM {links} AS k WHERE k.pseud_id = p.pseud_id)",
                records=named(relation),
                links=named(links.relation),
            )
        )
        if lost:
            raise IndicatorError(
                f"Records of {source} without a link to a person: {lost}.",
                now="Link again: the links are of other records.",
            )


@dataclass(frozen=True)
class CountedTables:
    """What one query yielded.

    Parameters
    ----------
    tables : each table that is wanted of it
    years_left_out : years of its records that lie in no period that is counted
    """

    tables: tuple[tuple[Wanted, CountTable], ...]
    years_left_out: tuple[str, ...]


def count_tables(
    relations: Relations,
    one: Pass,
    dimensions: Mapping[str, Dimension],
    merges: Mapping[str, Merges],
) -> CountedTables:
    """Count the tables of one query; an error of the database names the indicator."""
    try:
        return _count(relations, one, dimensions, merges)
    except IndicatorError:
        raise
    except ZichtError as error:
        said, now = error.what, error.now
    raise IndicatorError(f"Indicator {one.indicator.id}: {said}", now=now)


def _count(
    relations: Relations,
    one: Pass,
    dimensions: Mapping[str, Dimension],
    merges: Mapping[str, Merges],
) -> CountedTables:
    axes = {
        name: _Axis.of(dimensions[name], merges.get(name))
        for name in (PERIOD, *one.dimensions)
    }
    groups = {group for wanted in one.tables for group in _subsets(wanted.dimensions)}
    found = _Found(one.indicator, axes, _query(relations, one.indicator, axes, groups))
    found.check_units()
    tables = [(wanted, _table(found, wanted, axes)) for wanted in one.tables]
    return CountedTables(tuple(tables), found.years_left_out(dimensions[PERIOD]))


def _margin_of(name: str) -> str:
    """Return the name of the column that says whether a row is a margin of a dimension."""
    return f"~margin of {name}"


def _subsets(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for size in range(len(names) + 1):
        yield from combinations(names, size)


def _query(
    relations: Relations,
    indicator: Indicator,
    axes: Mapping[str, "_Axis"],
    groups: set[tuple[str, ...]],
) -> dict[str, NDArray[np.generic]]:
    """Run one query: a row per cell that has units, of every group; and one of everything, over all years."""
    # A row of a unit is repeated for each level above its code, so that each level counts different units.
    joins = [
        _join_with_levels(relations, name, axis)
        for name, axis in axes.items()
        if name != PERIOD and axis.is_expanded
    ]
    margins = [
        sql("grouping({name}) AS {margin}", name=name, margin=_margin_of(name))
        for name in axes
    ]
    columns = [_column(axis) for axis in axes.values()]
    if indicator.sums:
        columns.append(identifier("rows_of_query", indicator.sums))
    return relations.session.columns(
        sql(
            "SELECT {keys}, {margins}, {counted} AS {count}, count(*) - count(unit) AS {nameless},"
            " count(*) - count(DISTINCT unit) AS {repeated}"
            " FROM (SELECT rows_of_query.unit, {columns} FROM ({source}) AS rows_of_query {joins}) AS r"
            " GROUP BY GROUPING SETS ((), {groups})",
            keys=list(axes),
            counted=_counted_value(indicator),
            count=_COUNT,
            nameless=_NAMELESS,
            repeated=_REPEATED,
            margins=margins,
            columns=columns,
            source=relations.counted(indicator),
            joins=Sql(" ".join(joins)),
            groups=[
                sql("({names})", names=[PERIOD, *group]) for group in sorted(groups)
            ],
        )
    )


def _join_with_levels(relations: Relations, name: str, axis: "_Axis") -> Sql:
    return sql(
        "LEFT JOIN {upwards} AS {alias} ON {alias}.dimension = {word} AND {alias}.code = {code}",
        upwards=relations.upwards,
        alias=f"op_{name}",
        word=literal(name),
        code=merged(sql("rows_of_query.{name}", name=name), axis.merges),
    )


def _counted_value(indicator: Indicator) -> Sql:
    """Write SQL for what a cell holds: different units, or the sum of the counts that an aggregate source gives."""
    if indicator.sums:
        return sql("coalesce(sum({n}), 0)::BIGINT", n=indicator.sums)
    return Sql(f"count(DISTINCT {UNIT})")


def _column(axis: "_Axis") -> Sql:
    name = axis.dimension.name
    code = merged(sql("rows_of_query.{name}", name=name), axis.merges)
    if axis.is_expanded:
        return sql(
            "coalesce({alias}.ancestor, {code}) AS {name}",
            alias=f"op_{name}",
            code=code,
            name=name,
        )
    return sql("{code} AS {name}", code=code, name=name)


_COUNT, _NAMELESS, _REPEATED = "~count", "~nameless", "~repeated"
"""Columns beside the dimensions; no dimension can have such a name."""


@dataclass(frozen=True)
class _Axis:
    """The codes of a dimension, in the order of a cube: total, leaves, levels above them.

    Where leaves add up, levels are sums of them. Where a unit may have several, the query itself counts each level, so
    that a unit with two leaves of a level counts once.
    """

    dimension: Dimension
    codes: tuple[str, ...]
    is_expanded: bool
    merges: Merges

    @classmethod
    def of(cls, dimension: Dimension, merges: Merges | None) -> "_Axis":
        levels = dict.fromkeys(
            code for leaf in dimension.leaves for code in dimension.ancestors(leaf)
        )
        codes = (TOTAL, *dimension.leaves, *levels)
        return cls(
            dimension, codes, bool(levels) and not dimension.adds_up, merges or {}
        )

    @cached_property
    def index(self) -> dict[str, int]:
        return {code: at for at, code in enumerate(self.codes)}

    @property
    def n_counted(self) -> int:
        """How many codes, the total included, the query counts; the others are sums."""
        return len(self.codes) if self.is_expanded else 1 + len(self.dimension.leaves)

    @cached_property
    def sums(self) -> tuple[tuple[int, list[int]], ...]:
        """Each code that is a sum, with the leaves it sums."""
        below: dict[int, list[int]] = {}
        for leaf in self.dimension.leaves:
            for code in self.dimension.ancestors(leaf):
                below.setdefault(self.index[code], []).append(self.index[leaf])
        return () if self.is_expanded else tuple(below.items())


def _word(value: object) -> str:
    """Write a code as its list does: a database that holds empty values yields whole numbers as floats."""
    if isinstance(value, float) and not isnan(value):
        return str(int(value))
    return str(value)


def _is_missing(values: NDArray[np.generic]) -> Bools:
    """Return where a database column holds no value: None, or NaN where the others are numbers."""
    missing = [
        value is None or value != value  # noqa: PLR0124 - NaN
        for value in values.tolist()
    ]
    return np.array(missing, dtype=np.bool_)


class _Found:
    """What one query yielded, as positions on axes."""

    def __init__(
        self,
        indicator: Indicator,
        axes: Mapping[str, _Axis],
        columns: Mapping[str, NDArray[np.generic]],
    ) -> None:
        self.indicator = indicator
        self.axes = axes
        self.counts: Ints = columns[_COUNT].astype(np.int64)
        self.repeated = int(columns[_REPEATED].max(initial=0))
        self.nameless = int(columns[_NAMELESS].max(initial=0))
        self.given = {name: columns[_margin_of(name)] == 0 for name in axes}
        self._years = columns[PERIOD]
        self.missing = {name: _is_missing(columns[name]) for name in axes}
        self.codes = {name: self._positions(name, columns[name]) for name in axes}

    def _positions(self, name: str, values: NDArray[np.generic]) -> Ints:
        """Position of each code on its axis: 0 where the group is a margin, -1 where the code is in no list."""
        axis = self.axes[name]
        known = dict(list(axis.index.items())[1 : axis.n_counted])
        given = self.given[name].tolist()
        words = map(_word, values.tolist())
        found = (
            known.get(word, -1) if is_given else 0
            for word, is_given in zip(words, given, strict=True)
        )
        return np.fromiter(found, dtype=np.int64, count=len(values))

    def _refuse_missing_codes(self, where: str) -> None:
        """Refuse units without a value where a list wants a code: nothing says whether they are unknown."""
        # An empty cell has an error of its own: that its code is in no list would send
        # the analyst to the code list.
        for name, is_missing in self.missing.items():
            n_units = self.counts[self.given[name] & is_missing]
            if name != PERIOD and len(n_units):
                raise IndicatorError(
                    f"{where}, dimension {name}: at least {n_units.max()} units have no value there.",
                    now=_ADVICE_ON_MISSING_CODES,
                )

    def check_units(self) -> None:
        """Refuse units without a name, codes in no list, and units that stand in two years."""
        where = f"Indicator {self.indicator.id}"
        if self.nameless:
            raise IndicatorError(
                f"{where}: {counted(self.nameless, 'row names', 'rows name')} no unit.",
                now=f"Mend its SQL: {UNIT} is empty.",
            )
        if self.indicator.sums and self.repeated:
            raise IndicatorError(
                f"{where}: {counted(self.repeated, 'row repeats', 'rows repeat')}"
                " a unit, whose count would be added twice.",
                now="Mend its SQL: one row for each row of the source.",
            )
        self._refuse_missing_codes(where)
        self._refuse_stray_codes(where)
        self._refuse_unfit_years(where)

    def _refuse_stray_codes(self, where: str) -> None:
        for name in self.axes:
            n_units = self.counts[self.given[name] & (self.codes[name] < 0)]
            if name != PERIOD and len(n_units):
                raise IndicatorError(
                    f"{where}, dimension {name}: at least {n_units.max()} units carry a code that is in no list.",
                    now=ADVICE_ON_STRAY_CODES,
                )

    def _refuse_unfit_years(self, where: str) -> None:
        """Refuse units that stand in no year, or in two."""
        if np.any(self.given[PERIOD] & self.missing[PERIOD]):
            raise IndicatorError(
                f"{where}: units stand in no year.",
                now=f"Mend its SQL: {PERIOD} is empty.",
            )
        is_total = np.logical_and.reduce(
            [~given for name, given in self.given.items() if name != PERIOD] or [True]
        )
        # Units are counted once over all years and once per year: the sums differ where
        # a unit stands in two years.
        n_by_year = int(self.counts[self.given[PERIOD] & is_total].sum())
        n_of_all_years = int(self.counts[~self.given[PERIOD]].sum())
        if n_by_year != n_of_all_years:
            raise IndicatorError(
                f"{where}: units stand in more than one year.",
                now=f"Mend its SQL: let {UNIT} hold the year.",
            )

    def years_left_out(self, dimension: Dimension) -> tuple[str, ...]:
        """Return the years of records that lie in none of the periods that the indicator counts."""
        is_counted = periods_of(self.indicator, dimension)
        years = self._years[self.given[PERIOD]].tolist()
        words = {_word(year) for year in years}
        return tuple(sorted(words - is_counted.keys()))

    def cube(self, names: Sequence[str]) -> Ints:
        """Lay the counts out by year and the dimensions named, with margins and levels."""
        axes = [self.axes[name] for name in (PERIOD, *names)]
        shape = [len(axis.codes) for axis in axes]
        if prod(shape) > LARGEST:
            raise IndicatorError(
                f"Indicator {self.indicator.id}: the table by {', '.join(names)} has {counted(prod(shape), 'cell')}.",
                now="Break down by fewer dimensions at once.",
            )
        cube = np.zeros(shape, dtype=np.int64)
        others = [name for name in self.axes if name not in (PERIOD, *names)]
        rows = self.given[PERIOD] & (self.codes[PERIOD] > 0)
        for name in others:
            rows = rows & ~self.given[name]
        places = tuple(self.codes[name][rows] for name in (PERIOD, *names))
        cube[places] = self.counts[rows]
        for at, axis in enumerate(axes):
            self._add_up(np.moveaxis(cube, at, 0), axis)
        return cube

    def _add_up(self, cube: Ints, axis: _Axis) -> None:
        leaves = cube[1 : 1 + len(axis.dimension.leaves)]
        if axis.dimension.adds_up and axis.dimension.name != PERIOD:
            # A margin counts each unit once, so that leaves exceed it where a unit
            # carries two codes.
            surplus = int(np.abs(leaves.sum(axis=0) - cube[0]).max(initial=0))
            if surplus:
                raise IndicatorError(
                    f"Indicator {self.indicator.id}, dimension {axis.dimension.name}: at least {surplus} units carry"
                    " two codes of a list that adds up.",
                    now=f"If one unit may carry several codes, write adds_up = false in the code list "
                    f"{axis.dimension.name}; otherwise mend the SQL. Where the unit is a person, linkage may have taken"
                    " two people for one: then neither mends it, and the link fields must be looked at.",
                )
        for code, below in axis.sums:
            cube[code] = cube[below].sum(axis=0)


def _table(found: _Found, wanted: Wanted, axes: Mapping[str, _Axis]) -> CountTable:
    """Take the rows that are wanted out of a cube."""
    cube = found.cube(wanted.dimensions)
    levels = dict(wanted.levels)
    codes_of = {PERIOD: _periods(axes[PERIOD], wanted.periods)}
    for name in wanted.dimensions:
        axis = axes[name]
        chosen = frozenset(axis.codes)
        if name in levels:
            chosen = axis.dimension.named(levels[name])
        codes_of[name] = [code for code in axis.codes if code in chosen]
    places = [
        [axes[name].index[code] for code in codes] for name, codes in codes_of.items()
    ]
    columns = [np.array(codes, dtype=np.str_) for codes in codes_of.values()]
    grid = np.meshgrid(*columns, indexing="ij")
    return CountTable(
        universe=wanted.universe,
        dimensions=tuple(axes[name].dimension for name in codes_of),
        codes=tuple(column.ravel() for column in grid),
        counts=cube[np.ix_(*places)].ravel(),
    )


def _periods(axis: _Axis, periods: str) -> list[str]:
    if periods == PERIOD:
        return list(axis.dimension.leaves)
    blocks = [h for h in axis.dimension.hierarchies if h.name == periods]
    return list(
        dict.fromkeys(parent for block in blocks for parent in block.parents.values())
    )
