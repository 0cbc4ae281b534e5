"""Averaged graphs: every decomposable graph of dependence (Madigan & York 1997)."""

from zicht.edition.numerals import sentence
from zicht.estimation.graphs import ENUMERATED_LISTS, REACH, graph_posterior
from zicht.estimation.models import name_of
from zicht.estimation.modes import find_modes
from zicht.estimation.problem import Outcome, Problem, Trace
from zicht.vocabulary.estimates import MethodEstimate
from zicht.vocabulary.text import Text

CUT_OFF = 0.001
"""A larger share of the posterior at the end of the grid is reported."""


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
        notes.append(sentence("estimate_note.graphs_error", error=error))
    if edge_mass > CUT_OFF:
        key = "estimate_note.cut_off"
        notes.append(sentence(key, times=str(REACH + 1), mass=edge_mass))
    return tuple(notes)
