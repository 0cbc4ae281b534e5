"""What a brief is about: an area, a theme, or both."""

import difflib
from dataclasses import dataclass

from zicht.edition.labels import themes_with_figures
from zicht.vocabulary.areas import Area, Geography
from zicht.vocabulary.errors import UsageError
from zicht.vocabulary.releases import Release


@dataclass(frozen=True)
class Subject:
    """What a brief is about.

    Parameters
    ----------
    area : None for a committee
    theme : empty for all
    """

    area: Area | None
    theme: str

    @property
    def file_name(self) -> str:
        """Name of the files of the brief, without language and ending."""
        parts = ["brief"]
        if self.area:
            parts.append(self.area.code.lower())
        if self.theme:
            parts.append(self.theme)
        return "-".join(parts)


def find_subject(release: Release, area: str, theme: str) -> Subject:
    """Find the area and the theme that were asked for.

    Raises
    ------
    UsageError : neither was asked for, or one is not known
    """
    if not area and not theme:
        raise UsageError(
            "A brief is about an area, a theme, or both.",
            now="Write --area with the name of a municipality, or --theme with one of "
            f"{', '.join(themes_of(release))}.",
        )
    return Subject(
        _find_area(release.geography, area) if area else None,
        _find_theme(release, theme),
    )


def _find_area(country: Geography | None, name_or_code: str) -> Area:
    if country is None:
        raise UsageError("This release has no areas.", now="Ask for a theme: --theme.")
    searched = name_or_code.strip().casefold()
    for area in country.areas.values():
        if searched in (area.code.casefold(), area.name.casefold()):
            return area
    names = [area.name for area in country.areas.values()]
    near = difflib.get_close_matches(name_or_code, names, n=3, cutoff=0.5)
    now = "Write its name or code as on the map."
    if near:
        now = f"Did you mean {', '.join(near)}?"
    raise UsageError(f"There is no area {name_or_code!r}.", now=now)


def _find_theme(release: Release, theme: str) -> str:
    known = {*themes_of(release), *(document.theme for document in release.documents)}
    known.discard("")
    if not theme or theme in known:
        return theme
    near = difflib.get_close_matches(theme, known, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    raise UsageError(
        f"There is no theme {theme!r}.",
        now=f"{hint}Known are {', '.join(sorted(known))}.",
    )


def themes_of(release: Release) -> list[str]:
    """Return the themes of which the release has figures, in the order of the pages."""
    themes = list(themes_with_figures(release))
    theme_of_estimates = release.roles.theme_of_estimates
    if release.estimates and theme_of_estimates not in {"", *themes}:
        themes.append(theme_of_estimates)
    return themes
