"""Holds what the gate let through against every table of whole numbers that agrees with it."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from tests.laws.oracle import ENDLESS, Said, World
from tests.laws.systems import Country

from zicht.disclosure.thresholds import limits_of
from zicht.vocabulary.cells import CellKey
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import Protected

BEYOND = 8
"""Numbers above the threshold that are told apart."""


def world(countries: Sequence[Country]) -> World:
    """Give the kinds of records of some countries over the same records."""
    return World([d for country in countries for d in country.used()])


def read(
    judge: World,
    made: Protected,
    policy: Policy,
    extents: Mapping[str, frozenset[str]] | None = None,
) -> None:
    """Let a reader take in a release: where zeros are printed, a withheld cell is at least one."""
    for table in made.tables:
        judge.read(
            table, least=1 if policy.zeros == "structural" else 0, extents=extents
        )


def limits(policy: Policy, releases: Iterable[Protected]) -> dict[CellKey, int]:
    """Give the threshold of every printed cell; where two hold, the higher."""
    found: dict[CellKey, int] = {}
    for made in releases:
        for table in made.tables:
            for key, limit in zip(
                table.keys(), limits_of(table, policy).tolist(), strict=True
            ):
                found[key] = max(limit, found.get(key, 0))
    return found


def leaks(
    judge: World, policy: Policy, releases: Sequence[Protected], *, spent: int = 0
) -> list[str]:
    """Name what a reader knows too well.

    A withheld cell must be able to reach its threshold (one that is larger does, and is no secret), a rounded or banded
    one to take `base` consecutive numbers (less `spent`, for a contributor), and the difference of two printed cells
    must not be small for certain.

    Raises
    ------
    TooLargeError : there are too many tables to look through
    """
    printed: dict[tuple[bool, ...], list[Said]] = {}
    for said in judge.said:
        if said.key[0]:
            printed.setdefault(said.holds, []).append(said)
    known = limits(policy, releases)
    cells = [
        f"{sorted(group[0].key[1])}: {fault}"
        for holds, group in printed.items()
        if any(said.is_hidden for said in group)
        for fault in _faults(
            judge,
            policy,
            holds,
            group,
            max(known[said.key] for said in group),
            spent=spent,
        )
    ]
    return cells + [
        f"a difference of {name}" for name in _differences(judge, policy, printed)
    ]


def _faults(
    judge: World,
    policy: Policy,
    holds: Sequence[bool],
    group: Sequence[Said],
    limit: int,
    *,
    spent: int,
) -> list[str]:
    if policy.method == "suppression":
        return [f"below {limit}"] * (
            max(judge.possible(holds, enough=limit + BEYOND)) < limit
        )
    room = min(policy.base - 1 - spent, *(said.high - said.low for said in group))
    return ["narrow"] * (longest(judge.possible(holds)) <= room)


def _differences(
    judge: World, policy: Policy, printed: Mapping[tuple[bool, ...], Sequence[Said]]
) -> list[tuple[CellKey, CellKey]]:
    """Name the pairs of printed cells between which lies a count that is small for certain."""
    found = []
    wholes = {holds: np.asarray(holds) for holds in printed}
    done: set[tuple[bool, ...]] = set(printed)
    for large, whole in wholes.items():
        for small, part in wholes.items():
            rest = tuple((whole & ~part).tolist())
            if rest in done or not any(rest) or np.any(part & ~whole):
                continue
            done.add(rest)
            if _ends_apart(printed[large], printed[small], policy):
                continue
            numbers = judge.possible(rest, enough=policy.threshold + BEYOND)
            # A band says of itself that it is small; beside bands, only a number that follows exactly says more.
            is_told = policy.method == "suppression" or len(numbers) == 1
            if is_told and min(numbers) >= 1 and max(numbers) < policy.threshold:
                found.append((printed[large][0].key, printed[small][0].key))
    return found


def _ends_apart(large: Sequence[Said], small: Sequence[Said], policy: Policy) -> bool:
    """Whether two cells are so far apart that their difference is no small one, whatever else is known."""
    return (
        max(s.low for s in large) - min(s.high for s in small) >= policy.threshold
        and min(s.high for s in small) < ENDLESS
    )


def longest(numbers: Iterable[int]) -> int:
    """Give the length of the longest run of consecutive numbers."""
    best = run = 0
    before: int | None = None
    for number in sorted(numbers):
        run = run + 1 if before is not None and number == before + 1 else 1
        best, before = max(best, run), number
    return best
