"""CPU seconds of estimation beside the R packages in one run, and how it scales over lists.

Run: python bench/estimation_speed.py; writes bench/results/estimation_speed.json and .md. Where Rscript, SparseMSE,
Rcapture and LCMCR are installed, `estimation_speed.R` measures them in the same run; otherwise the column of R stays
empty. MultipleSystemsEstimation, of which `bic` is the method, could not be had for the run that is committed.
"""

import cProfile
import io
import json
import platform
import pstats
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np

from zicht.estimation.latent import DRAWS, Chain, LatentPrior
from zicht.estimation.methods import run
from zicht.estimation.problem import Problem
from zicht.estimation.reading import read_capture_table
from zicht.estimation.search import search
from zicht.estimation.settings import Settings
from zicht.estimation.tables import merge_lists
from zicht.vocabulary.arrays import Bools, Ints
from zicht.vocabulary.estimates import CaptureTable

HERE = Path(__file__).parent
TABLES = HERE.parent / "tests/reference/data/capture"
N_SWEEPS = 50_000
"""Sweeps of the latent classes that both sides are timed on; a multiple of the draws that a chain keeps."""
HARE = {
    1: 3, 2: 6, 4: 5, 5: 1, 8: 3, 9: 2, 10: 3, 13: 1, 16: 4, 17: 2, 18: 3,
    19: 1, 21: 1, 24: 1, 32: 4, 33: 1, 34: 1, 35: 1, 36: 2, 38: 2, 40: 4, 42: 3,
    44: 1, 46: 2, 48: 2, 50: 1, 52: 1, 54: 1, 56: 1, 57: 1, 58: 1, 62: 1, 63: 2,
}  # fmt: skip
"""68 snowshoe hares by the occasions on which they were caught (Cormack 1989; `hare` of Rcapture)."""


@dataclass(frozen=True)
class Row:
    """One piece of work, here and in R.

    Parameters
    ----------
    work : what is done here
    cpu_seconds : least of the runs
    r_work : what R does beside it
    r_cpu_seconds : of that; None where it could not be measured
    goal : what the time must reach, in words
    """

    work: str
    cpu_seconds: float
    r_work: str = ""
    r_cpu_seconds: float | None = None
    goal: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times the seconds of R are ours."""
        if self.r_cpu_seconds is None:
            return None
        return self.r_cpu_seconds / self.cpu_seconds


def cpu_seconds(work: Callable[[], object], repeats: int = 3) -> float:
    """Return the least processor time of several runs; the first also loads machine code."""
    spent = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def dutch_five() -> CaptureTable:
    """Return the Dutch table of five lists."""
    return merge_lists(read_capture_table(TABLES / "Ned.csv"), ["I", "O"])


def hares() -> CaptureTable:
    """Return the table of six lists and 68 animals."""
    names = tuple(f"L{i}" for i in range(1, 7))
    return CaptureTable(names, tuple(HARE), tuple(HARE.values()))


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


def sweep_seconds(table: CaptureTable) -> float:
    """Return the processor seconds of `N_SWEEPS` sweeps of one chain of ten classes."""
    patterns = np.array(table.patterns)
    on: Bools = ((patterns[:, None] >> np.arange(table.n_lists)) & 1).astype(bool)
    persons: Ints = np.array(table.counts, dtype=np.int64)
    chain = Chain(table.n_lists, LatentPrior(), np.random.default_rng(1))
    chain.go_on(on, persons, DRAWS)
    return cpu_seconds(lambda: chain.go_on(on, persons, N_SWEEPS))


def measure_r() -> Mapping[str, float | str | None]:
    """Return what R takes for the same work; nothing where R is not installed."""
    if shutil.which("Rscript") is None:
        return {}
    script = HERE / "estimation_speed.R"
    done = subprocess.run(
        ["Rscript", "--vanilla", script], capture_output=True, text=True, check=True
    )
    measured: Mapping[str, float | str | None] = json.loads(done.stdout)
    return measured


def beside_r(r: Mapping[str, float | str | None]) -> Iterator[Row]:
    """Measure what R does too."""
    five = dutch_five()
    counts = five.by_pattern.astype(float)

    def seconds_of(name: str) -> float | None:
        value = r.get(name)
        return value if isinstance(value, float | int) else None

    yield Row(
        "stepwise, 10,000 replicates, selection redone, Ned_5",
        cpu_seconds(partial(method, five, "stepwise", 10_000)),
        "SparseMSE, 1,000 replicates",
        seconds_of("stepwise"),
        "1 time",
    )
    yield Row(
        "all hierarchical models, existence checked, Ned_5",
        cpu_seconds(lambda: search(counts, 5)),
        "Rcapture closedpMS.t, existence not checked",
        seconds_of("hierarchical"),
        "100 times",
    )
    yield Row(
        f"latent, {N_SWEEPS:,} sweeps, ten classes, Ned_5",
        sweep_seconds(five),
        "LCMCR, as many",
        seconds_of("sweeps"),
        "1 time",
    )
    yield Row(
        "bic, 1,000 replicates, six lists, 68 hares",
        cpu_seconds(partial(method, hares(), "bic", 1000), 1),
        goal="10 seconds",
    )
    yield Row(
        "bic, 1,000 replicates, Ned_5",
        cpu_seconds(partial(method, five, "bic", 1000), 1),
    )


def by_lists() -> Iterator[tuple[int, str, float]]:
    """Measure methods on tables of ever more lists."""
    for n_lists in (6, 8, 10, 12):
        for name in ("stepwise", "bic", "threshold", "graphs"):
            work = partial(method, made_up(n_lists), name, 100)
            yield n_lists, name, cpu_seconds(work, 1)


def profile(work: Callable[[], object]) -> str:
    """Return the ten functions that take most time."""
    watch = cProfile.Profile()
    watch.runcall(work)
    out = io.StringIO()
    pstats.Stats(watch, stream=out).strip_dirs().sort_stats("tottime").print_stats(10)
    return "\n".join(
        line.rstrip() for line in out.getvalue().splitlines()[4:] if line.strip()
    )


def written(row: Row) -> str:
    """Write one row of the table."""
    r_seconds = "–" if row.r_cpu_seconds is None else f"{row.r_cpu_seconds:.1f}"
    ratio = "–" if row.ratio is None else f"{row.ratio:.1f}"
    parts = [row.work, f"{row.cpu_seconds:.2f}", row.r_work or "–", r_seconds, ratio]
    return f"| {' | '.join(parts)} | {row.goal or '–'} |"


def main() -> None:
    """Measure and write."""
    r = measure_r()
    rows = list(beside_r(r))
    lists = list(by_lists())
    day = datetime.now(UTC).date().isoformat()
    machine = f"{platform.python_version()}, {r.get('version') or 'no R'}"
    note = {
        "day": day,
        "machine": machine,
        "rows": [{**asdict(row), "ratio": row.ratio} for row in rows],
        "lists": [
            {"lists": n, "method": name, "cpu_seconds": round(spent, 2)}
            for n, name, spent in lists
        ],
    }
    words = [
        f"{day}, Python {machine}; processor seconds.",
        "",
        "| work | s | in R | s | ratio | goal |",
        "|---|---|---|---|---|---|",
        *map(written, rows),
        "",
        "With 100 replicates on made-up tables of more lists:",
        "",
        "| lists | method | s |",
        "|---|---|---|",
        *(f"| {n} | {name} | {spent:.1f} |" for n, name, spent in lists),
        "",
        "Profile of the stepwise bootstrap of 1,000 replicates:",
        "",
        "```",
        profile(partial(method, dutch_five(), "stepwise", 1000)),
        "```",
    ]
    results = HERE / "results"
    results.mkdir(exist_ok=True)
    text = json.dumps(note, indent=1)
    (results / "estimation_speed.json").write_text(f"{text}\n", encoding="utf-8")
    text = "\n".join(words)
    (results / "estimation_speed.md").write_text(f"{text}\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
