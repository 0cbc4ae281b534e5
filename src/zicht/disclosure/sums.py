"""Sums of amounts, and who stands behind them."""

from dataclasses import dataclass

from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.tables import CountTable


@dataclass(frozen=True, eq=False)
class Amounts:
    """Sums of amounts, and who stands behind them.

    Parameters
    ----------
    sums : whole numbers, a row per cell
    largest, second : what the two largest contributors of each cell gave; 0 where there are none
    contributors : how many there are
    """

    sums: CountTable
    largest: Ints
    second: Ints
    contributors: Ints
