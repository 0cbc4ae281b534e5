"""The invented country, small, and Albion, which is smaller still, run through the real command line."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.dutch import NAMES, ROLES, read_cited, read_content
from tests.golden import albion
from tests.sharing import made_once
from tests.sites import build_site
from zicht.figures.reconcile import reconcile
from zicht.figures.register import Register
from zicht.project.cited import read_checks, read_key_figures
from zicht.project.folder import Project
from zicht.project.references import Known
from zicht.project.reports import read_reports
from zicht.release import store
from zicht.vocabulary.releases import Release

ROOT = Path(__file__).parents[2]
ZICHT = Path(sys.executable).with_name("zicht")
SCALE = "0.5"
"""Smaller, and reports name figures that are hidden, which stops the release."""
SMALLEST_SCALE = "0.1"
"""For the nightly tests of what a run does, and not of what it counts."""
MARKER = "QXZWKJV"
"""Stands in every name and record key of the small country: the attack on the chain looks for it everywhere."""


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


def marked_project(folder: Path) -> Path:
    """Copy the settings of the invented country, in which every identity carries the marker."""
    project = new_project(folder)
    settings = project / "zicht.toml"
    words = settings.read_text()
    settings.write_text(words.replace("[invent]", f'[invent]\nmarker = "{MARKER}"', 1))
    return project


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


def changed_copy(
    source: Path,
    temporary: pytest.TempPathFactory,
    name: str,
    change: Callable[[Path], object],
) -> Path:
    """Copy a project once for all workers and change the copy."""

    def copy_and_change(folder: Path) -> None:
        project = folder / source.name
        shutil.copytree(source, project)
        change(project)

    return made_once(temporary, name, copy_and_change) / source.name


def invented(
    temporary: pytest.TempPathFactory,
    name: str,
    new: Callable[[Path], Path],
    scale: str,
) -> Path:
    """Invent a country once for all workers."""

    def invent(folder: Path) -> None:
        run_zicht("invent", new(folder / "voorbeeldland"), "--scale", scale)

    return made_once(temporary, name, invent) / "voorbeeldland"


def run_once(project: Path) -> None:
    """Count what was delivered, make a release of it and its pages."""
    run_zicht("run", project)


def run_watched(project: Path, verb: str, *options: str) -> None:
    """Run a verb, and keep beside the project what it said (said.txt) and what it left in its temporary folder (tmp).

    The attack on the chain searches both.
    """
    temporary = project.with_name("tmp")
    temporary.mkdir(exist_ok=True)
    done = run_zicht(verb, project, *options, temporary=temporary)
    with project.with_name("said.txt").open("a") as said:
        said.write(done.stdout + done.stderr)


def delivered_country(temporary: pytest.TempPathFactory) -> Path:
    """Return the small invented country before its first run, see `run_watched` for what stands beside it."""

    def invent(folder: Path) -> None:
        project = marked_project(folder / "voorbeeldland")
        run_watched(project, "invent", "--scale", SCALE)

    return made_once(temporary, "delivered", invent) / "voorbeeldland"


def finished_country(temporary: pytest.TempPathFactory) -> Path:
    """Return the small invented country after its first run, see `run_watched` for what stands beside it."""

    def finish(folder: Path) -> None:
        delivered = delivered_country(temporary)
        shutil.copytree(delivered.parent, folder, dirs_exist_ok=True)
        run_watched(folder / delivered.name, "run")

    return made_once(temporary, "finished", finish) / "voorbeeldland"


@pytest.fixture(scope="session", name="delivered")
def small_country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Deliveries and truth of a small invented country; copy it before changing anything."""
    return delivered_country(tmp_path_factory)


@pytest.fixture(scope="session", name="finished")
def small_country_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small country after one run; read only."""
    return finished_country(tmp_path_factory)


def sign_by_two(project: Path) -> None:
    """Have two demonstrators sign the newest release, which publishes it."""
    for reviewer in ("one", "two"):
        run_zicht(
            "release", "approve", project, "--reviewer", reviewer, "--demonstration"
        )


@pytest.fixture(scope="session", name="published")
def small_country_published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small country whose release two demonstrators signed, one of them twice; copy it before changing anything.

    The state of the release after each signature lies beside it, in states.json.
    """

    def publish(folder: Path) -> None:
        project = folder / "voorbeeldland"
        shutil.copytree(finished_country(tmp_path_factory), project)
        states = []
        for reviewer in ("one", "one", "two"):
            run_zicht(
                "release", "approve", project, "--reviewer", reviewer, "--demonstration"
            )
            (listed,) = json.loads(
                run_zicht("release", "list", project, "--json").stdout
            )
            states.append(listed["state"])
        (folder / "states.json").write_text(json.dumps(states))

    return made_once(tmp_path_factory, "published", publish) / "voorbeeldland"


@pytest.fixture(scope="session")
def albion_delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Deliveries of Albion; copy it before changing anything.

    A run of it takes a tenth of a run of the small country: for tests of what the command line does, not of what
    it counts.
    """

    def deliver(folder: Path) -> None:
        albion.deliver_all(albion.make_project(folder / "albion"))

    return made_once(tmp_path_factory, "albion-delivered", deliver) / "albion"


@pytest.fixture(scope="session")
def albion_run(
    albion_delivered: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Albion after one run; copy it before changing anything."""
    return changed_copy(albion_delivered, tmp_path_factory, "albion-run", run_once)


@pytest.fixture(scope="session", name="smallest")
def smallest_country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Deliveries and truth of the smallest invented country; copy it before changing anything."""
    return invented(tmp_path_factory, "smallest", smallest_project, SMALLEST_SCALE)


@pytest.fixture(scope="session", name="smallest_run")
def smallest_country_run(
    smallest: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The smallest country after one run; copy it before changing anything."""
    return changed_copy(smallest, tmp_path_factory, "smallest-run", run_once)


@pytest.fixture(scope="session")
def counted(finished: Path) -> tuple[Release, Path]:
    """Release of the invented country, and its site with the reports on it."""
    return store.read(store.find(finished / "releases", "")), finished / "site"


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
    build_site(release, out)
    return release, out
