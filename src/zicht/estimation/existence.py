"""Whether the extended maximum likelihood estimate exists, and whether it is the only one.

The estimate exists when the sufficient statistics lie inside the cone of those that the model can produce: some table
that is positive in every living cell has the same margins (a linear programme). It is identified when no two
parameter values give the same means (the rank of the model matrix). Both depend only on which cells hold persons.

References
----------
Fienberg, S. E. & Rinaldo, A. (2012). Maximum likelihood estimation in log-linear models. Annals of Statistics 40(2).
Chan, L., Silverman, B. W. & Vincent, K. (2021). JASA 116(535), section 3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from zicht.edition.all_words import all_words
from zicht.estimation.blocks import independent_columns, loose_directions, margins
from zicht.estimation.fitting import empty_parameters, living_cells, smallest_pivots
from zicht.estimation.lattice import sum_over_supersets
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.text import Text

if TYPE_CHECKING:
    import highspy

FULL_RANK = 1e-7
"""A'A over the cells with persons is a matrix of whole numbers; a pivot above this shows full rank."""
INSIDE = 1e-7
"""Smallest cell of the table found by the linear programme, as a share of one person per filled cell."""


class Standing(StrEnum):
    """What may be said of a model on a table."""

    SOUND = "sound"
    NO_MAXIMUM = "no_maximum"
    NOT_IDENTIFIED = "not_identified"
    NEITHER = "neither"

    @property
    def is_sound(self) -> bool:
        """Whether the estimate exists and is the only one."""
        return self is Standing.SOUND


REASONS = {
    standing: all_words()[f"estimate_standing.{standing.name.lower()}"]
    for standing in Standing
}


@dataclass(frozen=True)
class Check:
    """Existence and identifiability of one model on one table."""

    standing: Standing
    n_parameters: int
    rank: int
    n_empty: int

    @property
    def reason(self) -> Text:
        """The standing in words."""
        return REASONS[self.standing]


def check(counts: Floats, parameters: Sequence[int], n_lists: int) -> Check:
    """Check one model on one table.

    Parameters
    ----------
    counts : 2**t persons per pattern; row 0 is not read
    parameters : sets of lists, intercept and main effects included
    n_lists : t
    """
    filled = np.flatnonzero(counts[1:] > 0) + 1
    return check_support(
        tuple(int(cell) for cell in filled), tuple(parameters), n_lists
    )


@lru_cache(maxsize=200_000)
def check_support(
    filled: tuple[int, ...], parameters: tuple[int, ...], n_lists: int
) -> Check:
    """Check one model given the cells that hold persons; remembered, for a bootstrap asks it often."""
    support = np.zeros((1 << n_lists, 1))
    support[list(filled)] = 1.0
    columns = np.asarray(parameters, dtype=np.int64)[:, None]
    empty = empty_parameters(sum_over_supersets(support, n_lists), columns)
    alive = np.flatnonzero(living_cells(columns, empty, n_lists)[:, 0])
    free = columns[~empty[:, 0], 0]
    exists, rank = _verdict(alive.tobytes(), free.tobytes(), filled)
    return Check(
        _standing(exists=exists, identified=rank == len(free)),
        len(free),
        rank,
        int(empty.sum()),
    )


@lru_cache(maxsize=200_000)
def _verdict(alive: bytes, free: bytes, filled: tuple[int, ...]) -> tuple[bool, int]:
    """Models that differ only in what is empty anyway leave the same cells and parameters, and share this answer."""
    cells, columns = (
        np.frombuffer(alive, dtype=np.int64),
        np.frombuffer(free, dtype=np.int64),
    )
    matrix = ((cells[:, None] & columns[None, :]) == columns[None, :]).astype(
        np.float64
    )
    rank = len(independent_columns(matrix)) if matrix.size else 0
    return has_interior_table(matrix, np.isin(cells, filled)), rank


def _standing(*, exists: bool, identified: bool) -> Standing:
    if exists:
        return Standing.SOUND if identified else Standing.NOT_IDENTIFIED
    return Standing.NO_MAXIMUM if identified else Standing.NEITHER


def has_interior_table(matrix: Floats, is_filled: Bools) -> bool:
    """Return whether a table positive in every cell has the margins of the table of filled cells.

    Parameters
    ----------
    matrix : cells x parameters
    is_filled : per cell, whether persons were seen there

    Notes
    -----
    Any table with the same filled cells gives the same answer, so one person per filled cell stands for all.
    The likelihood can rise for ever only along a direction that leaves the filled cells alone and raises no empty
    one: where there is no such direction, or only one and it raises some cell both ways, no programme is needed.
    """
    if is_filled.all():
        return True
    bound = independent_columns(matrix[is_filled])
    # With full rank on the filled cells the likelihood falls in the end in every
    # direction: the estimate exists and is the only one (ADR 0020).
    if len(bound) == matrix.shape[1]:
        return True
    drift = np.einsum(
        "cp,pd->cd", matrix[~is_filled], loose_directions(matrix[is_filled], bound)
    )
    moving = np.abs(drift).max(axis=0, initial=0.0) > 1e-9
    if not moving.any():
        return True
    if np.count_nonzero(moving) == 1:
        way = drift[:, moving][:, 0]
        return bool(way.max() > 1e-9 and way.min() < -1e-9)
    return _largest_smallest_cell(matrix, is_filled) > INSIDE


def _largest_smallest_cell(matrix: Floats, is_filled: Bools) -> float:
    """Maximise s over tables x >= s with the margins of the filled table.

    The programme is given to HiGHS as arrays: making it through a modelling layer took
    three quarters of the time, and a search asks for thousands.
    """
    import highspy  # noqa: PLC0415 - slow to import, seldom needed

    solver = _solver()
    solver.clearModel()
    solver.passModel(_programme(matrix, is_filled))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return 0.0
    return -float(solver.getInfo().objective_function_value)


def _programme(matrix: Floats, is_filled: Bools) -> "highspy.HighsLp":
    """Write the programme: its columns are x - s per cell, and s, which is at most 1."""
    import highspy  # noqa: PLC0415 - slow to import, seldom needed

    margins_of_filled = margins(matrix, is_filled.astype(np.float64))
    # Each margin of x = (x - s) + s holds s once per cell that it adds up.
    shifted = np.vstack([matrix, matrix.sum(axis=0)])
    n_columns, n_rows = shifted.shape
    programme = highspy.HighsLp()
    programme.num_col_ = n_columns
    programme.num_row_ = n_rows
    # HiGHS minimises, so the largest s has the cost -1.
    programme.col_cost_ = np.append(np.zeros(n_columns - 1), -1.0)
    programme.col_lower_ = np.zeros(n_columns)
    programme.col_upper_ = np.append(np.full(n_columns - 1, highspy.kHighsInf), 1.0)
    programme.row_lower_ = margins_of_filled
    programme.row_upper_ = margins_of_filled
    columns, rows = np.nonzero(shifted)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = np.searchsorted(columns, np.arange(n_columns + 1))
    programme.a_matrix_.index_ = rows
    programme.a_matrix_.value_ = shifted[columns, rows]
    return programme


@lru_cache(maxsize=1)
def _solver() -> "highspy.Highs":
    """Return one solver for all programmes; they are too small for presolve to pay."""
    import highspy  # noqa: PLC0415 - slow to import, seldom needed

    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 - the solver's own form
    solver.setOptionValue("presolve", "off")
    solver.setOptionValue("threads", 1)
    return solver


def sound_models(counts: Floats, parameters: Ints, n_lists: int) -> Bools:
    """Return which models of a batch are sound; only the doubtful few meet the linear programme.

    Parameters
    ----------
    counts : 2**t x batch
    parameters : p x batch; -1 where a model is smaller
    n_lists : t
    """
    sound = smallest_pivots(counts > 0, parameters) > FULL_RANK
    for column in np.flatnonzero(~sound):
        chosen = tuple(int(p) for p in parameters[:, column] if p >= 0)
        sound[column] = check(counts[:, column], chosen, n_lists).standing.is_sound
    return sound
