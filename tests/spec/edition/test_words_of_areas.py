"""Words about areas say what the country calls its finest level, in every language, and name no level themselves."""

import re

import pytest
from tests.dutch import NAMES

from zicht.edition.catalogue_files import languages_with_words, words_of
from zicht.edition.words import Words
from zicht.vocabulary.text import Text

LEVELS_OF_SOME_COUNTRY = re.compile(
    r"municipalit|gemeente|provinc|\bcommunes?\b|\bkunta|borough|\bcount(y|ies)\b",
    re.IGNORECASE,
)
TOWNS = {
    "area.town.one": Text(en="town"),
    "area.town.other": Text(en="towns"),
    "area.town.a": Text(en="a town"),
}


@pytest.mark.parametrize("language", languages_with_words())
def test_no_word_of_the_core_names_a_level_of_a_country(language: str) -> None:
    naming = {
        key: text
        for key, text in words_of(language).items()
        if LEVELS_OF_SOME_COUNTRY.search(text)
    }
    assert naming == {}


def test_areas_are_called_by_the_name_of_their_level() -> None:
    words = Words("en", names=TOWNS, level="town")
    assert words("search_area") == "Find a town"
    assert words("areas") == "Towns"
    assert words.count("n_areas", 1) == "1 town"
    limit = words.count("gate_areas_words", 500)
    assert limit.startswith("a town of fewer than 500")
    assert Words("en", "report", TOWNS, "town")("brief.areas_with") == (
        "Number of towns with"
    )


def test_areas_of_a_level_without_a_name_are_areas() -> None:
    words = Words("en", names=TOWNS, level="ward")
    assert words("search_area") == "Find an area"
    assert words.count("n_areas", 3) == "3 areas"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nl", "Zoek een gemeente"),
        ("en", "Find a municipality"),
        ("fr", "Trouver une commune"),
    ],
)
def test_the_netherlands_names_its_municipalities(language: str, sentence: str) -> None:
    assert Words(language, names=NAMES, level="gemeente")("search_area") == sentence


@pytest.mark.parametrize("language", languages_with_words())
def test_no_slot_for_an_area_is_left(language: str) -> None:
    words = Words(language, names=NAMES, level="gemeente")
    slots = re.compile(r"\{\s*level_\w+\s*\}", re.IGNORECASE)
    assert [key for key, text in words.all().items() if slots.search(text)] == []
