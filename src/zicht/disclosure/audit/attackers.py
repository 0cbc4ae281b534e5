"""What attackers know beside the printed tables: data, which several parts of an attack read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from zicht.vocabulary.arrays import Ints


class Attacker(StrEnum):
    """What an attacker takes to be true of withheld and rounded cells."""

    ZERO = "zero"
    """It may be anything from 0."""
    ONE = "one"
    """It is at least 1: zeros are printed."""
    THRESHOLD = "threshold"
    """They can tell primary cells from secondary ones: a primary cell is small, a secondary one is not."""
    ROUNDED = "rounded"
    """Printed numbers are multiples of the base, and no multiple of the base was moved."""


@dataclass(frozen=True)
class Share:
    """A printed percentage.

    Parameters
    ----------
    universe : of both cells
    numerator, denominator : predicates, dimension to set of leaves; a dimension left out is total
    percentage : as printed
    decimals : it was printed with
    """

    universe: str
    numerator: Mapping[str, frozenset[str]]
    denominator: Mapping[str, frozenset[str]]
    percentage: float
    decimals: int = 1


@dataclass(frozen=True)
class Fact:
    """A true count known from elsewhere: a figure printed by others, or a cell that a contributor knows they are in.

    Parameters
    ----------
    universe, predicate : of the cell
    lower, upper : between which the reader knows it to lie
    """

    universe: str
    predicate: Mapping[str, frozenset[str]]
    lower: float
    upper: float = np.inf


@dataclass(frozen=True)
class Groups:
    """What may not be known of a group.

    Parameters
    ----------
    sensitive : per dimension, the categories
    threshold : so many of a row must possibly be without the attribute, or nobody with it
    """

    sensitive: Mapping[str, Sequence[str]] = field(default_factory=dict)
    threshold: int = 5


@dataclass(frozen=True)
class Background:
    """Everything an attacker knows beside the tables.

    Parameters
    ----------
    attacker : what they take to be true of withheld cells
    small : lowest and highest count that had to be withheld
    base : of the rounding they know of
    facts : true counts they know
    shares : percentages they read
    own_record : the codes of a contributor's own record, if they are one: every cell it falls in is at least 1
    all_records : whether all contributors read together: they know which cells hold somebody, more than any one of them
    truth : true counts of the first tables, from which follows what there is to know: which cells hold somebody, and of
        which lists everybody may carry a code, so that a total is no more than all its codes together
    groups : what they may not find out about all of a row together
    """

    attacker: Attacker = Attacker.ONE
    small: tuple[int, int] = (1, 4)
    base: int = 5
    facts: Sequence[Fact] = ()
    shares: Sequence[Share] = ()
    own_record: Mapping[str, str] | None = field(default=None, repr=False)
    all_records: bool = False
    truth: Sequence[Ints] = field(default=(), repr=False)
    groups: Groups = field(default_factory=Groups)

    @property
    def spent(self) -> float:
        """Records the attacker already knows: 1 if they are a contributor, else 0."""
        return 1.0 if self.own_record is not None or self.all_records else 0.0
