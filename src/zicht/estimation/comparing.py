"""The methods side by side, what shakes them, and the verdict."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from zicht.edition import numerals
from zicht.estimation.fit_tests import FitTests
from zicht.estimation.heterogeneity import check_stepwise
from zicht.estimation.judgement.evidence import Evidence
from zicht.estimation.judgement.headline import combine
from zicht.estimation.judgement.rule import read_rule
from zicht.estimation.judgement.verdict import judge, no_verdict
from zicht.estimation.methods import DEFAULT_METHODS, METHODS, run
from zicht.estimation.problem import Outcome, Problem, Trace
from zicht.estimation.reading import Reading
from zicht.estimation.sensitivity import (
    QUICKEST,
    check_consistency,
    hide_interaction,
    leave_lists_out,
    quick_methods,
)
from zicht.estimation.settings import Settings
from zicht.estimation.stated import state_sensitivities
from zicht.estimation.tables import without_covariates
from zicht.vocabulary.errors import EstimationRefused, UsageError
from zicht.vocabulary.estimates import (
    CaptureTable,
    Estimate,
    MethodEstimate,
    Verdict,
)
from zicht.vocabulary.plain import to_plain
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.sensitivity import NearModel, Sensitivity, StatedSensitivity

STAGES = (
    ("independence", "stepwise", "heterogeneity", "heterogeneity_gamma", "covariates"),
    ("pairwise",),
    ("bic",),
    ("threshold", "graphs", "latent"),
)
"""Methods in the order in which they are run; later ones take longer, and can only add
a reason against a headline."""
LATER_LINES = {"methods", "near_models"}
"""Lines of the rule that cannot be judged before the last stage."""


@dataclass(frozen=True)
class Comparison:
    """An estimate with the traces that the plots draw.

    Parameters
    ----------
    estimate : the handover: methods, verdict, sensitivity
    traces : per method the resamples or posterior and the path of models
    reading : how the table was read; None where it was given as it is
    """

    estimate: Estimate
    traces: dict[str, Trace]
    reading: Reading | None = None

    def to_json(self) -> dict[str, object]:
        """Return the result in the form that `zicht estimate --json` prints."""
        estimate = self.estimate
        table = estimate.table
        return {
            "observed": table.n_observed,
            "lists": list(table.lists),
            "understood": [] if self.reading is None else self.reading.lines(),
            "methods": to_plain(estimate.methods),
            "verdict": to_plain(estimate.verdict),
            "record": to_plain(table.record),
            "overlap": table.overlaps().tolist(),
            "sensitivity": to_plain(estimate.sensitivity),
            "seed": estimate.seed,
        }

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """Return a row of words per method, under `HEADER`."""
        return [_row(method) for method in self.estimate.methods]

    def lines(self, language: str = "en") -> list[str]:
        """Return what stands under the table: notes, and the verdict with reasons."""
        estimate = self.estimate
        told = [] if self.reading is None else self.reading.lines(language)
        told += [
            change.in_language(language)
            for change in estimate.table.record
            if self.reading is None or change not in self.reading.remarks
        ]
        for method in estimate.methods:
            words = [*method.notes, *([method.refusal] if method.refusal else [])]
            told += [f"{method.name}: {word.in_language(language)}" for word in words]
            if method.modes:
                told.append(f"{method.name}: {_modes_words(method.modes, language)}")
        told += [
            f"{_mark(criterion.met)} {criterion.words.in_language(language)}"
            for criterion in estimate.verdict.criteria
        ]
        return [*told, estimate.verdict.words.in_language(language)]


HEADER = ("method", "estimate", "interval", "failed", "model")


def _row(method: MethodEstimate) -> tuple[str, str, str, str, str]:
    estimate = "–" if method.estimate is None else f"{method.estimate:,.1f}"
    has_limits = method.lower is not None and method.upper is not None
    limits = f"{method.lower:,.1f}–{method.upper:,.1f}" if has_limits else "–"
    failed = f"{method.failed} / {method.replicates}" if method.replicates else "–"
    return method.name, estimate, limits, failed, method.model


def _modes_words(modes: Sequence[float], language: str) -> str:
    places = ", ".join(numerals.written(mode, language) for mode in modes)
    return f"pieken bij {places}" if language == "nl" else f"peaks at {places}"


def _mark(met: bool | None) -> str:
    return {True: "✓", False: "✗", None: "·"}[met]


def compare(
    table: CaptureTable,
    *,
    methods: Sequence[str] = (),
    settings: Settings | None = None,
    progress: Progress | None = None,
    until_decided: bool = False,
) -> Comparison:
    """Estimate with every method, shake the estimates, and judge them.

    Parameters
    ----------
    table : with or without covariates
    methods : names; fewer than all give estimates and no verdict
    settings : replicates, seed, level and so on
    progress : called with the method's name, tables done and tables wanted
    until_decided : stop at the first stage that forbids a headline; where these
        settings bear no verdict, that is the first

    Raises
    ------
    EstimationRefused : no person is on two lists
    UsageError : a method or setting does not exist
    """
    settings = settings or Settings()
    every = methods_for(table)
    names = tuple(methods) or every
    _refuse_unknown(names)
    plain = without_covariates(table)
    _refuse_without_overlap(plain)
    repeated = QUICKEST if until_decided else quick_methods(plain.n_lists)
    analysis = _Analysis(table, settings, progress, repeated)
    is_judged = set(every) <= set(names) and settings.is_standard
    if not is_judged:
        # No verdict can allow a headline, so later stages decide nothing either.
        is_first_only = until_decided and not methods
        analysis.run([n for n in names if n in STAGES[0] or not is_first_only])
        return analysis.compared(no_verdict())
    for stage in STAGES:
        analysis.run([name for name in stage if name in names])
        if until_decided and not analysis.may_still_pass():
            break
    return analysis.compared(analysis.verdict())


def methods_for(table: CaptureTable) -> tuple[str, ...]:
    """Return the methods that a verdict on this table rests on."""
    return (*DEFAULT_METHODS, "covariates") if table.covariates else DEFAULT_METHODS


class _Analysis:
    """One table with everything that was found about it so far."""

    def __init__(
        self,
        table: CaptureTable,
        settings: Settings,
        progress: Progress | None,
        repeated: Sequence[str],
    ) -> None:
        self.table = table
        self.plain = without_covariates(table)
        self.settings = _with_plain_resamples(settings, table, self.plain)
        self.progress = progress
        self.outcomes: dict[str, Outcome] = {}
        self.without = leave_lists_out(self.plain, repeated, settings)
        self.consistency = check_consistency(self.plain, repeated, settings)

    def run(self, names: Sequence[str]) -> None:
        """Run methods by name."""
        for name in names:
            table = self.table if name == "covariates" else self.plain
            problem = Problem(table, self.settings, self.progress)
            self.outcomes[name] = run(problem, name)

    @property
    def methods(self) -> tuple[MethodEstimate, ...]:
        """What each method says, in the order of the registry."""
        return tuple(self.outcomes[n][0] for n in METHODS if n in self.outcomes)

    @property
    def traces(self) -> dict[str, Trace]:
        """Resamples and paths of each method."""
        return {name: outcome[1] for name, outcome in self.outcomes.items()}

    def evidence(self) -> Evidence:
        """Return what the rule looks at."""
        return Evidence(
            table=self.plain,
            methods=self.methods,
            traces=self.traces,
            headline=self.headline(),
            tests=self._tests(),
            without=self.without,
            consistency=self.consistency,
            is_complete=set(methods_for(self.table)) <= set(self.outcomes),
            has_lists_by_kind=self._by_covariates().has_lists_by_kind,
        )

    def headline(self) -> MethodEstimate | None:
        """Return the estimate that may be published, if the rule allows it."""
        by_kind = self._by_covariates().has_lists_by_kind
        return combine(self.methods, read_rule(), has_lists_by_kind=by_kind)

    def _by_covariates(self) -> Trace:
        """Return what the model with covariates found; nothing where there is none."""
        outcome = self.outcomes.get("covariates")
        return Trace() if outcome is None else outcome[1]

    def _tests(self) -> FitTests | None:
        """Test the model whose estimate the headline is."""
        # Where lists see kinds of persons differently, the table pooled over these
        # kinds fails the test of visibility, although the model with covariates may
        # hold (ADR 0144).
        tests = self._by_covariates().tests
        if tests is not None:
            return tests
        if self.outcomes["stepwise"][0].estimate is None:
            return None
        counts = self.plain.by_pattern.astype(np.float64)
        return check_stepwise(counts, self.plain.n_lists, self.settings.p_value)

    def may_still_pass(self) -> bool:
        """Return whether every line that could be judged so far is met."""
        criteria = judge(self.evidence()).criteria
        return all(line.met or line.name in LATER_LINES for line in criteria)

    def stated(self) -> tuple[StatedSensitivity, ...]:
        """Return what would follow from a failure of what no data can test."""
        headline = self.headline()
        if headline is None or headline.estimate is None:
            return ()
        return state_sensitivities(self.plain, headline.estimate, self.settings.p_value)

    def verdict(self) -> Verdict:
        """Apply the rule."""
        return judge(self.evidence(), self.stated())

    def compared(self, verdict: Verdict) -> Comparison:
        """Put everything together; the headline stands among the methods."""
        traces = self.traces
        methods = self.methods
        if verdict.criteria:
            headline = self.headline()
            methods = (*methods, *([] if headline is None else [headline]))
        near = traces["bic"].path if "bic" in traces else ()
        sensitivity = Sensitivity(
            without_list=self.without,
            hidden_interaction=hide_interaction(methods, self.plain.n_observed),
            consistency=self.consistency,
            near_models=tuple(NearModel(*row) for row in near),
            totals=traces["covariates"].totals if "covariates" in traces else (),
            stated=self.stated() if verdict.criteria else (),
        )
        settings = self.settings
        return Comparison(
            Estimate(
                self.plain, methods, verdict, sensitivity, settings.seed, settings.level
            ),
            traces,
        )


def _with_plain_resamples(
    settings: Settings, table: CaptureTable, plain: CaptureTable
) -> Settings:
    """Add the columns of given resamples up as the rows of the table were."""
    if settings.resamples is None:
        return settings
    if settings.resamples.shape[1] != len(table.counts):
        raise UsageError(
            "The resamples do not have a column per row of the table.",
            now="Give resamples of this table.",
        )
    place = {pattern: i for i, pattern in enumerate(plain.patterns)}
    added = np.zeros((len(settings.resamples), len(plain.patterns)), dtype=np.int64)
    for row, pattern in enumerate(table.patterns):
        added[:, place[pattern]] += settings.resamples[:, row]
    return replace(settings, resamples=added)


def _refuse_unknown(names: Sequence[str]) -> None:
    unknown = [name for name in names if name not in METHODS]
    if unknown:
        raise UsageError(
            f"There is no method {', '.join(unknown)}.",
            now=f"Choose from {', '.join(METHODS)}.",
        )


def _refuse_without_overlap(table: CaptureTable) -> None:
    if not table.n_on_several:
        raise EstimationRefused(
            "No person is on two lists: without any overlap nothing says how many were missed.",
            now="Link the lists again, or find a list that overlaps.",
        )


def estimate_part(part: CaptureTable, settings: Settings) -> Estimate | None:
    """Estimate one kind of persons with all evidence that a verdict takes.

    Parameters
    ----------
    part : their table, without covariates

    Returns
    -------
    None where there is too little to estimate from
    """
    try:
        return compare(part, settings=settings, until_decided=True).estimate
    except EstimationRefused:
        return None
