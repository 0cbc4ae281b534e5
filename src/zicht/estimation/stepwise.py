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
from zicht.estimation.settings import THRESHOLD
from zicht.vocabulary.arrays import Bools, Floats, Ints


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
    selection = _Selection(counts, n_lists, threshold)
    while selection.open_tables.size:
        selection.enter_one_pair()
    return selection.fits()


class _Selection:
    """Forward selection on every table of a batch at once, one pair at a time.

    `open_tables` are the tables that may still take a pair; it shrinks at every step.
    """

    def __init__(self, counts: Floats, n_lists: int, threshold: float) -> None:
        self.counts = counts
        self.n_lists = n_lists
        self.threshold = threshold
        self.pairs = np.asarray(pairs_of(n_lists), dtype=np.int64)
        self.n_tables = counts.shape[1]
        self.parameters = self._independence()
        first = fit(counts, self.parameters)
        self.dark = first.dark.copy()
        self.path = [first.dark]
        self.chosen: list[Ints] = []
        self.is_fitted = first.converged & sound_models(
            counts, self.parameters, n_lists
        )
        self.observed = _overlaps_of_pairs(counts, n_lists, self.pairs)
        self.expected = first.overlaps[self.pairs]
        self.has_entered = np.zeros((len(self.pairs), self.n_tables), dtype=bool)
        self.open_tables = np.flatnonzero(self.is_fitted)
        self.beta = first.beta[:, self.open_tables]

    def enter_one_pair(self) -> None:
        """Add to every open table its least likely pair; close those where none may enter."""
        pick = self._least_likely_pairs()
        goes_on = pick >= 0
        self.open_tables = self.open_tables[goes_on]
        self.beta = self.beta[:, goes_on]
        if self.open_tables.size:
            self._fit_with(pick[goes_on])

    def fits(self) -> StepwiseFits:
        """Return what was selected."""
        steps = np.array(self.chosen, dtype=np.int64)
        return StepwiseFits(
            self.dark,
            steps.reshape(len(self.chosen), self.n_tables),
            np.array(self.path),
            self.is_fitted,
        )

    def _independence(self) -> Ints:
        """Return the parameters of independent lists: the constant and one per list."""
        constant_and_lists = [0, *(1 << i for i in range(self.n_lists))]
        column = np.array(constant_and_lists, dtype=np.int64)
        return np.repeat(column[:, None], self.n_tables, axis=1)

    def _least_likely_pairs(self) -> Ints:
        """Return the pair that enters each open table, -1 where none may."""
        tables = self.open_tables
        p_values = tail_probabilities(
            self.observed[:, tables], self.expected[:, tables]
        )
        # Above any threshold: a pair enters once.
        p_values[self.has_entered[:, tables]] = 2.0
        return _first_sound(
            self.counts[:, tables],
            self.parameters[:, tables],
            self.pairs,
            p_values,
            threshold=self.threshold,
            n_lists=self.n_lists,
        )

    def _fit_with(self, pick: Ints) -> None:
        """Fit the open tables with one pair more each; close those whose fit does not converge."""
        tables = self.open_tables
        step = np.full(self.n_tables, -1, dtype=np.int64)
        step[tables] = self.pairs[pick]
        self.has_entered[pick, tables] = True
        self.parameters = np.vstack([self.parameters, step])
        guess = _first_guess(self.observed, self.expected, pick, tables)
        fits = fit(
            self.counts[:, tables],
            self.parameters[:, tables],
            start=np.vstack([self.beta, guess]),
        )
        self.dark[tables] = fits.dark
        self.is_fitted[tables] = fits.converged
        self.expected[:, tables] = fits.overlaps[self.pairs]
        dark_after_step = np.full(self.n_tables, np.nan)
        dark_after_step[tables] = fits.dark
        self.chosen.append(step)
        self.path.append(dark_after_step)
        self.open_tables = tables[fits.converged]
        self.beta = fits.beta[:, fits.converged]


def _first_guess(
    observed: Floats, expected: Floats, pick: Ints, tables: Ints
) -> Floats:
    """Guess the parameter of a new pair: what makes its overlap as large as observed."""
    ratio = np.maximum(observed[pick, tables], 0.5) / expected[pick, tables]
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
        is_low = trial[best, open_columns] < threshold
        open_columns, best = open_columns[is_low], best[is_low]
        if not open_columns.size:
            break
        candidates = np.vstack([parameters[:, open_columns], pairs[best]])
        sound = sound_models(counts[:, open_columns], candidates, n_lists)
        pick[open_columns[sound]] = best[sound]
        trial[best[~sound], open_columns[~sound]] = 2.0
        open_columns = open_columns[~sound]
    return pick
