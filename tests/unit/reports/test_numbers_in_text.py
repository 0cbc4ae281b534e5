"""Numbers in words: Dutch, English and French."""

import pytest

from zicht.edition.decimals import decimals_of
from zicht.edition.numbers_in_text import find_numbers
from zicht.edition.numerals import as_printed, day, period, written


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("nl", "1.372 en 1.372,5 en 12,5", [1372, 1372.5, 12.5]),
        ("en", "1,372 and 1,372.5 and 12.5", [1372, 1372.5, 12.5]),
        ("nl", "3 miljoen, 1,5 miljard euro, € 2 mln.", [3e6, 1.5e9, 2e6]),
        ("en", "3 million, €1.5bn and 10k", [3e6, 1.5e9, 1e4]),
        ("nl", "€ -42.775, −€ 42.775 en -3", [-42775, -42775, -3]),
        ("nl", "twee derde van hen, driekwart", [200 / 3, 75]),
        ("nl", "de helft, vier op de tien, drie van de vijf", [50, 40, 60]),
        ("en", "half of them, four in ten, two thirds of all", [50, 40, 200 / 3]),
        ("nl", "vierentwintig, drieëntwintig, honderd", [24, 23]),
        ("en", "twenty-four, one hundred, two thousand", [24, 100, 2000]),
        ("en", "3 percentage points, 5 per cent, 7%", [3, 5, 7]),
        ("nl", "In 2000 slachtoffers", [2000]),
        ("fr", "1 372 personnes, soit 27,5 % de plus", [1372, 27.5]),
        ("fr", "1\u202f372 et 12 pour cent", [1372, 12]),
        ("fr", "vingt et un, soixante et onze, soixante-dix-sept", [21, 71, 77]),
        ("fr", "quatre-vingts, quatre-vingt-dix-neuf, cent", [80, 99, 100]),
        ("fr", "douze cents victimes, trois millions d’euros", [1200, 3e6]),
        ("fr", "un tiers des victimes, deux tiers, la moitié", [100 / 3, 200 / 3, 50]),
        ("fr", "une victime sur quatre, trois sur dix", [25, 30]),
        ("fr", "5 points de pourcentage", [5]),
        ("nl", "- 60% van hen", [60]),
    ],
)
def test_numbers_are_found_with_their_value(
    language: str, text: str, found: list[float]
) -> None:
    assert [
        float(number.value) for number in find_numbers(text, language)
    ] == pytest.approx(found)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "nl",
            "2024, 2019-2024, 1 juli 2024, juli 2024, 2024-07-01, Covid-19, 24/7, 1e, 273f, A4",
        ),
        ("en", "2024, 2019–2024, 1 July 2024, July 1, 2024, Covid-19, 3rd, G7"),
        (
            "nl",
            "artikel 242, 246 en 247; lid 1 sub 3; tabel 2; figuur 3; § 4; 2011/36/EU",
        ),
        ("en", "articles 242, 246 and 247; section 3; table 2; Directive 2011/36/EU"),
        (
            "nl",
            "jonger dan 23, onder de 18, 18 jaar of ouder, 16- en 17-jarigen, van 12 tot en met 16 jaar",
        ),
        (
            "en",
            "younger than 23, under 18, 23 or older, 16- and 17-year-olds, aged 12 to 16",
        ),
        (
            "nl",
            "https://example.org/12 en a12@example.org en 0800-0113 en bel 112 en Postbus 20301",
        ),
        (
            "fr",
            "moins de 18 ans, de 18 à 22 ans, âgées de 12 ans, 23 ans et plus",
        ),
        (
            "fr",
            "article 225-4-1, tableau 3, le 1er mars 2024, pour 100 000 habitants",
        ),
        ("fr", "2024, 2019-2024, une victime, au deuxième trimestre"),
        ("nl", "een, één van hen, een derde partij, de vijfde keer, honderden"),
        ("en", "one of them, a third party, the fifth time, hundreds"),
        ("nl", "per 100.000 inwoners, per honderd, per duizend"),
    ],
)
def test_what_counts_nothing_is_left_alone(language: str, text: str) -> None:
    assert [number.words for number in find_numbers(text, language)] == []


def test_places_are_those_of_the_text() -> None:
    text = "Er waren er 1.372 in 2019."
    (found,) = find_numbers(text, "nl")
    assert text[found.start : found.end] == found.words == "1.372"


def test_numbers_are_written_as_readers_expect() -> None:
    assert written(1234567.5, "nl", 1) == "1.234.567,5"
    assert written(-0.45, "en", 1) == "\u22120.5"
    assert written(2.5, "nl") == "3"
    from decimal import Decimal

    assert as_printed(Decimal("12.50"), "nl") == "12,5"
    assert as_printed(Decimal("984"), "en") == "984"


def test_a_share_has_the_decimals_its_bounds_bear() -> None:
    assert decimals_of("share", 27.0, 25.0, 28.0) == 0
    assert decimals_of("share", 25.9, 25.4, 26.4) == 1
    assert decimals_of("share", 25.0, float("nan"), float("nan")) == 1
    assert decimals_of("rate", 9.8, 9.7, 9.9) == 1


def test_dates_are_written_as_far_as_they_are_known() -> None:
    assert [day(words, "nl") for words in ("2025-10-14", "2025-10", "2025", "2025-13-01", "voorjaar")] == [
        "14 oktober 2025", "oktober 2025", "2025", "2025-13-01", "voorjaar",
    ]  # fmt: skip
    assert day("2025-10-14", "en") == "14 October 2025"
    assert period("2015-2019") == "2015–2019"
