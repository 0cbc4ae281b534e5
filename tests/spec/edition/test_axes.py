"""Axes of charts start at zero and end at a round number."""

from itertools import pairwise

import pytest

from zicht.edition.charts import ceiling


@pytest.mark.parametrize(
    ("largest", "ends_at"),
    [(42, 60), (99.5, 100), (101, 150), (1430, 1500), (10_490, 15_000), (7, 7.5)],
)
def test_an_axis_ends_at_a_round_number_and_not_at_the_largest(
    largest: float, ends_at: float
) -> None:
    """Equal steps of 1, 2, 2.5 or 5 times a power of ten; the last reaches the largest value."""
    top, ticks = ceiling(largest)
    assert top == ticks[-1] == pytest.approx(ends_at)
    assert ticks[0] == 0
    steps = {round(after - before, 9) for before, after in pairwise(ticks)}
    assert len(steps) == 1
