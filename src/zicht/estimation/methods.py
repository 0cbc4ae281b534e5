"""The methods by name: each takes a table and gives an estimate with an interval, or a reason why there is none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from zicht.edition.numerals import written
from zicht.estimation.bootstrap import (
    acceleration,
    bca_limits,
    draw_resamples,
    leave_one_out,
)
from zicht.estimation.chains import MIXED, quantile_error
from zicht.estimation.existence import check, sound_models
from zicht.estimation.fitting import fit, parameters_of
from zicht.estimation.graphs import ENUMERATED_LISTS, graph_posterior
from zicht.estimation.latent import latent_posterior
from zicht.estimation.lattice import pairs_of
from zicht.estimation.models import Model, brackets, name_of, ordered, padded
from zicht.estimation.modes import find_modes
from zicht.estimation.parallel import BatchEstimator, Progress, over_columns
from zicht.estimation.search import (
    Ranking,
    downhill_unseen,
    order_of,
    score_columns,
    search,
)
from zicht.estimation.stepwise import THRESHOLD, select
from zicht.estimation.threshold import TAU, posterior_draws, threshold_posterior
from zicht.estimation.totals import StratumTotal, estimate_strata
from zicht.vocabulary.arrays import Floats, Ints
from zicht.vocabulary.errors import EstimationRefused
from zicht.vocabulary.estimates import CaptureTable, MethodEstimate, lists_of
from zicht.vocabulary.text import LANGUAGES, Text

MAX_RATIO = 1e4
"""More unseen persons than this per person seen: fitted rates vanish, and the estimate is refused."""
WALKED_LISTS = 10
"""Up to this many lists the downhill search is redone in every resample; beyond, the best few models compete again."""
FEW_MODELS = 20
MOST_TOGGLED = 2
"""Pairs near the threshold that are tried on the other side."""
NEAR_TAU = 0.15
"""A pair this near the threshold may fall on either side of it by chance of the draws; both sides are shown."""


@dataclass(frozen=True)
class Settings:
    """How to estimate.

    Parameters
    ----------
    replicates : bootstrap resamples; 0 for point estimates only
    resamples : given resamples instead, one row each, columns in the order of the table's rows
    seed : of every draw
    level : of the intervals
    threads : processes
    max_order : most lists in one interaction for `bic`; by default one less than the lists
    p_value : at which a pair still enters for `stepwise`
    n_top : models that compete again in every resample for `bic`
    year : covariate with a trend for `covariates`; guessed from its name where None
    """

    replicates: int = 1000
    resamples: Ints | None = None
    seed: int = 1
    level: float = 0.95
    threads: int = 1
    max_order: int | None = None
    p_value: float = THRESHOLD
    n_top: int = 100
    year: str | None = None


@dataclass(frozen=True)
class Trace:
    """What plots and the stability rule need besides the estimate.

    Parameters
    ----------
    draws : populations of the resamples or the posterior
    weights : of the draws; None where equal
    path : models with their estimates, along the search or by rank
    totals : per stratum and year, of `covariates`
    """

    draws: Floats = field(default_factory=lambda: np.empty(0))
    weights: Floats | None = None
    path: tuple[tuple[str, float, float], ...] = ()
    totals: tuple[StratumTotal, ...] = ()


Outcome = tuple[MethodEstimate, Trace]


@dataclass(frozen=True)
class Problem:
    """A table with the resamples that all methods share."""

    table: CaptureTable
    settings: Settings
    progress: Progress | None = None

    @property
    def counts(self) -> Floats:
        """Persons per pattern."""
        return self.table.by_pattern.astype(np.float64)

    def rng(self, name: str) -> np.random.Generator:
        """Make a generator of its own for a method, so that methods do not disturb each other."""
        return np.random.default_rng([self.settings.seed, *name.encode()])

    def resampled(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Rows of tables: the jackknife, its weights, the resamples; and the patterns of their columns."""
        patterns = np.array(self.table.patterns, dtype=np.int64)
        counts = np.array(self.table.counts, dtype=np.int64)
        jackknife, weights = leave_one_out(counts)
        if self.settings.resamples is not None:
            return jackknife, weights, self.settings.resamples, patterns
        rng = np.random.default_rng([self.settings.seed, 0])
        return (
            jackknife,
            weights,
            draw_resamples(counts, self.settings.replicates, rng),
            patterns,
        )


def lattice_columns(tables: Ints, patterns: Ints, n_lists: int) -> Floats:
    """Lay tables (rows) out over the lattice (columns)."""
    out = np.zeros((1 << n_lists, len(tables)))
    np.add.at(out, patterns, tables.T.astype(np.float64))
    return out


def fixed_unseen(counts: Floats, model: Model, n_lists: int) -> Floats:
    """Unseen persons of every table under one model, nan where the model is not sound."""
    parameters = np.repeat(padded([model], n_lists), counts.shape[1], axis=1)
    return _sound_unseen(counts, parameters, n_lists)


def _sound_unseen(counts: Floats, parameters: Ints, n_lists: int) -> Floats:
    out = np.full(counts.shape[1], np.nan)
    sound = sound_models(counts, parameters, n_lists)
    if sound.any():
        found = fit(counts[:, sound], parameters[:, sound], n_lists)
        out[sound] = np.where(found.converged, found.dark, np.nan)
    return out


def stepwise_unseen(counts: Floats, n_lists: int, threshold: float) -> Floats:
    """Unseen persons of every table, the pairs chosen anew for each."""
    found = select(counts, n_lists, threshold=threshold)
    return np.where(found.is_fitted, found.dark, np.nan)


def top_models_unseen(
    counts: Floats, models: tuple[Model, ...], n_lists: int
) -> Floats:
    """Unseen persons of every table under the model with the best BIC for it."""
    best, out = np.full(counts.shape[1], np.inf), np.full(counts.shape[1], np.nan)
    for model in models:
        parameters = np.repeat(padded([model], n_lists), counts.shape[1], axis=1)
        bic, dark = score_columns(counts, parameters, n_lists)
        better = bic < best
        best[better], out[better] = bic[better], dark[better]
    return out


def with_bootstrap(
    problem: Problem, name: str, unseen: float, model: str, estimator: BatchEstimator
) -> Outcome:
    """Add BCa limits to a point estimate.

    Parameters
    ----------
    estimator : does to any table what was done to this one, selection included
    """
    settings, n_observed = problem.settings, problem.table.n_observed
    estimate = n_observed + unseen
    given = settings.resamples is not None
    if not settings.replicates and not given:
        return MethodEstimate(
            name, estimate, level=settings.level, model=model
        ), Trace()
    jackknife, weights, resamples, patterns = problem.resampled()
    tables = np.vstack([jackknife, resamples])
    columns = lattice_columns(tables, patterns, problem.table.n_lists)
    found = over_columns(
        estimator,
        columns,
        threads=settings.threads,
        name=name,
        progress=problem.progress,
    )
    populations = tables.sum(axis=1) + found
    shaken, draws = populations[: len(jackknife)], populations[len(jackknife) :]
    limits = bca_limits(estimate, draws, acceleration(shaken, weights), settings.level)
    failed = int(np.count_nonzero(~np.isfinite(draws)))
    modes = find_modes(draws)
    result = MethodEstimate(
        name,
        estimate,
        None if limits is None else limits.lower,
        None if limits is None else limits.upper,
        settings.level,
        model,
        len(draws),
        failed,
        interval="BCa bootstrap",
        modes=modes if len(modes) > 1 else (),
        notes=_bootstrap_notes(len(draws), failed, has_limits=limits is not None),
    )
    return result, Trace(draws[np.isfinite(draws)])


def _bootstrap_notes(
    n_draws: int, failed: int, *, has_limits: bool
) -> tuple[Text, ...]:
    notes = []
    if failed:
        notes.append(
            Text(
                nl=f"In {failed} van {n_draws} hertrekkingen bestond geen schatting; de grenzen rusten op de andere.",
                en=f"In {failed} of {n_draws} resamples no estimate existed; the limits rest on the others.",
            )
        )
    if not has_limits:
        notes.append(
            Text(
                nl="Te weinig hertrekkingen voor grenzen.",
                en="Too few resamples could be fitted to give limits.",
            )
        )
    return tuple(notes)


def refused(name: str, level: float, reason: Text, model: str = "") -> Outcome:
    """Say that a method gives no estimate, and why."""
    return MethodEstimate(name, None, level=level, model=model, refusal=reason), Trace()


def _fixed_model(problem: Problem, name: str, model: Model) -> Outcome:
    n_lists, counts = problem.table.n_lists, problem.counts
    words = name_of(model, problem.table.lists)
    found = check(counts, parameters_of(model, n_lists), n_lists)
    if not found.standing.is_sound:
        return refused(name, problem.settings.level, found.reason, words)
    unseen = float(fixed_unseen(counts[:, None], model, n_lists)[0])
    if not np.isfinite(unseen):
        return refused(name, problem.settings.level, NOT_CONVERGED, words)
    return with_bootstrap(
        problem,
        name,
        unseen,
        words,
        partial(fixed_unseen, model=model, n_lists=n_lists),
    )


VANISHING = Text(
    nl="Het model laat de kans om gezien te worden verdwijnen: meer dan tienduizend ongeziene personen per geziene.",
    en="The model lets the chance of being seen vanish: more than ten thousand unseen persons per person seen.",
)
NOT_CONVERGED = Text(
    nl="De berekening kwam niet tot rust.", en="The computation did not settle."
)


def independence(problem: Problem) -> Outcome:
    """Assume that the lists are independent."""
    return _fixed_model(problem, "independence", ())


def pairwise(problem: Problem) -> Outcome:
    """Let every pair of lists depend on each other."""
    return _fixed_model(problem, "pairwise", pairs_of(problem.table.n_lists))


def stepwise(problem: Problem) -> Outcome:
    """Add pairs one by one by p-value (Chan, Silverman & Vincent 2021)."""
    n_lists, threshold = problem.table.n_lists, problem.settings.p_value
    found = select(problem.counts[:, None], n_lists, threshold=threshold)
    if not found.is_fitted[0]:
        reason = check(problem.counts, parameters_of((), n_lists), n_lists).reason
        return refused("stepwise", problem.settings.level, reason)
    chosen = [int(pair) for pair in found.chosen[:, 0] if pair >= 0]
    estimator = partial(stepwise_unseen, n_lists=n_lists, threshold=threshold)
    words = name_of(ordered(chosen), problem.table.lists)
    result, trace = with_bootstrap(
        problem, "stepwise", float(found.dark[0]), words, estimator
    )
    return result, Trace(
        trace.draws, None, _stepwise_path(problem.table, chosen, found.path[:, 0])
    )


def _stepwise_path(
    table: CaptureTable, chosen: list[int], unseen: Floats
) -> tuple[tuple[str, float, float], ...]:
    steps = [
        "independence",
        *(f"+ {'×'.join(lists_of(pair, table.lists))}" for pair in chosen),
    ]
    return tuple(
        (step, table.n_observed + float(u), float("nan"))
        for step, u in zip(steps, unseen, strict=False)
    )


def bic(problem: Problem) -> Outcome:
    """Take the hierarchical model with the best BIC (Silverman, Chan & Vincent 2024)."""
    n_lists = problem.table.n_lists
    ranking = search(problem.counts, n_lists, max_order=problem.settings.max_order)
    if not ranking.models:
        reason = check(problem.counts, parameters_of((), n_lists), n_lists).reason
        return refused("bic", problem.settings.level, reason)
    words = name_of(ranking.models[0], problem.table.lists)
    if ranking.is_complete or n_lists > WALKED_LISTS:
        n_top = (
            problem.settings.n_top
            if ranking.is_complete
            else min(problem.settings.n_top, FEW_MODELS)
        )
        top = ranking.models[:n_top]
        estimator = partial(top_models_unseen, models=top, n_lists=n_lists)
    else:
        order = order_of(n_lists, problem.settings.max_order)
        estimator = partial(downhill_unseen, n_lists=n_lists, max_order=order)
    result, trace = with_bootstrap(
        problem, "bic", float(ranking.dark[0]), words, estimator
    )
    path = _ranked_path(problem.table, ranking)
    notes = (*result.notes, *_ranking_notes(ranking, n_lists))
    return replace(result, notes=notes), Trace(trace.draws, None, path)


def _ranked_path(
    table: CaptureTable, ranking: Ranking
) -> tuple[tuple[str, float, float], ...]:
    shown = [i for i, weight in enumerate(ranking.weights[:40]) if weight >= 0.001]
    return tuple(
        (
            name_of(ranking.models[i], table.lists),
            table.n_observed + float(ranking.dark[i]),
            float(ranking.bic[i] - ranking.bic[0]),
        )
        for i in shown
    )


def _ranking_notes(ranking: Ranking, n_lists: int) -> tuple[Text, ...]:
    n_sound = len(ranking.models)
    best = brackets(ranking.models[0], n_lists)
    if ranking.is_complete:
        return (
            Text(
                nl=f"Beste van {n_sound} deugdelijke modellen ({ranking.n_tried} bekeken): {best}.",
                en=f"Best of {n_sound} sound models ({ranking.n_tried} looked at): {best}.",
            ),
        )
    return (
        Text(
            nl=f"Beste die een zoektocht bergafwaarts vond, {ranking.n_tried} modellen bekeken: {best}.",
            en=f"Best that a downhill search found, {ranking.n_tried} models looked at: {best}.",
        ),
    )


def threshold(problem: Problem) -> Outcome:
    """Keep the pairs that stand out of a Bayesian fit of all (Silverman 2020)."""
    table, rng = problem.table, problem.rng("threshold")
    found = threshold_posterior(problem.counts, table.n_lists, rng)
    level = problem.settings.level
    words = name_of(found.model, table.lists)
    if not found.rhat <= MIXED:
        return refused("threshold", level, _unmixed(found.rhat), words)
    population = table.n_observed + found.unseen
    notes = [_monte_carlo_note(population)]
    notes += _near_threshold_notes(problem, found.model, found.ratios, rng)
    return _posterior_result(
        "threshold", population.ravel(), level=level, words=words, notes=tuple(notes)
    )


def _near_threshold_notes(
    problem: Problem,
    model: Model,
    ratios: Mapping[int, float],
    rng: np.random.Generator,
) -> list[Text]:
    table, notes = problem.table, []
    near = sorted(ratios, key=lambda pair: abs(abs(ratios[pair]) - TAU))[:MOST_TOGGLED]
    for pair in near:
        ratio = ratios[pair]
        if abs(abs(ratio) - TAU) >= NEAR_TAU:
            continue
        draws = posterior_draws(
            problem.counts, ordered(set(model) ^ {pair}), table.n_lists, rng
        )
        median = table.n_observed + float(
            np.median(np.exp(np.clip(draws[:, :, 0], -60, 60)))
        )
        nl, en = (
            [written(ratio, language, 2), written(median, language)]
            for language in LANGUAGES
        )
        name = "×".join(lists_of(pair, table.lists))
        side = ("zonder", "without") if pair in model else ("met", "with")
        notes.append(
            Text(
                nl=f"{name} staat met {nl[0]} bij de drempel {TAU:.0f}; {side[0]} dit paar: {nl[1]}.",
                en=f"{name} at {en[0]} is near the threshold {TAU:.0f}; {side[1]} this pair: {en[1]}.",
            )
        )
    return notes


def _monte_carlo_note(population: Floats) -> Text:
    error = quantile_error(population, 0.5)
    return Text(
        nl=f"Toevalsfout van de mediaan door de simulatie: {written(error, 'nl')}.",
        en=f"Monte Carlo standard error of the median: {written(error, 'en')}.",
    )


def _unmixed(rhat: float) -> Text:
    nl, en = (
        [written(number, language, 2) for number in (rhat, MIXED)]
        for language in LANGUAGES
    )
    return Text(
        nl=f"De ketens zijn het oneens (Rhat {nl[0]}, hoogstens {nl[1]}): zij zeggen vooral waar zij begonnen.",
        en=f"The chains disagree (Rhat {en[0]}, at most {en[1]}): they tell mostly where they started.",
    )


def _posterior_result(
    name: str, population: Floats, *, level: float, words: str, notes: tuple[Text, ...]
) -> Outcome:
    lower, middle, upper = np.quantile(
        population, [(1 - level) / 2, 0.5, (1 + level) / 2]
    )
    modes = find_modes(population)
    result = MethodEstimate(
        name,
        float(middle),
        float(lower),
        float(upper),
        level,
        words,
        population.size,
        interval="posterior quantiles",
        modes=modes if len(modes) > 1 else (),
        notes=notes,
    )
    return result, Trace(population)


def graphs(problem: Problem) -> Outcome:
    """Average over decomposable graphs of lists (Madigan & York 1997)."""
    table, level = problem.table, problem.settings.level
    found = graph_posterior(problem.counts, table.n_lists, problem.rng("graphs"))
    population = table.n_observed + found.unseen
    lower, middle, upper = (
        table.n_observed + max(found.quantile(p), 0.0)
        for p in ((1 - level) / 2, 0.5, (1 + level) / 2)
    )
    modes = find_modes(population, found.density)
    words = f"{name_of(found.best, table.lists)} ({found.best_weight:.0%} of {found.n_graphs} graphs)"
    result = MethodEstimate(
        "graphs",
        middle,
        lower,
        upper,
        level,
        words,
        found.n_graphs,
        interval="posterior quantiles",
        modes=modes if len(modes) > 1 else (),
        notes=_graph_notes(found.error, found.edge_mass, table.n_lists),
    )
    return result, Trace(population, found.density)


def _graph_notes(error: float, edge_mass: float, n_lists: int) -> tuple[Text, ...]:
    notes = []
    if n_lists > ENUMERATED_LISTS:
        nl, en = (written(error, language) for language in LANGUAGES)
        notes.append(
            Text(
                nl=f"Grafen verzameld met Markovketens; hun medianen hebben een standaardafwijking van {nl}.",
                en=f"Graphs gathered with Markov chains; their medians have a standard deviation of {en}.",
            )
        )
    if edge_mass > 0.001:
        nl, en = (written(100 * edge_mass, language, 1) for language in LANGUAGES)
        notes.append(
            Text(
                nl=f"De verdeling is afgekapt bij 31 keer het aantal geziene personen; daar ligt nog {nl}%.",
                en=f"The posterior is cut off at 31 times the persons seen; {en}% still lies there.",
            )
        )
    return tuple(notes)


def latent(problem: Problem) -> Outcome:
    """Let persons differ in visibility by latent class (Manrique-Vallier 2016)."""
    found = latent_posterior(
        problem.counts, problem.table.n_lists, problem.rng("latent")
    )
    words = f"{found.n_classes:.1f} classes"
    if not found.rhat <= MIXED:
        return refused("latent", problem.settings.level, _unmixed(found.rhat), words)
    population = problem.table.n_observed + found.unseen
    notes = (_monte_carlo_note(population),)
    return _posterior_result(
        "latent",
        population.ravel(),
        level=problem.settings.level,
        words=words,
        notes=notes,
    )


def covariates(problem: Problem) -> Outcome:
    """Fit covariates and a trend over years; the total of everyone."""
    settings = problem.settings
    told: Callable[[int, int], None] | None = None
    if problem.progress is not None:
        told = partial(problem.progress, "covariates")
    found = estimate_strata(
        problem.table,
        year=settings.year,
        replicates=settings.replicates,
        seed=settings.seed,
        level=settings.level,
        progress=told,
    )
    return found.method, Trace(totals=found.totals)


METHODS: dict[str, Callable[[Problem], Outcome]] = {
    "independence": independence,
    "pairwise": pairwise,
    "stepwise": stepwise,
    "bic": bic,
    "threshold": threshold,
    "graphs": graphs,
    "latent": latent,
    "covariates": covariates,
}
DEFAULT_METHODS = (
    "independence",
    "pairwise",
    "stepwise",
    "bic",
    "threshold",
    "graphs",
    "latent",
)


def run(problem: Problem, name: str) -> Outcome:
    """Run one method by name; what it raises as a refusal becomes an entry of its own."""
    try:
        result, trace = METHODS[name](problem)
    except EstimationRefused as refusal:
        words = str(refusal)
        return refused(name, problem.settings.level, Text(nl=words, en=words))
    if (
        result.estimate is not None
        and result.estimate > MAX_RATIO * problem.table.n_observed
    ):
        return refused(name, problem.settings.level, VANISHING, result.model)
    return result, trace
