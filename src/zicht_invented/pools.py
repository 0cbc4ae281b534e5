"""Names composed of syllables (`pools.toml`). Any likeness to a living person is an accident."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np

from zicht_invented.draws import Draws

Syllables = Mapping[str, Mapping[str, list[list[str]]]]


def _read() -> Syllables:
    return tomllib.loads(
        Path(__file__).with_name("pools.toml").read_text(encoding="utf-8")
    )


_SYLLABLES = _read()
LOCALES = tuple(_SYLLABLES)


@dataclass(frozen=True, eq=False)
class Pool:
    """Names of all regions in one array; those of a region stand from `start`, the commonest first."""

    names: np.ndarray
    start: np.ndarray
    size: np.ndarray


@dataclass(frozen=True, eq=False)
class Pools:
    """Given names of women and men, family names, and prefixes (the first one is none)."""

    given: tuple[Pool, Pool]
    family: Pool
    particles: Pool


def make_pools(draws: Draws) -> Pools:
    """Compose every name, each region in an order of its own."""
    rng = draws.stream("pools")
    women, men, family = (
        _pool([_shuffled(_glued(_SYLLABLES[locale][kind]), rng) for locale in LOCALES])
        for kind in ("given_v", "given_m", "family")
    )
    particles = _pool(
        [["", *map(str, _SYLLABLES[locale]["particles"])] for locale in LOCALES]
    )
    return Pools((women, men), family, particles)


def _glued(parts: Sequence[Sequence[str]]) -> list[str]:
    return sorted({"".join(bits) for bits in product(*parts)})


def _shuffled(names: list[str], rng: np.random.Generator) -> list[str]:
    return [names[at] for at in rng.permutation(len(names))]


def _pool(names: list[list[str]]) -> Pool:
    sizes = np.asarray([len(part) for part in names], dtype=np.int64)
    return Pool(
        np.asarray([name for part in names for name in part]),
        np.cumsum(sizes) - sizes,
        sizes,
    )
