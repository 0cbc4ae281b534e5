"""Integer programmes over sparse rows, solved by HiGHS on one thread so that a rerun gives the same."""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from zicht.vocabulary.arrays import Bools, Floats

WIDE = 3000
"""Columns from which the interior point method solves a relaxation sooner than the simplex method."""


@dataclass(frozen=True, eq=False)
class Programme:
    """Minimise `costs @ z` over `lower <= z <= upper` and `row_lower <= matrix @ z <= row_upper`.

    Parameters
    ----------
    costs, lower, upper : a number per column
    matrix : scipy sparse rows (csr)
    row_lower, row_upper : a number per row
    whole : which columns take whole numbers
    offset : added to the costs, so that a relative gap is of what can still be saved
    """

    costs: Floats
    lower: Floats
    upper: Floats
    matrix: Any
    row_lower: Floats
    row_upper: Floats
    whole: Bools
    offset: float = 0.0


def load(programme: Programme, *, seconds: float, gap: float = 0.02) -> Any:
    """Hand a programme to HiGHS, silent and on one thread."""
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    options: dict[str, bool | int | float | str] = {
        "output_flag": False,
        "threads": 1,
        "time_limit": seconds,
        "mip_rel_gap": gap,
        "random_seed": 0,
    }
    if len(programme.costs) > WIDE:
        options["mip_lp_solver"] = "ipm"
    for name, value in options.items():
        solver.setOptionValue(name, value)
    model = highspy.HighsLp()
    model.offset_ = programme.offset
    model.num_col_, model.num_row_ = len(programme.costs), programme.matrix.shape[0]
    model.col_cost_, model.col_lower_, model.col_upper_ = (
        programme.costs,
        programme.lower,
        programme.upper,
    )
    model.row_lower_, model.row_upper_ = programme.row_lower, programme.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = programme.matrix.indptr
    model.a_matrix_.index_ = programme.matrix.indices
    model.a_matrix_.value_ = programme.matrix.data.astype(np.float64)
    if programme.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [
            kinds[int(is_whole)] for is_whole in programme.whole.tolist()
        ]
    solver.passModel(model)
    return solver


def solve(
    programme: Programme, *, seconds: float, gap: float = 0.02
) -> tuple[Floats | None, bool]:
    """Solve a programme.

    Returns
    -------
    a solution or None, and whether the solver ended by itself (False: the time was up)
    """
    solver = load(programme, seconds=seconds, gap=gap)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        return np.asarray(solver.getSolution().col_value), True
    return None, status != highspy.HighsModelStatus.kTimeLimit
