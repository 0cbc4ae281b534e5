"""What the rule makes of methods that only raise, and of lists of known size."""

import pytest

from zicht.estimation.judgement.evidence import MEASURES, Evidence
from zicht.estimation.judgement.headline import combine
from zicht.estimation.judgement.rule import read_rule
from zicht.vocabulary.estimates import CaptureTable, MethodEstimate
from zicht.vocabulary.sensitivity import Consistency

TABLE = CaptureTable(("A", "B", "C"), (1, 2, 3, 4), (5, 6, 3, 2))
STEPWISE = MethodEstimate("stepwise", 1000.0, 900.0, 1100.0, 0.95)
PAIRWISE = MethodEstimate("pairwise", 980.0, 850.0, 1200.0, 0.95)


def spread(lower: float, upper: float) -> MethodEstimate:
    """Limits of the method that lets persons differ in visibility."""
    return MethodEstimate("heterogeneity", (lower + upper) / 2, lower, upper, 0.95)


def value(line: str, *methods: MethodEstimate, known: tuple[Consistency, ...] = ()):
    """Value of one line of the rule."""
    rule = read_rule()
    evidence = Evidence(TABLE, methods, {}, combine(methods, rule), None, (), known)
    return MEASURES[line](evidence, rule)


def list_of(estimate: float, lower: float | None, upper: float | None) -> Consistency:
    """A list of 100 persons, estimated from the other lists."""
    ratio = estimate / 100
    return Consistency(
        "A", 100, 30, "stepwise", estimate, ratio, lower=lower, upper=upper
    )


def test_a_variance_below_zero_does_not_lower_the_headline():
    headline = combine([STEPWISE, PAIRWISE, spread(400.0, 990.0)], read_rule())
    assert (headline.lower, headline.upper) == (850.0, 1200.0)


def test_a_variance_above_zero_raises_the_upper_limit():
    headline = combine([STEPWISE, PAIRWISE, spread(950.0, 2500.0)], read_rule())
    assert (headline.lower, headline.upper) == (850.0, 2500.0)


def test_there_is_no_headline_of_methods_that_only_raise():
    assert combine([spread(950.0, 2500.0)], read_rule()) is None


@pytest.mark.parametrize(
    ("method", "n_outside"),
    [
        (spread(1050.0, 2500.0), 1),
        (spread(400.0, 990.0), 0),
        (spread(950.0, 2500.0), 0),
        (MethodEstimate("pairwise", 700.0, 600.0, 990.0, 0.95), 1),
        (MethodEstimate("pairwise", 1500.0, 1050.0, 1900.0, 0.95), 1),
    ],
    ids=["spread above", "spread below", "spread around", "pairs below", "pairs above"],
)
def test_a_spread_of_visibility_contradicts_only_from_above(method, n_outside):
    assert value("within", STEPWISE, method) == n_outside


@pytest.mark.parametrize(
    ("known", "factor"),
    [
        (list_of(250.0, 90.0, 700.0), 1.0),
        (list_of(250.0, 120.0, 700.0), 2.5),
        (list_of(40.0, 30.0, 90.0), 2.5),
        (list_of(250.0, None, None), 2.5),
    ],
    ids=["by chance", "too many", "too few", "without limits"],
)
def test_a_list_of_known_size_is_missed_where_chance_does_not_explain_it(known, factor):
    assert value("consistency", STEPWISE, known=(known,)) == pytest.approx(factor)
