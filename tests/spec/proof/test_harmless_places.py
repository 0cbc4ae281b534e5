"""Words that are not understood and stand where they leave a sentence as it is; swapped numbers and another year."""

import pytest
from judged_texts import judged, verdicts

from zicht.proof.topics import Knowledge

SUPPORTED = {"confirmed", "rounded", "other vintage", "derived"}
HARMLESS = {
    "nl": [
        "*Terugblik en berouw*\nIn 2024 werden 944 slachtoffers van mensenhandel gemeld.",
        "**Terugblik**\nIn 2024 werden 944 slachtoffers van mensenhandel gemeld.",
        "Stilte is fnuikend: in 2024 werden 944 slachtoffers van mensenhandel gemeld.",
        "Ondanks krappe roosters werden in 2024 944 slachtoffers van mensenhandel gemeld.",
        "Ondanks een regenachtige zomer, werden in 2024 944 slachtoffers van mensenhandel gemeld.",
        "Hoewel de zomer regenachtig was, werden in 2024 944 slachtoffers van mensenhandel gemeld.",
        "Volgens de krant werden in 2024 944 slachtoffers van mensenhandel gemeld.",
        "In 2024 werden, naar opgave van de dienst zelf, 944 slachtoffers van mensenhandel gemeld.",
        "Uit de enquête van CoMensha blijkt dat in 2024 944 slachtoffers van mensenhandel zijn gemeld.",
        "CoMensha, een bezielde club, noemt dat in 2024 944 slachtoffers van mensenhandel zijn gemeld.",
    ],
    "en": [
        "*Regrets and rain*\nIn 2024, 944 victims of trafficking were reported.",
        "Silence is corrosive: in 2024, 944 victims of trafficking were reported.",
        "Despite a rainy summer, 944 victims of trafficking were reported in 2024.",
        "Although the summer was rainy, 944 victims of trafficking were reported in 2024.",
        "According to the newspaper, 944 victims of trafficking were reported in 2024.",
        "In 2024, according to the newspaper, 944 victims of trafficking were reported.",
    ],
}
CHANGING = {
    "nl": [
        "In Rotterdam werden in 2024 944 slachtoffers van mensenhandel gemeld.",
        "Toen de zomer regende, werden in 2024 944 slachtoffers van mensenhandel gemeld.",
        "Ondanks krappe roosters werden in 2024 944 slachtoffers van mensenhandel uitgezet.",
        "Volgens de krant werden in 2024 944 zwangere slachtoffers van mensenhandel gemeld.",
        "Ondanks krappe roosters werden in 2024 in Rotterdam 944 slachtoffers van mensenhandel gemeld.",
        "Volgens de krant werden in 2024 geen 944 slachtoffers van mensenhandel gemeld.",
        "Rotterdam, een havenstad, meldde in 2024 944 slachtoffers van mensenhandel.",
        "Hoewel uitgezet, werden in 2024 944 slachtoffers van mensenhandel gemeld.",
        "Hoewel ze werden uitgezet, werden in 2024 944 slachtoffers van mensenhandel gemeld.",
        "Ondanks hun uitzetting werden in 2024 944 slachtoffers van mensenhandel gemeld.",
        "Slachtoffers van mensenhandel, de uitgezette mensen, telden er in 2024 944.",
        "Dit gaat over Rotterdam: in 2024 werden 944 slachtoffers van mensenhandel gemeld.",
        "Rotterdam is groot: daar werden in 2024 944 mensen gemeld.",
    ],
    "en": [
        "In Rotterdam, 944 victims of trafficking were reported in 2024.",
        "When it rained, 944 victims of trafficking were reported in 2024.",
        "Despite a rainy summer, 944 victims of trafficking were deported in 2024.",
        "According to the newspaper, 944 pregnant victims of trafficking were reported in 2024.",
        "According to the newspaper, 944 victims of trafficking were not reported in 2024.",
        "Although the summer was rainy, 944 victims of trafficking were reported in 2024 in Rotterdam.",
        "Although deported, 944 victims of trafficking were reported in 2024.",
        "Although they were deported, 944 victims of trafficking were reported in 2024.",
        "Despite being deported, 944 victims of trafficking were reported in 2024.",
        "Despite their deportation, 944 victims of trafficking were reported in 2024.",
        "Victims, the deported ones, numbered 944 in 2024.",
        "This is about Rotterdam: in 2024, 944 victims of trafficking were reported.",
        "Rotterdam, a port, reported 944 victims of trafficking in 2024.",
    ],
}


@pytest.mark.parametrize(
    ("language", "text"),
    [(language, text) for language, texts in HARMLESS.items() for text in texts],
)
def test_strange_words_in_a_harmless_place_leave_a_number_confirmed(
    known: dict[str, Knowledge], language: str, text: str
) -> None:
    assert verdicts(text, language, "944", known[language]) == ["confirmed"]


@pytest.mark.parametrize(
    ("language", "text"),
    [(language, text) for language, texts in CHANGING.items() for text in texts],
)
def test_strange_words_of_the_main_clause_take_a_confirmation_back(
    known: dict[str, Knowledge], language: str, text: str
) -> None:
    (verdict,) = verdicts(text, language, "944", known[language])
    assert verdict not in SUPPORTED


REFERRED = (
    "In the third quarter of 2023, 4,138 potential victims were referred in the United Kingdom. Of those referred,"
    " 1,857 said it happened when they were adults and 2,025 when they were children."
)
IMAGES = (
    "In 2021 kwamen er 413.262 meldingen bij het Meldpunt (EOKM). Van die berg kwamen er 176.519 uit Nederland en"
    " 236.743 gewoon uit het buitenland."
)


@pytest.mark.parametrize(
    ("language", "text", "numbers"),
    [
        # 1,857 were exploited as children and 2,025 as adults.
        ("en", REFERRED, ("1,857", "2,025")),
        ("nl", IMAGES, ("176.519", "236.743")),
    ],
)
def test_two_numbers_are_contradicted_only_where_each_is_the_other_ones(
    known: dict[str, Knowledge], language: str, text: str, numbers: tuple[str, str]
) -> None:
    first, last = numbers
    swapped = text.replace(first, "#").replace(last, first).replace("#", last)
    by_text = {
        said: [verdicts(said, language, number, known[language]) for number in numbers]
        for said in (text, swapped)
    }
    contradicted = [said for said, v in by_text.items() if v == [["contradicted"]] * 2]
    assert len(contradicted) == 1
    for said, (one, other) in by_text.items():
        if said not in contradicted:
            assert "contradicted" not in {*one, *other}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Concluded investigations of sexual exploitation in Germany 299 and 229 2023 different editions",
        ),
        (
            "nl",
            "Bovengrens van de schatting van slachtoffers per jaar 7.000 en 6.300 2018–2019 verschillende uitgaven",
        ),
        (
            "en",
            "Referrals in the United Kingdom 4,138 and 4,131 2023-Q3 different editions",
        ),
    ],
)
def test_two_editions_beside_each_other_are_not_swapped(
    known: dict[str, Knowledge], language: str, text: str
) -> None:
    """As a page of figures says of a figure that was revised."""
    found = {str(one.verdict) for one in judged(text, language, known[language])}
    assert "contradicted" not in found


@pytest.mark.parametrize(
    ("language", "text", "number", "verdict"),
    [
        ("nl", "In 2014 werden 156 mensen onherroepelijk veroordeeld voor mensenhandel.", "156", "contradicted"),
        ("en", "In 2014, 156 people were roundly convicted of human trafficking.", "156", "contradicted"),
        # No figure of another year says it.
        ("en", "In 2014, 157 people were roundly convicted of human trafficking.", "157", "ambiguous"),
        ("en", "In 2014, 156 people were not convicted of human trafficking.", "156", "ambiguous"),
    ],
)  # fmt: skip
def test_the_number_of_another_year_is_contradicted_beside_one_strange_word(
    known: dict[str, Knowledge], language: str, text: str, number: str, verdict: str
) -> None:
    assert verdicts(text, language, number, known[language]) == [verdict]
