"""Whether a headline over records with slips holds the truth, at any noise from 0 to 0.5.

Run: python bench/linkage_headlines.py [--seeds N] [--first SEED] [--people N] [--noise NOISE ...]; every set of records
adds a line to bench/results/linkage_headlines.jsonl, and one that is there is not made again. `--table` prints the
table of ADR 0157.

Four lists each see some of the people, none of whom has a citizen number, and write them down with slips: noise 0.5
stands for slips in 13% of each name, 14% of the birth dates and 45% of the municipalities. The records are linked, the
lists are counted over the linkage and over plausible ones, and the hidden number is estimated and judged. Nothing but
linkage stands between the records and the truth here: two lists depend on each other, and everybody is seen by the same
chances, so that a verdict allows a headline where nobody slips.
"""

import argparse
import json
import math
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from hard_records import ROLES, People, Record, written_down
from results_so_far import keep_result, read_results

from zicht.engine.session import Session
from zicht.engine.words import sql
from zicht.estimation.comparing import compare
from zicht.estimation.linkage_doubt import spread_of_linkage, with_linkage
from zicht.estimation.settings import Settings
from zicht.linkage.linking import link
from zicht.vocabulary.estimates import CaptureTable
from zicht.vocabulary.people import LinkFields, interval

RESULTS = Path(__file__).parent / "results" / "linkage_headlines.jsonl"
NOISES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
LISTS = ("police", "shelter", "youth care", "labour inspectorate")
CHANCES = (0.30, 0.24, 0.34, 0.20)
DEPENDENCE = 0.5
"""Log-odds added to the chance of shelter for whom the police saw."""
REPLICATES = 500


def seen_people(
    n: int, noise: float, seed: int
) -> tuple[list[Record], list[int], list[int]]:
    """Invent people and write down those whom a list sees.

    Returns
    -------
    records, and the person and the list of each
    """
    rng = random.Random(seed)  # noqa: S311 - invented people need no secrecy
    people = People(rng, seed)
    records: list[Record] = []
    persons: list[int] = []
    lists: list[int] = []
    for number in range(n):
        person = people.draw()
        saw_police = False
        for place, chance in enumerate(CHANCES):
            odds = chance / (1 - chance)
            if saw_police and LISTS[place] == "shelter":
                odds *= math.exp(DEPENDENCE)
            if rng.random() < odds / (1 + odds):
                saw_police |= LISTS[place] == "police"
                records.append(written_down(person, 2 * noise, rng))
                persons.append(number)
                lists.append(place)
    return records, persons, lists


def table_of(persons: Sequence[object], lists: Sequence[int]) -> CaptureTable:
    """Count persons by the set of lists they stand on."""
    pattern_of: dict[object, int] = defaultdict(int)
    for person, place in zip(persons, lists, strict=True):
        pattern_of[person] |= 1 << place
    counts = Counter(pattern_of.values())
    patterns = tuple(sorted(counts))
    numbers = tuple(counts[pattern] for pattern in patterns)
    return CaptureTable(LISTS, patterns, numbers)


def measure(seed: int, n: int, noise: float) -> dict[str, object]:
    """Link one set of records, estimate, and compare with the truth."""
    began = time.monotonic()
    records, persons, lists = seen_people(n, noise, seed)
    with (
        tempfile.TemporaryDirectory() as folder,
        Session(Path(folder) / "private", memory="1GB") as session,
    ):
        linkage = link(session, hand_over(session, records, lists))
        chosen = _persons(session, "links")
        drawn = [_persons(session, one.relation) for one in linkage.plausible.drawn]
    names = [f"{number:09d}" for number in range(len(records))]
    found = [chosen[name] for name in names]
    plausible = [[draw.get(name, chosen[name]) for name in names] for draw in drawn]
    table = table_of(found, lists)
    tables = [table_of(draw, lists) for draw in plausible]
    settings = Settings(replicates=REPLICATES, seed=1, threads=1)
    estimate = compare(table, settings=settings).estimate
    spread = spread_of_linkage(table, tables)
    judged = with_linkage(estimate, spread) if spread else estimate
    methods = {method.name: method for method in judged.methods}
    combined = methods["combined"]
    criterion = {line.name: line for line in judged.verdict.criteria}["linkage"]
    in_view = interval([one.n_observed for one in tables])
    return {
        "seed": seed,
        "people": n,
        "noise": noise,
        "records": len(records),
        "in_view_true": len(set(persons)),
        "in_view": table.n_observed,
        "in_view_band": in_view,
        "estimate": combined.estimate,
        "lower": combined.lower,
        "upper": combined.upper,
        "holds": combined.lower <= n <= combined.upper,
        "sampling_alone": estimate_of(estimate),
        "headline": judged.verdict.may_publish,
        "headline_without": estimate.verdict.may_publish,
        "factor": criterion.value,
        "broken": [line.name for line in judged.verdict.criteria if not line.met],
        "seconds": round(time.monotonic() - began, 1),
    }


def estimate_of(estimate: object) -> tuple[float, float, float]:
    """Return the combined estimate with its limits, before linkage is taken into account."""
    combined = {one.name: one for one in estimate.methods}["combined"]
    return combined.lower, combined.estimate, combined.upper


def hand_over(
    session: Session, records: Sequence[Record], lists: Sequence[int]
) -> LinkFields:
    """Write records as link fields; their pseudonyms are their numbers, their sources the lists."""
    columns = {
        role: np.array([record[place] or None for record in records], dtype=object)
        for place, role in enumerate(ROLES)
    }
    columns["pseud_id"] = np.array([f"{number:09d}" for number in range(len(records))])
    columns["source"] = np.array([LISTS[place] for place in lists])
    session.write("fields", columns)
    return LinkFields("fields", ROLES, len(records))


def _persons(session: Session, relation: str) -> dict[str, str]:
    rows = session.columns(sql("SELECT * FROM {t}", t=relation))
    record, person = list(rows)[:2]
    return dict(zip(rows[record].tolist(), rows[person].tolist(), strict=True))


def print_table() -> None:
    """Print, for each noise, how often the truth is held and how wide intervals are."""
    at: dict[float, list[dict[str, object]]] = defaultdict(list)
    for result in read_results(RESULTS):
        at[result["noise"]].append(result)
    print(
        "| noise | sets | in view held | interval holds the truth | without linkage"
        " | upper / lower | headlines | false headlines |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for noise, results in sorted(at.items()):
        n = len(results)
        n_in_view = sum(
            one["in_view_band"][0] - 0.5
            <= one["in_view_true"]
            <= one["in_view_band"][1] + 0.5
            for one in results
        )
        n_held = sum(one["holds"] for one in results)
        n_alone = sum(
            one["sampling_alone"][0] <= one["people"] <= one["sampling_alone"][2]
            for one in results
        )
        widths = sorted(one["upper"] / one["lower"] for one in results)
        n_headlines = sum(one["headline"] for one in results)
        n_false = sum(one["headline"] and not one["holds"] for one in results)
        print(
            f"| {noise:g} | {n} | {n_in_view} | {n_held} | {n_alone}"
            f" | {widths[n // 2]:.2f} | {n_headlines} | {n_false} |"
        )


def main(seeds: range, people: int, noises: Sequence[float]) -> None:
    """Measure every set of records that was not measured yet."""
    done = {(one["seed"], one["people"], one["noise"]) for one in read_results(RESULTS)}
    for seed in seeds:
        for noise in noises:
            if (seed, people, noise) in done:
                continue
            result = measure(seed, people, noise)
            keep_result(RESULTS, result)
            print(json.dumps(result), file=sys.stderr, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=501)
    parser.add_argument("--people", type=int, default=2500)
    parser.add_argument("--noise", type=float, nargs="*", default=list(NOISES))
    parser.add_argument("--table", action="store_true")
    given = parser.parse_args()
    if given.table:
        print_table()
    else:
        main(range(given.first, given.first + given.seeds), given.people, given.noise)
