"""Words to verbs. Heavy rooms are imported when their verb is used, so that `--help` answers at once."""

import os
import sys
import traceback
from collections.abc import Sequence

from cyclopts import App, CycloptsError

from zicht import __version__
from zicht.cli import output
from zicht.vocabulary.errors import MachineError, UsageError, ZichtError

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""Before numpy loads: our matrices are small, and threads that wait for each other cost more than they save."""

INTERRUPTED = 130

app = App(
    name="zicht",
    version=__version__,
    help_format="markdown",
    suppress_keyboard_interrupt=False,
    help="""Makes visible what hides, from deliveries to a published, explained figure.

    Start with `zicht new FOLDER`, or look at a bundled project: `zicht run projects/voorbeeldland`.

    Exit codes: 0 done; 2 wrong use; 3 project; 4 delivery; 5 vault; 6 linkage; 7 indicator; 8 no estimate that may be
    trusted; 9 the gate refuses; 10 an audit failed; 11 release; 12 pages or reports; 70 a fault in Zicht; 74 disk or
    memory; 130 interrupted.
    """,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with the exit code of its family of errors."""
    sys.exit(_run(sys.argv[1:] if arguments is None else list(arguments)))


def _run(arguments: list[str]) -> int:
    from zicht.cli import asking, tables, verbs, writing  # noqa: F401 - registers the verbs

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
