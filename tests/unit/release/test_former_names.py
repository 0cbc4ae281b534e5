"""What was made while the period was still called `jaar`: sealed under the old name, read under the new one.

The release and the ledger under `data/former_names` were written by the last version with the old names, and so were
the draws in the last test.
"""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from zicht.disclosure.protect.building import build
from zicht.disclosure.protect.draws import draws
from zicht.pipeline.ledger import of_today
from zicht.project.dimensions import dimensions, years_and_blocks
from zicht.release.store import gate_of, gate_statement, read, read_sealed, verify
from zicht.vocabulary.dimensions import BLOCKS, PERIOD
from zicht.vocabulary.former_names import advice_on, former_dimensions
from zicht.vocabulary.ledger import Ledger
from zicht.vocabulary.tables import CountTable

FOLDER = Path(__file__).parent / "data" / "former_names"
(FORMER,) = (path for path in FOLDER.iterdir() if path.is_dir())
LEDGER = (FOLDER / "ledger.json").read_text("utf-8")


def test_a_former_release_verifies_with_the_seal_of_its_gate() -> None:
    assert verify(FORMER) == []
    gate = gate_of(FORMER)
    assert gate is not None
    gate_statement(FORMER, gate).check()


def test_an_altered_cell_of_a_former_release_is_still_seen(tmp_path: Path) -> None:
    altered = shutil.copytree(FORMER, tmp_path / FORMER.name)
    (cells,) = (altered / "content" / "cells").iterdir()
    cells.chmod(0o644)
    cells.write_text(cells.read_text("utf-8").replace("jaar", "year"), "utf-8")
    assert verify(altered) == [f"cells/{cells.name} was altered."]


def test_its_tables_code_lists_and_definitions_have_the_names_of_today() -> None:
    release = read(FORMER)
    assert release.codes.keys() == {PERIOD, "geslacht"}
    assert release.codes[PERIOD].name == PERIOD
    assert release.codes[PERIOD].parents.keys() == {BLOCKS}
    assert release.indicators["L01"].periods == BLOCKS
    rate = release.indicators["V05"]
    assert rate.periods == PERIOD
    assert rate.denominator is not None
    assert rate.denominator.universe == "inhabitants"
    assert "bevolking" in FORMER.joinpath("content/indicators.json").read_text("utf-8")

    gate = gate_of(FORMER)
    assert gate is not None
    (table,) = read_sealed(FORMER, gate).tables
    assert table.names == (PERIOD, "geslacht")
    assert table.values[table.codes[0] == "2020"].tolist() == [15, 0, 15]


def test_a_former_ledger_is_compared_with_todays_tables_and_keeps_its_digest() -> None:
    ledger = Ledger.from_json(LEDGER)
    assert ledger.as_json() == LEDGER.strip()
    (entry,) = of_today(ledger).entries
    (table,) = entry.tables
    assert table.names == (PERIOD, "geslacht")
    assert [one.name for one in table.dimensions[0].hierarchies] == [BLOCKS]
    assert entry.extents == {
        "slachtofferjaren": {PERIOD: frozenset({"2019", "2020", "2021"})}
    }
    assert json.loads(LEDGER)[0]["extents"]["slachtofferjaren"].keys() == {"jaar"}


def test_a_cell_draws_what_it_drew_before_its_dimension_was_renamed() -> None:
    """Two draws of one unchanged cell, from two releases, would tell more than one of them."""
    years = dimensions({PERIOD: years_and_blocks([2019, 2020, 2021])})[PERIOD]
    table = CountTable(
        "slachtofferjaren",
        (years,),
        (np.array(["2019", "2020", "2021"]),),
        np.array([9, 16, 21]),
    )
    drawn = draws(
        build([table]),
        b"a secret of sixteen bytes",
        "rounding",
        drawn_as=former_dimensions(),
    )
    before = [0.3606905718430309, 0.2304335094593607, 0.730361353956468]
    assert drawn.tolist() == pytest.approx(before, abs=0, rel=0)


@pytest.mark.parametrize(
    ("names", "advice"),
    [
        (["koppelingen"], "'koppelingen' is called 'links' now."),
        (
            ["jaar", "town", "eenheid"],
            "'jaar' is called 'year' now. 'eenheid' is called 'unit' now.",
        ),
        (["town"], ""),
    ],
)
def test_whoever_writes_a_former_name_is_told_the_new_one(
    names: list[str], advice: str
) -> None:
    assert advice_on(names) == advice
