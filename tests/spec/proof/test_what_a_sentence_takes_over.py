"""What a sentence takes from elsewhere: its source, its rhythm, its subject, or the years of a change.

The register has 868 victims in view in 2023 (CoMensha), 141 cases before court in 2017 (OM), and 165 reports on
youth prostitution in 2019 and 115 in 2023 (Veilig Thuis).
"""

import pytest
from judged_texts import judged, verdicts

from zicht.proof.judging import SUPPORTED, Reason, Verdict
from zicht.proof.sentences import sentences
from zicht.proof.topics import Knowledge

SUPPORTING = {str(verdict) for verdict in SUPPORTED}


def _verdict(text: str, language: str, words: str, known: dict[str, Knowledge]) -> str:
    (verdict,) = verdicts(text, language, words, known[language])
    return verdict


# ---- the source that a sentence credits


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "nl",
            "Volgens {source} werden in 2023 868 slachtoffers van mensenhandel gemeld.",
        ),
        (
            "en",
            "According to {source}, 868 victims of human trafficking were reported in 2023.",
        ),
    ],
)
def test_no_number_is_supported_for_a_source_that_it_does_not_come_from(
    known: dict[str, Knowledge], language: str, sentence: str
) -> None:
    knowledge = known[language]
    figures = [
        fact
        for fact in knowledge.topic_of_fact["gemelde-slachtoffers-2023-nji"].facts
        if fact.period == "2023" and fact.value == 868
    ]
    origins = " / ".join(f"{fact.producer} / {fact.vintage}" for fact in figures)
    assert "CoMensha" in origins
    for source in knowledge.producers:
        verdict = _verdict(sentence.format(source=source), language, "868", known)
        assert (verdict in SUPPORTING) == (source in origins), source


def test_an_unknown_source_proves_nothing(known: dict[str, Knowledge]) -> None:
    text = (
        "Volgens het verslag werden in 2023 868 slachtoffers van mensenhandel gemeld."
    )
    assert _verdict(text, "nl", "868", known) in SUPPORTING


# ---- so many a week, a month, a day


@pytest.mark.parametrize(
    ("language", "sentence", "mean", "is_right"),
    [
        ("nl", "Dat is gemiddeld {mean} per maand.", "72", True),
        ("nl", "Dat is gemiddeld {mean} per maand.", "17", False),
        ("nl", "Omgerekend zijn dat er elke week {mean}.", "17", True),
        ("nl", "Omgerekend zijn dat er elke week {mean}.", "72", False),
        ("en", "That is about {mean} every week.", "17", True),
        ("en", "That is about {mean} every week.", "72", False),
    ],
)
def test_a_rhythm_is_understood_where_it_is_what_is_computed(
    known: dict[str, Knowledge],
    language: str,
    sentence: str,
    mean: str,
    *,
    is_right: bool,
) -> None:
    before = {
        "nl": "In 2023 werden 868 slachtoffers van mensenhandel gemeld. ",
        "en": "In 2023 868 victims of human trafficking were reported. ",
    }
    text = before[language] + sentence.format(mean=mean)
    expected = Verdict.DERIVED if is_right else Verdict.CONTRADICTED
    assert _verdict(text, language, mean, known) == expected


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nl", "In 2020 gaf de organisatie {amount} uit{rhythm}."),
        ("en", "In 2020 the office spent {amount}{rhythm}."),
    ],
)
def test_an_amount_of_each_month_is_not_held_against_that_of_a_year(
    known: dict[str, Knowledge], language: str, sentence: str
) -> None:
    """The institute spent €1,940,622 in 2020: no other amount is false, and this one is not true, of each month."""
    rhythms = {
        "nl": (" per maand", " per week", " per dag"),
        "en": (" a month", " every week", " per day"),
    }
    for amount in ("€1.940.622", "€162.000"):
        spelled = amount if language == "nl" else amount.replace(".", ",")
        for rhythm in rhythms[language]:
            text = sentence.format(amount=spelled, rhythm=rhythm)
            verdict = _verdict(text, language, spelled, known)
            assert verdict in {Verdict.AMBIGUOUS, Verdict.UNKNOWN}, text


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        (
            "nl",
            (
                "Het CBS becijferde dat 54 procent van de meisjes van 13 tot en met 24 jaar in 2023 ervaring had met "
                "fysieke grensoverschrijding."
            ),
            "54 procent",
        ),
        (
            "en",
            (
                "Statistics Netherlands has estimated that 62,000 children a year suffer sexual violence for the first "
                "time."
            ),
            "62,000",
        ),
    ],
)
def test_who_has_estimated_something_is_a_source_too(
    known: dict[str, Knowledge], language: str, text: str, words: str
) -> None:
    """The register has the first from Rutgers, and the second from the National Rapporteur."""
    (judgement,) = (
        one
        for one in judged(text, language, known[language])
        if one.claim.quantity.words == words
    )
    assert judgement.reason is Reason.OTHER_SOURCE


# ---- a change without years


ABOUT_THE_YEARS = (
    "Het aantal adviezen van Veilig Thuis over jeugdprostitutie daalde tussen 2019 en "
    "2023 van 230 naar 120. "
)
ABOUT_ANOTHER_YEAR = "In 2016 gaf Veilig Thuis adviezen over jeugdprostitutie. "


def test_ends_of_a_change_are_of_the_years_that_the_text_speaks_of(
    known: dict[str, Knowledge],
) -> None:
    text = f"{ABOUT_THE_YEARS}De meldingen over dit onderwerp gingen in die jaren van {{}} naar {{}}."
    right = [
        judgement.verdict
        for judgement in judged(text.format(165, 115), "nl", known["nl"])
    ]
    assert set(right[-2:]) <= SUPPORTED
    for wrong in ((165, 116), (166, 115), (115, 165)):
        judgements = judged(text.format(*wrong), "nl", known["nl"])
        assert not any(one.verdict in SUPPORTED for one in judgements[-2:]), wrong


def test_no_change_is_of_years_that_the_text_does_not_speak_of(
    known: dict[str, Knowledge],
) -> None:
    text = (
        f"{ABOUT_ANOTHER_YEAR}De meldingen over dit onderwerp daalden van 165 naar 115."
    )
    judgements = judged(text, "nl", known["nl"])
    assert [one.verdict for one in judgements] == [Verdict.AMBIGUOUS] * 2


def test_a_change_in_the_other_direction_is_not_settled(
    known: dict[str, Knowledge],
) -> None:
    change = "De meldingen over dit onderwerp stegen in die jaren van 165 naar 115."
    start, end = judged(f"{ABOUT_THE_YEARS}{change}", "nl", known["nl"])[-2:]
    assert start.verdict not in SUPPORTED
    assert end.verdict is Verdict.CONTRADICTED


# ---- what is said again, and what is left to the sentence before


@pytest.mark.parametrize(
    ("language", "text", "words", "is_right"),
    [
        (
            "nl",
            "Het ging om 46 procent en 21 procent, samen 67 procent, dus ongeveer twee derde.",
            "twee derde",
            True,
        ),
        (
            "nl",
            "Het ging om 46 procent en 21 procent, samen 67 procent, dus ongeveer een derde.",
            "een derde",
            False,
        ),
        ("en", "It was 67%, so about two thirds.", "two thirds", True),
        ("en", "It was 67%, so about a third.", "a third", False),
    ],
)
def test_a_part_in_words_says_the_share_before_it_again(
    known: dict[str, Knowledge],
    language: str,
    text: str,
    words: str,
    *,
    is_right: bool,
) -> None:
    expected = Verdict.DERIVED if is_right else Verdict.CONTRADICTED
    assert _verdict(text, language, words, known) == expected


def test_a_group_alone_is_said_to_undergo_what_the_sentence_before_says(
    known: dict[str, Knowledge],
) -> None:
    """The figure of boys and physical violence is no answer to a sentence on something that is not known."""
    text = (
        "The survey asked girls aged 13 to 24 about unwanted physical sexual contact: 48% reported it in 2017. "
        "Among boys it went from 18% to 23%."
    )
    ends = judged(text, "en", known["en"])[-2:]
    assert [one.reason for one in ends] == [Reason.STRANGE] * 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Among children up to 12 it is 14%."),
        ("nl", "Bij kinderen tot en met 12 is het 14%."),
    ],
)
def test_an_age_without_years_counts_nothing(
    known: dict[str, Knowledge], language: str, text: str
) -> None:
    words = [
        one.claim.quantity.words for one in judged(text, language, known[language])
    ]
    assert words == ["14%"]


def test_no_is_an_answer_unless_it_numbers_something() -> None:
    assert len(sentences("No. More than a quarter are minors.")) == 2
    assert len(sentences("See no. 5 of the series.")) == 1
