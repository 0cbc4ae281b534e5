"""Fills a project with an invented country."""

from pathlib import Path

from zicht.edition.messages import Message
from zicht.pipeline.invention_settings import invention_settings
from zicht.project.folder import Project
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.progress import Progress
from zicht_invented.making import invent as make


def invent(
    folder: Path, *, seed: int | None, scale: float | None, tell: Progress
) -> dict[str, object]:
    """Invent a country for a project whose settings say that it is invented."""
    project = Project.open(folder)
    if not project.face.invented:
        raise ProjectError(
            f"{folder} is not a project of an invented country: nothing was written.",
            now="Invent in a project of its own, with invented = true under [project].",
        )

    def progress(
        step: str, _done: int | None = None, _total: int | None = None, /
    ) -> None:
        tell(Message("progress.inventing", step=Message(f"value.invented_{step}")))

    # A project that uses no source is invented to be looked at: then all of them deliver.
    sources = project.section("sources").get("use", []) or None
    settings = invention_settings(project, seed, scale)
    country = make(settings, folder, progress, sources=sources)
    return {
        "persons on record": country.persons,
        "rows": sum(country.rows.values()),
        "faulty rows": sum(country.faults.values()),
        "figures of the truth": country.figures,
        "folder": str(folder),
    }
