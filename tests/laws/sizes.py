"""How many cases a law takes: a few in `make test`, ten thousand in `make nightly`."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from tests.conftest import IS_NIGHT


def cases(by_day: int, by_night: int) -> Callable[[Any], Any]:
    """Settings of a law: its number of cases by day and by night; no clock, for a busy machine is no fault."""
    return settings(
        max_examples=by_night if IS_NIGHT else by_day,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
