"""Latent classes: persons differ in visibility by class (Manrique-Vallier 2016)."""

import numpy as np

from zicht.edition.numerals import written
from zicht.estimation.chains import MIXED
from zicht.estimation.latent import FEWEST_EFFECTIVE, LatentFit, latent_posterior
from zicht.estimation.posterior import monte_carlo_note, posterior_result, unmixed
from zicht.estimation.problem import Outcome, Problem, refused
from zicht.vocabulary.text import LANGUAGES, Text

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
    nl, en = (
        [written(value, language) for value in (medians[0], medians[-1])]
        for language in LANGUAGES
    )
    return Text(
        nl=f"{reason.nl} De gegevens laten meer dan één antwoord toe: elke keten blijft bij het zijne,"
        f" van {nl[0]} tot {nl[1]} ongeziene personen. Meer ronden helpen zelden.",
        en=f"{reason.en} The data allow more than one answer: every chain stays with its own,"
        f" from {en[0]} to {en[1]} unseen persons. More sweeps seldom help.",
    )


def _by_budget(fitted: LatentFit) -> Text:
    """Return that the chains were still moving when the sweeps were spent."""
    reason = unmixed(fitted.rhat)
    nl, en = (written(fitted.n_sweeps, language) for language in LANGUAGES)
    return Text(
        nl=f"{reason.nl} Zij bewogen nog toen {nl} ronden op waren: geef een groter budget.",
        en=f"{reason.en} They still moved when {en} sweeps were spent: give a larger budget.",
    )


def _too_few(fitted: LatentFit) -> Text:
    nl, en = (
        [written(value, language) for value in (fitted.n_effective, fitted.n_sweeps)]
        for language in LANGUAGES
    )
    return Text(
        nl=f"De ketens zijn het eens, maar {nl[1]} ronden zijn maar {nl[0]} trekkingen waard: geef een groter budget.",
        en=f"The chains agree, but {en[1]} sweeps are worth only {en[0]} draws: give a larger budget.",
    )
