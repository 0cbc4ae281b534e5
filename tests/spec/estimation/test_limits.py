"""Limits of an interval, and which methods may be held against each other."""

import numpy as np
import pytest
from scipy.optimize import minimize

from zicht.estimation.bench import fit_model
from zicht.estimation.bootstrap import acceleration, bca_limits
from zicht.estimation.fitting import fit, parameters_of
from zicht.estimation.judgement.evidence import Evidence
from zicht.estimation.judgement.rule import StabilityRule
from zicht.estimation.methods import run
from zicht.estimation.problem import Problem
from zicht.estimation.profile import ChosenModel
from zicht.estimation.settings import Settings
from zicht.estimation.shapes import shape_of
from zicht.estimation.totals import estimate_strata
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


def three_lists(n_on_all: int) -> CaptureTable:
    """Return three lists of which so many persons are on all."""
    return CaptureTable(
        ("A", "B", "C"), (1, 2, 4, 3, 5, 6, 7), (60, 50, 40, 9, 8, 7, n_on_all)
    )


def all_pairs(n_on_all: int, **changes) -> MethodEstimate:
    """Estimate three lists with all pairs."""
    settings = Settings(replicates=200, **changes)
    result, _trace = run(Problem(three_lists(n_on_all), settings), "pairwise")
    return result


def notes_of(result: MethodEstimate) -> str:
    return " ".join(note.en for note in result.notes)


def test_where_resamples_do_not_overlap_the_limits_span_those_of_the_likelihood():
    """Two persons on all lists are drawn zero times in one resample of seven.

    The profile by the design matrix, which equals Rcapture, says how far the limits go.
    """
    sparse = all_pairs(2)
    assert sparse.failed > 0.025 * 200
    assert "the interval also spans that of the profile likelihood" in notes_of(sparse)
    profile = fit_model(three_lists(2), "A:B + A:C + B:C").profile()
    assert sparse.upper == pytest.approx(profile.upper, rel=1e-4)
    assert sparse.lower <= profile.lower * (1 + 1e-4)


def test_where_resamples_overlap_the_limits_are_those_of_the_bootstrap():
    usual = all_pairs(20)
    assert usual.interval == "BCa bootstrap"
    assert "profile" not in notes_of(usual)


def test_the_mode_of_the_r_packages_calls_such_an_upper_limit_too_low():
    sparse = all_pairs(2, bootstrap="conditional")
    assert "the upper limit is too low" in notes_of(sparse)
    assert sparse.interval == "BCa bootstrap, persons seen held fixed"


@pytest.mark.parametrize(("n_on_both", "is_too_low"), [(1, True), (30, False)])
def test_covariates_say_where_their_upper_limit_is_too_low(n_on_both, *, is_too_low):
    """Of two lists with one person of each sex on both, one resample of eight has nobody on both."""
    table = CaptureTable(
        ("A", "B"),
        (1, 2, 3, 1, 2, 3),
        (60, 50, n_on_both, 60, 50, n_on_both),
        ("sex",),
        (("m",), ("m",), ("m",), ("f",), ("f",), ("f",)),
    )
    method = estimate_strata(table, replicates=200).method
    assert ("the upper limit is too low" in notes_of(method)) is is_too_low
    assert (method.failed > 0.025 * 200) is is_too_low


FOUR_LISTS = CaptureTable(
    ("A", "B", "C", "D"),
    tuple(range(1, 16)),
    (60, 50, 30, 40, 8, 7, 4, 30, 5, 6, 2, 5, 2, 1, 2),
)


@pytest.mark.parametrize(
    ("interactions", "shape", "model"),
    [
        ((), None, "independence"),
        ((0b0011, 0b1100), None, "A:B + C:D"),
        ((), "darroch", "Mth Darroch"),
        ((), "gamma", "Mth Gamma"),
    ],
)
def test_the_profile_on_the_lattice_equals_that_of_the_design_matrix(
    interactions, shape, model
):
    """The profile of the design matrix equals Rcapture; see test_bench_against_r."""
    chosen = ChosenModel(
        model,
        300.0,
        np.array(parameters_of(interactions, 4)),
        None if shape is None else shape_of(shape, 4),
    )
    counts = FOUR_LISTS.by_pattern.astype(np.float64)
    limits = chosen.profile_limits(counts, 0.95)
    expected = fit_model(FOUR_LISTS, model).profile()
    n_seen = FOUR_LISTS.n_observed
    assert n_seen + limits.lower == pytest.approx(expected.lower, rel=1e-4)
    assert n_seen + limits.upper == pytest.approx(expected.upper, rel=1e-4)


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
