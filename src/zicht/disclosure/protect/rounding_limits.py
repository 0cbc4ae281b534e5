"""How far each cell may be rounded, and how rounded values are checked.

With base b, count x, slack s (persons further above) and drift r (persons further on
either side), a rounded value v may lie in

    x - (b - 1) - r  <=  v  <=  x + (b - 1) + r + s,    v a multiple of b,  v >= 0

The rounding counts in steps of one base: `floor` is the lowest allowed step, and a value
is `(floor + steps above it) * b`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.protect.system import System
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.nouns import counted

UNDECIDED = -1
"""Steps of a cell that has no rounded value yet."""


@dataclass(frozen=True, eq=False)
class Limits:
    """How far each cell may be rounded, in steps of one base.

    Parameters
    ----------
    system, base : of the rounding
    asked_slack, asked_drift : as they were asked, in persons
    slack : persons above the base that a cell may lie above its count
    drift : persons beyond the base that a cell may lie on either side of its count
    floor : per cell, the lowest step
    most : per cell, how many steps above the floor are allowed
    """

    system: System
    base: int
    asked_slack: Ints
    asked_drift: Ints
    slack: Ints
    drift: Ints
    floor: Ints
    most: Ints

    @classmethod
    def of(
        cls, system: System, base: int, asked_slack: Ints, asked_drift: Ints
    ) -> "Limits":
        """Return the limits, given how many persons further cells may lie."""
        counts = system.counts
        # Whatever drifts, a cell of nobody stays a cell of nobody.
        drift = np.where(counts > 0, asked_drift, 0)
        slack = asked_slack + drift
        # The lowest multiple above x - b - r: -(a // b) is the quotient rounded up.
        lowest = -((base - 1 + drift - counts) // base)
        floor = np.maximum(lowest, 0)
        highest = (counts + base - 1 + slack) // base
        return cls(
            system, base, asked_slack, asked_drift, slack, drift, floor, highest - floor
        )

    def with_drift(self, cells: Ints, drift: int) -> "Limits":
        """Return the limits when some cells may drift so many persons."""
        asked_drift = self.asked_drift.copy()
        asked_drift[cells] = drift
        return Limits.of(self.system, self.base, self.asked_slack, asked_drift)

    def steps_of(self, printed: Ints) -> Ints:
        """Return the steps above the floor of printed values.

        Parameters
        ----------
        printed : per cell, the value that an earlier release printed; -1 where none did

        Returns
        -------
        `UNDECIDED` where nothing was printed

        Raises
        ------
        DisclosureRefused : a printed value does not fit its count
        """
        is_printed = printed >= 0
        steps = printed // self.base - self.floor
        is_outside = (printed % self.base != 0) | (steps < 0) | (steps > self.most)
        n_misfits = int(np.sum(is_printed & is_outside))
        if n_misfits:
            raise DisclosureRefused(
                f"{counted(n_misfits, 'cell was', 'cells were')} printed before with a value that does not fit"
                " their count today.",
                now="A revised table needs a new vintage of its universe.",
            )
        return np.where(is_printed, steps, UNDECIDED)

    def values(self, steps: Ints) -> Ints:
        """Return the rounded values of steps above the floor."""
        return (self.floor + steps) * self.base

    def faults(self, values: Ints) -> Iterator[str]:
        """Yield what is wrong with rounded values, in words.

        The solver works with a tolerance; this check does not.
        """
        system = self.system
        if np.any(system.relations.surplus(values)):
            yield "a sum does not hold"
        if np.any(values[system.within] > values[system.around]):
            yield "a part exceeds its whole"
        above = values - system.counts
        is_too_high = above >= self.base + self.slack
        is_too_low = above <= -self.base - self.drift
        if np.any(is_too_high | is_too_low | (values < 0)):
            yield "a cell lies a base or more from its count"
