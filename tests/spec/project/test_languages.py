"""Languages are data: a project is complete in those it publishes in, or refused with the list of what is missing."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.dutch import NAMES
from tests.projects import filled_project

from zicht.edition.catalogue_files import catalogue_text, languages_with_words, words_of
from zicht.edition.catalogues import faults_in, faults_of
from zicht.edition.words import Words, without_form
from zicht.pipeline.checking import check
from zicht.pipeline.reporting import language_of_texts
from zicht.pipeline.scaffold import Country
from zicht.project import face as face_module
from zicht.project.content import read_content
from zicht.project.face import read_face
from zicht.project.languages import refuse_missing_words
from zicht.project.rows import Row, read_grid
from zicht.vocabulary.errors import ProjectError, UsageError
from zicht.vocabulary.plain import from_plain, to_plain
from zicht.vocabulary.progress import silent
from zicht.vocabulary.text import Text

PAGE = """+++
id = "report"
title = { en = "A report" }
date = "2024"
status = "published"
+++
+++ en
Words.
"""
FIGURE = """
[[publication]]
id = "report"
title = "Report"
publisher = "Office"
checked = "document"

[[rule]]
id = "file"
title = { en = "Persons in the file" }
counted_by = "Office"
country = "XX"
law = "none"

[[series]]
id = "seen"
title = { en = "Seen" }
field = "mensenhandel"
theme = "slachtoffers"
rule = "file"
unit = "persons"
kind = "count"
population = { en = "Persons seen" }

[[figure]]
id = "seen-2023"
series = "seen"
period = "2023"
value = 984
producer = "Office"
vintage = "2024"
publication = "report"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in English alone, with a page, a figure and a report."""
    folder = tmp_path / "project"
    filled_project(folder, Country("Land", "XX"))
    settings = folder / "zicht.toml"
    lines = settings.read_text("utf-8").splitlines()
    in_english = [
        line
        for line in lines
        if not line.startswith(("languages", "title", "institute", "about", "what"))
    ]
    words = {
        'id = "project"': 'languages = ["en"]\ntitle = { en = "Sight" }\ninstitute = { en = "Office" }\n'
        'about = { en = "About." }',
        'address = "https://112.eu"': 'what = { en = "Danger now? Call." }',
    }
    text = "\n".join(in_english)
    for line, more in words.items():
        text = text.replace(line, f"{line}\n{more}")
    settings.write_text(text, "utf-8")
    (folder / "content" / "publications").mkdir(parents=True)
    (folder / "content" / "publications" / "report.md").write_text(PAGE, "utf-8")
    (folder / "figures").mkdir(exist_ok=True)
    (folder / "figures" / "seen.toml").write_text(FIGURE, "utf-8")
    return folder


def test_a_project_in_one_language_is_whole(project: Path) -> None:
    found = check(project, tell=silent)
    assert found.parts["cited figures"] == 1


def test_what_is_missing_in_a_language_is_listed_with_its_place(project: Path) -> None:
    settings = project / "zicht.toml"
    text = settings.read_text("utf-8").replace(
        'languages = ["en"]', 'languages = ["en", "nl"]'
    )
    settings.write_text(text, "utf-8")
    with pytest.raises(ProjectError, match="no words in nl") as caught:
        check(project, tell=silent)
    details = caught.value.details
    assert all("no words in nl" in detail for detail in details)
    places = {
        place for detail in details for place in re.findall(r"[\w./-]+:\d+", detail)
    }
    title = next(
        line
        for line, words in enumerate(text.splitlines(), start=1)
        if words.startswith("title")
    )
    assert {
        f"zicht.toml:{title}",
        "content/publications/report.md:3",
        "figures/seen.toml:10",
    } <= places


def test_a_language_without_words_of_zicht_is_refused_with_what_it_needs() -> None:
    words = {"fi": "Sana"}
    project = {
        "id": "x",
        "country": "FI",
        "languages": ["fi"],
        "title": words,
        "institute": words,
        "about": words,
    }
    with pytest.raises(ProjectError, match="no words in fi") as caught:
        read_face(
            {
                "project": project,
                "help": [{"name": "112", "telephone": "112", "what": words}],
            }
        )
    assert "edition/words" in caught.value.now


def test_every_catalogue_has_every_key_with_the_same_places_for_values() -> None:
    assert set(languages_with_words()) >= {"nl", "en", "fr"}
    reference = words_of("en")
    for language in languages_with_words():
        assert not faults_of(language), language
        words = of_pages(words_of(language))
        # A language has plural forms where it needs them: `procentpunt` is one word for all numbers.
        texts = {without_form(key) for key in words}
        assert texts <= {*map(without_form, reference), "language.letters_after_z"}
        for key in reference.keys() & words.keys():
            assert places(words[key]) == places(reference[key]), (language, key)


def of_pages(words: Mapping[str, str]) -> dict[str, str]:
    """Return the words without those of the command line, which have a test of their own."""
    return {key: text for key, text in words.items() if not key.startswith("cli.")}


def places(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


def replaced(language: str, **words: str) -> str:
    """Return the catalogue of a language with other lines: each key of the top, and what stands in its place."""
    text = catalogue_text(language)
    for key, line in words.items():
        text, n = re.subn(rf"(?m)^{key} = .*$", lambda _, new=line: new, text)
        assert n == 1, key
    return text


def test_every_fault_of_a_catalogue_is_told_with_its_key_and_line() -> None:
    text = replaced(
        "fr",
        skip="",
        home='hom = "Accueil"',
        changed_from='changed_from = "de {avant} à {after}"',
        about_theme='about_theme = "Sur {theme"',
        locale='locale = "fr_XX"',
        to_home='to_home = "Li\\u202Ecence"',
    )
    faults = list(faults_in("fr", text))
    line_of = {line.partition(" ")[0]: n for n, line in enumerate(text.split("\n"), 1)}
    file = "edition/words/fr.toml"
    values = "which nothing fills: its values are {after}, {before}"
    no_locale = "which is not a locale of the Unicode data, such as pt_PT"
    assert faults == [
        f"{file}: home has no words.",
        f"{file}: skip has no words.",
        f"{file}:{line_of['hom']}: hom is not a key of Zicht.",
        f"{file}:{line_of['to_home']}: to_home holds a sign that no reader sees.",
        f"{file}:{line_of['changed_from']}: changed_from has {{avant}}, {values}.",
        f"{file}:{line_of['changed_from']}: changed_from lacks {{before}}.",
        f"{file}:{line_of['about_theme']}: about_theme has a brace that is not closed.",
        f"{file}:{line_of['locale']}: language.locale is 'fr_XX', {no_locale}.",
    ]


def test_a_language_with_more_plural_forms_needs_them_all() -> None:
    """Polish counts one, 2 to 4 (few) and 5 or more (many) in three ways; the forms of English are two."""
    faults = list(faults_in("pl", replaced("en", locale='locale = "pl_PL"')))
    assert faults
    assert all("lacks the plural form few, many" in fault for fault in faults)


def test_a_project_in_a_language_with_a_fault_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fault = "edition/words/fr.toml: skip has no words."
    monkeypatch.setattr(face_module, "faults_of", lambda _: [fault])
    text = {"fr": "Mot"}
    project = {
        "id": "x", "country": "FR", "languages": ["fr"], "title": text, "institute": text, "about": text,
    }  # fmt: skip
    helpline = {"name": "112", "telephone": "112", "what": text}
    with pytest.raises(ProjectError, match="1 fixed words") as caught:
        read_face({"project": project, "help": [helpline]})
    assert caught.value.details == (fault,)


def test_words_have_any_languages_in_toml_and_in_csv(tmp_path: Path) -> None:
    in_toml = Row("x.toml", 3, {"title": {"fi": "Vuosi", "sv": "År"}}).words("title")
    assert in_toml.items() == {"fi": "Vuosi", "sv": "År"}.items()
    assert in_toml.place == "x.toml:3"
    file = tmp_path / "table.csv"
    file.write_text("id,title_fi,title_sv\na,Vuosi,År\n", "utf-8")
    (row,) = read_grid(file, tmp_path, columns=("id", "title_nl", "title_en"))
    assert row.words("title") == in_toml


def test_a_page_has_a_part_per_language(tmp_path: Path) -> None:
    (tmp_path / "content" / "publications").mkdir(parents=True)
    page = tmp_path / "content" / "publications" / "report.md"
    page.write_text(PAGE + "+++ fi\nSanat.\n", "utf-8")
    (document,) = [d for d in read_content(tmp_path).documents if d.id == "report"]
    assert document.body == Text(en="Words.", fi="Sanat.")


def test_words_that_are_missing_are_found_wherever_they_stand() -> None:
    whole = Text("ja", "yes", place="a:1")
    half = Text(en="yes", place="a:2")
    refuse_missing_words([whole, half], ["en"])
    with pytest.raises(ProjectError) as caught:
        refuse_missing_words([{"x": (whole, [half])}], ["nl", "en"])
    assert caught.value.details == ("a:2: no words in nl",)


def test_a_name_without_a_place_is_the_same_in_every_language() -> None:
    refuse_missing_words([Text("Delft", "Delft")], ["fi"])


def test_words_are_a_mapping_of_languages_in_a_release() -> None:
    text = Text(fi="Vuosi", en="Year")
    assert to_plain(text) == {"en": "Year", "fi": "Vuosi"}
    assert from_plain(to_plain(text), Text) == text


@pytest.mark.parametrize("words", [{}, {"en": " "}, {"nl": "", "en": "x"}])
def test_a_text_without_words_is_refused(words: dict[str, str]) -> None:
    with pytest.raises(ProjectError):
        Text.from_table(words, where="x")


@pytest.mark.parametrize(
    ("language", "n", "words"),
    [
        ("en", 1, "1 municipality"),
        ("en", 2, "2 municipalities"),
        ("nl", 1, "1 gemeente"),
        ("fr", 0, "0 commune"),
        ("fr", 2, "2 communes"),
    ],
)
def test_a_number_of_areas_takes_the_form_of_its_language(
    language: str, n: int, words: str
) -> None:
    of_the_netherlands = Words(language, names=NAMES, level="gemeente")
    assert of_the_netherlands.count("n_areas", n) == words


def test_a_text_is_read_in_the_first_language_of_its_project(tmp_path: Path) -> None:
    country = Country(name="Albion", code="AL", languages=("en", "fr"))
    project = filled_project(tmp_path / "albion", country)
    assert language_of_texts(project) == "en"


@pytest.mark.parametrize("languages", [("fi", "fi"), ("fi", "sv", "fi")])
def test_a_country_that_names_a_language_twice_is_refused(
    languages: tuple[str, ...],
) -> None:
    """A table of TOML holds each key once, so that its settings could not be read."""
    with pytest.raises(UsageError, match="named twice"):
        Country("Suomi", "FI", languages)


@given(st.text(min_size=1))
def test_whatever_the_name_of_a_country_its_settings_can_be_read(name: str) -> None:
    try:
        country = Country(name, "FI", ("fi", "sv"))
    except UsageError:
        return
    table = tomllib.loads(f"title = {country.words(name)}")
    assert table["title"] == {"fi": name, "sv": name}
