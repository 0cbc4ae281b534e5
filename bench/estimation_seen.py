"""How often nominal 95% intervals hold the truth from 10% to 95% seen, each method on a population of its own model.

Run: python bench/estimation_seen.py [populations] [replicates] [methods ...]; writes bench/results/estimation_seen.md.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from estimation_coverage import LISTS, seen_by_lists
from scipy.optimize import brentq

from zicht.estimation.methods import run
from zicht.estimation.problem import Problem
from zicht.estimation.settings import Settings
from zicht.vocabulary.arrays import Floats

RESULTS = Path(__file__).parent / "results"
SHARES = (0.1, 0.3, 0.6, 0.8, 0.95)
SIZES = {0.1: 20_000, 0.3: 5_000, 0.6: 2_000, 0.8: 2_000, 0.95: 2_000}
"""Persons in the population, by the share that is seen."""
N_LISTS = len(LISTS)
LOGITS = np.array([0.3, 0.15, 0.0, -0.15, -0.3])
POPULATIONS, REPLICATES = 200, 300
LEAST, MOST = 0.93, 0.97

PAIRS = {0b00011: np.log(3.0), 0b01100: np.log(2.5)}
"""Log odds ratios of two pairs of lists."""
VISIBILITY = 0.25
"""Darroch's term, which multiplies the number of pairs among a person's lists."""
OWN_MODELS: dict[str, tuple[dict[int, float], float]] = {
    "independence": ({}, 0.0),
    "pairwise": (PAIRS, 0.0),
    "stepwise": (PAIRS, 0.0),
    "bic": (PAIRS, 0.0),
    "threshold": (PAIRS, 0.0),
    "graphs": (PAIRS, 0.0),
    "heterogeneity": ({}, VISIBILITY),
}
"""Per method the pairs that depend, and Darroch's term."""


def chances(pairs: dict[int, float], visibility: float, share: float) -> Floats:
    """Return the chance of every pattern, shifted so that this share is seen."""
    cells = np.arange(1 << N_LISTS)
    on = (cells[:, None] >> np.arange(N_LISTS)) & 1
    n_lists = on.sum(axis=1)
    fixed = on @ LOGITS + visibility * n_lists * (n_lists - 1) / 2
    for pair, log_odds in pairs.items():
        fixed = fixed + log_odds * ((cells & pair) == pair)

    def normalised(shift: float) -> Floats:
        weights = np.exp(fixed + shift * n_lists)
        return np.asarray(weights / weights.sum())

    shift = brentq(lambda value: 1 - normalised(value)[0] - share, -15, 5)
    return normalised(float(shift))


def coverage(method: str, share: float, populations: int, replicates: int) -> float:
    """Return how often the interval of one method holds the truth."""
    pairs, visibility = OWN_MODELS[method]
    size = SIZES[share]
    cells = chances(pairs, visibility, share)
    rng = np.random.default_rng([77, *method.encode(), round(100 * share)])
    held = []
    for number in range(populations):
        table = seen_by_lists(rng.multinomial(size, cells))
        settings = Settings(replicates=replicates, seed=number, max_order=2)
        estimate, _trace = run(Problem(table, settings), method)
        if estimate.lower is not None and estimate.upper is not None:
            held.append(estimate.lower <= size <= estimate.upper)
    return float(np.mean(held))


def main(arguments: Sequence[str]) -> None:
    """Measure, and write each row as soon as it is known."""
    populations = int(arguments[0]) if arguments else POPULATIONS
    replicates = int(arguments[1]) if len(arguments) > 1 else REPLICATES
    methods = arguments[2:] or list(OWN_MODELS)
    heads = " | ".join(f"{share:.0%} seen" for share in SHARES)
    lines = [
        f"{populations} populations, {replicates} replicates.",
        "",
        f"| method | {heads} |",
        "|---|" + "---|" * len(SHARES),
    ]
    for method in methods:
        rates = [coverage(method, share, populations, replicates) for share in SHARES]
        cells = [
            f"{rate:.1%}" if LEAST <= rate <= MOST else f"**{rate:.1%}**"
            for rate in rates
        ]
        lines.append(f"| {method} | " + " | ".join(cells) + " |")
        print(lines[-1], flush=True)
        (RESULTS / "estimation_seen.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
