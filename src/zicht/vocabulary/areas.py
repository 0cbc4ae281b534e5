"""Areas of a country in one year: those of the finest level, and the levels they add up to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from zicht.vocabulary.dimensions import UNKNOWN
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.validity import Validity

Ring = tuple[tuple[float, float], ...]
"""Corners of a shape, in map units, x to the right and y downwards; the first is not repeated."""


@dataclass(frozen=True)
class Area:
    """One area: of the finest level, or of a level above it."""

    code: str
    name: str
    level: str
    """Name of its level, as the project declares it."""
    inhabitants: int = 0
    rings: tuple[Ring, ...] = ()


@dataclass(frozen=True)
class Geography:
    """All areas of one year.

    Parameters
    ----------
    year : in which this division held
    areas : by code, of every level
    parents : level name to (code of the finest level to code of that level); levels may cross
    country : code of the whole
    attribution : who made the map, as it must be shown
    tables : levels that tables of the finest level add up to; None for all. A level that is not among them is a
        dimension of its own
    validity : code to the years in which the area exists; an area that is left out exists in every year
    successors : code of an area that ended to the area of the finest level that it became part of
    unknown : code of the finest level for an area that is not known
    """

    year: int
    areas: Mapping[str, Area]
    parents: Mapping[str, Mapping[str, str]]
    country: str
    attribution: str = ""
    width: float = 1000.0
    height: float = 1000.0
    tables: tuple[str, ...] | None = None
    validity: Mapping[str, Validity] = field(default_factory=dict)
    successors: Mapping[str, str] = field(default_factory=dict)
    unknown: str = UNKNOWN

    def __post_init__(self) -> None:
        leaves = {area.code for area in self.level(self.leaf_level)}
        for level, tree in self.parents.items():
            missing = leaves - set(tree)
            strays = set(tree.values()) - set(self.areas)
            if missing or strays:
                raise ProjectError(
                    f"Geography {self.year}, level {level}: {len(missing)} areas of level {self.leaf_level} belong"
                    f" nowhere and {len(strays)} areas are unknown.",
                    now="Complete the file with areas.",
                )

    @cached_property
    def leaf_level(self) -> str:
        """Name of the finest level: that of the areas which belong to others."""
        country = self.areas.get(self.country)
        above = {*self.parents, *([country.level] if country else [])}
        levels = dict.fromkeys(area.level for area in self.areas.values())
        finest = [level for level in levels if level not in above]
        if len(finest) > 1:
            raise ProjectError(
                f"Geography {self.year}: {' and '.join(finest)} are both levels to which no other belongs.",
                now="Name every level but the finest under `levels` in geography.toml.",
            )
        return finest[0] if finest else ""

    @cached_property
    def _by_level(self) -> dict[str, tuple[Area, ...]]:
        found: dict[str, list[Area]] = {}
        for area in sorted(self.areas.values(), key=lambda area: area.name):
            found.setdefault(area.level, []).append(area)
        return {level: tuple(areas) for level, areas in found.items()}

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """Names of all levels in the order in which pages show them: as declared, the finest, the country."""
        country = self.areas.get(self.country)
        whole = [country.level] if country else []
        present = {area.level for area in self.areas.values()}
        names = dict.fromkeys([*self.parents, self.leaf_level, *whole, *present])
        return tuple(name for name in names if name)

    def level(self, name: str) -> tuple[Area, ...]:
        """Areas of one level, by name; also those that existed in earlier years only."""
        return self._by_level.get(name, ())

    def exists(self, code: str) -> bool:
        """Whether an area exists in the year of this division."""
        validity = self.validity.get(code)
        return validity is None or validity.includes(str(self.year))

    def later_codes(self, code: str) -> tuple[tuple[int, str], ...]:
        """Return what an area that ended is part of: the year after which each successor holds, the last one first.

        Examples
        --------
        >>> areas = {code: Area(code, code, "town") for code in ("a", "b", "c")}
        >>> ended = {"a": Validity(None, 2020), "b": Validity(2021, 2022), "c": Validity(2023)}
        >>> merged = Geography(2024, areas, {}, "", validity=ended, successors={"a": "b", "b": "c"})
        >>> merged.later_codes("a")
        ((2022, 'c'), (2020, 'b'))
        """
        steps: list[tuple[int, str]] = []
        while code in self.successors:
            last_year = self.validity[code].last_year
            code = self.successors[code]
            if last_year is None:
                break
            steps.append((last_year, code))
        return tuple(reversed(steps))

    def last_year_of_records(self, code: str) -> int | None:
        """Return the last year of which records of an area count: for it, or for an area that it became part of.

        None where its territory exists until today.
        """
        later = self.later_codes(code)
        last_area = later[0][1] if later else code
        validity = self.validity.get(last_area)
        return None if validity is None else validity.last_year
