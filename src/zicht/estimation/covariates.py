"""Log-linear models with covariates and a trend over years.

Lists, covariates and a polynomial in the year all enter; pairs of them may interact. The search adds or drops the pair
that lowers BIC most, and no model is entered whose estimate does not exist or is not the only one. The unseen of every
stratum follow from the model, so totals per stratum, per year and per stratum and year come out of one bootstrap.

References
----------
Cruyff, M., van Dijk, J. & van der Heijden, P. G. M. (2017). The challenge of counting victims of human trafficking.
Chance 30(3), 41-49.
van Dijk, J., Cruyff, M., van der Heijden, P. & Kragten-Heerdink, S. (2017). Monitoring Target 16.2 of the Sustainable
Development Goals: an estimate of presumed human trafficking victims in the Netherlands. UNODC.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import Self

import numpy as np
from scipy.special import gammaln

from zicht.estimation.blocks import cross, gram, independent_columns, margins, times
from zicht.estimation.existence import Standing, has_interior_table
from zicht.estimation.fit_tests import FitTests, one_sided, tail_of
from zicht.estimation.shapes import shape_of
from zicht.estimation.strata import Strata, Variable
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.errors import EstimationRefused

SCREENED = 8
"""Pairs whose score statistic is best and that are fitted in full at each step."""
NEAR = 10.0
"""Models on the search path within this BIC of the best compete again in every resample."""
MAX_STEPS = 200
LEAST_GAIN = 1e-9
"""A model must be better than the present one by more than rounding."""
MAX_RATIO = 1e4
"""A model that puts more unseen persons than this per person seen has rates that vanish, and is refused."""

MAX_ITERATIONS, MAX_HALVINGS = 60, 30
DECREMENT = 1e-9
"""Newton's method ends when a step would raise the log-likelihood by about half of this."""

Term = tuple[int, int]
"""A pair of variables that interact, by number."""


@dataclass(frozen=True)
class CovariateModel:
    """A fitted model.

    Parameters
    ----------
    terms : pairs of variables that interact
    bic, aic : with log n persons seen, and with 2
    unseen : expected unseen persons per stratum
    fitted : expected persons per stratum, seen ones included
    beta : its parameters
    standing : whether it may be trusted
    """

    terms: tuple[Term, ...]
    bic: float
    aic: float
    unseen: Floats
    fitted: Floats
    beta: Floats
    standing: Standing

    @classmethod
    def refused(cls, terms: Sequence[Term], standing: Standing) -> Self:
        """Return a model that was not fitted: its criteria are infinite, and it estimates nothing."""
        nothing: Floats = np.array([])
        return cls(tuple(terms), np.inf, np.inf, nothing, nothing, nothing, standing)


@dataclass
class CovariateFitter:
    """Fits models on one layout of strata; design columns are made once."""

    strata: Strata
    _columns: dict[Term | int, Floats] = field(default_factory=dict)

    @cached_property
    def all_terms(self) -> tuple[Term, ...]:
        """Every pair of variables."""
        return tuple(combinations(range(len(self.strata.variables)), 2))

    def columns(self, part: Term | int) -> Floats:
        """Columns of a main effect or an interaction over all cells."""
        if part not in self._columns:
            self._columns[part] = self._made_columns(part)
        return self._columns[part]

    def _made_columns(self, part: Term | int) -> Floats:
        variables = self.strata.variables
        if isinstance(part, int):
            return variables[part].columns
        first, second = (variables[number].columns for number in part)
        products = first[:, :, None] * second[:, None, :]
        return products.reshape(len(first), -1)

    def design(self, terms: Iterable[Term]) -> Floats:
        """Intercept, main effects and interactions over all cells."""
        main_effects = [self.columns(i) for i in range(len(self.strata.variables))]
        interactions = [self.columns(term) for term in terms]
        intercept = np.ones((len(main_effects[0]), 1))
        return np.hstack([intercept, *main_effects, *interactions])

    def living(self, counts: Floats, terms: Iterable[Term]) -> Bools:
        """Mark the cells left when every margin of two levels in which nobody was seen is taken out."""
        alive = np.ones(len(counts), dtype=bool)
        variables = self.strata.variables
        for first, second in terms:
            # The year enters as a polynomial: its parameters belong to no single year,
            # so that an empty year puts none of them at minus infinity.
            if self.strata.year in {variables[first].name, variables[second].name}:
                continue
            alive &= ~self._in_empty_margin(counts, variables[first], variables[second])
        return alive

    def _in_empty_margin(
        self, counts: Floats, first: Variable, second: Variable
    ) -> Bools:
        """Mark the cells of pairs of levels that could be seen and in which nobody was."""
        pair_of_levels = first.levels * second.n_levels + second.levels
        n_pairs = first.n_levels * second.n_levels
        seen = self.strata.is_seen
        n_persons = np.bincount(pair_of_levels[seen], counts[seen], n_pairs)
        n_cells = np.bincount(pair_of_levels[seen], minlength=n_pairs)
        is_empty = (n_persons == 0) & (n_cells > 0)
        return np.asarray(is_empty[pair_of_levels])

    def fit(
        self,
        counts: Floats,
        terms: Sequence[Term],
        *,
        check: bool = True,
        start: Floats | None = None,
    ) -> CovariateModel:
        """Fit one model; its standing says whether it may be trusted.

        Parameters
        ----------
        counts : per cell
        terms : pairs of variables that interact
        check : whether to test first that a maximum exists and is identified
        start : parameters to start from, used where their number fits
        """
        design = self.design(terms)
        alive = self.living(counts, terms)
        rows = alive & self.strata.is_seen
        independent = independent_columns(design[rows])
        if check:
            has_person = counts[rows] > 0
            standing = self._standing(design, alive, rows, independent, has_person)
            if not standing.is_sound:
                return CovariateModel.refused(terms, standing)
        # Another draw of the table may leave other columns; their parameters do not fit these.
        fits_here = start is not None and len(start) == len(independent)
        beta, loglik, has_converged = maximise(
            design[rows][:, independent], counts[rows], start if fits_here else None
        )
        unseen, fitted = self._means(design[:, independent], beta, alive)
        n_persons = float(counts.sum())
        is_bounded = has_converged and unseen.sum() <= MAX_RATIO * n_persons
        # Parameters at minus infinity count too, as in the search without covariates.
        n_parameters = design.shape[1]
        return CovariateModel(
            terms=tuple(terms),
            bic=float(-2 * loglik + np.log(n_persons) * n_parameters),
            aic=float(-2 * loglik + 2 * n_parameters),
            unseen=unseen,
            fitted=fitted,
            beta=beta,
            standing=Standing.SOUND if is_bounded else Standing.NO_MAXIMUM,
        )

    def _means(
        self, design: Floats, beta: Floats, alive: Bools
    ) -> tuple[Floats, Floats]:
        """Return expected persons per stratum: the unseen, and all."""
        means = np.where(alive, _means_of(design, beta), 0.0)
        table = means.reshape(self.strata.n_strata, -1)
        return table[:, 0], table.sum(axis=1)

    def _standing(
        self, design: Floats, alive: Bools, rows: Bools, kept: Ints, filled: Bools
    ) -> Standing:
        seen = design[rows]
        dark = design[alive & ~self.strata.is_seen]
        rank_seen = len(kept)
        identified = rank_seen == len(independent_columns(np.vstack([seen, dark])))
        exists = has_interior_table(seen[:, kept], filled)
        if exists:
            return Standing.SOUND if identified else Standing.NOT_IDENTIFIED
        return Standing.NO_MAXIMUM if identified else Standing.NEITHER

    def promises(
        self, counts: Floats, model: CovariateModel
    ) -> tuple[dict[Term, float], dict[Term, float]]:
        """Approximate what each absent pair would gain in deviance (Rao) and each present one would lose (Wald)."""
        alive = self.living(counts, model.terms) & self.strata.is_seen
        whole = self.design(model.terms)[alive]
        independent = independent_columns(whole)
        design = whole[:, independent]
        means = _means_of(design, model.beta)
        inverse: Floats = np.asarray(
            np.linalg.pinv(gram(design, means)), dtype=np.float64
        )
        residual = counts[alive] - means
        absent = [term for term in self.all_terms if term not in model.terms]
        gains = {}
        for term in absent:
            extra = self.columns(term)[alive]
            shared = cross(design, extra, means)
            # What of the new columns the model does not say already.
            spread = gram(extra, means) - shared.T @ inverse @ shared
            pull = margins(extra, residual)
            gains[term] = float(pull @ np.linalg.pinv(spread) @ pull)
        return gains, self._losses(model, independent, inverse)

    def _losses(
        self, model: CovariateModel, kept: Ints, inverse: Floats
    ) -> dict[Term, float]:
        end = 1 + sum(
            self.columns(i).shape[1] for i in range(len(self.strata.variables))
        )
        losses = {}
        for term in model.terms:
            begin, end = end, end + self.columns(term).shape[1]
            places = np.flatnonzero((kept >= begin) & (kept < end))
            value = model.beta[places]
            losses[term] = float(
                value @ np.linalg.pinv(inverse[np.ix_(places, places)]) @ value
            )
        return losses


def maximise(
    design: Floats, seen: Floats, start: Floats | None
) -> tuple[Floats, float, bool]:
    """Fit a Poisson model with any design by Newton's method.

    Parameters
    ----------
    design : cells x parameters
    seen : persons per cell
    start : parameters to start from

    Returns
    -------
    parameters, log-likelihood, whether the steps became small
    """
    beta = start if start is not None else _first_step(design, seen)
    target = margins(design, seen)
    means = _means_of(design, beta)
    value = float(target @ beta - means.sum())
    is_small = False
    for _ in range(MAX_ITERATIONS):
        gradient = target - margins(design, means)
        step = np.linalg.lstsq(gram(design, means), gradient, rcond=1e-13)[0]
        is_small = bool(abs(gradient @ step) < DECREMENT)
        if is_small:
            break
        factor = 1.0
        # A whole step may overshoot where cells are nearly empty; rounding may cost a hair.
        rounding = 1e-9 * (1 + abs(value))
        for _halving in range(MAX_HALVINGS):
            trial = beta + factor * step
            means = _means_of(design, trial)
            reached = float(target @ trial - means.sum())
            if reached >= value - rounding:
                break
            factor *= 0.5
        beta, value = trial, reached
    return beta, value - float(gammaln(seen + 1).sum()), is_small


def _means_of(design: Floats, beta: Floats) -> Floats:
    return np.asarray(np.exp(np.clip(times(design, beta), -60, 60)))


def _first_step(design: Floats, seen: Floats) -> Floats:
    guess = seen + 0.1
    right = margins(design, guess * np.log(guess) + seen - guess)
    return np.asarray(np.linalg.lstsq(gram(design, guess), right, rcond=1e-13)[0])


@dataclass(frozen=True)
class CovariateSearch:
    """The models met on the way to the best.

    Parameters
    ----------
    path : sound models from main effects to the best
    refused : models that the search wanted and that were refused, with their standing
    """

    path: tuple[CovariateModel, ...]
    refused: tuple[tuple[tuple[Term, ...], Standing], ...]

    @property
    def best(self) -> CovariateModel:
        """The last model of the path."""
        return self.path[-1]


def search_covariates(
    fitter: CovariateFitter,
    counts: Floats,
    *,
    criterion: str = "bic",
    always: tuple[Term, ...] = (),
) -> CovariateSearch:
    """Add or drop one pair at a time while that lowers the criterion.

    Parameters
    ----------
    fitter : of the strata
    counts : per cell
    criterion : bic or aic
    always : pairs in every model, where a model with them can be fitted
    """
    # BIC leaves a small dependence of two covariates out, and totals by both are then
    # too near the average (ADR 0147).
    present = fitter.fit(counts, always)
    if not present.standing.is_sound:
        always = ()
        present = fitter.fit(counts, always)
    if not present.standing.is_sound:
        raise EstimationRefused(
            "Even the model without interactions cannot be fitted with these covariates."
        )
    price = float(np.log(counts.sum())) if criterion == "bic" else 2.0
    path, refused = [present], []
    for _ in range(MAX_STEPS):
        moves = _moves(fitter, counts, present, price=price, always=always)
        models = [fitter.fit(counts, terms) for terms in moves]
        # No model enters without an estimate that exists: on a published example a
        # search by AIC would end at 1.74 billion persons (ADR 0020).
        sound = [model for model in models if model.standing.is_sound]
        refused += [
            (model.terms, model.standing)
            for model in models
            if not model.standing.is_sound
        ]
        best = min(sound, key=lambda model: getattr(model, criterion), default=present)
        if getattr(best, criterion) >= getattr(present, criterion) - LEAST_GAIN:
            break
        present = best
        path.append(present)
    return CovariateSearch(tuple(path), tuple(refused))


def _moves(
    fitter: CovariateFitter,
    counts: Floats,
    present: CovariateModel,
    *,
    price: float,
    always: tuple[Term, ...],
) -> list[tuple[Term, ...]]:
    """List the models one pair richer, and one pair poorer, that promise most by score and Wald statistics."""
    gains, losses = fitter.promises(counts, present)

    def cost(term: Term) -> float:
        return float(price * fitter.columns(term).shape[1])

    richer = {term: gain - cost(term) for term, gain in gains.items()}
    poorer = {
        term: cost(term) - loss for term, loss in losses.items() if term not in always
    }
    added = sorted(richer, key=lambda term: -richer[term])[:SCREENED]
    dropped = sorted(poorer, key=lambda term: -poorer[term])[:SCREENED]
    with_one_more = [(*present.terms, term) for term in added]
    with_one_less = [
        tuple(term for term in present.terms if term != gone) for gone in dropped
    ]
    return [*with_one_more, *with_one_less]


def check_covariates(
    fitter: CovariateFitter, counts: Floats, model: CovariateModel
) -> FitTests:
    """Test whether persons of one kind still differ in visibility, and whether the model fits.

    Parameters
    ----------
    counts : per cell
    model : sound

    Returns
    -------
    FitTests; the fit is of the patterns of lists, all strata together: single cells
    hold too few persons for a test
    """
    strata = fitter.strata
    n_lists = strata.table.n_lists
    rows = fitter.living(counts, model.terms) & strata.is_seen
    design = fitter.design(model.terms)[rows]
    design = design[:, independent_columns(design)]
    darroch = np.tile(shape_of("darroch", n_lists), strata.n_strata)[rows]
    heterogeneity = _test_of_visibility(design, darroch, counts[rows], model.beta)
    means = np.zeros(len(counts))
    means[rows] = np.exp(times(design, model.beta))
    n_pairs = sum(second < n_lists for _first, second in model.terms)
    fit = _fit_of_patterns(counts, means, n_lists, n_pairs)
    return FitTests(heterogeneity=heterogeneity, fit=fit)


def _test_of_visibility(
    design: Floats, darroch: Floats, seen: Floats, beta: Floats
) -> float | None:
    """Return the one-sided p-value of one more column; None where it cannot be fitted.

    Parameters
    ----------
    design : cells x parameters, of full rank
    darroch : the column, per cell
    seen : persons per cell
    beta : parameters of the model without the column
    """
    wider = np.column_stack([design, darroch])
    if len(independent_columns(wider)) < wider.shape[1]:
        return None
    _beta, loglik, _is_small = maximise(design, seen, beta)
    start = np.append(beta, 0.0)
    wider_beta, wider_loglik, has_converged = maximise(wider, seen, start)
    if not has_converged:
        return None
    two_sided = tail_of(2 * (wider_loglik - loglik), 1)
    return one_sided(two_sided, float(wider_beta[-1]))


def _fit_of_patterns(
    counts: Floats, means: Floats, n_lists: int, n_pairs: int
) -> float | None:
    """Compute the p-value of Pearson's statistic over the patterns of lists."""
    observed = counts.reshape(-1, 1 << n_lists).sum(axis=0)[1:]
    expected = means.reshape(-1, 1 << n_lists).sum(axis=0)[1:]
    is_possible = expected > 0
    degrees = int(is_possible.sum()) - 1 - n_lists - n_pairs
    if degrees <= 0:
        return None
    gaps = observed[is_possible] - expected[is_possible]
    statistic = float((gaps**2 / expected[is_possible]).sum())
    return tail_of(statistic, degrees)
