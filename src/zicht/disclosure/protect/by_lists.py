"""Perturbs the counts of persons by lists from which an estimate is made.

A count of n persons becomes, by a draw with the secret of the gate, a number up to half the
base away; its mean over all draws is n. Near moves are more probable than far ones: with
base 5 each step halves the chance. Small counts may move farther, so that behind each
perturbed count as many true ones may stand as the base:

| perturbed count | true counts that may stand behind it, with base 5 |
|---|---|
| 0 | 0 to 4 |
| 1, 2 | 1 to 5 |
| m of 3 or more | m - 2 to m + 2 |

Nobody stays nobody: most combinations of lists hold nobody, and a model that sees persons
there would be another model. Rounding to multiples of the base does the same with three
times the variance.

References
----------
Ghosh, Roughgarden & Sundararajan (2012), Universally utility-maximizing privacy
mechanisms, SIAM Journal on Computing 41 (chances that fall by a constant factor).
Fraser & Wooton (2005), A proposed method for confidentialising tabular output to
protect against differencing (noise that is bounded, and belongs to a cell).
"""

import hashlib
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy.optimize import brentq

from zicht.disclosure.protect.draws import from_0_to_1, refuse_short
from zicht.vocabulary.arrays import Floats, Ints
from zicht.vocabulary.captures import PersonsByLists

_PURPOSE = "persons by lists"
_FARTHEST = 0.25
"""Weight of a move by half the base, beside 1 for none: with base 5 each step halves it.
Equal weights would cost headlines, as models fit such counts less well (ADR 0134)."""


def perturbed_by_lists(
    persons: PersonsByLists,
    names: Sequence[str],
    *,
    base: int,
    secret: bytes,
    attempts: Ints | None = None,
) -> Ints:
    """Perturb the persons of every pattern.

    Parameters
    ----------
    persons : of one stratum, true counts
    names : of the lists
    base : of the policy: as many true counts stay possible behind each perturbed one
    secret : of the gate: who does not have it cannot make the draws again
    attempts : per pattern, how often it was drawn before; another number gives another draw

    Returns
    -------
    perturbed persons per pattern

    Raises
    ------
    DisclosureRefused : the secret is too short
    """
    refuse_short(secret)
    key = hashlib.sha256(secret).digest()
    perturbed = np.zeros_like(persons.counts)
    drawn_before = np.zeros_like(persons.counts) if attempts is None else attempts
    for pattern in np.flatnonzero(persons.counts).tolist():
        count = int(persons.counts[pattern])
        first, chances = moves_of(count, base)
        text = _text_of(persons, names, pattern, int(drawn_before[pattern]))
        drawn = from_0_to_1(text, key)
        place = int(np.searchsorted(np.cumsum(chances), drawn, side="right"))
        # The chances add up to 1 only within rounding: the last one takes what is left.
        perturbed[pattern] = first + min(place, len(chances) - 1)
    return perturbed


def true_counts_behind(perturbed: int, base: int) -> tuple[Ints, Floats]:
    """Return the true counts that may stand behind a perturbed one, with the chance of each.

    Before anything is known every count is taken to be as probable as any other.

    Parameters
    ----------
    perturbed : count
    base : of the policy
    """
    reach = base // 2
    lowest = perturbed - reach if perturbed > reach else min(perturbed, 1)
    counts = np.arange(lowest, max(perturbed + reach, base) + 1)
    chances = np.asarray([_chance(count, perturbed, base) for count in counts.tolist()])
    possible = chances > 0
    return counts[possible], chances[possible] / chances.sum()


def _chance(count: int, perturbed: int, base: int) -> float:
    """Return the chance that a count becomes a perturbed one."""
    first, chances = moves_of(count, base)
    place = perturbed - first
    return float(chances[place]) if 0 <= place < len(chances) else 0.0


def moves_of(count: int, base: int) -> tuple[int, Floats]:
    """Return the numbers that a count may become, and the chance of each.

    Returns
    -------
    the lowest number, and the chances of it and of those that follow it; their mean is the count
    """
    if count > base:
        first, chances = _moves_of_small(base + 1, base)
        return first + count - base - 1, chances
    return _moves_of_small(count, base)


@lru_cache(maxsize=256)
def _moves_of_small(count: int, base: int) -> tuple[int, Floats]:
    """Return what a count of the base plus one, or less, may become: larger ones move as that one does."""
    if count == 0:
        return 0, np.ones(1)
    reach = base // 2
    if count > base:
        lowest = count - reach
    else:
        # Behind a 0 stand fewer persons than the base: a count of the base itself never
        # becomes 0.
        lowest = 0 if count < base else 1
    numbers = np.arange(lowest, count + reach + 1)
    weights = _FARTHEST ** (np.abs(numbers - count) / reach)
    return lowest, _tilted(weights, numbers, count)


def _tilted(weights: Floats, numbers: Ints, mean: int) -> Floats:
    """Return chances in proportion to `weights * exp(t * numbers)`, with the t that gives them this mean."""
    from_mean = numbers - mean

    def too_high(tilt: float) -> float:
        return float((weights * np.exp(tilt * from_mean) * from_mean).sum())

    tilt = brentq(too_high, -30.0 / len(numbers), 30.0 / len(numbers))
    tilted = weights * np.exp(tilt * from_mean)
    return np.asarray(tilted / tilted.sum())


def _text_of(
    persons: PersonsByLists, names: Sequence[str], pattern: int, attempt: int
) -> str:
    """Return what a draw belongs to: the stratum, the lists, and the count.

    A count that stays keeps its draw, so that many releases of it say no more than one.
    """
    on = [name for place, name in enumerate(names) if pattern >> place & 1]
    stratum = f"{persons.axis}={persons.level}"
    count = str(persons.counts[pattern])
    return "\x1f".join([_PURPOSE, stratum, *sorted(on), count, str(attempt)])
