"""The counts from which a project's estimates are made, as the gate lets them through."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from zicht.disclosure.estimates import perturb_for_estimates, reach_of
from zicht.disclosure.protect.by_lists import true_counts_behind
from zicht.estimation.strata_of import Stratum, with_filled_lists
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.captures import NOT_PRINTED, Bounds, PersonsByLists
from zicht.vocabulary.designs import Registers
from zicht.vocabulary.dimensions import PERIOD
from zicht.vocabulary.estimates import CaptureTable
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status

Where = frozenset[tuple[str, str]]
"""The codes of a cell that are no totals, by name of their dimension."""
N_POSSIBLE = 20
"""Tables that could stand behind the same counts, by which an interval is widened."""


@dataclass(frozen=True)
class Gate:
    """What the gate needs to let counts by lists through.

    Parameters
    ----------
    policy : its rules
    secret : for its draws
    printed : bounds of every printed cell of the persons seen, by its codes
    """

    policy: Policy
    secret: bytes
    printed: Mapping[Where, Bounds]


def printed_bounds(
    tables: Iterable[ProtectedTable], universe: str
) -> dict[Where, Bounds]:
    """Return the bounds of every cell of a universe that is printed, as a number or as a band."""
    bounds: dict[Where, Bounds] = {}
    for table in tables:
        if table.universe != universe:
            continue
        rows = zip(
            table.keys(),
            table.statuses.tolist(),
            table.lower.tolist(),
            table.upper.tolist(),
            strict=True,
        )
        for (_universe, where), status, lower, upper in rows:
            if status in (Status.PUBLISHED, Status.BANDED):
                bounds[where] = (float(lower), float(upper))
    return bounds


@dataclass(frozen=True)
class PerturbedCounts:
    """The persons of every stratum by lists, true and perturbed.

    Parameters
    ----------
    lists : their names
    true : stratum to its true persons per pattern
    perturbed : stratum to its perturbed ones; None where the gate lets none through
    base : how many true counts may stand behind each perturbed one
    is_finished : whether the gate ended its attack on every stratum; it withholds those of which it did not
    """

    lists: tuple[str, ...]
    true: Mapping[Stratum, Ints]
    perturbed: Mapping[Stratum, Ints | None]
    base: int
    is_finished: bool = True

    def part(self, stratum: Stratum) -> CaptureTable | None:
        """Return the perturbed table of a stratum.

        Returns
        -------
        None where fewer than two lists hold anybody, or the gate withholds it
        """
        counts = self.perturbed.get(stratum)
        return None if counts is None else with_filled_lists(self.lists, counts)

    def moved_as(
        self, stratum: Stratum, plausible: CaptureTable
    ) -> CaptureTable | None:
        """Return the perturbed table of a stratum, moved as far as a plausible linkage moves the true one.

        Returns
        -------
        None where the gate withholds the stratum, or where the linkage leaves a list without anybody
        """
        counts = self.perturbed.get(stratum)
        # A linkage under which nobody is on some list has patterns of its own, which
        # cannot be compared.
        if counts is None or plausible.lists != self.lists:
            return None
        move = stratum.persons_in(plausible) - self.true[stratum]
        # The move is of true counts; added to a perturbed one it may lead below 0.
        return with_filled_lists(self.lists, np.maximum(counts + move, 0))

    def possible(self, stratum: Stratum, *, seed: int) -> list[CaptureTable]:
        """Return tables that could have been perturbed to the table of a stratum.

        Every true count that may stand behind a perturbed one is drawn as often as it would give that one. A perturbed
        zero stays zero: most combinations of lists hold nobody.
        """
        counts = self.perturbed.get(stratum)
        if counts is None:
            return []
        generator = np.random.default_rng(seed)
        columns = np.zeros((N_POSSIBLE, len(counts)), dtype=np.int64)
        for pattern in np.flatnonzero(counts).tolist():
            # Chances are those of the perturbation, which is public; its draws are not.
            behind, chances = true_counts_behind(int(counts[pattern]), self.base)
            columns[:, pattern] = generator.choice(behind, size=N_POSSIBLE, p=chances)
        drawn = [with_filled_lists(self.lists, row) for row in columns]
        return [table for table in drawn if table is not None]


def perturbed_counts(
    table: CaptureTable,
    strata: Sequence[Stratum],
    registers: Registers,
    *,
    members: Mapping[str, Sequence[str]],
    years: Sequence[str],
    gate: Gate,
) -> PerturbedCounts:
    """Perturb the counts from which each stratum is estimated.

    Parameters
    ----------
    table : persons by lists and covariates, true counts
    strata : to estimate
    registers : of the project
    members : name of a merged list to the codes of its lists
    years : that are estimated
    gate : that lets the counts through
    """
    every = _with_other_levels(table, strata)
    true = {stratum: stratum.persons_in(table) for stratum in every}
    printed = _Printed(table.lists, registers, members, years, gate.printed)
    persons = [
        printed.persons(stratum, true[stratum], is_estimated=stratum in strata)
        for stratum in every
    ]
    perturbed = perturb_for_estimates(
        persons, table.lists, gate.policy, secret=gate.secret
    )
    return PerturbedCounts(
        table.lists,
        true,
        dict(zip(every, perturbed.counts, strict=True)),
        reach_of(gate.policy),
        perturbed.is_finished,
    )


def _with_other_levels(table: CaptureTable, strata: Sequence[Stratum]) -> list[Stratum]:
    """Add the levels that are not estimated: with them each covariate divides all persons."""
    axes = dict.fromkeys(name for stratum in strata for name, _ in stratum.levels)
    every = dict.fromkeys(strata)
    for name in axes:
        column = table.covariates.index(name)
        for level in sorted({row[column] for row in table.levels}):
            every.setdefault(Stratum(((name, level),)))
    return list(every)


@dataclass(frozen=True)
class _Printed:
    """What is printed of the persons of a stratum.

    Parameters
    ----------
    lists : names
    registers, members, years : as in `perturbed_counts`
    bounds : of every printed cell
    """

    lists: Sequence[str]
    registers: Registers
    members: Mapping[str, Sequence[str]]
    years: Sequence[str]
    bounds: Mapping[Where, Bounds]

    def persons(
        self, stratum: Stratum, counts: Ints, *, is_estimated: bool
    ) -> PersonsByLists:
        """Return the persons of a stratum, with what is printed of them."""
        ((axis, level),) = stratum.levels
        patterns = np.arange(len(counts))
        cells = cells_of(stratum, self.years, self.registers)
        lists = []
        for number, name in enumerate(self.lists):
            n_on_list = int(counts[(patterns >> number & 1).astype(bool)].sum())
            lists.append(_if_it_holds(self._on_list(cells, name), n_on_list))
        seen = _if_it_holds(_sum([self._bounds(cell) for cell in cells]), counts.sum())
        return PersonsByLists(axis, level, counts, seen, tuple(lists), is_estimated)

    def _bounds(self, where: Mapping[str, str]) -> Bounds:
        """Return the printed bounds of a cell."""
        return self.bounds.get(frozenset(where.items()), NOT_PRINTED)

    def _on_list(self, cells: Collection[Mapping[str, str]], name: str) -> Bounds:
        """Return the bounds of how many persons of some cells stand on a list.

        On a list that was merged stand at least those on the longest of its lists, and at most those on all of them.
        """
        in_cells = []
        for cell in cells:
            of_members = [
                self._bounds({**cell, self.registers.dimension: member})
                for member in self.members.get(name, [name])
            ]
            # A person on two lists that were merged counts once.
            longest = max(lower for lower, _ in of_members)
            in_cells.append((longest, _sum(of_members)[1]))
        return _sum(in_cells)


def cells_of(
    stratum: Stratum, years: Sequence[str], registers: Registers
) -> list[dict[str, str]]:
    """Return the cells of counts that together are a stratum, each by its codes."""
    where = dict(stratum.levels)
    periods = [where.pop(PERIOD)] if PERIOD in where else list(years)
    cells = [where]
    for column, split in registers.splits.items():
        if column in where:
            codes = split.codes.get(where[column], ())
            cells = [
                {**_without(cell, column), split.dimension: code}
                for cell in cells
                for code in codes
            ]
    return [{PERIOD: period, **cell} for period in periods for cell in cells]


def _without(cell: Mapping[str, str], column: str) -> dict[str, str]:
    return {name: code for name, code in cell.items() if name != column}


def _sum(bounds: Sequence[Bounds]) -> Bounds:
    """Return the bounds of a sum of counts."""
    if not bounds:
        return NOT_PRINTED
    return math.fsum(low for low, _ in bounds), math.fsum(high for _, high in bounds)


def _if_it_holds(bounds: Bounds, count: int) -> Bounds:
    """Return printed bounds; where the count lies outside, they are of other persons and say nothing of these."""
    return bounds if bounds[0] <= count <= bounds[1] else NOT_PRINTED
