"""How long a table on demand takes: counting with keys, noise, and the attack together with what was given before.

Run: python bench/tables.py; writes bench/results/tables.json. Seconds of processor, one thread. The units are numbers
in the shape of units: nobody is in them.
"""

import json
import resource
import time
from collections.abc import Callable
from functools import partial
from itertools import combinations
from math import prod
from pathlib import Path

import numpy as np

from zicht.disclosure.drawn_table import noise_of
from zicht.disclosure.gate import publish
from zicht.disclosure.ondemand import answer
from zicht.disclosure.protect.cellkey import perturb
from zicht.disclosure.tallying import Shape, keys_of, tally
from zicht.vocabulary.dimensions import TOTAL, Dimension, Hierarchy
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.tables import Draft
from zicht.vocabulary.units import Units, layers

RESULTS = Path(__file__).parent / "results" / "tables.json"
SECRET = b"a secret of the benchmark, 32 b."
POLICY = Policy("bench", "1", "bench", local_levels=("area",))
N = 200_000


def sign(digest: bytes) -> str:
    return digest.hex()


def units_of(n: int, sizes: dict[str, int], *, multiple: str = "") -> Units:
    """Draw units; of one dimension each may carry two codes."""
    rng = np.random.default_rng(1)
    rows = (
        np.concatenate([np.arange(n), rng.choice(n, n // 4, replace=False)])
        if multiple
        else np.arange(n)
    )
    dimensions, codes = [], []
    for name, size in sizes.items():
        leaves = tuple(f"{name}{i}" for i in range(size))
        above = (
            (
                Hierarchy(
                    "province", {leaf: f"P{i % 12}" for i, leaf in enumerate(leaves)}
                ),
            )
            if name == "area"
            else ()
        )
        dimensions.append(Dimension(name, leaves, above, adds_up=name != multiple))
        drawn = rng.choice(size, n, p=rng.dirichlet(np.full(size, 5.0)))[rows]
        codes.append(
            np.where(np.arange(len(rows)) < n, drawn, (drawn + 1) % size)
            if name == multiple
            else drawn
        )
    names = np.asarray([f"{i:032x}" for i in range(n)], dtype=object)
    return Units("units", tuple(dimensions), names, rows, tuple(codes))


def shape_of(units: Units, *names: str) -> Shape:
    return {
        d.name: layers(d, [d.name], total=True)
        for d in units.dimensions
        if d.name in names
    }


def timed(found: dict[str, object], name: str, work: Callable[[], object]) -> object:
    begin = time.process_time()
    made = work()
    found[name] = round(time.process_time() - begin, 2)
    return made


def margins() -> dict[str, object]:
    """Count all margins of five dimensions, of which one has several codes for a unit."""
    found: dict[str, object] = {}
    for word, multiple in (("one code each", ""), ("some two codes", "form")):
        units = units_of(
            N,
            {"area": 100, "year": 10, "age": 8, "form": 6, "sex": 3},
            multiple=multiple,
        )
        keys = timed(
            found, f"{word}: keys, s", lambda units=units: keys_of(units, SECRET)
        )
        shape = shape_of(units, "area", "year", "age", "form", "sex")
        table, sums = timed(
            found,
            f"{word}: counts and key sums, s",
            lambda u=units, k=keys, s=shape: tally(u, s, k),
        )
        timed(
            found,
            f"{word}: noise, s",
            lambda t=table, s=sums: perturb(t, s, noise_of(POLICY)),
        )
        found[f"{word}: cells"] = len(table.counts)
    return found


def joint() -> dict[str, object]:
    """Publish a release, then give tables one after the other, each attacked together with all before."""
    units = units_of(20_000, {"area": 100, "year": 6, "age": 4, "form": 6, "sex": 3})
    found: dict[str, object] = {}
    drafts = [("area",), ("form", "year"), ("sex", "year"), ("area", "year")]
    zero = np.zeros(len(units.names), dtype=np.uint64)
    tables = tuple(tally(units, shape_of(units, *names), zero)[0] for names in drafts)
    ledger = Ledger().entered(
        "release", publish(Draft(tables), POLICY, sign=sign, secret=SECRET)
    )
    for names in (
        ("area", "sex"),
        ("age", "form", "sex"),
        ("area", "sex", "year"),
        ("form", "sex", "year"),
    ):
        word = " x ".join(names)
        ask = partial(
            answer,
            units,
            shape_of(units, *names),
            POLICY,
            secret=SECRET,
            sign=sign,
            ledger=ledger,
        )
        given = timed(found, f"{word}: s", ask)
        ledger = ledger.entered(word, given.protected)
        found[f"{word}: cells"] = len(given.table.values)
        found[f"{word}: cells with a wider band"] = given.widened
    release = timed(
        found,
        "a release after them: s",
        lambda: publish(Draft(tables), POLICY, sign=sign, secret=SECRET, ledger=ledger),
    )
    found["a release after them: cells with a wider band"] = release.losses.get(
        "cells hidden to guard differences", 0
    )
    return found


def fifty() -> dict[str, object]:
    """Give fifty tables of 60 to 520 cells beside a release, one after the other, and time each."""
    sizes = {"area": 100, "year": 6, "age": 4, "form": 6, "sex": 3}
    sizes |= {"job": 5, "route": 4, "origin": 12, "status": 3}
    units = units_of(20_000, sizes)
    zero = np.zeros(len(units.names), dtype=np.uint64)
    drafts = [("area",), ("form", "year"), ("sex", "year"), ("area", "year")]
    drafts += [("age", "year"), ("origin", "year")]
    tables = tuple(tally(units, shape_of(units, *names), zero)[0] for names in drafts)
    release = publish(Draft(tables), POLICY, sign=sign, secret=SECRET)
    ledger = Ledger().entered("release", release)
    shapes = [
        names
        for n_names in (2, 3)
        for names in combinations(sizes, n_names)
        if 60 <= prod(sizes[name] + 1 for name in names) <= 520
    ]
    order = np.random.default_rng(0).permutation(len(shapes))[:50]
    seconds = []
    for number in order.tolist():
        begin = time.process_time()
        shape = shape_of(units, *shapes[number])
        given = answer(units, shape, POLICY, secret=SECRET, sign=sign, ledger=ledger)
        seconds.append(round(time.process_time() - begin, 2))
        ledger = ledger.entered(str(number), given.protected)
    return {
        "the first table: s": seconds[0],
        "the slowest of 50: s": max(seconds),
        "the last of 50: s": seconds[-1],
    }


def accuracy() -> dict[str, object]:
    """Tell how well the total of a table is known to somebody who adds every margin up."""
    units = units_of(20_000, {"area": 20, "year": 6, "age": 4, "form": 6, "sex": 3})
    drawn = []
    for at in range(200):
        secret = bytes([at]) * 32
        table, sums = tally(
            units, shape_of(units, "year", "age", "form", "sex"), keys_of(units, secret)
        )
        values = perturb(table, sums, noise_of(POLICY)).values
        given = np.stack([column != TOTAL for column in table.codes])
        estimates, weights = [], []
        for margin in range(16):
            rows = (
                given
                == np.asarray([bool(margin >> axis & 1) for axis in range(4)])[:, None]
            ).all(axis=0)
            estimates.append(values[rows].sum())
            weights.append(1 / rows.sum())
        drawn.append(np.average(estimates, weights=weights) - 20_000)
    return {
        "error of the total from all margins of four dimensions, sd": round(
            float(np.std(drawn)), 2
        )
    }


def main() -> None:
    found = {"margins": margins(), "joint": joint(), "averaging": accuracy()}
    found["fifty tables"] = fifty()
    found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    RESULTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
