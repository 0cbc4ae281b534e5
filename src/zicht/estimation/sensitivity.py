"""What shakes an estimate: each list left out, an interaction nobody can test, and lists whose size is known.

References
----------
Binette, O. & Steorts, R. C. (2022). On the reliability of multiple systems estimation for the quantification of modern
slavery. JRSS A 185(2), 640-676 (internal consistency).
Aleshin-Guendel, S., Sadinle, M. & Wakefield, J. (2024). The central role of the identifying assumption in population
size estimation. Biometrics 80(1) (the highest-order interaction cannot be tested).
Whitehead, J., Jackson, J., Balch, A. & Francis, B. (2021). On the unreliability of multiple systems estimation for
estimating the number of potential victims of modern slavery in the UK. Journal of Human Trafficking 7(1), 1-13.
"""

from collections.abc import Sequence
from dataclasses import replace

from zicht.estimation.methods import run
from zicht.estimation.problem import Problem
from zicht.estimation.search import ALL_MODELS_LISTS
from zicht.estimation.settings import Settings
from zicht.estimation.tables import omit_list
from zicht.vocabulary.errors import EstimationRefused
from zicht.vocabulary.estimates import CaptureTable, MethodEstimate
from zicht.vocabulary.sensitivity import Consistency, HiddenInteraction, WithoutList

FACTORS = (0.5, 2 / 3, 1.0, 1.5, 2.0)
"""Sizes of the hidden interaction: how many times more, or fewer, persons are on no list than the model says."""
LIMITS_BY = "stepwise"
"""The method by which the rule judges whether lists of known size are found again."""
LIMITS_REPLICATES = 200
"""So many resamples say whether chance explains that a list of known size is missed."""
LEAST_SEEN = 20
"""A list tells about consistency when at least this many of its persons are on another list too."""
QUICK = ("independence", "stepwise", "bic", "graphs")
"""Methods whose point estimate takes little time up to five lists."""
QUICKEST = ("independence", "stepwise")
"""Methods whose point estimate takes little time with any number of lists."""


def quick_methods(n_lists: int) -> tuple[str, ...]:
    """Choose the methods that may be repeated often: no long searches."""
    return QUICK if n_lists <= ALL_MODELS_LISTS else QUICKEST


def leave_lists_out(
    table: CaptureTable, methods: Sequence[str], settings: Settings
) -> tuple[WithoutList, ...]:
    """Estimate anew with each list left out in turn."""
    findings: list[WithoutList] = []
    if table.n_lists < 3:
        return ()
    for name in table.lists:
        try:
            smaller = omit_list(table, name)
        except EstimationRefused as refusal:
            findings.append(WithoutList(name, 0, "", None, refusal.what))
            continue
        problem = Problem(smaller, _points_only(settings))
        for method in methods:
            result, _trace = run(problem, method)
            reason = "" if result.refusal is None else result.refusal.en
            n_observed = smaller.n_observed
            findings.append(
                WithoutList(name, n_observed, method, result.estimate, reason)
            )
    return tuple(findings)


def _points_only(settings: Settings) -> Settings:
    return replace(settings, replicates=0, resamples=None)


def _few_resamples(settings: Settings) -> Settings:
    """Return the settings with as many resamples as limits of a known list take."""
    n_replicates = min(settings.replicates, LIMITS_REPLICATES)
    return replace(settings, replicates=n_replicates, resamples=None)


def hide_interaction(
    methods: Sequence[MethodEstimate], n_observed: int
) -> tuple[HiddenInteraction, ...]:
    """Scale the unseen by the interaction of all lists, of which the data say nothing."""
    return tuple(
        HiddenInteraction(
            factor,
            {
                m.name: n_observed + factor * (m.estimate - n_observed)
                for m in methods
                if m.estimate is not None
            },
        )
        for factor in FACTORS
    )


def check_consistency(
    table: CaptureTable, methods: Sequence[str], settings: Settings
) -> tuple[Consistency, ...]:
    """Estimate the persons of each list, whose number is known, from the other lists."""
    findings: list[Consistency] = []
    for place, name in enumerate(table.lists):
        known = int(table.overlaps()[place, place])
        try:
            inside = _within(table, place)
        except EstimationRefused as refusal:
            findings.append(Consistency(name, known, 0, "", None, refusal=refusal.what))
            continue
        seen = inside.n_observed
        if seen < LEAST_SEEN:
            reason = f"Only {seen} of its persons are on another list."
            findings.append(Consistency(name, known, seen, "", None, refusal=reason))
            continue
        points = Problem(inside, _points_only(settings))
        limits = Problem(inside, _few_resamples(settings))
        for method in methods:
            result, _trace = run(limits if method == LIMITS_BY else points, method)
            findings.append(_found_again(name, known, seen, result))
    return tuple(findings)


def _found_again(
    name: str, known: int, seen: int, result: MethodEstimate
) -> Consistency:
    estimate = result.estimate
    return Consistency(
        list=name,
        known=known,
        seen=seen,
        method=result.name,
        estimate=estimate,
        ratio=None if estimate is None else estimate / known,
        refusal="" if result.refusal is None else result.refusal.en,
        lower=result.lower,
        upper=result.upper,
    )


def _within(table: CaptureTable, place: int) -> CaptureTable:
    """Keep the persons of one list, and the other lists that saw any of them."""
    bit = 1 << place
    overlaps = table.overlaps()[place]
    others = [i for i in range(table.n_lists) if i != place and overlaps[i] > 0]
    tally: dict[int, int] = {}
    for pattern, count in zip(table.patterns, table.counts, strict=True):
        if pattern & bit:
            inner = sum(1 << k for k, i in enumerate(others) if pattern >> i & 1)
            if inner and count:
                tally[inner] = tally.get(inner, 0) + count
    return CaptureTable(
        tuple(table.lists[i] for i in others), tuple(tally), tuple(tally.values())
    )
