"""How far a number may lie from a figure and still say it."""

from decimal import Decimal

import pytest

from zicht.proof.agreement import Agreement, agreement
from zicht.proof.facts import Fact
from zicht.proof.quantities import find_quantities
from zicht.proof.quantity import Qualifier

CASES = [
    # words, value of the figure, how they agree
    ("984", "984", "exact"),
    ("985", "984", ""),
    ("45%", "45.3", "rounded"),
    ("45%", "45.6", ""),
    ("16.500", "16499", "rounded"),
    ("16.500", "16560", ""),
    ("bijna 1.000", "984", "rounded"),
    ("bijna 1.000", "1013", ""),
    ("bijna 1.000", "880", ""),
    ("ruim 1.000", "1013", "rounded"),
    ("ruim 1.000", "984", ""),
    ("ruim 1.000", "1150", ""),
    ("ongeveer 1.000", "960", "rounded"),
    ("ongeveer 1.000", "1049", "rounded"),
    ("ongeveer 1.000", "940", ""),
    ("ongeveer 1.000", "1070", ""),
    ("ongeveer 40%", "41.9", "rounded"),
    ("ongeveer 40%", "43", ""),
    ("meer dan 150", "154", "rounded"),
    ("meer dan 150", "150", ""),
    ("minder dan 150", "147", "rounded"),
    ("minder dan 150", "150", ""),
    ("minimaal 45", "45", "rounded"),
    ("maximaal 45", "46", ""),
    ("een derde", "33.3", "exact"),
    ("een derde", "35", "rounded"),
    ("een derde", "36", ""),
    ("een derde", "31", ""),
    ("twee derde", "66.7", "exact"),
    ("twee derde", "60", ""),
    ("bijna de helft", "48", "rounded"),
    ("bijna de helft", "51", ""),
    ("ruim de helft", "53", "rounded"),
    ("ruim de helft", "49", ""),
]


@pytest.mark.parametrize(("words", "value", "expected"), CASES)
def test_words_allow_what_they_mean_and_no_more(
    words: str, value: str, expected: str
) -> None:
    (quantity,) = find_quantities(f"Het is {words} van de groep.", "nl")
    fact = Fact(id="x", value=Decimal(value), shown=value, period="2020")
    assert agreement(quantity, fact) == expected


def test_the_same_number_with_the_same_qualifier_is_the_figure() -> None:
    (quantity,) = find_quantities("Het waren er bijna 16.500.", "nl")
    fact = Fact(
        id="x",
        value=Decimal(16_500),
        shown="bijna 16.500",
        period="2020",
        qualifier=Qualifier.JUST_BELOW,
    )
    assert agreement(quantity, fact) is Agreement.EXACT
