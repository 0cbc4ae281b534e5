"""Makes the pages of a release in a process of its own, which knows neither the vault's path nor its keys."""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zicht import release as room
from zicht.pipeline import folders, reviewers
from zicht.project.folder import Project
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.printed_pages import PageReader, PrintedPage, SourceText
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Release

if TYPE_CHECKING:
    from zicht.reports import Built

_STAMP = ".release"
JOURNAL = "journal.txt"
"""File of the site with number and digest of the entry of the journal that published its release."""
_WATCHED = "ZICHT_INPUT_ENDS_WITH_PARENT"


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
    for panel in reviewers.panels(project):
        accepted = room.counting_approvals(path, panel)
        is_enough = len(accepted) >= room.REVIEWERS_NEEDED
        if is_enough and not is_in_ledger(project, path):
            return []
        if accepted:
            return [approval.key_id for approval in accepted]
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
    made = room.list_releases(folders.releases(project))
    earlier = [
        other for other in made[: made.index(path)] if is_published(project, other)
    ]
    command = [
        sys.executable,
        "-m",
        "zicht",
        "pages",
        str(path.resolve()),
        str(folders.site(project).resolve()),
    ]
    for accepted in _accepted(project, path):
        command += ["--accepted", accepted]
    for other in earlier:
        command += ["--earlier", str(other.resolve())]
    if not _shows(project, path):
        command += ["--proof", str(project.resolve())]
    with tempfile.TemporaryDirectory(prefix="zicht-pages-") as empty:
        environment = {
            name: os.environ[name]
            for name in ("PATH", "PYTHONPATH", "LANG", "TMPDIR")
            if name in os.environ
        }
        # The pipe to its input ends with us, however we end: the process then ends too, and leaves nothing half done.
        with subprocess.Popen(  # noqa: S603 - our own verb, no shell
            command,
            cwd=empty,
            env={**environment, "HOME": empty, _WATCHED: "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
        ) as process:
            left_with = process.wait()
    if left_with:
        raise PublishingError(
            "The pages could not be made; the old ones still stand.",
            now="See the error above.",
        )
    _anchor_journal(project, path)
    (folders.site(project) / _STAMP).write_text(_state(project, path))


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
    from dataclasses import replace  # noqa: PLC0415

    from zicht import reports, site  # noqa: PLC0415

    release = room.read(path)
    published = [room.read(other) for other in earlier]
    before = published[-1] if published else None
    changes = room.compare(before, release) if before else ()
    approvals = tuple(
        approval for approval in release.approvals if approval.key_id in accepted
    )
    shown = replace(release, changes=changes, approvals=approvals)
    reader = _proofreader(shown, proof, tell) if proof is not None else None
    with tempfile.TemporaryDirectory(prefix="zicht-reports-") as scratch:
        built = reports.build(
            shown,
            Path(scratch),
            languages=release.face.languages,
            before=before,
            ways=site.report_ways(shown),
            progress=tell,
        )
        if reader is not None:
            _read_reports(shown, built, reader)
        return site.build(
            shown,
            out,
            base_address=release.face.base_address,
            progress=tell,
            earlier=published,
            reader=reader,
            attachments={
                (report.id, language): tuple(
                    file for file in report.files if f".{language}." in file.name
                )
                for report in built
                for language in release.face.languages
            },
        )


def _proofreader(release: Release, project: Path, tell: Progress) -> PageReader:
    from zicht.project.proof_exceptions import read_exceptions  # noqa: PLC0415
    from zicht.proof import Proofreader  # noqa: PLC0415

    return Proofreader(release, read_exceptions(project), tell)


def _read_reports(
    release: Release, built: Sequence["Built"], reader: PageReader
) -> None:
    """Have every report read before the pages; a contradiction is told with the line of its text."""
    from zicht.reports import source_file  # noqa: PLC0415

    documents = {one.id: one for one in release.documents if one.kind == "report"}
    for report in built:
        for file in report.files:
            if file.suffix != ".html":
                continue
            language = file.suffixes[-2].removeprefix(".")
            document = documents[report.id]
            reader.read(
                PrintedPage(
                    file=file.name,
                    language=language,
                    html=file.read_text(encoding="utf-8"),
                    title=report.title.in_language(language),
                    source=SourceText(
                        source_file(document, language),
                        document.body.in_language(language),
                    ),
                )
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
