"""Tests of whether a fitted model leaves something out, and their p-values."""

from dataclasses import dataclass

from scipy.special import chdtrc


@dataclass(frozen=True)
class FitTests:
    """Whether the stepwise model of one table leaves something out.

    Parameters
    ----------
    heterogeneity : one-sided p-value of the parameter of visibility, by likelihood
        ratio: only persons who differ make it positive; None where it cannot be fitted
    fit : p-value of the deviance; None without degrees of freedom
    """

    heterogeneity: float | None
    fit: float | None


def one_sided(p_value: float | None, effect: float) -> float | None:
    """Turn a two-sided p-value into one for an effect above zero."""
    if p_value is None:
        return None
    return p_value / 2 if effect > 0 else 1 - p_value / 2


def tail_of(statistic: float, degrees: int) -> float:
    """Return the p-value of a chi-square statistic."""
    return float(chdtrc(degrees, max(statistic, 0.0)))
