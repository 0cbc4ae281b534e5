"""A map out of nothing: a coast, small cells, municipalities grown from them, borders that neighbours share exactly."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import Voronoi, cKDTree

from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht_invented.draws import Draws

WIDTH, HEIGHT = 1000, 1020
_GRID_HEIGHT = 1080
_SPACING = 12.5
_TOLERANCE = 2.6
SEA = -1

# West and north are coast, east and south border on neighbours nobody has drawn. Map units, y downwards.
_MAINLAND = (
    (236, 372), (190, 300), (196, 222), (262, 160), (330, 150), (352, 84), (430, 70), (470, 126), (452, 204),
    (484, 268), (540, 262), (556, 182), (612, 112), (706, 92), (800, 124), (862, 190), (852, 280), (904, 356),
    (884, 450), (936, 540), (906, 640), (846, 706), (858, 800), (776, 880), (684, 896), (604, 956), (506, 936),
    (430, 1000), (340, 964), (306, 884), (216, 858), (168, 788), (228, 752), (352, 726), (356, 704), (232, 702),
    (142, 664), (118, 566), (178, 504), (172, 430),
)  # fmt: skip
_ISLANDS = (
    (96.0, 330.0, 34.0, 78.0),
    (600.0, 58.0, 60.0, 23.0),
    (72.0, 716.0, 26.0, 40.0),
)
_LAKE = (636.0, 440.0, 62.0, 46.0)


@dataclass(frozen=True, eq=False)
class Cells:
    """Small cells of land: their places, which touch, and the Voronoi edges between any two."""

    places: Floats
    land: Bools
    ridge_cells: Ints
    ridge_corners: Ints
    corners: Floats


def make_cells(draws: Draws) -> Cells:
    """Cover the canvas with small cells, and mark which are land."""
    rng = draws.stream("cells")
    places = _relax(_jittered_grid(rng))
    voronoi = Voronoi(places)
    finite = np.asarray([min(corners) >= 0 for corners in voronoi.ridge_vertices])
    pairs = np.asarray(voronoi.ridge_points, dtype=np.int64)[finite]
    return Cells(
        places,
        _without_specks(_is_land(places, draws.stream("coast")), pairs),
        pairs,
        np.asarray([c for c in voronoi.ridge_vertices if min(c) >= 0], dtype=np.int64),
        np.asarray(voronoi.vertices, dtype=np.float64),
    )


def _without_specks(land: Bools, pairs: Ints) -> Bools:
    """Turn bits of land of fewer than four cells into sea."""
    touching = pairs[land[pairs].all(axis=1)]
    component = connected(len(land), touching)
    return np.asarray(land & (np.bincount(component)[component] >= 4))


def connected(n: int, pairs: Ints) -> Ints:
    """Return, for each of `n` things, the number of its connected group; pairs are connections."""
    graph = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    return np.asarray(
        connected_components(graph.tocsr(), directed=False)[1], dtype=np.int64
    )


def _jittered_grid(rng: np.random.Generator) -> Floats:
    margin = 4 * _SPACING
    rows = np.arange(-margin, _GRID_HEIGHT + margin, _SPACING * 0.87)
    columns = np.arange(-margin, WIDTH + margin, _SPACING)
    x, y = np.meshgrid(columns, rows)
    x[::2] += _SPACING / 2
    grid = np.column_stack([x.ravel(), y.ravel()])
    return np.asarray(grid + (rng.random(grid.shape) - 0.5) * _SPACING * 1.1)


def _relax(places: Floats) -> Floats:
    """Move each place half the way to the middle of its cell, so that no cell is a splinter."""
    voronoi = Voronoi(places)
    regions = [voronoi.regions[region] for region in voronoi.point_region]
    closed = np.asarray([bool(corners) and min(corners) >= 0 for corners in regions])
    sizes = np.asarray([len(corners) for corners in regions])
    owner = np.repeat(np.arange(len(places)), sizes)
    corners = voronoi.vertices[
        np.concatenate([np.asarray(corners) for corners in regions if corners])
    ]
    sums = [
        np.bincount(owner, weights=corners[:, axis], minlength=len(places))
        for axis in (0, 1)
    ]
    middles = np.column_stack(sums) / np.maximum(sizes, 1)[:, None]
    return np.where(closed[:, None], (places + middles) / 2, places)


def _is_land(places: Floats, rng: np.random.Generator) -> Bools:
    bent = places + _smooth_noise(places, rng, (260.0, 95.0, 44.0), (10.0, 6.0, 4.5))
    land = _inside(bent, np.asarray(_MAINLAND, dtype=np.float64))
    for x, y, across, down in _ISLANDS:
        land |= _in_ellipse(bent, x, y, across, down)
    return np.asarray(land & ~_in_ellipse(bent, *_LAKE))


def _in_ellipse(
    places: Floats, x: float, y: float, across: float, down: float
) -> Bools:
    return np.asarray(
        ((places[:, 0] - x) / across) ** 2 + ((places[:, 1] - y) / down) ** 2 < 1
    )


def _smooth_noise(
    places: Floats,
    rng: np.random.Generator,
    lengths: tuple[float, ...],
    heights: tuple[float, ...],
) -> Floats:
    """Sum of a few waves in random directions: bends a straight line into a coast."""
    moved = np.zeros((len(places), 2))
    for length, height in zip(lengths, heights, strict=True):
        angles, phases = rng.random((2, 3)) * np.pi, rng.random((2, 3)) * 2 * np.pi
        for axis in (0, 1):
            along = places @ np.stack([np.cos(angles[axis]), np.sin(angles[axis])])
            moved[:, axis] += (
                height
                * np.sin(along * 2 * np.pi / length + phases[axis]).sum(axis=1)
                / 1.7
            )
    return moved


def _inside(places: Floats, outline: Floats) -> Bools:
    """Even-odd rule."""
    inside = np.zeros(len(places), dtype=np.bool_)
    x, y = places[:, 0], places[:, 1]
    for (ax, ay), (bx, by) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        crosses = (ay > y) != (by > y)
        with np.errstate(divide="ignore", invalid="ignore"):
            inside ^= crosses & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
    return inside


def grow(cells: Cells, n_regions: int, density: Floats, draws: Draws) -> Ints:
    """Divide the land over regions, each connected; returns the region of each cell, `SEA` for water.

    Parameters
    ----------
    density : per cell, 1 on average; regions are smaller where it is higher
    """
    rng = draws.stream("regions")
    touching = cells.ridge_cells[cells.land[cells.ridge_cells].all(axis=1)]
    steps = np.hypot(*np.diff(cells.places[touching], axis=1)[:, 0].T) * (
        0.6 + 0.8 * rng.random(len(touching))
    )
    centres = _spread(
        cells, connected(len(cells.places), touching), n_regions, density, rng
    )
    nearest = nearest_seed(len(cells.places), touching, steps, centres)
    region_of = {int(centre): at for at, centre in enumerate(centres)}
    return np.asarray(
        [region_of.get(int(cell), SEA) for cell in nearest], dtype=np.int64
    )


def nearest_seed(n: int, pairs: Ints, steps: Floats, seeds: Ints) -> Ints:
    """Return, for each of `n` things, the nearest seed along pairs; below 0 where none can be reached."""
    graph = coo_array((steps, (pairs[:, 0], pairs[:, 1])), shape=(n, n)).tocsr()
    _, _, nearest = dijkstra(
        graph, directed=False, indices=seeds, min_only=True, return_predecessors=True
    )
    return np.asarray(nearest, dtype=np.int64)


def _spread(
    cells: Cells,
    component: Ints,
    n_regions: int,
    density: Floats,
    rng: np.random.Generator,
) -> Ints:
    """Choose centres that keep their distance, closer together where density is high; every island gets one."""
    order = rng.permutation(np.flatnonzero(cells.land))
    chosen = [
        int(order[component[order] == island][0])
        for island in np.unique(component[order])
    ]
    near = np.min([_apart(cells, centre) for centre in chosen], axis=0)
    radius = np.sqrt(
        np.count_nonzero(cells.land) * _SPACING**2 * 0.9 / n_regions
    ) / np.sqrt(density)
    while len(chosen) < n_regions:
        for cell in order[near[order] > radius[order]].tolist():
            if near[cell] > radius[cell] and len(chosen) < n_regions:
                chosen.append(cell)
                near = np.minimum(near, _apart(cells, cell))
        radius = radius * 0.93
    return np.asarray(chosen, dtype=np.int64)


def _apart(cells: Cells, cell: int) -> Floats:
    return np.asarray(np.hypot(*(cells.places - cells.places[cell]).T))


def neighbours(cells: Cells, region: Ints) -> Ints:
    """Pairs of regions that touch."""
    pairs = np.sort(region[cells.ridge_cells], axis=1)
    return np.unique(pairs[(pairs[:, 0] != pairs[:, 1]) & (pairs[:, 0] >= 0)], axis=0)


Rings = list[list[tuple[int, int]]]


def outline(cells: Cells, region: Ints) -> dict[int, Rings]:
    """Outlines of all regions, simplified; a border between two regions has the same corners on both sides."""
    corner_of, edges = _border_edges(cells, region)
    arcs = _arcs(edges)
    keep = _kept(arcs, corner_of, set())
    # A border that is simplified too far crosses another. Such borders keep more of their corners.
    while crossing := _crossing_arcs(arcs, keep, corner_of):
        keep = _kept(arcs, corner_of, crossing)
    found: dict[int, Rings] = {}
    for label, ring in _trace(edges, corner_of):
        points = [corner_of[corner] for corner in ring if corner in keep]
        if len(points) >= 3:
            found.setdefault(label, []).append(points)
    return {
        label: sorted(rings, key=len, reverse=True)
        for label, rings in sorted(found.items())
    }


Corner = tuple[int, int]
Edges = dict[tuple[int, int], int]
"""Directed border edge (corner, corner) to the region on its left, as seen with y downwards."""


def _border_edges(cells: Cells, region: Ints) -> tuple[list[Corner], Edges]:
    labels = region[cells.ridge_cells]
    border = labels[:, 0] != labels[:, 1]
    number: dict[Corner, int] = {}
    sides: dict[tuple[int, int], set[int]] = defaultdict(set)
    starts, stops = (
        cells.corners[cells.ridge_corners[border, end]].tolist() for end in (0, 1)
    )
    places = cells.places[cells.ridge_cells[border, 0]].tolist()
    for (ax, ay), (bx, by), (px, py), (left, right) in zip(
        starts, stops, places, labels[border].tolist(), strict=True
    ):
        # Whole numbers let neighbours share corners exactly, so that the map has no gaps between them.
        a, b = (round(ax), round(ay)), (round(bx), round(by))
        if a == b:
            continue
        if (bx - ax) * (py - ay) - (by - ay) * (px - ax) < 0:
            left, right = right, left  # noqa: PLW2901 - the other side of the edge
        start, end = (
            number.setdefault(a, len(number)),
            number.setdefault(b, len(number)),
        )
        sides[start, end].add(left)
        sides[end, start].add(right)
    return list(number), _without_splinters(sides)


def _without_splinters(sides: dict[tuple[int, int], set[int]]) -> Edges:
    """Drop a region from an edge of which it lies on both sides: a splinter that vanished in rounding."""
    edges: Edges = {}
    for (a, b), labels in sides.items():
        for label in sorted(labels - sides[b, a] - {SEA}):
            edges[a, b] = label
    return edges


def _arcs(edges: Edges) -> list[list[int]]:
    """Find runs of corners between places where three regions meet; a closed run starts and ends at one corner."""
    links: dict[int, set[int]] = defaultdict(set)
    for a, b in edges:
        links[a].add(b)
        links[b].add(a)
    nodes = {corner for corner, near in links.items() if len(near) != 2}
    used: set[tuple[int, int]] = set()
    arcs = []
    for start in [*sorted(nodes), *sorted(set(links) - nodes)]:
        for second in sorted(links[start]):
            if (start, second) in used:
                continue
            arc = _follow(start, second, links, nodes)
            used.update(pairwise(arc))
            used.update(pairwise(arc[::-1]))
            arcs.append(arc)
    return arcs


def _follow(
    start: int, second: int, links: dict[int, set[int]], nodes: set[int]
) -> list[int]:
    arc = [start, second]
    while arc[-1] not in nodes and arc[-1] != start:
        arc.append(
            next(corner for corner in sorted(links[arc[-1]]) if corner != arc[-2])
        )
    return arc


def _kept(
    arcs: list[list[int]], corner_of: list[Corner], untouched: set[int]
) -> set[int]:
    """Corners that stay after simplification (Douglas and Peucker)."""
    twins: dict[tuple[int, int], int] = defaultdict(int)
    for arc in arcs:
        twins[min(arc[0], arc[-1]), max(arc[0], arc[-1])] += 1
    keep: set[int] = set()
    for at, arc in enumerate(arcs):
        if at in untouched:
            keep.update(arc)
            continue
        must_bend = (
            twins[min(arc[0], arc[-1]), max(arc[0], arc[-1])] > 1 or arc[0] == arc[-1]
        )
        points = np.asarray([corner_of[corner] for corner in arc], dtype=np.float64)
        keep.update(arc[place] for place in _simplified(points, must_bend=must_bend))
    return keep


def _simplified(points: Floats, *, must_bend: bool) -> list[int]:
    kept, todo = {0, len(points) - 1}, [(0, len(points) - 1, must_bend)]
    while todo:
        first, last, bend = todo.pop()
        if last - first < 2:
            continue
        far = _distances(points[first + 1 : last], points[first], points[last])
        place = first + 1 + int(far.argmax())
        if bend or far.max() > _TOLERANCE:
            kept.add(place)
            closed = bool((points[first] == points[last]).all())
            todo += [(first, place, closed), (place, last, closed)]
    return sorted(kept)


def _distances(points: Floats, a: Floats, b: Floats) -> Floats:
    along, apart = b - a, points - a
    length = float(np.hypot(*along))
    if length == 0:
        return np.asarray(np.hypot(*apart.T))
    return np.asarray(np.abs(along[0] * apart[:, 1] - along[1] * apart[:, 0]) / length)


def _crossing_arcs(
    arcs: list[list[int]], keep: set[int], corner_of: list[Corner]
) -> set[int]:
    """Arcs whose simplified edges cross another edge, or double it."""
    owner, ends = [], []
    for at, arc in enumerate(arcs):
        corners = [corner_of[corner] for corner in arc if corner in keep]
        for a, b in pairwise(corners):
            owner.append(at)
            ends.append((*a, *b))
    lines, of = np.asarray(ends, dtype=np.int64), np.asarray(owner)
    reach = float(np.hypot(*(lines[:, 2:] - lines[:, :2]).T).max())
    near = cKDTree((lines[:, 2:] + lines[:, :2]) / 2).query_pairs(
        reach, output_type="ndarray"
    )
    crossing = near[_cross(lines[near[:, 0]], lines[near[:, 1]])]
    return {
        at
        for at in of[crossing].ravel().tolist()
        if any(corner not in keep for corner in arcs[at])
    }


def _cross(lines: Ints, others: Ints) -> Bools:
    """Whether pairs of segments meet anywhere but in a shared end."""

    def turn(a: Ints, b: Ints, c: Ints) -> Ints:
        ab, ac = b - a, c - a
        return np.asarray(np.sign(ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]))

    a, b, c, d = lines[:, :2], lines[:, 2:], others[:, :2], others[:, 2:]
    crosses = (turn(a, b, c) * turn(a, b, d) < 0) & (turn(c, d, a) * turn(c, d, b) < 0)
    same = ((a == c).all(axis=1) & (b == d).all(axis=1)) | (
        (a == d).all(axis=1) & (b == c).all(axis=1)
    )
    return np.asarray(crosses | same)


def _trace(edges: Edges, corner_of: list[Corner]) -> list[tuple[int, list[int]]]:
    """Walk around each region, turning sharply where a region touches itself in one corner."""
    leaving: dict[tuple[int, int], list[int]] = defaultdict(list)
    for (a, b), label in edges.items():
        leaving[label, a].append(b)
    todo = dict(sorted(edges.items()))
    rings = []
    while todo:
        (start, at), label = next(iter(todo.items()))
        del todo[start, at]
        ring = [start]
        while at != start:
            ring.append(at)
            onward = [b for b in leaving[label, at] if (at, b) in todo]
            step = (
                onward[0]
                if len(onward) == 1
                else _sharpest(ring[-2], at, onward, corner_of)
            )
            del todo[at, step]
            at = step
        rings.append((label, ring))
    return rings


def _sharpest(came: int, at: int, onward: list[int], corner_of: list[Corner]) -> int:
    def angle(corner: int) -> float:
        x, y = corner_of[at]
        back = np.arctan2(corner_of[came][1] - y, corner_of[came][0] - x)
        ahead = np.arctan2(corner_of[corner][1] - y, corner_of[corner][0] - x)
        return float((back - ahead) % (2 * np.pi))

    return min(onward, key=angle)
