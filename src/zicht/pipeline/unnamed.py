"""What pages call by its id, or by a general word, because neither pack nor project names it."""

from collections.abc import Iterator
from dataclasses import dataclass

from zicht.edition.labels import in_a_sentence, with_capital
from zicht.edition.words import nouns_of_areas
from zicht.project.folder import Project
from zicht.vocabulary.dimensions import PERIOD


@dataclass(frozen=True)
class Unnamed:
    """One thing without a name.

    Parameters
    ----------
    what : kind and id of it
    called : what pages call it
    place : where a name would stand
    """

    what: str
    called: str
    place: str

    @property
    def row(self) -> tuple[str, str, str]:
        """Line of a table."""
        return self.what, self.called, self.place


def without_a_name(project: Project) -> Iterator[Unnamed]:
    """Yield levels of areas, themes, breakdowns and units of a project that have no name."""
    yield from _levels(project)
    yield from _themes(project)
    yield from _breakdowns(project)
    yield from _units(project)


def _levels(project: Project) -> Iterator[Unnamed]:
    geography = project.geography
    if geography is None:
        return
    for level in dict.fromkeys(area.level for area in geography.areas.values()):
        if f"level.{level}" not in project.names:
            called = _plain(level)
            yield Unnamed(f"level {level}", called, "names/CODE.toml, [level]")
    finest = geography.leaf_level
    if f"area.{finest}.one" not in project.names:
        place = f"names/CODE.toml, [area.{finest}]"
        language = project.face.languages[0]
        singular, plural, _ = nouns_of_areas(language, finest, project.names)
        yield Unnamed(f"areas of level {finest}", f"{singular}, {plural}", place)


def _themes(project: Project) -> Iterator[Unnamed]:
    declared = project.subjects.themes or ()
    for theme in sorted(project.themes_in_use):
        is_named = theme in declared or f"theme.{theme}" in project.names
        if theme and not is_named:
            yield Unnamed(f"theme {theme}", _plain(theme), "content/themes.toml")


def _breakdowns(project: Project) -> Iterator[Unnamed]:
    if not project.indicators:
        return
    finest = project.geography.leaf_level if project.geography else ""
    for name, codes in project.lists.items():
        is_named = codes.title is not None or f"dimension.{name}" in project.names
        if name != PERIOD and not is_named:
            called = name.replace("_", " ")
            # Areas have no code list whose title could name them.
            is_of_areas = name == finest
            place = (
                "names/CODE.toml, [dimension]"
                if is_of_areas
                else f"codes/{name}.toml, title"
            )
            yield Unnamed(f"breakdown {name}", called, place)


def _units(project: Project) -> Iterator[Unnamed]:
    language = project.face.languages[0]
    called: dict[str, str] = {}
    for indicator in project.indicators:
        if indicator.shape == "count":
            unit = in_a_sentence(indicator.counting_unit.in_language(language))
            called.setdefault(indicator.universe, unit)
    for universe, words in called.items():
        if f"universe.{universe}" not in project.names:
            yield Unnamed(f"universe {universe}", words, "names/CODE.toml, [universe]")


def _plain(id_: str) -> str:
    return with_capital(id_.replace("-", " ").replace("_", " "))
