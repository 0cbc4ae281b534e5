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
from functools import lru_cache
from itertools import groupby

import numpy as np

from zicht.estimation.existence import sound_models
from zicht.estimation.fitting import fit
from zicht.estimation.models import Model, hierarchical_models, neighbours, padded
from zicht.vocabulary.arrays import Bools, Floats, Ints

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


def score(
    counts: Floats, models: Sequence[Model], n_lists: int
) -> tuple[Floats, Floats]:
    """Return BIC and unseen persons of each model on one table; infinite and nan where a model is not sound."""
    bic, dark = np.full(len(models), np.inf), np.full(len(models), np.nan)
    order = sorted(range(len(models)), key=lambda i: len(models[i]))
    for _size, group in groupby(order, key=lambda i: len(models[i])):
        rows = np.fromiter(group, dtype=np.int64)
        parameters = padded([models[i] for i in rows], n_lists)
        bic[rows], dark[rows] = score_columns(
            np.repeat(counts[:, None], len(rows), axis=1), parameters, n_lists
        )
    return bic, dark


def score_columns(
    counts: Floats, parameters: Ints, n_lists: int
) -> tuple[Floats, Floats]:
    """Return BIC and unseen persons of one model per table."""
    sound = sound_models(counts, parameters, n_lists)
    bic = np.full(len(sound), np.inf)
    dark = np.full(len(sound), np.nan)
    if not sound.any():
        return bic, dark
    fits = fit(counts[:, sound], parameters[:, sound])
    n_persons = counts[1:, sound].sum(axis=0)
    # Parameters at minus infinity count too, as in Silverman, Chan & Vincent (2024).
    n_parameters = fits.n_free + fits.n_empty
    value = -2.0 * fits.loglik + np.log(n_persons) * n_parameters
    is_usable: Bools = fits.converged & np.isfinite(value)
    bic[sound] = np.where(is_usable, value, np.inf)
    dark[sound] = np.where(is_usable, fits.dark, np.nan)
    return bic, dark


def search(counts: Floats, n_lists: int, *, max_order: int | None = None) -> Ranking:
    """Rank the hierarchical models of one table by BIC.

    Parameters
    ----------
    counts : 2**t persons per pattern
    n_lists : t
    max_order : most lists in one interaction; by default one less than the lists there are
    """
    order = order_of(n_lists, max_order)
    if n_lists <= ALL_MODELS_LISTS:
        models: Sequence[Model] = hierarchical_models(n_lists, order)
        return _ranked(models, *score(counts, models, n_lists), is_complete=True)
    return _downhill(counts, n_lists, order)


def order_of(n_lists: int, max_order: int | None) -> int:
    """Most lists in one interaction: what was asked, or one less than the lists there are."""
    return min(max_order or max(n_lists - 1, 1), n_lists)


def _ranked(
    models: Sequence[Model], bic: Floats, dark: Floats, *, is_complete: bool
) -> Ranking:
    good = np.flatnonzero(np.isfinite(bic))
    best = good[np.lexsort((good, bic[good]))]
    return Ranking(
        tuple(models[i] for i in best), bic[best], dark[best], len(models), is_complete
    )


Met = dict[Model, tuple[float, float]]
"""BIC and unseen persons of the models met on one table."""


def _downhill(counts: Floats, n_lists: int, max_order: int) -> Ranking:
    """Walk downhill on one table, remembering every model met."""
    met = walk_downhill(counts[:, None], n_lists, max_order)[0]
    models = list(met)
    scores = np.array([met[model] for model in models])
    return _ranked(models, scores[:, 0], scores[:, 1], is_complete=False)


def downhill_unseen(counts: Floats, n_lists: int, max_order: int) -> Floats:
    """Unseen persons of every table under the best model that its own walk finds, nan where there is none."""
    unseen = []
    for met in walk_downhill(counts, n_lists, max_order):
        bic, dark = min(met.values())
        unseen.append(dark if np.isfinite(bic) else np.nan)
    return np.array(unseen)


def walk_downhill(counts: Floats, n_lists: int, max_order: int) -> list[Met]:
    """Greedy BIC descent over neighbouring models, on many tables at once.

    Every table is walked from independence and from its stepwise model.

    Parameters
    ----------
    counts : 2**t x tables
    n_lists : t
    max_order : most lists in one interaction
    """
    from zicht.estimation.stepwise import select  # noqa: PLC0415 - stepwise needs no search

    n_tables = counts.shape[1]
    independence: list[Model] = [()] * n_tables
    chosen = select(counts, n_lists).chosen
    stepwise = [_chosen_pairs(chosen[:, table]) for table in range(n_tables)]
    walk = _Walk(counts, n_lists, max_order)
    walk.go_downhill(independence)
    walk.go_downhill(stepwise)
    return walk.met


def _chosen_pairs(steps: Ints) -> Model:
    """Return the model of the pairs that entered a table; -1 stands after the last."""
    return tuple(sorted(int(pair) for pair in steps if pair >= 0))


class _Walk:
    """Greedy descents on many tables at once; `met` holds the models that each table met."""

    def __init__(self, counts: Floats, n_lists: int, max_order: int) -> None:
        self.counts = counts
        self.n_lists = n_lists
        self.max_order = max_order
        self.met: list[Met] = [{} for _ in range(counts.shape[1])]

    def go_downhill(self, starts: Sequence[Model]) -> None:
        """Walk every table from its start to ever better neighbours until none is better."""
        here = list(starts)
        _meet(self.counts, list(enumerate(here)), self.n_lists, self.met)
        walking = list(range(len(here)))
        for _ in range(MAX_STEPS):
            walking = self._step(here, walking)
            if not walking:
                break

    def _step(self, here: list[Model], walking: Sequence[int]) -> list[int]:
        """Move each table to its best neighbour; return the tables that found a better one."""
        neighbours_of = {
            table: near_models(here[table], self.n_lists, self.max_order)
            for table in walking
        }
        wanted = [(table, model) for table in walking for model in neighbours_of[table]]
        _meet(self.counts, wanted, self.n_lists, self.met)
        moved = []
        for table in walking:
            best = _lowest(neighbours_of[table], self.met[table])
            if self._is_better(table, best, here[table]):
                here[table] = best
                moved.append(table)
        return moved

    def _is_better(self, table: int, model: Model, than: Model) -> bool:
        bic_of_model, _unseen = self.met[table][model]
        bic_before, _unseen = self.met[table][than]
        return bic_of_model < bic_before


def _lowest(models: Sequence[Model], met: Met) -> Model:
    """Return the model with the lowest BIC."""
    return min(models, key=lambda model: met[model][0])


@lru_cache(maxsize=100_000)
def near_models(model: Model, n_lists: int, max_order: int) -> tuple[Model, ...]:
    """Remember the neighbours of a model."""
    return tuple(neighbours(model, n_lists, max_order))


def _meet(
    counts: Floats, wanted: Sequence[tuple[int, Model]], n_lists: int, met: list[Met]
) -> None:
    """Score the models that a table has not met yet, in batches of equal size."""
    of_size: dict[int, list[tuple[int, Model]]] = {}
    for table, model in dict.fromkeys(wanted):
        if model not in met[table]:
            of_size.setdefault(len(model), []).append((table, model))
    for size in sorted(of_size):
        tables = [table for table, _model in of_size[size]]
        models = [model for _table, model in of_size[size]]
        bic, dark = score_columns(counts[:, tables], padded(models, n_lists), n_lists)
        for place, table in enumerate(tables):
            met[table][models[place]] = (float(bic[place]), float(dark[place]))
