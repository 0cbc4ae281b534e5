"""What the command that makes a pack says to do next."""

from pathlib import Path

import pytest

from zicht.cli import run


def test_a_pack_is_installed_from_its_folder_and_not_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert (
        run(["new", "zicht-ie", "--pack", "--country", "IE", "--name", "Ireland"]) == 0
    )
    assert f"pip install {tmp_path.resolve()}/zicht-ie" in capsys.readouterr().err
