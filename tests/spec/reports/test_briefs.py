"""One page for a municipality or a committee."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pdf_checker
import pytest

from zicht.reports.briefing import writing
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.releases import Release


@pytest.fixture(scope="module")
def page(small: Release, tmp_path_factory: pytest.TempPathFactory) -> str:
    out = tmp_path_factory.mktemp("brief")
    writing.brief(small, area="Dorpveld", out=out, languages=("nl",))
    return (out / "brief-vb0002.nl.html").read_text("utf-8")


def test_it_fits_on_one_page_whatever_it_is_about(shelf: Path) -> None:
    prints = sorted(shelf.rglob("brief-*.pdf"))
    assert len(prints) == 4
    assert {pdf_checker.pages(path.read_bytes()) for path in prints} == {1}


def test_it_shows_the_area_its_province_and_the_country(page: str) -> None:
    heads = re.findall(r'<th scope="row">([^<]+)</th>', page)
    assert heads[:4] == ["Gemelde mogelijke slachtoffers van mensenhandel per gemeente", "Dorpveld", "Duinland",
                         "Voorbeeldland"]  # fmt: skip


def test_it_says_what_a_low_number_does_not_mean(page: str) -> None:
    assert "Een laag getal betekent niet dat er geen probleem is." in page


def test_it_tells_how_many_municipalities_of_like_size_lie_in_each_band_and_names_none(
    page: str, small: Release
) -> None:
    assert "Gemeenten van vergelijkbare grootte" in page
    assert small.geography is not None
    others = [
        area.name
        for area in small.geography.level("gemeente")
        if area.name != "Dorpveld"
    ]
    assert [name for name in others if name in page] == []


def test_it_lists_recommendations_to_municipalities_only(page: str) -> None:
    assert "Maak lokaal zicht" in page
    assert "Volg zaken door de keten" not in page


def test_it_says_where_to_find_help(page: str) -> None:
    assert "0800 0000" in page


def test_a_small_municipality_shows_bands_and_no_numbers(
    small: Release, tmp_path: Path
) -> None:
    assert small.geography is not None
    writing.brief(small, area="VB0001", out=tmp_path, languages=("nl",))
    words = (tmp_path / "brief-vb0001.nl.html").read_text("utf-8")
    for cell in re.findall(r'<td[^>]*data-figure="L01[^"]*VB0001">([^<]+)<', words):
        assert cell == "minder dan 10" or int(cell.replace(".", "")) >= 10


@pytest.mark.parametrize(
    ("status", "upper", "counted"),
    [("banded", 9.0, "1"), ("withheld", np.nan, "0"), ("banded", 19.0, "0")],
)
def test_a_municipality_of_which_nothing_is_said_is_not_called_small(
    small: Release, tmp_path: Path, status: str, upper: float, counted: str
) -> None:
    """Withheld says nothing about how large a number is: it stands in a column of its own."""
    series = small.series["L01"]
    hidden = np.isin(series.codes[series.dimensions.index("gemeente")], ["VB0003"])
    none = replace(
        series,
        values=np.where(hidden, np.nan, np.maximum(series.values, 20)),
        statuses=np.where(hidden, status, "published"),
        upper=np.where(hidden, upper, np.maximum(series.values, 20)),
    )
    only = replace(
        small, series={"L01": none}, indicators={"L01": small.indicators["L01"]}
    )
    writing.brief(only, area="Dorpveld", out=tmp_path, languages=("en",))
    words = (tmp_path / "brief-vb0002.en.html").read_text("utf-8")
    table = words[words.index("Number of municipalities with") :]
    heads = re.findall(r'<th scope="col">([^<]+)<', table[: table.index("</thead>")])
    cells = re.findall(r"<td>([^<]+)<", table[: table.index("</tbody>")])
    assert cells[0] == counted
    assert dict(zip(heads, cells, strict=False)).get("not shown", "0") == str(
        1 - int(counted)
    )


def test_where_no_number_can_be_shown_that_is_said_with_the_name(
    small: Release, tmp_path: Path
) -> None:
    series = small.series["L01"]
    hidden = np.isin(series.codes[series.dimensions.index("gemeente")], ["VB0002"])
    values = np.where(hidden, np.nan, series.values)
    statuses = np.where(hidden, "banded", series.statuses)
    none = replace(series, values=values, statuses=statuses)
    only = replace(
        small, series={"L01": none}, indicators={"L01": small.indicators["L01"]}
    )
    writing.brief(only, area="Dorpveld", out=tmp_path, languages=("en",))
    words = (tmp_path / "brief-vb0002.en.html").read_text("utf-8")
    assert (
        "No number of Dorpveld is shown here. That does not mean that it does not happen here."
        in words
    )


def test_a_committee_gets_what_the_register_holds_where_there_are_no_cards(
    published: Release, tmp_path: Path
) -> None:
    made = writing.brief(published, theme="keten", out=tmp_path, languages=("nl",))
    words = (tmp_path / "brief-keten.nl.html").read_text("utf-8")
    assert made.figures >= 8
    assert "veroordel" in words


def test_what_is_called_adopted_says_on_whose_word(
    published: Release, tmp_path: Path
) -> None:
    writing.brief(published, theme="slachtoffers", out=tmp_path, languages=("nl",))
    words = (tmp_path / "brief-slachtoffers.nl.html").read_text("utf-8")
    assert words.count("overgenomen, volgens wie de aanbeveling deed") == 3


def test_an_estimate_never_stands_beside_half_an_interval(
    published: Release, tmp_path: Path
) -> None:
    """The register holds the lower end of an interval as a figure of its own."""
    bounds = {
        figure.id
        for figure in published.cited
        if "ondergrens" in figure.id or "bovengrens" in figure.id
    }
    assert bounds
    writing.brief(published, theme="prevalentie", out=tmp_path, languages=("nl",))
    words = (tmp_path / "brief-prevalentie.nl.html").read_text("utf-8")
    assert [id_ for id_ in bounds if id_ in words] == []


def test_a_committee_gets_the_figures_of_its_theme(
    invented: Release, tmp_path: Path
) -> None:
    made = writing.brief(invented, theme="keten", out=tmp_path, languages=("en",))
    words = (tmp_path / "brief-keten.en.html").read_text("utf-8")
    assert "Suspects who are brought to court" in words
    assert "Follow cases" in words
    assert made.figures > 10
    assert "cases are pending" in words
    assert "(up to 2023)" in words


def test_a_brief_on_how_often_it_happens_gives_the_estimate_with_what_it_assumes(
    invented: Release, tmp_path: Path
) -> None:
    made = writing.brief(invented, theme="prevalentie", out=tmp_path, languages=("en",))
    words = (tmp_path / "brief-prevalentie.en.html").read_text("utf-8")
    assert "No single number may be a headline." in words
    assert "6,340 (4,700 to 8,340)" in words
    assert "No data can check that" in words
    assert pdf_checker.pages(made.files[1].read_bytes()) == 1


def test_printed_figures_carry_their_source(shelf: Path) -> None:
    words = (shelf / "nederland" / "brief-sgtk.nl.html").read_text("utf-8")
    assert "Kerncijfers en inzichten" in words
    assert 'href="#note-1"' in words


def test_a_brief_made_twice_is_the_same(small: Release, tmp_path: Path) -> None:
    made = [
        writing.brief(small, area="Dorpveld", out=tmp_path / at, languages=("nl",))
        for at in "ab"
    ]
    first, second = ([path.read_bytes() for path in one.files] for one in made)
    assert first == second


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"area": "Dorpvelt"}, "Did you mean Dorpveld"),
        ({"area": "QQQ"}, "name or"),
        ({"theme": "weer"}, "Known are"),
        ({"theme": "slachtofers"}, "Did you mean slachtoffers"),
        ({}, "an area, a theme, or both"),
    ],
)
def test_an_unknown_area_or_theme_is_helped(
    small: Release, tmp_path: Path, asked: dict[str, str], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        writing.brief(small, out=tmp_path, **asked)  # type: ignore[arg-type]


def test_without_areas_a_theme_is_asked_for(small: Release, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="has no areas"):
        writing.brief(replace(small, geography=None), area="Dorpveld", out=tmp_path)
