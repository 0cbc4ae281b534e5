"""Draws that are the same on every run: one named stream per subject, so that one subject never moves another."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from zicht.vocabulary.arrays import Dates, Floats, Ints


class Draws:
    """Named random streams of one seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def stream(self, name: str) -> np.random.Generator:
        """Return the stream of one subject, from its start."""
        return np.random.Generator(
            # The name of the subject is part of the seed, so that a change in one subject moves no other (ADR
            # 0015).
            np.random.PCG64(np.random.SeedSequence([self._seed, *name.encode()]))
        )


def pick(rng: np.random.Generator, weights: ArrayLike, size: int) -> Ints:
    """Draw indices with the given weights."""
    cumulative = np.cumsum(np.asarray(weights, dtype=np.float64))
    drawn = np.searchsorted(cumulative, rng.random(size) * cumulative[-1], side="right")
    # The sum of the weights is rounded, so that the last draw may lie a little beyond it.
    return np.asarray(np.minimum(drawn, len(cumulative) - 1), dtype=np.int64)


def pick_per_row(
    rng: np.random.Generator, weights: ArrayLike, rows: NDArray[np.integer]
) -> Ints:
    """Draw one index for every element of `rows`, with the weights in that row of a table."""
    table = np.cumsum(np.asarray(weights, dtype=np.float64), axis=1)
    table = table / table[:, -1:]
    u = rng.random(len(rows))
    drawn = np.zeros(len(rows), dtype=np.int64)
    for column in range(table.shape[1] - 1):
        drawn += u >= table[rows, column]
    return drawn


def zipf(n: int, exponent: float = 0.8) -> Floats:
    """Weights of a pool in which a few values are common and many are rare."""
    return np.asarray(np.arange(1, n + 1, dtype=np.float64) ** -exponent)


NEVER = np.datetime64("NaT", "D")
"""Date of what did not happen."""


def in_days(number: ArrayLike) -> NDArray[np.timedelta64]:
    """Return numbers of days, rounded down, as spans that can be added to dates."""
    return np.asarray(number).astype(np.int64).astype("timedelta64[D]")


def last_day_of(year: int) -> np.datetime64:
    """Return 31 December."""
    return np.datetime64(f"{year:04d}-12-31", "D")


def day(year: NDArray[np.integer] | int, day_of_year: ArrayLike) -> Dates:
    """Make dates: the given number of days after New Year of each year."""
    start = (np.asarray(year) - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    return np.asarray(start + in_days(day_of_year))


def year_of(dates: Dates) -> Ints:
    """Return the calendar year of each date."""
    return dates.astype("datetime64[Y]").astype(np.int64) + 1970


def age_on(born: Dates, on: Dates) -> Ints:
    """Whole years lived on a date."""
    months = on.astype("datetime64[M]").astype(np.int64) - born.astype(
        "datetime64[M]"
    ).astype(np.int64)
    day_on = (on - on.astype("datetime64[M]")).astype(np.int64)
    day_born = (born - born.astype("datetime64[M]")).astype(np.int64)
    return np.asarray((months - (day_on < day_born)) // 12)
