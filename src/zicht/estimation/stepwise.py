"""Forward selection of pairwise interactions by p-value.

Starting from independent lists, the pair is added whose overlap is least likely under the present model, as long as
its one-sided Poisson p-value is below the threshold and the model with it is sound.

References
----------
Chan, L., Silverman, B. W. & Vincent, K. (2021). Multiple systems estimation for sparse capture data: inferential
challenges when there are nonoverlapping lists. JASA 116(535), section 4; doi:10.1080/01621459.2019.1708748.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import pdtr, pdtrc

from zicht.estimation.existence import sound_models
from zicht.estimation.fitting import fit
from zicht.estimation.lattice import pairs_of, sum_over_supersets
from zicht.vocabulary.arrays import Bools, Floats, Ints

THRESHOLD = 0.02


@dataclass(frozen=True)
class StepwiseFits:
    """Selected models of a batch of tables.

    Parameters
    ----------
    dark : expected number of unseen persons
    chosen : steps x batch; the pair added at each step, -1 after the last
    path : (steps + 1) x batch; expected unseen persons before any step and after each, nan after the last
    is_fitted : whether a sound model was fitted
    """

    dark: Floats
    chosen: Ints
    path: Floats
    is_fitted: Bools


def tail_probabilities(observed: Floats, expected: Floats) -> Floats:
    """One-sided Poisson p-value, on the side to which the observed overlap departs."""
    is_above = observed > expected
    out = np.empty(observed.shape)
    out[is_above] = pdtrc(observed[is_above] - 1.0, expected[is_above])
    out[~is_above] = pdtr(observed[~is_above], expected[~is_above])
    return out


def select(
    counts: Floats, n_lists: int, *, threshold: float = THRESHOLD
) -> StepwiseFits:
    """Select and fit a model for every table of a batch.

    Parameters
    ----------
    counts : 2**t x batch
    n_lists : t
    threshold : largest p-value at which a pair still enters
    """
    batch = counts.shape[1]
    pairs = np.asarray(pairs_of(n_lists), dtype=np.int64)
    base = np.array([0, *(1 << i for i in range(n_lists))], dtype=np.int64)
    parameters = np.repeat(base[:, None], batch, axis=1)
    observed = _overlaps_of_pairs(counts, n_lists, pairs)
    first = fit(counts, parameters)
    dark = first.dark
    path = [first.dark]
    is_fitted = first.converged & sound_models(counts, parameters, n_lists)
    expected = first.overlaps[pairs]
    entered = np.zeros((len(pairs), batch), dtype=bool)
    active = np.flatnonzero(is_fitted)
    beta = first.beta[:, active]
    chosen = []
    while active.size:
        p_values = tail_probabilities(observed[:, active], expected[:, active])
        p_values[entered[:, active]] = 2.0
        pick = _first_sound(
            counts[:, active],
            parameters[:, active],
            pairs,
            p_values,
            threshold=threshold,
            n_lists=n_lists,
        )
        goes_on = pick >= 0
        active, pick, beta = active[goes_on], pick[goes_on], beta[:, goes_on]
        if not active.size:
            break
        step = np.full(batch, -1, dtype=np.int64)
        step[active] = pairs[pick]
        entered[pick, active] = True
        parameters = np.vstack([parameters, step])
        start = np.vstack([beta, _first_guess(observed, expected, pick, active)])
        fits = fit(counts[:, active], parameters[:, active], start=start)
        dark = dark.copy()
        dark[active] = fits.dark
        is_fitted[active] = fits.converged
        expected[:, active] = fits.overlaps[pairs]
        chosen.append(step)
        path.append(np.full(batch, np.nan))
        path[-1][active] = fits.dark
        active, beta = active[fits.converged], fits.beta[:, fits.converged]
    steps = np.array(chosen, dtype=np.int64).reshape(len(chosen), batch)
    return StepwiseFits(dark, steps, np.array(path), is_fitted)


def _first_guess(
    observed: Floats, expected: Floats, pick: Ints, active: Ints
) -> Floats:
    """Guess the parameter of a new pair: what makes its overlap as large as observed."""
    ratio = np.maximum(observed[pick, active], 0.5) / expected[pick, active]
    return np.log(ratio)


def _overlaps_of_pairs(counts: Floats, n_lists: int, pairs: Ints) -> Floats:
    """Count the persons on both lists of every pair; pairs x batch."""
    seen = counts.copy()
    seen[0] = 0.0
    return sum_over_supersets(seen, n_lists)[pairs]


def _first_sound(
    counts: Floats,
    parameters: Ints,
    pairs: Ints,
    p_values: Floats,
    *,
    threshold: float,
    n_lists: int,
) -> Ints:
    """Find the least likely pair below the threshold whose model is sound, -1 where there is none."""
    pick = np.full(p_values.shape[1], -1, dtype=np.int64)
    open_columns = np.arange(p_values.shape[1])
    trial = p_values.copy()
    while open_columns.size:
        best = trial[:, open_columns].argmin(axis=0)
        low = trial[best, open_columns] < threshold
        open_columns, best = open_columns[low], best[low]
        if not open_columns.size:
            break
        candidates = np.vstack([parameters[:, open_columns], pairs[best]])
        sound = sound_models(counts[:, open_columns], candidates, n_lists)
        pick[open_columns[sound]] = best[sound]
        trial[best[~sound], open_columns[~sound]] = 2.0
        open_columns = open_columns[~sound]
    return pick
