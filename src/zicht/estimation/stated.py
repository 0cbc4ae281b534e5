"""What an estimate would be if an assumption failed that no data can test.

Three assumptions stand behind every headline: every record is about a person of the
population, every person's records are linked, and every person could be on some list.
What a failure of a stated size would do is computed by undoing it in the table.
"""

from collections.abc import Callable

import numpy as np

from zicht.estimation.fitting import fit
from zicht.estimation.heterogeneity import stepwise_parameters
from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.estimates import CaptureTable
from zicht.vocabulary.sensitivity import StatedSensitivity

SPURIOUS = 0.05
MISSED_LINKS = 0.15
FALSE_LINKS = 0.03
UNREACHABLE = 0.5


def state_sensitivities(
    table: CaptureTable, estimate: float, p_value: float
) -> tuple[StatedSensitivity, ...]:
    """Return what the estimate would be if records, links or reach were not right.

    Parameters
    ----------
    table : without covariates
    estimate : of the headline
    p_value : at which a pair enters the stepwise model
    """
    counts = table.by_pattern.astype(np.float64)
    # The headline is taken to move by the factor by which the stepwise estimate moves.
    before = _stepwise_population(counts, table.n_lists, p_value)
    changes: list[tuple[str, float, Callable[[Floats, int], Floats]]] = [
        ("spurious_records", SPURIOUS, without_spurious),
        ("missed_links", MISSED_LINKS, with_links_restored),
        ("false_links", FALSE_LINKS, with_links_undone),
    ]
    stated = []
    for name, share, change in changes:
        after = _stepwise_population(
            change(counts, table.n_lists), table.n_lists, p_value
        )
        stated.append(StatedSensitivity(name, share, estimate * after / before))
    unreachable = estimate / (1 - UNREACHABLE)
    stated.append(StatedSensitivity("unreachable", UNREACHABLE, unreachable))
    return tuple(stated)


def _stepwise_population(counts: Floats, n_lists: int, p_value: float) -> float:
    column = np.round(counts)[:, None]
    parameters = stepwise_parameters(column, n_lists, p_value)
    return float(column.sum() + fit(column, parameters).dark[0])


def _singles(n_lists: int) -> list[int]:
    return [1 << i for i in range(n_lists)]


def without_spurious(counts: Floats, n_lists: int) -> Floats:
    """Take out records about nobody: persons on one list only, by the size of lists."""
    singles = _singles(n_lists)
    out = counts.copy()
    n_alone = counts[singles].sum()
    if n_alone:
        n_spurious = min(SPURIOUS / (1 + SPURIOUS) * counts.sum(), n_alone)
        out[singles] -= n_spurious * counts[singles] / n_alone
    return out


def with_links_restored(counts: Floats, n_lists: int) -> Floats:
    """Join persons who were taken for two because one link was missed."""
    out = counts.copy()
    for cell in range(1, len(counts)):
        if cell.bit_count() > 1:
            n_split = counts[cell] * MISSED_LINKS / (1 - MISSED_LINKS)
            out[cell] += n_split
            each = n_split / cell.bit_count()
            for single in _singles(n_lists):
                if cell & single:
                    out[single] -= each
                    out[cell ^ single] -= each
    return np.maximum(out, 0.0)


def with_links_undone(counts: Floats, n_lists: int) -> Floats:
    """Take apart persons on two lists who are two persons, wrongly linked."""
    out = counts.copy()
    singles = _singles(n_lists)
    n_alone = counts[singles].sum()
    pairs = [cell for cell in range(len(counts)) if cell.bit_count() == 2]
    n_paired = counts[pairs].sum()
    if n_paired:
        n_wrong = min(FALSE_LINKS * n_alone, n_paired)
        for cell in pairs:
            n = n_wrong * counts[cell] / n_paired
            out[cell] -= n
            for single in singles:
                if cell & single:
                    out[single] += n
    return out
