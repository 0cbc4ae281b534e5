"""A stranger who has the invented country's release and its site learns no more than the policy allows."""

from pathlib import Path

import pytest

from tests.laws.stranger import Stranger
from tests.laws.stranger_on_site import Site

KINDS = 1_000
"""Combinations of codes that he lays out at once: larger sets of columns take hours."""
OUTLETS = ("data", "table", "words of a picture", "picture", "search", "PDF")


@pytest.mark.nightly
def test_a_stranger_learns_nothing_from_the_folder_of_the_release(
    finished: Path,
) -> None:
    folders = sorted((finished / "releases").glob("*/content"))
    assert folders
    for folder in folders:
        assert Stranger(folder).known_too_well(most_kinds=KINDS) == []


@pytest.mark.parametrize(
    "every", [40, pytest.param(1, marks=pytest.mark.nightly)], ids=["some", "all"]
)
def test_no_outlet_of_the_site_says_more_than_the_cells_of_the_release(
    finished: Path, every: int
) -> None:
    (content,) = (finished / "releases").glob("*/content")
    reading = Site(finished / "site", content).read(every=every)
    assert reading.faults == []
    assert min(reading.n_figures.get(outlet, 0) for outlet in OUTLETS) >= 10
