"""Kaplan-Meier with Greenwood's interval, against published examples.

Remission of acute myeloid leukaemia, data set `aml` of the R package survival (Miller 1981, Survival Analysis, Wiley,
p. 49): `summary(survfit(Surv(time, status) ~ x, data = aml, conf.type = "log-log"))`. Remission under 6-MP: Freireich
et al. (1963), Blood 21, 699-716, table in Cox and Oakes (1984), Analysis of Survival Data, p. 8.
"""

import numpy as np
import pytest

from zicht.disclosure.spans import Curve
from zicht_invented.times import returned

EXAMPLES = {
    "maintained": (
        "9 13 13+ 18 23 28+ 31 34 45+ 48 161+",
        {
            9: 0.909,
            13: 0.818,
            18: 0.716,
            23: 0.614,
            31: 0.491,
            34: 0.368,
            48: 0.184,
            100: 0.184,
        },
    ),
    "nonmaintained": (
        "5 5 8 8 12 16+ 23 27 30 33 43 45",
        {
            5: 0.8333,
            8: 0.6667,
            12: 0.5833,
            23: 0.4861,
            27: 0.3889,
            30: 0.2917,
            33: 0.1944,
            43: 0.0972,
            45: 0.0,
        },
    ),
    "6-MP": (
        "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+",
        {
            5: 1.0,
            6: 0.857,
            7: 0.807,
            10: 0.753,
            13: 0.690,
            16: 0.627,
            22: 0.538,
            23: 0.448,
        },
    ),
}
STANDARD_ERRORS = {
    9: 0.0867,
    13: 0.1163,
    18: 0.1397,
    23: 0.1526,
    31: 0.1642,
    34: 0.1627,
    48: 0.1535,
}
"""Of the maintained group, as R prints them."""


def read(words: str) -> tuple[np.ndarray, np.ndarray]:
    parts = words.split()
    return np.array([float(p.rstrip("+")) for p in parts]), np.array(
        [not p.endswith("+") for p in parts]
    )


@pytest.mark.parametrize("name", EXAMPLES)
def test_survival_of_published_examples(name):
    words, expected = EXAMPLES[name]
    days, ended = read(words)
    curve = Curve(days, ended)
    for day, survival in expected.items():
        assert 1 - curve.at(day)[0] == pytest.approx(survival, abs=6e-4), day
        assert 1 - returned(days, ended, day) / 100 == pytest.approx(
            survival, abs=6e-4
        ), day


def test_interval_follows_from_the_published_standard_errors():
    words, survival = EXAMPLES["maintained"]
    curve = Curve(*read(words))
    for day, error in STANDARD_ERRORS.items():
        share = survival[day]
        reach = np.exp(1.96 * error / (share * np.log(share)) * np.array([-1.0, 1.0]))
        _, lower, upper = curve.at(day)
        assert (1 - upper, 1 - lower) == pytest.approx(tuple(share**reach), abs=6e-4), (
            day
        )
