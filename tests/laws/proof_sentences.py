"""Sentences that say a figure of the register, in many constructions."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from zicht.edition import numerals
from zicht.vocabulary.cited import Cited
from zicht.vocabulary.releases import Release

FILE = Path(__file__).with_suffix(".toml")
Figures = dict[str, list[Cited]]
"""Figures by series."""


@dataclass(frozen=True)
class Subject:
    """What a series counts, in the words of a writer.

    Parameters
    ----------
    series : of the register
    noun : who or what is counted
    done : what happened to them
    """

    series: str
    noun: str
    done: str


@dataclass(frozen=True)
class Timeless:
    """A sentence without a year.

    Parameters
    ----------
    series : of the register, whose value is put in its braces
    sentence : that says it
    twin : the same sentence of another group
    other : series of that group; empty where the register has none
    """

    series: str
    sentence: str
    twin: str
    other: str


@dataclass(frozen=True)
class Said:
    """One number and its period, as a sentence says them."""

    number: str
    period: str


@dataclass(frozen=True)
class Sentences:
    """The sentences of one language.

    Parameters
    ----------
    subjects, shares : what is counted, and what share of it
    one, one_share : constructions with one number, by their name
    two : constructions with the numbers of two years
    timeless : sentences without a year
    words : words of change, of years and of parts
    """

    subjects: tuple[Subject, ...]
    shares: tuple[Subject, ...]
    one: dict[str, str]
    one_share: dict[str, str]
    two: dict[str, str]
    timeless: tuple[Timeless, ...]
    years_later: tuple[str, ...]
    rises: tuple[str, ...]
    falls: tuple[str, ...]
    fractions: dict[str, list[str]]
    other_fractions: tuple[str, ...]
    there_were: str


@cache
def sentences(language: str) -> Sentences:
    """Read the sentences of a language."""
    content = tomllib.loads(FILE.read_text("utf-8"))[language]
    words = content["words"]
    return Sentences(
        subjects=tuple(Subject(**one) for one in content["subjects"]),
        shares=tuple(Subject(**one) for one in content["shares"]),
        one=content["one"],
        one_share=content["one_share"],
        two=content["two"],
        timeless=tuple(Timeless(**one) for one in content["timeless"]),
        years_later=tuple(words["years_later"]),
        rises=tuple(words["rises"]),
        falls=tuple(words["falls"]),
        fractions=words["fractions"],
        other_fractions=tuple(words["other_fractions"]),
        there_were=words["there_were"],
    )


def of_one(construction: str, subject: Subject, one: Said) -> str:
    """Write a sentence with one number."""
    return construction.format(
        noun=subject.noun,
        Noun=capital(subject.noun),
        done=subject.done,
        number=one.number,
        period=one.period,
    )


def of_two(construction: str, subject: Subject, first: Said, last: Said) -> str:
    """Write a sentence with the numbers of two years."""
    return construction.format(
        noun=subject.noun,
        done=subject.done,
        first=first.number,
        first_period=first.period,
        last=last.number,
        last_period=last.period,
    )


def capital(words: str) -> str:
    """Write the first letter of a sentence large."""
    return words[:1].upper() + words[1:]


def written(value: Decimal, language: str, *, is_share: bool = False) -> str:
    """Write a value as the language does."""
    number = numerals.as_printed(value, language)
    return f"{number}%" if is_share else number


def figures_of_a_year(register: Release) -> Figures:
    """Return the figures of each series that are of one year, one per value and year."""
    by_series: Figures = {}
    for figure in register.cited:
        if figure.period.isdigit() and not figure.qualifier:
            same = by_series.setdefault(figure.series, [])
            if all(one.period != figure.period for one in same):
                same.append(figure)
    return by_series
