"""Inhabitants by year, area, sex and age group: public counts that rates divide by."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import product

from zicht.engine.session import Session
from zicht.engine.words import Sql, identifier, literal, sql
from zicht.indicators.relations import named
from zicht.vocabulary.designs import InhabitantsSource
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import IndicatorError
from zicht.vocabulary.people import Payload


def population(
    session: Session,
    payload: Payload,
    geography_parents: Mapping[str, Mapping[str, str]],
    declared: InhabitantsSource,
) -> dict[tuple[str, str, str, str], int]:
    """Add up the inhabitants delivered by area of the finest level, sex and year of age.

    Parameters
    ----------
    session : in which the payload stands
    payload : holding the source
    geography_parents : level of area to (area of the finest level to area of that level)
    declared : the source, its columns and the age groups

    Returns
    -------
    (year, area, sex, age group) to inhabitants; areas are of the finest level and above; margins are `_T`

    Raises
    ------
    IndicatorError : there is no such source, an age is in no group, or an area is on no map
    """
    if declared.source not in payload.relations:
        raise IndicatorError(
            "There is no population to divide by.",
            now=f"Deliver {declared.source}, or leave the rates out.",
        )
    totals: dict[tuple[str, str, str, str], int] = defaultdict(int)
    strays = 0
    for year, area, sex, group, n in session.rows(
        _sql(payload.relations[declared.source], declared)
    ):
        levels = [tree[area] for tree in geography_parents.values() if area in tree]
        strays += group is None or len(levels) < len(geography_parents)
        areas = dict.fromkeys([area, *levels, TOTAL])
        for key in product((str(year),), areas, (sex, TOTAL), (str(group), TOTAL)):
            totals[key] += int(n)
    if strays:
        raise IndicatorError(
            f"Population: {strays} combinations have an area that is on no map, or an age in no group.",
            now="Deliver the population of the same division into areas as the map.",
        )
    return dict(totals)


def _sql(relation: str, declared: InhabitantsSource) -> Sql:
    """Write the query that adds up inhabitants by year, area, sex and age group."""
    age = identifier(declared.age)
    cases = " ".join(
        f"WHEN {age} BETWEEN {int(youngest)} AND {int(oldest)} THEN {literal(code)}"
        for code, (youngest, oldest) in declared.groups.items()
    )
    columns = {
        "of_year": declared.year,
        "of_area": declared.area,
        "of_sex": declared.sex,
        "inhabitants": declared.count,
    }
    chosen = [
        Sql(f"{identifier(column)} AS {identifier(name)}")
        for name, column in columns.items()
    ]
    return sql(
        "SELECT of_year, of_area, of_sex, of_age, sum(inhabitants) AS inhabitants"
        " FROM (SELECT {chosen}, CASE {cases} END AS of_age FROM {relation}) AS p"
        " GROUP BY of_year, of_area, of_sex, of_age ORDER BY of_year, of_area, of_sex, of_age",
        chosen=chosen,
        cases=Sql(cases),
        relation=named(relation),
    )
