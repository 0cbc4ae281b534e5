"""`zicht estimate`: from a file to a comparison of the methods."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from zicht.estimation.comparing import Comparison, compare
from zicht.estimation.reading import read_table
from zicht.estimation.settings import REPLICATES, Bootstrap, Settings
from zicht.estimation.stepwise import THRESHOLD
from zicht.estimation.tables import merge_lists, omit_list
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.estimates import CaptureTable
from zicht.vocabulary.progress import Progress


def estimate_file(
    path: Path,
    *,
    method: Sequence[str] = (),
    replicates: int = REPLICATES,
    resamples: Path | None = None,
    seed: int = 1,
    level: float = 0.95,
    threads: int = 1,
    lists: Sequence[str] = (),
    covariate: Sequence[str] = (),
    count: str = "",
    merge: Sequence[str] = (),
    omit: Sequence[str] = (),
    max_order: int | None = None,
    p_value: float = THRESHOLD,
    bootstrap: Bootstrap = "unconditional",
    year: str | None = None,
    out: Path | None = None,
    language: str = "en",
    progress: Progress | None = None,
) -> Comparison:
    """Estimate how many persons no list has seen, from a CSV, with every method side by side.

    Parameters
    ----------
    path : CSV, XLSX or Parquet with a column per list, and a row per combination with
        its count or a row per person; `-` for CSV on standard input
    method : names of methods; by default all that suit the table
    replicates : bootstrap resamples; 0 for point estimates only
    resamples : file with given resamples, one per line, counts in the order of the table's rows
    seed : of all draws
    level : of the intervals, such as 0.95
    threads : processes; 0 for all cores
    lists : columns that are lists; by default every column in a usual coding
    covariate : columns that are covariates, or `none`; by default every other column
    count : column of counts, or `rows` where every row is one person
    merge : lists to merge, `A+B` or `A+B=NAME`
    omit : lists to leave out
    max_order : most lists in one interaction, for `bic`
    p_value : at which a pair still enters, for `stepwise`
    bootstrap : `unconditional`, or `conditional` as SparseMSE does
    year : covariate with a trend, for `covariates`
    out : folder for plots (SVG and PNG)
    language : of the plots, one that has a file in `edition/words`
    progress : called with the method's name, tables done and tables wanted

    Returns
    -------
    Comparison; `.to_json()`, `.rows()`, `.lines(language)`

    Raises
    ------
    EstimationRefused : the table cannot be used, or no method gives an estimate
    UsageError : an argument does not fit
    """
    chosen = tuple(covariate) if covariate else None
    reading = read_table(path, lists=lists, covariates=chosen, count=count)
    table = reading.table
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
        p_value=p_value,
        year=year,
        bootstrap=bootstrap,
    )
    comparison = compare(table, methods=method, settings=settings, progress=progress)
    comparison = replace(comparison, reading=reading)
    if out is not None:
        from zicht.estimation.plots import write_plots  # noqa: PLC0415 - the typesetter loads slowly

        write_plots(comparison.estimate, comparison.traces, out, language=language)
    return comparison


def _changed(
    table: CaptureTable, merge: Sequence[str], omit: Sequence[str]
) -> CaptureTable:
    for wish in merge:
        names, _equals, new = wish.partition("=")
        table = merge_lists(
            table, [name.strip() for name in names.split("+")], into=new.strip()
        )
    for name in omit:
        table = omit_list(table, name)
    return table


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
