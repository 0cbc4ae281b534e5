"""An estimate in a report: every method with its limits, and never one number alone."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from reports_sample import report

from zicht.reports import building
from zicht.reports.editions import report_edition
from zicht.reports.resolving import set_report
from zicht.reports.wording import Setting, plain
from zicht.vocabulary.releases import Release

TEXT = '::: estimate P01 :::\n\n::: estimate P01 of=year title="Deel in beeld" :::'


def set_text(words: str, release: Release, language: str = "nl") -> Setting:
    return set_report(report(words, words), report_edition(release, language))


@pytest.mark.parametrize(
    ("words", "nl", "en"),
    [
        ("[[P01:2024]]", "3.640 tot 6.340", "3,640 to 6,340"),
        ("[[P02:2024]]", "13 tot 26%", "13 to 26%"),
        (
            "[[P01:2024:method=stepwise]]",
            "6.340 (4.700 tot 8.340)",
            "6,340 (4,700 to 8,340)",
        ),
    ],
)
def test_a_sentence_gives_the_span_and_not_a_point(
    small: Release, words: str, nl: str, en: str
) -> None:
    for language, shown in (("nl", nl), ("en", en)):
        setting = set_text(words, small, language)
        assert [str(problem) for problem in setting.problems] == []
        assert plain(setting.blocks[0]) == shown


@pytest.mark.parametrize(
    "words", ["[[trend P02 2019-2024]]", "[[difference P01:2024 P02:2024]]"]
)
def test_estimates_are_not_reckoned_with(small: Release, words: str) -> None:
    (problem,) = set_text(words, small).problems
    assert "cannot be used in a computation" in problem.what


@pytest.mark.parametrize(
    "words", ["[[P01:1999]]", "::: estimate P09 :::", "::: estimate P01 of=maan :::"]
)
def test_an_estimate_that_was_not_made_is_refused(small: Release, words: str) -> None:
    (problem,) = set_text(words, small).problems
    assert problem.line == 1


def test_every_method_stands_beside_the_others_under_the_verdict(
    small: Release,
) -> None:
    verdict, methods, views = set_text(TEXT, small).blocks
    assert plain(verdict) == "Geen enkel getal mag als kop."
    rows = {
        row["head"]: [cell["s"] for cell in row["cells"]]
        for row in methods["table"]["rows"]
    }  # type: ignore[index]
    assert rows["Stapsgewijs gekozen paren"] == ["6.340", "4.700", "8.340"]
    assert rows["Verborgen groepen"][0] == "geen schatting"
    assert "Verborgen groepen: De ketens zijn het oneens." in methods["notes"]  # type: ignore[operator]
    (first, *_) = views["table"]["rows"]  # type: ignore[index]
    assert [cell["s"] for cell in first["cells"]] == [
        "1.200",
        "5.000",
        "4.000",
        "8.000",
        "15 tot 30%",
    ]


def test_the_methods_say_what_an_estimate_assumes_and_where_it_fell_short(
    small: Release, tmp_path: Path
) -> None:
    building.build(small_with(small, TEXT), tmp_path)
    page = (tmp_path / "proef.en.html").read_text("utf-8")
    assert "No data can check that" in page
    assert "The methods lie close." in page
    assert "Care, Shelter" in page
    for drawing in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
        width, height = map(
            float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)[0]
        )
        assert all(
            0 <= float(x) <= width for x in re.findall(r' x[12]?="([\d.-]+)"', drawing)
        )
        assert all(
            0 <= float(y) <= height for y in re.findall(r' y[12]?="([\d.-]+)"', drawing)
        )


def small_with(release: Release, words: str) -> Release:
    return replace(release, documents=(*release.documents, report(words, words)))
