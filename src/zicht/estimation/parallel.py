"""Work over many tables at once, on as many cores as asked."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np

from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.progress import Progress, silent

BatchEstimator = Callable[[Floats], Floats]
"""Tables in, one per column; unseen persons out, nan where no model could be fitted."""
ALONE, SHARED = 500, 125
"""Tables per chunk, for one process and for several."""
WORTH_SECONDS = 4.0
"""Starting processes takes about a second each; less work than this is done sooner without them."""


def over_columns(
    estimator: BatchEstimator,
    counts: Floats,
    *,
    threads: int = 1,
    name: str = "",
    progress: Progress | None = None,
) -> Floats:
    """Estimate every table, in chunks; other processes help where the first chunk shows that they pay.

    Parameters
    ----------
    estimator : must be picklable where `threads` is above one
    counts : 2**t x tables
    threads : processes at most
    """
    n_tables = counts.shape[1]
    size = ALONE if threads <= 1 else SHARED
    chunks = [counts[:, i : i + size] for i in range(0, n_tables, size)]
    tell = partial(progress or silent, name)
    start = time.monotonic()
    first = estimator(chunks[0])
    seconds_left = (time.monotonic() - start) * (len(chunks) - 1)
    others = chunks[1:]
    n_processes = min(threads, len(others))
    if n_processes > 1 and seconds_left > WORTH_SECONDS:
        # Spawned, not forked: threads of the parent may hold locks that a fork would copy.
        with ProcessPoolExecutor(
            n_processes, mp_context=get_context("spawn")
        ) as processes:
            unseen = _gathered(first, processes.map(estimator, others), n_tables, tell)
    else:
        unseen = _gathered(first, map(estimator, others), n_tables, tell)
    tell(n_tables, n_tables)
    return unseen


def _gathered(
    first: Floats,
    others: Iterable[Floats],
    n_tables: int,
    tell: Callable[[int, int], None],
) -> Floats:
    """Put the parts together, and report after each how many tables are done."""
    parts = [first]
    n_done = len(first)
    for part in others:
        parts.append(part)
        n_done += len(part)
        tell(n_done, n_tables)
    return np.concatenate(parts)
