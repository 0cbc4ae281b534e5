"""A mistake of an editor fails `zicht check`, with file and line, before anything is counted."""

import shutil
from pathlib import Path

import pytest

from zicht.pipeline.checking import check
from zicht.pipeline.itinerary import run
from zicht.vocabulary.errors import ZichtError

NETHERLANDS = Path(__file__).parents[3] / "projects" / "nederland"
EVIDENCE = 'evidence = "jaarverslag-2020"\nstrength = "own_statement"'


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("check") / "nederland"
    shutil.copytree(
        NETHERLANDS, folder, ignore=shutil.ignore_patterns("releases", "site", ".zicht")
    )
    return folder


def test_the_bundled_project_passes(bundled: Path) -> None:
    assert check(bundled, tell=lambda _: None).parts["reports"] == 2


@pytest.mark.parametrize(
    ("file", "old", "new", "told", "code"),
    [
        ("content/recommendations/aanbeveling-2020-1.md", EVIDENCE, "", "Status 'adopted' of 2021 has no evidence", 3),
        ("content/recommendations/aanbeveling-2020-1.md", 'related = ["jaarverslag-2020"', 'related = ["x"',
         "'x' is not a document", 3),
        ("content/groups.toml", "arbeidsmigranten-risicosectoren-kc22", "arbeid", "'arbeid' is not a figure", 3),
        ("key_figures.toml", "schatting-slachtoffers-kc22", "schatting-kc23", "'schatting-kc23' is not a figure", 3),
        ("key_figures.toml", "schatting-slachtoffers-kc22", "V01:2024", "'V01' is not an indicator of this project", 3),
        ("reports/jaarverslag-2020/nl.md", "[[media-uitingen-2020-jv20]]", "[[media-2021]]",
         "'media-2021' is not a figure", 12),
        ("reports/jaarverslag-2020/en.md", "# Money", "# Money\n\nThe institute employs 17 people.",
         "'17' was typed where a reference belongs", 12),
        ("reports/jaarverslag-2020/nl.md", "# Geld", "# Geld\n\nEr zijn zeventien mensen.",
         "'zeventien' was typed where a reference belongs", 12),
        ("reports/jaarverslag-2020/en.md", "[[seniormedewerkers-2020-jv20]]", "{literal three}",
         "stands here and not in en.md", 12),
    ],
)  # fmt: skip
def test_a_mistake_fails_with_file_and_line(  # noqa: PLR0917 - a row of a table
    bundled: Path, file: str, old: str, new: str, told: str, code: int
) -> None:
    path = bundled / file
    words = path.read_text("utf-8")
    assert old in words
    try:
        path.write_text(words.replace(old, new, 1), "utf-8")
        with pytest.raises(ZichtError) as caught:
            check(bundled, tell=lambda _: None)
    finally:
        path.write_text(words, "utf-8")
    assert caught.value.exit_code == code
    said = "\n".join((caught.value.what, *caught.value.details))
    line = next(line for line in said.splitlines() if told in line)
    place, _, rest = line.partition(":")
    assert (
        place == file.replace("en.md", "nl.md")
        if "not in en.md" in told
        else place == file
    )
    assert rest.partition(":")[0].isdigit()


def test_a_run_tells_it_before_it_does_anything(bundled: Path) -> None:
    """Counting takes minutes; a card that can never be right is told in the first second."""
    path = bundled / "key_figures.toml"
    words = path.read_text("utf-8")
    did: list[str] = []
    try:
        path.write_text(
            words.replace("schatting-slachtoffers-kc22", "schatting-kc23", 1), "utf-8"
        )
        with pytest.raises(
            ZichtError, match=r"key_figures\.toml:\d+: 'schatting-kc23' is not a figure"
        ):
            run(bundled, tell=did.append)
    finally:
        path.write_text(words, "utf-8")
    assert did == []
