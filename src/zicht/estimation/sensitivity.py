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
LEAST_SEEN = 20
"""A list tells about consistency when at least this many of its persons are on another list too."""
QUICK = ("independence", "stepwise", "bic", "graphs")
"""Methods whose point estimate takes little time up to five lists."""
QUICKEST = ("independence", "stepwise")
"""Methods whose point estimate takes little time with any number of lists."""


def quick_methods(n_lists: int) -> tuple[str, ...]:
    """Choose the methods that may be repeated often: no long searches."""
    return QUICK if n_lists <= ALL_MODELS_LISTS else QUICKEST


def leave_lists_out(table: CaptureTable, settings: Settings) -> tuple[WithoutList, ...]:
    """Estimate anew with each list left out in turn."""
    found: list[WithoutList] = []
    if table.n_lists < 3:
        return ()
    for name in table.lists:
        try:
            smaller = omit_list(table, name)
        except EstimationRefused as refusal:
            found.append(WithoutList(name, 0, "", None, refusal.what))
            continue
        problem = Problem(smaller, _points_only(settings))
        for method in quick_methods(smaller.n_lists):
            result, _trace = run(problem, method)
            reason = result.refusal.en if result.refusal is not None else ""
            found.append(
                WithoutList(name, smaller.n_observed, method, result.estimate, reason)
            )
    return tuple(found)


def _points_only(settings: Settings) -> Settings:
    return Settings(
        replicates=0,
        seed=settings.seed,
        max_order=settings.max_order,
        p_value=settings.p_value,
    )


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
    table: CaptureTable, settings: Settings
) -> tuple[Consistency, ...]:
    """Take the persons of one list as a population whose size is known, and estimate it from the other lists."""
    found: list[Consistency] = []
    for i, name in enumerate(table.lists):
        known = int(table.overlaps()[i, i])
        try:
            inside = _within(table, i)
        except EstimationRefused as refusal:
            found.append(Consistency(name, known, 0, "", None, refusal=refusal.what))
            continue
        if inside.n_observed < LEAST_SEEN:
            reason = f"Only {inside.n_observed} of its persons are on another list."
            found.append(
                Consistency(name, known, inside.n_observed, "", None, refusal=reason)
            )
            continue
        problem = Problem(inside, _points_only(settings))
        for method in quick_methods(inside.n_lists):
            result, _trace = run(problem, method)
            reason = result.refusal.en if result.refusal is not None else ""
            ratio = None if result.estimate is None else result.estimate / known
            found.append(
                Consistency(
                    list=name,
                    known=known,
                    seen=inside.n_observed,
                    method=method,
                    estimate=result.estimate,
                    ratio=ratio,
                    refusal=reason,
                )
            )
    return tuple(found)


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
