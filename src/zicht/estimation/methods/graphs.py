"""Averaged graphs: every decomposable graph of dependence (Madigan & York 1997)."""

from zicht.edition.numerals import written
from zicht.estimation.graphs import ENUMERATED_LISTS, REACH, graph_posterior
from zicht.estimation.models import name_of
from zicht.estimation.modes import find_modes
from zicht.estimation.problem import Outcome, Problem, Trace
from zicht.vocabulary.estimates import MethodEstimate
from zicht.vocabulary.text import LANGUAGES, Text

CUT_OFF = 0.001
"""A larger share of the posterior at the end of the grid is told."""


def graphs(problem: Problem) -> Outcome:
    """Average over decomposable graphs of lists."""
    table, level = problem.table, problem.settings.level
    posterior = graph_posterior(problem.counts, table.n_lists, problem.rng("graphs"))
    population = table.n_observed + posterior.unseen
    tails = ((1 - level) / 2, 0.5, (1 + level) / 2)
    lower, middle, upper = (
        table.n_observed + max(posterior.quantile(tail), 0.0) for tail in tails
    )
    modes = find_modes(population, posterior.density)
    best = name_of(posterior.best, table.lists)
    result = MethodEstimate(
        "graphs",
        middle,
        lower,
        upper,
        level,
        f"{best} ({posterior.best_weight:.0%} of {posterior.n_graphs} graphs)",
        posterior.n_graphs,
        interval="posterior quantiles",
        modes=modes if len(modes) > 1 else (),
        notes=_notes(posterior.error, posterior.edge_mass, table.n_lists),
    )
    return result, Trace(population, posterior.density)


def _notes(error: float, edge_mass: float, n_lists: int) -> tuple[Text, ...]:
    notes = []
    if n_lists > ENUMERATED_LISTS:
        nl, en = (written(error, language) for language in LANGUAGES)
        notes.append(
            Text(
                nl=f"Grafen verzameld met Markovketens; hun medianen hebben een standaardafwijking van {nl}.",
                en=f"Graphs gathered with Markov chains; their medians have a standard deviation of {en}.",
            )
        )
    if edge_mass > CUT_OFF:
        nl, en = (written(100 * edge_mass, language, 1) for language in LANGUAGES)
        notes.append(
            Text(
                nl=f"De verdeling is afgekapt bij {REACH + 1} keer het aantal geziene personen; daar ligt nog {nl}%.",
                en=f"The posterior is cut off at {REACH + 1} times the persons seen; {en}% still lies there.",
            )
        )
    return tuple(notes)
