"""What an editor writes between double brackets, and what readers see."""

from dataclasses import replace

import numpy as np
import pytest
from reports_sample import report

from zicht.edition.addresses import find_figure
from zicht.reports.editions import report_edition
from zicht.reports.resolving import set_report
from zicht.reports.wording import plain
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.releases import Release
from zicht.vocabulary.text import Text


def read(words: str, release: Release, language: str = "nl") -> str:
    """Give the words of a text of one paragraph."""
    setting = set_report(report(words, words), report_edition(release, language))
    assert not setting.problems, setting.problems
    return "".join(plain(node) for block in setting.blocks for node in block["c"])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("words", "nl", "en"),
    [
        ("[[V01:2019]]", "1.205", "1,205"),
        ("[[V03:2019]]", "31,0%", "31.0%"),
        ("[[V01:2024:vorm=AU]]", "520", "520"),
        ("[[difference V01:2019 V01:2024]]", "140", "140"),
        ("[[difference V01 2019-2024]]", "140", "140"),
        ("[[change V01:2019 V01:2024]]", "12%", "12%"),
        ("[[share V01:2024:vorm=AU of V01:2024]]", "49%", "49%"),
        ("[[trend V01 2019-2024]]", "gedaald", "fell"),
        ("[[trend V01:vorm=CU 2019-2024]]", "gestegen", "rose"),
        ("[[trend V03 2019-2020]]", "ongeveer gelijk gebleven", "stayed about the same"),
        ("[[compare V01:2024:geslacht=v than V01:2024:geslacht=m]]", "hoger dan", "higher than"),
        ("[[largest V01:2024 vorm]]", "arbeidsuitbuiting (buiten de seksindustrie)",
         "labour exploitation (outside the sex industry)"),
        ("[[smallest V01:2024 leeftijdsgroep]]", "jonger dan 18 jaar", "younger than 18"),
        ("[[label vorm=BSU]]", "binnenlandse seksuele uitbuiting", "domestic sexual exploitation"),
        ("[[count recommendation]]", "3", "3"),
        ("[[count recommendation status=open]]", "1", "1"),
        ("{literal 23} dagen", "23 dagen", "23 dagen"),
        ("[[gemeld-2020]]", "984", "984"),
        ("[[aandeel-au-2020]]", "43%", "43%"),
        ("[[schatting]]", "naar schatting 5.000", "an estimated 5,000"),
        ("[[vertelt-niemand]]", "een derde", "one third"),
        ("[[kosten-2020]]", "€\u00a01.897.847", "€1,897,847"),
        ("[[resultaat-2020]]", "€\u00a0\u221242.775", "\u2212€42,775"),
        ("[[trend gemeld-2019-b gemeld-2020]]", "gedaald", "fell"),
    ],
)  # fmt: skip
def test_a_reference_is_written_in_the_language_of_the_text(
    small: Release, words: str, nl: str, en: str
) -> None:
    assert (read(words, small, "nl"), read(words, small, "en")) == (nl, en)


def test_a_hidden_figure_is_shown_as_a_band_only_where_the_editor_says_so(
    small: Release,
) -> None:
    hidden = "L01:2022-2024:gemeente=VB0001"
    setting = set_report(report(f"[[{hidden}]]", "x"), report_edition(small, "nl"))
    shown = find_figure(report_edition(small, "nl"), hidden)
    if shown.value is None:
        assert "hidden" in setting.problems[0].what
        assert read(f"[[shown {hidden}]]", small) == "minder dan 10"


def test_a_figure_from_elsewhere_carries_a_note_with_its_source(small: Release) -> None:
    setting = set_report(
        report("Er waren er [[gemeld-2020]] en [[gemeld-2019-a]].", "x"),
        report_edition(small, "nl"),
    )
    assert [words.split(", ")[1] for words in setting.notes] == ["Kerncijfers proef"]
    assert set(setting.cited) == {"gemeld-2020", "gemeld-2019-a"}


def test_two_prints_of_one_thing_are_two_figures(small: Release) -> None:
    assert read("[[gemeld-2019-a]] of [[gemeld-2019-b]]", small) == "1.372 of 1.334"


def test_how_a_figure_was_come_by_stands_in_its_note(small: Release) -> None:
    counted = replace(
        small.cited[0],
        id="geteld",
        qualifier=Text("geteld uit een lijst", "counted from a list"),
    )
    setting = set_report(
        report("Er waren er [[geteld]].", "x"),
        report_edition(replace(small, cited=(counted,)), "nl"),
    )
    assert setting.blocks[0]["c"][1]["s"] == "1.372"  # type: ignore[index]
    assert setting.notes == [
        "Proefinstituut, Kerncijfers proef, mei 2022, ‘Slachtoffers’. Geteld uit een lijst."
    ]


def test_categories_that_are_equally_large_are_all_named(small: Release) -> None:
    series = small.series["V01"]
    place = series.dimensions.index("geslacht")
    is_sex = (series.periods == "2024") & (series.codes[place] != TOTAL)
    values = np.where(is_sex, 15.0, series.values)
    level = replace(
        small,
        series={
            **small.series,
            "V01": replace(series, values=values, lower=values, upper=values),
        },
    )
    assert read("[[largest V01:2024 geslacht]]", level) == "vrouw en man"
