"""The page on adding a form, an indicator and a survey is followed word by word after the tutorial, without code."""

import itertools
import json
import re
from pathlib import Path

import pytest

from tests.golden.test_tutorial import CONSOLE, FILE, TEXT, TUTORIAL, commands, run

PAGE = TUTORIAL.with_name("adding.md").read_text("utf-8")
SECTION = re.compile(r"^```toml section=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEAD = re.compile(r"^\[\w+\]$", re.MULTILINE)


def with_sections(settings: str, changed: str) -> str:
    """Replace each section of the settings that the page changes."""
    starts = [found.start() for found in HEAD.finditer(changed)] + [len(changed)]
    for start, end in itertools.pairwise(starts):
        section = changed[start:end].strip() + "\n\n"
        name = section.partition("\n")[0]
        first = settings.index(name)
        rest = re.search(r"^\[", settings[first + 1 :], re.MULTILINE)
        last = len(settings) if rest is None else first + 1 + rest.start()
        settings = settings[:first] + section + settings[last:]
    return settings


@pytest.fixture(scope="module", name="albion")
def project_of_both_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adding") / "albion"
    for name, text in [*FILE.findall(TEXT), *FILE.findall(PAGE)]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    ((name, changed),) = SECTION.findall(PAGE)
    settings = folder / name
    settings.write_text(with_sections(settings.read_text("utf-8"), changed), "utf-8")
    first, *_ = commands()
    run(first, folder)
    for block in CONSOLE.findall(PAGE):
        for line in block.splitlines():
            run(line.removeprefix("$ ").split(), folder)
    return folder


def figure(folder: Path, address: str) -> dict[str, object]:
    explained = json.loads(run(["zicht", "explain", ".", address, "--json"], folder))
    assert isinstance(explained, dict)
    return explained


def test_no_file_of_the_page_is_code_of_the_project() -> None:
    kinds = {Path(name).suffix for name, _ in FILE.findall(PAGE)}
    assert kinds == {".toml", ".sql", ".py"}
    assert [name for name, _ in FILE.findall(PAGE) if name.endswith(".py")] == [
        "make_more.py"
    ]


def test_the_median_stay_is_that_of_the_script(albion: Path) -> None:
    """Days from 2 to 21, eight stays each: the median is 11.5, told in steps of two days."""
    rows = (albion / "site").rglob("D01.csv")
    (data,) = rows
    total = next(
        line
        for line in data.read_text("utf-8-sig").splitlines()
        if line.startswith("2024") and ",published," in line
    )
    assert "12" in total
    assert "12" in json.dumps(figure(albion, "D01:2024"))


def test_a_third_of_the_pupils_who_were_asked_told_nobody(albion: Path) -> None:
    """320 pupils were asked and eleven did not say; weighted, 33.7% of the others told nobody, and 3.5% did not say.

    The five heaviest of 309 respondents weigh more than 2%, so that both are told in steps of five.
    """
    explained = figure(albion, "P01:2024")
    assert explained["value"] == "35.0%"
    assert explained["answer not known"] == "at most 5%"
    assert "strata region; clusters school" in json.dumps(explained)
