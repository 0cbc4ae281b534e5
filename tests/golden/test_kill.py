"""Killed at any stage, nothing is lost: the next run ends with the same release."""

import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.golden.conftest import ZICHT, run_zicht
from tests.golden.test_chain import content_of, only_release

MOST_STAGES = 14


def kill_at_stage(project: Path, stage: int) -> bool:
    """Start a run and kill it as soon as it announces its n-th step; False when it ended before."""
    process = subprocess.Popen(
        [ZICHT, "run", project], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, start_new_session=True
    )
    assert process.stderr is not None
    with process.stderr as steps:
        for number, _ in enumerate(steps):
            if number == stage:
                process.send_signal(signal.SIGKILL)
                break
    return process.wait() == -signal.SIGKILL


@pytest.mark.parametrize("first", range(3))
def test_killed_at_every_stage_a_new_run_ends_with_the_same_release(
    delivered: Path, finished: Path, tmp_path: Path, first: int
) -> None:
    """One project is killed again and again, at ever later stages, and then allowed to finish."""
    project = tmp_path / "voorbeeldland"
    shutil.copytree(delivered, project)
    kills = sum(kill_at_stage(project, stage) for stage in range(first, MOST_STAGES, 3))
    assert kills >= 2
    run_zicht("run", project)
    assert only_release(project).name == only_release(finished).name
    assert content_of(only_release(project)) == content_of(only_release(finished))
    assert (project / "site" / "index.html").exists()
    assert not list((project / "releases").glob(".draft-*"))
