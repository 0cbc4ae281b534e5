"""Small projects of Albion that are attacked: delivered, received, and with a root of trust."""

import shutil
from pathlib import Path

import pytest
from tests.attack.acting import ROOT_WORDS, held, run_without_pages, shown_release
from tests.golden import albion

from zicht.pipeline import folders, trust
from zicht.vocabulary.progress import silent


@pytest.fixture
def without_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are not what is attacked: a site holds the name of its release and nothing else."""

    def make(project: Path, path: Path, *, tell: object) -> None:
        site = folders.site(project)
        site.mkdir(exist_ok=True)
        (site / "shown").write_text(path.name)

    monkeypatch.setattr("zicht.pipeline.pages.make", make)
    monkeypatch.setattr(
        "zicht.pipeline.pages.is_made",
        lambda project, path: shown_release(project) == path.name,
    )


@pytest.fixture(autouse=True)
def journals_of_this_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Projects of other tests are copies of one project: what they publish is not published elsewhere."""
    monkeypatch.setenv("ZICHT_JOURNAL", str(tmp_path / "journals"))


@pytest.fixture(scope="session")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with deliveries that nothing has read yet; copy it before changing anything."""
    folder = albion.make_project(tmp_path_factory.mktemp("delivered") / "albion")
    albion.deliver_all(folder)
    return folder


@pytest.fixture(scope="session")
def received(delivered: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project after its first run, with a release that waits for signatures; copy it before changing anything."""
    folder = tmp_path_factory.mktemp("received") / "albion"
    shutil.copytree(delivered, folder)
    return run_without_pages(folder)


@pytest.fixture
def project(delivered: Path, tmp_path: Path) -> Path:
    """A copy of the delivered project."""
    return Path(shutil.copytree(delivered, tmp_path / "albion"))


@pytest.fixture
def received_project(received: Path, tmp_path: Path) -> Path:
    """A copy of the project after its first run."""
    return Path(shutil.copytree(received, tmp_path / "albion"))


@pytest.fixture
def opened_project(received_project: Path) -> Path:
    """A copy of the project after its first run, opened once: the outer copy of its journal is of this test alone."""
    held(received_project)
    return received_project


@pytest.fixture(scope="session")
def trusted(received: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project after its first run, its root of trust and its root key; copy it before changing it."""
    base = tmp_path_factory.mktemp("trusted")
    project = Path(shutil.copytree(received, base / "albion"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZICHT_TRUST", str(base / "trust"))
        # Its passphrase is made slow to guess: once for all tests.
        trust.begin(
            project,
            root_key=base / "root.key",
            builder="Bea Builder",
            passphrase=ROOT_WORDS,
            tell=silent,
        )
    return base


@pytest.fixture
def trusted_project(
    trusted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A copy of the project after its first run, with a root of trust beside it."""
    monkeypatch.setenv("ZICHT_TRUST", str(tmp_path / "trust"))
    shutil.copytree(trusted, tmp_path, dirs_exist_ok=True)
    return tmp_path / "albion"
