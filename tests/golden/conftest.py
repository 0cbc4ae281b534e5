"""The invented country, small, run through the real command line."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.dutch import NAMES, ROLES, read_cited, read_content
from tests.sharing import made_once
from zicht import release as room
from zicht import site
from zicht.figures.reconcile import reconcile
from zicht.figures.register import Register
from zicht.project.cited import read_checks, read_key_figures
from zicht.project.folder import Project
from zicht.project.references import Known
from zicht.project.reports import read_reports
from zicht.vocabulary.releases import Release

ROOT = Path(__file__).parents[2]
ZICHT = Path(sys.executable).with_name("zicht")
SCALE = "0.5"
"""Smaller, and reports name figures that are hidden, which stops the release."""
SMALLEST_SCALE = "0.1"
"""For tests of what a run does, and not of what it counts."""


def run_zicht(
    *arguments: str | Path, check: bool = True, temporary: Path | None = None
) -> subprocess.CompletedProcess[str]:
    environment = (
        dict(os.environ)
        if temporary is None
        else {**os.environ, "TMPDIR": str(temporary)}
    )
    done = subprocess.run(
        [ZICHT, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=3600,  # against hanging; a machine under load may take long
    )
    if check and done.returncode:
        pytest.fail(
            f"zicht {' '.join(map(str, arguments))} left with {done.returncode}:\n{done.stderr}"
        )
    return done


def new_project(folder: Path) -> Path:
    """Copy the settings of the invented country, and nothing it made."""
    source = ROOT / "projects" / "voorbeeldland"
    made = (
        "deliveries",
        "truth",
        "releases",
        "site",
        ".zicht",
        "journal",
        "geography",
    )
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(*made))
    settings = folder / "zicht.toml"
    # Without slips of the pen every figure must equal the truth; tests of linkage have countries with slips.
    words = settings.read_text().replace(
        "municipalities = 345", "municipalities = 100\nnoise = 0.0"
    )
    settings.write_text(words.replace("replicates = 500", "replicates = 20"))
    return folder


@pytest.fixture(scope="session", name="delivered")
def small_country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Deliveries and truth of a small invented country; copy it before changing anything."""

    def invent(folder: Path) -> None:
        project = new_project(folder / "voorbeeldland")
        run_zicht("invent", project, "--scale", SCALE)

    return made_once(tmp_path_factory, "delivered", invent) / "voorbeeldland"


@pytest.fixture(scope="session", name="finished")
def small_country_run(
    delivered: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The small country after one run; read only."""

    def run(folder: Path) -> None:
        project = folder / "voorbeeldland"
        shutil.copytree(delivered, project)
        run_zicht("run", project)

    return made_once(tmp_path_factory, "finished", run) / "voorbeeldland"


def smallest_project(folder: Path) -> Path:
    """Copy the settings of the invented country as small as can be: a run takes half as long.

    It has no reports, whose sentences name figures that are hidden in so small a country.
    """
    project = new_project(folder)
    shutil.rmtree(project / "reports")
    settings = project / "zicht.toml"
    words = settings.read_text()
    settings.write_text(words.replace("municipalities = 100", "municipalities = 40"))
    return project


@pytest.fixture(scope="session", name="smallest")
def smallest_country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Deliveries and truth of the smallest invented country; copy it before changing anything."""

    def invent(folder: Path) -> None:
        project = smallest_project(folder / "voorbeeldland")
        run_zicht("invent", project, "--scale", SMALLEST_SCALE)

    return made_once(tmp_path_factory, "smallest", invent) / "voorbeeldland"


@pytest.fixture(scope="session", name="smallest_run")
def smallest_country_run(
    smallest: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The smallest country after one run; copy it before changing anything."""

    def run(folder: Path) -> None:
        project = folder / "voorbeeldland"
        shutil.copytree(smallest, project)
        run_zicht("run", project)

    return made_once(tmp_path_factory, "smallest-run", run) / "voorbeeldland"


@pytest.fixture(scope="session")
def counted(finished: Path) -> tuple[Release, Path]:
    """Release of the invented country, and its site with the reports on it."""
    return room.read(room.find(finished / "releases", "")), finished / "site"


@pytest.fixture(scope="session")
def cited(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Path]:
    """Release of the figures that were printed about the Netherlands, and its site."""
    folder = ROOT / "projects" / "nederland"
    figures = read_cited(folder)
    content = read_content(folder, known=Known({figure.id for figure in figures}))
    release = Release(
        digest="9e" * 32,
        face=replace(Project.open(folder).face, invented=False),
        names=NAMES,
        roles=ROLES,
        cited=figures,
        reconciliations=reconcile(Register(figures), read_checks(folder)),
        key_figures=read_key_figures(folder),
        documents=(*content.documents, *read_reports(folder)),
    )
    out = tmp_path_factory.mktemp("nederland") / "site"
    site.build(release, out)
    return release, out
