"""How a print is set: what floats, and where."""

import pytest

from zicht.reports.printing import _first_pushed

BEFORE = {"end": 3}


@pytest.mark.parametrize(
    ("places", "floats", "found"),
    [
        ([BEFORE, {"id": "chart-1", "page": 3, "after": "para"}], [], ""),
        ([BEFORE, {"id": "chart-1", "page": 4, "after": "para"}], [], "chart-1"),
        ([BEFORE, {"id": "chart-1", "page": 4, "after": "para"}], ["chart-1"], ""),
        ([BEFORE, {"id": "chart-1", "page": 4, "after": "heading"}], [], ""),
        ([BEFORE, {"id": "chart-1", "page": 4, "after": "list"}], [], ""),
        ([{"id": "chart-1", "page": 3, "after": ""}], [], ""),
        ([{"id": "chart-1", "page": 3, "after": "heading"}, {"id": "table-1", "page": 4, "after": "chart"}], [],
         "table-1"),
        ([BEFORE, {"id": "chart-1", "page": 4, "after": "para"}, {"end": 3},
          {"id": "chart-2", "page": 4, "after": "para"}], ["chart-1"], "chart-2"),
    ],
)  # fmt: skip
def test_what_is_pushed_to_a_next_page_floats(
    places: list[dict[str, object]], floats: list[str], found: str
) -> None:
    assert _first_pushed(places, floats) == found
