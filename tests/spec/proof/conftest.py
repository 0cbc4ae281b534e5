"""What the texts of the tests are held against: the bundled register, and a sample release."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tests.dutch import read_cited
from tests.known_register import known

from zicht.vocabulary.releases import Release

sys.path.append(str(Path(__file__).parent))
sys.path.append(str(Path(__file__).parents[1] / "reports"))
sys.path.append(str(Path(__file__).parents[1] / "site"))

import reports_sample as sample

__all__ = ["known"]

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def release() -> Release:
    """Give a sample release of counted figures."""
    return sample.release(only=("V01", "V03", "D01", "L01"))


@pytest.fixture(scope="session")
def register(release: Release) -> Release:
    """Give the bundled register of printed figures of the Netherlands, and nothing counted."""
    return replace(
        release,
        face=replace(release.face, country="NL"),
        series={},
        indicators={},
        cited=read_cited(ROOT / "projects" / "nederland"),
    )
