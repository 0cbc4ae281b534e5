"""The verbs of editors and advisers: reports, a brief, proof of a text."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from zicht.cli import output
from zicht.cli.app import app
from zicht.cli.options import AsJson, File, Folder, ProjectFolder
from zicht.cli.place import project_around
from zicht.vocabulary.errors import TextContradicted, UsageError


@app.command
def reports(
    project: ProjectFolder,
    *,
    only: Annotated[tuple[str, ...], Parameter(negative="")] = (),
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
        output.give_json(
            [
                {
                    "id": b.id,
                    "files": [str(f) for f in b.files],
                    "figures": b.figures,
                    "moved": len(b.moved),
                }
                for b in built
            ]
        )
        return
    output.give_table(
        ("report", "figures", "moved", "file"),
        [(b.id, b.figures, len(b.moved), f) for b in built for f in b.files],
    )


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

    Leaves with code 13 where the text contradicts what is known, or itself.

    Example: `zicht proof projects/nederland letter.docx --language nl --out letter.html`

    Parameters
    ----------
    places
        Folder of the project, and the text (Markdown, text, HTML, DOCX, ODT or PDF). With --figures, only the text.
    language
        Of the text: nl or en; it decides how numbers and words are read. When left out, the first language of the
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
    from zicht import proof as room
    from zicht.pipeline import reporting

    around = project_around(Path.cwd())
    if len(places) == 1 and figures is None and around is not None:
        places = (around, *places)
    wanted = 1 if figures is not None else 2
    if len(places) != wanted:
        raise UsageError(
            "zicht proof takes a project and a text, or a text and --figures FILE.",
            now="For example: zicht proof projects/nederland letter.md",
        )
    *projects, text = places
    project = projects[0] if projects else None
    language = language or reporting.language_of_texts(project)
    document, judgements = reporting.check_text(
        project, text, language=language, digest=release, figures=figures
    )
    if out is not None:
        page = room.page(judgements, document, name=text.name, language=language)
        out.write_text(page, encoding="utf-8")
    if json:
        output.give_json(
            [room.as_values(judgement, document) for judgement in judgements]
        )
    else:
        rows = [
            (
                room.place(judgement, document),
                judgement.claim.quantity.words,
                judgement.verdict,
                room.sentence(judgement),
            )
            for judgement in judgements
        ]
        output.give_table(("place", "number", "verdict", "why"), rows)
    contradicted = [
        judgement for judgement in judgements if judgement.verdict == "contradicted"
    ]
    if contradicted:
        n = len(contradicted)
        raise TextContradicted(
            f"{text.name}: {n} of {len(judgements)} numbers {'is' if n == 1 else 'are'} contradicted.",
            now="Correct them, or correct the figures that contradict them.",
        )


@app.command
def followup(project: ProjectFolder, *, today: str = "", json: AsJson = False) -> None:
    """Show where recommendations stand, per addressee, and which somebody must look at again.

    Nothing counts as adopted without evidence; "unchecked" counts those called adopted that nobody checked in practice.

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
