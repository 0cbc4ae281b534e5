"""Attacks on curves of survival: enumerate the numbers of events that a print allows.

A point on a curve of N people with its Greenwood interval named the number of events:
"1% (0 to 4)" of 370 is exactly 5. Curves are computed from protected counts since.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.secret import SECRET

from zicht.disclosure.curves import counts_of, course_of, curves, life_table
from zicht.disclosure.gate import publish
from zicht.vocabulary.dimensions import TOTAL, Dimension
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Protected
from zicht.vocabulary.spans import Person, SpanCell, SpanTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable, Draft

POLICY = Policy("curves", "1", "test", minimum_mean_count=0.0)
YEAR = Dimension("year", ("2020",))
FIELD = Dimension("veld", ("mh", "sgtk"))
STEPS = {"m06": 183, "m12": 365, "m24": 731}
People = dict[str, tuple[Person, ...]]


def people(rng: np.random.Generator, n: int, risk: float) -> tuple[Person, ...]:
    """Courses of n people: it happens, or they are lost, or nobody looks any longer."""
    ended = rng.random(n) < risk
    days = rng.integers(1, 1500, n)
    return tuple(sorted(((int(d), bool(e)),) for d, e in zip(days, ended, strict=True)))


def drafted(cells: People, *, unfollowed: int = 0) -> Draft:
    """Two fields and their margin, each with its course, in a universe of counts."""
    everybody = {**cells, TOTAL: (*cells["mh"], *cells["sgtk"])}
    codes = ("mh", "sgtk", TOTAL)
    extra = {"mh": unfollowed, "sgtk": 0, TOTAL: unfollowed}
    counts = CountTable(
        "u",
        (YEAR, FIELD),
        (np.full(3, "2020"), np.asarray(codes)),
        np.asarray([len(everybody[code]) + extra[code] for code in codes]),
    )
    spans = SpanTable(
        "V", "survival", "u", {}, ("year", "veld"), "termijn", STEPS,
        tuple(SpanCell.of(("2020", code), everybody[code]) for code in codes),
    )  # fmt: skip
    return Draft((counts,), (spans,))


def published(draft: Draft, ledger: Ledger | None = None) -> Protected:
    return publish(draft, POLICY, sign=bytes.hex, secret=SECRET, ledger=ledger)


def points(protected: Protected) -> dict[tuple[str, str], tuple[float, float, float]]:
    """Printed points by field and horizon."""
    (spans,) = protected.spans
    rows = zip(
        spans.codes[1].tolist(), spans.codes[2].tolist(),
        spans.values.tolist(), spans.lower.tolist(), spans.upper.tolist(), strict=True,
    )  # fmt: skip
    return {(f, h): (v, low, up) for f, h, v, low, up in rows if not np.isnan(v)}


def exact_print(n: int, events: int, step: float) -> tuple[float, float, float]:
    """A point made from true numbers, as it was printed before: nobody is lost."""
    ((value, low, up),) = life_table(n, [events], [n - events])
    return (
        float(np.floor(100 * value / step + 0.5) * step),
        float(np.floor(100 * low / step) * step),
        float(np.ceil(100 * up / step) * step),
    )


def test_the_attack_names_the_events_behind_a_point_of_true_numbers():
    """1% of 370 people, printed as 366 to 374: 15 of 37 points of a release fell."""
    printed = exact_print(370, 5, 1.0)
    found = {
        events
        for n in range(366, 375)
        for events in range(1, 100)
        if exact_print(n, events, 1.0) == printed
    }
    assert len(found) < POLICY.threshold


@pytest.mark.parametrize("seed", range(6))
def test_the_attack_leaves_a_threshold_of_events_behind_a_printed_point(seed):
    """The attacker knows the method, and tries every number of events and of people."""
    rng = np.random.default_rng(seed)
    sizes = {"mh": int(rng.integers(150, 400)), "sgtk": int(rng.integers(150, 400))}
    draft = drafted({f: people(rng, n, 0.15) for f, n in sizes.items()})
    protected = published(draft)
    course = protected.tables[1]
    cells = {
        (str(field), str(code)): (int(low), int(up))
        for field, code, low, up in zip(
            course.codes[1], course.codes[2], course.lower, course.upper, strict=True
        )
    }
    printed = points(protected)
    assert printed
    for field, horizon in printed:
        low, up = cells[field, f"happened by {horizon}"]
        rounded = (low + up) // 2
        # Whoever tries a number of events rounds it as the gate would: up or down.
        fits = [
            events
            for events in range(low, up + 1)
            if rounded in (events // 5 * 5, -(-events // 5) * 5)
        ]
        assert len(fits) >= POLICY.threshold


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.02, 0.8))
def test_a_curve_says_nothing_that_its_printed_counts_do_not(seed, risk):
    """Other people behind the same printed counts give the same curve."""
    rng = np.random.default_rng(seed)
    draft = drafted(
        {field: people(rng, int(rng.integers(20, 400)), risk) for field in FIELD.leaves}
    )
    try:
        protected = published(draft)
    except DisclosureRefused:
        return
    strangers = drafted({field: people(rng, 30, 0.5) for field in FIELD.leaves})
    (again,) = [curves(table, protected.tables, POLICY) for table in strangers.spans]
    assert np.array_equal(again.values, protected.spans[0].values, equal_nan=True)
    assert np.array_equal(again.lower, protected.spans[0].lower, equal_nan=True)
    assert np.array_equal(again.upper, protected.spans[0].upper, equal_nan=True)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.02, 0.8))
def test_every_count_behind_a_curve_keeps_a_threshold_of_possible_numbers(seed, risk):
    rng = np.random.default_rng(seed)
    draft = drafted(
        {
            field: people(rng, int(rng.integers(20, 400)), risk)
            for field in FIELD.leaves
        },
        unfollowed=int(rng.integers(0, 9)),
    )
    try:
        protected = published(draft)
    except DisclosureRefused:
        return
    course = protected.tables[1]
    true = counts_of(draft.spans[0], draft.tables)
    is_shown = course.statuses == Status.PUBLISHED
    assert np.all(course.upper - course.lower >= POLICY.base - 1)
    assert np.all(course.values[is_shown] % POLICY.base == 0)
    keys = dict(zip(true.keys(), true.counts.tolist(), strict=True))
    for key, low, up in zip(course.keys(), course.lower, course.upper, strict=True):
        assert low <= keys.get(key, 0) <= up


def test_a_curve_never_falls_and_lies_within_its_interval():
    rng = np.random.default_rng(3)
    draft = drafted({field: people(rng, 900, 0.3) for field in FIELD.leaves})
    printed = points(published(draft))
    for field in (*FIELD.leaves, TOTAL):
        own = [printed[field, code] for code in STEPS if (field, code) in printed]
        assert own
        assert [value for value, _, _ in own] == sorted(value for value, _, _ in own)
        assert all(low <= value <= up for value, low, up in own)


def test_a_curve_is_near_the_share_of_those_to_whom_it_happened():
    """1,000 people, none lost: 300 within half a year, 450 within a year."""
    courses = [
        *[((100, True),)] * 300,
        *[((300, True),)] * 150,
        *[((2000, False),)] * 550,
    ]
    draft = drafted(
        {"mh": tuple(courses), "sgtk": people(np.random.default_rng(1), 60, 0.3)}
    )
    printed = points(published(draft))
    assert printed["mh", "m06"][0] == pytest.approx(30, abs=1)
    assert printed["mh", "m12"][0] == pytest.approx(45, abs=1)
    assert printed["mh", "m24"] == printed["mh", "m12"]


def test_without_events_or_with_few_followed_no_point_is_printed():
    quiet = tuple(((2000, False),) for _ in range(300))
    few = tuple(((5 + n, True),) for n in range(9))
    assert not points(published(drafted({"mh": quiet, "sgtk": ()})))
    assert not points(published(drafted({"mh": few, "sgtk": few})))


def test_a_course_adds_up_in_both_ways():
    """Happened, lost, still followed and not followed: everybody once."""
    rng = np.random.default_rng(5)
    draft = drafted({f: people(rng, 50, 0.4) for f in FIELD.leaves}, unfollowed=4)
    table = counts_of(draft.spans[0], draft.tables)
    course = course_of(draft.spans[0])
    counts = {
        str(code): int(n)
        for field, code, n in zip(
            table.codes[1], table.codes[2], table.counts, strict=True
        )
        if field == "mh"
    }
    assert sum(counts[leaf] for leaf in course.leaves) == counts[TOTAL] == 54
    assert counts["followed"] == 50
    by = [counts[f"happened by {code}"] for code in STEPS]
    assert by == sorted(by)


def test_spans_of_more_people_than_are_counted_are_refused():
    draft = drafted(
        {field: people(np.random.default_rng(1), 30, 0.5) for field in FIELD.leaves}
    )
    (spans,) = draft.spans
    more = SpanTable(
        spans.indicator, spans.shape, spans.universe, {}, spans.names, spans.statistic,
        spans.steps, tuple(SpanCell.of(cell.codes, (*cell.people, ((1, True),))) for cell in spans.cells),
    )  # fmt: skip
    with pytest.raises(DisclosureRefused, match="follows more people"):
        counts_of(more, draft.tables)


def test_a_curve_of_the_next_release_keeps_the_counts_that_did_not_change():
    rng = np.random.default_rng(11)
    first = {field: people(rng, 300, 0.3) for field in FIELD.leaves}
    before = published(drafted(first))
    ledger = Ledger().entered("one", before)
    after = published(drafted({**first, "mh": (*first["mh"], ((40, True),))}), ledger)
    old, new = points(before), points(after)
    assert {key: old[key] for key in old if key[0] == "sgtk"} == {
        key: new[key] for key in new if key[0] == "sgtk"
    }
