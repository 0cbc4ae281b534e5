"""The numbers of a text, checked against a release."""

from pathlib import Path

import pytest

from zicht import proof
from zicht.proof import Finding, Verdict
from zicht.vocabulary.releases import Release

BROCHURE = Path(__file__).parent / "brochure_retold.md"


def verdicts(
    text: str, release: Release, language: str = "nl"
) -> list[tuple[str, str]]:
    """Give words and verdict of every number."""
    return [
        (finding.words, finding.verdict.value)
        for finding in proof.check(text, language, release)
    ]


@pytest.mark.parametrize(
    ("text", "words", "verdict", "figure"),
    [
        (
            "In 2024 zijn 1.065 mogelijke slachtoffers gemeld.",
            "1.065",
            "matched",
            "V01:2024",
        ),
        (
            "In 2024 zijn 1.070 mogelijke slachtoffers van mensenhandel gemeld.",
            "1.070",
            "contradicted",
            "V01:2024",
        ),
        (
            "In 2023 waren 1.110 mogelijke slachtoffers gemeld.",
            "1.110",
            "contradicted",
            "V01:2023",
        ),
        (
            "In 2019 zag CoMensha 1.372 gemelde slachtoffers.",
            "1.372",
            "other_vintage",
            "gemeld-2019-a",
        ),
        (
            "In 2020 waren er 1.372 gemelde slachtoffers van mensenhandel.",
            "1.372",
            "contradicted",
            "gemeld-2019-a",
        ),
        (
            "In 2020 was 43% slachtoffer van arbeidsuitbuiting.",
            "43%",
            "matched",
            "aandeel-au-2020",
        ),
        (
            "In 2020 was 43 procent slachtoffer van arbeidsuitbuiting.",
            "43 procent",
            "matched",
            "aandeel-au-2020",
        ),
        (
            "Een derde vertelt niemand over het geweld.",
            "Een derde",
            "matched",
            "vertelt-niemand",
        ),
        (
            "Een op de drie vertelt niemand iets over het geweld.",
            "Een op de drie",
            "matched",
            "vertelt-niemand",
        ),
        (
            "Het financieel kader was € 1.897.847.",
            "€ 1.897.847",
            "matched",
            "kosten-2020",
        ),
        (
            "Bijna 1.000 gemelde slachtoffers in 2020.",
            "1.000",
            "matched",
            "gemeld-2020",
        ),
        ("Volgens ons 77 procent.", "77 procent", "unmatched", ""),
    ],
)
def test_a_number_is_matched_or_not(
    release: Release, text: str, words: str, verdict: str, figure: str
) -> None:
    (finding,) = proof.check(text, "nl", release)
    assert (finding.words, finding.verdict.value) == (words, verdict), finding
    assert (figure in finding.figures) if figure else finding.figures == ()


def test_english_numbers_are_read_as_english(release: Release) -> None:
    assert verdicts(
        "In 2024, 1,065 presumed victims were reported.", release, "en"
    ) == [("1,065", "matched")]
    assert verdicts("One third tell nobody about the violence.", release, "en") == [
        ("One third", "matched")
    ]
    assert verdicts("One in three tell nobody about it: violence.", release, "en") == [
        ("One in three", "matched")
    ]


def test_it_says_where_and_what(release: Release) -> None:
    (finding,) = proof.check(
        "# Kop\n\nIn 2024 zijn\n1.070 mogelijke slachtoffers van mensenhandel gemeld.",
        "nl",
        release,
    )
    assert (finding.line, finding.column) == (4, 1)
    assert finding.says == "V01:2024 is 1.065."
    assert finding.as_json()["verdict"] == "contradicted"


def test_a_figure_of_an_area_is_meant_only_where_the_area_is_named(
    release: Release,
) -> None:
    (row,) = (at for at, code in enumerate(release.series["L01"].codes[0].tolist()) if code == "VB0002"
              and release.series["L01"].periods[at] == "2022-2024")  # fmt: skip
    value = int(release.series["L01"].values[row])
    named = proof.check(
        f"In Dorpveld waren er in 2022-2024 {value} mogelijke slachtoffers.",
        "nl",
        release,
    )
    assert "L01:2022-2024:gemeente=VB0002" in named[0].figures
    bare = proof.check(
        f"In 2022-2024 waren er {value} mogelijke slachtoffers.", "nl", release
    )
    assert not any("gemeente" in figure for figure in bare[0].figures)


def test_years_articles_and_telephone_numbers_are_left_alone(release: Release) -> None:
    text = "Op 1 juli 2024, artikel 273f lid 1, jonger dan 23 jaar, 0800 2000, Postbus 20301, 2500 EH Den Haag."
    assert proof.check(text, "nl", release) == []


def test_small_numbers_in_words_are_not_looked_up(release: Release) -> None:
    assert verdicts("Er zijn drie redenen.", release) == [("drie", "small")]


def test_markup_is_no_text(release: Release) -> None:
    html = '<p class="n12">In 2024 zijn <b>1.065</b> mogelijke slachtoffers gemeld.</p><style>p{margin:44px}</style>'
    assert verdicts(html, release) == [("1.065", "matched")]
    markdown = (
        "In 2024 zijn **1.065** [mogelijke slachtoffers]"
        "(https://example.org/77) gemeld. [[V01:2019]] {literal 5}"
    )
    assert verdicts(markdown, release) == [("1.065", "matched")]


def test_an_entity_does_not_shift_the_place(release: Release) -> None:
    (finding,) = proof.check(
        "<p>&euro;&nbsp;x</p>\n<p>In 2024&nbsp;zijn 77 procent weg</p>", "nl", release
    )
    assert finding.line == 2


@pytest.mark.parametrize(
    ("amount", "is_matched"),
    [
        ("1.820.000", True),
        ("1.990.000", True),
        ("1.800.000", False),
        ("2.010.000", False),
    ],
)
def test_about_allows_five_percent(
    release: Release, amount: str, *, is_matched: bool
) -> None:
    """The register says € 1,897,847."""
    text = f"Het financieel kader was ongeveer € {amount}."
    (finding,) = proof.check(text, "nl", release)
    assert (finding.verdict is Verdict.MATCHED) is is_matched


@pytest.mark.parametrize(
    ("words", "is_matched"),
    [("42 procent", False), ("Drie op de zeven", True), ("Vier op de tien", False)],
)
def test_a_part_in_words_allows_two_points(
    release: Release, words: str, *, is_matched: bool
) -> None:
    """The register says 43 per cent; three in seven is 42.9, four in ten is 40."""
    text = f"{words} was in 2020 slachtoffer van arbeidsuitbuiting."
    (finding,) = proof.check(text, "nl", release)
    assert (finding.verdict is Verdict.MATCHED) is is_matched


def test_every_number_of_the_brochure_of_2022_is_known(register: Release) -> None:
    """Nothing that the brochure counts is unknown or contradicted."""
    findings = proof.check(BROCHURE.read_text("utf-8"), "nl", register)
    doubtful = [
        (finding.line, finding.words)
        for finding in findings
        if finding.verdict in (Verdict.UNMATCHED, Verdict.CONTRADICTED)
    ]
    assert doubtful == []
    assert sum(finding.verdict is Verdict.MATCHED for finding in findings) >= 30


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
def test_a_changed_number_of_the_brochure_is_caught(
    register: Release, printed: str, typed: str
) -> None:
    """Only the number that was typed wrongly is no longer known."""
    text = BROCHURE.read_text("utf-8").replace("Bij twee derde", "Bij: Twee derde")
    assert text.count(printed) == 1
    before = proof.check(text, "nl", register)
    after = proof.check(text.replace(printed, typed), "nl", register)
    lost = known_numbers(before) - known_numbers(after)
    assert len(lost) == 1
    assert len(after) == len(before)


def known_numbers(findings: list[Finding]) -> set[tuple[int, str]]:
    known = (Verdict.MATCHED, Verdict.OTHER_VINTAGE)
    return {(item.line, item.words) for item in findings if item.verdict in known}
