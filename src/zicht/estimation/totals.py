"""Totals per stratum, per year and for everyone, bootstrapped jointly.

Whole persons are drawn anew, and how many of each stratum are seen. In every resample the models on the search path
whose BIC came near the best compete again, so that the choice among them is part of the uncertainty; percentile limits
of all totals come from the same resamples and therefore fit each other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from zicht.edition.numerals import sentence
from zicht.estimation.bootstrap import (
    draw_resamples,
    draw_unconditional,
    lacks_upper_tail,
)
from zicht.estimation.covariates import (
    CovariateFitter,
    CovariateModel,
    CovariateSearch,
    Term,
    check_covariates,
    search_covariates,
)
from zicht.estimation.fit_tests import FitTests
from zicht.estimation.strata import Strata, guess_year
from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht.vocabulary.estimates import CaptureTable, MethodEstimate
from zicht.vocabulary.sensitivity import StratumTotal
from zicht.vocabulary.text import Text

NEAR = 10.0
"""Models on the search path within this BIC of the best compete again in every resample."""
INTERVAL = "percentile bootstrap, models near the best on the search path compete again"
FEWEST = 20
"""Fewer fitted resamples than this give no limits."""


def totals_of(strata: Strata) -> list[tuple[dict[str, str], Bools]]:
    """List everyone, every level, and every level in every year, with the strata that each takes in."""
    names, levels = strata.table.covariates, strata.level_names
    everyone: list[tuple[dict[str, str], Bools]] = [
        ({}, np.ones(strata.n_strata, dtype=bool))
    ]
    singles = [
        ({name: level}, strata.stratum_levels[:, i] == k)
        for i, name in enumerate(names)
        for k, level in enumerate(levels[i])
    ]
    yearly = [(key, mask) for key, mask in singles if strata.year in key]
    others = [(key, mask) for key, mask in singles if strata.year not in key]
    both = [
        ({**key, **year}, mask & in_year)
        for key, mask in others
        for year, in_year in yearly
        if strata.year
    ]
    return everyone + singles + both


def model_name(terms: tuple[Term, ...], strata: Strata) -> str:
    """Write the interactions with the names of the variables."""
    names = [variable.name for variable in strata.variables]
    return ", ".join(f"{names[a]}×{names[b]}" for a, b in terms) or "independence"


@dataclass(frozen=True)
class CovariateEstimate:
    """What the model with covariates says.

    Parameters
    ----------
    method : the total of everyone, in the form of every other method
    totals : everyone, every level, every level in every year
    refused : models that the search wanted and that were refused
    tests : whether the model leaves something out
    has_lists_by_kind : whether lists see kinds of persons differently, so that the
        table without covariates mixes persons of unequal visibility
    """

    method: MethodEstimate
    totals: tuple[StratumTotal, ...]
    refused: tuple[str, ...]
    tests: FitTests
    has_lists_by_kind: bool


def estimate_strata(
    table: CaptureTable,
    *,
    year: str | None = None,
    replicates: int = 200,
    seed: int = 1,
    level: float = 0.95,
    criterion: str = "bic",
    is_conditional: bool = False,
    has_joint_covariates: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> CovariateEstimate:
    """Estimate the population with covariates, in total and per stratum and year.

    Parameters
    ----------
    table : with covariates
    year : covariate that is a year and gets a trend; by default one that is called a year in some
        language; empty for none
    replicates : resamples; 0 for point estimates only
    seed : of the resamples
    level : of the limits
    criterion : bic or aic
    is_conditional : hold the number of persons seen fixed in every resample
    has_joint_covariates : let every pair of covariates depend on each other, whatever
        the criterion says; totals by two covariates together need it
    progress : called with replicates done and wanted

    Raises
    ------
    EstimationRefused : no covariates, too many cells, or no model that may be trusted

    References
    ----------
    See `zicht.estimation.covariates`.
    """
    strata = Strata(table, guess_year(table) if year is None else year)
    fitter, counts = CovariateFitter(strata), strata.spread(table.counts)
    always = _pairs_of_covariates(strata) if has_joint_covariates else ()
    searched = search_covariates(fitter, counts, criterion=criterion, always=always)
    rng = np.random.default_rng(seed)
    rows = np.array(table.counts, dtype=np.int64)
    if is_conditional:
        draws = draw_resamples(rows, replicates, rng).astype(np.int64)
    else:
        draws = draw_by_stratum(strata, rows, searched.best.unseen, replicates, rng)
    unseen = _refit(fitter, searched, draws, progress)
    tests = check_covariates(fitter, counts, searched.best)
    estimate = _summarised(strata, searched, draws, unseen, tests=tests, level=level)
    if set(always) <= set(searched.best.terms):
        return estimate
    note = sentence("estimate_note.covariates_apart")
    method = replace(estimate.method, notes=(*estimate.method.notes, note))
    return replace(estimate, method=method)


def _pairs_of_covariates(strata: Strata) -> tuple[Term, ...]:
    """Return every pair of covariates; variables are lists, then covariates."""
    n_lists = strata.table.n_lists
    n_variables = n_lists + len(strata.table.covariates)
    return tuple(combinations(range(n_lists, n_variables), 2))


def draw_by_stratum(
    strata: Strata,
    counts: Ints,
    unseen: Floats,
    n_replicates: int,
    rng: np.random.Generator,
) -> Ints:
    """Draw tables from strata of known size, of which some persons are not seen.

    Parameters
    ----------
    counts : persons per row of the table
    unseen : estimated unseen persons per stratum

    Returns
    -------
    replicates x rows
    """
    drawn = np.zeros((n_replicates, len(counts)), dtype=np.int64)
    stratum_of_row = strata.row_cells >> strata.table.n_lists
    for stratum in np.unique(stratum_of_row):
        rows = np.flatnonzero(stratum_of_row == stratum)
        population = counts[rows].sum() + unseen[stratum]
        if counts[rows].sum():
            drawn[:, rows] = draw_unconditional(
                counts[rows], population, n_replicates, rng
            )
    return drawn


def _refit(
    fitter: CovariateFitter,
    searched: CovariateSearch,
    draws: Ints,
    progress: Callable[[int, int], None] | None,
) -> Floats:
    """Unseen persons per stratum in every resample, nan where no model near the best could be fitted."""
    near = [model for model in searched.path if model.bic <= searched.best.bic + NEAR]
    out = np.full((len(draws), fitter.strata.n_strata), np.nan)
    for i, draw in enumerate(draws):
        counts = fitter.strata.spread(draw)
        fitted = [fitter.fit(counts, model.terms, start=model.beta) for model in near]
        sound = [model for model in fitted if model.standing.is_sound]
        if sound:
            out[i] = min(sound, key=lambda model: model.bic).unseen
        if progress is not None:
            progress(i + 1, len(draws))
    return out


def _summarised(
    strata: Strata,
    searched: CovariateSearch,
    draws: Ints,
    unseen: Floats,
    *,
    tests: FitTests,
    level: float,
) -> CovariateEstimate:
    """Add the strata up to totals, of the table and of every resample."""
    seen = _per_stratum(strata, strata.table.counts)
    populations = _populations(strata, draws, unseen)
    totals = tuple(
        _total(
            levels, seen[mask], searched.best, mask, populations[:, mask], level=level
        )
        for levels, mask in totals_of(strata)
    )
    everyone = totals[0]
    n_failed = len(draws) - len(populations)
    method = MethodEstimate(
        name="covariates",
        estimate=everyone.estimate,
        lower=everyone.lower,
        upper=everyone.upper,
        level=level,
        model=model_name(searched.best.terms, strata),
        replicates=len(draws),
        failed=n_failed,
        interval=INTERVAL if len(draws) else "",
        notes=_notes(searched, n_failed, len(draws), level),
    )
    refused = tuple(model_name(terms[-1:], strata) for terms, _ in searched.refused)
    has_lists_by_kind = _has_lists_by_kind(searched.best, strata)
    return CovariateEstimate(method, totals, refused, tests, has_lists_by_kind)


def _populations(strata: Strata, draws: Ints, unseen: Floats) -> Floats:
    """Return persons per stratum in the resamples that have an estimate of every stratum.

    Parameters
    ----------
    draws : replicates x rows of the table
    unseen : replicates x strata; nan where there is no estimate
    """
    seen = np.zeros(unseen.shape)
    for replicate, draw in enumerate(draws):
        seen[replicate] = _per_stratum(strata, draw)
    is_fitted = np.isfinite(unseen).all(axis=1)
    return seen[is_fitted] + unseen[is_fitted]


def _has_lists_by_kind(model: CovariateModel, strata: Strata) -> bool:
    """Return whether a list interacts with a covariate; variables are lists, then covariates."""
    n_lists = strata.table.n_lists
    return any(first < n_lists <= second for first, second in model.terms)


def _notes(
    searched: CovariateSearch, n_failed: int, n_drawn: int, level: float
) -> tuple[Text, ...]:
    """Return what the estimate leaves out: models that were refused, and resamples."""
    notes = []
    if searched.refused:
        n_models = len({terms for terms, _standing in searched.refused})
        notes.append(sentence("estimate_note.refused_models", n=n_models))
    if n_failed:
        counted = {"n": str(n_failed), "of": str(n_drawn)}
        notes.append(sentence("estimate_note.failed_resamples", **counted))
    if lacks_upper_tail(n_failed, n_drawn, level):
        notes.append(sentence("estimate_note.upper_too_low"))
    return tuple(notes)


def _per_stratum(strata: Strata, counts: Ints | tuple[int, ...]) -> Floats:
    out = np.zeros(strata.n_strata)
    np.add.at(
        out,
        strata.row_cells >> strata.table.n_lists,
        np.asarray(counts, dtype=np.float64),
    )
    return out


def _total(
    levels: Mapping[str, str],
    seen: Floats,
    model: CovariateModel,
    mask: Bools,
    populations: Floats,
    *,
    level: float,
) -> StratumTotal:
    """Add up the strata of one total; `populations` holds them in every resample."""
    lower = upper = None
    if len(populations) >= FEWEST:
        # Percentiles and not BCa (ADR 0020): BCa corrects the limits of each total in a way of
        # its own, so that limits of strata and of their sum would come from different quantiles.
        ends = np.quantile(
            populations.sum(axis=1),
            [(1 - level) / 2, (1 + level) / 2],
            method="median_unbiased",
        )
        lower, upper = float(ends[0]), float(ends[1])
    # Persons seen plus unseen by the model: such a total adds up over strata, and never
    # lies below what was seen (ADR 0020).
    n_seen, unseen = float(seen.sum()), float(model.unseen[mask].sum())
    return StratumTotal(
        levels,
        int(n_seen),
        n_seen + unseen,
        lower,
        upper,
        float(model.fitted[mask].sum()),
    )
