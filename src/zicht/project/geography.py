"""The map of a country: areas, what they belong to, inhabitants and outlines."""

import csv
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from zicht.vocabulary.areas import Area, Geography, Ring
from zicht.vocabulary.errors import ProjectError

_LEAF = "gemeente"


def read_geography(folder: Path, year: int) -> Geography:
    """Read the folder `geography` of a project.

    Parameters
    ----------
    folder : with `geography.toml`, `areas.csv`, `inhabitants.csv` and `map.json`
    year : whose inhabitants are wanted; when it has none, those of the nearest year that has

    Returns
    -------
    Geography with areas of every level; outlines of the levels above municipalities are made by dissolving borders

    Raises
    ------
    ProjectError : a file is missing or cannot be read, or areas and map do not fit

    Examples
    --------
    >>> read_geography(Path("projects/voorbeeldland/geography"), 2024)  # doctest: +SKIP
    """
    settings = _settings(folder / "geography.toml")
    rows = list(_rows(folder / "areas.csv"))
    levels = [str(level) for level in settings["levels"]]
    leaves = [row["code"] for row in rows if row["level"] == _LEAF]
    parents = {
        level: {
            row["code"]: row[level]
            for row in rows
            if row["level"] == _LEAF and row[level]
        }
        for level in levels
    }
    country = str(settings["country"])
    trees = {**parents, "land": dict.fromkeys(leaves, country)}
    rings = _map(folder / "map.json", set(leaves))
    inhabitants = _inhabitants(folder / "inhabitants.csv", year)
    areas = {}
    for row in rows:
        code, level = row["code"], row["level"]
        own = (
            [code]
            if level == _LEAF
            else [
                leaf for leaf, parent in trees.get(level, {}).items() if parent == code
            ]
        )
        outline = (
            rings[code]
            if level == _LEAF
            else dissolve(ring for leaf in own for ring in rings[leaf])
        )
        areas[code] = Area(
            code,
            row["name"],
            level,
            sum(inhabitants.get(leaf, 0) for leaf in own),
            outline,
        )
    return Geography(
        year=year,
        areas=areas,
        parents=parents,
        country=country,
        attribution=str(settings["attribution"]),
        width=float(settings["width"]),
        height=float(settings["height"]),
    )


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
    missing = {"country", "attribution", "width", "height", "levels"} - set(settings)
    if missing:
        raise ProjectError(
            f"{file}: {', '.join(sorted(missing))} is missing.", now="Add it."
        )
    return settings


def _rows(file: Path) -> Iterable[dict[str, str]]:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(
                line for line in lines if not line.startswith("#")
            )
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
            f"{file}: {len(leaves - set(found))} municipalities have no outline and {len(set(found) - leaves)} outlines"
            " belong to none.",
            now="Areas and map must be of the same year.",
        )
    return {
        code: tuple(tuple((float(x), float(y)) for x, y in ring) for ring in rings)
        for code, rings in found.items()
    }


def _inhabitants(file: Path, year: int) -> dict[str, int]:
    by_year: dict[int, dict[str, int]] = defaultdict(dict)
    for row in _rows(file):
        by_year[int(row["jaar"])][row["code"]] = int(row["n"])
    if not by_year:
        return {}
    return by_year[min(by_year, key=lambda known: (abs(known - year), known))]
