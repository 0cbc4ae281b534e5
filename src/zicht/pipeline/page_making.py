"""Makes pages from a release alone, inside a process that knows neither the vault's path nor its keys."""

import os
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from zicht.pipeline import folders, pages
from zicht.project.folder import Project
from zicht.project.proof_exceptions import read_exceptions
from zicht.proof.built import Proofreader
from zicht.release import compare, store, vintages
from zicht.reports import building as report_building
from zicht.reports import resolving
from zicht.reports.built import Built
from zicht.site import building as site_building
from zicht.site import planning, serving
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.printed_pages import PageReader, PrintedPage, SourceText
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Document, Release


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
    # Without it a run that is killed would leave this process writing pages that nobody
    # waits for.
    if pages.WATCHED in os.environ:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    published = [store.read(folder) for folder in earlier]
    before = published[-1] if published else None
    release = _shown(store.read(path), published, accepted)
    reader = _proofreader(release, proof, tell) if proof is not None else None
    # Reports are attached to pages, so they are written aside first.
    with tempfile.TemporaryDirectory(prefix="zicht-reports-") as scratch:
        built = report_building.build(
            release,
            Path(scratch),
            languages=release.face.languages,
            before=before,
            ways=planning.report_ways(release),
            progress=tell,
        )
        # Reports first: a contradiction in a text is found before all pages are built.
        if reader is not None:
            _read_reports(release, built, reader)
        attachments = _attachments(built, release.face.languages)
        return site_building.build(
            planning.plan_site(release, attachments=attachments),
            out,
            progress=tell,
            earlier=[planning.planned_library(before) for before in published],
            reader=reader,
        )


def _shown(
    release: Release, published: Sequence[Release], accepted: Sequence[str]
) -> Release:
    """Return a release with what moved since the one before, its vintages, and the signatures that count."""
    changes = compare.compare(published[-1], release) if published else ()
    approvals = [
        approval for approval in release.approvals if approval.key_id in accepted
    ]
    return replace(
        release,
        changes=changes,
        vintages=vintages.vintages(published, release),
        approvals=tuple(approvals),
    )


def _attachments(
    built: Sequence[Built], languages: Sequence[str]
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
    return Proofreader(release, read_exceptions(project), tell)


def _read_reports(release: Release, built: Sequence[Built], reader: PageReader) -> None:
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


def _printed_page(report: Built, file: Path, document: Document) -> PrintedPage:
    """Return the page of a report beside the text that it was made from."""
    language = file.suffixes[-2].removeprefix(".")
    text = document.body.in_language(language)
    return PrintedPage(
        file=file.name,
        language=language,
        html=file.read_text(encoding="utf-8"),
        title=report.title.in_language(language),
        source=SourceText(resolving.source_file(document, language), text),
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
    Project.open(project)
    folder = folders.site(project)
    if not (folder / "index.html").is_file():
        raise PublishingError(
            f"{project} has no pages yet.", now=f"`zicht run {project}` makes them."
        )
    serving.serve(folder, port, announce=tell_address)
