"""One small invented country for the specs of this room."""

from pathlib import Path

import pytest

from zicht_invented import Invented, InventSettings, invent

SMALL = InventSettings(scale=0.1, municipalities=60, faults=0.02, noise=0.0)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Invented:
    return invent(SMALL, tmp_path_factory.mktemp("voorbeeldland"))


@pytest.fixture(scope="session")
def folder(small: Invented) -> Path:
    return small.folder
