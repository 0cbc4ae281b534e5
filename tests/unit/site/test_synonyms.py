"""What else a reader's word is called, as far as it stands on a page."""

import json
from dataclasses import replace

import pytest

from zicht.project.face import read_face
from zicht.site.library import Finding
from zicht.site.search import SearchRecord, synonyms_json
from zicht.vocabulary.releases import Document, Release
from zicht.vocabulary.text import Text

WORDS = {"nl": "Proef", "en": "Trial"}


@pytest.fixture
def release() -> Release:
    project = {
        "id": "proef",
        "country": "VL",
        "invented": True,
        "languages": ["nl", "en"],
        "title": WORDS,
        "institute": WORDS,
        "about": WORDS,
    }
    face = read_face(
        {
            "project": project,
            "help": [{"name": "112", "telephone": "112", "what": WORDS}],
        }
    )
    concept = Document(
        kind="synonym",
        id="woord-daders",
        slug=Text("woord-daders", "word-daders"),
        title=Text("daders", "offenders"),
        body=Text("daders", "offenders"),
        facts={
            "nl": ["verdachten", "handelaren", "voor de rechter"],
            "en": ["suspects"],
            "both_ways": True,
        },
    )
    return replace(Release(digest="0" * 64, face=face), documents=(concept,))


def told(release: Release, *texts: str) -> dict[str, list[str]]:
    records = [
        SearchRecord("nl", f"nl/{number}/", "", Finding("figure", text))
        for number, text in enumerate(texts)
    ]
    return json.loads(synonyms_json(release, records, "nl"))  # type: ignore[no-any-return]


def test_a_word_leads_to_names_that_stand_on_a_page(release: Release) -> None:
    found = told(release, "Hoeveel verdachten zijn er?", "Daders in beeld.")
    assert found["handelaren"] == ["daders", "verdachten"]
    assert found["daders"] == ["verdachten"]


def test_a_name_of_several_words_stands_where_all_of_them_do(release: Release) -> None:
    assert "voor de rechter" not in told(release, "Voor wie?", "De rechter")["daders"]
    assert "voor de rechter" in told(release, "Wie voor de rechter komt.")["daders"]


def test_a_word_of_which_no_name_stands_leads_nowhere(release: Release) -> None:
    assert told(release, "Iets anders.")["handelaren"] == []


def test_the_words_of_other_languages_do_not_count(release: Release) -> None:
    finding = Finding("figure", "Verdachten")
    records = [SearchRecord("en", "en/0/", "Verdachten", finding)]
    assert json.loads(synonyms_json(release, records, "nl"))["daders"] == []
