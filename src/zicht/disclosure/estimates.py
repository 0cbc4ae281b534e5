"""Counts from which estimates of a hidden population are made.

How many persons stand on several lists is printed nowhere, but an estimate follows from
it: whoever knows the method, the printed totals of the lists and the estimate can solve
for it. So estimates are made from counts that were perturbed with the secret of the gate.
Whatever is printed of them (numbers, limits, chosen models, verdicts) then tells at most
the perturbed counts, and these leave as many true counts possible as every other cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.audit.by_lists import revealed_by_lists
from zicht.disclosure.protect.by_lists import perturbed_by_lists
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.captures import PersonsByLists
from zicht.vocabulary.policies import Policy

ATTEMPTS = 50
"""Times that too much may be told of a stratum before it is withheld."""


@dataclass(frozen=True, eq=False)
class PerturbedStrata:
    """The counts from which estimates may be made.

    Parameters
    ----------
    counts : per stratum its perturbed persons per pattern; None where no estimate is to be made, or none that tells
        little enough was found
    is_finished : whether every attack ended in time; strata whose attack did not are withheld
    """

    counts: tuple[Ints | None, ...]
    is_finished: bool


def perturb_for_estimates(
    strata: Sequence[PersonsByLists],
    names: Sequence[str],
    policy: Policy,
    *,
    secret: bytes,
) -> PerturbedStrata:
    """Perturb the counts that estimates are made from, so that no estimate tells one.

    Counts of which an attacker would know too much are drawn again. That depends on
    perturbed and printed counts alone, so that the number of draws tells nothing more.

    Parameters
    ----------
    strata : of the same persons along one axis or more, with those of which no estimate
        is made; the axis whose strata stay the same persons in later releases comes first
    names : of the lists, in the order of the bits of a pattern
    policy : says how many numbers must stay possible of every count, as of every printed cell
    secret : of the gate

    Raises
    ------
    DisclosureRefused : the secret is too short
    """
    drawing = _Drawing(strata, names, reach_of(policy), secret)
    for axis in dict.fromkeys(stratum.axis for stratum in strata):
        drawing.add(axis)
    return PerturbedStrata(tuple(drawing.perturbed), drawing.is_finished)


def reach_of(policy: Policy) -> int:
    """Return how many numbers must stay possible of every count behind an estimate.

    As many as the base; where the threshold is higher as many as that, so that no count is known to lie below it.
    """
    return max(policy.base, policy.threshold)


def _first_with_same_counts(strata: Sequence[PersonsByLists]) -> list[int]:
    """Return, per stratum, the first one that has the same counts.

    They may be the same persons under two names (all of one year, all of one sex): two
    different perturbations of one count would leave fewer possible.
    """
    first: dict[bytes, int] = {}
    return [
        first.setdefault(np.ascontiguousarray(stratum.counts).tobytes(), number)
        for number, stratum in enumerate(strata)
    ]


class _Drawing:
    """Draws the counts of one axis after the other.

    What is drawn for an axis never moves for a later one. Years come first: in the next release theirs are the same
    persons, and with the same draws they keep their estimates.

    Parameters
    ----------
    strata, names, secret : as in `perturb_for_estimates`
    reach : how many true counts must stay possible

    Attributes
    ----------
    perturbed : per stratum its perturbed persons per pattern; None while there are none
    is_finished : whether every attack ended in time
    """

    def __init__(
        self,
        strata: Sequence[PersonsByLists],
        names: Sequence[str],
        reach: int,
        secret: bytes,
    ) -> None:
        self.strata, self.names, self.reach, self.secret = strata, names, reach, secret
        self.perturbed: list[Ints | None] = [None] * len(strata)
        self._twins = _first_with_same_counts(strata)
        self._attempts = np.zeros((len(strata), 1 << len(names)), dtype=np.int64)
        self._n_revealed = np.zeros(len(strata), dtype=np.int64)
        self.is_finished = True

    def add(self, axis: str) -> None:
        """Draw the strata of an axis until they tell too little beside those of earlier axes."""
        drawn = [
            number
            for number, stratum in enumerate(self.strata)
            if stratum.axis == axis and stratum.is_estimated
        ]
        while drawn:
            for number in drawn:
                self.perturbed[number] = self._draw(number)
            revealed = revealed_by_lists(self.strata, self.perturbed, base=self.reach)
            if not revealed.is_finished:
                # Other draws would take as long. What was not attacked to the end is not
                # printed.
                self.is_finished = False
                self._withhold(drawn)
                return
            suspects = self._suspects(drawn, revealed.patterns)
            if not suspects:
                return
            self._note_revealed(suspects, revealed.patterns)
            hopeless = [n for n in drawn if self._n_revealed[n] >= ATTEMPTS]
            self._withhold(hopeless)
            drawn = [number for number in drawn if number not in hopeless]

    def _note_revealed(self, suspects: Sequence[int], is_revealed: Bools) -> None:
        """Note which strata told too much, and that their counts are drawn anew."""
        self._n_revealed[suspects] += 1
        for number in suspects:
            self._draw_again(number, is_revealed)

    def _withhold(self, numbers: Sequence[int]) -> None:
        """Let no estimate be made of some strata."""
        for number in numbers:
            self.perturbed[number] = None

    def _draw(self, number: int) -> Ints:
        """Return the perturbed counts of a stratum; those of the first stratum with the same counts."""
        twin = self._twins[number]
        earlier = self.perturbed[twin]
        if twin != number and earlier is not None:
            return earlier
        return perturbed_by_lists(
            self.strata[twin],
            self.names,
            base=self.reach,
            secret=self.secret,
            attempts=self._attempts[twin],
        )

    def _suspects(self, drawn: Sequence[int], is_revealed: Bools) -> list[int]:
        """Return the strata just drawn that tell too much: of themselves, or all where they tell it of others."""
        is_revealing = [bool(patterns.any()) for patterns in is_revealed]
        of_themselves = [number for number in drawn if is_revealing[number]]
        return of_themselves or (list(drawn) if any(is_revealing) else [])

    def _draw_again(self, number: int, is_revealed: Bools) -> None:
        """Note that the counts of a stratum that tell too much are drawn anew."""
        is_of_itself = bool(is_revealed[number].any())
        patterns = is_revealed[number] if is_of_itself else is_revealed.any(axis=0)
        counts = self.perturbed[number]
        twin = self._twins[number]
        if counts is not None and (patterns & (counts == 0)).any():
            # Nobody stays nobody: what tells that too few may stand there is another count of the stratum.
            self._attempts[twin] += 1
        else:
            self._attempts[twin, patterns] += 1
