"""What an attack reveals is repaired: few cells are shown less precisely, and more of them where that does not help."""

import numpy as np
import pytest

from zicht.desk.tabulate import tabulate
from zicht.disclosure.audit.findings import Findings, Suspects
from zicht.disclosure.protect.system import System, build
from zicht.disclosure.repair import Repair
from zicht.vocabulary.dimensions import Dimension

CODES = tuple(f"c{number:02}" for number in range(40))
EVERY = np.ones(41, dtype=np.bool_)


@pytest.fixture(name="system")
def _system() -> System:
    """Forty codes of ten people each, and their total."""
    table = tabulate(
        {"code": np.array(CODES)},
        np.full(40, 10),
        [Dimension("code", CODES)],
        "everybody",
    )
    return build((table,))


def revealed_by_everything(system: System) -> Findings:
    """One cell follows from all others, in every attack anew."""
    n = len(system.counts)
    suspects = Suspects(np.array([0]), (np.arange(n),), system.rows)
    return Findings(
        cells=n,
        protected=n,
        exact_primary=0,
        exact_secondary=0,
        implicit=0,
        below_threshold=0,
        narrow=1,
        revealed=1,
        widest=0,
        seconds=0.0,
        complete=True,
        suspects=suspects,
    )


def test_a_cell_that_is_revealed_again_and_again_has_more_cells_chosen_for_it(
    system: System,
) -> None:
    repair = Repair(system, frozen=~EVERY)
    widened = []
    for _ in range(7):
        assert repair.mend(revealed_by_everything(system), system.counts, EVERY)
        widened.append(repair.cells)
    assert widened == [1, 2, 3, 4, 6, 10, 18]


def test_cells_of_the_same_records_are_widened_together(system: System) -> None:
    """Under two names of a universe they have one draw; what was printed before stays as it was."""
    frozen = ~EVERY
    frozen[3] = True
    draws = np.linspace(0, 0.9, 41)
    draws[2] = draws[3] = draws[1]
    repair = Repair(system, frozen, draws)
    repair.level[1] = 2
    repair.mend(revealed_by_everything(system), system.counts, EVERY)
    assert repair.level[1:5].tolist() == [2, 2, 0, 0]
