"""Settings of an invented country, as `zicht.toml` declares them."""

from zicht.project.folder import Project
from zicht.project.settings import SETTINGS
from zicht.vocabulary.errors import ProjectError
from zicht_invented.settings import InventSettings


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
        invention_settings(project, None, None)
    except ProjectError as error:
        raise ProjectError(
            f"{where}: {error.what}",
            details=[f"{where}: {detail}" for detail in error.details],
            now=error.now,
        ) from None


def invention_settings(
    project: Project, seed: int | None, scale: float | None
) -> InventSettings:
    """Return the settings of the project, with the seed and scale that were given."""
    overriding = {"seed": seed, "scale": scale}
    chosen = {name: value for name, value in overriding.items() if value is not None}
    return InventSettings.from_table({**project.section("invent"), **chosen})
