"""What parts give together, what a change is measured from, and which number belongs to which year or group.

The sentences stand beside a small register of their own, so that a reader can work out every verdict here.
"""

from pathlib import Path

import pytest
from judged_texts import verdicts

from zicht.proof.plain_figures import read_figures
from zicht.proof.topics import Knowledge

REGISTER = """\
id,title,value,kind,period,since,about
V20,Victims,1204,count,2020,,victim trafficking registered
V21,Victims,655,count,2021,,victim trafficking registered
V22,Victims,702,count,2022,,victim trafficking registered
V23,Victims,751,count,2023,,victim trafficking registered
V24,Victims,817,count,2024,,victim trafficking registered
F24,Female victims,488,count,2024,,victim trafficking registered female
M24,Male victims,309,count,2024,,victim trafficking registered male
U24,Unknown sex,20,count,2024,,victim trafficking registered sex_unknown
S24,Sexual exploitation,260,count,2024,,victim trafficking registered sexual
L24,Labour exploitation,351,count,2024,,victim trafficking registered labour
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Knowledge]:
    """Give the small register in each language."""
    path: Path = tmp_path_factory.mktemp("register") / "figures.csv"
    path.write_text(REGISTER, encoding="utf-8")
    return {language: read_figures(path, language) for language in ("en", "nl")}


def assert_verdict(
    known: dict[str, Knowledge], language: str, text: str, words: str, verdict: str
) -> None:
    assert verdicts(text, language, words, known[language]) == [verdict]


FORMS = {
    "en": "In 2024, 260 victims of sexual exploitation and 351 of labour exploitation were registered{}.",
    "nl": "In 2024 werden 260 slachtoffers van seksuele uitbuiting en 351 van arbeidsuitbuiting geregistreerd{}.",
}
TOGETHER = {
    "en": [", {} together", " ({} together)", ", {} in all", ", {} all told", ", altogether {}", ", {} altogether",
           ", {} in total"],
    "nl": [", {} samen", " ({} samen)", ", samen {}", ", {} in totaal", ", {} bij elkaar"],
}  # fmt: skip
RARER = [("en", ", {} combined"), ("nl", ", {} tezamen"), ("nl", ", gezamenlijk {}")]
"""Words of a total that also say other things of people, so that they leave a number open."""


@pytest.mark.parametrize(
    ("language", "total"), [(lang, t) for lang, ts in TOGETHER.items() for t in ts]
)
def test_a_total_that_stands_beside_its_parts_follows_from_them(
    small: dict[str, Knowledge], language: str, total: str
) -> None:
    right = FORMS[language].format(total.format("611"))
    wrong = FORMS[language].format(total.format("621"))
    assert_verdict(small, language, right, "611", "derived")
    (said_of_wrong,) = verdicts(wrong, language, "621", small[language])
    assert said_of_wrong not in {"confirmed", "derived", "rounded"}


@pytest.mark.parametrize(("language", "total"), RARER)
def test_a_total_in_rarer_words_is_not_contradicted_where_it_follows_from_its_parts(
    small: dict[str, Knowledge], language: str, total: str
) -> None:
    text = FORMS[language].format(total.format("611"))
    (verdict,) = verdicts(text, language, "611", small[language])
    assert verdict in {"derived", "ambiguous"}


RECORDS = [
    ("en", "In 2024, 817 victims of human trafficking were registered, the highest number since 2020.", "confirmed"),
    ("en", "In 2024, 817 victims of human trafficking were registered, the highest number ever.", "contradicted"),
    ("en", "In 2022, 702 victims of human trafficking were registered, the lowest number since 2020.", "contradicted"),
    ("nl", "In 2024 werden 817 slachtoffers van mensenhandel geregistreerd, het hoogste aantal sinds 2020.",
     "confirmed"),
    ("nl", "In 2022 werden 702 slachtoffers van mensenhandel geregistreerd, het laagste aantal sinds 2020.",
     "contradicted"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "verdict"), RECORDS)
def test_a_record_since_a_year_leaves_that_year_out(
    small: dict[str, Knowledge], language: str, text: str, verdict: str
) -> None:
    number = "702" if "702" in text else "817"
    assert_verdict(small, language, text, number, verdict)


YEARS = {
    "en": (
        "In 2023, 751 victims of human trafficking were registered. In 2024 there were 817. That is {}.",
        "In 2024, 817 victims of human trafficking were registered. In 2023 there were 751. That is {}.",
    ),
    "nl": (
        "In 2023 werden 751 slachtoffers van mensenhandel geregistreerd. In 2024 waren het er 817. Dat is {}.",
        "In 2024 werden 817 slachtoffers van mensenhandel geregistreerd. In 2023 waren het er 751. Dat is {}.",
    ),
}
# (817 - 751) / 751 is 8.79 per cent; (751 - 817) / 817 is -8.08 per cent.
UPWARDS = [
    ("9% more", "9% meer", "derived"),
    ("8.8% more", "8,8% meer", "derived"),
    ("+9%", "+9%", "derived"),
    ("8% more", "8% meer", "contradicted"),
    ("+8%", "+8%", "contradicted"),
    ("8.9% more", "8,9% meer", "contradicted"),
    ("9% less", "9% minder", "contradicted"),
]
DOWNWARDS = [
    ("8% less", "8% minder", "derived"),
    ("9% less", "9% minder", "contradicted"),
    ("8% less than in 2024", "8% minder dan in 2024", "derived"),
    ("9% less than in 2024", "9% minder dan in 2024", "contradicted"),
]
CHANGES = [
    (language, YEARS[language][order].format(said), said.split()[0].lstrip("+"), verdict)
    for order, cases in enumerate((UPWARDS, DOWNWARDS))
    for english, dutch, verdict in cases
    for language, said in (("en", english), ("nl", dutch))
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "words", "verdict"), CHANGES)
def test_a_change_in_per_cent_is_the_rounded_one_from_the_number_that_it_is_measured_from(
    small: dict[str, Knowledge], language: str, text: str, words: str, verdict: str
) -> None:
    assert_verdict(small, language, text, words, verdict)


SEVERAL_YEARS = [
    ("en", "The two years 2023 and 2024 saw 817 registered victims of human trafficking."),
    ("en", "The three years 2022, 2023 and 2024 saw 817 registered victims of human trafficking."),
    ("nl", "In de twee jaren 2023 en 2024 werden 817 slachtoffers van mensenhandel geregistreerd."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), SEVERAL_YEARS)
def test_what_is_said_of_several_years_is_not_confirmed_by_the_last_of_them(
    small: dict[str, Knowledge], language: str, text: str
) -> None:
    assert_verdict(small, language, text, "817", "ambiguous")


# Of 817 victims 488 were women: 329 are left, and 309 with the 20 whose sex is not known.
RESTS = [
    ("en", "In 2024, there were 817 registered victims of human trafficking, 488 of them women. The other 309 are men.",
     "309", "contradicted"),
    ("en", "In 2024, 817 victims of human trafficking were registered. Women were 488. The remaining 309 were men.",
     "309", "contradicted"),
    ("en", ("In 2024, 817 victims of human trafficking were registered, 488 women. The rest, 351, were in labour"
           " exploitation."), "351", "contradicted"),
    ("en", ("In 2024, 817 victims of human trafficking were registered. 488 were women. 20 were of unknown sex."
           " The remaining 309 were men."), "309", "confirmed"),
    ("nl", "In 2024 waren van de 817 geregistreerde slachtoffers van mensenhandel 488 vrouw. De overige 309 waren man.",
     "309", "contradicted"),
    ("nl", "In 2024 waren van de 817 geregistreerde slachtoffers van mensenhandel 488 vrouw. De andere 309 waren man.",
     "309", "contradicted"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "words", "verdict"), RESTS)
def test_a_number_that_is_called_the_rest_is_what_the_parts_leave(
    small: dict[str, Knowledge], language: str, text: str, words: str, verdict: str
) -> None:
    assert_verdict(small, language, text, words, verdict)


def test_a_rest_of_parts_that_may_overlap_is_not_confirmed(
    small: dict[str, Knowledge],
) -> None:
    text = (
        "In 2024, 817 victims of human trafficking were registered, of whom 488 were women and 260 victims of sexual"
        " exploitation. The other 309 were men."
    )
    assert_verdict(small, "en", text, "309", "ambiguous")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "In 2024, 817 victims of trafficking were registered, 488 of them women. The other 11 countries differ.",
        ),
        (
            "nl",
            "In 2024 waren er 817 slachtoffers van mensenhandel, van wie 488 vrouw. De andere 11 landen wijken af.",
        ),
    ],
)
def test_a_rest_of_something_else_is_not_held_against_the_people_before_it(
    small: dict[str, Knowledge], language: str, text: str
) -> None:
    assert "contradicted" not in verdicts(text, language, "11", small[language])


ORDERS = [
    ("en", "In 2022, 2023 and 2024, {} victims of human trafficking were registered respectively.",
     "702, 751 and 817", "751, 702 and 817"),
    ("en", "In 2023 and 2024, {} victims of human trafficking were registered.", "751 and 817", "817 and 751"),
    ("nl", "In 2022, 2023 en 2024 werden {} slachtoffers van mensenhandel geregistreerd.",
     "702, 751 en 817", "751, 702 en 817"),
    ("en", "In 2024, {} women and men respectively were registered as victims of human trafficking.",
     "488 and 309", "309 and 488"),
    ("en", "In 2024, women and men were registered as victims of human trafficking, {} respectively.",
     "488 and 309", "309 and 488"),
    ("en", "Female and male victims of human trafficking registered in 2024: {}.", "488 and 309", "309 and 488"),
    ("nl", "In 2024 werden respectievelijk {} vrouwen en mannen als slachtoffer van mensenhandel geregistreerd.",
     "488 en 309", "309 en 488"),
    ("en", "In 2024, there were more women than men among the registered victims of human trafficking, {}.",
     "488 to 309", "309 to 488"),
    ("nl", "In 2024 waren er meer vrouwen dan mannen onder de geregistreerde slachtoffers van mensenhandel: {}.",
     "488 tegen 309", "309 tegen 488"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "right", "wrong"), ORDERS)
def test_numbers_in_a_list_go_with_years_or_groups_in_a_list_of_the_same_length(
    small: dict[str, Knowledge], language: str, text: str, right: str, wrong: str
) -> None:
    number = "817" if "817" in right else "488"
    (said_of_right,) = verdicts(text.format(right), language, number, small[language])
    assert said_of_right in {"confirmed", "ambiguous"}
    swapped = wrong.split(maxsplit=1)[0].strip(",")
    (said_of_wrong,) = verdicts(text.format(wrong), language, swapped, small[language])
    assert said_of_wrong in {"contradicted", "ambiguous"}


COMPARISONS = [
    ("en", "In 2024, more victims of human trafficking were registered (817) than in 2023 (751).", "confirmed"),
    ("en", "In 2024, fewer victims of human trafficking were registered (817) than in 2023 (751).", "contradicted"),
    ("en", "In 2024, more victims of human trafficking were registered (817) than in 2020 (1,204).", "contradicted"),
    ("en", "In 2024, as many victims of human trafficking were registered (817) as in 2023 (751).",
     "ambiguous"),
    ("nl", "In 2024 werden meer slachtoffers van mensenhandel geregistreerd (817) dan in 2023 (751).", "confirmed"),
    ("nl", "In 2024 werden minder slachtoffers van mensenhandel geregistreerd (817) dan in 2023 (751).",
     "contradicted"),
    ("nl", "In 2024 werden evenveel slachtoffers van mensenhandel geregistreerd (817) als in 2023 (751).",
     "ambiguous"),
    ("en", "The number of registered victims of human trafficking rose every year, from 655 in 2021 to 817 in 2024.",
     "confirmed"),
    ("en",
     "The number of registered victims of human trafficking fell every year, from 1,204 in 2020 to 817 in 2024.",
     "unknown"),
    ("nl",
     "Het aantal geregistreerde slachtoffers van mensenhandel daalde elk jaar, van 1.204 in 2020 naar 817 in 2024.",
     "unknown"),
    ("en", "In 2024, a majority of registered victims of human trafficking, 488 of 817, were women.", "confirmed"),
    ("nl", "In 2024 was een meerderheid van de geregistreerde slachtoffers van mensenhandel, 488 van 817, vrouw.",
     "confirmed"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "verdict"), COMPARISONS)
def test_a_number_lies_on_the_side_of_another_that_the_sentence_says(
    small: dict[str, Knowledge], language: str, text: str, verdict: str
) -> None:
    assert_verdict(small, language, text, "817", verdict)


LIMITS = [
    ("In 2024, under 850 victims of human trafficking were registered.", "850", "rounded"),
    ("In 2024, under 600 victims of human trafficking were registered.", "600", "contradicted"),
    ("In 2024, 488 of the 817 registered victims of human trafficking were women, just under 60%.", "60%", "derived"),
    ("In 2024, 488 of the 817 registered victims of human trafficking were women, under 40%.", "40%", "contradicted"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "verdict"), LIMITS)
def test_a_number_after_under_is_an_age_only_where_no_more_digits_or_per_cent_follow(
    small: dict[str, Knowledge], text: str, words: str, verdict: str
) -> None:
    assert_verdict(small, "en", text, words, verdict)
