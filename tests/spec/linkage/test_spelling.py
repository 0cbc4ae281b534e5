"""Names, dates and numbers in one spelling."""

import pytest

from zicht.linkage.spelling import (
    birth_date,
    category,
    family_name,
    given_names,
    national_number,
)


@pytest.mark.parametrize(
    ("prefix", "name", "spelled"),
    [
        ("van der", "Berg", "berg"),
        (None, "van der Berg", "berg"),
        ("v.d.", "Berg", "berg"),
        ("v/d", "Berg", "berg"),
        (None, "Berg, van der", "berg"),
        ("van 't", "Hoen", "hoen"),
        ("el", "Amrani", "amrani"),
        (None, "Cruz-García", "cruz garcia"),
        (None, "Jansen-de Vries", "jansen vries"),
        (None, "O'Brien", "obrien"),
        (None, "De", "de"),
        ("van", "", ""),
        (None, None, ""),
    ],
)
def test_family_names(prefix, name, spelled):
    assert family_name(prefix, name) == spelled


@pytest.mark.parametrize(
    ("words", "spelled"),
    [
        ("José", "jose"),
        ("Søren", "soren"),
        ("Łukasz", "lukasz"),
        ("İLKER", "ilker"),
        ("Strauß", "strauss"),
        ("Nguyễn", "nguyen"),
        ("  Anne - Marie ", "anne marie"),
        ("Юлия", "yuliya"),
        ("محمد", "mhmd"),
        ("J.P.", "j p"),
        ("onbekend", ""),
        ("N.N.", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_given_names(words, spelled):
    assert given_names(words) == spelled


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("1999-04-05", "1999-04-05"),
        ("1999-04", "1999-04-00"),
        ("1999", "1999-00-00"),
        ("1999-00-00", "1999-00-00"),
        ("1999-04-05 00:00:00", "1999-04-05"),
        ("1999-02-31", "1999-00-00"),
        ("1900-01-01", ""),
        ("0001-01-01", ""),
        ("05-04-1999", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_birth_dates(text, spelled):
    assert birth_date(text) == spelled


def test_citizen_numbers_are_letters_and_digits():
    assert national_number(" 1112.22.333") == "111222333"
    assert national_number("000000000") == national_number(None) == ""


@pytest.mark.parametrize("word", ["onbekend", "Unknown", " ", "-", "?", None])
def test_a_code_that_says_unknown_is_not_known(word):
    assert category(word) == ""
