"""Curves and incidences, against lifelines, scikit-survival and R on their own data."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from zicht.methods.following import (
    aalen_johansen,
    course,
    days_at_liberty,
    kaplan_meier,
)
from zicht.vocabulary.errors import IndicatorError

FACTS = Path(__file__).parents[1] / "data" / "following"
Ints = NDArray[np.int64]


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FACTS / f"{name}.csv").open(encoding="utf-8") as file:
        yield from csv.DictReader(file)


def people(name: str) -> tuple[Ints, Ints]:
    read = list(rows(name))
    return tuple(
        np.array([int(float(row[column])) for row in read])
        for column in ("time", "event")
    )


@pytest.mark.parametrize(
    "row", list(rows("kaplan_meier")), ids=lambda row: f"{row['set']}-{row['at']}"
)
def test_survival_and_interval_are_those_of_lifelines_and_scikit_survival(
    row: dict[str, str],
) -> None:
    curve = kaplan_meier(course(*people(row["set"])), [int(row["at"])])
    survival = 1 - curve.share[0, 0]
    ends = (1 - curve.upper[0, 0], 1 - curve.lower[0, 0])
    assert survival == pytest.approx(float(row["survival"]), abs=1e-9)
    assert ends == pytest.approx((float(row["lower"]), float(row["upper"])), abs=1e-9)


@pytest.mark.parametrize(
    "row", list(rows("r_kaplan_meier")), ids=lambda row: f"{row['set']}-{row['day']}"
)
def test_survival_interval_and_people_at_risk_are_those_of_r(
    row: dict[str, str],
) -> None:
    """R 4.2.2, survival 3.5-3: `survfit(conf.type = "log-log")`."""
    curve = kaplan_meier(course(*people(row["set"])), [int(row["day"])])
    assert 1 - curve.share[0, 0] == pytest.approx(float(row["survival"]), abs=1e-9)
    assert curve.standard_error[0, 0] == pytest.approx(float(row["se"]), abs=1e-9)
    assert curve.at_risk[0, 0] == int(float(row["at_risk"]))
    assert 1 - curve.upper[0, 0] == pytest.approx(float(row["lower"]), abs=1e-9)


@pytest.mark.parametrize(
    "row", list(rows("aalen_johansen")), ids=lambda row: f"{row['cause']}-{row['at']}"
)
def test_an_incidence_and_its_interval_are_those_of_scikit_survival(
    row: dict[str, str],
) -> None:
    """Progression and death in monoclonal gammopathy (mgus2 of the R package survival)."""
    curve = aalen_johansen(
        course(*people("mgus2")), int(row["cause"]), [int(row["at"])]
    )
    ends = (curve.lower[0, 0], curve.upper[0, 0])
    assert curve.share[0, 0] == pytest.approx(float(row["share"]), abs=1e-9)
    assert ends == pytest.approx((float(row["lower"]), float(row["upper"])), abs=1e-6)


@pytest.mark.parametrize(
    "row",
    list(rows("r_aalen_johansen")),
    ids=lambda row: f"{row['cause']}-{row['month']}",
)
def test_an_incidence_is_that_of_r(row: dict[str, str]) -> None:
    """`survfit` of several states, and `cuminc` of cmprsk 2.2-11 with its variance."""
    curve = aalen_johansen(
        course(*people("mgus2")), int(row["cause"]), [int(row["month"])]
    )
    assert curve.share[0, 0] == pytest.approx(float(row["share"]), abs=1e-9)
    assert curve.share[0, 0] == pytest.approx(float(row["cmprsk_share"]), abs=1e-9)
    error = float(row["cmprsk_var"]) ** 0.5
    assert curve.standard_error[0, 0] == pytest.approx(error, rel=2e-3)


ONE_PERSON = st.tuples(st.integers(0, 30), st.integers(0, 3), st.integers(0, 2))


@settings(max_examples=100, deadline=None)
@given(st.lists(ONE_PERSON, min_size=1, max_size=60))
def test_causes_add_up_to_whatever_happened(
    everybody: list[tuple[int, int, int]],
) -> None:
    days, causes, groups = (np.array(column) for column in zip(*everybody, strict=True))
    counted = course(days, causes, groups=groups)
    at = list(range(32))
    whatever = kaplan_meier(counted, at)
    n_causes = counted.events.shape[1]
    apart = sum(aalen_johansen(counted, n + 1, at).share for n in range(n_causes))
    assert apart == pytest.approx(whatever.share, abs=1e-9)
    assert np.all(np.diff(whatever.share, axis=1) >= -1e-12)


@settings(max_examples=100, deadline=None)
@given(st.lists(ONE_PERSON, min_size=1, max_size=60))
def test_a_group_is_counted_as_if_it_stood_alone(
    everybody: list[tuple[int, int, int]],
) -> None:
    days, causes, groups = (np.array(column) for column in zip(*everybody, strict=True))
    together = kaplan_meier(course(days, causes, groups=groups), [5, 20])
    for group in np.unique(groups):
        own = groups == group
        alone = kaplan_meier(course(days[own], causes[own]), [5, 20])
        for name in ("share", "lower", "upper", "at_risk"):
            expected = getattr(alone, name)[0]
            assert getattr(together, name)[group] == pytest.approx(expected)


def test_nobody_is_at_risk_before_entering() -> None:
    """Left truncation: on day 3 the second person is not yet followed."""
    late = course([3, 5], [1, 1], entered=[0, 4])
    assert late.at_risk[0].tolist() == [0, 1, 1, 1, 0, 1]
    assert kaplan_meier(late, [3]).share[0, 0] == 1.0


def test_who_enters_on_the_last_day_was_never_followed() -> None:
    """As in R, where a time must end after it begins: the event would have nobody at risk."""
    with pytest.raises(IndicatorError, match="not before the time ended"):
        course([3, 5], [1, 1], entered=[3, 0])


def test_detention_stops_the_clock() -> None:
    """Stays that overlap count once; what lies outside the time that is followed, not."""
    begin, end = np.array([100, 100, 100]), np.array([465, 465, 465])
    person = np.array([0, 0, 0, 1, 1])
    detained = np.array([110, 120, 300, 50, 460])
    released = np.array([150, 130, 310, 105, 900])
    net = days_at_liberty(
        begin, end, person=person, detained=detained, released=released
    )
    assert net.tolist() == [365 - 40 - 10, 365 - 5 - 5, 365]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 60), st.integers(0, 30)),
        max_size=20,
    )
)
def test_days_at_liberty_are_those_of_a_calendar(
    stays: list[tuple[int, int, int]],
) -> None:
    """Each day of each person marked, one by one."""
    begin, end = np.array([5, 10, 20, 30]), np.array([40, 60, 20, 50])
    person, detained, length = (
        np.array([stay[n] for stay in stays], dtype=np.int64) for n in range(3)
    )
    net = days_at_liberty(
        begin, end, person=person, detained=detained, released=detained + length
    )
    for number, days in enumerate(net.tolist()):
        free = set(range(begin[number], end[number]))
        for who, first, many in stays:
            free -= set(range(first, first + many)) if who == number else set()
        assert days == len(free)


@pytest.mark.parametrize(
    ("days", "causes", "words"),
    [([1, 2], [0], "differ in length"), ([-1], [1], "negative"), ([10**9], [1], "too many")],
)  # fmt: skip
def test_what_cannot_be_counted_is_refused(
    days: list[int], causes: list[int], words: str
) -> None:
    with pytest.raises(IndicatorError, match=words):
        course(days, causes)


@settings(max_examples=50, deadline=None)
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 2), st.integers(1, 5)),
        min_size=1,
        max_size=30,
    )
)
def test_a_row_may_stand_for_several_people(
    rows: list[tuple[int, int, int]],
) -> None:
    days, cause, people = np.array(rows).T
    at_once = course(days, cause, people=people)
    one_by_one = course(np.repeat(days, people), np.repeat(cause, people))
    n_days = one_by_one.at_risk.shape[1]
    horizons = [0, 3, 20, 39, 40, 90]
    assert np.array_equal(at_once.at_risk, one_by_one.at_risk)
    assert np.array_equal(at_once.events, one_by_one.events)
    happened = [
        int(people[(cause > 0) & (days <= horizon)].sum()) for horizon in horizons
    ]
    followed = [int(people[days > horizon].sum()) for horizon in horizons]
    assert n_days == days.max() + 1
    assert one_by_one.happened_by(horizons)[0].tolist() == happened
    assert one_by_one.followed_after(horizons)[0].tolist() == followed


def test_deaths_as_censoring_differ_from_deaths_as_competing_by_half_a_point() -> None:
    """Three per thousand a year die, 45% again in five years.

    Kaplan and Meier's curve is of people who live and stay; that of Aalen and Johansen counts those who died or left
    as people to whom it never happened. ADR 0200 says why the first is printed.
    """
    random = np.random.default_rng(7)
    n, five_years = 200_000, 1826
    again = random.exponential(five_years / -np.log(0.55), n)
    gone = random.exponential(365.25 / 0.003, n)
    ended = np.minimum(np.minimum(again, gone), 2557.0)
    cause = np.where(ended == again, 1, np.where(ended == gone, 2, 0))
    days = ended.astype(np.int64)
    censored = kaplan_meier(course(days, cause == 1), [five_years]).share[0, 0]
    competing = aalen_johansen(course(days, cause), 1, [five_years]).share[0, 0]
    assert censored == pytest.approx(0.45, abs=0.005)
    assert 0.001 < censored - competing < 0.005
