"""A stranger who has the folder of the invented country's release learns no more than the policy allows."""

from pathlib import Path

import pytest

from tests.laws.stranger import Stranger

KINDS = 1_000
"""Combinations of codes that he lays out at once: larger sets of columns take hours."""


@pytest.mark.nightly
def test_a_stranger_learns_nothing_from_the_folder_of_the_release(
    finished: Path,
) -> None:
    folders = sorted((finished / "releases").glob("*/content"))
    assert folders
    for folder in folders:
        assert Stranger(folder).known_too_well(most_kinds=KINDS) == []
