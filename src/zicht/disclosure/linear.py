"""Linear and mixed-integer programmes in HiGHS, on one thread: a rerun gives the same.

The one place that builds a HiGHS model. Protectors and auditors write their own
equations; what they share is the solver.

References
----------
Huangfu & Hall (2018), Parallelizing the dual revised simplex method, Mathematical
Programming Computation 10 (HiGHS).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy.sparse import csr_array

from zicht.vocabulary.arrays import Bools, Floats

Options = Mapping[str, bool | int | float | str]
FRESH: Options = {"presolve": "on", "solver": "simplex"}
"""For questions of which each has costs of its own: presolve beats a warm start."""
WARM: Options = {"presolve": "off", "solver": "simplex", "simplex_strategy": 4}
"""For many questions to one model: the primal simplex starts from the last answer."""
INNER: Options = {"presolve": "off", "solver": "ipm", "run_crossover": "off"}
"""For a point inside the feasible region."""
WIDE = 3000
"""Columns from which the interior point method solves a relaxation sooner."""


@dataclass(frozen=True, eq=False)
class Programme:
    """Minimise `costs @ z` over `lower <= z <= upper`, `row_lower <= A z <= row_upper`.

    Parameters
    ----------
    costs, lower, upper : a number per column
    matrix : A, sparse rows
    row_lower, row_upper : a number per row
    whole : which columns take whole numbers; none when left out
    offset : added to the costs, so that a relative gap is of what can still be saved
    """

    costs: Floats
    lower: Floats
    upper: Floats
    matrix: csr_array
    row_lower: Floats
    row_upper: Floats
    whole: Bools | None = None
    offset: float = 0.0


def load(programme: Programme, options: Options) -> Any:
    """Return a HiGHS solver that holds a programme."""
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in {"output_flag": False, "threads": 1, **options}.items():
        solver.setOptionValue(name, value)
    model = highspy.HighsLp()
    model.offset_ = programme.offset
    model.num_col_ = len(programme.costs)
    model.num_row_ = programme.matrix.shape[0]
    model.col_cost_ = programme.costs
    model.col_lower_ = programme.lower
    model.col_upper_ = programme.upper
    model.row_lower_ = programme.row_lower
    model.row_upper_ = programme.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = programme.matrix.indptr
    model.a_matrix_.index_ = programme.matrix.indices
    model.a_matrix_.value_ = programme.matrix.data.astype(np.float64)
    if programme.whole is not None and programme.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [
            kinds[int(is_whole)] for is_whole in programme.whole.tolist()
        ]
    solver.passModel(model)
    return solver


def load_integer(programme: Programme, *, seconds: float, gap: float) -> Any:
    """Return a solver that stops after some seconds, or at a relative gap."""
    options: dict[str, bool | int | float | str] = {
        "time_limit": seconds,
        "mip_rel_gap": gap,
        "random_seed": 0,
    }
    if len(programme.costs) > WIDE:
        options["mip_lp_solver"] = "ipm"
    return load(programme, options)


def solve_integer(
    programme: Programme, *, seconds: float, gap: float = 0.02
) -> tuple[Floats | None, bool]:
    """Solve a programme.

    Returns
    -------
    a solution or None, and whether the solver ended by itself (False: out of time)
    """
    solver = load_integer(programme, seconds=seconds, gap=gap)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kOptimal:
        return np.asarray(solver.getSolution().col_value), True
    return None, status != highspy.HighsModelStatus.kTimeLimit


def is_optimal(solver: Any) -> bool:
    """Whether the last run of a solver found the optimum."""
    return bool(solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)


def is_unfinished(solver: Any) -> bool:
    """Whether the last run of a solver was ended by its time limit."""
    return bool(solver.getModelStatus() == highspy.HighsModelStatus.kTimeLimit)


def run_for(solver: Any, seconds: float) -> None:
    """Run a solver that ran before, for some seconds more at most."""
    solver.setOptionValue("time_limit", solver.getRunTime() + seconds)
    solver.run()
