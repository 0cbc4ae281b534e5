"""The numbers of the published R packages, on the same tables and the same resamples.

`reference.csv` holds what SparseMSE 2.0.1, MultipleSystemsEstimation 1.2.0, dga 2.0.2, LCMCR 0.4.14 and Cruyff's mse
gave; `resamples_*.txt` the resamples that R drew, so that limits are compared without comparing random generators.
"""

import csv
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
from tests.reference.estimation.published_tables import (
    CONGENITAL,
    HEPATITIS,
    HIV,
    SPINA_BIFIDA,
)

from zicht.estimation.covariates import CovariateFitter, search_covariates
from zicht.estimation.existence import Standing
from zicht.estimation.latent import Chain, LatentPrior, coarser_tables
from zicht.estimation.methods import run
from zicht.estimation.models import brackets
from zicht.estimation.problem import Problem
from zicht.estimation.reading import read_capture_table
from zicht.estimation.search import search
from zicht.estimation.settings import Settings
from zicht.estimation.strata import Strata
from zicht.estimation.totals import estimate_strata

DATA = Path(__file__).parents[1] / "data" / "capture"
TABLES = ("Ned_5", "UKdat_5", "NewOrl_5", "Western")
ALL_TABLES = (*TABLES, "Ned", "Artificial_3")


@lru_cache(maxsize=1)
def reference():
    with (DATA / "reference.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def rows(dataset, method, package=None, level="0.95"):
    return [
        row
        for row in reference()
        if row["dataset"] == dataset
        and row["method"] == method
        and (package is None or row["package"] == package)
        and row["level"] in {level, ""}
    ]


@lru_cache(maxsize=16)
def table_of(name):
    return read_capture_table(DATA / f"{name}.csv")


def result(name, method, **settings):
    return run(
        Problem(table_of(name), Settings(bootstrap="conditional", **settings)), method
    )[0]


def resamples(name):
    return np.loadtxt(DATA / f"resamples_{name}.txt", dtype=np.int64)


def near_print(value, printed, share=0.001):
    """Within a tenth of a percent, or half the last printed digit."""
    half_digit = 0.5 * 10.0 ** -len(printed.partition(".")[2])
    return abs(value - float(printed)) <= max(share * float(printed), half_digit)


@pytest.mark.parametrize("name", ALL_TABLES)
@pytest.mark.parametrize(
    ("method", "theirs"),
    [
        ("independence", "main_effects"),
        ("pairwise", "all_pairwise"),
        ("stepwise", "stepwise_p0.02_point"),
    ],
)
def test_point_estimates_equal_r(name, method, theirs):
    found = result(name, method, replicates=0).estimate
    printed = [row["estimate"] for row in rows(name, theirs)]
    assert printed
    if printed[0]:
        assert near_print(found, printed[0], share=1e-5)
    else:
        assert found is None


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("level", ["0.8", "0.95"])
@pytest.mark.parametrize(
    ("method", "theirs", "package"),
    [
        ("stepwise", "stepwise_p0.02_BCa", "SparseMSE"),
        ("independence", "main_effects_BCa", "MultipleSystemsEstimation"),
        ("pairwise", "all_pairwise_BCa", "MultipleSystemsEstimation"),
    ],
)
def test_limits_on_the_resamples_of_r_equal_r(name, level, method, theirs, package):
    found = result(name, method, resamples=resamples(name), level=float(level))
    (row,) = rows(name, theirs, package, level)
    assert near_print(found.lower, row["lower"], share=0.0015)
    assert near_print(found.upper, row["upper"], share=0.0015)


@pytest.mark.parametrize("name", ["Ned_5", "UKdat_5", "NewOrl_5", "Artificial_3"])
def test_best_model_by_bic_equals_r(name):
    table = table_of(name)
    (row,) = rows(name, "bic_all_hierarchical_point")
    ranking = search(
        table.by_pattern.astype(float),
        table.n_lists,
        max_order=3 if table.n_lists == 5 else 2,
    )
    assert (
        f"best BIC model {brackets(ranking.models[0], table.n_lists)} BIC {ranking.bic[0]:.2f}"
        in row["notes"]
    )
    assert f"among {len(ranking.models)} hierarchical models" in row["notes"]
    assert near_print(table.n_observed + ranking.dark[0], row["estimate"], share=1e-5)
    (average,) = rows(name, "bic_weighted_model_average")
    mean = table.n_observed + float(ranking.weights @ ranking.dark)
    assert near_print(mean, average["estimate"], share=1e-5)


@pytest.mark.parametrize("name", ["Ned_5", "UKdat_5", "NewOrl_5"])
@pytest.mark.parametrize("level", ["0.8", "0.95"])
def test_limits_of_the_best_model_equal_r_on_its_first_200_resamples(name, level):
    """The best 100 models of the table compete again in every resample, there and here."""
    found = result(
        name, "bic", resamples=resamples(name)[:200], level=float(level), max_order=3
    )
    (row,) = rows(name, "bic_BCa_ntop100", level=level)
    assert near_print(found.lower, row["lower"])
    assert near_print(found.upper, row["upper"])


@pytest.mark.parametrize("name", TABLES)
def test_graphs_equal_dga_within_its_grid(name):
    (row,) = rows(name, "dga_bma_median")
    found = result(name, "graphs")
    for value, printed in (
        (found.estimate, "estimate"),
        (found.lower, "lower"),
        (found.upper, "upper"),
    ):
        assert value == pytest.approx(float(row[printed]), rel=0.001, abs=1.0)


@pytest.mark.parametrize("name", [*TABLES, "Artificial_3"])
def test_threshold_equals_r_within_monte_carlo_error(name):
    """R's rows come from 10,000 dependent draws; an error of two percent in the median is theirs."""
    (row,) = rows(name, "bayesthresh_tau2_var1")
    found = result(name, "threshold")
    assert found.estimate == pytest.approx(float(row["estimate"]), rel=0.02)
    assert found.lower == pytest.approx(float(row["lower"]), rel=0.04)
    assert found.upper == pytest.approx(float(row["upper"]), rel=0.05)


def test_a_pair_near_the_threshold_is_told():
    """On six Dutch lists R kept P:R by a hair and got 70,940; without it about 54,000. Both are shown."""
    found = result("Ned", "threshold")
    assert any(
        "P×R" in note.en and "with this pair: 7" in note.en for note in found.notes
    )


def test_latent_classes_equal_lcmcr_where_chains_mix():
    (row,) = rows("NewOrl_5", "lcmcr_median")
    found = result("NewOrl_5", "latent")
    assert found.estimate == pytest.approx(float(row["estimate"]), rel=0.04)


@pytest.mark.parametrize(
    ("table", "median"),
    [
        pytest.param(HIV, 10_931, id="HIV"),
        pytest.param(SPINA_BIFIDA, 723, id="spina bifida"),
        pytest.param(HEPATITIS, 511, id="hepatitis", marks=pytest.mark.nightly),
        pytest.param(CONGENITAL, 630, id="congenital", marks=pytest.mark.nightly),
    ],
)
def test_latent_classes_equal_lcmcr_on_published_tables(table, median):
    """LCMCR 0.4.14, K = 10, four chains of 500 draws, 20 sweeps apart: its medians differ by 2% between chains."""
    found = run(Problem(table, Settings()), "latent")[0]
    assert found.refusal is None
    assert found.estimate == pytest.approx(median, rel=0.03)


def test_companions_on_coarser_tables_leave_the_posterior_as_it_is():
    """Parallel tempering and plain Gibbs sampling have one stationary distribution."""
    table = table_of("Western")
    counts = table.by_pattern
    patterns = np.flatnonzero(counts)
    on = ((patterns[:, None] >> np.arange(table.n_lists)) & 1).astype(bool)
    medians = []
    for n_companions in (0, 3):
        chain = Chain(table.n_lists, LatentPrior(), np.random.default_rng(4))
        chain.go_on(on, counts[patterns], 2_000)
        if n_companions:
            chain.add_companions(n_companions)
        unseen, _n_classes = chain.go_on(on, counts[patterns], 12_000)
        medians.append(table.n_observed + np.median(unseen))
    assert medians[1] == pytest.approx(medians[0], rel=0.06)


def test_coarser_tables_keep_the_shares_of_all_persons():
    tables = coarser_tables(np.array([700, 200, 90, 10]), 9)
    assert tables[0].tolist() == [700, 200, 90, 10]
    assert tables[-1].tolist() == [14, 4, 2, 0]
    assert (np.diff(tables.sum(axis=1)) < 0).all()


@pytest.mark.nightly
def test_chains_with_companions_cross_between_the_peaks_of_the_uk_table():
    """LCMCR's four chains stay at 11,588, 12,336, 24,277 and 22,536 (Rhat 2.25)."""
    found = result("UKdat_5", "latent")
    assert found.estimate == pytest.approx(22_500, rel=0.06)
    assert found.lower < 17_500
    assert found.upper > 30_000


def test_latent_classes_refuse_the_dutch_table():
    found = result("Ned_5", "latent", latent_sweeps=40_000)
    assert found.estimate is None
    assert "at most 1.05" in found.refusal.en
    assert "hoogstens 1,05" in found.refusal.nl


@lru_cache(maxsize=1)
def with_covariates():
    table = read_capture_table(
        DATA / "simdat_cruyff.csv", lists=["R1", "R2", "R3", "R4"]
    )
    return estimate_strata(table, replicates=0)


def test_covariates_find_the_model_of_cruyff():
    found = {tuple(total.levels.items()): total for total in with_covariates().totals}
    printed = {
        row["method"]: row["estimate"]
        for row in reference()
        if row["method"].startswith("mse_BIC_")
    }
    assert near_print(found[()].estimate, printed["mse_BIC_total"])
    for levels, total in found.items():
        name = "mse_BIC_" + "_".join(
            f"{covariate}_{level}" for covariate, level in levels
        )
        if name in printed:
            assert near_print(total.fitted, printed[name]), name


def test_a_model_whose_rates_vanish_is_refused():
    """Searched by AIC, R goes on from this model to R2:X4 and ends at 1.74 billion persons."""
    table = read_capture_table(
        DATA / "simdat_cruyff.csv", lists=["R1", "R2", "R3", "R4"]
    )
    strata = Strata(table, "Y")
    fitter, counts = CovariateFitter(strata), strata.spread(table.counts)
    found = search_covariates(fitter, counts, criterion="aic").best
    names = [variable.name for variable in strata.variables]
    vanishing = (names.index("R2"), names.index("X4"))
    assert found.standing.is_sound
    assert found.unseen.sum() < 100_000
    assert fitter.fit(counts, (*found.terms, vanishing)).standing is Standing.NO_MAXIMUM
