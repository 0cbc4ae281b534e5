"""The sample release of the reports, with a change and a register of its own."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "reports"))

import reports_sample as sample

from zicht.project.cited import read_cited
from zicht.vocabulary.releases import Change, Release
from zicht.vocabulary.text import Text

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def release() -> Release:
    """Give a release in which one figure was another before."""
    made = sample.release(only=("V01", "V03", "D01", "L01"))
    return replace(
        made,
        changes=(
            Change(
                "V01:2023",
                "1110",
                "1105",
                Text("een levering kwam later", "a delivery came later"),
            ),
        ),
    )


@pytest.fixture(scope="session")
def register() -> Release:
    """Give the register of printed figures of the Netherlands, and nothing counted."""
    return replace(
        sample.release(only=()), cited=read_cited(ROOT / "projects" / "nederland")
    )
