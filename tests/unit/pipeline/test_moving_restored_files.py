"""A restored file is copied only where its place is on another disk; any other fault is told."""

import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from zicht.pipeline import safekeeping
from zicht.vocabulary.durable import move_whole


def failing_first(code: int) -> Callable[[Path, Path], None]:
    """Make a move that fails the first time, and moves from then on."""
    faults = [OSError(code, "invented")]

    def move(draft: Path, path: Path) -> None:
        if faults:
            raise faults.pop()
        move_whole(draft, path)

    return move


@pytest.fixture(name="unpacked")
def unpacked_file(tmp_path: Path) -> Path:
    path = tmp_path / "unpacked"
    path.write_text("what was backed up")
    return path


def test_a_place_on_another_disk_gets_a_copy(
    unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safekeeping, "move_whole", failing_first(errno.EXDEV))
    target = tmp_path / "project" / "file"
    safekeeping._move(unpacked, target, tmp_path / "draft", is_private=True)
    assert target.read_text() == "what was backed up"


def test_another_fault_is_told(
    unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safekeeping, "move_whole", failing_first(errno.EIO))
    target = tmp_path / "project" / "file"
    with pytest.raises(OSError, match="invented"):
        safekeeping._move(unpacked, target, tmp_path / "draft", is_private=True)
    assert not target.exists()
