"""The map of a country: areas, what they belong to, inhabitants and outlines."""

import json
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from zicht.project.rows import Row, read_table
from zicht.vocabulary.areas import Area, Geography, Ring
from zicht.vocabulary.errors import ProjectError

_WHAT_NOW = {
    "country": "Write the code of the whole country.",
    "attribution": "Write who made the map.",
    "width": "Write the size of the map in its own units.",
    "height": "Write the size of the map in its own units.",
    "levels": "Name the levels of areas above the finest; [] where there are none.",
    "tables": "Name the levels that tables add up to; any other level is a dimension of its own.",
}
_SETTINGS = frozenset(_WHAT_NOW)


def read_geography(folder: Path, year: int) -> Geography:
    """Read the folder `geography` of a project.

    Parameters
    ----------
    folder : with `geography.toml`, `areas.csv`, `inhabitants.csv` and `map.json`
    year : whose inhabitants are wanted; when it has none, those of the nearest year that has

    Returns
    -------
    Geography with areas of every level; outlines of the levels above the finest are made by dissolving borders

    Raises
    ------
    ProjectError : a file is missing or cannot be read, or areas and map do not fit

    Examples
    --------
    >>> read_geography(Path("projects/voorbeeldland/geography"), 2024)  # doctest: +SKIP
    """
    settings = _settings(folder / "geography.toml")
    levels = tuple(map(str, settings["levels"]))
    country = str(settings["country"])
    rows = _rows(folder / "areas.csv", ("code", "name", "level", *levels))
    leaf_rows = _rows_of_finest_level(rows, levels, country)
    parents = {level: _tree(leaf_rows, level) for level in levels}
    leaves = [row.text("code") for row in leaf_rows]
    rings = _map(folder / "map.json", set(leaves))
    inhabitants = _inhabitants(folder / "inhabitants.csv", year)

    below = {country: leaves}
    for tree in parents.values():
        for leaf, code in tree.items():
            below.setdefault(code, []).append(leaf)
    areas = {}
    for row in rows:
        code = row.text("code")
        if code in rings:
            own, outline = [code], rings[code]
        else:
            own = below.get(code, [])
            outline = dissolve(ring for leaf in own for ring in rings[leaf])
        areas[code] = Area(
            code=code,
            name=row.text("name"),
            level=row.text("level"),
            inhabitants=sum(inhabitants.get(leaf, 0) for leaf in own),
            rings=outline,
        )
    return Geography(
        year=year,
        areas=areas,
        parents=parents,
        country=country,
        attribution=str(settings["attribution"]),
        width=float(settings["width"]),
        height=float(settings["height"]),
        tables=_levels_of_tables(settings, levels, folder / "geography.toml"),
    )


def _rows_of_finest_level(
    rows: Sequence[Row], levels: Sequence[str], country: str
) -> list[Row]:
    """Return the rows of the one level that is neither the country nor among the levels above.

    Raises
    ------
    ProjectError : rows have a level that is not declared, beside another
    """
    finest: list[Row] = []
    for row in rows:
        level = row.text("level")
        if row.text("code") == country or level in levels:
            continue
        if finest and finest[0].text("level") != level:
            raise row.wrong(
                "level",
                f"level {level!r} is not declared, beside {finest[0].text('level')!r}.",
                "Name every level but the finest under `levels` in geography.toml.",
            )
        finest.append(row)
    return finest


def _tree(rows: Sequence[Row], level: str) -> dict[str, str]:
    return {row.text("code"): row.text(level) for row in rows if row.has(level)}


def _levels_of_tables(
    settings: Mapping[str, Any], levels: Sequence[str], file: Path
) -> tuple[str, ...]:
    chosen = settings["tables"]
    strays = [level for level in chosen if level not in levels]
    if strays:
        raise ProjectError(
            f"{file}: tables names {', '.join(map(str, strays))}, which is not among the levels.",
            now=f"Levels are {', '.join(levels) or 'none'}.",
        )
    return tuple(map(str, chosen))


def dissolve(rings: Iterable[Ring]) -> tuple[Ring, ...]:
    """Outline of areas together: borders that two of them share disappear; works when they share corners exactly."""
    onward: dict[tuple[float, float], list[tuple[float, float]]] = defaultdict(list)
    edges: dict[tuple[tuple[float, float], tuple[float, float]], None] = {}
    for ring in rings:
        for start, end in zip(ring, (*ring[1:], ring[0]), strict=True):
            if (end, start) in edges:
                del edges[end, start]
            else:
                edges[start, end] = None
    for start, end in edges:
        onward[start].append(end)
    found = []
    while edges:
        start, at = next(iter(edges))
        ring_now = [start]
        previous = start
        del edges[start, at]
        while at != start:
            ring_now.append(at)
            free = [end for end in onward[at] if (at, end) in edges]
            if not free:
                raise ProjectError(
                    "The map has a border that does not close.",
                    now="Make the map anew.",
                )
            step = free[0] if len(free) == 1 else _sharpest(previous, at, free)
            del edges[at, step]
            previous, at = at, step
        found.append(tuple(ring_now))
    return tuple(sorted(found, key=len, reverse=True))


def _sharpest(
    came: tuple[float, float],
    at: tuple[float, float],
    onward: list[tuple[float, float]],
) -> tuple[float, float]:
    """Where outlines touch in one corner, keep to the same area."""
    from math import atan2, tau  # noqa: PLC0415

    def angle(end: tuple[float, float]) -> float:
        back = atan2(came[1] - at[1], came[0] - at[0])
        return (back - atan2(end[1] - at[1], end[0] - at[0])) % tau

    return min(onward, key=angle)


def _settings(file: Path) -> Mapping[str, Any]:
    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProjectError(
            f"{file} cannot be read as TOML.", now="Make it anew: `zicht invent`."
        ) from error
    missing = sorted(_SETTINGS - set(settings))
    if missing:
        raise ProjectError(
            f"{file}: {', '.join(missing)} is missing.", now=_WHAT_NOW[missing[0]]
        )
    return settings


def _rows(file: Path, columns: Collection[str]) -> tuple[Row, ...]:
    """Read a CSV file that has at least the given columns; lines that begin with # are remarks."""
    try:
        return read_table(file, file.parent.parent, columns=columns)
    except OSError as error:
        raise ProjectError(
            f"{file} cannot be read.", now="Make it anew: `zicht invent`."
        ) from error


def _map(file: Path, leaves: set[str]) -> dict[str, tuple[Ring, ...]]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ProjectError(
            f"{file} cannot be read as JSON.", now="Make it anew: `zicht invent`."
        ) from error
    if set(found) != leaves:
        raise ProjectError(
            f"{file}: {len(leaves - set(found))} areas have no outline and {len(set(found) - leaves)} outlines"
            " belong to none.",
            now="Areas and map must be of the same year.",
        )
    return {
        code: tuple(tuple((float(x), float(y)) for x, y in ring) for ring in rings)
        for code, rings in found.items()
    }


def _inhabitants(file: Path, year: int) -> dict[str, int]:
    by_year: dict[int, dict[str, int]] = defaultdict(dict)
    for row in _rows(file, ("jaar", "code", "n")):
        year = row.whole_number("jaar")
        by_year[year][row.text("code")] = row.whole_number("n")
    if not by_year:
        return {}
    return by_year[min(by_year, key=lambda known: (abs(known - year), known))]
