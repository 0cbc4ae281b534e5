"""Universes that hold the same records, whatever their names are.

Two indicators may count the same people under two names: victims by age, and victims
who are minors. Their cells are then one set of records, and two numbers for it would
tell more than one. Which units a query yields is compared, not what its author wrote.
Where counts of an aggregate source are added up, what is added up is compared too:
addresses reported and addresses removed stand in the same rows, and are other things.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from zicht.engine.words import Sql, literal, sql
from zicht.indicators.plan import UNIT, Pass
from zicht.indicators.relations import Relations, merged
from zicht.vocabulary.arrays import Ints, UInts
from zicht.vocabulary.definitions import Indicator
from zicht.vocabulary.dimensions import PERIOD, Dimension
from zicht.vocabulary.merging import Merges
from zicht.vocabulary.tables import SameRecords

_KEYS, _AMOUNTS = "~key", "~amount"
"""Columns of what stands for a unit, and of what a unit counts for; no query can yield their names."""
_A_FEW = 64
"""Units that are looked up first: of two universes of other records, none of these is found."""


@dataclass(frozen=True, eq=False)
class _Members:
    """The units of one universe, and how much each counts for.

    Parameters
    ----------
    universe : its name
    keys : a number of 64 bits for each unit, its hash, in ascending order. Of ten million units, two share a number
        with a chance of one in some 370,000; texts of ten million units would not fit beside each other
    amounts : what each unit counts for
    units : query of its units and their codes, in lists that add up
    names : of these lists
    """

    universe: str
    keys: UInts
    amounts: Ints
    units: Sql
    names: tuple[str, ...]

    @cached_property
    def a_few(self) -> UInts:
        """Some of the keys, from the whole range."""
        step = max(1, len(self.keys) // _A_FEW)
        return self.keys[::step]

    def places(self, keys: UInts) -> Ints | None:
        """Return where units stand; None where some unit is not there."""
        if not len(self.keys):
            return None
        place = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        is_there = bool(np.array_equal(self.keys[place], keys))
        return place if is_there else None


def same_records(
    relations: Relations,
    passes: Sequence[Pass],
    dimensions: Mapping[str, Dimension],
    merges: Mapping[str, Merges],
) -> tuple[SameRecords, ...]:
    """Find the universes that are another one, or one cell of another.

    Parameters
    ----------
    relations : that queries may read
    passes : one query per indicator; of one universe the first is asked
    dimensions : by name; `year` holds the years that are counted
    merges : per dimension, categories and those they become part of

    Returns
    -------
    for each such universe, the largest one of whose records it consists, and the
    leaves that select them; none where the two are equal
    """
    universes: dict[str, _Members] = {}
    for pass_ in passes:
        if pass_.tables and pass_.indicator.universe not in universes:
            members = _members(relations, pass_, dimensions, merges)
            universes[members.universe] = members
    same: dict[str, SameRecords] = {}
    largest_first = sorted(universes.values(), key=lambda members: -len(members.keys))
    for number, part in enumerate(largest_first):
        for whole in largest_first[:number]:
            # What is part of another universe is not a whole itself: that other is the larger whole.
            if whole.universe in same:
                continue
            where = _selection(relations, part, whole)
            if where is not None:
                same[part.universe] = SameRecords(part.universe, whole.universe, where)
                break
    return tuple(same.values())


def _members(
    relations: Relations,
    pass_: Pass,
    dimensions: Mapping[str, Dimension],
    merges: Mapping[str, Merges],
) -> _Members:
    """Ask a query for its units."""
    names = tuple(name for name in pass_.dimensions if dimensions[name].adds_up)
    units = _units(relations, pass_.indicator, names, dimensions, merges)
    # Units are compared by a hash: a number takes less memory than a text.
    columns = relations.session.columns(
        sql(
            "SELECT hash({unit}) AS {keys}, {amounts} FROM ({units}) AS u",
            unit=UNIT,
            keys=_KEYS,
            amounts=_AMOUNTS,
            units=units,
        )
    )
    keys = columns[_KEYS].astype(np.uint64)
    order = np.argsort(keys, kind="stable")
    amounts = columns[_AMOUNTS].astype(np.int64)[order]
    return _Members(pass_.indicator.universe, keys[order], amounts, units, names)


def _units(
    relations: Relations,
    indicator: Indicator,
    names: Sequence[str],
    dimensions: Mapping[str, Dimension],
    merges: Mapping[str, Merges],
) -> Sql:
    """Write the query of units in the years that are counted: the unit, what it counts for, and its codes."""
    amount = sql("coalesce({n}, 0)", n=indicator.sums) if indicator.sums else Sql("1")
    years = [Sql(literal(year)) for year in dimensions[PERIOD].leaves]
    columns = [
        sql("rows_of_query.{unit}::VARCHAR AS {unit}", unit=UNIT),
        sql("({amount})::BIGINT AS {amounts}", amount=amount, amounts=_AMOUNTS),
    ]
    for name in names:
        column = sql("rows_of_query.{name}", name=name)
        code = merged(column, merges.get(name, {}))
        columns.append(sql("{code} AS {name}", code=code, name=name))
    return sql(
        "SELECT DISTINCT {columns} FROM ({source}) AS rows_of_query"
        " WHERE rows_of_query.{period}::INTEGER::VARCHAR IN ({years})",
        columns=columns,
        source=relations.counted(indicator),
        period=PERIOD,
        years=years,
    )


def _selection(
    relations: Relations, part: _Members, whole: _Members
) -> dict[str, frozenset[str]] | None:
    """Return the leaves that select one universe from another; None where none do."""
    # A few hashes tell most universes of other records apart before all of them are
    # compared (ADR 0207).
    if not len(part.keys) or whole.places(part.a_few) is None:
        return None
    place = whole.places(part.keys)
    if place is None or not np.array_equal(whole.amounts[place], part.amounts):
        return None
    if np.array_equal(np.unique(part.keys), np.unique(whole.keys)):
        return {}
    # A part that no single list selects is not recognised (ADR 0111); the page on the
    # gate says so.
    for name in whole.names:
        inside, outside = _codes_of(relations, part, whole, name)
        if not inside & outside:
            return {name: inside}
    return None


def _codes_of(
    relations: Relations, part: _Members, whole: _Members, name: str
) -> tuple[frozenset[str], frozenset[str]]:
    """Return the codes that units of the whole carry inside the part, and outside it."""
    rows = relations.session.rows(
        sql(
            "SELECT code, bool_or(is_inside), bool_or(NOT is_inside) FROM ("
            "SELECT w.{name} AS code, w.{unit} IN (SELECT p.{unit} FROM ({part}) AS p) AS is_inside"
            " FROM ({whole}) AS w) AS units_of_the_whole GROUP BY code",
            name=name,
            unit=UNIT,
            part=part.units,
            whole=whole.units,
        )
    )
    inside = frozenset(str(code) for code, is_inside, _ in rows if is_inside)
    outside = frozenset(str(code) for code, _, is_outside in rows if is_outside)
    return inside, outside
