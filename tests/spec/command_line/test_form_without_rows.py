"""A form cannot be proposed for a file without rows, and the advice is about rows."""

from pathlib import Path

import pytest

from zicht.cli import run


def test_a_file_without_rows_is_not_told_to_name_its_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "empty.csv"
    file.write_text("a,b\n")
    assert run(["form", "propose", str(file)]) == 4
    printed = capsys.readouterr().err
    assert "it has no rows below its header" in printed
    assert "What now: Give a file with rows" in printed
