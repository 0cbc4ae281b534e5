"""Makes the faults of tests/mutants.toml one by one, and demands that a test notices each.

`python tools/mutants.py [WORD ...]` tries all of them, or those whose name holds one of the words. It leaves with the
number of faults that no test noticed. The source itself is not touched.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
FAULTS = ROOT / "tests" / "mutants.toml"
TESTS_FAILED = 1
"""Exit code of pytest when it ran and a test failed; 2 and more mean that it could not run."""


@dataclass(frozen=True)
class Mutant:
    """One fault.

    Parameters
    ----------
    name : what is wrong, in words
    before, after : text of the source, and the fault that takes its place
    tests : files of which one test must fail
    """

    name: str
    before: str
    after: str
    tests: tuple[str, ...]


class UnclearMutantError(Exception):
    """The text to replace is not there once."""


def read_mutants(path: Path = FAULTS) -> list[Mutant]:
    """Read the faults in the order of the file."""
    tables: Sequence[Mapping[str, object]] = tomllib.loads(path.read_text("utf-8"))[
        "mutant"
    ]
    return [
        Mutant(
            str(table["name"]),
            str(table["before"]),
            str(table["after"]),
            tuple(map(str, table["tests"])),  # type: ignore[call-overload]
        )
        for table in tables
    ]


def file_to_change(mutant: Mutant, source: Path = SOURCE) -> Path:
    """Find the one file that holds the text to replace.

    Raises
    ------
    UnclearMutantError : the text occurs never, or more than once
    """
    holders = [
        path
        for path in sorted(source.rglob("*.py"))
        for _ in range(path.read_text("utf-8").count(mutant.before))
    ]
    if len(holders) != 1:
        raise UnclearMutantError(
            f"'{mutant.name}': its text occurs {len(holders)} times in the source, and must occur once."
            " The code was rewritten: give the fault in its new words in tests/mutants.toml."
        )
    return holders[0]


def is_noticed(mutant: Mutant) -> bool:
    """Make the fault in a copy of the source and run its tests.

    Raises
    ------
    UnclearMutantError : the text is not there once, or the tests could not run
    """
    changed = file_to_change(mutant)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "src"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        target = copy / changed.relative_to(SOURCE)
        text = target.read_text("utf-8")
        target.write_text(text.replace(mutant.before, mutant.after), "utf-8")
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-n",
            "0",
            "-p",
            "no:cacheprovider",
            *mutant.tests,
        ]
        environment = {
            **os.environ,
            "PYTHONPATH": str(copy),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode not in {0, TESTS_FAILED}:
        raise UnclearMutantError(
            f"'{mutant.name}': its tests could not run.\n{done.stdout[-2000:]}"
        )
    return done.returncode == TESTS_FAILED


def main(words: Sequence[str]) -> int:
    """Try the faults and print for each whether it was noticed."""
    unnoticed = 0
    for mutant in read_mutants():
        if words and not any(word in mutant.name for word in words):
            continue
        noticed = is_noticed(mutant)
        unnoticed += not noticed
        print(f"{'noticed' if noticed else 'NOT NOTICED'}: {mutant.name}", flush=True)
    return unnoticed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
