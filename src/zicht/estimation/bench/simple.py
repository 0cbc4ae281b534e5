"""Estimators in closed form, to compare with: Chapman, Chao, removal, sample coverage."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm

from zicht.edition.numerals import sentence
from zicht.edition.words import all_words
from zicht.estimation.bench.fitted import fit_model
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.errors import EstimationRefused
from zicht.vocabulary.estimates import CaptureTable
from zicht.vocabulary.text import Text

LEVEL = 0.95


@dataclass(frozen=True)
class SimpleEstimate:
    """An estimate of one simple estimator.

    Parameters
    ----------
    name : of the estimator
    estimate : persons in the population
    standard_error : None where there is none in closed form
    lower, upper : 95% limits on the logarithm of the unseen; None without an error
    note : what it assumes
    """

    name: str
    estimate: float
    standard_error: float | None
    lower: float | None
    upper: float | None
    note: Text


def _with_limits(
    name: str, estimate: float, error: float | None, n_observed: int, note: Text
) -> SimpleEstimate:
    """Add log-normal limits of the unseen (Chao 1987)."""
    unseen = estimate - n_observed
    if error is None or unseen <= 0:
        return SimpleEstimate(name, estimate, error, None, None, note)
    spread = np.sqrt(np.log1p((error / unseen) ** 2)) * norm.ppf((1 + LEVEL) / 2)
    factor = float(np.exp(spread))
    return SimpleEstimate(
        name,
        estimate,
        error,
        n_observed + unseen / factor,
        n_observed + unseen * factor,
        note,
    )


def estimate_chapman(table: CaptureTable) -> SimpleEstimate:
    """Chapman's estimator for two lists, with Seber's variance.

    Raises
    ------
    EstimationRefused : there are not two lists

    References
    ----------
    Chapman, D. G. (1951). Univ. Calif. Publ. Statist. 1, 131-160.
    Seber, G. A. F. (1982). The Estimation of Animal Abundance, section 3.1.
    """
    if table.n_lists != 2:
        raise EstimationRefused(
            f"Chapman's estimator takes two lists; here {table.n_lists}.",
            now="Keep two lists, or take another estimator.",
        )
    overlaps = table.overlaps()
    first, second, both = (
        float(overlaps[0, 0]),
        float(overlaps[1, 1]),
        float(overlaps[0, 1]),
    )
    estimate = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both)
    variance /= (both + 1) ** 2 * (both + 2)
    note = all_words()["estimate_note.two_lists"]
    return _with_limits(
        "Chapman", estimate, float(np.sqrt(variance)), table.n_observed, note
    )


def estimate_chao(table: CaptureTable) -> SimpleEstimate:
    """Chao's lower bound where lists differ and persons do: model Mth, Chao.

    References
    ----------
    Chao, A. (1987). Biometrics 43(4), 783-791.
    Rivest, L.-P. & Baillargeon, S. (2007). Biometrics 63(4), 999-1006.
    """
    fitted = fit_model(table, "Mth Chao")
    note = all_words()["estimate_note.lower_bound"]
    return _with_limits(
        "Chao's lower bound",
        fitted.estimate,
        fitted.standard_error,
        table.n_observed,
        note,
    )


def _firsts(table: CaptureTable) -> Floats:
    """Count the persons by the first list, in order, that saw them."""
    firsts = np.zeros(table.n_lists)
    for pattern, n in zip(table.patterns, table.counts, strict=True):
        firsts[(pattern & -pattern).bit_length() - 1] += n
    return firsts


def estimate_removal(
    table: CaptureTable, *, is_first_apart: bool = False
) -> SimpleEstimate:
    """Model Mb: after a first capture persons behave otherwise. The order of lists counts.

    Parameters
    ----------
    table : lists in the order of time
    is_first_apart : the first list has a chance of its own (model Mbh of Rcapture)

    Raises
    ------
    EstimationRefused : first captures do not become fewer

    References
    ----------
    Zippin, C. (1956). An evaluation of the removal method of estimating animal
    populations. Biometrics 12(2), 163-189.
    Pollock, K. H. & Otto, M. C. (1983). Biometrics 39(4), 1035-1049.
    """
    firsts = _firsts(table)
    apart = float(firsts[0]) if is_first_apart else 0.0
    removed = firsts[1:] if is_first_apart else firsts
    name = "Mbh" if is_first_apart else "Mb"
    n_steps = removed.size
    total = float(removed.sum())
    mean_step = float(np.arange(n_steps) @ removed) / max(total, 1.0)
    if n_steps < 2 or mean_step >= (n_steps - 1) / 2:
        raise EstimationRefused(
            f"Model {name} has no estimate: first captures do not become fewer.",
            now="Order the lists by time, or take another model.",
        )

    def excess(chance: float) -> float:
        q = 1 - chance
        return q / chance - n_steps * q**n_steps / (1 - q**n_steps) - mean_step

    chance = float(brentq(excess, 1e-5, 1 - 1e-9))
    estimate = apart + total / (1 - (1 - chance) ** n_steps)
    note = all_words()["estimate_note.first_captures"]
    return SimpleEstimate(name, estimate, None, None, None, note)


def estimate_sample_coverage(table: CaptureTable) -> tuple[SimpleEstimate, ...]:
    """Estimates by sample coverage: without dependence, with it, and in one step.

    Returns
    -------
    `coverage N0` for any number of lists; `coverage N` and `coverage N1` for three

    References
    ----------
    Chao, A. and others (2001). The applications of capture-recapture models to
    epidemiological data. Statistics in Medicine 20(20), 3123-3157.
    """
    overlaps = table.overlaps().astype(np.float64)
    sizes = np.diag(overlaps)
    alone = np.array(
        [table.by_pattern[1 << i] for i in range(table.n_lists)], dtype=float
    )
    coverage = 1 - float(np.mean(alone / sizes))
    if coverage <= 0:
        raise EstimationRefused(
            "The sample coverage is zero: nobody is on two lists.",
            now="Link the lists again.",
        )
    on_average = table.n_observed - float(alone.mean())
    base = on_average / coverage
    note = sentence("estimate_note.coverage", coverage=coverage)
    values = {"coverage N0": base}
    if table.n_lists == 3:
        values |= _dependent_coverage(overlaps, coverage, base)
    return tuple(
        SimpleEstimate(name, value, None, None, None, note)
        for name, value in values.items()
    )


def _dependent_coverage(
    overlaps: Floats, coverage: float, base: float
) -> dict[str, float]:
    """Return the estimates that let three lists depend on each other.

    Each is N = base + slope (N) with dependence gamma = N Z_ij / (n_i n_j) - 1.
    """
    sizes = np.diag(overlaps)
    constant = slope = 0.0
    for i, j, k in ((0, 1, 2), (0, 2, 1), (1, 2, 0)):
        apart = sizes[i] - overlaps[i, k] + sizes[j] - overlaps[j, k]
        constant += apart / (3 * coverage)
        slope += apart / (3 * coverage) * overlaps[i, j] / (sizes[i] * sizes[j])
    start = base - constant + slope * base
    values = {"coverage N1": base - constant + slope * start}
    if slope < 1:
        values["coverage N"] = (base - constant) / (1 - slope)
    return values


def simple_estimates(table: CaptureTable) -> tuple[list[SimpleEstimate], list[str]]:
    """Return every simple estimator that suits the table, and why others do not."""
    found: list[SimpleEstimate] = []
    refusals = []
    attempts: list[Callable[[], tuple[SimpleEstimate, ...]]] = [
        lambda: (estimate_chapman(table),),
        lambda: (estimate_chao(table),),
        lambda: (estimate_removal(table),),
        lambda: (estimate_removal(table, is_first_apart=True),),
        lambda: estimate_sample_coverage(table),
    ]
    for attempt in attempts:
        try:
            found += attempt()
        except EstimationRefused as refusal:
            refusals.append(refusal.what)
    return found, refusals
