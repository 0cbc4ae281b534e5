"""How often the intervals hold the truth: populations of known size, five kinds of dependence, every method.

Run: python bench/estimation_coverage.py [populations per kind] [replicates]; writes bench/results/estimation_coverage.*
"""

import json
import os
import sys
import time
from pathlib import Path

import numpy as np

from zicht.estimation.methods import run
from zicht.estimation.problem import Problem
from zicht.estimation.settings import Settings
from zicht.vocabulary.errors import EstimationRefused
from zicht.vocabulary.estimates import CaptureTable

METHODS = ("independence", "pairwise", "stepwise", "bic", "threshold", "graphs")
RESULTS = Path(__file__).parent / "results"
LISTS = ("A", "B", "C", "D", "E")
A, B, C, D, E = 1, 2, 4, 8, 16


def cell_probabilities(
    catch: list[float], odds: dict[int, float], spread: float = 0.0
) -> np.ndarray:
    """Probabilities of the 32 patterns: list odds, odds ratios of pairs, and a spread of visibility on the logit."""
    cells = np.arange(32)
    on = (cells[:, None] >> np.arange(5)) & 1
    points, weights = np.polynomial.hermite_e.hermegauss(61)
    total = np.zeros(32)
    for point, weight in zip(points, weights / weights.sum(), strict=True):
        logits = np.log(np.array(catch) / (1 - np.array(catch))) + spread * point
        log_p = on @ logits + sum(
            np.log(ratio) * ((cells & pair) == pair) for pair, ratio in odds.items()
        )
        p = np.exp(log_p - log_p.max())
        total += weight * p / p.sum()
    return total


KINDS: dict[str, tuple[int, np.ndarray]] = {
    "independent": (3000, cell_probabilities([0.12, 0.10, 0.08, 0.06, 0.05], {})),
    "positive": (
        3000,
        cell_probabilities([0.12, 0.10, 0.08, 0.06, 0.05], {A | B: 4.0, C | D: 3.0}),
    ),
    "negative": (
        3000,
        cell_probabilities([0.12, 0.10, 0.08, 0.06, 0.05], {A | B: 0.25, A | C: 0.3}),
    ),
    "sparse": (
        1500,
        cell_probabilities([0.06, 0.05, 0.04, 0.03, 0.02], {A | B: 3.0, C | D: 0.1}),
    ),
    "heterogeneous": (
        3000,
        cell_probabilities([0.12, 0.10, 0.08, 0.06, 0.05], {}, spread=0.8),
    ),
}


def draw_table(kind: str, rng: np.random.Generator) -> CaptureTable:
    """Draw one population and keep what the lists saw."""
    size, p = KINDS[kind]
    return seen_by_lists(rng.multinomial(size, p))


def seen_by_lists(counts: np.ndarray) -> CaptureTable:
    """Return what five lists show of a population, counted by its 32 patterns."""
    cells = [cell for cell in range(1, 32) if counts[cell]]
    return CaptureTable(LISTS, tuple(cells), tuple(int(counts[cell]) for cell in cells))


def measure(n_populations: int, replicates: int) -> list[dict[str, object]]:
    """Estimate every population with every method."""
    rows: list[dict[str, object]] = []
    for kind, (size, _p) in KINDS.items():
        rng = np.random.default_rng([2024, *kind.encode()])
        for number in range(n_populations):
            try:
                table = draw_table(kind, rng)
            except EstimationRefused:
                rows.append(
                    {"kind": kind, "number": number, "method": "table", "truth": size}
                )
                continue
            settings = Settings(
                replicates=replicates, seed=number, max_order=3, n_top=40
            )
            for method in METHODS:
                found, _trace = run(Problem(table, settings), method)
                rows.append(
                    {
                        "kind": kind,
                        "number": number,
                        "truth": size,
                        **slim(found.to_json()),
                        "method": method,
                    }
                )
    return rows


def slim(found: dict[str, object]) -> dict[str, object]:
    """Keep what the summary needs."""
    return {
        key: found[key] for key in ("estimate", "lower", "upper", "failed", "modes")
    }


def summarise(rows: list[dict]) -> list[dict[str, object]]:
    """Coverage, bias and width per kind and method."""
    table = []
    for kind in KINDS:
        for method in METHODS:
            mine = [r for r in rows if r["kind"] == kind and r["method"] == method]
            given = [r for r in mine if r["lower"] is not None]
            if not given:
                continue
            truth = given[0]["truth"]
            held = sum(r["lower"] <= truth <= r["upper"] for r in given)
            table.append(
                {
                    "kind": kind,
                    "method": method,
                    "populations": len(mine),
                    "without_interval": len(mine) - len(given),
                    "coverage": round(held / len(given), 3),
                    "too_low": round(
                        sum(r["upper"] < truth for r in given) / len(given), 3
                    ),
                    "too_high": round(
                        sum(r["lower"] > truth for r in given) / len(given), 3
                    ),
                    "median_error": round(
                        float(np.median([r["estimate"] / truth - 1 for r in given])), 3
                    ),
                    "median_width": round(
                        float(np.median([r["upper"] / r["lower"] for r in given])), 2
                    ),
                }
            )
    return table


def as_markdown(table: list[dict[str, object]], heading: str) -> str:
    """Print the summary as a table of coverage."""
    lines = [
        heading,
        "",
        "| truth | " + " | ".join(METHODS) + " |",
        "|---|" + "---|" * len(METHODS),
    ]
    for kind in KINDS:
        cells = [
            next((r for r in table if r["kind"] == kind and r["method"] == m), None)
            for m in METHODS
        ]
        words = [
            "-"
            if r is None
            else f"{r['coverage']:.1%} ({r['median_error']:+.0%}, ×{r['median_width']})"
            for r in cells
        ]
        lines.append(f"| {kind} | " + " | ".join(words) + " |")
    lines += [
        "",
        "In each cell: coverage of the nominal 95% interval (median error of the estimate, upper / lower limit).",
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    n_populations = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    replicates = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    start = time.process_time()
    rows = measure(n_populations, replicates)
    seconds = time.process_time() - start
    table = summarise(rows)
    heading = f"{n_populations} populations per kind, {replicates} replicates, {seconds:.0f} CPU seconds."
    RESULTS.mkdir(exist_ok=True)
    note = {
        "populations": n_populations,
        "replicates": replicates,
        "cpu_seconds": round(seconds),
        "rows": table,
    }
    (RESULTS / "estimation_coverage.json").write_text(
        json.dumps(note, indent=1) + "\n", encoding="utf-8"
    )
    (RESULTS / "estimation_coverage.md").write_text(
        as_markdown(table, heading), encoding="utf-8"
    )
    if raw := os.environ.get("COVERAGE_ROWS"):
        Path(raw).write_text(json.dumps(rows), encoding="utf-8")
    print(as_markdown(table, heading))


if __name__ == "__main__":
    main()
