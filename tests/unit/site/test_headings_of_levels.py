"""A table of areas is headed by their levels: in fixed words, or as the project names a level of its own."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2] / "spec" / "site"))

import site_sample as sample

from zicht.site.library import Library, SiteEdition
from zicht.vocabulary.releases import Release


def heading_of(release: Release, level: str) -> str:
    return SiteEdition(Library(release, ""), "en").level_name(level)


def test_a_level_with_fixed_words_is_headed_by_them() -> None:
    assert heading_of(sample.release(), "provincie") == "Provinces"


def test_a_level_of_a_country_of_its_own_is_headed_by_its_name() -> None:
    assert heading_of(sample.release(), "grande_distrito") == "Grande distrito"
