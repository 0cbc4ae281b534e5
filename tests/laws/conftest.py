"""The laws of proof are about the register of the Netherlands."""

import pytest
from tests.known_register import known, register
from tests.laws.proof_sentences import Figures, figures_of_a_year

from zicht.vocabulary.releases import Release

__all__ = ["known", "register"]


@pytest.fixture(scope="module", name="figures")
def _figures(register: Release) -> Figures:
    """Give the figures of each series that are of one year, one per value and year."""
    return figures_of_a_year(register)
