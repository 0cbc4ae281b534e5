"""Builds the reports of a release: a page and a print of each, in every language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from zicht.edition.edition import Edition
from zicht.edition.nodes import Problem, gathered
from zicht.reports.composing import compose
from zicht.reports.editions import report_edition
from zicht.reports.moving import Moved, moved_in
from zicht.reports.pages import write_page
from zicht.reports.printing import print_pdf
from zicht.reports.sheet import set_report, source_file
from zicht.reports.wording import Setting
from zicht.vocabulary.errors import PublishingError
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Document, Release
from zicht.vocabulary.text import Text
from zicht.vocabulary.ways import ReportWays


@dataclass(frozen=True)
class Built:
    """One report, built.

    Parameters
    ----------
    id, title : of the report
    files : what was written: per language a page and a print
    figures : how many figures it shows
    moved : figures that differ from the release it was compared with
    """

    id: str
    title: Text
    files: tuple[Path, ...]
    figures: int
    moved: tuple[Moved, ...] = ()


def reports_of(release: Release) -> list[Document]:
    """Give the reports that a release holds, in their order."""
    found = [document for document in release.documents if document.kind == "report"]
    return sorted(
        found,
        key=lambda document: (
            str(document.facts.get("order", 0)).zfill(4),
            document.id,
        ),
    )


@dataclass(frozen=True)
class _Draft:
    """Every report of a release, read and resolved once, in every language."""

    documents: tuple[Document, ...]
    editions: Mapping[str, Edition]
    settings: Mapping[tuple[str, str], Setting]

    @classmethod
    def of(
        cls, release: Release, languages: Sequence[str], only: Sequence[str] = ()
    ) -> "_Draft":
        documents = tuple(
            one for one in reports_of(release) if not only or one.id in only
        )
        editions = {
            language: report_edition(release, language) for language in languages
        }
        pairs = [
            (document, language) for document in documents for language in languages
        ]
        settings = {
            (one.id, language): set_report(one, editions[language])
            for one, language in pairs
        }
        return cls(documents, editions, settings)

    def problems(self) -> list[Problem]:
        found: list[Problem] = []
        for document in self.documents:
            settings = {
                language: self.settings[document.id, language]
                for language in self.editions
            }
            found += [
                problem for setting in settings.values() for problem in setting.problems
            ]
            found += _differences(document, settings)
        return found


def check(release: Release, *, languages: Sequence[str] = ()) -> list[Problem]:
    """Look for everything that keeps the reports of a release from being built.

    Parameters
    ----------
    release : with documents of kind `report`
    languages : to look in; all of the project where it is empty

    Returns
    -------
    problems with file and line: an unknown figure, a dangling reference, a number typed by hand, a hidden figure used
    as a number, figures that stand in one language only; empty when there are none
    """
    return _Draft.of(release, languages or release.face.languages).problems()


def _differences(document: Document, settings: "dict[str, Setting]") -> list[Problem]:
    """Figures that stand in one language and not in the other: a translation that fell behind."""
    if len(settings) < 2 or any(setting.problems for setting in settings.values()):
        return []
    found = []
    everything = {
        language: _addresses(setting) for language, setting in settings.items()
    }
    for language, own in everything.items():
        for other, theirs in everything.items():
            for address, line in own.items():
                if address not in theirs:
                    what = f"{address} stands here and not in {other}.md."
                    found.append(
                        Problem(
                            source_file(document, language),
                            line,
                            what,
                            "Every language shows the same.",
                        )
                    )
    return found


def _addresses(setting: Setting) -> dict[str, int]:
    found = {figure.address: 1 for table in setting.tables for figure in table.figures}
    for use in setting.uses:
        for figure in use.figures:
            found.setdefault(figure.address, use.line)
    return found


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
    ways : report id and language to where its page leads on a site; None where the reports stand alone
    progress : told what is being built

    Returns
    -------
    one Built per report, in their order

    Raises
    ------
    PublishingError : something in a text does not hold; every problem is named with file and line, and nothing is
        written
    """
    strays = set(only) - {document.id for document in reports_of(release)}
    if strays:
        raise PublishingError(
            f"The release holds no report {sorted(strays)[0]!r}.",
            now=f"It holds {', '.join(document.id for document in reports_of(release)) or 'none'}.",
        )
    draft = _Draft.of(release, languages or release.face.languages, only)
    refuse_problems(draft.problems())
    out.mkdir(parents=True, exist_ok=True)
    built = []
    for document in draft.documents:
        if progress:
            progress(f"Building {document.id}")
        built.append(_build(document, draft, out, before, ways or {}))
    return built


def refuse_problems(problems: Sequence[Problem]) -> None:
    """Raise when something in the reports does not hold."""
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
    files: list[Path] = []
    found: list[Moved] | None = None
    figures = 0
    for language, edition in draft.editions.items():
        setting = draft.settings[document.id, language]
        figures = len(_addresses(setting))
        found = None if before is None else moved_in(setting, before, edition)
        sheet = compose(
            document, edition, setting, found, before.digest[:16] if before else ""
        )
        others = [other for other in draft.editions if other != language]
        files += write_files(
            sheet.content(),
            edition,
            out / document.id,
            document.date,
            others=others,
            ways=ways.get((document.id, language)),
        )
    return Built(document.id, document.title, tuple(files), figures, tuple(found or ()))


def write_files(
    content: dict[str, object],
    edition: Edition,
    place: Path,
    date: str,
    *,
    others: Sequence[str],
    ways: ReportWays | None = None,
    template: str = "report",
) -> list[Path]:
    """Write one sheet as a page and as a print.

    Parameters
    ----------
    content : of the sheet
    edition : in whose language it is
    place : folder and name of the files, without language and ending
    date : of the document
    others : further languages in which it exists
    ways : where its page leads on a site
    template : of the print; a page looks the same for both
    """
    page = place.with_name(f"{place.name}.{edition.language}.html")
    pdf = page.with_suffix(".pdf")
    pdf.write_bytes(
        print_pdf(
            content, language=edition.language, date=date, template=f"{template}.typ"
        )
    )
    page.write_text(
        write_page(content, edition, place.name, others, ways), encoding="utf-8"
    )
    return [page, pdf]
