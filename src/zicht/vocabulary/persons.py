"""Keys of persons that last over runs and deliveries, and what changed about them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What happened to a person between two runs."""

    NEW = "new"
    """None of its records was known."""
    LATE = "late link"
    """New records were found to be of a person who was known."""
    MERGE = "merge"
    """Two persons were found to be one: the other key is retired."""
    SPLIT = "split"
    """One person was found to be two: some records got a key of their own."""
    MOVE = "move"
    """Some records of one person were found to be of another; both stay."""
    GONE = "gone"
    """No record is left: a correction or a withdrawal took the last one."""


@dataclass(frozen=True)
class Change:
    """What happened to one person.

    Parameters
    ----------
    kind : of change
    key : of the person that it happened to
    other : key that was merged into it, or that records came from; empty where there is none
    n_records : records concerned
    """

    kind: Kind
    key: str
    other: str
    n_records: int


@dataclass(frozen=True)
class KeptKeys:
    """Keys of persons after a run.

    Parameters
    ----------
    keys : pseudonym of each record to the key of its person
    changes : since the run before, in order of keys
    """

    keys: Mapping[str, str]
    changes: Sequence[Change]

    def numbers(self) -> dict[str, int]:
        """Count the changes of each kind, those that did not happen left out."""
        return dict(
            sorted(Counter(str(change.kind) for change in self.changes).items())
        )
