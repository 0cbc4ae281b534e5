"""Runs every benchmark of this folder, one after the other, and says where the results are."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
DATA = HERE.parent.parent / "shared" / "data" / "disclosure"
ORDER = (
    "deliveries",
    "indicators",
    "invent",
    "search",
    "site",
    "reports",
    "estimation_speed",
    "tables",
    "disclosure_speed",
)
"""The long simulation `estimation_coverage.py` is run by hand; its result is committed."""


def main() -> int:
    """Run what can run; leave with the number of benchmarks that failed."""
    failed = 0
    for name in ORDER:
        script = HERE / f"{name}.py"
        needs_data = name == "disclosure_speed"
        if needs_data and not DATA.is_dir():
            print(f"\n== {name}: left out, its tables are not here")
            continue
        print(f"\n== {name}", flush=True)
        done = subprocess.run(
            [sys.executable, script, *([str(DATA)] if needs_data else [])], check=False
        )
        failed += done.returncode != 0
    print(f"\nResults: {HERE / 'results'}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
