"""Runs every benchmark of this folder, one after the other, and says where the results are."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
DATA = HERE.parent / "tests" / "reference" / "data" / "disclosure"
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
        arguments = [str(DATA)] if name == "disclosure_speed" else []
        print(f"\n== {name}", flush=True)
        done = subprocess.run([sys.executable, script, *arguments], check=False)
        failed += done.returncode != 0
    print(f"\nResults: {HERE / 'results'}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
