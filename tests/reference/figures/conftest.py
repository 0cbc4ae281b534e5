from pathlib import Path

import pytest
from tests.dutch import read_cited

from zicht.figures.register import Register

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "reference" / "data"


@pytest.fixture(scope="session")
def netherlands() -> Path:
    return ROOT / "projects" / "nederland"


@pytest.fixture(scope="session")
def register(netherlands: Path) -> Register:
    return Register(read_cited(netherlands))


@pytest.fixture(scope="session")
def data() -> Path:
    """Facts read from publications; see the README of this folder."""
    return DATA
