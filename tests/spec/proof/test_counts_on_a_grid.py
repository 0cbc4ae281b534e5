"""A count that was moved to a grid of five before it was published stands for what lies within its bounds."""

from decimal import Decimal

import pytest
from judged_texts import verdicts

from zicht.proof.agreement import Agreement, agreement, may_be
from zicht.proof.quantities import find_quantities
from zicht.proof.quantity import QuantityKind
from zicht.proof.topics import Fact, Knowledge, Topic

GRID = 4
"""By how much a count may differ from its figure."""


def on_grid(value: int) -> Fact:
    """Return a figure on a grid of five."""
    bounds = (Decimal(value - GRID), Decimal(value + GRID))
    return Fact("N01:2022", Decimal(value), str(value), "2022", bounds=bounds)


@pytest.mark.parametrize(
    ("text", "figure", "expected"),
    [
        ("16,925 people", 16_925, Agreement.EXACT),
        ("16,922 people", 16_925, Agreement.ROUNDED),
        ("16,292 people", 16_925, Agreement.NONE),
        ("16,930 people", 16_925, Agreement.NONE),
        # Of a small count the grid leaves too much open.
        ("49 people", 45, Agreement.NONE),
    ],
)
def test_a_large_count_of_a_source_is_its_figure_rounded(
    text: str, figure: int, expected: Agreement
) -> None:
    (quantity,) = find_quantities(text, "en")
    assert agreement(quantity, on_grid(figure)) is expected


def test_a_small_count_within_the_bounds_may_be_the_figure() -> None:
    (quantity,) = find_quantities("49 people", "en")
    assert may_be(quantity, on_grid(45))
    assert not may_be(quantity, on_grid(55))


@pytest.mark.parametrize(
    ("number", "verdict"),
    [("16,922", "rounded"), ("16,292", "contradicted"), ("16,925", "confirmed")],
)
def test_a_sentence_with_the_number_of_the_source_is_not_contradicted(
    number: str, verdict: str
) -> None:
    about = {
        "who": frozenset({"victim"}),
        "field": frozenset({"trafficking"}),
        "step": frozenset({"referred"}),
    }
    topic = Topic(about, frozenset({"referred"}), QuantityKind.COUNT, 0, "Referrals")
    topic.facts.append(on_grid(16_925))
    known = Knowledge([topic], {}, home="united_kingdom")
    text = (
        f"In 2022, {number} victims of trafficking were referred in the United Kingdom."
    )
    assert verdicts(text, "en", number, known) == [verdict]
