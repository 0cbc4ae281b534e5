"""A number to which something is said to have risen or fallen lies on that side of earlier figures.

The register has 956 or 958 victims in view in 2017, 668 in 2018, 1,334 in 2019 and 984 or 1,013 in 2020.
"""

import pytest
from judged_texts import judged

from zicht.proof.judging import SUPPORTED, Reason, Verdict
from zicht.proof.quantities import changed_to
from zicht.proof.topics import Knowledge

TRUE = [
    ("en", "In 2018 the number of victims of human trafficking in view fell to 668."),
    (
        "en",
        "In 2020 the number of victims of human trafficking in view was down to 984.",
    ),
    (
        "nl",
        "In 2018 daalde het aantal slachtoffers van mensenhandel in beeld naar 668.",
    ),
    (
        "nl",
        "Ten opzichte van 2018 steeg het aantal slachtoffers van mensenhandel in beeld in 2020 tot 984.",
    ),
]
OF_NO_EARLIER_FIGURE = [
    ("en", "In 2018 the number of victims of human trafficking in view rose to 668."),
    (
        "en",
        "Since 2019 the number of victims of human trafficking in view rose to 984 in 2020.",
    ),
    ("nl", "In 2018 steeg het aantal slachtoffers van mensenhandel in beeld tot 668."),
    (
        "nl",
        "In 2018 is het aantal slachtoffers van mensenhandel in beeld tot 668 gestegen.",
    ),
]
NOT_OF_THE_YEAR_BEFORE = (
    "In 2020 the number of victims of human trafficking in view rose to 984."
)
"""It rose from 2018 and fell from 2019: the sentence does not say with which it compares."""

OF_THE_FIRST_YEAR = (
    "The number of Nigerian victims of human trafficking reported fell to 185 in 2020."
)
"""The register holds no figure of Nigerian victims before 2020."""


@pytest.mark.parametrize(("language", "text"), TRUE)
def test_a_change_that_happened_stays_confirmed(
    known: dict[str, Knowledge], language: str, text: str
) -> None:
    (one,) = judged(text, language, known[language])
    assert one.verdict in SUPPORTED


@pytest.mark.parametrize(("language", "text"), OF_NO_EARLIER_FIGURE)
def test_a_change_from_no_earlier_figure_is_contradicted(
    known: dict[str, Knowledge], language: str, text: str
) -> None:
    (one,) = judged(text, language, known[language])
    assert (one.verdict, one.reason) == (Verdict.CONTRADICTED, Reason.WRONG_DIRECTION)
    assert one.sum.endswith(one.claim.quantity.words)


def test_a_change_from_some_earlier_figure_is_not_confirmed(
    known: dict[str, Knowledge],
) -> None:
    (one,) = judged(NOT_OF_THE_YEAR_BEFORE, "en", known["en"])
    assert (one.verdict, one.reason) == (Verdict.UNKNOWN, Reason.WRONG_DIRECTION)


def test_a_change_is_not_confirmed_where_no_earlier_figure_is_known(
    known: dict[str, Knowledge],
) -> None:
    (one,) = judged(OF_THE_FIRST_YEAR, "en", known["en"])
    assert (one.verdict, one.reason) == (Verdict.UNKNOWN, Reason.NOTHING_EARLIER)


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "It was lower, compared to ", " victims."),
        ("en", "An increase in reports led to ", " investigations."),
        ("nl", "Het was lager vergeleken met de stijging tot en met ", " slachtoffers"),
        ("nl", "Meer meldingen leidden tot ", " onderzoeken."),
    ],
)
def test_not_every_number_behind_to_is_what_something_changed_to(
    language: str, before: str, after: str
) -> None:
    assert changed_to(before, after, language) == ""
