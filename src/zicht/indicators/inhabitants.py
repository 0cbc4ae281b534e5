"""Inhabitants by year, area, sex and age group: public counts that rates divide by."""

from collections import defaultdict
from collections.abc import Mapping
from itertools import product

from zicht.engine import Session, Sql, literal, sql
from zicht.indicators.relations import named
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.errors import IndicatorError
from zicht.vocabulary.people import Payload

SOURCE = "cbs_bevolking"
AGE_GROUPS: Mapping[str, tuple[int, int]] = {
    "minderjarig": (0, 17),
    "adolescent": (18, 22),
    "volwassen": (23, 999),
}
"""Age group to its youngest and oldest age, in years."""


def population(
    session: Session,
    payload: Payload,
    geography_parents: Mapping[str, Mapping[str, str]],
    leeftijdsgroepen: Mapping[str, tuple[int, int]] = AGE_GROUPS,
) -> dict[tuple[str, str, str, str], int]:
    """Add up the population delivered by municipality, sex and year of age.

    Parameters
    ----------
    session : in which the payload stands
    payload : holding the source `cbs_bevolking` with columns `jaar`, `gemeente`, `geslacht`, `leeftijd`, `n`
    geography_parents : level of area to (municipality to area of that level)
    leeftijdsgroepen : age group to its youngest and oldest age

    Returns
    -------
    (year, area, sex, age group) to inhabitants; areas are municipalities and every level above; margins are `_T`

    Raises
    ------
    IndicatorError : there is no such source, an age is in no group, or a municipality is on no map
    """
    if SOURCE not in payload.relations:
        raise IndicatorError(
            "There is no population to divide by.",
            now=f"Deliver {SOURCE}, or leave the rates out.",
        )
    totals: dict[tuple[str, str, str, str], int] = defaultdict(int)
    strays = 0
    for year, area, sex, group, n in session.rows(
        _sql(payload.relations[SOURCE], leeftijdsgroepen)
    ):
        levels = [tree[area] for tree in geography_parents.values() if area in tree]
        strays += group is None or len(levels) < len(geography_parents)
        areas = dict.fromkeys([area, *levels, TOTAL])
        for key in product((str(year),), areas, (sex, TOTAL), (str(group), TOTAL)):
            totals[key] += int(n)
    if strays:
        raise IndicatorError(
            f"Population: {strays} combinations have a municipality that is on no map, or an age in no group.",
            now="Deliver the population of the same division into municipalities as the map.",
        )
    return dict(totals)


def _sql(relation: str, groups: Mapping[str, tuple[int, int]]) -> Sql:
    cases = " ".join(
        f"WHEN leeftijd BETWEEN {int(youngest)} AND {int(oldest)} THEN {literal(code)}"
        for code, (youngest, oldest) in groups.items()
    )
    return sql(
        "SELECT jaar, gemeente, geslacht, groep, sum(n) AS n"
        " FROM (SELECT jaar, gemeente, geslacht, CASE {cases} END AS groep, n FROM {relation}) AS p"
        " GROUP BY jaar, gemeente, geslacht, groep ORDER BY jaar, gemeente, geslacht, groep",
        cases=Sql(cases),
        relation=named(relation),
    )
