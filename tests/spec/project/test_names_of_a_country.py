"""What a country calls things: files of names per language, of a pack and of a project."""

from pathlib import Path

import pytest
from tests.dutch import FOLDER, NAMES, read_indicators

from zicht.project.names import SECTIONS, read_names
from zicht.vocabulary.errors import ProjectError


def layer(folder: Path, **files: str) -> tuple[Path, Path]:
    names = folder / "names"
    names.mkdir(parents=True)
    for language, words in files.items():
        (names / f"{language}.toml").write_text(words, encoding="utf-8")
    return names, folder


def test_a_name_of_the_project_replaces_that_of_the_pack(tmp_path: Path) -> None:
    pack = layer(tmp_path / "pack", en='[level]\ncounty = "Counties"\nward = "Wards"\n')
    project = layer(tmp_path / "project", en='[level]\nward = "Wards and parishes"\n')
    names = read_names([pack, project], ["en"])
    assert {key: name.in_language("en") for key, name in names.items()} == {
        "level.county": "Counties",
        "level.ward": "Wards and parishes",
    }


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """A section that nothing reads, and a name that a language of the project lacks."""
    files = layer(
        tmp_path,
        en='[level]\ncounty = "Counties"\n[levels]\ncounty = "Counties"\n',
        fi='[theme]\nvictims = "Uhrit"\n',
    )
    with pytest.raises(ProjectError) as caught:
        read_names([files], ["en", "fi"])
    details = "\n".join(caught.value.details)
    assert "names/en.toml:3: [levels] is not read" in details
    assert "names/en.toml:2: level.county has no name in 'fi'" in details
    assert "names/fi.toml:2: theme.victims has no name in 'en'" in details


@pytest.mark.parametrize(
    ("words", "mistake"),
    [
        ("theme = 3\n", "theme is not a table"),
        ("[theme]\nvictims = 3\n", "theme.victims is not a text"),
        ('[theme]\nvictims = ["Victims"]\n', "theme.victims is not a text"),
        ('[theme]\nvictims = " "\n', "theme.victims is not a text"),
        ('[theme.victims]\nname = "Victims"\n', "theme.victims is not a text"),
        ('[theme_slug]\nvictims = "../up"\n', "is not a valid part of an address"),
        ('[theme_slug]\na = "one"\nb = "one"\n', "are both 'one'"),
    ],
)
def test_a_name_that_is_no_text_or_no_address_is_told_with_its_place(
    tmp_path: Path, words: str, mistake: str
) -> None:
    with pytest.raises(ProjectError) as caught:
        read_names([layer(tmp_path, en=words)], ["en"])
    assert mistake in "\n".join(caught.value.details)


def test_names_of_a_country_hold_its_own_words_only() -> None:
    sections = {key.split(".")[0] for key in NAMES}
    assert sections <= set(SECTIONS)
    assert NAMES["theme_slug.keten"].in_language("en") == "justice-chain"
    assert all((FOLDER / "names" / f"{code}.toml").is_file() for code in ("nl", "en"))


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_the_dutch_pack_names_whatever_its_indicators_count_and_divide_by(
    language: str,
) -> None:
    """Without a name a page reads "by wetsartikel", or takes the unit from the definition, in the singular."""
    named = {key for key, words in NAMES.items() if language in words.languages}
    wanted: set[str] = set()
    for indicator in read_indicators():
        wanted.add(f"universe.{indicator.universe}")
        for dimension in set().union(*indicator.breakdowns):
            wanted |= {f"dimension.{dimension}", f"dimension_slug.{dimension}"}
    assert wanted - named == set()
