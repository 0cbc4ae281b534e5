"""A sentence that says more, or something else, than a figure is not confirmed by its value."""

import pytest
from judged_texts import judged

from zicht.proof import lexicon, telling
from zicht.proof.judging import Reason, Verdict
from zicht.proof.topics import Knowledge

SUPPORTED = {
    Verdict.CONFIRMED,
    Verdict.ROUNDED,
    Verdict.OTHER_VINTAGE,
    Verdict.DERIVED,
}
UNDERGONE = {
    "nl": (
        "uitgezet gedeporteerd gearresteerd vermoord bevrijd gered opgevangen geholpen verhoord ondervraagd opgeleid"
        " gecompenseerd teruggestuurd gehuisvest vrijgelaten aangehouden ontslagen ontvoerd gevolgd gebeld gewaarschuwd"
        " bedreigd mishandeld verkracht beboet beloond geïnterviewd behandeld onderzocht gehoord geweigerd erkend"
        " afgewezen begraven beschermd begeleid bekeken geïnformeerd gevraagd bezocht benaderd overgeplaatst"
        " gerekruteerd geronseld verkocht vergeten gemist gescreend gevaccineerd uitgenodigd geselecteerd besproken"
    ),
    "en": (
        "deported arrested murdered freed rescued sheltered helped interviewed questioned trained compensated returned"
        " housed released detained kidnapped followed called warned threatened beaten raped fined rewarded treated"
        " examined heard transferred refused recognised rejected buried protected supported counselled informed asked"
        " visited approached recruited sold bought forgotten missed screened vaccinated invited selected discussed"
        " described killed relocated repatriated adopted hospitalised traced taken"
    ),
}
DONE = {
    "nl": [
        "verdwenen", "stierven", "vluchtten", "vertrokken", "trouwden", "kregen asiel", "kregen hulp",
        "keerden terug", "kwamen om", "vonden werk", "getuigden", "klaagden", "wachtten op hulp", "ontsnapten",
        "gingen naar huis", "verbleven in een hotel", "hadden schulden", "raakten dakloos", "waren zwanger",
        "weigerden medewerking", "trokken hun verklaring in", "wonen in Rotterdam",
    ],
    "en": [
        "died", "disappeared", "fled", "left the country", "married", "received asylum", "received help",
        "returned home", "found work", "testified", "complained", "waited for help", "escaped", "went home",
        "stayed in a hotel", "had debts", "became homeless", "were pregnant", "refused to cooperate", "passed away",
        "gave up", "came forward", "live in Rotterdam",
    ],
}  # fmt: skip
FRAMES_OF_UNDERGONE = {
    "nl": [
        "In 2024 werden 944 gemelde slachtoffers van mensenhandel {}.",
        "In 2024 waren er 944 {}e slachtoffers van mensenhandel.",
        "Er zijn 944 slachtoffers van mensenhandel gemeld in 2024 die later zijn {}.",
    ],
    "en": [
        "In 2024, 944 reported victims of trafficking were {}.",
        "In 2024 there were 944 {} victims of trafficking.",
        "The police {} 944 reported victims of trafficking in 2024.",
    ],
}
FRAMES_OF_DONE = {
    "nl": [
        "In 2024 {} 944 slachtoffers van mensenhandel.",
        "In 2024 waren er 944 gemelde slachtoffers die {}.",
    ],
    "en": [
        "In 2024, 944 reported victims of trafficking {}.",
        "In 2024 there were 944 reported victims who {}.",
    ],
}
OTHERWISE = {
    "nl": [
        # Not, perhaps, will be, would be, a question.
        "In 2024 zijn er niet 944 slachtoffers van mensenhandel gemeld.",
        "In 2024 zouden 944 slachtoffers van mensenhandel zijn gemeld.",
        "In 2024 kunnen 944 slachtoffers van mensenhandel worden gemeld.",
        "In 2024 zullen 944 slachtoffers van mensenhandel worden gemeld.",
        "Misschien werden in 2024 944 slachtoffers van mensenhandel gemeld.",
        "Het is niet waar dat in 2024 944 slachtoffers van mensenhandel werden gemeld.",
        "Werden er in 2024 944 slachtoffers van mensenhandel gemeld?",
        "In 2024 werden alle slachtoffers op 944 na gemeld.",
        # Another country, place or organisation.
        "In 2024 werden in Frankrijk 944 slachtoffers van mensenhandel gemeld.",
        "In 2024 werden 944 Franse slachtoffers van mensenhandel gemeld.",
        "In 2024 werden in Rotterdam 944 slachtoffers van mensenhandel gemeld.",
        "Rotterdam: 944 slachtoffers van mensenhandel gemeld in 2024.",
        "Het Leger des Heils meldde in 2024 944 slachtoffers van mensenhandel.",
        "Ziekenhuizen meldden in 2024 944 slachtoffers van mensenhandel.",
        "In 2024 werden 944 slachtoffers van mensenhandel gemeld bij de GGD.",
        # A narrower group, or another one.
        "In 2024 werden 944 zwangere slachtoffers van mensenhandel gemeld.",
        "In 2024 werden 944 slachtoffers van mensenhandel met kinderen gemeld.",
        "In 2024 werden 944 kinderen van slachtoffers van mensenhandel gemeld.",
        "In 2024 werden 944 slachtoffers van mensenhandel zonder verblijfsvergunning gemeld.",
        "In 2024 werden 944 slachtoffers van mensenhandel gemeld in de horeca.",
        "In 2024 werden 944 slachtoffers van huiselijk geweld gemeld.",
        # Another manner, or another time.
        "In 2024 werden 944 slachtoffers van mensenhandel ten onrechte gemeld.",
        "In 2024 werden 944 slachtoffers van mensenhandel anoniem gemeld.",
        "In 2024 werden 944 keer slachtoffers van mensenhandel gemeld.",
        "In de eerste helft van 2024 werden 944 slachtoffers van mensenhandel gemeld.",
        "Tot en met juni 2024 werden 944 slachtoffers van mensenhandel gemeld.",
        "Per 2024 zijn 944 slachtoffers van mensenhandel gemeld.",
        "In 2024 werden 944 kinderen gemeld als slachtoffer van mensenhandel.",
    ],
    "en": [
        "In 2024, 944 victims of trafficking were not reported.",
        "In 2024, 944 victims of trafficking would be reported.",
        "In 2024, 944 victims of trafficking could be reported.",
        "In 2024, 944 victims of trafficking will be reported.",
        "Perhaps 944 victims of trafficking were reported in 2024.",
        "It is not true that 944 victims of trafficking were reported in 2024.",
        "Were 944 victims of trafficking reported in 2024?",
        "If 944 victims of trafficking were reported in 2024, that is a lot.",
        "In 2024, all but 944 victims of trafficking were reported.",
        "In 2024, 944 victims of trafficking were reported in France.",
        "In 2024, 944 French victims of trafficking were reported.",
        "In 2024, 944 victims of trafficking were reported in Rotterdam.",
        "Rotterdam: 944 victims of trafficking were reported in 2024.",
        "The Salvation Army reported 944 victims of trafficking in 2024.",
        "Hospitals reported 944 victims of trafficking in 2024.",
        "In 2024, 944 victims of trafficking were reported to the health service.",
        "In 2024, 944 pregnant victims of trafficking were reported.",
        "In 2024, 944 victims of trafficking with children were reported.",
        "In 2024, 944 children of victims of trafficking were reported.",
        "In 2024, 944 victims of trafficking without a permit were reported.",
        "In 2024, 944 victims of trafficking in hotels were reported.",
        "In 2024, 944 victims of domestic violence were reported.",
        "In 2024, 944 victims of trafficking were wrongly reported.",
        "In 2024, 944 victims of trafficking were reported anonymously.",
        "In the first half of 2024, 944 victims of trafficking were reported.",
        "Up to June 2024, 944 victims of trafficking were reported.",
        "By 2024, 944 victims of trafficking had been reported.",
        "By the end of 2024, 944 victims of trafficking had been reported.",
        "In 2024, 944 children were reported as victims of trafficking.",
        "In 2024, 944 child victims of trafficking were reported.",
    ],
}
TRUE = {
    "nl": [
        "In 2024 werden 944 slachtoffers van mensenhandel gemeld.",
        "Wist u dat in 2024 944 slachtoffers van mensenhandel zijn gemeld?",
        "De heer De Vries merkt op dat in 2024 944 slachtoffers van mensenhandel in beeld kwamen.",
        "DEN HAAG – In 2024 liep het aantal gemelde slachtoffers van mensenhandel op tot 944.",
    ],
    "en": [
        "In 2024, 944 victims of trafficking were reported.",
        "Did you know that 944 victims of trafficking were reported in 2024?",
        "Ms Visser notes that the number of reported victims of trafficking climbed to 944 in 2024.",
        "THE HAGUE, Oct 18 - The number of reported victims of trafficking rose to 944 in 2024.",
    ],
}


def _sentences(language: str) -> list[str]:
    """Return every sentence that says something which no figure is about."""
    undergone = [
        frame.format(word)
        for frame in FRAMES_OF_UNDERGONE[language]
        for word in UNDERGONE[language].split()
    ]
    done = [
        frame.format(words)
        for frame in FRAMES_OF_DONE[language]
        for words in DONE[language]
    ]
    return [*undergone, *done, *OTHERWISE[language]]


@pytest.mark.parametrize("language", lexicon.languages())
def test_a_sentence_that_says_something_else_is_not_confirmed(
    known: dict[str, Knowledge], language: str
) -> None:
    confirmed = [
        text
        for text in _sentences(language)
        for one in judged(text, language, known[language])
        if one.claim.quantity.words == "944" and one.verdict in SUPPORTED
    ]
    assert confirmed == []


@pytest.mark.parametrize("language", lexicon.languages())
def test_neutral_words_leave_a_sentence_confirmed(
    known: dict[str, Knowledge], language: str
) -> None:
    verdicts = {
        text: [one.verdict for one in judged(text, language, known[language])]
        for text in TRUE[language]
    }
    assert verdicts == {text: [Verdict.CONFIRMED] for text in TRUE[language]}


def test_the_reason_names_the_words_that_no_figure_is_about(
    known: dict[str, Knowledge],
) -> None:
    text = "In 2024 werden 944 gemelde slachtoffers van mensenhandel uitgezet."
    (judgement,) = judged(text, "nl", known["nl"])
    assert judgement.verdict is Verdict.AMBIGUOUS
    assert judgement.reason is Reason.STRANGE
    assert "(uitgezet)" in telling.sentence(judgement)


def test_another_number_of_a_group_that_underwent_something_is_no_contradiction(
    known: dict[str, Knowledge],
) -> None:
    text = "In 2024 werden 120 slachtoffers van mensenhandel uitgezet."
    (judgement,) = judged(text, "nl", known["nl"])
    assert judgement.verdict is Verdict.AMBIGUOUS
