"""Every value that is printed in words has them: a run or command that lacks one ends with a fault."""

from enum import StrEnum

import pytest

from zicht.edition.messages import value_in_words
from zicht.proof.figure_tables import CellVerdict
from zicht.proof.judging import Verdict
from zicht.release.roles import Role
from zicht.vocabulary.persons import Kind


@pytest.mark.parametrize("value", [*Verdict, *CellVerdict, *Role])
def test_a_value_has_words(value: StrEnum) -> None:
    assert str(value_in_words(value))


@pytest.mark.parametrize("kind", Kind)
def test_what_happened_to_a_person_has_words(kind: Kind) -> None:
    """A run counts the persons whose keys changed, by what happened to them."""
    assert str(value_in_words(f"person {kind}"))
