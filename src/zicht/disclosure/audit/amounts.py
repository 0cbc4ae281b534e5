"""Attacks printed sums of amounts, as any reader and as every contributor.

Each sensitive sum must possibly be as much higher as the rules ask. A reader knows that no
sum is below zero. A contributor knows more: every sum that they are in is at least what they
gave to it, and one behind which they stand alone is just that. And withheld sums that add
up to a printed one are together known exactly: where one person contributes to several of
them, the total may reveal what none of them reveals alone.

References
----------
Hundepool et al. (2012), Statistical Disclosure Control, section 4.3: the feasibility interval.
Daalmans & de Waal (2010), An improved formulation of the disclosure auditing problem for
secondary cell suppression, Transactions on Data Privacy 3: contributors as attackers.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from zicht.disclosure.audit.attackers import Attacker, Background
from zicht.disclosure.audit.cell_bounds import TOLERANCE, Knowledge, propagate
from zicht.disclosure.audit.cells import Cells
from zicht.disclosure.audit.components import Component, components
from zicht.disclosure.audit.first_bounds import bounds
from zicht.disclosure.audit.gathering import gather
from zicht.disclosure.audit.intervals import narrow
from zicht.disclosure.audit.published import PublishedTable, joined
from zicht.disclosure.audit.safety import Demands
from zicht.disclosure.sums import (
    Amounts,
    Leading,
    given_to_cells,
    leading,
    rises,
)
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.policies import Policy

Row = tuple[int, int]
"""A table, and a row of it."""


@dataclass(frozen=True)
class Told:
    """A sum that an attacker can bound too closely.

    Parameters
    ----------
    rows : printed rows of which it is the sum; mostly one
    rise : how much higher it must possibly be
    contributor : number of the contributor who can bound it; None for any reader
    name : in words, without its value
    """

    rows: tuple[Row, ...]
    rise: float
    contributor: int | None
    name: str


@dataclass(frozen=True)
class Revealed:
    """What an attack on sums found.

    Parameters
    ----------
    told : sums that can be bounded too closely
    complete : whether every sum was looked at, as every contributor
    contradiction : whether the printed sums cannot all be true
    """

    told: tuple[Told, ...]
    complete: bool
    contradiction: bool = False

    @property
    def ok(self) -> bool:
        """Whether nothing was revealed and nothing left unlooked at."""
        return self.complete and not self.contradiction and not self.told

    @property
    def named(self) -> tuple[str, ...]:
        """The sums in words, each once."""
        return tuple(dict.fromkeys(told.name for told in self.told))


def audit_sums(
    tables: Sequence[PublishedTable],
    sums: Sequence[Amounts],
    rises_of_rows: Sequence[Floats],
    policy: Policy,
    *,
    seconds: float = 300.0,
) -> Revealed:
    """Attack printed sums together.

    Parameters
    ----------
    tables : printed sums; a withheld one is known to be at least 0
    sums : per table the true sums and who stands behind them, the rows in the same order
    rises_of_rows : per table and row, how much higher the sum must possibly be; 0 where
        nothing is asked
    policy : dominance and p%, for sums that nobody printed
    seconds : the longest the attack may take
    """
    deadline = time.monotonic() + seconds
    completed = list(joined(tables))
    cells = gather(completed)
    # Who gave nothing is a contributor too: a withheld sum may be 0, whoever stands
    # behind it.
    lower, upper = bounds(cells, completed, Background(Attacker.ZERO))
    zeros = np.zeros(cells.matrix.shape[0])
    known = Knowledge(cells.matrix, zeros, zeros.copy(), lower, upper)
    attack = _Attack(cells, known, sums, rises_of_rows, policy)
    propagate(known)
    narrow(known, attack.demands(), seconds=deadline - time.monotonic())
    told = list(attack.by_any_reader())
    # Sums that contradict each other leave no feasible table, so that further questions
    # have no answer.
    if not known.contradicts:
        told += attack.of_sums_nobody_printed()
        told += attack.by_contributors(deadline)
    return Revealed(tuple(told), known.complete, known.contradicts)


class _Attack:
    """One attack on sums: what is known of them, and what must stay possible."""

    def __init__(
        self,
        cells: Cells,
        known: Knowledge,
        sums: Sequence[Amounts],
        rises_of_rows: Sequence[Floats],
        policy: Policy,
    ) -> None:
        self.cells, self.known, self.policy = cells, known, policy
        n_cells = len(cells)
        self.rise = np.zeros(n_cells)
        self.truth = np.full(n_cells, np.nan)
        self.row_of: dict[int, Row] = {}
        for number, (table, asked) in enumerate(zip(sums, rises_of_rows, strict=True)):
            rows = cells.rows[number][: len(asked)]
            # A cell that stands in several tables must satisfy the strictest of them.
            np.maximum.at(self.rise, rows, asked)
            self.truth[rows] = table.sums.counts
            for row, cell in enumerate(rows.tolist()):
                self.row_of.setdefault(cell, (number, row))
        self.given = given_to_cells(sums, cells.rows, n_cells)
        self.leading: Leading = leading(self.given)
        self.must_reach = np.where(self.rise > 0, self.truth + self.rise, -np.inf)

    def demands(self) -> Demands:
        """Ask of every sensitive sum that it may be high enough."""
        n_cells = len(self.cells)
        nothing = np.zeros(n_cells)
        # Dominance and p% guard an amount against an upper bound that lies too close
        # (ADR 0035): nothing is asked of the lowest value.
        return Demands(np.full(n_cells, np.inf), self.must_reach, nothing)

    def _told(self, cells: Sequence[int], rise: float, who: int | None) -> Told:
        """Name a sum of some cells; rows are left out where a cell is not printed."""
        rows = [self.row_of[cell] for cell in cells if cell in self.row_of]
        name = " + ".join(self.cells.label(cell) for cell in cells)
        is_complete = len(rows) == len(cells)
        return Told(tuple(rows) if is_complete else (), rise, who, name)

    def by_any_reader(self) -> Iterator[Told]:
        """Yield the sums that anybody can bound too low."""
        wanted, known = self.demands(), self.known
        is_told = wanted.any & ~wanted.met(known.lower, known.upper)
        for cell in np.flatnonzero(is_told).tolist():
            yield self._told([cell], float(self.rise[cell]), None)

    def of_sums_nobody_printed(self) -> Iterator[Told]:
        """Yield withheld sums that together are known exactly, and are sensitive together."""
        matrix, is_open = self.known.matrix, self.known.is_open
        seen: set[tuple[int, ...]] = set()
        for equation in range(matrix.shape[0]):
            entries = slice(matrix.indptr[equation], matrix.indptr[equation + 1])
            cells, signs = matrix.indices[entries], matrix.data[entries]
            open_cells = tuple(sorted(cells[is_open[cells]].tolist()))
            is_whole_known = not is_open[cells[signs < 0]].any()
            # One withheld cell is attacked by itself. Two or more with a known whole
            # are a sum that every reader knows, which one person may dominate who
            # dominates none of the cells. Unions over several equations are not listed
            # (ADR 0115).
            if len(open_cells) < 2 or not is_whole_known or open_cells in seen:
                continue
            seen.add(open_cells)
            rise = self._rise_of_sum(open_cells)
            if rise > 0:
                yield self._told(open_cells, rise, None)

    def _rise_of_sum(self, cells: tuple[int, ...]) -> float:
        """Return by how much a sum of withheld cells falls short of the rules."""
        rows = self.given[list(cells)]
        together = csr_array(rows.sum(axis=0).reshape(1, -1))
        own = leading(together)
        total = np.asarray([self.truth[list(cells)].sum()])
        if not np.isfinite(total[0]):
            return 0.0  # it holds a cell of which the records say nothing
        return float(
            np.ceil(rises(total, own.largest, own.second, self.policy) - TOLERANCE)[0]
        )

    def by_contributors(self, deadline: float) -> Iterator[Told]:
        """Yield the sums that a contributor can bound too low, and who they are."""
        for group in components(self.known):
            targets = group[np.isfinite(self.must_reach[group])]
            if not len(targets):
                continue
            component = Component(self.known, group, presolve="on")
            people = np.unique(self.given[group].indices)
            for target in targets.tolist():
                if self.known.upper[target] < self.must_reach[target]:
                    continue  # any reader can bound it too low
                # The rules protect the largest contributor, who does not attack their
                # own amount.
                others = people[people != self.leading.who[target]]
                question = _Question(self, component, target, deadline)
                for person in question.who_knows(others):
                    yield self._told([target], float(self.rise[target]), person)


@dataclass(frozen=True, eq=False)
class _Question:
    """Whether contributors can bound one sum too low."""

    attack: _Attack
    component: Component
    target: int
    deadline: float

    def who_knows(self, people: Ints) -> list[int]:
        """Return those of some people who can, each by themselves.

        If all of them together cannot, none of them can; else each half is asked.
        """
        if not len(people) or self._stays_possible(people):
            return []
        if len(people) == 1:
            return [int(people[0])]
        half = len(people) // 2
        return [*self.who_knows(people[:half]), *self.who_knows(people[half:])]

    def _stays_possible(self, people: Ints) -> bool:
        """Whether the sum may be high enough for each of some people."""
        attack, cells = self.attack, self.component.cells
        least = _most_given(attack.given, cells, people)
        lower = np.maximum(attack.known.lower[cells], least)
        is_alone = (np.diff(attack.given.indptr)[cells] == 1) & np.isin(
            attack.leading.who[cells], people
        )
        upper = np.minimum(attack.known.upper[cells], attack.known.end)
        upper = np.where(is_alone, least, upper)
        highest = self.component.ask_within(
            self.target, lower, upper, deadline=self.deadline
        )
        if highest is None:
            return True  # the attack is not complete, and says so
        return bool(highest >= attack.must_reach[self.target] - TOLERANCE)


def _most_given(given: csr_array, cells: Ints, people: Ints) -> Floats:
    """Return the most that one of some people gave to each cell; 0 where none did."""
    rows = given[cells]
    is_one_of_them: Bools = np.isin(rows.indices, people)
    owners = np.repeat(np.arange(len(cells)), np.diff(rows.indptr))
    most = np.zeros(len(cells))
    np.maximum.at(most, owners[is_one_of_them], rows.data[is_one_of_them])
    return most
