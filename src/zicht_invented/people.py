"""People before they have names: sex, birth date, nationality, where they live."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from zicht.vocabulary.arrays import Dates, Floats, Ints
from zicht_invented.country import Country
from zicht_invented.draws import in_days, pick, pick_per_row

ABROAD = -1
"""Index of the municipality of somebody who has no known address here."""


@dataclass(frozen=True, eq=False)
class People:
    """One row per person.

    Parameters
    ----------
    sex : 0 woman, 1 man
    born : birth dates
    nationality : index in `codes.NATIONALITIES`
    home : index of a municipality, or `ABROAD`
    """

    sex: Ints
    born: Dates
    nationality: Ints
    home: Ints

    def __len__(self) -> int:
        return len(self.sex)


def join(blocks: Sequence[People]) -> tuple[People, list[int]]:
    """Join blocks of people; return them and where each block starts."""
    starts = [0, *np.cumsum([len(block) for block in blocks]).tolist()]
    columns = (
        np.concatenate([getattr(block, name) for block in blocks])
        for name in ("sex", "born", "nationality", "home")
    )
    return People(*columns), starts


def birth_dates(
    ages: NDArray[np.integer], on: Dates, rng: np.random.Generator
) -> Dates:
    """Birth dates of people who have the given ages on the given dates."""
    month_of = on.astype("datetime64[M]")
    within = (on - month_of).astype(np.int64)
    birthday = (month_of - 12 * ages.astype("timedelta64[M]")).astype("datetime64[D]")
    days_lived_since = (rng.random(len(ages)) * 364).astype(np.int64)
    return np.asarray(birthday + in_days(within - days_lived_since))


def ages_by_group(
    groups: NDArray[np.integer],
    rng: np.random.Generator,
    *,
    youngest: int = 11,
    spread: float = 6.5,
) -> Ints:
    """Ages within the groups 0 minor, 1 adolescent, 2 adult: minors mostly near 17, adults mostly near 23."""
    u = rng.random(len(groups))
    minor = 17 - np.floor((18 - youngest) * u**1.7)
    adolescent = 18 + np.floor(5 * u)
    adult = 23 + np.minimum(np.floor(rng.gamma(1.9, spread, len(groups))), 52)
    return np.asarray(np.choose(groups, [minor, adolescent, adult]), dtype=np.int64)


def homes(nationality: Ints, country: Country, rng: np.random.Generator) -> Ints:
    """Where people live: Dutch nationals all here, others for a part without a known address."""
    home = pick(rng, country.weights, len(nationality))
    nowhere = rng.random(len(nationality)) < np.where(nationality == 0, 0.015, 0.42)
    return np.where(nowhere, ABROAD, home)


def of_kind(weights: Floats, rows: Ints, rng: np.random.Generator) -> Ints:
    """Draw sex, nationality or group for each person from the weights of their row."""
    return pick_per_row(rng, weights, rows)
