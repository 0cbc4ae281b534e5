"""What belongs to which number where a sentence compares: its year, its words, its size."""

import pytest
from judged_texts import judged, verdicts

from zicht.proof.judging import Verdict
from zicht.proof.quantities import find_quantities
from zicht.proof.quantity import QuantityKind
from zicht.proof.topics import Knowledge

QUARTERS = (
    "In the third quarter of 2023, 4,138 potential victims were referred in the United Kingdom. That is 4% more than"
    " in the previous quarter (3,995) and 10% fewer than in the third quarter of 2022, when 4,579 were referred."
)
"""Each of two changes is compared with a quarter of its own."""
NUMBERED_QUARTERS = {
    "en": "# United Kingdom: modern slavery referrals, quarter 3 2023\n\nThe Home Office received 4,138 referrals of"
    " potential victims in the quarter. This was 4% up on the preceding quarter (3,995), but 10% below the 4,579"
    " recorded in quarter 3 of 2022.",
    "nl": "# Verenigd Koninkrijk: doorverwijzingen, kwartaal 3 van 2023\n\nIn kwartaal 3 kwamen 4.138 doorverwijzingen"
    " binnen. Dat was 4% meer dan in het kwartaal ervoor (3.995), en 10% minder dan de 4.579 van kwartaal 3 van 2022.",
}
"""A quarter with its number, or `the quarter` after a heading that names it."""
IN_BRACKETS = (
    "In the third quarter of 2023, 4,138 potential victims were referred in the United Kingdom. Of those referred,"
    " 2,025 (49%) had been exploited as adults and 1,857 (45%) as children."
)
BOUNDS = (
    "For 2018-2019 the number of victims of trafficking per year was put at about 5,000, with a lower bound of 4,000"
    " and an upper bound of 7,000."
)
GROUPS = [
    (
        "en",
        "Sexual exploitation, with 4,014 registered victims in the EU in 2022, was ahead of labour exploitation.",
    ),
    (
        "nl",
        "Jongens en meisjes samen: 32 procent van de kinderen maakt ooit enige vorm van seksueel geweld mee.",
    ),
]
"""A figure of one of two groups does not contradict a number beside which both stand."""
STEPS = [
    ("en", "The number climbed by 212 to 2,309.", "212"),
    ("en", "The budget went up by €35,000 in 2024, to €1,455,000.", "€35,000"),
    ("nl", "De kosten stegen met € 23.200 tot € 251.300.", "€ 23.200"),
    ("nl", "Het budget is met € 35.000 verhoogd.", "€ 35.000"),
]
NOT_COUNTED = [
    ("nl", "Bel 070 – 123 45 67 voor vragen."),
    ("nl", "Bel 020 - 123 45 67 voor vragen."),
    ("en", "Call +31 20 123 4567 with questions."),
    ("nl", "De motie (Kamerstukken II 2019/20, 28 638, nr. 175) is afgedaan."),
]


@pytest.mark.parametrize("number", ["4,138", "4%", "3,995", "4,579"])
def test_each_change_is_compared_with_its_own_quarter(
    known: dict[str, Knowledge], number: str
) -> None:
    (verdict,) = verdicts(QUARTERS, "en", number, known["en"])
    assert verdict in {"confirmed", "other vintage"}


def test_a_change_since_another_quarter_is_not_contradicted(
    known: dict[str, Knowledge],
) -> None:
    (verdict,) = verdicts(QUARTERS, "en", "10%", known["en"])
    assert verdict != "contradicted"


@pytest.mark.parametrize("language", NUMBERED_QUARTERS)
def test_a_quarter_with_its_number_is_a_period_and_no_quantity(
    known: dict[str, Knowledge], language: str
) -> None:
    judgements = judged(NUMBERED_QUARTERS[language], language, known[language])
    words = [one.claim.quantity.words.replace(".", ",") for one in judgements]
    assert words == ["4,138", "4%", "3,995", "10%", "4,579"]
    periods = [one.claim.known_period for one in judgements]
    assert [periods[0], periods[2], periods[4]] == ["2023-Q3", "2023-Q2", "2022-Q3"]
    assert {one.verdict for one in judgements} <= {
        Verdict.CONFIRMED,
        Verdict.OTHER_VINTAGE,
        Verdict.DERIVED,
    }


@pytest.mark.parametrize(
    ("language", "text", "number", "period"),
    [
        ("nl", "Bij elkaar zijn dat 235 brieven, terwijl het er in 2019 nog 395 waren.", "235", ""),
        ("en", "Together that is 235 letters, while in 2019 there were 395.", "235", ""),
        ("nl", "Waar in 2016 een kwart werd getypt, was dat in 2019 gestegen tot 40 procent.", "40 procent", "2019"),
        ("en", "Where in 2016 a quarter was typed, this had risen in 2019 to 40 per cent.", "40 per cent", "2019"),
    ],
)  # fmt: skip
def test_a_year_belongs_to_the_number_of_its_clause(
    known: dict[str, Knowledge], language: str, text: str, number: str, period: str
) -> None:
    found = [
        one.claim.period
        for one in judged(text, language, known[language])
        if one.claim.quantity.words == number
    ]
    assert found == [period]


@pytest.mark.parametrize("number", ["2,025", "1,857"])
def test_a_number_and_the_share_in_brackets_after_it_have_the_same_words(
    known: dict[str, Knowledge], number: str
) -> None:
    (verdict,) = verdicts(IN_BRACKETS, "en", number, known["en"])
    assert verdict == "confirmed"


@pytest.mark.parametrize("number", ["5,000", "4,000", "7,000"])
def test_english_of_joins_a_bound_to_its_number(
    known: dict[str, Knowledge], number: str
) -> None:
    (verdict,) = verdicts(BOUNDS, "en", number, known["en"])
    assert verdict in {"confirmed", "rounded", "other vintage"}


@pytest.mark.parametrize(("language", "text"), GROUPS)
def test_a_number_beside_two_groups_is_not_contradicted_by_a_figure_of_one(
    known: dict[str, Knowledge], language: str, text: str
) -> None:
    first, *_ = judged(text, language, known[language])
    assert first.verdict is not Verdict.CONTRADICTED


@pytest.mark.parametrize(("language", "text", "number"), STEPS)
def test_by_how_much_something_changed_is_a_difference_and_no_range(
    language: str, text: str, number: str
) -> None:
    first, *others = find_quantities(text, language)
    assert (first.words, first.kind) == (number, QuantityKind.DIFFERENCE)
    assert not any(quantity.is_bound for quantity in (first, *others))


@pytest.mark.parametrize(("language", "text"), NOT_COUNTED)
def test_telephones_and_files_of_parliament_are_not_counted(
    language: str, text: str
) -> None:
    assert find_quantities(text, language) == []
