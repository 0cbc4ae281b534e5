"""Newton's method for one Poisson model with any design."""

from dataclasses import dataclass

import numpy as np

from zicht.estimation.covariates import maximise
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.errors import EstimationRefused


@dataclass(frozen=True)
class DesignFit:
    """Parameters and log-likelihood."""

    beta: Floats
    loglik: float


def fit_design(design: Floats, counts: Floats) -> DesignFit:
    """Fit a Poisson model with logarithmic link.

    Parameters
    ----------
    design : cells x parameters
    counts : per cell

    Raises
    ------
    EstimationRefused : Newton's method did not converge
    """
    beta, loglik, has_converged = maximise(design, np.asarray(counts), None)
    if not has_converged:
        raise EstimationRefused("The model did not converge.", now="Take fewer terms.")
    return DesignFit(beta, loglik)
