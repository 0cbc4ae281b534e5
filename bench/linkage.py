"""How well and how fast records are linked: precision, recall and F1 on records whose truth is known.

Run: python bench/linkage.py [records ...]; writes bench/results/linkage.json. Thresholds are those of the program.
Beside every pair stand pairs in blocks, and records at half the rates of slips.
"""

import json
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from pathlib import Path

import numpy as np
from hard_records import ROLES, Record, hard_records

from zicht.engine import Session
from zicht.linkage import link
from zicht.vocabulary.people import LinkFields

RESULTS = Path(__file__).parent / "results"


def hand_over(session: Session, records: Sequence[Record]) -> LinkFields:
    """Write records as link fields; their pseudonyms are their numbers."""
    columns = {
        role: np.array([record[place] or None for record in records], dtype=object)
        for place, role in enumerate(ROLES)
    }
    columns["pseud_id"] = np.array([f"{number:09d}" for number in range(len(records))])
    columns["source"] = np.full(len(records), "invented")
    session.write("fields", columns)
    return LinkFields("fields", ROLES, len(records))


def n_pairs(groups: Iterable[Hashable]) -> int:
    """Count pairs of records that stand in one group."""
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())


def measure(n: int, rate: float, *, every_pair: bool) -> dict[str, object]:
    """Link hard records and compare with the truth."""
    records, persons = hard_records(n, rate=rate)
    with (
        tempfile.TemporaryDirectory() as folder,
        Session(Path(folder) / "private", memory="2GB") as session,
    ):
        fields = hand_over(session, records)
        began = time.monotonic()
        report = link(
            session, fields, affordable_pairs=10**12 if every_pair else 0
        ).report
        seconds = time.monotonic() - began
        rows = session.rows("SELECT persoon_id FROM links ORDER BY pseud_id")
    found = [person for (person,) in rows]
    n_right = n_pairs(zip(found, persons, strict=True))
    precision, recall = n_right / n_pairs(found), n_right / n_pairs(persons)
    return {
        "records": n,
        "rate": rate,
        "pairs": "every" if every_pair else "blocks",
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / (precision + recall), 4),
        "persons": report.persons,
        "persons_plausible": report.persons_plausible,
        "persons_true": len(set(persons)),
        "compared": report.compared_pairs,
        "lost_by_blocking": round(report.lost_by_blocking.estimate, 4),
        "seconds": round(seconds, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
    }


def main(sizes: Sequence[int]) -> None:
    """Measure every size."""
    results = []
    for n in sizes:
        for rate in (1.0, 0.5):
            for every_pair in (True, False):
                results.append(measure(n, rate, every_pair=every_pair))
                print(json.dumps(results[-1]), flush=True)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "linkage.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main([int(word) for word in sys.argv[1:]] or [5000])
