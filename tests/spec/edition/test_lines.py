"""Which marks of a chart are joined: one rule for pages and reports."""

from zicht.edition.charts.fluid import line_chart
from zicht.edition.charts.lines import Line, Point, stretches

YEARS = ("2019", "2020", "2021", "2022", "2023")


def joined(*points: Point, **kind: bool) -> list[list[str]]:
    line = Line("", points, **kind)
    return [[point.period for point in run] for run in stretches(line, YEARS)]


def test_marks_of_periods_that_follow_each_other_are_joined() -> None:
    points = [Point(year, 10.0, "10") for year in YEARS]
    assert joined(*points) == [list(YEARS)]


def test_a_hidden_value_breaks_a_line() -> None:
    hidden = Point("2021", None, "fewer than 5", 0.0, 4.0)
    shown = [Point(year, 10.0, "10") for year in YEARS if year != "2021"]
    points = sorted([*shown, hidden], key=lambda point: point.period)
    assert joined(*points) == [["2019", "2020"], ["2022", "2023"]]


def test_no_line_runs_across_a_period_without_a_figure() -> None:
    points = [Point(year, 10.0, "10") for year in ("2019", "2020", "2023")]
    assert joined(*points) == [["2019", "2020"]]


def test_no_line_leads_to_a_pending_period() -> None:
    points = [Point(year, 10.0, "10", is_pending=year >= "2022") for year in YEARS]
    assert joined(*points) == [["2019", "2020", "2021"]]


def test_loose_marks_are_not_joined_and_stepped_ones_are_across_gaps() -> None:
    points = [Point(year, 10.0, "10") for year in ("2019", "2023")]
    assert joined(*points, is_loose=True) == []
    assert joined(*points, is_stepped=True) == [["2019", "2023"]]


def test_a_line_of_which_every_value_is_withheld_has_an_axis_with_zero_alone() -> None:
    withheld = [Point(year, None, "withheld") for year in YEARS]
    drawn = line_chart([Line("", withheld)], label="People", tick_words={0.0: "0"})
    assert drawn.count('<line class="base"') == 1
    assert '<line class="grid"' not in drawn
