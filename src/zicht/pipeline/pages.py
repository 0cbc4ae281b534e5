"""Makes the pages of a release in a process of its own, which knows neither the vault's path nor its keys."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from zicht import release as room
from zicht.pipeline import folders, reviewers
from zicht.project.folder import Project
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.printed_pages import PageReader, PrintedPage, SourceText
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Document, Release

if TYPE_CHECKING:
    from zicht.reports import Built

_STAMP = ".release"
JOURNAL = "journal.txt"
"""File of the site with number and digest of the entry of the journal that published its release."""
_WATCHED = "ZICHT_INPUT_ENDS_WITH_PARENT"
_PASSED_ON = ("PATH", "PYTHONPATH", "LANG", "TMPDIR")
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
        approvals = room.counting_approvals(path, panel)
        is_enough = len(approvals) >= room.REVIEWERS_NEEDED
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


def is_published_by(project: Path, path: Path, panel: room.Panel) -> bool:
    """Whether two of a panel signed a release, and the ledger knows what it printed."""
    return room.is_published(path, panel) and is_in_ledger(project, path)


def is_in_ledger(project: Path, path: Path) -> bool:
    """Whether the journal states the publication of what the gate sealed; what counts nothing needs no ledger."""
    gate = room.gate_of(path)
    if gate is None:
        return True
    from zicht.pipeline.vaults import publications_of  # noqa: PLC0415 - pages are made without the vault

    return gate.digest in publications_of(project)


def make(project: Path, path: Path, *, tell: Progress) -> None:
    """Make the pages of one release; the old pages stay until the new ones are complete."""
    tell("Making pages")
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
    for earlier in _published_before(project, path):
        command += ["--earlier", str(earlier.resolve())]
    if not _shows(project, path):
        command += ["--proof", str(project.resolve())]
    return command


def _published_before(project: Path, path: Path) -> list[Path]:
    """List the releases that were published before another, oldest first."""
    releases = room.list_releases(folders.releases(project))
    earlier = releases[: releases.index(path)]
    return [release for release in earlier if is_published(project, release)]


def _run_alone(command: Sequence[str]) -> int:
    """Run our own verb in a process that knows no folder of this user, and return its exit code."""
    with tempfile.TemporaryDirectory(prefix="zicht-pages-") as empty:
        environment = {
            name: os.environ[name] for name in _PASSED_ON if name in os.environ
        }
        # The pipe to its input ends with us, however we end: the process then ends too, and leaves nothing half done.
        with subprocess.Popen(  # noqa: S603 - our own verb, no shell
            command,
            cwd=empty,
            env={**environment, "HOME": empty, _WATCHED: "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        ) as process:
            return process.wait()


def _anchor_journal(project: Path, path: Path) -> None:
    """Show on the public site which entry of the journal published this release.

    Whoever keeps a copy of the site can tell later that the journal was put back to before it.
    """
    gate = room.gate_of(path)
    if gate is None or not is_published(project, path):
        return
    from zicht.pipeline.vaults import publication_of  # noqa: PLC0415 - pages are made without the vault

    (folders.site(project) / JOURNAL).write_text(
        f"{publication_of(project, gate.digest)}\n", encoding="utf-8"
    )


def make_from_release(
    path: Path,
    out: Path,
    *,
    accepted: tuple[str, ...],
    earlier: tuple[Path, ...],
    proof: Path | None,
    tell: Progress,
) -> object:
    """Inside the separate process: read the release, and write its pages.

    Parameters
    ----------
    path : of the release
    out : folder of the site
    accepted : ids of the keys whose signatures count
    earlier : folders of the releases published before
    proof : folder whose `proof.toml` declares contradictions; None where proof read these pages before
    tell : is told each step
    """
    if _WATCHED in os.environ:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    from zicht import reports, site  # noqa: PLC0415

    published = [room.read(folder) for folder in earlier]
    before = published[-1] if published else None
    release = _shown(room.read(path), before, accepted)
    reader = _proofreader(release, proof, tell) if proof is not None else None
    with tempfile.TemporaryDirectory(prefix="zicht-reports-") as scratch:
        built = reports.build(
            release,
            Path(scratch),
            languages=release.face.languages,
            before=before,
            ways=site.report_ways(release),
            progress=tell,
        )
        if reader is not None:
            _read_reports(release, built, reader)
        return site.build(
            release,
            out,
            base_address=release.face.base_address,
            progress=tell,
            earlier=published,
            reader=reader,
            attachments=_attachments(built, release.face.languages),
        )


def _shown(
    release: Release, before: Release | None, accepted: Sequence[str]
) -> Release:
    """Return a release with what moved since the one before, and with the signatures that count."""
    changes = room.compare(before, release) if before else ()
    approvals = [
        approval for approval in release.approvals if approval.key_id in accepted
    ]
    return replace(release, changes=changes, approvals=tuple(approvals))


def _attachments(
    built: Sequence["Built"], languages: Sequence[str]
) -> dict[tuple[str, str], tuple[Path, ...]]:
    """Return the files of each report in each language."""
    attachments = {}
    for report in built:
        for language in languages:
            mark = f".{language}."
            files = [file for file in report.files if mark in file.name]
            attachments[report.id, language] = tuple(files)
    return attachments


def _proofreader(release: Release, project: Path, tell: Progress) -> PageReader:
    from zicht.project.proof_exceptions import read_exceptions  # noqa: PLC0415
    from zicht.proof import Proofreader  # noqa: PLC0415

    return Proofreader(release, read_exceptions(project), tell)


def _read_reports(
    release: Release, built: Sequence["Built"], reader: PageReader
) -> None:
    """Let proof read every report before the pages; it names the line of the text at a contradiction."""
    documents = {
        document.id: document
        for document in release.documents
        if document.kind == "report"
    }
    for report in built:
        for file in report.files:
            if file.suffix == ".html":
                reader.read(_printed_page(report, file, documents[report.id]))


def _printed_page(report: "Built", file: Path, document: Document) -> PrintedPage:
    """Return the page of a report beside the text that it was made from."""
    from zicht.reports import source_file  # noqa: PLC0415

    language = file.suffixes[-2].removeprefix(".")
    text = document.body.in_language(language)
    return PrintedPage(
        file=file.name,
        language=language,
        html=file.read_text(encoding="utf-8"),
        title=report.title.in_language(language),
        source=SourceText(source_file(document, language), text),
    )


def _end_with_parent() -> None:
    """Wait until whoever started us closes our input, and end."""
    while os.read(
        0, 1024
    ):  # not through a buffer, whose lock would hold up a normal end
        pass
    os._exit(1)


def serve(project: Path, *, port: int, tell_address: Callable[[str], None]) -> None:
    """Show the pages on this machine only."""
    from zicht import site  # noqa: PLC0415

    Project.open(project)
    folder = folders.site(project)
    if not (folder / "index.html").is_file():
        raise PublishingError(
            f"{project} has no pages yet.", now=f"`zicht run {project}` makes them."
        )
    site.serve(folder, port, announce=tell_address)
