"""Gibbs sweeps for a mixture of independent lists, one chain at a time."""

import math
from typing import NamedTuple

import numpy as np

from zicht.estimation.compiled.compiling import compiled
from zicht.vocabulary.arrays import Bools, Floats, Ints

SWAP_SHARE = 0.3
"""Share of the sweeps in which neighbouring classes may change places."""
SMALLEST = 1e-12
MOST_UNSEEN = 10**12


class Observed(NamedTuple):
    """The persons seen.

    Parameters
    ----------
    on : patterns x lists; whether the pattern is on the list
    persons : per pattern
    """

    on: Bools
    persons: Ints


class State(NamedTuple):
    """Where a chain is; changed in place.

    Parameters
    ----------
    visibility : classes x lists; chance that a list sees a member of the class
    log_shares : of the population, per class
    log_left : per stick, the logarithm of what it leaves
    concentration : of the Dirichlet process, the one element
    """

    visibility: Floats
    log_shares: Floats
    log_left: Floats
    concentration: Floats


@compiled
def log_gamma_draw(shape: float, rng: np.random.Generator) -> float:
    """Draw the logarithm of a Gamma variable, exact where the variable would vanish.

    Marsaglia & Tsang (2000).
    """
    draw = math.log(rng.standard_gamma(shape + 1.0))
    return draw + math.log1p(-rng.random()) / shape


@compiled
def spread_over(n: int, log_odds: Floats, rng: np.random.Generator, out: Ints) -> None:
    """Add a multinomial draw of n to the classes."""
    odds = np.exp(log_odds - log_odds.max())
    left = odds.sum()
    for k in range(odds.size - 1):
        if n == 0:
            return
        share = min(max(odds[k] / left, 0.0), 1.0) if left > 0 else 1.0
        drawn = rng.binomial(n, share)
        out[k] += drawn
        n -= drawn
        left -= odds[k]
    out[odds.size - 1] += n


@compiled
def visible_draw(n_on: int, n_members: int, rng: np.random.Generator) -> float:
    """Draw the chance that a list sees a member, under a uniform prior."""
    if n_members == 0:
        return rng.random()
    return rng.beta(1.0 + n_on, 1.0 + n_members - n_on)


@compiled
def swap_neighbours(members: Ints, state: State, rng: np.random.Generator) -> None:
    """Let neighbouring classes change places with their sticks.

    Papaspiliopoulos & Roberts (2008), section 3.4: without these moves chains keep the
    order of classes that they began with.
    """
    visibility, log_left = state.visibility, state.log_left
    for first in rng.permutation(members.size - 2):
        second = first + 1
        gain = log_left[second] * members[first] - log_left[first] * members[second]
        if math.log(rng.random()) < gain:
            members[first], members[second] = members[second], members[first]
            log_left[first], log_left[second] = log_left[second], log_left[first]
            for i in range(visibility.shape[1]):
                kept = visibility[first, i]
                visibility[first, i] = visibility[second, i]
                visibility[second, i] = kept


@compiled
def break_sticks(members: Ints, state: State, rng: np.random.Generator) -> float:
    """Draw the shares of the classes; return the logarithm of what all sticks leave."""
    after = members.sum()
    left = 0.0
    last = members.size - 1
    for k in range(last):
        after -= members[k]
        taken = log_gamma_draw(1.0 + members[k], rng)
        rest = log_gamma_draw(state.concentration[0] + after, rng)
        high = max(taken, rest)
        both = high + math.log(math.exp(taken - high) + math.exp(rest - high))
        state.log_shares[k] = taken - both + left
        state.log_left[k] = rest - both
        left += state.log_left[k]
    state.log_shares[last] = left
    return left


@compiled
def fill_odds(state: State, missed: Floats, logits: Floats) -> None:
    """Fill per class the log chance of being on no list, and what each list adds."""
    n_classes, n_lists = state.visibility.shape
    for k in range(n_classes):
        missed[k] = state.log_shares[k]
        for i in range(n_lists):
            not_seen = math.log1p(-state.visibility[k, i])
            missed[k] += not_seen
            logits[k, i] = math.log(state.visibility[k, i]) - not_seen


@compiled
def place_seen(
    observed: Observed,
    missed: Floats,
    logits: Floats,
    captured: Ints,
    rng: np.random.Generator,
) -> Ints:
    """Place the persons seen in classes; return the members of each class.

    `captured` is filled with how many members of each class each list saw.
    """
    n_classes, n_lists = logits.shape
    members = np.zeros(n_classes, dtype=np.int64)
    drawn = np.zeros(n_classes, dtype=np.int64)
    odds = np.empty(n_classes)
    captured[:] = 0
    for pattern in range(observed.persons.size):
        odds[:] = missed
        for i in range(n_lists):
            if observed.on[pattern, i]:
                odds += logits[:, i]
        drawn[:] = 0
        spread_over(observed.persons[pattern], odds, rng, drawn)
        members += drawn
        for i in range(n_lists):
            if observed.on[pattern, i]:
                captured[:, i] += drawn
    return members


@compiled
def count_unseen(n_seen: int, missed: Floats, rng: np.random.Generator) -> int:
    """Draw the persons on no list: negative binomial, given the chance of being seen."""
    chance = min(max(np.exp(missed).sum(), SMALLEST), 1.0 - 1e-9)
    mean = rng.standard_gamma(n_seen) * chance / (1.0 - chance)
    return int(min(rng.poisson(mean), MOST_UNSEEN))


@compiled
def draw_visibility(
    state: State, members: Ints, captured: Ints, rng: np.random.Generator
) -> None:
    """Draw the chance that each list sees a member, per class."""
    n_classes, n_lists = captured.shape
    for k in range(n_classes):
        for i in range(n_lists):
            value = visible_draw(captured[k, i], members[k], rng)
            state.visibility[k, i] = min(max(value, SMALLEST), 1.0 - SMALLEST)


@compiled
def run_chain(
    observed: Observed,
    state: State,
    prior: tuple[float, float],
    plan: tuple[int, int],
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Go on with one chain.

    Parameters
    ----------
    prior : shape and rate of the Gamma prior of the concentration
    plan : draws to keep, and sweeps per draw

    Returns
    -------
    per draw the unseen persons, and the classes with one person in a hundred or more
    """
    n_classes, n_lists = state.visibility.shape
    n_seen = observed.persons.sum()
    n_draws, thinning = plan
    unseen = np.empty(n_draws)
    n_large = np.empty(n_draws)
    missed = np.empty(n_classes)
    logits = np.empty((n_classes, n_lists))
    captured = np.zeros((n_classes, n_lists), dtype=np.int64)
    for draw in range(n_draws):
        for _ in range(thinning):
            fill_odds(state, missed, logits)
            members = place_seen(observed, missed, logits, captured, rng)
            n_unseen = count_unseen(n_seen, missed, rng)
            spread_over(n_unseen, missed, rng, members)
            draw_visibility(state, members, captured, rng)
            if rng.random() < SWAP_SHARE:
                swap_neighbours(members, state, rng)
            left = break_sticks(members, state, rng)
            scale = 1.0 / (prior[1] - left)
            value = rng.standard_gamma(prior[0] + n_classes - 1) * scale
            state.concentration[0] = max(value, 1e-6)
        unseen[draw] = n_unseen
        n_large[draw] = (members > 0.01 * members.sum()).sum()
    return unseen, n_large
