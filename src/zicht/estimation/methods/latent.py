"""Latent classes: persons differ in visibility by class (Manrique-Vallier 2016)."""

from zicht.estimation.chains import MIXED
from zicht.estimation.latent import latent_posterior
from zicht.estimation.posterior import monte_carlo_note, posterior_result, unmixed
from zicht.estimation.problem import Outcome, Problem, refused


def latent(problem: Problem) -> Outcome:
    """Let persons differ in visibility by latent class."""
    table, level = problem.table, problem.settings.level
    fitted = latent_posterior(problem.counts, table.n_lists, problem.rng("latent"))
    words = f"{fitted.n_classes:.1f} classes"
    if not fitted.rhat <= MIXED:
        return refused("latent", level, unmixed(fitted.rhat), words)
    population = table.n_observed + fitted.unseen
    notes = (monte_carlo_note(population),)
    return posterior_result(
        "latent", population.ravel(), level=level, words=words, notes=notes
    )
