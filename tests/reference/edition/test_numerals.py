"""Numbers, euros and dates are written as the Unicode locale data (CLDR) say, read through Babel."""

from datetime import date
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from hypothesis import given
from hypothesis import strategies as st

from zicht.edition import numerals

LANGUAGES = ("nl", "en")
MINUS = "\u2212"


@given(
    value=st.decimals(min_value=-(10**9), max_value=10**9, places=2),
    decimals=st.integers(0, 2),
    language=st.sampled_from(LANGUAGES),
)
def test_a_number_is_grouped_and_pointed_as_the_locale_data_say(
    value: Decimal, decimals: int, language: str
) -> None:
    """Rounding is ours: half up. Babel is given the rounded number, and a hyphen is its minus."""
    rounded = numerals.rounded(value, decimals)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    expected = format_decimal(rounded, format=pattern, locale=language)
    written = numerals.written(value, language, decimals)
    assert written.replace(MINUS, "-").removeprefix("-") == expected.removeprefix("-")
    assert written.startswith(MINUS) == (rounded < 0)


@given(value=st.integers(-(10**8), 10**8), language=st.sampled_from(LANGUAGES))
def test_euros_stand_where_the_locale_data_put_them(value: int, language: str) -> None:
    expected = format_currency(value, "EUR", locale=language, currency_digits=False)
    expected = expected.removesuffix(",00").removesuffix(".00")
    written = numerals.euros(numerals.written(value, language), language)
    assert written.replace(MINUS, "-") == expected


@given(
    day=st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    language=st.sampled_from(LANGUAGES),
)
def test_a_date_is_written_as_the_locale_data_say(day: date, language: str) -> None:
    expected = format_date(day, "d MMMM y", locale=language)
    assert numerals.day(day.isoformat(), language) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_month_alone_is_written_without_a_day(language: str) -> None:
    for month in range(1, 13):
        expected = format_date(date(2024, month, 1), "LLLL y", locale=language)
        assert numerals.day(f"2024-{month:02d}", language) == expected
