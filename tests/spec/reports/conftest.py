"""The sample release, and every bundled report built once."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.sharing import made_once

sys.path.append(str(Path(__file__).parent))

import reports_sample as sample
from tests.dutch import NAMES, ROLES, read_cited, read_content

from zicht.figures.reconcile import reconcile
from zicht.figures.register import Register
from zicht.project.cited import read_checks, read_key_figures
from zicht.project.folder import Project
from zicht.project.references import Known
from zicht.project.reports import read_reports
from zicht.reports import building
from zicht.reports.briefing import writing
from zicht.vocabulary.releases import Release

PROJECTS = Path(__file__).parents[3] / "projects"


@pytest.fixture(scope="session")
def small() -> Release:
    """Give a release with two indicators, two prints of one figure, and recommendations."""
    return sample.release(only=("V01", "V03", "L01", "L01S"))


@pytest.fixture(scope="session")
def invented() -> Release:
    """Give the reports of the invented country on figures from a formula, approved with demonstration keys."""
    folder = PROJECTS / "voorbeeldland"
    cited = read_cited(folder)
    checks = reconcile(Register(cited), read_checks(folder))
    made = sample.release(*read_reports(folder), approvals=2)
    return replace(made, cited=cited, reconciliations=checks)


@pytest.fixture(scope="session")
def published() -> Release:
    """Give the reports of the Netherlands on the register of printed figures."""
    folder = PROJECTS / "nederland"
    cited = read_cited(folder)
    content = read_content(folder, known=Known({figure.id for figure in cited}))
    return Release(
        digest="9e" * 32,
        face=replace(Project.open(folder).face, invented=False),
        names=NAMES,
        roles=ROLES,
        cited=cited,
        reconciliations=reconcile(Register(cited), read_checks(folder)),
        key_figures=read_key_figures(folder),
        documents=(*content.documents, *read_reports(folder)),
    )


@pytest.fixture(scope="session")
def shelf(
    invented: Release, published: Release, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Build every bundled report and some briefs, once for all tests."""

    def build(folder: Path) -> None:
        for name, release in (("voorbeeldland", invented), ("nederland", published)):
            building.build(release, folder / name)
        writing.brief(invented, area="Dorpveld", out=folder / "voorbeeldland")
        writing.brief(published, theme="sgtk", out=folder / "nederland")

    return made_once(tmp_path_factory, "shelf", build)
