"""Probabilities and quantiles, against the distributions of `scipy.stats`: equal to the last bit."""

import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from zicht.methods import distributions

N_CASES = 2_000
PROBABILITIES = (0.001, 0.005, 0.025, 0.05, 0.5, 0.95, 0.975, 0.995, 0.999)


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(20_261_130)


def probabilities(random: np.random.Generator) -> list[float]:
    """Probabilities that the program asks for, and any others."""
    anywhere = random.uniform(size=N_CASES - len(PROBABILITIES))
    return [*PROBABILITIES, *anywhere.tolist()]


def from_least_to_most(
    random: np.random.Generator, least: float, most: float
) -> list[float]:
    """Values of every order of magnitude."""
    exponents = random.uniform(np.log(least), np.log(most), size=N_CASES)
    return np.exp(exponents).tolist()


def test_normal_quantiles(random: np.random.Generator) -> None:
    for probability in probabilities(random):
        expected = stats.norm.ppf(probability)
        assert distributions.normal_quantile(probability) == expected


def test_quantiles_and_tails_of_t(random: np.random.Generator) -> None:
    freedoms = from_least_to_most(random, 1, 10_000)
    for probability, freedom in zip(probabilities(random), freedoms, strict=True):
        quantile = distributions.student_quantile(probability, freedom)
        assert quantile == stats.t.ppf(probability, freedom)
        tail = distributions.student_upper_tail(quantile, freedom)
        assert tail == stats.t.sf(quantile, freedom)


def test_beta_quantiles(random: np.random.Generator) -> None:
    shapes = from_least_to_most(random, 0.01, 10_000)
    others = reversed(shapes)
    for probability, a, b in zip(probabilities(random), shapes, others, strict=True):
        expected = stats.beta.ppf(probability, a, b)
        assert distributions.beta_quantile(probability, a, b) == expected


def test_poisson_quantiles(random: np.random.Generator) -> None:
    means = from_least_to_most(random, 0.001, 100_000)
    for probability, mean in zip(probabilities(random), means, strict=True):
        quantile = distributions.poisson_quantile(probability, mean)
        assert quantile == stats.poisson.ppf(probability, mean)


def test_a_poisson_quantile_at_the_very_probability_of_a_count() -> None:
    for count in range(100):
        probability = float(stats.poisson.cdf(count, 60.0))
        quantile = distributions.poisson_quantile(probability, 60.0)
        assert quantile == stats.poisson.ppf(probability, 60.0)


def test_poisson_probabilities(random: np.random.Generator) -> None:
    counts = np.arange(400.0)
    means = np.array(from_least_to_most(random, 0.001, 300))[:100]
    probabilities = distributions.poisson_probabilities(counts[None, :], means[:, None])
    expected = stats.poisson.pmf(counts[None, :], means[:, None])
    np.testing.assert_array_equal(probabilities, expected)


def test_negative_binomial_quantiles(random: np.random.Generator) -> None:
    means = from_least_to_most(random, 0.01, 10_000)
    excesses = from_least_to_most(random, 0.001, 100)
    asked = zip(probabilities(random), means, excesses, strict=True)
    for probability, mean, excess in asked:
        size, success = mean / excess, 1 / (1 + excess)
        quantile = distributions.negative_binomial_quantile(probability, size, success)
        assert quantile == stats.nbinom.ppf(probability, size, success)


def test_no_start_of_the_program_loads_the_slow_module() -> None:
    """Rooms that count, publish and print are loaded by most commands."""
    loaded = (
        "import sys, zicht.pipeline.itinerary, zicht.pipeline.page_making, zicht.desk;"
        "sys.exit('scipy.stats' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", loaded], check=False).returncode == 0
