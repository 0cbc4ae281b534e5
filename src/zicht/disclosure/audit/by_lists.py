"""Attacks estimates: what they may reveal of the persons who stand on several lists.

The attacker is taken to know every count that the estimates were made from, as if all
that is printed of an estimate told them exactly. They know how these were perturbed,
the printed numbers of persons seen and of persons on each list, and that all axes (years,
forms, ages) divide the same persons.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.sparse import coo_array, csr_array

from zicht.disclosure.audit.cell_bounds import Knowledge, propagate
from zicht.disclosure.audit.intervals import narrow
from zicht.disclosure.audit.safety import Demands
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.captures import Bounds, PersonsByLists

_FEW_LISTS = 5
"""Up to so many lists every pattern is an unknown; beyond, those up to two lists and those that hold somebody."""
_SECONDS = 60.0
"""The longest one attack may take."""


@dataclass(frozen=True, eq=False)
class RevealedByLists:
    """What an attack on the counts behind estimates found.

    Parameters
    ----------
    patterns : for each stratum and pattern, whether too little stays possible of it, or of two lists together that
        it is on
    is_finished : whether the attack ended in time; if not, counts that it did not reach stand among the revealed ones
    """

    patterns: Bools
    is_finished: bool


def revealed_by_lists(
    strata: Sequence[PersonsByLists],
    perturbed: Sequence[Ints | None],
    *,
    base: int,
) -> RevealedByLists:
    """Find the counts of which too few stay possible.

    For every pattern, and for every two lists together, `base` consecutive counts must
    stay possible; where what is printed besides leaves fewer, as many as that leaves.

    Parameters
    ----------
    strata : of the same persons, along all axes
    perturbed : per stratum its persons per pattern as an estimate is made from them; None
        where none is made
    base : of the policy

    """
    system = _System(strata)
    consecutive = np.full(system.n, base - 1.0)
    without = system.attacked([None] * len(strata), base, consecutive)
    # What printed counts tell by themselves is not told by an estimate.
    still_open = without.known.upper - without.known.lower
    width = np.where(without.unmet, np.maximum(still_open, 0.0), consecutive)
    attack = system.attacked(perturbed, base, width)
    is_finished = without.known.complete and attack.known.complete
    return RevealedByLists(system.patterns_of(attack.unmet), is_finished)


class _System:
    """Unknowns and equations of all strata together.

    The unknowns are the persons of each pattern of each stratum, and behind them the persons on each two lists.

    Parameters
    ----------
    strata : with the bounds that are printed

    Attributes
    ----------
    n : number of unknowns
    """

    def __init__(self, strata: Sequence[PersonsByLists]) -> None:
        self._strata = strata
        self._n_lists = len(strata[0].lists)
        self._patterns = _patterns_to_ask(strata, self._n_lists)
        self._pairs = _pairs_of(self._n_lists)
        n_of_patterns = len(strata) * len(self._patterns)
        n_of_pairs = len(strata) * len(self._pairs)
        self.n = n_of_patterns + n_of_pairs
        self._columns = np.arange(n_of_patterns).reshape(len(strata), -1)
        self._rows = _Rows(self.n)
        self._write_printed_totals()
        self._write_pairs(first=n_of_patterns)
        self._write_axes()

    def _on(self, number: int) -> Bools:
        """Return which patterns are on a list."""
        return (self._patterns >> number & 1).astype(bool)

    def _write_printed_totals(self) -> None:
        """Write the printed numbers of persons seen, and on each list."""
        for columns, stratum in zip(self._columns, self._strata, strict=True):
            self._rows.add(columns, np.ones(len(columns)), stratum.seen)
            for number, bounds in enumerate(stratum.lists):
                on_list = columns[self._on(number)]
                self._rows.add(on_list, np.ones(len(on_list)), bounds)

    def _write_pairs(self, *, first: int) -> None:
        """Write the persons on each two lists as the sum of their patterns."""
        # An estimate from two lists divides by the persons on both: that overlap must
        # stay uncertain as a whole, and not only in each of its patterns (ADR 0134).
        unknown_of_pair = first
        for columns in self._columns:
            for list_number, other_list in self._pairs:
                on_both = columns[self._on(list_number) & self._on(other_list)]
                cells = np.append(on_both, unknown_of_pair)
                signs = np.append(np.ones(len(on_both)), -1.0)
                self._rows.add(cells, signs, (0.0, 0.0))
                unknown_of_pair += 1

    def _write_axes(self) -> None:
        """Write that the strata of every axis add up to the same persons."""
        axes = dict.fromkeys(stratum.axis for stratum in self._strata)
        axis_of_stratum = np.asarray([stratum.axis for stratum in self._strata])
        of_axis = [self._columns[axis_of_stratum == axis] for axis in axes]
        first_axis = of_axis[0]
        for other_axis in of_axis[1:]:
            signs = np.repeat([1.0, -1.0], [len(first_axis), len(other_axis)])
            for pattern in range(len(self._patterns)):
                cells = [first_axis[:, pattern], other_axis[:, pattern]]
                self._rows.add(np.concatenate(cells), signs, (0.0, 0.0))

    def patterns_of(self, unknowns: Bools) -> Bools:
        """Return which patterns of which strata are behind some unknowns: of two lists, every pattern on both."""
        n_of_patterns = self._columns.size
        of_patterns = unknowns[:n_of_patterns].reshape(self._columns.shape)
        of_pairs = unknowns[n_of_patterns:].reshape(len(self._strata), -1)
        is_behind = np.zeros((len(self._strata), 1 << self._n_lists), dtype=bool)
        is_behind[:, self._patterns] = of_patterns
        for number, (first, second) in enumerate(self._pairs):
            is_told = of_pairs[:, number]
            on_both = self._patterns[self._on(first) & self._on(second)]
            is_behind[np.ix_(is_told, on_both)] = True
        return is_behind

    def attacked(
        self, perturbed: Sequence[Ints | None], base: int, width: Floats
    ) -> "_Attack":
        """Return what can be known of every unknown.

        Parameters
        ----------
        perturbed : per stratum its perturbed persons per pattern; None where nothing is known of them
        base : of the policy
        width : per unknown, how far its lowest and its highest value must lie apart
        """
        lower, upper = np.zeros(self.n), np.full(self.n, np.inf)
        for columns, known_counts in zip(self._columns, perturbed, strict=True):
            if known_counts is not None:
                of_patterns = known_counts[self._patterns].astype(np.float64)
                lower[columns], upper[columns] = _bounds_of(of_patterns, base)
        known = self._rows.known(lower, upper)
        endless = np.full(self.n, np.inf)
        demands = Demands(endless, -endless, width)
        propagate(known)
        if not known.contradicts:
            narrow(known, demands, seconds=_SECONDS)
        is_met = demands.met(known.seen_lower, known.seen_upper)
        return _Attack(known, demands.any & ~is_met)


@dataclass(frozen=True, eq=False)
class _Attack:
    """What an attacker knows in the end, and the unknowns of which they know too much."""

    known: Knowledge
    unmet: Bools


class _Rows:
    """Rows of a sparse matrix, written one after the other.

    Parameters
    ----------
    n_unknowns : number of its columns
    """

    def __init__(self, n_unknowns: int) -> None:
        self._n_unknowns = n_unknowns
        self._cells: list[Ints] = []
        self._signs: list[Floats] = []
        self._bounds: list[Bounds] = []

    def add(self, cells: Ints, signs: Floats, bounds: Bounds) -> None:
        """Write that a signed sum of unknowns lies between bounds."""
        self._cells.append(cells)
        self._signs.append(signs)
        self._bounds.append(bounds)

    def known(self, lower: Floats, upper: Floats) -> Knowledge:
        """Return all rows with these bounds of the unknowns."""
        sizes = [len(cells) for cells in self._cells]
        row = np.repeat(np.arange(len(sizes)), sizes)
        place = (row, np.concatenate(self._cells))
        matrix = coo_array(
            (np.concatenate(self._signs), place), shape=(len(sizes), self._n_unknowns)
        )
        bounds = np.asarray(self._bounds, dtype=np.float64)
        return Knowledge(csr_array(matrix), bounds[:, 0], bounds[:, 1], lower, upper)


def _bounds_of(perturbed: Floats, base: int) -> tuple[Floats, Floats]:
    """Return the lowest and the highest true count that may stand behind perturbed ones.

    Behind 0 stands less than the base; behind any other number somebody stands, and up to the base or half of it away.
    """
    reach = base // 2
    lower = np.where(perturbed == 0, 0.0, np.maximum(perturbed - reach, 1.0))
    upper = np.where(perturbed == 0, base - 1.0, np.maximum(perturbed + reach, base))
    return lower, upper


def _patterns_to_ask(strata: Sequence[PersonsByLists], n_lists: int) -> Ints:
    """Return the patterns that are unknowns.

    Of many lists not all combinations are laid out. Those left out hold nobody: taking
    that as known leaves the attacker fewer possible counts, and never more.
    """
    patterns = np.arange(1, 1 << n_lists)
    if n_lists <= _FEW_LISTS:
        return patterns
    is_used = np.any([stratum.counts[1:] > 0 for stratum in strata], axis=0)
    n_on = np.asarray([int(pattern).bit_count() for pattern in patterns])
    return np.asarray(patterns[is_used | (n_on <= 2)])


def _pairs_of(n_lists: int) -> list[tuple[int, int]]:
    """Return every two lists; of two lists alone their pair is a pattern itself."""
    return list(combinations(range(n_lists), 2)) if n_lists > 2 else []
