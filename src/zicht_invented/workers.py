"""Workers by sector as the statistical office counts them: the people who could be exploited there."""

import numpy as np

from zicht.vocabulary.arrays import Ints
from zicht_invented import codes
from zicht_invented.deliveries import Column, Table
from zicht_invented.scene import Scene

SOURCE = "werkenden"
_OF_FIRST_YEAR = np.asarray(
    [95_000, 310_000, 150_000, 240_000, 14_000, 280_000, 60_000, 200_000, 3_900_000]
)
"""In the order of `codes.WORK_SECTORS`."""
_GROWTH = 0.008
_SPREAD = 0.01


def count_workers(scene: Scene) -> Ints:
    """Return the workers of each sector, years x `codes.WORK_SECTORS`."""
    rng = scene.stream("workers")
    years_on = np.arange(len(scene.settings.years))[:, np.newaxis]
    drift = rng.normal(0, _SPREAD, (len(years_on), len(_OF_FIRST_YEAR)))
    workers = _OF_FIRST_YEAR * np.exp(_GROWTH * years_on + drift)
    return np.asarray(np.round(workers, -2), dtype=np.int64)


def workers_table(workers: Ints, scene: Scene) -> Table:
    """Return the delivery of all years: a row per sector."""
    year, sector = (index.ravel() for index in np.indices(workers.shape))
    columns: dict[str, Column] = {
        "jaar": year + scene.settings.first_year,
        "sector": np.asarray(codes.WORK_SECTORS)[sector],
        "n": workers.ravel(),
    }
    return Table(SOURCE, scene.settings.period, columns)
