"""Charts as SVG."""

import re
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "spec" / "reports"))

import reports_sample as sample

from zicht.reports import charts
from zicht.reports.figures import Edition
from zicht.reports.markdown import read
from zicht.reports.nodes import Directive
from zicht.reports.tables import FigureTable, read_table

EDITION = Edition(sample.release(only=("V01", "L01")), "nl")


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
def test_everything_is_drawn_inside_the_frame(frame: charts.Frame, words: str, kind: str) -> None:
    svg = charts.draw(table(words), EDITION, frame, kind=kind, alt="x" if not frame.font else "")
    height = float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', svg)[1])  # type: ignore[index]
    for x, y in re.findall(r'<(?:circle|text)[^>]* c?x="([-\d.]+)" c?y="([-\d.]+)"', svg):
        assert 0 <= float(x) <= frame.width, svg
        assert 0 <= float(y) <= height
    for number in re.findall(r'(?:width|height)="([-\d.]+)"', svg):
        assert float(number) >= 0


def test_labels_at_the_ends_of_lines_do_not_overlap() -> None:
    svg = charts.draw(table("chart V01 by=vorm"), EDITION, charts.WIDE, kind="line", alt="x")
    right = [float(y) for x, y in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"', svg) if float(x) > 480]
    assert all(after - before > 10 for before, after in zip(sorted(right), sorted(right)[1:], strict=False))


def test_the_alternative_tells_first_and_last() -> None:
    words = charts.describe(table("chart V01 periods=2019-2024"), EDITION, kind="line")
    assert words == (
        "Lijngrafiek. Gemelde mogelijke slachtoffers van mensenhandel: van 1.205 in 2019 naar 1.065 in 2024."
    )


def test_a_hidden_value_is_dashed_and_in_words() -> None:
    hidden = table("chart V01 by=geslacht where=vorm=CU periods=2024")
    svg = charts.draw(hidden, EDITION, charts.WIDE, kind="bar", alt="x")
    assert 'class="hidden"' in svg
    assert "niet getoond" in svg


@pytest.mark.parametrize(("largest", "top"), [(1205, 1500), (95, 100), (7, 7.5), (0, 1), (0.4, 0.4)])
def test_an_axis_ends_at_a_round_number(largest: float, top: float) -> None:
    found, ticks = charts.ceiling(largest)
    assert found == pytest.approx(top, rel=0.3)
    assert found >= largest
    assert ticks[0] == 0


def test_words_are_escaped() -> None:
    assert "&lt;b&gt;" in charts._text(0, 0, "<b>")
