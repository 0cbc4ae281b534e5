"""A text that is checked without a project: its language is stated, or said to be assumed."""

from pathlib import Path

import pytest

from zicht.cli import entry

FIGURES = """id,title,value,kind,period,about
a,Victims of trafficking registered,868,count,2023,victim trafficking registered
"""


@pytest.mark.parametrize(
    ("options", "verdict", "is_assumed"),
    [((), "unknown", True), (("--language", "en"), "confirmed", False)],
)
def test_the_language_that_is_assumed_is_said(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    options: tuple[str, ...],
    verdict: str,
    is_assumed: bool,
) -> None:
    text, figures = tmp_path / "letter.md", tmp_path / "figures.csv"
    text.write_text("In 2023, 868 victims of trafficking were registered.\n", "utf-8")
    figures.write_text(FIGURES, "utf-8")
    assert entry.run(["proof", str(text), "--figures", str(figures), *options]) == 0
    printed = capfd.readouterr()
    assert verdict in printed.out
    assert ("is read as nl" in printed.err) is is_assumed
