"""Limits from draws of a posterior, the same for every Bayesian method."""

import numpy as np

from zicht.edition.numerals import sentence
from zicht.estimation.chains import MIXED, quantile_error
from zicht.estimation.modes import find_modes
from zicht.estimation.problem import Outcome, Trace
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.estimates import MethodEstimate
from zicht.vocabulary.text import Text


def posterior_result(
    name: str, population: Floats, *, level: float, words: str, notes: tuple[Text, ...]
) -> Outcome:
    """Return median and quantiles of posterior draws."""
    tails = [(1 - level) / 2, 0.5, (1 + level) / 2]
    lower, middle, upper = np.quantile(population, tails)
    modes = find_modes(population)
    result = MethodEstimate(
        name,
        float(middle),
        float(lower),
        float(upper),
        level,
        words,
        population.size,
        interval="posterior quantiles",
        modes=modes if len(modes) > 1 else (),
        notes=notes,
    )
    return result, Trace(population)


def monte_carlo_note(population: Floats) -> Text:
    """Return the Monte Carlo error of the median in words; draws x chains."""
    error = quantile_error(population, 0.5)
    return sentence("estimate_note.median_error", error=error)


def unmixed(rhat: float) -> Text:
    """Return in words that chains disagree."""
    return sentence("estimate_note.unmixed", rhat=rhat, most=MIXED)
