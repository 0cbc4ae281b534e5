"""Where draws crowd: one place, or several.

Several modes mean that the data choose between populations of different sizes and an interval spans the gap between
them. Places are found on the logarithm of the population with a kernel density (Silverman 1986, section 3.4).
"""

from itertools import pairwise

import numpy as np

from zicht.vocabulary.arrays import Floats

N_GRID = 400
FEWEST_DRAWS = 20
"""Of fewer draws nothing is said."""
VALLEY = 0.7
"""Between two modes the density sinks below this share of the lower peak."""
LEAST_MASS = 0.05
"""A mode holds at least this share of the draws."""


def find_modes(values: Floats, weights: Floats | None = None) -> tuple[float, ...]:
    """Return the places where positive values crowd, ascending; one place where there is no gap.

    Parameters
    ----------
    values : draws, or the points of a grid
    weights : of each; equal by default
    """
    is_usable = np.isfinite(values) & (values > 0)
    logs = np.log(values[is_usable])
    shares = np.ones(logs.size) if weights is None else weights[is_usable]
    if logs.size < FEWEST_DRAWS or shares.sum() <= 0:
        return ()
    shares = shares / shares.sum()
    order = np.argsort(logs)
    logs, shares = logs[order], shares[order]
    grid, density = _density(logs, shares)
    apart = _apart(_peaks(density), density)
    heavy = _with_mass(apart, grid, density, logs, shares)
    return tuple(float(np.exp(grid[peak])) for peak in heavy)


def _apart(peaks: list[int], density: Floats) -> list[int]:
    """Return the peaks with a valley between them; of two without, the higher one."""
    apart: list[int] = []
    for peak in peaks:
        if apart and not _is_valley_between(apart[-1], peak, density):
            apart[-1] = max(apart[-1], peak, key=lambda place: float(density[place]))
        else:
            apart.append(peak)
    return apart


def _is_valley_between(left: int, right: int, density: Floats) -> bool:
    lower_peak = min(density[left], density[right])
    return bool(density[left : right + 1].min() <= VALLEY * lower_peak)


def _density(logs: Floats, shares: Floats) -> tuple[Floats, Floats]:
    """Return a grid over sorted logarithms, and the kernel density on it (without its constant)."""
    low, high = np.interp([0.001, 0.999], np.cumsum(shares), logs)
    width = _bandwidth(logs, shares)
    grid = np.linspace(low - 3 * width, high + 3 * width, N_GRID)
    nearest = ((logs - grid[0]) / (grid[1] - grid[0]) + 0.5).astype(np.int64)
    bins = np.clip(nearest, 0, N_GRID - 1)
    tally = np.bincount(bins, weights=shares, minlength=N_GRID)
    kernel = np.exp(-0.5 * ((grid[:, None] - grid[None, :]) / width) ** 2)
    return grid, np.asarray((kernel * tally).sum(axis=1))


def _bandwidth(logs: Floats, shares: Floats) -> float:
    """Return Silverman's bandwidth (1986, equation 3.31) for weighted draws."""
    quartiles = np.interp([0.25, 0.75], np.cumsum(shares), logs)
    mean = float((shares * logs).sum())
    spread = float(np.sqrt((shares * (logs - mean) ** 2).sum()))
    robust_spread = float(quartiles[1] - quartiles[0]) / 1.34
    scale = min(spread, robust_spread) or spread or 1e-3
    n_effective = 1.0 / float((shares**2).sum())
    return float(max(0.9 * scale * min(n_effective, 2000.0) ** -0.2, 1e-4))


def _peaks(density: Floats) -> list[int]:
    """Return the places on the grid where the density is highest around."""
    inner = density[1:-1]
    is_peak = (inner >= density[:-2]) & (inner > density[2:])
    return [int(place) + 1 for place in np.flatnonzero(is_peak)]


def _with_mass(
    peaks: list[int], grid: Floats, density: Floats, logs: Floats, shares: Floats
) -> list[int]:
    """Keep the peaks whose stretch, from valley to valley, holds enough."""
    valleys = [a + int(density[a : b + 1].argmin()) for a, b in pairwise(peaks)]
    edges = [-np.inf, *(float(grid[v]) for v in valleys), np.inf]
    masses = [float(shares[(logs > a) & (logs <= b)].sum()) for a, b in pairwise(edges)]
    return [
        peak for peak, mass in zip(peaks, masses, strict=True) if mass >= LEAST_MASS
    ]
