"""Runs one command line and turns what went wrong into an exit code."""

import os
import sys
import traceback
from importlib.util import find_spec

from cyclopts import CycloptsError

from zicht.cli import helping, language, output
from zicht.cli.app import app
from zicht.cli.interrupts import INTERRUPTED, Interrupts, watch_interrupts
from zicht.cli.place import with_project
from zicht.edition.messages import Message
from zicht.vocabulary.errors import MachineError, UsageError, ZichtError

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
"""Before numpy loads: our matrices are small, and threads that wait for each other cost more than they save."""

QUIET = ("--quiet", "-q")
EXTRA_OF = {
    "anyascii": "linkage",
    "rapidfuzz": "linkage",
    "splink": "linkage",
    "lxml": "proof",
    "mammoth": "proof",
    "odfdo": "proof",
    "pypdf": "proof",
    "text_to_num": "proof",
    "pikepdf": "reports",
    "typst": "reports",
    "jinja2": "site",
    "markdown_it": "site",
    "pagefind_bin": "site",
}
"""Module of an extra to the extra that brings it, as in pyproject.toml."""
OF_A_PROJECT = ("site", "reports", "linkage", "proof")
"""Extras that the verbs on a project need together: `check`, `run` and what follows them."""
STANDARD_INPUT = "/dev/stdin"
"""What `-` stands for in the place of a file."""


def run_registered(arguments: list[str]) -> int:
    """Run one command, of the verbs that were registered, and return its exit code."""
    words = [
        STANDARD_INPUT if word == "-" else word
        for word in arguments
        if word not in QUIET
    ]
    output.begin(is_quiet=len(words) < len(arguments))
    try:
        return _run_watched(words)
    except KeyboardInterrupt:
        output.say_always(Message("note.interrupted"))
        return INTERRUPTED


def _run_watched(words: list[str]) -> int:
    """Run the verb that the words name, and return its exit code; an interrupt is raised."""
    with watch_interrupts() as interrupts:
        try:
            _run_in_language(words, interrupts)
        except BrokenPipeError:
            # Whoever read the result has gone, as `head` does.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except Exception as error:  # noqa: BLE001 - the message of an unknown error may quote a record: it is not shown
            # A library may turn Ctrl-C into an error of its own, which is not a fault of Zicht.
            if interrupts.happened:
                raise KeyboardInterrupt from None
            shown = _shown(error)
            output.say_error(shown, as_json="--json" in words)
            return shown.exit_code
    return 0


def _run_in_language(words: list[str], interrupts: Interrupts) -> None:
    """Run the verb that the words name, in the language of the user."""
    chosen = language.choose(app, words)
    output.speak(chosen.language)
    interrupts.words = output.spoken(Message("note.interrupted"))
    if chosen.note:
        output.say(chosen.note)
    helping.help_in(app, chosen.language, chosen.words)
    with language.handed_on(chosen.language):
        _run_verb(chosen.words)


def _run_verb(words: list[str]) -> None:
    """Run the verb that the words name."""
    app(
        with_project(app, words),
        exit_on_error=False,
        print_error=False,
        result_action="return_value",
    )


def _shown(error: Exception) -> ZichtError:
    """Return the error that the user sees in the place of any error."""
    if isinstance(error, ZichtError):
        return error
    if isinstance(error, CycloptsError):
        return UsageError(str(error), now=Message("error.see_help"))
    return MachineError.of(error) or missing_extra(error) or _fault(error)


def missing_extra(error: Exception) -> UsageError | None:
    """Return what to install for a library that is left out of the light core; None for any other error."""
    name = error.name if isinstance(error, ModuleNotFoundError) else None
    extra = EXTRA_OF.get((name or "").partition(".")[0])
    if extra is None:
        return None
    lacking = [extra]
    if extra in OF_A_PROJECT:
        lacking = [part for part in OF_A_PROJECT if part == extra or _lacks(part)]
    return UsageError(
        Message("error.parts_missing", n=len(lacking), parts=lacking),
        now=Message("error.install_parts", extras=",".join(lacking)),
    )


def _lacks(extra: str) -> bool:
    """Whether a library of an extra is not installed."""
    modules = [module for module, of_extra in EXTRA_OF.items() if of_extra == extra]
    return any(_is_missing(module) for module in modules)


def _is_missing(module: str) -> bool:
    try:
        return find_spec(module) is None
    except ModuleNotFoundError:
        return True


def _fault(error: Exception) -> ZichtError:
    # Only places in the code are shown. A message, or the value of a variable, may quote a record.
    frames = traceback.extract_tb(error.__traceback__)
    places = [
        f"{frame.name} ({frame.filename.rpartition('zicht/')[2]}:{frame.lineno})"
        for frame in frames[-6:]
    ]
    return ZichtError(
        Message("error.fault", kind=type(error).__name__),
        now=Message("error.report_fault"),
        details=places,
    )
