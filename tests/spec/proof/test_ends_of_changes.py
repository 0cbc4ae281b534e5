"""Which period each end of a change is of, and what follows from two numbers: by sentences of the register.

The register has 956 reported victims in 2017, 668 in 2018, 791 in 2021 and 814 in 2022; 458, 849 and 408 victims of
sexual exploitation in 2018, 2019 and 2020; 83 and 190 Polish victims in 2019 and 2020; 91 and 252 victims reported by
care organisations in 2018 and 2019; 547 women among 984 (or 1,013) victims in 2020; a police share of 75% in 2013; and
4,579 referrals in the United Kingdom in the third quarter of 2022.
"""

import pytest
from judged_texts import verdicts

from zicht.proof.judging import SUPPORTED
from zicht.proof.topics import Knowledge

SUPPORTED_WORDS = [
    (
        "nl",
        (
            "Het aantal slachtoffers van seksuele uitbuiting steeg van 458 in 2018 naar 849 in 2019 en halveerde"
            " in 2020 tot 408."
        ),
        "halveerde",
    ),
    (
        "nl",
        "In 2020 waren 547 gemelde slachtoffers van mensenhandel vrouw; dat is 56 procent.",
        "56 procent",
    ),
    (
        "nl",
        (
            "De zorgcoördinatoren meldden in 2019 252 slachtoffers van mensenhandel, bijna drie keer zo veel als"
            " de 91 van 2018."
        ),
        "drie",
    ),
    (
        "nl",
        "De politie was in 2013 goed voor driekwart van de meldingen van mensenhandel bij CoMensha.",
        "driekwart",
    ),
    (
        "en",
        (
            "In the third quarter of 2023 there were 4,138 referrals in the United Kingdom. This is fewer than"
            " in the same quarter of 2022, when there were 4,579."
        ),
        "4,579",
    ),
    (
        "nl",
        (
            "In 2016 was 43% van de gemelde slachtoffers van mensenhandel jonger dan 23, in 2020 was dat 22%."
            " Dat is een halvering."
        ),
        "halvering",
    ),
    (
        "nl",
        "In 2019 was het 1.334 slachtoffers van mensenhandel. In 2020 daalde dat met een kwart tot 984.",
        "984",
    ),
]
CONTRADICTED_WORDS = [
    (
        "nl",
        (
            "Het aantal slachtoffers van seksuele uitbuiting steeg van 458 in 2018 naar 849 in 2019 en"
            " verdrievoudigde in 2020 tot 408."
        ),
        "verdrievoudigde",
    ),
    (
        "nl",
        "In 2020 waren 547 gemelde slachtoffers van mensenhandel vrouw; dat is 66 procent.",
        "66 procent",
    ),
    (
        "nl",
        (
            "De zorgcoördinatoren meldden in 2019 252 slachtoffers van mensenhandel, bijna twee keer zo veel als"
            " de 91 van 2018."
        ),
        "twee",
    ),
    (
        "nl",
        "Het aantal gemelde Poolse slachtoffers van mensenhandel liep terug van 190 naar 83.",
        "190",
    ),
    (
        "nl",
        "Het aantal gemelde Poolse slachtoffers van mensenhandel liep terug van 190 naar 83.",
        "83",
    ),
]
NOT_CONTRADICTED = [
    # The year that the sentence names is that of the other end.
    (
        "nl",
        "In 2018 daalde het aantal gemelde slachtoffers van mensenhandel van 956 naar 668.",
        "956",
    ),
    (
        "nl",
        "Het aantal gemelde Poolse slachtoffers van mensenhandel ging van 83 in 2019 naar 190.",
        "190",
    ),
    (
        "nl",
        "Het aantal gemelde Poolse slachtoffers van mensenhandel ging van 83 naar 190 in 2020.",
        "83",
    ),
    # Two changes in one sentence are each of their own numbers.
    (
        "en",
        (
            "The number of suspected traffickers in the EU rose from 8,064 to 8,471, and that of convicted"
            " traffickers from 2,097 to 2,309, an increase of 10%."
        ),
        "10%",
    ),
    # The number before it is wrong, and the change is right.
    (
        "nl",
        (
            "In 2021 werden 791 slachtoffers van mensenhandel gemeld. In 2022 waren het er 841. Dat is een"
            " stijging van 3%."
        ),
        "3%",
    ),
]


@pytest.mark.parametrize(("language", "text", "words"), SUPPORTED_WORDS)
def test_a_true_computation_is_supported(
    language: str, text: str, words: str, known: dict[str, Knowledge]
) -> None:
    (verdict,) = verdicts(text, language, words, known[language])
    assert verdict in SUPPORTED


@pytest.mark.parametrize(("language", "text", "words"), CONTRADICTED_WORDS)
def test_a_false_computation_is_contradicted(
    language: str, text: str, words: str, known: dict[str, Knowledge]
) -> None:
    (verdict,) = verdicts(text, language, words, known[language])
    assert verdict == "contradicted"


@pytest.mark.parametrize(("language", "text", "words"), NOT_CONTRADICTED)
def test_a_number_whose_time_is_not_said_is_not_contradicted(
    language: str, text: str, words: str, known: dict[str, Knowledge]
) -> None:
    (verdict,) = verdicts(text, language, words, known[language])
    assert verdict != "contradicted"


NOT_SUPPORTED = [
    # `Then` is the year before it, also in a text about another year.
    (
        "nl",
        "# Slachtoffers van mensenhandel in 2024\n\nIn 2019 lag het aantal hoger. Toen werden 944 slachtoffers gemeld.",
        "944",
    ),
    (
        "en",
        "# Trafficking in 2024\n\nIt was higher in 2019. At the time 944 victims of human trafficking were reported.",
        "944",
    ),
    # Reported by the police, and not to them.
    (
        "nl",
        "Bij de politie werden in 2018 530 slachtoffers van mensenhandel gemeld.",
        "530",
    ),
    (
        "en",
        "In 2018, 530 victims of human trafficking were reported to the police.",
        "530",
    ),
]


@pytest.mark.parametrize(("language", "text", "words"), NOT_SUPPORTED)
def test_another_time_or_the_other_side_of_a_report_is_not_supported(
    language: str, text: str, words: str, known: dict[str, Knowledge]
) -> None:
    (verdict,) = verdicts(text, language, words, known[language])
    assert verdict not in SUPPORTED
