"""Words to verbs. Heavy rooms are imported when their verb is used, so that `--help` answers at once."""

import os
import resource
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress

from zicht.cli.interrupts import INTERRUPTED, end_at_once


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with the exit code of its family of errors.

    Parameters
    ----------
    arguments : behind `zicht`; those of the process when left out
    """
    if arguments is not None:
        _forbid_core_dumps()
        sys.exit(run(arguments))
    signal.signal(signal.SIGINT, end_at_once)
    _forbid_core_dumps()
    code = run(sys.argv[1:])
    # All is done and said: Ctrl-C would only add the trace of a program that is ending.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if code == INTERRUPTED:
        # Python ends itself by a signal, not with a code, where a library met the interrupt in text that it ran.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _forbid_core_dumps() -> None:
    """Let no crash write memory to disk: before anything is read, so that nothing of a person is in memory yet."""
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    # Imported here, so that Ctrl-C is watched while the libraries of the command line are loaded.
    from zicht.cli.entry import run_registered

    register_verbs()
    return run_registered(list(arguments))


def register_verbs() -> None:
    """Import the files of verbs: each registers its verbs with the app of the command line."""
    from zicht.cli import (  # noqa: F401 - imported for what they register
        asking,
        auditing,
        estimating,
        keys,
        linking,
        project,
        protecting,
        releases,
        safekeeping,
        suppliers,
        trust,
        writing,
    )
