"""Laws of which delivery counts: whatever arrived when, every day of a part belongs to the latest delivery of it."""

import datetime
import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from zicht.sources import overlaps
from zicht.vault.coverage import coverage, order_of
from zicht.vocabulary.days import Days
from zicht.vocabulary.deliveries import Receipt

FIRST = datetime.date(2024, 1, 1)
LENGTH = 120
PERIODS = st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)).map(
    lambda pair: Days(
        FIRST + datetime.timedelta(days=min(pair)),
        FIRST + datetime.timedelta(days=max(pair)),
    )
)


@st.composite
def receipts(draw: st.DrawFn) -> list[Receipt]:
    """Receipts of one source, some without any accepted row."""
    made = []
    for number in range(draw(st.integers(1, 7))):
        days = draw(PERIODS)
        rows = draw(st.sampled_from((0, 10, 10, 10)))
        accepted = draw(st.sampled_from((0, rows, rows, rows)))
        made.append(
            Receipt(
                delivery_id=f"{number:016x}",
                source="referrals",
                digest=f"{number:064x}",
                form_version=1,
                period=f"{days.first}/{days.last}",
                extracted_on=f"2025-0{draw(st.integers(1, 3))}-01",
                legal_basis="x",
                rows=rows,
                accepted=accepted,
                quarantined=rows - accepted,
                part=draw(st.sampled_from(("", "North", "South"))),
                correction=draw(st.integers(0, 2)),
            )
        )
    return made


@given(receipts(), st.randoms())
@settings(max_examples=200, deadline=None)
def test_the_order_of_arrival_never_matters(
    received: list[Receipt], chance: random.Random
) -> None:
    shuffled = list(received)
    chance.shuffle(shuffled)
    assert coverage(shuffled) == coverage(received)


@given(receipts())
@settings(max_examples=200, deadline=None)
def test_every_day_belongs_to_the_latest_delivery_of_its_part(
    received: list[Receipt],
) -> None:
    covered = coverage(received)
    counting = [one for one in received if one.accepted or not one.rows]
    for part, offset in itertools.product(("", "North", "South"), range(LENGTH + 1)):
        day = FIRST + datetime.timedelta(days=offset)
        having = [
            run.delivery_id for run in covered if run.part == part and day in run.days
        ]
        possible = [one for one in counting if one.part == part and day in one.days]
        latest = max(possible, key=order_of, default=None)
        assert having == ([latest.delivery_id] if latest else [])


@given(receipts())
@settings(max_examples=200, deadline=None)
def test_a_question_about_two_deliveries_is_asked_whichever_came_first(
    received: list[Receipt],
) -> None:
    for one, other in itertools.combinations(received, 2):
        assert bool(overlaps(one, [other])) == bool(overlaps(other, [one]))
