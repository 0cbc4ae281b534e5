"""Estimates from a project's own registers are divided, named and compared as the registers declare."""

from types import SimpleNamespace

import numpy as np
import pytest
from tests.dutch import REGISTERS, read_codes

from zicht.disclosure.figures import NOTHING, Range
from zicht.pipeline.estimating import (
    _not_below,
    _visible_share,
    estimate_counted,
)
from zicht.pipeline.persons_by_lists import Gate
from zicht.pipeline.remembering import EstimateMemory
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.estimates import CaptureTable, PublishedEstimate
from zicht.vocabulary.figures import Series
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.progress import silent
from zicht.vocabulary.text import Text

YEARS = ("2023", "2024")
OVERLAP = {0b001: 120, 0b010: 90, 0b100: 80, 0b011: 30, 0b101: 24, 0b110: 20, 0b111: 8}
"""Persons by the lists they stood on, in each year and age."""
GATE = Gate(Policy("p", "1", Text(en="A rule of a test.")), b"a secret of a test", {})
"""Lets counts through beside which nothing else is printed."""
AGES = {"ja": ("minderjarig",), "nee": ("adolescent", "volwassen")}


def capture_table() -> CaptureTable:
    rows = [
        (pattern, ("BSU", "v", is_minor, year), n)
        for year in YEARS
        for is_minor in AGES
        for pattern, n in OVERLAP.items()
    ]
    return CaptureTable(
        lists=("politie", "opvang", "ngo"),
        patterns=tuple(pattern for pattern, _, _ in rows),
        counts=tuple(n for _, _, n in rows),
        covariates=("vorm", "geslacht", "minderjarig", "year"),
        levels=tuple(levels for _, levels, _ in rows),
    )


def published_counts() -> Series:
    """Counts of those in view: per year in total, and by age group, of which minors are one and adults two."""
    seen = sum(OVERLAP.values())
    by_age = {
        TOTAL: 2 * seen,
        "minderjarig": seen,
        "adolescent": seen - 100,
        "volwassen": 100,
    }
    cells = [(year, age, n) for year in YEARS for age, n in by_age.items()]
    numbers = np.array([float(n) for _, _, n in cells])
    return Series(
        "V01",
        ("leeftijdsgroep",),
        np.array([year for year, _, _ in cells]),
        (np.array([age for _, age, _ in cells]),),
        numbers,
        np.array(["published"] * len(cells)),
        numbers,
        numbers,
        numbers,
        numbers,
    )


def small_project() -> SimpleNamespace:
    """What an estimate reads of a project."""
    return SimpleNamespace(
        registers=REGISTERS,
        policy=GATE.policy,
        years=(2023, 2024),
        face=SimpleNamespace(title=Text("Zicht op Albion", "Sight on Albion")),
        section=lambda name: {"replicates": 10} if name == "estimate" else {},
        codes=read_codes(),
        all_lists=read_codes(),
    )


@pytest.fixture(scope="module", name="estimates")
def estimates_of_a_project() -> dict[str, PublishedEstimate]:
    return estimate_counted(
        small_project(),
        capture_table(),
        {"V01": published_counts()},
        gate=GATE,
        memory=EstimateMemory(None),
        tell=silent,
    )


def test_an_estimate_stands_under_the_declared_indicator_and_title(estimates) -> None:
    assert list(estimates) == ["P01"]
    assert estimates["P01"].title.in_language("en") == (
        "Estimated number of victims of human trafficking in 2024"
    )
    assert "Sight on Albion" in estimates["P01"].population.in_language("en")


def test_those_in_view_are_the_published_counts_of_the_declared_categories(
    estimates,
) -> None:
    seen = sum(OVERLAP.values())
    observed = {
        tuple(total.levels.items()): total.observed for total in estimates["P01"].totals
    }
    assert observed[("year", "2024"),] == 2 * seen
    assert observed[("minderjarig", "ja"),] == 2 * seen
    assert observed[("minderjarig", "nee"),] == 2 * seen


def test_nobody_is_more_than_in_view() -> None:
    """Limits of perturbed counts may lie below the number that is printed as seen."""
    assert _visible_share(200, Range(200.0, 190.0, 195.0)) == (100, 100)
    assert _visible_share(150, Range(200.0, 140.0, 300.0)) == (50, 100)


@pytest.mark.parametrize(
    ("shown", "in_view", "expected"),
    [
        (Range(1290.0, 1280.0, 1310.0), 1295, Range(1295.0, 1295.0, 1310.0)),
        (Range(6240.0, 1860.0, 8880.0), 1295, Range(6240.0, 1860.0, 8880.0)),
        (Range(1290.0, 1280.0, 1310.0), None, Range(1290.0, 1280.0, 1310.0)),
        (NOTHING, 1295, NOTHING),
    ],
)
def test_no_estimate_is_printed_below_the_number_in_view(
    shown: Range, in_view: int | None, expected: Range
) -> None:
    assert _not_below(shown, in_view) == expected


def test_a_project_without_registers_makes_no_estimate() -> None:
    project = SimpleNamespace(registers=None)
    memory = EstimateMemory(None)
    estimates = estimate_counted(
        project, capture_table(), {}, gate=GATE, memory=memory, tell=silent
    )
    assert estimates == {}
