"""The band of linkage holds the number of persons, whatever kind of noise the records have."""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from tests.spec.linkage.kinds_of_noise import KINDS, linked, records_of

from zicht.engine.session import Session

NEAR = 0.01
"""Part of the persons by which a count may be off where its band does not hold the truth."""
WIDEST = 0.45
"""Width of a band, as a part of the persons that are counted."""


@dataclass(frozen=True)
class Outcome:
    """A register, the persons it is of, and what linkage says of their number."""

    register: str
    true: int
    counted: int
    least: int
    most: int

    @property
    def is_told(self) -> bool:
        """Whether the band holds the truth, or the count is near to it."""
        is_near = abs(self.counted - self.true) <= NEAR * self.true
        return self.least <= self.true <= self.most or is_near

    @property
    def width(self) -> float:
        """Width of the band, as a part of the persons that are counted."""
        return (self.most - self.least) / self.counted


def outcome_of(session: Session, kind: str, n: int, seed: int) -> Outcome:
    """Link a register and compare it with the truth."""
    records = records_of(kind, n, seed)
    report = linked(session, records)
    true = len({person for person, _ in records})
    name = f"{kind}, {n} records, seed {seed}"
    return Outcome(
        name, true, report.persons, report.least_persons, report.most_persons
    )


def outcomes_of(
    session: Session, n: int, seeds: Iterable[int], kinds: Iterable[str] = tuple(KINDS)
) -> list[Outcome]:
    """Link registers of several kinds."""
    return [outcome_of(session, kind, n, seed) for kind in kinds for seed in seeds]


def assert_told(outcomes: list[Outcome], n_missed: int) -> None:
    """Check that few bands miss the truth, and that none says next to nothing."""
    missed = [outcome for outcome in outcomes if not outcome.is_told]
    assert len(missed) <= n_missed, missed
    assert max(outcome.width for outcome in outcomes) <= WIDEST, outcomes


def test_bands_hold_the_persons_of_small_registers(session: Session) -> None:
    """One of each kind, of which none may be missed."""
    assert_told(outcomes_of(session, 300, [1]), n_missed=0)


@pytest.mark.nightly
def test_bands_hold_the_persons_of_registers_of_every_kind(session: Session) -> None:
    """Nineteen of twenty, rounded down."""
    outcomes = outcomes_of(session, 1_000, range(11, 15))
    assert_told(outcomes, n_missed=len(outcomes) // 20)
