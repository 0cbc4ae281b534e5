"""Bounds in the place of a number are read in every language that `words.toml` of the desk knows."""

import math

import pytest

from zicht.desk.row_weights import PERSON
from zicht.desk.statuses import read_cell
from zicht.desk.totals import SUBTOTAL
from zicht.disclosure.audit.published import Mark

BOUNDS = {
    "<5": (0, 4),
    "≤ 4": (0, 4),
    "fewer than 5": (0, 4),
    "4 or fewer": (0, 4),
    "Minder dan 5": (0, 4),
    "ten hoogste 4": (0, 4),
    "4 of minder": (0, 4),
    "moins de 5": (0, 4),
    "au plus 4": (0, 4),
    "weniger als 5": (0, 4),
    "höchstens 4": (0, 4),
    "færre end 5": (0, 4),
    "färre än 5": (0, 4),
    "menos de 5": (0, 4),
    ">10": (11, math.inf),
    "at least 10": (10, math.inf),
    "meer dan 10": (11, math.inf),
    "10 of meer": (10, math.inf),
    "plus de 10": (11, math.inf),
    "au moins 10": (10, math.inf),
    "mehr als 10": (11, math.inf),
    "mindestens 10": (10, math.inf),
    "más de 10": (11, math.inf),
    "10 o más": (10, math.inf),
    "10+": (10, math.inf),
    "5-9": (5, 9),
    "5 to 9": (5, 9),
    "5 t/m 9": (5, 9),
    "5 tot en met 9": (5, 9),
    "5 à 9": (5, 9),
    "5 bis 9": (5, 9),
}
"""What a cell says, and the lowest and highest count that it allows."""


@pytest.mark.parametrize(("words", "bounds"), BOUNDS.items())
def test_a_bound_in_the_place_of_a_number_is_read(
    words: str, bounds: tuple[float, float]
) -> None:
    reading = read_cell(words, None)
    assert reading is not None
    assert reading.mark is Mark.BANDED
    assert (reading.lower, reading.upper) == bounds


@pytest.mark.parametrize(
    "name",
    ["id", "person_id", "client-nr", "rinpersoon", "slachtoffernummer", "victime"],
)
def test_a_column_that_identifies_a_person_is_known_by_its_name(name: str) -> None:
    assert PERSON.search(name)


@pytest.mark.parametrize("name", ["identified", "sex", "paid", "personnel"])
def test_other_columns_are_not_taken_for_one(name: str) -> None:
    assert PERSON.search(name) is None


@pytest.mark.parametrize(
    ("code", "is_subtotal"),
    [
        ("Subtotal North", True),
        ("North total", True),
        ("Subtotaal", True),
        ("Sous-total nord", True),
        ("Totalitarian", False),
        ("North", False),
    ],
)
def test_a_subtotal_is_known_by_its_first_or_last_word(
    code: str,
    is_subtotal: bool,
) -> None:
    assert (SUBTOTAL.search(code) is not None) == is_subtotal
