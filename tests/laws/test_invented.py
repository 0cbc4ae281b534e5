"""Whatever the seed: the same settings give the same files, the map fits, and nobody is confused with another."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from zicht_invented import InventSettings, invent
from zicht_invented.counting import Multiple, Single, Universe
from zicht_invented.country import found
from zicht_invented.draws import Draws
from zicht_invented.identities import bare_letters, name_people, write_down
from zicht_invented.people import People
from zicht_invented.scene import Scene

seeds = st.integers(0, 2**63)


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def made(seed: int) -> dict[str, str]:
    with TemporaryDirectory() as place:
        invent(
            InventSettings(seed=seed, scale=0.02, municipalities=40, last_year=2021),
            Path(place),
        )
        return digests(Path(place))


@settings(max_examples=3, deadline=None)
@given(seeds)
def test_equal_settings_give_equal_files(seed: int) -> None:
    assert made(seed) == made(seed)


def test_files_do_not_depend_on_the_process(tmp_path: Path) -> None:
    code = "import sys, pathlib; from zicht_invented import *; invent(InventSettings(scale=0.02, municipalities=40),"
    code += " pathlib.Path(sys.argv[1]))"
    for salt in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": salt, "LC_ALL": "C"}
        subprocess.run(
            [sys.executable, "-c", code, str(tmp_path / salt)],
            check=True,
            env=environment,
        )
    assert digests(tmp_path / "1") == digests(tmp_path / "2")


@settings(max_examples=5, deadline=None)
@given(seeds, st.integers(40, 400))
def test_every_country_has_a_map_that_fits(seed: int, municipalities: int) -> None:
    country = found(
        InventSettings(country_seed=seed, municipalities=municipalities, last_year=2019)
    )
    assert len(country.names) == len(set(country.names)) == municipalities
    edges: Counter[tuple[tuple[int, int], tuple[int, int]]] = Counter()
    for rings in country.rings:
        assert rings
        for ring in rings:
            assert len(ring) >= 3
            edges.update(zip(ring, [*ring[1:], ring[0]], strict=True))
    assert max(edges.values()) == 1
    assert len(np.unique(country.unit)) == 10
    assert len(np.unique(country.province)) == 12
    assert (country.inhabitants >= 0).all()


@settings(max_examples=4, deadline=None)
@given(seeds)
def test_no_spelling_makes_two_people_one_or_one_people_two(seed: int) -> None:
    n = 3_000
    draws = Draws(seed)
    rng = draws.stream("test")
    people = People(
        rng.integers(0, 2, n),
        np.datetime64("2000-01-01")
        + rng.integers(
            0, 40, n
        ),  # few birth dates, so that names must tell people apart
        rng.integers(0, 20, n),
        rng.integers(-1, 40, n),
    )
    scene = Scene(InventSettings(municipalities=40, noise=0.0), COUNTRY, draws)
    rows = np.repeat(np.arange(n), 2)
    written = write_down(
        name_people(people, draws),
        rows,
        people.home[rows],
        scene,
        draws.stream("spelling"),
        with_bsn=0.5,
    )
    spelled = zip(
        written["voornamen"],
        written["tussenvoegsel"],
        written["achternaam"],
        strict=True,
    )
    keys = [
        (bare_letters("".join(name)), born)
        for name, born in zip(spelled, written["geboortedatum"], strict=True)
    ]
    of = dict(zip(keys, rows.tolist(), strict=True))
    assert len(of) == n
    assert [of[key] for key in keys] == rows.tolist()


COUNTRY = found(InventSettings(municipalities=40))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_margins_are_sums_of_disjoint_parts_and_bounded_by_overlapping_ones(
    data: st.DataObject,
) -> None:
    n = data.draw(st.integers(0, 60))
    rng = np.random.default_rng(data.draw(seeds))
    universe = Universe(
        (2019, 2020, 2021),
        rng.integers(2018, 2023, n),
        {
            "kleur": Single(
                ("rood", "blauw", "groen"),
                rng.integers(0, 3, n),
                {"bont": ("rood", "blauw")},
            ),
            "vorm": Multiple(("rond", "recht"), rng.random((n, 2)) < 0.5),
        },
    )
    cells = universe.count(("kleur", "vorm"))
    for year in ("2019", "2020", "2021"):
        total = cells[year, ()]
        assert total == sum(
            cells[year, (("kleur", code),)] for code in ("rood", "blauw", "groen")
        )
        bont = cells[year, (("kleur", "bont"),)]
        assert (
            bont
            == cells[year, (("kleur", "rood"),)] + cells[year, (("kleur", "blauw"),)]
        )
        assert (
            max(cells[year, (("vorm", code),)] for code in ("rond", "recht")) <= total
        )
    whole = universe.count((), blocks=True)
    assert whole["2019-2021", ()] == sum(
        cells[year, ()] for year in ("2019", "2020", "2021")
    )
