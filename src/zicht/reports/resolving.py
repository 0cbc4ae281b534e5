"""Reads and resolves the texts of reports: every reference, in every language, with a list of problems."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zicht.edition.edition import Edition
from zicht.edition.nodes import Problem
from zicht.reports.blocks import set_blocks
from zicht.reports.editions import report_edition
from zicht.reports.markdown import read
from zicht.reports.references import resolve
from zicht.reports.wording import Setting
from zicht.vocabulary.releases import Document, Release


def source_file(document: Document, language: str) -> str:
    """Name of the file that an editor writes a report in."""
    return f"{document.facts.get('folder', f'reports/{document.id}')}/{language}.md"


def set_report(document: Document, edition: Edition) -> Setting:
    """Read and resolve the text of a report in one language, with every problem in it."""
    file = source_file(document, edition.language)
    blocks, problems = read(edition.say(document.body), file)
    setting = set_blocks(blocks, edition, file, resolve)
    setting.problems[:0] = problems
    title = edition.say(document.title)
    if not setting.blocks and not setting.problems:
        setting.problems.append(Problem(file, 1, f"{title!r} has no text."))
    return setting


def reports_of(release: Release) -> list[Document]:
    """Return the reports of a release in their order."""
    reports = [document for document in release.documents if document.kind == "report"]
    reports.sort(key=_place_among_reports)
    return reports


def _place_among_reports(document: Document) -> tuple[str, str]:
    order = str(document.facts.get("order", 0)).zfill(4)
    return order, document.id


@dataclass(frozen=True)
class Draft:
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


def draft_of(
    release: Release, languages: Sequence[str], only: Sequence[str] = ()
) -> Draft:
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
    return Draft(tuple(documents), editions, settings)


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
    return draft_of(release, languages).problems()


def _differences(document: Document, settings: Mapping[str, Setting]) -> list[Problem]:
    """Find figures that one language has and another does not, because a translation was not updated."""
    if any(setting.problems for setting in settings.values()):
        # A figure that could not be resolved would count as one that is absent.
        return []
    lines_of_language = {}
    for language, setting in settings.items():
        lines_of_language[language] = lines_of_figures(setting)
    problems = []
    for language, lines in lines_of_language.items():
        for other_language, other_lines in lines_of_language.items():
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


def lines_of_figures(setting: Setting) -> dict[str, int]:
    """Return the address of every figure that a text shows, with the line where it first stands."""
    lines = {}
    for table in setting.tables:
        for figure in table.figures:
            lines[figure.address] = 1
    for use in setting.uses:
        for figure in use.figures:
            lines.setdefault(figure.address, use.line)
    return lines
