"""Killed at any stage, nothing is lost: the next run ends with the same release."""

import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.golden.conftest import ZICHT, run_zicht
from tests.golden.test_chain import content_of, only_release

STAGES = (
    "Receiving cbs_bevolking",
    "Receiving comensha_meldingen, verzonnen-2021",
    "Receiving om_zaken",
    "Receiving politie_incidenten, verzonnen-2024",
    "Linking",
    "Counting",
    "Protecting",
    "rounding",
    "audit",
    "Deriving",
    "Estimating stratum 3",
    "Sealing",
    "Making pages",
    "pages en",
    "search",
)
WRITING = (
    "Receiving cbs_bevolking",
    "Receiving politie_incidenten, verzonnen-2024",
    "Counting",
    "Sealing",
    "pages en",
)
"""A kill leaves something half written: the vault, the spill, the release or the site."""


def kill_at(project: Path, stage: str) -> bool:
    """Start a run and kill it, with all it started, as soon as it announces a stage; False when it never did."""
    process = subprocess.Popen(
        [ZICHT, "run", project],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert process.stderr is not None
    with process.stderr as announced:
        for line in announced:
            if line.startswith(stage):
                process.send_signal(signal.SIGKILL)
                break
    return process.wait() == -signal.SIGKILL


@pytest.mark.parametrize(
    "stages",
    [
        pytest.param(WRITING, id="where it writes"),
        pytest.param(STAGES, id="everywhere", marks=pytest.mark.nightly),
    ],
)
def test_killed_at_every_stage_a_new_run_ends_with_the_same_release(
    smallest: Path, smallest_run: Path, tmp_path: Path, stages: tuple[str, ...]
) -> None:
    """The release is also that of a run in another folder, which nobody killed."""
    project = tmp_path / "voorbeeldland"
    shutil.copytree(smallest, project)
    killed = [stage for stage in stages if kill_at(project, stage)]
    assert set(stages) - set(killed) <= {"search"}, (
        "a stage was not announced, or the run ended before it"
    )
    run_zicht("run", project)
    after_kills, undisturbed = only_release(project), only_release(smallest_run)
    assert after_kills.name == undisturbed.name
    assert content_of(after_kills) == content_of(undisturbed)
    assert (project / "site" / "index.html").exists()
    assert not list((project / ".zicht").glob("spill-*"))
