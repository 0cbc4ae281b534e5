"""How well a Bayesian attacker guesses: a measured risk, beside the bounds that hold.

The audit says what is possible. An attacker may also ask what is probable: of 0 to 4 some
numbers are likelier than others. This one takes every count to be Poisson distributed
around what the printed margins let expect, as if columns were independent, and knows the
law of the rounding:

    P(c | print)  is proportional to  Poisson(c; m) P(print | c)
    m = total * product over columns of (margin / total)
    P(rounded up | c) = (c mod b) / b

Their guess is the likeliest count. How often they are right is known to the analyst alone, for
it takes the true counts; it is said in the log of the gate, and never printed.

References
----------
Duncan & Lambert (1989), The risk of disclosure for microdata, Journal of Business &
Economic Statistics 7 (the attacker's posterior as a measure of risk).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from zicht.disclosure.thresholds import limits_of
from zicht.edition.messages import Message
from zicht.methods.distributions import poisson_probabilities
from zicht.vocabulary.arrays import Bools, Floats, Ints, Texts
from zicht.vocabulary.dimensions import TOTAL
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.protected import ProtectedTable
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable

SURE = 0.8
"""Posterior probability from which the attacker counts as sure."""
BEYOND = 20
"""Counts above its threshold that are weighed for a cell that nothing bounds."""
FEWEST_EXPECTED = 0.01
"""Mean of the prior where the margins let expect nobody."""


@dataclass(frozen=True)
class Guesses:
    """How well the attacker guesses the hidden cells.

    Parameters
    ----------
    n_cells : finest cells that show a band or nothing
    n_right : of which their guess is the true count
    n_sure, n_sure_right : of which they are surer than `SURE`, and right
    """

    n_cells: int = 0
    n_right: int = 0
    n_sure: int = 0
    n_sure_right: int = 0

    def and_also(self, is_right: Bools, is_sure: Bools) -> "Guesses":
        """Return these guesses with those of further cells."""
        return Guesses(
            n_cells=self.n_cells + len(is_right),
            n_right=self.n_right + int(is_right.sum()),
            n_sure=self.n_sure + int(is_sure.sum()),
            n_sure_right=self.n_sure_right + int((is_right & is_sure).sum()),
        )

    def in_words(self) -> Message:
        """Return the message for whoever runs the gate."""
        if not self.n_cells:
            return Message("gate.nothing_to_guess")
        return Message(
            "gate.guessed",
            n=self.n_cells,
            right=round(100 * self.n_right / self.n_cells),
            threshold=round(100 * SURE),
            sure=self.n_sure,
            sure_right=self.n_sure_right,
        )


def guess(
    tables: Sequence[CountTable], protected: Sequence[ProtectedTable], policy: Policy
) -> Guesses:
    """Let the attacker guess every hidden finest cell, and compare the guesses with the true counts.

    Parameters
    ----------
    tables : true counts
    protected : the same tables as they are printed, row by row
    policy : its base, thresholds and method
    """
    guesses = Guesses()
    for table, printed in zip(tables, protected, strict=True):
        is_guessed = _is_finest(printed) & _is_hidden(printed)
        expected = expected_counts(printed)
        for prints, rows in _alike(printed, is_guessed, policy).items():
            chances = posterior(prints, expected[rows], policy)
            counts = prints.possible_counts(policy)
            is_right = counts[np.argmax(chances, axis=1)] == table.counts[rows]
            is_sure = chances.max(axis=1) > SURE
            guesses = guesses.and_also(is_right, is_sure)
    return guesses


class Print(NamedTuple):
    """What is printed of a hidden cell.

    Parameters
    ----------
    lower, upper : ends of its band
    is_withheld : whether it shows nothing at all
    threshold : count from which it would be shown
    """

    lower: int
    upper: int
    is_withheld: bool
    threshold: int

    def possible_counts(self, policy: Policy) -> Floats:
        """Return the counts that are weighed."""
        lower, upper = self.lower, self.upper
        if self.is_withheld:
            lower, upper = policy.least_in_band, self.threshold + BEYOND
        return np.arange(lower, upper + 1, dtype=np.float64)


def posterior(prints: Print, expected: Floats, policy: Policy) -> Floats:
    """Return the probability of each possible count, for cells of which the same is printed.

    Parameters
    ----------
    prints : of all of these cells
    expected : mean of the prior of each cell
    policy : its base and method

    Returns
    -------
    shape (n_cells, n_counts): a row per cell, a column per count of
    `prints.possible_counts`
    """
    counts = prints.possible_counts(policy)
    means = np.maximum(expected, FEWEST_EXPECTED)
    chances = poisson_probabilities(counts[None, :], means[:, None])
    if not prints.is_withheld:
        chances = chances * _chance_of_band(counts, prints.threshold, policy.base)
    # Where the prior all but excludes what is printed, every count is as likely.
    chances[chances.sum(axis=1) <= 0] = 1.0
    posteriors: Floats = chances / chances.sum(axis=1, keepdims=True)
    return posteriors


def _alike(
    printed: ProtectedTable, is_guessed: Bools, policy: Policy
) -> dict[Print, Ints]:
    """Group the rows of which the same is printed."""
    columns = (
        printed.lower.tolist(),
        printed.upper.tolist(),
        (printed.statuses == Status.WITHHELD).tolist(),
        limits_of(printed, policy).tolist(),
    )
    prints = [Print(*row) for row in zip(*columns, strict=True)]
    rows: dict[Print, list[int]] = {}
    for row in np.flatnonzero(is_guessed).tolist():
        rows.setdefault(prints[row], []).append(row)
    return {of_rows: np.asarray(numbers) for of_rows, numbers in rows.items()}


def _chance_of_band(counts: Floats, threshold: int, base: int) -> Floats:
    """Return how probable it is that each count is rounded to less than a threshold."""
    above_floor = counts % base
    floor = counts - above_floor
    chance_up = above_floor / base
    is_floor_below = (floor < threshold) | (floor == 0)
    is_ceiling_below = floor + base < threshold
    return np.where(is_floor_below, 1 - chance_up, 0.0) + np.where(
        is_ceiling_below, chance_up, 0.0
    )


def _is_hidden(printed: ProtectedTable) -> Bools:
    """Which rows show a band or nothing; a band of one number is no secret."""
    is_withheld = printed.statuses == Status.WITHHELD
    is_open = printed.lower < printed.upper
    return np.asarray(is_withheld | ((printed.statuses == Status.BANDED) & is_open))


def _is_finest(printed: ProtectedTable) -> Bools:
    """Which rows are of leaves on every axis."""
    is_finest = np.ones(len(printed.values), dtype=bool)
    for dimension, codes in zip(printed.dimensions, printed.codes, strict=True):
        is_finest &= np.isin(codes, list(dimension.leaves))
    return is_finest


def expected_counts(printed: ProtectedTable) -> Floats:
    """Return the count of each row that its printed margins let expect."""
    numbers = _numbers_or_middles(printed)
    # A column without a total, as of years, has no margins: each of its codes stands
    # apart, and the margins are those of its own rows.
    with_total = [codes for codes in printed.codes if (codes == TOTAL).any()]
    apart = [codes for codes in printed.codes if not (codes == TOTAL).any()]
    expected = np.ones(len(numbers))
    for rows in _rows_of_equal_codes(apart, len(numbers)):
        codes = [column[rows] for column in with_total]
        expected[rows] = _by_margins(numbers[rows], codes)
    return expected


def _rows_of_equal_codes(columns: Sequence[Texts], n_rows: int) -> list[Ints]:
    """Group rows that have the same codes; without columns all rows are one group."""
    if not columns:
        return [np.arange(n_rows)]
    group = np.asarray(["\x1f".join(row) for row in zip(*columns, strict=True)])
    return [np.flatnonzero(group == key) for key in np.unique(group)]


def _numbers_or_middles(printed: ProtectedTable) -> Floats:
    """Return the number of each row, or the middle of its band."""
    middles = (printed.lower + np.minimum(printed.upper, 2 * printed.lower + 5)) / 2
    is_number = printed.statuses == Status.PUBLISHED
    return np.where(is_number, printed.values, middles).astype(np.float64)


def _by_margins(numbers: Floats, codes: Sequence[Texts]) -> Floats:
    """Return `total * product of (margin / total)` for each row.

    Parameters
    ----------
    numbers : as printed
    codes : per axis that prints a total, the code of each row
    """
    is_everything = _is_total_of(codes, len(numbers))
    # What is printed of everything; 1 at least, for it divides.
    total = float(max(numbers[is_everything].max(initial=1.0), 1.0))
    expected = np.full(len(numbers), total)
    for axis, of_axis in enumerate(codes):
        others = [*codes[:axis], *codes[axis + 1 :]]
        is_margin = _is_total_of(others, len(numbers))
        margins = zip(of_axis[is_margin].tolist(), numbers[is_margin], strict=True)
        share_of = {code: number / total for code, number in margins}
        shares = [share_of.get(code, 0.0) for code in of_axis.tolist()]
        expected *= np.asarray(shares)
    return expected


def _is_total_of(columns: Sequence[Texts], n_rows: int) -> Bools:
    """Return the rows that are the total of each of some columns."""
    is_total = np.ones(n_rows, dtype=bool)
    for codes in columns:
        is_total &= codes == TOTAL
    return is_total
