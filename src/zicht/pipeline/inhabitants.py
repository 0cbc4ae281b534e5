"""The inhabitants of the areas of a project, where a source delivers them."""

from zicht.engine.session import Session
from zicht.figures.series import Population
from zicht.indicators.inhabitants import population
from zicht.project.folder import Project
from zicht.vocabulary.areas import Geography
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.people import Payload


def inhabitants_of(
    project: Project, session: Session, payload: Payload
) -> dict[tuple[str, str, str, str], int]:
    """Return the inhabitants of every year, area, sex and age group, where a source delivers them."""
    declared = project.inhabitants
    if declared is None or declared.source not in payload.relations:
        return {}
    trees = project.geography.parents if project.geography else {}
    return population(session, payload, trees, declared)


def of_areas(
    population: Population, geography: Geography | None
) -> dict[str, dict[str, int]]:
    """Return the inhabitants of every area in the last year that is known of it: the gate withholds small areas."""
    if geography is None or not population:
        return {}
    newest: dict[str, int] = {}
    # The years come in order, so that the last one stays.
    for (_year, area, sex, age), n in sorted(population.items()):
        if area != TOTAL and sex == age == TOTAL:
            newest[area] = n
    return {geography.leaf_level: newest}
