"""Work over many tables at once, on as many cores as asked."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from zicht.vocabulary.arrays import Floats
from zicht.vocabulary.progress import Progress

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
    total = counts.shape[1]
    size = ALONE if threads <= 1 else SHARED
    chunks = [counts[:, i : i + size] for i in range(0, total, size)]
    start = time.monotonic()
    found = [estimator(chunks[0])]
    ahead = (time.monotonic() - start) * (len(chunks) - 1)
    rest = chunks[1:]
    if threads > 1 and rest and ahead > WORTH_SECONDS:
        with ProcessPoolExecutor(
            min(threads, len(rest)), mp_context=get_context("spawn")
        ) as pool:
            found += _told(
                pool.map(estimator, rest), len(found[0]), total, name, progress
            )
    else:
        found += _told(map(estimator, rest), len(found[0]), total, name, progress)
    if progress is not None:
        progress(name, total, total)
    return np.concatenate(found)


def _told(
    parts: Iterable[Floats], done: int, total: int, name: str, progress: Progress | None
) -> Iterator[Floats]:  # fmt: skip
    for part in parts:
        done += len(part)
        if progress is not None:
            progress(name, done, total)
        yield part
