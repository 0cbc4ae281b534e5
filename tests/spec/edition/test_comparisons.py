"""A stated change is a figure: computed, with bounds that hold, and only between figures of one thing."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.spec.reports import reports_sample

from zicht.edition.addresses import compare, find_figure
from zicht.edition.comparisons import ComparedFigures, change_between, compared
from zicht.edition.edition import Edition, NoSuchFigure
from zicht.edition.figures import CHANGE, CHANGE_IN_POINTS, HARD, Figure
from zicht.edition.permitted import why_refused
from zicht.pipeline.explanation import explain_in
from zicht.vocabulary.definitions import Break
from zicht.vocabulary.figures import Comparison
from zicht.vocabulary.releases import Release
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.text import Text

REASON = Text("Minder meldingen.", "Fewer reports.")
RELEASE = reports_sample.release()


def edition_of(*comparisons: Comparison, release: Release = RELEASE) -> Edition:
    return Edition(replace(release, comparisons=comparisons), "en")


def counted(value: float, lower: float, upper: float, unit: str = "count") -> Figure:
    return Figure(
        "V01:2020", "", value, lower, upper, unit, "People", "2020", bounds_kind=HARD
    )


def change(before: Figure, after: Figure) -> Figure:
    return change_between(edition_of(), before, after)


# ---- what a change is


def test_a_change_of_a_count_is_in_per_cent_of_the_earlier_one() -> None:
    """From 100 (98 to 102) to 60 (58 to 62): at most 62/98, at least 58/102."""
    fall = change(counted(100, 98, 102), counted(60, 58, 62))
    assert (fall.number, fall.value, fall.unit) == ("\u221240%", -40.0, CHANGE)
    assert (fall.lower, fall.upper) == (-44, -36)
    assert fall.qualifier == "between \u221244% and \u221236%"


def test_a_change_of_a_share_is_in_percentage_points() -> None:
    rise = change(
        counted(30.0, 29.5, 30.5, "share"), counted(33.0, 32.5, 33.5, "share")
    )
    assert (rise.number, rise.unit) == ("+3 percentage points", CHANGE_IN_POINTS)
    assert (rise.lower, rise.upper) == (2.0, 4.0)


def test_exact_figures_have_an_exact_change() -> None:
    same = change(counted(50, 50, 50), counted(75, 75, 75))
    assert (same.number, same.lower, same.upper) == ("+50.0%", 50.0, 50.0)
    assert not same.qualifier


def test_a_change_whose_bounds_lie_far_apart_is_shown_as_bounds_only() -> None:
    wide = change(counted(30, 26, 34), counted(40, 36, 44))
    assert wide.value is None
    assert wide.status == Status.BANDED
    assert wide.number == "between +5% and +70%"


@pytest.mark.parametrize("before", [counted(15, 11, 19), counted(22, 0, 24)])
def test_a_change_from_very_few_is_withheld(before: Figure) -> None:
    hidden = change(before, counted(60, 58, 62))
    assert (hidden.value, hidden.lower, hidden.status) == (None, None, Status.WITHHELD)


def test_a_change_from_a_hidden_figure_says_nothing_of_it() -> None:
    banded = replace(counted(0, 0, 9), value=None, status=Status.BANDED)
    assert change(banded, counted(60, 58, 62)).number == "withheld"


def test_nothing_is_computed_from_a_change() -> None:
    fall = change(counted(100, 98, 102), counted(60, 58, 62))
    with pytest.raises(NoSuchFigure, match="cannot be used in a computation"):
        change(fall, counted(60, 58, 62))


@st.composite
def figures_with_truths(draw: st.DrawFn) -> tuple[Figure, float]:
    value = draw(st.integers(20, 5_000))
    lower = value - draw(st.integers(0, 12))
    upper = value + draw(st.integers(0, 12))
    truth = draw(st.floats(lower, upper))
    return counted(value, lower, upper), truth


@given(figures_with_truths(), figures_with_truths())
def test_the_true_change_lies_between_the_bounds(
    before: tuple[Figure, float], after: tuple[Figure, float]
) -> None:
    percentage = change(before[0], after[0])
    assert percentage.lower is not None
    assert percentage.upper is not None
    truth = 100 * (after[1] / before[1] - 1)
    assert percentage.lower - 1e-6 <= truth <= percentage.upper + 1e-6


# ---- what a sentence says of it


def stated(before: Figure, after: Figure) -> ComparedFigures:
    """Return a change of two figures as pages state it."""
    declared = Comparison("rise", "V01:2023", "V01:2024", REASON)
    return compared(edition_of(), declared, before, after)


@given(figures_with_truths(), figures_with_truths())
def test_a_sentence_says_no_direction_where_the_bounds_allow_both(
    first: tuple[Figure, float], second: tuple[Figure, float]
) -> None:
    shown = stated(first[0], second[0])
    lower, upper = shown.figure.lower, shown.figure.upper
    if lower is None or upper is None:
        return
    if "rose" in shown.sentence:
        assert lower >= 0
    if "fell" in shown.sentence:
        assert upper <= 0
    if "stayed the same" in shown.sentence:
        assert lower >= 0 or upper <= 0


@given(figures_with_truths(), figures_with_truths())
def test_a_sentence_holds_no_size_that_its_two_figures_would_contradict(
    first: tuple[Figure, float], second: tuple[Figure, float]
) -> None:
    """From 31% to 37% is 6 points; that the change lies between -2 and +16 stands beside the sentence."""
    shown = stated(first[0], second[0])
    bounds = shown.figure.bounds
    assert not bounds or bounds not in shown.sentence


# ---- what may be compared


def test_a_declared_change_has_an_address_a_definition_and_a_reason() -> None:
    comparison = Comparison("reported", "V01:2019", "V01:2024", REASON)
    edition = edition_of(comparison)
    assert why_refused(edition, comparison) == ""
    figure = find_figure(edition, "reported")
    before, after = (
        find_figure(edition, f"V01:{year}").number for year in (2019, 2024)
    )
    shown = compare(edition, comparison)
    assert figure.number == shown.figure.number
    assert f"from {before} in 2019 to {after} in 2024" in shown.definition
    assert shown.reason == "Fewer reports."


def test_explain_says_what_a_change_compares_and_why() -> None:
    explained = explain_in(
        edition_of(Comparison("reported", "V01:2019", "V01:2024", REASON)), "reported"
    )
    assert explained["reason"] == "Fewer reports."
    assert explained["from"] == "V01:2019"
    assert explained["kind of bounds"] == "guaranteed by the gate"
    assert str(explained["between"]).startswith("between")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("V01:2024", "V01:2019", "not of an earlier period"),
        ("V01:2019", "D01:2024", "differ in"),
        ("V01:2019", "V01:2024:vorm=AU", "differ in where"),
        ("S01:2023", "S01:2024", "a break of 2024 lies between"),
        ("K03:2019", "K03:2024", "cases may still run"),
    ],
)
def test_figures_that_do_not_compare_are_refused(before, after, words) -> None:
    comparison = Comparison("x", before, after, REASON)
    assert words in why_refused(edition_of(comparison), comparison)


def test_a_break_may_be_crossed_with_the_reason_why() -> None:
    across = Text("Alleen de artikelen veranderden.", "Only the articles changed.")
    comparison = Comparison("x", "S01:2023", "S01:2024", REASON, across)
    edition = edition_of(comparison)
    assert why_refused(edition, comparison) == ""
    assert "Only the articles changed." in compare(edition, comparison).reason


def test_a_reason_to_cross_where_nothing_breaks_is_refused() -> None:
    comparison = Comparison("x", "V01:2019", "V01:2020", REASON, REASON)
    assert "no break lies between" in why_refused(edition_of(comparison), comparison)


def test_a_block_of_years_that_holds_a_break_is_not_compared() -> None:
    """Of 2022 to 2024 a half year is of another law."""
    indicator = replace(RELEASE.indicators["L01S"], breaks=(Break(2024, REASON),))
    release = replace(RELEASE, indicators={**RELEASE.indicators, "L01S": indicator})
    comparison = Comparison("x", "L01S:2019-2021", "L01S:2022-2024", REASON)
    assert "a break of 2024" in why_refused(
        edition_of(comparison, release=release), comparison
    )


# ---- figures printed elsewhere


def cited_pair(first: str, second: str, unit: str) -> Edition:
    template = next(figure for figure in RELEASE.cited if figure.identity is not None)
    pair = tuple(
        replace(
            template,
            id=name,
            value=Decimal(value),
            unit=unit,
            period=period,
            qualifier=None,
        )
        for name, value, period in (("then", first, "2020"), ("now", second, "2024"))
    )
    comparison = Comparison("x", "then", "now", REASON)
    return edition_of(comparison, release=replace(RELEASE, cited=pair))


def test_a_count_that_was_printed_to_the_last_unit_has_an_exact_change() -> None:
    figure = find_figure(cited_pair("868", "944", "persons"), "x")
    assert (figure.number, figure.bounds, figure.qualifier) == ("+8.8%", "", "")


def test_a_change_from_very_few_is_withheld_where_they_were_printed_too() -> None:
    """In whatever unit people are counted; a sum of money may be small."""
    for unit in ("persons", "cases"):
        figure = find_figure(cited_pair("10", "15", unit), "x")
        assert (figure.value, figure.status) == (None, Status.WITHHELD)


def test_a_percentage_was_rounded_in_its_last_digit() -> None:
    figure = find_figure(cited_pair("48", "51", "percent"), "x")
    assert figure.number == "+3 percentage points"
    assert (figure.lower, figure.upper) == (2, 4)
