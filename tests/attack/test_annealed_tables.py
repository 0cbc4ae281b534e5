"""Tables that are rounded by annealing, attacked by a stranger who has the release's folder and nothing else."""

from pathlib import Path

import pytest
from tests.laws.stranger import Stranger
from tests.laws.test_stranger import frozen_tables
from tests.spec.disclosure.test_crossings_of_many_columns import tables

from zicht.disclosure.protect import crossings
from zicht.vocabulary.policies import Policy

NATIONAL = Policy("a", "1", "test", local_levels=(), minimum_mean_count=0.0)
LOCAL = Policy("b", "1", "test", local_levels=("area",), minimum_mean_count=0.0)


@pytest.mark.parametrize(
    ("policy", "seed"),
    [
        pytest.param(NATIONAL, 0, id="national"),
        *(
            pytest.param(policy, seed, marks=pytest.mark.nightly)
            for policy in (NATIONAL, LOCAL)
            for seed in range(1, 12)
        ),
    ],
)
def test_who_takes_every_combination_as_unknown_narrows_no_cell_below_the_base(
    seed: int, policy: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crossings, "LARGE", 20)
    counted = tables(seed, ("area", "year", "age", "form"))
    content = frozen_tables(counted, policy, tmp_path)
    assert Stranger(content).known_too_well() == []
