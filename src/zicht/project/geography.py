"""The map of a country: areas, what they belong to, inhabitants and outlines."""

import difflib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import atan2, tau
from pathlib import Path

from zicht.project.rows import (
    Row,
    each,
    read_sheet,
    read_table,
    read_words,
    refuse_doubles,
)
from zicht.project.validity import validity_of
from zicht.vocabulary.areas import Area, Geography, Ring
from zicht.vocabulary.dimensions import UNKNOWN
from zicht.vocabulary.errors import ProjectError
from zicht.vocabulary.validity import Validity

_WHAT_NOW = {
    "country": "Write the code of the whole country.",
    "attribution": "Write who made the map.",
    "width": "Write the size of the map in its own units.",
    "height": "Write the size of the map in its own units.",
    "levels": "Name the levels of areas above the finest; [] where there are none.",
    "tables": "Name the levels that tables add up to; any other level is a dimension of its own.",
}
LARGEST_MAP = 1_000_000.0
"""Width and height of the largest map, in its own units."""
_REMARKS = ("invented", "name", "years")
"""Keys that say where the map comes from, and that nothing depends on."""
_MAY_BE_LEFT_OUT = ("unknown",)
KEYS = (*_WHAT_NOW, *_MAY_BE_LEFT_OUT, *_REMARKS)
_COLUMNS_OF_AREAS = ("code", "name", "level")
"""Columns of `areas.csv` that stand before those of the declared levels."""
_YEARS_AND_SUCCESSOR = ("valid_from", "valid_until", "continues_as")
"""Columns of `areas.csv` that may be left out."""
COLUMNS_OF_AREAS = (*_COLUMNS_OF_AREAS, *_YEARS_AND_SUCCESSOR)
COLUMNS_OF_INHABITANTS = ("year", "code", "n")


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
    rows = _areas(folder / "areas.csv", levels)
    refuse_doubles(rows, "code")
    codes = {row.text("code") for row in rows}
    if country not in codes:
        raise settings.wrong(
            "country",
            f"the country {country!r} is not an area of areas.csv.",
            "Add a row for it, or correct the code.",
        )
    validity = validity_of(rows)
    finest_rows = _rows_of_finest_level(rows, levels, country)
    finest = [row.text("code") for row in finest_rows]
    parents = {level: _tree(finest_rows, level, codes) for level in levels}
    successors = _successors(rows, finest_rows, validity)
    current = _current(finest, validity, year)
    areas = _with_outlines(
        rows,
        names=_names(rows, validity),
        parts=_parts_of_areas(finest, country, parents, current),
        rings=_map(folder / "map.json", current),
        inhabitants=_inhabitants(folder / "inhabitants.csv", year, set(finest)),
    )
    return Geography(
        year=year,
        areas=areas,
        parents=parents,
        country=country,
        attribution=settings.text("attribution", ""),
        width=settings.between("width", 1.0, LARGEST_MAP),
        height=settings.between("height", 1.0, LARGEST_MAP),
        tables=_levels_of_tables(settings, levels),
        validity=validity,
        successors=successors,
        unknown=settings.text("unknown", UNKNOWN),
    )


def _current(
    finest: Sequence[str], validity: Mapping[str, Validity], year: int
) -> set[str]:
    """Return the areas of the finest level that exist in a year: the map shows these."""
    return {
        code
        for code in finest
        if code not in validity or validity[code].includes(str(year))
    }


def _parts_of_areas(
    finest: Sequence[str],
    country: str,
    parents: Mapping[str, Mapping[str, str]],
    current: Collection[str],
) -> dict[str, list[str]]:
    """Return the areas of the finest level that each area consists of.

    Of an area above the finest level these are the ones that exist now: the inhabitants and borders of an area that
    was merged are those of its successor.
    """
    parts = {country: [code for code in finest if code in current]}
    for parent_of in parents.values():
        for code, parent in parent_of.items():
            if code in current:
                parts.setdefault(parent, []).append(code)
    parts.update({code: [code] for code in finest})
    return parts


def _with_outlines(
    rows: Sequence[Row],
    *,
    names: Mapping[str, str],
    parts: Mapping[str, Sequence[str]],
    rings: Mapping[str, tuple[Ring, ...]],
    inhabitants: Mapping[str, int],
) -> dict[str, Area]:
    """Return every area with its inhabitants and its outline.

    Parameters
    ----------
    rows : of `areas.csv`
    names : of areas, by code
    parts : areas of the finest level that each area consists of
    rings, inhabitants : of areas of the finest level
    """
    areas = {}
    for row in rows:
        code = row.text("code")
        codes = parts.get(code, ())
        if list(codes) == [code]:
            # An area of the finest level that ended is not on the map.
            outline = rings.get(code, ())
        else:
            outline = dissolve(ring for part in codes for ring in rings[part])
        areas[code] = Area(
            code=code,
            name=names[code],
            level=row.text("level"),
            inhabitants=sum(inhabitants.get(part, 0) for part in codes),
            rings=outline,
        )
    return areas


def _areas(file: Path, levels: Sequence[str]) -> tuple[Row, ...]:
    """Read `areas.csv`; a column that nobody reads is a level that was not declared, or a mistake in spelling.

    Raises
    ------
    ProjectError : a column is missing or not known; names file and line
    """
    columns = (*_COLUMNS_OF_AREAS, *levels)
    rows = _rows(file, columns)
    known = (*columns, *_YEARS_AND_SUCCESSOR)
    header = list(rows[0].values) if rows else []
    strays = [column for column in header if column not in known]
    if strays:
        near = difflib.get_close_matches(strays[0], known, n=1)
        raise ProjectError(
            f"geography/{file.name}:1: nobody reads the columns {', '.join(strays)}.",
            now=f"Did you mean {near[0]!r}?"
            if near
            else "Name a level of areas under `levels` in geography.toml, or remove the column.",
        )
    return rows


def _names(rows: Sequence[Row], validity: Mapping[str, Validity]) -> dict[str, str]:
    """Return the name of each area by code; one that ended and has the name of another gets its last year."""
    n_of_name = Counter((row.text("level"), row.text("name")) for row in rows)
    names = {}
    for row in rows:
        code, name = row.text("code"), row.text("name")
        last_year = validity[code].last_year if code in validity else None
        if last_year is not None and n_of_name[row.text("level"), name] > 1:
            name = f"{name} (\u2013{last_year})"
        names[code] = name
    return names


def _successors(
    rows: Sequence[Row], finest: Sequence[Row], validity: Mapping[str, Validity]
) -> dict[str, str]:
    """Read of which area each area that ended became part of.

    Raises
    ------
    ProjectError : the area does not end, or its successor does not exist in the year after; names file and line
    """
    codes = {row.text("code") for row in finest}
    successors: dict[str, str] = {}
    for row in rows:
        if row.has("continues_as"):
            _refuse_wrong_successor(row, codes, validity)
            successors[row.text("code")] = row.text("continues_as")
    return successors


def _refuse_wrong_successor(
    row: Row, finest: Collection[str], validity: Mapping[str, Validity]
) -> None:
    code, successor = row.text("code"), row.text("continues_as")
    if code not in finest or successor not in finest:
        raise row.wrong(
            "continues_as",
            f"{code} continues as {successor!r}; both must be areas of the finest level.",
            "Correct the code, or leave the cell empty.",
        )
    last_year = validity[code].last_year if code in validity else None
    if last_year is None:
        raise row.wrong(
            "continues_as",
            f"{code} continues as {successor}, and does not say until which year it exists.",
            "Write its last year under valid_until.",
        )
    # An area that no row limits exists always.
    years_of_successor = validity.get(successor, Validity())
    if not years_of_successor.includes(str(last_year + 1)):
        raise row.wrong(
            "continues_as",
            f"{code} ends in {last_year}, and {successor} does not exist in {last_year + 1}.",
            "Correct valid_from or valid_until, or name another area.",
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
    # There is no default: a level that is added to published tables changes what the
    # gate must protect (ADR 0121).
    chosen = settings.texts("tables")
    strays = [level for level in chosen if level not in levels]
    if strays:
        raise settings.wrong(
            "tables",
            f"'tables' names {', '.join(strays)}, which is not among the levels.",
            f"Levels are {', '.join(levels) or 'none'}.",
        )
    return chosen


_Corner = tuple[float, float]
_Edges = dict[tuple[_Corner, _Corner], None]
"""Pairs of start and end, in the order in which they were read."""


def dissolve(rings: Iterable[Ring]) -> tuple[Ring, ...]:
    """Return the outline of areas together, the longest ring first.

    Borders that two areas share disappear. This works when they share corners exactly.

    Raises
    ------
    ProjectError : the borders that stay do not make closed rings
    """
    untraced = _outer_edges(rings)
    ends_from: dict[_Corner, list[_Corner]] = defaultdict(list)
    for start, end in untraced:
        ends_from[start].append(end)
    outline = []
    while untraced:
        outline.append(_trace_ring(untraced, ends_from))
    return tuple(sorted(outline, key=len, reverse=True))


def _outer_edges(rings: Iterable[Ring]) -> _Edges:
    """Return the edges of rings without those that two rings share."""
    edges: _Edges = {}
    for ring in rings:
        for start, end in zip(ring, (*ring[1:], ring[0]), strict=True):
            # Two areas run along a border that they share in opposite directions.
            if (end, start) in edges:
                del edges[end, start]
            else:
                edges[start, end] = None
    return edges


def _trace_ring(untraced: _Edges, ends_from: Mapping[_Corner, list[_Corner]]) -> Ring:
    """Follow edges from the first one until its start is reached again, and remove them from `untraced`."""
    start, corner = next(iter(untraced))
    del untraced[start, corner]
    ring = [start]
    previous = start
    while corner != start:
        ring.append(corner)
        ends = [end for end in ends_from[corner] if (corner, end) in untraced]
        if not ends:
            raise ProjectError(
                "The map has a border that does not close.",
                now="Make the map anew.",
            )
        following = ends[0] if len(ends) == 1 else _sharpest(previous, corner, ends)
        del untraced[corner, following]
        previous, corner = corner, following
    return tuple(ring)


def _sharpest(previous: _Corner, corner: _Corner, ends: list[_Corner]) -> _Corner:
    """Return the end with the sharpest turn: where outlines touch in one corner, it belongs to the same area."""

    def angle(end: _Corner) -> float:
        back = atan2(previous[1] - corner[1], previous[0] - corner[0])
        return (back - atan2(end[1] - corner[1], end[0] - corner[0])) % tau

    return min(ends, key=angle)


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
            now="Write it: docs/project.md, Areas.",
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
            now="The map has an outline of every area of the last year that is counted, and of no other.",
        )
    try:
        return {
            code: tuple(_ring(corners) for corners in rings)
            for code, rings in outlines.items()
        }
    except (TypeError, ValueError):
        raise ProjectError(
            f"{name}:1: an outline is not a list of rings of corners.",
            now="Write [[[x, y], [x, y], [x, y]]] for each area.",
        ) from None


def _ring(corners: Iterable[tuple[float, float]]) -> Ring:
    return tuple((float(x), float(y)) for x, y in corners)


def _some(codes: Sequence[str]) -> str:
    """Name the first codes, and say how many more there are."""
    if not codes:
        return "none"
    more = f" and {len(codes) - 3} more" if len(codes) > 3 else ""
    return ", ".join(codes[:3]) + more


def _inhabitants(file: Path, year: int, leaves: set[str]) -> dict[str, int]:
    """Read the inhabitants of each area of the finest level in the nearest year that has them."""
    by_year: dict[int, dict[str, int]] = defaultdict(dict)
    for row in _rows(file, COLUMNS_OF_INHABITANTS):
        year_of_row = row.whole_number("year")
        if row.text("code") not in leaves:
            raise row.wrong(
                "code",
                f"{row.text('code')!r} is not an area of the finest level.",
                "Correct the code, or remove the row: levels above are sums.",
            )
        by_year[year_of_row][row.text("code")] = row.whole_number("n")

    def distance(other: int) -> tuple[int, int]:
        return abs(other - year), other

    # Each year replaces what a year further away states, so that the nearest year of each area stays.
    inhabitants: dict[str, int] = {}
    for other in sorted(by_year, key=distance, reverse=True):
        inhabitants |= by_year[other]
    return inhabitants
