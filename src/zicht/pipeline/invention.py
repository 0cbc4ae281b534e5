"""Fills a project with an invented country."""

from pathlib import Path

from zicht.edition.messages import Message
from zicht.project.folder import SETTINGS, Project
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.progress import Progress
from zicht_invented import InventSettings
from zicht_invented import invent as make


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
    settings = _settings(project, seed, scale)
    country = make(settings, folder, progress, sources=sources)
    return {
        "persons on record": country.persons,
        "rows": sum(country.rows.values()),
        "faulty rows": sum(country.faults.values()),
        "figures of the truth": country.figures,
        "folder": str(folder),
    }


def refuse_wrong_settings(project: Project) -> None:
    """Refuse settings of an invented country that do not hold, before anything is invented.

    Raises
    ------
    ProjectError : the project is not of an invented country, or a setting is not valid
    """
    if not project.section("invent"):
        return
    where = f"{SETTINGS}, [invent]"
    if not project.face.invented:
        raise ProjectError(
            f"{where}: this is not a project of an invented country.",
            now="Write invented = true under [project], or remove [invent].",
        )
    try:
        _settings(project, None, None)
    except ProjectError as error:
        raise ProjectError(
            f"{where}: {error.what}",
            details=[f"{where}: {detail}" for detail in error.details],
            now=error.now,
        ) from None


def _settings(
    project: Project, seed: int | None, scale: float | None
) -> InventSettings:
    """Return the settings of the project, with the seed and scale that were given."""
    given = {"seed": seed, "scale": scale}
    chosen = {name: value for name, value in given.items() if value is not None}
    return InventSettings.from_table({**project.section("invent"), **chosen})
