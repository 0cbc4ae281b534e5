"""Asks one programme for as many cells as possible, each no further than its demands ask.

Asked for the sum of many cells alone, a programme makes a few of them very large, and the
others learn nothing. Where no cell may rise beyond what its demands ask of it, the sum
grows by cells that get there. No counts that were found before are excluded: a cell whose
demands are not met lay below that point in all of them. So every solution is a possible
table, and what it shows holds; what is left is asked cell by cell as before.
"""

import numpy as np

from zicht.disclosure.audit.components import HIGHEST, LOWEST, Component
from zicht.disclosure.audit.safety import Demands, highest_asked, lowest_asked
from zicht.vocabulary.arrays import Bools

MOST_QUESTIONS = 200
"""Questions about many cells; each takes some five times as long as one about a cell."""
FEWEST_SHOWN = 3
"""Cells that a question must show to be safe; with fewer, asking each is as quick."""


def ask_together(component: Component, demands: Demands, deadline: float) -> None:
    """Ask how high, and how low, all cells can be whose demands were not seen to be met.

    Parameters
    ----------
    component : whose cells are asked; what its solutions show is noted
    demands : of all cells of the attack
    deadline : on the monotonic clock
    """
    asked = demands.of(component.cells)
    shows_much = {HIGHEST: True, LOWEST: True}
    for question in range(MOST_QUESTIONS):
        sign = HIGHEST if question % 2 == 0 else LOWEST
        n_before = int(_unmet(component, asked).sum())
        if n_before == 0 or not any(shows_much.values()):
            break
        if not shows_much[sign]:
            continue
        if _ask_all(component, asked, sign, deadline) is None:
            break
        n_shown = n_before - int(_unmet(component, asked).sum())
        shows_much[sign] = n_shown >= FEWEST_SHOWN
    component.forget_limits()


def _unmet(component: Component, asked: Demands) -> Bools:
    """Return which cells of a component were not yet seen to meet their demands."""
    known, cells = component.known, component.cells
    is_met = asked.met(known.seen_lower[cells], known.seen_upper[cells])
    return asked.any & ~is_met


def _ask_all(
    component: Component, asked: Demands, sign: float, deadline: float
) -> float | None:
    """Move all unmet cells one way, each as far as its demands ask; None as `Component.ask`."""
    known, cells = component.known, component.cells
    is_unmet = _unmet(component, asked)
    lower, upper = component.lower, component.upper
    if sign == HIGHEST:
        highest = highest_asked(asked, known.seen_lower[cells])
        # Counts that were seen stay allowed, so that the last answer is a first one now.
        limit = np.maximum(highest, known.seen_upper[cells])
        upper = np.where(is_unmet, np.minimum(upper, limit), upper)
    else:
        lowest = lowest_asked(asked, known.seen_upper[cells])
        is_unmet &= np.isfinite(lowest)
        limit = np.minimum(lowest, known.seen_lower[cells])
        lower = np.where(is_unmet, np.maximum(lower, limit), lower)
    component.limit(lower, upper)
    return component.ask(np.where(is_unmet, sign, 0.0), deadline=deadline)
