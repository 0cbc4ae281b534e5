"""A text that is checked on the command line: its language and what it was not compared with are said."""

from pathlib import Path

import pytest
from tests.golden import albion

from zicht import cli

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
    assert cli.run(["proof", str(text), "--figures", str(figures), *options]) == 0
    printed = capfd.readouterr()
    assert verdict in printed.out
    assert ("is read as nl" in printed.err) is is_assumed


@pytest.mark.parametrize(
    ("languages", "is_said"), [(("nl", "en"), True), (("en",), False)]
)
def test_a_project_of_several_languages_says_in_which_it_reads_a_text(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    languages: tuple[str, ...],
    is_said: bool,
) -> None:
    listed = ", ".join(f'"{language}"' for language in languages)
    settings = albion.SETTINGS.replace('["nl", "en"]', f"[{listed}]")
    project = albion.make_project(tmp_path / "albion", settings=settings)
    text = tmp_path / "letter.md"
    text.write_text("In 2023, 868 victims of trafficking were registered.\n", "utf-8")
    cli.run(["proof", str(project), str(text)])
    assert ("is read as nl" in capfd.readouterr().err) is is_said


def test_what_no_text_is_held_against_is_said(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text, figures = tmp_path / "letter.md", tmp_path / "figures.csv"
    text.write_text("In 2023, 12 bicycles were stolen.\n", "utf-8")
    figures.write_text(FIGURES + "b,Bicycles stolen,12,count,2023,\n", "utf-8")
    options = ["--figures", str(figures), "--language", "en"]
    assert cli.run(["proof", str(text), *options]) == 0
    printed = capfd.readouterr()
    assert "unknown" in printed.out
    assert "1 indicator or series does not declare what it is about" in printed.err
    assert "held against it: b." in printed.err
