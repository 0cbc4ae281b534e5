"""Attacks on what a killed command leaves: core dumps, temporary folders, scratch."""

import errno
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.golden import albion

from zicht.pipeline.scratch import private_scratch
from zicht.vocabulary.errors import MachineError

ROOT = Path(__file__).parents[2]
NAME = b"O'Family"


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(folder), "PYTHONPATH": str(ROOT / "src")}


def files_with_a_name(folder: Path) -> list[Path]:
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and NAME.casefold() in path.read_bytes().casefold()
    ]


def test_no_command_dumps_core_from_its_first_instruction_on(tmp_path: Path) -> None:
    # Recorded and not read back: a process that forbade core dumps cannot allow them again for this test.
    script = (
        "import resource, zicht.cli\n"
        "limits = []\n"
        "resource.setrlimit = lambda *limit: limits.append(limit)\n"
        "zicht.cli.run = lambda _: print(limits) or 0\n"
        "zicht.cli.main([])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env=environment(tmp_path),
    )
    assert done.stdout.strip() == f"[({resource.RLIMIT_CORE}, (0, 0))]", done.stderr


def test_a_check_that_is_killed_leaves_no_name_in_the_temporary_folder(
    tmp_path: Path,
) -> None:
    """Albion says that its disk is encrypted, so that the spill of a session is not."""
    project = albion.make_project(tmp_path / "albion")
    assert "disk_is_encrypted = true" in (project / "zicht.toml").read_text()
    albion.deliver_all(project)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "zicht", "check", project],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(temporary),
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "Checking referrals" in line:
            break
    left: list[Path] = []
    while process.poll() is None and not left:
        left = list((project / ".zicht").glob("scratch-*"))
    time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert files_with_a_name(temporary) == []
    assert left, "the command had a private folder"
    assert all(path.stat().st_mode & 0o077 == 0 for path in (project / ".zicht",))
    with private_scratch(project / ".zicht") as scratch:
        assert list((project / ".zicht").glob("scratch-*")) == [scratch]
    assert list((project / ".zicht").glob("scratch-*")) == []


def test_scratch_of_a_command_at_work_is_left_alone(tmp_path: Path) -> None:
    with private_scratch(tmp_path) as first, private_scratch(tmp_path) as second:
        assert first.exists()
        assert second.exists()
        assert first.stat().st_mode & 0o077 == 0


def test_another_user_is_not_advised_to_open_the_private_folder() -> None:
    """To mend rights was the advice wherever something may not be read: also for keys and vault."""
    of_the_vault, of_a_file = (
        MachineError.of(PermissionError(errno.EACCES, "Permission denied", path))
        for path in ("albion/.zicht/keys", "albion/table.csv")
    )
    assert of_the_vault is not None
    assert "do not open it to others" in of_the_vault.now
    assert of_a_file is not None
    assert "mend the rights" in of_a_file.now
