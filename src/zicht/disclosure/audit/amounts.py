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
class RevealedSum:
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
    sums : those that can be bounded too closely
    complete : whether every sum was looked at, as every contributor
    contradiction : whether the printed sums cannot all be true
    """

    sums: tuple[RevealedSum, ...]
    complete: bool
    contradiction: bool = False

    @property
    def ok(self) -> bool:
        """Whether nothing was revealed and nothing left unlooked at."""
        return self.complete and not self.contradiction and not self.sums

    @property
    def named(self) -> tuple[str, ...]:
        """The sums in words, each once."""
        return tuple(dict.fromkeys(revealed.name for revealed in self.sums))


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
    revealed = list(attack.by_any_reader())
    # Sums that contradict each other leave no feasible table, so that further questions
    # have no answer.
    if not known.contradicts:
        revealed += attack.of_sums_nobody_printed()
        revealed += attack.by_contributors(deadline)
    return Revealed(tuple(revealed), known.complete, known.contradicts)


class _Attack:
    """One attack on sums: what is known of them, and what must stay possible.

    Attributes
    ----------
    rise : per cell, how much higher its sum must possibly be; 0 where nothing is asked
    truth : per cell its true sum, NaN where the records say nothing of it
    must_reach : per cell, the sum that must stay possible; minus infinite where none must
    row_of : the first printed row of each printed cell
    given : what each contributor gave to each cell
    leading : the two largest contributions to each cell
    """

    def __init__(
        self,
        cells: Cells,
        known: Knowledge,
        sums: Sequence[Amounts],
        rises_of_rows: Sequence[Floats],
        policy: Policy,
    ) -> None:
        self.cells, self.known, self.policy = cells, known, policy
        self.rise = np.zeros(len(cells))
        self.truth = np.full(len(cells), np.nan)
        self.row_of: dict[int, Row] = {}
        for number, (table, asked) in enumerate(zip(sums, rises_of_rows, strict=True)):
            # Behind them stand rows that the table left out.
            cells_of_rows = cells.rows[number][: len(asked)]
            # A cell that stands in several tables must satisfy the strictest of them.
            np.maximum.at(self.rise, cells_of_rows, asked)
            self.truth[cells_of_rows] = table.sums.counts
            for row, cell in enumerate(cells_of_rows.tolist()):
                self.row_of.setdefault(cell, (number, row))
        self.must_reach = np.where(self.rise > 0, self.truth + self.rise, -np.inf)
        self.given = given_to_cells(sums, cells.rows, len(cells))
        self.leading: Leading = leading(self.given)

    def demands(self) -> Demands:
        """Ask of every sensitive sum that it may be high enough."""
        n_cells = len(self.cells)
        nothing = np.zeros(n_cells)
        # Dominance and p% guard an amount against an upper bound that lies too close
        # (ADR 0035): nothing is asked of the lowest value.
        return Demands(np.full(n_cells, np.inf), self.must_reach, nothing)

    def _revealed(
        self, cells: Sequence[int], rise: float, who: int | None
    ) -> RevealedSum:
        """Name a sum of some cells; rows are left out where a cell is not printed."""
        rows = [self.row_of[cell] for cell in cells if cell in self.row_of]
        name = " + ".join(self.cells.label(cell) for cell in cells)
        is_complete = len(rows) == len(cells)
        return RevealedSum(tuple(rows) if is_complete else (), rise, who, name)

    def by_any_reader(self) -> Iterator[RevealedSum]:
        """Yield the sums that anybody can bound too low."""
        wanted, known = self.demands(), self.known
        is_told = wanted.any & ~wanted.met(known.lower, known.upper)
        for cell in np.flatnonzero(is_told).tolist():
            yield self._revealed([cell], float(self.rise[cell]), None)

    def of_sums_nobody_printed(self) -> Iterator[RevealedSum]:
        """Yield withheld sums that together are known exactly, and are sensitive together."""
        for cells in self._known_together():
            rise = self._rise_of_sum(cells)
            if rise > 0:
                yield self._revealed(cells, rise, None)

    def _known_together(self) -> list[tuple[int, ...]]:
        """Return withheld cells of which everybody can compute the sum: two or more of an equation.

        One withheld cell is attacked by itself. Two or more with a known whole are a sum
        that every reader knows, which one person may dominate who dominates none of the
        cells. Unions over several equations are not listed (ADR 0115).
        """
        matrix, is_open = self.known.matrix, self.known.is_open
        together: dict[tuple[int, ...], None] = {}
        for equation in range(matrix.shape[0]):
            entries = slice(matrix.indptr[equation], matrix.indptr[equation + 1])
            cells, signs = matrix.indices[entries], matrix.data[entries]
            open_cells = tuple(sorted(cells[is_open[cells]].tolist()))
            is_whole_known = not is_open[cells[signs < 0]].any()
            if len(open_cells) > 1 and is_whole_known:
                together[open_cells] = None
        return list(together)

    def _rise_of_sum(self, cells: tuple[int, ...]) -> float:
        """Return by how much a sum of withheld cells falls short of the rules."""
        total = float(self.truth[list(cells)].sum())
        if not np.isfinite(total):
            return 0.0  # it holds a cell of which the records say nothing
        given_to_sum = self.given[list(cells)].sum(axis=0)
        largest_two = leading(csr_array(given_to_sum.reshape(1, -1)))
        rise = rises(
            np.asarray([total]), largest_two.largest, largest_two.second, self.policy
        )
        return float(np.ceil(rise[0] - TOLERANCE))

    def by_contributors(self, deadline: float) -> Iterator[RevealedSum]:
        """Yield the sums that a contributor can bound too low, and who they are."""
        for group in components(self.known):
            targets = group[np.isfinite(self.must_reach[group])]
            if not len(targets):
                continue
            component = Component(self.known, group, presolve="on")
            contributors = np.unique(self.given[group].indices).astype(np.int64)
            for target in targets.tolist():
                question = _Question(self, component, target, deadline)
                for person in question.who_knows(self._attackers(contributors, target)):
                    yield self._revealed([target], float(self.rise[target]), person)

    def _attackers(self, contributors: Ints, target: int) -> Ints:
        """Return the contributors who may learn more of a sum than every reader."""
        if self.known.upper[target] < self.must_reach[target]:
            return np.zeros(0, dtype=np.int64)  # any reader can bound it too low
        # The rules protect the largest contributor, who does not attack their own amount.
        is_other: Bools = contributors != self.leading.who[target]
        return contributors[is_other]


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
        most_given = _most_given(attack.given, cells, people)
        # A sum is at least what its contributor gave to it.
        lower = np.maximum(attack.known.lower[cells], most_given)
        upper = np.minimum(attack.known.upper[cells], attack.known.end)
        # One behind which they stand alone is just that.
        n_contributors = np.diff(attack.given.indptr)[cells]
        is_theirs = np.isin(attack.leading.who[cells], people)
        upper = np.where((n_contributors == 1) & is_theirs, most_given, upper)
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
