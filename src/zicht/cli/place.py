"""Inside a project no path is needed: the folder that the user stands in is filled in."""

import inspect
from collections.abc import Sequence
from pathlib import Path

from cyclopts import App

from zicht.edition.messages import Message
from zicht.vocabulary.errors import UsageError

SETTINGS = "zicht.toml"
"""The file that makes a folder a project."""


def with_project(app: App, arguments: Sequence[str]) -> list[str]:
    """Return the arguments with the project that the user stands in, where a verb takes a project and none is given.

    Parameters
    ----------
    app : with the verbs
    arguments : as the user gave them

    Returns
    -------
    the arguments as they were where a project is given, or a verb takes none

    Raises
    ------
    UsageError : no project is given, and the user stands in none
    """
    _, apps, rest = app.parse_commands(list(arguments))
    further = _positionals_after_project(apps[-1])
    if further is None or _gives_project(rest, further):
        return list(arguments)
    project = project_around(Path.cwd())
    if project is None and _needs_project(apps[-1]):
        raise UsageError(
            Message("error.no_project"),
            now=Message("error.give_project"),
        )
    if project is None:
        return list(arguments)
    verb = list(arguments)[: len(arguments) - len(rest)]
    return [*verb, str(project), *rest]


def project_around(folder: Path) -> Path | None:
    """Return the folder itself or the nearest one above it that is a project."""
    for candidate in (folder, *folder.parents):
        if (candidate / SETTINGS).is_file():
            return candidate
    return None


def is_project(word: str) -> bool:
    """Whether a word of a command is the folder of a project.

    Any word may be asked: a statement of a reviewer is longer than a name of a file may be, which raises an error.
    """
    try:
        return (Path(word) / SETTINGS).is_file()
    except OSError:
        return False


def _positionals_after_project(verb: App) -> int | None:
    """Count the positional arguments that follow the project; None for a verb that takes no project."""
    if verb.default_command is None:
        return None
    parameters = list(inspect.signature(verb.default_command).parameters.values())
    positional = [
        parameter
        for parameter in parameters
        if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
    ]
    if not positional or positional[0].name != "project":
        return None
    return len(positional) - 1


def _needs_project(verb: App) -> bool:
    """Whether a verb that takes a project cannot do without."""
    if verb.default_command is None:
        return False
    parameters = inspect.signature(verb.default_command).parameters
    return parameters["project"].default is inspect.Parameter.empty


def _gives_project(rest: Sequence[str], further: int) -> bool:
    """Whether the words behind a verb name a project: a folder first, more words than the others take, or --project."""
    if any(word.startswith("--project") or _is_help(word) for word in rest):
        return True
    leading = []
    for word in rest:
        if word.startswith("-"):
            break
        leading.append(word)
    if len(leading) > further or (leading and Path(leading[0]).is_dir()):
        return True
    return any(is_project(word) for word in rest)


def _is_help(word: str) -> bool:
    return word in ("--help", "-h", "--version")
