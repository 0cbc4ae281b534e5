"""Choosing among hierarchical models by the Bayesian information criterion.

BIC = -2 log-likelihood + k log n; k counts the parameters at minus infinity too, n is the number of persons seen.
Up to five lists every hierarchical model is fitted; beyond, the search walks from several models to ever better
neighbours until none is better.

References
----------
Silverman, B. W., Chan, L. & Vincent, K. (2024). Bootstrapping multiple systems estimates to account for model
selection. Statistics and Computing 34:44; doi:10.1007/s11222-023-10346-9.
Schwarz, G. (1978). Estimating the dimension of a model. Annals of Statistics 6(2).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from zicht.estimation.existence import sound_models
from zicht.estimation.fitting import fit
from zicht.estimation.lattice import Flags, Floats, Ints
from zicht.estimation.models import Model, hierarchical_models, neighbours, padded

ALL_MODELS_LISTS = 5
"""Up to this many lists every hierarchical model is fitted."""
MAX_STEPS = 400


@dataclass(frozen=True)
class Ranking:
    """Sound models of one table, best BIC first.

    Parameters
    ----------
    models : interactions of each
    bic : of each
    dark : expected unseen persons of each
    n_tried : models looked at, unsound ones included
    is_complete : whether every model within the order was tried
    """

    models: tuple[Model, ...]
    bic: Floats
    dark: Floats
    n_tried: int
    is_complete: bool

    @property
    def weights(self) -> Floats:
        """Posterior weights that BIC approximates, summing to one (Raftery 1995)."""
        raw = np.exp(-0.5 * (self.bic - self.bic[0]))
        return np.asarray(raw / raw.sum())


def score(counts: Floats, models: Sequence[Model], n_lists: int) -> tuple[Floats, Floats]:
    """Give BIC and unseen persons of each model on one table; infinite and nan where a model is not sound."""
    bic, dark = np.full(len(models), np.inf), np.full(len(models), np.nan)
    order = sorted(range(len(models)), key=lambda i: len(models[i]))
    for _size, group in groupby(order, key=lambda i: len(models[i])):
        rows = np.fromiter(group, dtype=np.int64)
        parameters = padded([models[i] for i in rows], n_lists)
        bic[rows], dark[rows] = score_columns(np.repeat(counts[:, None], len(rows), axis=1), parameters, n_lists)
    return bic, dark


def score_columns(counts: Floats, parameters: Ints, n_lists: int) -> tuple[Floats, Floats]:
    """Give BIC and unseen persons of one model per table."""
    sound = sound_models(counts, parameters, n_lists)
    bic, dark = np.full(len(sound), np.inf), np.full(len(sound), np.nan)
    if sound.any():
        found = fit(counts[:, sound], parameters[:, sound], n_lists)
        n_persons = counts[1:, sound].sum(axis=0)
        value = -2.0 * found.loglik + np.log(n_persons) * (found.n_free + found.n_empty)
        good: Flags = found.converged & np.isfinite(value)
        bic[sound] = np.where(good, value, np.inf)
        dark[sound] = np.where(good, found.dark, np.nan)
    return bic, dark


def search(counts: Floats, n_lists: int, *, max_order: int | None = None) -> Ranking:
    """Rank the hierarchical models of one table by BIC.

    Parameters
    ----------
    counts : 2**t persons per pattern
    n_lists : t
    max_order : most lists in one interaction; by default one less than the lists there are
    """
    order = min(max_order or max(n_lists - 1, 1), n_lists)
    if n_lists <= ALL_MODELS_LISTS:
        models: Sequence[Model] = hierarchical_models(n_lists, order)
        return _ranked(models, *score(counts, models, n_lists), is_complete=True)
    return _downhill(counts, n_lists, order)


def _ranked(models: Sequence[Model], bic: Floats, dark: Floats, *, is_complete: bool) -> Ranking:
    good = np.flatnonzero(np.isfinite(bic))
    best = good[np.lexsort((good, bic[good]))]
    return Ranking(tuple(models[i] for i in best), bic[best], dark[best], len(models), is_complete)


def _downhill(counts: Floats, n_lists: int, max_order: int) -> Ranking:
    """Walk to better neighbours from independence and from all pairs that are sound, remembering every model met."""
    met: dict[Model, tuple[float, float]] = {}
    for start in ((), _greedy_pairs(counts, n_lists)):
        here: Model = start
        _meet(counts, [here], n_lists, met)
        for _ in range(MAX_STEPS):
            near = neighbours(here, n_lists, max_order)
            _meet(counts, near, n_lists, met)
            best = min(near, key=lambda model: met[model][0])
            if met[best][0] >= met[here][0]:
                break
            here = best
    models = list(met)
    scores = np.array([met[model] for model in models])
    return _ranked(models, scores[:, 0], scores[:, 1], is_complete=False)


def _meet(counts: Floats, models: Sequence[Model], n_lists: int, met: dict[Model, tuple[float, float]]) -> None:
    new = [model for model in dict.fromkeys(models) if model not in met]
    if new:
        met.update(zip(new, zip(*score(counts, new, n_lists), strict=True), strict=True))


def _greedy_pairs(counts: Floats, n_lists: int) -> Model:
    """Take the stepwise model as a second place to start from."""
    from zicht.estimation.stepwise import select  # noqa: PLC0415 - only the downhill search starts there

    chosen = select(counts[:, None], n_lists).chosen[:, 0]
    return tuple(sorted(int(pair) for pair in chosen if pair >= 0))
