"""Measure the gate on the synthetic registrations: seconds, memory, extra cells, what is lost.

`python bench/disclosure_speed.py DATA`, where DATA holds `synthetic/micro.csv` and its hierarchies; the result goes to
bench/results/disclosure_speed.json.
"""

import json
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from zicht.cli import parsing
from zicht.desk.records import read_records
from zicht.desk.requests import RecordsFile
from zicht.disclosure.gate import publish
from zicht.vocabulary.errors import DisclosureRefused
from zicht.vocabulary.policies import Policy
from zicht.vocabulary.statuses import Status
from zicht.vocabulary.tables import CountTable, Draft

ROUND = Policy("bench", "1", "bench", local_levels=("region",))
SUPPRESS = Policy(
    "bench", "2", "bench", local_threshold=5, method="suppression", zeros="structural"
)
TABLES = (
    "region,year",
    "region,form",
    "province,year,form",
    "province,sex,age,form",
    "region,year,form",
)
LARGEST = "region,year,age,form"


SECRET = b"a secret of the benchmark, 32 b."


def count_file(
    micro: Path, by: Sequence[str], hierarchies: Sequence[str], policy: Policy
) -> tuple[CountTable, ...]:
    """Count a file of records into tables."""
    request = RecordsFile(
        path=micro,
        tables=tuple(parsing.parse_columns(columns) for columns in by),
        levels=parsing.parse_levels(hierarchies),
    )
    return read_records(request, policy).tables()


def sign(digest: bytes) -> str:
    return digest.hex()


def with_provinces(data: Path, folder: Path) -> Path:
    """Write the micro data with a column for the province."""
    lines = (
        (data / "synthetic" / "region_hierarchy.csv")
        .read_text(encoding="utf-8")
        .split()[1:]
    )
    province = dict(line.split(",") for line in lines)
    rows = (data / "synthetic" / "micro.csv").read_text(encoding="utf-8").split()
    path = folder / "micro.csv"
    path.write_text(
        "\n".join(
            [
                f"province,{rows[0]}",
                *(f"{province[row.split(',')[0]]},{row}" for row in rows[1:]),
            ]
        )
        + "\n",
        encoding="utf-8",
    )
    return path


def measure(name: str, tables: tuple, policy: Policy) -> dict[str, object]:
    begin, spent = time.perf_counter(), time.process_time()
    found: dict[str, object] = {"name": name, "method": policy.method}
    try:
        protected = publish(Draft(tables), policy, sign=sign, secret=SECRET)
    except DisclosureRefused as refused:
        return {**found, "refused": refused.what, "details": refused.details[:3]}
    finally:
        found["seconds"] = round(time.perf_counter() - begin, 2)
        found["cpu_seconds"] = round(time.process_time() - spent, 2)
        found["memory_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    hidden = np.concatenate([t.statuses != Status.PUBLISHED for t in protected.tables])
    counts = np.concatenate([t.counts for t in tables])
    found |= {"cells": len(counts), "hidden": int(hidden.sum())}
    found |= {k: v for k, v in protected.losses.items() if k.startswith("cells hidden")}
    if policy.method == "suppression":
        found["secondary"] = int(
            (hidden & ((counts == 0) | (counts >= policy.threshold))).sum()
        )
    return found


def main() -> None:
    data, results = Path(sys.argv[1]), Path(__file__).parent / "results"
    results.mkdir(exist_ok=True)
    micro = with_provinces(data, results)
    provinces = f"region={data / 'synthetic' / 'region_hierarchy.csv'}"
    units = f"region={data / 'synthetic' / 'region_hierarchy_overlapping.csv'}"
    found = []
    for by in TABLES:
        found.append(measure(by, count_file(micro, [by], [provinces], ROUND), ROUND))
        print(found[-1], flush=True)
    for by in TABLES:
        found.append(
            measure(by, count_file(micro, [by], [provinces], SUPPRESS), SUPPRESS)
        )
        print(found[-1], flush=True)
    together = count_file(
        micro,
        ["region,year", "region,form", "region,year,form"],
        [provinces, units],
        ROUND,
    )
    found.append(
        measure("regions with crossing police units, one system", together, ROUND)
    )
    print(found[-1], flush=True)
    # 0.09 records a cell on average: the policy has to allow so sparse a table.
    sparse = replace(ROUND, minimum_mean_count=0.05)
    found.append(
        measure(LARGEST, count_file(micro, [LARGEST], [provinces], sparse), sparse)
    )
    print(found[-1], flush=True)
    everything = count_file(micro, TABLES, [provinces, units], ROUND)
    found.append(
        measure("all tables with crossing police units, one system", everything, ROUND)
    )
    print(found[-1], flush=True)
    micro.unlink()
    heads = (
        "name",
        "method",
        "cells",
        "hidden",
        "secondary",
        "seconds",
        "cpu_seconds",
        "memory_mb",
    )
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    lines += [
        "| " + " | ".join(str(row.get(head, "")) for head in heads) + " |"
        for row in found
    ]
    (results / "disclosure_speed.md").write_text(
        "\n".join(lines) + "\n", encoding="utf-8"
    )
    text = json.dumps(found, indent=1)
    (results / "disclosure_speed.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
