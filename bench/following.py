"""How long it takes to follow people, and how many times longer lifelines takes for the same.

    python bench/following.py [--people 10000000] [--with-lifelines]

lifelines is no dependency of Zicht: without it the ratio is left out.
"""

import argparse
import time

import numpy as np

from zicht.methods.following import aalen_johansen, course, kaplan_meier

YEARS = 7
DAYS = int(365.25 * YEARS)
HORIZONS = [round(365.25 * year) for year in (1, 2, 5, 7)]


def main() -> None:
    """Print seconds for curves of ten groups and an incidence of two causes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000_000)
    parser.add_argument("--with-lifelines", action="store_true")
    given = parser.parse_args()
    random = np.random.default_rng(2026)
    event = random.exponential(3000.0, given.people)
    death = random.exponential(30000.0, given.people)
    lost = random.uniform(0.0, DAYS, given.people)
    ended = np.minimum(np.minimum(event, death), lost)
    cause = np.where(ended == event, 1, np.where(ended == death, 2, 0))
    days = ended.astype(np.int64)
    groups = random.integers(0, 10, given.people)

    begin = time.perf_counter()
    counted = course(days, cause, groups=groups)
    curve = kaplan_meier(counted, HORIZONS)
    incidence = aalen_johansen(counted, 1, HORIZONS)
    seconds = time.perf_counter() - begin
    print(f"{given.people} people, 10 groups, 2 causes: {seconds:.2f} s")
    print("share by horizon:", np.round(curve.share[0], 4).tolist())
    print("incidence of the first cause:", np.round(incidence.share[0], 4).tolist())
    if given.with_lifelines:
        print(
            f"lifelines: {lifelines_seconds(days, cause, groups) / seconds:.1f} times"
        )


def lifelines_seconds(days: np.ndarray, cause: np.ndarray, groups: np.ndarray) -> float:
    """Time the curves of the ten groups alone, which is less than what is timed above."""
    from lifelines import KaplanMeierFitter  # noqa: PLC0415 - no dependency

    begin = time.perf_counter()
    for group in range(10):
        own = groups == group
        KaplanMeierFitter().fit(days[own], cause[own] > 0)
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
