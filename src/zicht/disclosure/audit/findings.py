"""What an attack found, counted and named; never a value."""

from dataclasses import dataclass, field

import numpy as np

from zicht.vocabulary.arrays import Floats, Ints


@dataclass(frozen=True, eq=False)
class Suspects:
    """Explains revealed cells.

    Parameters
    ----------
    revealed : cells that were revealed
    printed : for each of them, the printed cells it was derived from, itself included
        where it was printed
    rows : for each table, the cell of each of its rows
    """

    revealed: Ints
    printed: tuple[Ints, ...]
    rows: tuple[Ints, ...]


@dataclass(frozen=True, eq=False)
class Findings:
    """What an attacker can find out.

    Parameters
    ----------
    cells : how many cells the tables print
    protected : how many of them are withheld, banded or rounded
    exact_primary, exact_secondary : withheld cells whose value follows exactly
    implicit : small cells printed nowhere that follow from printed ones
    below_threshold : primary cells that are provably below the threshold
    narrow : protected cells with fewer possibilities left than the rule asks
    revealed : how many cells gave something away in any of these ways
    widest : width of the widest interval found, highest minus lowest
    seconds : it took
    complete : whether every protected cell was looked at
    contradiction : whether the printed figures cannot all be true
    off_base : rounded cells a base or more away from the original, or no multiple of it
    small_printed : numbers that had to be withheld and are printed openly
    relations : how many sums tie the cells together; where there are none, nothing can be
        subtracted
    broken : printed sums that cannot hold, in words
    notes : what the reader of these findings should know
    named : the cells that were revealed, in words and without their values; for the
        analyst only
    by_records : whether what was found holds for every contributor too, whatever their
        record
    suspects : the printed cells by which each was revealed
    seen : lowest and highest value of each cell in solutions that were found
    groups : rows of which readers know that nearly everybody has a sensitive attribute
    existence : codes of which the rows alone reveal that somebody has them
    left_out : universes whose finest combinations of codes are too many to be attacked
    """

    cells: int
    protected: int
    exact_primary: int
    exact_secondary: int
    implicit: int
    below_threshold: int
    narrow: int
    revealed: int
    widest: float
    seconds: float
    complete: bool
    contradiction: bool = False
    off_base: int = 0
    small_printed: int = 0
    relations: int = 0
    broken: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    by_records: bool = False
    suspects: Suspects | None = field(default=None, repr=False)
    seen: tuple[Floats, Floats] | None = field(default=None, repr=False)
    groups: int = 0
    existence: int = 0
    left_out: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Findings: {self.revealed} of {self.protected} protected cells revealed, complete={self.complete}>"

    @property
    def ok(self) -> bool:
        """Whether nothing was revealed and nothing was left unlooked at."""
        is_wrong = (
            self.contradiction
            or self.revealed
            or self.off_base
            or self.small_printed
            or self.existence
        )
        return self.complete and not is_wrong

    def as_mapping(self) -> dict[str, object]:
        """Return what `zicht audit --json` prints."""
        return {
            "cells": self.cells,
            "protected": self.protected,
            "exact": {"primary": self.exact_primary, "secondary": self.exact_secondary},
            "below_threshold": self.below_threshold,
            "implicit": self.implicit,
            "narrow": self.narrow,
            "groups": self.groups,
            "off_base": self.off_base,
            "small_printed": self.small_printed,
            "existence": self.existence,
            "widest": int(self.widest) if np.isfinite(self.widest) else None,
            "seconds": round(self.seconds, 3),
            "complete": self.complete,
            "contradiction": self.contradiction,
            "relations": self.relations,
            "notes": list(self.notes),
            "ok": self.ok,
        }
