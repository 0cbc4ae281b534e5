from pathlib import Path

import pytest

from zicht.figures.register import Register
from zicht.project.cited import read_cited

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def netherlands() -> Path:
    return ROOT / "projects" / "nederland"


@pytest.fixture(scope="session")
def register(netherlands: Path) -> Register:
    return Register(read_cited(netherlands))


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip(
            "the two documents and the lists of figures are not part of the repository"
        )
    return SHARED
