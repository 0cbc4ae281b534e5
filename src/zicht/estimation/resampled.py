"""Bootstrap limits around a point estimate, the same for every method that has none."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from zicht.edition.numerals import sentence
from zicht.estimation.bootstrap import (
    Limits,
    acceleration,
    bca_limits,
    draw_resamples,
    draw_unconditional,
    lacks_upper_tail,
    leave_one_out,
)
from zicht.estimation.existence import check, sound_models
from zicht.estimation.fitting import fit, parameters_of
from zicht.estimation.models import Model, name_of, padded
from zicht.estimation.modes import find_modes
from zicht.estimation.parallel import BatchEstimator, over_columns
from zicht.estimation.problem import NOT_CONVERGED, Outcome, Problem, Trace, refused
from zicht.estimation.profile import ChosenModel
from zicht.vocabulary.arrays import Floats, Ints
from zicht.vocabulary.estimates import MethodEstimate
from zicht.vocabulary.text import Text

BCA = "BCa bootstrap"
BCA_CONDITIONAL = "BCa bootstrap, persons seen held fixed"
BCA_AND_PROFILE = "BCa bootstrap and profile likelihood"


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
    chosen: ChosenModel,
    estimator: BatchEstimator,
    *,
    most: int | None = None,
) -> Outcome:
    """Add limits to the point estimate of a chosen model.

    The limits are those of the BCa bootstrap. Where more resamples have no estimate than
    the upper tail holds, they also span those of the profile likelihood; decision 0149
    says why.

    Parameters
    ----------
    chosen : model of this table, with its estimate
    estimator : does to any table what was done to this one, selection included
    most : resamples at most, for a method that takes long
    """
    settings = problem.settings
    estimate = problem.table.n_observed + chosen.unseen
    point = MethodEstimate(name, estimate, level=settings.level, model=chosen.words)
    if not settings.replicates and settings.resamples is None:
        return point, Trace()
    resamples = resamples_of(problem, estimate, most)
    jackknife, draws = _populations(problem, name, resamples, estimator)
    limits = bca_limits(
        estimate,
        draws,
        acceleration(jackknife, resamples.weights),
        settings.level,
        share_of_ties=0.0 if settings.is_conditional else 0.5,
    )
    is_fitted = np.isfinite(draws)
    modes = find_modes(draws)
    interval = _interval(problem, chosen, limits)
    result = replace(
        point,
        lower=interval.lower,
        upper=interval.upper,
        interval=interval.kind,
        notes=interval.notes,
        replicates=len(draws),
        failed=int(np.count_nonzero(~is_fitted)),
        modes=modes if len(modes) > 1 else (),
    )
    return result, Trace(draws[is_fitted])


@dataclass(frozen=True)
class _Interval:
    """An interval with how it was made.

    Parameters
    ----------
    lower, upper : limits of the population; None where there are none
    kind : of interval
    notes : what a reader must know of it
    """

    lower: float | None
    upper: float | None
    kind: str
    notes: tuple[Text, ...]


def _interval(
    problem: Problem, chosen: ChosenModel, limits: Limits | None
) -> _Interval:
    """Return the interval around the estimate of a chosen model."""
    settings = problem.settings
    kind = BCA_CONDITIONAL if settings.is_conditional else BCA
    if limits is None:
        note = sentence("estimate_note.too_few_resamples")
        return _Interval(None, None, kind, (note,))
    notes = _notes(limits)
    n_drawn = limits.n_used + limits.n_failed
    if not lacks_upper_tail(limits.n_failed, n_drawn, settings.level):
        return _Interval(limits.lower, limits.upper, kind, notes)
    if settings.is_conditional:
        # This mode equals the R packages, which leave such resamples out as well.
        note = sentence("estimate_note.upper_too_low")
        return _Interval(limits.lower, limits.upper, kind, (*notes, note))
    return _with_profile(problem, chosen, limits)


def _with_profile(problem: Problem, chosen: ChosenModel, limits: Limits) -> _Interval:
    """Return what the bootstrap and the profile likelihood of the chosen model span."""
    profile = chosen.profile_limits(problem.counts, problem.settings.level)
    n_seen = problem.table.n_observed
    lower = min(limits.lower, n_seen + profile.lower)
    upper = limits.upper
    key = "estimate_note.upper_too_low"
    if profile.upper is not None:
        upper = max(upper, n_seen + profile.upper)
        key = "estimate_note.spans_profile"
    notes = (*_notes(limits), sentence(key))
    return _Interval(lower, upper, BCA_AND_PROFILE, notes)


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


def _notes(limits: Limits) -> tuple[Text, ...]:
    """Return how sure the limits are, and what they leave out."""
    errors = {"lower": limits.lower_error, "upper": limits.upper_error}
    notes = [sentence("estimate_note.limits_error", **errors)]
    if limits.n_failed:
        n_drawn = limits.n_used + limits.n_failed
        key = "estimate_note.failed_resamples"
        notes.append(sentence(key, n=str(limits.n_failed), of=str(n_drawn)))
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
    chosen = ChosenModel(words, unseen, padded([model], n_lists)[:, 0])
    return with_bootstrap(problem, name, chosen, estimator)


def fixed_unseen(counts: Floats, model: Model, n_lists: int) -> Floats:
    """Unseen persons of every table under one model, nan where it is not sound."""
    parameters = np.repeat(padded([model], n_lists), counts.shape[1], axis=1)
    unseen = np.full(counts.shape[1], np.nan)
    sound = sound_models(counts, parameters, n_lists)
    if sound.any():
        fits = fit(counts[:, sound], parameters[:, sound])
        unseen[sound] = np.where(fits.converged, fits.dark, np.nan)
    return unseen
