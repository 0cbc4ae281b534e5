"""Estimators in closed form, to compare with: Chapman, Chao, removal, sample coverage."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
from scipy.optimize import brentq

from zicht.edition.all_words import all_words
from zicht.edition.numerals import sentence
from zicht.estimation.bench.fitted import fit_model
from zicht.estimation.bootstrap import draw_unconditional
from zicht.methods.distributions import normal_quantile
from zicht.vocabulary.arrays import Floats, Ints
from zicht.vocabulary.errors import EstimationRefused
from zicht.vocabulary.estimates import CaptureTable
from zicht.vocabulary.text import Text

LEVEL = 0.95
FEWEST_DEPENDENT = 3
"""Lists from which sample coverage can tell how they depend on each other."""
COVERAGE_REPLICATES = 1_000


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
    spread = np.sqrt(np.log1p((error / unseen) ** 2)) * normal_quantile((1 + LEVEL) / 2)
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


def estimate_sample_coverage(
    table: CaptureTable, *, replicates: int = COVERAGE_REPLICATES, seed: int = 1
) -> tuple[SimpleEstimate, ...]:
    """Estimates by sample coverage: without dependence, with it, and in one step.

    Parameters
    ----------
    table : of two lists or more
    replicates : populations drawn for the standard errors; 0 for none
    seed : of these draws

    Returns
    -------
    `coverage N0` takes lists as independent. `coverage N` and `coverage N1`, from three
    lists on, allow for their dependence: the first where the coverage is high, the
    second, of one step, where it is low. An estimate below the persons seen is left out.

    Raises
    ------
    EstimationRefused : nobody is on two lists

    References
    ----------
    Chao, A. & Tsay, P. K. (1998). A sample coverage approach to multiple-system
    estimation with application to census undercount. JASA 93(441), 283-293.
    Chao, A. and others (2001). The applications of capture-recapture models to
    epidemiological data. Statistics in Medicine 20(20), 3123-3157.
    """
    counts = np.array(table.counts, dtype=np.float64)
    coverage, values = _by_coverage(counts[None, :], table)
    if coverage[0] <= 0:
        raise EstimationRefused(
            "The sample coverage is zero: nobody is on two lists.",
            now="Link the lists again.",
        )
    note = sentence("estimate_note.coverage", coverage=float(coverage[0]))
    estimates = []
    for name, (value,) in values.items():
        if value >= table.n_observed:
            error = _bootstrap_error(table, name, float(value), replicates, seed)
            estimates.append(
                _with_limits(name, float(value), error, table.n_observed, note)
            )
    return tuple(estimates)


@dataclass(frozen=True)
class _Captures:
    """How often persons were on lists, in many tables of the same patterns.

    Parameters
    ----------
    counts : tables x patterns
    on : patterns x lists; 1 where the pattern is on the list
    """

    counts: Floats
    on: Ints

    @cached_property
    def sizes(self) -> Floats:
        """Persons on each list; tables x lists."""
        return np.asarray(self.counts @ self.on)

    @cached_property
    def alone(self) -> Floats:
        """Persons on each list and on no other; tables x lists."""
        is_single = self.on.sum(axis=1) == 1
        return np.asarray(self.counts @ (self.on * is_single[:, None]))

    @cached_property
    def coverage(self) -> Floats:
        """Share of each list that is on another list too, averaged over the lists."""
        shares_alone = self.alone / np.maximum(self.sizes, 1)
        return np.asarray(1 - shares_alone.mean(axis=1))

    def dependence(self) -> tuple[Floats, Floats]:
        """Return what the dependence of pairs adds to a population N: slope N - constant, before coverage."""
        n_lists = self.on.shape[1]
        is_double = self.on.sum(axis=1) == 2
        constant = np.zeros(len(self.counts))
        slope = np.zeros(len(self.counts))
        for i, j in combinations(range(n_lists), 2):
            on_both = self.on[:, i] * self.on[:, j]
            both_alone = self.counts @ (on_both * is_double)
            weight = (self.alone[:, i] + self.alone[:, j] + 2 * both_alone) / n_lists
            size_product = np.maximum(self.sizes[:, i] * self.sizes[:, j], 1)
            joint = self.counts @ on_both / size_product
            constant += weight
            slope += weight * joint
        return constant, slope


def _by_coverage(
    counts: Floats, table: CaptureTable
) -> tuple[Floats, dict[str, Floats]]:
    """Compute the sample coverage of many tables, and what follows from it.

    Parameters
    ----------
    counts : tables x patterns of `table`

    Returns
    -------
    coverage of each table, and estimates by name; where lists depend, N is
    base + sum over pairs of weight (N joint - 1), which is linear in N
    """
    patterns = np.array(table.patterns)
    captures = _Captures(counts, (patterns[:, None] >> np.arange(table.n_lists)) & 1)
    coverage = captures.coverage
    # A resample without any overlap has no coverage and no estimate.
    with np.errstate(divide="ignore", invalid="ignore"):
        base = (counts.sum(axis=1) - captures.alone.mean(axis=1)) / coverage
        values = {"coverage N0": base}
        if table.n_lists < FEWEST_DEPENDENT:
            return coverage, values
        constant, slope = (part / coverage for part in captures.dependence())
        first_step = base - constant + slope * base
        dependent = (base - constant) / (1 - slope)
    values["coverage N"] = np.where(slope < 1, dependent, np.nan)
    values["coverage N1"] = base - constant + slope * first_step
    return coverage, values


def _bootstrap_error(
    table: CaptureTable, name: str, estimate: float, replicates: int, seed: int
) -> float | None:
    """Return the standard error over populations drawn from what an estimate says."""
    if not replicates:
        return None
    rng = np.random.default_rng(seed)
    counts = np.array(table.counts, dtype=np.int64)
    drawn = draw_unconditional(counts, estimate, replicates, rng)
    _coverage, values = _by_coverage(drawn.astype(np.float64), table)
    finite = values[name][np.isfinite(values[name])]
    return float(finite.std(ddof=1)) if finite.size > 1 else None


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
