"""Work for a process that will be disturbed: it receives the deliveries of a project, as `zicht run` does."""

import os
import resource
from pathlib import Path

from zicht import cli
from zicht.cli import entry
from zicht.edition.all_words import all_words
from zicht.pipeline import folders
from zicht.pipeline.inbox import open_inbox
from zicht.pipeline.intake import receive_all
from zicht.pipeline.vaults import open_vault
from zicht.project.folder import Project
from zicht.vocabulary.progress import silent

# Read and imported once, by the process from which the others are forked.
all_words()
cli.register_verbs()


def receive(folder: Path) -> None:
    """Receive what lies in the folder of a project, and seal it away."""
    project = Project.open(folder)
    with (
        folders.claimed(folder),
        open_vault(project, why="count", tell=silent) as (session, vault),
    ):
        receive_all(project, session, vault, open_inbox(project), tell=silent)


def receive_and_exit(folder: Path, largest_file: int | None = None) -> None:
    """Receive as a command does, and end with its exit code.

    Parameters
    ----------
    folder : of the project
    largest_file : bytes that a file may have, as if the disk were full then; None for no limit
    """
    if largest_file is not None:
        # What is told may go to a file, which could not grow either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))
    entry._run_verb = lambda _words: receive(folder)
    raise SystemExit(cli.run(["run", str(folder)]))
