"""Cell key perturbation: noise that belongs to a set of records, whatever table asks for it and in whatever order."""

import hashlib
import hmac
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import minimize

from zicht.vocabulary.arrays import Floats, Ints, Texts, UInts
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.protected import ProtectedTable, Status
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
        )
    low, high = _reach(moves)
    target = (
        min(max(noise.variance, low * 1.0001), high * 0.9999) if high > low else low
    )
    return moves, _most_entropic(moves.astype(np.float64), target)


def _reach(moves: Ints) -> tuple[float, float]:
    """Lowest and highest variance of noise with mean 0 on these moves."""
    up, down = moves[moves >= 0].min(), moves[moves <= 0].max()
    return float(-down * up), float(-moves.min() * moves.max())


def _most_entropic(moves: Floats, variance: float) -> Floats:
    """Probabilities exp(a m + b m²), the form that maximum entropy has under a given mean and variance."""
    scale = max(1.0, float(np.abs(moves).max()))
    m, v = moves / scale, variance / scale**2

    def weights(parameters: Floats) -> Floats:
        power = parameters[0] * m + parameters[1] * m**2
        raw: Floats = np.exp(power - power.max())
        return np.asarray(raw / raw.sum(), dtype=np.float64)

    def gap(parameters: Floats) -> float:
        power = parameters[0] * m + parameters[1] * (m**2 - v)
        return float(power.max() + np.log(np.exp(power - power.max()).sum()))

    found = minimize(
        gap, np.zeros(2), method="BFGS", options={"gtol": 1e-10, "maxiter": 500}
    )
    return _centred(moves, weights(found.x))


def _centred(moves: Floats, chances: Floats) -> Floats:
    """Take away what is left of the mean, between the two likeliest moves, so that it is 0 to the last digits."""
    likely = np.argsort(-chances, kind="stable")[:2]
    if len(likely) < 2 or moves[likely[0]] == moves[likely[1]]:
        return chances
    shift = float(moves @ chances) / float(moves[likely[0]] - moves[likely[1]])
    chances = chances.copy()
    chances[likely[0]] -= shift
    chances[likely[1]] += shift
    return chances


def record_keys(pseudonyms: Texts, secret: bytes) -> UInts:
    """Give each pseudonym its record key: a keyed hash, of which 64 bits stand for a number from 0 to 1.

    Parameters
    ----------
    pseudonyms : one per record
    secret : key of the vault; without it no noise can be undone
    """
    if len(secret) < 16:
        raise DisclosureRefused(
            "Cell key: the secret is shorter than 16 bytes.",
            now="Take the key from the vault.",
        )
    found = [
        int.from_bytes(hmac.digest(secret, name.encode(), hashlib.sha256)[:8], "little")
        for name in pseudonyms.tolist()
    ]
    return np.asarray(found, dtype=np.uint64)


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
    chance = (key_sums >> np.uint64(11)).astype(np.float64) * 2.0**-53
    rows = np.minimum(counts, len(noise.rows) - 1)
    moved = np.zeros(len(counts), dtype=np.int64)
    for row in np.unique(rows).tolist():
        moves, chances = noise.rows[row]
        own = rows == row
        at = np.searchsorted(np.cumsum(chances)[:-1], chance[own], side="right")
        moved[own] = moves[at]
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
