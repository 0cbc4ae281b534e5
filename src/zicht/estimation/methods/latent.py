"""Latent classes: persons differ in visibility by class (Manrique-Vallier 2016)."""

from zicht.edition.numerals import written
from zicht.estimation.chains import MIXED
from zicht.estimation.latent import FEWEST_EFFECTIVE, LatentFit, latent_posterior
from zicht.estimation.posterior import monte_carlo_note, posterior_result, unmixed
from zicht.estimation.problem import Outcome, Problem, refused
from zicht.vocabulary.text import LANGUAGES, Text

MOST_DRAWS = 4000


def latent(problem: Problem) -> Outcome:
    """Let persons differ in visibility by latent class."""
    table, level = problem.table, problem.settings.level
    fitted = latent_posterior(problem.counts, table.n_lists, problem.rng("latent"))
    words = f"{fitted.n_classes:.1f} classes"
    if not fitted.rhat <= MIXED:
        return refused("latent", level, _spent(fitted, unmixed(fitted.rhat)), words)
    if fitted.n_effective < FEWEST_EFFECTIVE:
        return refused("latent", level, _spent(fitted, _too_few(fitted)), words)
    population = table.n_observed + fitted.unseen
    step = max(1, population.size // MOST_DRAWS)
    notes = (monte_carlo_note(population),)
    return posterior_result(
        "latent", population[::step].ravel(), level=level, words=words, notes=notes
    )


def _spent(fitted: LatentFit, reason: Text) -> Text:
    nl, en = (written(fitted.n_sweeps, language) for language in LANGUAGES)
    return Text(
        nl=f"{reason.nl} Alle {nl} ronden zijn gebruikt.",
        en=f"{reason.en} All {en} sweeps were spent.",
    )


def _too_few(fitted: LatentFit) -> Text:
    nl, en = (written(fitted.n_effective, language) for language in LANGUAGES)
    return Text(
        nl=f"De ketens zijn het eens, maar trekkingen hangen zo samen dat zij er {nl} waard zijn.",
        en=f"The chains agree, but their draws depend so much that they are worth {en}.",
    )
