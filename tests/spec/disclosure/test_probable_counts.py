"""A Bayesian attacker guesses hidden counts from the printed margins; the gate says how well."""

from math import exp, factorial

import numpy as np
import pytest
from tests.secret import SECRET

from zicht.desk.tabulate import tabulate
from zicht.disclosure.gate import publish
from zicht.disclosure.probable import Print, expected_counts, guess, posterior
from zicht.vocabulary.dimensions import Dimension
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.tables import CountTable, Draft

ROUND = Policy("r", "1", "spec", local_levels=(), minimum_mean_count=0.0)
AREA = Dimension("area", ("A", "B"))


def band(lower: int, upper: int, *, threshold: int) -> Print:
    """A cell that shows a band."""
    return Print(lower, upper, is_withheld=False, threshold=threshold)


def test_of_a_band_small_counts_are_likelier_for_large_ones_would_have_gone_up() -> (
    None
):
    """Of 1 expected: Poisson times the chance to be rounded down, (5 - c) / 5."""
    cell = band(0, 4, threshold=5)
    (chances,) = posterior(cell, np.asarray([1.0]), ROUND)
    weights = [exp(-1) / factorial(c) * (5 - c) / 5 for c in range(5)]
    assert cell.possible_counts(ROUND).tolist() == [0, 1, 2, 3, 4]
    assert chances == pytest.approx(np.asarray(weights) / sum(weights))


def test_a_threshold_of_ten_hides_what_is_rounded_to_five_as_well() -> None:
    """A 7 goes to 5 or 10: of these only 5 is a band."""
    (chances,) = posterior(band(0, 9, threshold=10), np.asarray([7.0]), ROUND)
    poisson = [exp(-7) * 7**c / factorial(c) for c in range(10)]
    banded = [1, 1, 1, 1, 1, 1, 0.8, 0.6, 0.4, 0.2]
    weights = np.asarray(poisson) * banded
    assert chances == pytest.approx(weights / weights.sum())


def test_the_guess_is_held_against_the_truth_in_the_log_alone() -> None:
    rng = np.random.default_rng(1)
    dimensions = [Dimension("a", ("a0", "a1", "a2")), Dimension("b", ("b0", "b1"))]
    columns = {own.name: rng.choice(own.leaves, 30) for own in dimensions}
    table = tabulate(columns, np.ones(30, dtype=np.int64), dimensions, "u")
    log: list[str] = []
    protected = publish(
        Draft((table,)), ROUND, sign=bytes.hex, secret=SECRET, progress=log.append
    )
    guesses = guess((table,), protected.tables, ROUND)
    assert 0 <= guesses.n_sure_right <= guesses.n_sure <= guesses.n_cells
    assert guesses.in_words() in log
    assert not any("probable" in name for name in protected.losses)


def test_columns_without_a_total_stand_apart() -> None:
    """Of 40 in 2020 and half in each area, 20 are expected, whatever 2021 prints."""
    year = Dimension("year", ("2020", "2021"))
    codes = (
        np.asarray(["2020", "2020", "2020", "2021", "2021", "2021"]),
        np.asarray(["_T", "A", "B", "_T", "A", "B"]),
    )
    numbers = np.asarray([40, 20, 20, 400, 100, 300])
    table = CountTable("u", (year, AREA), codes, numbers)
    printed = ProtectedTable.over(
        table,
        values=numbers,
        statuses=np.full(6, "published"),
        lower=numbers - 4,
        upper=numbers + 4,
    )
    assert expected_counts(printed).tolist() == [40, 20, 20, 400, 100, 300]
