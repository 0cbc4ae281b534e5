"""What inhabitants of 15 and older experienced in their lives, whether a register knows of it or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht_invented import codes
from zicht_invented.counting import Cell
from zicht_invented.country import AGE_CLASSES
from zicht_invented.scene import Scene

YOUNGEST = 15
"""Youngest age that a survey asks."""
AGES = tuple(age for age in AGE_CLASSES if age >= YOUNGEST)
"""First year of each class of age that is asked."""
_GROUP_OF_AGES = codes.age_group(np.asarray(AGES))
EXPERIENCED = ("nooit", "ooit", "afgelopen_jaar")
TOLD = ("niemand", "leeftijdgenoot", "naaste", "hulp_of_politie", "nvt")
_NEVER, _NOT_ASKED = EXPERIENCED.index("nooit"), TOLD.index("nvt")


@dataclass(frozen=True, eq=False)
class States:
    """What may have happened to somebody: one place in each array per state.

    Parameters
    ----------
    physical, online : index in `EXPERIENCED`
    told : index in `TOLD`; nobody is asked whom they told of nothing
    """

    physical: Ints
    online: Ints
    told: Ints

    def __len__(self) -> int:
        return len(self.told)

    @property
    def is_victim(self) -> Bools:
        """Whether it ever happened."""
        return np.asarray(self.told != _NOT_ASKED)


def _possible_states() -> States:
    n_answers, n_told = len(EXPERIENCED), len(TOLD)
    states = [
        (physical, online, told)
        for physical, online, told in product(
            range(n_answers), range(n_answers), range(n_told)
        )
        if (told == _NOT_ASKED) == (physical == online == _NEVER)
    ]
    return States(*np.asarray(states).T)


STATES = _possible_states()
_TOLD_WHOM = (0.33, 0.27, 0.25, 0.15)
"""Shares of victims, in the order of `TOLD`."""
_EVER_PHYSICAL = np.asarray([[0.26, 0.34, 0.28], [0.07, 0.09, 0.08]])
_EVER_ONLINE = np.asarray([[0.36, 0.36, 0.08], [0.13, 0.15, 0.05]])
"""Shares of women and men, by age group."""
_LAST_YEAR = np.asarray([[0.35, 0.20, 0.03], [0.80, 0.35, 0.15]])
"""Share of the physical and of the online experiences that were in the past year, by age group."""
_MORE_OFTEN_ONLINE = 1.7
"""How many times as often somebody with a physical experience has one online too."""
_SPREAD = 0.15
"""Standard deviation of the log-odds between municipalities."""


@dataclass(frozen=True, eq=False)
class Experiences:
    """How many inhabitants are in each state.

    Parameters
    ----------
    people : years x municipalities x sex x `AGES` x `STATES`
    """

    people: Ints

    def asked(self) -> Ints:
        """Return inhabitants of 15 and older, years x municipalities."""
        return np.asarray(self.people.sum(axis=(2, 3, 4)))


def experience(scene: Scene) -> Experiences:
    """Draw what happened to the inhabitants of each municipality, in each year."""
    rng = scene.stream("experiences")
    inhabitants = scene.country.inhabitants[..., -len(AGES) :]
    inhabitants = np.swapaxes(inhabitants, 0, 1)
    n_areas = inhabitants.shape[1]
    shifts = np.asarray(rng.normal(0, _SPREAD, n_areas)).tolist()
    chances = np.stack([_chances(shift) for shift in shifts])
    chances = np.broadcast_to(chances, (*inhabitants.shape, len(STATES)))
    return Experiences(rng.multinomial(inhabitants, chances).astype(np.int64))


def _chances(shift: float) -> Floats:
    """Return the chance of each state in one municipality, sex x `AGES` x `STATES`."""
    physical = _shifted(_EVER_PHYSICAL, shift)[:, _GROUP_OF_AGES]
    online = _shifted(_EVER_ONLINE, shift)[:, _GROUP_OF_AGES]
    last_year = _LAST_YEAR[:, _GROUP_OF_AGES]
    online_if_physical = _MORE_OFTEN_ONLINE * online
    online_if_not = (online - physical * online_if_physical) / (1 - physical)
    chances = np.empty((*physical.shape, len(STATES)))
    columns = (STATES.physical.tolist(), STATES.online.tolist(), STATES.told.tolist())
    for state, (of_physical, of_online, told) in enumerate(zip(*columns, strict=True)):
        is_physical = of_physical != _NEVER
        ever_online = online_if_physical if is_physical else online_if_not
        chance = _of_kind(of_physical, physical, last_year[0])
        chance = chance * _of_kind(of_online, ever_online, last_year[1])
        chances[..., state] = chance * (1.0 if told == _NOT_ASKED else _TOLD_WHOM[told])
    return chances


def _shifted(shares: Floats, shift: float) -> Floats:
    """Move shares by a shift of their log-odds."""
    odds = shares / (1 - shares) * np.exp(shift)
    return np.asarray(odds / (1 + odds))


def _of_kind(experienced: int, ever: Floats, last_year: Floats) -> Floats:
    """Return the chance of one answer to one item."""
    if experienced == _NEVER:
        return 1 - ever
    is_last_year = EXPERIENCED[experienced] == "afgelopen_jaar"
    return ever * (last_year if is_last_year else 1 - last_year)


Shares = Iterator[tuple[str, Cell, int, int]]
"""Indicator, cell, people with a yes, and people asked."""


def shares_of_population(experiences: Experiences, years: tuple[int, ...]) -> Shares:
    """Yield the shares among all inhabitants that a survey estimates from its respondents."""
    by_sex_and_age = _by_sex_and_age_group(experiences)
    last_year = EXPERIENCED.index("afgelopen_jaar")
    ever = {"fysiek": STATES.physical != _NEVER, "online": STATES.online != _NEVER}
    lately = {
        "fysiek": STATES.physical == last_year,
        "online": STATES.online == last_year,
    }
    for indicator, happened in (("P03", ever), ("P03-jaar", lately)):
        either = happened["fysiek"] | happened["online"]
        for cell, people in _cells(by_sex_and_age, years, crossed=True):
            yield indicator, cell, int(people[either].sum()), int(people.sum())
        for cell, people in _cells(by_sex_and_age, years, crossed=False):
            period, where = cell
            if any(name == "leeftijdsgroep" for name, _ in where):
                continue
            for kind, of_kind in happened.items():
                of_both = tuple(sorted((*where, ("ervaring", kind))))
                n_yes = int(people[of_kind].sum())
                yield indicator, (period, of_both), n_yes, int(people.sum())
    told_nobody = STATES.told == TOLD.index("niemand")
    for cell, people in _cells(by_sex_and_age, years, crossed=False):
        n_nobody = int(people[told_nobody].sum())
        yield "P03-niemand", cell, n_nobody, int(people[STATES.is_victim].sum())


def _by_sex_and_age_group(experiences: Experiences) -> Ints:
    """Return people by year x sex x age group x state, each sex and group with its total first."""
    people = experiences.people.sum(axis=1)
    by_group = np.stack(
        [people[:, :, group == _GROUP_OF_AGES].sum(axis=2) for group in range(3)],
        axis=2,
    )
    with_all_ages = np.concatenate([by_group.sum(axis=2, keepdims=True), by_group], 2)
    both = with_all_ages.sum(axis=1, keepdims=True)
    return np.concatenate([both, with_all_ages], axis=1)


def _cells(
    people: Ints, years: tuple[int, ...], *, crossed: bool
) -> Iterator[tuple[Cell, Ints]]:
    """Yield each cell with its people by state: by sex, by age group and, where it is asked, by both."""
    sexes = ("", *codes.SEXES)
    groups = ("", *codes.AGE_GROUPS[:3])
    for year, of_year in zip(years, people, strict=True):
        for (row, sex), (column, group) in product(enumerate(sexes), enumerate(groups)):
            if sex and group and not crossed:
                continue
            named = (("geslacht", sex), ("leeftijdsgroep", group))
            where = tuple((name, code) for name, code in named if code)
            yield (str(year), where), of_year[row, column]
