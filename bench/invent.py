"""How long inventing takes, and how much memory, at several sizes.

Run: python bench/invent.py [scale ...]; writes bench/results/invent.json. Processor seconds, one thread.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

from zicht_invented import InventSettings, invent

RESULTS = Path(__file__).parent / "results"


def measure(scale: float) -> dict[str, object]:
    """Invent once, and tell seconds per step and what was made."""
    marks: list[tuple[str, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        made = invent(
            InventSettings(scale=scale),
            Path(folder),
            lambda step, _done, _total: marks.append((step, time.process_time())),
        )
        n_bytes = sum(
            path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()
        )
    steps = {step: round(end - start, 2) for (step, start), (_, end) in pairwise(marks)}
    return {
        "scale": scale,
        "persons_in_records": made.persons,
        "victims": made.victims,
        "records": sum(made.rows.values()),
        "seconds": round(marks[-1][1] - marks[0][1], 2),
        "steps": steps,
        "megabytes_written": round(n_bytes / 1e6, 1),
        "peak_megabytes": round(
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        ),
    }


def main() -> None:
    scales = [float(word) for word in sys.argv[1:]] or [0.05, 1.0, 20.0]
    if len(scales) == 1:
        print(json.dumps(measure(scales[0])))
        return
    rows = []
    for (
        scale
    ) in scales:  # each in a process of its own, so that its peak of memory is its own
        done = subprocess.run(
            [sys.executable, __file__, str(scale)],
            check=True,
            capture_output=True,
            text=True,
        )
        rows.append(json.loads(done.stdout))
        print(done.stdout.strip())
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "invent.json").write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
