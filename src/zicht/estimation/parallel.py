"""Work over many tables at once, on as many cores as asked."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from zicht.estimation.lattice import Floats

BatchEstimator = Callable[[Floats], Floats]
"""Tables in, one per column; unseen persons out, nan where no model could be fitted."""
Progress = Callable[[str, int, int], None]
"""Told the name of the method, the tables done, and the tables wanted."""
CHUNK = 250
LEAST_PER_WORKER = 100


def over_columns(
    estimator: BatchEstimator, counts: Floats, *, threads: int = 1, name: str = "", progress: Progress | None = None
) -> Floats:
    """Estimate every table, in chunks; a pool of processes where more than one is asked for and it pays.

    Parameters
    ----------
    estimator : must be picklable where `threads` is above one
    counts : 2**t x tables
    threads : processes at most
    """
    total = counts.shape[1]
    size = max(LEAST_PER_WORKER, min(CHUNK, -(-total // max(threads, 1))))
    chunks = [counts[:, i : i + size] for i in range(0, total, size)]
    found: list[Floats] = []
    if threads <= 1 or len(chunks) < 2:
        results = map(estimator, chunks)
        return _gather(results, found, total, name, progress)
    with ProcessPoolExecutor(min(threads, len(chunks)), mp_context=get_context("spawn")) as pool:
        return _gather(pool.map(estimator, chunks), found, total, name, progress)


def _gather(results: object, found: list[Floats], total: int, name: str, progress: Progress | None) -> Floats:
    done = 0
    for part in results:  # type: ignore[attr-defined]
        found.append(part)
        done += len(part)
        if progress is not None:
            progress(name, done, total)
    return np.concatenate(found)
