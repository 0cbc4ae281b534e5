"""A map out of nothing: a coast, small cells, municipalities grown from them, borders that neighbours share exactly."""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import Voronoi
from shapely.geometry.base import BaseGeometry

from zicht.vocabulary.arrays import Bools, Floats, Ints
from zicht_invented.draws import Draws

WIDTH, HEIGHT = 1000, 1020
_GRID_HEIGHT = 1080
_SPACING = 12.5
_TOLERANCE = 5.0
"""Side of the square with the area of the largest corner that is cut off."""
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
    """Small cells of land.

    Parameters
    ----------
    places : of the cells, a row each
    land : which of them are land
    ridge_cells : pairs of cells that touch
    corners : of the Voronoi diagram
    rings : per cell, its corners in order; a cell at the rim of the canvas has none
    """

    places: Floats
    land: Bools
    ridge_cells: Ints
    corners: Floats
    rings: tuple[tuple[int, ...], ...]


def make_cells(draws: Draws) -> Cells:
    """Cover the canvas with small cells and say which are land."""
    rng = draws.stream("cells")
    places = _relax(_jittered_grid(rng))
    voronoi = Voronoi(places)
    finite = np.asarray([min(corners) >= 0 for corners in voronoi.ridge_vertices])
    pairs = np.asarray(voronoi.ridge_points, dtype=np.int64)[finite]
    return Cells(
        places,
        _without_specks(_is_land(places, draws.stream("coast")), pairs),
        pairs,
        np.asarray(voronoi.vertices, dtype=np.float64),
        tuple(_closed_ring(voronoi.regions[at]) for at in voronoi.point_region),
    )


def _closed_ring(corners: list[int]) -> tuple[int, ...]:
    is_closed = bool(corners) and min(corners) >= 0
    return tuple(corners) if is_closed else ()


def _without_specks(land: Bools, pairs: Ints) -> Bools:
    """Give bits of land of fewer than four cells back to the sea."""
    touching = pairs[land[pairs].all(axis=1)]
    component = connected(len(land), touching)
    return np.asarray(land & (np.bincount(component)[component] >= 4))


def connected(n: int, pairs: Ints) -> Ints:
    """Give each of `n` things the number of the group in which all hang together by pairs."""
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
    land = shapely.contains_xy(shapely.Polygon(_MAINLAND), bent[:, 0], bent[:, 1])
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
    """Give each of `n` things the seed it is nearest to, walking along pairs; below 0 where none can be reached."""
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
    """Return the outlines of all regions, simplified; a border between two regions has the same corners on both sides.

    References
    ----------
    Visvalingam, M. & Whyatt, J. D. (1993). Line generalisation by repeated elimination of points. The Cartographic
    Journal 30(1), 46-51: as `coverage_simplify` of GEOS does it for a whole coverage at once.
    """
    labels: list[int] = np.unique(region[region >= 0]).tolist()
    shapes = [_whole(cells, region, at) for at in labels]
    simplified = shapely.coverage_simplify(np.asarray(shapes), _TOLERANCE)
    return {at: rings_of(shape) for at, shape in zip(labels, simplified, strict=True)}


def _whole(cells: Cells, region: Ints, at: int) -> BaseGeometry:
    """Return one region: its cells together."""
    members: list[int] = np.flatnonzero(region == at).tolist()
    return shapely.union_all([_shape(cells, cell) for cell in members])


def _shape(cells: Cells, cell: int) -> shapely.Polygon:
    """Return one cell with corners on whole numbers."""
    return shapely.Polygon(np.round(cells.corners[list(cells.rings[cell])]))


def rings_of(shape: BaseGeometry) -> Rings:
    """Return the rings of an area, the longest first; outer rings run one way, holes the other."""
    rings = []
    for polygon in shapely.get_parts(shapely.orient_polygons(shape)):
        for ring in (polygon.exterior, *polygon.interiors):
            corners = shapely.get_coordinates(ring).astype(int).tolist()
            rings.append([(x, y) for x, y in corners[:-1]])
    return sorted(rings, key=len, reverse=True)
