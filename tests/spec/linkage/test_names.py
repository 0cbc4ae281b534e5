"""Strangers share given and family name more often than independent names would."""

import numpy as np
import pytest

from zicht.linkage.names import NamesTogether

N_LANGUAGES, N_NAMES, N_PEOPLE = 3, 40, 6_000


@pytest.fixture(scope="module")
def people() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Language of each person, and names that each are of one language; seven in ten speak the first."""
    rng = np.random.default_rng(7)
    language = rng.choice(N_LANGUAGES, N_PEOPLE, p=[0.7, 0.2, 0.1])
    given = [f"given {one} {rng.integers(N_NAMES)}" for one in language]
    family = [f"family {one} {rng.integers(N_NAMES)}" for one in language]
    return language, np.array(given), np.array(family)


@pytest.mark.parametrize(("language", "share"), [(0, 0.7), (1, 0.2), (2, 0.1)])
def test_two_names_of_one_language_are_likelier_by_its_rarity(people, language, share):
    """Within a language names are independent: they go together 1 / share times as often as over everybody.

    Names with few holders are drawn towards independence.
    """
    spoken, given, family = people
    lifts = NamesTogether(given, family).lift(np.flatnonzero(spoken == language))
    assert np.median(lifts) == pytest.approx(1 / share, rel=0.2)


def test_independent_names_are_left_as_they_are(people):
    _, given, family = people
    shuffled = np.random.default_rng(8).permutation(family)
    lifts = NamesTogether(given, shuffled).lift(np.arange(N_PEOPLE))
    assert np.median(lifts) == pytest.approx(1, abs=0.25)


def test_few_people_say_nothing_of_their_names(people):
    _, given, family = people
    few = NamesTogether(given[:100], family[:100])
    assert few.lift(np.arange(100)).tolist() == [1.0] * 100


def test_somebody_without_a_name_is_no_different(people):
    _, given, family = people
    unnamed = np.concatenate([given, ["", "given 0 1"]])
    named = NamesTogether(unnamed, np.concatenate([family, ["family 0 1", ""]]))
    assert named.lift(np.array([N_PEOPLE, N_PEOPLE + 1])) == pytest.approx(
        [1, 1], abs=0.5
    )


@pytest.mark.parametrize("n_holders", [1, 10])
def test_names_that_all_go_together_give_the_same_on_every_run(n_holders):
    """Every singular value is equal, so that any vectors would do, and equal holders leave no constant start."""
    names = np.repeat(np.arange(240 // n_holders), n_holders).astype(str)
    everybody = np.arange(240)
    first = NamesTogether(names, names).lift(everybody)
    again = NamesTogether(names, names).lift(everybody)
    assert first.tolist() == again.tolist()
    assert np.all(np.isfinite(first))
