"""Latent classes: persons differ in visibility by class (Manrique-Vallier 2016)."""

import numpy as np

from zicht.edition.numerals import sentence
from zicht.estimation.chains import MIXED
from zicht.estimation.latent import FEWEST_EFFECTIVE, LatentFit, latent_posterior
from zicht.estimation.posterior import monte_carlo_note, posterior_result, unmixed
from zicht.estimation.problem import Outcome, Problem, refused
from zicht.vocabulary.text import Text

MOST_DRAWS = 4000


def latent(problem: Problem) -> Outcome:
    """Let persons differ in visibility by latent class."""
    table, settings = problem.table, problem.settings
    fitted = latent_posterior(
        problem.counts,
        table.n_lists,
        problem.rng("latent"),
        prior=settings.latent_prior,
        most_sweeps=settings.latent_sweeps,
    )
    words = f"{fitted.n_classes:.1f} classes"
    if not fitted.rhat <= MIXED:
        reason = _by_data(fitted) if fitted.has_several_peaks else _by_budget(fitted)
        return refused("latent", settings.level, reason, words)
    if fitted.n_effective < FEWEST_EFFECTIVE:
        return refused("latent", settings.level, _too_few(fitted), words)
    population = table.n_observed + fitted.unseen
    step = max(1, population.size // MOST_DRAWS)
    return posterior_result(
        "latent",
        population[::step].ravel(),
        level=settings.level,
        words=words,
        notes=(monte_carlo_note(population),),
    )


def _by_data(fitted: LatentFit) -> Text:
    """Return that the posterior has peaks between which no chain moves."""
    medians = sorted(np.median(fitted.unseen, axis=0))
    reason = unmixed(fitted.rhat)
    return sentence(
        "estimate_note.by_data", reason=reason, low=medians[0], high=medians[-1]
    )


def _by_budget(fitted: LatentFit) -> Text:
    """Return that the chains were still moving when the sweeps were spent."""
    reason = unmixed(fitted.rhat)
    return sentence("estimate_note.by_budget", reason=reason, n=fitted.n_sweeps)


def _too_few(fitted: LatentFit) -> Text:
    n_draws, n_sweeps = fitted.n_effective, fitted.n_sweeps
    return sentence("estimate_note.too_few", n_draws=n_draws, n_sweeps=n_sweeps)
