"""An estimate from a sample has its interval beside it wherever a page or report prints it for a group."""

import html
import re

import pytest
import site_sample as sample
from site_reading import Site

from zicht.edition import charts
from zicht.edition.edition import Edition
from zicht.edition.nodes import Directive
from zicht.edition.reading_tables import read_table
from zicht.vocabulary.dimensions import TOTAL

PAGE = "en/prevalence/children-with-experience/by-sex/index.html"


def expected() -> dict[str, str]:
    """Write each share of the sample's survey with its interval, from its numbers."""
    series = sample.release().series["P03"]
    return {
        str(key): f"{value:.1f}% ({low:.1f}\u2013{high:.1f}%)"
        for key, value, low, high in zip(
            series.keys(), series.values, series.lower, series.upper, strict=True
        )
    }


def words(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", markup)).split())


def test_every_cell_of_a_breakdown_has_the_interval_of_its_figure(built: Site) -> None:
    cells = re.findall(
        r'<td data-cell="([^"]+)">(.*?)</td>', built.text(PAGE), re.DOTALL
    )
    assert {key: words(cell) for key, cell in cells} == expected()


def test_every_bar_shows_its_interval_in_words_and_as_a_line(built: Site) -> None:
    """The upper end of the longest interval is the end of the scale."""
    series = sample.release().series["P03"]
    top = max(series.upper[series.periods == "2024"][1:])
    bars = re.findall(r'<div class="bar".*?</div>', built.text(PAGE), re.DOTALL)
    assert len(bars) == 2
    for bar in bars:
        key = re.search(r'data-cell="([^"]+)"', bar)[1]
        row = list(map(str, series.keys())).index(key)
        assert expected()[key] in words(bar)
        width = float(re.search(r'<svg width="([\d.]+)%"', bar)[1])
        ends = re.search(r'class="whisker" x1="([\d.]+)%" x2="([\d.]+)%"', bar).groups()
        low, high = (float(end) * width / 100 for end in ends)
        assert low == pytest.approx(100 * series.lower[row] / top, abs=0.15)
        assert high == pytest.approx(100 * series.upper[row] / top, abs=0.15)


def test_the_page_says_what_line_and_brackets_are(built: Site) -> None:
    page = built.text(PAGE)
    assert "Line: 95% interval" in page
    assert "In brackets: the 95% interval." in page
    label = html.unescape(
        re.search(r'class="bars" role="img" aria-label="([^"]+)', page)[1]
    )
    assert expected()["P03:2024:geslacht=v"] in label


def test_hard_bounds_are_not_printed_as_an_interval(built: Site) -> None:
    page = built.text("en/victims/reported-victims/by-form/index.html")
    assert "within" not in page
    assert "whisker" not in page


@pytest.mark.parametrize("kind", ["bar", "line"])
def test_charts_of_reports_draw_intervals_of_estimates_alone(kind: str) -> None:
    edition = Edition(sample.release(), "en")

    def drawn(indicator: str, by: str) -> str:
        settings = {"by": by, "periods": "2020,2024"}
        block = Directive("chart", (indicator,), settings, 1)
        table = read_table(block, edition)
        return charts.draw(table, edition, charts.WIDE, kind=kind, alt="")

    line = {"bar": 'class="whisker"', "line": 'class="interval"'}[kind]
    assert line in drawn("P03", "geslacht")
    assert line not in drawn("V03", "geslacht")


def test_a_group_without_any_number_has_no_chart_of_its_own(built: Site) -> None:
    page = built.text("en/victims/share-young/by-sex/index.html")
    names = re.findall(r'<h4[^>]*>(.*?)</h4>|class="small-name">(.*?)<', page)
    assert "Unknown" in words(re.search(r"<table.*?</table>", page, re.DOTALL)[0])
    assert ("Unknown", "") not in names
    assert len(re.findall(r'class="chart small"', page)) == 2
    assert TOTAL not in page
