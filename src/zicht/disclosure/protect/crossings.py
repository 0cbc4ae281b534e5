"""Rounds large tables that cross many columns, whose programmes do not end in time.

In three dimensions and more a rounding beside every count need not exist (Causey, Cox &
Ernst 1985), and to find one is hard where it does. Every choice of up and down for the
finest cells gives margins that add up; annealing looks for a choice in which few margins,
or none, lie outside their range. How far the furthest lies outside is printed with all
of them: their bounds say so.
"""

import time
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.protect.finest_cells import Composition, compose
from zicht.disclosure.protect.margins import Margins, State
from zicht.disclosure.protect.rounding_limits import UNDECIDED, Limits
from zicht.disclosure.protect.system import System, universe_of
from zicht.disclosure.protect.universes import TOP, Universe
from zicht.vocabulary.arrays import Bools, Floats, Ints

MANY_AXES = 4
"""Columns with more than one code, from which programmes over a large part do not end."""
LARGE = 2_000
"""Cells of such a part."""
HOTTEST, COLDEST, N_TEMPERATURES = 0.45, 0.14, 60
"""Temperatures: at the first a step that pushes two margins out of their range is still
taken now and then, at the last hardly any. Colder, later or slower gained little: of the
17,952 cells of the largest table tried, 91 stayed outside, and 55 with three times the
steps."""
TRIES_PER_CELL, MOST_TRIES = 3_000, 20_000_000
"""Steps that are tried: counted and not timed, so that a rerun gives the same."""


@dataclass(frozen=True, eq=False)
class Settled:
    """A rounding of the cells of one crossing that were not decided.

    Parameters
    ----------
    cells : of the system
    values : their rounded values
    outside : by how many bases each lies outside its range
    """

    cells: Ints
    values: Ints
    outside: Ints


def is_hard(system: System, part: Ints) -> bool:
    """Whether a part is large, and some table of it crosses many columns."""
    crossed = _widest_crossing(universe_of(system, part))
    return len(part) > LARGE and int(crossed.sum()) >= MANY_AXES


def settle(
    limits: Limits, steps: Ints, costs: Floats, part: Ints, *, deadline: float
) -> Settled | None:
    """Round the widest crossing of the universe of a part, with all its margins.

    Parameters
    ----------
    limits : of every cell
    steps : per cell, the steps above its floor, or `UNDECIDED`
    costs : per cell, of one step up
    part : cells of one universe
    deadline : on the monotonic clock; after it the search cools at once

    Returns
    -------
    None where its cells are not the sums of finest ones, or lie within one another
    """
    inside = _cells_of_crossing(limits.system, part)
    if _has_inclusions(limits.system, inside):
        return None
    composition = compose(limits.system, inside)
    if composition is None:
        return None
    search = _Search(limits, steps, costs, composition)
    if search.n_finest:
        search.run(deadline)
    return search.settled()


def _widest_crossing(universe: Universe) -> Bools:
    """Return the axes of the table that crosses most; of equal ones, the largest."""
    has_codes = np.asarray([len(words) > 2 for words in universe.words], dtype=bool)
    crossings, n_cells = np.unique(
        (universe.levels != TOP) & has_codes, axis=0, return_counts=True
    )
    order = np.lexsort((n_cells, crossings.sum(axis=1)))
    return np.asarray(crossings[order[-1]])


def _cells_of_crossing(system: System, part: Ints) -> Bools:
    """Return the cells of the widest crossing of a universe, and of its margins."""
    universe = universe_of(system, part)
    others = ~_widest_crossing(universe)
    is_inside = np.all(universe.levels[:, others] == TOP, axis=1)
    inside = np.zeros(len(system.counts), dtype=bool)
    inside[universe.cells[is_inside]] = True
    return inside


def _has_inclusions(system: System, inside: Bools) -> bool:
    """Whether some of the cells lie within others without adding up to them."""
    return bool(np.any(inside[system.within] & inside[system.around]))


class _Search:
    """Anneals the finest cells of one crossing.

    Attributes
    ----------
    resting : per cell of the system, its steps when every finest cell is at its floor
    finest : finest cells that move: the others are decided
    cells : that hold a finest cell which moves; the margins of the search
    of_finest : a row per margin, 1 for each finest cell in it
    lowest, highest : range of each margin, in steps above `resting`
    is_up : 1 for each finest cell that moves and is above its floor
    best : of these states, that with the lowest penalty
    """

    def __init__(
        self, limits: Limits, steps: Ints, costs: Floats, composition: Composition
    ) -> None:
        self.limits = limits
        is_undecided = steps == UNDECIDED
        decided = np.where(is_undecided, 0, steps)
        finest, matrix = composition.finest, composition.matrix
        self.resting = matrix @ (limits.floor + decided)[finest]

        moves = is_undecided[finest]
        self.finest = finest[moves]
        of_finest = csr_array(matrix[:, np.flatnonzero(moves)])
        self.cells = np.flatnonzero(np.diff(of_finest.indptr))
        self.of_finest = csr_array(of_finest[self.cells])

        lowest = limits.floor + decided - self.resting
        highest = lowest + np.where(is_undecided, limits.most, 0)
        self.lowest, self.highest = lowest[self.cells], highest[self.cells]
        self.costs = costs[self.cells]
        # The search begins at the secret draws and stays near them (ADR 0104).
        self.is_up = (costs[self.finest] < 0).astype(np.int64)
        self.best = self.is_up

    @property
    def n_finest(self) -> int:
        """How many finest cells move."""
        return len(self.finest)

    def run(self, deadline: float) -> None:
        """Anneal from the hottest temperature to the coldest."""
        # numba takes a second to load: only who rounds such a table waits for it.
        from zicht.disclosure.protect import annealing  # noqa: PLC0415

        margins = self._margins()
        state = State(self.is_up, self.of_finest @ self.is_up)
        rng = np.random.default_rng(0)
        n_tries = min(TRIES_PER_CELL * self.n_finest, MOST_TRIES) // N_TEMPERATURES
        least = np.inf
        temperatures = np.geomspace(HOTTEST, COLDEST, N_TEMPERATURES)
        for temperature in temperatures.tolist():
            # When the time is up the search cools at once: the coldest temperature is
            # never skipped.
            if time.monotonic() > deadline and temperature > temperatures[-1]:
                continue
            annealing.anneal(margins, state, temperature, n_tries, rng)
            penalty = int((self._outside(state.steps) ** 2).sum())
            if penalty <= least:
                least, self.best = penalty, self.is_up.copy()

    def _margins(self) -> Margins:
        """Write which cells hold which finest ones, both ways round."""
        by_finest = self.of_finest.tocsc()
        return Margins(
            starts=by_finest.indptr.astype(np.int64),
            cells=by_finest.indices.astype(np.int64),
            finest_starts=self.of_finest.indptr.astype(np.int64),
            finest=self.of_finest.indices.astype(np.int64),
            lowest=self.lowest,
            highest=self.highest,
            costs=self.costs,
        )

    def _outside(self, steps: Ints) -> Ints:
        """Return by how many steps each margin lies outside its range."""
        too_low, too_high = self.lowest - steps, steps - self.highest
        n_outside: Ints = np.maximum(np.maximum(too_low, too_high), 0)
        return n_outside

    def settled(self) -> Settled:
        """Return the best rounding that was found."""
        steps = self.of_finest @ self.best
        values = (self.resting[self.cells] + steps) * self.limits.base
        return Settled(self.cells, values, self._outside(steps))
