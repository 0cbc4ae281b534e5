"""Life tables of protected counts, against a published one, and against Kaplan-Meier.

Cutler & Ederer (1958), Maximum utilization of the life table method in analyzing
survival, Journal of Chronic Diseases 8, 699-712, tables 1 and 3: 126 male residents of
Connecticut with localized kidney cancer, 1946 to 1951.
"""

import numpy as np
import pytest

from zicht.disclosure.curves import life_table
from zicht_invented.times import returned

ALIVE = (126, 60, 38, 21, 10, 4)
"""At the beginning of each year after diagnosis."""
DIED = (47, 5, 2, 2, 0)
SURVIVAL = (0.60, 0.54, 0.50, 0.44, 0.44)
"""Cumulative, as printed."""
STANDARD_ERROR = 0.06
"""Of the survival to five years, as printed."""


def test_survival_of_the_published_example():
    points = life_table(ALIVE[0], np.cumsum(DIED).tolist(), ALIVE[1:])
    for point, survival in zip(points, SURVIVAL, strict=True):
        assert 1 - point[0] == pytest.approx(survival, abs=0.005)


def test_interval_follows_from_the_published_standard_error():
    points = life_table(ALIVE[0], np.cumsum(DIED).tolist(), ALIVE[1:])
    share = 1 - points[-1][0]
    reach = 1.96 * STANDARD_ERROR / (share * np.log(share))
    expected = sorted(1 - share ** np.exp(sign * reach) for sign in (1, -1))
    assert points[-1][1:] == pytest.approx(expected, abs=0.004)


@pytest.mark.parametrize("seed", range(8))
def test_many_short_intervals_give_kaplan_meier(seed):
    """Where every day is an interval of its own, the two estimates are one."""
    rng = np.random.default_rng(seed)
    days = rng.integers(1, 400, 300) * 2 + (ended := rng.random(300) < 0.4)
    horizons = range(1, 802)
    events = [int((ended & (days <= day)).sum()) for day in horizons]
    followed = [int((days > day).sum()) for day in horizons]
    points = life_table(300, events, followed)
    for day in (100, 300, 500):
        assert 100 * points[day - 1][0] == pytest.approx(
            returned(days, ended, day), abs=1e-9
        )
