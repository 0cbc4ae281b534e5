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
    "Receiving referrals, 2023-North",
    "Receiving referrals, 2024-South",
    "Counting",
    "Sealing",
    "pages en",
)
"""In Albion. A kill leaves something half written: the vault, the spill, the release or the site."""


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


def test_killed_where_it_writes_a_new_run_ends_with_the_same_release(
    albion_delivered: Path, albion_run: Path, tmp_path: Path
) -> None:
    kill_at_stages(albion_delivered, albion_run, tmp_path, WRITING)


@pytest.mark.nightly
def test_killed_at_every_stage_a_new_run_ends_with_the_same_release(
    smallest: Path, smallest_run: Path, tmp_path: Path
) -> None:
    """Seven times the work of Albion, and stages that Albion lacks: it estimates nothing."""
    kill_at_stages(smallest, smallest_run, tmp_path, STAGES)


def kill_at_stages(
    delivered: Path, undisturbed_run: Path, folder: Path, stages: tuple[str, ...]
) -> None:
    """Kill runs of a copy; the release in the end is that of a run in another folder, which nobody killed."""
    project = folder / delivered.name
    shutil.copytree(delivered, project)
    killed = [stage for stage in stages if kill_at(project, stage)]
    assert set(stages) - set(killed) <= {"search"}, (
        "a stage was not announced, or the run ended before it"
    )
    run_zicht("run", project)
    after_kills, undisturbed = only_release(project), only_release(undisturbed_run)
    assert after_kills.name == undisturbed.name
    assert content_of(after_kills) == content_of(undisturbed)
    assert (project / "site" / "index.html").exists()
    assert not list((project / ".zicht").glob("spill-*"))
