"""When a release of an invented country counts as right."""

import pytest

from zicht.pipeline.truth import Comparison, Score
from zicht.vocabulary.errors import IndicatorError


@pytest.mark.parametrize(
    ("score", "is_right"),
    [
        (Score(figures=20, within=20), True),
        (Score(figures=20, within=19), False),
        (Score(figures=20, within=19, missing=1), False),
        (Score(figures=20, within=20, extra=1), False),
        (Score(figures=20, within=18, is_sampled=True), True),
        (Score(figures=20, within=18, is_sampled=True, far=1), False),
        (Score(figures=20, within=19, is_sampled=True, missing=1), False),
    ],
)
def test_a_truth_lies_between_the_bounds_and_of_a_sample_not_far_outside(
    score: Score, is_right: bool
) -> None:
    compared = Comparison("0" * 16, {"V01": score})
    assert score.is_right is is_right
    assert bool(compared.wrong()) is not is_right


def test_indicators_that_the_truth_does_not_know_are_named_and_are_not_wrong() -> None:
    compared = Comparison("0" * 16, {"K10": Score(extra=42), "V01": Score(figures=1)})
    assert compared.without_truth == ("K10",)
    with pytest.raises(IndicatorError) as raised:
        compared.refuse_if_wrong()
    assert "V01" in str(raised.value)
    assert "K10" not in str(raised.value)
