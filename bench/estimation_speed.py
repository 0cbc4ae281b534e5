"""CPU seconds of estimation beside the R packages, and how it scales over tables, lists and processes.

Run: python bench/estimation_speed.py; writes bench/results/estimation_speed.json and .md. The seconds of R are of the
notes (SparseMSE 2.0.1, MultipleSystemsEstimation 1.2.0, one core of the machine they were measured on); where Rscript
and SparseMSE are at hand, they are measured beside ours in the same run.
"""

import cProfile
import io
import json
import pstats
import shutil
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from zicht.estimation import Settings, merge_lists, read_capture_table
from zicht.estimation.methods import run
from zicht.estimation.problem import Problem
from zicht.estimation.search import search
from zicht.vocabulary.estimates import CaptureTable

HERE = Path(__file__).parent
TABLES = HERE.parent / "tests/reference/data/capture"
R_STEPWISE, R_ENUMERATION, R_BIC = 105.09, 14.13, 114.0
R_SCRIPT = """suppressMessages(library(SparseMSE)); data(Ned_5); set.seed(1234)
t <- system.time(estimatepopulation(Ned_5, pthresh=0.02, nboot=100, iseed=1234)); cat(10 * (t[[1]] + t[[2]]))"""


def cpu_seconds(work: Callable[[], object], repeats: int = 3) -> float:
    """Give the least processor time of several runs."""
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def dutch_five() -> CaptureTable:
    """Give the Dutch table of five lists."""
    return merge_lists(read_capture_table(TABLES / "Ned.csv"), ["I", "O"])


def made_up(n_lists: int) -> CaptureTable:
    """Draw a table of sparse lists."""
    rng = np.random.default_rng(n_lists)
    on = rng.uniform(size=(2000, n_lists)) < np.linspace(0.08, 0.03, n_lists)
    cells, counts = np.unique(on @ (1 << np.arange(n_lists)), return_counts=True)
    kept = cells > 0
    names = tuple(f"L{i}" for i in range(n_lists))
    return CaptureTable(
        names, tuple(int(c) for c in cells[kept]), tuple(int(n) for n in counts[kept])
    )


def method(table: CaptureTable, name: str, replicates: int) -> object:
    """Run one method."""
    return run(Problem(table, Settings(replicates=replicates)), name)


def r_seconds() -> float | None:
    """Measure SparseMSE, if it is here."""
    if shutil.which("Rscript") is None:
        return None
    done = subprocess.run(
        ["Rscript", "-e", R_SCRIPT], capture_output=True, text=True, check=False
    )
    return float(done.stdout) if done.returncode == 0 and done.stdout else None


def profile(work: Callable[[], object]) -> str:
    """Give the ten functions that take most time."""
    watch = cProfile.Profile()
    watch.runcall(work)
    out = io.StringIO()
    pstats.Stats(watch, stream=out).strip_dirs().sort_stats("tottime").print_stats(10)
    return "\n".join(
        line.rstrip() for line in out.getvalue().splitlines()[4:] if line.strip()
    )


def main() -> None:
    """Measure and write."""
    five = dutch_five()
    counts = five.by_pattern.astype(float)
    stepwise = partial(method, five, "stepwise", 1000)
    rows = [
        (
            "stepwise, 1,000 BCa replicates, selection redone, Ned_5",
            cpu_seconds(stepwise),
            R_STEPWISE,
            100,
        ),
        (
            "all hierarchical models to order 3, Ned_5 (6,212 looked at)",
            cpu_seconds(lambda: search(counts, 5, max_order=3)),
            R_ENUMERATION,
            30,
        ),
        (
            "all hierarchical models to order 4, Ned_5 (6,893)",
            cpu_seconds(lambda: search(counts, 5)),
            None,
            None,
        ),
        (
            "bic, 1,000 replicates over the best 100 models, Ned_5",
            cpu_seconds(partial(method, five, "bic", 1000), 1),
            R_BIC,
            None,
        ),
    ]
    lists = [
        (n, name, cpu_seconds(partial(method, made_up(n), name, 100), 1))
        for n in (6, 8, 10)
        for name in ("stepwise", "bic", "threshold", "graphs")
    ]
    measured = r_seconds()
    note = {
        "rows": [
            {
                "work": w,
                "cpu_seconds": round(s, 3),
                "r_cpu_seconds": r,
                "ratio": round(r / s) if r else None,
                "goal": g,
            }
            for w, s, r, g in rows
        ],
        "lists": [
            {"lists": n, "method": m, "cpu_seconds": round(s, 2)} for n, m, s in lists
        ],
        "sparsemse_here_cpu_seconds": measured,
    }
    words = ["| work | CPU s | R, CPU s | ratio | goal |", "|---|---|---|---|---|"]
    words += [
        f"| {w} | {s:.2f} | {r or '–'} | {f'{r / s:.0f}' if r else '–'} | {g or '–'} |"
        for w, s, r, g in rows
    ]
    words += [
        "",
        "With 100 replicates on made-up tables of more lists:",
        "",
        "| lists | method | CPU s |",
        "|---|---|---|",
    ]
    words += [f"| {n} | {m} | {s:.1f} |" for n, m, s in lists]
    words += [
        "",
        "Profile of the stepwise bootstrap:",
        "",
        "```",
        profile(stepwise),
        "```",
    ]
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results/estimation_speed.json").write_text(
        json.dumps(note, indent=1) + "\n", encoding="utf-8"
    )
    (HERE / "results/estimation_speed.md").write_text(
        "\n".join(words) + "\n", encoding="utf-8"
    )
    print("\n".join(words))


if __name__ == "__main__":
    main()
