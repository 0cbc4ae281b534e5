"""Builds the reports of a release: a page and a print of each, in every language."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from zicht.edition.edition import Edition
from zicht.edition.messages import Message
from zicht.edition.nodes import Problem, gathered
from zicht.reports.built import Built, Moved
from zicht.reports.composing import Sheet, compose
from zicht.reports.files import write_files
from zicht.reports.moving import moved_in
from zicht.reports.resolving import Draft, draft_of, lines_of_figures, reports_of
from zicht.reports.wording import Setting
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Document, Release
from zicht.vocabulary.ways import ReportWays


def build(
    release: Release,
    out: Path,
    *,
    languages: Sequence[str] = (),
    before: Release | None = None,
    only: Sequence[str] = (),
    ways: Mapping[tuple[str, str], ReportWays] | None = None,
    progress: Progress | None = None,
) -> list[Built]:
    """Build every report of a release.

    Parameters
    ----------
    release : nothing else is read
    out : folder; files become `<report>.<language>.html` and `.pdf`, equal bytes for an equal release
    languages : to build in; all of the project where it is empty
    before : an earlier release; numbers that moved since are listed in each report
    only : ids of reports; all of them when empty
    ways : report id and language to where its page leads on a site; None if the reports stand alone
    progress : told what is being built

    Returns
    -------
    one Built per report, in their order

    Raises
    ------
    PublishingError : a text has problems; each is named with file and line, and nothing is written
    """
    _refuse_unknown_ids(release, only)
    draft = draft_of(release, languages, only)
    # All texts are read before the first file is written, so that no half of the reports is new.
    refuse_problems(draft.problems())
    out.mkdir(parents=True, exist_ok=True)
    built = []
    for document in draft.documents:
        if progress:
            progress(Message("progress.building_report", name=document.id))
        built.append(_build(document, draft, out, before, ways or {}))
    return built


def _refuse_unknown_ids(release: Release, ids: Sequence[str]) -> None:
    """Refuse ids of which the release holds no report."""
    known_ids = [document.id for document in reports_of(release)]
    unknown_ids = sorted(set(ids) - set(known_ids))
    if unknown_ids:
        raise PublishingError(
            f"The release holds no report {unknown_ids[0]!r}.",
            now=f"It holds {', '.join(known_ids) or 'none'}.",
        )


def refuse_problems(problems: Sequence[Problem]) -> None:
    """Raise an error that lists the problems in the reports, if there are any."""
    if problems:
        raise PublishingError(
            f"Problems that keep the reports from being built: {len(problems)}.",
            details=gathered(problems),
            now="Correct the files named above; nothing was written.",
        )


def _build(
    document: Document,
    draft: Draft,
    out: Path,
    before: Release | None,
    ways: Mapping[tuple[str, str], ReportWays],
) -> Built:
    """Write one report in every language."""
    files: list[Path] = []
    moved: list[Moved] = []
    n_figures = 0
    for language, edition in draft.editions.items():
        setting = draft.settings[document.id, language]
        n_figures = len(lines_of_figures(setting))
        if before is not None:
            moved = moved_in(setting, before, edition)
        sheet = _sheet(document, edition, setting, before, moved)
        files += write_files(
            sheet.content(),
            edition,
            out / document.id,
            document.date,
            others=[other for other in draft.editions if other != language],
            ways=ways.get((document.id, language)),
        )
    return Built(document.id, document.title, tuple(files), n_figures, tuple(moved))


def _sheet(
    document: Document,
    edition: Edition,
    setting: Setting,
    before: Release | None,
    moved: list[Moved],
) -> Sheet:
    """Compose a report; with an earlier release, a chapter on changed figures comes first."""
    if before is None:
        return compose(document, edition, setting, None, "")
    return compose(document, edition, setting, moved, before.digest[:16])
