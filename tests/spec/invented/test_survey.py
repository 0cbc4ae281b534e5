"""A survey of the invented inhabitants: its design says how far its shares lie from those of everybody."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from zicht.methods.surveys import Design, logit_interval, share
from zicht_invented import InventSettings, invent

SEEDS = range(1, 9)
YEARS = (2023, 2024)
YES = {"ooit", "afgelopen_jaar"}
GROUPS = {"minderjarig": (0, 18), "adolescent": (18, 23), "volwassen": (23, 200)}
Columns = dict[str, np.ndarray]


def invented(folder: Path, seed: int) -> Path:
    settings = InventSettings(
        seed=seed,
        first_year=YEARS[0],
        last_year=YEARS[-1],
        scale=0.3,
        municipalities=60,
        faults=0.0,
    )
    invent(settings, folder, sources=["enquete"])
    return folder


def answers(folder: Path, year: int) -> Columns:
    file = folder / "deliveries" / "enquete" / f"verzonnen-{year}.csv"
    with file.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def design_of(columns: Columns) -> Design:
    return Design.of(
        columns["gewicht"].astype(float),
        strata=columns["stratum"],
        clusters=[columns["cluster"]],
        populations=[columns["clusters_in_stratum"].astype(float)],
    )


def true_shares(folder: Path) -> dict[tuple[str, str, str], float]:
    with (folder / "truth" / "figures.csv").open(newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    return {
        (row["indicator"], row["period"], row["breakdown"]): float(row["numerator"])
        / float(row["denominator"])
        for row in rows
        if row["indicator"].startswith("P03") and row["denominator"] != "0"
    }


def intervals(columns: Columns) -> Iterator[tuple[str, str, tuple[float, float]]]:
    """Estimate shares by sex and age group, as a statistician would with the file alone."""
    design = design_of(columns)
    physical, online = columns["item_fysiek"], columns["item_online"]
    is_known = physical != "onbekend"
    is_victim = np.isin(physical, list(YES)) | np.isin(online, list(YES))
    ever = np.where(is_known, is_victim.astype(float), np.nan)
    lately = (physical == "afgelopen_jaar") | (online == "afgelopen_jaar")
    last_year = np.where(is_known, lately.astype(float), np.nan)
    told = columns["verteld"]
    says = ~np.isin(told, ["nvt", "onbekend"])
    nobody = np.where(says, (told == "niemand").astype(float), np.nan)
    age = columns["leeftijd"].astype(int)
    groups = {"": np.ones(len(age), dtype=bool)}
    groups |= {f"geslacht={sex}": columns["geslacht"] == sex for sex in ("v", "m")}
    groups |= {
        f"leeftijdsgroep={name}": (age >= low) & (age < high)
        for name, (low, high) in GROUPS.items()
    }
    outcomes = {"P03": ever, "P03-jaar": last_year, "P03-niemand": nobody}
    for indicator, outcome in outcomes.items():
        for where, domain in groups.items():
            interval = logit_interval(share(design, outcome, domain))
            yield indicator, where, interval


@pytest.fixture(scope="module", name="held")
def _held(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[bool]]:
    """Whether the 95% interval of each share holds the share among all inhabitants, over seeds and years."""
    held: dict[str, list[bool]] = {}
    for seed in SEEDS:
        folder = invented(tmp_path_factory.mktemp(f"survey-{seed}"), seed)
        true = true_shares(folder)
        for year in YEARS:
            for indicator, where, (lower, upper) in intervals(answers(folder, year)):
                is_held = lower <= true[indicator, str(year), where] <= upper
                held.setdefault(indicator, []).append(is_held)
    return held


@pytest.mark.parametrize("indicator", ["P03", "P03-jaar", "P03-niemand"])
def test_nineteen_in_twenty_intervals_hold_the_share_of_everybody(
    held: dict[str, list[bool]], indicator: str
) -> None:
    """Of 96 intervals 91 are expected to; groups overlap, so that fewer than 84 would be a surprise."""
    n_held = sum(held[indicator])
    assert len(held[indicator]) == 96
    assert n_held >= 84


def test_the_weights_add_up_to_the_inhabitants_that_are_asked(tmp_path: Path) -> None:
    """Of 15 and older, within what a sample of districts of unequal size allows."""
    folder = invented(tmp_path, seed=1)
    with (folder / "truth" / "figures.csv").open(newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        everybody = next(
            int(row["denominator"])
            for row in rows
            if (row["indicator"], row["period"], row["breakdown"])
            == ("P03", "2024", "")
        )
    weights = answers(folder, 2024)["gewicht"].astype(float)
    assert weights.sum() == pytest.approx(everybody, rel=0.02)
