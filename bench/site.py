"""How long the pages take, how large they are, and how much memory they ask: the country as large as the real one.

Run: python bench/site.py [municipalities]; writes bench/results/site.json. Two sites of 345 municipalities in two
languages are made one after the other, from an invented release; budgets are those of docs/site.md.
"""

import gzip
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests/spec/site"))

import site_sample
from tests.sites import build_site

RESULTS = Path(__file__).parent / "results"
BUDGETS = {"home_bytes": 40_000, "municipality_bytes": 3_000, "seconds_of_both": 10.0}


def zipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))


def _children() -> float:
    """Seconds of processor of the search index, which is made by a program of its own."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(n: int) -> dict[str, object]:
    release = site_sample.release(n)
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter(), time.process_time()
        reports = [build_site(release, Path(folder) / name) for name in ("one", "two")]
        seconds = time.perf_counter() - started[0]
        own = time.process_time() - started[1]
        out = Path(folder) / "one"
        local = [
            zipped(path)
            for path in out.glob("*/*/*/index.html")
            if path.parts[-3] in ("gemeenten", "municipalities")
        ]
        return {
            "municipalities": n,
            "pages_each": reports[0].pages,
            "megabytes_each": round(reports[0].bytes / 1e6, 1),
            "seconds_of_both": round(seconds, 2),
            "processor_of_both": round(own + _children(), 2),
            "steps": reports[0].seconds,
            "home_bytes": max(
                zipped(out / language / "index.html") for language in ("nl", "en")
            ),
            "municipality_bytes": max(local),
            "stylesheet_bytes": zipped(out / "site.css"),
            "map_bytes": zipped(out / "map.svg"),
            "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            // 1024,
        }


def main() -> None:
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 345)
    over = [
        name for name, budget in BUDGETS.items() if float(str(found[name])) > budget
    ]
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "site.json").write_text(
        json.dumps({**found, "over_budget": over}, indent=1) + "\n"
    )
    for name, value in found.items():
        print(
            f"{name}: {value}{'  (budget ' + str(BUDGETS[name]) + ')' if name in BUDGETS else ''}"
        )
    if over:
        sys.exit(f"Over budget: {', '.join(over)}")


if __name__ == "__main__":
    main()
