"""Simulated annealing over the finest cells of a table: up or down, one or two at a time.

Each finest cell that is no multiple of the base goes to the multiple below or above it. A
margin is the sum of its finest cells, so that sums always hold; what is sought is that
each margin, too, lies beside its count. The energy of a state is

    E = sum over cells of (steps outside the cell's range)^2
        + WEIGHT * sum over cells of (draw - fraction) * steps

A step turns one finest cell, or exchanges two that share a margin. It is accepted when it
lowers the energy, and else with probability exp(-rise / temperature).

References
----------
Kirkpatrick, Gelatt & Vecchi (1983), Optimization by simulated annealing, Science 220.
Kelly, Golden & Assad (1993), Large-scale controlled rounding using tabu search with
strategic oscillation, Annals of Operations Research 41: a rounding that may violate
additivity or the ranges for a while is found sooner.
"""

import math

import numpy as np

from zicht.disclosure.protect.margins import Margins, State
from zicht.methods.compiling import compiled

WEIGHT = 0.2
"""Of the draws beside one margin outside its range."""
PARTNERS = 8
"""Finest cells that are looked at for an exchange."""
EXCHANGES = 0.7
"""Share of the steps that exchange two cells."""
ALONE = -1
"""No partner: a finest cell is turned by itself."""


@compiled
def anneal(
    margins: Margins,
    state: State,
    temperature: float,
    n_tries: int,
    rng: np.random.Generator,
) -> None:
    """Try steps at one temperature.

    Parameters
    ----------
    margins : of the finest cells that can move
    state : changed in place
    temperature : of the acceptance rule
    n_tries : how many steps are tried
    rng : chooses them
    """
    n_finest = len(state.is_up)
    for _ in range(n_tries):
        first = int(rng.integers(0, n_finest))
        second = ALONE
        # An exchange leaves every margin that both cells share as it is.
        if rng.random() < EXCHANGES:
            second = _partner(margins, state, first, rng)
            if second == ALONE:
                continue
        rise = _turn(margins, state, first)
        if second != ALONE:
            rise += _turn(margins, state, second)
        if rise > 0.0 and rng.random() >= math.exp(-rise / temperature):
            _turn(margins, state, first)
            if second != ALONE:
                _turn(margins, state, second)


@compiled
def _partner(
    margins: Margins, state: State, first: int, rng: np.random.Generator
) -> int:
    """Return a finest cell on the other side that shares a margin with the first one.

    `ALONE` where none was met.
    """
    n_margins = margins.starts[first + 1] - margins.starts[first]
    cell = margins.cells[margins.starts[first] + rng.integers(0, n_margins)]
    n_inside = margins.finest_starts[cell + 1] - margins.finest_starts[cell]
    for _ in range(PARTNERS):
        entry = margins.finest_starts[cell] + rng.integers(0, n_inside)
        candidate = margins.finest[entry]
        if state.is_up[candidate] != state.is_up[first]:
            return int(candidate)
    return ALONE


@compiled
def _turn(margins: Margins, state: State, finest: int) -> float:
    """Turn one finest cell, and return by how much the energy rises."""
    change = 1 - 2 * state.is_up[finest]
    state.is_up[finest] += change
    rise = 0.0
    for entry in range(margins.starts[finest], margins.starts[finest + 1]):
        cell = margins.cells[entry]
        rise -= _penalty(margins, state, cell)
        state.steps[cell] += change
        rise += _penalty(margins, state, cell)
        rise += WEIGHT * change * margins.costs[cell]
    return rise


@compiled
def _penalty(margins: Margins, state: State, cell: int) -> int:
    """Return what a cell outside its range costs: two steps outside cost four."""
    too_low = margins.lowest[cell] - state.steps[cell]
    too_high = state.steps[cell] - margins.highest[cell]
    n_outside = max(too_low, too_high, 0)
    return int(n_outside * n_outside)
