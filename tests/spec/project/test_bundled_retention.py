"""Bundled forms state how long what they deliver may be kept, and on which ground; their figures outlast it."""

import datetime
from pathlib import Path

import pytest

from zicht.pipeline.forgetting import terms_of
from zicht.project.folder import Project
from zicht.project.forms import read_form
from zicht.vault.retention import counts_from, cutoffs_of
from zicht.vocabulary.forms import Form, Role

ROOT = Path(__file__).parents[3]
PACK = ROOT / "src" / "zicht_nl"
VOORBEELDLAND = ROOT / "projects" / "voorbeeldland"
UNITED_KINGDOM = ROOT / "projects" / "united-kingdom"
A_DAY = datetime.date(2026, 11, 30)
"""Of a publication over the years that the projects count now."""
STATISTICS = "AVG, artikel 5 lid 1 onder e en artikel 89 lid 1"


def forms_of(folder: Path) -> list[Form]:
    """Return every form of a pack or project, whether or not a project uses it."""
    return [read_form(path) for path in sorted((folder / "forms").glob("*.toml"))]


def test_every_form_of_people_states_its_terms_and_their_ground() -> None:
    of_people = [form for form in forms_of(PACK) if not form.aggregate]
    assert len(of_people) >= 9
    for form in of_people:
        terms = form.retention
        assert STATISTICS in terms.ground, form.source
        assert terms.payload >= terms.link_fields, form.source
        assert terms.quarantine < terms.payload, form.source
        names_somebody = bool(form.of_role(Role.LINK))
        assert bool(terms.link_fields) == names_somebody, form.source


@pytest.mark.parametrize("folder", [PACK, UNITED_KINGDOM])
def test_public_counts_have_no_term(folder: Path) -> None:
    of_nobody = [form for form in forms_of(folder) if form.aggregate]
    assert of_nobody
    assert not any(form.retention.has_terms for form in of_nobody)


def test_no_day_that_is_counted_is_past_its_term() -> None:
    project = Project.open(VOORBEELDLAND)
    first = datetime.date(min(project.years), 1, 1)
    cutoffs = cutoffs_of(terms_of(project), A_DAY)
    assert cutoffs
    for source in project.forms:
        kept_from = counts_from(cutoffs, source)
        assert kept_from is None or kept_from <= first, source
