"""Universes that hold the same records, whatever their names are.

Two indicators may count the same people under two names: victims by age, and victims
who are minors. Their cells are then one set of records, and two numbers for it would
tell more than one. Which units a query yields is compared, not what its author wrote.
Where counts of an aggregate source are added up, what is added up is compared too:
addresses reported and addresses removed stand in the same rows, and are other things.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.engine import Sql, sql
from zicht.indicators.plan import UNIT, Pass
from zicht.indicators.relations import Relations, merged
from zicht.vocabulary.arrays import Ints, Texts
from zicht.vocabulary.dimensions import PERIOD, Dimension
from zicht.vocabulary.merging import Merges
from zicht.vocabulary.tables import SameRecords

_AMOUNTS = "~amount"
"""Column of what a unit counts for; no query can yield its name."""


@dataclass(frozen=True, eq=False)
class _Members:
    """The units of one universe, how much each counts for, and the codes they carry in lists that add up."""

    universe: str
    names: Texts
    amounts: Ints
    codes: Mapping[str, Texts]


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
    for one in passes:
        if one.tables and one.indicator.universe not in universes:
            members = _members(relations, one, dimensions, merges)
            universes[members.universe] = members
    found: dict[str, SameRecords] = {}
    largest_first = sorted(universes.values(), key=lambda own: -len(own.names))
    for number, part in enumerate(largest_first):
        for whole in largest_first[:number]:
            where = _selection(part, whole)
            if where is not None and whole.universe not in found:
                found[part.universe] = SameRecords(part.universe, whole.universe, where)
                break
    return tuple(found.values())


def _members(
    relations: Relations,
    one: Pass,
    dimensions: Mapping[str, Dimension],
    merges: Mapping[str, Merges],
) -> _Members:
    """Ask a query for its units and their codes."""
    names = [name for name in one.dimensions if dimensions[name].adds_up]
    summed = one.indicator.sums
    amount = sql("coalesce({n}, 0)", n=summed) if summed else Sql("1")
    columns = relations.session.columns(
        sql(
            "SELECT DISTINCT unit::VARCHAR AS unit, {period}::INTEGER::VARCHAR"
            " AS {period}, {amount}::BIGINT AS {amounts}, {codes}"
            " FROM ({source}) AS rows_of_query",
            period=PERIOD,
            amount=amount,
            amounts=_AMOUNTS,
            codes=[
                sql(
                    "{code} AS {name}",
                    code=merged(
                        sql("rows_of_query.{name}", name=name), merges.get(name, {})
                    ),
                    name=name,
                )
                for name in names
            ],
            source=relations.counted(one.indicator),
        )
    )
    is_counted = np.isin(
        columns[PERIOD].astype(np.str_), list(dimensions[PERIOD].leaves)
    )
    return _Members(
        one.indicator.universe,
        columns[UNIT][is_counted].astype(np.str_),
        columns[_AMOUNTS][is_counted].astype(np.int64),
        {name: columns[name][is_counted].astype(np.str_) for name in names},
    )


def _selection(part: _Members, whole: _Members) -> dict[str, frozenset[str]] | None:
    """Return the leaves that select one universe from another; None where none do."""
    if not len(part.names) or not np.isin(part.names, whole.names).all():
        return None
    if not _count_the_same(part, whole):
        return None
    is_inside = np.isin(whole.names, part.names)
    if is_inside.all():
        return {}
    for name, codes in whole.codes.items():
        inside, outside = (
            set(codes[is_inside].tolist()),
            set(codes[~is_inside].tolist()),
        )
        if not inside & outside:
            return {name: frozenset(inside)}
    return None


def _count_the_same(part: _Members, whole: _Members) -> bool:
    """Whether every unit of one universe counts for as much in another, which holds all of them."""
    order = np.argsort(whole.names, kind="stable")
    place = order[np.searchsorted(whole.names[order], part.names)]
    return bool(np.array_equal(whole.amounts[place], part.amounts))
