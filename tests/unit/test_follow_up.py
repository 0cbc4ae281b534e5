"""The follow-up of the bundled projects, as an institute would ask for it."""

from pathlib import Path

import pytest

from zicht.pipeline.following import follow_up
from zicht.vocabulary.errors import UsageError

NEDERLAND = Path(__file__).parents[2] / "projects" / "nederland"


def test_what_was_called_adopted_and_never_checked_stays_on_the_list() -> None:
    found = follow_up(NEDERLAND, today="2026-11-21")
    whole = found.parts[0]
    assert (whole.made, whole.by_status, whole.unchecked) == (3, {"adopted": 3}, 3)
    assert len(found.late) == whole.overdue == 3


def test_nothing_was_overdue_on_the_day_it_was_made() -> None:
    assert follow_up(NEDERLAND, today="2020-10-16").late == ()


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="not a valid date"):
        follow_up(NEDERLAND, today="morgen")
