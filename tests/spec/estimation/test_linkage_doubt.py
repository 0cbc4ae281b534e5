"""The doubt of linkage travels into the estimate, its interval and the verdict."""

import math

import pytest

from zicht.estimation.linkage_doubt import (
    LinkageSpread,
    spread_of_linkage,
    with_linkage,
)
from zicht.vocabulary.estimates import (
    CaptureTable,
    Criterion,
    Estimate,
    MethodEstimate,
    Verdict,
)
from zicht.vocabulary.text import Text

WORDS = Text("w", "w")


def table(n_both: int, n_only_first: int = 60, n_only_second: int = 40) -> CaptureTable:
    return CaptureTable(("a", "b"), (1, 2, 3), (n_only_first, n_only_second, n_both))


def published(estimate: float, lower: float, upper: float) -> Estimate:
    method = MethodEstimate("combined", estimate, lower, upper)
    met = Criterion("overlap", met=True, limit=20.0, words=WORDS)
    verdict = Verdict(
        may_publish=True,
        method="combined",
        disagreement=False,
        criteria=(met,),
        words=WORDS,
    )
    return Estimate(table(20), (method,), verdict)


def test_linkages_that_agree_add_nothing():
    spread = spread_of_linkage(table(20), [table(20)] * 20)
    assert spread is not None
    assert (spread.shift, spread.between) == (0.0, 0.0)
    doubted = with_linkage(published(200.0, 150.0, 300.0), spread)
    (method,) = doubted.methods
    assert (method.estimate, method.lower, method.upper) == pytest.approx(
        (200, 150, 300)
    )
    assert doubted.verdict.may_publish


def test_the_shift_is_the_mean_move_in_logarithms():
    """Two lists: persons are n1 * n2 / n12. With 20 on both of 80 and 60 that is 240; with 25 of 85 and 65, 221."""
    spread = spread_of_linkage(table(20), [table(25)] * 10)
    assert spread is not None
    assert spread.shift == pytest.approx(math.log(221 / 240), abs=1e-3)


def test_within_and_between_add_up_as_rubin_has_it():
    """Rubin (1987), section 3.1: T = W + (1 + 1/m) B; here W = 0.04, B = 0.01, m = 20, so T = 0.0505."""
    within = 1.96 * 0.2
    estimate = published(1000.0, 1000 * math.exp(-within), 1000 * math.exp(within))
    (method,) = with_linkage(estimate, LinkageSpread(0.0, 0.01, 20)).methods
    assert method.upper == pytest.approx(1000 * math.exp(1.96 * math.sqrt(0.0505)))
    assert method.lower == pytest.approx(1000 * math.exp(-1.96 * math.sqrt(0.0505)))


@pytest.mark.parametrize(
    "spread", [LinkageSpread(0.0, 0.02, 20), LinkageSpread(-0.4, 0.0, 20)]
)
def test_no_headline_depends_on_linkage(spread):
    """Linkages that are far apart, or far from the chosen one, forbid a headline."""
    doubted = with_linkage(published(200.0, 150.0, 300.0), spread)
    assert not doubted.verdict.may_publish
    assert doubted.verdict.method is None
    (line,) = [c for c in doubted.verdict.criteria if c.name == "linkage"]
    assert line.met is False


def test_too_few_linkages_say_nothing():
    assert spread_of_linkage(table(20), [table(25)] * 4) is None
