"""What a sentence says in words of several numbers: together, on average, in points, the highest of all."""

import pytest
from judged_texts import judged, verdicts

from zicht.proof.topics import Knowledge

SENTENCES = [
    # Together.
    ("nl", "De huur kostte € 12.310 en de stroom € 4.120. Tezamen is dat € 16.430.", "16.430", "derived"),
    ("nl", "De huur kostte € 12.310 en de stroom € 4.120. Tezamen is dat € 16.340.", "16.340", "contradicted"),
    ("en", "Rent came to €12,310 and power to €4,120, together €16,430.", "16,430", "derived"),
    ("en", "Rent came to €12,310 and power to €4,120, together €16,340.", "16,340", "contradicted"),
    # The numbers of a whole paragraph may be meant: two of them that give another sum say nothing.
    ("en",
     "Rent was €12,310. Power was €4,120 and water €1,111. Together this is €17,541.", "17,541", "derived"),
    ("en",
     "Rent was €12,310. Power was €4,120 and water €1,111. Together this is €18,541.", "18,541", "unknown"),
    # Means.
    ("en",
     "In 2023 there were 17,004 referrals in the United Kingdom, a monthly average of 1,214.",
     "1,214", "contradicted"),
    ("nl",
     "In 2023 waren er 17.004 doorverwijzingen in het Verenigd Koninkrijk, gemiddeld 1.214 per maand.",
     "1.214", "contradicted"),
    # Points and per cent.
    ("nl",
     "Het OM seponeerde in 2016 25% van de zaken van mensenhandel. In 2022 was dat 45%, een stijging van 20%.",
     "20%", "contradicted"),
    ("nl",
     "Het OM seponeerde in 2016 25% van de mensenhandelzaken. In 2022 was dat 45%, een stijging van 20 procentpunt.",
     "20 procentpunt", "derived"),
    ("en",
     "Women were 63% of the victims registered in the EU in 2022, five percentage points lower than the 68% of 2021.",
     "five percentage points", "derived"),
    ("en",
     "Women were 63% of the victims registered in the EU in 2022, five per cent lower than the 68% of 2021.",
     "five per cent", "contradicted"),
    # A percentage after what something went from and to is a change.
    ("en",
     "Trafficking cases before a court dropped from 315 in 2012 to 141 in 2017, by 55%.", "55%", "confirmed"),
    ("en",
     "Trafficking cases before a court dropped from 315 in 2012 to 141 in 2017, by 45%.", "45%", "contradicted"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "words", "verdict"), SENTENCES)
def test_a_number_that_a_sentence_computes_is_held_against_the_numbers_beside_it(
    known: dict[str, Knowledge], language: str, text: str, words: str, verdict: str
) -> None:
    assert verdicts(text, language, words, known[language]) == [verdict]


YEARS = [
    ("en", "From 2015 to 2019 about 450 people were sentenced to prison for human trafficking.", "confirmed"),
    ("en",
     "From 2015 to 2019 about 450 people were sentenced to prison for human trafficking each year.", "contradicted"),
    ("nl", "In 2015-2019 zijn ongeveer 450 mensen tot gevangenisstraf veroordeeld voor mensenhandel.", "confirmed"),
    ("nl",
     "In 2015-2019 zijn jaarlijks ongeveer 450 mensen tot gevangenisstraf veroordeeld voor mensenhandel.",
     "contradicted"),
    ("nl",
     "In 2015-2019 zijn jaarlijks ongeveer 90 mensen tot gevangenisstraf veroordeeld voor mensenhandel.", "derived"),
    ("en", "In 2018-2019 the WODC puts the lower bound at 4,000 victims of trafficking a year.", "confirmed"),
    ("en", "In 2018-2019 the WODC puts the lower bound at 5,000 victims of trafficking a year.", "contradicted"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "verdict"), YEARS)
def test_a_number_of_several_years_together_is_not_one_of_each_year(
    known: dict[str, Knowledge], language: str, text: str, verdict: str
) -> None:
    (judgement,) = judged(text, language, known[language])
    assert judgement.verdict == verdict


EXTREMES = [
    ("en", "The number of persons convicted of trafficking was highest in 2015, with 139.", "contradicted"),
    ("en", "The number of persons convicted of trafficking was highest in 2013, with 156.", "confirmed"),
    ("nl", "Het hoogste aantal veroordeelden voor mensenhandel was dat van 2015: 139.", "contradicted"),
    ("nl", "Het hoogste aantal veroordeelden voor mensenhandel sinds 2014 was dat van 2015: 139.", "confirmed"),
    ("nl", "Het laagste aantal veroordeelden voor mensenhandel was dat van 2016: 103.", "confirmed"),
    # Later years do not speak against a text that may be older than they are.
    ("nl", "Het laagste aantal veroordeelden voor mensenhandel was dat van 2012: 110.", "confirmed"),
    # How far back a sentence looks is not known.
    ("nl", "Het hoogste aantal veroordeelden voor mensenhandel in twee jaar was dat van 2015: 139.", "confirmed"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "verdict"), EXTREMES)
def test_the_highest_number_is_not_outdone_by_an_earlier_year(
    known: dict[str, Knowledge], language: str, text: str, verdict: str
) -> None:
    found = [
        one
        for one in judged(text, language, known[language])
        if one.claim.quantity.value > 100
    ]
    assert [str(one.verdict) for one in found] == [verdict]


@pytest.mark.parametrize(
    ("language", "text", "verdict"),
    [
        ("nl", "De exploitatiekosten vormen 12% van alle uitgaven.", "derived"),
        ("nl", "De exploitatiekosten vormen 22% van alle uitgaven.", "contradicted"),
        ("en", "Of the spending in 2020, 88% went to staff costs.", "derived"),
        ("en", "Of the spending in 2020, 98% went to staff costs.", "contradicted"),
    ],
)
def test_a_share_of_one_amount_in_another_follows_from_both(
    known: dict[str, Knowledge], language: str, text: str, verdict: str
) -> None:
    (judgement,) = judged(text, language, known[language])
    assert judgement.verdict == verdict
