"""Names of places that do not exist: soft words with the endings that Dutch places have."""

import numpy as np

_STEMS = (
    "Fluister", "Mijmer", "Ritsel", "Sluimer", "Nevel", "Dauw", "Wolken", "Vlinder", "Knispel", "Prevel", "Tuimel",
    "Dwarrel", "Kabbel", "Schemer", "Glinster", "Murmel", "Wiegel", "Drentel", "Treuzel", "Kuier", "Lispel", "Zwirrel",
    "Tinkel", "Huppel", "Bromsel", "Kwinkel", "Trippel", "Pruttel", "Wemel", "Zinder", "Flonker", "Vonkel",
    "Rafel", "Krinkel", "Ruizel", "Suizel", "Wiebel", "Vezel", "Twinkel", "Bedaar", "Wimpel", "Zoemer", "Mompel",
)  # fmt: skip
_ENDINGS = (
    "horst", "wolde", "drecht", "dijk", "veld", "broek", "meer", "dam", "burg", "kerke", "sluis", "hove", "lo",
    "stede", "waard", "terp", "voort", "donk", "rade", "gaast", "hem", "wijk", "schoten", "zijl", "brugge",
)  # fmt: skip
_ISLAND_ENDINGS = ("oog", "plaat", "zand")
_BEFORE = ("Nieuw-", "Oud-", "Groot-", "Hoog-")
PROVINCES = (
    "Nevelkust", "Wolkengaarde", "Vlinderland", "Mijmerkwartier", "Dauwmark", "Ritselveen", "Zonnewaard",
    "Fluistergouw", "Lommerdal", "Sluimerdrift", "Kabbelmonde", "Glinsterhorn",
)  # fmt: skip


def place_names(n: int, islands: list[bool], rng: np.random.Generator) -> list[str]:
    """Return `n` different names; those of islands end as islands do."""
    names: list[str] = []
    used: set[str] = set()
    while len(names) < n:
        name = _one(rng, at_sea=islands[len(names)])
        if name not in used:
            used.add(name)
            names.append(name)
    return names


def _one(rng: np.random.Generator, *, at_sea: bool) -> str:
    stem = _STEMS[int(rng.random() * len(_STEMS))]
    endings = _ISLAND_ENDINGS if at_sea else _ENDINGS
    name = stem + endings[int(rng.random() * len(endings))]
    u = rng.random()
    if u < 0.05 and not at_sea:
        return _BEFORE[int(u / 0.05 * len(_BEFORE))] + name
    return name
