"""`zicht estimate`: from a file to a comparison of the methods."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from zicht.estimation.comparing import Comparison, compare
from zicht.estimation.reading import Choices, read_chosen
from zicht.estimation.settings import Settings
from zicht.estimation.tables import merge_lists, omit_list
from zicht.vocabulary.arrays import Ints
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.estimates import CaptureTable
from zicht.vocabulary.progress import Progress


@dataclass(frozen=True)
class Merge:
    """Lists that become one.

    Parameters
    ----------
    lists : names of the lists, two or more
    into : name of the new list; their names in a row where empty
    """

    lists: tuple[str, ...]
    into: str = ""


@dataclass(frozen=True)
class Changes:
    """What is changed in the table before anything is estimated; every change stands on record.

    Parameters
    ----------
    merges : lists that become one, in this order
    omitted : lists that are left out
    """

    merges: tuple[Merge, ...] = ()
    omitted: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.merges or self.omitted)

    def applied_to(self, table: CaptureTable) -> CaptureTable:
        """Return the changed table."""
        for merge in self.merges:
            table = merge_lists(table, merge.lists, into=merge.into)
        for name in self.omitted:
            table = omit_list(table, name)
        return table


@dataclass(frozen=True)
class Plots:
    """Pictures of an estimate, as SVG and PNG.

    Parameters
    ----------
    folder : where they are written
    language : of their words, one that has a file in `edition/words`
    """

    folder: Path
    language: str = "en"


def estimate_file(
    path: Path,
    *,
    methods: Sequence[str] = (),
    choices: Choices | None = None,
    changes: Changes | None = None,
    settings: Settings | None = None,
    resamples: Path | None = None,
    plots: Plots | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Estimate how many persons no list has seen, with every method side by side.

    Parameters
    ----------
    path : CSV, XLSX or Parquet with a column per list, and a row per combination with
        its count or a row per person; `-` for CSV on standard input
    methods : names of methods; by default all that suit the table
    choices : what the user says about the columns; guessed, and said, where nothing
    changes : lists to merge and to leave out
    settings : replicates, seed, level and so on
    resamples : file with given resamples, one per line, counts in the order of the table's rows
    plots : pictures to draw
    progress : called with the method's name, tables done and tables wanted

    Returns
    -------
    Comparison; `.to_json()`, `.rows()`, `.lines(language)`

    Raises
    ------
    EstimationRefused : the table cannot be used, or no method gives an estimate
    UsageError : an argument does not fit
    """
    changes = changes or Changes()
    settings = settings or Settings()
    if resamples is not None and changes:
        raise UsageError(
            "Given resamples fit the table as it is.",
            now="Leave out --merge and --omit, or --resamples.",
        )
    reading = read_chosen(path, choices or Choices())
    if resamples is not None:
        given = _given_resamples(resamples, reading.table)
        settings = replace(settings, resamples=given)
    table = changes.applied_to(reading.table)
    comparison = compare(table, methods=methods, settings=settings, progress=progress)
    comparison = replace(comparison, reading=reading)
    if plots is not None:
        from zicht.estimation.plots import write_plots  # noqa: PLC0415 - the typesetter loads slowly

        write_plots(
            comparison.estimate,
            comparison.traces,
            plots.folder,
            language=plots.language,
        )
    return comparison


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
