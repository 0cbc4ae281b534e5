"""The methods by name: each takes a table and returns an estimate, or why there is none.

A new method is a file here, a line in `METHODS`, and a row in `docs/estimation.md`.
"""

from collections.abc import Callable

from zicht.edition.all_words import all_words
from zicht.estimation.methods.bic import bic
from zicht.estimation.methods.covariates import covariates
from zicht.estimation.methods.graphs import graphs
from zicht.estimation.methods.heterogeneity import (
    heterogeneity,
    heterogeneity_gamma,
)
from zicht.estimation.methods.independence import independence
from zicht.estimation.methods.latent import latent
from zicht.estimation.methods.pairwise import pairwise
from zicht.estimation.methods.stepwise import stepwise
from zicht.estimation.methods.threshold import threshold
from zicht.estimation.problem import Outcome, Problem, refused
from zicht.vocabulary.errors import EstimationRefused
from zicht.vocabulary.text import UNDETERMINED, Text

METHODS: dict[str, Callable[[Problem], Outcome]] = {
    "independence": independence,
    "pairwise": pairwise,
    "stepwise": stepwise,
    "bic": bic,
    "threshold": threshold,
    "graphs": graphs,
    "latent": latent,
    "heterogeneity": heterogeneity,
    "heterogeneity_gamma": heterogeneity_gamma,
    "covariates": covariates,
}
DEFAULT_METHODS = tuple(name for name in METHODS if name != "covariates")
MAX_RATIO = 1e4
"""An estimate with more unseen persons than this per person seen is refused."""
VANISHING = all_words()["estimate_note.vanishing"]


def run(problem: Problem, name: str) -> Outcome:
    """Run one method by name; a refusal that it raises becomes its result."""
    level = problem.settings.level
    try:
        result, trace = METHODS[name](problem)
    except EstimationRefused as refusal:
        words = str(refusal)
        return refused(name, level, Text.of({UNDETERMINED: words}))
    most = MAX_RATIO * problem.table.n_observed
    if result.estimate is not None and result.estimate > most:
        return refused(name, level, VANISHING, result.model)
    return result, trace
