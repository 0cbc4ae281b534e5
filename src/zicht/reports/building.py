"""Builds the reports of a release: a page and a print of each, in every language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zicht.edition.edition import Edition
from zicht.edition.messages import Message
from zicht.edition.nodes import Problem, gathered
from zicht.reports.built import Built, Moved
from zicht.reports.composing import Sheet, compose
from zicht.reports.editions import report_edition
from zicht.reports.files import write_files
from zicht.reports.moving import moved_in
from zicht.reports.resolving import set_report, source_file
from zicht.reports.wording import Setting
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Document, Release
from zicht.vocabulary.ways import ReportWays


def reports_of(release: Release) -> list[Document]:
    """Return the reports of a release in their order."""
    reports = [document for document in release.documents if document.kind == "report"]
    reports.sort(key=_place_among_reports)
    return reports


def _place_among_reports(document: Document) -> tuple[str, str]:
    order = str(document.facts.get("order", 0)).zfill(4)
    return order, document.id


@dataclass(frozen=True)
class _Draft:
    """Reports of a release with every reference in them resolved, in every language.

    Parameters
    ----------
    documents : the reports
    editions : by language
    settings : what is set, by id of the report and language
    """

    documents: tuple[Document, ...]
    editions: Mapping[str, Edition]
    settings: Mapping[tuple[str, str], Setting]

    def problems(self) -> list[Problem]:
        """Return every problem in the texts."""
        problems: list[Problem] = []
        for document in self.documents:
            settings = {}
            for language in self.editions:
                setting = self.settings[document.id, language]
                problems += setting.problems
                settings[language] = setting
            problems += _differences(document, settings)
        return problems


def _draft(
    release: Release, languages: Sequence[str], only: Sequence[str] = ()
) -> _Draft:
    """Read the reports of a release, and resolve every reference in them."""
    languages = languages or release.face.languages
    documents = reports_of(release)
    if only:
        documents = [document for document in documents if document.id in only]
    editions = {}
    settings = {}
    for language in languages:
        editions[language] = report_edition(release, language)
    for document in documents:
        for language, edition in editions.items():
            settings[document.id, language] = set_report(document, edition)
    return _Draft(tuple(documents), editions, settings)


def check(release: Release, *, languages: Sequence[str] = ()) -> list[Problem]:
    """Return every problem that keeps the reports of a release from being built.

    Parameters
    ----------
    release : with documents of kind `report`
    languages : to look in; all of the project where it is empty

    Returns
    -------
    problems with file and line: an unknown figure, a dangling reference, a number typed by hand, a hidden figure used
    as a number, figures that stand in one language only; empty when there are none
    """
    return _draft(release, languages).problems()


def _differences(document: Document, settings: Mapping[str, Setting]) -> list[Problem]:
    """Find figures that one language has and another does not, because a translation was not updated."""
    if any(setting.problems for setting in settings.values()):
        # A figure that could not be resolved would count as one that is absent.
        return []
    lines_of_figures = {}
    for language, setting in settings.items():
        lines_of_figures[language] = _lines_of_figures(setting)
    problems = []
    for language, lines in lines_of_figures.items():
        for other_language, other_lines in lines_of_figures.items():
            for address, line in lines.items():
                if address not in other_lines:
                    problem = Problem(
                        source_file(document, language),
                        line,
                        f"{address} stands here and not in {other_language}.md.",
                        "Every language shows the same.",
                    )
                    problems.append(problem)
    return problems


def _lines_of_figures(setting: Setting) -> dict[str, int]:
    """Return the address of every figure that a text shows, with the line where it first stands."""
    lines = {}
    for table in setting.tables:
        for figure in table.figures:
            lines[figure.address] = 1
    for use in setting.uses:
        for figure in use.figures:
            lines.setdefault(figure.address, use.line)
    return lines


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
    draft = _draft(release, languages, only)
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
    draft: _Draft,
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
        n_figures = len(_lines_of_figures(setting))
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
