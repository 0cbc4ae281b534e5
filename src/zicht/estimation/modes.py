"""Where draws crowd: one place, or several.

Several modes mean that the data choose between populations of different sizes and an interval spans the gap between
them. Places are found on the logarithm of the population with a kernel density (Silverman 1986, section 3.4).
"""

from itertools import pairwise

import numpy as np

from zicht.vocabulary.arrays import Floats

N_GRID = 400
VALLEY = 0.7
"""Between two modes the density sinks below this share of the lower peak."""
LEAST_MASS = 0.05
"""A mode holds at least this share of the draws."""


def find_modes(values: Floats, weights: Floats | None = None) -> tuple[float, ...]:
    """Give the places where positive values crowd, ascending; one place where there is no gap.

    Parameters
    ----------
    values : draws, or the points of a grid
    weights : of each; equal by default
    """
    good = np.isfinite(values) & (values > 0)
    logs = np.log(values[good])
    shares = np.ones(logs.size) if weights is None else weights[good]
    if logs.size < 20 or shares.sum() <= 0:
        return ()
    shares = shares / shares.sum()
    order = np.argsort(logs)
    logs, shares = logs[order], shares[order]
    grid, density = _density(logs, shares)
    peaks = _peaks(density)
    kept: list[int] = []
    for peak in peaks:
        if kept and density[kept[-1] : peak + 1].min() > VALLEY * min(
            density[kept[-1]], density[peak]
        ):
            kept[-1] = max(kept[-1], peak, key=lambda i: float(density[i]))
        else:
            kept.append(peak)
    return tuple(
        float(np.exp(grid[i])) for i in _with_mass(kept, grid, density, logs, shares)
    )


def _density(logs: Floats, shares: Floats) -> tuple[Floats, Floats]:
    cumulative = np.cumsum(shares)
    low, high = np.interp([0.001, 0.999], cumulative, logs)
    quartiles = np.interp([0.25, 0.75], cumulative, logs)
    mean = float((shares * logs).sum())
    spread = float(np.sqrt((shares * (logs - mean) ** 2).sum()))
    scale = min(spread, (quartiles[1] - quartiles[0]) / 1.34) or spread or 1e-3
    effective = 1.0 / float((shares**2).sum())
    width = max(0.9 * scale * min(effective, 2000.0) ** -0.2, 1e-4)
    grid = np.linspace(low - 3 * width, high + 3 * width, N_GRID)
    bins = np.clip(
        ((logs - grid[0]) / (grid[1] - grid[0]) + 0.5).astype(np.int64), 0, N_GRID - 1
    )
    tally = np.bincount(bins, weights=shares, minlength=N_GRID)
    kernel = np.exp(-0.5 * ((grid[:, None] - grid[None, :]) / width) ** 2)
    return grid, np.asarray((kernel * tally).sum(axis=1))


def _peaks(density: Floats) -> list[int]:
    inner = density[1:-1]
    return [
        int(i) + 1
        for i in np.flatnonzero((inner >= density[:-2]) & (inner > density[2:]))
    ]


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
