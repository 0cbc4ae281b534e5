"""How many people stand on several lists is printed nowhere; an estimate that follows from it must not tell it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp
from tests.laws.sizes import cases
from tests.spec.estimation.test_counted_estimates import (
    GATE,
    OVERLAP,
    YEARS,
    published_counts,
    small_project,
)

from zicht.disclosure import figures
from zicht.disclosure.audit import by_lists
from zicht.disclosure.audit.by_lists import _bounds_of
from zicht.disclosure.audit.cell_bounds import Knowledge
from zicht.disclosure.audit.safety import Demands
from zicht.disclosure.estimates import perturb_for_estimates
from zicht.disclosure.protect.by_lists import perturbed_by_lists, true_counts_behind
from zicht.pipeline.estimating import _coarse, estimate_counted
from zicht.pipeline.remembering import EstimateMemory
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.captures import NOT_PRINTED, PersonsByLists
from zicht.vocabulary.dimensions import PERIOD
from zicht.vocabulary.estimates import CaptureTable, PublishedEstimate
from zicht.vocabulary.progress import silent

POLICY = GATE.policy
BASE = POLICY.base
SECRET = b"a secret of these tests"
LARGE = 14
"""A count that moves as all larger ones do, for every base that is tried."""
LETTERS = tuple("abcde")
NAMES = ("police", "shelter", "clinic")


@dataclass(frozen=True)
class Country:
    """A small invented country: persons per pattern of lists, by year and by sex.

    Parameters
    ----------
    persons : years x sexes x patterns
    """

    persons: Ints

    @property
    def n_lists(self) -> int:
        return self.persons.shape[-1].bit_length() - 1

    def strata(self, seed: int) -> list[PersonsByLists]:
        """Every year and every sex, each with printed numbers that are a multiple of the base beside the count."""
        chance = np.random.default_rng(seed)
        axes = {"year": self.persons.sum(axis=1), "sex": self.persons.sum(axis=0)}
        return [
            PersonsByLists(
                axis,
                str(number),
                counts,
                seen=printed_as(int(counts.sum()), chance),
                lists=tuple(
                    printed_as(n_on(counts, i), chance) for i in range(self.n_lists)
                ),
                is_estimated=True,
            )
            for axis, of_axis in axes.items()
            for number, counts in enumerate(of_axis)
        ]


def n_on(counts: Ints, number: int) -> int:
    """Return how many stand on a list."""
    return sum(
        int(n) for pattern, n in enumerate(counts.tolist()) if pattern >> number & 1
    )


def printed_as(count: int, chance: np.random.Generator) -> tuple[float, float]:
    """Round a count to a multiple of the base beside it; return what a reader knows of the count then."""
    below = count // BASE * BASE
    printed = below + BASE * (chance.random() < (count - below) / BASE)
    return float(max(0, printed - BASE + 1)), float(printed + BASE - 1)


@st.composite
def countries(draw: st.DrawFn, most_lists: int = 3) -> Country:
    """Countries of 60 to 500 people on two or three lists, of which small parts overlap."""
    n_lists = draw(st.integers(2, most_lists))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    visible = chance.uniform(0.05, 0.4, n_lists)
    persons = np.zeros((2, 2, 1 << n_lists), dtype=np.int64)
    for year, sex in product(range(2), range(2)):
        n_people = chance.integers(15, 125)
        is_on = chance.random((n_people, n_lists)) < visible
        patterns = (is_on << np.arange(n_lists)).sum(axis=1)
        persons[year, sex] = np.bincount(patterns, minlength=1 << n_lists)
    # Whom nobody saw is in no table.
    persons[..., 0] = 0
    return Country(persons)


def printed_estimate(first: int, second: int, both: int) -> float | None:
    """Return the estimate from two lists (Lincoln and Petersen), rounded as estimates are printed."""
    if not both:
        return None
    value = first * second / both
    shown = figures.estimate(value, value, value, first + second - both, POLICY)
    return _coarse(shown.value)


def overlaps_of_two_lists(stratum: PersonsByLists, printed: float) -> set[int]:
    """Try every table of two lists that agrees with the printed totals, and solve for the number on both."""
    ranges = [
        range(int(low), int(high) + 1)
        for low, high in (stratum.lists[0], stratum.lists[1])
    ]
    return {
        both
        for first, second in product(*ranges)
        for both in range(1, min(first, second) + 1)
        if stratum.seen[0] <= first + second - both <= stratum.seen[1]
        and printed_estimate(first, second, both) == printed
    }


def test_an_estimate_from_true_counts_tells_how_many_stand_on_both_lists() -> None:
    """What the rule is for: with the true counts, most small countries leave fewer than five possible numbers."""
    chance = np.random.default_rng(14)
    n_told = n_exact = n_countries = 0
    for _ in range(100):
        first, second = (int(n) for n in chance.integers(20, 120, 2))
        both = int(chance.integers(1, 8))
        counts = np.asarray([0, first - both, second - both, both])
        stratum = PersonsByLists(
            "year",
            "2024",
            counts,
            printed_as(first + second - both, chance),
            (printed_as(first, chance), printed_as(second, chance)),
            is_estimated=True,
        )
        printed = printed_estimate(first, second, both)
        assert printed is not None
        possible = overlaps_of_two_lists(stratum, printed)
        assert both in possible
        n_countries += 1
        n_told += len(possible) < BASE
        n_exact += len(possible) == 1
    assert n_told > n_countries / 2
    assert n_exact > 0


@cache
def counts_behind(base: int) -> dict[int, set[int]]:
    """Return, per perturbed count, the true counts up to 24 that became it under one of a thousand secrets."""
    counts = np.arange(25)
    persons = PersonsByLists("year", "0", counts, NOT_PRINTED, (), is_estimated=True)
    behind: dict[int, set[int]] = defaultdict(set)
    for number in range(1_000):
        secret = number.to_bytes(16, "little")
        perturbed = perturbed_by_lists(persons, LETTERS, base=base, secret=secret)
        for became, count in zip(perturbed.tolist(), counts.tolist(), strict=True):
            behind[became].add(count)
    return behind


def bounds_behind(perturbed: int) -> tuple[int, int]:
    """Return the lowest and the highest true count behind a perturbed one; large ones all move alike."""
    shift = max(0, perturbed - LARGE)
    possible = counts_behind(BASE)[perturbed - shift]
    return min(possible) + shift, max(possible) + shift


class Stranger:
    """Knows the perturbed counts behind every estimate, and solves for the true ones in whole numbers.

    His equations are over the finest persons (year x sex x pattern), and share nothing with those of the gate.
    """

    def __init__(
        self,
        strata: Sequence[PersonsByLists],
        perturbed: Sequence[Ints | None],
        shape: tuple[int, ...],
    ) -> None:
        self.shape = shape
        self.rows: list[tuple[np.ndarray, float, float]] = []
        for stratum, counts in zip(strata, perturbed, strict=True):
            self.rows.append((self._sum_of(stratum), *stratum.seen))
            for number, bounds in enumerate(stratum.lists):
                on_list = [p for p in range(shape[-1]) if p >> number & 1]
                self.rows.append((self._sum_of(stratum, on_list), *bounds))
            if counts is not None:
                for pattern in range(1, shape[-1]):
                    low, high = bounds_behind(int(counts[pattern]))
                    self.rows.append((self._sum_of(stratum, [pattern]), low, high))

    def _sum_of(
        self, stratum: PersonsByLists, patterns: Sequence[int] = ()
    ) -> np.ndarray:
        """Return which of the finest persons are in a stratum, with some patterns or any."""
        taken = np.zeros(self.shape)
        where = int(stratum.level)
        place = (where, slice(None)) if stratum.axis == "year" else (slice(None), where)
        taken[(*place, list(patterns) or slice(1, None))] = 1
        return taken.ravel()

    def may_be(self, stratum: PersonsByLists, patterns: Sequence[int], n: int) -> bool:
        """Say whether some table in whole numbers has n persons with these patterns."""
        rows = [*self.rows, (self._sum_of(stratum, patterns), n, n)]
        answer = milp(
            np.zeros(int(np.prod(self.shape))),
            constraints=LinearConstraint(
                np.asarray([row for row, _, _ in rows]),
                [low for _, low, _ in rows],
                [high for _, _, high in rows],
            ),
            integrality=1,
            bounds=Bounds(0, inf),
        )
        return answer.status == 0

    def possible(
        self, stratum: PersonsByLists, patterns: Sequence[int], around: int
    ) -> int:
        """Count the numbers next to each other, around the true one, that stay possible; at most the base."""
        lowest = highest = around
        assert self.may_be(stratum, patterns, around)
        while highest - lowest < BASE - 1 and self.may_be(
            stratum, patterns, highest + 1
        ):
            highest += 1
        while (
            highest - lowest < BASE - 1
            and lowest > 0
            and self.may_be(stratum, patterns, lowest - 1)
        ):
            lowest -= 1
        return highest - lowest + 1


def overlaps(n_lists: int) -> Iterator[list[int]]:
    """List every pattern on several lists, and of three lists every two together."""
    for pattern in range(1 << n_lists):
        if pattern.bit_count() > 1:
            yield [pattern]
    if n_lists == 3:
        for pair in (0b011, 0b101, 0b110):
            yield [pair, 0b111]


@cases(12, 400)
@given(countries(), st.integers(0, 2**32 - 1))
def test_who_knows_all_counts_behind_the_estimates_knows_no_overlap(
    country: Country, seed: int
) -> None:
    strata = country.strata(seed)
    names = NAMES[: country.n_lists]
    perturbed = perturb_for_estimates(strata, names, POLICY, secret=SECRET).counts
    shape = country.persons.shape
    stranger = Stranger(strata, perturbed, shape)
    reader = Stranger(strata, [None] * len(strata), shape)
    for stratum in strata:
        for patterns in overlaps(country.n_lists):
            n_true = int(stratum.counts[patterns].sum())
            n_possible = stranger.possible(stratum, patterns, n_true)
            if n_possible < BASE:
                # Printed totals alone may leave as few: then the estimates told nothing.
                assert n_possible == reader.possible(stratum, patterns, n_true)


def test_of_countries_of_some_hundred_people_every_estimate_stays() -> None:
    chance = np.random.default_rng(6)
    for seed in range(6):
        persons = chance.poisson(9 * chance.uniform(0.3, 3, (2, 2, 8)))
        persons[..., 0] = 0
        strata = Country(persons).strata(seed)
        perturbed = perturb_for_estimates(strata, NAMES, POLICY, secret=SECRET).counts
        assert all(counts is not None for counts in perturbed)


def test_the_same_persons_under_two_names_get_the_same_counts() -> None:
    """One year of one sex: two perturbations of one count would leave fewer possible."""
    counts = np.asarray([0, 31, 42, 7, 23, 3, 8, 2])
    nothing = (NOT_PRINTED,) * 3
    strata = [
        PersonsByLists(axis, "0", counts, NOT_PRINTED, nothing, is_estimated=True)
        for axis in ("year", "sex")
    ]
    first, second = perturb_for_estimates(strata, NAMES, POLICY, secret=SECRET).counts
    assert first is not None
    np.testing.assert_array_equal(first, second)


def test_counts_are_right_on_average_and_cannot_be_drawn_again() -> None:
    counts = np.asarray([0, 31, 42, 7, 23, 3, 8, 2])
    alone = PersonsByLists(
        "year", "0", counts, NOT_PRINTED, (NOT_PRINTED,) * 3, is_estimated=True
    )
    drawn = [
        perturbed_by_lists(
            alone, NAMES, base=BASE, secret=number.to_bytes(16, "little")
        )
        for number in range(2_000)
    ]
    # The standard deviation of one draw is below 1.7: the mean of 2,000 has an error of 0.04.
    np.testing.assert_allclose(np.mean(drawn, axis=0), counts, atol=0.16)
    assert len({tuple(counts.tolist()) for counts in drawn}) > 1_000


@pytest.mark.parametrize("base", [2, 3, 4, 5, 7])
def test_behind_every_perturbed_count_as_many_true_ones_may_stand_as_the_base(
    base: int,
) -> None:
    """What is seen to happen is what the attack and the intervals reckon with."""
    behind = counts_behind(base)
    for perturbed in range(LARGE + 1):
        possible = sorted(behind[perturbed])
        assert len(possible) >= base
        assert possible == list(range(possible[0], possible[-1] + 1))
        counts, chances = true_counts_behind(perturbed, base)
        assert counts.tolist() == possible
        assert chances.sum() == pytest.approx(1)
        lowest, highest = _bounds_of(np.asarray([float(perturbed)]), base)
        assert (lowest[0], highest[0]) == (possible[0], possible[-1])


def table_of(by_year: Mapping[str, Ints]) -> CaptureTable:
    """Return persons by pattern of three lists and by year."""
    rows = [
        (pattern, year, n)
        for year, counts in by_year.items()
        for pattern, n in enumerate(counts.tolist())
        if n
    ]
    return CaptureTable(
        NAMES,
        tuple(pattern for pattern, _, _ in rows),
        tuple(n for _, _, n in rows),
        (PERIOD,),
        tuple((year,) for _, year, _ in rows),
    )


def published(table: CaptureTable) -> PublishedEstimate:
    project = small_project()
    project.registers = replace(project.registers, strata=(), splits={})
    estimates = estimate_counted(
        project,
        table,
        {"V01": published_counts()},
        gate=replace(GATE, secret=SECRET),
        memory=EstimateMemory(None),
        tell=silent,
    )
    return estimates["P01"]


def others_with_the_same_perturbed_counts(persons: PersonsByLists) -> Ints:
    """Return other true counts that become the same, pattern by pattern, where there are any."""
    (perturbed,) = perturb_for_estimates([persons], NAMES, POLICY, secret=SECRET).counts
    assert perturbed is not None
    others = persons.counts.copy()
    for pattern in np.flatnonzero(perturbed).tolist():
        for count in range(int(perturbed[pattern]) - 4, int(perturbed[pattern]) + 5):
            tried = persons.counts.copy()
            tried[pattern] = max(count, 0)
            became = perturbed_by_lists(
                replace(persons, counts=tried), NAMES, base=BASE, secret=SECRET
            )
            if count != persons.counts[pattern] and np.array_equal(became, perturbed):
                others[pattern] = count
    return others


def test_everything_printed_of_an_estimate_follows_from_the_perturbed_counts() -> None:
    """Other people with the same perturbed counts get the same numbers, models and verdicts, to the last digit."""
    chance = np.random.default_rng(3)
    true = {}
    for year in YEARS:
        counts = np.zeros(8, dtype=np.int64)
        for pattern, n in OVERLAP.items():
            counts[pattern] = n + chance.integers(0, BASE)
        true[year] = counts
    strata = [
        PersonsByLists(
            PERIOD, year, counts, NOT_PRINTED, (NOT_PRINTED,) * 3, is_estimated=True
        )
        for year, counts in true.items()
    ]
    others = {
        stratum.level: others_with_the_same_perturbed_counts(stratum)
        for stratum in strata
    }
    n_other = sum(int((true[year] != others[year]).sum()) for year in YEARS)
    assert n_other >= len(YEARS)
    assert published(table_of(true)) == published(table_of(others))


@given(st.integers(0, 40), st.integers(2, 12), st.integers(1, 12))
def test_no_count_is_known_to_lie_below_the_threshold(
    count: int, base: int, threshold: int
) -> None:
    """Where the threshold is above the base, it decides how far a count may move."""
    policy = replace(POLICY, base=base, threshold=threshold, local_threshold=threshold)
    counts = np.asarray([0, 20, 20, count])
    alone = PersonsByLists(
        "year", "0", counts, NOT_PRINTED, (NOT_PRINTED,) * 2, is_estimated=True
    )
    (perturbed,) = perturb_for_estimates(
        [alone], NAMES[:2], policy, secret=SECRET
    ).counts
    assert perturbed is not None
    behind, _ = true_counts_behind(int(perturbed[3]), max(base, threshold))
    assert count in behind
    assert len(behind) >= base
    assert behind[0] == 0 or behind[-1] >= threshold


def test_what_was_not_attacked_to_the_end_is_withheld(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Other draws would take as long: one attack that does not end ends the drawing."""
    n_attacks = 0
    attack = by_lists.narrow

    def out_of_time(known: Knowledge, demands: Demands, *, seconds: float) -> object:
        nonlocal n_attacks
        n_attacks += 1
        attack(known, demands, seconds=seconds)
        known.complete = False
        return []

    monkeypatch.setattr(by_lists, "narrow", out_of_time)
    strata = [
        PersonsByLists(
            "year",
            year,
            np.asarray([0, 31, 42, 7, 23, 3, 8, 2]),
            (110.0, 120.0),
            (NOT_PRINTED,) * 3,
            is_estimated=True,
        )
        for year in ("2023", "2024")
    ]
    perturbed = perturb_for_estimates(strata, NAMES, POLICY, secret=SECRET)
    assert not perturbed.is_finished
    assert perturbed.counts == (None, None)
    # With what is printed alone, and with the counts: no draw is attacked twice.
    assert n_attacks == 2
