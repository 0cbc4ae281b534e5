"""Proof passes over a figure that does not say what it is about, so that each bundled one must say it."""

from pathlib import Path

import pytest
from tests.dutch import read_cited

PROJECTS = Path(__file__).parents[3] / "projects"


@pytest.mark.parametrize("project", ["nederland", "voorbeeldland"])
def test_every_cited_figure_of_a_bundled_project_says_what_it_is_about(
    project: str,
) -> None:
    cited = read_cited(PROJECTS / project)
    silent = {figure.series for figure in cited if not figure.about}
    assert cited
    assert silent == set()
