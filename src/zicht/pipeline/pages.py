"""Makes the pages of a release in a process of its own, which knows neither the vault's path nor its keys."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from zicht.edition.messages import Message
from zicht.pipeline import folders, reviewers
from zicht.pipeline.project_journal import publication_of, states_publication
from zicht.release import roles, store
from zicht.release.approval import (
    REVIEWERS_NEEDED,
    counting_approvals,
    journal_of,
)
from zicht.release.approval import is_published as is_signed_by_two
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.progress import Progress

_STAMP = ".release"
JOURNAL = "journal.txt"
"""File of the site with number and digest of the entry of the journal that published its release."""
WATCHED = "ZICHT_INPUT_ENDS_WITH_PARENT"
_PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "TMPDIR", "ZICHT_LANGUAGE")
"""Names of the environment that the process which makes the pages may see."""


def is_made(project: Path, path: Path) -> bool:
    """Whether the pages that stand there show this release with these signatures."""
    stamp = folders.site(project) / _STAMP
    return stamp.is_file() and stamp.read_text() == _state(project, path)


def _shows(project: Path, path: Path) -> bool:
    """Whether the pages that stand there are of this release, so that proof has read its texts."""
    stamp = folders.site(project) / _STAMP
    return stamp.is_file() and stamp.read_text().startswith(f"{path.name}\n")


def _state(project: Path, path: Path) -> str:
    return "\n".join([path.name, *sorted(_accepted(project, path))]) + "\n"


def _accepted(project: Path, path: Path) -> list[str]:
    """List the ids of the keys whose signatures count; none of a fully signed release that the ledger does not hold."""
    for panel in reviewers.panels(project):
        approvals = counting_approvals(path, panel)
        is_enough = len(approvals) >= REVIEWERS_NEEDED
        # Signatures that were put beside a release by hand would show it as published.
        if is_enough and not is_in_ledger(project, path):
            return []
        if approvals:
            return [approval.key_id for approval in approvals]
    return []


def is_published(project: Path, path: Path) -> bool:
    """Whether two reviewers signed a release, or two demonstrators, and the ledger knows what it printed.

    Signatures that were put beside a release by hand do not publish it: no later release would be attacked together
    with it. One reviewer and one demonstrator do not make two.
    """
    return any(
        is_published_by(project, path, panel) for panel in reviewers.panels(project)
    )


def is_published_by(project: Path, path: Path, panel: roles.Panel) -> bool:
    """Whether two of a panel signed a release, and the ledger knows what it printed."""
    return is_signed_by_two(path, panel) and is_in_ledger(project, path)


def is_in_ledger(project: Path, path: Path) -> bool:
    """Whether the journal states the publication of a release; what counts nothing needs no ledger.

    That an earlier release printed the same is not enough: texts differ, and nobody entered these signatures.
    """
    gate = store.gate_of(path)
    if gate is None:
        return True
    head = journal_of(path)
    return states_publication(project, gate.digest, path.name, head)


def make(project: Path, path: Path, *, tell: Progress) -> None:
    """Make the pages of one release; the old pages stay until the new ones are complete."""
    tell(Message("progress.making_pages"))
    exit_code = _run_alone(_command(project, path))
    if exit_code:
        raise PublishingError(
            "The pages could not be made; the old ones still stand.",
            now="See the error above.",
        )
    _anchor_journal(project, path)
    (folders.site(project) / _STAMP).write_text(_state(project, path))


def _command(project: Path, path: Path) -> list[str]:
    """Return the command that makes the pages, see `make_from_release`."""
    release, site = path.resolve(), folders.site(project).resolve()
    command = [sys.executable, "-m", "zicht", "pages", str(release), str(site)]
    for key_id in _accepted(project, path):
        command += ["--accepted", key_id]
    for earlier in published_before(project, path):
        command += ["--earlier", str(earlier.resolve())]
    # Where only signatures changed, proof has read these texts before.
    if not _shows(project, path):
        command += ["--proof", str(project.resolve())]
    return command


def published_before(project: Path, path: Path) -> list[Path]:
    """List the releases that were published before another, oldest first."""
    releases = store.list_releases(folders.releases(project))
    earlier = releases[: releases.index(path)]
    return [release for release in earlier if is_published(project, release)]


def _run_alone(command: Sequence[str]) -> int:
    """Run our own verb in a process that knows no folder of this user, and return its exit code."""
    with tempfile.TemporaryDirectory(prefix="zicht-pages-") as empty:
        # Nothing else is passed on: a variable may hold the place of keys (ZICHT_KEYS).
        environment = {
            name: os.environ[name] for name in _PASSED_ON if name in os.environ
        }
        # The pipe to its input ends with us, however we end: the process then ends too, and leaves nothing half done.
        with subprocess.Popen(  # noqa: S603 - our own verb, no shell
            command,
            cwd=empty,
            env={**environment, "HOME": empty, WATCHED: "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        ) as process:
            return process.wait()


def _anchor_journal(project: Path, path: Path) -> None:
    """Show on the public site which entry of the journal published this release.

    Whoever keeps a copy of the site can tell later that the journal was put back to before it.
    """
    gate = store.gate_of(path)
    if gate is None or not is_published(project, path):
        return
    (folders.site(project) / JOURNAL).write_text(
        f"{publication_of(project, gate.digest, path.name)}\n", encoding="utf-8"
    )
