"""The country: municipalities, the provinces and police units they belong to, inhabitants, and the map."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from zicht.vocabulary.arrays import Floats, Ints, Texts
from zicht_invented import placenames
from zicht_invented.draws import Draws
from zicht_invented.settings import InventSettings
from zicht_invented.tessellation import (
    HEIGHT,
    WIDTH,
    Cells,
    Rings,
    connected,
    grow,
    make_cells,
    nearest_seed,
    neighbours,
    outline,
)

COUNTRY_CODE, COUNTRY_NAME = "VL", "Voorbeeldland"
N_PROVINCES, N_UNITS = 12, 10
_SMALLEST_PIECE = 0.02
"""Share of all municipalities that a police unit holds of a province, or more, or none."""
_INHABITANTS = 11_200_000
_FEWEST_INHABITANTS = 900
_CITY_SIZES = np.asarray([19.0, 14.5, 11.0, 8.2, 6.6, 5.6, 5.0, 4.6])
"""Size of each city at least, where that of an ordinary municipality is about 1."""
_BETWEEN_CITIES = 105
"""Distance between two cities at least, in map units."""
_ROUNDS_OF_CLUSTERING = 25
AGE_CLASSES = (0, 4, 12, 15, 18, 23, 30, 40, 50, 60, 70, 80)
"""First year of each class in which inhabitants are counted; 18 and 23 are bounds of the age groups of victims."""
_AGE_SHARES = np.asarray(
    [0.037, 0.079, 0.033, 0.035, 0.062, 0.089, 0.126, 0.123, 0.142, 0.118, 0.1, 0.056]
)


@dataclass(frozen=True, eq=False)
class Country:
    """Municipalities in the order of their codes.

    Parameters
    ----------
    province, unit, court : per municipality, index of its province, police unit and arrondissement
    province_names, unit_names, court_names : by that index
    inhabitants : municipalities x years x sex (women, men) x age class
    rings : outline per municipality, in map units
    """

    names: tuple[str, ...]
    province: Ints
    unit: Ints
    court: Ints
    province_names: tuple[str, ...]
    unit_names: tuple[str, ...]
    court_names: tuple[str, ...]
    inhabitants: Ints
    rings: tuple[Rings, ...]
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def codes(self) -> list[str]:
        """Codes of the municipalities."""
        return [f"VB{at + 1:04d}" for at in range(len(self.names))]

    @property
    def weights(self) -> Floats:
        """Inhabitants of the first year."""
        return np.asarray(self.inhabitants[:, 0].sum(axis=(1, 2)), dtype=np.float64)


def found(settings: InventSettings) -> Country:
    """Invent the country; depends on `country_seed`, `municipalities` and the years only."""
    draws = Draws(settings.country_seed)
    cells = _cells_of(settings.country_seed)
    density = _density(cells)
    region = grow(cells, settings.municipalities, density, draws)
    places, areas = _middles(cells, region, settings.municipalities)
    crowd = np.bincount(region[region >= 0], weights=density[region >= 0]) / areas
    islands = _on_island(cells, region, settings.municipalities)
    order, names = _named(places, islands, draws)
    sizes = _sizes(places, crowd, islands, draws)
    touching = neighbours(cells, region)
    province = _clusters(
        places, np.ones(len(places)), touching, N_PROVINCES, draws.stream("provinces")
    )
    unit = _clusters(places, sizes**0.6, touching, N_UNITS, draws.stream("units"))
    unit = _snap(unit, province)
    rings = outline(cells, region)
    province = _by_place(province, places)[order]
    unit = _by_place(unit, places)[order]
    court = _courts(unit, province)
    towns = np.asarray(names)
    return Country(
        tuple(names), province, unit, court,
        placenames.PROVINCES[:N_PROVINCES],
        _after_largest(unit, sizes[order], towns, "Eenheid", rank=0),
        _after_largest(court, sizes[order], towns, "Arrondissement", rank=1),
        _inhabitants(sizes[order], settings, draws.stream("inhabitants")),
        tuple(rings[int(at)] for at in order),
    )  # fmt: skip


@cache
def _cells_of(country_seed: int) -> Cells:
    # Half of the time of a small country goes to them, and whoever invents several in one
    # process mostly invents several of one seed.
    return make_cells(Draws(country_seed))


def _density(cells: Cells) -> Floats:
    """Towns lie close in the west of the middle, further apart in the north and the east."""
    x, y = cells.places.T
    heart = np.exp(-(((x - 330) / 200) ** 2 + ((y - 560) / 210) ** 2))
    south = 0.55 * np.exp(-(((x - 610) / 190) ** 2 + ((y - 800) / 130) ** 2))
    return np.asarray(0.62 + 1.5 * heart + south)


def _middles(cells: Cells, region: Ints, n: int) -> tuple[Floats, Floats]:
    land = region >= 0
    areas = np.bincount(region[land], minlength=n).astype(np.float64)
    sums = [
        np.bincount(region[land], weights=cells.places[land, axis], minlength=n)
        for axis in (0, 1)
    ]
    return np.column_stack(sums) / areas[:, None], areas


def _on_island(cells: Cells, region: Ints, n: int) -> list[bool]:
    """Whether a region cannot be walked to from most others."""
    island = connected(n, neighbours(cells, region))
    return [bool(at) for at in island != np.bincount(island).argmax()]


def _named(places: Floats, islands: list[bool], draws: Draws) -> tuple[Ints, list[str]]:
    """Names, and the order of the regions by name: codes follow the alphabet."""
    names = np.asarray(
        placenames.place_names(len(places), islands, draws.stream("place names"))
    )
    order = np.argsort(names, kind="stable")
    return order.astype(np.int64), names[order].tolist()


def _sizes(places: Floats, crowd: Floats, islands: list[bool], draws: Draws) -> Floats:
    """Inhabitants: lognormal, larger where towns lie close; the few cities keep their distance."""
    rng = draws.stream("sizes")
    n = len(places)
    largest_first = np.sort(np.exp(rng.normal(0, 0.72, n)))[::-1]
    n_cities = len(_CITY_SIZES)
    largest_first[:n_cities] = np.maximum(largest_first[:n_cities], _CITY_SIZES)
    attraction = np.log(crowd) + rng.normal(0, 0.55, n)
    # No island holds a city.
    attraction[islands] -= 9
    order = np.argsort(-attraction, kind="stable").tolist()
    cities = _far_apart(order, places, n_cities)
    others = [place for place in order if place not in cities]
    sizes = np.empty(n)
    sizes[cities + others] = largest_first
    inhabitants = sizes / sizes.sum() * _INHABITANTS
    return np.asarray(np.maximum(inhabitants, _FEWEST_INHABITANTS))


def _far_apart(order: Sequence[int], places: Floats, n: int) -> list[int]:
    """Return the first places of an order that keep their distance from each other, at most `n`."""
    chosen: list[int] = []
    for place in order:
        if len(chosen) == n:
            break
        distances = [np.hypot(*(places[place] - places[city])) for city in chosen]
        if all(distance > _BETWEEN_CITIES for distance in distances):
            chosen.append(place)
    return chosen


def _clusters(
    places: Floats, weights: Floats, touching: Ints, n: int, rng: np.random.Generator
) -> Ints:
    """Divide municipalities over `n` connected groups around weighted middles."""
    centres = places[rng.permutation(len(places))[:1]]
    # Each new centre is the place that lies furthest from those before it; large places come first.
    while len(centres) < n:
        to_nearest = _distances(places, centres).min(axis=1)
        furthest = int((to_nearest * weights**0.3).argmax())
        centres = np.vstack([centres, places[furthest]])
    for _ in range(_ROUNDS_OF_CLUSTERING):
        group = _distances(places, centres).argmin(axis=1)
        middles = []
        for number in range(n):
            inside = group == number
            middles.append(np.average(places[inside], axis=0, weights=weights[inside]))
        centres = np.vstack(middles)
    seeds = _distances(places, centres).argmin(axis=0)
    # Groups grow along links from the seeds, so that each is connected. Without a link an island would belong to
    # no province.
    links = np.vstack([touching, _ferries(places, touching)])
    steps = np.hypot(*(places[links[:, 0]] - places[links[:, 1]]).T)
    nearest = nearest_seed(len(places), links, steps, seeds)
    group_of = {int(seed): g for g, seed in enumerate(seeds)}
    return np.asarray([group_of[int(seed)] for seed in nearest], dtype=np.int64)


def _ferries(places: Floats, touching: Ints) -> Ints:
    """Link every island to the nearest place on the mainland."""
    island = connected(len(places), touching)
    mainland = island == np.bincount(island).argmax()
    ashore = np.flatnonzero(mainland)
    lines = []
    for number in np.unique(island[~mainland]):
        on_island = np.flatnonzero(island == number)
        apart = _distances(places[on_island], places[ashore])
        start, end = np.unravel_index(apart.argmin(), apart.shape)
        lines.append((int(on_island[start]), int(ashore[end])))
    return np.asarray(lines, dtype=np.int64).reshape(-1, 2)


def _distances(places: Floats, others: Floats) -> Floats:
    """Return the distance of every place to every other one: places x others."""
    x, y = (places[:, None] - others[None]).transpose(2, 0, 1)
    return np.asarray(np.hypot(x, y))


def _snap(unit: Ints, province: Ints) -> Ints:
    """Let most provinces fall into one police unit where nearly all of them did; the others stay cut through."""
    snapped = unit.copy()
    for at in range(province.max() + 1):
        shares = np.bincount(
            unit[province == at], minlength=N_UNITS
        ) / np.count_nonzero(province == at)
        if shares.max() > 0.8:
            snapped[province == at] = shares.argmax()
    snapped = _without_slivers(snapped, province)
    return snapped if len(np.unique(snapped)) == N_UNITS else unit


def _without_slivers(unit: Ints, province: Ints) -> Ints:
    """Move small pieces of a province to the unit that holds most of it.

    A province and a unit that differ in two or three municipalities would together reveal the figures of those few.
    """
    smallest = round(_SMALLEST_PIECE * len(unit))
    tidied = unit.copy()
    for at in range(province.max() + 1):
        pieces = np.bincount(unit[province == at], minlength=N_UNITS)
        tidied[(province == at) & (pieces[unit] < smallest)] = pieces.argmax()
    return tidied


def _by_place(group: Ints, places: Floats) -> Ints:
    """Assign numbers to groups from north-west to south-east."""
    n = group.max() + 1
    # South weighs more than east, so that numbers run in rows from west to east.
    towards_south_east = places @ np.asarray([0.35, 1.0])
    middles = [float(np.mean(towards_south_east[group == g])) for g in range(n)]
    rank = np.empty(n, dtype=np.int64)
    rank[np.argsort(middles, kind="stable")] = np.arange(n)
    return rank[group]


def _courts(unit: Ints, province: Ints) -> Ints:
    """Courts serve the area of a police unit, but take small corners of a province along with its larger part."""
    court = unit.copy()
    for at in range(province.max() + 1):
        inside = province == at
        shares = np.bincount(unit[inside], minlength=N_UNITS) / np.count_nonzero(inside)
        small = inside & (shares[unit] < 0.2)
        court[small] = shares.argmax()
    return court if len(np.unique(court)) == N_UNITS else unit


def _after_largest(
    group: Ints, sizes: Floats, towns: Texts, word: str, *, rank: int
) -> tuple[str, ...]:
    """Name each group after its largest town, or the next."""
    names = []
    for number in range(group.max() + 1):
        inside = np.flatnonzero(group == number)
        largest_first = inside[np.argsort(-sizes[inside], kind="stable")]
        town = towns[largest_first[min(rank, len(inside) - 1)]]
        names.append(f"{word} {town}")
    return tuple(names)


def _inhabitants(
    sizes: Floats, settings: InventSettings, rng: np.random.Generator
) -> Ints:
    """Return inhabitants: municipalities x years x sexes x `AGE_CLASSES`. The population grows and ages."""
    n, n_years, n_ages = len(sizes), len(settings.years), len(AGE_CLASSES)
    growth = 1 + rng.normal(0.005, 0.004, (n, 1))
    total = sizes[:, None] * growth ** np.arange(n_years)
    shares = _AGE_SHARES * np.exp(rng.normal(0, 0.07, (n, n_ages)))
    shares /= shares.sum(axis=1, keepdims=True)
    drift = np.linspace(-0.004, 0.006, n_ages)
    aged = shares[:, None] * (1 + drift * np.arange(n_years)[:, None])
    # Women live longer: their share rises with age.
    of_age = 0.487 + 0.02 * np.linspace(0, 1, n_ages) ** 2
    women = of_age + rng.normal(0, 0.003, (n, 1))
    by_sex = np.stack([women, 1 - women], axis=1)
    inhabitants = total[:, :, None, None] * by_sex[:, None] * aged[:, :, None]
    return np.rint(inhabitants).astype(np.int64)
