"""Estimates of persons on no list, from a table in a notebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from zicht.estimation.comparing import HEADER, Comparison, compare
from zicht.estimation.reading import read_capture_table
from zicht.estimation.settings import Settings
from zicht.notebook.frames import Library, make_frame, read_frame
from zicht.notebook.shown import html_table, text_table
from zicht.vocabulary.estimates import CaptureTable, PublishedMethod, Verdict
from zicht.vocabulary.nouns import counted
from zicht.vocabulary.progress import Progress


def capture_table(
    table: Any,
    *,
    lists: Sequence[str] = (),
    covariates: Sequence[str] | None = None,
    count: str = "",
    on: str = "",
    off: str = "",
) -> CaptureTable:
    """Make a capture table: persons counted by the combination of lists they were seen on.

    Parameters
    ----------
    table : pyarrow.Table, pandas.DataFrame or polars.DataFrame, shape (n_rows, n_columns)
        One row per combination of lists, with the persons in a column such as `count`; or one row per person
        without such a column. A list is a column of 0 and 1, of true and false, of yes and no, or the like; or all
        lists are one column of capture histories such as 101.
    lists : sequence of str, optional
        Columns that are lists; by default every column in such a coding.
    covariates : sequence of str, optional
        Columns that are covariates; by default every other column.
    count : str, optional
        Column of counts, or `rows` where every row is one person; by default found by its name or its values.
    on, off : str, optional
        Words that say that a person was on a list, and was not; by default a usual coding.

    Returns
    -------
    CaptureTable
        Counts in persons. `n_observed` is how many persons are on one list or more; `record` is what was handled.

    Raises
    ------
    UsageError
        A column does not exist, or holds something else than it should.
    EstimationRefused
        The rows contradict each other, or nothing can be estimated from them.

    Examples
    --------
    >>> import pyarrow as pa
    >>> seen = pa.table({"police": [1, 1, 0], "shelter": [1, 0, 1], "count": [10, 40, 30]})
    >>> capture_table(seen).n_observed
    80
    """
    return read_capture_table(
        table, lists=lists, covariates=covariates, count=count, on=on, off=off
    )


def as_capture_table(table: Any, library: Library) -> tuple[CaptureTable, Library]:
    """Return a capture table, and the library of which answers are tables."""
    if isinstance(table, CaptureTable):
        return table, library
    _, own_library = read_frame(table)
    return capture_table(table), own_library


@dataclass(frozen=True)
class EstimateResult:
    """Every method side by side, with the verdict of the stability rule; an estimate never comes alone.

    Parameters
    ----------
    comparison : the estimate, with what shakes it
    library : of the tables that are given
    """

    comparison: Comparison
    library: Library

    def __repr__(self) -> str:
        return f"<EstimateResult: {self.verdict.words.en}>"

    def summary(self) -> str:
        """Return every method, the lines of the rule and the verdict as text."""
        methods = [
            dict(zip(HEADER, row, strict=True)) for row in self.comparison.rows()
        ]
        return "\n".join([text_table(methods), "", *self.comparison.lines()])

    def _repr_html_(self) -> str:
        methods = [
            dict(zip(HEADER, row, strict=True)) for row in self.comparison.rows()
        ]
        words = escape(self.verdict.words.en)
        n_observed = self.comparison.estimate.table.n_observed
        table = html_table(methods, f"{counted(n_observed, 'person')} observed")
        return f"<p>{words}</p>{table}"

    def plots(self, language: str = "en") -> dict[str, str]:
        """Return the pictures of this estimate by name, as SVG."""
        from zicht.estimation.plots import all_plots  # noqa: PLC0415 - needs typst

        comparison = self.comparison
        drawn = all_plots(comparison.estimate, comparison.traces, language=language)
        return {plot.name: plot.svg for plot in drawn}

    def write_report(self, path: str | Path, *, language: str = "en") -> Path:
        """Write a report of this analysis: `.html` for a page, `.pdf` for paper.

        It shows small counts: it is a working paper, and not for publication.
        """
        from zicht.estimation.paper import write_report  # noqa: PLC0415 - needs typst

        return write_report(self.comparison, Path(path), language=language)

    @property
    def methods(self) -> Any:
        """A row per method: estimate and limits in persons, level, model, replicates, failed, refusal."""
        rows = self.comparison.estimate.methods
        columns: dict[str, list[object]] = {
            "method": [row.name for row in rows],
            "estimate": [row.estimate for row in rows],
            "lower": [row.lower for row in rows],
            "upper": [row.upper for row in rows],
            "level": [row.level for row in rows],
            "model": [row.model for row in rows],
            "replicates": [row.replicates for row in rows],
            "failed": [row.failed for row in rows],
            "refusal": [row.refusal.en if row.refusal else "" for row in rows],
        }
        return make_frame(columns, self.library)

    @property
    def criteria(self) -> Any:
        """A row per line of the stability rule: whether it is met, what was found, and what is allowed."""
        rows = self.verdict.criteria
        columns: dict[str, list[object]] = {
            "criterion": [row.name for row in rows],
            "met": [row.met for row in rows],
            "value": [row.value for row in rows],
            "limit": [row.limit for row in rows],
            "words": [row.words.en for row in rows],
        }
        return make_frame(columns, self.library)

    @property
    def verdict(self) -> Verdict:
        """Which headline the stability rule lets pass, or none, and why."""
        return self.comparison.estimate.verdict

    @property
    def headline(self) -> PublishedMethod | None:
        """The estimate that may be published as a headline; None where the rule forbids one."""
        return self.comparison.estimate.headline


def estimate(
    table: Any,
    *,
    methods: Sequence[str] = (),
    replicates: int = 10_000,
    seed: int = 1,
    level: float = 0.95,
    threads: int = 1,
    max_order: int | None = None,
    year: str | None = None,
    library: Library = "polars",
    progress: Progress | None = None,
) -> EstimateResult:
    """Estimate how many persons are on no list, with every method side by side, and judge whether one may stand alone.

    Parameters
    ----------
    table : CaptureTable, or a table as for `capture_table`
        Counts of persons by the lists they were seen on.
    methods : sequence of str, optional
        Names of methods; by default all that suit the table.
    replicates : int
        Bootstrap resamples; 0 for point estimates alone. `bic` takes at most 2,000 of them, `covariates` 1,000.
    seed : int
        Of every draw: the same seed gives the same limits.
    level : float
        Confidence level of the intervals, at least 0.5 and below 1.
    threads : int
        Processes.
    max_order : int, optional
        Most lists in one interaction, for `bic`.
    year : str, optional
        Covariate with a trend, for `covariates`.
    library : {"pyarrow", "pandas", "polars"}
        Of the tables that are given, where `table` is a CaptureTable.
    progress : callable, optional
        Called with a method, tables done and tables wanted.

    Returns
    -------
    EstimateResult
        `methods` and `criteria` are tables, `verdict` and `headline` are values. Estimates are persons in the
        population, seen and unseen.

    Raises
    ------
    UsageError
        A method or setting does not exist.
    EstimationRefused
        No method gives an estimate.

    References
    ----------
    Chan, L., Silverman, B. W. & Vincent, K. (2021). Multiple systems estimation for sparse capture data. JASA
    116(535), 1297-1306. The methods, their sources and the rule: docs/estimation.md.

    Examples
    --------
    >>> import pyarrow as pa
    >>> seen = pa.table({"a": [1, 1, 0], "b": [1, 0, 1], "count": [20, 80, 30]})
    >>> result = estimate(seen, methods=["independence"], replicates=0)
    >>> [round(persons) for persons in result.methods["estimate"].to_pylist()]
    [250]
    """
    captured, library = as_capture_table(table, library)
    settings = Settings(
        replicates=replicates,
        seed=seed,
        level=level,
        threads=threads,
        max_order=max_order,
        year=year,
    )
    found = compare(captured, methods=methods, settings=settings, progress=progress)
    return EstimateResult(found, library)
