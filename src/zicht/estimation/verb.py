"""`zicht estimate`: the methods side by side, what shakes them, and the verdict."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np

from zicht.estimation.methods import DEFAULT_METHODS, METHODS, run
from zicht.estimation.problem import Problem, Trace
from zicht.estimation.sensitivity import (
    check_consistency,
    hide_interaction,
    leave_lists_out,
)
from zicht.estimation.settings import Settings
from zicht.estimation.stability import Evidence, judge
from zicht.estimation.tables import (
    keep_lists,
    merge_lists,
    omit_list,
    read_capture_table,
    without_covariates,
)
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.errors import EstimationRefused, UsageError
from zicht.vocabulary.estimates import CaptureTable, Estimate, MethodEstimate
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.sensitivity import NearModel, Sensitivity

HEADER = ("method", "estimate", "interval", "failed", "model")


@dataclass(frozen=True)
class Comparison:
    """An estimate with the traces that the plots draw.

    Parameters
    ----------
    estimate : the handover: methods, verdict, sensitivity
    traces : per method the resamples or posterior and the path of models
    """

    estimate: Estimate
    traces: dict[str, Trace]

    def to_json(self) -> dict[str, object]:
        """Return the result in the form that `zicht estimate --json` prints."""
        estimate = self.estimate
        table = estimate.table
        return {
            "observed": table.n_observed,
            "lists": list(table.lists),
            "methods": msgspec.to_builtins(estimate.methods),
            "verdict": msgspec.to_builtins(estimate.verdict),
            "record": msgspec.to_builtins(table.record),
            "overlap": table.overlaps().tolist(),
            "sensitivity": msgspec.to_builtins(estimate.sensitivity),
            "seed": estimate.seed,
        }

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """Give a row of words per method, under `HEADER`."""
        return [_row(method) for method in self.estimate.methods]

    def lines(self, language: str = "en") -> list[str]:
        """Give what stands under the table: notes, and the verdict with its reasons."""
        verdict = self.estimate.verdict
        told = [change.in_language(language) for change in self.estimate.table.record]
        for method in self.estimate.methods:
            words = [*method.notes, *([method.refusal] if method.refusal else [])]
            told += [f"{method.name}: {word.in_language(language)}" for word in words]
            if method.modes:
                told.append(f"{method.name}: {_modes_words(method.modes, language)}")
        told += [
            f"{_mark(c.met)} {c.words.in_language(language)}" for c in verdict.criteria
        ]
        return [*told, verdict.words.in_language(language)]


def _row(method: MethodEstimate) -> tuple[str, str, str, str, str]:
    estimate = "–" if method.estimate is None else f"{method.estimate:,.1f}"
    has_limits = method.lower is not None and method.upper is not None
    limits = f"{method.lower:,.1f}–{method.upper:,.1f}" if has_limits else "–"
    failed = f"{method.failed} / {method.replicates}" if method.replicates else "–"
    return method.name, estimate, limits, failed, method.model


def _modes_words(modes: Sequence[float], language: str) -> str:
    places = ", ".join(f"{mode:,.0f}" for mode in modes)
    return f"pieken bij {places}" if language == "nl" else f"peaks at {places}"


def _mark(met: bool | None) -> str:
    return {True: "✓", False: "✗", None: "·"}[met]


def estimate_file(
    path: Path,
    *,
    method: Sequence[str] = (),
    replicates: int = 1000,
    resamples: Path | None = None,
    seed: int = 1,
    level: float = 0.95,
    threads: int = 1,
    lists: Sequence[str] = (),
    merge: Sequence[str] = (),
    omit: Sequence[str] = (),
    max_order: int | None = None,
    year: str | None = None,
    out: Path | None = None,
    language: str = "en",
    progress: Progress | None = None,
) -> Comparison:
    """Estimate how many persons no list has seen, from a CSV, with every method side by side.

    Parameters
    ----------
    path : CSV with a 0/1 column per list and `count`, or a row per person
    method : names of methods; by default all that suit the table
    replicates : bootstrap resamples; 0 for point estimates only
    resamples : file with given resamples, one per line, counts in the order of the table's rows
    seed : of all draws
    level : of the intervals, such as 0.95
    threads : processes; 0 for all cores
    lists : columns that are lists; by default every column that holds only 0 and 1
    merge : lists to merge, `A+B` or `A+B=NAME`
    omit : lists to leave out
    max_order : most lists in one interaction, for `bic`
    year : covariate with a trend, for `covariates`
    out : folder for plots (SVG and PNG)
    language : of the plots, nl or en
    progress : called with the method's name, tables done and tables wanted

    Returns
    -------
    Comparison; `.to_json()`, `.rows()`, `.lines(language)`

    Raises
    ------
    EstimationRefused : the table cannot be used, or no method gives an estimate
    UsageError : an argument does not fit
    """
    table = read_capture_table(path, lists=lists)
    given = _given_resamples(resamples, table) if resamples is not None else None
    table = _changed(table, merge, omit)
    if given is not None and (merge or omit):
        raise UsageError(
            "Given resamples fit the table as it is.",
            now="Leave out --merge and --omit, or --resamples.",
        )
    settings = Settings(
        replicates,
        given,
        seed,
        level,
        threads or os.cpu_count() or 1,
        max_order,
        year=year,
    )
    found = compare(table, methods=method, settings=settings, progress=progress)
    if out is not None:
        from zicht.estimation.plots import write_plots  # noqa: PLC0415 - drawing libraries load slowly

        write_plots(found.estimate, found.traces, out, language=language)
    return found


def compare(
    table: CaptureTable,
    *,
    methods: Sequence[str] = (),
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Estimate with every method, shake the estimates, and judge them.

    Parameters
    ----------
    table : with or without covariates
    methods : names; by default all that suit the table
    settings : replicates, seed, level and so on
    progress : called with the method's name, tables done and tables wanted

    Raises
    ------
    EstimationRefused : no method gives an estimate
    UsageError : a method or setting does not exist
    """
    settings = settings or Settings()
    names = tuple(methods) or (
        *DEFAULT_METHODS,
        *(["covariates"] if table.covariates else []),
    )
    _refuse_unknown(names)
    plain = without_covariates(table)
    _refuse_without_overlap(plain)
    settings = _fitting(settings, table, plain)
    outcomes = {
        name: run(Problem(_suited(name, table, plain), settings, progress), name)
        for name in names
    }
    found = tuple(outcome[0] for outcome in outcomes.values())
    traces = {name: outcome[1] for name, outcome in outcomes.items()}
    without = leave_lists_out(plain, names, settings)
    consistency = check_consistency(plain, names, settings)
    verdict = judge(Evidence(plain, found, traces, without, consistency))
    sensitivity = Sensitivity(
        without_list=without,
        hidden_interaction=hide_interaction(found, plain.n_observed),
        consistency=consistency,
        near_models=tuple(
            NearModel(*row) for row in (traces["bic"].path if "bic" in traces else ())
        ),
        totals=traces["covariates"].totals if "covariates" in traces else (),
    )
    return Comparison(
        Estimate(plain, found, verdict, sensitivity, settings.seed, settings.level),
        traces,
    )


def _fitting(settings: Settings, table: CaptureTable, plain: CaptureTable) -> Settings:
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


def _suited(name: str, table: CaptureTable, plain: CaptureTable) -> CaptureTable:
    return table if name == "covariates" else plain


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


def _changed(
    table: CaptureTable, merge: Sequence[str], omit: Sequence[str]
) -> CaptureTable:
    for wish in merge:
        names, _equals, new = wish.partition("=")
        table = merge_lists(
            table, [name.strip() for name in names.split("+")], into=new.strip()
        )
    return (
        keep_lists(table, [name for name in table.lists if name not in omit])
        if _known(table, omit)
        else table
    )


def _known(table: CaptureTable, omit: Sequence[str]) -> bool:
    for name in omit:
        if name not in table.lists:
            omit_list(table, name)
    return bool(omit)


def _given_resamples(path: Path, table: CaptureTable) -> Ints:
    """Read given resamples: one per line, counts separated by spaces or commas."""
    try:
        lines = [
            line.replace(",", " ").split()
            for line in path.read_text(encoding="utf-8").splitlines()
        ]
        rows = [[int(word) for word in line] for line in lines if line]
    except (OSError, ValueError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path.name} holds no resamples.",
            now="Give one resample per line, whole counts.",
        ) from error
    if not rows or any(len(row) != len(table.counts) or min(row) < 0 for row in rows):
        raise UsageError(
            f"{path.name}: a resample does not have {len(table.counts)} counts, one per row of the table.",
            now="Give the counts in the order of the rows.",
        )
    return np.array(rows, dtype=np.int64)
