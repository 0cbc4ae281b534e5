"""kill -9 in withdrawal, approval, backup, restore and rotation: journal, vault and releases agree afterwards."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.attack.acting import held, publish
from tests.golden import albion

from zicht.pipeline import itinerary, safekeeping
from zicht.vocabulary.progress import silent

pytestmark = pytest.mark.usefixtures("without_pages")
ROOT = Path(__file__).parents[2]
WORK = """
import sys
from pathlib import Path
from zicht.pipeline import keeping_keys, pages, releasing, safekeeping, withdrawing
pages.make = lambda *_, **__: None
tell = lambda *_: None
verb, project, file = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
if verb == "withdraw":
    withdrawing.withdraw(project, file, ground="law", day="", dry_run=False, tell=tell)
if verb == "approve":
    for name in ("one", "two"):
        releasing.approve(project, "", reviewer=name, key=None, statement="", demonstration=True, tell=tell)
if verb == "backup":
    safekeeping.back_up(project, file, tell=tell)
if verb == "restore":
    safekeeping.restore(project, file, tell=tell)
if verb == "rotate":
    keeping_keys.rotate(project, tell=tell)
"""


def work(verb: str, project: Path, file: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", WORK, verb, project, file],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill_at_random_moments(base: Path, delivered: Path, kills: int) -> None:
    chance = random.Random(15)  # noqa: S311 - moments, no secrets
    project = Path(shutil.copytree(delivered, base / "albion"))
    itinerary.run(project, tell=silent)
    backups = base / "backups"
    first = safekeeping.back_up(project, backups, tell=silent).file
    kept = Path(shutil.copy(first, base / "kept"))
    request = base / "request.csv"
    reference = albion.first_reference(project)
    request.write_text(f"source,reference\nreferrals,{reference}\n")
    files = {
        "withdraw": request,
        "approve": request,
        "backup": backups,
        "restore": kept,
        "rotate": request,
    }
    withdrawn = published = 0
    for _ in range(kills):
        verb = chance.choice(list(files))
        process = work(verb, project, files[verb])
        time.sleep(chance.uniform(0.5, 4.0))
        process.kill()
        process.wait()
        _, withdrawn_now, published_now = held(project)
        assert withdrawn_now >= withdrawn, "nobody who withdrew returns"
        assert published_now >= published, "nothing published leaves the ledger"
        withdrawn, published = withdrawn_now, published_now
        bad = [
            line
            for line in safekeeping.examine(project, tell=silent)
            if line[1] == "bad"
        ]
        assert bad == []
    assert work("withdraw", project, request).wait() == 0
    publish(project)
    _, withdrawn, published = held(project)
    assert (withdrawn, published) == (1, 1)


def test_killed_at_a_few_moments(delivered: Path, tmp_path: Path) -> None:
    kill_at_random_moments(tmp_path, delivered, 4)


@pytest.mark.nightly
def test_killed_at_two_hundred_moments(delivered: Path, tmp_path: Path) -> None:
    kill_at_random_moments(tmp_path, delivered, 200)
