"""Bootstrap limits around a point estimate, the same for every method that has none."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from zicht.edition.numerals import sentence
from zicht.estimation.bootstrap import (
    Limits,
    acceleration,
    bca_limits,
    draw_resamples,
    draw_unconditional,
    leave_one_out,
)
from zicht.estimation.existence import check, sound_models
from zicht.estimation.fitting import fit, parameters_of
from zicht.estimation.models import Model, name_of, padded
from zicht.estimation.modes import find_modes
from zicht.estimation.parallel import BatchEstimator, over_columns
from zicht.estimation.problem import NOT_CONVERGED, Outcome, Problem, Trace, refused
from zicht.vocabulary.arrays import Floats, Ints
from zicht.vocabulary.estimates import MethodEstimate
from zicht.vocabulary.text import Text


@dataclass(frozen=True)
class Resamples:
    """Tables that a bootstrap needs, one per row.

    Parameters
    ----------
    jackknife : the table without one person
    weights : persons whom each of these stands for
    drawn : the resamples
    """

    jackknife: Ints
    weights: Ints
    drawn: Ints


def resamples_of(
    problem: Problem, population: float, most: int | None = None
) -> Resamples:
    """Draw the resamples of a table whose population was estimated.

    All methods use one stream of random numbers, so that they differ by method only.

    Parameters
    ----------
    population : estimated size
    most : resamples at most
    """
    settings = problem.settings
    counts = np.array(problem.table.counts, dtype=np.int64)
    jackknife, weights = leave_one_out(counts)
    if settings.resamples is not None:
        return Resamples(jackknife, weights, settings.resamples)
    rng = np.random.default_rng([settings.seed, 0])
    n = settings.replicates if most is None else min(settings.replicates, most)
    if settings.is_conditional:
        drawn = draw_resamples(counts, n, rng)
    else:
        drawn = draw_unconditional(counts, population, n, rng)
    return Resamples(jackknife, weights, drawn)


def lattice_columns(tables: Ints, patterns: Ints, n_lists: int) -> Floats:
    """Lay tables (rows) out over the lattice (columns)."""
    out = np.zeros((1 << n_lists, len(tables)))
    np.add.at(out, patterns, tables.T.astype(np.float64))
    return out


def with_bootstrap(
    problem: Problem,
    name: str,
    unseen: float,
    model: str,
    estimator: BatchEstimator,
    *,
    most: int | None = None,
) -> Outcome:
    """Add BCa limits to a point estimate.

    Parameters
    ----------
    unseen : estimated number of unseen persons
    model : in words
    estimator : does to any table what was done to this one, selection included
    most : resamples at most, for a method that takes long
    """
    settings = problem.settings
    estimate = problem.table.n_observed + unseen
    if not settings.replicates and settings.resamples is None:
        points_only = MethodEstimate(name, estimate, level=settings.level, model=model)
        return points_only, Trace()
    resamples = resamples_of(problem, estimate, most)
    jackknife, draws = _populations(problem, name, resamples, estimator)
    limits = bca_limits(
        estimate,
        draws,
        acceleration(jackknife, resamples.weights),
        settings.level,
        share_of_ties=0.0 if settings.is_conditional else 0.5,
    )
    modes = find_modes(draws)
    is_fitted = np.isfinite(draws)
    result = MethodEstimate(
        name,
        estimate,
        None if limits is None else limits.lower,
        None if limits is None else limits.upper,
        settings.level,
        model,
        len(draws),
        int(np.count_nonzero(~is_fitted)),
        interval=_kind(problem),
        modes=modes if len(modes) > 1 else (),
        notes=_notes(len(draws), limits, settings.level),
    )
    return result, Trace(draws[is_fitted])


def _populations(
    problem: Problem, name: str, resamples: Resamples, estimator: BatchEstimator
) -> tuple[Floats, Floats]:
    """Estimate the population of every resample; nan where there is no estimate.

    Returns
    -------
    of the table without each person, and of the resamples
    """
    tables = np.vstack([resamples.jackknife, resamples.drawn])
    patterns = np.array(problem.table.patterns, dtype=np.int64)
    unseen = over_columns(
        estimator,
        lattice_columns(tables, patterns, problem.table.n_lists),
        threads=problem.settings.threads,
        name=name,
        progress=problem.progress,
    )
    populations = tables.sum(axis=1) + unseen
    n_jackknife = len(resamples.jackknife)
    return populations[:n_jackknife], populations[n_jackknife:]


def _kind(problem: Problem) -> str:
    if problem.settings.is_conditional:
        return "BCa bootstrap, persons seen held fixed"
    return "BCa bootstrap"


def _notes(n_draws: int, limits: Limits | None, level: float) -> tuple[Text, ...]:
    if limits is None:
        return (sentence("estimate_note.too_few_resamples"),)
    errors = {"lower": limits.lower_error, "upper": limits.upper_error}
    notes = [sentence("estimate_note.limits_error", **errors)]
    if limits.n_failed:
        key = "estimate_note.failed_resamples"
        notes.append(sentence(key, n=str(limits.n_failed), of=str(n_draws)))
    # A resample without an estimate lacks an overlap, which points to a large population.
    if limits.n_failed > n_draws * (1 - level) / 2:
        notes.append(sentence("estimate_note.upper_too_low"))
    return tuple(notes)


def fixed_model(problem: Problem, name: str, model: Model) -> Outcome:
    """Estimate by one given model, with bootstrap limits."""
    n_lists, counts = problem.table.n_lists, problem.counts
    words = name_of(model, problem.table.lists)
    checked = check(counts, parameters_of(model, n_lists), n_lists)
    if not checked.standing.is_sound:
        return refused(name, problem.settings.level, checked.reason, words)
    unseen = float(fixed_unseen(counts[:, None], model, n_lists)[0])
    if not np.isfinite(unseen):
        return refused(name, problem.settings.level, NOT_CONVERGED, words)
    estimator = partial(fixed_unseen, model=model, n_lists=n_lists)
    return with_bootstrap(problem, name, unseen, words, estimator)


def fixed_unseen(counts: Floats, model: Model, n_lists: int) -> Floats:
    """Unseen persons of every table under one model, nan where it is not sound."""
    parameters = np.repeat(padded([model], n_lists), counts.shape[1], axis=1)
    unseen = np.full(counts.shape[1], np.nan)
    sound = sound_models(counts, parameters, n_lists)
    if sound.any():
        fits = fit(counts[:, sound], parameters[:, sound])
        unseen[sound] = np.where(fits.converged, fits.dark, np.nan)
    return unseen
