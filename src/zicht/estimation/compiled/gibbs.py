"""Gibbs sweeps for a mixture of independent lists, one chain and its rungs at a time."""

import math
from typing import NamedTuple

import numpy as np

from zicht.methods.compiling import compiled
from zicht.vocabulary.arrays import Bools, Floats, Ints

SWAP_SHARE = 0.3
"""Share of the sweeps in which neighbouring classes may change places."""
LARGE_CLASS = 0.01
SMALLEST = 1e-12
MOST_UNSEEN = 10**12


class Observed(NamedTuple):
    """The persons seen.

    Parameters
    ----------
    on : patterns x lists; whether the pattern is on the list
    persons : per pattern; with a row per rung where a chain has companions
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


class Ladder(NamedTuple):
    """Where the rungs of a chain are: the arrays of `State`, with a row per rung."""

    visibility: Floats
    log_shares: Floats
    log_left: Floats
    concentration: Floats


class Room(NamedTuple):
    """Arrays that every sweep fills anew.

    Parameters
    ----------
    missed : per class the log chance to be of the class and on no list
    logits : classes x lists; what each list adds to that
    captured : classes x lists; members whom the list saw
    """

    missed: Floats
    logits: Floats
    captured: Ints


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
        if observed.persons[pattern] == 0:
            continue
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
    # A negative binomial is a Poisson whose mean is Gamma distributed.
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
def sweep(
    observed: Observed,
    state: State,
    prior: tuple[float, float],
    room: Room,
    rng: np.random.Generator,
) -> tuple[int, int]:
    """Draw everything once, given the rest.

    Returns
    -------
    unseen persons, and the classes with one person in a hundred or more
    """
    fill_odds(state, room.missed, room.logits)
    members = place_seen(observed, room.missed, room.logits, room.captured, rng)
    n_unseen = count_unseen(observed.persons.sum(), room.missed, rng)
    spread_over(n_unseen, room.missed, rng, members)
    draw_visibility(state, members, room.captured, rng)
    if rng.random() < SWAP_SHARE:
        swap_neighbours(members, state, rng)
    left = break_sticks(members, state, rng)
    # Given the sticks the concentration is Gamma: its shape grows by the number of
    # sticks, its rate by minus the logarithm of what they leave.
    scale = 1.0 / (prior[1] - left)
    value = rng.standard_gamma(prior[0] + members.size - 1) * scale
    state.concentration[0] = max(value, 1e-6)
    return n_unseen, (members > LARGE_CLASS * members.sum()).sum()


@compiled
def fill_pattern_logs(
    observed: Observed, state: State, room: Room, out: Floats
) -> None:
    """Fill the log chance of every pattern that was seen, among persons who are seen."""
    fill_odds(state, room.missed, room.logits)
    n_lists = room.logits.shape[1]
    unseen = min(np.exp(room.missed).sum(), 1.0 - SMALLEST)
    log_seen = math.log1p(-unseen)
    for pattern in range(out.size):
        odds = room.missed.copy()
        for i in range(n_lists):
            if observed.on[pattern, i]:
                odds += room.logits[:, i]
        high = odds.max()
        out[pattern] = high + math.log(np.exp(odds - high).sum()) - log_seen


@compiled
def exchange(
    tables: Ints, logs: Floats, first: int, state: Ladder, rng: np.random.Generator
) -> None:
    """Let two neighbouring rungs change places, by the Metropolis rule.

    Parameters
    ----------
    tables : rungs x patterns; persons
    logs : rungs x patterns; log chance of each pattern under the rung's parameters
    first : the lower of both rungs
    """
    second = first + 1
    difference = tables[first] - tables[second]
    gain = (difference * (logs[second] - logs[first])).sum()
    if math.log(rng.random()) < gain:
        swap_rows(logs, first, second)
        swap_rows(state.log_shares, first, second)
        swap_rows(state.log_left, first, second)
        swap_rows(state.concentration, first, second)
        for k in range(state.visibility.shape[1]):
            swap_rows(state.visibility[:, k], first, second)


@compiled
def swap_rows(values: Floats, first: int, second: int) -> None:
    """Let two rows of an array change places."""
    for i in range(values.shape[1]):
        value = values[first, i]
        values[first, i] = values[second, i]
        values[second, i] = value


@compiled
def run_ladder(
    observed: Observed,
    ladder: Ladder,
    prior: tuple[float, float],
    plan: tuple[int, int],
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Go on with one chain and its coarser companions, which may change places.

    A companion sees a table of the same patterns with fewer persons, on which the
    posterior is flatter, so that it crosses between peaks that the chain cannot leave.
    With one rung this is plain Gibbs sampling.

    Parameters
    ----------
    observed : persons per rung and pattern, those of the table itself first
    ladder : where each rung is; changed in place
    prior : shape and rate of the Gamma prior of the concentration
    plan : draws to keep, and sweeps per draw

    Returns
    -------
    per draw the unseen persons, and the classes with one person in a hundred or more

    References
    ----------
    Geyer, C. J. (1991). Markov chain Monte Carlo maximum likelihood. Computing Science
    and Statistics: Proceedings of the 23rd Symposium on the Interface, 156-163.
    """
    tables = observed.persons
    n_rungs, n_patterns = tables.shape
    _, n_classes, n_lists = ladder.visibility.shape
    room = Room(
        np.empty(n_classes),
        np.empty((n_classes, n_lists)),
        np.zeros((n_classes, n_lists), dtype=np.int64),
    )
    logs = np.empty((n_rungs, n_patterns))
    n_draws, thinning = plan
    unseen = np.empty(n_draws)
    n_large = np.empty(n_draws)
    for draw in range(n_draws):
        for step in range(thinning):
            # The table itself comes last: `drawn` is of its sweep.
            for rung in range(n_rungs - 1, -1, -1):
                seen = Observed(observed.on, tables[rung])
                state = State(
                    ladder.visibility[rung],
                    ladder.log_shares[rung],
                    ladder.log_left[rung],
                    ladder.concentration[rung],
                )
                drawn = sweep(seen, state, prior, room, rng)
                if n_rungs > 1:
                    fill_pattern_logs(seen, state, room, logs[rung])
            unseen[draw], n_large[draw] = drawn
            # Even pairs and odd pairs take turns, so that a state can travel along the
            # whole ladder.
            for first in range(step % 2, n_rungs - 1, 2):
                exchange(tables, logs, first, ladder, rng)
    return unseen, n_large
