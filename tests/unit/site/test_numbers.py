"""Numbers, dates and addresses as the pages write them."""

from decimal import Decimal

import pytest

from zicht.edition import numerals
from zicht.edition.all_words import all_words
from zicht.edition.slugs import slugify
from zicht.edition.words import Words
from zicht.site.addresses import check_slug, path_of, refuse_duplicates, way_up
from zicht.vocabulary.errors import PublishingError


@pytest.mark.parametrize(
    ("value", "decimals", "dutch", "english"),
    [
        (1015, 0, "1.015", "1,015"),
        (0, 0, "0", "0"),
        (22.25, 1, "22,3", "22.3"),
        (Decimal("22.25"), 1, "22,3", "22.3"),
        (2.5, 0, "3", "3"),
        (1234567.891, 2, "1.234.567,89", "1,234,567.89"),
        (-8.1, 1, "\u22128,1", "\u22128.1"),
    ],
)
def test_a_number_is_written_as_its_language_does(
    value: float, decimals: int, dutch: str, english: str
) -> None:
    assert numerals.written(value, "nl", decimals) == dutch
    assert numerals.written(value, "en", decimals) == english


@pytest.mark.parametrize(
    ("printed", "dutch"),
    [
        ("984", "984"),
        ("16500", "16.500"),
        ("0.50", "0,5"),
        ("1E+3", "1.000"),
        ("12.75", "12,75"),
    ],
)
def test_a_printed_number_keeps_its_digits(printed: str, dutch: str) -> None:
    assert numerals.as_printed(Decimal(printed), "nl") == dutch


@pytest.mark.parametrize(
    ("iso", "dutch", "english"),
    [
        ("2025-10-14", "14 oktober 2025", "14 October 2025"),
        ("2022-05", "mei 2022", "May 2022"),
        ("2021", "2021", "2021"),
        ("spring 2021", "spring 2021", "spring 2021"),
        ("2021-13", "2021-13", "2021-13"),
        ("", "", ""),
    ],
)
def test_a_date_is_as_exact_as_it_was_given(iso: str, dutch: str, english: str) -> None:
    assert numerals.day(iso, "nl") == dutch
    assert numerals.day(iso, "en") == english


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Súdwest-Fryslân", "sudwest-fryslan"),
        ("'s-Gravenhage", "s-gravenhage"),
        ("Bergen (NH.)", "bergen-nh"),
        ("!", ""),
    ],
)
def test_a_name_becomes_words_of_an_address(name: str, slug: str) -> None:
    assert slugify(name) == slug


def test_an_address_leads_up_to_the_top() -> None:
    path = path_of("nl", "slachtoffers", "", "gemelde-slachtoffers")
    assert path == "nl/slachtoffers/gemelde-slachtoffers/"
    assert way_up(path) == "../../../"


@pytest.mark.parametrize("slug", ["", "Hoofd", "a b", "a--b", "../x", "a/b", "-a"])
def test_what_cannot_stand_in_an_address_is_refused(slug: str) -> None:
    with pytest.raises(PublishingError, match="cannot stand in an address"):
        check_slug(slug, where="Document x")


def test_every_clash_of_addresses_is_told_together() -> None:
    with pytest.raises(PublishingError, match="2 addresses") as caught:
        refuse_duplicates(
            {"nl/a/": ["one", "two"], "nl/b/": ["three"], "nl/c/": ["four", "five"]}
        )
    assert caught.value.details == ("nl/a/: one, two", "nl/c/: four, five")


def test_words_ask_for_the_same_values_in_both_languages() -> None:
    import string

    def asked(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, text in all_words().items():
        # The form for one may write the number in words or digits: `hoogstens 1 levering`.
        free = {"n"} if key.endswith(".one") else set()
        assert asked(text.nl) - free == asked(text.en) - free, key


def test_a_missing_word_names_itself() -> None:
    with pytest.raises(PublishingError, match="no_such_word"):
        Words("nl")("no_such_word")
