"""Figures in print, on the tables they were printed with."""

from pathlib import Path

import pytest

from zicht.estimation.comparing import compare
from zicht.estimation.existence import Standing, check
from zicht.estimation.fitting import parameters_of
from zicht.estimation.methods import run
from zicht.estimation.models import closed
from zicht.estimation.problem import Problem
from zicht.estimation.reading import read_capture_table
from zicht.estimation.settings import Settings
from zicht.estimation.tables import merge_lists

DATA = Path(__file__).parents[1] / "data" / "capture"


def table_of(name):
    return read_capture_table(DATA / f"{name}.csv")


def estimate(table, method, **settings):
    return run(
        Problem(
            table, Settings(**{"replicates": 0, "bootstrap": "conditional", **settings})
        ),
        method,
    )[0]


def test_uk_six_lists_downhill():
    """Silverman, Chan & Vincent (2024), table 6: 12,350."""
    assert estimate(table_of("uk_2013"), "bic").estimate == pytest.approx(
        12350, abs=0.6
    )


def test_uk_five_lists_all_models():
    """The same table: 25,311 over all models, 22,991 with pairs only."""
    table = merge_lists(table_of("uk_2013"), ["PF", "NCA"], into="PFNCA")
    assert estimate(table, "bic").estimate == pytest.approx(25311, abs=0.6)
    assert estimate(table, "bic", max_order=2).estimate == pytest.approx(22991, abs=0.6)


@pytest.mark.nightly
def test_uk_six_lists_downhill_limits():
    """The same table: 9,622-27,889, resamples of their own; selection walks downhill anew in each."""
    found = estimate(table_of("uk_2013"), "bic", replicates=1000)
    assert found.lower == pytest.approx(9622, rel=0.03)
    assert found.upper == pytest.approx(27889, rel=0.08)


def test_kosovo_four_lists():
    """The same table: 10,357 over all models, 14,342 with pairs only; 12,451-16,273 for the latter."""
    table = table_of("kosovo_1999")
    assert estimate(table, "bic").estimate == pytest.approx(10357, abs=0.6)
    found = estimate(table, "bic", max_order=2, replicates=1000)
    assert found.estimate == pytest.approx(14342, abs=0.6)
    assert found.lower == pytest.approx(12451, rel=0.03)
    assert found.upper == pytest.approx(16273, rel=0.03)


@pytest.mark.parametrize(
    ("pairs", "standing"),
    [
        ((), Standing.SOUND),
        ((0b011,), Standing.NO_MAXIMUM),
        ((0b101,), Standing.SOUND),
        ((0b110,), Standing.SOUND),
        ((0b011, 0b101), Standing.NO_MAXIMUM),
        ((0b011, 0b110), Standing.NO_MAXIMUM),
        ((0b101, 0b110), Standing.SOUND),
        ((0b011, 0b101, 0b110), Standing.NOT_IDENTIFIED),
    ],
)
def test_artificial_three_lists(pairs, standing):
    """Chan, Silverman & Vincent (2021), section 3: which models of their made-up table have an estimate."""
    counts = table_of("Artificial_3").by_pattern.astype(float)
    assert check(counts, parameters_of(closed(pairs), 3), 3).standing is standing


def dutch_table():
    return merge_lists(table_of("Ned"), ["I", "O"])


def test_the_dutch_table_is_estimated_as_it_was_published():
    """By method; one of them has several answers of its own."""
    table = dutch_table()
    assert estimate(table, "pairwise").estimate == pytest.approx(45135, abs=1)
    assert estimate(table, "stepwise").estimate == pytest.approx(121522, abs=1)
    assert estimate(table, "bic").estimate == pytest.approx(148789, abs=1)
    assert len(estimate(table, "graphs").modes) > 1


@pytest.mark.parametrize(
    "until_decided",
    [
        pytest.param(True, id="until decided"),
        pytest.param(False, id="every method", marks=pytest.mark.nightly),
    ],
)
def test_the_dutch_table_gives_no_headline(until_decided):
    """Methods differ by a factor three on the published Dutch table: the flag is up and no number passes.

    The quickest methods decide it. Those that draw chains take most of a minute, and cannot allow a headline again.
    """
    found = compare(
        dutch_table(), settings=Settings(replicates=200), until_decided=until_decided
    ).estimate
    assert not found.verdict.may_publish
    assert found.headline is None
    assert found.verdict.disagreement
