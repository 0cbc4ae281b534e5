"""Charts as SVG."""

import re
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "spec" / "reports"))

import reports_sample as sample

from zicht.edition import charts
from zicht.edition.charts import svg
from zicht.edition.nodes import Directive
from zicht.edition.reading_tables import read_table
from zicht.edition.tables import FigureTable
from zicht.reports.editions import report_edition
from zicht.reports.markdown import read

EDITION = report_edition(sample.release(only=("V01", "L01", "K03", "S01")), "nl")


def table(words: str) -> FigureTable:
    """Read the table of a directive."""
    (block,), problems = read(f"::: {words} :::", "x.md")
    assert not problems
    assert isinstance(block, Directive)
    return read_table(block, EDITION)


@pytest.mark.parametrize("frame", [charts.PRINT, charts.WIDE, charts.NARROW])
@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("chart V01", "line"),
        ("chart V01 by=vorm only=BSU,GSU,AU,CU", "line"),
        ("chart V01 by=vorm periods=2024", "bar"),
    ],
)
def test_everything_is_drawn_inside_the_frame(
    frame: charts.Frame, words: str, kind: str
) -> None:
    svg = charts.draw(
        table(words), EDITION, frame, kind=kind, alt="x" if not frame.font else ""
    )
    height = float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', svg)[1])  # type: ignore[index]
    for x, y in re.findall(
        r'<(?:circle|text)[^>]* c?x="([-\d.]+)" c?y="([-\d.]+)"', svg
    ):
        assert 0 <= float(x) <= frame.width, svg
        assert 0 <= float(y) <= height
    for number in re.findall(r'(?:width|height)="([-\d.]+)"', svg):
        assert float(number) >= 0


def test_labels_at_the_ends_of_lines_do_not_overlap() -> None:
    svg = charts.draw(
        table("chart V01 by=vorm"), EDITION, charts.WIDE, kind="line", alt="x"
    )
    right = [
        float(y)
        for x, y in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"', svg)
        if float(x) > 480
    ]
    assert all(
        after - before > 10
        for before, after in zip(sorted(right), sorted(right)[1:], strict=False)
    )


def test_the_alternative_tells_first_and_last() -> None:
    words = charts.describe(table("chart V01 periods=2019-2024"), EDITION, kind="line")
    assert words == (
        "Lijngrafiek. Gemelde mogelijke slachtoffers van mensenhandel: van 1.205 in 2019 naar 1.065 in 2024."
    )


def test_a_hidden_value_is_dashed_and_in_words() -> None:
    hidden = table("chart V01 by=geslacht where=vorm=CU periods=2024")
    svg = charts.draw(hidden, EDITION, charts.WIDE, kind="bar", alt="x")
    assert 'class="hidden"' in svg
    assert "afgeschermd" in svg


@pytest.mark.parametrize(
    ("largest", "top"), [(1205, 1500), (95, 100), (7, 7.5), (0, 1), (0.4, 0.4)]
)
def test_an_axis_ends_at_a_round_number(largest: float, top: float) -> None:
    found, ticks = charts.ceiling(largest)
    assert found == pytest.approx(top, rel=0.3)
    assert found >= largest
    assert ticks[0] == 0


def test_words_are_escaped() -> None:
    assert "&lt;b&gt;" in svg.text(0, 0, "<b>")


def test_no_line_leads_to_years_of_which_some_are_pending() -> None:
    """Those who came in in 2021 or later are not all done in 2024: a line would show a fall that is none."""
    followed = table("chart K03 periods=2019-2024")
    assert followed.running == ("2021", "2022", "2023", "2024")
    svg = charts.draw(followed, EDITION, charts.WIDE, kind="line", alt="x")
    (drawn,) = re.findall(r'<path class="line s0" d="([^"]+)"', svg)
    assert drawn.count("L") == 1
    assert len(re.findall(r'class="dot d0 open"', svg)) == 4
    words = charts.describe(followed, EDITION, kind="line")
    assert re.fullmatch(
        r"Lijngrafiek\. .* in 2019 naar .* in 2020\. Van 2021\u20132024 lopen er nog: .*",
        words,
    )


def test_a_flow_is_never_pending() -> None:
    svg = charts.draw(table("chart V01"), EDITION, charts.WIDE, kind="line", alt="x")
    assert "open" not in svg


def test_a_number_stands_apart_from_the_label_it_follows() -> None:
    svg = charts.draw(
        table("chart V01 by=vorm only=BSU,AU"), EDITION, charts.PRINT, kind="line"
    )
    assert '<tspan class="strong">520</tspan></text>' in svg


@pytest.mark.parametrize(
    ("periods", "n_breaks"), [("2019-2024", 1), ("2019-2023", 0), ("2022,2024", 1)]
)
def test_a_break_in_the_series_is_drawn_where_it_is_crossed(
    periods: str, n_breaks: int
) -> None:
    """In July 2024 the law changed: incidents of 2024 are not those of 2023."""
    crossed = table(f"chart S01 periods={periods}")
    assert len(crossed.breaks) == n_breaks
    svg = charts.draw(crossed, EDITION, charts.WIDE, kind="line", alt="x")
    assert svg.count('class="seen"') == n_breaks
