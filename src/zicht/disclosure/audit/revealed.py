"""Which cells gave something away, and in which way."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.audit.attackers import Attacker
from zicht.disclosure.audit.groups import SensitivePart
from zicht.disclosure.audit.one_attack import OneAttack
from zicht.disclosure.audit.published import Mark
from zicht.vocabulary.arrays import Bools, Floats


@dataclass(frozen=True, eq=False)
class Revealed:
    """Which cells gave something away, and in which way.

    Parameters
    ----------
    exact : protected cells of which one value is left
    implicit : small cells that nobody printed and that follow
    below : primary cells that are provably below the threshold
    narrow : protected cells with fewer possible values than the rule asks
    alike : cells of sensitive categories to which nearly everybody of a row belongs
    """

    exact: Bools
    implicit: Bools
    below: Bools
    narrow: Bools
    alike: Bools

    @property
    def any(self) -> Bools:
        """Cells that gave something away in any way."""
        return self.exact | self.implicit | self.below | self.narrow | self.alike


def revealed_by(attack: OneAttack, alike: Sequence[SensitivePart]) -> Revealed:
    """Compare the safety demands of each cell with its exact interval.

    Parameters
    ----------
    attack : after its questions
    alike : sensitive categories of which too much is known
    """
    known, marks = attack.known, attack.marks
    # Of a cell that was not asked, what was seen is possible.
    lowest = np.minimum(known.seen_lower, known.upper)
    highest = np.maximum(known.seen_upper, known.lower)
    is_unmet = attack.wanted.any & ~attack.wanted.met(lowest, highest)
    is_exact = is_unmet & (known.lower == known.upper)
    is_below = is_unmet & _is_below_threshold(attack)
    # A cell withheld to guard others may be narrow: it is asked for two values alone.
    asks_width = attack.is_protected() & (marks != Mark.SECONDARY)
    is_narrow = is_unmet & asks_width & ~is_exact & ~is_below
    is_alike = np.zeros(len(marks), dtype=bool)
    is_alike[[pair.part for pair in alike]] = True
    return Revealed(
        exact=is_exact & attack.is_protected(),
        implicit=is_unmet & _is_small_part(attack, lowest, highest),
        below=is_below,
        # Without every programme at its end, an interval may be wider than it seems.
        narrow=is_narrow & known.complete,
        alike=is_alike,
    )


def _is_below_threshold(attack: OneAttack) -> Bools:
    """Return the primary cells that are below the threshold for certain.

    An attacker who can tell primary cells from secondary ones knows that before they
    begin: of these cells it is not asked.
    """
    background, marks = attack.background, attack.marks
    has_secondary = (marks == Mark.SECONDARY).any()
    if background.attacker is Attacker.THRESHOLD and has_secondary:
        return np.zeros(len(marks), dtype=bool)
    is_too_low = attack.known.upper < background.small[1] + 1
    return np.asarray((marks == Mark.PRIMARY) & is_too_low)


def _is_small_part(attack: OneAttack, lowest: Floats, highest: Floats) -> Bools:
    """Return the cells that nobody printed and that are small for certain.

    Of nobody nothing is told; and what zeros leave to a rest may be fewer numbers than
    the base.
    """
    marks = attack.marks
    is_unprinted = (marks == Mark.IMPLICIT) | (marks == Mark.REST)
    parts = attack.demands_of_parts()
    is_roomy = parts.any & parts.met(lowest, highest)
    return np.asarray(is_unprinted & attack.is_small() & ~is_roomy)
