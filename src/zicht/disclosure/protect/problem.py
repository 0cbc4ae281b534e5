"""The question that suppression answers: what an attacker knows, and what they may not find out."""

from dataclasses import dataclass

from scipy.sparse import csr_array

from zicht.vocabulary.arrays import Bools, Floats


@dataclass(frozen=True, eq=False)
class Problem:
    """What an attacker knows, and what they may not find out.

    Parameters
    ----------
    matrix, row_lower, row_upper : what holds between the cells
    counts, floors : the true count of each cell, and the least a withheld one can be to a
        reader
    need : per cell, the value it must be able to reach; infinite where it is not small
    draws : a number from 0 to 1 per cell, of a secret: which of equal patterns is taken
    primary : cells that have to be withheld
    can_hide : cells that are withheld, or may be; all others are printed in any pattern
    """

    matrix: csr_array
    row_lower: Floats
    row_upper: Floats
    counts: Floats
    floors: Floats
    need: Floats
    draws: Floats
    primary: Bools
    can_hide: Bools
