"""Every verdict of proof has words in the catalogue: a run prints how many numbers got which."""

from enum import StrEnum

import pytest

from zicht.edition.messages import value_in_words
from zicht.proof.figure_tables import CellVerdict
from zicht.proof.judging import Verdict


@pytest.mark.parametrize("verdict", [*Verdict, *CellVerdict])
def test_a_verdict_has_words(verdict: StrEnum) -> None:
    assert str(value_in_words(verdict))
