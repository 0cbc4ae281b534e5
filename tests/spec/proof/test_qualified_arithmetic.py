"""What a computation gives lies on the side that `more than`, `nearly` and `at least` name."""

from decimal import Decimal

import pytest
from judged_texts import verdicts

from zicht.proof.agreement import holds
from zicht.proof.quantities import find_quantities
from zicht.proof.topics import Knowledge

SUPPORTED = {"derived", "confirmed", "rounded", "other vintage"}
MULTIPLE = {
    "nl": "In 2018 kwamen er 1.000 brieven, in 2019 waren dat er {}. Dat is {} vier keer zoveel.",
    "en": "In 2018 there were 1,000 letters, in 2019 there were {}. That is {} four times as many.",
}
CHANGE = {
    "nl": "Het aantal brieven steeg van 1.000 in 2018 naar {} in 2019, een stijging van {} 40 procent.",
    "en": "The number of letters rose from 1,000 in 2018 to {} in 2019, a rise of {} 40 per cent.",
}
DIFFERENCE = {
    "nl": "Het aantal brieven steeg van 1.000 in 2018 naar {} in 2019, een toename van {} 400.",
    "en": "The number of letters rose from 1,000 in 2018 to {} in 2019, an increase of {} 400.",
}
SHARE = {
    "nl": "Van de 1.000 brieven waren er {}, {} 40 procent, van bewoners.",
    "en": "Of the 1,000 letters, {}, {} 40 per cent, came from residents.",
}
TOTAL = {
    "nl": "De huur kostte € 1.000 en de stroom € {}, samen {} € 1.400.",
    "en": "Rent came to €1,000 and power to €{}, together {} €1,400.",
}
POINTS = {
    "nl": "In 2018 was 10% van de brieven getypt, in 2019 was dat {}%: {} 40 procentpunt meer.",
    "en": "In 2018, 10% of the letters were typed, in 2019 it was {}%: {} 40 percentage points more.",
}
OPERATORS = {
    # The words that are judged, a number for which the computation gives a little more, and one for a little less.
    "multiple": (MULTIPLE, {"nl": "vier", "en": "four"}, (4_180, 3_820)),
    "change": (CHANGE, {"nl": "40 procent", "en": "40 per cent"}, (1_412, 1_388)),
    "difference": (DIFFERENCE, {"nl": "400", "en": "400"}, (1_412, 1_388)),
    "share": (SHARE, {"nl": "40 procent", "en": "40 per cent"}, (412, 388)),
    "sum": (TOTAL, {"nl": "1.400", "en": "1,400"}, (412, 388)),
    "points": (
        POINTS,
        {"nl": "40 procentpunt", "en": "40 percentage points"},
        (51, 49),
    ),
}
ABOVE = {
    "nl": ("meer dan", "ruim", "minstens"),
    "en": ("more than", "just over", "at least"),
}
BELOW = {"nl": ("minder dan", "bijna", "hooguit"), "en": ("less than", "nearly", "at most")}  # fmt: skip


def _written(number: int, language: str) -> str:
    return f"{number:,}".replace(",", "." if language == "nl" else ",")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("operator", OPERATORS)
def test_a_computation_is_supported_on_the_side_that_the_words_name_alone(
    known: dict[str, Knowledge], language: str, operator: str
) -> None:
    frames, words, (more, fewer) = OPERATORS[operator]
    for qualifiers, right, wrong in (
        (ABOVE[language], more, fewer),
        (BELOW[language], fewer, more),
    ):
        for qualifier in qualifiers:
            for number, is_true in ((right, True), (wrong, False)):
                written = _written(number, language)
                text = frames[language].format(written, qualifier)
                (verdict,) = verdicts(text, language, words[language], known[language])
                assert (verdict in SUPPORTED) is is_true, text


@pytest.mark.parametrize(
    ("text", "expected", "is_true"),
    [
        ("more than four times as many", "4.2", True),
        # Just beside the number it is neither true nor so far off that it is called false.
        ("more than four times as many", "3.9", None),
        ("more than four times as many", "2.5", False),
        ("nearly four times as many", "3.8", True),
        ("nearly four times as many", "5.5", False),
        ("more than doubled", "2.8", True),
        ("more than doubled", "1.2", False),
        # True, and hardly what a writer means.
        ("more than doubled", "5", None),
    ],
)
def test_a_multiple_with_a_qualifier_has_a_side(
    text: str, expected: str, *, is_true: bool | None
) -> None:
    (multiple,) = find_quantities(f"It was {text}.", "en")
    assert holds(multiple, Decimal(expected), slack=Decimal(0)) is is_true
