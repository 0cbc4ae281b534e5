"""Shapes of heterogeneity: functions of the number of lists that a person is on."""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from zicht.vocabulary.arrays import Floats

POISSON_BASE = 2.0
GAMMA_START = 3.5
HIDDEN_START = 0.5
"""The lower the start, the more persons the Gamma allows who are nearly unseen."""


def _darroch(n_captures: Floats) -> Floats:
    return n_captures * (n_captures - 1) / 2


def _poisson(n_captures: Floats) -> Floats:
    return np.asarray(POISSON_BASE**n_captures - 1 - n_captures)


def _gamma(n_captures: Floats, start: float = GAMMA_START) -> Floats:
    return np.asarray(np.log(start) - np.log(start + n_captures))


SHAPES: Mapping[str, Callable[[Floats], Floats]] = {
    "darroch": _darroch,
    "poisson": _poisson,
    "gamma": _gamma,
    "hidden": partial(_gamma, start=HIDDEN_START),
}
"""Functions of the number of lists; main effects take up any linear part."""


def shape_of(name: str, n_lists: int) -> Floats:
    """Return the function over the 2**t patterns of lists."""
    n_captures = np.array([cell.bit_count() for cell in range(1 << n_lists)])
    return SHAPES[name](n_captures.astype(np.float64))
