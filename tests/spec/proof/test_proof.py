"""What is said of a quantity: the subject first, the period second, the value last."""

from dataclasses import replace
from pathlib import Path

import pytest
from judged_texts import judged

from zicht.proof import checking, documents, facts, telling
from zicht.proof.topics import Knowledge
from zicht.vocabulary.releases import Release

BROCHURE = Path(__file__).parent / "brochure_retold.md"
SUPPORTED = {"confirmed", "rounded", "other vintage", "derived"}

SENTENCES = [
    # The figure, and the same sentence with one fact changed: direction, term, group, sex, part, period, value.
    ("nl", "In 2019 waren er 170 verdachten van mensenhandel in beeld.", "170", "confirmed"),
    ("nl", "In 2020 waren er 984 verdachten van mensenhandel in beeld.", "984", "contradicted"),
    ("nl", "In 2019 waren er 170 verdachten, een daling van 40% ten opzichte van 2016.", "40%", "confirmed"),
    ("nl", "In 2019 waren er 170 verdachten, een stijging van 40% ten opzichte van 2016.", "40%", "contradicted"),
    ("nl", "45% van slachtoffers van mensenhandel wordt binnen vijf jaar opnieuw slachtoffer.", "45%", "confirmed"),
    ("nl", "45% van slachtoffers van mensenhandel wordt binnen twee jaar opnieuw slachtoffer.", "45%", "contradicted"),
    ("nl", "24% van de minderjarige zedendaders pleegt binnen twee jaar een nieuw delict.", "24%", "confirmed"),
    ("nl", "24% van de volwassen zedendaders pleegt binnen twee jaar een nieuw delict.", "24%", "contradicted"),
    ("nl", "29% van de meisjes van 16 en 17 jaar maakt jaarlijks online seksueel geweld mee.", "29%", "confirmed"),
    ("nl", "29% van de jongens van 16 en 17 jaar maakt jaarlijks online seksueel geweld mee.", "29%", "contradicted"),
    ("nl", "Een derde van de slachtoffers vertelt niemand over het seksueel geweld.", "Een derde", "confirmed"),
    ("nl", "Twee derde van de slachtoffers vertelt niemand over het seksueel geweld.", "Twee derde", "contradicted"),
    ("nl", "In 2019 zijn 984 slachtoffers gemeld bij CoMensha.", "984", "contradicted"),
    ("nl", "In 2019 zijn 1.372 slachtoffers gemeld.", "1.372", "other vintage"),
    ("nl", "In 2020 zijn bijna 1.000 slachtoffers gemeld.", "1.000", "other vintage"),
    ("nl", "In 2020 zijn ruim 1.000 slachtoffers gemeld bij CoMensha.", "1.000", "rounded"),
    ("nl", "Naar schatting zijn er jaarlijks 984 slachtoffers van mensenhandel in Nederland.", "984", "contradicted"),
    ("nl", "In 2031 worden 2.000 slachtoffers van mensenhandel gemeld.", "2.000", "unknown"),
    ("nl", "Er kwamen 120 bezoekers.", "120", "unknown"),
    ("nl", "Er zijn drie redenen.", "drie", "unknown"),
    ("nl", "Er zijn slachtoffers gemeld: 984.", "984", "ambiguous"),
    ("en", "In 2020, 984 presumed victims were reported.", "984", "other vintage"),
    ("en", "77% of perpetrators of sexual violence against children are known to the child.", "77%", "confirmed"),
    ("en", "46% of perpetrators of sexual violence against children are known to the child.", "46%", "contradicted"),
    ("en", "In 2019 there were 170 suspects, a rise of 40% compared with 2016.", "40%", "contradicted"),
    ("en", "110% of the victims were women.", "110%", "contradicted"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "words", "verdict"), SENTENCES)
def test_a_sentence_is_judged_by_what_it_says(
    known: dict[str, Knowledge], language: str, text: str, words: str, verdict: str
) -> None:
    by_words = {
        one.claim.quantity.words: one for one in judged(text, language, known[language])
    }
    assert by_words[words].verdict == verdict, telling.sentence(by_words[words])


OTHER_STRETCHES = {
    "nl": [
        "In het laatste kwartaal van 2019", "In de eerste negen maanden van 2019", "In december van 2019", "Begin 2019",
        "In de helft van 2019", "Op 1 januari 2019", "Tot 2019", "Tot en met 2019", "Vóór 2019", "Na 2019",
        "Sinds 2019", "In het jaar na 2019", "In het jaar voor 2019", "Twee jaar voor 2019", "In 2018 en 2019",
        "In 2019/20",
    ],
    "en": [
        "In the last quarter of 2019", "In the first nine months of 2019", "In December of 2019", "In early 2019",
        "In half of 2019", "On 1 January 2019", "Until 2019", "Up to 2019", "Before 2019", "After 2019",
        "Since 2019", "In the year following 2019", "In the year before 2019", "Two years before 2019",
        "In 2018 and 2019", "In 2019/20", "In the year ending March 2019", "In the decade to 2019",
    ],
}  # fmt: skip
SUSPECTS = {
    "nl": "{when} waren er {n}170 verdachten van mensenhandel in beeld.",
    "en": "{when} there were {n}170 suspects of human trafficking known to the police.",
}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_number_of_a_year_is_not_confirmed_for_another_stretch_of_time(
    known: dict[str, Knowledge], language: str
) -> None:
    def verdicts(when: str, n: str = "") -> list[str]:
        text = SUSPECTS[language].format(when=when, n=n)
        found = judged(text, language, known[language])
        return [one.verdict for one in found if one.claim.quantity.words == "170"]

    assert verdicts("In 2019") == ["confirmed"]
    for when in OTHER_STRETCHES[language]:
        assert not SUPPORTED & set(verdicts(when)), when
    mean = {"nl": "gemiddeld ", "en": "on average "}[language]
    assert not SUPPORTED & set(verdicts("In 2019", mean))


def test_a_contradiction_says_what_it_should_be(known: dict[str, Knowledge]) -> None:
    text = "In 2020 zijn 1.050 slachtoffers gemeld bij CoMensha."
    (judgement,) = judged(text, "nl", known["nl"])
    shown = {fact.shown for fact in judgement.others}
    assert shown == {"984", "1.013"}


def test_every_number_of_the_brochure_of_2022_has_its_own_figure(
    known: dict[str, Knowledge],
) -> None:
    """No number that the brochure counts is unknown or contradicted; headings and lists give the subject."""
    document = documents.read_document(BROCHURE)
    judgements = checking.check(document, "nl", known["nl"])
    doubtful = [
        (one.claim.line, one.claim.quantity.words, str(one.verdict))
        for one in judgements
        if one.verdict not in SUPPORTED
    ]
    assert doubtful == []
    assert len(judgements) >= 30


@pytest.mark.parametrize(
    ("printed", "typed"),
    [
        ("slechts 11%", "slechts 14%"),
        ("2020 984", "2020 948"),
        ("170 verdachten", "710 verdachten"),
        ("77%", "71%"),
        ("16.500", "15.600"),
        ("400.000", "4.000.000"),
        ("Twee derde", "Drie kwart"),
    ],
)
def test_a_changed_number_of_the_brochure_is_no_longer_supported(
    known: dict[str, Knowledge], printed: str, typed: str
) -> None:
    text = BROCHURE.read_text("utf-8").replace("Bij twee derde", "Bij: Twee derde")
    assert text.count(printed) == 1
    before = judged(text, "nl", known["nl"])
    after = judged(text.replace(printed, typed), "nl", known["nl"])
    n_supported_before = sum(one.verdict in SUPPORTED for one in before)
    n_supported_after = sum(one.verdict in SUPPORTED for one in after)
    assert n_supported_after == n_supported_before - 1


def test_a_figure_of_an_area_is_meant_only_where_the_area_is_named(
    release: Release,
) -> None:
    known = facts.know(release, "nl")
    series = release.series["L01"]
    is_area = (series.codes[0] == "VB0002") & (series.periods == "2022-2024")
    value = int(series.values[is_area][0])
    address = "L01:2022-2024:gemeente=VB0002"
    named = judged(
        f"In Dorpveld zijn in 2022-2024 {value} slachtoffers van mensenhandel gemeld.",
        "nl",
        known,
    )
    assert address in {fact.id for fact in named[0].facts}
    bare = judged(
        f"In 2022-2024 zijn {value} slachtoffers van mensenhandel gemeld.", "nl", known
    )
    assert address not in {fact.id for fact in bare[0].facts}


def test_a_sentence_without_a_period_is_not_confirmed_by_its_value(
    release: Release,
) -> None:
    known = facts.know(release, "nl")
    (judgement,) = judged(
        "Er zijn 1.065 slachtoffers van mensenhandel gemeld.", "nl", known
    )
    assert judgement.verdict == "ambiguous"
    assert "V01:2024" in {fact.id for fact in judgement.facts}


def test_headers_of_rows_and_columns_say_what_a_cell_is_about(
    known: dict[str, Knowledge],
) -> None:
    table = (
        "| | 2016 | 2018 |\n|---|---|---|\n"
        "| Gemelde slachtoffers van seksuele uitbuiting | 523 | 523 |\n"
    )
    verdicts = [str(one.verdict) for one in judged(table, "nl", known["nl"])]
    assert verdicts == ["confirmed", "contradicted"]


def test_what_declares_no_subject_is_named(release: Release) -> None:
    with_subject = facts.know(release, "en").without_subject
    assert "V01" not in with_subject
    silent = replace(release.indicators["V01"], about=())
    indicators = {**release.indicators, "V01": silent}
    without = facts.know(replace(release, indicators=indicators), "en")
    assert set(without.without_subject) == {*with_subject, "V01"}
