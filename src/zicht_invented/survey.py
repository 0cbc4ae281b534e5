"""A survey of the inhabitants: districts drawn in each province, and people drawn in each district."""

from collections.abc import Iterator

import numpy as np

from zicht.vocabulary.arrays import Ints
from zicht_invented import codes
from zicht_invented.country import AGE_CLASSES
from zicht_invented.deliveries import Column, Spoiling, Table, cut_short, put
from zicht_invented.experiences import AGES, EXPERIENCED, STATES, TOLD, Experiences
from zicht_invented.scene import Scene

SOURCE = "enquete"
_PER_DISTRICT = 2_500
"""Inhabitants of 15 and older in a district, about."""
_DISTRICTS_DRAWN, _RESPONDENTS = 16, 60
"""Districts drawn in each province, and people in each district, at scale 1 and above."""
_FEWEST_RESPONDENTS = 10
_OLDEST = 95
_SAYS_NOTHING, _DOES_NOT_SAY_WHOM = 0.03, 0.05
"""Shares of respondents who answer neither item, and of victims who do not say whom they told."""
_UNKNOWN = "onbekend"


def survey_tables(experiences: Experiences, scene: Scene) -> Iterator[Table]:
    """Yield the delivery of each year: one row per respondent, with the design of the sample."""
    rng = scene.stream("survey")
    scale = min(1.0, scene.settings.scale)
    n_per_district = max(_FEWEST_RESPONDENTS, round(_RESPONDENTS * scale))
    for place, year in enumerate(scene.settings.years):
        people = experiences.people[place]
        columns = _respondents(people, n_per_district, year, scene, rng)
        yield Table(SOURCE, str(year), columns, _spoil(year))


def _respondents(
    people: Ints,
    n_per_district: int,
    year: int,
    scene: Scene,
    rng: np.random.Generator,
) -> dict[str, Column]:
    """Draw the respondents of a year from its people: municipalities x sex x `AGES` x `STATES`."""
    asked = people.sum(axis=(1, 2, 3))
    n_districts = np.maximum(1, asked // _PER_DISTRICT)
    municipality_of = np.repeat(np.arange(len(asked)), n_districts)
    stratum_of = scene.country.province[municipality_of]
    drawn, n_in_stratum, n_drawn = _drawn_districts(stratum_of, rng)
    cells = []
    for district in drawn.tolist():
        # A district holds a random part of its municipality: its people are drawn from all of them.
        pool = people[municipality_of[district]].ravel()
        n = min(n_per_district, int(pool.sum()))
        counts = rng.multivariate_hypergeometric(pool, n, method="marginals")
        cells.append(np.repeat(np.arange(len(pool)), counts))
    sizes = np.asarray([len(of_district) for of_district in cells])
    district = np.repeat(drawn, sizes)
    people_per_district = asked / n_districts
    people_of_row = people_per_district[municipality_of[district]]
    weight = np.repeat(n_in_stratum / n_drawn / sizes, sizes) * people_of_row
    shape = people.shape[1:]
    sex, age, state = np.unravel_index(np.concatenate(cells), shape)
    return {
        "jaar": np.full(len(district), year, dtype=np.int64),
        "gewicht": np.asarray([f"{each:.4f}" for each in weight.tolist()]),
        "stratum": stratum_of[district] + 1,
        "cluster": district + 1,
        "clusters_in_stratum": np.repeat(n_in_stratum, sizes),
        "leeftijd": _ages(age, rng),
        "geslacht": np.asarray(codes.SEXES)[sex],
        **_answers(state, rng),
    }


def _drawn_districts(
    stratum_of: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints, Ints]:
    """Draw districts in each stratum, without replacement.

    Returns
    -------
    the districts; and of the stratum of each, how many districts there are and how many were drawn
    """
    drawn, there_are, were_drawn = [], [], []
    for stratum in np.unique(stratum_of).tolist():
        districts = np.flatnonzero(stratum_of == stratum)
        n = min(_DISTRICTS_DRAWN, len(districts))
        drawn.append(np.sort(rng.choice(districts, n, replace=False)))
        there_are.append(np.full(n, len(districts)))
        were_drawn.append(np.full(n, n))
    return np.concatenate(drawn), np.concatenate(there_are), np.concatenate(were_drawn)


def _ages(age_class: Ints, rng: np.random.Generator) -> Ints:
    """Draw an age in years within the class of each respondent."""
    starts = np.asarray(AGES)
    ends = np.asarray([*AGE_CLASSES[-len(AGES) + 1 :], _OLDEST])
    width = (ends - starts)[age_class]
    years = np.floor(rng.random(len(age_class)) * width).astype(np.int64)
    return np.asarray(starts[age_class] + years)


def _answers(state: Ints, rng: np.random.Generator) -> dict[str, Column]:
    """Say what respondents answer. Who stays silent does so whatever happened."""
    is_silent = rng.random(len(state)) < _SAYS_NOTHING
    hides_whom = STATES.is_victim[state] & (rng.random(len(state)) < _DOES_NOT_SAY_WHOM)
    answers: dict[str, Column] = {}
    items = (
        ("item_fysiek", EXPERIENCED, STATES.physical, is_silent),
        ("item_online", EXPERIENCED, STATES.online, is_silent),
        ("verteld", TOLD, STATES.told, is_silent | hides_whom),
    )
    for name, words, of_state, is_unknown in items:
        said = np.asarray(words)[of_state[state]]
        answers[name] = np.where(is_unknown, _UNKNOWN, said)
    return answers


def _spoil(year: int) -> tuple[Spoiling, ...]:
    return (
        Spoiling("unknown_code:geslacht", put(geslacht="w")),
        Spoiling("unknown_code:item_online", put(item_online="misschien")),
        Spoiling("missing:verteld", put(verteld="")),
        Spoiling("outside_period:jaar", put(jaar=str(year - 9))),
        Spoiling("too_high:leeftijd", put(leeftijd="190")),
        Spoiling("too_low:gewicht", put(gewicht="-5")),
        Spoiling("not_a_whole_number:stratum", put(stratum="noord")),
        Spoiling("field_count", cut_short),
    )
