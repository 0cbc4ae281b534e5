"""What keeps a report from being built: each with file and line."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from reports_sample import report

from zicht.edition import nodes
from zicht.reports import building, resolving
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.releases import Release


def told(release: Release, nl: str, en: str = "One sentence.") -> list[str]:
    """Give the problems of a report, in words."""
    with_report = replace(release, documents=(*release.documents, report(nl, en)))
    return [str(problem) for problem in resolving.check(with_report)]


@pytest.mark.parametrize(
    ("words", "line", "what"),
    [
        ("Eerst\n\nen [[V01:2031]]", 3, "V01:2031 is not a figure of this release. V01 runs from 2019 to 2024."),
        ("[[V99:2024]]", 1, "'V99' is not an indicator of this release."),
        ("[[V01:2024:haarkleur=rood]]", 1, "has no dimension 'haarkleur'"),
        ("a\nb [[gemeld-2021]]", 2, "'gemeld-2021' is not a figure of this release. Did you mean 'gemeld-2020'?"),
        ("[[verdubbel V01:2024]]", 1, "'verdubbel' is not a known verb."),
        ("Er waren 1.065 mensen.", 1, "'1.065' was typed where a reference belongs."),
        ("Een derde van hen.", 1, "'Een derde' was typed where a reference belongs."),
        ("Bijna\nvijftig gemeenten", 2, "'vijftig' was typed where a reference belongs."),
        ("Het was 43% of **twaalf** meer", 1, "'twaalf' was typed where a reference belongs."),
        ("# Kop met 12 zaken\n\ntekst", 1, "'12' was typed where a reference belongs."),
        ("x\n\n::: table V01 title=\"Alle 300 mensen\" :::", 3, "'300' was typed where a reference belongs."),
        ("::: table V01 by=haarkleur :::", 1, "V01 has no dimension 'haarkleur'."),
        ("::: table V01 kleur=rood :::", 1, "table knows no setting 'kleur'."),
        ("::: chart V01 by=melder :::", 1, "cannot be read"),
        ("::: diagram V01 :::", 1, "is not a known directive"),
        ("x\n\n::: frame\ntekst", 3, "This ::: is never closed."),
        ("[[V01:2024]", 1, "A reference is not closed."),
        ("# A\n\n### C", 3, "A heading of level 3 follows one of level 1."),
        ("::: cards\n- mensen\n:::", 1, "A card opens with a figure."),
        ("::: checks bestaat-niet :::", 1, "is not a reconciliation"),
        ("::: entries roman :::", 1, "The release holds no such documents."),
        ('x\n\n::: entries recommendation where="id=zaken-volgen,zaken-vergeten" :::', 3,
         "'zaken-vergeten' is not a recommendation of this release. Did you mean 'zaken-volgen'?"),
        ('::: entries recommendation where="status=opn" :::', 1,
         "No recommendation has status 'opn'. Did you mean 'open'?"),
        ('::: entries recommendation where="stand=open" :::', 1, "recommendation has no 'stand' to choose by."),
        ("::: entries recommendation show=statuss :::", 1, "recommendation has no 'statuss' to show."),
        ("::: entries recommendation sort=mooi :::", 1, "Entries are not sorted by 'mooi'."),
        ("[[count recommendation status=opn]]", 1, "No recommendation has status 'opn'."),
        ('::: table gemeld-2020 total=gemeld-2021 title="Zo" :::', 1, "'gemeld-2021' is not a row of this table."),
        ("Dat is anderhalf keer zo veel.", 1, "'anderhalf' was typed where a reference belongs."),
        ("Bij ⅔ van hen.", 1, "'⅔' was typed where a reference belongs."),
        ("Dat is 40x zo veel, of zesmaal.", 1, "'40x' was typed where a reference belongs."),
        ("Er waren 2045 meldingen.", 1, "'2045' was typed where a reference belongs."),
        ("[hier](/nl/weg/)", 1, "A link leads to no address of the web."),
        ("[[trend V01:2024]]", 1, "Two figures are needed here."),
        ("![foto](a.png)", 1, "has no place"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_file_and_line(
    small: Release, words: str, line: int, what: str
) -> None:
    found = told(small, words)
    assert any(
        one.startswith(f"reports/proef/nl.md:{line}: ") and what in one for one in found
    ), found


@pytest.mark.parametrize(
    "words",
    [
        "In 2019-2024, op 1 juli 2024 en sinds 2018.",
        "Artikel 273f lid 1 sub 3, Richtlijn 2011/36/EU en Covid-19.",
        "Mensen jonger dan 23 jaar, van 12 tot en met 16 jaar, 18 jaar of ouder.",
        "Per 100.000 inwoners. Bel 0800 2000 of +31 70 370 45 14.",
        "1. eerst\n2. dan\n\n{literal 23} dagen",
        "Een van hen. Niet een derde partij.",
    ],
)
def test_years_articles_and_ages_are_no_figures(small: Release, words: str) -> None:
    assert told(small, words) == []


def test_a_hidden_figure_is_no_number(small: Release) -> None:
    hidden = "V01:2024:vorm=BSU,geslacht=onbekend"
    assert (
        "is hidden and cannot stand as a number"
        in told(small, f"Dat waren er [[{hidden}]].")[0]
    )
    assert (
        told(
            small, f"Dat waren er [[shown {hidden}]].", f"That was [[shown {hidden}]]."
        )
        == []
    )


def test_what_is_shown_near_a_hidden_figure_is_offered(small: Release) -> None:
    hidden = "V01:2024:vorm=BSU,geslacht=onbekend"
    (only,) = [
        one for one in told(small, f"Dat waren er [[{hidden}]].") if "is hidden" in one
    ]
    assert (
        "Write [[V01:2024:vorm=BSU]] or [[V01:2024:geslacht=onbekend]]; or take out what rests on it"
        in only
    )


def test_the_band_of_a_small_count_is_offered(small: Release) -> None:
    counts = small.series["V01"]
    rows = np.arange(len(counts))
    few = replace(
        counts,
        statuses=np.where(rows, counts.statuses, "banded"),
        upper=np.where(rows, counts.upper, 4.0),
    )
    small = replace(small, series={**small.series, "V01": few})
    band = next(iter(counts.keys()))
    assert (
        f"Write [[shown {band}]] for its band or "
        in told(small, f"Dat waren er [[{band}]].")[0]
    )


def test_one_hidden_figure_in_many_places_is_told_once(small: Release) -> None:
    hidden = "V01:2024:vorm=BSU,geslacht=onbekend"
    text = f"[[{hidden}]]\n\nen [[{hidden}]], [[{hidden}]]"
    problems = resolving.check(replace(small, documents=(report(text, text),)))
    assert len(problems) == 6
    (only,) = nodes.gathered(problems)
    assert only.startswith(
        "reports/proef/nl.md:1,3; reports/proef/en.md:1,3: V01:2024:"
    )


def test_a_change_across_a_break_is_refused_unless_the_editor_means_it(
    invented: Release,
) -> None:
    assert (
        "lies a break in the series (2024)"
        in told(invented, "Dat is [[trend S01 2019-2024]].")[0]
    )
    assert (
        told(invented, "Dat is [[trend S01 2019-2023]].", "It [[trend S01 2019-2023]].")
        == []
    )
    assert (
        told(
            invented,
            "Dat is [[trend S01 2019-2024 across]].",
            "It [[trend S01 2019-2024 across]].",
        )
        == []
    )


def test_a_cohort_that_is_still_running_has_no_trend(invented: Release) -> None:
    assert (
        "cases may still run" in told(invented, "Dat is [[change K03 2019-2024]].")[0]
    )


def test_both_languages_show_the_same_figures(small: Release) -> None:
    found = told(small, "Er waren er [[V01:2024]] in 2024.", "There were some.")
    assert found == [
        "reports/proef/nl.md:1: V01:2024 stands here and not in en.md. Every language shows the same."
    ]


def test_a_build_with_problems_names_them_all_and_writes_nothing(
    small: Release, tmp_path: Path
) -> None:
    release = replace(
        small,
        documents=(report("[[V01:2031]]\n\nEr waren 12 mensen.", "[[V99:2024]]"),),
    )
    with pytest.raises(PublishingError) as caught:
        building.build(release, tmp_path / "out")
    assert len(caught.value.details) == 3
    assert caught.value.exit_code == 12
    assert not (tmp_path / "out").exists()


def test_a_report_that_is_not_there_is_said(small: Release, tmp_path: Path) -> None:
    with pytest.raises(PublishingError, match="no report 'anders'"):
        building.build(small, tmp_path, only=("anders",))


def test_what_only_counting_can_tell_is_pending(small: Release) -> None:
    """Before anything is counted a known indicator may come right; an unknown one, or a typed number, cannot."""
    text = "[[V01:2024]], [[P01:2024]], [[V99:2024]] en 12 mensen.\n\n::: cards\n- [[V01:2024]] mensen\n:::"
    uncounted = replace(small, series={}, estimates={}, documents=(report(text, text),))
    problems = [
        problem
        for problem in resolving.check(uncounted, languages=("nl",))
        if not problem.is_pending
    ]
    assert {problem.what.split()[0] for problem in problems} == {"'V99'", "'12'"}
