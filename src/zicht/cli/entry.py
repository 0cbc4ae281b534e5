"""Runs one command line and turns what went wrong into an exit code."""

import os
import sys
import traceback
from collections.abc import Sequence

from cyclopts import CycloptsError

from zicht.cli import asking, output, project, releases, tables, writing
from zicht.cli.app import app
from zicht.vocabulary.errors import MachineError, UsageError, ZichtError

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""Before numpy loads: our matrices are small, and threads that wait for each other cost more than they save."""

INTERRUPTED = 130
VERBS = (asking, project, releases, tables, writing)
"""Files of verbs: importing one registers its verbs."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with the exit code of its family of errors."""
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code."""
    try:
        app(
            arguments,
            exit_on_error=False,
            print_error=False,
            result_action="return_value",
        )
    except ZichtError as error:
        output.say_error(error)
        return error.exit_code
    except CycloptsError as error:
        output.say_error(
            UsageError(
                str(error),
                now="`zicht --help` lists the verbs; `zicht VERB --help` shows one.",
            )
        )
        return UsageError.exit_code
    except KeyboardInterrupt:
        output.say(
            "Interrupted. What was finished is kept; run the same command again to go on."
        )
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the message of an unknown error may quote a record: it is not shown
        told = MachineError.of(error) or _fault(error)
        output.say_error(told)
        return told.exit_code
    return 0


def _fault(error: Exception) -> ZichtError:
    frames = traceback.extract_tb(error.__traceback__)
    places = [
        f"{frame.name} ({frame.filename.rpartition('zicht/')[2]}:{frame.lineno})"
        for frame in frames[-6:]
    ]
    return ZichtError(
        f"A fault in Zicht: {type(error).__name__}. Its message is left out, because it could quote a record.",
        now="Nothing was published. Report the places above with the version of Zicht.",
        details=places,
    )
