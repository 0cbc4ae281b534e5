"""Areas of a country in one year: municipalities, and the levels they add up to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from zicht.vocabulary.errors import ProjectError

Ring = tuple[tuple[float, float], ...]
"""Corners of a shape, in map units, x to the right and y downwards; the first is not repeated."""


@dataclass(frozen=True)
class Area:
    """A municipality or a level above it."""

    code: str
    name: str
    level: str
    """`gemeente`, `provincie`, `politie_eenheid`, `arrondissement` or `land`."""
    inhabitants: int = 0
    rings: tuple[Ring, ...] = ()


@dataclass(frozen=True)
class Geography:
    """All areas of one year.

    Parameters
    ----------
    year : in which this division held
    areas : by code, of every level
    parents : level name to (municipality code to code of that level); levels may cross
    country : code of the whole
    attribution : who made the map, as it must be shown
    """

    year: int
    areas: Mapping[str, Area]
    parents: Mapping[str, Mapping[str, str]]
    country: str
    attribution: str = ""
    width: float = 1000.0
    height: float = 1000.0

    def __post_init__(self) -> None:
        municipalities = {
            area.code for area in self.areas.values() if area.level == "gemeente"
        }
        for level, tree in self.parents.items():
            missing = municipalities - set(tree)
            strays = set(tree.values()) - set(self.areas)
            if missing or strays:
                raise ProjectError(
                    f"Geography {self.year}, level {level}: {len(missing)} municipalities belong nowhere and"
                    f" {len(strays)} areas are unknown.",
                    now="Complete the file with areas.",
                )

    @cached_property
    def _by_level(self) -> dict[str, tuple[Area, ...]]:
        found: dict[str, list[Area]] = {}
        for area in sorted(self.areas.values(), key=lambda area: area.name):
            found.setdefault(area.level, []).append(area)
        return {level: tuple(areas) for level, areas in found.items()}

    def level(self, name: str) -> tuple[Area, ...]:
        """Areas of one level, by name."""
        return self._by_level.get(name, ())
