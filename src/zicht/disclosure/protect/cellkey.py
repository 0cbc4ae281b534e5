"""Cell key perturbation: noise that belongs to a set of records, whatever table asks for it and in whatever order."""

import hashlib
import hmac
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import minimize

from zicht.vocabulary.arrays import Floats, Ints, Texts, UInts
from zicht.vocabulary.errors import DisclosureRefused, Refusal
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable


@dataclass(frozen=True)
class Noise:
    """How counts are perturbed.

    Parameters
    ----------
    largest : D, the most a count is moved
    variance : V of the noise
    forbidden : numbers that are never published (1 and 2)
    """

    largest: int = 5
    variance: float = 3.0
    forbidden: tuple[int, ...] = (1, 2)

    @cached_property
    def rows(self) -> tuple[tuple[Ints, Floats], ...]:
        """For each count from 0 up to the first unconstrained one: possible moves and their probabilities."""
        last = self.largest + max(self.forbidden, default=0)
        return tuple(design(count, self) for count in range(last + 1))


def design(count: int, noise: Noise) -> tuple[Ints, Floats]:
    """Design the row of the perturbation table for one count: of maximum entropy, mean 0 and the variance asked for.

    Where the forbidden numbers and 0 leave no room for that variance, the row has the nearest one that is possible.

    Raises
    ------
    DisclosureRefused : no noise of this kind has mean 0

    References
    ----------
    Marley & Leaver (2011), A method for confidentialising user-defined tables; Giessing (2016), Computational issues
    in the design of transition probabilities.
    """
    if count == 0:
        return np.zeros(1, dtype=np.int64), np.ones(1)
    moves = np.arange(-min(count, noise.largest), noise.largest + 1)
    moves = moves[~np.isin(count + moves, noise.forbidden)]
    if moves.min() > 0 or moves.max() < 0:
        raise DisclosureRefused(
            f"Cell key: count {count} cannot be moved with mean 0 when {noise.forbidden} are forbidden.",
            now="Allow larger moves or forbid fewer numbers.",
            reason=Refusal.NO_NOISE,
        )
    target = _nearest_variance(moves, noise.variance)
    return moves, _most_entropic(moves.astype(np.float64), target)


def _nearest_variance(moves: Ints, wanted: float) -> float:
    """Return the variance nearest to the wanted one that noise on these moves can have."""
    low, high = _reach(moves)
    if high <= low:
        return low
    # At either end of its reach the variance belongs to one distribution alone, for
    # which the exponents are infinite: the target stays just inside.
    return min(max(wanted, low * 1.0001), high * 0.9999)


def _reach(moves: Ints) -> tuple[float, float]:
    """Return the lowest and highest variance of noise with mean 0 on these moves."""
    nearest_up, nearest_down = moves[moves >= 0].min(), moves[moves <= 0].max()
    lowest = float(-nearest_down * nearest_up)
    highest = float(-moves.min() * moves.max())
    return lowest, highest


def _most_entropic(moves: Floats, variance: float) -> Floats:
    """Return the probabilities with the most entropy under mean 0 and a given variance.

    They have the form `exp(a m + b m^2)`; a and b minimise the logarithm of
    `sum of exp(a m + b (m^2 - v))`, which is convex. Moves are scaled to 1 at most.
    """
    scale = max(1.0, float(np.abs(moves).max()))
    m, v = moves / scale, variance / scale**2

    def weights(parameters: Floats) -> Floats:
        power = parameters[0] * m + parameters[1] * m**2
        # The largest is taken off: no exponential overflows, and the quotients stay.
        raw: Floats = np.exp(power - power.max())
        return np.asarray(raw / raw.sum(), dtype=np.float64)

    def dual(parameters: Floats) -> float:
        power = parameters[0] * m + parameters[1] * (m**2 - v)
        return float(power.max() + np.log(np.exp(power - power.max()).sum()))

    solution = minimize(
        dual, np.zeros(2), method="BFGS", options={"gtol": 1e-10, "maxiter": 500}
    )
    return _centred(moves, weights(solution.x))


def _centred(moves: Floats, chances: Floats) -> Floats:
    """Take away what is left of the mean, so that it is 0 to the last digits.

    The two likeliest moves take it up.
    """
    likeliest = np.argsort(-chances, kind="stable")[:2]
    if len(likeliest) < 2 or moves[likeliest[0]] == moves[likeliest[1]]:
        return chances
    first, second = likeliest
    shift = float(moves @ chances) / float(moves[first] - moves[second])
    centred = chances.copy()
    centred[first] -= shift
    centred[second] += shift
    return centred


def record_keys(pseudonyms: Texts, secret: bytes) -> UInts:
    """Return the record key of each pseudonym: a keyed hash, of which 64 bits stand for a number from 0 to 1.

    Parameters
    ----------
    pseudonyms : one per record
    secret : key of the vault; without it no noise can be undone
    """
    if len(secret) < 16:
        raise DisclosureRefused(
            "Cell key: the secret is shorter than 16 bytes.",
            now="Take the key from the vault.",
            reason=Refusal.SHORT_KEY,
        )
    keys = []
    for name in pseudonyms.tolist():
        digest = hmac.digest(secret, name.encode(), hashlib.sha256)
        keys.append(int.from_bytes(digest[:8], "little"))
    return np.asarray(keys, dtype=np.uint64)


def perturb(table: CountTable, key_sums: UInts, noise: Noise) -> ProtectedTable:
    """Perturb a table of counts.

    Parameters
    ----------
    table : true counts
    key_sums : sum of the record keys in each cell, modulo 2^64; the same records give the same sum in any order
    noise : how counts are moved

    Returns
    -------
    a table in which no count is the true one for certain; margins do not add up. Zeros stay zero and are shown as a
    band together with what was moved to zero.
    """
    if len(key_sums) != len(table.counts):
        raise DisclosureRefused(
            "Cell key: there is not one key per cell.",
            now="Sum the record keys with the counts.",
            reason=Refusal.MALFORMED,
        )
    values = table.counts + _moves(table.counts, key_sums, noise)
    hidden = values == 0
    return ProtectedTable.over(
        table,
        values=values,
        statuses=np.where(hidden, Status.BANDED.value, Status.PUBLISHED.value),
        lower=np.maximum(values - noise.largest, 0),
        upper=values + noise.largest,
    )


def _moves(counts: Ints, key_sums: UInts, noise: Noise) -> Ints:
    """Return how far each count is moved: the key of its cell is looked up in the noise."""
    # The first 53 bits of a key as a number from 0 to 1.
    chance = (key_sums >> np.uint64(11)).astype(np.float64) * 2.0**-53
    # From the last row on neither 0 nor a forbidden number is within reach: larger
    # counts move alike.
    row_of_cell = np.minimum(counts, len(noise.rows) - 1)
    moved = np.zeros(len(counts), dtype=np.int64)
    for row in np.unique(row_of_cell).tolist():
        moves, chances = noise.rows[row]
        is_of_row = row_of_cell == row
        ends = np.cumsum(chances)[:-1]
        places = np.searchsorted(ends, chance[is_of_row], side="right")
        moved[is_of_row] = moves[places]
    return moved


def sum_keys(cells: Ints, keys: UInts, size: int) -> UInts:
    """Sum record keys per cell, modulo 2^64.

    Parameters
    ----------
    cells : cell number of each record, one call per level of the table
    keys : record key of each record
    size : how many cells there are
    """
    sums = np.zeros(size, dtype=np.uint64)
    np.add.at(sums, cells, keys)
    return sums
