"""Which words of a sentence are said of a number, and which of its neighbour."""

import pytest
from judged_texts import judged, verdicts

from zicht.proof.judging import Judgement
from zicht.proof.topics import Knowledge

SENTENCES = [
    # A bare number after another counts the same; its year is its own.
    ("nl",
     "In 2019 zijn 512 slachtoffers met de Nigeriaanse nationaliteit gemeld bij CoMensha en in 2020 185.",
     "185", "confirmed"),
    ("nl",
     "In 2019 zijn 512 slachtoffers met de Nigeriaanse nationaliteit gemeld bij CoMensha en in 2020 195.",
     "195", "contradicted"),
    # A year of comparison holds the number that is counted in it.
    ("en",
     "In 2024, 944 presumed victims of trafficking were reported, 76 more than in 2023, when 868 were counted.",
     "868", "confirmed"),
    ("nl", "In 2024 zijn 944 slachtoffers gemeld bij CoMensha, een jaar eerder 868.", "868", "confirmed"),
    # A comma after a number that stands between commas does not end what is said of it.
    ("nl", "In 2020 kwam het grootste deel, € 1.532.000, uit bijdragen van de financiers.", "1.532.000", "confirmed"),
    # A relative clause speaks of the words before its comma.
    ("en",
     "In 2020 the overspend of €42,775 was caused by the cost of staff, which amounted to €1,698,772.",
     "1,698,772", "confirmed"),
    # A change over a run of years compares its ends.
    ("nl", "Het aantal verdachten van mensenhandel daalde tussen 2016 en 2019 met 40%.", "40%", "confirmed"),
    ("nl", "Het aantal verdachten van mensenhandel steeg tussen 2016 en 2019 met 40%.", "40%", "contradicted"),
    # What would be is not held against what was.
    ("nl",
     "Zonder maatregelen zouden er in 2020 bij CoMensha 2.000 slachtoffers van mensenhandel zijn gemeld.",
     "2.000", "ambiguous"),
    ("en",
     "If nothing had changed, 2,000 victims of trafficking would have been reported to CoMensha in 2020.",
     "2,000", "ambiguous"),
    # No figure counts victims by dismissals: nothing is known, so nothing is contradicted.
    ("en", "In 2024 there were 944 dismissed victims of trafficking in the Netherlands.", "944", "unknown"),
    # What only some of those who are counted reach is not said of all of them.
    ("nl", "In 2019 kwamen 170 verdachten van mensenhandel voor de rechter.", "170", "ambiguous"),
    ("nl", "In 2019 werden 170 verdachten van mensenhandel vervolgd.", "170", "ambiguous"),
    ("nl", "In 2024 kregen 944 gemelde slachtoffers van mensenhandel opvang.", "944", "ambiguous"),
    # A month is not its year, a number per month is not one of the year, and a number that is denied is not said.
    ("nl", "In januari 2024 werden 944 slachtoffers van mensenhandel gemeld.", "944", "unknown"),
    ("en", "In January 2024 944 victims of trafficking were reported.", "944", "unknown"),
    ("nl", "In 2024 werden 944 slachtoffers van mensenhandel per maand gemeld.", "944", "ambiguous"),
    ("en", "In 2024 944 victims of trafficking were reported each day.", "944", "ambiguous"),
    ("nl", "In 2024 werden niet 944 slachtoffers van mensenhandel gemeld.", "944", "ambiguous"),
    # A count by which something rose is a difference.
    ("nl", "Van 2023 op 2024 steeg het aantal gemelde slachtoffers van mensenhandel met 76.", "76", "confirmed"),
    ("nl", "Van 2023 op 2024 daalde het aantal gemelde slachtoffers van mensenhandel met 76.", "76", "contradicted"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "words", "verdict"), SENTENCES)
def test_a_number_is_judged_by_the_words_that_are_said_of_it(
    known: dict[str, Knowledge], language: str, text: str, words: str, verdict: str
) -> None:
    (judgement,) = [
        one
        for one in judged(text, language, known[language])
        if words in one.claim.quantity.words
    ]
    assert judgement.verdict == verdict


def table(row: str, years: str = "2019 | 2020") -> str:
    return f"Reported victims\n\n| Group | {years} |\n|---|---|---|\n{row}\n"


def cells(text: str, known: dict[str, Knowledge]) -> dict[str, Judgement]:
    return {one.claim.quantity.words: one for one in judged(text, "en", known["en"])}


@pytest.mark.parametrize("row", ["Tulip growers", "Victims reported in Rotterdam"])
def test_a_row_of_an_unknown_group_is_not_held_against_everybody(
    known: dict[str, Knowledge], row: str
) -> None:
    text = "## Victims of trafficking reported to CoMensha\n\n" + table(
        f"| {row} | 99 | 98 |"
    )
    found = {one.verdict for one in judged(text, "en", known["en"])}
    assert "contradicted" not in found


def test_a_row_named_by_a_nationality_is_of_that_nationality(
    known: dict[str, Knowledge],
) -> None:
    text = "## Victims of trafficking reported to CoMensha\n\n" + table(
        "| Dutch | 244 | 199 |"
    )
    judgements = cells(text, known)
    assert judgements["244"].facts[0].id.startswith("nationaliteit-nederlands-2019")
    assert judgements["199"].verdict == "contradicted"


def test_a_total_that_is_the_sum_of_some_rows_is_not_held_against_all_rows(
    known: dict[str, Knowledge],
) -> None:
    """A table may set what was computed beside what was printed."""
    rows = [
        "| Part one | €1,200 |",
        "| Part two | €300 |",
        "| Printed | €1,500 |",
        "| Total | €1,500 |",
    ]
    text = "| | Amount |\n|---|---|\n" + "\n".join(rows)
    found = [one.verdict for one in judged(text, "en", known["en"])]
    assert "contradicted" not in found


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Bel ons van 9.00 tot 17.00 uur."),
        ("en", "The meeting closed at 16.15."),
        ("en", "They come back every quarter."),
        ("en", "Before they turn eighteen, they leave."),
        ("nl", "Voordat ze achttien worden, gaan ze weg."),
    ],
)
def test_times_of_the_day_and_ages_that_people_reach_are_not_quantities(
    known: dict[str, Knowledge], language: str, text: str
) -> None:
    assert judged(text, language, known[language]) == []


def test_a_table_with_several_rows_of_totals_is_not_added_up(
    known: dict[str, Knowledge],
) -> None:
    """It does not say which rows each total adds up."""
    rows = ["| Total | 61 |", "| North | 21 |", "| Total North, girls | 13 |"]
    text = "| | Number |\n|---|---|\n" + "\n".join(rows)
    found = [one.verdict for one in judged(text, "en", known["en"])]
    assert "contradicted" not in found


def test_a_table_that_is_rounded_to_five_is_not_held_to_its_sum(
    known: dict[str, Knowledge],
) -> None:
    parts = [
        f"| Part {letter} | {n} |"
        for letter, n in zip("abcdefgh", range(15, 55, 5), strict=True)
    ]
    text = "| | Number |\n|---|---|\n" + "\n".join([*parts, "| Total | 275 |"])
    found = [one.verdict for one in judged(text, "en", known["en"])]
    assert "contradicted" not in found


BACK = [
    # A sentence of a number and a period alone goes on about what was counted before it.
    ("nl", "22% van de slachtoffers die in 2020 werden gemeld was jonger dan 23. In 2016: 43%.", "43%", "confirmed"),
    ("nl", "22% van de slachtoffers die in 2020 werden gemeld was jonger dan 23. In 2016: 34%.", "34%", "contradicted"),
    # Two numbers after two others count the same, in the same order.
    ("en",
     ("In 2020, sexual exploitation had 408 reported victims, criminal and labour exploitation together 603. In"
     " 2019 that was 849 and 424."), "849", "confirmed"),
    ("en",
     ("In 2020, sexual exploitation had 408 reported victims, criminal and labour exploitation together 603. In"
     " 2019 that was 424 and 849."), "849", "ambiguous"),
    # People are those whom the text spoke of, however many sentences ago.
    ("nl",
     ("In 2019 zijn 1.334 slachtoffers van mensenhandel gemeld. Het weer was goed. De zon scheen. Er stond wind. De"
     " lucht was blauw. De politie meldde in 2019 952 mensen."), "952", "other vintage"),
    # `Those five years` are a run of years that was named before.
    ("nl",
     ("In 2019-2023 zijn 4.858 slachtoffers gemeld, in 2023 868. Van 373 minderjarigen is over die vijf jaar bekend om"
     " welke vorm van uitbuiting het ging."), "373", "confirmed"),
    # A small number in words counts people where it names them and their group.
    ("nl", "In 2021 zijn zeven Oekraïense slachtoffers gemeld.", "zeven", "confirmed"),
    # Both words lie above the number.
    ("nl", "Ruim een op de vier daders van seksueel geweld tegen kinderen is minderjarig.",
     "een op de vier", "rounded"),
    # Surveys ask the children of the country.
    ("en",
     "Exactly 13.4 per cent of Dutch boys aged 15 to 17 have experienced sexual violence or harassment.",
     "13.4 per cent", "confirmed"),
    # A share of cases may only say how often.
    ("en",
     "In 77% of cases of sexual violence against children, the perpetrator is somebody the child knows.",
     "77%", "confirmed"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "words", "verdict"), BACK)
def test_words_that_were_said_before_speak_of_a_number(
    known: dict[str, Knowledge], language: str, text: str, words: str, verdict: str
) -> None:
    assert verdicts(text, language, words, known[language]) == [verdict]
