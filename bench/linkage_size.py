"""How long linkage of many records takes, and how much memory, beside splink with its own default settings.

Run: python bench/linkage_size.py [records ...]; writes bench/results/linkage_size.json. The records are hard ones of
which three in five state a citizen number, as in a register; two threads, 2 GB for the engine. Each measurement runs
in a process of its own, so that peaks of memory are its own. Splink gets the same records as a table of the same
spelling, with the comparisons, blocking and training of its tutorial for deduplication.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import splink.comparison_library as cl
from hard_records import ROLES, hard_records
from linkage_quality import quality_of
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.linkage import linking
from zicht.linkage.linking import link
from zicht.vocabulary.people import LinkFields

RESULTS = Path(__file__).parent / "results" / "linkage_size.json"
SHARE_WITH_NUMBER = 0.6
WAYS = ("zicht", "zicht, no plausible linkages", "splink")


def columns_of(n: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Invent records by column, and the person of each."""
    records, persons = hard_records(n)
    columns = {
        role: np.array([record[place] or None for record in records], dtype=object)
        for place, role in enumerate(ROLES)
    }
    rng = np.random.default_rng(1)
    people = np.array(persons)
    has_number = rng.random(people.max() + 1) < SHARE_WITH_NUMBER
    states_it = has_number[people] & (rng.random(n) < 0.9)
    numbers = np.strings.add("9", np.strings.zfill(people.astype(str), 8))
    columns["national_number"] = np.where(states_it, numbers.astype(object), None)
    columns["pseud_id"] = np.array([f"{number:09d}" for number in range(n)])
    columns["source"] = np.full(n, "invented")
    return columns, people


def with_zicht(n: int, *, n_linkages: int) -> dict[str, object]:
    """Link with Zicht."""
    linking.N_LINKAGES = n_linkages
    columns, people = columns_of(n)
    with (
        tempfile.TemporaryDirectory() as folder,
        Session(Path(folder) / "private", memory="2GB") as session,
    ):
        session.write("fields", columns)
        roles = ("national_number", *ROLES)
        before, began = _peak(), time.monotonic()
        report = link(session, LinkFields("fields", roles, n)).report
        seconds = time.monotonic() - began
        rows = session.columns(sql("SELECT * FROM links ORDER BY pseud_id"))
    found = list(rows.values())[1].tolist()
    return {
        **quality_of(found, people.tolist()),
        "compared": report.compared_pairs,
        "seconds": round(seconds, 1),
        "processor_seconds": round(time.process_time(), 1),
        "peak_mb": _peak(),
        "of_which_before": before,
    }


def with_splink(n: int) -> dict[str, object]:
    """Link with splink's own defaults."""
    columns, people = columns_of(n)
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute("SET memory_limit = '2GB'")
    frame = pd.DataFrame(columns).rename(columns={"pseud_id": "unique_id"})
    before, began = _peak(), time.monotonic()
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.NameComparison("given_names"),
            cl.NameComparison("family_name"),
            cl.DateOfBirthComparison("birth_date", input_is_string=True),
            cl.ExactMatch("national_number"),
            cl.ExactMatch("municipality").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("national_number"),
            block_on("given_names", "family_name"),
            block_on("family_name", "birth_date"),
            block_on("given_names", "birth_date"),
        ],
    )
    api = DuckDBAPI(connection)
    linker = Linker(api.register(frame), settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("national_number")], recall=0.6
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for columns_blocked in (("family_name", "birth_date"), ("given_names",)):
        linker.training.estimate_parameters_using_expectation_maximisation(
            block_on(*columns_blocked)
        )
    predictions = linker.inference.predict(threshold_match_probability=0.5)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predictions, 0.95
    )
    seconds = time.monotonic() - began
    found = dict(
        connection.execute(
            f"SELECT unique_id, cluster_id FROM {clusters.physical_name}"  # noqa: S608
        ).fetchall()
    )
    of_records = [found[f"{number:09d}"] for number in range(n)]
    return {
        **quality_of(of_records, people.tolist()),
        "seconds": round(seconds, 1),
        "processor_seconds": round(time.process_time(), 1),
        "peak_mb": _peak(),
        "of_which_before": before,
    }


def _peak() -> int:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)


def measure(way: str, n: int) -> dict[str, object]:
    """Measure one way to link, in this process."""
    if way == "splink":
        return with_splink(n)
    return with_zicht(n, n_linkages=20 if way == "zicht" else 1)


def main(sizes: list[int]) -> None:
    """Measure every way at every size, each in a process of its own."""
    results = []
    for n in sizes:
        for way in WAYS:
            command = [sys.executable, __file__, "--way", way, str(n)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            result = {"records": n, "way": way, **json.loads(done.stdout)}
            print(json.dumps(result), flush=True)
            results.append(result)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("records", nargs="*", type=int, default=[100_000, 1_000_000])
    parser.add_argument("--way", choices=WAYS)
    given = parser.parse_args()
    if given.way:
        print(json.dumps(measure(given.way, given.records[0])))
    else:
        main(given.records)
