"""Pieces of the machinery against what is known of them from elsewhere."""

import numpy as np
import pytest

from zicht.estimation.blocks import cross, gram, margins, times
from zicht.estimation.bootstrap import acceleration, bca_limits, leave_one_out
from zicht.estimation.chains import split_rhat
from zicht.estimation.fitting import fit, parameters_of
from zicht.estimation.graphs import decomposable_graphs, elimination, graph_posterior
from zicht.estimation.lattice import sum_over_subsets, sum_over_supersets
from zicht.estimation.models import (
    brackets,
    closed,
    hierarchical_models,
    name_of,
    neighbours,
)
from zicht.estimation.modes import find_modes
from zicht.estimation.stepwise import tail_probabilities
from zicht.estimation.strata import Strata, guess_year
from zicht.vocabulary.errors import EstimationRefused
from zicht.vocabulary.estimates import CaptureTable, MethodEstimate, Verdict
from zicht.vocabulary.text import Text


def test_two_lists_give_the_estimate_of_lincoln_and_petersen():
    counts = np.array([0.0, 50, 30, 10])
    found = fit(counts[:, None], np.array(parameters_of((), 2))[:, None])
    assert counts.sum() + found.dark[0] == pytest.approx(60 * 40 / 10)


def test_zeta_transforms_undo_what_definition_says():
    rng = np.random.default_rng(0)
    values = rng.normal(size=(16, 3))
    above, below = sum_over_supersets(values, 4), sum_over_subsets(values, 4)
    for s in range(16):
        assert above[s] == pytest.approx(
            sum(values[c] for c in range(16) if c & s == s)
        )
        assert below[s] == pytest.approx(
            sum(values[c] for c in range(16) if c & s == c)
        )


@pytest.mark.parametrize(
    ("n_lists", "number"), [(1, 1), (2, 2), (3, 9), (4, 114), (5, 6894)]
)
def test_hierarchical_models_are_as_many_as_covering_antichains(n_lists, number):
    """OEIS A006126."""
    assert len(set(hierarchical_models(n_lists, n_lists))) == number


@pytest.mark.parametrize(("n_lists", "number"), [(2, 2), (3, 8), (4, 61), (5, 822)])
def test_decomposable_graphs_are_as_many_as_chordal_graphs(n_lists, number):
    """OEIS A058862."""
    assert len(decomposable_graphs(n_lists)[0]) == number


def test_a_square_is_not_decomposable():
    square = sum(
        1 << k for k, pair in enumerate((3, 5, 9, 6, 10, 12)) if pair in (3, 6, 12, 9)
    )
    assert elimination(square, 4) is None


def test_walking_over_graphs_finds_what_weighing_all_finds(monkeypatch):
    counts = np.zeros(32)
    counts[[1, 2, 4, 8, 16, 3, 5, 17, 6, 10, 24]] = [
        40,
        90,
        110,
        45,
        30,
        9,
        4,
        5,
        6,
        2,
        3,
    ]
    whole = graph_posterior(counts, 5, np.random.default_rng(1))
    monkeypatch.setattr("zicht.estimation.graphs.ENUMERATED_LISTS", 3)
    walked = graph_posterior(counts, 5, np.random.default_rng(1))
    assert walked.quantile(0.5) == pytest.approx(whole.quantile(0.5), rel=0.01)
    assert walked.n_graphs <= 822


def test_models_are_written_with_names_and_with_numbers():
    lists = ("A", "B", "C")
    model = closed([0b011, 0b100])
    assert name_of(model, lists) == "A×B, C"
    assert brackets(model, 3) == "[12,3]"
    assert name_of((), lists) == "independence"


def test_neighbours_stay_hierarchical():
    near = neighbours(closed([0b111]), 4, 3)
    assert all(closed(model) == model for model in near)
    assert closed([0b011, 0b101, 0b110]) in near


def test_poisson_tails_are_one_sided():
    """R: ppois(2, 5) = 0.1246520; ppois(8, 5, lower.tail = FALSE) = 0.0680936."""
    found = tail_probabilities(np.array([2.0, 9.0, 0.0]), np.array([5.0, 5.0, 5.0]))
    assert found == pytest.approx([0.1246520, 0.0680936, np.exp(-5)], abs=1e-6)


def test_bca_without_bias_or_skewness_is_the_percentile_interval():
    draws = np.arange(1, 1000.0)
    found = bca_limits(500.0, draws, 0.0, 0.9)
    assert found.lower == pytest.approx(50, abs=1.5)
    assert found.upper == pytest.approx(950, abs=1.5)
    assert bca_limits(1.0, np.full(100, np.nan), 0.0, 0.9) is None


def test_replicates_that_failed_are_counted():
    found = bca_limits(
        50.0, np.concatenate([np.arange(100.0), [np.nan, np.inf]]), 0.0, 0.95
    )
    assert (found.n_used, found.n_failed) == (100, 2)


def test_the_jackknife_takes_one_person_of_each_row():
    tables, weights = leave_one_out(np.array([3, 0, 1]))
    assert tables.tolist() == [[2, 0, 1], [3, 0, 0]]
    assert weights.tolist() == [3, 1]
    assert acceleration(np.array([1.0, 1.0]), weights) == 0.0


def test_modes():
    rng = np.random.default_rng(2)
    two = np.concatenate(
        [rng.normal(50_000, 4000, 400), rng.normal(150_000, 12_000, 600)]
    )
    assert find_modes(two) == pytest.approx((50_000, 150_000), rel=0.05)
    assert len(find_modes(rng.normal(1000, 100, 2000))) == 1
    assert find_modes(np.array([1.0, 2.0])) == ()


def test_rhat_tells_chains_that_disagree():
    rng = np.random.default_rng(3)
    draws = rng.normal(size=(500, 4))
    assert split_rhat(draws) < 1.02
    assert split_rhat(draws + np.array([0, 0, 0, 5])) > 2


def test_products_in_blocks_are_products():
    rng = np.random.default_rng(4)
    x, z, w, b = (
        rng.normal(size=(700, 90)),
        rng.normal(size=(700, 7)),
        rng.uniform(size=700),
        rng.normal(size=90),
    )
    assert gram(x, w) == pytest.approx(x.T @ (x * w[:, None]))
    assert cross(x, z) == pytest.approx(x.T @ z)
    assert times(x, b) == pytest.approx(x @ b)
    assert margins(x, w) == pytest.approx(x.T @ w)


def test_a_result_that_cannot_be_right_is_never_made():
    with pytest.raises(EstimationRefused):
        MethodEstimate("x", float("inf"))
    with pytest.raises(EstimationRefused):
        MethodEstimate("x", None)
    with pytest.raises(EstimationRefused):
        MethodEstimate("x", 5.0, 9.0, 1.0)
    with pytest.raises(EstimationRefused):
        Verdict(
            may_publish=True,
            method=None,
            disagreement=False,
            criteria=(),
            words=Text("ja", "yes"),
        )


def test_strata_know_years_and_refuse_tables_without_covariates():
    table = CaptureTable(
        ("A", "B"),
        (1, 2, 3) * 3,
        (5, 4, 2) * 3,
        ("year",),
        tuple((y,) for y in ("2019", "2020", "2021") for _ in range(3)),
    )
    assert guess_year(table) == "year"
    strata = Strata(table, "year")
    assert strata.level_names == (("2019", "2020", "2021"),)
    assert strata.spread(table.counts).reshape(3, 4).sum(axis=1).tolist() == [
        11,
        11,
        11,
    ]
    with pytest.raises(EstimationRefused):
        Strata(CaptureTable(("A", "B"), (1, 2, 3), (5, 4, 2)))
