"""Margins as sums of finest cells, in arrays that compiled loops read."""

from typing import NamedTuple

from zicht.vocabulary.arrays import Floats, Ints


class Margins(NamedTuple):
    """Cells as sums of finest ones, both ways round.

    Parameters
    ----------
    starts, cells : `cells[starts[f]:starts[f + 1]]` contain finest cell f
    finest_starts, finest : `finest[finest_starts[c]:finest_starts[c + 1]]` lie in cell c
    lowest, highest : range of each cell, in steps above the floors of its finest cells
    costs : per cell, of one step up
    """

    starts: Ints
    cells: Ints
    finest_starts: Ints
    finest: Ints
    lowest: Ints
    highest: Ints
    costs: Floats


class State(NamedTuple):
    """Which finest cells are above their floors, and what follows for the margins.

    Parameters
    ----------
    is_up : 1 for each finest cell that is above
    steps : of each cell, the sum of its finest ones
    """

    is_up: Ints
    steps: Ints
