"""Reports, briefs and proof of a text, each from a release alone."""

from dataclasses import replace
from pathlib import Path

from zicht.pipeline import folders
from zicht.project.folder import Project
from zicht.proof import checking, documents, facts, lexicon, plain_figures
from zicht.proof.blocks import Document
from zicht.proof.judging import Judgement
from zicht.release import compare, store
from zicht.reports import building
from zicht.reports.briefing import writing
from zicht.reports.built import Built
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.progress import Progress
from zicht.vocabulary.releases import Release


def _release(project: Path, digest: str) -> Release:
    Project.open(project)
    return store.read(store.find(folders.releases(project), digest))


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
        release = replace(release, changes=compare.compare(before, release))
    return building.build(
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
    return writing.brief(
        _release(project, digest),
        area=area,
        theme=theme,
        out=_out(project, out),
        progress=tell,
    )


def _out(project: Path, out: Path | None) -> Path:
    return out or project / "reports-built"


def language_of_texts(project: Path | None) -> str:
    """Return the first language of a project; Dutch where there is none."""
    return Project.open(project).face.languages[0] if project is not None else "nl"


def has_several_languages(project: Path) -> bool:
    """Whether a text of the project may be in another language than its first."""
    return len(Project.open(project).face.languages) > 1


def check_text(
    project: Path | None,
    text: Path,
    *,
    language: str,
    digest: str = "",
    figures: Path | None = None,
) -> tuple[Document, list[Judgement], tuple[str, ...]]:
    """Check every quantity of a text against a release, or against a plain CSV of figures.

    Parameters
    ----------
    project : its folder; None where `figures` is given
    text : Markdown, plain text, HTML, DOCX, ODT or PDF
    language : of the text
    digest : start of the digest of the release; the newest when empty
    figures : CSV of figures, see `proof.read_figures`

    Returns
    -------
    the text as it was read, one judgement per quantity, and the ids of indicators and series that do not declare what
    they are about, so that nothing was held against them
    """
    if language not in lexicon.languages():
        raise UsageError(
            f"Language {language!r} has no lexicon.",
            now=f"Write one of {', '.join(lexicon.languages())}.",
        )
    if figures is not None:
        knowledge = plain_figures.read_figures(figures, language)
    elif project is not None:
        knowledge = facts.know(_release(project, digest), language)
    else:
        raise UsageError(
            "There is nothing to check the text against.",
            now="Name a project, or give --figures FILE.",
        )
    document = documents.read_document(text)
    judgements = checking.check(document, language, knowledge)
    return document, judgements, knowledge.without_subject
