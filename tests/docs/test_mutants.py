"""Faults that a test must notice are still faults of the code as it is."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "tools"))

import mutants

MUTANTS = mutants.read_mutants()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_the_text_of_a_fault_occurs_once_in_the_source(mutant: mutants.Mutant) -> None:
    assert mutants.file_to_change(mutant)
    assert all((mutants.ROOT / test).is_file() for test in mutant.tests)


@pytest.mark.nightly
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_test_notices_the_fault(mutant: mutants.Mutant) -> None:
    assert mutants.is_noticed(mutant)
