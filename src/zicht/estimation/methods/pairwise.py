"""All pairs: every pair of lists may depend on each other, and no more than pairs."""

from zicht.estimation.lattice import pairs_of
from zicht.estimation.problem import Outcome, Problem
from zicht.estimation.resampled import fixed_model


def pairwise(problem: Problem) -> Outcome:
    """Let every pair of lists depend on each other."""
    return fixed_model(problem, "pairwise", pairs_of(problem.table.n_lists))
