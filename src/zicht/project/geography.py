"""The map of a country: areas, what they belong to, inhabitants and outlines."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from zicht.project.rows import (
    Row,
    each,
    read_sheet,
    read_table,
    read_words,
    refuse_doubles,
)
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
_REMARKS = ("invented", "name", "years")
"""Keys that say where the map comes from, and that nothing depends on."""
KEYS = (*_WHAT_NOW, *_REMARKS)


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
    levels = settings.texts("levels")
    country = settings.text("country")
    rows = _rows(folder / "areas.csv", ("code", "name", "level", *levels))
    refuse_doubles(rows, "code")
    codes = {row.text("code") for row in rows}
    if country not in codes:
        raise settings.wrong(
            "country",
            f"the country {country!r} is not an area of areas.csv.",
            "Add a row for it, or correct the code.",
        )
    leaf_rows = _rows_of_finest_level(rows, levels, country)
    parents = {level: _tree(leaf_rows, level, codes) for level in levels}
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
        attribution=settings.text("attribution", ""),
        width=float(settings.number("width")),
        height=float(settings.number("height")),
        tables=_levels_of_tables(settings, levels),
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


def _tree(rows: Sequence[Row], level: str, codes: Collection[str]) -> dict[str, str]:
    """Read to which area of a level each area of the finest level belongs."""

    def parent_of(row: Row) -> tuple[str, str]:
        parent = row.text(level)
        if parent not in codes:
            raise row.wrong(
                level,
                f"{row.text('code')} belongs to {level} {parent!r}, which is not an area of this file.",
                "Add a row for it, or correct the code.",
            )
        return row.text("code"), parent

    return dict(each(rows, parent_of))


def _levels_of_tables(settings: Row, levels: Sequence[str]) -> tuple[str, ...]:
    chosen = settings.texts("tables")
    strays = [level for level in chosen if level not in levels]
    if strays:
        raise settings.wrong(
            "tables",
            f"'tables' names {', '.join(strays)}, which is not among the levels.",
            f"Levels are {', '.join(levels) or 'none'}.",
        )
    return chosen


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


def _settings(file: Path) -> Row:
    """Read `geography.toml`.

    Raises
    ------
    ProjectError : a key is missing, unknown or of the wrong kind; names file and line
    """
    _refuse_missing(file)
    top = read_sheet(file, file.parent.parent, known=("files",)).top
    for key, now in _WHAT_NOW.items():
        if key not in top.values:
            raise top.wrong(key, f"{key!r} is missing.", now)
    return top.only(" ".join(KEYS))


def _refuse_missing(file: Path) -> None:
    if not file.is_file():
        raise ProjectError(
            f"geography/{file.name}:1: there is no such file.",
            now="Write it, or make an invented country anew with `zicht invent`.",
        )


def _rows(file: Path, columns: Collection[str]) -> tuple[Row, ...]:
    """Read a CSV file that has at least the given columns; lines that begin with # are remarks."""
    _refuse_missing(file)
    return read_table(file, file.parent.parent, columns=columns)


def _map(file: Path, leaves: set[str]) -> dict[str, tuple[Ring, ...]]:
    """Read the outlines of the areas of the finest level: code to rings of corners.

    Raises
    ------
    ProjectError : it is no JSON, or an area has no outline, or an outline is not a list of corners
    """
    _refuse_missing(file)
    name = f"geography/{file.name}"
    try:
        outlines = json.loads(read_words(file, file.parent.parent))
    except json.JSONDecodeError as error:
        raise ProjectError(
            f"{name}:{error.lineno}: this is no JSON: {error.msg}.",
            now="Correct this line.",
        ) from None
    codes = set(outlines) if isinstance(outlines, dict) else set()
    if codes != leaves:
        lacking, strays = sorted(leaves - codes), sorted(codes - leaves)
        raise ProjectError(
            f"{name}:1: areas without an outline: {_some(lacking)}; outlines without an area: {_some(strays)}.",
            now="Areas and map must be of the same year.",
        )
    try:
        return {
            code: tuple(tuple((float(x), float(y)) for x, y in ring) for ring in rings)
            for code, rings in outlines.items()
        }
    except (TypeError, ValueError):
        raise ProjectError(
            f"{name}:1: an outline is not a list of rings of corners.",
            now="Write [[[x, y], [x, y], [x, y]]] for each area.",
        ) from None


def _some(codes: Sequence[str]) -> str:
    """Name the first codes, and say how many more there are."""
    if not codes:
        return "none"
    more = f" and {len(codes) - 3} more" if len(codes) > 3 else ""
    return ", ".join(codes[:3]) + more


def _inhabitants(file: Path, year: int) -> dict[str, int]:
    by_year: dict[int, dict[str, int]] = defaultdict(dict)
    for row in _rows(file, ("jaar", "code", "n")):
        known_year = row.whole_number("jaar")
        by_year[known_year][row.text("code")] = row.whole_number("n")
    if not by_year:
        return {}
    return by_year[min(by_year, key=lambda known: (abs(known - year), known))]
