"""The verbs of editors and advisers: reports, a brief, proof of a text."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from zicht.cli import output
from zicht.cli.app import app
from zicht.cli.options import AsJson, File, Folder, ProjectFolder, Repeated
from zicht.cli.place import project_around
from zicht.edition.messages import Message, value_in_words
from zicht.vocabulary.errors import TextContradicted, UsageError

if TYPE_CHECKING:
    from zicht.proof.blocks import Document
    from zicht.proof.judging import Judgement
    from zicht.reports.built import Built

_MOST_IDS = 10
"""Indicators and series that a note lists."""


@app.command
def reports(
    project: ProjectFolder,
    *,
    only: Repeated = (),
    since: str = "",
    release: str = "",
    out: Folder | None = None,
    json: AsJson = False,
) -> None:
    """Build the reports of a release as pages and tagged PDFs; numbers that moved since a draft are listed.

    Example: `zicht reports projects/voorbeeldland --only slachtoffermonitor-mensenhandel --since 3f2a`

    Parameters
    ----------
    project
        Folder of the project.
    only
        Id of a report; repeat for more. All of them when left out.
    since
        Start of the digest of an earlier release.
    release
        Start of the digest of the release; the newest when left out.
    out
        Folder for the files; `reports-built` in the project when left out.
    json
        Give the result as JSON.
    """
    from zicht.pipeline import reporting

    with output.steps() as tell:
        built = reporting.build(
            project, digest=release, since=since, only=only, out=out, tell=tell
        )
    if json:
        output.give_json([_report_as_json(report) for report in built])
    else:
        _show_files_of_reports(built)


def _report_as_json(report: "Built") -> dict[str, object]:
    return {
        "id": report.id,
        "files": [str(file) for file in report.files],
        "figures": report.figures,
        "moved": len(report.moved),
    }


def _show_files_of_reports(reports: "Sequence[Built]") -> None:
    """Print a row per file: a report has several."""
    rows = []
    for report in reports:
        for file in report.files:
            rows.append((report.id, report.figures, len(report.moved), file))
    output.give_table(("report", "figures", "moved", "file"), rows)


@app.command
def brief(
    project: ProjectFolder,
    *,
    area: str = "",
    theme: str = "",
    release: str = "",
    out: Folder | None = None,
    json: AsJson = False,
) -> None:
    """Write one page for a municipality or a committee: what is known there, what it means, who helps.

    Example: `zicht brief projects/voorbeeldland --area Suizeldijk`

    Parameters
    ----------
    project
        Folder of the project.
    area
        Name or code of an area; leave it out for a committee.
    theme
        Id of a theme, as pack and project declare them; all when left out.
    release
        Start of the digest of the release; the newest when left out.
    out
        Folder for the files; `reports-built` in the project when left out.
    json
        Give the result as JSON.
    """
    from zicht.pipeline import reporting

    with output.steps() as tell:
        built = reporting.brief(
            project, digest=release, area=area, theme=theme, out=out, tell=tell
        )
    if json:
        output.give_json(
            {
                "id": built.id,
                "files": [str(file) for file in built.files],
                "figures": built.figures,
            }
        )
        return
    for file in built.files:
        output.give(str(file))


@app.command
def proof(
    *places: Path,
    language: str = "",
    release: str = "",
    figures: File | None = None,
    out: Path | None = None,
    json: AsJson = False,
) -> None:
    """Compare every quantity of a text with the figures of a release and with the other numbers of the text.

    Ends with exit code 13 if the text contradicts the figures, or itself.

    Example: `zicht proof projects/nederland letter.docx --language nl --out letter.html`

    Parameters
    ----------
    places
        Folder of the project, and the text (Markdown, text, HTML, DOCX, ODT or PDF). With --figures, only the text.
    language
        Language of the text: nl or en; it decides how numbers and words are read. By default the first language of the
        project, and nl with --figures.
    release
        Start of the digest of the release; the newest when left out.
    figures
        A CSV of figures to check against instead of a release: id, title, value, kind, and any of period, since, about.
    out
        HTML file to write: the text with each number annotated in place.
    json
        Give the judgements as JSON.
    """
    from zicht.pipeline import reporting
    from zicht.proof.telling import page

    project, text = _project_and_text(places, has_figures=figures is not None)
    language = language or _assumed_language(project)
    document, judgements, without_subject = reporting.check_text(
        project, text, language=language, digest=release, figures=figures
    )
    if without_subject:
        ids = ", ".join(without_subject[:_MOST_IDS])
        n = len(without_subject)
        output.say_always(Message("note.without_subject", n=n, ids=ids))
    if out is not None:
        html = page(judgements, document, name=text.name, language=language)
        out.write_text(html, encoding="utf-8")
    _give_judgements(judgements, document, as_json=json)
    _refuse_contradicted(judgements, text.name)


def _project_and_text(
    places: Sequence[Path], *, has_figures: bool
) -> tuple[Path | None, Path]:
    """Return the project and the text to check; with a file of figures there is no project.

    Inside a project its folder may be left out.

    Raises
    ------
    UsageError : too few or too many places are given
    """
    current_project = project_around(Path.cwd())
    if len(places) == 1 and not has_figures and current_project is not None:
        return current_project, places[0]
    n_expected = 1 if has_figures else 2
    if len(places) != n_expected:
        raise UsageError(
            Message("error.proof_takes"),
            now=Message("error.proof_example"),
        )
    if has_figures:
        return None, places[0]
    return places[0], places[1]


def _assumed_language(project: Path | None) -> str:
    """Return the language that a text is read in where the user names none, and say so if it may be another.

    The language decides whether 1.234 is a thousand or little more than one.
    """
    from zicht.pipeline import reporting

    language = reporting.language_of_texts(project)
    if project is None or reporting.has_several_languages(project):
        output.say_always(Message("note.language_assumed", language=language))
    return language


def _give_judgements(
    judgements: "Sequence[Judgement]", document: "Document", *, as_json: bool
) -> None:
    """Print each number of the text with its verdict and the reason of it."""
    from zicht.proof.telling import as_values, place, sentence

    if as_json:
        output.give_json([as_values(judgement, document) for judgement in judgements])
        return
    rows = [
        (
            place(judgement, document),
            judgement.claim.quantity.words,
            value_in_words(judgement.verdict),
            sentence(judgement),
        )
        for judgement in judgements
    ]
    output.give_table(("place", "number", "verdict", "why"), rows)


def _refuse_contradicted(judgements: "Sequence[Judgement]", name: str) -> None:
    """End with an error if a number of the text is contradicted.

    Raises
    ------
    TextContradicted : with the number of contradicted numbers
    """
    n = sum(judgement.verdict == "contradicted" for judgement in judgements)
    if n:
        raise TextContradicted(
            Message("error.contradicted", text=name, n=n, all=len(judgements)),
            now=Message("error.correct_contradicted"),
        )


@app.command
def followup(project: ProjectFolder, *, today: str = "", json: AsJson = False) -> None:
    """Show the status of recommendations per addressee, and which are due for another look.

    A recommendation counts as adopted only with evidence; "unchecked" counts those that are called adopted but were not
    checked in practice.

    Example: `zicht followup projects/nederland`

    Parameters
    ----------
    project
        Folder of the project.
    today
        Day to judge on, YYYY-MM-DD; today when left out.
    json
        Give the result as JSON.
    """
    from zicht.pipeline import following

    follow_up = following.follow_up(project, today=today)
    if json:
        output.give_json(follow_up.as_json())
        return
    output.give_table(
        ("addressee", "made", "where they stand", "unchecked", "overdue"),
        follow_up.rows(),
    )
    if follow_up.late:
        output.give_table(
            ("overdue", "recommendation", "status", "to be looked at by"),
            follow_up.late_rows(),
        )
