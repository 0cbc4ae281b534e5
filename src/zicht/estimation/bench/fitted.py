"""One log-linear model, fitted: coefficients, fit, residuals and profile likelihood."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import chdtrc, gammaln, ndtr, xlogy

from zicht.estimation.bench.designs import Design, read_design
from zicht.estimation.bench.newton import fit_design
from zicht.estimation.blocks import gram, independent_columns
from zicht.estimation.existence import has_interior_table
from zicht.estimation.profile import unseen_limits
from zicht.vocabulary.arrays import Bools, Floats
from zicht.vocabulary.errors import EstimationRefused, UsageError
from zicht.vocabulary.estimates import CaptureTable, lists_of


@dataclass(frozen=True)
class ProfileInterval:
    """Interval of the population by the profile of the multinomial likelihood.

    Parameters
    ----------
    estimate : population at which the profile is highest
    lower, upper : limits; None where the profile stays high without end
    level : such as 0.95
    """

    estimate: float
    lower: float
    upper: float | None
    level: float


@dataclass(frozen=True)
class FittedModel:
    """A log-linear model fitted to one capture table.

    Parameters
    ----------
    table : the capture table
    design : columns of the model
    names : of the finite parameters, the intercept first
    coefficients, standard_errors : of these
    at_minus_infinity : interactions of lists on which nobody was seen together
    expected : expected persons per pattern; element 0 is the unseen
    loglik, deviance, degrees : fit of the observed patterns
    """

    table: CaptureTable
    design: Design
    names: tuple[str, ...]
    coefficients: Floats
    standard_errors: Floats
    at_minus_infinity: tuple[str, ...]
    expected: Floats
    loglik: float
    deviance: float
    degrees: int

    @property
    def model(self) -> str:
        """The model in words."""
        return self.design.title

    @property
    def n_parameters(self) -> int:
        """How many finite parameters the model has."""
        return len(self.names)

    @property
    def estimate(self) -> float:
        """Estimated population: persons seen and unseen."""
        return self.table.n_observed + float(self.expected[0])

    @property
    def standard_error(self) -> float:
        """Standard error of the population, as Rcapture computes it."""
        unseen = float(self.expected[0])
        return float(np.sqrt(unseen + (unseen * self.standard_errors[0]) ** 2))

    @property
    def aic(self) -> float:
        """Akaike's criterion."""
        return -2 * self.loglik + 2 * self.n_parameters

    @property
    def bic(self) -> float:
        """Schwarz's criterion; its sample size is the persons seen."""
        size = np.log(self.table.n_observed)
        return float(-2 * self.loglik + size * self.n_parameters)

    @property
    def p_value(self) -> float | None:
        """Probability of a larger deviance; None without degrees of freedom."""
        return float(chdtrc(self.degrees, self.deviance)) if self.degrees else None

    def coefficient_rows(self) -> list[dict[str, object]]:
        """Return a row per parameter: name, value, standard error, z and p."""
        rows: list[dict[str, object]] = []
        for name, value, error in zip(
            self.names, self.coefficients, self.standard_errors, strict=True
        ):
            z = value / error if error else float("nan")
            rows.append(
                {
                    "term": name,
                    "coefficient": float(value),
                    "standard_error": float(error),
                    "z": float(z),
                    "p": float(2 * ndtr(-abs(z))),
                }
            )
        empty = {"coefficient": -np.inf, "standard_error": None, "z": None, "p": None}
        rows += [{"term": name, **empty} for name in self.at_minus_infinity]
        return rows

    def residual_rows(self) -> list[dict[str, object]]:
        """Return a row per pattern: lists, observed, expected, Pearson residual."""
        rows: list[dict[str, object]] = []
        for pattern, n in enumerate(self.table.by_pattern[1:], start=1):
            mean = float(self.expected[pattern])
            pearson = (n - mean) / np.sqrt(mean) if mean > 0 else 0.0
            rows.append(
                {
                    "lists": " + ".join(lists_of(pattern, self.table.lists)),
                    "observed": int(n),
                    "expected": mean,
                    "residual": float(pearson),
                }
            )
        return rows

    @cached_property
    def _living(self) -> tuple[Floats, Floats, Bools]:
        """Design and counts of the cells with a positive mean, the unseen first."""
        alive, columns = _living_part(self.design, self.table)
        names = set(self.names)
        chosen = [i for i in columns if self.design.names[i] in names]
        design = self.design.columns[alive][:, chosen]
        return design, self.table.by_pattern[alive].astype(np.float64), alive

    def profile_height(self, unseen: float) -> float:
        """Return the multinomial log-likelihood of a number of unseen persons."""
        design, counts, _alive = self._living
        whole = counts.copy()
        whole[0] = unseen
        fitted = fit_design(design, whole)
        total = float(whole.sum())
        means = np.exp(np.clip(design @ fitted.beta, -60, 60))
        height = xlogy(whole, means / total).sum() - gammaln(whole + 1).sum()
        return float(height + gammaln(total + 1))

    def profile(self, level: float = 0.95) -> ProfileInterval:
        """Return the interval of the population by profile likelihood.

        Parameters
        ----------
        level : at least 0.5 and below 1

        References
        ----------
        Cormack, R. M. (1992). Interval estimation for mark-recapture studies of closed
        populations. Biometrics 48(2), 567-576.
        """
        if not 0.5 <= level < 1:
            raise UsageError(
                f"{level} is not a valid level.", now="Give 0.95, for example."
            )
        n_seen = self.table.n_observed
        unseen = unseen_limits(
            self.profile_height,
            guess=float(self.expected[0]),
            n_seen=n_seen,
            level=level,
        )
        return ProfileInterval(
            n_seen + unseen.best,
            n_seen + unseen.lower,
            None if unseen.upper is None else n_seen + unseen.upper,
            level,
        )


def fit_model(table: CaptureTable, model: str) -> FittedModel:
    """Fit one log-linear model to a capture table.

    Parameters
    ----------
    table : covariates are summed over
    model : `M0`, `Mt`, `Mh Darroch`, `Mth Chao` and the like, `independence`,
        `pairwise`, or a formula of interactions such as `A:B + C:D`

    Returns
    -------
    FittedModel, persons in the population

    Raises
    ------
    UsageError : no such model
    EstimationRefused : the estimate does not exist, or is not the only one

    References
    ----------
    Fienberg, S. E. (1972). The multiple recapture census for closed populations and
    incomplete 2^k contingency tables. Biometrika 59(3), 591-603.
    Rivest, L.-P. & Baillargeon, S. (2007). Biometrics 63(4), 999-1006.
    """
    design = read_design(model, table.lists)
    dropped: set[int] = set()
    while True:
        bounded = _bounded(design, dropped)
        try:
            fitted = _fit(table, design, dropped)
        except EstimationRefused:
            if not bounded:
                raise
            # Nobody is on so many lists: the last bounded parameter falls without end.
            dropped.add(bounded[-1])
            continue
        values = dict(zip(fitted.names, fitted.coefficients, strict=True))
        lowest = min(bounded, key=lambda place: values[design.names[place]], default=0)
        # Chao's bound holds where the further parameters are not below zero: the lowest
        # one is left out until none is (Rivest & Baillargeon 2007).
        if not bounded or values[design.names[lowest]] >= 0:
            return fitted
        dropped.add(lowest)


def _bounded(design: Design, dropped: set[int]) -> list[int]:
    """List the parameters in use that may not be below zero, as in Chao's bound."""
    n_names = len(design.names)
    places = range(n_names - design.n_bounded, n_names)
    return [place for place in places if place not in dropped]


def _living_part(design: Design, table: CaptureTable) -> tuple[Bools, list[int]]:
    """Return the patterns with a positive mean, and the finite parameters."""
    counts = table.by_pattern
    patterns = np.arange(counts.size)
    alive = np.ones(counts.size, dtype=bool)
    finite = []
    for place, lists in enumerate(design.sets):
        inside = (patterns & lists) == lists
        if lists > 0 and not counts[inside].sum():
            alive &= ~inside
        else:
            finite.append(place)
    return alive, finite


def _fit(table: CaptureTable, design: Design, dropped: set[int]) -> FittedModel:
    """Fit a design by maximum likelihood, without its dropped columns."""
    counts = table.by_pattern.astype(np.float64)
    alive, finite = _living_part(design, table)
    columns = [place for place in finite if place not in dropped]
    is_seen = alive.copy()
    is_seen[0] = False
    part = design.columns[is_seen][:, columns]
    _refuse_unsound(part, counts[is_seen], design.title)
    fitted = fit_design(part, counts[is_seen])
    expected = np.zeros(counts.size)
    logs = design.columns[alive][:, columns] @ fitted.beta
    expected[alive] = np.exp(np.clip(logs, -60, 60))
    variance = np.linalg.inv(gram(part, expected[is_seen]))
    infinite = [place for place in range(len(design.names)) if place not in finite]
    return FittedModel(
        table=table,
        design=design,
        names=tuple(design.names[place] for place in columns),
        coefficients=fitted.beta,
        standard_errors=np.sqrt(np.diag(variance)),
        at_minus_infinity=tuple(design.names[place] for place in infinite),
        expected=expected,
        loglik=fitted.loglik,
        deviance=_poisson_deviance(counts[1:], expected[1:]),
        degrees=int(is_seen.sum()) - len(columns),
    )


def _poisson_deviance(counts: Floats, means: Floats) -> float:
    """Return the deviance of Poisson counts; a cell with mean zero holds nobody."""
    ratios = counts / np.maximum(means, 1e-300)
    return 2 * float(xlogy(counts, ratios).sum() - counts.sum() + means.sum())


def _refuse_unsound(part: Floats, counts: Floats, title: str) -> None:
    if len(independent_columns(part)) < part.shape[1]:
        raise EstimationRefused(
            f"Model {title} is not identifiable from these lists.",
            now="Take a model with fewer terms.",
        )
    if not has_interior_table(part, counts > 0):
        raise EstimationRefused(
            f"Model {title} has no maximum of the likelihood on this table.",
            now="Take a model with fewer terms, or merge lists.",
        )
