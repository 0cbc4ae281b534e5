"""Limits of an interval, and which methods may be held against each other."""

import numpy as np
import pytest
from scipy.optimize import minimize

from zicht.estimation import Settings
from zicht.estimation.bootstrap import acceleration, bca_limits
from zicht.estimation.fitting import fit, parameters_of
from zicht.estimation.judgement.evidence import Evidence
from zicht.estimation.judgement.rule import StabilityRule
from zicht.estimation.methods import run
from zicht.estimation.problem import Problem
from zicht.vocabulary.estimates import CaptureTable, MethodEstimate

RULE = StabilityRule(
    headline=("bic",),
    required=(),
    spanned=("bic",),
    by_kind=(),
    spanned_by_kind=(),
    raising=(),
    defensible=("bic", "stepwise"),
    lines=(),
)


def notes_of_all_pairs(n_on_all: int) -> str:
    """Estimate with all pairs from three lists of which so many persons are on all."""
    table = CaptureTable(
        ("A", "B", "C"), (1, 2, 4, 3, 5, 6, 7), (60, 50, 40, 9, 8, 7, n_on_all)
    )
    problem = Problem(table, Settings(replicates=200))
    result, _trace = run(problem, "pairwise")
    return " ".join(note.en for note in result.notes)


def test_an_upper_limit_over_resamples_that_happened_to_overlap_is_called_too_low():
    """Two persons on all lists are drawn zero times in one resample of seven."""
    assert "the upper limit is too low" in notes_of_all_pairs(2)
    assert "the upper limit is too low" not in notes_of_all_pairs(20)


def leave_one_out_means(values: np.ndarray) -> np.ndarray:
    return (values.sum() - values) / (values.size - 1)


@pytest.mark.parametrize("direction", [1, -1])
def test_the_acceleration_of_a_mean_is_its_skewness_over_six_roots_of_n(direction):
    """Efron (1987), JASA 82, section 4: for a mean, a = skewness / (6 sqrt(n)), with the sign of the skewness."""
    values = direction * np.array([1.0, 1.0, 2.0, 2.0, 3.0, 4.0, 7.0, 12.0])
    deviations = values - values.mean()
    skewness = np.mean(deviations**3) / np.mean(deviations**2) ** 1.5
    ones = np.ones(values.size, dtype=np.int64)
    assert acceleration(leave_one_out_means(values), ones) == pytest.approx(
        skewness / (6 * np.sqrt(values.size))
    )


def test_a_skewed_estimate_has_its_limits_moved_towards_the_long_tail():
    replicates = np.linspace(1.0, 999.0, 999)
    plain = bca_limits(500.0, replicates, 0.0, 0.95)
    skewed = bca_limits(500.0, replicates, 0.1, 0.95)
    assert skewed.lower > plain.lower
    assert skewed.upper > plain.upper


def test_replicates_equal_to_the_estimate_count_half_as_below_it():
    """As many below as above, and the rest equal: there is no bias to correct."""
    replicates = np.repeat([8.0, 9.0, 10.0, 11.0, 12.0], [10, 30, 120, 30, 10])
    limits = bca_limits(10.0, replicates, 0.0, 0.95)
    assert limits.bias == pytest.approx(0.0, abs=1e-12)
    assert (limits.lower, limits.upper) == (8.0, 12.0)


def evidence_of(*methods: MethodEstimate) -> Evidence:
    table = CaptureTable(("A", "B"), (1, 2, 3), (5, 6, 3))
    return Evidence(table, methods, {}, None, None, (), ())


@pytest.mark.parametrize(
    ("failed", "is_defensible"), [(0, True), (50, True), (51, False), (1000, False)]
)
def test_a_method_that_fails_on_more_than_one_resample_in_twenty_is_not_defensible(
    failed, *, is_defensible
):
    methods = [
        MethodEstimate("bic", 120.0, replicates=1000),
        MethodEstimate("stepwise", 300.0, replicates=1000, failed=failed),
    ]
    names = [m.name for m in evidence_of(*methods).defensible(RULE)]
    assert names == (["bic", "stepwise"] if is_defensible else ["bic"])


STEEP = [
    ((3, 5), [0, 0, 100000, 0, 0, 10, 0, 0]),
    (
        (3, 5, 9, 6, 7),
        [0, 1000, 0, 1, 0, 0, 1, 1000, 0, 0, 10, 2, 0, 10, 100000, 10],
    ),
    (
        (5, 9, 6, 10, 12, 13),
        [0, 1, 0, 2, 100000, 10, 10, 0, 0, 1000, 0, 2, 1, 100000, 1000, 0],
    ),
    (
        (3, 5, 9, 6, 10, 12, 7, 11, 14),
        [0, 100000, 10, 2, 10, 1000, 100000, 100000, 100000, 1, 0, 0, 1, 0, 2, 0],
    ),
]
"""Interactions as sets of lists, and persons per pattern: a whole Newton step overshoots on these tables."""


@pytest.mark.parametrize(("interactions", "counts"), STEEP)
def test_a_fit_reaches_the_maximum_of_the_likelihood(interactions, counts):
    """Against a general optimiser on the same model."""
    n_lists = (len(counts) - 1).bit_length()
    parameters = np.array(parameters_of(interactions, n_lists))
    column = np.array(counts, dtype=float)
    fitted = fit(column[:, None], parameters[:, None])
    assert fitted.converged.all()
    assert fitted.loglik[0] >= best_likelihood(column, parameters) - 1e-3


def best_likelihood(counts: np.ndarray, parameters: np.ndarray) -> float:
    """Largest Poisson log-likelihood of the observed cells that L-BFGS finds."""
    cells = np.arange(1, counts.size)
    design = (cells[:, None] & parameters[None, :]) == parameters[None, :]
    seen = counts[cells]
    constant = np.sum([np.sum(np.log(np.arange(1, n + 1))) for n in seen.astype(int)])

    def negative(beta):
        log_means = np.clip(design @ beta, -60, 60)
        means = np.exp(log_means)
        gradient = design.T @ (means - seen)
        return float(means.sum() - seen @ log_means), gradient

    start = np.zeros(len(parameters))
    found = minimize(
        negative,
        start,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 20_000, "maxfun": 40_000},
    )
    return -float(found.fun) - float(constant)
