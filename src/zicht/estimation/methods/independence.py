"""Independence: no list depends on another. Shown to compare with, never a headline."""

from zicht.estimation.problem import Outcome, Problem
from zicht.estimation.resampled import fixed_model


def independence(problem: Problem) -> Outcome:
    """Assume that the lists are independent."""
    return fixed_model(problem, "independence", ())
