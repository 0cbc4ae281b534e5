"""Reports, briefs and proof of a text, each from a release alone."""

from dataclasses import replace
from pathlib import Path

from zicht import proof, reports
from zicht import release as room
from zicht.pipeline import folders
from zicht.project.folder import Project
from zicht.proof import Finding
from zicht.reports import Built
from zicht.vocabulary.errors import PublishingError, UsageError
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Release


def _release(project: Path, digest: str) -> Release:
    Project.open(project)
    return room.read(room.find(folders.releases(project), digest))


def build(
    project: Path,
    *,
    digest: str,
    since: str,
    only: tuple[str, ...],
    out: Path | None,
    tell: Progress,
) -> list[Built]:
    """Build the reports of a release, with the numbers that moved since an earlier one."""
    release, before = (
        _release(project, digest),
        _release(project, since) if since else None,
    )
    if before is not None:
        release = replace(release, changes=room.compare(before, release))
    return reports.build(
        release, _out(project, out), before=before, only=only, progress=tell
    )


def brief(
    project: Path,
    *,
    digest: str,
    area: str,
    theme: str,
    out: Path | None,
    tell: Progress,
) -> Built:
    """Write one page for a municipality or a committee."""
    return reports.brief(
        _release(project, digest),
        area=area,
        theme=theme,
        out=_out(project, out),
        progress=tell,
    )


def _out(project: Path, out: Path | None) -> Path:
    return out or project / "reports-built"


def check_text(
    project: Path, text: Path, *, language: str, digest: str
) -> list[Finding]:
    """Check the numbers of any text against a release."""
    if language not in ("nl", "en"):
        raise UsageError(f"Language {language!r} is not known.", now="Write nl or en.")
    try:
        words = text.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise PublishingError(
            f"{text.name} is no text in UTF-8.", now="Save it as UTF-8 and try again."
        ) from None
    return proof.check(words, language, _release(project, digest))
