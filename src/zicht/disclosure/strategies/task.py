"""What every strategy is given, and what the gate asks of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from zicht.disclosure.memory import PrintedCells
from zicht.disclosure.protect.system import System
from zicht.disclosure.repair import Repairable
from zicht.vocabulary.arrays import Bools, Floats
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.tables import CountTable, SameRecords


@dataclass(frozen=True, eq=False)
class Task:
    """The tables of one release, and what binds whoever protects them.

    Parameters
    ----------
    tables : true counts
    system : the cells of these tables, and the sums between them
    policy : the rules
    secret : of the gate, for whatever is left to chance
    drawn_as : dimension to the name under which its cells are drawn, where it was renamed
    same : universes that are of the same records under two names
    printed : what earlier releases printed of these cells
    is_small_area : per cell, whether its area is too small to be published separately
    seconds : the longest one part of the protection may take
    progress : called with a sentence, without any count of people
    """

    tables: tuple[CountTable, ...]
    system: System
    policy: Policy
    secret: bytes = field(repr=False)
    drawn_as: Mapping[str, str]
    same: tuple[SameRecords, ...]
    printed: PrintedCells
    is_small_area: Bools
    seconds: float
    progress: Progress


class Strategy(Repairable, Protocol):
    """One way to protect the tables of a task."""

    only_widens: bool
    """Whether a repair leaves possible whatever was possible before it."""

    def hints(self) -> tuple[Floats, ...]:
        """Return counts that agree with these tables, NaN where they are not known."""

    def proofs(self) -> dict[str, float]:
        """Return what was proven of the result, for the losses of the release."""
