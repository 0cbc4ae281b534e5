"""What the rule looks at, and the value of each of its lines."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from zicht.estimation.fit_tests import FitTests
from zicht.estimation.judgement.rule import StabilityRule
from zicht.estimation.problem import Trace
from zicht.vocabulary.estimates import CaptureTable, MethodEstimate
from zicht.vocabulary.sensitivity import Consistency, WithoutList

NEAR_BIC = 6.0
"""A difference of BIC up to this is not strong evidence (Raftery 1995)."""
UNSTABLE = 0.05
"""A method that fails on more than this share of the resamples is not defensible."""


@dataclass(frozen=True)
class Evidence:
    """Everything that the rule looks at.

    Parameters
    ----------
    table : without covariates
    methods : what each method says
    traces : resamples and paths of the methods
    headline : the estimate that would be published; None where there is none
    tests : of the model of the headline; None where it could not be fitted
    without : estimates with a list left out
    consistency : lists of known size, estimated from the other lists
    is_complete : whether every method was run
    has_lists_by_kind : whether lists see kinds of persons differently
    """

    table: CaptureTable
    methods: Sequence[MethodEstimate]
    traces: Mapping[str, Trace]
    headline: MethodEstimate | None
    tests: FitTests | None
    without: Sequence[WithoutList]
    consistency: Sequence[Consistency]
    is_complete: bool = True
    has_lists_by_kind: bool = False

    def defensible(self, rule: StabilityRule) -> list[MethodEstimate]:
        """Return the methods that must agree: with an estimate, and rarely failing."""
        return [
            method
            for method in self.methods
            if method.name in rule.defensible
            and method.estimate is not None
            and failed_share(method) <= UNSTABLE
        ]


def failed_share(method: MethodEstimate) -> float:
    """Share of the resamples without an estimate."""
    return method.failed / max(method.replicates, 1)


def spread_of(values: Iterable[float]) -> float | None:
    """Largest over smallest; None with fewer than two."""
    listed = list(values)
    return max(listed) / min(listed) if len(listed) > 1 else None


Measure = Callable[[Evidence, StabilityRule], float | None]


def _lists(evidence: Evidence, _rule: StabilityRule) -> float | None:
    return float(evidence.table.n_lists)


def _interval(evidence: Evidence, rule: StabilityRule) -> float | None:
    limited = {m.name for m in evidence.methods if m.lower is not None}
    has_all = set(rule.required) <= limited
    return 1.0 if has_all and evidence.headline is not None else None


def _overlap(evidence: Evidence, _rule: StabilityRule) -> float | None:
    return float(evidence.table.n_on_several)


def _methods(evidence: Evidence, rule: StabilityRule) -> float | None:
    if not evidence.is_complete:
        return None
    # Methods that chose the same model are one witness: four that all chose
    # independence once counted as four that agree (ADR 0140).
    models = {method.model.partition(" (")[0] for method in evidence.defensible(rule)}
    return float(len(models))


def _visibility(evidence: Evidence, _rule: StabilityRule) -> float | None:
    return None if evidence.tests is None else evidence.tests.heterogeneity


def _fit(evidence: Evidence, _rule: StabilityRule) -> float | None:
    return None if evidence.tests is None else evidence.tests.fit


def _agreement(evidence: Evidence, rule: StabilityRule) -> float | None:
    defensible = evidence.defensible(rule)
    return spread_of(m.estimate for m in defensible if m.estimate is not None)


def _within(evidence: Evidence, rule: StabilityRule) -> float | None:
    headline = evidence.headline
    if headline is None or headline.estimate is None:
        return None
    n_outside = 0
    n_intervals = 0
    for method in evidence.defensible(rule):
        # Where a list depends on a covariate, a method without covariates mixes persons
        # of unequal visibility and is too low (ADR 0144).
        if evidence.has_lists_by_kind and method.name not in rule.by_kind:
            continue
        if method.lower is not None and method.upper is not None:
            is_below = headline.estimate < method.lower
            is_above = headline.estimate > method.upper
            n_intervals += 1
            # Only a negative variance puts a method that raises below the headline.
            n_outside += is_below or (is_above and method.name not in rule.raising)
    return float(n_outside) if n_intervals else None


def _one_mode(evidence: Evidence, rule: StabilityRule) -> float | None:
    drawn = [m for m in evidence.defensible(rule) if m.replicates]
    spreads = [spread_of(m.modes) or 1.0 for m in drawn]
    return max(spreads, default=None)


def _near_models(evidence: Evidence, _rule: StabilityRule) -> float | None:
    path = evidence.traces["bic"].path if "bic" in evidence.traces else ()
    near = [estimate for _name, estimate, away in path if away <= NEAR_BIC]
    return (spread_of(near) or 1.0) if near else None


def _width(evidence: Evidence, _rule: StabilityRule) -> float | None:
    headline = evidence.headline
    if headline is None or headline.lower is None or headline.upper is None:
        return None
    return headline.upper / headline.lower


def _fitted(evidence: Evidence, rule: StabilityRule) -> float | None:
    shares = [
        failed_share(method)
        for method in evidence.methods
        if method.name in rule.required and method.replicates
    ]
    return max(shares, default=None)


def _without_list(evidence: Evidence, _rule: StabilityRule) -> float | None:
    whole = {method.name: method.estimate for method in evidence.methods}.get(
        "stepwise"
    )
    if whole is None:
        return None
    parts = [
        part.estimate
        for part in evidence.without
        if part.method == "stepwise" and part.estimate is not None
    ]
    changes = [max(part / whole, whole / part) for part in parts]
    return max(changes, default=None)


def _consistency(evidence: Evidence, _rule: StabilityRule) -> float | None:
    departures = [
        _departure(known)
        for known in evidence.consistency
        if known.method == "stepwise" and known.ratio
    ]
    return max(departures, default=None)


def _departure(known: Consistency) -> float:
    """How many times a list of known size is missed; 1 where chance explains it."""
    if known.lower is not None and known.upper is not None:
        # By chance alone a list of 3,000 persons, of whom 15 are on two other lists, is
        # missed by a factor of two (ADR 0146).
        is_by_chance = known.lower <= known.known <= known.upper
        if is_by_chance:
            return 1.0
    ratio = known.ratio or 1.0
    return max(ratio, 1 / ratio)


MEASURES: dict[str, Measure] = {
    "lists": _lists,
    "interval": _interval,
    "overlap": _overlap,
    "methods": _methods,
    "visibility": _visibility,
    "fit": _fit,
    "agreement": _agreement,
    "within": _within,
    "one_mode": _one_mode,
    "near_models": _near_models,
    "width": _width,
    "fitted": _fitted,
    "without_list": _without_list,
    "consistency": _consistency,
}
"""The value of each line of the rule; None where it cannot be judged."""
